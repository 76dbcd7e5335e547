//! Archives with one flaw each in their bytes, and the check that fires.

use super::*;
use crate::archive::{ArchiveHeader, ArchiveProblem, HeaderError, TarHeader};

/// A member of which everything can be wrong.
fn raw(name: &str, time: u64, contents: &[u8]) -> Vec<u8> {
    let header = TarHeader {
        name: name.into(),
        size: contents.len() as u64,
        time,
    };
    let mut bytes = header.to_bytes().unwrap().to_vec();
    bytes.extend(contents);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

/// The archive of [`poll`] with its bytes changed.
fn bytes(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = linked(&poll());
    change(&mut bytes);
    bytes
}

fn with_header(contents: &[u8]) -> Vec<u8> {
    let body = linked(&poll()).split_off(1024);
    [raw("BELENIOS", now().seconds(), contents), body].concat()
}

fn with_last(member: Vec<u8>) -> Vec<u8> {
    bytes(|all| all.extend(member))
}

fn seconds() -> u64 {
    now().seconds()
}

/// Whether the decoder saw the flaw for what it is.
type IsExpected = fn(&ArchiveProblem) -> bool;

/// Every flaw in the bytes, and no other check fires.
#[test]
fn a_flaw_in_the_bytes_fires_check_1() {
    let some = b"some data";
    let name = |kind: MemberKind| kind.name(Hash::of(some));
    let table: Vec<(&str, Vec<u8>, IsExpected)> = vec![
        ("nothing at all", vec![], |p| {
            matches!(p, ArchiveProblem::Empty)
        }),
        ("one byte too few", bytes(|all| _ = all.pop()), |p| {
            matches!(p, ArchiveProblem::Truncated { present: 1023 })
        }),
        (
            "cut inside a tar header",
            bytes(|all| all.truncate(1024 + 100)),
            |p| matches!(p, ArchiveProblem::Truncated { present: 100 }),
        ),
        (
            "one zero byte after the end",
            bytes(|all| all.push(0)),
            |p| matches!(p, ArchiveProblem::Truncated { present: 1 }),
        ),
        (
            "two blocks of zeros after the end",
            bytes(|all| all.extend([0; 1024])),
            |p| matches!(p, ArchiveProblem::ZeroBlock),
        ),
        (
            "a block of garbage after the end",
            bytes(|all| all.extend([b'x'; 512])),
            |p| matches!(p, ArchiveProblem::TarHeader),
        ),
        (
            "padding that is not zero",
            bytes(|all| *all.last_mut().unwrap() = 1),
            |p| matches!(p, ArchiveProblem::Padding),
        ),
        (
            "padding of the header that is not zero",
            bytes(|all| all[1023] = b' '),
            |p| matches!(p, ArchiveProblem::Padding),
        ),
        (
            "a bit in a tar header",
            bytes(|all| all[1024 + 300] = 1),
            |p| matches!(p, ArchiveProblem::TarHeader),
        ),
        (
            "a byte of a ballot",
            bytes(|all| flip(all, b"second ballot")),
            |p| matches!(p, ArchiveProblem::WrongHash { .. }),
        ),
        (
            "a member of another time",
            with_last(raw(&name(MemberKind::Data), seconds() + 1, some)),
            |p| matches!(p, ArchiveProblem::Time { .. }),
        ),
        (
            "a header of another time",
            [raw("BELENIOS", 1, ArchiveHeader::new(now()).bytes())].concat(),
            |p| matches!(p, ArchiveProblem::Time { found: 1, .. }),
        ),
        (
            "a member named after nothing",
            with_last(raw("README", seconds(), some)),
            |p| matches!(p, ArchiveProblem::Name(_)),
        ),
        (
            "a name in capitals",
            with_last(raw(&name(MemberKind::Data).to_uppercase(), seconds(), some)),
            |p| matches!(p, ArchiveProblem::Name(_)),
        ),
        (
            "a name with a folder",
            with_last(raw(
                &format!("./{}", name(MemberKind::Data)),
                seconds(),
                some,
            )),
            |p| matches!(p, ArchiveProblem::Name(_)),
        ),
        (
            "a second header",
            with_last(raw("BELENIOS", seconds(), some)),
            |p| matches!(p, ArchiveProblem::Name(_)),
        ),
        (
            "the name of another hash",
            with_last(raw(&MemberKind::Data.name(Hash::of(b"")), seconds(), some)),
            |p| matches!(p, ArchiveProblem::WrongHash { .. }),
        ),
        ("no header", linked(&poll()).split_off(1024), |p| {
            matches!(p, ArchiveProblem::FirstName(_))
        }),
        (
            "version 2",
            with_header(br#"{"version":2,"timestamp":"1795375095"}"#),
            |p| matches!(p, ArchiveProblem::Header(HeaderError::Version(2))),
        ),
        (
            "a header with a space",
            with_header(br#"{"version":1, "timestamp":"1795375095"}"#),
            |p| matches!(p, ArchiveProblem::Header(_)),
        ),
        (
            "a huge size",
            with_last(claiming(&name(MemberKind::Data), (1 << 30) + 1)),
            |p| matches!(p, ArchiveProblem::TooLarge { .. }),
        ),
        (
            "a huge event",
            with_last(claiming(&name(MemberKind::Event), 4097)),
            |p| {
                matches!(
                    p,
                    ArchiveProblem::TooLarge {
                        size: 4097,
                        limit: 4096
                    }
                )
            },
        ),
        (
            "a large size and no contents",
            with_last(claiming(&name(MemberKind::Data), 1 << 30)),
            |p| matches!(p, ArchiveProblem::Truncated { present: 512 }),
        ),
    ];
    for (flaw, archive, is_expected) in table {
        let faults = faults(&archive);
        assert_eq!(faults.len(), 1, "{flaw}: {faults:?}");
        assert_eq!(faults[0].check, CheckId::ArchiveBytes, "{flaw}");
        assert!(
            matches!(&faults[0].reason, Reason::Archive(error) if is_expected(&error.problem)),
            "{flaw}: {}",
            faults[0]
        );
    }
}

fn claiming(name: &str, size: u64) -> Vec<u8> {
    TarHeader {
        name: name.into(),
        size,
        time: seconds(),
    }
    .to_bytes()
    .unwrap()
    .to_vec()
}

fn flip(all: &mut [u8], text: &[u8]) {
    let at = all
        .windows(text.len())
        .position(|window| window == text)
        .unwrap();
    all[at] ^= 1;
}

#[test]
fn an_integer_timestamp_is_accepted() {
    assert_eq!(
        faults(&with_header(br#"{"version":1,"timestamp":1795375095}"#)),
        []
    );
}
