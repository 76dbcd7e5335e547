//! Making the answers of a ballot: encrypted, with the proofs that they are allowed (spec §Homomorphic answers,
//! §Non-homomorphic answers, §Lists answers).

use rand_core::CryptoRng;
use veche_crypto::elgamal::{Ciphertext, Opening, PublicKey};
use veche_crypto::group::Group;
use veche_crypto::proof::{Claim, Proof, ProofOfNothing, encrypt_raw, prove_nonzero, prove_one_of};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire::{CiphertextText, ProofText};
use zeroize::Zeroizing;

use super::EncryptError;
use super::claims;
use super::text::{AnswerText, HomomorphicText, ListsText, NonHomomorphicText};
use crate::question::{Homomorphic, Lists, NonHomomorphic, Selection, SelectionError};

/// The proof about the number of selected answers has a part for each number that is allowed; no honest question allows
/// more than this.
pub(super) const MOST_NUMBERS: usize = 10_000;

/// What opens an answer.
pub(super) enum AnswerOpening<G: Group> {
    /// Of each ciphertext, in one row.
    Places(Vec<Opening<G>>),
    /// The numbers in a single ciphertext, and its randomness.
    Numbers(Zeroizing<Vec<u8>>, SecretScalar<G>),
}

/// What an answer is made for.
pub(super) struct Asking<'a, G: Group> {
    pub(super) key: &'a PublicKey<G>,
    /// *S*₀.
    pub(super) binding: &'a str,
    /// Which question, from 1.
    pub(super) number: usize,
}

type Made<G> = (AnswerText, AnswerOpening<G>);

fn texts<G: Group>(proofs: &[Proof<G>]) -> Vec<ProofText> {
    proofs.iter().map(Proof::to_text).collect()
}

/// Items in rows of these lengths.
fn in_rows<T: Clone>(items: &[T], rows: impl Iterator<Item = usize>) -> Vec<Vec<T>> {
    let mut rest = items.iter();
    rows.map(|length| rest.by_ref().take(length).cloned().collect())
        .collect()
}

