//! The call of an election, and the rules it stands on.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::{BodyRef, CountingRules, EntryId, Period, Place, PublicKey, Slug, Source};

/// The rules of the record that this program knows: `docs/record.md`.
pub const RULES_VERSION: u16 = 1;

/// The election is called: the first entry of every record. Its name, printed on paper, is the election's fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ElectionCalled {
    /// The version of the record's rules.
    pub rules: u16,
    /// Who signs: the organiser, or observers.
    pub mode: Mode,
    /// What the election is called, and what it is about.
    pub title: BodyRef,
    /// Where it is held.
    pub place: Place,
    /// The key of the log, as a verifier key of C2SP signed-note. It signs the record's checkpoints.
    pub log: String,
    /// When what happens.
    pub calendar: Calendar,
    /// What is decided.
    pub contests: Vec<Contest>,
    /// The bodies whose decisions count, with their keys in a run election.
    pub bodies: Vec<PublicBody>,
    /// How long an appeal may take; absent if no rule about it is known, in a watched election.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeals: Option<AppealTimes>,
    /// Within how many hours a detained person must see a judge, if a law says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge_within_hours: Option<u16>,
    /// The laws or by-laws under which it is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal_basis: Vec<BodyRef>,
    /// What an author may send.
    pub limits: Limits,
    /// Whether ballots are published every ten minutes instead of every minute, because publication by the minute could
    /// endanger voters. Absent if not.
    #[serde(default, skip_serializing_if = "is_false")]
    pub high_risk: bool,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What is not so is absent, so that an entry is written in one way only.
fn is_false(value: &bool) -> bool {
    !value
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The organiser and the bodies sign what they do, and phases bind.
    Run,
    /// The authority signs nothing; observers attest what it does, with sources, and no phase refuses an entry.
    Watched,
}

/// When what happens. Days that are not fixed yet are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Calendar {
    /// Candidates may be filed.
    pub nomination: Period,
    /// Campaigning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Period>,
    /// Votes are cast.
    pub voting: Period,
}

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contest {
    /// Its short name.
    pub contest: Slug,
    /// What is asked.
    pub title: BodyRef,
    /// How many are elected, or how many options win.
    pub seats: u16,
    /// How votes become winners.
    pub rule: CountRule,
    /// The full rules, where `rule` says that the contest carries them: a file of `veche count`, in TOML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<CountingRules>,
    /// How candidates get onto the ballot.
    pub nomination: Nomination,
    /// The options where they are not candidates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<NamedOption>,
    /// How many may vote, if it is known when the election is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voters: Option<u64>,
    /// The least number of ballots for a valid vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u64>,
}

/// An option that is not a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedOption {
    /// Its short name.
    pub option: Slug,
    /// What it says.
    pub text: BodyRef,
}

/// How votes become winners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountRule {
    /// The options with the most votes win. A tie for the last seat is settled by nobody here: it must be said.
    MostVotes,
    /// One option wins, with more than half of the ballots that select something.
    Majority,
    /// By the full rules that the contest carries in `rules`.
    Carried,
}

/// How candidates get onto the ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "nomination", rename_all = "snake_case")]
pub enum Nomination {
    /// Filing is enough; or there are no candidates.
    Filing,
    /// Signatures on paper, whose figures are published.
    Paper(PaperNomination),
}

/// The rules for signatures on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperNomination {
    /// How many valid signatures qualify a candidate.
    pub threshold: u64,
    /// If more than so many percent of the signatures checked in a district are invalid, all of the district's are void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void_above_percent: Option<u8>,
}

/// A body whose decisions count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicBody {
    /// Its short name.
    pub body: Slug,
    /// Its full name.
    pub name: BodyRef,
    /// What it decides.
    pub decides: Vec<Competence>,
    /// Its key. Absent where it signs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
}

/// What a body decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Competence {
    /// Whether a candidate is registered.
    Candidacies,
    /// Appeals against decisions, and complaints.
    Appeals,
    /// Assemblies.
    Assemblies,
    /// Runs the polls and says what came out.
    Polls,
}

/// How long an appeal may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppealTimes {
    /// Within how many days of a decision it must be filed.
    pub file_within_days: u16,
    /// Within how many days of filing it must be decided.
    pub decide_within_days: u16,
}

/// What an author may send. Published, so that everybody can tell a full letterbox from a closed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    /// The longest entry, in bytes; 1,024 to 60,000.
    pub entry_bytes: u32,
    /// The longest body, in bytes.
    pub body_bytes: u32,
    /// How many entries one key may have recorded in a day. It does not bind the organiser and the bodies.
    pub entries_per_key_per_day: u32,
}

/// The calendar is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarChanged {
    /// The calendar from now on.
    pub calendar: Calendar,
    /// Why.
    pub reasons: BodyRef,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// A rule is published: a law, a by-law, an instruction. Decisions cite it, and it must be older than what it is
/// applied to (Copenhagen 5.8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RulePublished {
    /// Its short name.
    pub rule: Slug,
    /// Its text, or where it can be read.
    pub text: BodyRef,
    /// The first day it applies.
    #[schemars(with = "String", extend("format" = "date"))]
    pub in_force: Date,
    /// The rule it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<EntryId>,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}
