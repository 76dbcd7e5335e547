//! Opened ballots: the one that the device made is accepted, and nothing else under its code.

use veche_poll::ballot::Challenge;

use crate::poll::POLL;

/// Parses and checks an opened ballot, with the code that the voter noted and with its own.
pub fn target(data: &[u8]) {
    let Ok(challenge) = serde_json::from_slice::<Challenge>(data) else {
        return;
    };
    let written = serde_json::to_vec(&challenge).expect("JSON");
    assert_eq!(crate::json(data), crate::json(&written));
    let checked = challenge.check(&POLL.election, &POLL.code);
    assert_eq!(checked.is_ok(), written == POLL.challenge);
    if let Ok(numbers) = checked {
        assert_eq!(numbers, [vec![1, 0], vec![0, 1]]);
    }
    if let Ok(numbers) = challenge.check(&POLL.election, &challenge.code()) {
        let questions = POLL.election.homomorphic().expect("all are");
        assert_eq!(numbers.len(), questions.len(), "answers to other questions");
        for (numbers, question) in numbers.iter().zip(questions) {
            assert_eq!(numbers.len(), question.ciphertexts(), "other choices");
        }
    }
}

/// The opened ballot of the poll, and one without answers.
pub fn seeds() -> Vec<Vec<u8>> {
    // One of another shape: the ballot answers no question.
    let mut empty = crate::json(&POLL.challenge);
    empty["ballot"]["answers"] = serde_json::json!([]);
    empty["openings"] = serde_json::json!([]);
    vec![POLL.challenge.clone(), empty.to_string().into_bytes()]
}
