//! `.cvotes`: of CondorcetPHP. `A > B = C ^ weight * count`, a ballot a line; `#` begins a comment.
//!
//! Before the ranks may stand tags and `||`; lines `#/Candidates: A ; B` and `#/Number of Seats: 2` name the options
//! and seats, as do the callers' own lists. `/EMPTY_RANKING/` is a blank ballot.

use std::collections::HashMap;

use crate::ballots::{Ballots, Builder, EQUAL};
use crate::contest::{Choice, Contest, MOST_OPTIONS};
use crate::read::{ReadError, lines, text};

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The options, where the file does not name them; options that only ballots name are added.
    pub options: Vec<String>,
    /// Whether there are no others: a name on a ballot that is none of `options` is passed over, as CondorcetPHP does.
    pub closed: bool,
    /// Whether `^ weight` counts. If not, it is ignored, as CondorcetPHP does unless told otherwise.
    pub weights: bool,
}

/// Reads a file.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8], reading: &Reading) -> Result<Ballots, ReadError> {
    let mut options = Options::default();
    let mut contest = Contest::new(1, Vec::new());
    for name in &reading.options {
        options.number(0, name)?;
    }
    let mut rows: Vec<(usize, Vec<u16>, u64)> = Vec::new();
    for (at, line) in lines(file) {
        let line = text(line);
        if let Some(header) = line.trim().strip_prefix("#/") {
            head(at, header, &mut contest, &mut options)?;
            continue;
        }
        let line = line.split('#').next().unwrap_or_default();
        for ballot in line
            .split(';')
            .map(str::trim)
            .filter(|ballot| !ballot.is_empty())
        {
            let ballot = ballot.split_once("||").map_or(ballot, |(_, ranks)| ranks);
            let (ranks, weight, count) = split(at, ballot)?;
            let mut marks = Vec::new();
            // A last rank that is empty says nothing.
            let ranks = ranks.trim();
            let ranks = ranks.strip_suffix('>').unwrap_or(ranks);
            for (rank, equal) in ranks.split('>').enumerate() {
                if ranks == "/EMPTY_RANKING/" {
                    break;
                }
                let mut joins = false;
                for name in equal.split('=') {
                    let name = name.trim();
                    if name.is_empty() {
                        return Err(ReadError::new(
                            at,
                            format!("rank {} has an empty name", rank + 1),
                        ));
                    }
                    if reading.closed && !options.numbers.contains_key(name) {
                        continue;
                    }
                    if joins {
                        marks.push(EQUAL);
                    }
                    joins = true;
                    marks.push(options.number(at, name)?);
                }
            }
            let weight = if reading.weights { weight } else { 1 };
            let count = count.checked_mul(weight);
            let count =
                count.ok_or_else(|| ReadError::new(at, "more votes than can be counted here"))?;
            rows.push((at, marks, count));
        }
    }
    if options.names.is_empty() {
        return Err(ReadError::new(1, "the file names no option"));
    }
    let mut builder = Builder::new(options.names.len());
    for (at, marks, count) in rows {
        builder
            .push(&marks, count)
            .map_err(|error| ReadError::ballot(at, &error))?;
    }
    contest.options = options.names;
    Ok(builder.finish(contest))
}

/// A parameter of the file: `Candidates: A ; B`.
fn head(
    at: usize,
    header: &str,
    contest: &mut Contest,
    options: &mut Options,
) -> Result<(), ReadError> {
    let Some((name, value)) = header.split_once(':') else {
        return Ok(());
    };
    match name.trim().to_lowercase().as_str() {
        "candidates" => {
            for name in value
                .split(';')
                .map(str::trim)
                .filter(|name| !name.is_empty())
            {
                options.number(at, name)?;
            }
        }
        "number of seats" => {
            let seats = value.trim().parse();
            contest.seats =
                seats.map_err(|_| ReadError::new(at, "the number of seats must be a number"))?;
        }
        _ => {}
    }
    Ok(())
}

/// Ranks, weight and count of a ballot.
fn split(at: usize, ballot: &str) -> Result<(&str, u64, u64), ReadError> {
    let part = |text: &str, what: &str| {
        let number = text.trim().parse::<u64>();
        number.map_err(|_| {
            ReadError::new(
                at,
                format!("the {what} \"{}\" must be a number", text.trim()),
            )
        })
    };
    let (rest, count) = match ballot.rsplit_once('*') {
        Some((rest, count)) => (rest, part(count, "count after *")?),
        None => (ballot, 1),
    };
    let (ranks, weight) = match rest.rsplit_once('^') {
        Some((ranks, weight)) => (ranks, part(weight, "weight after ^")?),
        None => (rest, 1),
    };
    Ok((ranks, weight, count))
}

/// The options met so far.
#[derive(Default)]
struct Options {
    names: Vec<String>,
    numbers: HashMap<String, Choice>,
}

impl Options {
    fn number(&mut self, at: usize, name: &str) -> Result<Choice, ReadError> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = Choice::try_from(self.names.len()).ok();
        let number = number.filter(|number| usize::from(*number) < MOST_OPTIONS);
        let number = number.ok_or_else(|| ReadError::new(at, "too many options"))?;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_weights_and_counts_are_read() {
        let file = b"#/Candidates: A ; B ; C\n#/Number of Seats: 2\nA > B = C ^ 7 * 3 # said\ntag || C>A;B\n/EMPTY_RANKING/ * 2\n";
        let read_with = |weights| {
            let ballots = read(
                file,
                &Reading {
                    options: Vec::new(),
                    closed: false,
                    weights,
                },
            )
            .unwrap();
            assert_eq!(ballots.contest.seats, 2);
            ballots
                .iter()
                .map(|b| (b.marks.to_vec(), b.count))
                .collect::<Vec<_>>()
        };
        let rest = [(vec![2, 0], 1), (vec![1], 1), (vec![], 2)];
        for (weights, count) in [(true, 21), (false, 3)] {
            let mut expected = vec![(vec![0, 1, EQUAL, 2], count)];
            expected.extend(rest.clone());
            assert_eq!(read_with(weights), expected);
        }
    }

    #[test]
    fn names_that_are_no_options_are_passed_over_where_the_options_are_closed() {
        let reading = Reading {
            options: ["A", "B", "C"].map(str::to_owned).to_vec(),
            closed: true,
            weights: false,
        };
        let ballots = read(b"D = A = C > E > B >\nE > D", &reading).unwrap();
        let marks: Vec<_> = ballots.iter().map(|ballot| ballot.marks).collect();
        assert_eq!(marks, [&[0, EQUAL, 2, 1][..], &[]]);
        assert_eq!(ballots.contest.options.len(), 3);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let table: &[(&[u8], usize, &str)] = &[
            (b"A > B * x", 1, "count after *"),
            (b"A>B\nA ^ -1", 2, "weight after ^"),
            (b"A > > B", 1, "empty name"),
            (b"# nothing", 1, "names no option"),
        ];
        for (file, line, reason) in table {
            let error = read(file, &Reading::default()).unwrap_err();
            assert_eq!(error.line, *line, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
