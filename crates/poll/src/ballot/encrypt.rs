//! Making a ballot: encrypt, then either sign or open (spec §Homomorphic answers, §Signatures).

use rand_core::CryptoRng;
use veche_crypto::group::Group;
use veche_crypto::proof::{ProofOfNothing, prove_knowledge};
use veche_crypto::secret::SecretScalar;

use super::answer::{AnswerOpening, Asking, MOST_NUMBERS};
use super::challenge::Challenge;
use super::claims;
use super::text::{BallotText, SignatureText};
use crate::credential::public_credential;
use crate::election::Election;
use crate::hash::Hash;
use crate::question::{Question, Selection, SelectionError};

/// Why a ballot cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncryptError {
    /// A kind of question that this version does not know.
    #[error("question {question}: questions of kind {kind} are not supported")]
    Unsupported {
        /// Which question, from 1.
        question: usize,
        /// Its kind.
        kind: String,
    },
    /// Not one selection for each question.
    #[error("{found} selections for {expected} questions")]
    Number {
        /// How many selections.
        found: usize,
        /// How many questions.
        expected: usize,
    },
    /// A selection does not fit its question.
    #[error("question {question}: {error}")]
    Selection {
        /// Which question, from 1.
        question: usize,
        /// What is wrong.
        error: SelectionError,
    },
    /// So many numbers of answers are allowed that proving one of them would take the voter's device hours.
    #[error("question {question}: between min and max there are more than {MOST_NUMBERS} numbers")]
    TooManyNumbers {
        /// Which question, from 1.
        question: usize,
    },
    /// The numbers cannot be put into an element of the poll's group.
    #[error("question {question}: the group of this poll cannot hold these numbers")]
    NotEmbedded {
        /// Which question, from 1.
        question: usize,
    },
    /// A selection passed the question's rules and still nothing can be proved of it.
    #[error(transparent)]
    Proof(#[from] ProofOfNothing),
}

/// A ballot encrypted and not yet signed, with what opens it.
///
/// Either [`sign`](Self::sign) it, or [`open`](Self::open) it to test the device: both consume it, so that a ballot
/// whose contents have been shown can never be cast.
///
/// ```compile_fail,E0382
/// # use veche_poll::ballot::UnsignedBallot;
/// # fn test<G: veche_crypto::group::Group, R: rand_core::CryptoRng>(ballot: UnsignedBallot<G>, rng: &mut R) {
/// let shown = ballot.open();
/// let cast = ballot.sign(rng); // The ballot is gone.
/// # }
/// ```
pub struct UnsignedBallot<G: Group> {
    text: BallotText,
    openings: Vec<AnswerOpening<G>>,
    secret: SecretScalar<G>,
}

impl<G: Group> UnsignedBallot<G> {
    /// Encrypts the selections and proves that they are allowed, in a time that does not depend on them.
    ///
    /// # Errors
    /// [`EncryptError`].
    pub fn encrypt<R: CryptoRng + ?Sized>(
        election: &Election<G>,
        secret: SecretScalar<G>,
        selections: &[Selection],
        rng: &mut R,
    ) -> Result<Self, EncryptError> {
        if election.questions.len() != selections.len() {
            return Err(EncryptError::Number {
                found: selections.len(),
                expected: election.questions.len(),
            });
        }
        let credential = public_credential::<G>(&secret);
        let binding = claims::binding(election.fingerprint(), &credential);
        let mut answers = Vec::with_capacity(election.questions.len());
        let mut openings = Vec::with_capacity(election.questions.len());
        for ((question, selection), number) in election.questions.iter().zip(selections).zip(1..) {
            let asking = Asking {
                key: &election.public_key,
                binding: &binding,
                number,
            };
            let (answer, opening) = match question {
                Question::Homomorphic(question) => asking.homomorphic(question, selection, rng)?,
                Question::NonHomomorphic(question) => {
                    asking.non_homomorphic(question, selection, rng)?
                }
                Question::Lists(question) => asking.lists(question, selection, rng)?,
                Question::Unsupported { kind } => {
                    return Err(EncryptError::Unsupported {
                        question: number,
                        kind: kind.clone(),
                    });
                }
            };
            answers.push(answer);
            openings.push(opening);
        }
        Ok(Self {
            text: BallotText {
                election_uuid: election.uuid.to_string(),
                election_hash: election.fingerprint().to_owned(),
                credential,
                answers,
                signature: None,
            },
            openings,
            secret,
        })
    }

    /// The code that a voter notes before deciding whether to challenge or to cast: the hash of the unsigned ballot,
    /// in Base64. The signature signs it.
    pub fn code(&self) -> String {
        Hash::of(&self.text.to_bytes()).to_base64()
    }

    /// Signs the ballot. Gives its bytes; their hash is the tracker.
    pub fn sign<R: CryptoRng + ?Sized>(self, rng: &mut R) -> Vec<u8> {
        let mut text = self.text;
        let hash = text.unsigned_hash();
        let proof = prove_knowledge(&signature_prefix(&hash), &self.secret, rng).to_text();
        text.signature = Some(SignatureText { hash, proof });
        text.to_bytes()
    }

    /// Opens the ballot for a challenge, so that another device can see what it holds. It can then not be cast.
    pub fn open(self) -> Challenge {
        Challenge::new(self.text, &self.openings)
    }
}

impl<G: Group> std::fmt::Debug for UnsignedBallot<G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnsignedBallot({})", self.code())
    }
}

/// The prefix of the hash in a ballot's signature.
pub(super) fn signature_prefix(hash: &str) -> String {
    format!("sig|{hash}|")
}
