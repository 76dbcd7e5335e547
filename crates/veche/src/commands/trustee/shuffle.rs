//! Shuffling the answers that are opened one by one, after verifying the whole archive.

use std::path::Path;

use serde_json::json;
use veche_crypto::group::{Group, GroupTask};
use veche_poll::board::{self, Rejection};
use veche_poll::shuffle::Shuffle;
use veche_poll::verify::Verified;

use super::contribution::{Done, contribute};
use super::key::{owner_of, read_key};
use crate::commands::in_group_of;
use crate::folder::find_archive;
use crate::random;

/// `trustee shuffle`: puts the answers that are opened one by one in another order, after verifying the whole archive with
/// the shuffles before this one.
///
/// # Errors
/// If the archive is not sound, the key is not a trustee's, nothing is to be shuffled now, or this trustee has shuffled
/// before.
pub fn shuffle(
    path: &Path,
    key: &Path,
    out: Option<&Path>,
    as_json: bool,
    quiet: bool,
) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        ShuffleTask {
            path: &archive,
            key,
            out,
            as_json,
            quiet,
        },
    )
}

struct ShuffleTask<'a> {
    path: &'a Path,
    key: &'a Path,
    out: Option<&'a Path>,
    as_json: bool,
    quiet: bool,
}

impl GroupTask for ShuffleTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let seed = random::seed()?;
        let done = contribute::<G>(
            self.path,
            self.out,
            self.quiet,
            |poll| self.shuffled(poll),
            |poll, owner, bytes| board::shuffle(poll, owner, bytes, &seed),
        )?;
        self.tell(&done);
        Ok(())
    }
}

impl ShuffleTask<'_> {
    fn shuffled<G: Group>(&self, poll: &Verified<G>) -> anyhow::Result<(u64, Vec<u8>)> {
        let election = &poll.setup.election;
        // The key itself is not needed to shuffle: it says who shuffles.
        let owner = owner_of(poll, &read_key::<G>(self.key)?, self.key)?;
        if !election.needs_shuffles() {
            return Err(Rejection::NothingToShuffle.into());
        }
        let tally = poll.encrypted_tally.as_ref().ok_or(Rejection::NoTally)?;
        let mut rng = random::generator()?;
        Ok((owner, Shuffle::new(election, tally, &mut rng).to_bytes()))
    }

    fn tell(&self, done: &Done) {
        let Done { owner, ballots } = done;
        if self.as_json {
            let out = self.out.map(|out| out.display().to_string());
            println!(
                "{:#}",
                json!({ "owner": owner, "ballots": ballots, "shuffle": out })
            );
            return;
        }
        println!(
            "The whole archive was verified, with every shuffle before this one; {ballots} ballots count."
        );
        match self.out {
            None => println!(
                "The shuffle of trustee {owner} is recorded: nobody but you could say which answer came from which ballot."
            ),
            Some(out) => println!(
                "The shuffle of trustee {owner} is in {}: send it to the organiser before anybody else shuffles.",
                out.display()
            ),
        }
    }
}
