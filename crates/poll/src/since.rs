//! Whether anything vanished from an archive since an older copy was taken (spec §Audit, during the voting phase;
//! check V16).
//!
//! An archive only grows, so an older copy must be the beginning of a newer one, byte for byte. Two archives without
//! a fault in V1 that have the same sequence of member hashes have the same bytes: tar headers follow from hash, kind,
//! size and the header's timestamp, and the header is compared by its hash too. So hashes are compared, which also
//! tells which entry it is that vanished.

use thiserror::Error;

use crate::archive::{Content, Member};
use crate::chain::Reader;
use crate::check::{CheckId, Fault, Place};
use crate::event::{Event, EventKind};
use crate::hash::Hash;

/// One member of an older copy: about 50 bytes of memory each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    hash: Hash,
    kind: EntryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    Header,
    Data,
    Event(Option<EventKind>),
}

impl Entry {
    fn of(member: &Member) -> Self {
        match &member.content {
            Content::Header(header) => Self {
                hash: Hash::of(header.bytes()),
                kind: EntryKind::Header,
            },
            Content::Data { hash, .. } => Self {
                hash: *hash,
                kind: EntryKind::Data,
            },
            Content::Event { hash, bytes } => {
                let kind = Event::parse(bytes).ok().map(|event| event.kind);
                Self {
                    hash: *hash,
                    kind: EntryKind::Event(kind),
                }
            }
        }
    }
}

/// The sequence of entries of an older copy that was read whole and found without a fault in V1–V3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    name: String,
    entries: Vec<Entry>,
}

/// An older copy that cannot serve to compare with: the fault is in it, not in the newer archive.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the older copy {name} is not sound itself ({faults} faults), so nothing can be compared with it: {first}"
)]
pub struct PastError {
    /// The name under which the older copy was given.
    pub name: String,
    /// How many faults it has.
    pub faults: usize,
    /// The first of them.
    #[source]
    pub first: Box<Fault>,
}

/// What can be wrong with a newer archive compared with an older copy.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SinceError {
    /// Another entry stands where the older copy has this one: it was changed, moved or removed.
    #[error("{name} has here {}, and this archive has {found} instead", described(.kind, .expected))]
    Changed {
        /// The name under which the older copy was given.
        name: String,
        /// The kind of event in the older copy, if it is one.
        kind: Option<EventKind>,
        /// The entry of the older copy.
        expected: Hash,
        /// The entry of the newer archive.
        found: Hash,
    },
    /// The archive ends, as far as it can be read, before the older copy does.
    #[error("{name} goes on with {}, and this archive ends before it", described(.kind, .expected))]
    Vanished {
        /// The name under which the older copy was given.
        name: String,
        /// The kind of event in the older copy, if it is one.
        kind: Option<EventKind>,
        /// The first entry of the older copy that is missing.
        expected: Hash,
    },
}

fn described(kind: &Option<EventKind>, hash: &Hash) -> String {
    match kind {
        Some(kind) => format!("the {kind} event {hash}"),
        None => format!("the entry {hash}"),
    }
}

/// Reads an older copy.
pub struct PastReader {
    name: String,
    reader: Reader,
    entries: Vec<Entry>,
}

impl PastReader {
    /// A reader at the beginning of an older copy. `name` is how errors call it, such as its file name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            reader: Reader::new(),
            entries: Vec::new(),
        }
    }

    /// Adds the bytes that come next.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push_members(
            bytes,
            |member| self.entries.push(Entry::of(member)),
            &mut |_| {},
        );
    }

    /// Ends the older copy.
    ///
    /// # Errors
    ///
    /// [`PastError`] if it is torn, or has any other fault in V1–V3.
    pub fn finish(self) -> Result<Past, PastError> {
        let faults = self.reader.finish().faults;
        match faults.first() {
            None => Ok(Past {
                name: self.name,
                entries: self.entries,
            }),
            Some(first) => Err(PastError {
                name: self.name,
                faults: faults.len(),
                first: Box::new(first.clone()),
            }),
        }
    }
}

/// Compares a newer archive with an older copy, member by member. [`Reader::since`] does so while reading.
pub struct Since {
    past: Past,
    /// How many entries agree.
    agreed: usize,
    /// How many of them are events.
    events: u64,
    fault: Option<Fault>,
}

impl Since {
    /// A comparison at the beginning of both.
    #[must_use]
    pub fn new(past: Past) -> Self {
        Self {
            past,
            agreed: 0,
            events: 0,
            fault: None,
        }
    }

    /// Adds the next member of the newer archive.
    pub fn member(&mut self, member: &Member) {
        let Some(expected) = self.past.entries.get(self.agreed).copied() else {
            return;
        };
        if self.fault.is_some() {
            return;
        }
        let found = Entry::of(member);
        if found == expected {
            self.agreed += 1;
            self.events += u64::from(matches!(expected.kind, EntryKind::Event(_)));
            return;
        }
        let (name, kind) = (self.past.name.clone(), event_kind(expected));
        let error = SinceError::Changed {
            name,
            kind,
            expected: expected.hash,
            found: found.hash,
        };
        self.fault = Some(self.fault_at(expected, Some(member.offset), error));
    }

