//! Reports, what others say to them, and how they are taken back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::freedoms::PersonRole;
use super::nominations::AccordingTo;
use crate::value::{BodyRef, EntryId, Period, Place, Range, Slug, Source};

/// Somebody reports what happened. By default with a key that is used once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportFiled {
    /// What it is about.
    pub code: ReportCode,
    /// When.
    pub when: Period,
    /// Where.
    pub place: Place,
    /// Who suffered it, and how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
    /// Who did it.
    pub actor: Actor,
    /// How the reporter knows.
    pub connection: Connection,
    /// The candidate concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<EntryId>,
    /// Other entries, and how it relates to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relates: Vec<Relation>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Pictures and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What a report is about. The commitments each code bears on stand in the catalogue.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum ReportCode {
    /// A would-be candidate refused or removed.
    #[serde(rename = "cand.reject")]
    CandReject,
    /// A candidate or somebody of the team arrested.
    #[serde(rename = "cand.detain")]
    CandDetain,
    /// A candidate or somebody of the team threatened.
    #[serde(rename = "cand.threat")]
    CandThreat,
    /// Collecting signatures hindered.
    #[serde(rename = "sign.obstruct")]
    SignObstruct,
    /// People pressed to sign, or not to.
    #[serde(rename = "sign.pressure")]
    SignPressure,
    /// Signatures made void in bulk.
    #[serde(rename = "sign.bulkvoid")]
    SignBulkvoid,
    /// An assembly forbidden.
    #[serde(rename = "assm.ban")]
    AssmBan,
    /// An assembly broken up.
    #[serde(rename = "assm.disperse")]
    AssmDisperse,
    /// Many people detained at an assembly.
    #[serde(rename = "assm.detain")]
    AssmDetain,
    /// Force against an assembly.
    #[serde(rename = "assm.force")]
    AssmForce,
    /// A journalist detained.
    #[serde(rename = "press.detain")]
    PressDetain,
    /// A journalist attacked.
    #[serde(rename = "press.assault")]
    PressAssault,
    /// A journalist's equipment taken or broken.
    #[serde(rename = "press.equip")]
    PressEquip,
    /// A journalist kept out.
    #[serde(rename = "press.access")]
    PressAccess,
    /// A journalist fined, sued or charged.
    #[serde(rename = "press.legal")]
    PressLegal,
    /// Sites blocked.
    #[serde(rename = "info.block")]
    InfoBlock,
    /// The net cut.
    #[serde(rename = "info.shutdown")]
    InfoShutdown,
    /// Media not in balance.
    #[serde(rename = "info.bias")]
    InfoBias,
    /// A campaign hindered.
    #[serde(rename = "camp.obstruct")]
    CampObstruct,
    /// Means of the state used for a campaign.
    #[serde(rename = "camp.state")]
    CampState,
    /// Voters pressed, to vote early for instance.
    #[serde(rename = "voter.pressure")]
    VoterPressure,
    /// Faults of the register.
    #[serde(rename = "voter.list")]
    VoterList,
    /// A voter turned away.
    #[serde(rename = "voter.refuse")]
    VoterRefuse,
    /// Observers refused.
    #[serde(rename = "obs.accred")]
    ObsAccred,
    /// An observer removed.
    #[serde(rename = "obs.remove")]
    ObsRemove,
    /// An observer detained.
    #[serde(rename = "obs.detain")]
    ObsDetain,
    /// An observer cannot see.
    #[serde(rename = "obs.noview")]
    ObsNoview,
    /// The vote not secret.
    #[serde(rename = "poll.secrecy")]
    PollSecrecy,
    /// Ballots put in that nobody cast.
    #[serde(rename = "poll.stuff")]
    PollStuff,
    /// Somebody voted more than once.
    #[serde(rename = "poll.multi")]
    PollMulti,
    /// Faults of seals and material.
    #[serde(rename = "poll.material")]
    PollMaterial,
    /// The count cannot be seen.
    #[serde(rename = "count.closed")]
    CountClosed,
    /// Figures that do not add up.
    #[serde(rename = "count.arith")]
    CountArith,
    /// A result sheet altered.
    #[serde(rename = "count.sheet")]
    CountSheet,
    /// No copy of the result sheet given.
    #[serde(rename = "count.nocopy")]
    CountNocopy,
    /// Changed when the figures were added up.
    #[serde(rename = "tab.change")]
    TabChange,
    /// A commission's composition or independence.
    #[serde(rename = "adm.commission")]
    AdmCommission,
    /// An appeal ignored.
    #[serde(rename = "appeal.ignored")]
    AppealIgnored,
    /// An appeal decided too late.
    #[serde(rename = "appeal.late")]
    AppealLate,
    /// Lawyer, hearing or treatment in detention.
    #[serde(rename = "detain.rights")]
    DetainRights,
    /// Somebody hurt.
    #[serde(rename = "violence.person")]
    ViolencePerson,
    /// Somebody killed.
    #[serde(rename = "death")]
    Death,
    /// Associations or monitors hindered.
    #[serde(rename = "assoc.obstruct")]
    AssocObstruct,
    /// Something done right.
    #[serde(rename = "positive")]
    Positive,
}

