//! Reading a ballot: strict, and canonical to the byte (spec §Ballots).

use serde_json::value::RawValue;
use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::{DecodeError, Group};
use veche_crypto::proof::{NonzeroProof, Proof};
use veche_crypto::wire::{CiphertextText, ProofText};

use super::BallotError;
use super::text::{AnswerText, BallotText, HomomorphicText, ListsText};
use crate::election::Election;
use crate::hash::Hash;
use crate::question::{Homomorphic, Lists, Question};

/// An encrypted answer, of the shape that its question asks for; nothing is proved yet.
#[derive(Clone, Debug)]
pub struct Answer<G: Group> {
    /// A ciphertext for each choice, in one row; a single one to a question that is shuffled. The elements may lie outside
    /// the group.
    pub choices: Vec<Ciphertext<G>>,
    /// What is to prove that they hold an allowed choice.
    pub proofs: AnswerProofs<G>,
}

/// The proofs of an answer, by the kind of its question.
#[derive(Clone, Debug)]
pub enum AnswerProofs<G: Group> {
    /// To a homomorphic question.
    Homomorphic(HomomorphicProofs<G>),
    /// To a non-homomorphic question: the proof that the voter knew what is encrypted.
    NonHomomorphic(Proof<G>),
    /// To a question about lists.
    Lists(ListsProofs<G>),
}

/// The proofs of an answer to a homomorphic question.
#[derive(Clone, Debug)]
pub struct HomomorphicProofs<G: Group> {
    /// For each choice, the proof that it is 0 or 1.
    pub individual: Vec<Vec<Proof<G>>>,
    /// The proof about the number of selected answers.
    pub overall: Vec<Proof<G>>,
    /// Where blank is possible, the proof that blank selects nothing.
    pub blank: Option<Vec<Proof<G>>>,
}

/// The proofs of an answer to a question about lists.
#[derive(Clone, Debug)]
pub struct ListsProofs<G: Group> {
    /// For each choice, the proof that it is 0 or 1.
    pub individual: Vec<Vec<Proof<G>>>,
    /// The proof that one list is selected.
    pub overall: Proof<G>,
    /// For each list, the proof that it is selected or none of its candidates is.
    pub lists: Vec<Vec<Proof<G>>>,
    /// The proof that a candidate is selected.
    pub nonzero: NonzeroProof<G>,
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
        let json = |error: &dyn std::fmt::Display| BallotError::Json(error.to_string());
        let raw: BallotText<&RawValue> =
            serde_json::from_slice(bytes).map_err(|error| json(&error))?;
        if raw.election_uuid != election.uuid.as_str() {
            return Err(BallotError::OtherPoll);
        }
        if raw.election_hash != election.fingerprint() {
            return Err(BallotError::OtherElection);
        }
        if raw.answers.len() != election.questions.len() {
            return Err(BallotError::Answers {
                found: raw.answers.len(),
                expected: election.questions.len(),
            });
        }
        let answers = raw.answers.iter().zip(&election.questions).zip(1..);
        let answers = answers.map(|((answer, question), number)| {
            answer_text(answer, question, number).map_err(|error| match error {
                NotRead::Json(error) => json(&error),
                NotRead::Unsupported(error) => error,
            })
        });
        let mut text = BallotText {
            answers: answers.collect::<Result<Vec<_>, _>>()?,
            election_uuid: raw.election_uuid,
            election_hash: raw.election_hash,
            credential: raw.credential,
            signature: raw.signature,
        };
        let unsigned_hash = text
            .canonical_unsigned_hash(bytes)
            .ok_or(BallotError::NotCanonical)?;
        let answers = text.answers.iter().zip(&election.questions).enumerate();
        let answers = answers
            .map(|(place, (answer, question))| read_answer(answer, question, place))
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

    /// For each question, the ciphertexts.
    pub(crate) fn choices(&self) -> Vec<&[Ciphertext<G>]> {
        let answers = self.answers.iter();
        answers.map(|answer| &*answer.choices).collect()
    }
}

