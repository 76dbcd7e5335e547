//! Sound archives, what goes on after a fault, and properties. The tables of flaws are in `bytes` and `flaws`.

mod bytes;
mod flaws;

use proptest::prelude::*;

use super::*;
use crate::archive::writer::{append_event, header_bytes, member_bytes};
use crate::archive::{MemberKind, Timestamp};
use crate::event::EventKind;
use crate::payload::{Owned, SetupData, SizedEncryptedTally};
use crate::phase::Phase;
use crate::weight::Weight;

type Members = Vec<(MemberKind, Vec<u8>)>;
type Steps = Vec<(EventKind, Vec<Vec<u8>>)>;

fn now() -> Timestamp {
    Timestamp::new(1_795_375_095).unwrap()
}

fn owned(owner: u64, bytes: &[u8]) -> Vec<Vec<u8>> {
    vec![
        bytes.to_vec(),
        Owned {
            owner,
            payload: Hash::of(bytes),
        }
        .to_bytes(),
    ]
}

fn setup(certificate: bool) -> Vec<Vec<u8>> {
    let mut data: Vec<Vec<u8>> = [&b"{election}"[..], b"[trustees]", b"[creds]"]
        .map(Vec::from)
        .to_vec();
    if certificate {
        data.push(b"certificate".to_vec());
    }
    let setup = SetupData {
        election: Hash::of(b"{election}"),
        trustees: Hash::of(b"[trustees]"),
        credentials: Hash::of(b"[creds]"),
        credentials_certificate: certificate.then(|| Hash::of(b"certificate")),
    };
    data.push(setup.to_bytes());
    data
}

/// A whole poll with shuffles. The place of each step in it is its height.
fn poll() -> Steps {
    let tally = b"[tally]".to_vec();
    let sized = SizedEncryptedTally {
        num_tallied: 2,
        total_weight: Weight::new(2),
        encrypted_tally: Hash::of(&tally),
    };
    vec![
        (EventKind::Setup, setup(true)),
        (EventKind::Ballot, vec![b"first ballot".to_vec()]),
        (EventKind::Ballot, vec![b"second ballot".to_vec()]),
        (EventKind::EndBallots, vec![]),
        (EventKind::EncryptedTally, vec![tally, sized.to_bytes()]),
        (EventKind::Shuffle, owned(1, b"shuffle")),
        (EventKind::EndShuffles, vec![]),
        (EventKind::PartialDecryption, owned(1, b"one")),
        (EventKind::PartialDecryption, owned(2, b"two")),
        (EventKind::Result, vec![b"{result}".to_vec()]),
    ]
}

/// The members of an archive with these steps, each event changed by `tweak` before the next is linked to it.
fn members(steps: &Steps, tweak: impl Fn(u64, &mut Event)) -> Members {
    let mut members = vec![];
    let mut parent = None;
    for (height, (kind, data)) in (0..).zip(steps) {
        let mut event = Event {
            parent,
            height,
            kind: *kind,
            payload: data.last().map(|bytes| Hash::of(bytes)),
        };
        tweak(height, &mut event);
        let event = event.to_bytes();
        parent = Some(Hash::of(&event));
        members.extend(data.iter().map(|bytes| (MemberKind::Data, bytes.clone())));
        members.push((MemberKind::Event, event));
    }
    members
}

fn render(members: &Members) -> Vec<u8> {
    let mut bytes = header_bytes(now());
    for (kind, contents) in members {
        bytes.extend(member_bytes(now(), *kind, contents).unwrap());
    }
    bytes
}

/// An archive of these steps, correctly linked.
fn linked(steps: &Steps) -> Vec<u8> {
    render(&members(steps, |_, _| {}))
}

fn read(bytes: &[u8], chunk: usize) -> (Vec<Step>, Ending) {
    let mut reader = Reader::new();
    let mut steps = vec![];
    for piece in bytes.chunks(chunk) {
        reader.push(piece, |step| steps.push(step));
    }
    (steps, reader.finish())
}

