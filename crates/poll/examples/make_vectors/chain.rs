//! Flaws in the links and in the order of events (V2, V3).

use veche_poll::event::{Event, EventKind};
use veche_poll::hash::Hash;

use super::archive::{Entry, archive};
use super::good::{plain, usual};
use super::poll::{RESULT, decryption_entry, outcome};
use super::{At, Vectors, at};

const LINKS: (u8, &str) = (2, "spec §Public data");
const ORDER: (u8, &str) = (
    3,
    "stricter than the reference: it does not enforce the order of events (spec §Public data, the table of events)",
);

pub(super) fn add(list: &mut Vectors) {
    events(list);
    data(list);
    order(list);
}

/// Setup, three ballots, end of voting: the flaw is put into the entry at a place.
fn flawed(name: &str, height: usize, change: impl FnOnce(&mut Entry)) -> Vec<u8> {
    let mut entries = usual(&mut plain(name));
    entries.truncate(5);
    change(&mut entries[height]);
    archive(&entries)
}

fn wrong_parent(event: Event) -> Vec<u8> {
    let parent = Some(Hash::of(b"another event"));
    Event { parent, ..event }.to_bytes()
}

fn no_parent(event: Event) -> Vec<u8> {
    let parent = None;
    Event { parent, ..event }.to_bytes()
}

fn too_high(event: Event) -> Vec<u8> {
    let height = event.height + 1;
    Event { height, ..event }.to_bytes()
}

fn spaced(event: Event) -> Vec<u8> {
    let text = String::from_utf8(event.to_bytes()).expect("an event is text");
    text.replace(",\"type\"", ", \"type\"").into_bytes()
}

fn reordered(event: Event) -> Vec<u8> {
    let text = String::from_utf8(event.to_bytes()).expect("an event is text");
    let height = format!("\"height\":{},", event.height);
    text.replace(&height, "")
        .replacen('{', &format!("{{{height}"), 1)
        .into_bytes()
}

fn events(list: &mut Vectors) {
    type Flaw = (
        &'static str,
        &'static str,
        usize,
        fn(Event) -> Vec<u8>,
        &'static str,
    );
    let flaws: [Flaw; 6] = [
        (
            "event-parent",
            "An event is linked to another one than that before it",
            4,
            wrong_parent,
            "is linked to",
        ),
        (
            "event-parent-missing",
            "An event in the middle is linked to nothing",
            2,
            no_parent,
            "is linked to nothing",
        ),
        (
            "event-parent-first",
            "The first event is linked to something",
            0,
            wrong_parent,
            "nothing stands before it",
        ),
        (
            "event-height",
            "An event counts one too many",
            4,
            too_high,
            "instead of",
        ),
        (
            "event-space",
            "A space in an event",
            4,
            spaced,
            "not in canonical form",
        ),
        (
            "event-field-order",
            "The fields of an event stand in another order",
            4,
            reordered,
            "not in canonical form",
        ),
    ];
    for (name, what, height, write, says) in flaws {
        let bytes = flawed(name, height, |entry| entry.write = write);
        let kind = match height {
            0 => Some(EventKind::Setup),
            2 => Some(EventKind::Ballot),
            // Of an event that cannot be read, the kind is not known.
            _ if says == "not in canonical form" => None,
            _ => Some(EventKind::EndBallots),
        };
        list.bad(name, what, LINKS, Some((height as u64, kind)), says, bytes);
    }
    let bytes = flawed("event-kind", 4, |entry| {
        entry.write = |_| br#"{"parent":"0","height":4,"type":"Recount"}"#.to_vec();
    });
    let what = "An event of a kind that does not exist";
    list.bad(
        "event-kind",
        what,
        LINKS,
        Some((4, None)),
        "not an event",
        bytes,
    );
}

