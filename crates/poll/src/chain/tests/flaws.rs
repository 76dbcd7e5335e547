//! Archives with one flaw each in chain or order, and the check that fires.

use super::*;

/// The archive of [`poll`] with its members changed.
fn changed(change: impl FnOnce(&mut Members)) -> Vec<u8> {
    let mut members = members(&poll(), |_, _| {});
    change(&mut members);
    render(&members)
}

/// The archive of [`poll`] with its steps changed and linked again.
fn relinked(change: impl FnOnce(&mut Steps)) -> Vec<u8> {
    let mut steps = poll();
    change(&mut steps);
    linked(&steps)
}

/// The archive of [`poll`] with one event changed and those after it linked to it.
fn tweaked(at: u64, change: impl Fn(&mut Event)) -> Vec<u8> {
    render(&members(&poll(), |height, event| {
        if height == at {
            change(event);
        }
    }))
}

/// The archive of [`poll`] with the text of the second ballot's event changed and those after it linked to it.
fn respelled(change: impl Fn(&str) -> String) -> Vec<u8> {
    let steps = poll();
    let mut members = members(&steps[..3].to_vec(), |_, _| {});
    let event = members.last_mut().unwrap();
    event.1 = change(std::str::from_utf8(&event.1).unwrap()).into_bytes();
    let event = Event {
        parent: Some(Hash::of(&event.1)),
        height: 3,
        kind: EventKind::EndBallots,
        payload: None,
    };
    members.push((MemberKind::Event, event.to_bytes()));
    render(&members)
}

/// A poll whose second ballot is an event and nothing else.
fn neither() -> Vec<u8> {
    let mut steps = poll();
    steps[2].1.clear();
    linked(&steps)
}

/// Every flaw in the chain, and no other check fires.
#[test]
fn a_flaw_in_the_chain_fires_check_2() {
    let orphan =
        |members: &mut Members, at| members.insert(at, (MemberKind::Data, b"orphan".to_vec()));
    let table = [
        ("an orphan before set-up", changed(|all| orphan(all, 0))),
        ("an orphan before a ballot", changed(|all| orphan(all, 6))),
        (
            "an orphan before an event without payload",
            changed(|all| orphan(all, 10)),
        ),
        (
            "an orphan at the end",
            changed(|all| all.push((MemberKind::Data, b"orphan".to_vec()))),
        ),
        (
            "the data of a ballot twice",
            changed(|all| all.insert(6, all[6].clone())),
        ),
        (
            "a ballot without its data",
            changed(|all| _ = all.remove(6)),
        ),
        (
            "set-up without its trustees",
            changed(|all| _ = all.remove(1)),
        ),
        (
            "set-up without its certificate",
            changed(|all| _ = all.remove(3)),
        ),
        (
            "set-up with election and trustees swapped",
            changed(|all| all.swap(0, 1)),
        ),
        (
            "set-up with its payload first",
            changed(|all| all[..5].rotate_right(1)),
        ),
        (
            "tally and sized tally swapped",
            changed(|all| all.swap(11, 12)),
        ),
        (
            "shuffle and owned shuffle swapped",
            changed(|all| all.swap(14, 15)),
        ),
        (
            "a decryption without what its owner names",
            changed(|all| _ = all.remove(18)),
        ),
        (
            "two ballots' data before the first's event",
            changed(|all| all.swap(7, 8)),
        ),
        (
            "an event swapped with its data",
            changed(|all| all.swap(6, 7)),
        ),
        (
            "a ballot dropped and nothing linked again",
            changed(|all| _ = all.drain(6..8)),
        ),
        ("an event dropped", changed(|all| _ = all.remove(7))),
        (
            "two ballots swapped and nothing linked again",
            changed(|all| all[6..10].rotate_left(2)),
        ),
        ("a height too many", tweaked(2, |event| event.height += 1)),
        ("a height too few", tweaked(2, |event| event.height -= 1)),
        (
            "the largest height",
            tweaked(2, |event| event.height = u64::MAX),
        ),
        (
            "a first height of one",
            tweaked(0, |event| event.height = 1),
        ),
        ("no parent", tweaked(2, |event| event.parent = None)),
        (
            "another parent",
            tweaked(2, |event| event.parent = Some(Hash::of(b""))),
        ),
        (
            "a parent of the first event",
            tweaked(0, |event| event.parent = Some(Hash::of(b""))),
        ),
        (
            "a payload of EndBallots",
            tweaked(3, |event| event.payload = Some(Hash::of(b""))),
        ),
        (
            "a payload of EndShuffles that was written",
            tweaked(6, |event| event.payload = Some(Hash::of(b"shuffle"))),
        ),
        (
            "EndBallots with data",
            relinked(|steps| steps[3].1 = vec![b"data".to_vec()]),
        ),
        ("a ballot with neither payload nor data", neither()),
        (
            "a ballot without payload",
            tweaked(2, |event| event.payload = None),
        ),
        (
            "a set-up without payload",
            tweaked(0, |event| event.payload = None),
        ),
        (
            "a payload that is not there",
            tweaked(2, |event| event.payload = Some(Hash::of(b""))),
        ),
        (
            "a ballot with the payload of the one before",
            tweaked(2, |event| event.payload = Some(Hash::of(b"first ballot"))),
        ),
        (
            "an event of its own data",
            tweaked(7, |event| event.payload = Some(Hash::of(b"one"))),
        ),
        (
            "set-up data that is no such structure",
            relinked(|steps| steps[0].1 = vec![b"{}".to_vec()]),
        ),
        (
            "a sized tally that is no such structure",
            relinked(|steps| steps[4].1[1] = b"[tally]".to_vec()),
        ),
        (
            "seven pieces of data at once",
            changed(|all| (0..7).for_each(|_| orphan(all, 6))),
        ),
        (
            "an event with a space",
            respelled(|text| text.replace(',', ", ")),
        ),
        (
            "an event with a newline",
            respelled(|text| format!("{text}\n")),
        ),
        (
            "an event in another order",
            respelled(|text| {
                text.replace(
                    "\"height\":2,\"type\":\"Ballot\"",
                    "\"type\":\"Ballot\",\"height\":2",
                )
            }),
        ),
        (
            "an event with a field twice",
            respelled(|text| text.replace("\"height\":2", "\"height\":2,\"height\":2")),
        ),
        (
            "an event with an unknown field",
            respelled(|text| text.replace('}', ",\"seal\":1}")),
        ),
        ("an event that is empty", respelled(|_| String::new())),
    ];
    for (flaw, archive) in table {
        let faults = faults(&archive);
        assert!(!faults.is_empty(), "{flaw} was accepted");
        for fault in faults {
            assert_eq!(fault.check, CheckId::Chain, "{flaw}: {fault}");
            assert!(
                fault.place.offset.is_some() && fault.place.entry.is_some(),
                "{flaw}: {fault}"
            );
        }
    }
}

