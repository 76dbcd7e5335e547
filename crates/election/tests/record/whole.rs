//! A whole verification, fed as a browser feeds it: entries in bundles, bodies as they are found.

use jiff::civil::date;
use serde_json::json;
use veche_election::check::CheckId;
use veche_election::promise::log_keys;
use veche_election::value::EntryId;
use veche_election::verify::{Ended, Kept, Verification, bodies};
use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::hash::Hash;
use veche_record::note::{KeyName, SigningKey};
use veche_record::tree::{Frontier, TreeHead};

use crate::world::{World, candidate, refusal};

fn log_key(name: &str, secret: u8) -> SigningKey {
    SigningKey::new(KeyName::new(name).unwrap(), &[secret; 32])
}

fn tree(leaves: &[Vec<u8>]) -> TreeHead {
    let mut tree = Frontier::new();
    leaves.iter().for_each(|leaf| tree.push(Hash::leaf(leaf)));
    tree.head()
}

fn signed(tree: TreeHead, key: &SigningKey) -> UncheckedCheckpoint {
    Checkpoint::sign(tree, key).unwrap().into_unchecked()
}

/// The key of the log of [`World::run`].
fn key() -> SigningKey {
    log_key("example.org/election", 1)
}

fn world() -> Vec<Vec<u8>> {
    let mut world = World::run();
    world.on("2026-03-02");
    candidate(&mut world);
    refusal(&mut world);
    world.leaves
}

/// The record with these entries and this checkpoint, given in portions of two.
fn ended(
    leaves: &[Vec<u8>],
    checkpoint: UncheckedCheckpoint,
    kept: Option<UncheckedCheckpoint>,
) -> Ended {
    let mut verification = Verification::new();
    if let Some(kept) = kept {
        verification.keep(kept);
    }
    for (portion, first) in leaves.chunks(2).zip((0..).step_by(2)) {
        for used in verification.entries(first, portion) {
            verification.body(used, None);
        }
    }
    verification.end(checkpoint, &[])
}

fn faults(ended: Ended) -> Vec<String> {
    let verified = ended.finish(date(2026, 4, 1));
    let faults = verified.report.faults.list();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_record_given_in_portions_agrees_with_its_checkpoint() {
    let leaves = world();
    let ended = ended(&leaves, signed(tree(&leaves), &key()), None);
    let verified = ended.finish(date(2026, 4, 1));
    assert_eq!(verified.report.faults.list(), []);
    assert_eq!(verified.report.entries, leaves.len() as u64);
    let examined = verified.report.faults.examined(CheckId::S1);
    assert_eq!(examined, leaves.len() as u64);
}

#[test]
fn each_change_to_what_was_fetched_fires_its_check() {
    let leaves = world();
    let all = tree(&leaves);
    let (_, fewer) = leaves.split_last().unwrap();
    let other_root = TreeHead {
        root: Hash::leaf(b"other"),
        ..all
    };
    let table = [
        (
            "another root",
            &leaves[..],
            signed(other_root, &key()),
            "S1 the log: checkpoint: its root is",
        ),
        (
            "an entry less",
            fewer,
            signed(all, &key()),
            "S1 the log: checkpoint: it says that there are",
        ),
        (
            "another key",
            &leaves[..],
            signed(all, &log_key("example.org/election", 2)),
            "S2 record/checkpoint",
        ),
        (
            "another origin",
            &leaves[..],
            signed(all, &log_key("example.org/f", 1)),
            "S2 record/checkpoint",
        ),
    ];
    for (change, leaves, checkpoint, expected) in table {
        let found = faults(ended(leaves, checkpoint, None));
        assert_eq!(found.len(), 1, "{change}: {found:?}");
        assert!(found[0].starts_with(expected), "{change}: {found:?}");
    }
}

#[test]
fn entries_that_cannot_be_read_are_said_and_those_behind_keep_their_numbers() {
    let leaves = world();
    let mut verification = Verification::new();
    verification.keep(signed(tree(&leaves), &key()));
    verification.entries(0, &leaves[..1]);
    verification.entries(2, &leaves[2..]);
    let ended = verification.end(signed(tree(&leaves), &key()), &[]);
    assert_eq!(ended.election().len(), leaves.len() as u64);
    assert_eq!(ended.kept(), Some(&Kept::NotCompared));
    let found = faults(ended);
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("entries 1 to 1 could not be read")),
        "{found:?}"
    );
    assert!(
        !found.iter().any(|fault| fault.contains("root")),
        "{found:?}"
    );
}

#[test]
fn a_checkpoint_that_was_kept_is_continued_at_every_size() {
    let leaves = world();
    for size in 0..=leaves.len() {
        let kept = signed(tree(&leaves[..size]), &key());
        let ended = ended(&leaves, signed(tree(&leaves), &key()), Some(kept));
        assert_eq!(ended.kept(), Some(&Kept::Continued), "{size}");
        assert_eq!(faults(ended), Vec::<String>::new(), "{size}");
    }
}

