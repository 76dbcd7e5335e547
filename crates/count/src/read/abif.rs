//! `.abif`, the Aggregated Ballot Information Format of Electorama, as its wiki and test cases have it (there is no
//! finished specification).
//!
//! A line of votes is how often a ballot was cast, `:` (or `*`), and options in order, `>` between one rank and the
//! next, `=` between equal ones; each may carry points, `Memphis/400`. With `,` between them only the points count.
//! `=Memph:[Memphis, TN]` declares the full name of a short one; a name in brackets may also stand in a line of votes.
//! `{"title": "…"}` tells the title, other such lines and lines that begin with `#` are passed over. A `>` with
//! nothing before it is a skipped rank.

use std::collections::HashMap;

use crate::ballots::{Ballots, Builder, EQUAL, SKIPPED};
use crate::contest::{Choice, Contest, MOST_OPTIONS};
use crate::grades::{Graded, GradedBuilder, NO_GRADE};
use crate::read::{ReadError, lines, number, text};

/// Reads the rankings of a file; a line with points alone becomes a ranking by points.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8]) -> Result<Ballots, ReadError> {
    let file = parse(file)?;
    let mut builder = Builder::new(file.contest.options.len());
    let mut marks = Vec::new();
    for votes in &file.votes {
        marks.clear();
        let mut given = votes.given.clone();
        if votes.unordered {
            let points = |given: &Given| given.points.unwrap_or_default();
            given.sort_by_key(|given| std::cmp::Reverse(points(given)));
            let mut last = None;
            for given in &mut given {
                given.equal_to_last = last == Some(points(given));
                last = Some(points(given));
            }
        }
        for given in &given {
            marks.extend((0..given.skipped).map(|_| SKIPPED));
            if given.equal_to_last {
                marks.push(EQUAL);
            }
            marks.push(given.option);
        }
        builder
            .push(&marks, votes.count)
            .map_err(|error| ReadError::ballot(votes.line, &error))?;
    }
    Ok(builder.finish(file.contest))
}

/// Reads the points of a file.
///
/// # Errors
///
/// Names the line and what is wrong; an option that is ranked without points.
pub fn read_graded(file: &[u8]) -> Result<Graded, ReadError> {
    let file = parse(file)?;
    let mut builder = GradedBuilder::new(file.contest.options.len());
    for votes in &file.votes {
        let mut grades = vec![NO_GRADE; file.contest.options.len()];
        for given in &votes.given {
            let points = given.points.ok_or_else(|| {
                let name = file.contest.name(given.option);
                let reason = format!("\"{name}\" has no points, which these rules need: name/5");
                ReadError::new(votes.line, reason)
            })?;
            if let Some(grade) = grades.get_mut(usize::from(given.option)) {
                *grade = points;
            }
        }
        builder
            .push(&grades, votes.count)
            .map_err(|error| ReadError::new(votes.line, error.to_string()))?;
    }
    Ok(builder.finish(file.contest))
}

/// What a file holds.
#[derive(Default)]
struct File {
    contest: Contest,
    votes: Vec<Votes>,
    /// Options by the names that lines of votes use.
    known: HashMap<String, Choice>,
}

/// A line of votes.
struct Votes {
    line: usize,
    count: u64,
    given: Vec<Given>,
    /// The order of the line says nothing.
    unordered: bool,
}

/// What a line of votes says of one option.
#[derive(Clone)]
struct Given {
    option: Choice,
    points: Option<u16>,
    /// It stands at the rank of the one before it.
    equal_to_last: bool,
    /// How many empty ranks stand before it.
    skipped: usize,
}

