//! What only a database has: its version, and the way from a folder into it and back.

use super::{Kind, NAME, POLL, Place, ballot, entries, grow, head, key, read_entries};
use crate::place::sqlite::schema;
use crate::place::{Database, Directory, Login, Store, StoreError};
use std::collections::BTreeMap;
use std::path::Path;

/// All files below a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}{}", entry.file_name().to_str().unwrap());
            match entry.path().is_dir() {
                true => walk(&entry.path(), &format!("{name}/"), found),
                false => drop(found.insert(name, std::fs::read(entry.path()).unwrap())),
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found.remove("record/.lock");
    found
}

#[test]
fn a_folder_that_went_through_a_database_is_the_same_byte_for_byte() {
    for sizes in [&[0][..], &[0, 5], &[0, 700]] {
        let place = Place::new(Kind::Directory);
        let directory = Directory::open(&place.path(), None).unwrap();
        grow(&directory, sizes);
        let size = *sizes.last().unwrap();
        let bodies: [&[u8]; 2] = [b"one", b"two"];
        directory.append(&head(size), &bodies, &[], &key()).unwrap();
        directory.create_archive(POLL, b"first").unwrap();
        let large = vec![5; 3_000_000];
        directory.append_archive(POLL, 5, &large).unwrap();
        let database = Database::in_memory().unwrap();
        let store = database.import(NAME, &directory).unwrap();
        assert_eq!(read_entries(&*store, 0), entries(0, size));
        let again = database.import(NAME, &directory).unwrap_err();
        assert!(matches!(again, StoreError::Exists { .. }), "{again}");
        let out = place.folder.path().join("out");
        database.export(NAME, &out).unwrap();
        assert!(files(&place.path()) == files(&out), "{size}");
        database.export(NAME, &out).unwrap_err();
        // Both go on growing in the same way.
        store
            .append(&head(size), &[], &entries(size, size + 3), &key())
            .unwrap();
        grow(&Directory::open(&out, None).unwrap(), &[size + 3]);
    }
}

#[test]
fn a_damaged_folder_is_not_imported() {
    let place = Place::new(Kind::Directory);
    let directory = Directory::open(&place.path(), None).unwrap();
    grow(&directory, &[0, 300]);
    let tile = place.path().join("record/tile/0/000");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[7] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    let database = Database::in_memory().unwrap();
    let error = database.import(NAME, &directory).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert_eq!(database.elections().unwrap(), [""; 0]);
}

#[test]
fn elections_of_one_database_do_not_meet() {
    let database = Database::in_memory().unwrap();
    let (one, two) = (
        database.create("one").unwrap(),
        database.create("two").unwrap(),
    );
    assert_eq!(database.elections().unwrap(), ["one", "two"]);
    grow(&*one, &[0, 5]);
    assert!(two.checkpoint().is_err());
    grow(&*two, &[0, 3]);
    one.create_archive(POLL, b"of one").unwrap();
    assert_eq!(two.archive_length(POLL).unwrap(), None);
    let login = Login {
        name: "ada".to_owned(),
        mail: None,
        verifier: None,
        credential: None,
    };
    one.put_logins(POLL, &[login]).unwrap();
    one.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
    assert!(two.logins(POLL).unwrap().is_empty() && two.waiting(POLL).unwrap().is_empty());
    two.forget_waiting(POLL, &[ballot("", "", 1).tracker])
        .unwrap();
    assert_eq!(one.waiting(POLL).unwrap().len(), 1);
    let exists = database.create("one").unwrap_err();
    assert!(matches!(exists, StoreError::Exists { .. }), "{exists}");
    let none = database.store("three").unwrap_err();
    assert!(matches!(none, StoreError::NoRecord { .. }), "{none}");
    for name in ["", "../one", "ONE", "o/ne"] {
        let error = database.create(name).unwrap_err();
        assert!(matches!(error, StoreError::Name { .. }), "{name}");
    }
}

/// The tables of version 1, as they were released. They are never changed here, whatever becomes of today's.
const RELEASED_1: &str = include_str!("version_1.sql");

