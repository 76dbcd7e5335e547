//! The result in numbers (spec §Election result).

use serde::{Deserialize, Serialize};
use veche_crypto::group::Group;
use veche_crypto::wire;

use crate::credential::MAX_TOTAL_WEIGHT;
use crate::logarithms::Logarithms;
use crate::question::{NonHomomorphic, Question};
use crate::weight::Weight;

/// What was found for each question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The numbers.
    pub result: Vec<Numbers>,
}

/// The numbers of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Numbers {
    /// How often each place was chosen: blank first, where possible, then each answer.
    Sums(Vec<Weight>),
    /// Rows: for lists one for each list, how often it and each of its candidates was chosen; where answers are opened
    /// one by one, one for each ballot, the numbers that it gives.
    Rows(Vec<Vec<Weight>>),
}

impl Numbers {
    /// All numbers, one row after the other.
    pub fn all(&self) -> impl Iterator<Item = u64> {
        let (sums, rows): (&[Weight], &[Vec<Weight>]) = match self {
            Self::Sums(sums) => (sums, &[]),
            Self::Rows(rows) => (&[], rows),
        };
        sums.iter().chain(rows.iter().flatten()).map(|n| n.get())
    }

    /// The rows: there is none in a question that nobody answered, whose numbers look like those of no sums.
    fn rows(&self) -> Option<&[Vec<Weight>]> {
        match self {
            Self::Rows(rows) => Some(rows),
            Self::Sums(sums) => sums.is_empty().then_some(&[]),
        }
    }
}

/// What was found for a question, with names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionResult {
    /// The question's text.
    pub question: String,
    /// What was found.
    pub found: Found,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// For each place, the answer's name (`None` for blank) and its number of votes.
    Sums(Vec<(Option<String>, Weight)>),
    /// For each list, its name, its number of votes, and those of its candidates.
    Lists(Vec<ListVotes>),
    /// All ballots, in no order that says anything.
    Ballots {
        /// The answers' names.
        answers: Vec<String>,
        /// For each ballot, the number it gives to each answer.
        ballots: Vec<Vec<u64>>,
        /// How the organiser intended to count, in JSON: a hint (`extra`).
        extra: Option<String>,
    },
}

/// The votes of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListVotes {
    /// Its name.
    pub name: String,
    /// How many selected it.
    pub votes: Weight,
    /// Each candidate's name, and how many selected it.
    pub candidates: Vec<(String, Weight)>,
}

impl QuestionResult {
    /// Puts names to numbers. `None` for a kind of question that is not known, or numbers of another kind.
    pub(crate) fn new(question: &Question, numbers: &Numbers) -> Option<Self> {
        let found = match (question, numbers) {
            (Question::Homomorphic(asked), Numbers::Sums(sums)) => {
                let places = sums.iter().enumerate();
                let named = |(place, number): (usize, &Weight)| {
                    (asked.label(place).map(str::to_owned), *number)
                };
                Found::Sums(places.map(named).collect())
            }
            (Question::Lists(asked), Numbers::Rows(rows)) => {
                let lists = asked.lists.iter().zip(rows);
                let lists = lists.map(|(list, row)| {
                    let (votes, candidates) = row.split_first()?;
                    let names = list.candidates.iter().cloned();
                    Some(ListVotes {
                        name: list.name.clone(),
                        votes: *votes,
                        candidates: names.zip(candidates.iter().copied()).collect(),
                    })
                });
                Found::Lists(lists.collect::<Option<_>>()?)
            }
            (Question::NonHomomorphic(asked), numbers) => {
                let ballot = |row: &Vec<Weight>| row.iter().map(|number| number.get()).collect();
                Found::Ballots {
                    answers: asked.answers.clone(),
                    ballots: numbers.rows()?.iter().map(ballot).collect(),
                    extra: asked.extra.clone(),
                }
            }
            _ => return None,
        };
        Some(Self {
            question: question.text().to_owned(),
            found,
        })
    }
}

