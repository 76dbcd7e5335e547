//! Members put together into steps, and the faults found on the way (spec §Public data; checks V1–V3).
//!
//! A step is one event with the data directly before it. The chain holds at most the data of one step.

mod reader;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use thiserror::Error;

pub use reader::{Ending, Reader};

use crate::archive::{ArchiveError, Content, Member};
use crate::check::{CheckId, Fault, FaultList, Place, Reason};
use crate::event::{Event, EventError, EventKind};
use crate::hash::Hash;
use crate::outline::Outline;
use crate::payload::{MOST_DATA, PayloadError, required_data};

/// One event with the data members directly before it.
///
/// A step is also made for an event at fault, so that later checks can go on; they must look at `whole` and
/// `in_order` before they let it count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How many events stand before this one in the archive. The event's own word for it is `event.height`.
    pub height: u64,
    /// The hash of the event.
    pub event_hash: Hash,
    /// The event.
    pub event: Event,
    /// The data members directly before it with their hashes, as they stood there.
    pub data: Vec<(Hash, Vec<u8>)>,
    /// Where the first of its members begins, in bytes from the beginning of the archive.
    pub offset: u64,
    /// Where the event ends, in bytes from the beginning of the archive.
    pub end: u64,
    /// Whether `data` is exactly the data that the event needs, in its order, the payload last.
    pub whole: bool,
    /// Whether the event may follow on those before it ([`Phase::after`](crate::phase::Phase::after)).
    pub in_order: bool,
    /// Whether it is a ballot that stands before it already, to the byte.
    pub repeated: bool,
}

impl Step {
    /// The payload of the event, if it has one and it is where it must be.
    #[must_use]
    pub fn payload(&self) -> Option<&[u8]> {
        let (hash, bytes) = self.data.last()?;
        (Some(*hash) == self.event.payload).then_some(bytes)
    }

    /// Where the step is, for a fault.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            height: Some(self.height),
            entry: Some(self.event_hash),
            kind: Some(self.event.kind),
            offset: Some(self.offset),
        }
    }
}

/// What can be wrong with the chain (V2).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChainError {
    /// A member with the name of an event is none.
    #[error(transparent)]
    NotAnEvent(#[from] EventError),
    /// An event is linked to another one than that before it.
    #[error("the event is linked to {}, and {} stands before it", or_none(.found), or_none(.expected))]
    Parent {
        /// What the event says.
        found: Option<Hash>,
        /// The hash of the event before it; none for the first.
        expected: Option<Hash>,
    },
    /// An event does not count one more than that before it.
    #[error("the event has height {found} instead of {expected}")]
    Height {
        /// What the event says.
        found: u64,
        /// One more than the event before it says.
        expected: u64,
    },
    /// An event that needs a payload names none.
    #[error("the event needs a payload and names none")]
    MissingPayload,
    /// An event that has no payload names one.
    #[error("the event names the payload {0} and may have none")]
    ExtraPayload(Hash),
    /// The payload should name other data and cannot be read.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// Data that an event needs is not directly before it.
    #[error(
        "the data {0} is not directly before the event, where it must be even if it was written before"
    )]
    MissingData(Hash),
    /// The data of an event is there, in another order or more than once.
    #[error(
        "the data before the event does not stand there once each, in the order of the specification"
    )]
    DataOrder,
    /// Data that no event needs where it stands.
    #[error("the data {0} belongs to no event")]
    OrphanData(Hash),
}

fn or_none(hash: &Option<Hash>) -> String {
    hash.map_or_else(|| "nothing".into(), |hash| hash.to_string())
}

/// A data member that waits for its event.
struct Waiting {
    hash: Hash,
    bytes: Vec<u8>,
    offset: u64,
}

/// What an event must say to continue the chain.
#[derive(Clone, Copy)]
struct Expected {
    parent: Option<Hash>,
    height: u64,
}

