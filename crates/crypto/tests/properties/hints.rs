//! Hints never make a proof hold that does not hold without them.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use veche_crypto::elgamal::{Ciphertext, Opening, PublicKey};
use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526};
use veche_crypto::proof::{
    Claim, Proof, Unsettled, all_hold_with_hints, hints, prove_knowledge, prove_one_of, settle,
};
use veche_crypto::secret::SecretScalar;

const SEED: [u8; 32] = [5; 32];
/// Bytes of a hint in Ed25519.
const LENGTH: usize = 64;

fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// A proof of knowledge, and proofs that a ciphertext holds 0 or 1, and one of 0 to 3.
fn proofs<G: Group>(seed: u8) -> Vec<Unsettled<G>> {
    let mut rng = rng(seed);
    let secret = SecretScalar::<G>::random(&mut rng);
    let public = G::g_pow(secret.expose());
    let key = PublicKey::<G>::new(public.clone());
    let signature = prove_knowledge("sig", &secret, &mut rng);
    let mut all = vec![Unsettled::knowledge("sig".into(), &public, &signature)];
    for (content, values) in [(0, 0..2), (1, 0..2), (3, 0..4)] {
        let opening = Opening::new(SecretScalar::<G>::random(&mut rng), content);
        let ciphertext = Ciphertext::encrypt(&key, &opening);
        let claims = |value| Claim {
            subject: &opening,
            value,
        };
        let claims: Vec<_> = values.clone().map(claims).collect();
        let proofs = prove_one_of("one", &key, &claims, &mut rng).unwrap();
        let claims = |value| Claim {
            subject: &ciphertext,
            value,
        };
        let claims: Vec<_> = values.map(claims).collect();
        all.push(Unsettled::one_of("one".into(), &key, &claims, &proofs).unwrap());
    }
    all
}

#[test]
fn true_proofs_hold_by_the_hints_that_were_made_of_them() {
    let proofs = proofs::<Ed25519>(1);
    let hints = hints(&proofs).unwrap();
    assert_eq!(hints.len(), LENGTH * (1 + 4 + 4 + 8));
    for seed in 0..20 {
        assert!(all_hold_with_hints(&proofs, &hints, &[seed; 32]));
    }
    assert!(settle(proofs).iter().all(|&holds| holds));
}

#[test]
fn no_other_hints_pass() {
    let proofs = proofs::<Ed25519>(1);
    let right = hints(&proofs).unwrap();
    let others = hints(&self::proofs::<Ed25519>(2)).unwrap();
    let refused = |what: &str, hints: &[u8]| {
        assert!(!all_hold_with_hints(&proofs, hints, &SEED), "{what}");
    };
    refused("none", &[]);
    refused("of other proofs", &others);
    refused("cut by a byte", &right[..right.len() - 1]);
    refused("cut by a hint", &right[..right.len() - LENGTH]);
    refused("one more", &[&right[..], &others[..LENGTH]].concat());
    refused("a byte more", &[&right[..], &[0]].concat());
    refused("all zero", &vec![0; right.len()]);
    refused("all ones", &vec![0xff; right.len()]);
    let mut neutral = [0; LENGTH];
    neutral[32] = 1;
    refused("all neutral", &neutral.repeat(right.len() / LENGTH));
    for hint in 0..right.len() / LENGTH {
        let at = hint * LENGTH;
        for (what, new) in [
            ("of another ballot", &others[at..at + LENGTH]),
            ("neutral", &neutral),
            (
                "a duplicate",
                &right[(at + LENGTH) % right.len()..][..LENGTH],
            ),
        ] {
            let mut changed = right.clone();
            changed[at..at + LENGTH].copy_from_slice(new);
            refused(what, &changed);
        }
        let mut swapped = right.clone();
        let next = (at + LENGTH) % right.len();
        swapped.copy_within(next..next + LENGTH, at);
        swapped[next..next + LENGTH].copy_from_slice(&right[at..at + LENGTH]);
        refused("swapped", &swapped);
        // The negative: −x for x. No point of order 4 is among them.
        let mut negative = right.clone();
        let mut borrow = 0;
        for (i, byte) in negative[at..at + 32].iter_mut().enumerate() {
            let p = [0xed, 0xff, 0x7f][match i {
                0 => 0,
                31 => 2,
                _ => 1,
            }];
            let difference = p - i16::from(*byte) - borrow;
            borrow = i16::from(difference < 0);
            *byte = difference.rem_euclid(256) as u8;
        }
        refused("negative", &negative);
        for bit in [0, 7, 100, 254, 255, 256, 300, 510, 511] {
            let mut flipped = right.clone();
            flipped[at + bit / 8] ^= 1 << (bit % 8);
            refused("a bit flipped", &flipped);
        }
    }
}

