//! Whoever runs the polls of an election: binding a poll's archive to the record.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use veche_election::entry::outcomes::{PollAnchored, PollOpened};
use veche_election::entry::{Act, UnsignedEntry};
use veche_election::judge::Election;
use veche_election::value::{EntryId, OptionId, Slug};
use veche_server::room::writer::EVENTS_IN_AN_ENTRY;
use veche_store::keeper::Keeper;
use veche_store::verify;

use super::election::{labels, now};
use crate::election::{Folder, keys};
use crate::{folder, random};

/// What to anchor.
#[derive(Debug)]
pub struct Request {
    /// The poll's short name.
    pub poll: String,
    /// The poll's archive, to be copied into the election's folder first.
    pub archive: Option<PathBuf>,
    /// The contest, when the poll is not on record yet.
    pub contest: Option<String>,
    /// Which question of the poll, from 1.
    pub question: u16,
    /// The answers of that question in their order: candidates by label or name of entry, or options of the call.
    pub options: Vec<String>,
    /// The key of the body that runs the polls.
    pub key: PathBuf,
}

/// `election anchor`: opens a poll on the record if it is not, and anchors every event that is not anchored yet.
///
/// # Errors
/// If the archive is not sound, or the entries may not be recorded.
pub fn anchor(dir: &Path, request: &Request, log_key: &Path) -> anyhow::Result<()> {
    let store = Folder::new(dir).store()?;
    let mut keeper = Keeper::open(Arc::clone(&store), keys::read_log(log_key)?)?;
    let key = keys::read(&request.key)?;
    let path = Folder::new(dir).poll(&request.poll);
    if let Some(archive) = &request.archive {
        store
            .create_archive(&request.poll, &folder::read_bytes(archive)?)
            .context("leave out --archive if the archive is there already")?;
    }
    let facts = verify::poll(&*store, &request.poll, random::seed()?, &mut |_| {})?;
    let facts = facts.with_context(|| format!("{}: there is no such archive", path.display()))?;
    if let Some(fault) = facts.faults.first() {
        bail!("{}: the archive is not sound: {fault}", path.display());
    }
    let call = keeper.election().called().map(|called| called.id);
    let say = |keeper: &mut Keeper, act: Act| -> anyhow::Result<EntryId> {
        let recorded = now(UnsignedEntry::sign(act, call, &key));
        let id = keeper.judge(&recorded)?;
        keeper.write(&[(recorded, Vec::new())])?;
        Ok(id)
    };
    let known = |election: &Election| {
        let mut polls = election.polls().iter();
        let poll = polls.find(|poll| poll.opened.poll.as_str() == request.poll)?;
        Some((poll.id, poll.anchored.len()))
    };
    let (poll, anchored) = match known(keeper.election()) {
        Some(poll) => poll,
        None => {
            let fingerprint = facts.fingerprint.context("the archive has no election")?;
            let opened = PollOpened {
                poll: slug(&request.poll)?,
                contest: slug(request.contest.as_deref().context(
                    "the poll is not on record yet: name its contest with --contest, and its options with --option",
                )?)?,
                question: request.question,
                options: options(keeper.election(), &request.options)?,
                fingerprint,
            };
            (say(&mut keeper, Act::PollOpened(opened))?, 0)
        }
    };
    let new = facts.events.get(anchored..).unwrap_or(&[]);
    let mut after = anchored as u64;
    for events in new.chunks(EVENTS_IN_AN_ENTRY) {
        let act = PollAnchored {
            poll,
            after,
            events: events.to_vec(),
        };
        after += events.len() as u64;
        say(&mut keeper, Act::PollAnchored(act))?;
    }
    println!("{poll}");
    eprintln!(
        "{} events of the poll {} are anchored.",
        after, request.poll
    );
    Ok(())
}

fn slug(text: &str) -> anyhow::Result<Slug> {
    Slug::try_from(text.to_owned()).map_err(|error| anyhow!("{text}: {error}"))
}

fn options(election: &Election, names: &[String]) -> anyhow::Result<Vec<OptionId>> {
    let labels = labels(election);
    names
        .iter()
        .map(|name| match labels.get(name) {
            Some(id) if election.candidate(id).is_some() => Ok(OptionId::Candidate(*id)),
            _ => OptionId::try_from(name.clone())
                .map_err(|error| anyhow!("--option {name}: {error}")),
        })
        .collect()
}