/// What is wrong with a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeError {
    /// Not the expected JSON.
    #[error("not the JSON of a result: {0}")]
    Json(String),
    /// Read and written again, it has other bytes.
    #[error("not in canonical form")]
    NotCanonical,
    /// Not one number for each place of each question.
    #[error("question {question}: not one number for each place")]
    Shape {
        /// Which question, from 1; one more than there are if their number is wrong.
        question: usize,
    },
    /// The numbers of a ballot are not what the decryptions give.
    #[error("question {question}, ballot {ballot}: not what the trustees' decryptions give")]
    BallotDiffers {
        /// Which question, from 1.
        question: usize,
        /// Which ballot, from 1.
        ballot: usize,
    },
    /// The number is not what the decryptions give.
    #[error(
        "question {question}, place {place}: {declared} is not what the trustees' decryptions give"
    )]
    Differs {
        /// Which question, from 1.
        question: usize,
        /// Which place, from 1.
        place: usize,
        /// What the result says.
        declared: Weight,
    },
    /// The decryptions give no number up to the total weight. Verified ballots and decryptions always do.
    #[error("question {question}, place {place}: the decryptions give no number up to {total}")]
    OutOfRange {
        /// Which question, from 1.
        question: usize,
        /// Which place, from 1.
        place: usize,
        /// The total weight.
        total: Weight,
    },
}

