//! What a trustee contributes to a poll, a shuffle or a partial decryption: made after verifying the whole archive, and
//! recorded in it or written into a file for the organiser.

use std::path::Path;

use veche_crypto::group::Group;
use veche_poll::board::{Addition, Rejection};
use veche_poll::hash::Hash;
use veche_poll::payload::Owned;
use veche_poll::verify::Verified;
use veche_store::files::write_new;

use crate::archive::{self, Growing};

/// Whose contribution it is, and how many ballots count.
pub(super) struct Done {
    pub(super) owner: u64,
    pub(super) ballots: u64,
}

/// Verifies the archive, makes the contribution with its owner's number, and records it, or writes it into `out`: two lines,
/// itself and whose it is, as `belenios-tool` prints them.
pub(super) fn contribute<G: Group>(
    archive: &Path,
    out: Option<&Path>,
    quiet: bool,
    make: impl FnOnce(&Verified<G>) -> anyhow::Result<(u64, Vec<u8>)>,
    record: impl FnOnce(&Verified<G>, u64, &[u8]) -> Result<Addition, Rejection>,
) -> anyhow::Result<Done> {
    let (poll, owner) = match out {
        None => {
            // The archive stays locked, so that what was verified is what is added to.
            let mut growing = Growing::open(archive)?;
            let poll = growing.verified::<G>(quiet)?;
            let (owner, bytes) = make(&poll)?;
            growing.append(&record(&poll, owner, &bytes)?)?;
            (poll, owner)
        }
        Some(out) => {
            let (report, poll, _) = archive::verify::<G>(archive, None, Vec::new(), quiet)?;
            let poll =
                poll.ok_or_else(|| archive::not_sound(&archive.display().to_string(), &report))?;
            let (owner, bytes) = make(&poll)?;
            let payload = Hash::of(&bytes);
            let owned = Owned { owner, payload }.to_bytes();
            write_new(out, &[&bytes[..], b"\n", &owned, b"\n"].concat())?;
            (poll, owner)
        }
    };
    let ballots = poll.tally.num_tallied();
    Ok(Done { owner, ballots })
}
