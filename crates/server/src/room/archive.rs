//! A poll's archive as the server follows it: read once, and then only what was added.

use std::collections::HashMap;

use veche_election::value::Sha256Hex;
use veche_poll::chain::{Reader, Step};
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::outline::Outline;
use veche_store::place::{Store, StoreError};

use super::desk::{self, Desk};

/// So many bytes are read at a time.
const PIECE: usize = 1 << 20;

/// A ballot that stands in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Which event of the archive it is, from 0.
    pub event: u64,
    /// The public credential that signed it.
    pub credential: String,
    /// Whether a later ballot of the same credential stands in its place.
    pub replaced: bool,
}

/// An archive, as far as it has been read.
pub struct Archive {
    /// The poll's name.
    pub poll: String,
    reader: Reader,
    /// The hash of each event, in order.
    events: Vec<Sha256Hex>,
    ballots: HashMap<Hash, Published>,
    /// The tracker of each credential's last ballot.
    last: HashMap<String, Hash>,
    desk: Option<std::sync::Arc<dyn Desk>>,
    election: Vec<u8>,
    seed: [u8; 32],
    length: u64,
}

impl Archive {
    /// Nothing read yet. The seed must be unknown to whoever made the archive.
    pub fn new(poll: &str, seed: [u8; 32]) -> Self {
        Self {
            poll: poll.to_owned(),
            reader: Reader::new(),
            events: Vec::new(),
            ballots: HashMap::new(),
            last: HashMap::new(),
            desk: None,
            election: Vec::new(),
            seed,
            length: 0,
        }
    }

    /// Reads what was added since. Says whether anything was.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow(&mut self, store: &dyn Store) -> Result<bool, StoreError> {
        let length = store.archive_length(&self.poll)?.unwrap_or(0);
        let before = self.length;
        while self.length < length {
            let count = usize::try_from(length - self.length)
                .unwrap_or(PIECE)
                .min(PIECE);
            let piece = store.archive_part(&self.poll, self.length, count)?;
            if piece.is_empty() {
                break;
            }
            self.push(&piece);
        }
        Ok(self.length > before)
    }

    /// Forgets everything, so that it is read anew.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn forget(&mut self) -> Result<(), super::RoomError> {
        *self = Self::new(&self.poll, super::seed()?);
        Ok(())
    }

    /// Takes in bytes that were appended.
    pub fn push(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        let mut steps = Vec::new();
        self.reader.push(bytes, |step| steps.push(step));
        for step in steps {
            self.step(&step);
        }
    }

    fn step(&mut self, step: &Step) {
        let event = self.events.len() as u64;
        self.events
            .push(Sha256Hex::new(*step.event_hash.as_bytes()));
        match step.event.kind {
            EventKind::Setup if self.desk.is_none() => {
                self.desk = desk::open(step, &self.seed).map(std::sync::Arc::from);
                let election = veche_poll::setup::election_bytes(step);
                self.election = election.map(<[u8]>::to_vec).unwrap_or_default();
            }
            EventKind::Ballot => {
                let (Some(tracker), Some(bytes)) = (step.event.payload, step.payload()) else {
                    return;
                };
                let Some(credential) = veche_poll::ballot::claimed_credential(bytes) else {
                    return;
                };
                let earlier = self.last.insert(credential.clone(), tracker);
                if let Some(earlier) = earlier.and_then(|earlier| self.ballots.get_mut(&earlier)) {
                    earlier.replaced = true;
                }
                let published = Published {
                    event,
                    credential,
                    replaced: false,
                };
                self.ballots.insert(tracker, published);
            }
            _ => {}
        }
    }

    /// Whether what was read so far can be built upon.
    pub fn is_sound(&self) -> bool {
        self.reader.faults().is_empty() && self.desk.is_some()
    }

    /// What one must know to append.
    pub fn outline(&self) -> &Outline {
        self.reader.outline()
    }

    /// How many bytes were read.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The hash of each event.
    pub fn events(&self) -> &[Sha256Hex] {
        &self.events
    }

    /// The desk, if the setup is sound.
    pub fn desk(&self) -> Option<std::sync::Arc<dyn Desk>> {
        self.desk.clone()
    }

    /// The bytes of the poll's `election` data; empty before the setup.
    pub fn election(&self) -> &[u8] {
        &self.election
    }

    /// The published ballot with this tracker.
    pub fn ballot(&self, tracker: &Hash) -> Option<&Published> {
        self.ballots.get(tracker)
    }

    /// The tracker of the last published ballot of a credential.
    pub fn last_of(&self, credential: &str) -> Option<Hash> {
        self.last.get(credential).copied()
    }

    /// How many credentials have a ballot.
    pub fn voted(&self) -> usize {
        self.last.len()
    }
}
