//! Proof that at least one of several claims "this ciphertext holds that value" is true, without saying which
//! (Cramer, Damgård and Schoenmakers).
//!
//! All of a ballot's proofs are of this form; only claims and prefix differ:
//!
//! | proof | claims | spec |
//! | --- | --- | --- |
//! | individual | *c* holds 0; *c* holds 1 | §Proofs of interval membership |
//! | overall | Σ holds *min*; …; Σ holds *max* | §Proofs of interval membership |
//! | blank | *c*₀ holds 0; Σ holds 0 | §Proofs of possibly-blank votes |
//! | overall with blank | *c*₀ holds 1; Σ holds *min*; …; Σ holds *max* | §Proofs of possibly-blank votes |

use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::{Proof, Unsettled, settle};
use crate::elgamal::{Ciphertext, Opening, PublicKey};
use crate::group::{Group, Scalar};
use crate::secret::SecretScalar;

/// A claim that `subject` holds `value`: the subject is an [`Opening`] for the prover, a [`Ciphertext`] for the
/// verifier.
#[derive(Debug)]
pub struct Claim<'a, T> {
    /// Whose content is claimed.
    pub subject: &'a T,
    /// The content claimed.
    pub value: u64,
}

/// None of the claims is true, so there is nothing to prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("none of the claims to be proved is true")]
pub struct ProofOfNothing;

/// Proves that one of the claims is true, bound to `prefix`: one [`Proof`] a claim.
///
/// Runs in a time that depends on the number of claims only, not on which is true: for each claim, random *t* and *c*
/// give the commitments *g*^*t* and *y*^*t* *g*^((*m*−*v*)*c*). Where the claim is true, *m* = *v* and the commitments
/// do not depend on *c*, which can therefore be chosen after hashing; everywhere else they are those of a simulation.
///
/// # Errors
/// [`ProofOfNothing`] if no claim is true.
pub fn prove_one_of<G: Group, R: CryptoRng + ?Sized>(
    prefix: &str,
    key: &PublicKey<G>,
    claims: &[Claim<'_, Opening<G>>],
    rng: &mut R,
) -> Result<Vec<Proof<G>>, ProofOfNothing> {
    let mut commitments = Vec::with_capacity(2 * claims.len());
    let mut exponents = Vec::with_capacity(claims.len());
    // The challenge drawn for the true claim is not published, and would show which claim it is: a secret too.
    let mut challenges = Vec::with_capacity(claims.len());
    let mut found = Choice::from(0);
    let mut sum = G::Scalar::ZERO;
    for claim in claims {
        let t = SecretScalar::<G>::random(rng);
        let c = SecretScalar::<G>::random(rng);
        let content = claim.subject.plaintext();
        let difference = G::Scalar::from_u64(content) - G::Scalar::from_u64(claim.value);
        commitments.push(G::g_pow(t.expose()));
        commitments.push(G::mul(
            &G::table_pow(key.table(), t.expose()),
            &G::g_pow(&(difference * *c.expose())),
        ));
        found |= content.ct_eq(&claim.value);
        sum = sum + *c.expose();
        exponents.push(t);
        challenges.push(c);
    }
    // Which claim is true is secret; that one is, is what the proof says.
    if !bool::from(found) {
        return Err(ProofOfNothing);
    }
    let missing = G::challenge(prefix, &commitments) - sum;
    let mut found = Choice::from(0);
    // The vectors are borrowed, not consumed: what is moved out of a vector stays in its memory and is not wiped.
    Ok(claims
        .iter()
        .zip(exponents.iter().zip(&challenges))
        .map(|(claim, (t, c))| {
            // The first true claim is the one whose challenge follows from the others.
            let here = claim.subject.plaintext().ct_eq(&claim.value) & !found;
            found |= here;
            let c = *c.expose();
            let challenge = G::Scalar::conditional_select(&c, &(c + missing), here);
            Proof {
                challenge,
                response: *t.expose() - *claim.subject.randomness().expose() * challenge,
            }
        })
        .collect())
}

/// Whether one of the claims is true, bound to `prefix`.
///
/// Does not check that the ciphertexts' elements lie in the group. `false` if the number of proofs is not that of the
/// claims, or if there are none.
pub fn verify_one_of<G: Group>(
    prefix: &str,
    key: &PublicKey<G>,
    claims: &[Claim<'_, Ciphertext<G>>],
    proofs: &[Proof<G>],
) -> bool {
    Unsettled::one_of(prefix.to_owned(), key, claims, proofs)
        .is_some_and(|proof| settle(vec![proof]) == [true])
}
