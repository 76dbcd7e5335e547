//! Creating, appending and recovering on a disk that fails at every operation in turn, and again while recovering.

use super::error::AppendError;
use super::reader::RecordReader;
use super::writer::{RecordDir, create_on};
use super::{CHECKPOINT, NEXT, RecordError};
use crate::files::Disk;
use crate::files::simulated::{SimulatedDisk, Trouble};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use std::collections::BTreeMap;
use std::path::Path;
use veche_record::hash::Hash;
use veche_record::note::{KeyName, SigningKey};

type Record = RecordDir<SimulatedDisk>;

/// The sizes that a record passes through: within a tile, to its end, over it.
const SIZES: [u64; 5] = [2, 3, 255, 256, 258];

fn dir() -> &'static Path {
    Path::new("record")
}

fn key() -> SigningKey {
    SigningKey::new(KeyName::new("example.org/e").unwrap(), &[1; 32])
}

/// An entry of a run: after a crash the program appends other entries than before.
fn entry(run: u8, number: u64) -> Vec<u8> {
    format!("run {run}, entry {number}").into_bytes()
}

fn fresh() -> SimulatedDisk {
    let disk = SimulatedDisk::default();
    create_on(&disk, dir(), &key()).unwrap();
    disk
}

/// The roots that somebody has been shown, by size: by an append that returned, or in the visible checkpoint.
#[derive(Debug, Clone, Default)]
struct Seen(BTreeMap<u64, Hash>);

impl Seen {
    /// Notes what anybody can read now. Two roots of one size are two histories.
    fn look(&mut self, disk: &SimulatedDisk) -> Result<(), String> {
        let tree = RecordReader::on(disk.clone(), dir())
            .checkpoint()
            .map_err(|error| error.to_string())?
            .tree();
        match self.0.insert(tree.size, tree.root) {
            Some(root) if root != tree.root => Err(format!("two histories of {}", tree.size)),
            _ => Ok(()),
        }
    }

    fn largest(&self) -> u64 {
        self.0.keys().next_back().copied().unwrap_or(0)
    }
}

/// Opens and appends up to the last size, until the disk fails. Gives the size acknowledged last.
fn run(disk: &SimulatedDisk, number: u8, seen: &mut Seen) -> Result<u64, String> {
    let Ok(mut record) = Record::open_on(disk.clone(), dir()) else {
        return Ok(0);
    };
    let mut acknowledged = record.checkpoint().tree().size;
    for size in SIZES {
        let from = record.checkpoint().tree().size;
        if from >= size {
            continue;
        }
        let entries: Vec<Vec<u8>> = (from..size).map(|n| entry(number, n)).collect();
        let outcome = record.append(&entries, &key());
        seen.look(disk)?;
        if outcome.is_err() {
            break;
        }
        acknowledged = size;
    }
    Ok(acknowledged)
}

/// What must hold of any disk after a death.
fn check(disk: &SimulatedDisk, acknowledged: u64, seen: &Seen) -> Result<(), String> {
    let reader = RecordReader::on(disk.clone(), dir());
    let whole = |when: &str| {
        let report = reader.verify_files(|_, _| {}).map_err(|e| e.to_string())?;
        if !report.agrees() {
            return Err(format!("{when}: {:?}", report.differences));
        }
        Ok(report.tree)
    };
    // What a reader is shown before anybody recovers anything.
    let before = whole("before recovery")?;
    if before.size < acknowledged {
        return Err(format!(
            "a reader is shown {before:?}, acknowledged {acknowledged}"
        ));
    }
    let record = Record::open_on(disk.clone(), dir()).map_err(|error| error.to_string())?;
    let after = whole("after recovery")?;
    if record.checkpoint().tree() != after || after.size < seen.largest() {
        return Err(format!("{after:?} recovered of {seen:?}"));
    }
    drop(record);
    for (size, root) in &seen.0 {
        let beginning = reader.prove_consistency(*size).map_err(|e| e.to_string())?;
        if beginning.old.root != *root {
            return Err(format!("the history of {size} that was shown is gone"));
        }
    }
    let litter = |name: &Path| name.ends_with(NEXT) || name.to_string_lossy().contains(".tmp-");
    if let Some(name) = disk.names().iter().find(|name| litter(name)) {
        return Err(format!("left behind: {name:?}"));
    }
    Ok(())
}

