//! Whether all files agree: what was changed is named.

use crate::support::{entries, record};
use std::path::Path;
use veche_record::note::Note;
use veche_store::record::{FilesReport, RecordReader};

fn verify(dir: &Path) -> FilesReport {
    RecordReader::new(dir).verify_files(|_, _| {}).unwrap()
}

#[test]
fn entries_are_handed_out_once_and_in_order_while_files_are_compared() {
    let (_folder, dir) = record(&[3, 700]);
    let mut found = Vec::new();
    let report = RecordReader::new(&dir).verify_files(|first, entries| {
        assert_eq!(first, found.len() as u64);
        found.extend(entries.iter().map(|entry| entry.to_vec()));
    });
    assert!(report.unwrap().agrees());
    assert_eq!(found, entries(0, 700));
}

/// What is done to a file.
enum Change {
    Flip(usize),
    Cut(usize),
    Lengthen,
    Remove,
}

#[test]
fn every_change_to_a_file_is_found_and_named() {
    use Change::{Cut, Flip, Lengthen, Remove};
    // The file, what is done to it, and what must be said.
    let table: [(&str, Change, &[&str]); 13] = [
        (
            "tile/entries/001",
            Flip(20),
            &[
                "tile/0/001: 1 hashes are not those of the entries, the first for entry 257",
                "tile/1/000.p/2: 1 hashes are not those of the entries, the first for the 256 entries from 256",
                "checkpoint: its root",
            ],
        ),
        (
            "tile/entries/001",
            Cut(100),
            &["tile/entries/001 (from entry 256)"],
        ),
        (
            "tile/entries/001",
            Lengthen,
            &["tile/entries/001 (from entry 256)"],
        ),
        (
            "tile/entries/001",
            Remove,
            &["tile/entries/001 (from entry 256)"],
        ),
        (
            "tile/entries/002.p/8",
            Flip(20),
            &[
                "tile/0/002.p/8: 1 hashes are not those of the entries, the first for entry 512",
                "checkpoint: its root",
            ],
        ),
        (
            "tile/entries/002.p/8",
            Remove,
            &["tile/entries/002.p/8 (from entry 512)"],
        ),
        (
            "tile/0/001",
            Flip(33),
            &["tile/0/001: 1 hashes are not those of the entries, the first for entry 257"],
        ),
        ("tile/0/001", Cut(33), &["tile/0/001 (from entry 256)"]),
        ("tile/0/001", Remove, &["tile/0/001 (from entry 256)"]),
        (
            "tile/0/002.p/8",
            Flip(0),
            &["tile/0/002.p/8: 1 hashes are not those of the entries, the first for entry 512"],
        ),
        (
            "tile/0/002.p/8",
            Remove,
            &["tile/0/002.p/8 (from entry 512)"],
        ),
        (
            "tile/1/000.p/2",
            Flip(63),
            &[
                "tile/1/000.p/2: 1 hashes are not those of the entries, the first for the 256 entries from 256",
            ],
        ),
        ("tile/1/000.p/2", Remove, &["tile/1/000.p/2 (from entry 0)"]),
    ];
    for (file, change, said) in table {
        let (_folder, dir) = record(&[520]);
        let path = dir.join(file);
        let mut bytes = std::fs::read(&path).unwrap();
        match change {
            Flip(place) => bytes[place] ^= 1,
            Cut(length) => bytes.truncate(length),
            Lengthen => bytes.push(0),
            Remove => std::fs::remove_file(&path).unwrap(),
        }
        if !matches!(change, Remove) {
            std::fs::write(&path, bytes).unwrap();
        }
        let found = verify(&dir).differences;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), said.len(), "{file}: {found:?}");
        for (found, said) in found.iter().zip(said) {
            assert!(found.starts_with(said), "{file}: {found}");
        }
    }
}

#[test]
fn a_record_with_entries_exchanged_and_all_tiles_made_anew_has_another_root() {
    let (_folder, dir) = record(&[520]);
    let (_other, changed) = record(&[]);
    let mut open = veche_store::record::RecordDir::open(&changed).unwrap();
    let mut forged = entries(0, 520);
    forged.swap(3, 4);
    open.append(&forged, &crate::support::key()).unwrap();
    std::fs::copy(dir.join("checkpoint"), changed.join("checkpoint")).unwrap();
    let found = verify(&changed).differences;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].to_string().starts_with("checkpoint: its root is"));
}

#[test]
fn a_checkpoint_of_another_size_is_not_that_of_these_files() {
    let (_folder, dir) = record(&[520]);
    let text = std::fs::read_to_string(dir.join("checkpoint")).unwrap();
    for size in ["519", "521", "4611686018427387904"] {
        let changed = text.replacen("\n520\n", &format!("\n{size}\n"), 1);
        Note::parse(changed.as_bytes()).unwrap();
        std::fs::write(dir.join("checkpoint"), changed).unwrap();
        let report = verify(&dir);
        assert!(!report.agrees(), "{size}");
        assert!(report.differences.len() <= 1100, "{size}");
    }
}