#[test]
fn a_checkpoint_that_was_kept_accuses_only_if_the_log_signed_it() {
    let leaves = world();
    let all = tree(&leaves);
    let rewritten = TreeHead {
        size: 2,
        root: Hash::leaf(b"other"),
    };
    let longer = TreeHead {
        size: all.size + 1,
        ..all
    };
    let table = [
        ("rewritten", signed(rewritten, &key()), Kept::Rewritten, 1),
        ("shorter", signed(longer, &key()), Kept::Shorter, 1),
        (
            "of another log",
            signed(all, &log_key("example.org/f", 1)),
            Kept::OtherLog {
                origin: "example.org/f".to_owned(),
            },
            0,
        ),
    ];
    for (what, kept, expected, accusations) in table {
        let ended = ended(&leaves, signed(all, &key()), Some(kept));
        assert_eq!(ended.kept(), Some(&expected), "{what}");
        assert_eq!(faults(ended).len(), accusations, "{what}");
    }
    for forged in [rewritten, longer] {
        let kept = signed(forged, &log_key("example.org/election", 2));
        let ended = ended(&leaves, signed(all, &key()), Some(kept));
        assert!(matches!(ended.kept(), Some(Kept::NotSigned { .. })));
        assert_eq!(faults(ended), Vec::<String>::new());
    }
}

#[test]
fn a_body_is_there_unchanged_and_a_body_or_it_is_a_fault() {
    let leaves = world();
    let mut verification = Verification::new();
    let uses = verification.entries(0, &leaves);
    let used = uses.first().copied().unwrap();
    assert!(bodies::fault(&used, None).unwrap().contains("is not there"));
    assert!(
        bodies::fault(&used, Some(b"other"))
            .unwrap()
            .contains("is another file")
    );
    assert!(
        bodies::fault_of_form(&used, b"other")
            .unwrap()
            .contains("is not a body")
    );
    for used in &uses[1..] {
        verification.body(*used, None);
    }
    verification.body(used, bodies::fault(&used, None));
    let ended = verification.end(signed(tree(&leaves), &key()), &[]);
    let found = faults(ended);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("S7 entry 0, body"), "{found:?}");
}

#[test]
fn a_log_that_was_not_asked_for_is_refused_whatever_its_record_says() {
    let leaves = world();
    for (secret, faulty) in [(1, false), (2, true)] {
        let mut verification = Verification::new();
        verification.expect_log_key(log_key("example.org/election", secret).verifier());
        verification.entries(0, &leaves);
        let found = faults(verification.end(signed(tree(&leaves), &key()), &[]));
        assert_eq!(found.len(), usize::from(faulty), "{found:?}");
        assert!(
            found
                .iter()
                .all(|fault| fault.contains("not of the log that was asked for"))
        );
    }
}

#[test]
fn an_election_that_was_not_asked_for_is_refused_and_the_one_that_was_may_replace_the_key_of_its_log()
 {
    let mut world = World::run();
    let call = world.election.called().unwrap().id;
    let next = log_key("example.org/election", 2);
    let rotated = json!({"kind": "log_key_rotated", "log": next.verifier().to_text()});
    world.says("organiser", rotated);
    let first = log_key("example.org/election", 1).verifier();
    let never = log_key("example.org/election", 3).verifier();
    let other = EntryId::new([7; 32]);
    // The key and the election that are expected, and what is said against the record.
    let cases = [
        (&first, None, vec!["not of the log"]),
        (&first, Some(call), vec![]),
        (&never, Some(call), vec!["not of the log"]),
        (
            &first,
            Some(other),
            vec!["not of the log", "another election"],
        ),
    ];
    for (key, election, expected) in cases {
        let mut verification = Verification::new();
        verification.expect_log_key(key.clone());
        if let Some(election) = election {
            verification.expect_election(election);
        }
        verification.entries(0, &world.leaves);
        let found = faults(verification.end(signed(tree(&world.leaves), &next), &[]));
        assert_eq!(found.len(), expected.len(), "{election:?}: {found:?}");
        for (fault, words) in found.iter().zip(expected) {
            assert!(fault.starts_with("S2") && fault.contains(words), "{fault}");
        }
    }
}

#[test]
fn every_key_that_the_log_ever_had_is_known() {
    let mut world = World::run();
    let first = log_key("example.org/election", 1).verifier();
    assert_eq!(log_keys(&world.election), std::slice::from_ref(&first));
    let next = log_key("example.org/election", 2).verifier();
    let rotated = json!({"kind": "log_key_rotated", "log": next.to_text()});
    world.says("organiser", rotated);
    assert_eq!(log_keys(&world.election), [first, next]);
}
