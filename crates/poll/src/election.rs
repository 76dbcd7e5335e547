//! The election: what is asked, with which key, under which identifier (spec §Elections).
//!
//! What Belenios calls an *election* is one poll. The word is kept inside this crate, whose messages bear it.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use veche_crypto::channel::{BASE58, random_base58};
use veche_crypto::elgamal::PublicKey;
use veche_crypto::group::{DecodeError, Group};
use veche_crypto::wire;

use crate::hash::Hash;
use crate::question::{Homomorphic, Question, QuestionError, QuestionText};
use crate::result::{Outcome, QuestionResult};

/// The version of the protocol's cryptography that this crate speaks. Kept in this one place.
pub const VERSION: u32 = 1;

/// An identifier: 14 or more characters of Base58 (spec §Basic types, `uuid`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uuid(String);

/// Not an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("uuid: not 14 or more characters of the Base58 alphabet (without 0, O, I and l)")]
pub struct UuidError;

impl Uuid {
    /// The least number of characters.
    pub const LENGTH: usize = 14;

    /// A fresh identifier.
    pub fn random<R: rand_core::CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut text = String::with_capacity(Self::LENGTH);
        random_base58(Self::LENGTH, rng, &mut text);
        Self(text)
    }

    /// Reads an identifier.
    ///
    /// # Errors
    /// [`UuidError`].
    pub fn parse(text: &str) -> Result<Self, UuidError> {
        if text.len() >= Self::LENGTH && text.bytes().all(|byte| BASE58.contains(&byte)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(UuidError)
        }
    }

    /// Its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Uuid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with an election.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElectionError {
    /// The JSON is not of the expected form.
    #[error("not the expected JSON: {0}")]
    Json(String),
    /// A version of the protocol that this crate does not speak.
    #[error("version: {0} is not supported, only {VERSION}")]
    Version(u64),
    /// Another group than the caller works in.
    #[error("group: {found} instead of {expected}")]
    Group {
        /// What the election says.
        found: String,
        /// What the caller works in.
        expected: &'static str,
    },
    /// The identifier is not one.
    #[error(transparent)]
    Uuid(#[from] UuidError),
    /// The public key is not an element of the group.
    #[error("public_key: {0}")]
    Key(DecodeError),
    /// The public key is the neutral element, with which nothing is secret.
    #[error("public_key: the neutral element is no key")]
    NeutralKey,
    /// There is nothing to vote on.
    #[error("questions: there are none")]
    NoQuestions,
    /// A question is wrong.
    #[error("questions[{index}]: {error}")]
    Question {
        /// Which, from 0.
        index: usize,
        /// What is wrong.
        error: QuestionError,
    },
}

/// The fields of every version, read first to know the group.
#[derive(Deserialize)]
struct OutlineText {
    version: u64,
    group: String,
    uuid: String,
}

/// The version, group and identifier of an election whose group is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElectionOutline {
    /// The group's name.
    pub group: String,
    /// The identifier.
    pub uuid: Uuid,
}

impl ElectionOutline {
    /// Reads what is needed to choose the group.
    ///
    /// # Errors
    /// [`ElectionError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ElectionError> {
        let text: OutlineText =
            wire::read(bytes).map_err(|error| ElectionError::Json(error.to_string()))?;
        if text.version != u64::from(VERSION) {
            return Err(ElectionError::Version(text.version));
        }
        Ok(Self {
            group: text.group,
            uuid: Uuid::parse(&text.uuid)?,
        })
    }
}

#[derive(Deserialize)]
struct ElectionText {
    version: u64,
    description: String,
    name: String,
    group: String,
    public_key: String,
    questions: Vec<QuestionText>,
    uuid: String,
    administrator: Option<String>,
    credential_authority: Option<String>,
}

/// What is written of a new election, in the specification's order.
#[derive(Serialize)]
struct NewElectionText<'a> {
    version: u32,
    description: &'a str,
    name: &'a str,
    group: &'a str,
    public_key: &'a str,
    questions: Vec<Box<RawValue>>,
    uuid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    administrator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential_authority: Option<&'a str>,
}

/// What an organiser decides of a new election.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The name voters see.
    pub name: String,
    /// A text for voters.
    pub description: String,
    /// The questions.
    pub questions: Vec<Question>,
    /// The organiser's name.
    pub administrator: Option<String>,
    /// The registrar's name.
    pub credential_authority: Option<String>,
}

