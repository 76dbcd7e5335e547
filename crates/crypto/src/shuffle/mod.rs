//! Shuffles: ciphertexts re-encrypted and in another order, with the proof that they hold the same (spec §Shuffles and
//! §Shuffle algorithms; R. Haenni, R. Koenig, P. Locher, E. Dubuis, *CHVote Protocol Specification* 1.3.2, after D.
//! Wikström and B. Terelius).
//!
//! | module | subject |
//! | --- | --- |
//! | `challenges` | what is hashed |
//! | `prove` | shuffling and proving |
//! | `verify` | all equations at once, or one by one to name the one that fails |
//! | `text` | the JSON of a proof |
//!
//! None of the functions checks that the elements it is given lie in the group: that is done when they are read, for
//! many at once.

mod challenges;
mod prove;
mod text;
mod verify;

pub use prove::{Shuffled, shuffle};
pub use text::{ShuffleProofText, TextError};
pub use verify::{Equation, verify, verify_all, verify_each};

use crate::elgamal::Ciphertext;
use crate::group::Group;
use crate::parallel;

/// What a proof commits to, the first message (the specification's *t*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitments<G: Group> {
    /// *t*₁: that the commitments to the permutation are to as many as there are.
    pub count: G::Element,
    /// *t*₂: that the chain ends in the product of all challenges.
    pub product: G::Element,
    /// *t*₃: that the commitments to the permutation give the challenges in another order.
    pub order: G::Element,
    /// *t*₄,₁ and *t*₄,₂: that the ciphertexts hold the same, second and first half.
    pub contents: (G::Element, G::Element),
    /// *t̂*: each link of the chain.
    pub links: Vec<G::Element>,
}

/// What a proof answers to its challenge (the specification's *s*), in the order of [`Commitments`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responses<G: Group> {
    /// *s*₁.
    pub count: G::Scalar,
    /// *s*₂.
    pub product: G::Scalar,
    /// *s*₃.
    pub order: G::Scalar,
    /// *s*₄.
    pub contents: G::Scalar,
    /// *ŝ*.
    pub links: Vec<G::Scalar>,
    /// *s′*: for each output.
    pub challenges: Vec<G::Scalar>,
}

/// The proof of a shuffle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShuffleProof<G: Group> {
    /// The first message.
    pub commitments: Commitments<G>,
    /// The responses.
    pub responses: Responses<G>,
    /// **c**: the commitments to the permutation.
    pub permutation: Vec<G::Element>,
    /// **ĉ**: the chain of commitments to the products of challenges.
    pub chain: Vec<G::Element>,
}

impl<G: Group> ShuffleProof<G> {
    /// All its elements, for the check that they lie in the group.
    pub fn elements(&self) -> impl Iterator<Item = &G::Element> {
        let t = &self.commitments;
        [&t.count, &t.product, &t.order, &t.contents.0, &t.contents.1]
            .into_iter()
            .chain(&t.links)
            .chain(&self.permutation)
            .chain(&self.chain)
    }

    /// Whether it is a proof about so many ciphertexts.
    fn has_length(&self, length: usize) -> bool {
        [
            self.commitments.links.len(),
            self.responses.links.len(),
            self.responses.challenges.len(),
            self.permutation.len(),
            self.chain.len(),
        ]
        .iter()
        .all(|found| *found == length)
    }
}

/// What a shuffle is about, and what it is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a, G: Group> {
    /// The fingerprint of the poll, *φ*.
    pub fingerprint: &'a str,
    /// The poll's public key.
    pub key: &'a G::Element,
    /// The ciphertexts that came in.
    pub input: &'a [Ciphertext<G>],
    /// The ciphertexts that went out.
    pub output: &'a [Ciphertext<G>],
}

/// The independent generators *h*₁, *h*₂ and so on.
fn generators<G: Group>(number: usize) -> Vec<G::Element> {
    parallel::map((0_i64..).take(number).collect(), G::independent_generator)
}

#[cfg(test)]
mod tests;
