//! How a message lists what it has for each ciphertext of a question: in a row, and for lists of candidates (spec §Lists
//! questions) in a row for each list. In memory there is one row always.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use veche_crypto::wire;

use crate::question::Question;

/// Items as they are written.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Rows<'a, T> {
    One(&'a [T]),
    Several(Vec<&'a [T]>),
}

/// Why rows cannot be read.
pub(crate) enum RowsError {
    /// Not the expected JSON.
    Json(serde_json::Error),
    /// Not as many rows, or as many items in a row, as the question has.
    Shape,
}

/// The items of a question, arranged.
pub(crate) fn rows<'a, T>(question: &Question, items: &'a [T]) -> Rows<'a, T> {
    let Question::Lists(lists) = question else {
        return Rows::One(items);
    };
    let mut rest = items;
    let row = |length| {
        let (row, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = after;
        row
    };
    Rows::Several(lists.rows().map(row).collect())
}

/// Reads the items of a question. How many there are in a single row is for the caller to check.
pub(crate) fn read_rows<T: DeserializeOwned>(
    question: &Question,
    json: &RawValue,
) -> Result<Vec<T>, RowsError> {
    let json = json.get().as_bytes();
    let Question::Lists(lists) = question else {
        return wire::read(json).map_err(RowsError::Json);
    };
    let rows: Vec<Vec<T>> = wire::read(json).map_err(RowsError::Json)?;
    match rows.iter().map(Vec::len).eq(lists.rows()) {
        true => Ok(rows.into_iter().flatten().collect()),
        false => Err(RowsError::Shape),
    }
}
