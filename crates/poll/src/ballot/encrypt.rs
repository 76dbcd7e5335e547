//! Making a ballot: encrypt, then either sign or open (spec §Homomorphic answers, §Signatures).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use veche_crypto::elgamal::{Ciphertext, Opening, PublicKey};
use veche_crypto::group::{DecodeError, Group};
use veche_crypto::proof::{Claim, Proof, ProofOfNothing, prove_knowledge, prove_one_of};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire::ProofText;

use super::claims;
use super::text::{AnswerText, BallotText, SignatureText};
use crate::credential::public_credential;
use crate::election::Election;
use crate::hash::Hash;
use crate::question::{Homomorphic, Selection, SelectionError};

/// The proof about the number of selected answers has a part for each number that is allowed; no honest question allows
/// more than this.
const MOST_NUMBERS: usize = 10_000;

/// Why a ballot cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncryptError {
    /// A kind of question that this version cannot answer.
    #[error("question {question}: questions of kind {kind} are not supported yet")]
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
    openings: Vec<Vec<Opening<G>>>,
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
        let questions =
            election
                .homomorphic()
                .map_err(|(place, kind)| EncryptError::Unsupported {
                    question: place + 1,
                    kind: kind.to_owned(),
                })?;
        if questions.len() != selections.len() {
            return Err(EncryptError::Number {
                found: selections.len(),
                expected: questions.len(),
            });
        }
        let credential = public_credential::<G>(&secret);
        let binding = claims::binding(election.fingerprint(), &credential);
        let mut answers = Vec::with_capacity(questions.len());
        let mut openings = Vec::with_capacity(questions.len());
        for ((question, selection), number) in questions.into_iter().zip(selections).zip(1..) {
            if question.allowed_numbers() > MOST_NUMBERS {
                return Err(EncryptError::TooManyNumbers { question: number });
            }
            let opened: Vec<Opening<G>> = question
                .plaintexts(selection)
                .map_err(|error| EncryptError::Selection {
                    question: number,
                    error,
                })?
                .into_iter()
                .map(|plaintext| Opening::new(SecretScalar::random(rng), plaintext))
                .collect();
            answers.push(answer(
                &election.public_key,
                question,
                &binding,
                &opened,
                rng,
            )?);
            openings.push(opened);
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
        let scalar = |opening: &Opening<G>| {
            let mut out = String::new();
            veche_crypto::group::Scalar::encode_vartime(opening.randomness().expose(), &mut out);
            out
        };
        Challenge {
            openings: self
                .openings
                .iter()
                .map(|answer| {
                    answer
                        .iter()
                        .map(|opening| OpeningText {
                            plaintext: opening.plaintext(),
                            randomness: scalar(opening),
                        })
                        .collect()
                })
                .collect(),
            ballot: self.text,
        }
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

fn texts<G: Group>(proofs: &[Proof<G>]) -> Vec<ProofText> {
    proofs.iter().map(Proof::to_text).collect()
}

fn answer<G: Group, R: CryptoRng + ?Sized>(
    key: &PublicKey<G>,
    question: &Homomorphic,
    binding: &str,
    openings: &[Opening<G>],
    rng: &mut R,
) -> Result<AnswerText, ProofOfNothing> {
    let choices: Vec<Ciphertext<G>> = openings
        .iter()
        .map(|opening| Ciphertext::encrypt(key, opening))
        .collect();
    let mut prove = |prefix: &str, claims: &[Claim<'_, Opening<G>>]| {
        prove_one_of(prefix, key, claims, rng).map(|proofs| texts(&proofs))
    };
    let individual_proofs = openings
        .iter()
        .zip(&choices)
        .map(|(opening, choice)| {
            let prefix = claims::interval_prefix(binding, choice);
            prove(&prefix, &claims::individual_claims(opening))
        })
        .collect::<Result<_, _>>()?;
    let binding = claims::answer_binding(binding, &choices);
    let leading = usize::from(question.blank);
    let sum = Opening::sum(openings.iter().skip(leading));
    let blank = openings.first().filter(|_| question.blank);
    let overall = claims::overall_claims(question, blank, &sum);
    let (overall_proof, blank_proof) = match blank {
        Some(blank) => (
            prove(&claims::overall_with_blank_prefix(&binding), &overall)?,
            Some(prove(
                &claims::blank_prefix(&binding),
                &claims::blank_claims(blank, &sum),
            )?),
        ),
        None => {
            let prefix = claims::interval_prefix(&binding, &Ciphertext::product(&choices));
            (prove(&prefix, &overall)?, None)
        }
    };
    Ok(AnswerText {
        choices: choices.iter().map(Ciphertext::to_text).collect(),
        individual_proofs,
        overall_proof,
        blank_proof,
    })
}

/// What one ciphertext holds and the randomness it was made with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningText {
    plaintext: u64,
    randomness: String,
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
    /// The code of the ballot inside.
    pub fn code(&self) -> String {
        Hash::of(&self.ballot.to_bytes()).to_base64()
    }

    /// Checks, on another device, that the ballot with this code holds what its opening says. Gives, for each
    /// question, the number encrypted in each place: 0 or 1, the leading one for blank where possible.
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
        let questions = election.homomorphic().map_err(|_| ChallengeError::Shape)?;
        let number = questions.len();
        if self.ballot.answers.len() != number || self.openings.len() != number {
            return Err(ChallengeError::Shape);
        }
        let answers = self.ballot.answers.iter().zip(&self.openings);
        for ((answer, openings), (question, asked)) in answers.zip((1..).zip(questions)) {
            let number = asked.ciphertexts();
            if answer.choices.len() != number || openings.len() != number {
                return Err(ChallengeError::Shape);
            }
            for ((ciphertext, opening), choice) in answer.choices.iter().zip(openings).zip(1..) {
                let randomness = SecretScalar::decode(&opening.randomness).map_err(|error| {
                    ChallengeError::Field {
                        question,
                        choice,
                        error,
                    }
                })?;
                let opening = Opening::new(randomness, opening.plaintext);
                let expected = Ciphertext::encrypt(&election.public_key, &opening).to_text();
                if *ciphertext != expected {
                    return Err(ChallengeError::Differs { question, choice });
                }
            }
        }
        Ok(self
            .openings
            .iter()
            .map(|answer| answer.iter().map(|opening| opening.plaintext).collect())
            .collect())
    }
}