fn data(list: &mut Vectors) {
    let ballot = at(3, EventKind::Ballot);
    let mut case = |name, what, at: At, says, bytes| {
        list.bad(name, what, LINKS, at, says, bytes);
    };
    let bytes = flawed("payload-missing", 3, |entry| {
        entry.data.clear();
        entry.payload = None;
    });
    let what = "A ballot's event names no ballot";
    case("payload-missing", what, ballot, "needs a payload", bytes);
    let bytes = flawed("payload-extra", 4, |entry| {
        entry.data.push(b"{}".to_vec());
        entry.payload = Some(Hash::of(b"{}"));
    });
    let what = "The end of voting names a payload";
    case(
        "payload-extra",
        what,
        at(4, EventKind::EndBallots),
        "may have none",
        bytes,
    );
    let bytes = flawed("data-missing", 3, |entry| entry.data.clear());
    let what = "A ballot's event names a ballot that is not there";
    case(
        "data-missing",
        what,
        ballot,
        "is not directly before the event",
        bytes,
    );
    let bytes = flawed("data-order", 0, |entry| entry.data.swap(0, 1));
    let what = "The trustees stand before the election";
    let setup = at(0, EventKind::Setup);
    case(
        "data-order",
        what,
        setup,
        "in the order of the specification",
        bytes,
    );
    let bytes = flawed("data-twice", 3, |entry| {
        entry.data.push(entry.data[0].clone())
    });
    let what = "A ballot stands twice before its event";
    case("data-twice", what, ballot, "once each", bytes);
    let bytes = flawed("data-orphan", 3, |entry| {
        entry.data.insert(0, b"nobody's".to_vec())
    });
    let what = "Data that belongs to no event stands before a ballot";
    case("data-orphan", what, None, "belongs to no event", bytes);
    let bytes = flawed("setup-data", 0, |entry| {
        *entry = Entry::new(EventKind::Setup, vec![b"[]".to_vec()]);
    });
    let what = "The setup names no election";
    case(
        "setup-data",
        what,
        setup,
        "not a setup_data structure",
        bytes,
    );

    let mut entries = usual(&mut plain("owned"));
    entries.truncate(7);
    let factors = entries[6].data[0].clone();
    let owned = format!(
        "{{\"owner\":1,\"payload\":\"{}\",\"x\":0}}",
        Hash::of(&factors)
    );
    entries[6] = Entry::new(
        EventKind::PartialDecryption,
        vec![factors, owned.into_bytes()],
    );
    let what = "A decryption's owner is told with a field that nobody knows";
    let place = at(6, EventKind::PartialDecryption);
    case(
        "owned-field",
        what,
        place,
        "not a owned structure",
        archive(&entries),
    );

    let mut entries = usual(&mut plain("sized"));
    entries.truncate(6);
    let tally = entries[5].data[0].clone();
    let sized = format!(
        "{{\"num_tallied\":3,\"total_weight\":3,\"encrypted_tally\":\"{}\",\"x\":0}}",
        Hash::of(&tally)
    );
    entries[5] = Entry::new(EventKind::EncryptedTally, vec![tally, sized.into_bytes()]);
    let what = "The tally's numbers are told with a field that nobody knows";
    let place = at(5, EventKind::EncryptedTally);
    case(
        "sized-field",
        what,
        place,
        "not a sized_encrypted_tally",
        archive(&entries),
    );
}

fn order(list: &mut Vectors) {
    let mut case = |name: &str, what: &str, height: u64, entries: &[Entry]| {
        let kind = entries[height as usize].kind;
        list.bad(
            name,
            what,
            ORDER,
            at(height, kind),
            "may not stand here",
            archive(entries),
        );
    };

    // Setup 0, ballots 1 to 3, end 4, tally 5, decryptions 6 and 7, result 8.
    let mut poll = plain("ballot-after-end");
    let mut entries = usual(&mut poll);
    let late = poll.ballot(0, &[vec![0, 1], vec![1, 0, 0, 0]]);
    entries.insert(5, Entry::ballot(late.clone()));
    case(
        "ballot-after-end",
        "A ballot is added after the end of voting; the tally does not count it",
        5,
        &entries,
    );

    let mut poll = plain("ballot-after-tally");
    let mut entries = usual(&mut poll);
    let late = poll.ballot(0, &[vec![0, 1], vec![1, 0, 0, 0]]);
    entries.insert(6, Entry::ballot(late));
    case(
        "ballot-after-tally",
        "A ballot is added after the tally",
        6,
        &entries,
    );

    let entries = usual(&mut plain("ballot-before-setup"));
    let early = [entries[1].clone(), entries[0].clone(), entries[2].clone()];
    case(
        "ballot-before-setup",
        "A ballot stands before the setup",
        0,
        &early,
    );

    let mut entries = usual(&mut plain("setup-twice"));
    entries.insert(2, entries[0].clone());
    case("setup-twice", "The setup stands there twice", 2, &entries);

    let mut entries = usual(&mut plain("end-twice"));
    entries.insert(5, Entry::end());
    case("end-twice", "Voting ends twice", 5, &entries);

    let mut entries = usual(&mut plain("tally-before-end"));
    let tally = entries[5].clone();
    entries.insert(4, tally);
    case(
        "tally-before-end",
        "The tally is made before voting ends, and again after",
        4,
        &entries,
    );

    let mut entries = usual(&mut plain("tally-twice"));
    entries.insert(6, entries[5].clone());
    case("tally-twice", "The tally stands there twice", 6, &entries);

    let mut poll = plain("decryption-before-tally");
    let mut entries = usual(&mut poll);
    entries.insert(5, entries[6].clone());
    case(
        "decryption-before-tally",
        "A trustee decrypts before the tally, and again after",
        5,
        &entries,
    );

    let mut poll = plain("decryption-after-result");
    let mut entries = usual(&mut poll);
    let again = decryption_entry(1, entries[6].data[0].clone());
    entries.push(again);
    case(
        "decryption-after-result",
        "A trustee decrypts again after the result",
        9,
        &entries,
    );

    let mut entries = usual(&mut plain("result-before-tally"));
    entries.insert(5, Entry::new(EventKind::Result, vec![outcome(&RESULT)]));
    case(
        "result-before-tally",
        "The result stands before the tally, and again at the end",
        5,
        &entries,
    );

    let mut entries = usual(&mut plain("result-twice"));
    entries.push(entries[8].clone());
    case("result-twice", "The result stands there twice", 9, &entries);

    let mut entries = usual(&mut plain("shuffles-end-late"));
    entries.insert(7, Entry::new(EventKind::EndShuffles, vec![]));
    case(
        "end-of-shuffles-late",
        "Shuffles end when decryption has begun",
        7,
        &entries,
    );
}
