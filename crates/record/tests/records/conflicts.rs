//! Files that prove that the owner of a record showed two histories.

use crate::log::{MemoryLog, ORIGIN, key};
use proptest::prelude::*;
use veche_record::conflict::{ConflictError, UncheckedConflict};
use veche_record::hash::Hash;
use veche_record::proof::ProofError;

/// Two histories that part after 100 entries, of these sizes, and the file that proves it.
fn conflict(one: u64, other: u64) -> UncheckedConflict {
    let (honest, forged) = (MemoryLog::new(one), MemoryLog::parting(other, 100));
    let beginning = match one == other {
        true => None,
        false if one < other => Some(forged.beginning(one)),
        false => Some(honest.beginning(other)),
    };
    let key = key(ORIGIN, 1);
    UncheckedConflict::new(honest.checkpoint(&key), forged.checkpoint(&key), beginning).unwrap()
}

#[test]
fn two_histories_are_proved_to_whoever_has_the_key_whichever_is_longer() {
    for (one, other) in [(200, 200), (200, 300), (300, 200), (101, 256), (256, 101)] {
        let conflict = conflict(one, other);
        let text = conflict.to_text();
        let read = UncheckedConflict::parse(text.as_bytes()).unwrap();
        assert_eq!(read, conflict);
        assert_eq!(read.to_text(), text);
        let proved = read.verify(&key(ORIGIN, 1).verifier()).unwrap();
        assert_eq!(proved.smaller.tree().size, one.min(other));
        assert_eq!(proved.larger.tree().size, one.max(other));
        assert!(proved.to_string().contains("signed two histories"));
    }
}

#[test]
fn one_conflict_is_one_file_in_whatever_order_it_was_found() {
    let (honest, forged) = (MemoryLog::new(200), MemoryLog::parting(200, 100));
    let key = key(ORIGIN, 1);
    let (one, other) = (honest.checkpoint(&key), forged.checkpoint(&key));
    let there = UncheckedConflict::new(one.clone(), other.clone(), None).unwrap();
    let back = UncheckedConflict::new(other, one, None).unwrap();
    assert_eq!(there, back);
    // The other order is refused when read.
    let text = there.to_text();
    let (head, checkpoints) = text.split_once("\n\n").unwrap();
    let middle = checkpoints.rfind(ORIGIN.to_owned().as_str()).unwrap();
    let middle = checkpoints[..middle].rfind("\n\nexample").unwrap() + 2;
    let (first, second) = checkpoints.split_at(middle);
    let swapped = format!(
        "{head}\n\n{second}\n{}",
        first.trim_end_matches('\n').to_owned() + "\n"
    );
    let error = UncheckedConflict::parse(swapped.as_bytes()).unwrap_err();
    assert_eq!(error, ConflictError::Order);
}

#[test]
fn a_record_that_only_grew_is_never_made_a_conflict() {
    let (before, after) = (MemoryLog::new(200), MemoryLog::new(300));
    let key = key(ORIGIN, 1);
    let (small, large) = (before.checkpoint(&key), after.checkpoint(&key));
    let honest = after.beginning(200);
    let new = UncheckedConflict::new;
    let agreement = Err(ConflictError::Agreement);
    assert_eq!(
        new(small.clone(), large.clone(), Some(honest.clone())),
        agreement
    );
    assert_eq!(new(small.clone(), small.clone(), None), agreement);
    assert_eq!(
        new(small.clone(), large.clone(), None),
        Err(ConflictError::Beginning)
    );
    let beginning = Some(honest.clone());
    assert_eq!(new(small.clone(), small.clone(), beginning), agreement);
    // Nobody can prove another beginning.
    let forged = MemoryLog::parting(300, 100).beginning(200);
    let unproved = |result| matches!(result, Err(ConflictError::Proof(ProofError::Mismatch)));
    assert!(unproved(new(
        small.clone(),
        large.clone(),
        Some(forged.clone())
    )));
    let mut mixed = forged;
    mixed.proof = honest.proof.clone();
    assert!(unproved(new(small.clone(), large.clone(), Some(mixed))));
    let mut root = honest;
    root.root = Hash::of(b"");
    assert!(unproved(new(small, large, Some(root))));
}

