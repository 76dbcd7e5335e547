//! Partial decryptions: made, read, verified and combined (spec §Partial decryptions, §Election result).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use veche_crypto::group::{DecodeError, Group, Scalar};
use veche_crypto::parallel;
use veche_crypto::proof::{Proof, prove_decryption, verify_decryption};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire::{self, ProofText};

use crate::election::Election;
use crate::question::Question;
use crate::rows::{RowsError, read_rows, rows};
use crate::tally::EncryptedTally;
use crate::trustees::{Trustee, Trustees};

/// `partial_decryption`, in its JSON form: for each question rows of texts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecryptionText {
    decryption_factors: Vec<Box<RawValue>>,
    decryption_proofs: Vec<Box<RawValue>>,
}

/// What one trustee contributes to opening the tally: read, of the right shape, its elements in the group. Its proofs
/// may not be valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialDecryption<G: Group> {
    factors: Vec<Vec<G::Element>>,
    proofs: Vec<Vec<Proof<G>>>,
}

/// What is wrong with a partial decryption. Questions and places are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecryptionError {
    /// Not the expected JSON.
    #[error("not the JSON of a partial decryption: {0}")]
    Json(String),
    /// Not one factor and one proof for each ciphertext of the tally.
    #[error("question {question}: not one factor and one proof for each ciphertext of the tally")]
    Shape {
        /// Which question; one more than there are if their number is wrong.
        question: usize,
    },
    /// A factor or a number is wrong.
    #[error("question {question}, place {place}, {field}: {error}")]
    Field {
        /// Which question.
        question: usize,
        /// Which place.
        place: usize,
        /// Which field.
        field: &'static str,
        /// What is wrong.
        error: DecodeError,
    },
    /// A proof is not valid.
    #[error("question {question}, place {place}: not proved to be made with the trustee's key")]
    Proof {
        /// Which question.
        question: usize,
        /// Which place.
        place: usize,
    },
}

/// A partial decryption whose proofs have been checked.
#[derive(Clone, Debug)]
pub struct VerifiedDecryption<G: Group> {
    factors: Vec<Vec<G::Element>>,
}

fn prefix<G: Group>(election: &Election<G>, public_key: &G::Element) -> String {
    let mut prefix = format!("decrypt|{}|", election.fingerprint());
    G::encode(public_key, &mut prefix);
    prefix.push('|');
    prefix
}

impl<G: Group> PartialDecryption<G> {
    /// Decrypts a tally with one trustee's key, in constant time, and proves it.
    ///
    /// Whoever calls this gives away what the key opens: verify the archive, recompute the tally and see that it
    /// has enough ballots and is the only one, before.
    pub fn new<R: CryptoRng + ?Sized>(
        election: &Election<G>,
        secret: &SecretScalar<G>,
        tally: &EncryptedTally<G>,
        rng: &mut R,
    ) -> Self {
        let prefix = prefix(election, &G::g_pow(secret.expose()));
        let (factors, proofs) = tally
            .0
            .iter()
            .map(|question| {
                question
                    .iter()
                    .map(|ciphertext| prove_decryption(&prefix, secret, &ciphertext.alpha, rng))
                    .unzip()
            })
            .unzip();
        Self { factors, proofs }
    }

