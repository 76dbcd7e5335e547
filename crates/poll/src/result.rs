//! The result in numbers (spec §Election result), and the small discrete logarithms that it takes to find them.

use serde::{Deserialize, Serialize};
use veche_crypto::group::Group;
use veche_crypto::wire;

use crate::credential::MAX_TOTAL_WEIGHT;
use crate::weight::Weight;

/// For each question, how often each place was chosen: blank first, where possible, then each answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The numbers.
    pub result: Vec<Vec<Weight>>,
}

/// A question's text and, for each place, the answer's name (`None` for blank) and its number of votes.
pub type QuestionResult = (String, Vec<(Option<String>, Weight)>);

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

    /// Finds the numbers behind an opened tally, *g* raised to each of them, none above the total weight, nor above
    /// [`MAX_TOTAL_WEIGHT`].
    ///
    /// # Errors
    /// [`OutcomeError::OutOfRange`].
    pub fn find<G: Group>(
        opened: &[Vec<G::Element>],
        total_weight: Weight,
    ) -> Result<Self, OutcomeError> {
        // A roll allows no more, and the memory for the search grows with its square root.
        let bound = total_weight.get().min(MAX_TOTAL_WEIGHT);
        let logarithms = Logarithms::<G>::up_to(bound);
        let mut result = Vec::with_capacity(opened.len());
        for (elements, question) in opened.iter().zip(1..) {
            let mut numbers = Vec::with_capacity(elements.len());
            for (element, place) in elements.iter().zip(1..) {
                let number = logarithms.find(element).ok_or(OutcomeError::OutOfRange {
                    question,
                    place,
                    total: total_weight,
                })?;
                numbers.push(Weight::new(number));
            }
            result.push(numbers);
        }
        Ok(Self { result })
    }

    /// Checks the numbers against an opened tally: each must be its logarithm.
    ///
    /// # Errors
    /// Everything that differs.
    pub fn check<G: Group>(&self, opened: &[Vec<G::Element>]) -> Result<(), Vec<OutcomeError>> {
        if self.result.len() != opened.len() {
            return Err(vec![OutcomeError::Shape {
                question: opened.len() + 1,
            }]);
        }
        let mut faults = Vec::new();
        let generator = G::generator();
        for ((numbers, elements), question) in self.result.iter().zip(opened).zip(1..) {
            if numbers.len() != elements.len() {
                faults.push(OutcomeError::Shape { question });
                continue;
            }
            for ((&declared, element), place) in numbers.iter().zip(elements).zip(1..) {
                if G::pow_u64_vartime(&generator, declared.get()) != *element {
                    faults.push(OutcomeError::Differs {
                        question,
                        place,
                        declared,
                    });
                }
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

/// Finds *n* from *g*^*n* for *n* up to a bound: Shanks's baby steps and giant steps. Variable time: results are public.
struct Logarithms<G: Group> {
    /// The short keys of *g*^0, *g*^1, …, sorted.
    baby_steps: Vec<(u64, u32)>,
    /// *g* to the power of minus the number of baby steps.
    giant_step: G::Element,
    bound: u64,
}

/// Eight bytes that tell most elements apart; what they find is checked.
fn short_key<G: Group>(element: &G::Element) -> u64 {
    let packed = G::pack(element);
    let mut key = [0; 8];
    for (to, from) in key.iter_mut().zip(packed.iter().rev().skip(1)) {
        *to = *from;
    }
    u64::from_le_bytes(key)
}

impl<G: Group> Logarithms<G> {
    fn up_to(bound: u64) -> Self {
        let steps = bound.isqrt() + 1;
        let generator = G::generator();
        let mut power = G::identity();
        let mut baby_steps = Vec::with_capacity(steps as usize);
        for step in 0..steps as u32 {
            baby_steps.push((short_key::<G>(&power), step));
            power = G::mul(&power, &generator);
        }
        baby_steps.sort_unstable();
        Self {
            baby_steps,
            giant_step: G::inv(&power),
            bound,
        }
    }

    fn find(&self, element: &G::Element) -> Option<u64> {
        let steps = self.baby_steps.len() as u64;
        let generator = G::generator();
        let mut rest = element.clone();
        for giant in 0..=self.bound / steps {
            let key = short_key::<G>(&rest);
            let from = self.baby_steps.partition_point(|(found, _)| *found < key);
            let same = self.baby_steps[from..]
                .iter()
                .take_while(|(found, _)| *found == key);
            for (_, baby) in same {
                let number = giant * steps + u64::from(*baby);
                if number <= self.bound && G::pow_u64_vartime(&generator, number) == *element {
                    return Some(number);
                }
            }
            rest = G::mul(&rest, &self.giant_step);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_crypto::group::{Ed25519, Scalar};

    fn power(n: u64) -> <Ed25519 as Group>::Element {
        Ed25519::g_pow(&<Ed25519 as Group>::Scalar::from_u64(n))
    }

    #[test]
    fn finds_every_number_up_to_the_bound_and_none_beyond() {
        for bound in [0, 1, 2, 3, 8, 9, 10, 99, 100, 1000] {
            let logarithms = Logarithms::<Ed25519>::up_to(bound);
            for n in 0..=bound {
                assert_eq!(logarithms.find(&power(n)), Some(n), "{n} of {bound}");
            }
            for n in bound + 1..bound + 50 {
                assert_eq!(logarithms.find(&power(n)), None, "{n} of {bound}");
            }
        }
    }

    #[test]
    fn finds_numbers_of_a_great_electorate() {
        let logarithms = Logarithms::<Ed25519>::up_to(1_000_000_000);
        for n in [0, 31_621, 31_622, 999_999_999, 1_000_000_000] {
            assert_eq!(logarithms.find(&power(n)), Some(n));
        }
        assert_eq!(logarithms.find(&power(1_000_000_001)), None);
    }

    #[test]
    fn a_total_weight_that_no_roll_allows_is_searched_up_to_what_one_does() {
        let opened = [vec![power(5)]];
        let found = Outcome::find::<Ed25519>(&opened, Weight::new(u64::MAX)).unwrap();
        assert_eq!(found.result, [[Weight::new(5)]]);
    }

    #[test]
    fn a_result_has_one_form_only() {
        let outcome = Outcome::parse(br#"{"result":[[2,3],[3,1,6]]}"#).unwrap();
        assert_eq!(outcome.result[1][2], Weight::new(6));
        for other in [
            r#"{"result":[[2,3],[3,1,"6"]]}"#,
            r#"{"result":[[2,3],[3,1, 6]]}"#,
            r#"{"result":[[2,3],[3,1,6]],"x":1}"#,
            r#"{"result":[[2,3],[3,1,-6]]}"#,
            r#"{"result":[2,3]}"#,
            r#"[[2]]"#,
            "",
        ] {
            assert!(Outcome::parse(other.as_bytes()).is_err(), "{other}");
        }
    }
}
