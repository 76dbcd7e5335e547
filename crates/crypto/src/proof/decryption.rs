//! Proof that a decryption factor was made with the private key that belongs to a public key
//! (spec §Partial decryptions): Chaum and Pedersen's proof of equal discrete logarithms.

use rand_core::CryptoRng;

use super::Proof;
use crate::group::Group;
use crate::secret::SecretScalar;

/// Raises `alpha` to the secret and proves it, bound to `prefix`. In constant time.
///
/// Does not check that `alpha` lies in the group: raising anything else to a private key gives some of it away.
pub fn prove_decryption<G: Group, R: CryptoRng + ?Sized>(
    prefix: &str,
    secret: &SecretScalar<G>,
    alpha: &G::Element,
    rng: &mut R,
) -> (G::Element, Proof<G>) {
    let w = SecretScalar::<G>::random(rng);
    let commitments = [G::g_pow(w.expose()), G::pow(alpha, w.expose())];
    let challenge = G::challenge(prefix, &commitments);
    let proof = Proof {
        challenge,
        response: *w.expose() - *secret.expose() * challenge,
    };
    (G::pow(alpha, secret.expose()), proof)
}

/// Whether `factor` is `alpha` raised to the discrete logarithm of `public`.
///
/// Does not check that the elements lie in the group.
pub fn verify_decryption<G: Group>(
    prefix: &str,
    public: &G::Element,
    alpha: &G::Element,
    factor: &G::Element,
    proof: &Proof<G>,
) -> bool {
    let commitments = [
        G::g_double_pow_vartime(&proof.response, public, &proof.challenge),
        G::double_pow_vartime(alpha, &proof.response, factor, &proof.challenge),
    ];
    G::challenge(prefix, &commitments) == proof.challenge
}
