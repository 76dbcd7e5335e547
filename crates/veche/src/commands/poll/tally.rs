//! `poll tally` and `poll end-shuffles`: from the end of voting to what is decrypted.

use std::path::{Path, PathBuf};

use anyhow::Context;
use veche_crypto::group::{Group, GroupTask};
use veche_poll::board;

use super::owned::read_owned;
use super::server_key;
use crate::archive::Growing;
use crate::commands::in_group_of;
use crate::folder::find_archive;
use crate::random;

/// `poll tally`: adds the ballots up without opening them.
///
/// # Errors
/// If voting has not ended, or the archive is not sound.
pub fn tally(path: &Path, quiet: bool) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        TallyTask {
            path: &archive,
            quiet,
        },
    )
}

struct TallyTask<'a> {
    path: &'a Path,
    quiet: bool,
}

impl GroupTask for TallyTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let mut growing = Growing::open(self.path)?;
        let poll = growing.verified::<G>(self.quiet)?;
        growing.append(&board::tally(&poll)?)?;
        println!(
            "Every ballot was verified. {} ballots count (the last one of each voter); their sum is recorded, still encrypted.",
            poll.tally.num_tallied()
        );
        let next = match poll.setup.election.needs_shuffles() {
            true => ", one after the other: veche trustee shuffle",
            false => ": veche trustee decrypt",
        };
        println!(
            "Next, each trustee{next} {} --key FILE",
            self.path.display()
        );
        Ok(())
    }
}

/// `poll end-shuffles`: takes in shuffles that came as files, and ends the shuffles.
///
/// # Errors
/// If a shuffle is not valid, or fewer trustees have shuffled than decrypt.
pub fn end_shuffles(path: &Path, shuffles: &[PathBuf], quiet: bool) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        EndShufflesTask {
            path: &archive,
            shuffles,
            quiet,
        },
    )
}

struct EndShufflesTask<'a> {
    path: &'a Path,
    shuffles: &'a [PathBuf],
    quiet: bool,
}

impl GroupTask for EndShufflesTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let mut growing = Growing::open(self.path)?;
        for file in self.shuffles {
            let (bytes, owner) = read_owned(file)?;
            let poll = growing.verified::<G>(self.quiet)?;
            let addition = board::shuffle(&poll, owner, &bytes, &random::seed()?);
            growing.append(&addition.with_context(|| file.display().to_string())?)?;
        }
        let mut poll = growing.verified::<G>(self.quiet)?;
        if let Some(addition) = server_key::shuffle(self.path, &poll)? {
            growing.append(&addition)?;
            println!("The server's key has shuffled.");
            poll = growing.verified::<G>(self.quiet)?;
        }
        growing.append(&board::end_shuffles(&poll)?)?;
        println!(
            "{} trustees have shuffled; the shuffles are ended.",
            poll.shufflers()
        );
        println!(
            "Next, each trustee: veche trustee decrypt {} --key FILE",
            self.path.display()
        );
        Ok(())
    }
}
