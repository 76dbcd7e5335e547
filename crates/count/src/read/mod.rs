//! Files of ballots in the formats of this field.
//!
//! | module | format |
//! | --- | --- |
//! | [`blt`] | `.blt`, of OpenSTV, OpaVote, Droop, with its options |
//! | [`rbal`] | `.rbal`, ranks with overvotes and skipped ranks |
//! | [`cvotes`] | `.cvotes`, of CondorcetPHP |
//! | [`hil`] | `.hil`, of David Hill and Nicolaus Tideman |
//! | [`preflib`] | `.soc`, `.soi`, `.toc`, `.toi`, of PrefLib |
//! | [`abif`] | `.abif`, of Electorama: rankings and points |
//! | [`belenios`] | `.json`, the result of a Belenios poll: sums, rankings, grades |
//! | [`ranks`] | `.csv`, a plain table of ranks |
//! | [`grades`] | `.csv`, a plain table of points or grades |
//! | `table` | what the two tables have in common |
//!
//! A reader takes the whole file as bytes, in UTF-8; other bytes in a name become U+FFFD. Every error names the line.

pub mod abif;
pub mod belenios;
pub mod blt;
pub mod cvotes;
pub mod grades;
pub mod hil;
pub mod preflib;
pub mod ranks;
pub mod rbal;
mod table;

use std::borrow::Cow;

use crate::ballots::{BallotError, Ballots};
use crate::contest::{Choice, MOST_OPTIONS};
use crate::grades::Graded;

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct ReadError {
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

impl ReadError {
    pub(crate) fn new(line: usize, reason: impl Into<String>) -> Self {
        Self {
            line,
            reason: reason.into(),
        }
    }

    pub(crate) fn ballot(line: usize, error: &BallotError) -> Self {
        Self::new(line, error.to_string())
    }
}

/// Reads a file by the ending of its name.
///
/// # Errors
///
/// An ending without a reader, and what the readers find.
pub fn by_name(name: &str, file: &[u8]) -> Result<Ballots, ReadError> {
    match name.rsplit('.').next().unwrap_or_default() {
        "blt" => blt::read(file),
        "rbal" => rbal::read(file),
        "cvotes" => cvotes::read(file, &cvotes::Reading::default()),
        "hil" => hil::read(file),
        "soc" | "soi" | "toc" | "toi" => preflib::read(file),
        "abif" => abif::read(file),
        "csv" => ranks::read(file),
        other => Err(ReadError::new(
            1,
            format!(
                "no reader of rankings for .{other}; there are .blt, .rbal, .cvotes, .hil, .soc, .soi, .toc, .toi, \
                 .abif, .csv"
            ),
        )),
    }
}

/// Reads a file of points or grades by the ending of its name.
///
/// # Errors
///
/// As [`by_name`].
pub fn graded_by_name(name: &str, file: &[u8]) -> Result<Graded, ReadError> {
    match name.rsplit('.').next().unwrap_or_default() {
        "abif" => abif::read_graded(file),
        "csv" => grades::read(file),
        other => Err(ReadError::new(
            1,
            format!(
                "these rules need a number for each option, and .{other} has none; there are .csv and .abif"
            ),
        )),
    }
}

/// The lines of a file with their numbers from 1, without line ends.
pub(crate) fn lines(file: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    file.split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .enumerate()
        .map(|(at, line)| (at + 1, line))
}

/// Bytes as text; what is not UTF-8 becomes U+FFFD.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// A decimal number without sign; nothing if it is none, or too large.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, digit| {
        let digit = u64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// An option by its number in a file, from 1.
pub(crate) fn option_from_one(number: u64, options: usize) -> Option<Choice> {
    let at = usize::try_from(number.checked_sub(1)?).ok()?;
    (at < options && at < MOST_OPTIONS)
        .then(|| Choice::try_from(at).ok())
        .flatten()
}