/// The public credential that a ballot claims, from its bytes alone; nothing of it is checked. `None` if it is no ballot.
pub fn claimed_credential(bytes: &[u8]) -> Option<String> {
    let text: BallotText<&RawValue> = serde_json::from_slice(bytes).ok()?;
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

/// Why an answer cannot be read.
enum NotRead {
    Json(serde_json::Error),
    Unsupported(BallotError),
}

/// Reads the JSON of an answer, as its question asks for it.
fn answer_text(json: &RawValue, question: &Question, number: usize) -> Result<AnswerText, NotRead> {
    let json = json.get();
    let text = match question {
        Question::Homomorphic(_) => serde_json::from_str(json).map(AnswerText::Homomorphic),
        Question::NonHomomorphic(_) => serde_json::from_str(json).map(AnswerText::NonHomomorphic),
        Question::Lists(_) => serde_json::from_str(json).map(AnswerText::Lists),
        Question::Unsupported { kind } => {
            return Err(NotRead::Unsupported(BallotError::Unsupported {
                question: number,
                kind: kind.clone(),
            }));
        }
    };
    text.map_err(NotRead::Json)
}

/// Where in a ballot an answer stands.
struct Place {
    /// From 0.
    question: usize,
}

impl Place {
    fn path(&self, list: &str) -> String {
        format!("answers[{}].{list}", self.question)
    }

    fn length(&self, list: &'static str, found: usize, expected: usize) -> Result<(), BallotError> {
        if found == expected {
            Ok(())
        } else {
            Err(BallotError::Length {
                question: self.question + 1,
                list,
                found,
                expected,
            })
        }
    }

    fn ciphertext<G: Group>(
        &self,
        text: &CiphertextText,
        index: &str,
    ) -> Result<Ciphertext<G>, BallotError> {
        Ciphertext::from_text(text).map_err(|(name, error)| {
            field(format!("{}{index}.{name}", self.path("choices")))(error)
        })
    }
}

/// Reads an answer. Lengths come first, so that nothing is computed for an answer of the wrong shape.
fn read_answer<G: Group>(
    text: &AnswerText,
    question: &Question,
    place: usize,
) -> Result<Answer<G>, BallotError> {
    let place = Place { question: place };
    match (text, question) {
        (AnswerText::Homomorphic(text), Question::Homomorphic(question)) => {
            read_homomorphic(text, question, &place)
        }
        (AnswerText::NonHomomorphic(text), _) => Ok(Answer {
            choices: vec![place.ciphertext(&text.choices, "")?],
            proofs: AnswerProofs::NonHomomorphic(read_proof(&text.proof, || place.path("proof"))?),
        }),
        (AnswerText::Lists(text), Question::Lists(question)) => read_lists(text, question, &place),
        // Answers are read as their questions ask for; this is another kind than the question.
        _ => Err(BallotError::NotCanonical),
    }
}

fn read_homomorphic<G: Group>(
    text: &HomomorphicText,
    question: &Homomorphic,
    place: &Place,
) -> Result<Answer<G>, BallotError> {
    let ciphertexts = question.ciphertexts();
    place.length("choices", text.choices.len(), ciphertexts)?;
    place.length(
        "individual_proofs",
        text.individual_proofs.len(),
        ciphertexts,
    )?;
    for proof in &text.individual_proofs {
        place.length("individual_proofs[…]", proof.len(), 2)?;
    }
    let blank = usize::from(question.blank);
    let overall = question.allowed_numbers().saturating_add(blank);
    place.length("overall_proof", text.overall_proof.len(), overall)?;
    place.length(
        "blank_proof",
        usize::from(text.blank_proof.is_some()),
        blank,
    )?;
    if let Some(proof) = &text.blank_proof {
        place.length("blank_proof", proof.len(), 2)?;
    }
    Ok(Answer {
        choices: text
            .choices
            .iter()
            .enumerate()
            .map(|(i, text)| place.ciphertext(text, &format!("[{i}]")))
            .collect::<Result<_, _>>()?,
        proofs: AnswerProofs::Homomorphic(HomomorphicProofs {
            individual: text
                .individual_proofs
                .iter()
                .enumerate()
                .map(|(i, texts)| {
                    read_proofs(texts, || {
                        format!("{}[{i}]", place.path("individual_proofs"))
                    })
                })
                .collect::<Result<_, _>>()?,
            overall: read_proofs(&text.overall_proof, || place.path("overall_proof"))?,
            blank: text
                .blank_proof
                .as_ref()
                .map(|texts| read_proofs(texts, || place.path("blank_proof")))
                .transpose()?,
        }),
    })
}

fn read_lists<G: Group>(
    text: &ListsText,
    question: &Lists,
    place: &Place,
) -> Result<Answer<G>, BallotError> {
    let lists = question.lists.len();
    place.length("choices", text.choices.len(), lists)?;
    place.length("individual_proofs", text.individual_proofs.len(), lists)?;
    place.length("list_proofs", text.list_proofs.len(), lists)?;
    let rows = text.choices.iter().zip(&text.individual_proofs);
    for ((choices, proofs), expected) in rows.zip(question.rows()) {
        place.length("choices[…]", choices.len(), expected)?;
        place.length("individual_proofs[…]", proofs.len(), expected)?;
        for proof in proofs {
            place.length("individual_proofs[…][…]", proof.len(), 2)?;
        }
    }
    for proof in &text.list_proofs {
        place.length("list_proofs[…]", proof.len(), 2)?;
    }
    let mut choices = Vec::new();
    let mut individual = Vec::new();
    let rows = text.choices.iter().zip(&text.individual_proofs);
    for (i, (ciphertexts, proofs)) in rows.enumerate() {
        for (j, (ciphertext, proof)) in ciphertexts.iter().zip(proofs).enumerate() {
            choices.push(place.ciphertext(ciphertext, &format!("[{i}][{j}]"))?);
            individual.push(read_proofs(proof, || {
                format!("{}[{i}][{j}]", place.path("individual_proofs"))
            })?);
        }
    }
    Ok(Answer {
        choices,
        proofs: AnswerProofs::Lists(ListsProofs {
            individual,
            overall: read_proof(&text.overall_proof, || place.path("overall_proof"))?,
            lists: text
                .list_proofs
                .iter()
                .enumerate()
                .map(|(i, texts)| {
                    read_proofs(texts, || format!("{}[{i}]", place.path("list_proofs")))
                })
                .collect::<Result<_, _>>()?,
            nonzero: NonzeroProof::from_text(&text.nonzero_proof).map_err(|(name, error)| {
                field(format!("{}.{name}", place.path("nonzero_proof")))(error)
            })?,
        }),
    })
}
