//! Changes to a recorded election, and the check that catches each.

use std::path::Path;

use crate::copies::{Copy, files};

/// Changes a byte in the middle of a file.
fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// The first file below a folder.
fn first(copy: &Copy, folder: &str) -> std::path::PathBuf {
    let below = copy.path(folder);
    let (name, _) = files(&below).into_iter().next().unwrap();
    below.join(name)
}

#[test]
fn each_change_to_the_files_fires_its_check() {
    type Change = fn(&Copy);
    let table: [(&str, Change, &[&str]); 8] = [
        ("nothing", |_| {}, &[]),
        (
            "a byte of the entries",
            |copy| damage(&first(copy, "e/record/tile/entries")),
            &["S1"],
        ),
        (
            "a byte of the tiles",
            |copy| damage(&first(copy, "e/record/tile/0")),
            &["S1"],
        ),
        (
            "the entries are gone",
            |copy| {
                std::fs::remove_dir_all(copy.path("e/record/tile/entries")).unwrap();
            },
            &["S1"],
        ),
        (
            "a byte of a body",
            |copy| damage(&first(copy, "e/bodies")),
            &["S7"],
        ),
        (
            "a body is gone",
            |copy| std::fs::remove_file(first(copy, "e/bodies")).unwrap(),
            &["S7"],
        ),
        (
            "a byte of a poll",
            |copy| damage(&first(copy, "e/polls")),
            &["S8"],
        ),
        (
            "a poll is gone",
            |copy| std::fs::remove_file(first(copy, "e/polls")).unwrap(),
            &["S8", "S9"],
        ),
    ];
    for (change, apply, expected) in table {
        let copy = Copy::of("respublika");
        apply(&copy);
        let fired = copy.unsound();
        assert!(
            expected
                .iter()
                .all(|check| fired.iter().any(|found| found == check)),
            "{change}: {expected:?} expected, {fired:?} fired"
        );
        assert_eq!(expected.is_empty(), fired.is_empty(), "{change}: {fired:?}");
    }
}

#[test]
fn a_checkpoint_signed_by_another_key_is_refused() {
    let copy = Copy::of("association");
    let path = copy.path("e/record/checkpoint");
    let text = std::fs::read_to_string(&path).unwrap();
    let signature = text.rfind(' ').unwrap() + 12;
    let mut bytes = text.into_bytes();
    bytes[signature] = if bytes[signature] == b'A' { b'B' } else { b'A' };
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(copy.unsound(), ["S2"]);
}

#[test]
fn a_poll_that_grew_after_it_was_anchored_is_seen() {
    // The archive of another poll, sound in itself, put in place of the anchored one.
    let copy = Copy::of("association");
    std::fs::copy(copy.path("e/polls/fee.bel"), copy.path("e/polls/board.bel")).unwrap();
    let fired = copy.unsound();
    assert!(fired.contains(&"S8".to_owned()), "{fired:?}");
}

#[test]
fn what_was_withdrawn_is_missed_only_where_nobody_withdrew_it() {
    let copy = Copy::of("respublika");
    let (_, report) = copy.verify();
    assert_eq!(report["withdrawn_bodies_left_over"], serde_json::json!([]));
    assert!(copy.unsound().is_empty());
}

#[test]
fn a_record_rewritten_by_its_owner_is_caught_by_whoever_kept_a_checkpoint() {
    let copy = Copy::of("respublika");
    let story = std::fs::read_to_string(copy.path("e/story.toml")).unwrap();
    assert!(story.contains("A fictional republic."));
    // The owner has all keys, and tells the story anew. The new record is sound in itself.
    let folder = copy.path("respublika");
    crate::copies::copy(&copy.path("e/sealed"), &folder.join("sealed"));
    let rewritten = story.replace("A fictional republic.", "A perfect republic.");
    std::fs::write(folder.join("story.toml"), rewritten).unwrap();
    veche::story::build(&folder.join("story.toml"), &folder).unwrap();
    let ran = copy.run(&["verify", "respublika", "--as-of", crate::copies::DAY]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);

    let kept = "e/record/checkpoint";
    let same = copy.run(&["record", "check", "e", "--against", kept]);
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);
    let caught = copy.run(&[
        "record",
        "check",
        "respublika",
        "--against",
        kept,
        "--out",
        "conflict",
    ]);
    assert_eq!(caught.code, Some(1), "{}{}", caught.out, caught.err);

    // Anybody can check the two checkpoints, with the log's key and nothing else.
    let ran = copy.run(&[
        "record",
        "prove",
        "e",
        "0",
        "--out",
        "proof",
        "--entry",
        "call.json",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let call = std::fs::read(copy.path("call.json")).unwrap();
    let call: serde_json::Value = serde_json::from_slice(&call).unwrap();
    let key = call["entry"]["act"]["log"].as_str().unwrap();
    let proof = ["record", "check", "--conflict", "conflict", "--key"];
    let shown = copy.run(&[&proof[..], &[key]].concat());
    assert_eq!(shown.code, Some(0), "{}{}", shown.out, shown.err);
    let other = key.replacen("respublika", "elsewhere", 1);
    let refused = copy.run(&[&proof[..], &[other.as_str()]].concat());
    assert_ne!(refused.code, Some(0));
}

#[test]
fn no_text_of_a_record_or_a_poll_can_write_over_a_terminal_or_begin_a_line() {
    let copy = Copy::of("association");
    let story = std::fs::read_to_string(copy.path("e/story.toml")).unwrap();
    let hostile = r"\u001b[2J\u202e\nEvery check holds: ";
    let mut changed = story.clone();
    for name in [
        "title = { text = \"Yearly",
        "name = \"Board of",
        "question = \"Which two",
    ] {
        let (field, text) = name.split_once('"').unwrap();
        assert!(changed.contains(name), "{name}");
        changed = changed.replacen(name, &format!("{field}\"{hostile}{text}"), 1);
    }
    let folder = copy.path("hostile");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("story.toml"), changed).unwrap();
    veche::story::build(&folder.join("story.toml"), &folder).unwrap();
    for path in ["hostile", "hostile/polls/board.bel"] {
        let ran = copy.run(&["verify", path]);
        assert!(ran.out.contains("[U+001B][2J[U+202E] Every"), "{}", ran.out);
        let obeyed = ran.out.contains(['\u{1b}', '\u{202e}']);
        assert!(!obeyed && !ran.out.contains("\nEvery check"), "{path}");
    }
}
