//! The JSON form of a ballot (spec §Ballots, §Encrypted answers), with its fields in the canonical order.

use serde::{Deserialize, Serialize};
use veche_crypto::wire::{CiphertextText, ProofText};

use crate::hash::Hash;

/// `ballot`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BallotText {
    pub(super) election_uuid: String,
    pub(super) election_hash: String,
    pub(super) credential: String,
    pub(super) answers: Vec<AnswerText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) signature: Option<SignatureText>,
}

/// `answer_h`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerText {
    pub(super) choices: Vec<CiphertextText>,
    pub(super) individual_proofs: Vec<Vec<ProofText>>,
    pub(super) overall_proof: Vec<ProofText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) blank_proof: Option<Vec<ProofText>>,
}

/// `signature`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureText {
    pub(super) hash: String,
    pub(super) proof: ProofText,
}

impl BallotText {
    /// The canonical bytes. With a signature, the ballot; without, what the signature's hash is of.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Serialising texts cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The hash that the signature signs, if these are the canonical bytes of the ballot: those without the signature,
    /// with it put in at their end.
    pub(super) fn canonical_unsigned_hash(&mut self, bytes: &[u8]) -> Option<String> {
        let signature = self.signature.take();
        let unsigned = self.to_bytes();
        let ending = match &signature {
            None => b"}".to_vec(),
            // Serialising texts cannot fail.
            Some(signature) => {
                let signature = serde_json::to_vec(signature).unwrap_or_default();
                [b",\"signature\":", signature.as_slice(), b"}"].concat()
            }
        };
        self.signature = signature;
        let (_, body) = unsigned.split_last()?;
        (bytes.strip_prefix(body)? == ending).then(|| Hash::of(&unsigned).to_base64())
    }

    /// The hash that the signature signs: of the ballot without it, in Base64.
    pub(super) fn unsigned_hash(&mut self) -> String {
        let signature = self.signature.take();
        let hash = Hash::of(&self.to_bytes()).to_base64();
        self.signature = signature;
        hash
    }
}
