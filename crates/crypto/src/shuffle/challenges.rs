//! What is hashed (spec, tables `get-nizkp-challenges`, `get-nizkp-challenge`, `serialize-array`).

use sha2::{Digest, Sha256};

use super::{Commitments, Statement};
use crate::elgamal::Ciphertext;
use crate::group::{Group, Scalar};
use crate::{hex, parallel};

/// So many ciphertexts are encoded together: enough to share work, few enough that their copies stay in the cache.
const PIECE: usize = 256;

/// The hash of what was fixed first: both lists of ciphertexts and the commitments to the permutation. It is the
/// beginning of every later hash, so it is kept as text.
pub(super) struct Transcript<'a> {
    fingerprint: &'a str,
    first: String,
}

impl<'a> Transcript<'a> {
    pub(super) fn new<G: Group>(statement: &Statement<'a, G>, permutation: &[G::Element]) -> Self {
        let mut first = String::new();
        append_ciphertexts(statement.input, &mut first);
        append_ciphertexts(statement.output, &mut first);
        append::<G>(permutation, &mut first);
        Self {
            fingerprint: statement.fingerprint,
            first,
        }
    }

    /// A challenge for each ciphertext (*u*).
    pub(super) fn challenges<G: Group>(&self, number: usize) -> Vec<G::Scalar> {
        let hash = Sha256::new()
            .chain_update("shuffle-challenges|")
            .chain_update(self.fingerprint)
            .chain_update("|")
            .chain_update(&self.first)
            .finalize();
        let hash = in_hex(&hash);
        let challenge = |i: usize| {
            let index = in_hex(&Sha256::digest(i.to_string()));
            let digest = Sha256::new()
                .chain_update(&hash)
                .chain_update(index)
                .finalize();
            G::Scalar::reduce(&digest)
        };
        parallel::map((0..number).collect(), challenge)
    }

    /// The challenge of the proof (*c*).
    pub(super) fn challenge<G: Group>(
        &self,
        key: &G::Element,
        commitments: &Commitments<G>,
        chain: &[G::Element],
    ) -> G::Scalar {
        let t = commitments;
        let five = [&t.count, &t.product, &t.order, &t.contents.0, &t.contents.1];
        let mut before = String::new();
        append::<G>(&five.map(Clone::clone), &mut before);
        append::<G>(&t.links, &mut before);
        let mut after = String::new();
        append::<G>(chain, &mut after);
        G::encode(key, &mut after);
        let digest = Sha256::new()
            .chain_update("shuffle-challenge|")
            .chain_update(self.fingerprint)
            .chain_update("|")
            .chain_update(before)
            .chain_update(&self.first)
            .chain_update(after)
            .finalize();
        G::Scalar::reduce(&digest)
    }
}

fn in_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    hex::push(bytes.iter(), &mut text);
    text
}

/// Elements, each with a comma behind it.
fn append<G: Group>(elements: &[G::Element], text: &mut String) {
    if !elements.is_empty() {
        G::encode_all(elements, text);
        text.push(',');
    }
}

fn append_ciphertexts<G: Group>(ciphertexts: &[Ciphertext<G>], text: &mut String) {
    for piece in ciphertexts.chunks(PIECE) {
        let halves = piece.iter().flat_map(|c| [&c.alpha, &c.beta]);
        append::<G>(&halves.cloned().collect::<Vec<_>>(), text);
    }
}