fn faults(bytes: &[u8]) -> Vec<Fault> {
    read(bytes, 4096).1.faults
}

#[test]
fn the_writer_links_steps_as_the_format_says() {
    let mut bytes = header_bytes(now());
    let mut tail = None;
    for (kind, data) in poll() {
        let data: Vec<&[u8]> = data.iter().map(Vec::as_slice).collect();
        let (step, next) = append_event(tail.as_ref(), now(), kind, &data).unwrap();
        bytes.extend(step);
        tail = Some(next);
    }
    assert_eq!(bytes, linked(&poll()));
}

#[test]
fn a_sound_archive_has_no_fault_and_gives_its_steps_in_any_chunks() {
    let bytes = linked(&poll());
    let whole = read(&bytes, bytes.len());
    assert_eq!(whole.1.faults, []);
    for chunk in [1, 7, 511, 512, 513, 4096] {
        assert_eq!(read(&bytes, chunk), whole, "chunks of {chunk}");
    }
    let (steps, ending) = whole;
    let mut end = 1024;
    for (step, (kind, data)) in steps.iter().zip(poll()) {
        assert_eq!(step.event.kind, kind);
        assert_eq!(
            step.data
                .iter()
                .map(|(_, bytes)| bytes.clone())
                .collect::<Vec<_>>(),
            data
        );
        assert_eq!(step.payload(), data.last().map(Vec::as_slice));
        assert_eq!((step.whole, step.in_order), (true, true));
        assert_eq!(step.offset, end, "steps touch");
        end = step.end;
    }
    assert_eq!(steps.len(), poll().len());
    assert_eq!(end, bytes.len() as u64);
    let outline = ending.outline;
    assert_eq!(outline.length(), bytes.len() as u64);
    assert_eq!((outline.phase(), outline.ballots()), (Phase::Finished, 2));
    assert!(
        outline
            .ballot_hashes()
            .contains(&Hash::of(b"second ballot"))
    );
    assert_eq!(
        outline.setup().unwrap().data.election,
        Hash::of(b"{election}")
    );
    assert_eq!(
        outline.tail().unwrap().hash,
        steps.last().unwrap().event_hash
    );
}

#[test]
fn an_archive_under_way_is_sound_at_every_step() {
    for length in 1..=poll().len() {
        assert_eq!(
            faults(&linked(&poll()[..length].to_vec())),
            [],
            "{length} steps"
        );
    }
}

#[test]
fn appending_to_an_outline_gives_the_bytes_of_the_longer_archive() {
    let whole = linked(&poll());
    for (length, (kind, data)) in poll().iter().enumerate() {
        let mut bytes = if length == 0 {
            header_bytes(now())
        } else {
            linked(&poll()[..length].to_vec())
        };
        let outline = read(&bytes, 4096).1.outline;
        let data: Vec<&[u8]> = data.iter().map(Vec::as_slice).collect();
        let (step, tail) = outline.append(*kind, &data).unwrap();
        bytes.extend(step);
        assert_eq!(bytes, whole[..bytes.len()], "step {length}");
        assert_eq!(read(&bytes, 4096).1.outline.tail(), Some(&tail));
    }
    assert!(
        read(&whole, 4096)
            .1
            .outline
            .append(EventKind::Ballot, &[b"late"])
            .is_err()
    );
    assert!(Outline::new().append(EventKind::Setup, &[]).is_err());
}

#[test]
fn an_exact_copy_of_a_ballot_is_written_again_with_its_data_as_the_reference_would() {
    let mut steps = poll();
    steps[2].1 = steps[1].1.clone();
    let (_, ending) = read(&linked(&steps), 4096);
    assert_eq!(ending.faults, []);
    assert_eq!(
        (
            ending.outline.ballots(),
            ending.outline.ballot_hashes().len()
        ),
        (2, 1)
    );
    // The same event with the data only once in the archive is not what the reference writes.
    let mut members = members(&steps, |_, _| {});
    members.remove(8);
    let faults = faults(&render(&members));
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].reason,
        ChainError::MissingData(Hash::of(b"first ballot")).into()
    );
    assert_eq!(faults[0].place.height, Some(2));
}

