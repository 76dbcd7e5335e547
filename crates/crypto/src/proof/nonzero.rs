//! Proof that a ciphertext holds something else than zero, without saying what (spec §Proof of encryption of non-zero).
//!
//! Whoever knows the content *m* and the randomness *r* publishes *A*₀ = *g*^(*ms*) for a random *s*: it is the neutral
//! element only if *m* is zero, and says nothing else of *m*. The proof shows that *A*₀ was made of the ciphertext.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{Proof, ProofOfNothing, Unsettled, settle};
use crate::elgamal::{Ciphertext, Opening, PublicKey};
use crate::group::{DecodeError, Exponents, Group, Powers, Scalar};
use crate::secret::SecretScalar;

/// A proof that a ciphertext does not hold zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonzeroProof<G: Group> {
    /// *A*₀. It proves nothing unless it lies in the group: whoever reads it must check that.
    pub commitment: G::Element,
    /// The challenge.
    pub challenge: G::Scalar,
    /// *t*₁ and *t*₂.
    pub response: (G::Scalar, G::Scalar),
}

/// `nonzero_proof`, its JSON form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NonzeroProofText {
    commitment: String,
    challenge: String,
    response: (String, String),
}

impl<G: Group> NonzeroProof<G> {
    /// Reads the text form. Does not check that the commitment lies in the group.
    ///
    /// # Errors
    /// [`DecodeError`], with the name of the field.
    pub fn from_text(text: &NonzeroProofText) -> Result<Self, (&'static str, DecodeError)> {
        let scalar = |name, text: &str| G::Scalar::decode(text).map_err(|error| (name, error));
        Ok(Self {
            commitment: G::decode(&text.commitment).map_err(|error| ("commitment", error))?,
            challenge: scalar("challenge", &text.challenge)?,
            response: (
                scalar("response[0]", &text.response.0)?,
                scalar("response[1]", &text.response.1)?,
            ),
        })
    }

    /// The text form.
    pub fn to_text(&self) -> NonzeroProofText {
        // The texts of a challenge with either response are those of two proofs.
        let [first, second] = [self.response.0, self.response.1].map(|response| {
            Proof::<G> {
                challenge: self.challenge,
                response,
            }
            .to_text()
        });
        NonzeroProofText {
            commitment: G::to_text(&self.commitment),
            challenge: first.challenge,
            response: (first.response, second.response),
        }
    }
}

/// Proves that what was encrypted is not zero, bound to `prefix`, in constant time.
///
/// # Errors
/// [`ProofOfNothing`] if it is.
pub fn prove_nonzero<G: Group, R: CryptoRng + ?Sized>(
    prefix: &str,
    key: &PublicKey<G>,
    opening: &Opening<G>,
    rng: &mut R,
) -> Result<NonzeroProof<G>, ProofOfNothing> {
    let Ciphertext { alpha, beta } = Ciphertext::encrypt(key, opening);
    let [s, w1, w2] = std::array::from_fn(|_| SecretScalar::<G>::random(rng));
    let sr = SecretScalar::<G>::new(*s.expose() * *opening.randomness().expose());
    let commitment = G::mul(
        &G::pow(&beta, s.expose()),
        &G::inv(&G::table_pow(key.table(), sr.expose())),
    );
    // That it is zero shows in the refusal only, never in a proof. A random s is zero once in 2²⁵².
    if commitment == G::identity() {
        return Err(ProofOfNothing);
    }
    let a1 = G::mul(&G::pow(&alpha, w1.expose()), &G::g_pow(w2.expose()));
    let a2 = G::mul(
        &G::pow(&beta, w1.expose()),
        &G::table_pow(key.table(), w2.expose()),
    );
    let challenge = G::challenge(prefix, &[commitment.clone(), a1, a2]);
    Ok(NonzeroProof {
        commitment,
        challenge,
        response: (
            *w1.expose() - *s.expose() * challenge,
            *w2.expose() + *sr.expose() * challenge,
        ),
    })
}

