//! Candidates, and the signatures they stand on.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{BodyRef, EntryId, PublicKey, Range, Slug, Source};

/// A candidate is put forward. The name of this entry is the candidate's id, on the record and on the ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CandidacyFiled {
    /// The contest.
    pub contest: Slug,
    /// A short name, for people.
    pub label: Slug,
    /// The full name, as it stands on the ballot.
    pub name: BodyRef,
    /// The candidate's own key. Only it withdraws. Absent where observers attest the filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// The day of filing, where observers attest it; otherwise the day of recording counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub on: Option<Date>,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// A candidate withdraws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CandidacyWithdrawn {
    /// Who.
    pub candidate: EntryId,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Figures of a nomination on paper, of one candidate, in one district or altogether. What is not known is absent.
/// Figures that contradict one another all stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignaturesCounted {
    /// Whose.
    pub candidate: EntryId,
    /// The district; absent for the whole contest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<Slug>,
    /// Who says so.
    pub according_to: AccordingTo,
    /// The day the figures are of.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// Signatures collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected: Option<Range>,
    /// Handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_in: Option<Range>,
    /// Looked at, one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Range>,
    /// Found invalid, by reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<InvalidSignatures>,
    /// Share of invalid ones among those checked, in hundredths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalid_share: Option<Range>,
    /// Not counted although nobody looked at them, because a rule makes a whole lot void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided: Option<Range>,
    /// Counted as valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Range>,
    /// What the figures say cannot be said in numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where they are known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Invalid signatures with their reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InvalidSignatures {
    /// Why.
    pub because: InvalidBecause,
    /// How many.
    pub number: Range,
}

/// Why a signature is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvalidBecause {
    /// The same person signed before.
    Duplicate,
    /// The person does not stand in the register.
    NotInRegister,
    /// The data do not fit the person.
    WrongData,
    /// It was not written by the person.
    Forged,
    /// It was given too early or too late.
    OutsidePeriod,
    /// The person took it back.
    Withdrawn,
    /// Another reason.
    Other,
    /// No reason was given.
    NotSaid,
}

/// Who says so.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AccordingTo {
    /// The authority that runs the election.
    Authority,
    /// The candidate or the candidate's team.
    Candidate,
    /// Observers.
    Observers,
    /// The press.
    Press,
    /// An estimate from a model or a sample; the body says how.
    Estimate,
    /// Computed from other figures; the body says how.
    Computed,
}
