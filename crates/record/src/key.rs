//! The names and keys of who signs (signed-note §Signatures and §Verifier keys).
//!
//! Two kinds of key are known, and are two pairs of types: those that sign notes, here, and those of witnesses, in
//! [`crate::cosignature`]. Both are Ed25519 keys; a key's id depends on its kind, so that one is not taken for the
//! other.

use core::fmt;

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signature as Ed25519Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::text::is_control;

/// The most bytes that a key's name can have.
pub const MAX_NAME: usize = 255;
/// Signature type of a note's own signatures: Ed25519.
pub(crate) const ED25519: u8 = 0x01;
/// Signature type of timestamped Ed25519 cosignatures.
pub(crate) const COSIGNATURE_V1: u8 = 0x04;
/// What a private key begins with, so that nobody takes it for a public one.
const PRIVATE: &str = "PRIVATE+KEY+";

/// Why some text is not a key, or not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// A name has characters that a name cannot have, or none, or too many.
    #[error(
        "not a name: it needs 1 to {MAX_NAME} bytes without spaces and plus signs, such as example.org/election"
    )]
    Name,
    /// The text does not have the form of a key.
    #[error("not a key: it looks like example.org/election+530d903a+AekyeRrm…, on one line")]
    Form,
    /// The id is not that of this name and this key.
    #[error("the key's name, number and value do not belong together: it was changed or mistyped")]
    Id,
    /// The key is for another purpose.
    #[error(
        "the key is of kind {found}, and one of kind {expected} is needed (1 signs records, 4 is a witness's)"
    )]
    Kind {
        /// The signature type that is needed.
        expected: u8,
        /// The signature type of the key.
        found: u8,
    },
    /// The bytes are no Ed25519 public key, or one that anybody can sign for.
    #[error("the key's value is not a safe Ed25519 public key")]
    Value,
}

/// The name of a key: not empty, without Unicode spaces and plus signs (signed-note §Format).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Takes a text as a name.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn new(text: &str) -> Result<Self, KeyError> {
        let bad = |c: char| c.is_whitespace() || c == '+' || is_control(c);
        match text.is_empty() || text.len() > MAX_NAME || text.contains(bad) {
            true => Err(KeyError::Name),
            false => Ok(Self(text.to_owned())),
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The short number of a key. It says which key to try, and proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// The public half of a key that signs notes (signed-note §Ed25519 signatures).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey(pub(crate) PublicKey);

impl VerifierKey {
    /// The key with this name and these 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::Value`].
    pub fn new(name: KeyName, key: &[u8; 32]) -> Result<Self, KeyError> {
        PublicKey::new(name, ED25519, key).map(Self)
    }

    /// Reads `name+id+key`, and nothing else.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        PublicKey::parse(text, ED25519).map(Self)
    }

    /// The key as text, `name+id+key` (signed-note §Verifier keys).
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.to_text()
    }

    /// Whose key it is; for a record, its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The key's number.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.0.id
    }

    /// The 32 bytes of the key (RFC 8032 §5.1.2).
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.key.as_bytes()
    }
}

/// A key that signs notes. It is wiped from memory when dropped and never shown.
pub struct SigningKey(pub(crate) SecretKey);

impl SigningKey {
    /// The key made of a name and 32 secret random bytes (RFC 8032 §5.1.5). The caller's copy is the caller's to wipe.
    #[must_use]
    pub fn new(name: KeyName, secret: &[u8; 32]) -> Self {
        Self(SecretKey::new(name, ED25519, secret))
    }

    /// Reads what [`SigningKey::to_text`] writes, and nothing else.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        SecretKey::parse(text, ED25519).map(Self)
    }

    /// The secret key as text, `PRIVATE+KEY+name+id+key`: for a file that only its owner may read.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        self.0.to_text()
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey(self.0.public.clone())
    }

    /// Whose key it is; for a record, its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.public.name.as_str()
    }

    /// The same, as a name.
    #[must_use]
    pub fn key_name(&self) -> &KeyName {
        &self.0.public.name
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, …)", self.name())
    }
}

