//! What voters are asked (spec §Questions).

mod homomorphic;
mod lists;
mod non_homomorphic;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use veche_crypto::wire;

pub use homomorphic::Homomorphic;
use homomorphic::HomomorphicText;
pub use lists::{List, Lists};
pub use non_homomorphic::NonHomomorphic;
use non_homomorphic::NonHomomorphicText;

/// A question of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Select some of the answers; only sums are ever decrypted.
    Homomorphic(Homomorphic),
    /// Give each answer a number; all answers are shuffled and decrypted.
    NonHomomorphic(NonHomomorphic),
    /// Select a list and some of its candidates; only sums are ever decrypted.
    Lists(Lists),
    /// A kind of question that this version does not know.
    Unsupported {
        /// The kind's name in the `type` field.
        kind: String,
    },
}

/// A voter's selection for one question.
#[derive(Clone, PartialEq, Eq)]
pub enum Selection {
    /// Blank: none of the answers, where the question allows it.
    Blank,
    /// For each answer, whether it is selected.
    Answers(Vec<bool>),
    /// For each answer, its rank or grade.
    Numbers(Vec<u8>),
    /// A list, and for each of its candidates whether it is selected.
    List {
        /// Which list, from 0.
        list: usize,
        /// For each candidate of this list, whether it is selected.
        candidates: Vec<bool>,
    },
}

impl std::fmt::Debug for Selection {
    /// How somebody votes is a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Selection(…)")
    }
}

/// Why a selection does not fit its question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// A selection for another kind of question.
    #[error("a selection for another kind of question")]
    OtherKind,
    /// Blank where it is not allowed.
    #[error("a blank vote is not possible here")]
    NoBlank,
    /// Not one mark or number for each answer.
    #[error("{found} marks for {expected} answers")]
    Length {
        /// How many marks.
        found: usize,
        /// How many answers.
        expected: usize,
    },
    /// Too few or too many answers selected.
    #[error("select at least {min} and at most {max}")]
    Number {
        /// The least number.
        min: u32,
        /// The greatest number.
        max: u32,
    },
    /// More ranks than the organiser allows.
    #[error("rank at most {most} of the answers, with 1 to {most}")]
    Ranks {
        /// How many may be ranked.
        most: u8,
    },
    /// There are fewer lists.
    #[error("there is no list {0}")]
    NoSuchList(usize),
    /// A list and none of its candidates.
    #[error("select at least one candidate of the list")]
    NoCandidate,
}

/// What is wrong with a question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// A field is missing or one too many for this kind of question.
    #[error("field {0} is missing")]
    Missing(&'static str),
    /// The value is not of the expected form.
    #[error("value: {0}")]
    Value(String),
    /// `min` and `max` make no sense.
    #[error("min is {min} and max is {max}: min must not be greater than max")]
    Bounds {
        /// The least number.
        min: u32,
        /// The greatest number.
        max: u32,
    },
    /// No answers to choose from.
    #[error("there are no answers to choose from")]
    NoAnswers,
    /// A list without a name.
    #[error("list {0} has no name")]
    NoName(usize),
    /// The poll's group cannot hold so many numbers.
    #[error("{answers} answers, and an element of the group {group} can hold {most} numbers")]
    TooManyAnswers {
        /// How many answers there are.
        answers: usize,
        /// The group's name.
        group: &'static str,
        /// How many numbers an element can hold.
        most: usize,
    },
}

/// All JSON forms of a question: `question_h` directly, the others inside `type` and `value`.
#[derive(Debug, Deserialize)]
pub(crate) struct QuestionText {
    #[serde(rename = "type")]
    kind: Option<String>,
    value: Option<Box<RawValue>>,
    extra: Option<Box<RawValue>>,
    answers: Option<Vec<String>>,
    blank: Option<bool>,
    min: Option<u32>,
    max: Option<u32>,
    question: Option<String>,
}

/// A question as we write it.
#[derive(Serialize)]
#[serde(untagged)]
enum WrittenText<'a> {
    Homomorphic(HomomorphicText<'a>),
    NonHomomorphic {
        #[serde(rename = "type")]
        kind: &'a str,
        value: NonHomomorphicText,
        #[serde(skip_serializing_if = "Option::is_none")]
        extra: Option<&'a RawValue>,
    },
    Lists {
        #[serde(rename = "type")]
        kind: &'a str,
        value: lists::ListsText,
    },
}

