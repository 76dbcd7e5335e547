//! Reading a ballot: strict, and canonical to the byte (spec §Ballots).

use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::{DecodeError, Group};
use veche_crypto::proof::Proof;
use veche_crypto::wire::ProofText;

use super::BallotError;
use super::text::{AnswerText, BallotText};
use crate::election::Election;
use crate::hash::Hash;
use crate::question::{Homomorphic, Question};

/// An encrypted answer to a homomorphic question, of the right shape; nothing is proved yet.
#[derive(Clone, Debug)]
pub struct Answer<G: Group> {
    /// A ciphertext for each choice; the elements may lie outside the group.
    pub choices: Vec<Ciphertext<G>>,
    /// For each choice, the proof that it is 0 or 1.
    pub individual_proofs: Vec<Vec<Proof<G>>>,
    /// The proof about the number of selected answers.
    pub overall_proof: Vec<Proof<G>>,
    /// Where blank is possible, the proof that blank selects nothing.
    pub blank_proof: Option<Vec<Proof<G>>>,
}

/// A ballot that has been read: in canonical form, made for this election, of the right shape. Neither its right to
/// be cast, nor its signature, nor its proofs have been checked.
#[derive(Clone, Debug)]
pub struct Ballot<G: Group> {
    pub(super) hash: Hash,
    pub(super) credential: String,
    pub(super) credential_element: G::Element,
    pub(super) answers: Vec<Answer<G>>,
    pub(super) stated_hash: String,
    pub(super) unsigned_hash: String,
    pub(super) signature: Proof<G>,
}

impl<G: Group> Ballot<G> {
    /// Reads a ballot.
    ///
    /// # Errors
    /// [`BallotError`] of check V7.
    pub fn parse(election: &Election<G>, bytes: &[u8]) -> Result<Self, BallotError> {
        // Serde takes structures from arrays, too; no such ballot has the bytes that are compared next.
        let mut text: BallotText =
            serde_json::from_slice(bytes).map_err(|error| BallotError::Json(error.to_string()))?;
        let unsigned_hash = text
            .canonical_unsigned_hash(bytes)
            .ok_or(BallotError::NotCanonical)?;
        if text.election_uuid != election.uuid.as_str() {
            return Err(BallotError::OtherPoll);
        }
        if text.election_hash != election.fingerprint() {
            return Err(BallotError::OtherElection);
        }
        if text.answers.len() != election.questions.len() {
            return Err(BallotError::Answers {
                found: text.answers.len(),
                expected: election.questions.len(),
            });
        }
        let answers = text
            .answers
            .iter()
            .zip(&election.questions)
            .enumerate()
            .map(|(place, (answer, question))| match question {
                Question::Homomorphic(question) => read_answer(answer, question, place),
                Question::Unsupported { kind } => Err(BallotError::Unsupported {
                    question: place + 1,
                    kind: kind.clone(),
                }),
            })
            .collect::<Result<_, _>>()?;
        let signature = text.signature.ok_or(BallotError::Unsigned)?;
        let credential_element =
            G::decode(&text.credential).map_err(|error| field("credential".to_owned())(error))?;
        Ok(Self {
            hash: Hash::of(bytes),
            credential: text.credential,
            credential_element,
            answers,
            stated_hash: signature.hash,
            unsigned_hash,
            signature: read_proof(&signature.proof, || "signature.proof".to_owned())?,
        })
    }

    /// The SHA-256 of the ballot's bytes; in Base64 it is the voter's tracker.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The public credential that the ballot claims.
    pub fn credential(&self) -> &str {
        &self.credential
    }
}

/// The public credential that a ballot claims, from its bytes alone; nothing of it is checked. `None` if it is no ballot.
pub fn claimed_credential(bytes: &[u8]) -> Option<String> {
    let text: BallotText = serde_json::from_slice(bytes).ok()?;
    Some(text.credential)
}

fn field(path: String) -> impl FnOnce(DecodeError) -> BallotError {
    move |error| BallotError::Field { path, error }
}

fn read_proof<G: Group>(
    text: &ProofText,
    path: impl FnOnce() -> String,
) -> Result<Proof<G>, BallotError> {
    Proof::from_text(text).map_err(|(name, error)| field(format!("{}.{name}", path()))(error))
}

fn read_proofs<G: Group>(
    texts: &[ProofText],
    path: impl Fn() -> String,
) -> Result<Vec<Proof<G>>, BallotError> {
    texts
        .iter()
        .enumerate()
        .map(|(i, text)| read_proof(text, || format!("{}[{i}]", path())))
        .collect()
}

/// Reads an answer. Lengths come first, so that nothing is computed for an answer of the wrong shape.
fn read_answer<G: Group>(
    text: &AnswerText,
    question: &Homomorphic,
    place: usize,
) -> Result<Answer<G>, BallotError> {
    let length = |list, found, expected| {
        if found == expected {
            Ok(())
        } else {
            Err(BallotError::Length {
                question: place + 1,
                list,
                found,
                expected,
            })
        }
    };
    let ciphertexts = question.ciphertexts();
    length("choices", text.choices.len(), ciphertexts)?;
    length(
        "individual_proofs",
        text.individual_proofs.len(),
        ciphertexts,
    )?;
    for proof in &text.individual_proofs {
        length("individual_proofs[…]", proof.len(), 2)?;
    }
    let blank = usize::from(question.blank);
    let overall = question.allowed_numbers().saturating_add(blank);
    length("overall_proof", text.overall_proof.len(), overall)?;
    length(
        "blank_proof",
        usize::from(text.blank_proof.is_some()),
        blank,
    )?;
    if let Some(proof) = &text.blank_proof {
        length("blank_proof", proof.len(), 2)?;
    }
    let path = |list: &str| format!("answers[{place}].{list}");
    Ok(Answer {
        choices: text
            .choices
            .iter()
            .enumerate()
            .map(|(i, text)| {
                Ciphertext::from_text(text).map_err(|(name, error)| {
                    field(format!("{}[{i}].{name}", path("choices")))(error)
                })
            })
            .collect::<Result<_, _>>()?,
        individual_proofs: text
            .individual_proofs
            .iter()
            .enumerate()
            .map(|(i, texts)| read_proofs(texts, || format!("{}[{i}]", path("individual_proofs"))))
            .collect::<Result<_, _>>()?,
        overall_proof: read_proofs(&text.overall_proof, || path("overall_proof"))?,
        blank_proof: text
            .blank_proof
            .as_ref()
            .map(|texts| read_proofs(texts, || path("blank_proof")))
            .transpose()?,
    })
}
