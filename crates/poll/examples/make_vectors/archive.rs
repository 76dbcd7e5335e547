//! Archives put together from parts, right or wrong: whatever the entries say is written and linked.

use veche_poll::archive::writer::{header_bytes, member_bytes};
use veche_poll::archive::{MemberKind, Timestamp};
use veche_poll::event::{Event, EventKind};
use veche_poll::hash::Hash;

/// The moment at which all polls of the vectors begin.
pub(crate) const TIME: u64 = 1_795_375_095;

/// One event with the data before it.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) kind: EventKind,
    /// The data members before the event, in the order in which they are written.
    pub(crate) data: Vec<Vec<u8>>,
    /// The payload that the event names. Right where it is the last piece of data.
    pub(crate) payload: Option<Hash>,
    /// Turns the right event into the bytes that are written.
    pub(crate) write: fn(Event) -> Vec<u8>,
}

impl Entry {
    /// An entry with everything right: the payload is the last piece of data.
    pub(crate) fn new(kind: EventKind, data: Vec<Vec<u8>>) -> Self {
        Self {
            payload: data.last().map(|bytes| Hash::of(bytes)),
            kind,
            data,
            write: |event| event.to_bytes(),
        }
    }

    /// A ballot.
    pub(crate) fn ballot(bytes: Vec<u8>) -> Self {
        Self::new(EventKind::Ballot, vec![bytes])
    }

    /// The end of voting.
    pub(crate) fn end() -> Self {
        Self::new(EventKind::EndBallots, vec![])
    }
}

/// The timestamp of all vectors.
pub(crate) fn timestamp() -> Timestamp {
    Timestamp::new(TIME).expect("the moment fits an archive")
}

/// A data member.
pub(crate) fn data_member(bytes: &[u8]) -> Vec<u8> {
    member_bytes(timestamp(), MemberKind::Data, bytes).expect("the data is small")
}

/// An event member.
pub(crate) fn event_member(bytes: &[u8]) -> Vec<u8> {
    member_bytes(timestamp(), MemberKind::Event, bytes).expect("the event is small")
}

/// Writes an archive. Each event is linked to the bytes of the one before, as they were written.
pub(crate) fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = header_bytes(timestamp());
    let mut parent = None;
    for (entry, height) in entries.iter().zip(0..) {
        for data in &entry.data {
            bytes.extend(data_member(data));
        }
        let event = (entry.write)(Event {
            parent,
            height,
            kind: entry.kind,
            payload: entry.payload,
        });
        bytes.extend(event_member(&event));
        parent = Some(Hash::of(&event));
    }
    bytes
}
