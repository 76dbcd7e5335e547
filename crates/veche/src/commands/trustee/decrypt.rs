//! Opening the tally with one trustee's key, after verifying the whole archive.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::json;
use veche_crypto::group::{Group, GroupTask};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire;
use veche_poll::board;
use veche_poll::decryption::PartialDecryption;
use veche_poll::hash::Hash;
use veche_poll::verify::Verified;

use super::contribution::{Done, contribute};
use super::key::{owner_of, read_key};
use super::terms::{Decrypted, Terms, beside};
use crate::commands::in_group_of;
use crate::folder::{find_archive, read_bytes};
use crate::random;
use veche_store::files::replace;

/// `trustee decrypt`: opens the tally with one trustee's key, after verifying the whole archive.
///
/// # Errors
/// If the archive is not sound, the key is not a trustee's, the tally has too few ballots, or the key has opened
/// another tally of this poll before. Nothing is decrypted then.
pub fn decrypt(
    path: &Path,
    key: &Path,
    out: Option<&Path>,
    as_json: bool,
    quiet: bool,
) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        Decrypt {
            path: &archive,
            key,
            out,
            as_json,
            quiet,
        },
    )
}

struct Decrypt<'a> {
    path: &'a Path,
    key: &'a Path,
    out: Option<&'a Path>,
    as_json: bool,
    quiet: bool,
}

impl GroupTask for Decrypt<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let secret = read_key::<G>(self.key)?;
        let done = contribute::<G>(
            self.path,
            self.out,
            self.quiet,
            |poll| open_tally(poll, &secret, self.key, !self.as_json),
            board::decrypt,
        )?;
        self.tell(&done);
        Ok(())
    }
}

impl Decrypt<'_> {
    fn tell(&self, done: &Done) {
        let Done { owner, ballots } = done;
        if self.as_json {
            let out = self.out.map(|out| out.display().to_string());
            println!(
                "{:#}",
                json!({ "owner": owner, "ballots": ballots, "decryption": out })
            );
            return;
        }
        println!("The whole archive was verified; {ballots} ballots count.");
        match self.out {
            None => println!("The partial decryption of trustee {owner} is recorded."),
            Some(out) => println!(
                "The partial decryption of trustee {owner} is in {}: send it to the organiser.",
                out.display()
            ),
        }
    }
}

/// Everything that must hold before a key is used, then the use of it. `talks`: whether to say on standard output what is
/// worth noting.
pub(in crate::commands) fn open_tally<G: Group>(
    poll: &Verified<G>,
    secret: &SecretScalar<G>,
    key: &Path,
    talks: bool,
) -> anyhow::Result<(u64, Vec<u8>)> {
    let tally = board::tally_to_decrypt(poll)?;
    let owner = owner_of(poll, secret, key)?;
    let uuid = poll.setup.election.uuid.as_str();
    let ballots = poll.tally.num_tallied();
    check_terms(key, uuid, ballots, talks)?;
    remember(
        key,
        uuid,
        Hash::of(&tally.to_bytes(&poll.setup.election.questions)),
    )?;
    let mut rng = random::generator()?;
    let decryption = PartialDecryption::new(&poll.setup.election, secret, tally, &mut rng);
    Ok((owner, decryption.to_bytes(&poll.setup.election)))
}

fn check_terms(key: &Path, uuid: &str, ballots: u64, talks: bool) -> anyhow::Result<()> {
    let path = beside(key, "terms.json");
    if !path.exists() {
        if talks {
            println!(
                "Note: no least number of ballots was agreed for this key ({} is not there).",
                path.display()
            );
        }
        return Ok(());
    }
    let terms: Terms = wire::read(&read_bytes(&path)?)
        .with_context(|| format!("{}: cannot understand it", path.display()))?;
    if terms.uuid != uuid {
        bail!(
            "{}: this key was made for the poll {}",
            path.display(),
            terms.uuid
        );
    }
    if ballots < terms.minimum_ballots {
        bail!(
            "{ballots} ballots count, and this key opens no tally of fewer than {}: the sum of few ballots says too much about each",
            terms.minimum_ballots
        );
    }
    Ok(())
}

/// Notes which tally the key opens, durably, before it does. Refuses a second one of the same poll: the difference
/// of two tallies would be somebody's ballot.
fn remember(key: &Path, uuid: &str, tally: Hash) -> anyhow::Result<()> {
    let path = beside(key, "decrypted.json");
    let mut decrypted: Decrypted = match path.exists() {
        false => Decrypted::new(),
        true => wire::read(&read_bytes(&path)?)
            .with_context(|| format!("{}: cannot understand it", path.display()))?,
    };
    match decrypted.get(uuid) {
        Some(before) if *before == tally => return Ok(()),
        Some(before) => bail!(
            "this key has opened another tally of this poll ({before}) before. Two tallies of one poll can give single \
             votes away, so it opens none again"
        ),
        None => {}
    }
    decrypted.insert(uuid.to_owned(), tally);
    let text = format!("{}\n", serde_json::to_string(&decrypted)?);
    Ok(replace(&path, text.as_bytes())?)
}
