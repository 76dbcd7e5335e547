//! A program that accepts ballots is killed at random moments: no ballot that it acknowledged is lost. The program is
//! this test itself, started again with an order in its environment.

use crate::support::{ballot, login};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use veche_store::place::{Database, Directory, Store};

const PATH: &str = "VECHE_PLACE_KILL_TEST_PATH";
const KIND: &str = "VECHE_PLACE_KILL_TEST_KIND";
const POLL: &str = "main";

fn open(kind: &str, folder: &Path) -> Arc<dyn Store> {
    match kind {
        "folder" => {
            let (public, private) = (folder.join("election"), folder.join("private"));
            Arc::new(Directory::open(&public, Some(&private)).unwrap())
        }
        _ => Database::open(&folder.join("veche.sqlite"))
            .unwrap()
            .store("election")
            .unwrap(),
    }
}

/// Accepts ballots, some of them together, publishes a few of what waits, and acknowledges both on standard output.
#[test]
#[ignore = "the program that the other test starts, and kills"]
fn acceptor() {
    let kind = std::env::var(KIND).unwrap();
    let store = open(&kind, std::env::var(PATH).unwrap().as_ref());
    let say = |line: String| {
        let mut output = std::io::stdout().lock();
        writeln!(output, "\n{line}").unwrap();
        output.flush().unwrap();
    };
    let mut number = u64::from(std::process::id()) << 32;
    loop {
        let count = 1 + number % 5;
        let ballots: Vec<_> = (number..number + count)
            .map(|number| ballot(["ada", "boris", "chen"][number as usize % 3], number))
            .collect();
        store.accept(POLL, &ballots).unwrap();
        for ballot in &ballots {
            say(format!("accepted {}", ballot.tracker.to_hex()));
        }
        number += count;
        if number.is_multiple_of(11) {
            let tracker = ballots[0].tracker;
            say(format!("published {}", tracker.to_hex()));
            store.forget_waiting(POLL, &[tracker]).unwrap();
        }
    }
}

#[test]
fn no_ballot_that_was_acknowledged_is_lost_when_the_program_is_killed() {
    for kind in ["folder", "file"] {
        let folder = tempfile::tempdir().unwrap();
        match kind {
            "folder" => drop(Directory::create(&folder.path().join("election"), None).unwrap()),
            _ => drop(
                Database::open(&folder.path().join("veche.sqlite"))
                    .unwrap()
                    .create("election")
                    .unwrap(),
            ),
        }
        let store = open(kind, folder.path());
        store
            .put_logins(POLL, &["ada", "boris", "chen"].map(login))
            .unwrap();
        drop(store);
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let (mut accepted, mut published) = (BTreeSet::new(), BTreeSet::new());
        for round in 0..20 {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--ignored", "--exact", "kill::acceptor", "--nocapture"])
                .env(PATH, folder.path())
                .env(KIND, kind)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let output = BufReader::new(child.stdout.take().unwrap());
            std::thread::sleep(Duration::from_micros(20_000 + rng.next_u64() % 100_000));
            child.kill().unwrap();
            child.wait().unwrap();
            for line in output.lines().map(Result::unwrap) {
                match line.split_once(' ') {
                    Some(("accepted", tracker)) => drop(accepted.insert(tracker.to_owned())),
                    Some(("published", tracker)) => drop(published.insert(tracker.to_owned())),
                    _ => {}
                }
            }
            let waiting = open(kind, folder.path()).waiting(POLL).unwrap();
            let waiting: BTreeSet<String> =
                waiting.iter().map(|found| found.tracker.to_hex()).collect();
            let lost: Vec<_> = accepted
                .iter()
                .filter(|tracker| !waiting.contains(*tracker) && !published.contains(*tracker))
                .collect();
            assert!(
                lost.is_empty(),
                "{kind}, round {round}: {} lost",
                lost.len()
            );
        }
        // If no program lived long enough to acknowledge anything, nothing was tested.
        assert!(accepted.len() > 20 && !published.is_empty(), "{kind}");
        println!(
            "{kind}: {} accepted, {} published",
            accepted.len(),
            published.len()
        );
    }
}
