//! The keeper, over every kind of place.

use crate::support::{Sample, empty_places};
use jiff::civil::{Date, date};
use std::sync::Arc;
use veche_election::entry::reports::{EntryWithdrawn, WithdrawnBecause};
use veche_election::entry::{Act, Recorded, UnsignedEntry};
use veche_election::verify::{Faults, Report};
use veche_record::hash::Hash;
use veche_record::note::{KeyName, SigningKey};
use veche_store::keeper::{Keeper, KeeperError, StoredBody};
use veche_store::place::{Directory, PublicFile, Store, StoreError};
use veche_store::verify::{Checked, Progress, check};

/// For which clocks are read.
const DAY: Date = date(2026, 12, 1);

/// Records entries number `from` to `to` of a sample, as far as they bring their bodies.
fn write(keeper: &mut Keeper, sample: &Sample, from: usize, to: usize) -> Result<(), KeeperError> {
    let entries = &sample.entries[from..to];
    for (recorded, _) in entries {
        keeper.judge(recorded)?;
    }
    keeper.write(entries).map(drop)
}

#[test]
fn a_sample_recorded_again_in_any_portions_has_the_same_tree_everywhere() {
    let sample = Sample::read("association");
    let size = sample.entries.len();
    let expected = Directory::open(&crate::support::sample_folder("association"), None).unwrap();
    let expected = expected.checkpoint().unwrap().tree();
    for portion in [1, 4, size] {
        for (kind, _folder, store) in empty_places() {
            let mut keeper = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
            for from in (0..size).step_by(portion) {
                write(&mut keeper, &sample, from, size.min(from + portion)).unwrap();
            }
            assert_eq!(keeper.head(), expected, "{kind}");
            let found = store.checkpoint().unwrap().verify(&sample.key().verifier());
            assert_eq!(found.unwrap().tree(), expected, "{kind}");
            let again = Keeper::open(store, sample.key()).unwrap();
            assert_eq!(again.election().len(), size as u64);
        }
    }
}

#[test]
fn a_keeper_judges_what_another_has_written_before_it_goes_on() {
    let sample = Sample::read("association");
    for (kind, _folder, store) in empty_places() {
        let mut one = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        write(&mut one, &sample, 0, 3).unwrap();
        let mut other = Keeper::open(Arc::clone(&store), sample.key()).unwrap();
        assert!(!other.refresh().unwrap(), "{kind}");
        write(&mut one, &sample, 3, 5).unwrap();
        let moved = write(&mut other, &sample, 3, 4);
        let Err(KeeperError::Store(StoreError::Moved {
            after: 3, found: 5, ..
        })) = moved
        else {
            panic!("{kind}: {moved:?}");
        };
        // After the failure everything is judged anew, also what the other has written.
        let replayed = other.judge(&sample.entries[3].0);
        assert!(matches!(replayed, Err(KeeperError::Rejected(_))), "{kind}");
        write(&mut other, &sample, 5, 7).unwrap();
        assert!(one.refresh().unwrap() && !one.refresh().unwrap());
        assert_eq!((one.head(), one.election().len()), (other.head(), 7));
        write(&mut one, &sample, 7, 8).unwrap();
    }
}

#[test]
fn what_was_judged_and_not_written_is_forgotten_when_another_was_quicker() {
    let sample = Sample::read("association");
    for (kind, _folder, store) in empty_places() {
        let mut one = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        write(&mut one, &sample, 0, 3).unwrap();
        let mut other = Keeper::open(store, sample.key()).unwrap();
        other.judge(&sample.entries[3].0).unwrap();
        write(&mut one, &sample, 3, 4).unwrap();
        assert!(other.refresh().unwrap(), "{kind}");
        assert_eq!(other.election().len(), 4);
        write(&mut other, &sample, 4, 5).unwrap();
    }
}

#[test]
fn entries_that_could_not_be_written_can_be_written_again() {
    let sample = Sample::read("association");
    let with_body = |(_, bodies): &(_, Vec<StoredBody>)| !bodies.is_empty();
    let place = sample.entries.iter().skip(1).position(with_body).unwrap() + 1;
    for (kind, _folder, store) in empty_places() {
        let mut keeper = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        write(&mut keeper, &sample, 0, place).unwrap();
        let before = keeper.head();
        let (recorded, bodies) = &sample.entries[place];
        keeper.judge(recorded).unwrap();
        let missing = keeper.write(&[(recorded.clone(), Vec::new())]).unwrap_err();
        assert!(matches!(missing, KeeperError::BodyMissing { .. }), "{kind}");
        let mut changed = bodies.clone();
        changed[0].bytes.push(b' ');
        let wrong = keeper.write(&[(recorded.clone(), changed)]).unwrap_err();
        assert!(matches!(wrong, KeeperError::BodyWrong { .. }), "{kind}");
        assert_eq!(store.checkpoint().unwrap().tree(), before, "{kind}");
        keeper.write(&sample.entries[place..=place]).unwrap();
        assert_eq!(keeper.head().size, before.size + 1);
        let name = Hash::new(*bodies[0].reference.stored().bytes());
        let kept = store.read(&PublicFile::Body(name)).unwrap();
        assert_eq!(kept.as_deref(), Some(&bodies[0].bytes[..]), "{kind}");
    }
}