    /// Reads a partial decryption of this tally, and checks that every factor lies in the group.
    ///
    /// # Errors
    /// [`DecryptionError`] but for [`DecryptionError::Proof`].
    pub fn parse(
        bytes: &[u8],
        election: &Election<G>,
        tally: &EncryptedTally<G>,
    ) -> Result<Self, DecryptionError> {
        let text: DecryptionText =
            wire::read(bytes).map_err(|error| DecryptionError::Json(error.to_string()))?;
        let questions = tally.0.len();
        if text.decryption_factors.len() != questions || text.decryption_proofs.len() != questions {
            return Err(DecryptionError::Shape {
                question: questions + 1,
            });
        }
        let mut factors = Vec::with_capacity(questions);
        let mut proofs = Vec::with_capacity(questions);
        let texts = text.decryption_factors.iter().zip(&text.decryption_proofs);
        let asked = election.questions.iter().zip(&tally.0);
        for (((asked, ciphertexts), (factor_json, proof_json)), question) in
            asked.zip(texts).zip(1..)
        {
            let wrong = |error| match error {
                RowsError::Json(error) => DecryptionError::Json(error.to_string()),
                RowsError::Shape => DecryptionError::Shape { question },
            };
            let factor_texts: Vec<String> = read_rows(asked, factor_json).map_err(wrong)?;
            let proof_texts: Vec<ProofText> = read_rows(asked, proof_json).map_err(wrong)?;
            let expected = ciphertexts.len();
            if factor_texts.len() != expected || proof_texts.len() != expected {
                return Err(DecryptionError::Shape { question });
            }
            let at = |place, field, error| DecryptionError::Field {
                question,
                place,
                field,
                error,
            };
            let read: Vec<G::Element> = factor_texts
                .iter()
                .zip(1..)
                .map(|(text, place)| {
                    G::decode_member(text).map_err(|error| at(place, "decryption_factors", error))
                })
                .collect::<Result<_, _>>()?;
            factors.push(read);
            let read: Vec<Proof<G>> = proof_texts
                .iter()
                .zip(1..)
                .map(|(text, place)| {
                    Proof::from_text(text).map_err(|(field, error)| at(place, field, error))
                })
                .collect::<Result<_, _>>()?;
            proofs.push(read);
        }
        Ok(Self { factors, proofs })
    }

    /// The canonical bytes.
    pub fn to_bytes(&self, election: &Election<G>) -> Vec<u8> {
        let factors: Vec<Vec<String>> = self
            .factors
            .iter()
            .map(|question| question.iter().map(G::to_text).collect())
            .collect();
        let proofs: Vec<Vec<ProofText>> = self
            .proofs
            .iter()
            .map(|question| question.iter().map(Proof::to_text).collect())
            .collect();
        let text = DecryptionText {
            decryption_factors: json_rows(&election.questions, &factors),
            decryption_proofs: json_rows(&election.questions, &proofs),
        };
        // Serialising texts cannot fail.
        serde_json::to_vec(&text).unwrap_or_default()
    }

    /// Checks every proof against a trustee's key (spec §Partial decryptions).
    ///
    /// # Errors
    /// The first [`DecryptionError::Proof`].
    pub fn verify(
        self,
        election: &Election<G>,
        public_key: &G::Element,
        tally: &EncryptedTally<G>,
    ) -> Result<VerifiedDecryption<G>, DecryptionError> {
        // A tally of another shape than the one it was read for leaves nothing to compare.
        let same = self.factors.len() == tally.0.len()
            && self
                .factors
                .iter()
                .zip(&tally.0)
                .all(|(f, c)| f.len() == c.len());
        if !same {
            return Err(DecryptionError::Shape {
                question: tally.0.len() + 1,
            });
        }
        let prefix = prefix(election, public_key);
        let mut work = Vec::new();
        for (i, question) in tally.0.iter().enumerate() {
            for (j, ciphertext) in question.iter().enumerate() {
                work.push((
                    i,
                    j,
                    &ciphertext.alpha,
                    &self.factors[i][j],
                    &self.proofs[i][j],
                ));
            }
        }
        let valid = parallel::map(
            work,
            |(i, j, alpha, factor, proof)| match verify_decryption(
                &prefix, public_key, alpha, factor, proof,
            ) {
                true => Ok(()),
                false => Err(DecryptionError::Proof {
                    question: i + 1,
                    place: j + 1,
                }),
            },
        );
        valid.into_iter().collect::<Result<(), _>>()?;
        Ok(VerifiedDecryption {
            factors: self.factors,
        })
    }
}

/// For each question its items in rows, as JSON.
fn json_rows<T: Serialize>(questions: &[Question], items: &[Vec<T>]) -> Vec<Box<RawValue>> {
    let questions = questions.iter().zip(items);
    questions
        // Serialising texts cannot fail.
        .filter_map(|(question, items)| to_raw_value(&rows(question, items)).ok())
        .collect()
}

/// Who is still missing before the tally can be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MissingDecryptions {
    /// A mandatory trustee has not decrypted.
    #[error("mandatory trustee {owner} has not decrypted")]
    Mandatory {
        /// Its number, from 1.
        owner: usize,
    },
    /// Too few of a threshold set have decrypted.
    #[error("of trustees {first} to {last}, {found} have decrypted and {threshold} are needed")]
    Threshold {
        /// The first trustee of the set, from 1.
        first: usize,
        /// The last trustee of the set.
        last: usize,
        /// How many have decrypted, with valid proofs.
        found: usize,
        /// How many are needed.
        threshold: usize,
    },
}