/// A public key of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicKey {
    pub(crate) name: KeyName,
    pub(crate) id: KeyId,
    kind: u8,
    key: VerifyingKey,
}

impl PublicKey {
    pub(crate) fn new(name: KeyName, kind: u8, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Value)?;
        // Strict verification would refuse such a key at every signature; better now.
        if key.is_weak() {
            return Err(KeyError::Value);
        }
        Ok(Self::of(name, kind, key))
    }

    fn of(name: KeyName, kind: u8, key: VerifyingKey) -> Self {
        let id = key_id(&name, kind, key.as_bytes());
        Self {
            name,
            id,
            kind,
            key,
        }
    }

    pub(crate) fn parse(text: &str, kind: u8) -> Result<Self, KeyError> {
        let (name, id, value) = split(text)?;
        let (found, bytes) = decode(value)?;
        if found != kind {
            let expected = kind;
            return Err(KeyError::Kind { expected, found });
        }
        let key = Self::new(KeyName::new(name)?, kind, &bytes)?;
        if key.id.to_string() != id {
            return Err(KeyError::Id);
        }
        // The name, the number and the kind are right, so only a loose spelling of the value is left to refuse.
        match key.to_text() == text {
            true => Ok(key),
            false => Err(KeyError::Form),
        }
    }

    pub(crate) fn to_text(&self) -> String {
        let value = encode(self.kind, self.key.as_bytes());
        format!("{}+{}+{}", self.name, self.id, *value)
    }

    /// Strict verification (RFC 8032 §5.1.7, without cofactor and with canonical encodings only).
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Ed25519Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

/// A secret key of any kind; the inner key wipes itself.
pub(crate) struct SecretKey {
    pub(crate) public: PublicKey,
    key: ed25519_dalek::SigningKey,
}

impl SecretKey {
    pub(crate) fn new(name: KeyName, kind: u8, secret: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(secret);
        let public = PublicKey::of(name, kind, key.verifying_key());
        Self { public, key }
    }

    pub(crate) fn parse(text: &str, kind: u8) -> Result<Self, KeyError> {
        let (name, id, value) = split(text.strip_prefix(PRIVATE).ok_or(KeyError::Form)?)?;
        let (found, secret) = decode(value)?;
        let secret = Zeroizing::new(secret);
        if found != kind {
            let expected = kind;
            return Err(KeyError::Kind { expected, found });
        }
        let key = Self::new(KeyName::new(name)?, kind, &secret);
        if key.public.id.to_string() != id {
            return Err(KeyError::Id);
        }
        match *key.to_text() == text {
            true => Ok(key),
            false => Err(KeyError::Form),
        }
    }

    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        let PublicKey { name, id, kind, .. } = &self.public;
        let value = encode(*kind, self.key.as_bytes());
        Zeroizing::new(format!("{PRIVATE}{name}+{id}+{}", *value))
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

/// The first four bytes of SHA-256(name || newline || kind || public key).
fn key_id(name: &KeyName, kind: u8, key: &[u8; 32]) -> KeyId {
    let hasher = Sha256::new().chain_update(name.as_str());
    let hash = hasher.chain_update([b'\n', kind]).chain_update(key);
    let [a, b, c, d, ..]: [u8; 32] = hash.finalize().into();
    KeyId([a, b, c, d])
}

/// Name, number and value. The value may contain plus signs, the others cannot.
fn split(text: &str) -> Result<(&str, &str, &str), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
    let (id, value) = rest.split_once('+').ok_or(KeyError::Form)?;
    Ok((name, id, value))
}

/// Base64 of the kind and 32 bytes, public or secret.
fn encode(kind: u8, bytes: &[u8; 32]) -> Zeroizing<String> {
    let mut value = Zeroizing::new(Vec::with_capacity(33));
    value.push(kind);
    value.extend_from_slice(bytes);
    Zeroizing::new(Base64::encode_string(&value))
}

