//! Entries in order, and proofs.

use crate::support::{entries, entry, grow, key, record};
use veche_record::hash::Hash;
use veche_record::proof::{verify_consistency, verify_inclusion};
use veche_record::tree::TreeHead;
use veche_store::record::{RecordError, RecordReader};

#[test]
fn entries_come_back_in_order_from_any_place() {
    let (_folder, dir) = record(&[700]);
    let reader = RecordReader::new(&dir);
    for (from, size) in [
        (0, 700),
        (0, 0),
        (1, 700),
        (255, 257),
        (256, 700),
        (300, 301),
        (700, 700),
        (900, 700),
    ] {
        let mut found = Vec::new();
        for bundle in reader.bundles(from, size) {
            let bundle = bundle.unwrap();
            assert_eq!(bundle.first(), from + found.len() as u64);
            found.extend(bundle.entries().map(<[u8]>::to_vec));
        }
        assert_eq!(found, entries(from, size), "{from} to {size}");
    }
}

#[test]
fn a_reader_of_an_older_checkpoint_finds_what_it_needs_in_wider_files() {
    let (_folder, dir) = record(&[10, 20, 30, 200, 300]);
    let reader = RecordReader::new(&dir);
    for size in [10, 20, 255, 299] {
        let bundles = reader.bundles(0, size).map(Result::unwrap);
        let found: Vec<Vec<u8>> = bundles
            .flat_map(|bundle| bundle.entries().map(<[u8]>::to_vec).collect::<Vec<_>>())
            .collect();
        assert_eq!(found, entries(0, size));
    }
}

#[test]
fn every_entry_is_proved_to_whoever_has_the_key() {
    let (_folder, dir) = record(&[70, 520]);
    let reader = RecordReader::new(&dir);
    for index in [0, 1, 69, 70, 255, 256, 511, 519] {
        let proof = reader.prove_inclusion(index).unwrap();
        let checkpoint = proof.verify(&entry(index), &key().verifier()).unwrap();
        assert_eq!(checkpoint.tree().size, 520);
        assert_eq!(reader.entry(index).unwrap(), entry(index));
        let leaf = Hash::leaf(&entry(index + 1));
        verify_inclusion(&leaf, index, &checkpoint.tree(), &proof.hashes).unwrap_err();
    }
    let outside = |result| matches!(result, Err(RecordError::Outside { size: 520, .. }));
    assert!(outside(reader.prove_inclusion(520).map(drop)));
    assert!(outside(reader.entry(520).map(drop)));
    assert!(outside(reader.entry(u64::MAX).map(drop)));
}

#[test]
fn every_earlier_size_is_proved_to_be_the_beginning() {
    let (_folder, dir) = record(&[70, 520]);
    let reader = RecordReader::new(&dir);
    for old in [0, 1, 69, 70, 255, 256, 511, 519, 520] {
        let beginning = reader.prove_consistency(old).unwrap();
        let mut frontier = veche_record::tree::Frontier::new();
        for entry in entries(0, old) {
            frontier.push(Hash::leaf(&entry));
        }
        assert_eq!(beginning.old, frontier.head());
        let tree = beginning.checkpoint.tree();
        verify_consistency(&beginning.old, &tree, &beginning.proof).unwrap();
        let root = Hash::of(b"another");
        verify_consistency(&TreeHead { size: old, root }, &tree, &beginning.proof).unwrap_err();
    }
    assert!(reader.prove_consistency(521).is_err());
}

#[test]
fn no_proof_comes_from_tiles_that_were_changed() {
    let (_folder, dir) = record(&[520]);
    let path = dir.join("tile/0/001");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let reader = RecordReader::new(&dir);
    for index in [256, 257, 300] {
        let error = reader.prove_inclusion(index).unwrap_err();
        assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
    }
    let error = reader.prove_consistency(300).unwrap_err();
    assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
}

#[test]
fn a_reader_beside_a_writer_is_always_shown_a_whole_record() {
    let (_folder, dir) = record(&[250]);
    let done = std::sync::atomic::AtomicBool::new(false);
    let order = std::sync::atomic::Ordering::SeqCst;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let sizes: Vec<u64> = (251..540).collect();
            grow(&dir, &sizes);
            done.store(true, order);
        });
        let reader = RecordReader::new(&dir);
        let mut seen = reader.checkpoint().unwrap().tree();
        let mut looks = 0;
        while !done.load(order) {
            let report = reader.verify_files(|_, _| {}).unwrap();
            assert!(report.agrees(), "{:?}", report.differences);
            let tree = report.checkpoint.tree();
            let beginning = reader.prove_consistency(seen.size).unwrap();
            assert_eq!(beginning.old, seen);
            reader.prove_inclusion(seen.size / 2).unwrap();
            (seen, looks) = (tree, looks + 1);
        }
        assert!(looks > 3, "{looks}");
    });
}

#[test]
fn after_a_file_that_cannot_be_read_there_are_no_more_entries() {
    let (_folder, dir) = record(&[700]);
    std::fs::remove_file(dir.join("tile/entries/001")).unwrap();
    let reader = RecordReader::new(&dir);
    // A false size does not make the reader look for files for ever.
    let outcomes: Vec<bool> = reader
        .bundles(0, u64::MAX)
        .map(|read| read.is_ok())
        .collect();
    assert_eq!(outcomes, [true, false]);
}