fn parse(bytes: &[u8]) -> Result<File, ReadError> {
    let mut file = File {
        contest: Contest::new(1, Vec::new()),
        ..File::default()
    };
    // Declarations may stand anywhere, so they are read first: an option has one number.
    for (line, bytes) in lines(bytes) {
        if let Some(declared) = bytes.trim_ascii().strip_prefix(b"=") {
            file.declare(line, text(declared).trim())?;
        }
    }
    for (line, bytes) in lines(bytes) {
        match bytes.trim_ascii() {
            [] | [b'#', ..] | [b'=', ..] => {}
            [b'{', ..] => {
                let metadata: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
                let metadata = metadata.ok_or_else(|| {
                    ReadError::new(line, "a line that begins with { must be a JSON object")
                })?;
                if let Some(title) = metadata["title"].as_str() {
                    title.clone_into(&mut file.contest.title);
                }
                if let Some(seats) = metadata["seats"].as_u64() {
                    file.contest.seats =
                        u32::try_from(seats).map_err(|_| ReadError::new(line, "too many seats"))?;
                }
            }
            votes => file.take_votes(line, &text(votes))?,
        }
    }
    if file.contest.options.is_empty() {
        return Err(ReadError::new(1, "there is no option in this file"));
    }
    Ok(file)
}

impl File {
    fn declare(&mut self, line: usize, declared: &str) -> Result<(), ReadError> {
        let wrong = || ReadError::new(line, "a declaration has the form =short:[full name]");
        let (short, full) = declared.split_once(':').ok_or_else(wrong)?;
        let full = full.trim();
        let full = full
            .strip_prefix('[')
            .and_then(|full| full.strip_suffix(']'))
            .ok_or_else(wrong)?;
        let short = short.trim().trim_start_matches('[').trim_end_matches(']');
        if short.is_empty() || full.is_empty() {
            return Err(wrong());
        }
        if self.known.contains_key(short) {
            let reason = format!("\"{short}\" is declared twice");
            return Err(ReadError::new(line, reason));
        }
        let option = self.option(line, full)?;
        self.known.insert(short.to_owned(), option);
        Ok(())
    }

    /// The option of this name, a new one if there was none.
    fn option(&mut self, line: usize, name: &str) -> Result<Choice, ReadError> {
        if let Some(option) = self.known.get(name) {
            return Ok(*option);
        }
        let at = self.contest.options.len();
        let option = Choice::try_from(at).ok().filter(|_| at < MOST_OPTIONS);
        let option = option
            .ok_or_else(|| ReadError::new(line, format!("more than {MOST_OPTIONS} options")))?;
        self.contest.options.push(name.to_owned());
        self.known.insert(name.to_owned(), option);
        Ok(option)
    }

    fn take_votes(&mut self, line: usize, votes: &str) -> Result<(), ReadError> {
        let wrong = |reason: &str| ReadError::new(line, reason);
        let end = votes
            .find(|sign: char| !sign.is_ascii_digit())
            .unwrap_or(votes.len());
        let (count, rest) = votes.split_at(end);
        let rest = rest.trim_start();
        let rest = rest.strip_prefix([':', '*']);
        let (Some(count), Some(rest)) = (number(count.as_bytes()), rest) else {
            return Err(wrong(
                "a line of votes begins with how often the ballot was cast and a colon: 42:A>B",
            ));
        };
        let (mut given, mut unordered, mut ordered) = (Vec::<Given>::new(), false, false);
        let mut rest = rest.trim();
        let (mut skipped, mut equal_to_last, mut joined) = (0, false, true);
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(['>', '=', ',']) {
                match (rest.as_bytes().first(), joined) {
                    (Some(b'>'), true) if !equal_to_last => skipped += 1,
                    (Some(b'>'), false) => ordered = true,
                    (Some(b'='), false) => equal_to_last = true,
                    (Some(b','), false) => unordered = true,
                    _ => return Err(wrong("an option is missing before >, = or a comma")),
                }
                ordered |= equal_to_last || skipped > 0;
                joined = true;
                rest = after.trim_start();
                continue;
            }
            if !joined {
                return Err(wrong("options are separated by >, = or a comma"));
            }
            let (name, after) = name(rest).ok_or_else(|| wrong("a bracket is not closed"))?;
            let (points, after) = points(after).ok_or_else(|| {
                wrong("points are a whole number from 0 to 65534 after a stroke: name/5")
            })?;
            let option = self.option(line, name)?;
            if given.iter().any(|given| given.option == option) && unordered {
                return Err(wrong("an option stands twice in a line of points"));
            }
            given.push(Given {
                option,
                points,
                equal_to_last,
                skipped,
            });
            (skipped, equal_to_last, joined) = (0, false, false);
            rest = after.trim_start();
        }
        if joined && !given.is_empty() {
            return Err(wrong("an option is missing at the end"));
        }
        if unordered && (ordered || given.iter().any(|given| given.points.is_none())) {
            return Err(wrong(
                "between commas every option needs points, and > and = cannot stand beside commas",
            ));
        }
        self.votes.push(Votes {
            line,
            count,
            given,
            unordered,
        });
        Ok(())
    }
}

