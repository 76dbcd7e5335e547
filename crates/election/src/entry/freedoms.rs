//! Assembly, liberty, the press.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{BodyRef, EntryId, Period, Place, Range, Slug, Source};

/// An assembly is announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssemblyNotified {
    /// A short name, for people.
    pub label: Slug,
    /// When it is to be.
    pub when: Period,
    /// Where.
    pub place: Place,
    /// The candidate it is for or of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<EntryId>,
    /// How many are expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Range>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// An assembly took place, announced or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssemblyHeld {
    /// The announced one, if it was announced on this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assembly: Option<EntryId>,
    /// When.
    pub when: Period,
    /// Where.
    pub place: Place,
    /// How many came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance: Option<Range>,
    /// What the police did.
    pub police: PoliceConduct,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What the police did at an assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PoliceConduct {
    /// Nothing that anybody reports.
    Absent,
    /// It protected the assembly.
    Protected,
    /// It stood by and watched.
    Watched,
    /// It hindered people, without dispersing them.
    Hindered,
    /// Nobody says.
    NotSaid,
}

/// An assembly was forbidden, and the decision is not on this record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssemblyBanned {
    /// The announced one, if it was announced on this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assembly: Option<EntryId>,
    /// When it was to be.
    pub when: Period,
    /// Where.
    pub place: Place,
    /// Who forbade it.
    pub by: Slug,
    /// What is known about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// An assembly was broken up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssemblyDispersed {
    /// The announced one, if it was announced on this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assembly: Option<EntryId>,
    /// When.
    pub when: Period,
    /// Where.
    pub place: Place,
    /// How.
    pub force: Force,
    /// How many were injured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injured: Option<Range>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// How an assembly was broken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// By order, without force.
    Order,
    /// With force.
    Force,
    /// With weapons: batons, gas, water, bullets.
    Weapons,
    /// Nobody says.
    NotSaid,
}

/// People were detained. Their names never stand here: sealed in a body at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeopleDetained {
    /// A short name, for people.
    pub label: Slug,
    /// How many.
    pub number: Range,
    /// Held since.
    pub since: Period,
    /// Where.
    pub place: Place,
    /// Who they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<PersonRole>,
    /// The candidate detained, or whose people they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<EntryId>,
    /// The assembly at which it happened: a notice, or that it was held, banned or dispersed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assembly: Option<EntryId>,
    /// Their names, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<BodyRef>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Who somebody is, as far as it matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PersonRole {
    /// A candidate.
    Candidate,
    /// A member of a candidate's team, or who collects signatures.
    Campaigner,
    /// A peaceful protester.
    Protester,
    /// A journalist.
    Journalist,
    /// An observer.
    Observer,
    /// A lawyer.
    Lawyer,
    /// A voter.
    Voter,
    /// A member of an election commission.
    CommissionMember,
    /// Anybody else.
    Other,
}

/// What happened to detained people afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DetentionFollowed {
    /// The `people_detained`.
    pub detention: EntryId,
    /// What happened.
    pub event: DetentionEvent,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// To how many of them; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Range>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What happens to detained people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DetentionEvent {
    /// Brought before a judge (Copenhagen 5.15).
    BeforeJudge,
    /// A lawyer was let in.
    LawyerAdmitted,
    /// A lawyer was kept out.
    LawyerDenied,
    /// Charged.
    Charged,
    /// Sentenced or fined.
    Sentenced,
    /// Nobody would say where they are.
    WhereaboutsUnknown,
    /// Ill-treated.
    IllTreated,
    /// Set free.
    Released,
}

/// An act against the press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PressObstructed {
    /// What kind of act.
    pub act: PressAct,
    /// When.
    pub when: Period,
    /// Where.
    pub place: Place,
    /// How many journalists, or how many sites.
    pub number: Range,
    /// The detention it was part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detention: Option<EntryId>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Kinds of acts against the press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PressAct {
    /// Journalists detained.
    Detained,
    /// Attacked.
    Assaulted,
    /// Equipment taken or broken.
    EquipmentTaken,
    /// Kept out, or accreditation refused.
    AccessDenied,
    /// Fined, sued or charged.
    Prosecuted,
    /// Sites blocked.
    SitesBlocked,
    /// The net cut or slowed.
    NetworkShutDown,
}
