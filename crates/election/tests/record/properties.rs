//! Properties of reading and judging, for any input.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};
use veche_election::entry::{Recorded, Signed};
use veche_election::judge::Election;
use veche_election::shows;
use veche_election::value::Body;
use veche_election::verify::Fold;

use crate::documents::samples;
use crate::world::{
    World, anchored, appeal, assembly, body, call, candidate, complaint, counted, day, decided,
    declared, detained, exactly, filed, followed, observer, poll, reasons, report, revoked,
    rotated, verdict, verified, with, withdrawn,
};

/// Leaves of every kind, signed; judged or not.
static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let world = World::run();
    veche_election::entry::laws()
        .iter()
        .filter_map(|law| samples::sample(law.name))
        .map(|sample| world.sign("somebody", sample).to_bytes())
        .collect()
});

/// A whole run election, and entries that could be recorded somewhere in it, or never.
static STORY: LazyLock<Vec<(Vec<u8>, Signed)>> = LazyLock::new(|| {
    let mut world = World::empty();
    let id = world.says("organiser", call());
    world.call = Some(id);
    world.says("observer", observer("observer", "observers"));
    let rotation = rotated(&world, "observer", "new observer");
    world.says("observer", rotation);
    let ada = candidate(&mut world);
    let bob = world.says("bob", filed("council", "bob"));
    world.says(
        "commission",
        counted(ada, "2026-03-02", json!({"accepted": exactly(1_200)})),
    );
    let refused = decided("commission", "candidacy", ada, "refused", "2026-03-02");
    let refused = world.says("commission", refused);
    let supplement = json!({"kind": "decision_supplemented", "decision": refused, "on": "2026-03-04", "reasons": reasons()});
    world.on("2026-03-04").says("commission", supplement);
    let first = world.says("ada", appeal(refused));
    let rejected = world.says(
        "court",
        decided("court", "appeal", first, "rejected", "2026-03-04"),
    );
    let second = world.says("ada", appeal(rejected));
    world.says(
        "court",
        decided("court", "appeal", second, "upheld", "2026-03-04"),
    );
    let complaint = world.says("voter", complaint());
    world.says(
        "other voter",
        json!({"kind": "cosigned", "entry": complaint}),
    );
    world.says("organisation", assembly());
    let detention = world.says("reporter", detained("2026-03-01"));
    world.says("new observer", verdict(detention, "confirmed"));
    world.says(
        "new observer",
        followed(detention, "before_judge", "2026-03-04"),
    );
    let told = world.says("reporter", report("2026-03-03"));
    world.says("reporter", withdrawn(told, "safety"));
    world.says(
        "bob",
        json!({"kind": "candidacy_withdrawn", "candidate": bob}),
    );
    let main = world
        .on("2026-03-12")
        .says("commission", poll("main", "president", json!([ada])));
    world.says("commission", anchored(main, 0, &["setup"]));
    world.says("commission", anchored(main, 1, &["ballot"]));
    world.says("organiser", revoked("interior"));
    let outcome = with(
        declared("president", json!([ada]), "2026-04-01"),
        "poll",
        json!(main),
    );
    world.on("2026-04-01").says("commission", outcome);
    world
        .leaves
        .into_iter()
        .map(|leaf| {
            let signed = verified(Recorded::read(&leaf).expect("an entry"));
            (leaf, signed)
        })
        .collect()
});

/// What an election says, so that two can be compared.
fn said(election: &Election) -> String {
    let table = shows::all(election, day("2026-04-30"));
    // Not their numbers: an entry that is refused has one too.
    let kept: Vec<_> = election
        .kept()
        .iter()
        .map(|kept| (kept.id, kept.at, kept.by, &kept.act))
        .collect();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        election.last(),
        kept,
        election.candidates(),
        election.decisions(),
        election.appeals(),
        election.keys().persons(),
        table.findings()
    )
}

/// Another spelling of a JSON text that means the same.
fn respelled(value: &Value, choice: &mut impl FnMut() -> u8) -> String {
    let space = |choice: &mut dyn FnMut() -> u8| [" ", "", "", "\n", ""][usize::from(choice() % 5)];
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            let shift = usize::from(choice()) % fields.len().max(1);
            fields.rotate_left(shift);
            let inside: Vec<String> = fields
                .into_iter()
                .map(|(name, field)| {
                    let before = space(choice);
                    format!("{before}\"{name}\":{}", respelled(field, choice))
                })
                .collect();
            format!("{{{}{}}}", inside.join(","), space(choice))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| respelled(item, choice)).collect();
            format!("[{}{}]", items.join(","), space(choice))
        }
        Value::String(text) => {
            let letters = text.chars().map(|letter| match choice() % 16 {
                0 if letter.is_ascii() => format!("\\u{:04x}", u32::from(letter)),
                _ => letter.to_string(),
            });
            format!("\"{}\"", letters.collect::<String>())
        }
        other => other.to_string(),
    }
}

