//! Proofs that one of several claims is true, in the four shapes that ballots have.

use rand_chacha::ChaCha20Rng;
use veche_crypto::elgamal::{Ciphertext, Opening, PublicKey};
use veche_crypto::group::{Group, Scalar};
use veche_crypto::proof::{Claim, Proof, ProofOfNothing, prove_one_of, verify_one_of};
use veche_crypto::secret::SecretScalar;

use crate::support::{Property, changed, in_every_group, rng};

/// A claim in short: the number of the ciphertext, and its content.
type Short = (usize, u64);

const PREFIX: &str = "prove|S|";

const INDIVIDUAL: &[Short] = &[(0, 0), (0, 1)];
const OVERALL: &[Short] = &[(0, 1), (0, 2), (0, 3)];
const BLANK: &[Short] = &[(0, 0), (1, 0)];
const OVERALL_WITH_BLANK: &[Short] = &[(0, 1), (1, 0), (1, 1), (1, 2)];

/// Contents, claims of which at least one is true.
const TRUE: &[(&[u64], &[Short])] = &[
    (&[0], INDIVIDUAL),
    (&[1], INDIVIDUAL),
    (&[1], OVERALL),
    (&[2], OVERALL),
    (&[3], OVERALL),
    (&[0, 2], BLANK),
    (&[1, 0], BLANK),
    // Several are true at once.
    (&[0, 0], BLANK),
    (&[1, 0], OVERALL_WITH_BLANK),
    (&[1, 2], OVERALL_WITH_BLANK),
    (&[0, 0], OVERALL_WITH_BLANK),
    (&[0, 1], OVERALL_WITH_BLANK),
    (&[0, 2], OVERALL_WITH_BLANK),
    // A single claim.
    (&[5], &[(0, 5)]),
];

/// Contents, claims of which none is true.
const FALSE: &[(&[u64], &[Short])] = &[
    (&[2], INDIVIDUAL),
    (&[u64::MAX], INDIVIDUAL),
    (&[0], OVERALL),
    (&[4], OVERALL),
    (&[1, 3], BLANK),
    (&[0, 3], OVERALL_WITH_BLANK),
    (&[2, 3], OVERALL_WITH_BLANK),
    (&[0], &[]),
];

struct Ballot<G: Group> {
    key: PublicKey<G>,
    openings: Vec<Opening<G>>,
    ciphertexts: Vec<Ciphertext<G>>,
    rng: ChaCha20Rng,
}

fn claims<'a, T>(subjects: &'a [T], claims: &[Short]) -> Vec<Claim<'a, T>> {
    claims
        .iter()
        .map(|&(subject, value)| Claim {
            subject: &subjects[subject],
            value,
        })
        .collect()
}

impl<G: Group> Ballot<G> {
    fn new(seed: u8, contents: &[u64]) -> Self {
        let mut rng = rng(seed);
        let key = PublicKey::<G>::new(G::g_pow(SecretScalar::<G>::random(&mut rng).expose()));
        let openings: Vec<_> = contents
            .iter()
            .map(|&content| Opening::new(SecretScalar::random(&mut rng), content))
            .collect();
        let ciphertexts = openings
            .iter()
            .map(|opening| Ciphertext::encrypt(&key, opening))
            .collect();
        Self {
            key,
            openings,
            ciphertexts,
            rng,
        }
    }

    fn prove(&mut self, shape: &[Short]) -> Result<Vec<Proof<G>>, ProofOfNothing> {
        let claims = claims(&self.openings, shape);
        prove_one_of(PREFIX, &self.key, &claims, &mut self.rng)
    }

    fn verify(&self, shape: &[Short], proofs: &[Proof<G>]) -> bool {
        let claims = claims(&self.ciphertexts, shape);
        verify_one_of(PREFIX, &self.key, &claims, proofs)
    }
}

struct Complete;

impl Property for Complete {
    fn holds<G: Group>() {
        for (seed, &(contents, shape)) in (10..).zip(TRUE) {
            let mut ballot = Ballot::<G>::new(seed, contents);
            let proofs = ballot.prove(shape).unwrap();
            assert_eq!(proofs.len(), shape.len());
            assert!(ballot.verify(shape, &proofs), "{contents:?} {shape:?}");
        }
    }
}

