//! Questions whose answers are opened one by one, after shuffling: ranks, grades, scores (spec §Non-homomorphic
//! questions).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{QuestionError, Selection, SelectionError};

/// A question to which voters give each answer a number: a rank, or a grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonHomomorphic {
    /// The question's text.
    pub question: String,
    /// The answers to give numbers to.
    pub answers: Vec<String>,
    /// How the organiser intends to count, in JSON as it stands in the election: a hint, and no rule (`extra`).
    pub extra: Option<String>,
}

/// `question_nh`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NonHomomorphicText {
    answers: Vec<String>,
    question: String,
}

impl NonHomomorphic {
    pub(super) fn from_text(
        text: NonHomomorphicText,
        extra: Option<Box<RawValue>>,
    ) -> Result<Self, QuestionError> {
        if text.answers.is_empty() {
            return Err(QuestionError::NoAnswers);
        }
        Ok(Self {
            question: text.question,
            answers: text.answers,
            extra: extra.map(|extra| extra.get().to_owned()),
        })
    }

    pub(super) fn to_text(&self) -> NonHomomorphicText {
        NonHomomorphicText {
            answers: self.answers.clone(),
            question: self.question.clone(),
        }
    }

    /// What is encrypted for a selection: a number for each answer.
    ///
    /// # Errors
    /// [`SelectionError`] if the selection does not fit.
    pub fn numbers<'a>(&self, selection: &'a Selection) -> Result<&'a [u8], SelectionError> {
        let Selection::Numbers(numbers) = selection else {
            return Err(SelectionError::OtherKind);
        };
        if numbers.len() == self.answers.len() {
            Ok(numbers)
        } else {
            Err(SelectionError::Length {
                found: numbers.len(),
                expected: self.answers.len(),
            })
        }
    }
}
