//! Verifying an election wherever it is kept: everything, from the first byte.

use std::collections::BTreeMap;

use jiff::civil::Date;
use veche_election::check::CheckId;
use veche_election::judge::Election;
use veche_election::value::{Body, Sha256Hex};
use veche_election::verify::{BodyUse, Faults, Fold, PollFacts, Report, polls as compare};
use veche_poll::verify::{AnyVerifier, Options, Verdict};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::note::VerifierKey;

use crate::place::{PublicFile, Store, StoreError};

/// So many entries are judged together, on all cores.
const PORTION: usize = 4_096;

/// An election that was verified.
pub struct Verified {
    /// The election, as far as its record is sound.
    pub election: Election,
    /// What was found.
    pub report: Report,
    /// The record's checkpoint.
    pub checkpoint: UncheckedCheckpoint,
    /// What the archives of its polls say.
    pub polls: BTreeMap<String, PollFacts>,
}

/// Verifies everything in a place, for a day. Tells how many entries are done.
///
/// # Errors
/// If something cannot be read. What is wrong with what was read is in the report.
pub fn verify(
    store: &dyn Store,
    as_of: Date,
    progress: &mut dyn FnMut(u64),
) -> Result<Verified, StoreError> {
    let checkpoint = store.checkpoint()?;
    let mut fold = Fold::new();
    let mut edge = Edge::default();
    let mut uses: Vec<BodyUse> = Vec::new();
    let mut waiting: Vec<Vec<u8>> = Vec::new();
    store.entries(0, &mut |_, entries| {
        for entry in entries {
            edge.push(Hash::leaf(entry), |_, _| {});
            waiting.push(entry.to_vec());
        }
        if waiting.len() >= PORTION {
            uses.extend(fold.push(&waiting));
            progress(waiting.len() as u64);
            waiting.clear();
        }
    })?;
    uses.extend(fold.push(&waiting));
    let (election, mut faults) = fold.finish();
    faults.examine(CheckId::S1, checkpoint.tree().size.max(1));
    if edge.head() != checkpoint.tree() {
        let reason = "the entries do not lead to the root in the checkpoint";
        faults.find(CheckId::S1, "the log", reason);
    }
    signature(&election, &checkpoint, &mut faults);
    bodies(store, &election, &uses, &mut faults)?;
    let polls = archives(store, &election, &mut faults)?;
    Ok(Verified {
        report: Report::new(&election, faults, as_of),
        checkpoint,
        election,
        polls,
    })
}

/// S2: the checkpoint is signed by the key that the record names last.
fn signature(election: &Election, checkpoint: &UncheckedCheckpoint, faults: &mut Faults) {
    faults.examine(CheckId::S2, 1);
    let Some(called) = election.called() else {
        return;
    };
    let signed = VerifierKey::parse(&called.log)
        .map_err(|error| error.to_string())
        .and_then(|key| {
            let verified = checkpoint.clone().verify(&key);
            verified.map_err(|error| error.to_string())
        });
    if let Err(reason) = signed {
        faults.find(CheckId::S2, "record/checkpoint", reason);
    }
}

/// S7: every body is there and unchanged, or was withdrawn.
fn bodies(
    store: &dyn Store,
    election: &Election,
    uses: &[BodyUse],
    faults: &mut Faults,
) -> Result<(), StoreError> {
    faults.examine(CheckId::S7, uses.len() as u64);
    for used in uses {
        let name = PublicFile::Body(Hash::new(*used.body.stored().bytes()));
        let reason = match store.read(&name) {
            Ok(Some(_)) if used.body.sealed.is_some() => None,
            Ok(Some(bytes)) => Body::read(&bytes).err().map(|error| error.to_string()),
            Ok(None) => Some("is not there, and nobody withdrew it".to_owned()),
            Err(StoreError::Body(error)) => Some(error.to_string()),
            Err(error) => return Err(error),
        };
        let entry = election.entry_at(used.entry);
        let withdrawn = entry.is_some_and(|entry| election.is_withdrawn(&entry.id));
        if let Some(reason) = reason.filter(|_| !withdrawn) {
            let place = format!("entry {}, body {}", used.entry, used.body.stored().short());
            faults.find(CheckId::S7, place, reason);
        }
    }
    Ok(())
}

/// S8 and S9: every poll is sound and anchored, and what was declared follows.
fn archives(
    store: &dyn Store,
    election: &Election,
    faults: &mut Faults,
) -> Result<BTreeMap<String, PollFacts>, StoreError> {
    let mut all = BTreeMap::new();
    for poll in election.polls() {
        let name = poll.opened.poll.as_str();
        let facts = facts(store, name)?;
        compare::archive(poll, facts.as_ref(), faults);
        all.extend(facts.map(|facts| (name.to_owned(), facts)));
    }
    for (_, declared) in election.outcomes() {
        let poll = declared.poll.and_then(|poll| election.poll(&poll));
        let facts = poll.and_then(|poll| all.get(poll.opened.poll.as_str()));
        compare::outcome(election, declared, facts, faults);
    }
    Ok(all)
}

/// What an archive says; `None` if there is none.
fn facts(store: &dyn Store, poll: &str) -> Result<Option<PollFacts>, StoreError> {
    /// So many bytes are read at a time.
    const PIECE: usize = 1 << 20;
    let Some(length) = store.archive_length(poll)? else {
        return Ok(None);
    };
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| StoreError::Damaged {
        what: "randomness".to_owned(),
        reason: error.to_string(),
    })?;
    let mut verifier = AnyVerifier::new(Options::new(seed));
    let mut at = 0;
    while at < length {
        let piece = store.archive_part(poll, at, PIECE)?;
        if piece.is_empty() {
            break;
        }
        verifier.push(&piece);
        at += piece.len() as u64;
    }
    let reading = verifier.finish();
    let report = reading.report;
    let unreadable = report.verdict() == Verdict::Unreadable && report.faults.is_empty();
    let unsupported = report.not_supported.iter().filter(|_| unreadable);
    let faults = report.faults.iter().map(ToString::to_string);
    let faults = faults.chain(unsupported.cloned()).collect();
    Ok(Some(PollFacts {
        events: reading
            .events
            .iter()
            .map(|hash| Sha256Hex::new(*hash.as_bytes()))
            .collect(),
        fingerprint: reading
            .fingerprint
            .map(|hash| Sha256Hex::new(*hash.as_bytes())),
        faults,
        voters: report.voters.unwrap_or(0) as u64,
        counted: report.counted,
        result: report.result.map(|questions| {
            questions
                .into_iter()
                .map(|(_, numbers)| {
                    numbers
                        .into_iter()
                        // Blank has no name, and is no option of the record.
                        .filter(|(answer, _)| answer.is_some())
                        .map(|(_, number)| number.get())
                        .collect()
                })
                .collect()
        }),
        answers: reading.answers,
    }))
}
