//! Ballots of plain numbers, a line each, which a file of many ballots holds nearly throughout: `3 17 4 9 0`.
//!
//! Such lines are read in chunks, the next chunk while the ballots of the last are merged, on a second core if there is
//! one. Reading stops before the first line that is anything else; the reader of words goes on from there.

use crate::ballots::{BallotError, Batch, Builder};
use crate::parallel;
use crate::read::number;

/// The bytes of the first chunk. Each that was plain throughout makes the next twice as long, so that what was read
/// ahead in vain, when a line turns out not to be plain, is never much more than what was read well.
const FIRST: usize = 1 << 12;
const LONGEST: usize = 1 << 18;

/// Takes the ballots of whole plain lines at the beginning of `text` in, and gives how many bytes they were.
///
/// # Errors
///
/// More ballots than can be counted.
pub(super) fn ballots(text: &[u8], builder: &mut Builder) -> Result<usize, BallotError> {
    let options = builder.options();
    let mut length = FIRST;
    let mut chunk = whole_lines(text, length);
    let (mut batch, mut read) = lines(text, chunk, options);
    let mut all = read;
    loop {
        if read < chunk || batch.is_empty() {
            builder.take(batch)?;
            return Ok(all);
        }
        length = LONGEST.min(2 * length);
        let rest = text.get(all..).unwrap_or_default();
        chunk = whole_lines(rest, length);
        let taken;
        (taken, (batch, read)) =
            parallel::join(|| builder.take(batch), || lines(rest, chunk, options));
        taken?;
        all += read;
    }
}

/// How long the beginning of a text is, about so many bytes, up to the end of a line; 0 if no line ends there.
fn whole_lines(text: &[u8], length: usize) -> usize {
    let part = text.get(..length).unwrap_or(text);
    let end = part.iter().rposition(|byte| *byte == b'\n');
    end.map_or(0, |end| end + 1)
}

/// Reads plain lines in the first bytes of `text`, `until` there, and says how many bytes they were.
fn lines(text: &[u8], until: usize, options: usize) -> (Batch, usize) {
    let mut batch = Batch::for_bytes(until);
    let mut at = 0;
    while at < until
        && let Some(rest) = text.get(at..)
    {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (Some(count), Some(ranks)) = (rest.get(..digits), rest.get(digits..)) else {
            break;
        };
        let Some(count) = number(count).filter(|count| *count > 0) else {
            break;
        };
        let (read, ended) = numbers(ranks, options, batch.open());
        let line_end = match ranks.get(read..) {
            Some([b'\n', ..]) => 1,
            Some([b'\r', b'\n', ..]) => 2,
            _ => 0,
        };
        if !ended || line_end == 0 {
            batch.drop_open();
            break;
        }
        batch.close(count);
        at += digits + read + line_end;
    }
    (batch, at)
}

/// Reads numbers of options at the beginning of `text`, each of one or two digits after one blank and before white
/// space, into `marks`. Gives how many bytes they were, and whether the last was the 0 that ends a ballot; if not, what
/// follows is no such number, or too near to the end of the text.
///
/// Whether a number has one digit or two is nearly a coin's throw, so nothing branches on it: branching took half
/// of the time that reading takes.
pub(super) fn numbers(text: &[u8], options: usize, marks: &mut Vec<u16>) -> (usize, bool) {
    let mut at = 0;
    loop {
        while let Some(read) = text
            .get(at..)
            .and_then(|rest| rest.first_chunk())
            .and_then(|eight| eight_bytes(*eight, options, marks))
        {
            at += read;
        }
        let Some(&[b' ', first, second, third]) = text.get(at..at + 4) else {
            return (at, false);
        };
        let (tens, ones) = (first.wrapping_sub(b'0'), second.wrapping_sub(b'0'));
        let two = ones < 10;
        let (value, after) = if two {
            (u16::from(tens) * 10 + u16::from(ones), third)
        } else {
            (u16::from(tens), second)
        };
        let ends = matches!(after, b' ' | b'\n' | b'\r');
        if tens >= 10 || !ends || usize::from(value) > options {
            return (at, false);
        }
        at += 2 + usize::from(two);
        if value == 0 {
            return (at, true);
        }
        marks.push(value - 1);
    }
}

