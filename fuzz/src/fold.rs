//! Folds: any list of leaves is judged, each is recorded or a fault, and what is recorded is shown.
//!
//! The input is a list of decisions: leaves of the election as they are, bytes changed, or parts exchanged and signed
//! again by somebody, so that the judge is reached and not only the reader.

use serde_json::Value;
use veche_election::entry::{Act, Recorded};
use veche_election::judge::Election;
use veche_election::value::Sha256Hex;
use veche_election::verify::{Exit, Faults, Fold, Opened, PollFacts, Report, polls};

use crate::bytes::Bytes;
use crate::process::{PROCESS, leaf};

/// So many leaves at most, so that inputs stay fast.
const MOST_LEAVES: usize = 64;

/// The next leaf.
fn next(bytes: &mut Bytes<'_>) -> Vec<u8> {
    let leaves = &PROCESS.leaves;
    let number = bytes.below(leaves.len());
    let mut chosen = leaves[number].clone();
    match bytes.byte() % 4 {
        0 => {
            let place = bytes.below(chosen.len());
            chosen[place] ^= bytes.byte();
            chosen
        }
        1 => bytes.short().to_vec(),
        2 => {
            let mut act = crate::json(&chosen)["entry"]["act"].take();
            for _ in 0..bytes.byte() % 4 {
                let other = crate::json(&leaves[bytes.below(leaves.len())]);
                let part = pick(&other["entry"]["act"], bytes).clone();
                put(&mut act, part, bytes);
            }
            renew(&mut act, bytes.byte());
            match serde_json::from_value::<Act>(act) {
                Ok(act) => {
                    let call = (number > 0).then_some(PROCESS.call);
                    leaf(act, call, bytes.byte(), bytes.byte()).to_bytes()
                }
                Err(_) => chosen,
            }
        }
        _ => chosen,
    }
}

/// Gives every body another name, unless the salt is 0: an entry brings its own.
fn renew(value: &mut Value, salt: u8) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(hash) if name == "plain" && salt > 0 => {
                        let other = Sha256Hex::of(&[hash.as_bytes(), &[salt]].concat());
                        *hash = other.to_string();
                    }
                    field => renew(field, salt),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| renew(item, salt)),
        _ => {}
    }
}

/// A part of a value.
fn pick<'a>(value: &'a Value, bytes: &mut Bytes<'_>) -> &'a Value {
    let inner: Vec<&Value> = match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    match inner.is_empty() || bytes.byte().is_multiple_of(8) {
        true => value,
        false => pick(inner[bytes.below(inner.len())], bytes),
    }
}

/// Puts a part in the place of another.
fn put(value: &mut Value, part: Value, bytes: &mut Bytes<'_>) {
    let inner: Vec<&mut Value> = match value {
        Value::Object(fields) => fields.values_mut().collect(),
        Value::Array(items) => items.iter_mut().collect(),
        _ => Vec::new(),
    };
    let count = inner.len();
    let chosen = bytes.below(count);
    match inner.into_iter().nth(chosen) {
        Some(inner) => put(inner, part, bytes),
        None => *value = part,
    }
}

/// What an archive could say, true or not.
fn facts(bytes: &mut Bytes<'_>) -> PollFacts {
    let event = |byte: u8| match byte % 2 {
        0 => Sha256Hex::of(b"setup"),
        _ => Sha256Hex::of(&[byte]),
    };
    PollFacts {
        events: (0..bytes.byte() % 4).map(|_| event(bytes.byte())).collect(),
        fingerprint: bytes
            .byte()
            .is_multiple_of(2)
            .then(|| Sha256Hex::of(b"poll")),
        faults: Vec::new(),
        voters: u64::from(bytes.byte()),
        counted: u64::MAX - u64::from(bytes.byte()),
        result: bytes.byte().is_multiple_of(2).then(|| vec![opened(bytes)]),
        answers: vec![usize::from(bytes.byte() % 3)],
    }
}

/// What a poll opened.
fn opened(bytes: &mut Bytes<'_>) -> Opened {
    let few = |bytes: &mut Bytes<'_>| u64::from(bytes.byte());
    match bytes.byte().is_multiple_of(2) {
        true => Opened::Sums {
            votes: vec![7, u64::MAX, few(bytes)],
            blank: u64::MAX - few(bytes),
        },
        false => Opened::Ballots(vec![vec![1, few(bytes)], vec![u64::MAX, few(bytes)]]),
    }
}

/// What every election keeps.
fn examine(election: &Election, faults: Faults) {
    let as_of = "2026-04-30".parse().expect("a day");
    let unsound = !faults.is_empty();
    let report = Report::new(election, faults, as_of);
    assert_eq!(report.exit() == Exit::Unsound, unsound);
    for finding in report.table.findings() {
        assert!(!finding.to_string().is_empty());
        assert!(finding.about.iter().all(|id| election.entry(id).is_some()));
    }
    for (number, kept) in election.kept().iter().enumerate() {
        assert!(kept.index >= number as u64);
        assert_eq!(
            election.kept_entry(&kept.id).map(|kept| kept.index),
            Some(kept.index)
        );
    }
    for candidate in election.candidates() {
        assert!(
            candidate
                .decisions
                .iter()
                .all(|number| election.decisions().get(*number).is_some())
        );
    }
}

/// Judges a list of leaves, at once and one by one.
pub fn target(data: &[u8]) {
    let mut bytes = Bytes(data);
    let facts = facts(&mut bytes);
    let mut leaves = Vec::new();
    while leaves.len() < MOST_LEAVES && !bytes.is_empty() {
        leaves.push(next(&mut bytes));
    }
    let mut fold = Fold::new();
    fold.push(&leaves);
    let mut single = Fold::new();
    for leaf in &leaves {
        let uses = single.push(&[leaf]);
        assert!(uses.is_empty() || Recorded::read(leaf).is_ok());
    }
    let (election, mut faults) = fold.finish();
    let (other, same) = single.finish();
    assert_eq!(faults.list(), same.list());
    assert_eq!(election.len(), other.len());
    let without_call = usize::from(election.called().is_none());
    assert_eq!(election.len() as usize, leaves.len(), "each has its number");
    let sound = election.kept().len() + election.reports().len();
    let judged = sound + faults.list().len() - without_call;
    assert_eq!(judged, leaves.len(), "each is recorded or a fault");
    for poll in election.polls() {
        polls::archive(poll, Some(&facts), &mut faults);
        polls::archive(poll, None, &mut faults);
    }
    for (_, declared) in election.outcomes() {
        polls::outcome(&election, declared, Some(&facts), &mut faults);
    }
    examine(&election, faults);
}

/// The election as it is, and each of its leaves signed again by somebody else after it.
pub fn seeds() -> Vec<Vec<u8>> {
    let count = PROCESS.leaves.len() as u8;
    let facts = [0; 7];
    let whole: Vec<u8> = (0..count).flat_map(|number| [0, number, 3]).collect();
    let mut seeds = vec![[&facts[..], &whole].concat()];
    for number in 0..count {
        let again = [0, number, 2, 0, number + 1, number % 4, 27];
        seeds.push([&facts[..], &whole, &again].concat());
    }
    seeds
}
