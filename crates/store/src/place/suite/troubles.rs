//! No space left, a crash at any moment, another program at work.

use super::{Kind, NAME, POLL, Place, ballot, entries, everywhere, grow, head, key, read_entries};
use crate::files::simulated::{SimulatedDisk, Trouble};
use crate::files::{AppendFile, RealDisk};
use crate::place::{Directory, Login, PublicFile, Store, StoreError};
use crate::record::RecordDir;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use veche_record::hash::Hash;

fn login(name: &str) -> Login {
    Login {
        name: name.to_owned(),
        mail: None,
        verifier: None,
        credential: None,
    }
}

/// Reads everything public, in another thread: it must not wait for long.
fn read_all(store: &Arc<dyn Store>, size: u64) {
    let (sender, receiver) = channel();
    let store = Arc::clone(store);
    std::thread::spawn(move || {
        assert_eq!(store.checkpoint().unwrap().tree(), head(size));
        assert_eq!(read_entries(&*store, 0), entries(0, size));
        assert_eq!(store.archive_part(POLL, 0, 99).unwrap(), b"archive");
        sender.send(()).unwrap();
    });
    receiver
        .recv_timeout(Duration::from_secs(10))
        .expect("whoever reads does not wait");
}

#[test]
fn whoever_reads_does_not_wait_for_whoever_writes() {
    for kind in [Kind::Directory, Kind::File] {
        let place = Place::new(kind);
        let store = place.open_public();
        grow(&*store, &[0, 300]);
        store.create_archive(POLL, b"archive").unwrap();
        match kind {
            Kind::Directory => {
                let _record = RecordDir::open(&place.path().join("record")).unwrap();
                let archive = place.path().join("polls").join("main.bel");
                let _archive = AppendFile::open(RealDisk, &archive).unwrap();
                read_all(&store, 300);
            }
            _ => place.database().while_writing(|| read_all(&store, 300)),
        }
    }
}

#[test]
fn a_full_database_says_so_and_can_still_be_read_and_written_when_there_is_space() {
    for kind in [Kind::File, Kind::Memory] {
        let place = Place::new(kind);
        let database = place.database();
        let store: Arc<dyn Store> = database.store(NAME).unwrap();
        grow(&*store, &[0, 300]);
        store.create_archive(POLL, b"archive").unwrap();
        store
            .put_logins(POLL, &["ada", "boris"].map(login))
            .unwrap();
        store.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
        database.limit_pages(Some(0));
        let large = vec![7; 1 << 20];
        let full = |result: Result<(), StoreError>| match result {
            Err(StoreError::Full(_)) => true,
            other => panic!("{other:?}"),
        };
        for _ in 0..3 {
            assert!(full(
                store
                    .append(&head(300), &[&large], &entries(300, 301), &key())
                    .map(drop)
            ));
            assert!(full(store.append_archive(POLL, 7, &large).map(drop)));
            assert!(full(store.create_archive("other", &large)));
            let mut huge = ballot("boris", "B", 2);
            huge.ballot = large.clone();
            assert!(full(store.accept(POLL, &[huge])));
            read_all(&store, 300);
            assert_eq!(store.waiting(POLL).unwrap().len(), 1);
            assert_eq!(store.logins(POLL).unwrap()[1].credential, None);
            assert_eq!(store.archives().unwrap(), [POLL]);
            assert_eq!(
                store.read(&PublicFile::Body(Hash::of(&large))).unwrap(),
                None
            );
        }
        database.limit_pages(None);
        grow(&*store, &[301]);
        store.append_archive(POLL, 7, &large).unwrap();
        store.accept(POLL, &[ballot("boris", "B", 2)]).unwrap();
    }
}

type Simulated = Directory<SimulatedDisk>;

fn public() -> &'static Path {
    Path::new("election")
}

fn private() -> &'static Path {
    Path::new("private")
}

/// A folder on a simulated disk, with 255 entries, an archive, and two logins.
fn simulated() -> (SimulatedDisk, Simulated) {
    let disk = SimulatedDisk::default();
    let store = Simulated::create_on(disk.clone(), public(), Some(private())).unwrap();
    grow(&store, &[0, 255]);
    store.create_archive(POLL, b"archive").unwrap();
    store
        .put_logins(POLL, &["ada", "boris"].map(login))
        .unwrap();
    (disk, store)
}

type Step = fn(&Simulated) -> Result<(), StoreError>;