/// The name at the beginning, and what follows it; nothing if it is empty or a bracket stays open.
fn name(rest: &str) -> Option<(&str, &str)> {
    if let Some(inside) = rest.strip_prefix('[') {
        return inside.split_once(']').filter(|(name, _)| !name.is_empty());
    }
    let end = rest.find(['>', '=', ',', '/']).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    Some((name.trim_end(), after)).filter(|(name, _)| !name.is_empty())
}

/// The points at the beginning, if there are any, and what follows.
fn points(rest: &str) -> Option<(Option<u16>, &str)> {
    let Some(after) = rest.trim_start().strip_prefix('/') else {
        return Some((None, rest));
    };
    let after = after.trim_start();
    let end = after
        .find(|sign: char| !sign.is_ascii_digit())
        .unwrap_or(after.len());
    let (digits, after) = after.split_at(end);
    let points = digits.parse().ok().filter(|points| *points != NO_GRADE)?;
    Some((Some(points), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENNESSEE: &[u8] = b"# the capital\n{\"title\": \"Tennessee\", \"seats\": 2}\n42:Memph/400>Nash/200 > \
        Chat/133>Knox/45\n26: Nash/400>Chat/290>Knox/240>Memph/200\n=Memph:[Memphis, TN]\n=Nash:[Nashville, TN]\n";

    #[test]
    fn rankings_and_points_of_one_file_are_read() {
        let ballots = read(TENNESSEE).unwrap();
        let contest = &ballots.contest;
        assert_eq!((contest.title.as_str(), contest.seats), ("Tennessee", 2));
        assert_eq!(
            contest.options,
            ["Memphis, TN", "Nashville, TN", "Chat", "Knox"]
        );
        assert_eq!(ballots.at(1).marks, [1, 2, 3, 0]);
        assert_eq!(ballots.total(), 68);
        let graded = read_graded(TENNESSEE).unwrap();
        let first: Vec<u16> = graded.iter().next().unwrap().grades.to_vec();
        assert_eq!(first, [400, 200, 133, 45]);
    }

    #[test]
    fn each_form_of_a_line_of_votes_is_read() {
        let file = "7:A=B>C\n2:[Doña Q]>A\n3: A/1, B/5, C/5\n1:\n4:>A>>B\n2*B>A\n";
        let ballots = read(file.as_bytes()).unwrap();
        assert_eq!(ballots.contest.options, ["A", "B", "C", "Doña Q"]);
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.marks.to_vec(), b.count))
            .collect();
        let expected = [
            (vec![0, EQUAL, 1, 2], 7),
            (vec![3, 0], 2),
            (vec![1, EQUAL, 2, 0], 3),
            (vec![], 1),
            (vec![SKIPPED, 0, SKIPPED, 1], 4),
            (vec![1, 0], 2),
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (file, line, reason) in [
            ("", 1, "no option"),
            ("A>B\n", 1, "begins with how often"),
            ("1:A\n2:A>\n", 2, "missing at the end"),
            ("1:A=>B\n", 1, "missing before"),
            ("1:[A\n", 1, "not closed"),
            ("1:A/x\n", 1, "whole number"),
            ("1:A,B\n", 1, "needs points"),
            ("1:A/1,B/2>C/3\n", 1, "beside commas"),
            ("=A[B]\n", 1, "the form"),
            ("=A:[B]\n=A:[C]\n", 2, "declared twice"),
            ("{x\n1:A\n", 1, "JSON"),
        ] {
            let error = read(file.as_bytes()).unwrap_err();
            assert_eq!(error.line, line, "{file:?} {error}");
            assert!(error.reason.contains(reason), "{file:?} {error}");
        }
        let error = read_graded(b"1:A/1>B\n").unwrap_err();
        assert!(error.reason.contains("\"B\" has no points"), "{error}");
    }
}
