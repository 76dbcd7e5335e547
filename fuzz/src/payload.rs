//! Payloads: what parses means the same when it is written again, and names its data once each.

use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::{MOST_DATA, Owned, SetupData, SizedEncryptedTally, required_data};

use crate::poll::POLL;

/// Parses a payload as every kind there is.
pub fn target(data: &[u8]) {
    if let Ok(setup) = SetupData::parse(data) {
        assert_eq!(SetupData::parse(&setup.to_bytes()), Ok(setup));
    }
    if let Ok(sized) = SizedEncryptedTally::parse(data) {
        assert_eq!(SizedEncryptedTally::parse(&sized.to_bytes()), Ok(sized));
        assert!(crate::json(data).is_object());
    }
    if let Ok(owned) = Owned::parse(data) {
        assert_eq!(Owned::parse(&owned.to_bytes()), Ok(owned));
        assert_eq!(crate::json(data), crate::json(&owned.to_bytes()));
    }
    for kind in EventKind::ALL {
        if let Ok(hashes) = required_data(kind, data) {
            assert!(hashes.len() <= MOST_DATA);
            let last = kind.has_payload().then(|| Hash::of(data));
            assert_eq!(hashes.last().copied(), last);
        }
    }
}

/// The payloads of the poll.
pub fn seeds() -> Vec<Vec<u8>> {
    POLL.steps
        .iter()
        .filter_map(|step| step.payload().map(<[u8]>::to_vec))
        .collect()
}
