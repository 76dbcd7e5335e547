//! The record and its bodies.

use super::{Place, entries, everywhere, grow, head, is_in_a_file, key, read_entries};
use crate::place::suite::Kind;
use crate::place::{PublicFile, StoreError};
use veche_record::bundle::{BundleId, new_bundles};
use veche_record::hash::Hash;
use veche_record::note::{KeyName, SigningKey};
use veche_record::tile::{TileId, tiles};
use veche_record::tree::TreeHead;

#[test]
fn entries_come_back_from_any_number_on_at_every_size() {
    everywhere(|place| {
        let store = place.open();
        for size in [0, 1, 2, 255, 256, 257, 600] {
            grow(&*store, &[size]);
            let found = store.checkpoint().unwrap().verify(&key().verifier());
            assert_eq!(found.unwrap().tree(), head(size));
            for from in [0, 1, 255, 256, 300, 599, 600, 700] {
                let expected = entries(from.min(size), size);
                let expected = if from > size { Vec::new() } else { expected };
                assert_eq!(read_entries(&*store, from), expected, "{from} of {size}");
            }
        }
    });
}

#[test]
fn a_place_without_a_record_says_so_and_its_first_append_makes_one() {
    everywhere(|place| {
        let store = place.open();
        let none = |result| matches!(result, Err(StoreError::NoRecord { .. }));
        assert!(none(store.checkpoint().map(drop)));
        assert!(none(store.entries(0, &mut |_, _| {})));
        assert_eq!(store.read(&PublicFile::Checkpoint).unwrap(), None);
        let moved = store.append(&head(1), &[], &entries(1, 2), &key());
        assert!(matches!(moved, Err(StoreError::Moved { found: 0, .. })));
        store
            .append(&TreeHead::empty(), &[], &entries(0, 3), &key())
            .unwrap();
        assert_eq!(read_entries(&*store, 0), entries(0, 3));
    });
}

#[test]
fn files_are_the_same_in_every_place_byte_for_byte() {
    let sizes = [0, 3, 7, 255, 256, 256, 300, 513, 520];
    let places = [Kind::Directory, Kind::File, Kind::Memory].map(Place::new);
    let stores = places.each_ref().map(|place| place.open());
    for (step, size) in sizes.iter().enumerate() {
        let [directory, file, memory] = stores.each_ref().map(|store| {
            grow(&**store, &[*size]);
            // Also those of every size before, whose partial files a wider one has replaced.
            let mut files = vec![PublicFile::Checkpoint];
            for old in &sizes[..=step] {
                files.extend(tiles(*old).map(PublicFile::Tile));
                files.extend(new_bundles(0, *old).map(PublicFile::Bundle));
            }
            let bytes = |file: &PublicFile| store.read(file).unwrap().expect("is there");
            files.iter().map(bytes).collect::<Vec<_>>()
        });
        assert!(directory == file && file == memory, "{size}");
    }
}

#[test]
fn a_partial_file_is_the_beginning_of_the_wider_one_that_took_its_place() {
    everywhere(|place| {
        let store = place.open();
        grow(&*store, &[2, 5, 9, 200]);
        let read = |file| store.read(&file).unwrap();
        let tile = |width| PublicFile::Tile(TileId::new(0, 0, width).unwrap());
        let bundle = |width| PublicFile::Bundle(BundleId::new(0, width).unwrap());
        let hashes = |size| {
            entries(0, size)
                .iter()
                .map(|entry| Hash::leaf(entry))
                .collect()
        };
        let expected: Vec<Hash> = hashes(2);
        assert_eq!(
            read(tile(2)).unwrap(),
            veche_record::tile::encode(&expected)
        );
        let expected = veche_record::bundle::encode(&entries(0, 5)).unwrap();
        assert_eq!(read(bundle(5)).unwrap(), expected);
        assert_eq!((read(tile(201)), read(bundle(256))), (None, None));
        grow(&*store, &[300]);
        assert_eq!(read(bundle(5)).unwrap(), expected);
    });
}

