//! Verifying an election's folder: everything, from the first byte.

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use veche_election::verify::{BodyUse, Verification, Verified, bodies};
use veche_record::hash::Hash;
use veche_store::bodies::Bodies;
use veche_store::record::{FilesReport, RecordReader};

use super::{Folder, polls};
use crate::{database, random};

/// So many entries are judged together, on all cores.
const PORTION: usize = 4_096;

/// Verifies everything in a folder, for a day.
///
/// # Errors
/// If there is no record, or a file cannot be read. What is wrong with the record is in the report.
pub fn verify(folder: &Folder, as_of: Date, quiet: bool) -> anyhow::Result<Verified> {
    if let Some(store) = database::election(folder.path())? {
        let seed = random::seed()?;
        return Ok(veche_store::verify::verify(store.as_ref(), as_of, seed)?);
    }
    let reader = RecordReader::new(&folder.record());
    let stored = Bodies::new(folder.path());
    let size = reader.checkpoint()?.tree().size;
    let bar = progress(size, quiet);
    let (files, verification) = judge_files(&reader, |verification, uses, entries| {
        for (used, fault) in uses.iter().zip(look_at_bodies(&stored, &uses)) {
            verification.body(*used, fault);
        }
        bar.inc(entries);
    })?;
    bar.finish_and_clear();
    let differences: Vec<String> = files.differences.iter().map(ToString::to_string).collect();
    let mut ended = verification.end(files.checkpoint, &differences);
    for number in ended.withdrawn() {
        if still_there(&reader, &stored, number)? {
            ended.left_over(number);
        }
    }
    for name in ended.polls_wanted() {
        let facts =
            polls::read(&folder.poll(&name), quiet).with_context(|| format!("poll {name}"))?;
        if let Some(facts) = facts {
            ended.poll(name, facts);
        }
    }
    Ok(ended.finish(as_of))
}

/// Reads every file of a record once, and judges its entries in portions. Of each portion, hands on the bodies that it
/// refers to, and how many entries it has.
pub(super) fn judge_files(
    reader: &RecordReader,
    mut each: impl FnMut(&mut Verification, Vec<BodyUse>, u64),
) -> anyhow::Result<(FilesReport, Verification)> {
    let mut verification = Verification::of_files();
    let mut waiting: Vec<Vec<u8>> = Vec::with_capacity(PORTION);
    // The number of the first entry that waits, and of the one that comes next.
    let (mut start, mut next) = (0, 0);
    let mut judge = |first: u64, waiting: &mut Vec<Vec<u8>>, verification: &mut Verification| {
        let uses = verification.entries(first, waiting);
        each(verification, uses, waiting.len() as u64);
        waiting.clear();
    };
    let files = reader.verify_files(|first, entries| {
        if first != next || waiting.len() >= PORTION {
            judge(start, &mut waiting, &mut verification);
            start = first;
        }
        next = first + entries.len() as u64;
        waiting.extend(entries.iter().map(|entry| entry.to_vec()));
    })?;
    judge(start, &mut waiting, &mut verification);
    Ok((files, verification))
}

/// What is wrong with each body, if anything is.
fn look_at_bodies(stored: &Bodies, uses: &[BodyUse]) -> Vec<Option<String>> {
    use rayon::prelude::*;
    uses.par_iter()
        .map(|used| {
            let hash = Hash::new(*used.body.stored().bytes());
            match stored.get(&hash) {
                Ok(Some(bytes)) => bodies::fault_of_form(used, &bytes),
                Ok(None) => bodies::fault(used, None),
                Err(error) => Some(error.to_string()),
            }
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