/// The disks that may be found after a death: by a kill of the program, by several power failures.
fn deaths(disk: &SimulatedDisk, rng: &mut ChaCha8Rng, crashes: usize) -> Vec<SimulatedDisk> {
    let crashed = (0..crashes).map(|_| disk.after_crash(rng));
    let mut disks: Vec<_> = crashed.collect();
    disks.push(disk.after_kill());
    disks
}

/// Kills the power at every operation of a run, then at some operations of the run after it. Gives the number of
/// schedules, or what broke first.
fn all_schedules(fresh: impl Fn() -> SimulatedDisk) -> Result<usize, String> {
    let disk = fresh();
    disk.plan(Trouble::None);
    run(&disk, 0, &mut Seen::default())?;
    let operations = disk.operations();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut schedules = 0;
    for first in 1..=operations + 1 {
        let disk = fresh();
        disk.plan(Trouble::Crash(first));
        let mut seen = Seen::default();
        let acknowledged = run(&disk, 0, &mut seen).map_err(|e| format!("{first}: {e}"))?;
        for found in deaths(&disk, &mut rng, 2) {
            check(&found.after_kill(), acknowledged, &seen)
                .map_err(|error| format!("after {first}: {error}"))?;
            // Recovery and the first steps of the next append, then other moments of it.
            for second in (1..=12).chain([17, 29, 53]) {
                let again = found.after_kill();
                again.plan(Trouble::Crash(second));
                let mut seen = seen.clone();
                let context = |error| format!("after {first}, then {second}: {error}");
                let acknowledged = run(&again, 1, &mut seen)
                    .map_err(context)?
                    .max(acknowledged);
                for last in deaths(&again, &mut rng, 1) {
                    schedules += 1;
                    check(&last, acknowledged, &seen).map_err(context)?;
                }
            }
        }
    }
    Ok(schedules)
}

#[test]
fn no_crash_loses_what_was_acknowledged_or_makes_two_histories() {
    let schedules = all_schedules(fresh).unwrap();
    assert!(schedules > 5000, "{schedules}");
}

#[test]
fn on_a_disk_that_lies_about_any_one_kind_of_sync_the_same_test_fails() {
    for lie in ["/2", "000", "-0", "/"] {
        let lying = || {
            let disk = fresh();
            disk.lie_about(lie);
            disk
        };
        let failure = all_schedules(lying);
        assert!(failure.is_err(), "no schedule needs the sync of {lie}");
    }
}