/// Every flaw in the order of events, and no other check fires: all is linked again.
#[test]
fn a_flaw_in_the_order_fires_check_3() {
    let ballot = || (EventKind::Ballot, vec![b"late ballot".to_vec()]);
    let table = [
        ("only a header", header_bytes(now())),
        ("no set-up", relinked(|all| _ = all.remove(0))),
        ("a ballot before set-up", relinked(|all| all.swap(0, 1))),
        (
            "a second set-up",
            relinked(|all| all.insert(1, (EventKind::Setup, setup(false)))),
        ),
        (
            "a second set-up among ballots",
            relinked(|all| all.insert(2, (EventKind::Setup, setup(false)))),
        ),
        (
            "a ballot after EndBallots",
            relinked(|all| all.insert(4, ballot())),
        ),
        (
            "a ballot after the tally",
            relinked(|all| all.insert(5, ballot())),
        ),
        (
            "a ballot among shuffles",
            relinked(|all| all.insert(6, ballot())),
        ),
        (
            "a ballot among decryptions",
            relinked(|all| all.insert(8, ballot())),
        ),
        (
            "a ballot after the result",
            relinked(|all| all.push(ballot())),
        ),
        (
            "EndBallots twice",
            relinked(|all| all.insert(4, (EventKind::EndBallots, vec![]))),
        ),
        ("no EndBallots", relinked(|all| _ = all.remove(3))),
        (
            "a second tally",
            relinked(|all| all.insert(5, all[4].clone())),
        ),
        ("no tally", relinked(|all| _ = all.remove(4))),
        (
            "a result before the tally",
            relinked(|all| all.insert(4, (EventKind::Result, vec![b"{}".to_vec()]))),
        ),
        (
            "a second result",
            relinked(|all| all.push((EventKind::Result, vec![b"{}".to_vec()]))),
        ),
        (
            "a decryption after the result",
            relinked(|all| all.push((EventKind::PartialDecryption, owned(3, b"three")))),
        ),
        (
            "a decryption before the end of shuffles",
            relinked(|all| all.swap(6, 7)),
        ),
        ("no EndShuffles", relinked(|all| _ = all.remove(6))),
        (
            "EndShuffles twice",
            relinked(|all| all.insert(7, (EventKind::EndShuffles, vec![]))),
        ),
        (
            "a shuffle after the end of shuffles",
            relinked(|all| all.insert(7, (EventKind::Shuffle, owned(2, b"s")))),
        ),
        (
            "a shuffle among decryptions",
            relinked(|all| all.insert(8, (EventKind::Shuffle, owned(2, b"s")))),
        ),
        (
            "a shuffle before the tally",
            relinked(|all| all.insert(4, (EventKind::Shuffle, owned(2, b"s")))),
        ),
    ];
    for (flaw, archive) in table {
        let faults = faults(&archive);
        assert!(!faults.is_empty(), "{flaw} was accepted");
        for fault in faults {
            assert_eq!(fault.check, CheckId::Order, "{flaw}: {fault}");
        }
    }
}
