//! Encryption of an element as it is, with the proof that whoever made it knew its randomness (spec §Non-homomorphic
//! answers).
//!
//! The proof does not say what is inside. It stops a voter from copying another's answer: a copy would need the same
//! randomness.

use rand_core::CryptoRng;

use super::{Proof, Unsettled, settle};
use crate::elgamal::{Ciphertext, PublicKey};
use crate::group::Group;
use crate::secret::SecretScalar;

/// What is hashed before the commitment.
fn prefix<G: Group>(context: &str, key: &PublicKey<G>, ciphertext: &Ciphertext<G>) -> String {
    let mut prefix = format!("raweg|{context}|");
    for (element, after) in [
        (key.element(), ','),
        (&ciphertext.alpha, ','),
        (&ciphertext.beta, '|'),
    ] {
        G::encode(element, &mut prefix);
        prefix.push(after);
    }
    prefix
}

/// Encrypts an element with this randomness, in constant time.
pub fn encrypt_element<G: Group>(
    key: &PublicKey<G>,
    element: &G::Element,
    randomness: &SecretScalar<G>,
) -> Ciphertext<G> {
    Ciphertext {
        alpha: G::g_pow(randomness.expose()),
        beta: G::mul(&G::table_pow(key.table(), randomness.expose()), element),
    }
}

/// Encrypts an element with this randomness, and proves knowledge of it, bound to a context (the specification's *S*).
pub fn encrypt_raw<G: Group, R: CryptoRng + ?Sized>(
    context: &str,
    key: &PublicKey<G>,
    element: &G::Element,
    r: &SecretScalar<G>,
    rng: &mut R,
) -> (Ciphertext<G>, Proof<G>) {
    let ciphertext = encrypt_element(key, element, r);
    let w = SecretScalar::<G>::random(rng);
    let commitment = G::g_pow(w.expose());
    let challenge = G::challenge(&prefix(context, key, &ciphertext), &[commitment]);
    let response = *w.expose() - *r.expose() * challenge;
    (
        ciphertext,
        Proof {
            challenge,
            response,
        },
    )
}

/// Whether the maker of the ciphertext knew its randomness, bound to the context.
///
/// Does not check that the ciphertext lies in the group.
pub fn verify_raw<G: Group>(
    context: &str,
    key: &PublicKey<G>,
    ciphertext: &Ciphertext<G>,
    proof: &Proof<G>,
) -> bool {
    settle(vec![Unsettled::raw(context, key, ciphertext, proof)]) == [true]
}

impl<G: Group> Unsettled<G> {
    /// The proof of [`verify_raw`], with its conditions.
    pub fn raw(
        context: &str,
        key: &PublicKey<G>,
        ciphertext: &Ciphertext<G>,
        proof: &Proof<G>,
    ) -> Self {
        Self::knowledge(prefix(context, key, ciphertext), &ciphertext.alpha, proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Ed25519, PrimeField, Rfc3526, Scalar};
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    fn one_change_breaks_it<G: Group>() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let secret = SecretScalar::<G>::random(&mut rng);
        let key = PublicKey::<G>::new(G::g_pow(secret.expose()));
        let element = G::embed(&[3, 1, 2]).unwrap();
        let (ciphertext, proof) = encrypt_raw(
            "S",
            &key,
            &element,
            &SecretScalar::random(&mut rng),
            &mut rng,
        );
        assert!(verify_raw("S", &key, &ciphertext, &proof));
        let opened = G::mul(
            &ciphertext.beta,
            &G::inv(&G::pow(&ciphertext.alpha, secret.expose())),
        );
        assert_eq!(G::embedded_vartime(&opened, 3), [3, 1, 2]);

        assert!(!verify_raw("T", &key, &ciphertext, &proof));
        let other = PublicKey::<G>::new(G::generator());
        assert!(!verify_raw("S", &other, &ciphertext, &proof));
        let one = G::Scalar::ONE;
        let mut wrong = proof;
        wrong.response = wrong.response + one;
        assert!(!verify_raw("S", &key, &ciphertext, &wrong));
        wrong = proof;
        wrong.challenge = wrong.challenge + one;
        assert!(!verify_raw("S", &key, &ciphertext, &wrong));
        for half in [true, false] {
            let mut changed = ciphertext.clone();
            let part = match half {
                true => &mut changed.alpha,
                false => &mut changed.beta,
            };
            *part = G::mul(part, &G::generator());
            assert!(!verify_raw("S", &key, &changed, &proof));
        }
    }

    #[test]
    fn a_raw_encryption_opens_and_any_change_is_refused() {
        one_change_breaks_it::<Ed25519>();
        one_change_breaks_it::<PrimeField<Rfc3526>>();
    }
}
