//! An election with many voters, their ballots, and a server's folder of data.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rayon::prelude::*;
use veche::commands::serve::dated;
use veche::election::keys;
use veche::story;
use veche_crypto::group::Ed25519;
use veche_poll::ballot::UnsignedBallot;
use veche_poll::election::Election;
use veche_poll::question::Selection;
use veche_server::room::login;
use veche_store::place::{Database, Directory, Login, Store};

const STORY: &str = include_str!("story.toml");
/// The election and its poll.
pub(crate) const NAME: &str = "load";
pub(crate) const POLL: &str = "one-of-five";

/// Election, logins, ballots.
pub(crate) fn prepare(dir: &Path, number: usize) -> anyhow::Result<()> {
    let folder = dir.join(NAME);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("story.toml");
    std::fs::write(&file, dated(&STORY.replace("VOTERS", &number.to_string()))?)?;
    let told = story::build(&file, &folder)?;
    let keys_dir = dir.join("keys").join(NAME);
    std::fs::create_dir_all(&keys_dir)?;
    keys::write_log(&keys_dir.join("log.key"), &told.log_key())?;
    keys::write(&keys_dir.join("polls.key"), &told.key("committee"))?;

    let archive = std::fs::read(folder.join("polls").join(format!("{POLL}.bel")))?;
    let mut election = None;
    veche_poll::chain::Reader::new().push(&archive, |step| {
        let bytes = veche_poll::setup::election_bytes(&step).map(<[u8]>::to_vec);
        election = election.take().or(bytes);
    });
    let election = Election::<Ed25519>::parse(&election.context("no election")?)?;
    let ballots: Vec<String> = told
        .credentials(POLL)?
        .par_iter()
        .enumerate()
        .map(|(voter, credential)| {
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&(voter as u64).to_le_bytes());
            let mut rng = ChaCha20Rng::from_seed(seed);
            let marks = (0..5).map(|answer| answer == voter % 5).collect();
            let secret = credential.derive::<Ed25519>(&election.uuid);
            let selections = [Selection::Answers(marks)];
            let ballot = UnsignedBallot::encrypt(&election, secret, &selections, &mut rng)?;
            Ok(String::from_utf8(ballot.sign(&mut rng))?)
        })
        .collect::<anyhow::Result<_>>()?;
    let mut file = std::io::BufWriter::new(std::fs::File::create(dir.join("ballots"))?);
    for ballot in &ballots {
        writeln!(file, "{ballot}")?;
    }
    file.flush()?;
    fresh(dir, number)?;
    println!("{number} ballots and logins are in {}", dir.display());
    Ok(())
}

/// A new folder of data: the election without ballots, and its logins.
pub(crate) fn fresh(dir: &Path, number: usize) -> anyhow::Result<()> {
    let data = dir.join("data");
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    std::fs::create_dir_all(&data)?;
    let database = Database::open(&data.join("veche.sqlite"))?;
    database.import(NAME, &Directory::open(&dir.join(NAME), None)?)?;
    let logins: Vec<Login> = (0..number)
        .map(|voter| Login {
            name: voter.to_string(),
            mail: None,
            verifier: Some(login::verifier(&format!("code-{voter}"))),
            credential: None,
        })
        .collect();
    database.store(NAME)?.put_logins(POLL, &logins)?;
    Ok(())
}

/// The ballots, by voter.
pub(crate) fn ballots(dir: &Path) -> anyhow::Result<Arc<Vec<String>>> {
    let text = std::fs::read_to_string(dir.join("ballots"))?;
    Ok(Arc::new(text.lines().map(str::to_owned).collect()))
}
