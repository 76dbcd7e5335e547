//! PrefLib: `.soc`, `.soi`, `.toc`, `.toi` (N. Mattei, T. Walsh, 2013; the format since 2022).
//!
//! Lines `# ALTERNATIVE NAME 1: Ann` name the options and `# TITLE: …` the contest; other lines beginning with `#` are
//! passed over. A ballot is `count: 1,{2,3},4`, options in braces equal.

use crate::ballots::{Ballots, Builder, EQUAL};
use crate::contest::{Contest, MOST_OPTIONS};
use crate::read::{ReadError, lines, number, option_from_one, text};

/// Reads a file. It does not say how many seats there are: 1 is taken.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8]) -> Result<Ballots, ReadError> {
    let mut contest = Contest::new(1, Vec::new());
    let mut builder: Option<Builder> = None;
    for (at, line) in lines(file) {
        let line = text(line);
        let line = line.trim();
        if let Some(header) = line.strip_prefix('#') {
            head(at, header, &mut contest)?;
        } else if !line.is_empty() {
            let options = contest.options.len();
            if options == 0 {
                return Err(ReadError::new(
                    at,
                    "before the ballots must stand lines \"# ALTERNATIVE NAME 1: …\"",
                ));
            }
            let builder = builder.get_or_insert_with(|| Builder::new(options));
            let (count, ranks) = line
                .split_once(':')
                .and_then(|(count, ranks)| Some((number(count.trim().as_bytes())?, ranks)))
                .ok_or_else(|| {
                    ReadError::new(
                        at,
                        "here must stand how often a ballot was cast, a colon and its ranks",
                    )
                })?;
            let marks = marks(ranks, options).map_err(|reason| ReadError::new(at, reason))?;
            builder
                .push(&marks, count)
                .map_err(|error| ReadError::ballot(at, &error))?;
        }
    }
    if contest.options.is_empty() {
        return Err(ReadError::new(1, "the file names no option"));
    }
    let builder = builder.unwrap_or_else(|| Builder::new(contest.options.len()));
    Ok(builder.finish(contest))
}

fn head(at: usize, header: &str, contest: &mut Contest) -> Result<(), ReadError> {
    let Some((key, value)) = header.split_once(':') else {
        return Ok(());
    };
    let (key, value) = (key.trim(), value.trim());
    if key == "TITLE" {
        value.clone_into(&mut contest.title);
    } else if let Some(place) = key.strip_prefix("ALTERNATIVE NAME ") {
        let next = contest.options.len() + 1;
        if place.trim().parse() != Ok(next) || next > MOST_OPTIONS {
            return Err(ReadError::new(
                at,
                format!("here must stand the name of alternative {next}"),
            ));
        }
        contest.options.push(value.to_owned());
    }
    Ok(())
}

fn marks(ranks: &str, options: usize) -> Result<Vec<u16>, String> {
    let mut marks = Vec::new();
    let mut equal = false;
    for token in ranks.split(',').map(str::trim) {
        let opened = token.strip_prefix('{');
        let inner = opened.unwrap_or(token);
        let closed = inner.strip_suffix('}');
        let name = closed.unwrap_or(inner).trim();
        if opened.is_some() && equal {
            return Err("braces inside braces".to_owned());
        }
        if name.is_empty() && ranks.trim().is_empty() {
            break;
        }
        if equal {
            marks.push(EQUAL);
        }
        let option = number(name.as_bytes()).and_then(|number| option_from_one(number, options));
        marks.push(option.ok_or_else(|| format!("\"{name}\" is none of the {options} options"))?);
        equal = (equal || opened.is_some()) && closed.is_none();
    }
    match equal {
        true => Err("a brace is not closed".to_owned()),
        false => Ok(marks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# FILE NAME: x.toi\n# TITLE: Sushi\n# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: Ebi\n\
        # ALTERNATIVE NAME 2: Maguro\n# ALTERNATIVE NAME 3: Ika\n";

    #[test]
    fn ranks_with_ties_are_read() {
        let ballots =
            read(format!("{HEAD}4: 2,{{1,3}}\n1: {{1, 2}}, 3\n2: 3\n").as_bytes()).unwrap();
        assert_eq!(ballots.contest.title, "Sushi");
        assert_eq!(ballots.contest.options, ["Ebi", "Maguro", "Ika"]);
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.marks.to_vec(), b.count))
            .collect();
        assert_eq!(
            all,
            [
                (vec![1, 0, EQUAL, 2], 4),
                (vec![0, EQUAL, 1, 2], 1),
                (vec![2], 2)
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (file, line, reason) in [
            ("1: 1\n".to_owned(), 1, "ALTERNATIVE NAME"),
            ("# ALTERNATIVE NAME 2: x\n".to_owned(), 1, "alternative 1"),
            (format!("{HEAD}x: 1\n"), 7, "how often"),
            (format!("{HEAD}1: 4\n"), 7, "\"4\" is none"),
            (format!("{HEAD}1: {{1,2\n"), 7, "not closed"),
            (format!("{HEAD}1: {{1,{{2}}\n"), 7, "inside braces"),
            ("# nothing\n".to_owned(), 1, "names no option"),
        ] {
            let error = read(file.as_bytes()).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
