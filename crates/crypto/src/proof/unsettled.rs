//! Proofs whose commitments have not yet been computed.
//!
//! A proof holds if the hash of its commitments is its challenge. The commitments of many proofs share work: the powers of
//! one element, and the encodings of all. So a verifier first says what is to be computed, then settles all proofs at once.

use super::{Claim, Proof};
use crate::elgamal::{Ciphertext, PublicKey};
use crate::group::{Exponents, Group, Powers, Scalar};

/// A proof that holds if, and only if, the hash of its commitments is its challenge: see [`settle`].
pub struct Unsettled<G: Group> {
    pub(super) prefix: String,
    /// The commitments: the first products of the first `group` powers, then their second products, and so on; then the
    /// same for the next.
    pub(super) powers: Vec<Powers<G>>,
    pub(super) group: usize,
    pub(super) challenge: G::Scalar,
}

impl<G: Group> Unsettled<G> {
    /// The proof of [`verify_knowledge`](super::verify_knowledge), with its conditions.
    pub fn knowledge(prefix: String, public: &G::Element, proof: &Proof<G>) -> Self {
        let commitment = Powers {
            table: None,
            x: public.clone(),
            exponents: vec![Exponents {
                table: G::Scalar::ZERO,
                g: proof.response,
                x: proof.challenge,
            }],
        };
        Self {
            prefix,
            powers: vec![commitment],
            group: 1,
            challenge: proof.challenge,
        }
    }

    /// The proof of [`verify_one_of`](super::verify_one_of), with its conditions. `None`, which is a proof that does not
    /// hold, if the number of proofs is not that of the claims, or if there are none.
    pub fn one_of(
        prefix: String,
        key: &PublicKey<G>,
        claims: &[Claim<'_, Ciphertext<G>>],
        proofs: &[Proof<G>],
    ) -> Option<Self> {
        if claims.is_empty() || claims.len() != proofs.len() {
            return None;
        }
        let mut powers: Vec<Powers<G>> = Vec::new();
        let mut sum = G::Scalar::ZERO;
        let mut last: Option<&Ciphertext<G>> = None;
        for (claim, proof) in claims.iter().zip(proofs) {
            // Claims about one ciphertext follow each other.
            if !last.is_some_and(|last| std::ptr::eq(last, claim.subject)) {
                let Ciphertext { alpha, beta } = claim.subject;
                for (table, x) in [(None, alpha), (Some(key.table()), beta)] {
                    powers.push(Powers {
                        table: table.cloned(),
                        x: x.clone(),
                        exponents: Vec::with_capacity(claims.len()),
                    });
                }
                last = Some(claim.subject);
            }
            // g^r · alpha^c, and y^r · (beta / g^v)^c.
            let [.., alpha, beta] = powers.as_mut_slice() else {
                return None;
            };
            alpha.exponents.push(Exponents {
                table: G::Scalar::ZERO,
                g: proof.response,
                x: proof.challenge,
            });
            beta.exponents.push(Exponents {
                table: proof.response,
                g: -(G::Scalar::from_u64(claim.value) * proof.challenge),
                x: proof.challenge,
            });
            sum = sum + proof.challenge;
        }
        Some(Self {
            prefix,
            powers,
            group: 2,
            challenge: sum,
        })
    }

    /// How many commitments there are.
    pub fn commitments(&self) -> usize {
        self.powers
            .iter()
            .map(|powers| powers.exponents.len())
            .sum()
    }

    /// Whether the proof holds if these are the encodings of all products, power by power.
    fn holds(&self, encodings: &[String]) -> bool {
        let mut text = String::new();
        let mut rest = encodings;
        for group in self.powers.chunks(self.group) {
            let products = group.first().map_or(0, |powers| powers.exponents.len());
            let (these, after) = rest.split_at(group.len() * products);
            rest = after;
            for product in 0..products {
                for power in 0..group.len() {
                    if !text.is_empty() {
                        text.push(',');
                    }
                    text.push_str(&these[power * products + product]);
                }
            }
        }
        G::challenge_of_text(&self.prefix, &text) == self.challenge
    }
}

/// Whether each proof holds, in their order.
pub fn settle<G: Group>(proofs: Vec<Unsettled<G>>) -> Vec<bool> {
    each_holds(&proofs, &G::encode_powers_vartime(&all_powers(&proofs)))
}

/// The powers of all proofs, which are computed together.
fn all_powers<G: Group>(proofs: &[Unsettled<G>]) -> Vec<Powers<G>> {
    let powers = proofs.iter().flat_map(|proof| &proof.powers);
    powers.cloned().collect()
}

/// Whether each proof holds if these are the encodings of all commitments.
fn each_holds<G: Group>(proofs: &[Unsettled<G>], encodings: &[String]) -> Vec<bool> {
    let mut rest = encodings;
    proofs
        .iter()
        .map(|proof| {
            let (these, after) = rest.split_at(proof.commitments());
            rest = after;
            proof.holds(these)
        })
        .collect()
}

/// The hints that [`all_hold_with_hints`] takes, for all commitments in the order of the proofs. `None` if the group has none.
///
/// The elements of the proofs must lie in the group.
pub fn hints<G: Group>(proofs: &[Unsettled<G>]) -> Option<Vec<u8>> {
    G::hint_powers_vartime(&all_powers(proofs))
}

/// Whether all proofs hold, if the hints are right; `false` says nothing, but that [`settle`] must be asked.
///
/// The hinted commitments are hashed, which must give each proof's challenge, and compared with the true ones by one product
/// of random powers. So a `true` is wrong with a probability of at most 2⁻¹²⁸ over `seed`, whoever made the hints, provided
/// that they did not know the seed, and that **all elements of the proofs lie in the group**.
pub fn all_hold_with_hints<G: Group>(
    proofs: &[Unsettled<G>],
    hints: &[u8],
    seed: &[u8; 32],
) -> bool {
    let number = proofs.iter().map(Unsettled::commitments).sum();
    let Some(encodings) = G::encode_hints_vartime(hints, number) else {
        return false;
    };
    each_holds(proofs, &encodings).iter().all(|&holds| holds)
        && G::hints_hold_vartime(&all_powers(proofs), hints, seed)
}