#[test]
fn checkpoints_of_other_keys_or_records_prove_nothing() {
    let (honest, forged) = (MemoryLog::new(200), MemoryLog::parting(200, 100));
    let right = key(ORIGIN, 1);
    let by = |which: &str, error: ConflictError| matches!(error, ConflictError::Checkpoint { which: found, .. } if found == which);
    // Somebody else signs a history in the name of the record.
    for (one, other) in [(1, 2), (2, 1)] {
        let file = UncheckedConflict::new(
            honest.checkpoint(&key(ORIGIN, one)),
            forged.checkpoint(&key(ORIGIN, other)),
            None,
        );
        let error = file.unwrap().verify(&right.verifier()).unwrap_err();
        let honest_first = honest.tree().root < forged.tree().root;
        let expected = match (other == 2) == honest_first {
            true => "second",
            false => "first",
        };
        assert!(by(expected, error.clone()), "{error}");
    }
    let error = conflict(200, 300)
        .verify(&key("another", 1).verifier())
        .unwrap_err();
    assert!(by("first", error));
    let elsewhere = forged.checkpoint(&key("another", 1));
    let error = UncheckedConflict::new(honest.checkpoint(&right), elsewhere, None).unwrap_err();
    assert!(matches!(error, ConflictError::Origins { .. }));
}

#[test]
fn one_changed_bit_anywhere_in_a_conflict_file_is_refused() {
    let right = key(ORIGIN, 1).verifier();
    for (one, other) in [(102, 102), (102, 110)] {
        let text = conflict(one, other).to_text();
        for place in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                let read = UncheckedConflict::parse(&bytes);
                let accepted = read.is_ok_and(|read| read.verify(&right).is_ok());
                assert!(!accepted, "byte {place}, bit {bit}");
            }
        }
    }
}

#[test]
fn every_flaw_of_form_is_refused() {
    let text = conflict(200, 300).to_text();
    let root = text.lines().nth(1).unwrap();
    let hash = text.lines().nth(2).unwrap();
    let checkpoint = |error: &ConflictError| matches!(error, ConflictError::Checkpoint { .. });
    type Check<'a> = &'a dyn Fn(&ConflictError) -> bool;
    let form: Check = &|error| *error == ConflictError::Form;
    let beginning: Check = &|error| *error == ConflictError::Beginning;
    let length: Check = &|error| matches!(error, ConflictError::Proof(ProofError::Length { .. }));
    let table: [(String, Check); 12] = [
        (String::new(), form),
        (text.replacen("@v1", "@v2", 1), form),
        (text.replacen(&format!("{root}\n"), "", 1), form),
        (text.replacen(root, "root", 1), form),
        (text.replacen(&format!("{hash}\n"), "", 1), length),
        (text.replacen(hash, &format!("{hash}\n{hash}"), 1), length),
        (
            text.replacen(hash, &format!("{hash}\n").repeat(66), 1),
            form,
        ),
        (format!("{text}\n"), form),
        (format!("{text}\nmore\n"), form),
        (text.trim_end().to_owned(), &checkpoint),
        (text.replacen("\n\nexample", "\nexample", 1), form),
        (
            format!(
                "{}\n\n{}",
                text.lines().next().unwrap(),
                text.split_once("\n\n").unwrap().1
            ),
            beginning,
        ),
    ];
    for (place, (changed, expected)) in table.iter().enumerate() {
        let error = UncheckedConflict::parse(changed.as_bytes()).unwrap_err();
        assert!(expected(&error), "{place}: {error}");
    }
    let long = vec![b'a'; veche_record::conflict::MAX_CONFLICT + 1];
    let error = UncheckedConflict::parse(&long).unwrap_err();
    assert!(matches!(error, ConflictError::TooLong { .. }));
}

#[test]
fn a_false_checkpoint_of_an_empty_record_is_a_conflict_too() {
    let log = MemoryLog::new(5);
    let key = key(ORIGIN, 1);
    let root = Hash::of(b"not the empty tree");
    let tree = veche_record::tree::TreeHead { size: 0, root };
    let lie = veche_record::checkpoint::Checkpoint::sign(tree, &key).unwrap();
    let conflict = UncheckedConflict::new(
        lie.into_unchecked(),
        log.checkpoint(&key),
        Some(log.beginning(0)),
    );
    conflict.unwrap().verify(&key.verifier()).unwrap();
}

proptest! {
    #[test]
    fn what_is_read_as_a_conflict_is_written_back_the_same(cut in 0usize..900, bytes: Vec<u8>, insert in "(\n|root |A=){0,3}") {
        let mut text = conflict(102, 110).to_text();
        let cut = cut.min(text.len());
        if text.is_char_boundary(cut) {
            text.insert_str(cut, &insert);
        }
        if let Ok(read) = UncheckedConflict::parse(text.as_bytes()) {
            prop_assert_eq!(read.to_text(), text);
        }
        let _ = UncheckedConflict::parse(&bytes).is_ok();
    }
}
