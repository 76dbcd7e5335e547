//! `veche record`: proofs of entries, and records that did not only grow.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use veche_record::note::{KeyName, SigningKey};
use veche_store::record::RecordDir;

use crate::poll::{Ran, veche};

/// A folder with records in it.
struct Records {
    home: TempDir,
}

impl Records {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Makes or continues a record. From entry number `parts` on its entries are of another history.
    fn grow(&self, name: &str, size: u64, parts: u64) {
        let dir = self.path(name);
        if !dir.exists() {
            std::fs::create_dir_all(dir.parent().unwrap()).unwrap();
            RecordDir::create(&dir, &key(1)).unwrap();
        }
        let mut record = RecordDir::open(&dir).unwrap();
        let from = record.checkpoint().tree().size;
        let entry = |number| format!("entry {number} of history {}", u8::from(number >= parts));
        let entries: Vec<String> = (from..size).map(entry).collect();
        record.append(&entries, &key(1)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        veche(self.home.path(), arguments)
    }

    /// Runs `veche record check` and gives what it said, which must hold these words.
    fn check(&self, arguments: &[&str], code: i32, words: &[&str]) -> String {
        let arguments = [&["record", "check"], arguments].concat();
        let ran = self.run(&arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
        let said = format!("{}{}", ran.out, ran.err);
        for word in words {
            assert!(said.contains(word), "{word:?} is not in {said}");
        }
        said
    }
}

fn key(secret: u8) -> SigningKey {
    let name = KeyName::new("example.org/election").unwrap();
    SigningKey::new(name, &[secret; 32])
}

fn public() -> String {
    key(1).verifier().to_text()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn an_entry_is_proved_and_the_proof_is_checked_without_the_record() {
    let public = public();
    let records = Records::new();
    records.grow("election/record", 300, 300);
    for dir in ["election", "election/record"] {
        let ran = records.run(&["record", "prove", dir, "17"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(
            ran.out.starts_with("c2sp.org/tlog-proof@v1\nindex 17\n"),
            "{}",
            ran.out
        );
    }
    let ran = records.run(&[
        "record", "prove", "election", "17", "--out", "proof", "--entry", "entry", "--json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["checkpoint"]["size"], 300);
    assert_eq!(
        std::fs::read(records.path("entry")).unwrap(),
        b"entry 17 of history 0"
    );
    let proof = ["--proof", "proof", "--entry", "entry"];
    records.check(
        &proof,
        0,
        &[
            "entry is entry 17 of the record example.org/election of 300 entries.",
            "Who signed was not checked",
        ],
    );
    let signed = [&proof[..], &["--key", &public]].concat();
    let said = records.check(&signed, 0, &["is entry 17"]);
    assert!(!said.contains("not checked"), "{said}");
    std::fs::write(records.path("key.pub"), format!("{public}\n")).unwrap();
    records.check(
        &[&proof[..], &["--key", "key.pub"]].concat(),
        0,
        &["is entry 17"],
    );
    let other = key(2).verifier().to_text();
    records.check(
        &[&proof[..], &["--key", &other]].concat(),
        1,
        &["NOT PROVED", "not signed by"],
    );
    std::fs::write(records.path("entry"), "entry 18 of history 0").unwrap();
    records.check(&signed, 1, &["NOT PROVED", "do not lead to the root"]);
    let json = records.check(&[&signed[..], &["--json"]].concat(), 1, &[]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["holds"], &json["exit"]), (&false.into(), &1.into()));
}

#[test]
fn what_a_proof_would_overwrite_or_what_is_not_there_is_refused() {
    let records = Records::new();
    records.grow("record", 3, 3);
    std::fs::write(records.path("there"), "mine").unwrap();
    for (arguments, word) in [
        (
            &["record", "prove", ".", "3"][..],
            "there is no number 3 in a record of 3 entries",
        ),
        (
            &["record", "prove", ".", "0", "--out", "there"],
            "exists already",
        ),
        (&["record", "prove", "nowhere", "0"], "no such folder"),
        (
            &["record", "prove", "record/tile", "0"],
            "there is no record here",
        ),
    ] {
        let ran = records.run(arguments);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(word), "{word:?} is not in {}", ran.err);
    }
    assert_eq!(std::fs::read(records.path("there")).unwrap(), b"mine");
}

#[test]
fn a_record_that_only_grew_is_said_to_begin_with_what_was_seen() {
    let public = public();
    let records = Records::new();
    records.grow("election/record", 200, 999);
    std::fs::copy(
        records.path("election/record/checkpoint"),
        records.path("seen"),
    )
    .unwrap();
    records.run(&[
        "record", "prove", "election", "7", "--out", "proof", "--entry", "entry",
    ]);
    copy(&records.path("election"), &records.path("copy"));
    records.check(
        &["election", "--against", "seen"],
        0,
        &["is the one that was seen earlier, with 200 entries"],
    );
    records.grow("election/record", 300, 999);
    let grown = "begins with all 200 entries that were seen earlier, and now has 300 entries";
    for old in ["seen", "copy", "copy/record", "proof"] {
        records.check(
            &["election", "--against", old, "--key", &public],
            0,
            &[grown],
        );
    }
    let with_proof = ["election", "--proof", "proof", "--entry", "entry"];
    records.check(&with_proof, 0, &["is entry 7", grown]);
    // The other way round the end is missing.
    let missing = [
        "ENTRIES ARE MISSING",
        "has 200 entries, and had 300 entries",
    ];
    records.check(
        &["copy", "--against", "election"],
        1,
        &[missing[0], missing[1], "What is there has not changed"],
    );
    records.check(
        &["copy", "--against", "election/record/checkpoint"],
        1,
        &[missing[0], missing[1], "only with a whole copy"],
    );
}

#[test]
fn a_rewritten_record_is_caught_by_whoever_kept_a_checkpoint_and_the_file_convinces_others() {
    // Sizes before and after: rewritten and longer, as long, shorter.
    for (before, after) in [(200, 300), (200, 200), (200, 150)] {
        let public = public();
        let records = Records::new();
        records.grow("election/record", before, 999);
        let seen = match after < before {
            // Only a copy can show what a shorter record should begin with.
            true => "election",
            false => "election/record/checkpoint",
        };
        records.grow("rewritten/record", after, 100);
        let check = ["rewritten", "--against", seen, "--key", &public];
        records.check(&check, 1, &["TWO HISTORIES", "--out FILE"]);
        records.check(
            &[&check[..], &["--out", "conflict"]].concat(),
            1,
            &["TWO HISTORIES", "The proof is in conflict"],
        );
        let conflict = ["--conflict", "conflict", "--key", &public];
        records.check(
            &conflict,
            0,
            &["PROVED: the owner of example.org/election signed two histories"],
        );
        let json = records.check(&[&conflict[..], &["--json"]].concat(), 0, &[]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["histories"][0]["size"], before.min(after));
        let other = key(2).verifier().to_text();
        records.check(
            &["--conflict", "conflict", "--key", &other],
            1,
            &["NOT PROVED", "not signed by"],
        );
        let mut bytes = std::fs::read(records.path("conflict")).unwrap();
        let last = bytes.len() - 10;
        bytes[last] ^= 1;
        std::fs::write(records.path("conflict"), bytes).unwrap();
        records.check(&conflict, 1, &["NOT PROVED"]);
    }
}

#[test]
fn a_proof_of_an_entry_that_was_rewritten_since_gives_the_conflict() {
    let public = public();
    let records = Records::new();
    records.grow("record", 200, 999);
    records.run(&[
        "record", "prove", ".", "150", "--out", "proof", "--entry", "entry",
    ]);
    records.grow("rewritten/record", 300, 100);
    records.check(
        &[
            "rewritten",
            "--proof",
            "proof",
            "--entry",
            "entry",
            "--out",
            "conflict",
        ],
        1,
        &["is entry 150", "TWO HISTORIES"],
    );
    records.check(
        &["--conflict", "conflict", "--key", &public],
        0,
        &["PROVED"],
    );
}

#[test]
fn a_checkpoint_that_the_owner_did_not_sign_is_not_taken_for_a_history() {
    let public = public();
    let records = Records::new();
    records.grow("record", 200, 999);
    let text = std::fs::read_to_string(records.path("record/checkpoint")).unwrap();
    std::fs::write(
        records.path("forged"),
        text.replacen("\n200\n", "\n199\n", 1),
    )
    .unwrap();
    let forged = [
        ".",
        "--against",
        "forged",
        "--key",
        &public,
        "--out",
        "conflict",
    ];
    records.check(&forged, 1, &["NOT GENUINE: the earlier checkpoint"]);
    assert!(!records.path("conflict").exists());
}

#[test]
fn what_cannot_be_read_or_compared_ends_with_2() {
    let records = Records::new();
    records.grow("record", 200, 999);
    std::fs::write(records.path("text"), "some text").unwrap();
    let other = SigningKey::new(KeyName::new("example.org/other").unwrap(), &[1; 32]);
    RecordDir::create(&records.path("other"), &other).unwrap();
    let table: [(&[&str], &str); 7] = [
        (
            &[".", "--against", "text"],
            "neither a checkpoint nor a proof",
        ),
        (&[".", "--against", "nothing"], "cannot read it"),
        (
            &[".", "--against", "other"],
            "two records, example.org/election and example.org/other",
        ),
        (&["other/tile", "--against", "record"], "no such folder"),
        (
            &["--proof", "text", "--entry", "text"],
            "not a proof of an entry",
        ),
        (
            &[".", "--against", "record", "--key", "nonsense"],
            "not a key",
        ),
        (&["."], "--against"),
    ];
    for (arguments, word) in table {
        records.check(arguments, 2, &[word]);
    }
    let tile = records.path("record/tile/0/000.p/200");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[5] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    std::fs::copy(records.path("record/checkpoint"), records.path("seen")).unwrap();
    records.check(
        &[".", "--against", "seen"],
        2,
        &["do not lead to the root", "good copy"],
    );
}
