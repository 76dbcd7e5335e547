//! A plain table of ranks, `.csv`: the first line names the options, each further line is a ballot, and a cell is the
//! rank that the voter gave to the option of its column, empty for none. Options with the same rank are equal; a rank
//! that nobody has is a skipped one. A column `count` says how often the ballot was cast.

use crate::ballots::{Ballots, Builder, LAST_RANK, marks_of_ranks};
use crate::contest::{Choice, Contest};
use crate::read::ReadError;
use crate::read::table::Table;

/// Reads a file. It does not say how many seats there are: 1 is taken.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8]) -> Result<Ballots, ReadError> {
    let table = Table::read(file)?;
    let mut builder = Builder::new(table.options.len());
    for row in table.rows() {
        let row = row?;
        let mut ranks: Vec<(u16, Choice)> = Vec::new();
        for (option, cell) in (0..).zip(&row.cells) {
            if cell.is_empty() {
                continue;
            }
            let rank = cell
                .parse()
                .ok()
                .filter(|rank| (1..=LAST_RANK).contains(rank));
            let reason = || format!("the rank \"{cell}\" must be a number from 1 to {LAST_RANK}");
            ranks.push((
                rank.ok_or_else(|| ReadError::new(row.line, reason()))?,
                option,
            ));
        }
        builder
            .push(&marks_of_ranks(ranks), row.count)
            .map_err(|error| ReadError::ballot(row.line, &error))?;
    }
    Ok(builder.finish(Contest::new(1, table.options)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::{EQUAL, SKIPPED};

    #[test]
    fn ranks_counts_and_quotes_are_read() {
        let file = b"count,Ann,\"Bob, \"\"B\"\"\",Cem\n3,1,2,\n1,2,2,1\n2,,4,1\n1,,,\n";
        let ballots = read(file).unwrap();
        assert_eq!(ballots.contest.options, ["Ann", "Bob, \"B\"", "Cem"]);
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.marks.to_vec(), b.count))
            .collect();
        let expected = [
            (vec![0, 1], 3),
            (vec![2, 0, EQUAL, 1], 1),
            (vec![2, SKIPPED, SKIPPED, 1], 2),
            (vec![], 1),
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (file, line, reason) in [
            ("", 1, "empty"),
            ("count\n", 1, "must name"),
            ("A,B\n1\n", 2, "1 cells"),
            ("A,B\n1,2\n1,x\n", 3, "the rank \"x\""),
            ("A\n1000000000\n", 2, "from 1 to 1000"),
            ("A,count\n1,many\n", 2, "the count \"many\""),
            ("A,\"B\n", 1, "not closed"),
        ] {
            let error = read(file.as_bytes()).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
