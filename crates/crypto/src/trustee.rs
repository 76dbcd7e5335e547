//! A trustee's key and the proof that somebody holds its private part (spec §Verification keys).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::group::{DecodeError, Group};
use crate::proof::{Proof, prove_knowledge, verify_knowledge};
use crate::secret::SecretScalar;
use crate::wire::ProofText;

/// `trustee_public_key` in its JSON form. Fields that we do not know survive in the bytes, not here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrusteePublicKeyText {
    /// Proof of knowledge of the private key.
    pub pok: ProofText,
    /// The public key, a group element.
    pub public_key: String,
    /// In a threshold set only: the key signed by its owner's certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<ProofText>,
    /// The trustee's name, a field that the implementation has and the specification's text has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A trustee's public key, with proof that its maker knew the private one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrusteePublicKey<G: Group> {
    /// The key *X* = *g*^*x*, a member of the group other than the neutral element.
    pub public_key: G::Element,
    /// Proof of knowledge of *x*.
    pub pok: Proof<G>,
    /// In a threshold set: the owner's signature of the key.
    pub signature: Option<Proof<G>>,
    /// The trustee's name, if given.
    pub name: Option<String>,
}

/// What is wrong with a trustee's public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrusteeKeyError {
    /// A field is not a number or an element of the group.
    #[error("{field}: {error}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// The key is the neutral element: everybody knows its private part.
    #[error("public_key: the neutral element is no key")]
    Neutral,
    /// The proof of knowledge does not fit the key.
    #[error("pok: the proof of knowledge of the private key is not valid")]
    ProofInvalid,
}

fn pok_prefix<G: Group>(public_key: &G::Element) -> String {
    let mut prefix = format!("pok|{}|", G::NAME);
    G::encode(public_key, &mut prefix);
    prefix.push('|');
    prefix
}

impl<G: Group> TrusteePublicKey<G> {
    /// Makes the public key of a private one, with its proof.
    pub fn new<R: CryptoRng + ?Sized>(secret: &SecretScalar<G>, rng: &mut R) -> Self {
        let public_key = G::g_pow(secret.expose());
        let pok = prove_knowledge(&pok_prefix::<G>(&public_key), secret, rng);
        Self {
            public_key,
            pok,
            signature: None,
            name: None,
        }
    }

    /// Reads the JSON form and checks the key: a member of the group, not neutral, with a valid proof of knowledge.
    ///
    /// Does not check `signature`: see [`crate::ceremony`].
    ///
    /// # Errors
    /// [`TrusteeKeyError`].
    pub fn from_text(text: &TrusteePublicKeyText) -> Result<Self, TrusteeKeyError> {
        let field = |field| move |error| TrusteeKeyError::Field { field, error };
        let proof =
            |text: &ProofText| Proof::from_text(text).map_err(|(name, error)| field(name)(error));
        let key = Self {
            public_key: G::decode_member(&text.public_key).map_err(field("public_key"))?,
            pok: proof(&text.pok)?,
            signature: text.signature.as_ref().map(proof).transpose()?,
            name: text.name.clone(),
        };
        if key.public_key == G::identity() {
            return Err(TrusteeKeyError::Neutral);
        }
        if !verify_knowledge(&pok_prefix::<G>(&key.public_key), &key.public_key, &key.pok) {
            return Err(TrusteeKeyError::ProofInvalid);
        }
        Ok(key)
    }

    /// The JSON form.
    pub fn to_text(&self) -> TrusteePublicKeyText {
        TrusteePublicKeyText {
            pok: self.pok.to_text(),
            public_key: G::to_text(&self.public_key),
            signature: self.signature.as_ref().map(Proof::to_text),
            name: self.name.clone(),
        }
    }
}
