//! Creating, appending, opening again.

use crate::support::{entries, files, grow, key, record};
use veche_record::cosignature::{self, WitnessSigningKey};
use veche_record::hash::Hash;
use veche_record::note::{KeyName, SigningKey};
use veche_record::tree::{Frontier, TreeHead};
use veche_store::files::FileError;
use veche_store::record::{AppendError, RecordDir, RecordError, RecordReader};

/// The head of the record of the first `size` entries.
fn head(size: u64) -> TreeHead {
    let mut frontier = Frontier::new();
    for entry in entries(0, size) {
        frontier.push(Hash::leaf(&entry));
    }
    frontier.head()
}

#[test]
fn a_record_has_the_tree_of_its_entries_at_every_size_it_passes_through() {
    let sizes = [1, 2, 3, 100, 255, 256, 257, 511, 512, 1000, 1000, 1025];
    let (_folder, dir) = record(&[]);
    let mut open = RecordDir::open(&dir).unwrap();
    for size in sizes {
        // Whether the handle is the same or another must not matter.
        if size % 2 == 1 {
            drop(open);
            open = RecordDir::open(&dir).unwrap();
        }
        let from = open.checkpoint().tree().size;
        let checkpoint = open.append(&entries(from, size), &key()).unwrap();
        assert_eq!(checkpoint.tree(), head(size));
        let reader = RecordReader::new(&dir);
        let read = reader.checkpoint().unwrap().verify(&key().verifier());
        assert_eq!(read.unwrap(), checkpoint);
        let report = reader.verify_files(|_, _| {}).unwrap();
        assert!(report.agrees(), "{size}: {:?}", report.differences);
        assert_eq!(report.tree, head(size));
    }
}

#[test]
fn partial_files_of_the_last_two_checkpoints_are_kept_and_no_others() {
    let (_folder, dir) = record(&[3, 7, 20]);
    let expected = [
        ".lock",
        "checkpoint",
        "tile/0/000.p/20",
        "tile/0/000.p/7",
        "tile/entries/000.p/20",
        "tile/entries/000.p/7",
    ];
    assert_eq!(files(&dir), expected);
    grow(&dir, &[256]);
    let expected = [
        ".lock",
        "checkpoint",
        "tile/0/000",
        "tile/0/000.p/20",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/000.p/20",
    ];
    assert_eq!(files(&dir), expected);
    grow(&dir, &[257, 300]);
    let expected = [
        ".lock",
        "checkpoint",
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/1",
        "tile/entries/001.p/44",
    ];
    assert_eq!(files(&dir), expected);
}

#[test]
fn what_interrupted_appends_have_left_is_cleared_away() {
    let (_folder, dir) = record(&[3, 300]);
    let before = files(&dir);
    for left in [
        "tile/0/001",
        "tile/0/001.p/200",
        "tile/0/002",
        "tile/0/002.p/9",
        "tile/1/000.p/2",
        "tile/2/000.p/1",
        "tile/entries/001",
        "tile/entries/017",
        "checkpoint.tmp-1-0",
        ".checkpoint.next.tmp-1-0",
    ] {
        std::fs::create_dir_all(dir.join(left).parent().unwrap()).unwrap();
        std::fs::write(dir.join(left), "left").unwrap();
    }
    let open = RecordDir::open(&dir).unwrap();
    let kept: Vec<String> = before
        .iter()
        .filter(|name| !name.ends_with(".p/3"))
        .cloned()
        .collect();
    assert_eq!(files(&dir), kept);
    drop(open);
    grow(&dir, &[600]);
    assert!(
        RecordReader::new(&dir)
            .verify_files(|_, _| {})
            .unwrap()
            .agrees()
    );
}

#[test]
fn a_record_is_never_created_over_another() {
    let (_folder, dir) = record(&[2]);
    let before = std::fs::read(dir.join("checkpoint")).unwrap();
    let error = RecordDir::create(&dir, &key()).unwrap_err();
    assert!(matches!(error, RecordError::File(FileError::Exists { .. })));
    assert_eq!(std::fs::read(dir.join("checkpoint")).unwrap(), before);
}

