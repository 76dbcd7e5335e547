//! Partial decryptions: what parses means the same when written again; what verifies was made with the key.

use veche_poll::decryption::PartialDecryption;

use crate::poll::{G, POLL};

/// Parses a partial decryption and verifies it with every trustee's key.
pub fn target(data: &[u8]) {
    let Ok(decryption) = PartialDecryption::<G>::parse(data, &POLL.election, &POLL.tally) else {
        return;
    };
    let written = decryption.to_bytes(&POLL.election);
    assert_eq!(
        PartialDecryption::parse(&written, &POLL.election, &POLL.tally),
        Ok(decryption.clone())
    );
    assert_eq!(crate::json(data), crate::json(&written));
    for (owner, number) in POLL.trustees.owners().iter().zip(1..) {
        let ours = POLL.decryptions.contains(&(number, written.clone()));
        let verified =
            decryption
                .clone()
                .verify(&POLL.election, &owner.key.public_key, &POLL.tally);
        assert_eq!(verified.is_ok(), ours, "made without the key");
    }
}

/// The partial decryptions of the poll.
pub fn seeds() -> Vec<Vec<u8>> {
    POLL.decryptions
        .iter()
        .map(|(_, bytes)| bytes.clone())
        .collect()
}
