//! Flaws in the bytes of an archive (V1).

use veche_poll::archive::MemberKind;
use veche_poll::archive::writer::{header_bytes, member_bytes};
use veche_poll::hash::Hash;

use super::archive::{TIME, archive, data_member, event_member, timestamp};
use super::good::{ballots, opened, plain};
use super::{Expect, Vectors};

const TAR: &str = "spec §Public data; the reference regenerates the archive and compares";

/// A tar header with these fields and the right checksum.
pub(crate) fn tar_header(name: &str, mode: &str, size: usize, time: u64) -> [u8; 512] {
    let mut block = [0; 512];
    let mut put =
        |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, mode);
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, &format!("{time:011o}"));
    put(148, "        ");
    put(156, "0");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// A member with any name.
pub(crate) fn member_named(name: &str, contents: &[u8]) -> Vec<u8> {
    let mut bytes = tar_header(name, "0000644", contents.len(), TIME).to_vec();
    bytes.extend(contents);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

/// The archive that the flaws are put into: the setup and one ballot.
fn base() -> Vec<u8> {
    let mut poll = plain("bytes");
    let cast = ballots(&mut poll);
    archive(&opened(&poll, &cast[..1]))
}

pub(super) fn add(list: &mut Vectors) {
    unreadable(list);
    torn(list);
    members(list);
}

/// Flaws in the very first member: the file is no archive.
fn unreadable(list: &mut Vectors) {
    let rest = base()[1024..].to_vec();
    let with_header =
        |header: &str| [member_named("BELENIOS", header.as_bytes()), rest.clone()].concat();
    for (name, what, says, bytes) in [
        ("empty", "Not one byte", "the archive is empty", vec![]),
        (
            "not-an-archive",
            "A text of more than a block",
            "the tar header is not the one",
            "We, the people of the town. ".repeat(20).into_bytes(),
        ),
        (
            "other-first-member",
            "The first member has another name",
            "the first member is named",
            [
                member_named("VECHE", br#"{"version":1,"timestamp":"1795375095"}"#),
                rest.clone(),
            ]
            .concat(),
        ),
        (
            "header-missing",
            "The first member is missing",
            "the first member is named",
            rest.clone(),
        ),
        (
            "header-version",
            "The archive says that it has version 2",
            "the archive has version 2",
            with_header(r#"{"version":2,"timestamp":"1795375095"}"#),
        ),
        (
            "header-space",
            "A space in the archive's header",
            "not in canonical form",
            with_header(r#"{"version":1, "timestamp":"1795375095"}"#),
        ),
        (
            "header-field",
            "A field that nobody knows in the archive's header",
            "not an archive header",
            with_header(r#"{"version":1,"timestamp":"1795375095","x":1}"#),
        ),
        (
            "header-timestamp",
            "The archive's timestamp is no number",
            "is not a timestamp",
            with_header(r#"{"version":1,"timestamp":"today"}"#),
        ),
    ] {
        list.bad(name, what, (1, TAR), None, says, bytes).expect = Expect::Unreadable;
    }
    // This one begins as an archive does, and what follows does not fit.
    list.bad(
        "header-other-time",
        "The archive's timestamp is not the time of its members",
        (1, TAR),
        None,
        "has the time",
        with_header(r#"{"version":1,"timestamp":"1795375096"}"#),
    );
}

fn torn(list: &mut Vectors) {
    let base = base();
    let cut = |end: usize| base[..base.len() - end].to_vec();
    let and = |more: &[u8]| [&base, more].concat();
    let rule = (1, TAR);
    let says = "the archive stops inside a member";
    list.bad(
        "truncated-by-a-byte",
        "The last byte is missing",
        rule,
        None,
        says,
        cut(1),
    );
    list.bad(
        "truncated-in-a-member",
        "The last 700 bytes are missing",
        rule,
        None,
        says,
        cut(700),
    );
    list.bad(
        "zero-blocks",
        "Two blocks of zeros at the end, as tar files usually have",
        rule,
        None,
        "a block of zeros",
        and(&[0; 1024]),
    );
    list.bad(
        "trailing-garbage",
        "A block of anything at the end",
        rule,
        None,
        "the tar header is not the one",
        and(&[b'x'; 512]),
    );
    list.bad(
        "trailing-byte",
        "One more byte at the end",
        rule,
        None,
        says,
        and(b"\n"),
    );
}

fn members(list: &mut Vectors) {
    let base = base();
    let rule = (1, TAR);
    let contents = br#"{"height":2,"type":"EndBallots"}"#;
    let name = format!("{}.event.json", Hash::of(contents));
    let follow = |header: [u8; 512]| {
        let mut member = header.to_vec();
        member.extend(contents);
        member.resize(1024, 0);
        [base.clone(), member].concat()
    };
    list.bad(
        "other-time",
        "The time of one member differs",
        rule,
        None,
        "the member has the time",
        follow(tar_header(&name, "0000644", contents.len(), TIME + 1)),
    );
    list.bad(
        "other-mode",
        "The file mode of one member differs, with the right checksum",
        rule,
        None,
        "the tar header is not the one",
        follow(tar_header(&name, "0000600", contents.len(), TIME)),
    );
    let mut header = tar_header(&name, "0000644", contents.len(), TIME);
    header[150] ^= 1;
    list.bad(
        "checksum",
        "The checksum of a tar header is wrong",
        rule,
        None,
        "the tar header is not the one",
        follow(header),
    );
    for (case, what, name) in [
        (
            "member-name",
            "A member is named otherwise",
            "notes.json".to_owned(),
        ),
        (
            "member-name-capitals",
            "The hash in a member's name is in capitals",
            format!(
                "{}.event.json",
                Hash::of(contents).to_string().to_uppercase()
            ),
        ),
        (
            "second-header",
            "The first member stands there twice",
            "BELENIOS".to_owned(),
        ),
    ] {
        let bytes = follow(tar_header(&name, "0000644", contents.len(), TIME));
        list.bad(case, what, rule, None, "instead of <hash>", bytes);
    }
    list.bad(
        "wrong-hash",
        "The contents of a member are not those after which it is named",
        rule,
        None,
        "holds data with the hash",
        follow(tar_header(
            &format!("{}.event.json", Hash::of(b"another")),
            "0000644",
            contents.len(),
            TIME,
        )),
    );
    let mut padded = [base.clone(), data_member(b"short")].concat();
    let last = padded.len() - 1;
    padded[last] = 1;
    list.bad(
        "padding",
        "A member is filled up to the block with something else than zeros",
        rule,
        None,
        "the padding",
        padded,
    );
    let long = format!("{{\"height\":2,\"type\":\"{}\"}}", "x".repeat(4096));
    list.bad(
        "long-event",
        "An event is longer than any event can be",
        (1, "stricter than the reference: bounded memory"),
        None,
        "are allowed",
        [base.clone(), event_member(long.as_bytes())].concat(),
    );
    let huge = tar_header(
        &name.replace("event", "data"),
        "0000644",
        (1 << 33) - 1,
        TIME,
    );
    list.bad(
        "huge-member",
        "A member claims to have eight gigabytes",
        (1, "stricter than the reference: bounded memory"),
        None,
        "are allowed",
        [base.clone(), huge.to_vec()].concat(),
    );
    list.bad(
        "no-events",
        "The archive has its first member only",
        (3, "spec §Public data: Setup comes first"),
        None,
        "the archive has no event",
        header_bytes(timestamp()),
    );
    let data = member_bytes(timestamp(), MemberKind::Data, b"nobody's").expect("it is small");
    list.bad(
        "orphan-at-the-end",
        "Data after the last event",
        (
            2,
            "spec §Public data; the reference writes only the data of events",
        ),
        None,
        "belongs to no event",
        [base, data].concat(),
    );
}
