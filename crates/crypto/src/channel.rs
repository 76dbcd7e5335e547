//! Signed and encrypted messages from trustee to trustee (spec §Public key infrastructure, §Channels).
//!
//! During a key ceremony the trustees' messages pass through a server. Each is signed by its sender and encrypted to
//! its recipient, with keys derived from one short [`Seed`]. AES-256-GCM is used with an initialisation vector of 32
//! bytes, as the protocol has it.
//!
//! The signature does not hash the verification key (version 1 of the protocol); each seed is used for one ceremony.

use aes_gcm::aead::consts::U32;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::aes::Aes256;
use aes_gcm::{AesGcm, Key, Nonce};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::group::{DecodeError, Group, Scalar};
use crate::hex;
use crate::proof::{Proof, prove_knowledge, verify_knowledge};
use crate::secret::SecretScalar;
use crate::wire::{self, ProofText};

/// The alphabet of seeds, credentials and identifiers: without 0, O, I and l (spec §Basic types).
pub const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Appends `length` random characters of [`BASE58`], each as likely as any other.
pub fn random_base58<R: CryptoRng + ?Sized>(length: usize, rng: &mut R, out: &mut String) {
    let mut missing = length;
    while missing > 0 {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        // 232 is the largest multiple of 58 in a byte: beyond it some characters would be likelier.
        if byte[0] < 232 {
            out.push(char::from(BASE58[usize::from(byte[0] % 58)]));
            missing -= 1;
        }
    }
}

/// What is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// The seed is not 22 characters of Base58.
    #[error("the private key is not 22 characters of the Base58 alphabet")]
    Seed,
    /// The JSON is not of the expected form.
    #[error("not the expected JSON: {0}")]
    Json(String),
    /// A field is not a number or an element of the group.
    #[error("{field}: {error}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// Not an algorithm that the protocol has.
    #[error("algorithm: only AES-GCM is known")]
    Algorithm,
    /// The message was not encrypted to this key, or was changed.
    #[error("data: cannot be decrypted with this key")]
    Decryption,
    /// The signature does not fit message and sender.
    #[error("signature: not valid for this sender")]
    Signature,
    /// The message was meant for somebody else.
    #[error("recipient: the message was written for another key")]
    Recipient,
}

/// The secret from which a trustee's four channel keys are derived: 22 characters of Base58.
pub struct Seed(Zeroizing<String>);

impl Seed {
    /// The number of characters.
    pub const LENGTH: usize = 22;

    /// A fresh seed.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(Self::LENGTH));
        random_base58(Self::LENGTH, rng, &mut text);
        Self(text)
    }

    /// Reads a seed.
    ///
    /// # Errors
    /// [`ChannelError::Seed`], which does not repeat the text.
    pub fn parse(text: &str) -> Result<Self, ChannelError> {
        if text.len() == Self::LENGTH && text.bytes().all(|byte| BASE58.contains(&byte)) {
            Ok(Self(Zeroizing::new(text.to_owned())))
        } else {
            Err(ChannelError::Seed)
        }
    }

    /// The seed's characters, for its file.
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn derive<G: Group>(&self, label: &str) -> SecretScalar<G> {
        let mut hash = Sha256::new();
        hash.update(label.as_bytes());
        hash.update(self.0.as_bytes());
        let digest: Zeroizing<[u8; 32]> = Zeroizing::new(hash.finalize().into());
        SecretScalar::new(G::Scalar::reduce(digest.as_slice()))
    }

    /// The key with which this trustee signs; *g* raised to it is the verification key.
    pub fn signing_key<G: Group>(&self) -> SecretScalar<G> {
        self.derive("sk|")
    }

    /// The key with which this trustee decrypts; *g* raised to it is the encryption key.
    pub fn decryption_key<G: Group>(&self) -> SecretScalar<G> {
        self.derive("dk|")
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// The prefix under which a text is signed. Wiped when dropped, since the text may be secret.
fn signed_text(message: &str) -> Zeroizing<String> {
    Zeroizing::new(["sigmsg|", message, "|"].concat())
}

/// Signs a text (spec §Signing).
pub fn sign<G: Group, R: CryptoRng + ?Sized>(
    signing_key: &SecretScalar<G>,
    message: &str,
    rng: &mut R,
) -> Proof<G> {
    prove_knowledge(&signed_text(message), signing_key, rng)
}

/// Whether the holder of the private part of `verification_key` signed this text.
pub fn verify<G: Group>(
    verification_key: &G::Element,
    message: &str,
    signature: &Proof<G>,
) -> bool {
    verify_knowledge(&signed_text(message), verification_key, signature)
}

/// `signed_msg`: a public text and its signature, which may or may not be valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedMessage {
    /// The text.
    pub message: String,
    /// The signature.
    pub signature: ProofText,
}

impl SignedMessage {
    /// Signs a text.
    pub fn new<G: Group, R: CryptoRng + ?Sized>(
        signing_key: &SecretScalar<G>,
        message: String,
        rng: &mut R,
    ) -> SignedMessage {
        let signature = sign(signing_key, &message, rng).to_text();
        SignedMessage { message, signature }
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`ChannelError::Signature`] if it is not the sender's, [`ChannelError::Field`] if it is none at all.
    pub fn verify<G: Group>(&self, verification_key: &G::Element) -> Result<(), ChannelError> {
        verify_text::<G>(verification_key, &self.message, &self.signature)
    }
}

fn verify_text<G: Group>(
    verification_key: &G::Element,
    message: &str,
    signature: &ProofText,
) -> Result<(), ChannelError> {
    let signature = Proof::<G>::from_text(signature)
        .map_err(|(field, error)| ChannelError::Field { field, error })?;
    if verify(verification_key, message, &signature) {
        Ok(())
    } else {
        Err(ChannelError::Signature)
    }
}