/// What a program writes, step by step; each changes one thing.
const STEPS: [Step; 5] = [
    |store| {
        store
            .append(&head(255), &[b"body"], &entries(255, 258), &key())
            .map(drop)
    },
    |store| store.append_archive(POLL, 7, b" and more").map(drop),
    |store| store.accept(POLL, &[ballot("ada", "A", 1), ballot("boris", "B", 2)]),
    |store| store.forget_waiting(POLL, &[ballot("", "", 1).tracker]),
    |store| store.accept(POLL, &[ballot("ada", "A", 3)]),
];

/// How many of the steps somebody who opens the place finds done; panics if one was done in part or without those before.
fn done(store: &Simulated) -> usize {
    let size = store.checkpoint().unwrap().tree().size;
    assert_eq!(read_entries(store, 0), entries(0, size));
    let body = store.read(&PublicFile::Body(Hash::of(b"body"))).unwrap();
    let archive = store.archive_part(POLL, 0, 99).unwrap();
    let waiting = store.waiting(POLL).unwrap();
    let waiting: Vec<u32> = (1..=3)
        .filter(|n| {
            waiting.iter().any(|found| {
                *found
                    == ballot(
                        if *n == 2 { "boris" } else { "ada" },
                        if *n == 2 { "B" } else { "A" },
                        *n,
                    )
            })
        })
        .collect();
    match (size, &archive[..], &waiting[..]) {
        (255, b"archive", []) => 0,
        (258, b"archive", []) if body.is_some() => 1,
        (258, b"archive and more", []) => 2,
        (258, b"archive and more", [1, 2]) => 3,
        (258, b"archive and more", [2]) => 4,
        (258, b"archive and more", [2, 3]) => 5,
        other => panic!("{other:?}"),
    }
}

#[test]
fn on_a_full_disk_nothing_happens_by_halves_and_reading_goes_on() {
    let mut fulls = 0;
    for at in 1.. {
        let (disk, store) = simulated();
        disk.plan(Trouble::Failures(at));
        let mut acknowledged = 0;
        let mut failed = None;
        for step in STEPS {
            match step(&store) {
                Ok(()) => acknowledged += 1,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let Some(error) = failed else {
            assert!(fulls > 20, "{fulls}");
            return;
        };
        // What is public can be read while nothing can be written.
        let size = store.checkpoint().unwrap().tree().size;
        assert_eq!(read_entries(&store, 0), entries(0, size), "{at}");
        store.archive_part(POLL, 0, 99).unwrap();
        drop(store);
        let disk = disk.after_kill();
        let store = Simulated::open_on(disk.clone(), public(), Some(private())).unwrap();
        match error {
            StoreError::Full(_) => {
                fulls += 1;
                // Opening may complete what was told to be uncertain, and nothing else.
                assert_eq!(done(&store), acknowledged, "{at}: {error}");
            }
            StoreError::Unfinished(_) => {
                // An append that was interrupted is completed by whoever writes next.
                let _ = store.append_archive(POLL, 0, b"");
                drop(RecordDir::open_on(disk, &public().join("record")).unwrap());
                assert!(
                    (acknowledged..=acknowledged + 1).contains(&done(&store)),
                    "{at}"
                );
            }
            other => panic!("{at}: {other}"),
        }
        for step in STEPS.iter().skip(done(&store)) {
            step(&store).unwrap();
        }
        assert_eq!(done(&store), 5);
    }
}

#[test]
fn after_a_power_failure_at_any_moment_everything_acknowledged_is_there() {
    for at in 1.. {
        let (disk, store) = simulated();
        disk.plan(Trouble::Crash(at));
        let acknowledged = STEPS.iter().take_while(|step| step(&store).is_ok()).count();
        drop(store);
        for seed in 0..6 {
            let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
            let store = Simulated::open_on(crashed, public(), Some(private())).unwrap();
            let found = done(&store);
            assert!(
                (acknowledged..=acknowledged + 1).contains(&found),
                "{at}, {seed}"
            );
        }
        if acknowledged == STEPS.len() {
            return;
        }
    }
}

#[test]
fn a_place_that_another_program_writes_to_shows_it_at_once() {
    everywhere(|place| {
        let (one, other) = (place.open_public(), place.open_public());
        grow(&*one, &[0, 3]);
        grow(&*other, &[9]);
        grow(&*one, &[300]);
        assert_eq!(read_entries(&*other, 0), entries(0, 300));
        one.create_archive(POLL, b"archive").unwrap();
        assert_eq!(other.append_archive(POLL, 7, b"!").unwrap(), 8);
        assert_eq!(one.archive_length(POLL).unwrap(), Some(8));
    });
}
