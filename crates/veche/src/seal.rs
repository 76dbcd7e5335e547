//! Sealed bodies: encrypted with `age` to those who may read them.

use anyhow::{anyhow, ensure};
use std::io::Write;

/// Encrypts to recipients (`age1…`).
///
/// # Errors
/// If there is no recipient, or one is none.
pub fn seal(bytes: &[u8], recipients: &[String]) -> anyhow::Result<Vec<u8>> {
    ensure!(
        !recipients.is_empty(),
        "nobody could open it: name a recipient with --seal-to"
    );
    let recipients = recipients
        .iter()
        .map(|text| {
            text.parse::<age::x25519::Recipient>()
                .map_err(|error| anyhow!("{text}: {error}"))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let recipients = recipients
        .iter()
        .map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients)?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed)?;
    writer.write_all(bytes)?;
    writer.finish()?;
    Ok(sealed)
}
