//! Chains of members that are well-formed one by one, so that the fuzzer gets past hashes and tar headers.
//!
//! The input is a list of decisions; what comes out is checked as an archive.

use veche_poll::archive::writer::{Tail, append_event, header_bytes, member_bytes};
use veche_poll::archive::{MemberKind, Timestamp};
use veche_poll::event::{Event, EventKind};
use veche_poll::hash::Hash;

use crate::bytes::Bytes;
use crate::poll::{BEGINNING, POLL};

/// Members that an archive may have at most here, so that inputs stay fast.
const MOST_MEMBERS: usize = 64;

/// What the next member can refer to.
struct State {
    timestamp: Timestamp,
    archive: Vec<u8>,
    /// The data so far, the last one last.
    data: Vec<Vec<u8>>,
    tail: Option<Tail>,
    events: u64,
}

impl State {
    fn member(&mut self, kind: MemberKind, contents: &[u8]) {
        let bytes = member_bytes(self.timestamp, kind, contents).expect("small");
        self.archive.extend(bytes);
    }

    fn event(&mut self, event: &[u8], height: u64) {
        self.member(MemberKind::Event, event);
        let hash = Hash::of(event);
        self.tail = Some(Tail { hash, height });
        self.events += 1;
    }

    fn add(&mut self, bytes: &mut Bytes<'_>) {
        let kind = EventKind::ALL[bytes.below(8)];
        match bytes.byte() % 6 {
            0 => {
                let steps = &POLL.steps;
                let items: Vec<&Vec<u8>> = steps
                    .iter()
                    .flat_map(|step| step.data.iter().map(|(_, item)| item))
                    .collect();
                self.data(items[bytes.below(items.len())].clone());
            }
            1 => self.data(bytes.short().to_vec()),
            2 => {
                let again = bytes.below(self.data.len());
                let again = self.data.get(again).cloned().unwrap_or_default();
                self.data(again);
            }
            3 => {
                let event = bytes.short().to_vec();
                self.event(&event, 0);
            }
            4 => self.any_event(kind, bytes),
            _ => {
                let step = &POLL.steps[bytes.below(POLL.steps.len())];
                let items: Vec<&[u8]> = step.data.iter().map(|(_, item)| item.as_slice()).collect();
                let tail = self.tail.as_ref();
                if let Ok((written, tail)) =
                    append_event(tail, self.timestamp, step.event.kind, &items)
                {
                    self.archive.extend(written);
                    self.tail = Some(tail);
                    self.events += 1;
                }
            }
        }
    }

    fn data(&mut self, contents: Vec<u8>) {
        self.member(MemberKind::Data, &contents);
        self.data.push(contents);
    }

    /// An event with right and wrong fields.
    fn any_event(&mut self, kind: EventKind, bytes: &mut Bytes<'_>) {
        let tail = self.tail.as_ref();
        let parent = match bytes.byte() % 4 {
            0 => None,
            1 => Some(Hash::of(bytes.short())),
            _ => tail.map(|tail| tail.hash),
        };
        let next = tail.map_or(0, |tail| tail.height.wrapping_add(1));
        let height = match bytes.byte() % 4 {
            0 => u64::MAX,
            1 => u64::from(bytes.byte()),
            _ => next,
        };
        let payload = match bytes.byte() % 4 {
            0 => None,
            1 => Some(Hash::of(bytes.short())),
            _ => self.data.last().map(|last| Hash::of(last)),
        };
        let event = Event {
            parent,
            height,
            kind,
            payload,
        };
        self.event(&event.to_bytes(), height);
    }
}

/// Builds an archive and checks it as [`crate::archive::target`] does.
pub fn target(data: &[u8]) {
    let timestamp = Timestamp::new(BEGINNING).expect("a timestamp");
    let mut state = State {
        timestamp,
        archive: header_bytes(timestamp),
        data: Vec::new(),
        tail: None,
        events: 0,
    };
    let mut bytes = Bytes(data);
    for _ in 0..MOST_MEMBERS {
        if bytes.is_empty() {
            break;
        }
        state.add(&mut bytes);
    }
    crate::archive::target(&state.archive);
}

/// The steps of the poll in their order, and single members of each kind.
pub fn seeds() -> Vec<Vec<u8>> {
    let whole = (0..POLL.steps.len()).flat_map(|step| [0, 0, 5, 0, step as u8]);
    let mut seeds = vec![whole.collect()];
    seeds.extend((0..5_u8).map(|kind| vec![0, 1, kind, 2, 2, 2, 2]));
    seeds
}
