//! `poll close`: the end of voting.

use std::path::Path;

use veche_crypto::group::{Group, GroupTask};
use veche_poll::board;

use crate::archive::Growing;
use crate::commands::in_group_of;
use crate::database;
use crate::election::Folder;
use crate::folder::find_archive;
use veche_server::room::closing;
use veche_store::place::{Directory, Store};

/// `poll close`: ends voting. In a server's database no more ballots are accepted from then on, and those that wait are
/// published first.
///
/// # Errors
/// If the poll is not open, the archive is not sound, or ballots may wait with a server that serves this folder.
pub fn close(path: &Path) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    let ballots = match database::poll(&archive)? {
        Some((store, poll)) => closing::close(store.as_ref(), &poll)?,
        None => {
            seal_beside(&archive)?;
            in_group_of(&archive, Close(&archive))?
        }
    };
    println!("Voting has ended with {ballots} ballots, revotes included.");
    println!("Next: veche poll tally {}", archive.display());
    Ok(())
}

/// If an archive lies in an election's folder: makes sure that no server keeps ballots for it.
fn seal_beside(archive: &Path) -> anyhow::Result<()> {
    let archive = std::path::absolute(archive)?;
    let election = archive.parent().and_then(Path::parent);
    let poll = archive.file_stem().and_then(|name| name.to_str());
    if let (Some(election), Some(poll)) = (election, poll)
        && Folder::is_election(election)
    {
        Directory::open(election, None)?.seal(poll)?;
    }
    Ok(())
}

struct Close<'a>(&'a Path);

impl GroupTask for Close<'_> {
    type Output = anyhow::Result<u64>;

    fn run<G: Group>(self) -> anyhow::Result<u64> {
        let mut growing = Growing::open(self.0)?;
        let (_, outline) = growing.outline::<G>()?;
        growing.append(&board::close(&outline)?)?;
        Ok(outline.ballots())
    }
}
