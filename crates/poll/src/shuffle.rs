//! Shuffles: made, read and verified (spec §Shuffles).
//!
//! Answers that are opened one by one must not be traced to their voters. So before decryption trustees put them in
//! another order, one trustee after the other, and encrypt them again: if one of them is honest, nobody can say which
//! answer came from which ballot. Each proves that nothing else was changed.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::Group;
use veche_crypto::shuffle::{
    Equation, ShuffleProof, ShuffleProofText, Statement, TextError, shuffle, verify_all,
    verify_each,
};
use veche_crypto::wire::{self, CiphertextText};

use crate::election::Election;
use crate::tally::EncryptedTally;

/// `shuffle`, in its JSON form: a list for each question whose answers are opened one by one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShuffleText {
    ciphertexts: Vec<Vec<CiphertextText>>,
    proofs: Vec<ShuffleProofText>,
}

/// What is wrong with a shuffle. Questions and places are counted from 1, questions among those that are shuffled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShuffleError {
    /// Not the expected JSON.
    #[error("not the JSON of a shuffle: {0}")]
    Json(String),
    /// Not a list of ciphertexts and a proof for each question that is shuffled.
    #[error(
        "{found} lists of ciphertexts and {proofs} proofs for {expected} questions that are shuffled"
    )]
    Questions {
        /// How many lists.
        found: usize,
        /// How many proofs.
        proofs: usize,
        /// How many there should be of each.
        expected: usize,
    },
    /// A ciphertext cannot be read.
    #[error("shuffled question {question}, ciphertext {place}, {field}: {error}")]
    Ciphertext {
        /// Which question.
        question: usize,
        /// Which ciphertext.
        place: usize,
        /// Which half.
        field: &'static str,
        /// What is wrong.
        error: veche_crypto::group::DecodeError,
    },
    /// A part of a proof cannot be read.
    #[error("shuffled question {question}, proof, {error}")]
    Proof {
        /// Which question.
        question: usize,
        /// What is wrong.
        error: TextError,
    },
    /// A ciphertext or a part of the proof lies outside the group, where the proof proves nothing.
    #[error("shuffled question {question}: an element lies outside the group")]
    NotInGroup {
        /// Which question.
        question: usize,
    },
    /// The proof does not hold.
    #[error("shuffled question {question}: {equation}")]
    NotProved {
        /// Which question.
        question: usize,
        /// Which of the proof's equations fails.
        equation: Equation,
    },
}

/// The answers of one question after a shuffle, and the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shuffled<G: Group> {
    output: Vec<Ciphertext<G>>,
    proof: ShuffleProof<G>,
}

/// A shuffle of all answers that are opened one by one: read, nothing of it is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shuffle<G: Group> {
    questions: Vec<Shuffled<G>>,
}

/// The answers of each question that is shuffled (`nh_ciphertexts`).
fn inputs<'a, G: Group>(
    election: &'a Election<G>,
    tally: &'a EncryptedTally<G>,
) -> impl Iterator<Item = &'a [Ciphertext<G>]> {
    let questions = election.questions.iter().zip(&tally.0);
    questions
        .filter(|(question, _)| question.is_shuffled())
        .map(|(_, answers)| answers.as_slice())
}

impl<G: Group> Shuffle<G> {
    /// Shuffles a tally, as the shuffles before this one have left it, and proves it.
    ///
    /// Whoever calls this vouches that nothing was changed before: verify the archive before.
    pub fn new<R: CryptoRng + ?Sized>(
        election: &Election<G>,
        tally: &EncryptedTally<G>,
        rng: &mut R,
    ) -> Self {
        let questions = inputs(election, tally).map(|input| {
            let shuffled = shuffle(election.fingerprint(), &election.public_key, input, rng);
            Shuffled {
                output: shuffled.output,
                proof: shuffled.proof,
            }
        });
        Self {
            questions: questions.collect(),
        }
    }

