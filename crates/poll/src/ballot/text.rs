//! The JSON form of a ballot (spec §Ballots, §Encrypted answers), with its fields in the canonical order.

use serde::{Deserialize, Serialize};
use veche_crypto::proof::NonzeroProofText;
use veche_crypto::wire::{CiphertextText, ProofText};

use crate::hash::Hash;

/// `ballot`. Its answers are read in two steps, since what they must be follows from the questions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BallotText<A = AnswerText> {
    pub(super) election_uuid: String,
    pub(super) election_hash: String,
    pub(super) credential: String,
    pub(super) answers: Vec<A>,
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub(super) signature: Option<SignatureText>,
}

/// `answer`: of a kind for each kind of question.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum AnswerText {
    Homomorphic(HomomorphicText),
    NonHomomorphic(NonHomomorphicText),
    Lists(ListsText),
}

/// `answer_h`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HomomorphicText {
    pub(super) choices: Vec<CiphertextText>,
    pub(super) individual_proofs: Vec<Vec<ProofText>>,
    pub(super) overall_proof: Vec<ProofText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) blank_proof: Option<Vec<ProofText>>,
}

/// `answer_nh`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NonHomomorphicText {
    pub(super) choices: CiphertextText,
    pub(super) proof: ProofText,
}

/// `answer_l`: rows, one for each list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListsText {
    pub(super) choices: Vec<Vec<CiphertextText>>,
    pub(super) individual_proofs: Vec<Vec<Vec<ProofText>>>,
    pub(super) overall_proof: ProofText,
    pub(super) list_proofs: Vec<Vec<ProofText>>,
    pub(super) nonzero_proof: NonzeroProofText,
}

impl AnswerText {
    /// The ciphertexts, in one row.
    pub(super) fn choices(&self) -> Vec<&CiphertextText> {
        match self {
            Self::Homomorphic(answer) => answer.choices.iter().collect(),
            Self::NonHomomorphic(answer) => vec![&answer.choices],
            Self::Lists(answer) => answer.choices.iter().flatten().collect(),
        }
    }
}

/// `signature`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureText {
    pub(super) hash: String,
    pub(super) proof: ProofText,
}

impl<A: Serialize> BallotText<A> {
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
