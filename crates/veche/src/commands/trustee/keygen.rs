//! A key of one's own, for a trustee without whom nothing is decrypted.

use std::path::Path;

use sha2::{Digest, Sha256};
use veche_crypto::group::{Group, GroupTask};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;

use super::key::write_key;
use super::terms::make_folder;
use crate::commands::in_group;
use crate::folder;
use crate::random;
use crate::settings::Settings;
use veche_store::files::write_new;

/// `trustee keygen`: a key of one's own, for a trustee without whom nothing is decrypted.
///
/// # Errors
/// If a file cannot be written, or is there already.
pub fn keygen(
    folder: &Path,
    keys: &Path,
    name: Option<&str>,
    minimum_ballots: Option<u64>,
) -> anyhow::Result<()> {
    let settings = Settings::read(folder)?;
    let group = settings.group.clone();
    in_group(
        &group,
        Keygen {
            folder,
            keys,
            name,
            minimum_ballots: minimum_ballots.unwrap_or(settings.minimum_ballots),
            uuid: &settings.uuid,
        },
    )
}

struct Keygen<'a> {
    folder: &'a Path,
    keys: &'a Path,
    name: Option<&'a str>,
    minimum_ballots: u64,
    uuid: &'a str,
}

impl GroupTask for Keygen<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let mut rng = random::generator()?;
        let secret = SecretScalar::<G>::random(&mut rng);
        let mut public = TrusteePublicKey::new(&secret, &mut rng);
        public.name = self.name.map(str::to_owned);
        let digest = Sha256::digest(G::to_text(&public.public_key).as_bytes());
        let id: String = digest[..4]
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        make_folder(self.keys)?;
        let shared = self.folder.join(folder::TRUSTEES);
        make_folder(&shared)?;
        let private_path = self.keys.join(format!("{id}.privkey"));
        write_key(&private_path, &secret, self.uuid, self.minimum_ballots)?;
        let public_path = shared.join(format!("{id}.pubkey"));
        let text = format!("{}\n", serde_json::to_string(&public.to_text())?);
        write_new(&public_path, text.as_bytes())?;
        println!("Made the trustee key {id}.");
        println!("  public, for the poll: {}", public_path.display());
        println!(
            "  PRIVATE, keep it safe and have a copy: {}",
            private_path.display()
        );
        println!(
            "It will not open a tally of fewer than {} ballots.",
            self.minimum_ballots
        );
        println!("If it is lost, the poll's result is lost.");
        Ok(())
    }
}
