//! SHA-256 hashes, and the two ways in which a tree is hashed (RFC 6962 §2.1).
//!
//! A leaf and a node begin with different bytes, so that no entry can be passed off as a part of the tree.

use core::fmt;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// A SHA-256 hash.
///
/// It is written as 64 lower-case hexadecimal digits where files and entries are named, and as padded Base64 (44
/// characters) in checkpoints and proofs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// Why some text is not a [`struct@Hash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HashError {
    /// It is not hexadecimal.
    #[error("not a hash: 64 hexadecimal digits in lower case are needed")]
    Hex,
    /// It is not Base64.
    #[error("not a hash: 44 characters of padded Base64 are needed")]
    Base64,
}

impl Hash {
    /// Length of a hash in bytes.
    pub const LENGTH: usize = 32;

    /// These 32 bytes as a hash.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The plain SHA-256 of some bytes: what names a text that lies beside the record.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of an entry as a leaf of the tree (RFC 6962 §2.1).
    #[must_use]
    pub fn leaf(entry: &[u8]) -> Self {
        let hasher = Sha256::new().chain_update([0]).chain_update(entry);
        Self(hasher.finalize().into())
    }

    /// The hash of two neighbouring subtrees (RFC 6962 §2.1).
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        let hasher = Sha256::new().chain_update([1]);
        let hasher = hasher.chain_update(left.0).chain_update(right.0);
        Self(hasher.finalize().into())
    }

    /// The root of a tree without entries: SHA-256 of nothing (RFC 6962 §2.1).
    #[must_use]
    pub fn empty_tree() -> Self {
        Self::of(&[])
    }

    /// The 32 bytes themselves.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        base16ct::lower::encode_string(&self.0)
    }

    /// Reads what [`Hash::to_hex`] writes, and nothing else.
    ///
    /// # Errors
    /// [`HashError::Hex`].
    pub fn from_hex(text: &str) -> Result<Self, HashError> {
        let mut bytes = [0; 32];
        match base16ct::lower::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == Self::LENGTH => Ok(Self(bytes)),
            _ => Err(HashError::Hex),
        }
    }

    /// 44 characters of padded Base64 (RFC 4648 §4).
    #[must_use]
    pub fn to_base64(&self) -> String {
        Base64::encode_string(&self.0)
    }

    /// Reads what [`Hash::to_base64`] writes, and nothing else.
    ///
    /// # Errors
    /// [`HashError::Base64`].
    pub fn from_base64(text: &str) -> Result<Self, HashError> {
        let mut bytes = [0; 32];
        let length = match Base64::decode(text, &mut bytes) {
            Ok(decoded) => decoded.len(),
            Err(_) => return Err(HashError::Base64),
        };
        let hash = Self(bytes);
        match length == Self::LENGTH && hash.to_base64() == text {
            true => Ok(hash),
            false => Err(HashError::Base64),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn leaf_node_and_nothing_have_the_hashes_of_the_rfc() {
        // From the test vectors of Certificate Transparency.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        let node = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
        assert_eq!(Hash::empty_tree().to_hex(), empty);
        assert_eq!(Hash::leaf(&[]).to_hex(), leaf);
        let both = Hash::node(&Hash::leaf(&[]), &Hash::leaf(&[0]));
        assert_eq!(both.to_hex(), node);
    }

    #[test]
    fn a_hash_has_one_spelling_in_each_form() {
        let hash = Hash::of(b"entry");
        let hex = hash.to_hex();
        assert_eq!(Hash::from_hex(&hex), Ok(hash));
        for other in [
            hex.to_uppercase(),
            hex[1..].to_owned(),
            hex.clone() + "00",
            format!("{hex} "),
        ] {
            assert_eq!(Hash::from_hex(&other), Err(HashError::Hex), "{other}");
        }
        let base64 = hash.to_base64();
        assert_eq!(Hash::from_base64(&base64), Ok(hash));
        // The last character carries two bits of nothing: only one spelling of them is taken.
        let loose = Hash::new([0; 32]).to_base64().replace("A=", "B=");
        for other in [
            base64.trim_end_matches('=').to_owned(),
            format!("{base64}\n"),
            loose,
        ] {
            assert_eq!(Hash::from_base64(&other), Err(HashError::Base64), "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_as_a_hash_is_written_back_the_same(text in ".{0,70}", bytes: [u8; 32]) {
            if let Ok(hash) = Hash::from_hex(&text) {
                prop_assert_eq!(hash.to_hex(), &text[..]);
            }
            if let Ok(hash) = Hash::from_base64(&text) {
                prop_assert_eq!(hash.to_base64(), &text[..]);
            }
            let hash = Hash::new(bytes);
            prop_assert_eq!(Hash::from_hex(&hash.to_hex()), Ok(hash));
            prop_assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));
        }
    }
}