/// Who suffered something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Affected {
    /// Who they are.
    pub who: PersonRole,
    /// How many.
    pub number: Range,
}

/// Who did it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Police or other forces that could be recognised.
    Police,
    /// Forces without marks.
    UnmarkedForces,
    /// An election commission.
    Commission,
    /// Another authority.
    Authority,
    /// An employer.
    Employer,
    /// A candidate or a team.
    Campaign,
    /// Private persons.
    Private,
    /// Nobody knows.
    Unknown,
}

/// How a reporter knows.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Suffered it.
    Victim,
    /// Saw it.
    Witness,
    /// Was told.
    Told,
    /// Watched as an observer.
    Observer,
    /// From the media.
    Media,
}

/// How a report relates to another entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// How.
    pub how: RelationKind,
    /// To which.
    pub entry: EntryId,
}

/// Kinds of relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// It corrects it.
    Corrects,
    /// It goes on from it.
    Continues,
    /// It is about the same thing.
    Duplicates,
    /// It says otherwise.
    Contradicts,
}

/// Somebody with a known key says how likely an entry is. It changes nothing in the entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportVerified {
    /// The entry.
    pub entry: EntryId,
    /// How likely.
    pub rating: Rating,
    /// How that was found out.
    pub method: Method,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
}

/// How likely something is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// Confirmed.
    Confirmed,
    /// Likely.
    Likely,
    /// Possible.
    Possible,
    /// Unlikely.
    Unlikely,
    /// It was not so.
    NotSo,
}

/// How something was found out.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Seen on the spot.
    Seen,
    /// Talked with people who were there.
    Interview,
    /// Documents.
    Documents,
    /// Pictures or recordings examined.
    Media,
    /// Several sources that do not depend on one another.
    Corroborated,
}

/// Somebody answers an entry: the authority to a report, a witness to a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReplyMade {
    /// To which.
    pub to: EntryId,
    /// The body of the call for which it is made, if it is an official answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Slug>,
    /// What is said.
    pub text: BodyRef,
    /// Where it is known from, if somebody else made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// A figure that stands by itself: turnout, observers admitted, sites blocked. Figures that contradict one another all
/// stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FigureReported {
    /// What is counted.
    pub figure: Figure,
    /// The candidate it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<EntryId>,
    /// The number, in the figure's unit.
    pub number: Range,
    /// Out of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Range>,
    /// What it is a number of.
    pub unit: Unit,
    /// When.
    pub when: Period,
    /// Where.
    pub place: Place,
    /// Who says so.
    pub according_to: AccordingTo,
    /// What the number does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// What a figure counts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// People in the register of voters.
    Register,
    /// People who voted.
    Turnout,
    /// People who voted early.
    EarlyTurnout,
    /// Votes.
    Votes,
    /// Invalid ballots.
    InvalidBallots,
    /// Polling stations.
    Stations,
    /// Result sheets that were obtained.
    SheetsObtained,
    /// Stations whose sheet contradicts other evidence.
    StationsContradicted,
    /// Voters who told a parallel count how they voted.
    ParallelVoters,
    /// Pictures of ballots sent to a parallel count.
    BallotPhotos,
    /// Observers accredited.
    ObserversAccredited,
    /// Observers who could see something.
    ObserversAdmitted,
    /// Observers detained.
    ObserversDetained,
    /// Members of commissions.
    CommissionMembers,
    /// Members of commissions nominated by the opposition.
    CommissionOpposition,
    /// People detained.
    Detained,
    /// Journalists detained.
    JournalistsDetained,
    /// Jail terms.
    JailTerms,
    /// Fines.
    Fines,
    /// People in custody under a criminal charge.
    CriminalCustody,
    /// Acts of violence.
    Violence,
    /// Sites blocked.
    SitesBlocked,
    /// Violations recorded.
    Violations,
    /// Groups that asked to collect signatures.
    GroupsApplied,
    /// Groups that were allowed to.
    GroupsAdmitted,
    /// Diplomats.
    Diplomats,
}

/// What a number is a number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Things or people.
    Count,
    /// Hundredths of a percent.
    HundredthsOfPercent,
    /// Days.
    Days,
}

/// A named person's finding about a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingMade {
    /// The item of the catalogue, like `cph-5-11`.
    pub commitment: Slug,
    /// What the person finds.
    pub verdict: FindingVerdict,
    /// Entries it rests on.
    pub cites: Vec<EntryId>,
    /// Why.
    pub text: BodyRef,
}

/// What a person finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingVerdict {
    /// Met.
    Met,
    /// Met in part.
    Partly,
    /// Not met.
    NotMet,
    /// Too little is known.
    InsufficientEvidence,
    /// It does not apply.
    NotApplicable,
}

/// An entry's bodies are destroyed. The entry stays, and with it who took it back, when, and for which class of reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryWithdrawn {
    /// Which.
    pub entry: EntryId,
    /// Why.
    pub because: WithdrawnBecause,
}

/// Why something is taken back.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnBecause {
    /// It endangers somebody.
    Safety,
    /// Somebody no longer consents.
    Consent,
    /// A court ordered it.
    CourtOrder,
    /// It was a mistake.
    Mistake,
}
