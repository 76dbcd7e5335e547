//! Schnorr's proof of knowledge of a discrete logarithm.
//!
//! The same proof serves, with different prefixes, as proof of possession of a trustee's key (`pok|…`, spec
//! §Verification keys), as a voter's signature (`sig|…`, spec §Signatures) and as a trustee's signature
//! (`sigmsg|…`, spec §Signing).

use rand_core::CryptoRng;

use super::Proof;
use crate::group::Group;
use crate::secret::SecretScalar;

/// Proves knowledge of `secret`, bound to `prefix`. In constant time.
///
/// The prefix must contain all that the proof is to be bound to: the public key is not hashed by itself.
pub fn prove_knowledge<G: Group, R: CryptoRng + ?Sized>(
    prefix: &str,
    secret: &SecretScalar<G>,
    rng: &mut R,
) -> Proof<G> {
    let w = SecretScalar::<G>::random(rng);
    let challenge = G::challenge(prefix, &[G::g_pow(w.expose())]);
    Proof {
        challenge,
        response: *w.expose() - *secret.expose() * challenge,
    }
}

/// Whether the maker of the proof knew the discrete logarithm of `public`, bound to `prefix`.
///
/// Does not check that `public` lies in the group or differs from the neutral element.
pub fn verify_knowledge<G: Group>(prefix: &str, public: &G::Element, proof: &Proof<G>) -> bool {
    let commitment = G::g_double_pow_vartime(&proof.response, public, &proof.challenge);
    G::challenge(prefix, &[commitment]) == proof.challenge
}
