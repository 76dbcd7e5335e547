//! `.hil`: of David Hill and Nicolaus Tideman. Options and seats; a ballot a line, `1 c1 c2 … 0`; `0`; names.
//!
//! The form is that of [`crate::read::blt`], but names may stand without quotes, one a line, and the title may be
//! absent.

use crate::ballots::Ballots;
use crate::read::{ReadError, blt, text};

/// Reads a file.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8]) -> Result<Ballots, ReadError> {
    // The names begin after the line that holds nothing but the 0 that ends the ballots.
    let mut quoted = Vec::with_capacity(file.len() + 64);
    let mut names = false;
    for (_, line) in crate::read::lines(file) {
        let trimmed = line.trim_ascii();
        if names && !trimmed.is_empty() && !trimmed.starts_with(b"\"") {
            quoted.push(b'"');
            quoted.extend(text(trimmed).replace('"', "'").into_bytes());
            quoted.push(b'"');
        } else {
            quoted.extend_from_slice(line);
        }
        quoted.push(b'\n');
        names |= trimmed == b"0";
    }
    blt::read(&quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_quotes_are_read() {
        let ballots = read(b"2 1\n1 2 1 0\n1 2 1 0\n1 1 0\n0\nAnn\n\"Bob B.\"\n").unwrap();
        assert_eq!(ballots.contest.options, ["Ann", "Bob B."]);
        assert_eq!(ballots.total(), 3);
        assert_eq!(ballots.at(0).marks, [1, 0]);
    }

    #[test]
    fn a_line_is_named_as_in_the_file() {
        assert_eq!(read(b"2 1\n1 3 0\n0\nA\nB\n").unwrap_err().line, 2);
    }
}
