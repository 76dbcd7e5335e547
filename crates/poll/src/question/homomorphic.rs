//! Questions whose answers are added up under encryption (spec §Homomorphic questions).

use serde::Serialize;

use super::{Selection, SelectionError};

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

/// `question_h` as we write it.
#[derive(Debug, Serialize)]
pub(super) struct HomomorphicText<'a> {
    answers: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    blank: Option<bool>,
    min: u32,
    max: u32,
    question: &'a str,
}

impl Homomorphic {
    pub(super) fn to_text(&self) -> HomomorphicText<'_> {
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
            Selection::Numbers(_) | Selection::List { .. } => {
                return Err(SelectionError::OtherKind);
            }
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
