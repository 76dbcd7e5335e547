//! What voters are asked (spec §Questions).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A question of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Select some of the answers; only sums are ever decrypted.
    Homomorphic(Homomorphic),
    /// A kind of question that this version does not count: ranked and graded ones (`NonHomomorphic`), `Lists`.
    Unsupported {
        /// The kind's name in the `type` field.
        kind: String,
    },
}

/// A question whose answers are added up under encryption (spec §Homomorphic questions).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homomorphic {
    /// The question's text.
    pub question: String,
    /// The answers to choose from.
    pub answers: Vec<String>,
    /// Whether a voter may choose none although `min` is not zero, and have that counted.
    pub blank: bool,
    /// The least number of answers to select.
    pub min: u32,
    /// The greatest number of answers to select.
    pub max: u32,
}

/// A voter's selection for one question.
#[derive(Clone, PartialEq, Eq)]
pub enum Selection {
    /// Blank: none of the answers, where the question allows it.
    Blank,
    /// For each answer, whether it is selected.
    Answers(Vec<bool>),
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
    /// Blank where it is not allowed.
    #[error("a blank vote is not possible here")]
    NoBlank,
    /// Not one mark for each answer.
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
}

/// What is wrong with a question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// A field is missing or one too many for this kind of question.
    #[error("field {0} is missing")]
    Missing(&'static str),
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
}

/// Both JSON forms of a question: `question_h` directly, the others inside `type` and `value`.
#[derive(Debug, Deserialize)]
pub(crate) struct QuestionText {
    #[serde(rename = "type")]
    kind: Option<String>,
    value: Option<Box<RawValue>>,
    answers: Option<Vec<String>>,
    blank: Option<bool>,
    min: Option<u32>,
    max: Option<u32>,
    question: Option<String>,
}

/// `question_h` as we write it.
#[derive(Debug, Serialize)]
pub(crate) struct HomomorphicText<'a> {
    answers: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    blank: Option<bool>,
    min: u32,
    max: u32,
    question: &'a str,
}

impl Question {
    pub(crate) fn from_text(text: QuestionText) -> Result<Self, QuestionError> {
        if let Some(kind) = text.kind {
            text.value.ok_or(QuestionError::Missing("value"))?;
            return Ok(Question::Unsupported { kind });
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
}

impl Homomorphic {
    pub(crate) fn to_text(&self) -> HomomorphicText<'_> {
        HomomorphicText {
            answers: &self.answers,
            blank: self.blank.then_some(true),
            min: self.min,
            max: self.max,
            question: &self.question,
        }
    }

    /// How many ciphertexts an answer has: one for each possible choice, and a leading one where blank is possible.
    pub fn ciphertexts(&self) -> usize {
        self.answers.len() + usize::from(self.blank)
    }

    /// How many numbers of selected answers are allowed: max − min + 1, or the most that the machine can count to.
    pub fn allowed_numbers(&self) -> usize {
        let beyond = u64::from(self.max.saturating_sub(self.min));
        usize::try_from(beyond + 1).unwrap_or(usize::MAX)
    }

    /// What is encrypted for a selection: 0 or 1 for blank, where possible, and for each answer.
    ///
    /// # Errors
    /// [`SelectionError`] if the selection does not fit.
    pub fn plaintexts(&self, selection: &Selection) -> Result<Vec<u64>, SelectionError> {
        let none = vec![false; self.answers.len()];
        let (blank, marks) = match selection {
            Selection::Blank if self.blank => (true, &none),
            Selection::Blank => return Err(SelectionError::NoBlank),
            Selection::Answers(marks) => (false, marks),
        };
        if marks.len() != self.answers.len() {
            return Err(SelectionError::Length {
                found: marks.len(),
                expected: self.answers.len(),
            });
        }
        let number: u64 = marks.iter().map(|&mark| u64::from(mark)).sum();
        if !blank && !(u64::from(self.min)..=u64::from(self.max)).contains(&number) {
            return Err(SelectionError::Number {
                min: self.min,
                max: self.max,
            });
        }
        let leading = self.blank.then_some(u64::from(blank));
        Ok(leading
            .into_iter()
            .chain(marks.iter().map(|&mark| u64::from(mark)))
            .collect())
    }

    /// The name of a place in the result: `None` for the leading count of blank votes.
    pub fn label(&self, place: usize) -> Option<&str> {
        let answer = match self.blank {
            true => place.checked_sub(1)?,
            false => place,
        };
        self.answers.get(answer).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(blank: bool, min: u32, max: u32) -> Homomorphic {
        Homomorphic {
            question: "Who?".into(),
            answers: vec!["A".into(), "B".into(), "C".into()],
            blank,
            min,
            max,
        }
    }

    #[test]
    fn a_selection_is_encrypted_as_ones_and_zeros_with_blank_in_front() {
        let marks = |marks: [bool; 3]| Selection::Answers(marks.to_vec());
        let number = |min, max| Err(SelectionError::Number { min, max });
        for (question, selection, expected) in [
            (
                question(false, 1, 1),
                marks([false, true, false]),
                Ok(vec![0, 1, 0]),
            ),
            (
                question(true, 1, 1),
                marks([false, true, false]),
                Ok(vec![0, 0, 1, 0]),
            ),
            (question(true, 1, 2), Selection::Blank, Ok(vec![1, 0, 0, 0])),
            (question(false, 0, 3), marks([false; 3]), Ok(vec![0, 0, 0])),
            (question(false, 0, 3), marks([true; 3]), Ok(vec![1, 1, 1])),
            (
                question(false, 0, 3),
                Selection::Blank,
                Err(SelectionError::NoBlank),
            ),
            (question(false, 1, 2), marks([true; 3]), number(1, 2)),
            (question(false, 1, 2), marks([false; 3]), number(1, 2)),
            // That blank is possible does not make an empty selection one.
            (question(true, 1, 2), marks([false; 3]), number(1, 2)),
            (
                question(true, 1, 2),
                Selection::Answers(vec![true; 4]),
                Err(SelectionError::Length {
                    found: 4,
                    expected: 3,
                }),
            ),
        ] {
            assert_eq!(question.plaintexts(&selection), expected, "{question:?}");
        }
    }

    #[test]
    fn places_are_named_after_answers_with_blank_in_front() {
        let names = |question: Homomorphic| {
            (0..5)
                .map(|place| question.label(place).map(str::to_owned))
                .collect::<Vec<_>>()
        };
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(
            names(question(false, 1, 1)),
            [name("A"), name("B"), name("C"), None, None]
        );
        assert_eq!(
            names(question(true, 1, 1)),
            [None, name("A"), name("B"), name("C"), None]
        );
    }

    #[test]
    fn the_number_of_allowed_numbers_never_overflows() {
        assert_eq!(question(false, 1, 1).allowed_numbers(), 1);
        assert_eq!(question(false, 0, 3).allowed_numbers(), 4);
        assert!(question(false, 0, u32::MAX).allowed_numbers() >= u32::MAX as usize);
        assert_eq!(question(false, u32::MAX, u32::MAX).allowed_numbers(), 1);
        // Nobody reads such a question, but its fields are public.
        assert_eq!(question(false, 2, 1).allowed_numbers(), 1);
    }
}
