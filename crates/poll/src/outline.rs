//! What one must know of an archive in order to append to it: no proof is verified for that.

use std::collections::BTreeSet;

use crate::archive::writer::{AppendError, Tail, append_event};
use crate::archive::{ArchiveHeader, Timestamp};
use crate::chain::Step;
use crate::event::EventKind;
use crate::hash::Hash;
use crate::payload::SetupData;
use crate::phase::Phase;

/// An archive in outline, as a [`Chain`](crate::chain::Chain) gathers it from the steps.
///
/// Only steps that are whole and in order are taken in. If the chain found a fault, do not append.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    header: Option<ArchiveHeader>,
    setup: Option<SetupOutline>,
    phase: Phase,
    tail: Option<Tail>,
    ballots: u64,
    ballot_hashes: BTreeSet<Hash>,
    length: u64,
}

/// The set-up of a poll in outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetupOutline {
    /// The hash of the `setup_data` structure.
    pub hash: Hash,
    /// What it says: the hashes of election, trustees and credentials.
    pub data: SetupData,
}

impl Outline {
    /// The outline of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The first member, once it was read.
    #[must_use]
    pub fn header(&self) -> Option<&ArchiveHeader> {
        self.header.as_ref()
    }

    /// The timestamp that every member has, once the first was read.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.header.as_ref().map(ArchiveHeader::timestamp)
    }

    /// The set-up, once it was read.
    #[must_use]
    pub fn setup(&self) -> Option<&SetupOutline> {
        self.setup.as_ref()
    }

    /// How far the poll has come.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The last event, to which the next one is linked.
    #[must_use]
    pub fn tail(&self) -> Option<&Tail> {
        self.tail.as_ref()
    }

    /// How many ballots were cast, those that a later one replaces included.
    #[must_use]
    pub fn ballots(&self) -> u64 {
        self.ballots
    }

    /// The hashes (trackers) of the ballots. They are fewer than the ballots if a ballot was copied exactly.
    #[must_use]
    pub fn ballot_hashes(&self) -> &BTreeSet<Hash> {
        &self.ballot_hashes
    }

    /// How many bytes of the archive were read as members.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// All bytes of one more step, to be appended at once, and the new last event. The outline itself stays as it
    /// was: it changes by reading what was really written.
    ///
    /// # Errors
    ///
    /// [`AppendError`] if the event may not follow now, or the data is not what it needs; see [`append_event`].
    pub fn append(&self, kind: EventKind, data: &[&[u8]]) -> Result<(Vec<u8>, Tail), AppendError> {
        let timestamp = self.timestamp().ok_or(AppendError::NoHeader)?;
        self.phase.after(kind)?;
        append_event(self.tail(), timestamp, kind, data)
    }

    pub(crate) fn set_header(&mut self, header: ArchiveHeader) {
        self.header = Some(header);
    }

    pub(crate) fn extend_to(&mut self, length: u64) {
        self.length = length;
    }

    pub(crate) fn add(&mut self, step: &Step) {
        // The chain continues from any event, so that a fault is reported once.
        self.tail = Some(Tail {
            hash: step.event_hash,
            height: step.event.height,
        });
        if let Ok(phase) = self.phase.after(step.event.kind) {
            self.phase = phase;
        }
        if !(step.whole && step.in_order) {
            return;
        }
        match (step.event.kind, step.event.payload) {
            (EventKind::Setup, Some(hash)) => {
                let data = step
                    .payload()
                    .and_then(|payload| SetupData::parse(payload).ok());
                self.setup = data.map(|data| SetupOutline { hash, data });
            }
            (EventKind::Ballot, Some(hash)) => {
                self.ballots = self.ballots.saturating_add(1);
                self.ballot_hashes.insert(hash);
            }
            _ => {}
        }
    }
}