#[test]
fn entries_are_written_in_the_order_in_which_they_were_judged() {
    let sample = Sample::read("association");
    for (kind, _folder, store) in empty_places() {
        let mut keeper = Keeper::create(store, sample.key()).unwrap();
        write(&mut keeper, &sample, 0, 2).unwrap();
        keeper.judge(&sample.entries[2].0).unwrap();
        keeper.judge(&sample.entries[3].0).unwrap();
        let error = keeper.write(&sample.entries[3..4]).unwrap_err();
        assert!(matches!(error, KeeperError::Order(_)), "{kind}: {error}");
        write(&mut keeper, &sample, 2, 4).unwrap();
    }
}

#[test]
fn a_record_is_made_once_and_kept_with_its_own_key_only() {
    let sample = Sample::read("association");
    let name = KeyName::new(sample.key().name()).unwrap();
    for (kind, _folder, store) in empty_places() {
        let stranger = || SigningKey::new(name.clone(), &[9; 32]);
        Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        // An empty record that a crash left is gone on with, by whoever made it.
        let exists = Keeper::create(Arc::clone(&store), stranger()).unwrap_err();
        assert!(matches!(exists, KeeperError::Exists), "{kind}");
        let mut keeper = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        let empty = Keeper::open(Arc::clone(&store), sample.key()).unwrap_err();
        assert!(matches!(empty, KeeperError::Unsound(_)), "{kind}: {empty}");
        write(&mut keeper, &sample, 0, 2).unwrap();
        let exists = Keeper::create(Arc::clone(&store), sample.key()).unwrap_err();
        assert!(matches!(exists, KeeperError::Exists), "{kind}");
        let wrong = Keeper::open(store, stranger()).unwrap_err();
        assert!(matches!(wrong, KeeperError::WrongKey(_)), "{kind}: {wrong}");
    }
}