    /// Ends the newer archive: the first entry that vanished or changed, if any did.
    #[must_use]
    pub fn finish(self) -> Option<Fault> {
        if self.fault.is_some() {
            return self.fault;
        }
        let expected = self.past.entries.get(self.agreed).copied()?;
        let (name, kind) = (self.past.name.clone(), event_kind(expected));
        Some(self.fault_at(
            expected,
            None,
            SinceError::Vanished {
                name,
                kind,
                expected: expected.hash,
            },
        ))
    }

    fn fault_at(&self, expected: Entry, offset: Option<u64>, error: SinceError) -> Fault {
        let kind = event_kind(expected);
        let place = Place {
            height: Some(self.events),
            entry: Some(expected.hash),
            kind,
            offset,
        };
        Fault {
            check: CheckId::NothingVanished,
            place,
            reason: error.into(),
        }
    }
}

fn event_kind(entry: Entry) -> Option<EventKind> {
    match entry.kind {
        EntryKind::Event(kind) => kind,
        EntryKind::Header | EntryKind::Data => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Timestamp;
    use crate::archive::writer::{append_event, header_bytes};
    use crate::check::Reason;
    use crate::payload::SetupData;

    fn archive(seconds: u64, ballots: &[&[u8]]) -> Vec<u8> {
        let time = Timestamp::new(seconds).unwrap();
        let hash = Hash::of(b"x");
        let setup = SetupData {
            election: hash,
            trustees: hash,
            credentials: hash,
            credentials_certificate: None,
        };
        let mut bytes = header_bytes(time);
        let (step, mut tail) = append_event(
            None,
            time,
            EventKind::Setup,
            &[b"x", b"x", b"x", &setup.to_bytes()],
        )
        .unwrap();
        bytes.extend(step);
        for ballot in ballots {
            let (step, next) =
                append_event(Some(&tail), time, EventKind::Ballot, &[ballot]).unwrap();
            bytes.extend(step);
            tail = next;
        }
        bytes
    }

    fn past(bytes: &[u8]) -> Result<Past, PastError> {
        let mut reader = PastReader::new("old.bel");
        reader.push(bytes);
        reader.finish()
    }

    fn compare(old: &[u8], new: &[u8]) -> Vec<Fault> {
        let mut reader = Reader::since(past(old).unwrap());
        reader.push(new, |_| {});
        reader.finish().faults
    }

    #[test]
    fn an_archive_that_only_grew_has_lost_nothing() {
        let old = archive(1, &[b"a", b"b"]);
        assert_eq!(compare(&old, &old), []);
        assert_eq!(compare(&old, &archive(1, &[b"a", b"b", b"c"])), []);
        assert_eq!(compare(&archive(1, &[]), &old), []);
    }

    #[test]
    fn a_ballot_that_vanished_or_changed_is_named() {
        let old = archive(1, &[b"a", b"b", b"c"]);
        let table: [(&str, Vec<u8>, u64, &[u8]); 5] = [
            (
                "dropped and linked again",
                archive(1, &[b"a", b"c"]),
                2,
                b"b",
            ),
            ("replaced", archive(1, &[b"a", b"B", b"c"]), 2, b"b"),
            ("moved", archive(1, &[b"b", b"a", b"c"]), 1, b"a"),
            (
                "inserted before",
                archive(1, &[b"a", b"new", b"b", b"c"]),
                2,
                b"b",
            ),
            ("cut off", archive(1, &[b"a", b"b"]), 3, b"c"),
        ];
        for (change, new, height, ballot) in table {
            let faults = compare(&old, &new);
            assert_eq!(faults.len(), 1, "{change}");
            assert_eq!(faults[0].check, CheckId::NothingVanished, "{change}");
            assert_eq!(faults[0].place.height, Some(height), "{change}");
            assert_eq!(faults[0].place.entry, Some(Hash::of(ballot)), "{change}");
            assert!(faults[0].to_string().contains("old.bel"), "{change}");
        }
    }

    #[test]
    fn the_archive_of_another_time_is_another_archive() {
        let faults = compare(&archive(1, &[b"a"]), &archive(2, &[b"a"]));
        assert!(matches!(
            &faults[..],
            [Fault {
                reason: Reason::Since(SinceError::Changed { .. }),
                ..
            }]
        ));
    }

    #[test]
    fn an_older_copy_that_is_not_sound_is_blamed_itself() {
        let mut torn = archive(1, &[b"a"]);
        torn.pop();
        let mut flawed = archive(1, &[b"a"]);
        let cut = flawed.len() - 2048;
        flawed.drain(cut..cut + 1024);
        for bytes in [torn, flawed, vec![]] {
            let error = past(&bytes).unwrap_err();
            assert!(error.to_string().contains("old.bel"), "{error}");
        }
    }

    #[test]
    fn a_newer_archive_that_is_torn_has_lost_what_cannot_be_read() {
        let old = archive(1, &[b"a", b"b"]);
        let checks: Vec<CheckId> = compare(&old, &old[..old.len() - 1])
            .iter()
            .map(|fault| fault.check)
            .collect();
        assert_eq!(checks, [CheckId::ArchiveBytes, CheckId::NothingVanished]);
    }
}
