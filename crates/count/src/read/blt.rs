//! `.blt`: of Hill, Wichmann and Woodall's program, OpenSTV, OpaVote and Droop.
//!
//! Options and seats, then for each ballot how often it was cast, the options in order of preference and `0`; `0`
//! ends the ballots; the names of the options and the title in quotes. `=` joins options of equal preference, `-`
//! is an empty rank, `#` begins a comment. Before the ballots may stand: `-3`, option 3 has withdrawn; and in
//! brackets `[withdrawn …]`, `[nick …]`, short names used in the ballots, `[tie …]`, the order in which ties are
//! settled, and `[droop …]`, options of that program, which say nothing about the ballots and are passed over.

mod plain;

use std::collections::HashMap;

use crate::ballots::{Ballots, Builder, EQUAL, SKIPPED};
use crate::contest::{Choice, Contest, MOST_OPTIONS};
use crate::read::{ReadError, number, option_from_one, text};

/// Reads a file.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8]) -> Result<Ballots, ReadError> {
    let mut input = Input::new(file);
    let options = input.count("the number of options")?;
    let seats = input.count("the number of seats")?;
    if options == 0 || options > MOST_OPTIONS as u64 {
        return Err(input.wrong(format!(
            "between 1 and {MOST_OPTIONS} options, not {options}"
        )));
    }
    let options = usize::try_from(options).unwrap_or(MOST_OPTIONS);
    let seats =
        u32::try_from(seats).map_err(|_| input.wrong(format!("{seats} seats are too many")))?;

    let mut head = Head::default();
    let mut builder = Builder::with_capacity(options, about_lines(file));
    let mut marks = Vec::new();
    loop {
        input.skip_space();
        // Whole lines of plain numbers, which nearly all ballots are.
        let read = plain::ballots(input.rest(), &mut builder);
        input.at += read.map_err(|error| input.wrong(error.to_string()))?;
        let token = input.token_or("the 0 that ends the ballots")?;
        match token {
            b"0" => break,
            [b'[', ..] => head.bracket(&mut input, token, options)?,
            [b'-', digits @ ..] => {
                let withdrawn = number(digits).and_then(|number| option_from_one(number, options));
                let withdrawn =
                    withdrawn.ok_or_else(|| input.wrong("- must be followed by an option"))?;
                head.withdrawn.push(withdrawn);
            }
            _ => {
                let count = match token {
                    // Droop's ballot identifiers: each such line is one ballot.
                    [b'(', .., b')'] => 1,
                    _ => number(token).ok_or_else(|| {
                        input.wrong(format!("\"{}\" is no number of ballots", text(token)))
                    })?,
                };
                ballot(&mut input, &head.nicks, options, &mut marks)?;
                builder
                    .push(&marks, count)
                    .map_err(|error| input.wrong(error.to_string()))?;
            }
        }
    }
    let mut names = Vec::with_capacity(options);
    for _ in 0..options {
        names.push(input.quoted("the name of an option in quotes")?);
    }
    let title = input.quoted("the title in quotes").unwrap_or_default();
    head.withdrawn.sort_unstable();
    head.withdrawn.dedup();
    Ok(builder.finish(Contest {
        title,
        seats,
        options: names,
        withdrawn: head.withdrawn,
        tie_order: head.tie_order,
    }))
}

/// About how many lines a file has, by its first part: as a rule a ballot takes a line.
fn about_lines(file: &[u8]) -> usize {
    let part = file.get(..1 << 16).unwrap_or(file);
    let lines = part.iter().filter(|byte| **byte == b'\n').count();
    // Later lines may be a little shorter.
    (file.len() / part.len().max(1) + 1).saturating_mul(lines + lines / 32)
}

/// Reads the preferences of one ballot up to its `0`.
fn ballot(
    input: &mut Input<'_>,
    nicks: &HashMap<Vec<u8>, Choice>,
    options: usize,
    marks: &mut Vec<u16>,
) -> Result<(), ReadError> {
    marks.clear();
    loop {
        // Plain numbers on a line, which nearly all preferences are, without a look at anything else.
        let (read, ended) = plain::numbers(input.rest(), options, marks);
        input.at += read;
        if ended {
            return Ok(());
        }
        let token = input.token_or("the 0 that ends a ballot")?;
        if let Some(number) = number(token) {
            if number == 0 {
                return Ok(());
            }
            match option_from_one(number, options) {
                Some(option) => marks.push(option),
                None => return Err(input.wrong(no_option(token, options))),
            }
            continue;
        }
        if token == b"-" {
            marks.push(SKIPPED);
            continue;
        }
        for (at, name) in token.split(|byte| *byte == b'=').enumerate() {
            if at > 0 {
                marks.push(EQUAL);
            }
            let option = match number(name) {
                Some(number) => option_from_one(number, options),
                None => nicks.get(name).copied(),
            };
            marks.push(option.ok_or_else(|| input.wrong(no_option(name, options)))?);
        }
    }
}

fn no_option(token: &[u8], options: usize) -> String {
    format!("\"{}\" is none of the {options} options", text(token))
}

/// What stands before the ballots.
#[derive(Default)]
struct Head {
    withdrawn: Vec<Choice>,
    nicks: HashMap<Vec<u8>, Choice>,
    tie_order: Option<Vec<Choice>>,
}

