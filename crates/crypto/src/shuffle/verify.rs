//! Verification: all equations at once, or one by one to name the one that fails (spec, table `check-shuffle-proof`).
//!
//! The equations all say that a product of powers is the neutral element. Each is raised to a random number of 128 bits
//! that nobody could know when the proof was made, and they are multiplied: if one of them does not hold, the product is
//! the neutral element with a probability of 2⁻¹²⁸ only, provided that all elements lie in the group of prime order.

use sha2::{Digest, Sha512};

use super::challenges::Transcript;
use super::{ShuffleProof, Statement};
use crate::group::{Group, Scalar};

/// What does not hold of a shuffle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Equation {
    /// Lists of different lengths.
    #[error("the proof is not about as many ciphertexts as came in and went out")]
    Length,
    /// *t*₁.
    #[error("the commitments to the permutation are not to as many ciphertexts as there are (t1)")]
    Count,
    /// *t*₂.
    #[error("the chain does not end in the product of all challenges (t2)")]
    Product,
    /// *t*₃.
    #[error("the commitments to the permutation do not give the challenges in another order (t3)")]
    Order,
    /// *t*₄.
    #[error("the ciphertexts that went out do not hold what those that came in hold (t4)")]
    Contents,
    /// *t̂*, with the number of the link from 1.
    #[error("link {0} of the chain is not the one before to the power of a challenge")]
    Link(usize),
}

/// Numbers and elements that both ways of verifying need.
struct Common<G: Group> {
    /// *c*.
    challenge: G::Scalar,
    /// *u*.
    challenges: Vec<G::Scalar>,
    /// The product of all *u*.
    product: G::Scalar,
    /// *h*, and after it *h*₁ and so on.
    secondary: G::Element,
    generators: Vec<G::Element>,
}

impl<G: Group> Common<G> {
    fn new(statement: &Statement<'_, G>, proof: &ShuffleProof<G>) -> Option<Self> {
        let length = statement.input.len();
        if statement.output.len() != length || !proof.has_length(length) {
            return None;
        }
        let transcript = Transcript::new(statement, &proof.permutation);
        let challenges = transcript.challenges::<G>(length);
        let challenge = transcript.challenge::<G>(statement.key, &proof.commitments, &proof.chain);
        let product = challenges
            .iter()
            .fold(G::Scalar::ONE, |product, challenge| product * *challenge);
        Some(Self {
            challenge,
            challenges,
            product,
            secondary: G::independent_generator(-1),
            generators: (0_i64..)
                .take(length)
                .map(G::independent_generator)
                .collect(),
        })
    }
}

/// Whether the ciphertexts that went out hold what those that came in hold, in some order. Wrong with a probability of
/// 2⁻¹²⁸ over `seed`, which whoever made the proof must not have known.
///
/// Does not check that the elements lie in the group; without that check it says nothing.
pub fn verify<G: Group>(
    statement: &Statement<'_, G>,
    proof: &ShuffleProof<G>,
    seed: &[u8; 32],
) -> bool {
    let Some(common) = Common::new(statement, proof) else {
        return false;
    };
    let length = statement.input.len();
    let zero = G::Scalar::ZERO;
    let c = common.challenge;
    let random = Randomizers { seed };
    let [r1, r2, r3, r4, r5] = [0, 1, 2, 3, 4].map(|at| random.at::<G>(at));
    let (t, s) = (&proof.commitments, &proof.responses);
    let mut bases = Vec::with_capacity(8 * length + 8);
    let mut exponents = Vec::with_capacity(8 * length + 8);
    let mut raise = |base: &G::Element, exponent: G::Scalar| {
        bases.push(base.clone());
        exponents.push(exponent);
    };
    let mut of_g = r1 * s.count + r2 * s.product + r3 * s.order - r5 * s.contents;
    let mut of_secondary = c * r2 * common.product;
    // The random number of the link before this one, and its place in the chain.
    let mut before: Option<(&G::Element, G::Scalar)> = None;
    let links = proof.chain.iter().zip(&t.links);
    let links = links.zip(s.links.iter().zip(&s.challenges)).enumerate();
    for (i, ((element, link), (response, of_output))) in links {
        let random = random.at::<G>(i + 5);
        raise(link, -random);
        of_g = of_g + random * *response;
        // The chain begins with the secondary generator; each element stands in its own link and in the next.
        match before {
            None => of_secondary = of_secondary + random * *of_output,
            Some((element, exponent)) => raise(element, exponent + random * *of_output),
        }
        before = Some((element, -(c * random)));
    }
    match before {
        None => of_secondary = of_secondary - c * r2,
        Some((element, exponent)) => raise(element, exponent - c * r2),
    }
    for (commitment, u) in proof.permutation.iter().zip(&common.challenges) {
        raise(commitment, -(c * (r1 + r3 * *u)));
    }
    for (generator, of_output) in common.generators.iter().zip(&s.challenges) {
        raise(generator, c * r1 + r3 * *of_output);
    }
    for (ciphertext, u) in statement.input.iter().zip(&common.challenges) {
        raise(&ciphertext.beta, -(c * r4 * *u));
        raise(&ciphertext.alpha, -(c * r5 * *u));
    }
    for (ciphertext, of_output) in statement.output.iter().zip(&s.challenges) {
        raise(&ciphertext.beta, r4 * *of_output);
        raise(&ciphertext.alpha, r5 * *of_output);
    }
    for (base, exponent) in [
        (&t.count, zero - r1),
        (&t.product, zero - r2),
        (&t.order, zero - r3),
        (&t.contents.0, zero - r4),
        (&t.contents.1, zero - r5),
        (statement.key, zero - r4 * s.contents),
        (&common.secondary, of_secondary),
        (&G::generator(), of_g),
    ] {
        raise(base, exponent);
    }
    G::product_of_powers_vartime(&bases, &exponents) == G::identity()
}

