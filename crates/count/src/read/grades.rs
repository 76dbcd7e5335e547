//! A plain table of grades, `.csv`: the first line names the options, each further line is a ballot, and a cell is the
//! number (points or grade) that the voter gave to the option of its column, empty for none. A column `count` says
//! how often the ballot was cast.

use crate::contest::Contest;
use crate::grades::{Graded, GradedBuilder, NO_GRADE};
use crate::read::ReadError;
use crate::read::table::Table;

/// The largest number that a cell can hold.
const LARGEST: u16 = NO_GRADE - 1;

/// Reads a file. It does not say how many seats there are: 1 is taken.
///
/// # Errors
///
/// Names the line and what is wrong.
pub fn read(file: &[u8]) -> Result<Graded, ReadError> {
    let table = Table::read(file)?;
    let mut builder = GradedBuilder::new(table.options.len());
    for row in table.rows() {
        let row = row?;
        let mut grades = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            grades.push(match cell.as_str() {
                "" => NO_GRADE,
                number => number
                    .parse()
                    .ok()
                    .filter(|number| *number <= LARGEST)
                    .ok_or_else(|| {
                        let reason =
                            format!("the grade \"{cell}\" must be a number from 0 to {LARGEST}");
                        ReadError::new(row.line, reason)
                    })?,
            });
        }
        builder
            .push(&grades, row.count)
            .map_err(|error| ReadError::new(row.line, error.to_string()))?;
    }
    Ok(builder.finish(Contest::new(1, table.options)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_and_counts_are_read() {
        let ballots = read(b"Ann,count,Bob\n3,2,\n0,1,65534\n").unwrap();
        assert_eq!(ballots.contest.options, ["Ann", "Bob"]);
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.grades.to_vec(), b.count))
            .collect();
        assert_eq!(all, [(vec![3, NO_GRADE], 2), (vec![0, 65_534], 1)]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (file, line, reason) in [
            ("", 1, "empty"),
            ("A,B\n1\n", 2, "1 cells"),
            ("A,B\n1,2\n1,-1\n", 3, "the grade \"-1\""),
            ("A\n65535\n", 2, "from 0 to 65534"),
        ] {
            let error = read(file.as_bytes()).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
    }
}
