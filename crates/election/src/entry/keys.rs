//! Keys: who speaks, and how a key is replaced or given up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{BodyRef, PublicKey, Signature, Slug};

/// An observer makes a key known. Nobody's consent is needed: whoever reads the record judges whom to believe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObserverDeclared {
    /// The short name of the group or person.
    pub observer: Slug,
    /// As what.
    pub capacity: Capacity,
    /// The full name, and where the key can be confirmed.
    pub name: BodyRef,
}

/// As what somebody watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// A group of observers.
    Observers,
    /// A named person who signs findings.
    Assessor,
    /// A newspaper, agency or broadcaster.
    Press,
    /// Another organisation: a party, a union, a human-rights group.
    Organisation,
}

/// A key is replaced by another of the same owner. What the old one signed stays; it signs nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyRotated {
    /// The key from now on.
    pub new: PublicKey,
    /// The new key's signature on the text `veche key v1`, a line feed, the election, a line feed, and the old key:
    /// its owner agrees.
    pub consent: Signature,
}

/// A key signs nothing more. Without a new one its owner is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyRevoked {
    /// The key.
    pub key: PublicKey,
    /// Why.
    pub because: RevokedBecause,
}

/// Why a key is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RevokedBecause {
    /// Others have it, or may.
    Compromised,
    /// It is lost.
    Lost,
    /// Its owner has left.
    Retired,
}

/// The key of the log is replaced. Later checkpoints are signed by the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogKeyRotated {
    /// The verifier key from now on, with the same name.
    pub log: String,
}