#[test]
fn what_may_not_be_appended_changes_nothing() {
    let (_folder, dir) = record(&[2]);
    let before = files(&dir);
    let mut open = RecordDir::open(&dir).unwrap();
    let other = SigningKey::new(KeyName::new("example.org/other").unwrap(), &[1; 32]);
    let error = open.append(&entries(2, 3), &other).unwrap_err();
    assert!(matches!(
        error,
        AppendError::NotAppended(RecordError::Origin { .. })
    ));
    let long = [vec![], vec![0; 65_536]];
    let error = open.append(&long, &key()).unwrap_err();
    let too_long = RecordError::EntryTooLong {
        path: open.dir().to_owned(),
        place: 1,
        length: 65_536,
    };
    let said = AppendError::NotAppended(too_long).to_string();
    assert_eq!(error.to_string(), said);
    assert_eq!(files(&dir), before);
    // A checkpoint that somebody else has put there is not appended to.
    let (_other, elsewhere) = record(&[5]);
    std::fs::copy(elsewhere.join("checkpoint"), dir.join("checkpoint")).unwrap();
    let error = open.append(&entries(2, 3), &key()).unwrap_err();
    assert!(matches!(
        error,
        AppendError::NotAppended(RecordError::Damaged { .. })
    ));
}

#[test]
fn a_record_whose_end_does_not_agree_with_its_checkpoint_is_not_opened_for_appending() {
    for file in ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"] {
        let (_folder, dir) = record(&[300]);
        let mut bytes = std::fs::read(dir.join(file)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(dir.join(file), &bytes).unwrap();
        let error = RecordDir::open(&dir).unwrap_err();
        assert!(
            matches!(error, RecordError::Damaged { .. }),
            "{file}: {error}"
        );
        std::fs::remove_file(dir.join(file)).unwrap();
        let error = RecordDir::open(&dir).unwrap_err();
        assert!(matches!(error, RecordError::File(_)), "{file}: {error}");
    }
}

#[test]
fn two_writers_wait_for_each_other() {
    let (_folder, dir) = record(&[]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let mut open = RecordDir::open(&dir).unwrap();
                    let size = open.checkpoint().tree().size;
                    open.append(&entries(size, size + 7), &key()).unwrap();
                }
            });
        }
    });
    let report = RecordReader::new(&dir).verify_files(|_, _| {}).unwrap();
    assert_eq!((report.agrees(), report.tree), (true, head(280)));
}

#[test]
fn a_witness_s_signature_is_kept_until_the_next_append() {
    let (_folder, dir) = record(&[2]);
    let witness = WitnessSigningKey::new(KeyName::new("witness.example").unwrap(), &[2; 32]);
    let mut open = RecordDir::open(&dir).unwrap();
    let checkpoint = open.checkpoint().clone().verify(&key().verifier()).unwrap();
    let signature = cosignature::cosign(&checkpoint, 7, &witness).unwrap();
    open.add_signature(signature).unwrap();
    let time = || {
        let read = RecordReader::new(&dir).checkpoint().unwrap();
        let checkpoint = read.verify(&key().verifier()).unwrap();
        cosignature::verify(&checkpoint, &witness.verifier()).ok()
    };
    assert_eq!(time(), Some(7));
    open.append(&entries(2, 3), &key()).unwrap();
    assert_eq!(time(), None);
}

#[test]
fn a_key_that_took_the_place_of_another_signs_the_record_anew_without_entries() {
    let (_folder, dir) = record(&[2]);
    let new = SigningKey::new(KeyName::new("example.org/election").unwrap(), &[9; 32]);
    let mut open = RecordDir::open(&dir).unwrap();
    let none: [Vec<u8>; 0] = [];
    open.append(&none, &new).unwrap();
    let read = RecordReader::new(&dir).checkpoint().unwrap();
    assert_eq!(read.verify(&new.verifier()).unwrap().tree(), head(2));
}
