//! Bytes that name something, written in hexadecimal.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// A text that is not so many bytes in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be {expected} lower-case hexadecimal digits")]
pub struct BytesError {
    /// How many digits are wanted.
    pub expected: usize,
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// The bytes that lower-case hexadecimal digits mean.
pub(crate) fn decode(digits: &str) -> Option<Vec<u8>> {
    base16ct::lower::decode_vec(digits).ok()
}

/// What some bytes stand for, so that a key is never taken for a hash.
pub trait Meaning {
    /// The name of the type, in the JSON Schema.
    const NAME: &'static str;
    /// One sentence about it, in the JSON Schema.
    const SENTENCE: &'static str;
}

/// `N` bytes, written as 2`N` lower-case hexadecimal digits.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "String", into = "String", bound = "")]
pub struct Hex<const N: usize, M>([u8; N], PhantomData<M>);

/// Meaning of [`EntryId`].
#[derive(Debug)]
pub enum AnEntry {}
/// Meaning of [`PublicKey`].
#[derive(Debug)]
pub enum AKey {}
/// Meaning of [`Sha256Hex`].
#[derive(Debug)]
pub enum AHash {}
/// Meaning of [`Signature`].
#[derive(Debug)]
pub enum ASignature {}

/// The name of an entry: SHA-256 of what its author signed.
///
/// So an entry has one name whoever asks, and signing it again does not make another.
pub type EntryId = Hex<32, AnEntry>;
/// An Ed25519 public key (RFC 8032 §5.1.2), not yet known to be a point of the curve.
pub type PublicKey = Hex<32, AKey>;
/// A SHA-256 hash.
pub type Sha256Hex = Hex<32, AHash>;
/// An Ed25519 signature (RFC 8032 §5.1.6), not yet verified.
pub type Signature = Hex<64, ASignature>;

impl Meaning for AnEntry {
    const NAME: &'static str = "EntryId";
    const SENTENCE: &'static str = "The name of an entry: SHA-256 of what its author signed.";
}
impl Meaning for AKey {
    const NAME: &'static str = "PublicKey";
    const SENTENCE: &'static str = "An Ed25519 public key.";
}
impl Meaning for AHash {
    const NAME: &'static str = "Sha256";
    const SENTENCE: &'static str = "A SHA-256 hash.";
}
impl Meaning for ASignature {
    const NAME: &'static str = "Signature";
    const SENTENCE: &'static str = "An Ed25519 signature.";
}

impl<const N: usize, M> Hex<N, M> {
    /// These bytes, with this meaning.
    #[must_use]
    pub fn new(bytes: [u8; N]) -> Self {
        Self(bytes, PhantomData)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// The first twelve digits, for people. They can be forged with effort: programs compare all.
    #[must_use]
    pub fn short(&self) -> String {
        encode(&self.0).chars().take(12).collect()
    }

    /// All digits in groups of four, to be printed on paper and compared by eye.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let groups: Vec<String> = self.0.chunks(2).map(encode).collect();
        groups.join(" ")
    }
}

impl Sha256Hex {
    /// The hash of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::new(Sha256::digest(bytes).into())
    }
}

impl<const N: usize, M> TryFrom<String> for Hex<N, M> {
    type Error = BytesError;

    fn try_from(text: String) -> Result<Self, BytesError> {
        decode(&text)
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self::new)
            .ok_or(BytesError { expected: 2 * N })
    }
}
impl<const N: usize, M> From<Hex<N, M>> for String {
    fn from(hex: Hex<N, M>) -> Self {
        hex.to_string()
    }
}
impl<const N: usize, M> fmt::Display for Hex<N, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encode(&self.0))
    }
}
impl<const N: usize, M> fmt::Debug for Hex<N, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<const N: usize, M> Clone for Hex<N, M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<const N: usize, M> Copy for Hex<N, M> {}
impl<const N: usize, M> PartialEq for Hex<N, M> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<const N: usize, M> Eq for Hex<N, M> {}
impl<const N: usize, M> PartialOrd for Hex<N, M> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<const N: usize, M> Ord for Hex<N, M> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<const N: usize, M> Hash for Hex<N, M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<const N: usize, M: Meaning> JsonSchema for Hex<N, M> {
    fn schema_name() -> Cow<'static, str> {
        M::NAME.into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = format!("^[0-9a-f]{{{}}}$", 2 * N);
        json_schema!({"type": "string", "pattern": pattern, "description": M::SENTENCE})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_digits_of_the_right_number_are_read() {
        let good = "0123456789abcdef".repeat(4);
        let id = EntryId::try_from(good.clone()).unwrap();
        assert_eq!(id.to_string(), good);
        assert_eq!(id.short(), "0123456789ab");
        assert!(id.fingerprint().starts_with("0123 4567 89ab"));
        for bad in [
            good[1..].to_owned(),
            format!("{good}0"),
            good.to_uppercase(),
            good.replace('a', "g"),
            good.replace('a', "é"),
            String::new(),
        ] {
            assert!(EntryId::try_from(bad.clone()).is_err(), "{bad}");
        }
    }
}