/// Whether the ciphertext holds something else than zero, bound to `prefix`.
///
/// Does not check that the ciphertext and the proof's commitment lie in the group. An element of small order as
/// commitment makes this accept a ciphertext of zero.
pub fn verify_nonzero<G: Group>(
    prefix: &str,
    key: &PublicKey<G>,
    ciphertext: &Ciphertext<G>,
    proof: &NonzeroProof<G>,
) -> bool {
    Unsettled::nonzero(prefix.to_owned(), key, ciphertext, proof)
        .is_some_and(|proof| settle(vec![proof]) == [true])
}

impl<G: Group> Unsettled<G> {
    /// The proof of [`verify_nonzero`], with its conditions. `None`, which is a proof that does not hold, if the
    /// commitment is the neutral element.
    pub fn nonzero(
        prefix: String,
        key: &PublicKey<G>,
        ciphertext: &Ciphertext<G>,
        proof: &NonzeroProof<G>,
    ) -> Option<Self> {
        if proof.commitment == G::identity() {
            return None;
        }
        let (t1, t2) = proof.response;
        // A₀ is given, and hashed first.
        let mut prefix = prefix;
        G::encode(&proof.commitment, &mut prefix);
        prefix.push(',');
        let exponents = |table, g, x| vec![Exponents { table, g, x }];
        let a1 = Powers {
            table: None,
            x: ciphertext.alpha.clone(),
            exponents: exponents(G::Scalar::ZERO, t2, t1),
        };
        let a2 = Powers {
            table: Some(key.table().clone()),
            x: G::double_pow_vartime(&ciphertext.beta, &t1, &proof.commitment, &proof.challenge),
            exponents: exponents(t2, G::Scalar::ZERO, G::Scalar::ONE),
        };
        Some(Self {
            prefix,
            powers: vec![a1, a2],
            group: 1,
            challenge: proof.challenge,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Belenios2048, Ed25519, PrimeField};
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    type Change<G> = fn(&mut NonzeroProof<G>, <G as Group>::Scalar);

    fn only_what_is_not_zero_is_proved<G: Group>() {
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        let key = PublicKey::<G>::new(G::g_pow(SecretScalar::<G>::random(&mut rng).expose()));
        let opening = |content, rng: &mut _| Opening::new(SecretScalar::<G>::random(rng), content);
        let zero = opening(0, &mut rng);
        assert_eq!(
            prove_nonzero("S", &key, &zero, &mut rng),
            Err(ProofOfNothing)
        );
        for content in [1, 2, 1_000] {
            let opening = opening(content, &mut rng);
            let ciphertext = Ciphertext::encrypt(&key, &opening);
            let proof = prove_nonzero("S", &key, &opening, &mut rng).unwrap();
            assert!(verify_nonzero("S", &key, &ciphertext, &proof));
            assert_eq!(NonzeroProof::from_text(&proof.to_text()), Ok(proof.clone()));

            assert!(!verify_nonzero("T", &key, &ciphertext, &proof));
            let nothing = Ciphertext::encrypt(&key, &zero);
            assert!(!verify_nonzero("S", &key, &nothing, &proof));
            let one = G::Scalar::ONE;
            let changes: [Change<G>; 4] = [
                |proof, _| proof.commitment = G::identity(),
                |proof, one| proof.challenge = proof.challenge + one,
                |proof, one| proof.response.0 = proof.response.0 + one,
                |proof, one| proof.response.1 = proof.response.1 + one,
            ];
            for change in changes {
                let mut changed = proof.clone();
                change(&mut changed, one);
                assert!(!verify_nonzero("S", &key, &ciphertext, &changed));
            }
        }
    }

    #[test]
    fn zero_cannot_be_proved_not_to_be_zero() {
        only_what_is_not_zero_is_proved::<Ed25519>();
        only_what_is_not_zero_is_proved::<PrimeField<Belenios2048>>();
    }
}