/// Combines verified partial decryptions, one place for each owner in order, and takes the factors off the tally:
/// for each place, *g* raised to the result (spec §Election result). Of a threshold set the first valid ones are used.
///
/// # Errors
/// Everybody who is missing.
pub fn open<G: Group>(
    trustees: &Trustees<G>,
    decryptions: &[Option<VerifiedDecryption<G>>],
    tally: &EncryptedTally<G>,
) -> Result<Vec<Vec<G::Element>>, Vec<MissingDecryptions>> {
    let mut used: Vec<(&VerifiedDecryption<G>, G::Scalar)> = Vec::new();
    let mut missing = Vec::new();
    let mut first = 0;
    let given = |owner: usize| decryptions.get(owner).and_then(Option::as_ref);
    for item in trustees.items() {
        match item {
            Trustee::Mandatory(_) => {
                match given(first) {
                    Some(decryption) => used.push((decryption, G::Scalar::ONE)),
                    None => missing.push(MissingDecryptions::Mandatory { owner: first + 1 }),
                }
                first += 1;
            }
            Trustee::Threshold(parameters) => {
                let size = parameters.verification_keys().len();
                let threshold = parameters.threshold() as usize;
                let present: Vec<(u64, &VerifiedDecryption<G>)> = (0..size)
                    .filter_map(|place| Some((place as u64 + 1, given(first + place)?)))
                    .take(threshold)
                    .collect();
                if present.len() < threshold {
                    missing.push(MissingDecryptions::Threshold {
                        first: first + 1,
                        last: first + size,
                        found: present.len(),
                        threshold,
                    });
                }
                let indexes: Vec<u64> = present.iter().map(|(index, _)| *index).collect();
                for (index, decryption) in present {
                    used.push((decryption, lagrange::<G>(&indexes, index)));
                }
                first += size;
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    Ok(tally
        .0
        .iter()
        .enumerate()
        .map(|(i, question)| {
            question
                .iter()
                .enumerate()
                .map(|(j, ciphertext)| {
                    let factor = used
                        .iter()
                        .fold(G::identity(), |product, (pd, coefficient)| {
                            // Of another tally's decryption nothing is taken; the numbers then fit no result.
                            let Some(factor) = pd.factors.get(i).and_then(|f| f.get(j)) else {
                                return product;
                            };
                            let power = match *coefficient == G::Scalar::ONE {
                                true => factor.clone(),
                                false => G::pow_vartime(factor, coefficient),
                            };
                            G::mul(&product, &power)
                        });
                    G::mul(&ciphertext.beta, &G::inv(&factor))
                })
                .collect()
        })
        .collect())
}

/// The Lagrange coefficient of `index` among `indexes`, at 0: the product of *k* / (*k* − index).
fn lagrange<G: Group>(indexes: &[u64], index: u64) -> G::Scalar {
    indexes
        .iter()
        .filter(|k| **k != index)
        .fold(G::Scalar::ONE, |product, &k| {
            let k = G::Scalar::from_u64(k);
            product * k * (k - G::Scalar::from_u64(index)).invert()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_crypto::group::Ed25519;

    type Number = <Ed25519 as Group>::Scalar;

    #[test]
    fn lagrange_coefficients_give_a_polynomial_back_at_zero() {
        let [a, b, c] = [7, 11, 13].map(Number::from_u64);
        let at = |x: u64| {
            let x = Number::from_u64(x);
            a + b * x + c * x * x
        };
        for indexes in [[1, 2, 3], [3, 1, 2], [2, 5, 9], [40, 1, 1000]] {
            let sum = indexes.iter().fold(Number::ZERO, |sum, &index| {
                sum + lagrange::<Ed25519>(&indexes, index) * at(index)
            });
            assert!(sum == a, "{indexes:?}");
        }
        // Two points do not determine a polynomial of three coefficients.
        let sum = lagrange::<Ed25519>(&[1, 2], 1) * at(1) + lagrange::<Ed25519>(&[1, 2], 2) * at(2);
        assert!(sum != a);
        assert!(lagrange::<Ed25519>(&[4], 4) == Number::ONE);
    }
}
