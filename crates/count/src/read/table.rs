//! Tables in `.csv`: lines of cells, separated and quoted as RFC 4180 has it; a cell holds no line break.

use crate::contest::MOST_OPTIONS;
use crate::read::{ReadError, lines, text};

/// A table of ballots: the first line names the options, a column `count` says how often a ballot was cast.
pub(crate) struct Table<'a> {
    /// The options, in the order of their columns.
    pub(crate) options: Vec<String>,
    count_column: Option<usize>,
    rows: Vec<(usize, &'a [u8])>,
}

/// A ballot of a table.
pub(crate) struct Row {
    /// The line, from 1.
    pub(crate) line: usize,
    /// How often it was cast.
    pub(crate) count: u64,
    /// What stands in the column of each option, without blanks around it.
    pub(crate) cells: Vec<String>,
}

impl<'a> Table<'a> {
    /// Reads the first line.
    pub(crate) fn read(file: &'a [u8]) -> Result<Self, ReadError> {
        let mut rows = lines(file).filter(|(_, line)| !line.trim_ascii().is_empty());
        let (at, head) = rows
            .next()
            .ok_or_else(|| ReadError::new(1, "the file is empty"))?;
        let mut options = cells(&text(head)).map_err(|reason| ReadError::new(at, reason))?;
        let count_column = options.iter().position(|name| name == "count");
        if let Some(column) = count_column {
            options.remove(column);
        }
        if options.is_empty() || options.len() > MOST_OPTIONS {
            return Err(ReadError::new(
                at,
                format!("the first line must name between 1 and {MOST_OPTIONS} options"),
            ));
        }
        Ok(Self {
            options,
            count_column,
            rows: rows.collect(),
        })
    }

    /// The ballots, line by line.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Row, ReadError>> + '_ {
        self.rows.iter().map(|(line, row)| self.row(*line, row))
    }

    fn row(&self, line: usize, row: &[u8]) -> Result<Row, ReadError> {
        let mut cells = cells(&text(row)).map_err(|reason| ReadError::new(line, reason))?;
        let columns = self.options.len() + usize::from(self.count_column.is_some());
        if cells.len() != columns {
            let reason = format!("{} cells, where the first line has {columns}", cells.len());
            return Err(ReadError::new(line, reason));
        }
        let count = match self.count_column.map(|column| cells.remove(column)) {
            Some(count) => count.trim().parse().map_err(|_| {
                ReadError::new(line, format!("the count \"{count}\" must be a number"))
            })?,
            None => 1,
        };
        for cell in &mut cells {
            *cell = cell.trim().to_owned();
        }
        Ok(Row { line, count, cells })
    }
}

/// The cells of a line.
fn cells(line: &str) -> Result<Vec<String>, &'static str> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        let Some(cell) = cells.last_mut() else {
            break;
        };
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => cells.push(String::new()),
            sign => cell.push(sign),
        }
    }
    match quoted {
        true => Err("a quote is not closed"),
        false => Ok(cells),
    }
}