#[test]
fn an_append_that_failed_has_not_happened_and_one_that_is_uncertain_is_called_so() {
    let entries = |from: u64, to: u64| (from..to).map(|n| entry(0, n)).collect::<Vec<_>>();
    let mut outcomes = [0; 3];
    for place in 1..=45 {
        for trouble in [Trouble::Failure(place), Trouble::Failures(place)] {
            let disk = fresh();
            let mut record = Record::open_on(disk.clone(), dir()).unwrap();
            record.append(&entries(0, 250), &key()).unwrap();
            let names = disk.names();
            disk.plan(trouble);
            let outcome = record.append(&entries(250, 260), &key());
            let mut rng = ChaCha8Rng::seed_from_u64(place);
            let context = format!("{trouble:?} {outcome:?}");
            for found in deaths(&disk, &mut rng, 20) {
                let recovered = Record::open_on(found, dir()).expect(&context);
                let size = recovered.checkpoint().tree().size;
                match outcome {
                    Ok(_) => assert_eq!(size, 260, "{context}"),
                    Err(AppendError::NotAppended(_)) => assert_eq!(size, 250, "{context}"),
                    Err(AppendError::Unfinished(_)) => assert!([250, 260].contains(&size)),
                }
            }
            // A disk that is full for a moment only is left as it was.
            if matches!(
                (&outcome, trouble),
                (Err(AppendError::NotAppended(_)), Trouble::Failure(_))
            ) {
                assert_eq!(disk.names(), names, "{context}");
            }
            disk.plan(Trouble::None);
            let next = record.append(&entries(260, 270), &key());
            let refused = matches!(
                next,
                Err(AppendError::NotAppended(RecordError::Interrupted { .. }))
            );
            assert_eq!(
                refused,
                matches!(outcome, Err(AppendError::Unfinished(_))),
                "{context}"
            );
            match outcome {
                Ok(_) => outcomes[0] += 1,
                Err(AppendError::NotAppended(_)) => outcomes[1] += 1,
                Err(AppendError::Unfinished(_)) => outcomes[2] += 1,
            }
        }
    }
    assert!(outcomes.iter().all(|count| *count > 0), "{outcomes:?}");
}

#[test]
fn a_created_record_is_whole_or_absent_after_any_crash() {
    let mut seen = [false; 2];
    for place in 1..=9 {
        for seed in 0..50 {
            let disk = SimulatedDisk::default();
            disk.plan(Trouble::Crash(place));
            let created = create_on(&disk, dir(), &key()).is_ok();
            let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
            let there = crashed.contents(&dir().join(CHECKPOINT)).is_some();
            assert!(there || !created);
            seen[usize::from(created)] = true;
            if !there {
                create_on(&crashed, dir(), &key()).unwrap();
            }
            check(&crashed, 0, &Seen::default()).unwrap();
        }
    }
    assert_eq!(seen, [true; 2]);
}

/// What step 2 of an append is for: without `.checkpoint.next`, a checkpoint that was seen could be taken back.
#[test]
fn a_checkpoint_that_replaces_another_can_be_taken_back_by_a_power_failure() {
    let taken_back = (0..200).any(|seed| {
        let disk = fresh();
        let path = dir().join(CHECKPOINT);
        disk.plan(Trouble::Crash(4));
        let old = disk.contents(&path).unwrap();
        let replaced = crate::files::publish::replace_on(&disk, &path, b"new");
        assert!(replaced.is_err());
        assert_eq!(disk.contents(&path).unwrap(), b"new");
        let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
        crashed.contents(&path).unwrap() == old
    });
    assert!(taken_back);
}

#[test]
fn an_interrupted_put_leaves_no_body_under_a_name_that_is_not_its_own() {
    use crate::bodies::Bodies;
    let texts = [&b"first body"[..], b"second body", b"third body"];
    for place in 1..=40 {
        for seed in 0..10 {
            let disk = SimulatedDisk::default();
            disk.create_dir(dir(), crate::files::Access::Public)
                .unwrap();
            disk.sync_dir(Path::new(".")).unwrap();
            disk.plan(Trouble::Crash(place));
            let bodies = Bodies::on(disk.clone(), dir());
            let before = bodies.put(texts[0]).is_ok();
            let all = bodies.put_all(&texts).is_ok();
            let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
            let bodies = Bodies::on(crashed, dir());
            for (number, text) in texts.iter().enumerate() {
                let found = bodies.get(&Hash::of(text)).unwrap();
                let acknowledged = all || (before && number == 0);
                assert!(
                    found.is_some() || !acknowledged,
                    "{place}, {seed}, {number}"
                );
            }
            bodies.put_all(&texts).unwrap();
            assert_eq!(bodies.list().unwrap().len(), 3);
            assert!(bodies.destroy(&Hash::of(texts[0])).unwrap());
            assert_eq!(bodies.get(&Hash::of(texts[0])).unwrap(), None);
        }
    }
}