#[test]
fn nothing_is_appended_after_another_head_than_the_record_s() {
    everywhere(|place| {
        let store = place.open();
        grow(&*store, &[5]);
        let other = TreeHead {
            size: 5,
            root: Hash::of(b"another history"),
        };
        for after in [TreeHead::empty(), head(4), other, head(6)] {
            let body: &[u8] = b"a body";
            let outcome = store.append(&after, &[body], &entries(5, 7), &key());
            let Err(StoreError::Moved { found: 5, .. }) = outcome else {
                panic!("{outcome:?}");
            };
            let name = PublicFile::Body(Hash::of(body));
            assert_eq!(store.read(&name).unwrap(), None);
        }
        assert_eq!(store.checkpoint().unwrap().tree(), head(5));
        assert_eq!(read_entries(&*store, 0), entries(0, 5));
    });
}

#[test]
fn what_may_not_be_appended_changes_nothing_and_leaves_no_body() {
    everywhere(|place| {
        let store = place.open();
        grow(&*store, &[2]);
        let other = SigningKey::new(KeyName::new("example.org/other").unwrap(), &[1; 32]);
        let body: &[u8] = b"a body";
        let foreign = store.append(&head(2), &[body], &entries(2, 3), &other);
        assert!(matches!(foreign, Err(StoreError::Record(_))), "{foreign:?}");
        let long = store.append(&head(2), &[body], &[vec![0; 65_536]], &key());
        assert!(matches!(long, Err(StoreError::Record(_))), "{long:?}");
        assert_eq!(store.checkpoint().unwrap().tree(), head(2));
        let name = PublicFile::Body(Hash::of(body));
        assert_eq!(store.read(&name).unwrap(), None);
    });
}

#[test]
fn of_writers_that_append_at_once_each_is_told_when_another_was_quicker() {
    everywhere(|place| {
        grow(&*place.open_public(), &[0]);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let store = place.open_public();
                    for _ in 0..10 {
                        loop {
                            let size = store.checkpoint().unwrap().tree().size;
                            let new = entries(size, size + 7);
                            match store.append(&head(size), &[], &new, &key()) {
                                Ok(_) => break,
                                Err(StoreError::Moved { .. }) => {}
                                Err(error) => panic!("{error}"),
                            }
                        }
                    }
                });
            }
        });
        assert_eq!(read_entries(&*place.open_public(), 0), entries(0, 280));
    });
}

#[test]
fn a_body_that_was_destroyed_is_in_no_file_any_more() {
    everywhere(|place| {
        let store = place.open();
        let secret = b"a name and an address ".repeat(1000);
        let other: &[u8] = b"another body";
        store
            .append(
                &TreeHead::empty(),
                &[&secret, other],
                &entries(0, 3),
                &key(),
            )
            .unwrap();
        let name = Hash::of(&secret);
        let file = PublicFile::Body(name);
        assert_eq!(store.read(&file).unwrap().unwrap(), secret);
        let part = &secret[..500];
        let on_disk = place.kind != Kind::Memory;
        assert_eq!(is_in_a_file(place.folder.path(), part), on_disk);
        assert!(store.destroy_body(&name).unwrap());
        assert_eq!(store.read(&file).unwrap(), None);
        assert!(!is_in_a_file(place.folder.path(), part));
        assert!(!store.destroy_body(&name).unwrap());
        let other = store.read(&PublicFile::Body(Hash::of(other)));
        assert!(other.unwrap().is_some());
    });
}

#[test]
fn a_record_can_be_signed_anew_without_entries() {
    everywhere(|place| {
        let store = place.open();
        grow(&*store, &[2]);
        let new = SigningKey::new(KeyName::new("example.org/election").unwrap(), &[9; 32]);
        store.append(&head(2), &[], &[], &new).unwrap();
        let found = store.checkpoint().unwrap().verify(&new.verifier());
        assert_eq!(found.unwrap().tree(), head(2));
    });
}
