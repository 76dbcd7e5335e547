//! What the tests share: a property of every group, randomness that repeats, and elements outside the groups.

use std::marker::PhantomData;

use proptest::test_runner::{Config, TestRunner};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};
use veche_crypto::group::{GROUP_NAMES, Group, GroupTask, Scalar, with_group};
use veche_crypto::proof::Proof;
use veche_crypto::secret::SecretScalar;

/// Something that is true in every group.
pub(crate) trait Property {
    /// Panics where it is not true.
    fn holds<G: Group>();
}

struct Check<P>(PhantomData<P>);

impl<P: Property> GroupTask for Check<P> {
    type Output = ();

    fn run<G: Group>(self) {
        P::holds::<G>();
    }
}

/// Tests a property in every group.
pub(crate) fn in_every_group<P: Property>() {
    for name in GROUP_NAMES {
        println!("group {name}");
        with_group(name, Check::<P>(PhantomData)).unwrap();
    }
}

/// The same random numbers in every run.
pub(crate) fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// Tries a property on so many inputs.
pub(crate) fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    })
}

/// A small secret.
pub(crate) fn secret<G: Group>(value: u64) -> SecretScalar<G> {
    SecretScalar::new(G::Scalar::from_u64(value))
}

/// An element whose encoding is read, but that lies outside the group.
pub(crate) fn outsider<G: Group>() -> G::Element {
    // The point (0, −1) of Edwards' curve has order 2. Among the small numbers, half or more lie outside a proper
    // subgroup of a field.
    let order_two = format!("7f{}ec", "ff".repeat(30));
    let small = (2..100).map(|number: u32| number.to_string());
    std::iter::once(order_two)
        .chain(small)
        .filter_map(|text| G::decode(&text).ok())
        .find(|element| !G::is_member_vartime(element))
        .unwrap()
}

/// A scalar in base 10.
pub(crate) fn decimal<S: Scalar>(scalar: &S) -> String {
    let mut out = String::new();
    scalar.encode_vartime(&mut out);
    out
}

/// Every way to change one proof a little, with its name.
pub(crate) fn changed<G: Group>(proof: &Proof<G>) -> [(&'static str, Proof<G>); 5] {
    let Proof {
        challenge,
        response,
    } = *proof;
    let proof = |challenge, response| Proof {
        challenge,
        response,
    };
    let one = G::Scalar::ONE;
    [
        ("challenge + 1", proof(challenge + one, response)),
        ("response + 1", proof(challenge, response + one)),
        ("fields swapped", proof(response, challenge)),
        ("both negated", proof(-challenge, -response)),
        ("all zero", proof(G::Scalar::ZERO, G::Scalar::ZERO)),
    ]
}

/// SHA-256 in Base64 without padding: the fingerprint of an election.
pub(crate) fn sha256_base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(bytes);
    // 32 bytes are 43 digits of six bits, the last with two zeros.
    let bit = |i: usize| digest.get(i / 8).map_or(0, |byte| byte >> (7 - i % 8) & 1);
    (0..43)
        .map(|digit| (0..6).fold(0, |value, i| value << 1 | bit(6 * digit + i)))
        .map(|value| char::from(DIGITS[usize::from(value)]))
        .collect()
}
