//! Files that prove one entry.

use crate::log::{MemoryLog, ORIGIN, entry, key};
use proptest::prelude::*;
use veche_record::checkpoint::CheckpointError;
use veche_record::hash::Hash;
use veche_record::inclusion::{TlogProof, TlogProofError};
use veche_record::note::NoteError;
use veche_record::proof::ProofError;

#[test]
fn a_proof_file_reads_back_and_convinces_whoever_has_the_entry_and_the_key() {
    let log = MemoryLog::new(300);
    for (index, extra) in [
        (0, None),
        (150, Some(b"extra".to_vec())),
        (299, Some(Vec::new())),
    ] {
        let mut proof = log.proof_file(index, &key(ORIGIN, 1));
        proof.extra = extra;
        let text = proof.to_text();
        let read = TlogProof::parse(text.as_bytes()).unwrap();
        assert_eq!(read, proof);
        let checkpoint = read
            .verify(&entry(0, index), &key(ORIGIN, 1).verifier())
            .unwrap();
        assert_eq!(checkpoint.tree(), log.tree());
        read.verify_entry(&entry(0, index)).unwrap();
    }
    let one = MemoryLog::new(1).proof_file(0, &key(ORIGIN, 1));
    assert!(
        one.to_text()
            .starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\nexample.org/election\n1\n")
    );
    TlogProof::parse(one.to_text().as_bytes())
        .unwrap()
        .verify_entry(&entry(0, 0))
        .unwrap();
}

#[test]
fn every_other_entry_key_origin_and_record_is_refused() {
    let log = MemoryLog::new(300);
    let right = key(ORIGIN, 1).verifier();
    let proof = log.proof_file(150, &key(ORIGIN, 1));
    let mismatch = Err(TlogProofError::Proof(ProofError::Mismatch));
    assert_eq!(proof.verify(&entry(0, 151), &right), mismatch);
    assert_eq!(proof.verify(&entry(1, 150), &right), mismatch);
    let unsigned = |result| {
        matches!(
            result,
            Err(TlogProofError::Checkpoint(CheckpointError::Note(
                NoteError::NotSigned { .. }
            )))
        )
    };
    assert!(unsigned(
        proof.verify(&entry(0, 150), &key(ORIGIN, 2).verifier())
    ));
    let origin = |result| {
        matches!(
            result,
            Err(TlogProofError::Checkpoint(CheckpointError::Origin { .. }))
        )
    };
    assert!(origin(
        proof.verify(&entry(0, 150), &key("other", 1).verifier())
    ));
    let mut index = proof.clone();
    index.index = 151;
    assert_eq!(index.verify(&entry(0, 150), &right), mismatch);
    let mut elsewhere = proof;
    elsewhere.checkpoint = MemoryLog::parting(300, 299).checkpoint(&key(ORIGIN, 1));
    assert_eq!(elsewhere.verify(&entry(0, 150), &right), mismatch);
}

#[test]
fn one_changed_bit_anywhere_in_a_proof_file_is_refused() {
    let text = MemoryLog::new(20).proof_file(7, &key(ORIGIN, 1)).to_text();
    let right = key(ORIGIN, 1).verifier();
    for place in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1 << bit;
            let accepted = TlogProof::parse(&bytes)
                .is_ok_and(|proof| proof.verify(&entry(0, 7), &right).is_ok());
            assert!(!accepted, "byte {place}, bit {bit}");
        }
    }
}

#[test]
fn every_flaw_of_form_is_named() {
    let text = MemoryLog::new(20).proof_file(7, &key(ORIGIN, 1)).to_text();
    let hash = Hash::of(b"").to_base64();
    let table = [
        ("tlog-proof@v1", "tlog-proof@v2", 1),
        ("index 7", "index 07", 2),
        ("index 7", "index", 2),
        ("index 7\n", "", 2),
        ("index 7", "extra AAA\nindex 7", 2),
        ("index 7", "extra AAB=\nindex 7", 2),
        ("index 7", "extra \nextra \nindex 7", 3),
        ("index 7\n", "index 7\nshort\n", 3),
        ("index 7\n", "index 7 \n", 2),
    ];
    for (from, to, line) in table {
        let changed = text.replacen(from, to, 1);
        let error = TlogProof::parse(changed.as_bytes()).unwrap_err();
        assert!(
            matches!(error, TlogProofError::Line { line: found, .. } if found == line),
            "{to:?}: {error}"
        );
    }
    let many = text.replacen(
        "index 7\n",
        &format!("index 7\n{}", format!("{hash}\n").repeat(61)),
        1,
    );
    let error = TlogProof::parse(many.as_bytes()).unwrap_err();
    assert!(
        matches!(error, TlogProofError::Line { line: 67, .. }),
        "{error}"
    );
    let cut = &text[..text.find("\n\n").unwrap()];
    let error = TlogProof::parse(cut.as_bytes()).unwrap_err();
    assert!(matches!(error, TlogProofError::Checkpoint(_)), "{error}");
    let long = vec![b'a'; veche_record::inclusion::MAX_PROOF + 1];
    let error = TlogProof::parse(&long).unwrap_err();
    assert!(matches!(error, TlogProofError::TooLong { .. }), "{error}");
}

proptest! {
    #[test]
    fn what_is_read_as_a_proof_file_is_written_back_the_same(lines in "(extra [A-D]{0,8}\n|index [0-9]{0,2}\n|[a-zA-Z0-9+/]{42}[AE]=\n|\n){0,4}", bytes: Vec<u8>) {
        let checkpoint = MemoryLog::new(2).checkpoint(&key(ORIGIN, 1)).to_text();
        let text = format!("c2sp.org/tlog-proof@v1\n{lines}\n{checkpoint}");
        if let Ok(read) = TlogProof::parse(text.as_bytes()) {
            prop_assert_eq!(read.to_text(), text);
        }
        let _ = TlogProof::parse(&bytes).is_ok();
    }
}
