//! Writes an archive, byte for byte as the reference would.

use thiserror::Error;

use super::tar::BLOCK;
use super::{ArchiveHeader, DATA_LIMIT, HEADER_NAME, MemberKind, TarHeader, Timestamp};
use crate::event::{Event, EventKind};
use crate::hash::Hash;
use crate::payload::{PayloadError, required_data};
use crate::phase::OrderError;

/// The last event of an archive: what the next one is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// The hash of the event.
    pub hash: Hash,
    /// Its height.
    pub height: u64,
}

/// Why something cannot be appended to an archive.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AppendError {
    /// A member would be larger than [`DATA_LIMIT`], or than a tar header can say.
    #[error("the data has {0} bytes, more than a member of an archive may have")]
    TooLarge(u64),
    /// The data is not the data that the event needs, in its order.
    #[error(
        "{kind} needs {needed} pieces of data in the order of the specification, and {given} were given"
    )]
    WrongData {
        /// The kind of event.
        kind: EventKind,
        /// How many pieces it needs.
        needed: usize,
        /// How many pieces were given. If the number is right, a piece is not the one that the payload names.
        given: usize,
    },
    /// The payload should name other data and cannot be read.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// The event may not follow on the last one. Only [`Outline::append`](crate::outline::Outline::append) checks it.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The archive has no header yet. Only [`Outline::append`](crate::outline::Outline::append) checks it.
    #[error("the archive has no header. Write one first")]
    NoHeader,
    /// The chain is as long as it can be.
    #[error("no event can follow on height 2^64-1")]
    TooLong,
}

/// The first bytes of a new archive: the member `BELENIOS`.
#[must_use]
pub fn header_bytes(timestamp: Timestamp) -> Vec<u8> {
    member(
        HEADER_NAME.into(),
        timestamp,
        ArchiveHeader::new(timestamp).bytes(),
    )
    .unwrap_or_default()
}

/// The bytes of one data or event member: tar header, contents, padding.
///
/// # Errors
///
/// [`AppendError::TooLarge`] if the contents pass [`DATA_LIMIT`].
pub fn member_bytes(
    timestamp: Timestamp,
    kind: MemberKind,
    contents: &[u8],
) -> Result<Vec<u8>, AppendError> {
    let size = contents.len() as u64;
    if size > DATA_LIMIT {
        return Err(AppendError::TooLarge(size));
    }
    member(kind.name(Hash::of(contents)), timestamp, contents).ok_or(AppendError::TooLarge(size))
}

/// All bytes of one step, to be appended at once: the data members, then the event; and the new last event.
///
/// `tail` is the last event so far, none in a new archive. `data` is all the data that the event needs, in order, its
/// payload last; see [`required_data`]. Whether the event may stand here is not checked: use
/// [`Outline::append`](crate::outline::Outline::append) on an archive that exists.
///
/// # Errors
///
/// [`AppendError`] if the data is not what the event needs, or something is too large.
pub fn append_event(
    tail: Option<&Tail>,
    timestamp: Timestamp,
    kind: EventKind,
    data: &[&[u8]],
) -> Result<(Vec<u8>, Tail), AppendError> {
    let payload = if kind.has_payload() {
        data.last()
    } else {
        None
    };
    let hashes: Vec<Hash> = data.iter().map(|bytes| Hash::of(bytes)).collect();
    let needed = match payload {
        Some(payload) => required_data(kind, payload)?,
        None => vec![],
    };
    if needed != hashes || kind.has_payload() == payload.is_none() {
        let needed = needed.len().max(usize::from(kind.has_payload()));
        return Err(AppendError::WrongData {
            kind,
            needed,
            given: data.len(),
        });
    }
    let height = match tail {
        Some(tail) => tail.height.checked_add(1).ok_or(AppendError::TooLong)?,
        None => 0,
    };
    let event = Event {
        parent: tail.map(|tail| tail.hash),
        height,
        kind,
        payload: hashes.last().copied(),
    }
    .to_bytes();
    let mut bytes = Vec::new();
    for contents in data {
        bytes.extend(member_bytes(timestamp, MemberKind::Data, contents)?);
    }
    bytes.extend(member_bytes(timestamp, MemberKind::Event, &event)?);
    Ok((
        bytes,
        Tail {
            hash: Hash::of(&event),
            height,
        },
    ))
}

/// The bytes of any member, or nothing if a tar header cannot say its size.
fn member(name: String, timestamp: Timestamp, contents: &[u8]) -> Option<Vec<u8>> {
    let header = TarHeader {
        name,
        size: contents.len() as u64,
        time: timestamp.seconds(),
    };
    let mut bytes = header.to_bytes()?.to_vec();
    bytes.extend_from_slice(contents);
    bytes.resize(bytes.len().checked_next_multiple_of(BLOCK)?, 0);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Owned;

    fn now() -> Timestamp {
        Timestamp::new(1_795_375_095).unwrap()
    }

    #[test]
    fn members_fill_whole_blocks_and_no_more() {
        assert_eq!(header_bytes(now()).len(), 2 * BLOCK);
        for (size, blocks) in [(0, 1), (1, 2), (511, 2), (512, 2), (513, 3)] {
            let bytes = member_bytes(now(), MemberKind::Data, &vec![b'x'; size]).unwrap();
            assert_eq!(bytes.len(), blocks * BLOCK, "{size}");
        }
    }

    #[test]
    fn an_event_is_not_written_without_the_very_data_it_needs() {
        let wrong = |kind, data: &[&[u8]]| {
            matches!(
                append_event(None, now(), kind, data),
                Err(AppendError::WrongData { .. })
            )
        };
        let owned = Owned {
            owner: 1,
            payload: Hash::of(b"shuffle"),
        }
        .to_bytes();
        assert!(append_event(None, now(), EventKind::Shuffle, &[b"shuffle", &owned]).is_ok());
        assert!(wrong(EventKind::Shuffle, &[]));
        assert!(wrong(EventKind::Shuffle, &[&owned]));
        assert!(wrong(EventKind::Shuffle, &[b"another", &owned]));
        assert!(wrong(EventKind::Shuffle, &[b"more", b"shuffle", &owned]));
        assert!(append_event(None, now(), EventKind::Shuffle, &[&owned, b"shuffle"]).is_err());
        assert!(wrong(EventKind::Ballot, &[]));
        assert!(wrong(EventKind::Ballot, &[b"one", b"two"]));
        assert!(wrong(EventKind::EndBallots, &[b"data"]));
        assert!(append_event(None, now(), EventKind::EndBallots, &[]).is_ok());
    }

    #[test]
    fn heights_do_not_overflow() {
        let tail = Tail {
            hash: Hash::of(b""),
            height: u64::MAX,
        };
        assert_eq!(
            append_event(Some(&tail), now(), EventKind::EndBallots, &[]),
            Err(AppendError::TooLong)
        );
    }
}
