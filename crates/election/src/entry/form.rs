//! Reading, signing and verifying entries.
//!
//! Three types, from less to more: [`Recorded`] is what stands on the record, [`Signed`] is that with its form and its
//! author's signature verified. Only the latter is ever judged.

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::act::Act;
use crate::canonical::{self, MAX_INTEGER};
use crate::value::{BodyRef, EntryId, Moment, Period, PublicKey, Range, Sha256Hex, Signature};

/// The first line of what an author signs, so that a signature on an entry is a signature on nothing else.
pub const SIGNED_PREFIX: &str = "veche entry v1\n";

/// The longest leaf of a record: a C2SP entry bundle gives its length in two bytes.
pub const MAX_LEAF: usize = 65_535;

/// What an author signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnsignedEntry {
    /// What is said.
    pub act: Act,
    /// The author's key.
    pub by: PublicKey,
    /// The election: the name of its `election_called`. Absent in that one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub election: Option<EntryId>,
}

/// An entry with its signature, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// What is said.
    pub act: Act,
    /// The author's key.
    pub by: PublicKey,
    /// The election: the name of its `election_called`. Absent in that one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub election: Option<EntryId>,
    /// The author's Ed25519 signature on the line `veche entry v1` and the canonical JSON of all other fields.
    pub signature: Signature,
}

/// A leaf of the record: an entry, and when it was recorded. The time is the word of who keeps the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recorded {
    /// When.
    pub at: Moment,
    /// The entry.
    pub entry: Entry,
}

/// An entry whose form and signature are in order.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Its name.
    pub id: EntryId,
    /// When it was recorded.
    pub at: Moment,
    /// The author's key.
    pub by: PublicKey,
    /// The election it names.
    pub election: Option<EntryId>,
    /// What it says.
    pub act: Act,
    /// Every body it refers to, sources included.
    pub bodies: Vec<BodyRef>,
    /// How long its leaf is, in bytes.
    pub length: usize,
}

/// Bytes that are no entry.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FormError {
    /// Too long.
    #[error("is {0} bytes long; a leaf of the record has at most {MAX_LEAF}")]
    TooLong(usize),
    /// Not the JSON of an entry.
    #[error("is not an entry: {0}")]
    Json(String),
    /// Another spelling of the same entry, or fields that no entry has.
    #[error(
        "is not canonical: fields that this kind has not, empty ones, spaces, or another order (RFC 8785)"
    )]
    NotCanonical,
    /// A range or a period whose end lies before its beginning, or a number that is too large.
    #[error("holds the {what} {value}, whose bounds are out of order or too large")]
    Bounds {
        /// Which kind of value.
        what: &'static str,
        /// The value.
        value: String,
    },
}

/// A signature that is not the author's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the signature is not that of the key {0}")]
pub struct WrongSignature(pub PublicKey);

impl UnsignedEntry {
    /// What is signed, byte for byte.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        [SIGNED_PREFIX, &canonical::write(self)]
            .concat()
            .into_bytes()
    }

    /// The name that the entry has.
    #[must_use]
    pub fn id(&self) -> EntryId {
        EntryId::new(*Sha256Hex::of(&self.message()).bytes())
    }

    /// Signs it. The author is whose key this is.
    #[must_use]
    pub fn sign(act: Act, election: Option<EntryId>, key: &SigningKey) -> Entry {
        let unsigned = Self {
            act,
            by: PublicKey::new(key.verifying_key().to_bytes()),
            election,
        };
        let signature = Signature::new(key.sign(&unsigned.message()).to_bytes());
        let Self { act, by, election } = unsigned;
        Entry {
            act,
            by,
            election,
            signature,
        }
    }
}

impl Recorded {
    /// The bytes of the leaf.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::write(self).into_bytes()
    }

    /// Reads the bytes of a leaf. Does not verify the signature.
    ///
    /// # Errors
    /// If they are not the canonical JSON of an entry, or a value in it cannot be.
    pub fn read(bytes: &[u8]) -> Result<Self, FormError> {
        if bytes.len() > MAX_LEAF {
            return Err(FormError::TooLong(bytes.len()));
        }
        let recorded: Self =
            serde_json::from_slice(bytes).map_err(|error| FormError::Json(error.to_string()))?;
        match recorded.to_bytes() == bytes {
            true => Ok(recorded),
            false => Err(FormError::NotCanonical),
        }
    }

    /// Verifies bounds and signature: strictly (RFC 8032 §5.1.7; no key of small order, no other spelling).
    ///
    /// # Errors
    /// [`FormError::Bounds`], or that the signature is not the author's.
    pub fn verify(self) -> Result<Signed, VerifyError> {
        let length = self.to_bytes().len();
        let Self { at, entry } = self;
        let Entry {
            act,
            by,
            election,
            signature,
        } = entry;
        let mut bodies = Vec::new();
        inspect(&serde_json::to_value(&act).unwrap_or_default(), &mut bodies)?;
        let unsigned = UnsignedEntry { act, by, election };
        let message = unsigned.message();
        let verified = VerifyingKey::from_bytes(by.bytes()).is_ok_and(|key| {
            let signature = ed25519_dalek::Signature::from_bytes(signature.bytes());
            key.verify_strict(&message, &signature).is_ok()
        });
        if !verified {
            return Err(WrongSignature(by).into());
        }
        Ok(Signed {
            id: EntryId::new(*Sha256Hex::of(&message).bytes()),
            at,
            by,
            election,
            act: unsigned.act,
            bodies,
            length,
        })
    }
}

/// Why an entry is not verified.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VerifyError {
    /// Its form.
    #[error(transparent)]
    Form(#[from] FormError),
    /// Its signature.
    #[error(transparent)]
    Signature(#[from] WrongSignature),
}

/// Looks at every value of an act, whatever its kind: collects the bodies, and holds ranges, periods and numbers to
/// their bounds. A kind that is added tomorrow is looked at too.
fn inspect(value: &Value, bodies: &mut Vec<BodyRef>) -> Result<(), FormError> {
    let bounds = |what| FormError::Bounds {
        what,
        value: value.to_string(),
    };
    match value {
        Value::Object(fields) => {
            if fields.contains_key("plain") {
                if let Ok(body) = serde_json::from_value(value.clone()) {
                    bodies.push(body);
                }
                return Ok(());
            }
            if fields.contains_key("min") {
                let range: Result<Range, _> = serde_json::from_value(value.clone());
                return match range.is_ok_and(|range| range.is_ordered()) {
                    true => Ok(()),
                    false => Err(bounds("range")),
                };
            }
            if fields.contains_key("from") {
                let period: Result<Period, _> = serde_json::from_value(value.clone());
                return match period.is_ok_and(|period| period.is_ordered()) {
                    true => Ok(()),
                    false => Err(bounds("period")),
                };
            }
            fields.values().try_for_each(|field| inspect(field, bodies))
        }
        Value::Array(items) => items.iter().try_for_each(|item| inspect(item, bodies)),
        Value::Number(number) if number.as_u64().is_none_or(|n| n > MAX_INTEGER) => {
            Err(bounds("number"))
        }
        _ => Ok(()),
    }
}