/// Puts members together into steps and keeps the faults it finds. It goes on after a fault where it can, so that all
/// of them are found: after a wrong link it continues from the event as it is.
///
/// [`Reader`] joins it with the decoder; use that unless you have members already.
pub struct Chain {
    waiting: VecDeque<Waiting>,
    expected: Expected,
    /// How many event members there were.
    events: u64,
    /// Whether the bytes broke off: what is missing at the end is then no fault of its own.
    torn: bool,
    outline: Outline,
    faults: FaultList,
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

impl Chain {
    /// A chain without any link.
    #[must_use]
    pub fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            expected: Expected {
                parent: None,
                height: 0,
            },
            events: 0,
            torn: false,
            outline: Outline::new(),
            faults: FaultList::default(),
        }
    }

    /// Adds the next member of the archive. An event completes a step.
    pub fn member(&mut self, member: Member) -> Option<Step> {
        let (offset, end) = (member.offset, member.end());
        self.outline.extend_to(end);
        match member.content {
            Content::Header(header) => {
                self.outline.set_header(header);
                None
            }
            Content::Data { hash, bytes } => {
                // No event needs more, so memory stays bounded whatever stands here.
                if self.waiting.len() == MOST_DATA
                    && let Some(oldest) = self.waiting.pop_front()
                {
                    self.orphan(&oldest);
                }
                self.waiting.push_back(Waiting {
                    hash,
                    bytes,
                    offset,
                });
                None
            }
            Content::Event { hash, bytes } => self.event(hash, &bytes, offset, end),
        }
    }

    /// Notes that the archive's bytes are at fault (V1) and that nothing more will come.
    pub fn broken(&mut self, error: ArchiveError) {
        self.torn = true;
        let place = Place {
            offset: Some(error.offset),
            ..Place::default()
        };
        self.faults.push(Fault {
            check: CheckId::ArchiveBytes,
            place,
            reason: error.into(),
        });
    }

    /// The faults found so far, of each check at most [`MOST_FAULTS`](crate::check::MOST_FAULTS).
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        self.faults.as_slice()
    }

    /// What is known of the archive so far. It means little if there are faults.
    #[must_use]
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// Ends the archive.
    #[must_use]
    pub fn finish(mut self) -> Ending {
        if !self.torn {
            for data in std::mem::take(&mut self.waiting) {
                self.orphan(&data);
            }
            if self.events == 0 {
                let place = Place::default();
                self.faults.push(Fault {
                    check: CheckId::Order,
                    place,
                    reason: Reason::NoEvents,
                });
            }
        }
        Ending {
            faults: self.faults.into_vec(),
            outline: self.outline,
        }
    }

    fn event(&mut self, hash: Hash, bytes: &[u8], offset: u64, end: u64) -> Option<Step> {
        let waiting = std::mem::take(&mut self.waiting);
        let height = self.events;
        self.events = height.saturating_add(1);
        let mut place = Place {
            height: Some(height),
            entry: Some(hash),
            kind: None,
            offset: Some(offset),
        };
        let event = match Event::parse(bytes) {
            Ok(event) => event,
            Err(error) => {
                // Nobody can say whose data it is; that the event is none is the one fault here.
                self.fault(place, error.into());
                self.expected = Expected {
                    parent: Some(hash),
                    height: self.expected.height.saturating_add(1),
                };
                return None;
            }
        };
        place.kind = Some(event.kind);
        self.check_links(&event, place);
        self.expected = Expected {
            parent: Some(hash),
            height: event.height.saturating_add(1),
        };
        let whole = self.check_data(&event, &waiting, place);
        let in_order = match self.outline.phase().after(event.kind) {
            Ok(_) => true,
            Err(error) => {
                self.faults.push(Fault {
                    check: CheckId::Order,
                    place,
                    reason: error.into(),
                });
                false
            }
        };
        let ballots = self.outline.ballot_hashes();
        let repeated = event.kind == EventKind::Ballot
            && event.payload.is_some_and(|hash| ballots.contains(&hash));
        let step = Step {
            height,
            event_hash: hash,
            event,
            offset: waiting.front().map_or(offset, |first| first.offset),
            end,
            data: waiting
                .into_iter()
                .map(|data| (data.hash, data.bytes))
                .collect(),
            whole,
            in_order,
            repeated,
        };
        self.outline.add(&step);
        Some(step)
    }

    fn check_links(&mut self, event: &Event, place: Place) {
        let Expected { parent, height } = self.expected;
        if event.parent != parent {
            self.fault(
                place,
                ChainError::Parent {
                    found: event.parent,
                    expected: parent,
                },
            );
        }
        if event.height != height {
            self.fault(
                place,
                ChainError::Height {
                    found: event.height,
                    expected: height,
                },
            );
        }
    }

    /// Whether exactly the data that the event needs stands directly before it. The reference writes it so, and writes
    /// it again if an earlier event had it already.
    fn check_data(&mut self, event: &Event, waiting: &VecDeque<Waiting>, place: Place) -> bool {
        let before = self.faults.total();
        let needed = match event.payload {
            None => {
                if event.kind.has_payload() {
                    self.fault(place, ChainError::MissingPayload);
                }
                vec![]
            }
            Some(payload) if !event.kind.has_payload() => {
                self.fault(place, ChainError::ExtraPayload(payload));
                // That data stands with it is part of the same fault.
                vec![payload]
            }
            Some(payload) => match waiting.iter().find(|data| data.hash == payload) {
                None => vec![payload],
                Some(data) => match required_data(event.kind, &data.bytes) {
                    Ok(needed) => needed,
                    Err(error) => {
                        self.fault(place, error.into());
                        return false;
                    }
                },
            },
        };
        if event.kind.has_payload() {
            for hash in needed
                .iter()
                .filter(|hash| !waiting.iter().any(|data| data.hash == **hash))
            {
                self.fault(place, ChainError::MissingData(*hash));
            }
        }
        for data in waiting.iter().filter(|data| !needed.contains(&data.hash)) {
            self.orphan(data);
        }
        let found_nothing = self.faults.total() == before;
        if found_nothing && !waiting.iter().map(|data| &data.hash).eq(&needed) {
            self.fault(place, ChainError::DataOrder);
            return false;
        }
        found_nothing
    }

    fn orphan(&mut self, data: &Waiting) {
        let place = Place {
            entry: Some(data.hash),
            offset: Some(data.offset),
            ..Place::default()
        };
        self.fault(place, ChainError::OrphanData(data.hash));
    }

    fn fault(&mut self, place: Place, error: ChainError) {
        self.faults.push(Fault {
            check: CheckId::Chain,
            place,
            reason: error.into(),
        });
    }
}