#[test]
fn a_proof_of_whichever_true_claim_is_accepted() {
    in_every_group::<Complete>();
}

struct Nothing;

impl Property for Nothing {
    fn holds<G: Group>() {
        for (seed, &(contents, shape)) in (30..).zip(FALSE) {
            let mut ballot = Ballot::<G>::new(seed, contents);
            assert_eq!(ballot.prove(shape), Err(ProofOfNothing), "{contents:?}");
        }
    }
}

#[test]
fn nothing_to_prove_is_an_error() {
    in_every_group::<Nothing>();
}

struct Sums;

impl Property for Sums {
    fn holds<G: Group>() {
        // Recomputes the commitments the slow way, with no function that the verifier uses.
        for (seed, contents) in [(50, [0, 1]), (51, [1, 0])] {
            let mut ballot = Ballot::<G>::new(seed, &contents);
            let proofs = ballot.prove(OVERALL_WITH_BLANK).unwrap();
            let mut commitments = Vec::new();
            let mut sum = G::Scalar::ZERO;
            for (proof, &(subject, value)) in proofs.iter().zip(OVERALL_WITH_BLANK) {
                let Ciphertext { alpha, beta } = &ballot.ciphertexts[subject];
                let claimed = G::g_pow(&G::Scalar::from_u64(value));
                let blinded = G::mul(beta, &G::inv(&claimed));
                for (base, element) in [(&G::generator(), alpha), (ballot.key.element(), &blinded)]
                {
                    commitments.push(G::mul(
                        &G::pow(base, &proof.response),
                        &G::pow(element, &proof.challenge),
                    ));
                }
                sum = sum + proof.challenge;
            }
            assert_eq!(G::challenge(PREFIX, &commitments), sum);
        }
    }
}

#[test]
fn the_challenges_of_an_accepted_proof_sum_to_the_hash() {
    in_every_group::<Sums>();
}

struct Sound;

impl Property for Sound {
    fn holds<G: Group>() {
        for (seed, (contents, shape)) in (60..).zip([
            (vec![1], INDIVIDUAL),
            (vec![0, 2], BLANK),
            (vec![0, 2], OVERALL_WITH_BLANK),
        ]) {
            let mut ballot = Ballot::<G>::new(seed, &contents);
            let proofs = ballot.prove(shape).unwrap();
            for place in 0..proofs.len() {
                for (change, proof) in changed(&proofs[place]) {
                    let mut proofs = proofs.clone();
                    proofs[place] = proof;
                    assert!(!ballot.verify(shape, &proofs), "{change} in {place}");
                }
            }
            // The sum of the challenges stays as it was.
            let mut moved = proofs.clone();
            moved[0].challenge = moved[0].challenge + G::Scalar::ONE;
            moved[1].challenge = moved[1].challenge - G::Scalar::ONE;
            assert!(!ballot.verify(shape, &moved), "challenges moved");
        }
    }
}

#[test]
fn a_proof_changed_in_any_place_is_refused() {
    in_every_group::<Sound>();
}

struct Bound;

