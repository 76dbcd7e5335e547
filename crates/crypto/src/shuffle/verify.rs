//! Verification: all equations at once, or one by one to name the one that fails (spec, table `check-shuffle-proof`).
//!
//! The equations all say that a product of powers is the neutral element. Each is raised to a random number of 128 bits
//! that nobody could know when the proof was made, and they are multiplied: if one of them does not hold, the product is
//! the neutral element with a probability of 2⁻¹²⁸ only, provided that all elements lie in the group of prime order.

use sha2::{Digest, Sha512};

use super::challenges::Transcript;
use super::{ShuffleProof, Statement, generators};
use crate::elgamal::Ciphertext;
use crate::group::{Group, Scalar};
use crate::parallel;
use crate::randomizers::Randomizers;

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

/// The challenges of one shuffle.
struct Challenges<G: Group> {
    /// *c*.
    of_proof: G::Scalar,
    /// *u*.
    of_inputs: Vec<G::Scalar>,
    /// The product of all *u*.
    product: G::Scalar,
}

impl<G: Group> Challenges<G> {
    fn new(statement: &Statement<'_, G>, proof: &ShuffleProof<G>) -> Option<Self> {
        let length = statement.input.len();
        if statement.output.len() != length || !proof.has_length(length) {
            return None;
        }
        let transcript = Transcript::new(statement, &proof.permutation);
        let of_inputs = transcript.challenges::<G>(length);
        let product = of_inputs
            .iter()
            .fold(G::Scalar::ONE, |product, u| product * *u);
        Some(Self {
            of_proof: transcript.challenge::<G>(statement.key, &proof.commitments, &proof.chain),
            of_inputs,
            product,
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
    verify_all(&[(statement, proof)], seed)
}

/// [`verify`] for all shuffles of a poll at once. A `false` does not say which is at fault.
///
/// They have generators in common, and where one follows the other, ciphertexts too. That what goes into a shuffle came
/// out of the one before is **not** checked.
pub fn verify_all<G: Group>(
    shuffles: &[(&Statement<'_, G>, &ShuffleProof<G>)],
    seed: &[u8; 32],
) -> bool {
    let challenges = parallel::map(shuffles.iter().collect(), |(statement, proof)| {
        Challenges::new(statement, proof)
    });
    let Some(challenges) = challenges.into_iter().collect::<Option<Vec<_>>>() else {
        return false;
    };
    let longest = challenges.iter().map(|of| of.of_inputs.len()).max();
    let generators = generators::<G>(longest.unwrap_or(0));
    let (generator, secondary) = (G::generator(), G::independent_generator(-1));

    let random = Randomizers::after(everything(shuffles, &challenges, seed));
    let mut equations = Equations::new(generators.len(), random);
    for ((statement, proof), challenges) in shuffles.iter().zip(&challenges) {
        equations.add(statement, proof, challenges);
    }
    let Equations {
        mut product,
        of_generator,
        of_secondary,
        of_generators,
        last,
        ..
    } = equations;
    last.raise(&mut product);
    product.raise(&generator, of_generator);
    product.raise(&secondary, of_secondary);
    for (generator, exponent) in generators.iter().zip(of_generators) {
        product.raise(generator, exponent);
    }
    G::product_of_powers_vartime(&product.bases, &product.exponents) == G::identity()
}

/// A product of powers.
struct Product<'a, G: Group> {
    bases: Vec<&'a G::Element>,
    exponents: Vec<G::Scalar>,
}

impl<'a, G: Group> Product<'a, G> {
    fn raise(&mut self, base: &'a G::Element, exponent: G::Scalar) {
        self.bases.push(base);
        self.exponents.push(exponent);
    }
}

/// Ciphertexts, with an exponent for each half.
struct Raised<'a, G: Group> {
    ciphertexts: &'a [Ciphertext<G>],
    of_alpha: Vec<G::Scalar>,
    of_beta: Vec<G::Scalar>,
}

impl<'a, G: Group> Raised<'a, G> {
    /// Exponents that are a common factor times another for each ciphertext.
    fn new(
        ciphertexts: &'a [Ciphertext<G>],
        (alpha, beta): (G::Scalar, G::Scalar),
        exponents: &[G::Scalar],
    ) -> Self {
        let times = |factor| exponents.iter().map(|one| factor * *one).collect();
        Self {
            ciphertexts,
            of_alpha: times(alpha),
            of_beta: times(beta),
        }
    }

    /// If the others are the same ciphertexts, takes over their exponents.
    fn join(&mut self, other: &Self) -> bool {
        let same = self.ciphertexts == other.ciphertexts;
        if same {
            for (mine, others) in [
                (&mut self.of_alpha, &other.of_alpha),
                (&mut self.of_beta, &other.of_beta),
            ] {
                for (mine, other) in mine.iter_mut().zip(others) {
                    *mine = *mine + *other;
                }
            }
        }
        same
    }

    fn raise(self, product: &mut Product<'a, G>) {
        let exponents = self.of_alpha.into_iter().zip(self.of_beta);
        for (ciphertext, (of_alpha, of_beta)) in self.ciphertexts.iter().zip(exponents) {
            product.raise(&ciphertext.alpha, of_alpha);
            product.raise(&ciphertext.beta, of_beta);
        }
    }
}

/// The equations of several shuffles, each raised to a random number, multiplied.
struct Equations<'a, G: Group> {
    random: Randomizers,
    product: Product<'a, G>,
    /// The exponents of *g*, of *h*, and of *h*₁ and so on.
    of_generator: G::Scalar,
    of_secondary: G::Scalar,
    of_generators: Vec<G::Scalar>,
    /// What went out last: what comes in next is often the same.
    last: Raised<'a, G>,
}

impl<'a, G: Group> Equations<'a, G> {
    fn new(longest: usize, random: Randomizers) -> Self {
        Self {
            random,
            product: Product {
                bases: Vec::new(),
                exponents: Vec::new(),
            },
            of_generator: G::Scalar::ZERO,
            of_secondary: G::Scalar::ZERO,
            of_generators: vec![G::Scalar::ZERO; longest],
            last: Raised::new(&[], (G::Scalar::ZERO, G::Scalar::ZERO), &[]),
        }
    }

    fn random(&mut self) -> G::Scalar {
        G::Scalar::reduce(&self.random.next())
    }

    /// Each equation as what was committed to, divided by what it should be: so the elements of the first message have the
    /// short exponents.
    fn add(
        &mut self,
        statement: &'a Statement<'_, G>,
        proof: &'a ShuffleProof<G>,
        challenges: &Challenges<G>,
    ) {
        let (t, s) = (&proof.commitments, &proof.responses);
        let c = challenges.of_proof;
        let [r1, r2, r3, r4, r5] = [(); 5].map(|()| self.random());
        let (c_r1, c_r2, c_r3) = (c * r1, c * r2, c * r3);
        for (base, exponent) in [
            (&t.count, r1),
            (&t.product, r2),
            (&t.order, r3),
            (&t.contents.0, r4),
            (&t.contents.1, r5),
            (statement.key, r4 * s.contents),
        ] {
            self.product.raise(base, exponent);
        }
        let mut of_g = r5 * s.contents - r1 * s.count - r2 * s.product - r3 * s.order;
        let mut of_h = -(c_r2 * challenges.product);
        // The chain begins with the secondary generator; each element stands in its own link and in the next.
        let mut before: Option<(&G::Element, G::Scalar)> = None;
        let links = proof.chain.iter().zip(&t.links);
        for ((element, link), (response, of_output)) in links.zip(s.links.iter().zip(&s.challenges))
        {
            let random = self.random();
            self.product.raise(link, random);
            of_g = of_g - random * *response;
            let next = random * *of_output;
            match before {
                None => of_h = of_h - next,
                Some((element, exponent)) => self.product.raise(element, exponent - next),
            }
            before = Some((element, c * random));
        }
        match before {
            None => of_h = of_h + c_r2,
            Some((element, exponent)) => self.product.raise(element, exponent + c_r2),
        }
        for (commitment, u) in proof.permutation.iter().zip(&challenges.of_inputs) {
            self.product.raise(commitment, c_r1 + c_r3 * *u);
        }
        self.of_generator = self.of_generator + of_g;
        self.of_secondary = self.of_secondary + of_h;
        for (exponent, of_output) in self.of_generators.iter_mut().zip(&s.challenges) {
            *exponent = *exponent - c_r1 - r3 * *of_output;
        }
        let input = Raised::new(statement.input, (c * r5, c * r4), &challenges.of_inputs);
        let output = Raised::new(statement.output, (-r5, -r4), &s.challenges);
        let mut last = core::mem::replace(&mut self.last, output);
        if !last.join(&input) {
            input.raise(&mut self.product);
        }
        last.raise(&mut self.product);
    }
}

/// The hash of the seed and of everything that the equations say: the challenges are hashes of all but the responses.
fn everything<G: Group>(
    shuffles: &[(&Statement<'_, G>, &ShuffleProof<G>)],
    challenges: &[Challenges<G>],
    seed: &[u8; 32],
) -> Sha512 {
    let mut hash = Sha512::new()
        .chain_update(b"veche shuffle equations")
        .chain_update(seed);
    let mut text = String::new();
    for ((_, proof), challenges) in shuffles.iter().zip(challenges) {
        let s = &proof.responses;
        let four = [&s.count, &s.product, &s.order, &s.contents];
        let scalars = four.into_iter().chain(&s.links).chain(&s.challenges);
        text.clear();
        for scalar in scalars.chain([&challenges.of_proof]) {
            scalar.encode_vartime(&mut text);
            text.push(',');
        }
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(&text);
    }
    hash
}

/// Verifies the equations one by one: slow, and names the first that does not hold.
///
/// # Errors
/// The [`Equation`].
pub fn verify_each<G: Group>(
    statement: &Statement<'_, G>,
    proof: &ShuffleProof<G>,
) -> Result<(), Equation> {
    let challenges = Challenges::new(statement, proof).ok_or(Equation::Length)?;
    let secondary = G::independent_generator(-1);
    let generators = generators::<G>(statement.input.len());
    let (t, s) = (&proof.commitments, &proof.responses);
    let minus_c = -challenges.of_proof;
    let product = |elements: &[G::Element]| {
        let first = G::identity();
        elements
            .iter()
            .fold(first, |product, next| G::mul(&product, next))
    };
    let powers = |bases: &[G::Element], exponents: &[G::Scalar]| {
        G::product_of_powers_vartime(&bases.iter().collect::<Vec<_>>(), exponents)
    };
    // base^−c · g^response · rest.
    let answers =
        |base: &G::Element, response: &G::Scalar| G::g_double_pow_vartime(response, base, &minus_c);
    let count = G::mul(&product(&proof.permutation), &G::inv(&product(&generators)));
    if answers(&count, &s.count) != t.count {
        return Err(Equation::Count);
    }
    let last = proof.chain.last().unwrap_or(&secondary);
    let all = G::pow_vartime(&secondary, &challenges.product);
    if answers(&G::mul(last, &G::inv(&all)), &s.product) != t.product {
        return Err(Equation::Product);
    }
    let order = answers(&powers(&proof.permutation, &challenges.of_inputs), &s.order);
    if G::mul(&order, &powers(&generators, &s.challenges)) != t.order {
        return Err(Equation::Order);
    }
    let halves = |of: fn(&Ciphertext<G>) -> &G::Element| {
        let input: Vec<&G::Element> = statement.input.iter().map(of).collect();
        let output: Vec<&G::Element> = statement.output.iter().map(of).collect();
        let before = G::product_of_powers_vartime(&input, &challenges.of_inputs);
        let after = G::product_of_powers_vartime(&output, &s.challenges);
        G::mul(&G::pow_vartime(&before, &minus_c), &after)
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
    let mut before = &secondary;
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
