//! Rolls: what parses has every line once, and survives being written.

use veche_crypto::group::{Belenios2048, Group, PrimeField};
use veche_poll::credential::{MAX_TOTAL_WEIGHT, Roll, RollEntry};
use veche_poll::weight::Weight;

use crate::poll::{G, POLL};

fn check<G: Group>(data: &[u8]) {
    let Ok(roll) = Roll::parse::<G>(data, &[1; 32]) else {
        return;
    };
    let lines: Vec<String> = serde_json::from_slice(data).expect("what was parsed is JSON");
    assert_eq!(roll.len(), lines.len());
    assert_eq!(roll.is_empty(), lines.is_empty());
    assert!(roll.total_weight().get() <= MAX_TOTAL_WEIGHT);
    assert_eq!(roll.weight_classes().values().sum::<usize>(), lines.len());
    let mut total = 0;
    let entries: Vec<RollEntry> = lines
        .iter()
        .map(|line| {
            let (credential, weight) = match line.split_once(',') {
                Some((credential, weight)) => (credential, Some(weight)),
                None => (line.as_str(), None),
            };
            let weight = weight.map(|text| text.parse::<Weight>().expect("it was read"));
            let found = roll.weight(credential).expect("it is on the roll");
            assert_eq!(found, weight.unwrap_or(Weight::ONE));
            let element = G::decode_member(credential).expect("it is a credential");
            assert_ne!(element, G::identity());
            assert_eq!(G::to_text(&element), credential);
            total += found.get();
            RollEntry {
                credential: credential.to_owned(),
                weight,
            }
        })
        .collect();
    assert_eq!(roll.total_weight(), Weight::new(total));
    let written = Roll::write::<G>(&entries);
    let again = Roll::parse::<G>(&written, &[2; 32]).expect("what we write we read");
    assert_eq!(again.len(), roll.len());
    assert_eq!(again.total_weight(), roll.total_weight());
    let mut sorted: Vec<String> = serde_json::from_slice(&written).expect("JSON");
    let mut lines = lines;
    sorted.sort();
    lines.sort();
    assert_eq!(sorted, lines);
}

/// Parses a roll in two groups.
pub fn target(data: &[u8]) {
    check::<G>(data);
    check::<PrimeField<Belenios2048>>(data);
}

/// The roll of the poll, one without weights, one in another group.
pub fn seeds() -> Vec<Vec<u8>> {
    type Field = PrimeField<Belenios2048>;
    let lines: Vec<String> = serde_json::from_slice(&POLL.roll_bytes).expect("JSON");
    let plain: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split(',').next())
        .collect();
    let generator = Field::generator();
    let other = [
        Field::to_text(&generator),
        format!("{},7", Field::to_text(&Field::inv(&generator))),
    ];
    vec![
        POLL.roll_bytes.clone(),
        serde_json::to_vec(&plain).expect("JSON"),
        serde_json::to_vec(&other).expect("JSON"),
        b"[]".to_vec(),
    ]
}