/// Reads the numbers of options that stand whole in eight bytes, each of one or two digits after a blank, all at once.
/// Gives the place of the last blank; nothing, and reads nothing, if there is anything else in these bytes, a 0 or a
/// number that is no option among them, or no whole number.
fn eight_bytes(bytes: [u8; 8], options: usize, marks: &mut Vec<u16>) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A blank becomes 0, a digit 0x10 and its value.
    let signs = u64::from_le_bytes(bytes) ^ (u64::from(b' ') * EACH);
    let digits = (signs >> 4) & EACH;
    let values = signs & (digits * 0x0f);
    let no_sign = signs ^ (digits << 4) ^ values;
    let above_nine = (values + 6 * EACH) & (0x10 * EACH);
    // A digit before a blank ends a number; a blank at the end of the eight bytes lets the last number count.
    let ends = digits & !(digits >> 8) & (u64::MAX >> 8);
    let three = digits & (digits >> 8) & (digits >> 16);
    if no_sign | above_nine | three | (digits & 1) != 0 || ends == 0 {
        return None;
    }
    // At the last digit of a number, its value: ten times the digit before, which is 0 for a blank.
    let numbers = values + ((values * 10) << 8);
    let (before, mut left) = (marks.len(), ends);
    while left != 0 {
        let number = (numbers >> left.trailing_zeros()) as u8;
        if number == 0 || usize::from(number) > options {
            marks.truncate(before);
            return None;
        }
        marks.push(u16::from(number) - 1);
        left &= left - 1;
    }
    Some((63 - ends.leading_zeros() as usize) / 8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contest::Contest;

    /// What `ballots` makes of a text: how many bytes, and the ballots.
    fn taken(text: &str, options: usize) -> (usize, Vec<(Vec<u16>, u64)>) {
        let mut builder = Builder::new(options);
        let read = ballots(text.as_bytes(), &mut builder).unwrap();
        let names = (0..options).map(|at| at.to_string()).collect();
        let ballots = builder.finish(Contest::new(1, names));
        let all = ballots.iter().map(|b| (b.marks.to_vec(), b.count));
        (read, all.collect())
    }

    #[test]
    fn reading_stops_before_the_first_line_that_is_not_plain() {
        let plain = "2 3 1 0\n1 0\r\n7 12 2 0\n";
        let all = vec![(vec![2, 0], 2), (vec![], 1), (vec![11, 1], 7)];
        for other in [
            "0\n",
            "1 13 0\n",
            "1 1=2 0\n",
            "1 - 2 0\n",
            "1 2 0 # why\n",
            "1 2\n3 0\n",
            "1 2 0 1 3 0\n",
            "1 2 0",
            "x 1 0\n",
            "0 1 0\n",
            "\n1 1 0\n",
        ] {
            let text = format!("{plain}{other}");
            assert_eq!(taken(&text, 12), (plain.len(), all.clone()), "{other:?}");
        }
    }

    #[test]
    fn no_line_is_lost_between_chunks() {
        let lines: Vec<String> = (0..20_000)
            .map(|at| format!("1 {} {} 0\n", at % 99 + 1, at / 99 % 98 + 1))
            .collect();
        let text = lines.concat();
        let (read, all) = taken(&format!("{text}0\n\"A\""), 99);
        assert_eq!(read, text.len());
        assert_eq!(all.iter().map(|(_, count)| count).sum::<u64>(), 20_000);
        let again: Vec<String> = all
            .iter()
            .map(|(marks, _)| format!("1 {} {} 0\n", marks[0] + 1, marks[1] + 1))
            .collect();
        assert_eq!(
            again,
            lines[..again.len()],
            "in the order in which each came first"
        );
    }

    #[test]
    fn a_line_longer_than_a_chunk_is_left_to_the_reader_of_words() {
        let long = format!("1{} 0\n", " 1".repeat(FIRST));
        let text = format!("1 2 0\n{long}");
        assert_eq!(taken(&text, 2), (6, vec![(vec![1], 1)]));
    }
}
