//! Zero-knowledge proofs: (challenge, response) pairs made non-interactive by hashing (spec §Common structures).
//!
//! None of the verifying functions checks that the elements it is given lie in the group: that is done when they
//! are read, for many at once.

mod decryption;
mod knowledge;
mod nonzero;
mod one_of;
mod raw;
mod unsettled;

pub use decryption::{prove_decryption, verify_decryption};
pub use knowledge::{prove_knowledge, verify_knowledge};
pub use nonzero::{NonzeroProof, NonzeroProofText, prove_nonzero, verify_nonzero};
pub use one_of::{Claim, ProofOfNothing, prove_one_of, verify_one_of};
pub use raw::{encrypt_element, encrypt_raw, verify_raw};
pub use unsettled::{Unsettled, all_hold_with_hints, hints, settle};

use crate::group::{DecodeError, Group, Scalar};
use crate::wire::ProofText;

/// A challenge and the response to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof<G: Group> {
    /// The challenge, a hash modulo *q*.
    pub challenge: G::Scalar,
    /// The response.
    pub response: G::Scalar,
}

impl<G: Group> Proof<G> {
    /// Reads the text form.
    ///
    /// # Errors
    /// [`DecodeError`], with the name of the field.
    pub fn from_text(text: &ProofText) -> Result<Self, (&'static str, DecodeError)> {
        Ok(Self {
            challenge: G::Scalar::decode(&text.challenge).map_err(|error| ("challenge", error))?,
            response: G::Scalar::decode(&text.response).map_err(|error| ("response", error))?,
        })
    }

    /// The text form.
    pub fn to_text(&self) -> ProofText {
        let text = |scalar: &G::Scalar| {
            let mut out = String::new();
            scalar.encode_vartime(&mut out);
            out
        };
        ProofText {
            challenge: text(&self.challenge),
            response: text(&self.response),
        }
    }
}
