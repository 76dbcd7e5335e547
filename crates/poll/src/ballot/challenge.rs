//! A ballot opened to test the device that made it, and the test (spec §Vote says nothing of it; Benaloh 2006).

use serde::{Deserialize, Serialize};
use veche_crypto::elgamal::{Ciphertext, Opening};
use veche_crypto::group::{DecodeError, Group, Scalar};
use veche_crypto::proof::encrypt_element;
use veche_crypto::secret::SecretScalar;

use super::answer::AnswerOpening;
use super::text::BallotText;
use crate::election::Election;
use crate::hash::Hash;
use crate::question::Question;

/// What one ciphertext holds and the randomness it was made with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningText {
    plaintext: Plaintext,
    randomness: String,
}

/// What a ciphertext holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Plaintext {
    /// A number, usually 0 or 1.
    One(u64),
    /// A number for each answer.
    Numbers(Vec<u8>),
}

/// An unsigned ballot with all that opens it, to be checked by another device.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    ballot: BallotText,
    openings: Vec<Vec<OpeningText>>,
}

/// Why an opened ballot does not hold what it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// The ballot was made for another poll, or has been signed.
    #[error("the opened ballot is not an unsigned ballot of this poll")]
    OtherBallot,
    /// The voter noted another code.
    #[error(
        "the opened ballot has the code {found}, not the one you noted: do not use this device"
    )]
    Code {
        /// The code it has.
        found: String,
    },
    /// The openings have another shape than the ballot.
    #[error("the opening does not have the ballot's shape")]
    Shape,
    /// A number cannot be read.
    #[error("question {question}, choice {choice}: {error}")]
    Field {
        /// Which question, from 1.
        question: usize,
        /// Which choice, from 1.
        choice: usize,
        /// What is wrong.
        error: DecodeError,
    },
    /// A ciphertext does not hold what the opening says.
    #[error(
        "question {question}, choice {choice}: the ballot holds something else than it says: do not use this device"
    )]
    Differs {
        /// Which question, from 1.
        question: usize,
        /// Which choice, from 1.
        choice: usize,
    },
}

impl Challenge {
    pub(super) fn new<G: Group>(ballot: BallotText, openings: &[AnswerOpening<G>]) -> Self {
        let text = |plaintext, randomness: &SecretScalar<G>| {
            let mut text = String::new();
            randomness.expose().encode_vartime(&mut text);
            OpeningText {
                plaintext,
                randomness: text,
            }
        };
        let openings = openings.iter().map(|opening| match opening {
            AnswerOpening::Places(places) => places
                .iter()
                .map(|place| text(Plaintext::One(place.plaintext()), place.randomness()))
                .collect(),
            AnswerOpening::Numbers(numbers, randomness) => {
                vec![text(Plaintext::Numbers(numbers.to_vec()), randomness)]
            }
        });
        Self {
            openings: openings.collect(),
            ballot,
        }
    }

    /// The code of the ballot inside.
    pub fn code(&self) -> String {
        Hash::of(&self.ballot.to_bytes()).to_base64()
    }

    /// Checks, on another device, that the ballot with this code holds what its opening says. Gives, for each
    /// question, the number encrypted in each place: 0 or 1, the leading one for blank where possible; or the number
    /// given to each answer, where each gets one.
    ///
    /// # Errors
    /// [`ChallengeError`].
    pub fn check<G: Group>(
        &self,
        election: &Election<G>,
        code: &str,
    ) -> Result<Vec<Vec<u64>>, ChallengeError> {
        if self.ballot.election_hash != election.fingerprint()
            || self.ballot.election_uuid != election.uuid.as_str()
            || self.ballot.signature.is_some()
        {
            return Err(ChallengeError::OtherBallot);
        }
        let found = self.code();
        if found != code {
            return Err(ChallengeError::Code { found });
        }
        // The shape is that of the election: otherwise an answer left out would go unseen.
        let number = election.questions.len();
        if self.ballot.answers.len() != number || self.openings.len() != number {
            return Err(ChallengeError::Shape);
        }
        let answers = self.ballot.answers.iter().zip(&self.openings);
        for ((answer, openings), (question, asked)) in answers.zip((1..).zip(&election.questions)) {
            let choices = answer.choices();
            let number = asked.ciphertexts();
            if choices.len() != number || openings.len() != number {
                return Err(ChallengeError::Shape);
            }
            for ((ciphertext, opening), choice) in choices.into_iter().zip(openings).zip(1..) {
                let randomness = SecretScalar::decode(&opening.randomness).map_err(|error| {
                    ChallengeError::Field {
                        question,
                        choice,
                        error,
                    }
                })?;
                let expected = match (&opening.plaintext, asked) {
                    (Plaintext::One(plaintext), _) if !asked.is_shuffled() => {
                        let opening = Opening::new(randomness, *plaintext);
                        Ciphertext::encrypt(&election.public_key, &opening)
                    }
                    (Plaintext::Numbers(numbers), Question::NonHomomorphic(asked))
                        if numbers.len() == asked.answers.len() =>
                    {
                        let element = G::embed(numbers).ok_or(ChallengeError::Shape)?;
                        encrypt_element(&election.public_key, &element, &randomness)
                    }
                    _ => return Err(ChallengeError::Shape),
                };
                if *ciphertext != expected.to_text() {
                    return Err(ChallengeError::Differs { question, choice });
                }
            }
        }
        let numbers = |opening: &OpeningText| match &opening.plaintext {
            Plaintext::One(plaintext) => vec![*plaintext],
            Plaintext::Numbers(numbers) => numbers.iter().map(|n| u64::from(*n)).collect(),
        };
        Ok(self
            .openings
            .iter()
            .map(|answer| answer.iter().flat_map(numbers).collect())
            .collect())
    }
}
