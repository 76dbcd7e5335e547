//! The archives of polls.

use super::{POLL, everywhere};
use crate::place::StoreError;

#[test]
fn any_part_of_an_archive_is_what_was_appended_there() {
    everywhere(|place| {
        let store = place.open();
        let mut whole: Vec<u8> = b"the first bytes".to_vec();
        store.create_archive(POLL, &whole).unwrap();
        for length in [0, 1, 511, 262_144, 262_145, 700_000] {
            let piece: Vec<u8> = (0..length).map(|n: u32| (n % 251) as u8).collect();
            let after = whole.len() as u64;
            whole.extend_from_slice(&piece);
            let grown = store.append_archive(POLL, after, &piece).unwrap();
            assert_eq!(grown, whole.len() as u64);
        }
        let length = whole.len();
        assert_eq!(store.archive_length(POLL).unwrap(), Some(length as u64));
        for offset in [
            0,
            1,
            15,
            16,
            262_143,
            524_800,
            length - 1,
            length,
            length + 9,
        ] {
            for count in [0, 1, 20, 262_144, 600_000, usize::MAX] {
                let end = offset.saturating_add(count).min(length);
                let expected = whole.get(offset..end).unwrap_or_default();
                let found = store.archive_part(POLL, offset as u64, count).unwrap();
                assert!(found == expected, "{count} from {offset}");
            }
        }
    });
}

#[test]
fn an_archive_is_made_once_and_appended_to_only_where_it_ends() {
    everywhere(|place| {
        let store = place.open();
        let missing = |error| matches!(error, StoreError::NoSuchArchive { .. });
        assert_eq!(store.archives().unwrap(), [""; 0]);
        assert_eq!(store.archive_length(POLL).unwrap(), None);
        assert!(missing(store.archive_part(POLL, 0, 1).unwrap_err()));
        assert!(missing(store.append_archive(POLL, 0, b"x").unwrap_err()));
        store.create_archive(POLL, b"first").unwrap();
        store.create_archive("another", b"").unwrap();
        let again = store.create_archive(POLL, b"second").unwrap_err();
        assert!(matches!(again, StoreError::Exists { .. }), "{again}");
        for after in [0, 4, 6] {
            let moved = store.append_archive(POLL, after, b"x").unwrap_err();
            assert!(matches!(moved, StoreError::Moved { found: 5, .. }));
        }
        assert_eq!(store.archive_part(POLL, 0, 100).unwrap(), b"first");
        assert_eq!(store.archives().unwrap(), ["another", POLL]);
    });
}

#[test]
fn what_is_no_short_name_is_the_name_of_no_archive() {
    everywhere(|place| {
        let store = place.open();
        for name in ["", ".", "..", "../x", "a/b", "A", "a b", "a\0", "ж", "-"] {
            let refused = |error| matches!(error, StoreError::Name { .. });
            assert!(
                refused(store.create_archive(name, b"x").unwrap_err()),
                "{name:?}"
            );
            assert!(refused(store.append_archive(name, 0, b"x").unwrap_err()));
            assert!(refused(store.archive_length(name).unwrap_err()));
            assert!(refused(store.archive_part(name, 0, 1).unwrap_err()));
            assert!(refused(store.put_logins(name, &[]).unwrap_err()));
        }
    });
}
