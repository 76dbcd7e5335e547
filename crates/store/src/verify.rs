//! Verifying an election wherever it is kept: everything, from the first byte.

use jiff::civil::Date;
use rayon::prelude::*;
use veche_election::verify::{BodyUse, PollFacts, Verification, Verified, bodies, facts};
use veche_poll::verify::{AnyVerifier, Options};
use veche_record::bundle::BundleId;
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::tile::TileId;

use crate::keeper::bodies_of;
use crate::place::{PublicFile, Store, StoreError, entry_at};
use crate::record::Bundle;
use crate::record::verify::{Files, compare_files};

/// So many entries are judged together, on all cores.
const PORTION: usize = 4_096;
/// So many bytes of an archive are read at a time.
const PIECE: usize = 1 << 20;

/// How far a verification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// So many entries are judged, of so many.
    Entries(u64, u64),
    /// Of the archive of this poll so many bytes are read, of so many.
    Archive(&'a str, u64, u64),
}

/// A place in which everything was verified: what was found, and where the tree of its entries ends, so that a keeper can
/// go on from there.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was found.
    pub verified: Verified,
    pub(crate) edge: Edge,
}

/// Verifies everything in a place, for a day. `seed` must be unknown to whoever made the archives of its polls.
///
/// # Errors
/// If there is no record, or its polls cannot be read. What is wrong with what was read is in the report.
pub fn verify(store: &dyn Store, as_of: Date, seed: [u8; 32]) -> Result<Verified, StoreError> {
    Ok(check(store, as_of, seed, &mut |_| {})?.verified)
}

/// The same, and tells how far it is.
///
/// # Errors
/// As [`verify`].
pub fn check(
    store: &dyn Store,
    as_of: Date,
    seed: [u8; 32],
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Checked, StoreError> {
    let checkpoint = store.checkpoint()?;
    let mut judging = Judging {
        store,
        size: checkpoint.tree().size,
        verification: Verification::of_files(),
        first: 0,
        waiting: Vec::new(),
        tell: &mut *tell,
    };
    let (edge, differences) = compare_files(&store, checkpoint.tree(), &mut |first, entries| {
        judging.take(first, entries);
    });
    judging.judge();
    let verification = judging.verification;
    let differences: Vec<String> = differences.iter().map(ToString::to_string).collect();
    let mut ended = verification.end(checkpoint, &differences);
    for number in ended.withdrawn() {
        if is_left(store, number)? {
            ended.left_over(number);
        }
    }
    for name in ended.polls_wanted() {
        if let Some(facts) = poll(store, &name, seed, tell)? {
            ended.poll(name, facts);
        }
    }
    let verified = ended.finish(as_of);
    Ok(Checked { verified, edge })
}

/// The files of a place's record.
impl Files for &dyn Store {
    fn bundle(&self, id: BundleId) -> Result<Bundle, String> {
        let bytes = there(self.read(&PublicFile::Bundle(id)))?;
        Bundle::of(id, bytes).map_err(|error| error.to_string())
    }

    fn tile(&self, id: TileId) -> Result<Vec<u8>, String> {
        there(self.read(&PublicFile::Tile(id)))
    }
}

fn there(read: Result<Option<Vec<u8>>, StoreError>) -> Result<Vec<u8>, String> {
    match read {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err("is missing".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Entries on their way to the judge, who takes many at a time.
struct Judging<'a, 'b> {
    store: &'a dyn Store,
    size: u64,
    verification: Verification,
    /// The number of the first that waits.
    first: u64,
    waiting: Vec<Vec<u8>>,
    tell: &'b mut dyn FnMut(Progress<'_>),
}

impl Judging<'_, '_> {
    /// Takes the entries of one file. Those before it may be missing.
    fn take(&mut self, first: u64, entries: &[&[u8]]) {
        let next = self.first + self.waiting.len() as u64;
        if first != next || self.waiting.len() >= PORTION {
            self.judge();
            self.first = first;
        }
        let entries = entries.iter().map(|entry| entry.to_vec());
        self.waiting.extend(entries);
    }

    /// Judges those that wait, and looks for the bodies that they refer to.
    fn judge(&mut self) {
        let uses = self.verification.entries(self.first, &self.waiting);
        let fault = |used: &BodyUse| body_fault(self.store, used);
        let faults: Vec<_> = uses.par_iter().map(fault).collect();
        for (used, fault) in uses.into_iter().zip(faults) {
            self.verification.body(used, fault);
        }
        self.first += self.waiting.len() as u64;
        self.waiting.clear();
        (self.tell)(Progress::Entries(self.first, self.size));
    }
}

/// What is wrong with a body, if anything is. A place has compared its hash with its name.
fn body_fault(store: &dyn Store, used: &BodyUse) -> Option<String> {
    let name = PublicFile::Body(Hash::new(*used.body.stored().bytes()));
    match store.read(&name) {
        Ok(Some(bytes)) => bodies::fault_of_form(used, &bytes),
        Ok(None) => bodies::fault(used, None),
        Err(error) => Some(error.to_string()),
    }
}

/// Whether a body of an entry that was taken back is still there.
fn is_left(store: &dyn Store, number: u64) -> Result<bool, StoreError> {
    let leaf = entry_at(store, number)?.unwrap_or_default();
    for body in bodies_of(&leaf) {
        let name = PublicFile::Body(Hash::new(*body.stored().bytes()));
        if matches!(store.read(&name), Ok(Some(_))) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Verifies the archive of a poll, and gives what it says; nothing if there is none. `seed` is as in [`verify`].
///
/// # Errors
/// If it cannot be read.
pub fn poll(
    store: &dyn Store,
    name: &str,
    seed: [u8; 32],
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Option<PollFacts>, StoreError> {
    let Some(length) = store.archive_length(name)? else {
        return Ok(None);
    };
    let mut verifier = AnyVerifier::new(Options::new(seed));
    let mut at = 0;
    while at < length {
        let piece = store.archive_part(name, at, PIECE)?;
        if piece.is_empty() {
            break;
        }
        verifier.push(&piece);
        at += piece.len() as u64;
        tell(Progress::Archive(name, at, length));
    }
    Ok(Some(facts::of(verifier.finish())))
}
