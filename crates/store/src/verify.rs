//! Verifying an election wherever it is kept: everything, from the first byte.

use jiff::civil::Date;
use veche_election::verify::{BodyUse, Verification, Verified, bodies, facts};
use veche_poll::verify::{AnyVerifier, Options};
use veche_record::hash::Hash;

use crate::keeper::bodies_of;
use crate::place::{PublicFile, Store, StoreError, entry_at};

/// So many entries are judged together, on all cores.
const PORTION: usize = 4_096;
/// So many bytes of an archive are read at a time.
const PIECE: usize = 1 << 20;

/// Verifies everything in a place, for a day. `seed` must be unknown to whoever made the archives of its polls.
///
/// # Errors
/// If something cannot be read. What is wrong with what was read is in the report.
pub fn verify(store: &dyn Store, as_of: Date, seed: [u8; 32]) -> Result<Verified, StoreError> {
    let checkpoint = store.checkpoint()?;
    let mut verification = Verification::new();
    let mut uses: Vec<BodyUse> = Vec::new();
    let mut waiting: Vec<Vec<u8>> = Vec::new();
    let mut next = 0;
    store.entries(0, &mut |first, entries| {
        // What another program appends meanwhile belongs to the next checkpoint.
        let known = checkpoint.tree().size.saturating_sub(first);
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        waiting.extend(entries.iter().take(known).map(|entry| entry.to_vec()));
        if waiting.len() >= PORTION {
            uses.extend(verification.entries(next, &waiting));
            next += waiting.len() as u64;
            waiting.clear();
        }
    })?;
    uses.extend(verification.entries(next, &waiting));
    for used in uses {
        let fault = body_fault(store, &used)?;
        verification.body(used, fault);
    }
    let mut ended = verification.end(checkpoint, &[]);
    for number in ended.withdrawn() {
        if is_left(store, number)? {
            ended.left_over(number);
        }
    }
    for name in ended.polls_wanted() {
        let Some(length) = store.archive_length(&name)? else {
            continue;
        };
        let mut verifier = AnyVerifier::new(Options::new(seed));
        let mut at = 0;
        while at < length {
            let piece = store.archive_part(&name, at, PIECE)?;
            if piece.is_empty() {
                break;
            }
            verifier.push(&piece);
            at += piece.len() as u64;
        }
        ended.poll(name, facts::of(verifier.finish()));
    }
    Ok(ended.finish(as_of))
}

/// What is wrong with a body, if anything is.
fn body_fault(store: &dyn Store, used: &BodyUse) -> Result<Option<String>, StoreError> {
    let name = PublicFile::Body(Hash::new(*used.body.stored().bytes()));
    match store.read(&name) {
        Ok(found) => Ok(bodies::fault(used, found.as_deref())),
        Err(StoreError::Body(error)) => Ok(Some(error.to_string())),
        Err(error) => Err(error),
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
