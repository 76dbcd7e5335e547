//! Trustees: what is accepted was proven by those who hold the keys, which the fuzzer does not.

use std::collections::BTreeSet;

use veche_crypto::group::Group;
use veche_poll::trustees::{TrusteeText, Trustees};

use crate::poll::{G, POLL};

/// Parses and checks trustees.
pub fn target(data: &[u8]) {
    let Ok(trustees) = Trustees::<G>::parse(data) else {
        return;
    };
    let known: BTreeSet<String> = POLL
        .trustees
        .owners()
        .iter()
        .map(|owner| G::to_text(&owner.key.public_key))
        .collect();
    let keys: Vec<String> = trustees
        .owners()
        .iter()
        .map(|owner| G::to_text(&owner.key.public_key))
        .collect();
    let distinct: BTreeSet<String> = keys.iter().cloned().collect();
    assert_eq!(distinct.len(), keys.len(), "a key stands there twice");
    assert!(
        distinct.is_subset(&known),
        "a key was accepted that nobody has"
    );
    let texts: Vec<TrusteeText> = serde_json::from_slice(data).expect("it was read before");
    let again = Trustees::<G>::parse(&Trustees::<G>::write(&texts)).expect("what we write we read");
    assert_eq!(again.public_key(), trustees.public_key());
    assert_eq!(again.owners().len(), keys.len());
    assert_eq!(again.check_key(&trustees.public_key()), Ok(()));
}

/// The trustees of the poll, and each kind alone.
pub fn seeds() -> Vec<Vec<u8>> {
    let texts: Vec<TrusteeText> = serde_json::from_slice(&POLL.trustees_bytes).expect("JSON");
    let mut seeds = vec![POLL.trustees_bytes.clone()];
    seeds.extend(
        texts
            .iter()
            .map(|text| Trustees::<G>::write(std::slice::from_ref(text))),
    );
    seeds
}
