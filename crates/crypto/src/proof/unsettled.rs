//! Proofs whose commitments have been computed and not yet hashed.
//!
//! Hashing needs the commitments' encodings, and encoding many elements together costs much less than one by one. So a
//! verifier of many proofs first computes all commitments, then settles all proofs at once.

use super::{Claim, Proof};
use crate::elgamal::{Ciphertext, PublicKey};
use crate::group::{Group, Scalar};

/// A proof that holds if, and only if, the hash of its commitments is its challenge: see [`settle`].
pub struct Unsettled<G: Group> {
    pub(super) prefix: String,
    pub(super) commitments: Vec<G::Element>,
    pub(super) challenge: G::Scalar,
}

impl<G: Group> Unsettled<G> {
    /// The proof of [`verify_knowledge`](super::verify_knowledge), with its conditions.
    pub fn knowledge(prefix: String, public: &G::Element, proof: &Proof<G>) -> Self {
        let commitment = G::g_double_pow_vartime(&proof.response, public, &proof.challenge);
        Self {
            prefix,
            commitments: vec![commitment],
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
        let mut commitments = Vec::with_capacity(2 * claims.len());
        let mut sum = G::Scalar::ZERO;
        for (claim, proof) in claims.iter().zip(proofs) {
            let Ciphertext { alpha, beta } = claim.subject;
            commitments.push(G::g_double_pow_vartime(
                &proof.response,
                alpha,
                &proof.challenge,
            ));
            let blinded = match claim.value {
                0 => beta,
                value => &G::mul(beta, &key.without_vartime(value)),
            };
            commitments.push(G::table_double_pow_vartime(
                key.table(),
                &proof.response,
                blinded,
                &proof.challenge,
            ));
            sum = sum + proof.challenge;
        }
        Some(Self {
            prefix,
            commitments,
            challenge: sum,
        })
    }
}

/// Whether each proof holds, in their order.
pub fn settle<G: Group>(mut proofs: Vec<Unsettled<G>>) -> Vec<bool> {
    let mut all: Vec<&mut G::Element> = proofs
        .iter_mut()
        .flat_map(|proof| &mut proof.commitments)
        .collect();
    G::prepare_encodings(&mut all);
    proofs
        .iter()
        .map(|proof| G::challenge(&proof.prefix, &proof.commitments) == proof.challenge)
        .collect()
}
