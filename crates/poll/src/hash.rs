//! SHA-256 hashes: the names of everything in an archive (spec §Public data).

use std::fmt;

use base64ct::{Base64Unpadded, Encoding};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The SHA-256 hash of some bytes.
///
/// It is written as 64 lower-case hexadecimal digits in the archive (spec §Basic types), and as unpadded Base64 where
/// people see it: a voter's tracker is the hash of the ballot, an election's fingerprint the hash of the election.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// Why some text is not a [`struct@Hash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a hash: 64 hexadecimal digits in lower case are needed")]
pub struct HashError;

impl Hash {
    /// The hash with these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash written as `text`, which must be exactly 64 hexadecimal digits in lower case.
    ///
    /// # Errors
    ///
    /// [`HashError`] for any other text, capitals included: every hash has exactly one spelling.
    pub fn from_hex(text: &str) -> Result<Self, HashError> {
        let mut bytes = [0; 32];
        decode_hex(text.as_bytes(), &mut bytes)?;
        Ok(Self(bytes))
    }

    /// The 32 bytes themselves.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash in standard Base64 without padding, 43 characters: the form of trackers and fingerprints.
    #[must_use]
    pub fn to_base64(&self) -> String {
        Base64Unpadded::encode_string(&self.0)
    }

    /// Reads what [`Hash::to_base64`] writes, and nothing else. `None` for any other text.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let length = Base64Unpadded::decode(text, &mut bytes).ok()?.len();
        let hash = Self(bytes);
        (length == bytes.len() && hash.to_base64() == text).then_some(hash)
    }
}

fn decode_hex(digits: &[u8], bytes: &mut [u8; 32]) -> Result<(), HashError> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return Err(HashError);
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Ok(())
}

fn digit(character: u8) -> Result<u8, HashError> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        _ => Err(HashError),
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(HashVisitor)
    }
}

struct HashVisitor;

impl Visitor<'_> for HashVisitor {
    type Value = Hash;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("64 hexadecimal digits in lower case")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Hash, E> {
        Hash::from_hex(text).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn the_hash_of_nothing_is_the_published_one() {
        assert_eq!(Hash::of(b"").to_string(), EMPTY);
        assert_eq!(
            Hash::of(b"").to_base64(),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
        );
    }

    #[test]
    fn a_tracker_has_one_spelling() {
        let hash = Hash::of(b"");
        let text = hash.to_base64();
        assert_eq!(Hash::from_base64(&text), Some(hash));
        // The last character carries four bits only: other spellings of them are refused.
        let loose = text.replace("SuFU", "SuFV");
        let refused = [
            loose,
            format!("{text}="),
            text[1..].to_owned(),
            EMPTY.to_owned(),
        ];
        for text in refused {
            assert_eq!(Hash::from_base64(&text), None, "{text}");
        }
    }

    #[test]
    fn only_sixty_four_lower_case_digits_are_a_hash() {
        let refused = [
            String::new(),
            EMPTY.to_uppercase(),
            EMPTY[1..].to_owned(),
            format!("{EMPTY}0"),
            format!("{EMPTY}00"),
            format!(" {}", &EMPTY[1..]),
            EMPTY.replace('e', "g"),
            EMPTY.replacen("e3", "é", 1),
            format!("0x{}", &EMPTY[2..]),
        ];
        for text in refused {
            assert_eq!(Hash::from_hex(&text), Err(HashError), "{text}");
        }
        assert_eq!(Hash::from_hex(EMPTY), Ok(Hash::of(b"")));
    }

    #[test]
    fn json_is_the_hexadecimal_string_and_nothing_else() {
        let json = serde_json::to_string(&Hash::of(b"")).unwrap();
        assert_eq!(json, format!("\"{EMPTY}\""));
        assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), Hash::of(b""));
        for refused in ["null", "0", "[]", "\"\"", &json.to_uppercase()] {
            assert!(serde_json::from_str::<Hash>(refused).is_err(), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn hexadecimal_round_trips_and_sorts_as_the_bytes_do(a: [u8; 32], b: [u8; 32]) {
            let (a, b) = (Hash(a), Hash(b));
            prop_assert_eq!(Hash::from_hex(&a.to_string()), Ok(a));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn any_text_is_refused_or_is_the_canonical_spelling(text in "[0-9a-fA-F]{60,68}|.*") {
            if let Ok(hash) = Hash::from_hex(&text) {
                prop_assert_eq!(hash.to_string(), text);
            }
        }
    }
}
