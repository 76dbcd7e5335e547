//! Bodies beside a record.

use crate::support::files;
use veche_record::hash::Hash;
use veche_store::bodies::{Bodies, BodyError, MAX_BODY};

#[test]
fn bodies_read_back_under_the_hash_of_their_bytes_and_are_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::new(folder.path());
    assert_eq!(bodies.list().unwrap(), []);
    assert_eq!(bodies.get(&Hash::of(b"one")).unwrap(), None);
    let one = bodies.put(b"one").unwrap();
    assert_eq!(one, Hash::of(b"one"));
    let texts: Vec<String> = (0..300).map(|n| format!("text {n}")).collect();
    let mut names = bodies.put_all(&texts).unwrap();
    for (name, text) in names.iter().zip(&texts) {
        assert_eq!(bodies.get(name).unwrap().unwrap(), text.as_bytes());
    }
    assert_eq!(
        bodies.put_all(&[&b"one"[..], b"two", b"one"]).unwrap()[0],
        one
    );
    names.extend([one, Hash::of(b"two")]);
    names.sort();
    assert_eq!(bodies.list().unwrap(), names);
    assert_eq!(files(folder.path()).len(), 302);
    let hex = one.to_hex();
    assert!(
        folder
            .path()
            .join("bodies")
            .join(&hex[..2])
            .join(&hex)
            .is_file()
    );
}

#[test]
fn a_destroyed_body_is_gone_with_all_that_was_left_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::new(folder.path());
    let name = bodies.put(b"a name and an address").unwrap();
    let other = bodies.put(b"another").unwrap();
    let hex = name.to_hex();
    let left = format!("bodies/{}/.{hex}.tmp-1-0", &hex[..2]);
    std::fs::write(folder.path().join(&left), b"a name and").unwrap();
    assert!(bodies.destroy(&name).unwrap());
    assert_eq!(bodies.get(&name).unwrap(), None);
    assert!(!bodies.destroy(&name).unwrap());
    assert!(!bodies.destroy(&Hash::of(b"never there")).unwrap());
    assert_eq!(bodies.list().unwrap(), [other]);
    assert_eq!(files(folder.path()).len(), 1);
}

#[cfg(unix)]
#[test]
fn destroying_overwrites_the_bytes_and_not_only_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::new(folder.path());
    let text = b"secret".repeat(1_000_000);
    let name = bodies.put(&text).unwrap();
    let hex = name.to_hex();
    let second = folder.path().join("second name");
    let path = folder.path().join("bodies").join(&hex[..2]).join(&hex);
    std::fs::hard_link(path, &second).unwrap();
    bodies.destroy(&name).unwrap();
    assert_eq!(std::fs::read(second).unwrap(), vec![0; text.len()]);
}

#[test]
fn a_changed_body_is_refused_and_can_be_put_or_destroyed_again() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::new(folder.path());
    let name = bodies.put(b"body").unwrap();
    let hex = name.to_hex();
    let path = folder.path().join("bodies").join(&hex[..2]).join(&hex);
    std::fs::write(&path, b"bodY").unwrap();
    let damaged = |result| matches!(result, Err(BodyError::Damaged { .. }));
    assert!(damaged(bodies.get(&name)));
    bodies.put(b"body").unwrap();
    assert_eq!(bodies.get(&name).unwrap().unwrap(), b"body");
    std::fs::write(&path, b"").unwrap();
    assert!(damaged(bodies.get(&name)));
    assert!(bodies.destroy(&name).unwrap());
}

#[test]
fn a_body_that_is_too_large_is_neither_written_nor_read() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::new(folder.path());
    let large = vec![0; MAX_BODY as usize + 1];
    bodies.put_all(&[&b"small"[..], &large]).unwrap_err();
    assert_eq!(files(folder.path()), [""; 0]);
    let name = bodies.put(b"body").unwrap();
    let hex = name.to_hex();
    let path = folder.path().join("bodies").join(&hex[..2]).join(&hex);
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_len(MAX_BODY + 1).unwrap();
    assert!(matches!(bodies.get(&name), Err(BodyError::File(_))));
}
