//! Files of private keys: one line that says what it is, for its owner's eyes only.

use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use ed25519_dalek::SigningKey;
use veche_election::value::PublicKey;
use veche_record::note;
use veche_store::files::{Exposure, read_secret, write_secret};
use zeroize::Zeroizing;

use crate::random;

/// What the file of an author's key begins with, so that nobody takes it for something to publish.
const PRIVATE: &str = "veche-private-key ";

/// Makes a key for signing entries, in a new file. Gives its public half.
///
/// # Errors
/// If the file exists already or cannot be written.
pub fn make(path: &Path) -> anyhow::Result<PublicKey> {
    let seed = Zeroizing::new(random::seed()?);
    write(path, &SigningKey::from_bytes(&seed))
}

/// Writes a key into a new file. Gives its public half.
///
/// # Errors
/// If the file exists already or cannot be written.
pub fn write(path: &Path, key: &SigningKey) -> anyhow::Result<PublicKey> {
    let digits = Zeroizing::new(base16ct::lower::encode_string(key.as_bytes()));
    let line = Zeroizing::new(format!("{PRIVATE}{}\n", digits.as_str()));
    warn(path, write_secret(path, &line)?);
    Ok(PublicKey::new(key.verifying_key().to_bytes()))
}

/// Reads a key for signing entries.
///
/// # Errors
/// If the file cannot be read, or is none.
pub fn read(path: &Path) -> anyhow::Result<SigningKey> {
    let secret = read_secret(path)?;
    warn(path, secret.exposure);
    let bytes = secret
        .text
        .trim_end()
        .strip_prefix(PRIVATE)
        .and_then(|digits| base16ct::lower::decode_vec(digits).ok())
        .map(Zeroizing::new);
    let bytes =
        bytes.with_context(|| format!("{}: is not a key of `veche key new`", path.display()))?;
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(
        bytes
            .as_slice()
            .try_into()
            .map_err(|_| anyhow!("{}: the key is cut off", path.display()))?,
    );
    Ok(SigningKey::from_bytes(&seed))
}

/// Makes a key for the log of this name, in a new file. Gives its verifier key.
///
/// # Errors
/// If the name is none, or the file exists already.
pub fn make_log(path: &Path, origin: &str) -> anyhow::Result<String> {
    let name = note::KeyName::new(origin).with_context(|| format!("--log {origin}"))?;
    let seed = Zeroizing::new(random::seed()?);
    write_log(path, &note::SigningKey::new(name, &seed))
}

/// Writes the key of a log into a new file. Gives its verifier key.
///
/// # Errors
/// If the file exists already or cannot be written.
pub fn write_log(path: &Path, key: &note::SigningKey) -> anyhow::Result<String> {
    let line = Zeroizing::new(format!("{}\n", key.to_text().as_str()));
    warn(path, write_secret(path, &line)?);
    Ok(key.verifier().to_text())
}

/// Reads the key of a log.
///
/// # Errors
/// If the file cannot be read, or is none.
pub fn read_log(path: &Path) -> anyhow::Result<note::SigningKey> {
    let secret = read_secret(path)?;
    warn(path, secret.exposure);
    ensure!(
        !secret.text.starts_with(PRIVATE),
        "{}: is an author's key, and the key of the log is needed",
        path.display()
    );
    note::SigningKey::parse(secret.text.trim_end()).with_context(|| path.display().to_string())
}

/// Warns if others can read a file of secrets.
pub(crate) fn warn(path: &Path, exposure: Exposure) {
    if exposure != Exposure::OwnerOnly {
        eprintln!(
            "{}: others can read this file; keep it where they cannot",
            path.display()
        );
    }
}
