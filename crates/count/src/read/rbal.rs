//! `.rbal`: ranks as they were marked, with overvotes and skipped ranks.
//!
//! `# title`; `candidates N`; N lines `number name`; `ballots`; lines `count: rank rank …`; `end`. A rank is `7`, one
//! option; `3=5`, several at that rank; `!`, several, the source does not tell which; `-`, none.

use crate::ballots::{Ballots, Builder, EQUAL, OVERVOTE, SKIPPED};
use crate::contest::{Contest, MOST_OPTIONS};
use crate::read::{ReadError, lines, number, option_from_one, text};

/// Reads a file. It does not say how many seats there are: 1 is taken.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8]) -> Result<Ballots, ReadError> {
    let mut lines = lines(file)
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .peekable();
    let mut title = String::new();
    while let Some((_, comment)) = lines.next_if(|(_, line)| line.starts_with(b"#")) {
        if title.is_empty() {
            title = text(
                comment
                    .trim_ascii_start()
                    .get(1..)
                    .unwrap_or_default()
                    .trim_ascii(),
            )
            .into_owned();
        }
    }
    let missing =
        |what: &str| ReadError::new(lines_of(file), format!("the file ends before {what}"));
    let (at, line) = lines.next().ok_or_else(|| missing("\"candidates\""))?;
    let options = line
        .strip_prefix(b"candidates ")
        .and_then(|rest| number(rest.trim_ascii()));
    let options = options
        .filter(|options| (1..=MOST_OPTIONS as u64).contains(options))
        .and_then(|options| usize::try_from(options).ok())
        .ok_or_else(|| {
            ReadError::new(
                at,
                format!("here must stand \"candidates\" and a number up to {MOST_OPTIONS}"),
            )
        })?;
    let mut names = Vec::with_capacity(options);
    for expected in 1..=options {
        let (at, line) = lines
            .next()
            .ok_or_else(|| missing("the name of an option"))?;
        let mut words = line.splitn(2, |byte| *byte == b' ');
        let numbered = words.next().and_then(number) == Some(expected as u64);
        match words.next() {
            Some(name) if numbered => names.push(text(name.trim_ascii()).into_owned()),
            _ => {
                return Err(ReadError::new(
                    at,
                    format!("here must stand {expected} and the name of that option"),
                ));
            }
        }
    }
    match lines.next() {
        Some((_, line)) if line.trim_ascii() == b"ballots" => {}
        Some((at, _)) => return Err(ReadError::new(at, "here must stand \"ballots\"")),
        None => return Err(missing("\"ballots\"")),
    }
    let mut builder = Builder::new(options);
    let mut marks = Vec::new();
    for (at, line) in lines.by_ref() {
        if line.trim_ascii() == b"end" {
            return Ok(builder.finish(Contest {
                title,
                ..Contest::new(1, names)
            }));
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let count = colon.and_then(|colon| number(line.get(..colon)?.trim_ascii()));
        let (Some(colon), Some(count)) = (colon, count) else {
            return Err(ReadError::new(
                at,
                "here must stand how often a ballot was cast, a colon and its ranks",
            ));
        };
        marks.clear();
        for token in line
            .get(colon + 1..)
            .unwrap_or_default()
            .split(u8::is_ascii_whitespace)
        {
            match token {
                b"" => {}
                b"-" => marks.push(SKIPPED),
                b"!" => marks.push(OVERVOTE),
                token => {
                    rank(token, options, &mut marks).map_err(|reason| ReadError::new(at, reason))?
                }
            }
        }
        builder
            .push(&marks, count)
            .map_err(|error| ReadError::ballot(at, &error))?;
    }
    Err(missing("\"end\""))
}

fn lines_of(file: &[u8]) -> usize {
    file.iter().filter(|byte| **byte == b'\n').count().max(1)
}

fn rank(token: &[u8], options: usize, marks: &mut Vec<u16>) -> Result<(), String> {
    for (at, option) in token.split(|byte| *byte == b'=').enumerate() {
        if at > 0 {
            marks.push(EQUAL);
        }
        let option = number(option).and_then(|number| option_from_one(number, options));
        marks.push(
            option.ok_or_else(|| format!("\"{}\" is no rank of {options} options", text(token)))?,
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# A title\n# more\ncandidates 3\n1 Ann\n2 Bob Ö.\n3 Cem\nballots\n";

    #[test]
    fn ranks_are_read_as_they_were_marked() {
        let file = format!("{HEAD}2: 1 - 3=2 !\n1:\n1: 1 -\nend\n");
        let ballots = read(file.as_bytes()).unwrap();
        assert_eq!(ballots.contest.title, "A title");
        assert_eq!(ballots.contest.options, ["Ann", "Bob Ö.", "Cem"]);
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.marks.to_vec(), b.count))
            .collect();
        assert_eq!(
            all,
            [
                (vec![0, SKIPPED, 2, EQUAL, 1, OVERVOTE], 2),
                (vec![], 1),
                (vec![0], 1)
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let table = [
            ("candidates x\n".to_owned(), 1, "candidates"),
            (
                "candidates 2\n1 Ann\n3 Bob\n".to_owned(),
                3,
                "here must stand 2",
            ),
            (format!("{HEAD}1: 4\n"), 8, "\"4\" is no rank"),
            (format!("{HEAD}x: 1\n"), 8, "how often"),
            (format!("{HEAD}1: 1=\n"), 8, "no rank"),
            (format!("{HEAD}1: 1\n"), 8, "ends before \"end\""),
        ];
        for (file, line, reason) in table {
            let error = read(file.as_bytes()).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
