//! Records to test with.

use std::path::{Path, PathBuf};
use veche_record::note::{KeyName, SigningKey};
use veche_store::record::RecordDir;

/// The key of every record here.
pub(crate) fn key() -> SigningKey {
    SigningKey::new(KeyName::new("example.org/election").unwrap(), &[1; 32])
}

/// Entry number `number` of every record here; some are empty.
pub(crate) fn entry(number: u64) -> Vec<u8> {
    format!("entry {number} ")
        .repeat((number % 5) as usize)
        .into_bytes()
}

pub(crate) fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(entry).collect()
}

/// A new record in a folder of its own, appended to so that it has each of these sizes in turn.
pub(crate) fn record(sizes: &[u64]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    RecordDir::create(&dir, &key()).unwrap();
    grow(&dir, sizes);
    (folder, dir)
}

pub(crate) fn grow(dir: &Path, sizes: &[u64]) {
    let mut record = RecordDir::open(dir).unwrap();
    for size in sizes {
        let from = record.checkpoint().tree().size;
        record.append(&entries(from, *size), &key()).unwrap();
    }
}

/// All files in a folder, by their path below it.
pub(crate) fn files(dir: &Path) -> Vec<String> {
    fn walk(dir: &Path, below: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}{}", entry.file_name().to_str().unwrap());
            match entry.path().is_dir() {
                true => walk(&entry.path(), &format!("{name}/"), found),
                false => found.push(name),
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, "", &mut found);
    found.sort();
    found
}
