//! Appending, creating and replacing on a disk that fails at every operation in turn, and again while recovering.

use super::append::{AppendError, AppendFile, create};
use super::disk::{Access, Disk};
use super::error::FileError;
use super::publish;
use super::simulated::{SimulatedDisk, Trouble};
use super::whole::complete_length;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use std::path::Path;

const BASE: &[u8] = b"the first bytes";

fn path() -> &'static Path {
    Path::new("poll.bel")
}

fn fresh() -> SimulatedDisk {
    let disk = SimulatedDisk::default();
    disk.put(path(), BASE);
    disk
}

/// Entries of several lengths, one of zeros, which look like what a torn write leaves.
fn entries() -> Vec<Vec<u8>> {
    vec![
        b"first entry".to_vec(),
        vec![0; 20],
        (1..=255).collect(),
        b"4".to_vec(),
        [b"last\0".to_vec(), vec![0; 3]].concat(),
    ]
}

/// The file after so many entries.
fn file_of(count: usize) -> Vec<u8> {
    [BASE.to_vec(), entries()[..count].concat()].concat()
}

/// How many whole entries the bytes hold, if nothing else.
fn count_in(bytes: &[u8]) -> Option<usize> {
    (0..=entries().len()).find(|count| file_of(*count) == bytes)
}

/// Opens and appends what is missing, until the disk fails. Gives how many entries were acknowledged, all told.
fn run(disk: &SimulatedDisk) -> usize {
    let Ok((mut file, _)) = AppendFile::open(disk.clone(), path()) else {
        return 0;
    };
    let bytes = file.read_range(0, usize::MAX).unwrap();
    let mut count = count_in(&bytes).expect("a recovered file holds whole entries");
    for entry in &entries()[count..] {
        if file.append(entry).is_err() {
            break;
        }
        count += 1;
    }
    count
}