/// Random numbers of 128 bits from a seed.
struct Randomizers<'a> {
    seed: &'a [u8; 32],
}

impl Randomizers<'_> {
    fn at<G: Group>(&self, at: usize) -> G::Scalar {
        let hash = Sha512::new()
            .chain_update(b"veche shuffle equations")
            .chain_update(self.seed)
            .chain_update((at as u64).to_le_bytes())
            .finalize();
        G::Scalar::reduce(hash.first_chunk::<16>().map_or(&[], |bytes| bytes))
    }
}

/// Verifies the equations one by one: slow, and names the first that does not hold.
///
/// # Errors
/// The [`Equation`].
pub fn verify_each<G: Group>(
    statement: &Statement<'_, G>,
    proof: &ShuffleProof<G>,
) -> Result<(), Equation> {
    let common = Common::new(statement, proof).ok_or(Equation::Length)?;
    let (t, s) = (&proof.commitments, &proof.responses);
    let minus_c = -common.challenge;
    let product = |elements: &[G::Element]| {
        let first = G::identity();
        elements
            .iter()
            .fold(first, |product, next| G::mul(&product, next))
    };
    let powers = |bases: &[G::Element], exponents: &[G::Scalar]| {
        G::product_of_powers_vartime(bases, exponents)
    };
    // base^−c · g^response · rest.
    let answers =
        |base: &G::Element, response: &G::Scalar| G::g_double_pow_vartime(response, base, &minus_c);
    let count = G::mul(
        &product(&proof.permutation),
        &G::inv(&product(&common.generators)),
    );
    if answers(&count, &s.count) != t.count {
        return Err(Equation::Count);
    }
    let last = proof.chain.last().unwrap_or(&common.secondary);
    let all = G::pow_vartime(&common.secondary, &common.product);
    if answers(&G::mul(last, &G::inv(&all)), &s.product) != t.product {
        return Err(Equation::Product);
    }
    let order = answers(&powers(&proof.permutation, &common.challenges), &s.order);
    if G::mul(&order, &powers(&common.generators, &s.challenges)) != t.order {
        return Err(Equation::Order);
    }
    let halves = |of: fn(&crate::elgamal::Ciphertext<G>) -> &G::Element| {
        let input: Vec<G::Element> = statement.input.iter().map(of).cloned().collect();
        let output: Vec<G::Element> = statement.output.iter().map(of).cloned().collect();
        let before = G::pow_vartime(&powers(&input, &common.challenges), &minus_c);
        G::mul(&before, &powers(&output, &s.challenges))
    };
    let minus_contents = -s.contents;
    let of_key = G::pow_vartime(statement.key, &minus_contents);
    let beta = G::mul(&halves(|ciphertext| &ciphertext.beta), &of_key);
    let alpha = G::mul(
        &halves(|ciphertext| &ciphertext.alpha),
        &G::g_pow(&minus_contents),
    );
    if (&beta, &alpha) != (&t.contents.0, &t.contents.1) {
        return Err(Equation::Contents);
    }
    let mut before = &common.secondary;
    for (i, element) in proof.chain.iter().enumerate() {
        let parts = (s.links.get(i), s.challenges.get(i), t.links.get(i));
        let (Some(response), Some(of_output), Some(link)) = parts else {
            return Err(Equation::Length);
        };
        let power = G::pow_vartime(before, of_output);
        if G::mul(&answers(element, response), &power) != *link {
            return Err(Equation::Link(i + 1));
        }
        before = element;
    }
    Ok(())
}