impl Outcome {
    /// Reads a result.
    ///
    /// # Errors
    /// [`OutcomeError::Json`], [`OutcomeError::NotCanonical`].
    pub fn parse(bytes: &[u8]) -> Result<Self, OutcomeError> {
        let outcome: Self =
            wire::read(bytes).map_err(|error| OutcomeError::Json(error.to_string()))?;
        if outcome.to_bytes() != bytes {
            return Err(OutcomeError::NotCanonical);
        }
        Ok(outcome)
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Serialising numbers cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Finds the numbers behind an opened tally. Of a sum, which is *g* raised to it: none is above the total weight, nor
    /// above [`MAX_TOTAL_WEIGHT`].
    ///
    /// # Errors
    /// [`OutcomeError::OutOfRange`].
    pub fn find<G: Group>(
        questions: &[Question],
        opened: &[Vec<G::Element>],
        total_weight: Weight,
    ) -> Result<Self, OutcomeError> {
        // A roll allows no more, and the memory for the search grows with its square root.
        let bound = total_weight.get().min(MAX_TOTAL_WEIGHT);
        let logarithms = Logarithms::<G>::up_to(bound);
        let mut result = Vec::with_capacity(opened.len());
        for ((elements, asked), question) in opened.iter().zip(questions).zip(1..) {
            if let Question::NonHomomorphic(asked) = asked {
                let ballots = elements
                    .iter()
                    .map(|element| numbers_in::<G>(asked, element));
                result.push(rows_or_nothing(ballots.collect()));
                continue;
            }
            let mut numbers = Vec::with_capacity(elements.len());
            for (element, place) in elements.iter().zip(1..) {
                let number = logarithms.find(element).ok_or(OutcomeError::OutOfRange {
                    question,
                    place,
                    total: total_weight,
                })?;
                numbers.push(Weight::new(number));
            }
            result.push(match asked {
                Question::Lists(lists) => {
                    let mut rest = numbers.into_iter();
                    let row = |length| rest.by_ref().take(length).collect();
                    Numbers::Rows(lists.rows().map(row).collect())
                }
                _ => Numbers::Sums(numbers),
            });
        }
        Ok(Self { result })
    }

    /// Checks the numbers against an opened tally: each must be its logarithm, or what its elements hold.
    ///
    /// # Errors
    /// Everything that differs.
    pub fn check<G: Group>(
        &self,
        questions: &[Question],
        opened: &[Vec<G::Element>],
    ) -> Result<(), Vec<OutcomeError>> {
        if self.result.len() != opened.len() || questions.len() != opened.len() {
            return Err(vec![OutcomeError::Shape {
                question: opened.len() + 1,
            }]);
        }
        let mut faults = Vec::new();
        let found = self.result.iter().zip(opened);
        for (((numbers, elements), asked), question) in found.zip(questions).zip(1..) {
            match asked {
                Question::NonHomomorphic(asked) => {
                    check_ballots::<G>(asked, numbers, elements, question, &mut faults);
                }
                _ => match sums(asked, numbers) {
                    Some(sums) if sums.len() == elements.len() => {
                        check_sums::<G>(&sums, elements, question, &mut faults);
                    }
                    _ => faults.push(OutcomeError::Shape { question }),
                },
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

/// The sums of a question in one row. `None` if they are not arranged as the question asks.
fn sums(asked: &Question, numbers: &Numbers) -> Option<Vec<Weight>> {
    match (asked, numbers) {
        (Question::Homomorphic(_), Numbers::Sums(sums)) => Some(sums.clone()),
        (Question::Lists(lists), Numbers::Rows(rows)) => {
            let same = rows.iter().map(Vec::len).eq(lists.rows());
            same.then(|| rows.concat())
        }
        _ => None,
    }
}

fn check_sums<G: Group>(
    sums: &[Weight],
    elements: &[G::Element],
    question: usize,
    faults: &mut Vec<OutcomeError>,
) {
    let generator = G::generator();
    for ((&declared, element), place) in sums.iter().zip(elements).zip(1..) {
        if G::pow_u64_vartime(&generator, declared.get()) != *element {
            faults.push(OutcomeError::Differs {
                question,
                place,
                declared,
            });
        }
    }
}

fn check_ballots<G: Group>(
    asked: &NonHomomorphic,
    numbers: &Numbers,
    elements: &[G::Element],
    question: usize,
    faults: &mut Vec<OutcomeError>,
) {
    let Some(rows) = numbers.rows().filter(|rows| rows.len() == elements.len()) else {
        faults.push(OutcomeError::Shape { question });
        return;
    };
    for ((row, element), ballot) in rows.iter().zip(elements).zip(1..) {
        if *row != numbers_in::<G>(asked, element) {
            faults.push(OutcomeError::BallotDiffers { question, ballot });
        }
    }
}

/// The numbers that a ballot's element holds.
fn numbers_in<G: Group>(asked: &NonHomomorphic, element: &G::Element) -> Vec<Weight> {
    let numbers = G::embedded_vartime(element, asked.answers.len());
    numbers.into_iter().map(|n| Weight::new(n.into())).collect()
}

/// How many of a question's opened answers hold no numbers that a voter's program could have put there. They are read
/// all the same, as the reference reads them, and somebody should know of them.
pub(crate) fn malformed<G: Group>(asked: &NonHomomorphic, elements: &[G::Element]) -> usize {
    let malformed = |element: &&G::Element| {
        let numbers = G::embedded_vartime(element, asked.answers.len());
        G::embed(&numbers).as_ref() != Some(*element)
    };
    elements.iter().filter(malformed).count()
}

fn rows_or_nothing(rows: Vec<Vec<Weight>>) -> Numbers {
    match rows.is_empty() {
        true => Numbers::Sums(Vec::new()),
        false => Numbers::Rows(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Homomorphic;
    use veche_crypto::group::{Ed25519, Scalar};

    fn power(n: u64) -> <Ed25519 as Group>::Element {
        Ed25519::g_pow(&<Ed25519 as Group>::Scalar::from_u64(n))
    }

    #[test]
    fn a_total_weight_that_no_roll_allows_is_searched_up_to_what_one_does() {
        let opened = [vec![power(5)]];
        let asked = [Homomorphic {
            question: "?".into(),
            answers: vec!["A".into()],
            blank: false,
            min: 0,
            max: 1,
        }
        .into()];
        let found = Outcome::find::<Ed25519>(&asked, &opened, Weight::new(u64::MAX)).unwrap();
        assert_eq!(found.result, [Numbers::Sums(vec![Weight::new(5)])]);
    }

    #[test]
    fn a_result_has_one_form_only() {
        let outcome = Outcome::parse(br#"{"result":[[2,3],[3,1,6]]}"#).unwrap();
        let numbers = [3, 1, 6].map(Weight::new).to_vec();
        assert_eq!(outcome.result[1], Numbers::Sums(numbers));
        let ballots = Outcome::parse(br#"{"result":[[[2,3],[3,1]]]}"#).unwrap();
        assert!(matches!(&ballots.result[0], Numbers::Rows(rows) if rows.len() == 2));
        for other in [
            r#"{"result":[[2,3],[3,1,"6"]]}"#,
            r#"{"result":[[2,3],[3,1, 6]]}"#,
            r#"{"result":[[2,3],[3,1,6]],"x":1}"#,
            r#"{"result":[[2,3],[3,1,-6]]}"#,
            r#"{"result":[2,3]}"#,
            r#"{"result":[[2,[3]]]}"#,
            r#"{"result":[[[[2]]]]}"#,
            r#"[[2]]"#,
            "",
        ] {
            assert!(Outcome::parse(other.as_bytes()).is_err(), "{other}");
        }
    }
}
