//! Who can decrypt (spec §Trustees): mandatory trustees, threshold sets, or both together.

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use veche_crypto::ceremony::{CeremonyError, CheckedParameters, ThresholdParameters};
use veche_crypto::group::Group;
use veche_crypto::trustee::{TrusteeKeyError, TrusteePublicKey, TrusteePublicKeyText};
use veche_crypto::wire;

/// `trustee_kind`, in its JSON form: `["Single", …]` or `["Pedersen", …]`.
#[derive(Clone, Debug)]
pub enum TrusteeText {
    /// One mandatory trustee.
    Single(Box<TrusteePublicKeyText>),
    /// A set of trustees, a threshold of whom suffice.
    Pedersen(Box<ThresholdParameters>),
}

impl<'de> Deserialize<'de> for TrusteeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = TrusteeText;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("[\"Single\", …] or [\"Pedersen\", …]")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<TrusteeText, A::Error> {
                let missing = || A::Error::custom("a kind and a value are needed");
                let kind: String = pair.next_element()?.ok_or_else(missing)?;
                let text = match kind.as_str() {
                    "Single" => TrusteeText::Single(pair.next_element()?.ok_or_else(missing)?),
                    "Pedersen" => TrusteeText::Pedersen(pair.next_element()?.ok_or_else(missing)?),
                    _ => return Err(A::Error::custom("the kind is neither Single nor Pedersen")),
                };
                match pair.next_element::<serde::de::IgnoredAny>()? {
                    None => Ok(text),
                    Some(_) => Err(A::Error::custom("more than a kind and a value")),
                }
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

impl Serialize for TrusteeText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            TrusteeText::Single(key) => ("Single", key).serialize(serializer),
            TrusteeText::Pedersen(parameters) => ("Pedersen", parameters).serialize(serializer),
        }
    }
}

/// One item of the trustees' structure, checked.
#[derive(Clone, Debug)]
pub enum Trustee<G: Group> {
    /// One trustee without whom nothing is decrypted.
    Mandatory(TrusteePublicKey<G>),
    /// A set of whom a threshold suffice.
    Threshold(CheckedParameters<G>),
}

/// What is wrong with the trustees.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrusteesError {
    /// Not the expected JSON.
    #[error("not the expected JSON: {0}")]
    Json(String),
    /// There are none.
    #[error("there are no trustees")]
    None,
    /// A mandatory trustee's key is wrong.
    #[error("item {item}: {error}")]
    Single {
        /// Which item, from 1.
        item: usize,
        /// What is wrong.
        error: TrusteeKeyError,
    },
    /// A threshold set is wrong.
    #[error("item {item}: {error}")]
    Pedersen {
        /// Which item, from 1.
        item: usize,
        /// What is wrong.
        error: CeremonyError,
    },
    /// Two trustees have the same key: one of them has no say.
    #[error("trustees {first} and {second} have the same key")]
    Repeated {
        /// The earlier one, from 1.
        first: usize,
        /// The later one, from 1.
        second: usize,
    },
    /// The keys do not make the election's key.
    #[error("the trustees' keys together are not the election's public key")]
    KeyDiffers,
}

/// Everybody who takes part in decrypting, checked.
#[derive(Clone, Debug)]
pub struct Trustees<G: Group> {
    items: Vec<Trustee<G>>,
}

/// One of those who can make a partial decryption. Owners are numbered through all items, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a, G: Group> {
    /// The item it belongs to, from 0.
    pub item: usize,
    /// Its place inside the item, from 1.
    pub index: usize,
    /// Its key.
    pub key: &'a TrusteePublicKey<G>,
}

impl<G: Group> Trustees<G> {
    /// Reads the trustees and checks every key, proof and signature.
    ///
    /// Does not check that they make an election's key: see [`check_key`](Self::check_key).
    ///
    /// # Errors
    /// [`TrusteesError`], naming the item and the trustee.
    pub fn parse(bytes: &[u8]) -> Result<Self, TrusteesError> {
        let texts: Vec<TrusteeText> =
            wire::read(bytes).map_err(|error| TrusteesError::Json(error.to_string()))?;
        Self::from_texts(&texts)
    }

    /// Checks trustees already read as JSON.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn from_texts(texts: &[TrusteeText]) -> Result<Self, TrusteesError> {
        if texts.is_empty() {
            return Err(TrusteesError::None);
        }
        let items = texts
            .iter()
            .zip(1..)
            .map(|(text, item)| match text {
                TrusteeText::Single(text) => TrusteePublicKey::from_text(text)
                    .map(Trustee::Mandatory)
                    .map_err(|error| TrusteesError::Single { item, error }),
                TrusteeText::Pedersen(text) => CheckedParameters::check(text)
                    .map(Trustee::Threshold)
                    .map_err(|error| TrusteesError::Pedersen { item, error }),
            })
            .collect::<Result<_, _>>()?;
        let trustees = Self { items };
        let owners = trustees.owners();
        for (second, owner) in owners.iter().enumerate() {
            let same = |other: &Owner<'_, G>| other.key.public_key == owner.key.public_key;
            if let Some(first) = owners[..second].iter().position(same) {
                return Err(TrusteesError::Repeated {
                    first: first + 1,
                    second: second + 1,
                });
            }
        }
        Ok(trustees)
    }

    /// Writes the trustees' structure.
    pub fn write(texts: &[TrusteeText]) -> Vec<u8> {
        // Serialising texts and numbers cannot fail.
        serde_json::to_vec(texts).unwrap_or_default()
    }

    /// The items, in order.
    pub fn items(&self) -> &[Trustee<G>] {
        &self.items
    }

    /// The election's key: the product of all sub-keys (spec §Filling in the trustees structure).
    pub fn public_key(&self) -> G::Element {
        self.items
            .iter()
            .fold(G::identity(), |product, item| match item {
                Trustee::Mandatory(key) => G::mul(&product, &key.public_key),
                Trustee::Threshold(parameters) => G::mul(&product, parameters.public_key()),
            })
    }

    /// Checks that these trustees' keys together are the election's key.
    ///
    /// # Errors
    /// [`TrusteesError::KeyDiffers`].
    pub fn check_key(&self, public_key: &G::Element) -> Result<(), TrusteesError> {
        if self.public_key() == *public_key {
            Ok(())
        } else {
            Err(TrusteesError::KeyDiffers)
        }
    }

    /// How few trustees are enough to open a sum: all mandatory ones, and the threshold of each set.
    #[must_use]
    pub fn enough(&self) -> usize {
        let of = |item: &Trustee<G>| match item {
            Trustee::Mandatory(_) => 1,
            Trustee::Threshold(set) => set.threshold() as usize,
        };
        self.items().iter().map(of).sum()
    }

    /// Everybody who can make a partial decryption; number *n* stands at place *n* − 1.
    pub fn owners(&self) -> Vec<Owner<'_, G>> {
        let mut owners = Vec::new();
        for (item, trustee) in self.items.iter().enumerate() {
            match trustee {
                Trustee::Mandatory(key) => owners.push(Owner {
                    item,
                    index: 1,
                    key,
                }),
                Trustee::Threshold(parameters) => {
                    let keys = parameters.verification_keys().iter().zip(1..);
                    owners.extend(keys.map(|(key, index)| Owner { item, index, key }));
                }
            }
        }
        owners
    }
}
