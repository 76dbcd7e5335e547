//! Texts and pictures that only a group may read: encrypted with `age` to its keys.

use super::{Chance, Failure};

/// Encrypts to recipients (`age1…`).
///
/// # Errors
/// `recipient`: one is none. `sealed`: this program was built without it.
#[cfg(feature = "sealed")]
pub(super) fn seal(
    bytes: &[u8],
    recipients: &[String],
    chance: Chance,
) -> Result<Vec<u8>, Failure> {
    use std::io::Write;
    let recipients = recipients
        .iter()
        .map(|text| {
            let wrong = |reason: &str| Failure::new("recipient", format!("{text}: {reason}"));
            text.trim().parse::<age::x25519::Recipient>().map_err(wrong)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let recipients = recipients
        .iter()
        .map(|recipient| recipient as &dyn age::Recipient);
    // Keys are drawn while the encryptor is made, and while it wraps them.
    crate::chance::lend(chance, || {
        let encryptor =
            age::Encryptor::with_recipients(recipients).map_err(std::io::Error::other)?;
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(bytes)?;
        writer.finish()?;
        Ok(sealed)
    })
    .map_err(|error: std::io::Error| Failure::new("sealed", error.to_string()))
}

/// The smaller program seals nothing.
///
/// # Errors
/// `sealed`.
#[cfg(not(feature = "sealed"))]
pub(super) fn seal(_: &[u8], _: &[String], _: Chance) -> Result<Vec<u8>, Failure> {
    Err(Failure::new("sealed", "load the program that seals"))
}
