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

/// The `type` of a limit on ranks in `extra`.
const RANKING: &str = "Ranking";

#[derive(Serialize, Deserialize)]
struct RanksText {
    #[serde(rename = "type")]
    kind: String,
    value: RanksValue,
}

#[derive(Serialize, Deserialize)]
struct RanksValue {
    ranks: u8,
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

    /// How many answers a voter may rank, where the organiser has set a limit: then whoever is told how to rank cannot be
    /// known by the order of the hopeless ones. Voters' programs keep to it; the protocol cannot prove it.
    ///
    /// It stands in `extra`, of which the specification says nothing: `{"type":"Ranking","value":{"ranks":3}}`.
    pub fn most_ranks(&self) -> Option<u8> {
        let extra: RanksText = serde_json::from_str(self.extra.as_deref()?).ok()?;
        (extra.kind == RANKING).then_some(extra.value.ranks)
    }

    /// What `extra` says of a ranking with such a limit.
    pub fn extra_of_ranks(ranks: u8) -> String {
        let value = RanksValue { ranks };
        let kind = RANKING.to_owned();
        // Serialising a text and a number cannot fail.
        serde_json::to_string(&RanksText { kind, value }).unwrap_or_default()
    }

    /// What is encrypted for a selection: a number for each answer.
    ///
    /// # Errors
    /// [`SelectionError`] if the selection does not fit.
    pub fn numbers<'a>(&self, selection: &'a Selection) -> Result<&'a [u8], SelectionError> {
        let Selection::Numbers(numbers) = selection else {
            return Err(SelectionError::OtherKind);
        };
        if numbers.len() != self.answers.len() {
            return Err(SelectionError::Length {
                found: numbers.len(),
                expected: self.answers.len(),
            });
        }
        if let Some(most) = self.most_ranks() {
            let ranked = numbers.iter().filter(|&&rank| rank != 0).count();
            if ranked > usize::from(most) || numbers.iter().any(|&rank| rank > most) {
                return Err(SelectionError::Ranks { most });
            }
        }
        Ok(numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_ranks_are_given_than_the_organiser_allows() {
        let mut question = NonHomomorphic {
            question: "Q".into(),
            answers: ["A", "B", "C", "D"].map(String::from).to_vec(),
            extra: None,
        };
        let fits = |question: &NonHomomorphic, numbers: [u8; 4]| {
            question
                .numbers(&Selection::Numbers(numbers.to_vec()))
                .is_ok()
        };
        assert!(fits(&question, [4, 3, 2, 1]));
        question.extra = Some(NonHomomorphic::extra_of_ranks(2));
        assert_eq!(question.most_ranks(), Some(2));
        for numbers in [[0; 4], [0, 1, 0, 0], [0, 1, 0, 2], [2, 2, 0, 0]] {
            assert!(fits(&question, numbers), "{numbers:?}");
        }
        for numbers in [[1, 2, 3, 0], [1, 1, 1, 0], [0, 3, 0, 0]] {
            assert!(!fits(&question, numbers), "{numbers:?}");
        }
        // What others say in it is no limit of ours.
        for extra in ["null", "{}", r#"{"type":"Schulze","value":{"ranks":1}}"#] {
            question.extra = Some(extra.into());
            assert_eq!(question.most_ranks(), None, "{extra}");
        }
    }
}