/// One byte changed, taken out, put in, or a piece copied to another place.
fn mutated(mut bytes: Vec<u8>, changes: &[(u8, prop::sample::Index, u8)]) -> Vec<u8> {
    for (kind, at, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        match kind % 4 {
            0 => bytes[at] = *byte,
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, *byte),
            _ => {
                let end = bytes.len().min(at + usize::from(*byte));
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

/// Reads anything as a leaf; what is read is written back, and only an unchanged entry is verified.
fn read_back(bytes: &[u8]) {
    if let Ok(recorded) = Recorded::read(bytes) {
        assert_eq!(recorded.to_bytes(), bytes);
        let leaf = recorded.clone();
        if let Ok(signed) = recorded.verify() {
            // Whoever has no key changes nothing but the time of recording.
            let sound = SAMPLES.iter().any(|sample| {
                Recorded::read(sample).is_ok_and(|sample| sample.entry == leaf.entry)
            });
            assert!(sound, "{signed:?}");
        }
    }
}

fn changes() -> impl Strategy<Value = Vec<(u8, prop::sample::Index, u8)>> {
    prop::collection::vec(any::<(u8, prop::sample::Index, u8)>(), 1..4)
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes: Vec<u8>, text in "[{}\\[\\]\",:a-z0-9]{0,80}") {
        read_back(&bytes);
        read_back(text.as_bytes());
        let _ = Body::read(&bytes).is_ok();
        let _ = Body::read(text.as_bytes()).is_ok();
    }

    #[test]
    fn a_changed_entry_is_refused_or_written_back_and_never_verified(sample: prop::sample::Index, changes in changes()) {
        let sound = sample.get(&SAMPLES);
        prop_assert_eq!(&Recorded::read(sound).expect("sound").to_bytes(), sound);
        read_back(&mutated(sound.clone(), &changes));
    }

    #[test]
    fn a_body_is_written_back_byte_for_byte(text: String, language in "[a-z]{2}(-[A-Z]{2})?", salt: [u8; 16], changes in changes()) {
        let body = Body::text(&text, &language, salt);
        let bytes = body.to_bytes();
        prop_assert_eq!(Body::read(&bytes), Ok(body));
        let other = mutated(bytes, &changes);
        if let Ok(read) = Body::read(&other) {
            prop_assert_eq!(read.to_bytes(), other);
        }
    }

    #[test]
    fn every_other_spelling_of_an_entry_is_refused(sample: prop::sample::Index, choices in prop::collection::vec(any::<u8>(), 1..400)) {
        let sound = sample.get(&SAMPLES);
        let value: Value = serde_json::from_slice(sound).expect("JSON");
        let mut next = choices.iter().copied().cycle();
        let other = respelled(&value, &mut || next.next().unwrap_or_default());
        prop_assert_eq!(&serde_json::from_str::<Value>(&other).expect("the same JSON"), &value);
        match other.as_bytes() == sound.as_slice() {
            true => prop_assert!(Recorded::read(other.as_bytes()).is_ok()),
            false => prop_assert!(Recorded::read(other.as_bytes()).is_err(), "{}", other),
        }
    }

    #[test]
    fn judging_one_by_one_is_the_fold_whatever_is_left_out_doubled_or_moved(fate in prop::collection::vec((0_u8..12, any::<prop::sample::Index>()), 1..60)) {
        // The call first, so that the rest is judged at all.
        let mut entries: Vec<&(Vec<u8>, Signed)> = vec![&STORY[0]];
        for (entry, (fate, other)) in STORY[1..].iter().zip(fate.iter().cycle()) {
            match fate {
                0 => {}
                1 => entries.extend([entry, entry]),
                2 => entries.extend([other.get(&STORY[..]), entry]),
                3 => entries.insert(1 + other.index(entries.len()), entry),
                _ => entries.push(entry),
            }
        }
        let mut election = Election::default();
        let mut fold = Fold::new();
        let mut refused = 0;
        for (leaf, signed) in entries {
            let before = said(&election);
            let verdict = election.check(signed);
            prop_assert_eq!(said(&election), before.clone(), "check changes nothing");
            match verdict {
                Ok(accepted) => {
                    prop_assert!(election.apply(accepted).is_ok());
                }
                Err(_) => {
                    refused += 1;
                    prop_assert_eq!(said(&election), before);
                }
            }
            fold.push(&[leaf]);
        }
        let (folded, faults) = fold.finish();
        prop_assert_eq!(said(&folded), said(&election));
        prop_assert_eq!(faults.list().len(), refused);
    }

    #[test]
    fn what_was_accepted_before_others_came_is_judged_again(one: prop::sample::Index, other: prop::sample::Index, length: prop::sample::Index) {
        let mut election = Election::default();
        for (_, signed) in &STORY[..=length.index(STORY.len())] {
            let accepted = election.check(signed).expect("the story is sound");
            election.apply(accepted).expect("nothing came between");
        }
        let ((_, one), (_, other)) = (one.get(&STORY[..]), other.get(&STORY[..]));
        if let (Ok(first), Ok(second)) = (election.check(one), election.check(other)) {
            prop_assert!(election.apply(first).is_ok());
            let before = said(&election);
            let now = election.check(other).map(drop);
            let stale = election.apply(second).map(drop);
            prop_assert_eq!(&stale, &now);
            if stale.is_err() {
                prop_assert_eq!(said(&election), before);
            }
        }
    }
}

#[test]
fn the_same_entry_accepted_twice_is_recorded_once() {
    let mut world = World::run();
    let signed = verified(world.sign("reporter", with(report("2026-01-15"), "text", body("what"))));
    let first = world.election.check(&signed).expect("new");
    let second = world.election.check(&signed).expect("still new");
    world.election.apply(first).expect("nothing came between");
    let rejection = world.election.apply(second).expect_err("a replay");
    assert_eq!(crate::attacks::variant(&*rejection.rule), "Replayed");
    assert_eq!(world.election.reports().len(), 1);
}
