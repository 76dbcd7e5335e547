//! Proofs that a decryption factor was made with the right key.

use veche_crypto::group::{Group, Scalar};
use veche_crypto::proof::{prove_decryption, verify_decryption};
use veche_crypto::secret::SecretScalar;

use crate::support::{Property, changed, in_every_group, rng};

struct Sound;

impl Property for Sound {
    fn holds<G: Group>() {
        let mut rng = rng(100);
        let secret = SecretScalar::<G>::random(&mut rng);
        let public = G::g_pow(secret.expose());
        let alpha = G::g_pow(&G::Scalar::random(&mut rng));
        let (factor, proof) = prove_decryption("decrypt|", &secret, &alpha, &mut rng);
        assert_eq!(factor, G::pow(&alpha, secret.expose()));
        assert!(verify_decryption::<G>(
            "decrypt|", &public, &alpha, &factor, &proof
        ));

        for (change, proof) in changed(&proof) {
            let refused = !verify_decryption::<G>("decrypt|", &public, &alpha, &factor, &proof);
            assert!(refused, "{change}");
        }
        let more = |element: &G::Element| G::mul(element, &G::generator());
        for (change, prefix, public, alpha, factor) in [
            (
                "factor",
                "decrypt|",
                public.clone(),
                alpha.clone(),
                more(&factor),
            ),
            (
                "no factor",
                "decrypt|",
                public.clone(),
                alpha.clone(),
                G::identity(),
            ),
            (
                "inverse factor",
                "decrypt|",
                public.clone(),
                alpha.clone(),
                G::inv(&factor),
            ),
            (
                "alpha",
                "decrypt|",
                public.clone(),
                more(&alpha),
                factor.clone(),
            ),
            (
                "key",
                "decrypt|",
                more(&public),
                alpha.clone(),
                factor.clone(),
            ),
            (
                "alpha and factor swapped",
                "decrypt|",
                public.clone(),
                factor.clone(),
                alpha.clone(),
            ),
            (
                "prefix",
                "decrypt",
                public.clone(),
                alpha.clone(),
                factor.clone(),
            ),
        ] {
            let refused = !verify_decryption::<G>(prefix, &public, &alpha, &factor, &proof);
            assert!(refused, "{change}");
        }
    }
}

#[test]
fn a_decryption_proof_is_accepted_for_its_statement_only() {
    in_every_group::<Sound>();
}

struct WrongKey;

impl Property for WrongKey {
    fn holds<G: Group>() {
        let mut rng = rng(101);
        let secret = SecretScalar::<G>::random(&mut rng);
        let other = SecretScalar::<G>::random(&mut rng);
        let public = G::g_pow(secret.expose());
        let alpha = G::g_pow(&G::Scalar::random(&mut rng));
        let (factor, proof) = prove_decryption("decrypt|", &other, &alpha, &mut rng);
        let accepted = verify_decryption::<G>("decrypt|", &public, &alpha, &factor, &proof);
        assert!(!accepted);
    }
}

#[test]
fn a_factor_made_with_another_key_is_refused() {
    in_every_group::<WrongKey>();
}