impl<G: Group> Asking<'_, G> {
    fn wrong(&self, error: SelectionError) -> EncryptError {
        EncryptError::Selection {
            question: self.number,
            error,
        }
    }

    fn openings<R: CryptoRng + ?Sized>(plaintexts: Vec<u64>, rng: &mut R) -> Vec<Opening<G>> {
        let open = |plaintext| Opening::new(SecretScalar::random(rng), plaintext);
        plaintexts.into_iter().map(open).collect()
    }

    fn encrypted(&self, openings: &[Opening<G>]) -> Vec<Ciphertext<G>> {
        let encrypt = |opening| Ciphertext::encrypt(self.key, opening);
        openings.iter().map(encrypt).collect()
    }

    fn prove<R: CryptoRng + ?Sized>(
        &self,
        prefix: &str,
        claims: &[Claim<'_, Opening<G>>],
        rng: &mut R,
    ) -> Result<Vec<ProofText>, ProofOfNothing> {
        prove_one_of(prefix, self.key, claims, rng).map(|proofs| texts(&proofs))
    }

    /// That each choice is 0 or 1.
    fn individual<R: CryptoRng + ?Sized>(
        &self,
        openings: &[Opening<G>],
        choices: &[Ciphertext<G>],
        rng: &mut R,
    ) -> Result<Vec<Vec<ProofText>>, ProofOfNothing> {
        let proved = |(opening, choice): (&Opening<G>, &Ciphertext<G>)| {
            let prefix = claims::interval_prefix(self.binding, choice);
            self.prove(&prefix, &claims::individual_claims(opening), rng)
        };
        openings.iter().zip(choices).map(proved).collect()
    }

    pub(super) fn homomorphic<R: CryptoRng + ?Sized>(
        &self,
        question: &Homomorphic,
        selection: &Selection,
        rng: &mut R,
    ) -> Result<Made<G>, EncryptError> {
        if question.allowed_numbers() > MOST_NUMBERS {
            return Err(EncryptError::TooManyNumbers {
                question: self.number,
            });
        }
        let plaintexts = question.plaintexts(selection);
        let openings = Self::openings(plaintexts.map_err(|error| self.wrong(error))?, rng);
        let choices = self.encrypted(&openings);
        let individual_proofs = self.individual(&openings, &choices, rng)?;
        let binding = claims::answer_binding(self.binding, &choices);
        let leading = usize::from(question.blank);
        let sum = Opening::sum(openings.iter().skip(leading));
        let blank = openings.first().filter(|_| question.blank);
        let overall = claims::overall_claims(question, blank, &sum);
        let (overall_proof, blank_proof) = match blank {
            Some(blank) => (
                self.prove(&claims::overall_with_blank_prefix(&binding), &overall, rng)?,
                Some(self.prove(
                    &claims::blank_prefix(&binding),
                    &claims::blank_claims(blank, &sum),
                    rng,
                )?),
            ),
            None => {
                let prefix = claims::interval_prefix(&binding, &Ciphertext::product(&choices));
                (self.prove(&prefix, &overall, rng)?, None)
            }
        };
        let text = AnswerText::Homomorphic(HomomorphicText {
            choices: choices.iter().map(Ciphertext::to_text).collect(),
            individual_proofs,
            overall_proof,
            blank_proof,
        });
        Ok((text, AnswerOpening::Places(openings)))
    }

    pub(super) fn non_homomorphic<R: CryptoRng + ?Sized>(
        &self,
        question: &NonHomomorphic,
        selection: &Selection,
        rng: &mut R,
    ) -> Result<Made<G>, EncryptError> {
        let numbers = question.numbers(selection);
        let numbers = numbers.map_err(|error| self.wrong(error))?;
        let element = G::embed(numbers).ok_or(EncryptError::NotEmbedded {
            question: self.number,
        })?;
        let randomness = SecretScalar::random(rng);
        let (choice, proof) = encrypt_raw(self.binding, self.key, &element, &randomness, rng);
        let text = AnswerText::NonHomomorphic(NonHomomorphicText {
            choices: choice.to_text(),
            proof: proof.to_text(),
        });
        let numbers = Zeroizing::new(numbers.to_vec());
        Ok((text, AnswerOpening::Numbers(numbers, randomness)))
    }

    pub(super) fn lists<R: CryptoRng + ?Sized>(
        &self,
        question: &Lists,
        selection: &Selection,
        rng: &mut R,
    ) -> Result<Made<G>, EncryptError> {
        let plaintexts = question.plaintexts(selection);
        let openings = Self::openings(plaintexts.map_err(|error| self.wrong(error))?, rng);
        let choices = self.encrypted(&openings);
        let individual_proofs = self.individual(&openings, &choices, rng)?;
        let binding = claims::answer_binding(self.binding, &choices);
        // Of each list its own opening, and the sum of its candidates'.
        let mut rest = openings.as_slice();
        let mut rows = Vec::with_capacity(question.lists.len());
        for length in question.rows() {
            let (row, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            rest = after;
            let row = row.split_first();
            rows.extend(row.map(|(list, candidates)| (list, Opening::sum(candidates))));
        }
        let sum = Opening::sum(rows.iter().map(|(list, _)| *list));
        let prefix = claims::interval_prefix(&binding, &Ciphertext::encrypt(self.key, &sum));
        let claims = claims::one_list_claims(&sum);
        let mut overall = self.prove(&prefix, &claims, rng)?;
        let list_proofs = rows.iter().map(|(list, candidates)| {
            let claims = claims::list_claims(*list, candidates);
            self.prove(&claims::list_prefix(&binding), &claims, rng)
        });
        let list_proofs = list_proofs.collect::<Result<_, _>>()?;
        let candidates = Opening::sum(rows.iter().map(|(_, candidates)| candidates));
        let prefix = claims::nonzero_prefix(&binding);
        let nonzero = prove_nonzero(&prefix, self.key, &candidates, rng)?;
        let choices: Vec<CiphertextText> = choices.iter().map(Ciphertext::to_text).collect();
        let text = AnswerText::Lists(ListsText {
            choices: in_rows(&choices, question.rows()),
            individual_proofs: in_rows(&individual_proofs, question.rows()),
            // One claim has one proof.
            overall_proof: overall.pop().ok_or(ProofOfNothing)?,
            list_proofs,
            nonzero_proof: nonzero.to_text(),
        });
        Ok((text, AnswerOpening::Places(openings)))
    }
}