/// What must hold of any disk on which so many entries were acknowledged.
fn check(disk: &SimulatedDisk, acknowledged: usize) -> Result<(), String> {
    let allowed = |count: usize| (acknowledged..=acknowledged + 1).contains(&count);
    let bytes = disk.contents(path()).ok_or("the file is gone")?;
    let whole = complete_length(disk, path()).map_err(|error| error.to_string())?;
    let count = count_in(&bytes[..whole.length as usize]);
    let count = count.ok_or("a reader is shown a torn entry")?;
    if !allowed(count) {
        return Err(format!(
            "a reader is shown {count}, acknowledged {acknowledged}"
        ));
    }
    let disk = disk.after_kill();
    let (file, _) = AppendFile::open(disk.clone(), path()).map_err(|error| error.to_string())?;
    let bytes = disk.contents(path()).ok_or("the file is gone")?;
    let count = count_in(&bytes).ok_or("a recovered file holds a torn entry")?;
    if !allowed(count) || file.length() != bytes.len() as u64 {
        return Err(format!("{count} recovered, acknowledged {acknowledged}"));
    }
    if disk.names() != [path()] {
        return Err(format!("left behind: {:?}", disk.names()));
    }
    drop(file);
    if run(&disk) != entries().len() || disk.contents(path()) != Some(file_of(entries().len())) {
        return Err("a recovered file cannot be appended to".to_owned());
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

/// Kills the power at every operation of a run, then at every operation of the run after it. Gives the number of
/// schedules, or what broke first.
fn all_schedules(fresh: impl Fn() -> SimulatedDisk, crashes: usize) -> Result<usize, String> {
    let disk = fresh();
    disk.plan(Trouble::None);
    assert_eq!(run(&disk), entries().len());
    let operations = disk.operations();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut schedules = 0;
    for first in 1..=operations + 1 {
        let disk = fresh();
        disk.plan(Trouble::Crash(first));
        let acknowledged = run(&disk);
        for found in deaths(&disk, &mut rng, crashes) {
            check(&found, acknowledged).map_err(|error| format!("after {first}: {error}"))?;
            // Recovery takes five operations at most; what follows them is a first crash in later appends.
            for second in 1..=8 {
                let again = found.after_kill();
                again.plan(Trouble::Crash(second));
                let acknowledged = acknowledged.max(run(&again));
                for last in deaths(&again, &mut rng, 2) {
                    schedules += 1;
                    check(&last, acknowledged)
                        .map_err(|error| format!("after {first}, then {second}: {error}"))?;
                }
            }
        }
    }
    Ok(schedules)
}

#[test]
fn no_crash_loses_an_acknowledged_entry_or_leaves_a_torn_one() {
    let schedules = all_schedules(fresh, 6).unwrap();
    assert!(schedules > 5000, "{schedules}");
}

#[test]
fn on_a_disk_that_lies_about_any_one_kind_of_sync_the_same_test_fails() {
    for lie in ["poll.bel", ".pending.tmp", "/"] {
        let lying = || {
            let disk = fresh();
            disk.lie_about(lie);
            disk
        };
        let failure = all_schedules(lying, 6);
        assert!(failure.is_err(), "no schedule needs the sync of {lie}");
    }
}

#[test]
fn a_disk_that_lies_about_the_file_loses_an_acknowledged_entry() {
    let lost = (0..200).any(|seed| {
        let disk = fresh();
        disk.lie_about("poll.bel");
        let acknowledged = run(&disk);
        let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
        check(&crashed, acknowledged).is_err()
    });
    assert!(lost);
}

/// A plain append, without the note: what all of this is for.
#[test]
fn a_plain_append_leaves_a_torn_entry_in_some_crash() {
    let torn = (0..200).any(|seed| {
        let disk = fresh();
        let file = disk.open(path()).unwrap();
        let bytes = &entries()[0];
        disk.write_at(&file, BASE.len() as u64, bytes).unwrap();
        let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
        check(&crashed, 0).is_err()
    });
    assert!(torn);
}

#[test]
fn an_append_that_failed_has_not_happened_and_one_that_is_uncertain_is_called_so() {
    let entries = entries();
    let mut outcomes = [0; 3];
    for place in 1..=10 {
        for trouble in [Trouble::Failure(place), Trouble::Failures(place)] {
            let disk = fresh();
            let (mut file, _) = AppendFile::open(disk.clone(), path()).unwrap();
            file.append(&entries[0]).unwrap();
            disk.plan(trouble);
            let outcome = file.append(&entries[1]);
            let mut rng = ChaCha8Rng::seed_from_u64(place);
            for found in deaths(&disk, &mut rng, 50) {
                let context = format!("{trouble:?} {outcome:?}");
                let (recovered, _) = AppendFile::open(found.clone(), path()).expect(&context);
                let count = count_in(&found.contents(path()).unwrap()).expect(&context);
                match outcome {
                    Ok(_) => assert_eq!(count, 2, "{context}"),
                    Err(AppendError::NotAppended(_)) => assert_eq!(count, 1, "{context}"),
                    Err(AppendError::Unfinished(_)) => {
                        assert!([1, 2].contains(&count), "{context}")
                    }
                }
                drop(recovered);
            }
            disk.plan(Trouble::None);
            let next = file.append(&entries[2]);
            match outcome {
                Ok(_) => outcomes[0] += 1,
                Err(AppendError::NotAppended(_)) => outcomes[1] += 1,
                Err(AppendError::Unfinished(_)) => outcomes[2] += 1,
            }
            let refused = matches!(
                next,
                Err(AppendError::NotAppended(FileError::Interrupted { .. }))
            );
            let uncertain = matches!(outcome, Err(AppendError::Unfinished(_)));
            assert_eq!(refused, uncertain, "{trouble:?} {outcome:?} {next:?}");
        }
    }
    assert!(outcomes.iter().all(|count| *count > 0), "{outcomes:?}");
}

#[test]
fn a_created_archive_is_whole_or_absent_after_any_crash() {
    let mut seen = [false; 2];
    for place in 1..=8 {
        for seed in 0..100 {
            let disk = SimulatedDisk::default();
            disk.plan(Trouble::Crash(place));
            let created = create(&disk, path(), BASE).is_ok();
            let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
            match crashed.contents(path()) {
                Some(bytes) => assert_eq!(bytes, BASE),
                None => assert!(!created),
            }
            seen[usize::from(created)] = true;
            if crashed.contents(path()).is_none() {
                create(&crashed, path(), BASE).unwrap();
            }
            check(&without_litter(crashed), 0).unwrap();
        }
    }
    assert_eq!(seen, [true; 2]);
}

/// A crash while a file is created may leave a temporary name behind, and nothing else.
fn without_litter(disk: SimulatedDisk) -> SimulatedDisk {
    for name in disk.names() {
        if name != path() {
            assert!(name.to_string_lossy().contains(".tmp-"), "{name:?}");
            disk.remove(&name).unwrap();
        }
    }
    disk
}

#[test]
fn without_hard_links_a_new_file_still_overwrites_nothing_and_is_durable() {
    let disk = SimulatedDisk::default();
    disk.forbid_links();
    create(&disk, path(), BASE).unwrap();
    assert_eq!(disk.names(), [path()]);
    let error = create(&disk, path(), b"other").unwrap_err();
    assert!(matches!(error, FileError::Exists { .. }));
    for seed in 0..50 {
        let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
        check(&crashed, 0).unwrap();
    }
}

#[test]
fn a_new_file_that_cannot_be_written_leaves_nothing() {
    for links in [true, false] {
        for place in 1..=3 {
            let disk = SimulatedDisk::default();
            if !links {
                disk.forbid_links();
            }
            disk.plan(Trouble::Failure(place));
            publish::write_new_on(&disk, path(), BASE, Access::Secret).unwrap_err();
            assert!(disk.names().is_empty(), "{:?}", disk.names());
        }
    }
}

#[test]
fn a_replaced_file_is_the_old_one_or_the_new_one_after_any_crash() {
    let mut seen = [0; 2];
    for place in 1..=6 {
        for seed in 0..100 {
            let disk = fresh();
            disk.plan(Trouble::Crash(place));
            let replaced = publish::replace_on(&disk, path(), b"new").is_ok();
            let crashed = disk.after_crash(&mut ChaCha8Rng::seed_from_u64(seed));
            let bytes = crashed.contents(path()).unwrap();
            let new = bytes == b"new";
            assert!(new || (bytes == BASE && !replaced));
            seen[usize::from(new)] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 0));
}