#[test]
fn nothing_is_added_to_a_record_that_is_not_sound_or_was_rewritten() {
    let sample = Sample::read("association");
    for (kind, _folder, store) in empty_places() {
        let mut keeper = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        write(&mut keeper, &sample, 0, 2).unwrap();
        let garbage = [b"no entry at all".to_vec()];
        store
            .append(&keeper.head(), &[], &garbage, &sample.key())
            .unwrap();
        for _ in 0..2 {
            let refused = keeper.refresh().unwrap_err();
            assert!(
                matches!(refused, KeeperError::Unsound(_)),
                "{kind}: {refused}"
            );
            assert!(keeper.judge(&sample.entries[2].0).is_err(), "{kind}");
        }
        let refused = Keeper::open(store, sample.key()).unwrap_err();
        assert!(
            refused.to_string().contains("S3 entry 2"),
            "{kind}: {refused}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let rewritten = |entries: usize| {
        let path = folder.path().join(entries.to_string());
        let store: Arc<dyn Store> = Arc::new(Directory::create(&path, None).unwrap());
        let mut keeper = Keeper::create(store, sample.key()).unwrap();
        write(&mut keeper, &sample, 0, entries).unwrap();
        (keeper, path.join("record"))
    };
    let (mut keeper, longer) = rewritten(5);
    let (_, shorter) = rewritten(3);
    std::fs::copy(shorter.join("checkpoint"), longer.join("checkpoint")).unwrap();
    let refused = keeper.refresh().unwrap_err();
    assert!(
        matches!(refused, KeeperError::Rewritten { judged: 5 }),
        "{refused}"
    );
}

fn checked(store: &dyn Store) -> Checked {
    check(store, DAY, [7; 32], &mut |_| {}).unwrap()
}

#[test]
fn a_keeper_that_goes_on_from_what_was_verified_is_as_one_that_judged_everything() {
    let sample = Sample::read("association");
    let size = sample.entries.len();
    for (kind, _folder, store) in empty_places() {
        let mut first = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        write(&mut first, &sample, 0, size - 3).unwrap();
        let checked = checked(&*store);
        // What comes between the verification and the keeper is judged when the keeper looks.
        write(&mut first, &sample, size - 3, size - 2).unwrap();
        let mut keeper = Keeper::continue_from(Arc::clone(&store), sample.key(), &checked).unwrap();
        assert_eq!(keeper.head().size, size as u64 - 3, "{kind}");
        assert!(keeper.refresh().unwrap(), "{kind}");
        write(&mut keeper, &sample, size - 2, size).unwrap();
        let anew = Keeper::open(store, sample.key()).unwrap();
        assert_eq!(keeper.head(), anew.head(), "{kind}");
        let shows = |keeper: &Keeper| {
            let report = Report::new(keeper.election(), Faults::default(), DAY);
            format!("{:?}", report.table)
        };
        assert_eq!(shows(&keeper), shows(&anew), "{kind}");
    }
}

#[test]
fn a_keeper_goes_on_only_from_what_is_sound_and_its_own() {
    let sample = Sample::read("association");
    let name = KeyName::new(sample.key().name()).unwrap();
    for (kind, folder, store) in empty_places() {
        let mut keeper = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
        let refused = |key: SigningKey| {
            let keeper = Keeper::continue_from(Arc::clone(&store), key, &checked(&*store));
            keeper.unwrap_err().to_string()
        };
        assert!(refused(sample.key()).contains("S6 the record"), "{kind}");
        write(&mut keeper, &sample, 0, 4).unwrap();
        let stranger = refused(SigningKey::new(name.clone(), &[9; 32]));
        assert!(stranger.contains("not the key of the log"), "{kind}");
        let tile = folder.path().join("election/record/tile/0/000.p/4");
        if let Ok(mut bytes) = std::fs::read(&tile) {
            bytes[40] ^= 1;
            std::fs::write(&tile, &bytes).unwrap();
            assert!(refused(sample.key()).contains("S1 the log: tile/0/000.p/4"));
            bytes[40] ^= 1;
            std::fs::write(&tile, &bytes).unwrap();
        }
        let garbage = [b"no entry at all".to_vec()];
        store
            .append(&keeper.head(), &[], &garbage, &sample.key())
            .unwrap();
        assert!(refused(sample.key()).contains("S3 entry 4"), "{kind}");
    }
}

#[test]
fn a_verification_tells_how_far_it_is_and_ends_at_the_end() {
    let store = Directory::open(&crate::support::sample_folder("association"), None).unwrap();
    let (mut entries, mut archives) = ((0, 1), std::collections::BTreeMap::new());
    check(&store, DAY, [7; 32], &mut |progress| match progress {
        Progress::Entries(at, whole) => entries = (at, whole),
        Progress::Archive(poll, at, whole) => _ = archives.insert(poll.to_owned(), (at, whole)),
    })
    .unwrap();
    assert!(entries.0 == entries.1 && archives.len() == 2);
    assert!(archives.values().all(|(at, whole)| at == whole));
}

#[test]
fn what_is_withdrawn_loses_its_bodies_also_after_a_crash_before_they_were_destroyed() {
    let sample = Sample::read("association");
    let filed = sample.entries.iter().position(|(recorded, bodies)| {
        matches!(recorded.entry.act, Act::CandidacyFiled(_)) && !bodies.is_empty()
    });
    let filed = filed.expect("the sample has a candidacy with a body");
    let (recorded, bodies) = &sample.entries[filed];
    let back = Act::EntryWithdrawn(EntryWithdrawn {
        entry: recorded.clone().verify().unwrap().id,
        because: WithdrawnBecause::Safety,
    });
    let key = sample.person("akulich");
    for crash in [false, true] {
        for (kind, _folder, store) in empty_places() {
            let mut keeper = Keeper::create(Arc::clone(&store), sample.key()).unwrap();
            write(&mut keeper, &sample, 0, filed + 1).unwrap();
            let there = |store: &dyn Store| {
                let name = |body: &StoredBody| Hash::new(*body.reference.stored().bytes());
                let files = bodies.iter().map(|body| PublicFile::Body(name(body)));
                files
                    .filter(|file| store.read(file).unwrap().is_some())
                    .count()
            };
            assert_eq!(there(&*store), bodies.len(), "{kind}");
            let call = keeper.election().called().map(|called| called.id);
            let withdrawal = Recorded {
                at: recorded.at,
                entry: UnsignedEntry::sign(back.clone(), call, &key),
            };
            keeper.judge(&withdrawal).unwrap();
            match crash {
                false => drop(keeper.write(&[(withdrawal, Vec::new())]).unwrap()),
                true => {
                    let leaf = [withdrawal.to_bytes()];
                    store
                        .append(&keeper.head(), &[], &leaf, &sample.key())
                        .unwrap();
                    assert_eq!(there(&*store), bodies.len(), "{kind}");
                    Keeper::open(Arc::clone(&store), sample.key()).unwrap();
                }
            }
            assert_eq!(there(&*store), 0, "{kind}, {crash}");
        }
    }
}
