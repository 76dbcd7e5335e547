//! Decisions, and what can be done against them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{BodyRef, EntryId, Slug, Source};

/// A body decides. A decision must be reasoned (Copenhagen 5.11): every part of the reasons that is missing is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionTaken {
    /// Which body of the call decided.
    pub body: Slug,
    /// About what.
    pub subject: Subject,
    /// What was decided.
    pub outcome: DecisionOutcome,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// On which kinds of grounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    /// Why, and what can be done against it.
    #[serde(default, skip_serializing_if = "Reasons::is_empty")]
    pub reasons: Reasons,
    /// Whether the person was heard; absent if nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<bool>,
    /// Whether it is final; absent if nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_instance: Option<bool>,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Reasons that were missing are given later. Both days stay visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionSupplemented {
    /// The decision.
    pub decision: EntryId,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// What is added.
    pub reasons: Reasons,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// About what a body decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "of", content = "entry", rename_all = "snake_case")]
pub enum Subject {
    /// A candidate: the `candidacy_filed`.
    Candidacy(EntryId),
    /// An assembly: the `assembly_notified`.
    Assembly(EntryId),
    /// An appeal: the `appeal_filed`.
    Appeal(EntryId),
    /// A complaint: the `complaint_filed`.
    Complaint(EntryId),
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// The candidate stands.
    Registered,
    /// The candidate does not stand.
    Refused,
    /// The candidate, registered before, does not stand any more.
    Removed,
    /// The assembly may be held.
    Permitted,
    /// The assembly may not be held.
    Banned,
    /// The appeal or complaint is right: of a decision, the opposite stands from now on.
    Upheld,
    /// The appeal is right: the decision falls, and the body must decide again.
    Returned,
    /// The appeal or complaint is wrong.
    Rejected,
    /// The appeal or complaint is not looked into.
    Inadmissible,
}

/// Kinds of grounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// There are enough valid signatures.
    EnoughSignatures,
    /// There are too few valid signatures.
    TooFewSignatures,
    /// A declaration of income or property is found wrong.
    Declaration,
    /// Foreign money or a foreign organisation in the campaign.
    ForeignInfluence,
    /// A charge that no court has decided (Copenhagen 5.19).
    UnprovenCharge,
    /// A conviction.
    Conviction,
    /// Age, citizenship or residence.
    Eligibility,
    /// Papers are missing or late.
    Formality,
    /// Public order or safety.
    PublicOrder,
    /// Public health.
    PublicHealth,
    /// Another ground.
    Other,
}

/// What makes a decision reasoned. Each part may be missing, and is named then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reasons {
    /// What was found to be so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<BodyRef>,
    /// The rules applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Citation>,
    /// What shows the facts, or why it is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// What can be done against the decision, and with whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<BodyRef>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub deadline: Option<Date>,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signers: Option<BodyRef>,
}

impl Reasons {
    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A rule that is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "cites", rename_all = "snake_case")]
pub enum Citation {
    /// A rule on this record.
    Rule {
        /// The `rule_published`.
        rule: EntryId,
    },
    /// A law that is not on this record.
    Law {
        /// Which, and what it says.
        text: BodyRef,
        /// The first day it applied.
        #[schemars(with = "String", extend("format" = "date"))]
        in_force: Date,
    },
}

/// What shows the facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "evidence", rename_all = "snake_case")]
pub enum Evidence {
    /// These documents.
    Listed {
        /// The documents.
        documents: Vec<BodyRef>,
    },
    /// It is withheld.
    Withheld {
        /// Why.
        because: WithheldBecause,
        /// In words.
        text: BodyRef,
    },
}

/// Why evidence is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithheldBecause {
    /// It would show personal data.
    PersonalData,
    /// It would endanger somebody.
    Safety,
    /// A secret of the state.
    StateSecret,
    /// An investigation is under way.
    Investigation,
}

/// An appeal against a decision, by a candidate or a voter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppealFiled {
    /// The decision: a `decision_taken`.
    pub against: EntryId,
    /// Who appeals.
    pub standing: Standing,
    /// To which body.
    pub to: Slug,
    /// The day of filing, where observers attest it; otherwise the day of recording counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub on: Option<Date>,
    /// The grounds.
    pub text: BodyRef,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Who appeals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The candidate, or who notified the assembly.
    Concerned,
    /// A voter.
    Voter,
}

/// A complaint about what a body did or did not do. Others may put their keys under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComplaintFiled {
    /// To which body.
    pub to: Slug,
    /// Entries it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<EntryId>,
    /// What is wrong.
    pub text: BodyRef,
    /// The day of filing, where observers attest it; otherwise the day of recording counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub on: Option<Date>,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Somebody puts a key under an appeal or a complaint. Keys are counted once; that they are as many people, nobody
/// shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cosigned {
    /// The `appeal_filed` or `complaint_filed`.
    pub entry: EntryId,
}