/// A version that there is not yet: one more column, and one more table.
const ONE_MORE: &[&str] = &[
    RELEASED_1,
    "ALTER TABLE elections ADD COLUMN note TEXT NOT NULL DEFAULT 'none';
     CREATE TABLE more (election INTEGER NOT NULL REFERENCES elections (id));",
];

/// What version 2 added, as it was released.
const RELEASED_2: &str = include_str!("version_2.sql");

#[test]
fn each_version_is_still_what_was_released() {
    let released = [RELEASED_1, RELEASED_2];
    assert_eq!(schema::STEPS.len(), released.len());
    for (step, released) in schema::STEPS.iter().zip(released) {
        assert_eq!(step.trim(), released.trim());
    }
}

#[test]
fn a_database_of_the_first_version_is_upgraded_to_todays_and_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("veche.sqlite");
    let database = Database::open_with(&path, &[RELEASED_1]).unwrap();
    let store = database.create(NAME).unwrap();
    grow(&*store, &[0, 300]);
    store.create_archive(POLL, b"archive").unwrap();
    let ada = Login {
        name: "ada".to_owned(),
        mail: None,
        verifier: Some("sha256:00".to_owned()),
        credential: None,
    };
    store.put_logins(POLL, std::slice::from_ref(&ada)).unwrap();
    drop((store, database));

    let store = Database::open(&path).unwrap().store(NAME).unwrap();
    assert_eq!(read_entries(&*store, 0), entries(0, 300));
    assert_eq!(store.archive_part(POLL, 0, 99).unwrap(), b"archive");
    assert!(store.logins(POLL).unwrap() == [ada]);
    grow(&*store, &[301]);
    store.accept(POLL, &[ballot("ada", "A", 1)]).unwrap();
    store.seal(POLL).unwrap();
    assert!(store.accept(POLL, &[ballot("ada", "A", 2)]).is_err());
}

#[test]
fn an_older_database_is_upgraded_and_keeps_everything_and_a_newer_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("veche.sqlite");
    let database = Database::open_with(&path, &[RELEASED_1]).unwrap();
    let store = database.create(NAME).unwrap();
    grow(&*store, &[0, 300]);
    store.create_archive(POLL, b"archive").unwrap();
    drop((store, database));

    let newer = Database::open_with(&path, ONE_MORE).unwrap();
    let store = newer.store(NAME).unwrap();
    assert_eq!(read_entries(&*store, 0), entries(0, 300));
    assert_eq!(store.archive_part(POLL, 0, 99).unwrap(), b"archive");
    grow(&*store, &[301]);
    assert!(newer.rows_of("more").is_empty());
    drop((store, newer));

    let error = Database::open_with(&path, &[RELEASED_1]).unwrap_err();
    let said = error.to_string();
    assert!(
        said.ends_with("version 2, and this program knows versions up to 1; use a newer program"),
        "{said}"
    );
    let newer = Database::open_with(&path, ONE_MORE).unwrap();
    assert_eq!(
        newer.store(NAME).unwrap().checkpoint().unwrap().tree(),
        head(301)
    );
}

#[test]
fn a_step_that_fails_leaves_the_version_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("veche.sqlite");
    drop(
        Database::open_with(&path, &[RELEASED_1])
            .unwrap()
            .create(NAME)
            .unwrap(),
    );
    let broken: &'static [&'static str] = &[
        RELEASED_1,
        "CREATE TABLE more (id INTEGER); INSERT INTO nowhere VALUES (1);",
    ];
    assert!(Database::open_with(&path, broken).is_err());
    let database = Database::open_with(&path, &[RELEASED_1]).unwrap();
    assert_eq!(database.elections().unwrap(), [NAME]);
    Database::open_with(&path, ONE_MORE).unwrap();
}

#[test]
fn what_is_no_database_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("veche.sqlite");
    std::fs::write(
        &path,
        b"this is a text, and no database, whatever its name says. ".repeat(50),
    )
    .unwrap();
    let error = Database::open(&path).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("veche.sqlite: the database refused"),
        "{error}"
    );
}