#[test]
fn a_late_ballot_is_one_fault_and_is_not_counted() {
    let mut late = poll();
    late.insert(4, (EventKind::Ballot, vec![b"late".to_vec()]));
    let (steps, ending) = read(&linked(&late), 4096);
    assert_eq!(ending.faults.len(), 1);
    assert_eq!(
        (ending.faults[0].place.height, ending.faults[0].place.kind),
        (Some(4), Some(EventKind::Ballot))
    );
    assert_eq!(
        steps
            .iter()
            .map(|step| step.in_order)
            .filter(|in_order| !in_order)
            .count(),
        1
    );
    assert_eq!(
        (ending.outline.ballots(), ending.outline.phase()),
        (2, Phase::Finished)
    );
}

#[test]
fn all_faults_are_found_not_only_the_first() {
    let mut members = members(&poll(), |height, event| {
        if height == 1 {
            event.height = 7;
        }
        if height == 8 {
            event.parent = None;
        }
    });
    members.push((MemberKind::Data, b"orphan".to_vec()));
    let faults = faults(&render(&members));
    assert!(faults.iter().any(|fault| fault.place.height == Some(1)));
    assert!(faults.iter().any(|fault| fault.place.height == Some(8)));
    assert!(
        faults
            .iter()
            .any(|fault| fault.reason == ChainError::OrphanData(Hash::of(b"orphan")).into())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_archive_with_any_byte_changed_is_refused_in_any_chunks(at: usize, bit in 0..8_u8, chunk in 1..2000_usize) {
        let mut bytes = linked(&poll());
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let whole = read(&bytes, bytes.len());
        prop_assert!(!whole.1.faults.is_empty(), "byte {} may be changed", at);
        prop_assert_eq!(read(&bytes, chunk), whole);
    }

    #[test]
    fn an_archive_cut_anywhere_but_between_members_is_refused(at: usize) {
        let bytes = linked(&poll());
        let at = at % bytes.len();
        let (_, ending) = read(&bytes[..at], 4096);
        let sound = (1..=poll().len()).any(|length| linked(&poll()[..length].to_vec()).len() == at);
        prop_assert_eq!(ending.faults.is_empty(), sound);
    }

    #[test]
    fn no_bytes_make_the_reader_panic_or_depend_on_chunks(
        pieces in proptest::collection::vec(
            prop_oneof![
                any::<Vec<u8>>(),
                Just(vec![0; 512]),
                Just(header_bytes(now())),
                any::<Vec<u8>>().prop_map(|bytes| member_bytes(now(), MemberKind::Data, &bytes).unwrap()),
                any::<Vec<u8>>().prop_map(|bytes| member_bytes(now(), MemberKind::Event, &bytes).unwrap()),
            ],
            0..6,
        ),
        headed: bool,
        chunk in 1..1500_usize,
    ) {
        let start = if headed { header_bytes(now()) } else { vec![] };
        let bytes = [start, pieces.concat()].concat();
        prop_assert_eq!(read(&bytes, chunk), read(&bytes, bytes.len().max(1)));
    }

    #[test]
    fn any_order_of_events_is_sound_exactly_if_each_may_follow(kinds in proptest::collection::vec(0..8_usize, 1..8)) {
        let steps: Steps = kinds
            .iter()
            .map(|kind| EventKind::ALL[*kind])
            .map(|kind| poll().into_iter().find(|(of, _)| *of == kind).unwrap())
            .collect();
        let mut phase = Ok(Phase::Empty);
        for (kind, _) in &steps {
            phase = phase.and_then(|phase| phase.after(*kind));
        }
        prop_assert_eq!(faults(&linked(&steps)).is_empty(), phase.is_ok());
    }
}
