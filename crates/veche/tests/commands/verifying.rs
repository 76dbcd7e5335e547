//! `veche verify`: what it says and what it exits with.

use crate::poll::{Poll, veche};

/// The checks that failed, from `--json`.
fn failed(poll: &Poll, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let ran = poll.run(&[&["verify", "--json"], arguments].concat());
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["exit"], ran.code.unwrap());
    let failed = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["status"] == "failed")
        .map(|check| check["check"].as_str().unwrap().to_owned())
        .collect();
    (ran.code, failed)
}

#[test]
fn a_sound_poll_exits_0_in_every_phase() {
    let poll = Poll::open(&[]);
    assert_eq!(failed(&poll, &["poll"]), (Some(0), vec![]));
    poll.vote(1, "Ana", "Yes");
    poll.vote(2, "Boris", "blank");
    assert_eq!(failed(&poll, &["poll"]), (Some(0), vec![]));
    poll.ok(&["poll", "close", "poll"]);
    assert_eq!(failed(&poll, &["poll"]), (Some(0), vec![]));
    poll.ok(&["poll", "tally", "poll"]);
    assert_eq!(failed(&poll, &["poll"]), (Some(0), vec![]));
    poll.ok(&["trustee", "decrypt", "poll", "--key", &poll.key()]);
    assert_eq!(failed(&poll, &["poll"]), (Some(0), vec![]));
    let out = poll.ok(&["poll", "result", "poll"]);
    assert!(
        out.contains("Ana    ████████████████████████████████ 1"),
        "{out}"
    );
    assert!(
        out.contains("(blank)  ████████████████████████████████ 1"),
        "{out}"
    );
    assert_eq!(failed(&poll, &["poll"]), (Some(0), vec![]));
}

#[test]
fn an_archive_with_a_changed_byte_exits_1() {
    let poll = Poll::finished();
    let path = poll.archive();
    let sound = std::fs::read(&path).unwrap();
    for at in [600, sound.len() / 2, sound.len() - 400] {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let (code, checks) = failed(&poll, &["poll"]);
        assert_eq!(code, Some(1), "byte {at}");
        assert!(!checks.is_empty());
    }
    // Cut in the middle of a member.
    std::fs::write(&path, &sound[..sound.len() - 300]).unwrap();
    let (code, checks) = failed(&poll, &["poll"]);
    assert_eq!((code, checks), (Some(1), vec!["V1".to_owned()]));
}

#[test]
fn what_is_no_archive_exits_2() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("empty.bel", b"");
    write("text.bel", b"Dear reader, this is no archive.");
    write("zeros.bel", &[0; 4096]);
    for name in ["missing.bel", "empty.bel", "text.bel", "zeros.bel", "."] {
        // The folder holds three archives: which one is meant?
        let ran = veche(folder.path(), &["verify", name]);
        assert_eq!(ran.code, Some(2), "{name}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "{ran:?}");
    }
}

#[test]
fn a_promise_of_the_settings_that_was_not_kept_exits_3() {
    let poll = Poll::finished();
    let path = poll.path("poll/poll.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    for (from, to, rule) in [
        ("minimum_ballots = 2", "minimum_ballots = 4", "R3"),
        ("\"Clara\"]", "\"Clara\", \"Dan\"]", "R1"),
        ("mandatory = 1", "mandatory = 2", "R2"),
    ] {
        std::fs::write(&path, settings.replacen(from, to, 1)).unwrap();
        let ran = poll.run(&["verify", "poll"]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(
            ran.out.contains(&format!("RULE BREACHED: {rule}")),
            "{ran:?}"
        );
    }
    // The archive by itself promises nothing.
    let archive = poll.archive().display().to_string();
    assert_eq!(poll.run(&["verify", &archive]).code, Some(0));
}

#[test]
fn a_tracker_is_found_replaced_or_missing() {
    let poll = Poll::open(&[]);
    let first = poll.vote(1, "Ana", "Yes");
    let other = poll.vote(2, "Ana", "Yes");
    assert_eq!(
        poll.run(&["verify", "poll", "--tracker", &first, "--tracker", &other])
            .code,
        Some(0)
    );
    let second = poll.vote(1, "Boris", "No");
    let ran = poll.run(&["verify", "poll", "--tracker", &first]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("a later one of the same voter counts"),
        "{ran:?}"
    );
    assert_eq!(
        poll.run(&["verify", "poll", "--tracker", &second]).code,
        Some(0)
    );
    let ran = poll.run(&["verify", "poll", "--tracker", "nonsense"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("IS NOT THERE"), "{ran:?}");
}

#[test]
fn nothing_may_vanish_since_an_earlier_copy() {
    let poll = Poll::open(&[]);
    poll.vote(1, "Ana", "Yes");
    std::fs::copy(poll.archive(), poll.path("old.bel")).unwrap();
    poll.vote(2, "Ana", "Yes");
    assert_eq!(
        failed(&poll, &["poll", "--since", "old.bel"]),
        (Some(0), vec![])
    );
    std::fs::copy(poll.archive(), poll.path("new.bel")).unwrap();
    // The older archive lacks what the newer one has.
    assert_eq!(
        failed(&poll, &["old.bel", "--since", "new.bel"]),
        (Some(1), vec!["V16".to_owned()])
    );
    let ran = poll.run(&["verify", "poll", "--since", "poll/poll.toml"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn an_interrupted_append_is_ignored_and_said() {
    let poll = Poll::open(&[]);
    poll.vote(1, "Ana", "Yes");
    let archive = poll.archive();
    let before = std::fs::read(&archive).unwrap();
    poll.vote(2, "Ana", "Yes");
    let after = std::fs::read(&archive).unwrap();
    // A torn tail without the note that an append leaves while it lasts is a fault …
    std::fs::write(&archive, &after[..before.len() + 700]).unwrap();
    assert_eq!(failed(&poll, &["poll"]).0, Some(1));
    // … and adding to it is refused, with the file left as it is.
    let ballot = poll.run(&[
        "vote",
        "poll",
        "--credential",
        "voter3",
        "--choose",
        "Ana",
        "--choose",
        "2:Yes",
    ]);
    assert_eq!(ballot.code, Some(1), "{ballot:?}");
    assert_eq!(
        std::fs::read(&archive).unwrap(),
        after[..before.len() + 700]
    );
}
