//! An archive cut into its events, so that it can be shown as it stood at an earlier moment.

use std::collections::HashMap;
use std::path::Path;

use veche_poll::archive::{Content, Decoder};
use veche_poll::event::{Event, EventKind};
use veche_poll::hash::Hash;

/// An archive's bytes, and what stands where.
pub(super) struct Archive {
    bytes: Vec<u8>,
    data: HashMap<Hash, Vec<u8>>,
    /// Each event, and where in the bytes it ends.
    events: Vec<(Event, usize)>,
}

impl Archive {
    /// Reads the only `.bel` file in a folder.
    pub(super) fn in_folder(folder: &Path) -> Self {
        let bytes = std::fs::read(veche::folder::find_archive(folder).unwrap()).unwrap();
        let mut decoder = Decoder::new();
        decoder.push(&bytes);
        let (mut data, mut events) = (HashMap::new(), Vec::new());
        while let Some(member) = decoder.next_member().unwrap() {
            let end = usize::try_from(member.end()).unwrap();
            match member.content {
                Content::Header(_) => {}
                Content::Data { hash, bytes } => {
                    data.insert(hash, bytes);
                }
                Content::Event { bytes, .. } => events.push((Event::parse(&bytes).unwrap(), end)),
            }
        }
        decoder.finish().unwrap();
        Self {
            bytes,
            data,
            events,
        }
    }

    /// The archive as it stood right after the first event of this kind.
    pub(super) fn up_to(&self, kind: EventKind) -> &[u8] {
        let found = self.events.iter().find(|(event, _)| event.kind == kind);
        &self.bytes[..found.unwrap().1]
    }

    /// The archive as it stood before the first event of this kind, which is not the first of all.
    pub(super) fn before(&self, kind: EventKind) -> &[u8] {
        let place = self.events.iter().position(|(event, _)| event.kind == kind);
        &self.bytes[..self.events[place.unwrap() - 1].1]
    }

    /// What the events of this kind recorded.
    pub(super) fn payloads(&self, kind: EventKind) -> Vec<&str> {
        self.events
            .iter()
            .filter(|(event, _)| event.kind == kind)
            .map(|(event, _)| self.payload(&event.payload.unwrap()))
            .collect()
    }

    /// What the only event of this kind recorded.
    pub(super) fn only_payload(&self, kind: EventKind) -> &str {
        let found = self.payloads(kind);
        assert_eq!(found.len(), 1, "events of kind {kind}");
        found[0]
    }

    /// The datum with this hash.
    pub(super) fn payload(&self, hash: &Hash) -> &str {
        std::str::from_utf8(&self.data[hash]).unwrap()
    }
}
