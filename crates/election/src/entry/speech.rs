//! What people, governments and organisations say and demand.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{BodyRef, EntryId, Period, Slug, Source};

/// Somebody makes a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementMade {
    /// Who speaks, as what.
    pub speaker: Speaker,
    /// The short name of who speaks.
    pub name: Slug,
    /// The candidate, if a candidate speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<EntryId>,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// Entries it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<EntryId>,
    /// What is said, or a faithful summary.
    pub text: BodyRef,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// As what somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// A candidate.
    Candidate,
    /// The government of the country.
    Government,
    /// The government of another country.
    ForeignGovernment,
    /// An international organisation.
    International,
    /// A non-governmental organisation.
    Organisation,
    /// The press.
    Press,
}

/// Somebody demands something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DemandMade {
    /// Who demands, as what.
    pub speaker: Speaker,
    /// The short name of who demands.
    pub name: Slug,
    /// Of whom.
    pub addressee: Slug,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// Until when, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub deadline: Option<Date>,
    /// What about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// Entries it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<EntryId>,
    /// What is demanded, or a faithful summary.
    pub text: BodyRef,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What a demand is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Who may stand.
    Candidates,
    /// Assembly and speech.
    AssemblyAndSpeech,
    /// Association.
    Association,
    /// The count.
    Count,
    /// People in detention.
    Detention,
    /// Observers.
    Observation,
    /// Commitments that the state has made.
    Commitments,
    /// A new or annulled election.
    Repetition,
    /// Anything else.
    Other,
}

/// What followed a demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DemandFollowed {
    /// The `demand_made`.
    pub demand: EntryId,
    /// What followed.
    pub response: DemandResponse,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Entries that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_by: Vec<EntryId>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What can follow a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DemandResponse {
    /// It was met.
    Met,
    /// It was met in part.
    PartlyMet,
    /// It was refused.
    Refused,
    /// An answer was given that neither meets nor refuses it.
    Answered,
    /// The opposite was done.
    OppositeDone,
}

/// Background that readers need. It is attributed, and evidence of nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContextNoted {
    /// When it was.
    pub when: Period,
    /// Who says so.
    pub attributed_to: Slug,
    /// What.
    pub text: BodyRef,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}
