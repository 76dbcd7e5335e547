//! The JSON forms of proofs and ciphertexts, as texts not yet understood (spec §Common structures).
//!
//! Reading a message takes two steps: its JSON into these forms, and their texts into numbers
//! and group elements. Writing them back gives compact JSON with the fields in the specification's order.

use serde::{Deserialize, Serialize};

/// `proof`: a challenge and a response in base 10.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofText {
    /// The challenge, a scalar.
    pub challenge: String,
    /// The response, a scalar.
    pub response: String,
}

/// `ciphertext`: two group elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CiphertextText {
    /// *g*^*r*.
    pub alpha: String,
    /// *y*^*r* *g*^*m*.
    pub beta: String,
}
