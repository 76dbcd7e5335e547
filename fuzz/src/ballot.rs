//! Ballots: what parses is canonical to the byte, and what verifies was signed by somebody on the roll.

use serde::{Deserialize, Serialize};
use veche_poll::ballot::{self, Ballot};
use veche_poll::hash::Hash;

use crate::poll::{G, POLL};

// The canonical form of a ballot, written down a second time so that it is checked from outside.

#[derive(Serialize, Deserialize)]
struct Form {
    election_uuid: String,
    election_hash: String,
    credential: String,
    answers: Vec<Answer>,
    signature: Signature,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    choices: Vec<Ciphertext>,
    individual_proofs: Vec<Vec<Proof>>,
    overall_proof: Vec<Proof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blank_proof: Option<Vec<Proof>>,
}

#[derive(Serialize, Deserialize)]
struct Ciphertext {
    alpha: String,
    beta: String,
}

#[derive(Serialize, Deserialize)]
struct Proof {
    challenge: String,
    response: String,
}

#[derive(Serialize, Deserialize)]
struct Signature {
    hash: String,
    proof: Proof,
}

/// Parses and verifies a ballot of the poll.
pub fn target(data: &[u8]) {
    let Ok(ballot) = Ballot::<G>::parse(&POLL.election, data) else {
        return;
    };
    assert_eq!(ballot.hash(), Hash::of(data));
    let form: Form = serde_json::from_slice(data).expect("it was read before");
    assert_eq!(serde_json::to_vec(&form).expect("JSON"), data);
    assert_eq!(ballot.credential(), form.credential);

    let ours = POLL.ballots.iter().any(|ours| ours == data);
    let one = ballot::verify(&POLL.election, &POLL.roll, ballot.clone());
    assert_eq!(one.is_ok(), ours, "a ballot that nobody signed");
    let many = ballot::verify_all(&POLL.election, &POLL.roll, vec![ballot], &[3; 32]);
    let faults = |result: &Result<_, Vec<ballot::BallotError>>| result.as_ref().err().cloned();
    assert_eq!(many.iter().map(faults).collect::<Vec<_>>(), [faults(&one)]);
    for error in one.err().unwrap_or_default() {
        assert!(!error.to_string().is_empty());
    }
}

/// The ballots of the poll.
pub fn seeds() -> Vec<Vec<u8>> {
    POLL.ballots.clone()
}
