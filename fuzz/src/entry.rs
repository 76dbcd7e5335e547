//! Entries: what is read is written again byte for byte, is canonical by a second definition, and is verified only with
//! a signature that was made.

use veche_election::canonical;
use veche_election::entry::{Recorded, UnsignedEntry};

use crate::process::PROCESS;

/// Reads a leaf, and verifies it.
pub fn target(data: &[u8]) {
    let Ok(recorded) = Recorded::read(data) else {
        return;
    };
    assert_eq!(recorded.to_bytes(), data);
    // As plain JSON, which knows of no entry.
    assert_eq!(canonical::write(&crate::json(data)).as_bytes(), data);
    let entry = recorded.entry.clone();
    if let Ok(signed) = recorded.verify() {
        let made = |leaf: &Vec<u8>| Recorded::read(leaf).is_ok_and(|leaf| leaf.entry == entry);
        assert!(PROCESS.leaves.iter().any(made), "a forged signature");
        let unsigned = UnsignedEntry {
            act: signed.act,
            by: signed.by,
            election: signed.election,
        };
        assert_eq!(unsigned.id(), signed.id);
        assert_eq!(signed.length, data.len());
    }
}

/// The leaves of the election.
pub fn seeds() -> Vec<Vec<u8>> {
    PROCESS.leaves.clone()
}