fn decode(text: &str) -> Result<(u8, [u8; 32]), KeyError> {
    let mut buffer = Zeroizing::new([0; 33]);
    let value = Base64::decode(text, &mut *buffer).map_err(|_| KeyError::Form)?;
    let (kind, key) = value.split_first().ok_or(KeyError::Form)?;
    let key = key.try_into().map_err(|_| KeyError::Form)?;
    Ok((*kind, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The verifier key in the example of signed-note §Verifier keys.
    const EXAMPLE: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    #[test]
    fn the_key_of_the_specification_reads_back() {
        let key = VerifierKey::parse(EXAMPLE).unwrap();
        assert_eq!(key.name(), "example.com/foo");
        assert_eq!(key.to_text(), EXAMPLE);
    }

    #[test]
    fn a_key_changed_in_any_part_is_refused() {
        let table = [
            ("example.com/foo", "example.com/bar", KeyError::Id),
            ("530d903a", "530d903b", KeyError::Id),
            ("530d903a", "530D903A", KeyError::Id),
            ("530d903a", "30d903a", KeyError::Id),
            ("example.com/foo", "", KeyError::Name),
            ("example.com/foo", "example.com foo", KeyError::Name),
            ("example.com/foo", "example.com\u{2003}foo", KeyError::Name),
            ("AekyeRrm", "AfkyeRrm", KeyError::Id),
            ("3U2k", "3U2", KeyError::Form),
            ("3U2k", "3U2k\n", KeyError::Form),
            ("3U2k", "", KeyError::Form),
            (
                "+AekyeRrm",
                "+BOkyeRrm",
                KeyError::Kind {
                    expected: 1,
                    found: 4,
                },
            ),
        ];
        for (from, to, error) in table {
            let text = EXAMPLE.replacen(from, to, 1);
            assert_eq!(VerifierKey::parse(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_key_that_anybody_can_sign_for_is_refused() {
        let name = || KeyName::new("example.org").unwrap();
        let mut identity = [0; 32];
        identity[0] = 1;
        for weak in [[0; 32], identity] {
            assert_eq!(VerifierKey::new(name(), &weak), Err(KeyError::Value));
        }
    }

    #[test]
    fn a_secret_key_reads_back_and_is_never_shown() {
        let key = SigningKey::new(KeyName::new("example.org/e").unwrap(), &[7; 32]);
        let text = key.to_text();
        let again = SigningKey::parse(&text).unwrap();
        assert_eq!(again.verifier(), key.verifier());
        assert_eq!(*again.to_text(), *text);
        assert_eq!(format!("{key:?}"), "SigningKey(example.org/e, …)");
        assert_eq!(
            SigningKey::parse(&key.verifier().to_text()).err(),
            Some(KeyError::Form)
        );
        let changed = text.replace("example.org/e", "example.org/f");
        assert_eq!(SigningKey::parse(&changed).err(), Some(KeyError::Id));
    }

    proptest! {
        #[test]
        fn keys_of_every_name_read_back(name in "[^+\\s\\pC]{1,40}", secret: [u8; 32]) {
            let key = SigningKey::new(KeyName::new(&name).unwrap(), &secret);
            let verifier = key.verifier();
            prop_assert_eq!(VerifierKey::parse(&verifier.to_text()), Ok(verifier));
            prop_assert_eq!(&*SigningKey::parse(&key.to_text()).unwrap().to_text(), &*key.to_text());
        }

        #[test]
        fn no_text_makes_the_parser_of_keys_panic(text in "(PRIVATE\\+KEY\\+)?.{0,10}\\+.{0,10}\\+.{0,50}") {
            let _ = VerifierKey::parse(&text);
            let _ = SigningKey::parse(&text).is_ok();
        }
    }
}
