//! A program that appends is killed at random moments: nothing that it acknowledged is lost, and the record always
//! verifies. The program is this test itself, started again with an order in its environment.

use crate::support::{entries, entry, key};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;
use veche_store::record::{RecordDir, RecordReader};

const PATH: &str = "VECHE_RECORD_KILL_TEST_PATH";

/// Appends entries in batches of changing length, and acknowledges the size on standard output.
#[test]
#[ignore = "the program that the other test starts, and kills"]
fn appender() {
    let dir = std::env::var(PATH).unwrap();
    let mut record = RecordDir::open(dir.as_ref()).unwrap();
    loop {
        let from = record.checkpoint().tree().size;
        let to = from + 1 + from % 97;
        record.append(&entries(from, to), &key()).unwrap();
        let mut output = std::io::stdout().lock();
        writeln!(output, "\nappended {to}").unwrap();
        output.flush().unwrap();
    }
}

#[test]
fn a_program_killed_at_any_moment_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    RecordDir::create(&dir, &key()).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (mut total, mut more) = (0, 0);
    for round in 0..40 {
        let before = RecordReader::new(&dir).checkpoint().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "kill::appender", "--nocapture"])
            .env(PATH, &dir)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::sleep(Duration::from_micros(2_000 + rng.next_u64() % 80_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let lines = output.lines().map(Result::unwrap);
        let acknowledged: Vec<u64> = lines
            .filter_map(|line| line.strip_prefix("appended ")?.parse().ok())
            .collect();
        let last = acknowledged.last().copied().unwrap_or(before.tree().size);

        let reader = RecordReader::new(&dir);
        let check = |who: &str| {
            let mut number = 0;
            let report = reader.verify_files(|first, found| {
                assert_eq!(first, number);
                for found in found {
                    assert_eq!(*found, entry(number), "{who}, round {round}");
                    number += 1;
                }
            });
            let report = report.unwrap();
            assert!(
                report.agrees(),
                "{who}, round {round}: {:?}",
                report.differences
            );
            assert!(report.tree.size >= last, "{who}, round {round}");
            report.checkpoint.verify(&key().verifier()).unwrap();
            report.tree
        };
        let shown = check("a reader before recovery");
        let mut record = RecordDir::open(&dir).unwrap();
        let recovered = check("after recovery");
        assert!(recovered.size >= shown.size);
        let old = reader.prove_consistency(before.tree().size).unwrap().old;
        assert_eq!(old, before.tree(), "round {round}");
        let to = recovered.size + 1;
        record.append(&entries(recovered.size, to), &key()).unwrap();
        total += acknowledged.len();
        more += u32::from(recovered.size > last);
    }
    // If no program lived long enough to acknowledge anything, nothing was tested.
    assert!(total > 0);
    println!("{total} appends acknowledged, {more} completed without an answer");
}
