//! Changes an archive as a script says: its bytes, its members, or its meaning with the chain put right afterwards.

use veche_poll::archive::writer::{header_bytes, member_bytes};
use veche_poll::archive::{MemberKind, Timestamp};
use veche_poll::chain::Step;
use veche_poll::event::{Event, EventKind};
use veche_poll::hash::Hash;
use veche_poll::payload::{Owned, SetupData, SizedEncryptedTally};

use crate::bytes::Bytes;

/// So many changes are made at most, so that inputs stay fast.
const MOST_CHANGES: usize = 8;

/// An archive taken apart.
pub(crate) struct Draft {
    timestamp: Timestamp,
    steps: Vec<(Event, Vec<Vec<u8>>)>,
}

impl Draft {
    pub(crate) fn new(steps: &[Step], beginning: u64) -> Self {
        Self {
            timestamp: Timestamp::new(beginning).expect("a timestamp"),
            steps: steps
                .iter()
                .map(|step| {
                    let data = step.data.iter().map(|(_, bytes)| bytes.clone());
                    (step.event, data.collect())
                })
                .collect(),
        }
    }

    /// Makes the changes that the script says.
    pub(crate) fn change(&mut self, script: &mut Bytes<'_>) {
        for _ in 0..MOST_CHANGES {
            if script.is_empty() || self.steps.is_empty() {
                return;
            }
            self.change_once(script);
        }
    }

    fn change_once(&mut self, script: &mut Bytes<'_>) {
        let number = self.steps.len();
        let at = script.below(number);
        match script.byte() % 9 {
            0 => drop(self.steps.remove(at)),
            1 => self.steps.insert(at, self.steps[at].clone()),
            2 => self.steps.swap(at, script.below(number)),
            3 => self.steps.truncate(at),
            4 => self.timestamp = Timestamp::new(u64::from(script.byte())).expect("small"),
            5 => {
                let kind = EventKind::ALL[script.below(8)];
                let items = (0..script.byte() % 3).map(|_| script.short().to_vec());
                let items: Vec<Vec<u8>> = items.collect();
                let event = Event {
                    payload: items.last().map(|item| Hash::of(item)),
                    kind,
                    ..self.steps[at].0
                };
                self.steps.insert(at, (event, items));
            }
            6 => {
                // One piece of data in place of another.
                let from = script.below(number);
                let item = script.below(self.steps[from].1.len());
                if let Some(item) = self.steps[from].1.get(item).cloned() {
                    let to = script.below(self.steps[at].1.len());
                    if let Some(place) = self.steps[at].1.get_mut(to) {
                        *place = item;
                    }
                }
            }
            7 => {
                let item = script.below(self.steps[at].1.len());
                if item < self.steps[at].1.len() {
                    self.steps[at].1.remove(item);
                }
            }
            _ => {
                let item = script.below(self.steps[at].1.len());
                if let Some(item) = self.steps[at].1.get_mut(item) {
                    edit(item, script);
                }
            }
        }
    }

    /// Makes payloads name the data as it is now, and links the events anew.
    pub(crate) fn relink(&mut self) {
        let (mut parent, mut height) = (None, 0);
        for (event, data) in &mut self.steps {
            if let Some((payload, before)) = data.split_last_mut() {
                repair(event.kind, payload, before);
            }
            *event = Event {
                parent,
                height,
                kind: event.kind,
                payload: data.last().map(|item| Hash::of(item)),
            };
            parent = Some(Hash::of(&event.to_bytes()));
            height += 1;
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = header_bytes(self.timestamp);
        for (event, data) in &self.steps {
            let event = event.to_bytes();
            let data = data.iter().map(|item| (MemberKind::Data, item));
            for (kind, contents) in data.chain([(MemberKind::Event, &event)]) {
                bytes.extend(member_bytes(self.timestamp, kind, contents).expect("small"));
            }
        }
        bytes
    }
}

/// Makes a payload name the data before it.
fn repair(kind: EventKind, payload: &mut Vec<u8>, before: &[Vec<u8>]) {
    match (kind, before) {
        (EventKind::Setup, [election, trustees, credentials, certificate @ ..]) => {
            *payload = SetupData {
                election: Hash::of(election),
                trustees: Hash::of(trustees),
                credentials: Hash::of(credentials),
                credentials_certificate: certificate.first().map(|item| Hash::of(item)),
            }
            .to_bytes();
        }
        (EventKind::EncryptedTally, [tally]) => {
            if let Ok(mut sized) = SizedEncryptedTally::parse(payload) {
                sized.encrypted_tally = Hash::of(tally);
                *payload = sized.to_bytes();
            }
        }
        (EventKind::Shuffle | EventKind::PartialDecryption, [item]) => {
            let owner = Owned::parse(payload).map_or(1, |owned| owned.owner);
            *payload = Owned {
                owner,
                payload: Hash::of(item),
            }
            .to_bytes();
        }
        _ => {}
    }
}

/// Changes some bytes in place: one of them, or a range that other bytes replace.
pub(crate) fn edit(bytes: &mut Vec<u8>, script: &mut Bytes<'_>) {
    if bytes.is_empty() {
        bytes.extend(script.short());
        return;
    }
    // A third number, so that places beyond 2^16 can be reached.
    let at = (script.below(1 << 16) << 8 | usize::from(script.byte())) % bytes.len();
    match script.byte() % 4 {
        0 => bytes[at] ^= script.byte().max(1),
        1 => bytes[at] = script.byte(),
        2 => {
            let end = (at + usize::from(script.byte())).min(bytes.len());
            bytes.splice(at..end, script.short().iter().copied());
        }
        _ => {
            let end = (at + script.below(1 << 12)).min(bytes.len());
            let copy = bytes[at..end].to_vec();
            let to = script.below(bytes.len());
            bytes.splice(to..to, copy);
        }
    }
}