#[test]
fn hints_that_are_not_reduced_are_refused() {
    // A proof of the secret 0, whose commitment can be made neutral: then the hint is (0, 1), which is also (p, 1) and (0, p + 1).
    let zero = SecretScalar::<Ed25519>::new(veche_crypto::group::Scalar::ZERO);
    let public = Ed25519::g_pow(zero.expose());
    let challenge = Ed25519::challenge("sig", &[Ed25519::identity()]);
    let response = *zero.expose();
    let proof = Proof {
        challenge,
        response,
    };
    let proofs = [Unsettled::<Ed25519>::knowledge(
        "sig".into(),
        &public,
        &proof,
    )];
    let right = hints(&proofs).unwrap();
    assert!(all_hold_with_hints(&proofs, &right, &SEED));
    let mut p = [0xff; 32];
    (p[0], p[31]) = (0xed, 0x7f);
    let mut x = right.clone();
    x[..32].copy_from_slice(&p);
    let mut y = right.clone();
    y[32..].copy_from_slice(&p);
    y[32] += 1;
    let mut high = right.clone();
    high[63] |= 0x80;
    for changed in [x, y, high] {
        assert!(!all_hold_with_hints(&proofs, &changed, &SEED));
    }
    // A part of small order in a hint, here (0, −1), is no part of 8 times it: the commitment is the same, and so is the verdict.
    let mut other = right;
    other[32..].copy_from_slice(&p);
    other[32] -= 1;
    assert!(all_hold_with_hints(&proofs, &other, &SEED));
}

/// Whoever makes up the challenge from commitments of their choice, and hints at just these.
#[test]
fn a_forged_proof_does_not_hold_by_hints_that_fit_its_hash() {
    let mut rng = rng(3);
    let [mine, theirs] = [(); 2].map(|()| SecretScalar::<Ed25519>::random(&mut rng));
    let my_public = Ed25519::g_pow(mine.expose());
    let true_proof = prove_knowledge("sig", &mine, &mut rng);
    let fitting = hints(&[Unsettled::<Ed25519>::knowledge(
        "sig".into(),
        &my_public,
        &true_proof,
    )])
    .unwrap();
    // The same challenge, so the hints fit the hash; but the key is another, or the response.
    let their_public = Ed25519::g_pow(theirs.expose());
    let mut other_response = true_proof;
    other_response.response = other_response.response + veche_crypto::group::Scalar::ONE;
    for (public, proof) in [(&their_public, true_proof), (&my_public, other_response)] {
        let forged = || Unsettled::<Ed25519>::knowledge("sig".into(), public, &proof);
        assert_eq!(settle(vec![forged()]), [false]);
        for seed in 0..20 {
            assert!(!all_hold_with_hints(&[forged()], &fitting, &[seed; 32]));
            // Nor twice, so that two errors might cancel.
            let twice = fitting.repeat(2);
            assert!(!all_hold_with_hints(
                &[forged(), forged()],
                &twice,
                &[seed; 32]
            ));
        }
        // Nor among true ones.
        let mut many = proofs::<Ed25519>(1);
        let mut all_hints = hints(&many).unwrap();
        many.push(forged());
        all_hints.extend(&fitting);
        assert!(!all_hold_with_hints(&many, &all_hints, &SEED));
    }
}

fn computes_everything<G: Group>() {
    let proofs = proofs::<G>(1);
    assert_eq!(hints(&proofs), None);
    for bytes in [0, LENGTH * 17, 256 * 17] {
        assert!(!all_hold_with_hints(&proofs, &vec![1; bytes], &SEED));
    }
    assert!(settle(proofs).iter().all(|&holds| holds));
}

#[test]
fn the_prime_fields_have_no_hints() {
    computes_everything::<PrimeField<Belenios2048>>();
    computes_everything::<PrimeField<Rfc3526>>();
}