/// The `type` of each kind that has one.
const NON_HOMOMORPHIC: &str = "NonHomomorphic";
const LISTS: &str = "Lists";

impl Question {
    pub(crate) fn from_text(text: QuestionText) -> Result<Self, QuestionError> {
        if let Some(kind) = text.kind {
            let value = text.value.ok_or(QuestionError::Missing("value"))?;
            return Ok(match kind.as_str() {
                NON_HOMOMORPHIC => Question::NonHomomorphic(NonHomomorphic::from_text(
                    read_value(&value)?,
                    text.extra,
                )?),
                LISTS => Question::Lists(Lists::from_text(read_value(&value)?)?),
                _ => Question::Unsupported { kind },
            });
        }
        let question = Homomorphic {
            answers: text.answers.ok_or(QuestionError::Missing("answers"))?,
            blank: text.blank.unwrap_or(false),
            min: text.min.ok_or(QuestionError::Missing("min"))?,
            max: text.max.ok_or(QuestionError::Missing("max"))?,
            question: text.question.ok_or(QuestionError::Missing("question"))?,
        };
        if question.min > question.max {
            return Err(QuestionError::Bounds {
                min: question.min,
                max: question.max,
            });
        }
        if question.answers.is_empty() {
            return Err(QuestionError::NoAnswers);
        }
        Ok(Question::Homomorphic(question))
    }

    /// The JSON of the question. `None` for a kind that is not known, and if the hint on counting is no JSON.
    pub(crate) fn to_json(&self) -> Option<Box<RawValue>> {
        let extra: Option<Box<RawValue>>;
        let text = match self {
            Question::Homomorphic(question) => WrittenText::Homomorphic(question.to_text()),
            Question::NonHomomorphic(question) => {
                let read = question.extra.as_deref().map(serde_json::from_str);
                extra = read.transpose().ok()?;
                WrittenText::NonHomomorphic {
                    kind: NON_HOMOMORPHIC,
                    value: question.to_text(),
                    extra: extra.as_deref(),
                }
            }
            Question::Lists(question) => WrittenText::Lists {
                kind: LISTS,
                value: question.to_text(),
            },
            Question::Unsupported { .. } => return None,
        };
        serde_json::value::to_raw_value(&text).ok()
    }

    /// The question's text; empty for a kind that is not known.
    pub fn text(&self) -> &str {
        match self {
            Question::Homomorphic(question) => &question.question,
            Question::NonHomomorphic(question) => &question.question,
            Question::Lists(question) => &question.question,
            Question::Unsupported { .. } => "",
        }
    }

    /// How many answers there are, or lists.
    pub fn answers(&self) -> usize {
        match self {
            Question::Homomorphic(question) => question.answers.len(),
            Question::NonHomomorphic(question) => question.answers.len(),
            Question::Lists(question) => question.lists.len(),
            Question::Unsupported { .. } => 0,
        }
    }

    /// The name of its kind, for people.
    pub fn kind(&self) -> &str {
        match self {
            Question::Homomorphic(_) => "selection",
            Question::NonHomomorphic(_) => "ranking or grading",
            Question::Lists(_) => "lists",
            Question::Unsupported { kind } => kind,
        }
    }

    /// Whether its answers are shuffled and opened one by one, instead of added up.
    pub fn is_shuffled(&self) -> bool {
        matches!(self, Question::NonHomomorphic(_))
    }

    /// How many ciphertexts an answer has: one for each choice, or a single one if answers are opened one by one.
    pub(crate) fn ciphertexts(&self) -> usize {
        match self {
            Question::Homomorphic(question) => question.ciphertexts(),
            Question::Lists(question) => question.rows().sum(),
            Question::NonHomomorphic(_) => 1,
            Question::Unsupported { .. } => 0,
        }
    }
}

fn read_value<T: DeserializeOwned>(value: &RawValue) -> Result<T, QuestionError> {
    wire::read(value.get().as_bytes()).map_err(|error| QuestionError::Value(error.to_string()))
}

impl From<Homomorphic> for Question {
    fn from(question: Homomorphic) -> Self {
        Self::Homomorphic(question)
    }
}

impl From<NonHomomorphic> for Question {
    fn from(question: NonHomomorphic) -> Self {
        Self::NonHomomorphic(question)
    }
}

impl From<Lists> for Question {
    fn from(question: Lists) -> Self {
        Self::Lists(question)
    }
}
