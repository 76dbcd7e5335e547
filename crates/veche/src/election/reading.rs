//! Verifying an election's folder: everything, from the first byte.

use std::collections::BTreeMap;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use veche_election::check::CheckId;
use veche_election::judge::Election;
use veche_election::value::Body;
use veche_election::verify::{BodyUse, Faults, Fold, PollFacts, Report, polls as compare};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::hash::Hash;
use veche_record::note::VerifierKey;
use veche_store::bodies::Bodies;
use veche_store::record::{FilesReport, RecordReader};

use super::{Folder, polls};

/// So many entries are judged together, on all cores.
const PORTION: usize = 4_096;

/// An election whose folder was verified.
pub struct Verified {
    /// The election, as far as its record is sound.
    pub election: Election,
    /// What was found.
    pub report: Report,
    /// The record's checkpoint. Whoever keeps it can show later that nothing was rewritten.
    pub checkpoint: UncheckedCheckpoint,
    /// What the archives of its polls say.
    pub polls: BTreeMap<String, PollFacts>,
    /// Bodies of entries that were taken back and are still there.
    pub left_over: Vec<u64>,
}

/// Verifies everything in a folder, for a day.
///
/// # Errors
/// If there is no record, or a file cannot be read. What is wrong with the record is in the report.
pub fn verify(folder: &Folder, as_of: Date, quiet: bool) -> anyhow::Result<Verified> {
    let reader = RecordReader::new(&folder.record());
    let bodies = Bodies::new(folder.path());
    let size = reader.checkpoint()?.tree().size;
    let bar = progress(size, quiet);
    let mut missing: Vec<(BodyUse, String)> = Vec::new();
    let mut seen = 0;
    let (files, fold) = fold_files(&reader, |uses, entries| {
        seen += uses.len() as u64;
        missing.extend(look_at_bodies(&bodies, &uses));
        bar.inc(entries);
    })?;
    bar.finish_and_clear();
    let (election, mut faults) = fold.finish();

    faults.examine(CheckId::S1, files.checkpoint.tree().size.max(1));
    for difference in &files.differences {
        faults.find(CheckId::S1, "the log", difference.to_string());
    }
    signature(&election, &files.checkpoint, &mut faults);
    faults.examine(CheckId::S7, seen);
    let mut left_over = Vec::new();
    for (used, reason) in missing {
        let entry = election.entry_at(used.entry);
        let withdrawn = entry.is_some_and(|entry| election.is_withdrawn(&entry.id));
        if !withdrawn {
            let place = format!("entry {}, body {}", used.entry, used.body.stored().short());
            faults.find(CheckId::S7, place, reason);
        }
    }
    for back in election.withdrawals() {
        if let Some(number) = election.number_of(&back.entry)
            && still_there(&reader, &bodies, number)?
        {
            left_over.push(number);
        }
    }
    let polls = look_at_polls(folder, &election, &mut faults, quiet)?;
    Ok(Verified {
        report: Report::new(&election, faults, as_of),
        checkpoint: files.checkpoint,
        election,
        polls,
        left_over,
    })
}

/// Reads every file of a record once, and judges its entries in portions. Of each portion, hands on the bodies that it
/// refers to, and how many entries it has.
pub(super) fn fold_files(
    reader: &RecordReader,
    mut each: impl FnMut(Vec<BodyUse>, u64),
) -> anyhow::Result<(FilesReport, Fold)> {
    let mut fold = Fold::new();
    let mut waiting: Vec<Vec<u8>> = Vec::with_capacity(PORTION);
    let mut next = 0;
    let mut judge = |waiting: &mut Vec<Vec<u8>>, fold: &mut Fold| {
        each(fold.push(waiting), waiting.len() as u64);
        waiting.clear();
    };
    let files = reader.verify_files(|first, entries| {
        if first != next {
            judge(&mut waiting, &mut fold);
            fold.skip_to(first);
        }
        next = first + entries.len() as u64;
        waiting.extend(entries.iter().map(|entry| entry.to_vec()));
        if waiting.len() >= PORTION {
            judge(&mut waiting, &mut fold);
        }
    })?;
    judge(&mut waiting, &mut fold);
    Ok((files, fold))
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

/// The bodies that are not there, or are not what the entry commits to, with the reason.
fn look_at_bodies(bodies: &Bodies, uses: &[BodyUse]) -> Vec<(BodyUse, String)> {
    use rayon::prelude::*;
    uses.par_iter()
        .filter_map(|used| {
            let hash = Hash::new(*used.body.stored().bytes());
            let reason = match bodies.get(&hash) {
                Ok(Some(_)) if used.body.sealed.is_some() => return None,
                Ok(Some(bytes)) => match Body::read(&bytes) {
                    Ok(_) => return None,
                    Err(error) => error.to_string(),
                },
                Ok(None) => "is not there, and nobody withdrew it".to_owned(),
                Err(error) => error.to_string(),
            };
            Some((*used, reason))
        })
        .collect()
}

/// Whether a body of an entry that was taken back is still in the folder.
fn still_there(reader: &RecordReader, bodies: &Bodies, number: u64) -> anyhow::Result<bool> {
    let leaf = reader.entry(number)?;
    Ok(veche_store::keeper::bodies_of(&leaf)
        .iter()
        .any(|body| matches!(bodies.get(&Hash::new(*body.stored().bytes())), Ok(Some(_)))))
}

fn look_at_polls(
    folder: &Folder,
    election: &Election,
    faults: &mut Faults,
    quiet: bool,
) -> anyhow::Result<BTreeMap<String, PollFacts>> {
    let mut all = BTreeMap::new();
    for poll in election.polls() {
        let name = poll.opened.poll.to_string();
        let facts =
            polls::facts(&folder.poll(&name), quiet).with_context(|| format!("poll {name}"))?;
        compare::archive(poll, facts.as_ref(), faults);
        all.extend(facts.map(|facts| (name, facts)));
    }
    for (_, declared) in election.outcomes() {
        let poll = declared.poll.and_then(|poll| election.poll(&poll));
        let facts = poll.and_then(|poll| all.get(poll.opened.poll.as_str()));
        compare::outcome(election, declared, facts, faults);
    }
    Ok(all)
}

/// A bar on the terminal's error output while a record is judged; nothing if that is no terminal.
fn progress(entries: u64, quiet: bool) -> ProgressBar {
    // Small records are done before a bar could be read.
    let target = match quiet || entries < 20_000 {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(Some(entries), target);
    if let Ok(style) =
        ProgressStyle::with_template("Judging entries {bar:30} {percent}% · {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
