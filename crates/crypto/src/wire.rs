//! The JSON of messages: how it is read and written, and the forms that many messages share, proofs and ciphertexts,
//! as texts not yet understood (spec §Common structures).
//!
//! Reading a message takes two steps: its JSON into these forms, and their texts into numbers
//! and group elements. Writing them back gives compact JSON with the fields in the specification's order.

mod strict;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// `proof`: a challenge and a response in base 10.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofText {
    /// The challenge, a scalar.
    pub challenge: String,
    /// The response, a scalar.
    pub response: String,
}

/// `ciphertext`: two group elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CiphertextText {
    /// *g*^*r*.
    pub alpha: String,
    /// *y*^*r* *g*^*m*.
    pub beta: String,
}

/// Reads a message from JSON: structures from objects only, never from arrays of their fields, each field at most
/// once. Whether unknown fields are passed over is each message's own rule.
///
/// Does not ask for canonical JSON: spaces and the order of fields are free.
///
/// # Errors
/// What the JSON is not, and where. The error can repeat a part of the text: do not show it where the text is secret.
pub fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, serde_json::Error> {
    strict::read(json)
}

/// Writes a message of public texts.
pub(crate) fn write<T: Serialize>(message: &T) -> String {
    // Serialising texts cannot fail.
    serde_json::to_string(message).unwrap_or_default()
}

/// Writes a message that holds secrets. `length` is that of all its texts together, in bytes.
///
/// A text that grows leaves copies of itself behind, so there is room for the longest JSON from the beginning.
pub(crate) fn write_secret<T: Serialize>(message: &T, length: usize) -> Zeroizing<String> {
    // A byte takes six at most (`\u0000`); of the 128 the names of the fields take about half. The quotes and commas
    // of a list are paid for by its texts, none of which is empty.
    let mut json = Zeroizing::new(Vec::with_capacity(6 * length + 128));
    // Serialising texts into memory cannot fail, and JSON is UTF-8: nothing is ever lost here.
    match serde_json::to_writer(&mut *json, message) {
        Ok(()) => {
            Zeroizing::new(String::from_utf8(core::mem::take(&mut *json)).unwrap_or_default())
        }
        Err(_) => Zeroizing::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_message_is_written_as_any_other_without_growing() {
        for text in ["7".repeat(617), "\0\u{1f}".repeat(500), "\"\\é".repeat(500)] {
            let message = ProofText {
                challenge: text.clone(),
                response: text.clone(),
            };
            let json = write_secret(&message, 2 * text.len());
            assert_eq!(*json, write(&message));
            assert_eq!(json.capacity(), 12 * text.len() + 128);
        }
        let digits = vec!["1"; 1_000];
        let json = write_secret(&digits, digits.len());
        assert_eq!(*json, write(&digits));
        assert_eq!(json.capacity(), 6 * digits.len() + 128);
    }
}