impl Property for Bound {
    fn holds<G: Group>() {
        let mut ballot = Ballot::<G>::new(70, &[1, 1]);
        let proofs = ballot.prove(INDIVIDUAL).unwrap();
        let honest = claims(&ballot.ciphertexts, INDIVIDUAL);
        let verify = |key: &_, prefix: &str, claims: &[Claim<'_, _>], proofs: &[_]| {
            verify_one_of::<G>(prefix, key, claims, proofs)
        };
        let key = &ballot.key;
        assert!(verify(key, PREFIX, &honest, &proofs));

        let other_key = PublicKey::new(G::mul(key.element(), &G::generator()));
        assert!(!verify(&other_key, PREFIX, &honest, &proofs), "other key");
        for prefix in ["", "prove|S", "prove|T|", "prove|S||"] {
            assert!(!verify(key, prefix, &honest, &proofs), "{prefix:?}");
        }

        let sound = &ballot.ciphertexts[0];
        for (change, ciphertexts) in [
            (
                "another of the same content",
                [ballot.ciphertexts[1].clone()],
            ),
            (
                "fields swapped",
                [Ciphertext {
                    alpha: sound.beta.clone(),
                    beta: sound.alpha.clone(),
                }],
            ),
            (
                "one more inside",
                [Ciphertext {
                    alpha: sound.alpha.clone(),
                    beta: G::mul(&sound.beta, &G::generator()),
                }],
            ),
            ("squared", [sound.pow_u64_vartime(2)]),
            ("neutral", [Ciphertext::neutral()]),
        ] {
            let claims = claims(&ciphertexts, INDIVIDUAL);
            assert!(!verify(key, PREFIX, &claims, &proofs), "{change}");
        }

        for (change, shape) in [
            ("reordered", &[(0, 1), (0, 0)][..]),
            ("another value", &[(0, 0), (0, 2)]),
            ("dropped", &[(0, 1)]),
            ("added", &[(0, 0), (0, 1), (0, 2)]),
            ("about another ciphertext", &[(0, 0), (1, 1)]),
        ] {
            assert!(!ballot.verify(shape, &proofs), "{change}");
            let cut = &proofs[..shape.len().min(2)];
            assert!(!ballot.verify(shape, cut), "{change}, as many proofs");
        }
        let mut longer = proofs.clone();
        longer.push(proofs[0]);
        assert!(
            !ballot.verify(&[(0, 0), (0, 1), (0, 0)], &longer),
            "repeated"
        );
        let mut reordered = proofs.clone();
        reordered.reverse();
        assert!(!ballot.verify(INDIVIDUAL, &reordered), "proofs reordered");
    }
}

#[test]
fn a_proof_is_refused_for_any_other_statement() {
    in_every_group::<Bound>();
}

struct Empty;

impl Property for Empty {
    fn holds<G: Group>() {
        let mut ballot = Ballot::<G>::new(80, &[1]);
        let proofs = ballot.prove(INDIVIDUAL).unwrap();
        assert!(!ballot.verify(&[], &[]));
        assert!(!ballot.verify(&[], &proofs));
        assert!(!ballot.verify(INDIVIDUAL, &[]));
        assert!(!ballot.verify(INDIVIDUAL, &proofs[..1]));
    }
}

#[test]
fn no_claims_or_no_proofs_are_refused() {
    in_every_group::<Empty>();
}

struct Simulated;

impl Property for Simulated {
    fn holds<G: Group>() {
        // A voter who put 2 where 0 or 1 is allowed simulates both branches, and mends the sum in either.
        let mut ballot = Ballot::<G>::new(90, &[2]);
        let mut simulate = || Proof::<G> {
            challenge: G::Scalar::random(&mut ballot.rng),
            response: G::Scalar::random(&mut ballot.rng),
        };
        let proofs = [simulate(), simulate()];
        let mut commitments = Vec::new();
        let Ciphertext { alpha, beta } = &ballot.ciphertexts[0];
        for (proof, value) in proofs.iter().zip([0, 1]) {
            let blinded = G::mul(beta, &G::inv(&G::g_pow(&G::Scalar::from_u64(value))));
            let key = ballot.key.element();
            let (r, c) = (&proof.response, &proof.challenge);
            commitments.push(G::mul(&G::g_pow(r), &G::pow(alpha, c)));
            commitments.push(G::mul(&G::pow(key, r), &G::pow(&blinded, c)));
        }
        let missing =
            G::challenge(PREFIX, &commitments) - proofs[0].challenge - proofs[1].challenge;
        assert!(!ballot.verify(INDIVIDUAL, &proofs));
        for place in 0..2 {
            let mut proofs = proofs;
            proofs[place].challenge = proofs[place].challenge + missing;
            assert!(!ballot.verify(INDIVIDUAL, &proofs), "mended in {place}");
        }
    }
}

#[test]
fn a_proof_of_a_false_statement_by_simulation_is_refused() {
    in_every_group::<Simulated>();
}