impl Head {
    /// Reads an option in brackets, of which `first` is the first word.
    fn bracket(
        &mut self,
        input: &mut Input<'_>,
        first: &[u8],
        options: usize,
    ) -> Result<(), ReadError> {
        let mut words = vec![first.strip_prefix(b"[").unwrap_or(first).to_vec()];
        while words.last().is_some_and(|word| word.last() != Some(&b']')) {
            words.push(input.token_or("the ] of an option in brackets")?.to_vec());
        }
        if let Some(last) = words.last_mut() {
            last.pop();
        }
        words.retain(|word| !word.is_empty());
        let Some((keyword, words)) = words.split_first() else {
            return Ok(());
        };
        match keyword.as_slice() {
            b"nick" => {
                if words.len() != options {
                    return Err(
                        input.wrong(format!("{options} nicknames are needed, one an option"))
                    );
                }
                for (word, option) in words.iter().zip(0..) {
                    self.nicks.insert(word.clone(), option);
                }
            }
            b"tie" => self.tie_order = Some(self.choices(input, words, options)?),
            b"withdrawn" => {
                let withdrawn = self.choices(input, words, options)?;
                self.withdrawn.extend(withdrawn);
            }
            b"droop" => {}
            other => {
                return Err(input.wrong(format!("[{}] is unknown here", text(other))));
            }
        }
        Ok(())
    }

    fn choices(
        &self,
        input: &Input<'_>,
        words: &[Vec<u8>],
        options: usize,
    ) -> Result<Vec<Choice>, ReadError> {
        let choice = |word: &Vec<u8>| {
            let found = match number(word) {
                Some(number) => option_from_one(number, options),
                None => self.nicks.get(word).copied(),
            };
            found.ok_or_else(|| input.wrong(no_option(word, options)))
        };
        words.iter().map(choice).collect()
    }
}

/// The file, read word by word.
struct Input<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn new(file: &'a [u8]) -> Self {
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        Self { file, at: 0 }
    }

    /// An error at the line where reading has come to.
    fn wrong(&self, reason: impl Into<String>) -> ReadError {
        let read = self.file.get(..self.at).unwrap_or(self.file);
        let line = 1 + read.iter().filter(|byte| **byte == b'\n').count();
        ReadError::new(line, reason)
    }

    /// What is not read yet.
    fn rest(&self) -> &'a [u8] {
        self.file.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.file.get(self.at) {
            if byte.is_ascii_whitespace() {
                self.at += 1;
            } else if *byte == b'#' {
                let rest = self.rest();
                let line = rest.iter().position(|byte| *byte == b'\n');
                self.at += line.unwrap_or(rest.len());
            } else {
                break;
            }
        }
    }

    /// The next word; nothing at the end of the file.
    fn token(&mut self) -> Option<&'a [u8]> {
        self.skip_space();
        let rest = self.file.get(self.at..)?;
        let end = rest
            .iter()
            .position(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'#'));
        let token = rest.get(..end.unwrap_or(rest.len()))?;
        self.at += token.len();
        (!token.is_empty()).then_some(token)
    }

    fn token_or(&mut self, what: &str) -> Result<&'a [u8], ReadError> {
        match self.token() {
            Some(token) => Ok(token),
            None => Err(self.wrong(format!("the file ends before {what}"))),
        }
    }

    fn count(&mut self, what: &str) -> Result<u64, ReadError> {
        let token = self.token_or(what)?;
        number(token)
            .ok_or_else(|| self.wrong(format!("{what} must be a number, not \"{}\"", text(token))))
    }

    fn quoted(&mut self, what: &str) -> Result<String, ReadError> {
        self.skip_space();
        let rest = self.rest();
        let inside = rest
            .strip_prefix(b"\"")
            .ok_or_else(|| self.wrong(format!("here must stand {what}")))?;
        let end = inside.iter().position(|byte| *byte == b'"');
        let Some(end) = end else {
            return Err(self.wrong(format!("{what} has no closing quote")));
        };
        self.at += end + 2;
        Ok(text(inside.get(..end).unwrap_or_default()).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_every_option_is_read() {
        let file = b"# who sweeps\n4 2\n[nick ann bob cem dee]\n[tie cem\n ann bob dee]\n-4\n3 ann bob 0\n\
            2 2=3 - 1 0 # both\n1 0\n3 1 2 0\n0\n\"Ann\" \"Bob\"\n\"Cem\"\n\"Dee\"\n\"Sweeping\"\n";
        let ballots = read(file).unwrap();
        assert_eq!(ballots.contest.title, "Sweeping");
        assert_eq!(ballots.contest.seats, 2);
        assert_eq!(ballots.contest.withdrawn, [3]);
        assert_eq!(ballots.contest.tie_order, Some(vec![2, 0, 1, 3]));
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.marks.to_vec(), b.count))
            .collect();
        assert_eq!(
            all,
            [
                (vec![0, 1], 6),
                (vec![1, EQUAL, 2, SKIPPED, 0], 2),
                (vec![], 1)
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let table: &[(&[u8], usize, &str)] = &[
            (b"", 1, "ends before the number of options"),
            (b"2 x", 1, "must be a number"),
            (b"2 1\n1 3 0\n0\n", 2, "\"3\" is none of the 2 options"),
            (b"2 1\nx 1 0\n", 2, "no number of ballots"),
            (b"2 1\n1 1", 2, "ends before the 0 that ends a ballot"),
            (b"2 1\n[nick a]\n", 2, "2 nicknames"),
            (b"2 1\n[magic]\n", 2, "unknown"),
            (b"2 1\n1 1= 0\n", 2, "\"\" is none"),
            (b"2 1\n0\n\"A\"\nB\n", 4, "the name of an option in quotes"),
            (b"2 1\n0\n\"A\"\n\"B", 4, "no closing quote"),
        ];
        for (file, line, reason) in table {
            let error = read(file).unwrap_err();
            assert_eq!(error.line, *line, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