/// An election that has been read and checked. Its bytes are kept: they are hashed as they are.
#[derive(Clone, Debug)]
pub struct Election<G: Group> {
    /// The name voters see.
    pub name: String,
    /// A text for voters.
    pub description: String,
    /// The questions.
    pub questions: Vec<Question>,
    /// The identifier.
    pub uuid: Uuid,
    /// The organiser's name.
    pub administrator: Option<String>,
    /// The registrar's name.
    pub credential_authority: Option<String>,
    /// The key that ballots are encrypted to.
    pub public_key: PublicKey<G>,
    hash: Hash,
    fingerprint: String,
}

impl<G: Group> Election<G> {
    /// Reads an election and checks each field. Fields that we do not know are allowed: they are part of the hash.
    ///
    /// # Errors
    /// [`ElectionError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ElectionError> {
        let text: ElectionText =
            wire::read(bytes).map_err(|error| ElectionError::Json(error.to_string()))?;
        if text.version != u64::from(VERSION) {
            return Err(ElectionError::Version(text.version));
        }
        if text.group != G::NAME {
            return Err(ElectionError::Group {
                found: text.group,
                expected: G::NAME,
            });
        }
        let public_key = G::decode_member(&text.public_key).map_err(ElectionError::Key)?;
        if public_key == G::identity() {
            return Err(ElectionError::NeutralKey);
        }
        if text.questions.is_empty() {
            return Err(ElectionError::NoQuestions);
        }
        let questions = text
            .questions
            .into_iter()
            .enumerate()
            .map(|(index, text)| {
                Question::from_text(text)
                    .and_then(fits_group::<G>)
                    .map_err(|error| ElectionError::Question { index, error })
            })
            .collect::<Result<_, _>>()?;
        let hash = Hash::of(bytes);
        Ok(Self {
            name: text.name,
            description: text.description,
            questions,
            uuid: Uuid::parse(&text.uuid)?,
            administrator: text.administrator,
            credential_authority: text.credential_authority,
            public_key: PublicKey::new(public_key),
            fingerprint: hash.to_base64(),
            hash,
        })
    }

    /// Writes a new election.
    pub fn write(template: &Template, uuid: &Uuid, public_key: &G::Element) -> Vec<u8> {
        let questions = template
            .questions
            .iter()
            .filter_map(Question::to_json)
            .collect();
        let text = NewElectionText {
            version: VERSION,
            description: &template.description,
            name: &template.name,
            group: G::NAME,
            public_key: &G::to_text(public_key),
            questions,
            uuid: uuid.as_str(),
            administrator: template.administrator.as_deref(),
            credential_authority: template.credential_authority.as_deref(),
        };
        // Serialising texts and numbers cannot fail.
        serde_json::to_vec(&text).unwrap_or_default()
    }

    /// The SHA-256 of the election's bytes.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The fingerprint φ: the hash in Base64 without padding (spec §Elections).
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Puts names to a result's numbers. Questions of a kind that is not known are left out.
    pub fn name_result(&self, outcome: &Outcome) -> Vec<QuestionResult> {
        let questions = self.questions.iter().zip(&outcome.result);
        questions
            .filter_map(|(question, numbers)| QuestionResult::new(question, numbers))
            .collect()
    }

    /// Whether some answers are shuffled and opened one by one, so that the poll needs shuffles.
    pub fn needs_shuffles(&self) -> bool {
        self.questions.iter().any(Question::is_shuffled)
    }

    /// Whether every question is of a kind that is known.
    ///
    /// # Errors
    /// The place, from 0, and kind of the first that is not.
    pub fn supported(&self) -> Result<(), (usize, &str)> {
        let unknown = self.questions.iter().enumerate();
        let mut unknown = unknown.filter_map(|(index, question)| match question {
            Question::Unsupported { kind } => Some((index, kind.as_str())),
            _ => None,
        });
        unknown.next().map_or(Ok(()), Err)
    }

    /// The questions, if all are homomorphic.
    ///
    /// # Errors
    /// The place, from 0, and kind of the first question that is not.
    pub fn homomorphic(&self) -> Result<Vec<&Homomorphic>, (usize, &str)> {
        self.questions
            .iter()
            .enumerate()
            .map(|(index, question)| match question {
                Question::Homomorphic(question) => Ok(question),
                other => Err((index, other.kind())),
            })
            .collect()
    }
}

/// A question whose answers the group can hold.
fn fits_group<G: Group>(question: Question) -> Result<Question, QuestionError> {
    match &question {
        Question::NonHomomorphic(asked) if asked.answers.len() > G::EMBEDDED => {
            Err(QuestionError::TooManyAnswers {
                answers: asked.answers.len(),
                group: G::NAME,
                most: G::EMBEDDED,
            })
        }
        _ => Ok(question),
    }
}
