//! Proofs of knowledge of a discrete logarithm, which are the signatures too.

use veche_crypto::group::Group;
use veche_crypto::proof::{Proof, prove_knowledge, verify_knowledge};
use veche_crypto::secret::SecretScalar;

use crate::support::{Property, changed, in_every_group, rng};

struct Complete;

impl Property for Complete {
    fn holds<G: Group>() {
        let mut rng = rng(1);
        for prefix in ["", "sig|", "pok|é|\u{1f5f3}|"] {
            let secret = SecretScalar::<G>::random(&mut rng);
            let public = G::g_pow(secret.expose());
            let proof = prove_knowledge(prefix, &secret, &mut rng);
            assert!(verify_knowledge(prefix, &public, &proof));
        }
    }
}

#[test]
fn a_proof_by_who_knows_the_secret_is_accepted() {
    in_every_group::<Complete>();
}

struct Sound;

impl Property for Sound {
    fn holds<G: Group>() {
        let mut rng = rng(2);
        let secret = SecretScalar::<G>::random(&mut rng);
        let public = G::g_pow(secret.expose());
        let proof = prove_knowledge("sig|", &secret, &mut rng);
        for (change, proof) in changed(&proof) {
            assert!(!verify_knowledge("sig|", &public, &proof), "{change}");
        }
        for prefix in ["", "sig", "sig||", "Sig|", "sig|0"] {
            assert!(!verify_knowledge(prefix, &public, &proof), "{prefix:?}");
        }
        for (key, other) in [
            ("another", G::mul(&public, &G::generator())),
            ("inverse", G::inv(&public)),
            ("neutral", G::identity()),
            ("generator", G::generator()),
        ] {
            assert!(!verify_knowledge::<G>("sig|", &other, &proof), "{key}");
        }
    }
}

#[test]
fn a_proof_is_refused_if_proof_prefix_or_key_differs() {
    in_every_group::<Sound>();
}

struct Forged;

impl Property for Forged {
    fn holds<G: Group>() {
        let mut rng = rng(3);
        let public = G::g_pow(SecretScalar::<G>::random(&mut rng).expose());
        let other = SecretScalar::<G>::random(&mut rng);
        // Whoever knows another secret; and whoever knows none, and picks the commitment and hashes it.
        let proof = prove_knowledge("sig|", &other, &mut rng);
        assert!(!verify_knowledge("sig|", &public, &proof));
        let proof = Proof::<G> {
            challenge: G::challenge("sig|", &[G::g_pow(other.expose())]),
            response: *other.expose(),
        };
        assert!(!verify_knowledge("sig|", &public, &proof));
    }
}

#[test]
fn a_proof_by_who_does_not_know_the_secret_is_refused() {
    in_every_group::<Forged>();
}

struct Fresh;

impl Property for Fresh {
    fn holds<G: Group>() {
        let mut rng = rng(4);
        let secret = SecretScalar::<G>::random(&mut rng);
        let first = prove_knowledge("sig|", &secret, &mut rng);
        let second = prove_knowledge("sig|", &secret, &mut rng);
        // Two proofs with the same commitment and different challenges would give the secret away.
        assert_ne!(first.challenge, second.challenge);
        assert_ne!(first.response, second.response);
    }
}

#[test]
fn two_proofs_of_the_same_have_different_commitments() {
    in_every_group::<Fresh>();
}
