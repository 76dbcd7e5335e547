//! The server's own key of a poll: mandatory and fresh for each poll, if the organiser wants one (spec §Trustees).
//!
//! With it a threshold of the other trustees cannot decrypt a ballot without whoever runs the poll. The key lies beside
//! the archive, and shuffles and decrypts when the organiser does the step that waits for it.

use std::path::{Path, PathBuf};

use veche_crypto::group::Group;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::board::{self, Addition};
use veche_poll::shuffle::Shuffle;
use veche_poll::trustees::{Owner, TrusteeText};
use veche_poll::verify::Verified;

use crate::commands::trustee::{open_tally, read_key, write_key, write_terms};
use crate::random;

/// The name that the trustee has in the archive.
const NAME: &str = "server";

fn path(folder: &Path) -> PathBuf {
    folder.join("server.privkey")
}

/// Makes the key, and writes it into the poll's folder. A key that is there already is of this poll, too, if opening it
/// failed before: it is used.
pub(super) fn make<G: Group>(
    folder: &Path,
    uuid: &str,
    minimum_ballots: u64,
) -> anyhow::Result<TrusteeText> {
    let mut rng = random::generator()?;
    let path = path(folder);
    let secret = match path.exists() {
        true => read_key::<G>(&path)?,
        false => {
            let secret = SecretScalar::<G>::random(&mut rng);
            write_key(&path, &secret, uuid, minimum_ballots)?;
            secret
        }
    };
    // A crash may have come between the key and its terms.
    if !path.with_extension("terms.json").exists() {
        write_terms(&path, uuid, minimum_ballots)?;
    }
    let mut public = TrusteePublicKey::new(&secret, &mut rng);
    public.name = Some(NAME.to_owned());
    Ok(TrusteeText::Single(Box::new(public.to_text())))
}

/// The key beside an archive with its file, if there is one.
fn beside<G: Group>(archive: &Path) -> anyhow::Result<Option<(SecretScalar<G>, PathBuf)>> {
    let path = archive.parent().map(path).filter(|path| path.exists());
    path.map(|path| Ok((read_key::<G>(&path)?, path)))
        .transpose()
}

/// The number of the trustee with this key, if it has still to do its part.
fn waiting<G: Group>(
    owners: &[Owner<'_, G>],
    secret: &SecretScalar<G>,
    done: &[bool],
) -> Option<u64> {
    let public = G::g_pow(secret.expose());
    let at = owners
        .iter()
        .position(|owner| owner.key.public_key == public)?;
    (done.get(at) == Some(&false)).then_some(at as u64 + 1)
}

/// A shuffle with the server's key, if there is one that has not shuffled.
pub(super) fn shuffle<G: Group>(
    archive: &Path,
    poll: &Verified<G>,
) -> anyhow::Result<Option<Addition>> {
    let Some((secret, _)) = beside::<G>(archive)? else {
        return Ok(None);
    };
    let owner = waiting(&poll.setup.trustees.owners(), &secret, &poll.shuffled);
    let (Some(owner), Some(tally)) = (owner, &poll.encrypted_tally) else {
        return Ok(None);
    };
    let mut rng = random::generator()?;
    let bytes = Shuffle::new(&poll.setup.election, tally, &mut rng).to_bytes();
    let addition = board::shuffle(poll, owner, &bytes, &random::seed()?)?;
    Ok(Some(addition))
}

/// A partial decryption with the server's key, if there is one that has not decrypted.
pub(super) fn decrypt<G: Group>(
    archive: &Path,
    poll: &Verified<G>,
) -> anyhow::Result<Option<Addition>> {
    let Some((secret, key)) = beside::<G>(archive)? else {
        return Ok(None);
    };
    let owners = poll.setup.trustees.owners();
    let can = board::tally_to_decrypt(poll).is_ok();
    if !can || waiting(&owners, &secret, &poll.decrypted).is_none() {
        return Ok(None);
    }
    let (owner, bytes) = open_tally(poll, &secret, &key, false)?;
    Ok(Some(board::decrypt(poll, owner, &bytes)?))
}