    /// Reads a shuffle of this election.
    ///
    /// # Errors
    /// [`ShuffleError`] but for [`ShuffleError::NotInGroup`] and [`ShuffleError::NotProved`].
    pub fn parse(bytes: &[u8], election: &Election<G>) -> Result<Self, ShuffleError> {
        let text: ShuffleText =
            wire::read(bytes).map_err(|error| ShuffleError::Json(error.to_string()))?;
        let expected = election
            .questions
            .iter()
            .filter(|q| q.is_shuffled())
            .count();
        if text.ciphertexts.len() != expected || text.proofs.len() != expected {
            return Err(ShuffleError::Questions {
                found: text.ciphertexts.len(),
                proofs: text.proofs.len(),
                expected,
            });
        }
        let questions = text.ciphertexts.iter().zip(&text.proofs).zip(1..);
        let questions = questions.map(|((ciphertexts, proof), question)| {
            let output = ciphertexts.iter().zip(1..).map(|(text, place)| {
                Ciphertext::from_text(text).map_err(|(field, error)| ShuffleError::Ciphertext {
                    question,
                    place,
                    field,
                    error,
                })
            });
            Ok(Shuffled {
                output: output.collect::<Result<_, _>>()?,
                proof: ShuffleProof::from_text(proof)
                    .map_err(|error| ShuffleError::Proof { question, error })?,
            })
        });
        Ok(Self {
            questions: questions.collect::<Result<_, _>>()?,
        })
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = ShuffleText {
            ciphertexts: self
                .questions
                .iter()
                .map(|question| question.output.iter().map(Ciphertext::to_text).collect())
                .collect(),
            proofs: self
                .questions
                .iter()
                .map(|question| question.proof.to_text())
                .collect(),
        };
        // Serialising texts cannot fail.
        serde_json::to_vec(&text).unwrap_or_default()
    }

    /// Verifies the shuffle of a tally. The equations of all its proofs are checked at once; only if that fails one by one,
    /// to name the one at fault.
    ///
    /// `seed` must not be known to whoever made the shuffle: see the function of this name in `veche_crypto::shuffle`.
    ///
    /// # Errors
    /// [`ShuffleError`].
    pub fn verify(
        &self,
        election: &Election<G>,
        tally: &EncryptedTally<G>,
        seed: &[u8; 32],
    ) -> Result<(), ShuffleError> {
        let found = self.questions.len();
        let expected = inputs(election, tally).count();
        if found != expected {
            return Err(ShuffleError::Questions {
                found,
                proofs: found,
                expected,
            });
        }
        let mut proofs = Vec::with_capacity(found);
        for ((input, shuffled), question) in inputs(election, tally).zip(&self.questions).zip(1..) {
            let halves = shuffled.output.iter().flat_map(|c| [&c.alpha, &c.beta]);
            let elements: Vec<G::Element> =
                halves.chain(shuffled.proof.elements()).cloned().collect();
            if !G::all_members_vartime(&elements, seed) {
                return Err(ShuffleError::NotInGroup { question });
            }
            let statement = Statement {
                fingerprint: election.fingerprint(),
                key: election.public_key.element(),
                input,
                output: &shuffled.output,
            };
            proofs.push((statement, &shuffled.proof));
        }
        let all: Vec<_> = proofs
            .iter()
            .map(|(statement, proof)| (statement, *proof))
            .collect();
        if verify_all(&all, seed) {
            return Ok(());
        }
        let each = proofs
            .iter()
            .zip(1..)
            .find_map(|((statement, proof), question)| {
                let equation = verify_each(statement, proof).err()?;
                Some(ShuffleError::NotProved { question, equation })
            });
        // What fails together fails one by one; if not, nothing may pass that failed once.
        Err(each.unwrap_or(ShuffleError::NotProved {
            question: 1,
            equation: Equation::Contents,
        }))
    }

    /// The tally with the answers as the shuffle leaves them, whether or not it was [verified](Self::verify).
    pub fn apply(self, election: &Election<G>, tally: &EncryptedTally<G>) -> EncryptedTally<G> {
        let mut outputs = self.questions.into_iter().map(|question| question.output);
        let merged = election.questions.iter().zip(&tally.0);
        let merged = merged.map(|(question, before)| match question.is_shuffled() {
            true => outputs.next().unwrap_or_else(|| before.clone()),
            false => before.clone(),
        });
        EncryptedTally(merged.collect())
    }
}
