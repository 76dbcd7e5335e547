//! A trustee's key: written, read, and found among the poll's trustees.

use std::path::Path;

use anyhow::{Context, anyhow};
use veche_crypto::ceremony;
use veche_crypto::channel::Seed;
use veche_crypto::group::{Group, Scalar};
use veche_crypto::secret::SecretScalar;
use veche_poll::verify::Verified;
use zeroize::Zeroizing;

use super::terms::{beside, write_terms};
use veche_store::files::{Exposure, read_secret, write_secret};

/// The number, from 1, of the trustee whose key this is.
pub(super) fn owner_of<G: Group>(
    poll: &Verified<G>,
    secret: &SecretScalar<G>,
    key: &Path,
) -> anyhow::Result<u64> {
    let public = G::g_pow(secret.expose());
    let owners = poll.setup.trustees.owners();
    let place = owners
        .iter()
        .position(|owner| owner.key.public_key == public);
    place.map(|place| place as u64 + 1).ok_or_else(|| {
        anyhow!(
            "{}: this key is none of this poll's trustees'",
            key.display()
        )
    })
}

/// Writes a mandatory trustee's key, and beside it the terms that it was made under.
pub(in crate::commands) fn write_key<G: Group>(
    path: &Path,
    secret: &SecretScalar<G>,
    uuid: &str,
    minimum_ballots: u64,
) -> anyhow::Result<()> {
    let mut text = Zeroizing::new(String::from("\""));
    secret.expose().encode_vartime(&mut text);
    text.push_str("\"\n");
    write_secret(path, &text)?;
    write_terms(path, uuid, minimum_ballots)
}

/// Reads a trustee's key: `ID.privkey`, or `ID.key` with `ID.dkey` beside it.
pub(in crate::commands) fn read_key<G: Group>(path: &Path) -> anyhow::Result<SecretScalar<G>> {
    let secret = read_secret(path)?;
    if secret.exposure == Exposure::Others {
        eprintln!(
            "Warning: others on this computer may read {}; take that right away (chmod 600).",
            path.display()
        );
    }
    let text = secret.text.trim();
    if let Some(digits) = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    {
        return SecretScalar::decode(digits)
            .map_err(|error| anyhow!("{}: not a private key: {error}", path.display()));
    }
    let seed = Seed::parse(text).with_context(|| path.display().to_string())?;
    let encrypted = beside(path, "dkey");
    let text = read_secret(&encrypted).context(
        "a trustee who shares a key needs the file made at the end of the ceremony, too",
    )?;
    ceremony::open_decryption_key(&seed, text.text.trim())
        .with_context(|| encrypted.display().to_string())
}