/// `signed_msg` whose text is secret.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretSignedText {
    message: Zeroizing<String>,
    signature: ProofText,
}

/// `encrypted_msg`, in its JSON form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EncryptedText {
    algorithm: String,
    alpha: String,
    beta: String,
    data: String,
}

/// `channel_msg`, in its JSON form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelText {
    recipient: String,
    message: Zeroizing<String>,
}

/// AES-256 in Galois/counter mode with the protocol's initialisation vector of 32 bytes.
type Cipher = AesGcm<Aes256, U32>;

fn cipher<G: Group>(key: &G::Element, alpha: &G::Element) -> (Cipher, Nonce<U32>) {
    let digest = |label: &str, element: &G::Element| {
        // Room for any group's encoding: a text that grows leaves copies of itself behind.
        let mut text = Zeroizing::new(String::with_capacity(1024));
        text.push_str(label);
        G::encode(element, &mut text);
        Zeroizing::new(<[u8; 32]>::from(Sha256::digest(text.as_bytes())))
    };
    let cipher = Cipher::new(&Key::<Cipher>::from(*digest("key|", key)));
    (cipher, Nonce::from(*digest("iv|", alpha)))
}

/// Encrypts a text to a key (spec §Encrypting). Gives the JSON of an `encrypted_msg`.
fn encrypt<G: Group, R: CryptoRng + ?Sized>(
    encryption_key: &G::Element,
    plaintext: &str,
    rng: &mut R,
) -> String {
    let r = SecretScalar::<G>::random(rng);
    let key = G::g_pow(SecretScalar::<G>::random(rng).expose());
    let alpha = G::g_pow(r.expose());
    let beta = G::mul(&G::pow(encryption_key, r.expose()), &key);
    let (cipher, nonce) = cipher::<G>(&key, &alpha);
    // Fails for messages of 64 GiB and more only, which no ceremony has.
    let data = cipher
        .encrypt(&nonce, plaintext.as_bytes())
        .unwrap_or_default();
    wire::write(&EncryptedText {
        algorithm: "AES-GCM".into(),
        alpha: G::to_text(&alpha),
        beta: G::to_text(&beta),
        data: hex::encode(&data),
    })
}

/// Decrypts the JSON of an `encrypted_msg`.
fn decrypt<G: Group>(
    decryption_key: &SecretScalar<G>,
    text: &str,
) -> Result<Zeroizing<String>, ChannelError> {
    let text: EncryptedText =
        wire::read(text.as_bytes()).map_err(|error| ChannelError::Json(error.to_string()))?;
    if text.algorithm != "AES-GCM" {
        return Err(ChannelError::Algorithm);
    }
    let field = |field| move |error| ChannelError::Field { field, error };
    let alpha = G::decode_member(&text.alpha).map_err(field("alpha"))?;
    let beta = G::decode_member(&text.beta).map_err(field("beta"))?;
    let key = G::mul(&beta, &G::inv(&G::pow(&alpha, decryption_key.expose())));
    let (cipher, nonce) = cipher::<G>(&key, &alpha);
    let data = hex::decode(&text.data).ok_or(ChannelError::Decryption)?;
    let plaintext = cipher
        .decrypt(&nonce, data.as_slice())
        .map_err(|_| ChannelError::Decryption)?;
    String::from_utf8(plaintext)
        .map(Zeroizing::new)
        .map_err(|error| {
            error.into_bytes().zeroize();
            ChannelError::Decryption
        })
}

/// Writes a message to a recipient: signed by the sender, encrypted to the recipient (spec §Channels, *send*).
pub fn send<G: Group, R: CryptoRng + ?Sized>(
    signing_key: &SecretScalar<G>,
    recipient: &G::Element,
    message: &str,
    rng: &mut R,
) -> String {
    let recipient_text = G::to_text(recipient);
    let length = recipient_text.len() + message.len();
    let text = ChannelText {
        recipient: recipient_text,
        message: Zeroizing::new(message.to_owned()),
    };
    let text = wire::write_secret(&text, length);
    let signature = sign(signing_key, &text, rng).to_text();
    let length = text.len() + signature.challenge.len() + signature.response.len();
    let signed = SecretSignedText {
        message: text,
        signature,
    };
    let json = wire::write_secret(&signed, length);
    encrypt::<G, R>(recipient, &json, rng)
}

/// Reads a message: decrypts it, checks the sender's signature and that it was written for us.
///
/// Every text made here is wiped. The reader of JSON has a buffer of its own for texts with escapes, which is not.
///
/// # Errors
/// [`ChannelError`]; nothing of the content is in it.
pub fn receive<G: Group>(
    decryption_key: &SecretScalar<G>,
    sender: &G::Element,
    text: &str,
) -> Result<Zeroizing<String>, ChannelError> {
    let signed = decrypt(decryption_key, text)?;
    // What was decrypted is secret: errors about it say no more than that it has the wrong form.
    let form = |_| ChannelError::Json("the decrypted message has the wrong form".to_owned());
    let signed: SecretSignedText = wire::read(signed.as_bytes()).map_err(form)?;
    verify_text::<G>(sender, &signed.message, &signed.signature)?;
    let inner: ChannelText = wire::read(signed.message.as_bytes()).map_err(form)?;
    let ours = G::to_text(&G::g_pow(decryption_key.expose()));
    if inner.recipient != ours {
        return Err(ChannelError::Recipient);
    }
    Ok(inner.message)
}
