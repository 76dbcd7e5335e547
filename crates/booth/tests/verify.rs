//! A record verified as a page verifies it, whole and with something wrong.

mod common;

use common::{archives, begun, election, entries, files, verified};
use serde_json::{Value, json};
use veche_election::promise::{Minute, Promise};
use veche_poll::chain::Reader;
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_record::note::{KeyName, SigningKey};

const CLUB: &str = "association";

/// The faults of a report, each with its check.
fn faults(answer: &Value) -> Vec<String> {
    let checks = answer["report"]["checks"].as_array().unwrap();
    let of = |check: &Value| {
        let name = check["check"].as_str().unwrap().to_owned();
        let faults = check["faults"].as_array().unwrap().clone();
        faults
            .into_iter()
            .map(move |fault| format!("{name} {}", fault.as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    checks.iter().flat_map(of).collect()
}

/// The hashes of the ballots in an archive, which are their trackers.
fn trackers(archive: &[u8]) -> Vec<Hash> {
    let mut found = Vec::new();
    let mut reader = Reader::new();
    reader.push(archive, |step| {
        if step.event.kind == EventKind::Ballot {
            found.extend(step.data.first().map(|(hash, _)| *hash));
        }
    });
    found
}

#[test]
fn the_club_is_sound() {
    let answer = verified(begun(), &files(&election(CLUB)));
    assert_eq!(faults(&answer), Vec::<String>::new());
    assert_eq!(answer["report"]["exit"], 0);
    assert_eq!(answer["kept"], Value::Null);
    assert!(answer["log_key"].as_str().is_some());
    let checkpoint = std::fs::read_to_string(election(CLUB).join("record/checkpoint"));
    assert_eq!(answer["checkpoint"], checkpoint.unwrap());
}

/// Everything below the club's folder, changed by a function.
fn changed(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<String> {
    let folder = election(CLUB);
    let fetch = |path: &str| files(&folder)(path).and_then(|bytes| change(path, bytes));
    faults(&verified(begun(), &fetch))
}

#[test]
fn each_change_to_what_is_served_fires_its_check() {
    type Change = fn(&str, Vec<u8>) -> Option<Vec<u8>>;
    let table: [(&str, Change, &str); 7] = [
        (
            "no file of entries",
            |path, bytes| (!path.contains("tile/entries")).then_some(bytes),
            "S1 the log: checkpoint: it says that there are",
        ),
        (
            "a file of entries cut off",
            |path, bytes| match path.contains("tile/entries") {
                true => Some(bytes[..bytes.len() - 1].to_vec()),
                false => Some(bytes),
            },
            "S1 the log: tile/entries/",
        ),
        (
            "an entry changed",
            |path, bytes| match path.contains("tile/entries") {
                true => Some(flipped(bytes)),
                false => Some(bytes),
            },
            "S1 the log: checkpoint: its root is",
        ),
        (
            "no bodies",
            |path, bytes| (!path.starts_with("bodies")).then_some(bytes),
            "S7 entry 0, body",
        ),
        (
            "other bodies",
            |path, bytes| match path.starts_with("bodies") {
                true => Some(b"other".to_vec()),
                false => Some(bytes),
            },
            "S7 entry 0, body",
        ),
        (
            "no archive",
            |path, bytes| (!path.starts_with("polls")).then_some(bytes),
            "S8 poll board: its archive is not there",
        ),
        (
            "a ballot changed",
            |path, bytes| match path.starts_with("polls") {
                true => Some(flipped(bytes)),
                false => Some(bytes),
            },
            "S8 poll board: V",
        ),
    ];
    for (what, change, expected) in table {
        let found = changed(change);
        assert!(
            found.iter().any(|fault| fault.starts_with(expected)),
            "{what}: {:?}",
            found.first()
        );
    }
}

/// One bit in the middle is another.
fn flipped(mut bytes: Vec<u8>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    bytes
}

#[test]
fn a_log_that_was_not_asked_for_is_refused() {
    let folder = election(CLUB);
    let good = verified(begun(), &files(&folder))["log_key"].clone();
    let good = good.as_str().unwrap();
    let name = KeyName::new(good.split('+').next().unwrap()).unwrap();
    let other = SigningKey::new(name, &[9; 32]).verifier().to_text();
    for (key, number) in [(good, 0), (other.as_str(), 1)] {
        let mut session = begun();
        session.expect_log_key(key.as_bytes()).unwrap();
        let found = faults(&verified(session, &files(&folder)));
        assert_eq!(found.len(), number, "{found:?}");
    }
    assert_eq!(begun().expect_log_key(b"key").unwrap_err().code, "log_key");
}

#[test]
fn an_election_that_was_not_asked_for_is_refused() {
    let folder = election(CLUB);
    let good = verified(begun(), &files(&folder))["report"]["election"].clone();
    let other = "0".repeat(64);
    for (id, number) in [(good.as_str().unwrap(), 0), (other.as_str(), 1)] {
        let mut session = begun();
        session.expect_election(id.as_bytes()).unwrap();
        let found = faults(&verified(session, &files(&folder)));
        assert_eq!(found.len(), number, "{found:?}");
    }
    assert_eq!(begun().expect_election(b"id").unwrap_err().code, "election");
}

#[test]
fn a_checkpoint_that_was_kept_is_compared() {
    let folder = election(CLUB);
    let kept = std::fs::read(folder.join("record/checkpoint")).unwrap();
    let mut session = begun();
    session.keep(&kept).unwrap();
    let answer = verified(session, &files(&folder));
    assert_eq!(answer["kept"]["says"], "continued");
    let other = std::fs::read(election("respublika").join("record/checkpoint"));
    let mut session = begun();
    session.keep(&other.unwrap()).unwrap();
    let answer = verified(session, &files(&folder));
    assert_eq!(answer["kept"]["says"], "other_log");
}

#[test]
fn trackers_and_promises_are_looked_for_in_the_archive_of_their_poll() {
    let folder = election(CLUB);
    let archive = std::fs::read(folder.join("polls/board.bel")).unwrap();
    let there = trackers(&archive)[0];
    let mut reader = Reader::new();
    reader.push(&archive, |_| {});
    let poll = reader.outline().setup().unwrap().data.election;
    let mut session = begun();
    let gone = Hash::of(b"taken and not published");
    for tracker in [there, gone] {
        let asked = json!({"poll": "board", "tracker": tracker.to_base64()});
        session.tracker(asked.to_string().as_bytes()).unwrap();
    }
    let key = SigningKey::new(KeyName::new("veche.example/other").unwrap(), &[1; 32]);
    for (poll, tracker) in [(poll, there), (poll, gone), (gone, there)] {
        let promise = Promise {
            origin: KeyName::new(key.name()).unwrap(),
            poll,
            tracker,
            by: Minute::parse("2026-11-23T12:40Z").unwrap(),
        };
        let text = promise.sign(&key).unwrap();
        session.promise(text.as_bytes()).unwrap();
    }
    let answer = verified(session, &files(&folder));
    let fates = |list: &str| {
        let list = answer[list].as_array().unwrap();
        list.iter()
            .map(|one| one["fate"].as_str().unwrap())
            .collect::<Vec<_>>()
    };
    assert!(["counted", "replaced"].contains(&fates("trackers")[0]));
    assert_eq!(fates("trackers")[1], "missing");
    assert_eq!(fates("promises")[1..], ["missing", "no_archive"]);
    assert_eq!(fates("promises")[0], fates("trackers")[0]);
    // Signed, and not with a key of this log: such a promise accuses nobody.
    assert_eq!(answer["promises"][0]["signed"], false);
}

#[test]
fn whoever_calls_at_another_time_is_told_so() {
    let folder = election(CLUB);
    let fetch = files(&folder);
    let mut session = veche_booth::verify::Session::default();
    let order = |result: Result<Value, veche_booth::answer::Failure>| {
        assert_eq!(result.unwrap_err().code, "order");
    };
    order(session.checkpoint(b""));
    order(session.finish());
    order(session.end_entries());
    let mut session = begun();
    order(session.bundle(0, b""));
    order(session.end_entries());
    order(session.archive(b"board"));
    entries(&mut session, &fetch);
    let checkpoint = fetch("record/checkpoint").unwrap();
    order(session.checkpoint(&checkpoint));
    order(session.keep(&checkpoint));
    order(session.bundle(0, b""));
    order(session.finish());
    archives(&mut session, &fetch);
    order(session.piece(b""));
    order(session.end_archive());
    order(session.bundle(0, b""));
    session.archive(b"fee").unwrap();
    order(session.archive(b"fee"));
    order(session.finish());
    session.end_archive().unwrap();
    assert!(session.progress()["entries"].as_u64().unwrap() > 0);
    session.finish().unwrap();
    order(session.finish());
}
