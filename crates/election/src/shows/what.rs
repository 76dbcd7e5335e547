//! What a finding is, as data; its words are in [`super::words`].

use jiff::civil::Date;

use crate::entry::nominations::AccordingTo;
use crate::value::{Range, Slug};

/// What a finding is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// C1: nothing was decided about a candidate.
    NoOutcome(Slug),
    /// C1: a candidate was filed too late.
    FiledLate(Slug),
    /// C2: a candidate qualified, and does not stand on the ballot.
    QualifiedAbsent {
        /// Who.
        candidate: Slug,
        /// Accepted signatures; none where filing is enough.
        accepted: Option<Range>,
        /// How many were needed.
        threshold: Option<u64>,
    },
    /// C2: an option of the poll is no registered candidate.
    OnBallotUnregistered(String),
    /// C2: a registered candidate is no option of the poll.
    RegisteredOffBallot(Slug),
    /// C3: refused with enough accepted signatures.
    RefusedAboveThreshold {
        /// Who.
        candidate: Slug,
        /// Accepted signatures.
        accepted: Range,
        /// How many were needed.
        threshold: u64,
    },
    /// C4: more accepted than handed in.
    AcceptedAboveHandedIn {
        /// Who.
        candidate: Slug,
        /// Where; everywhere if absent.
        district: Option<Slug>,
        /// Accepted.
        accepted: Range,
        /// Handed in.
        handed_in: Range,
    },
    /// C5: a whole lot was thrown away.
    VoidedInBulk {
        /// Whose.
        candidate: Slug,
        /// Where; everywhere if absent.
        district: Option<Slug>,
        /// How many.
        voided: Range,
    },
    /// C5: the share of invalid signatures lies just over what voids a lot.
    JustOverLimit {
        /// Whose.
        candidate: Slug,
        /// Where; everywhere if absent.
        district: Option<Slug>,
        /// Invalid among those checked, in hundredths of a percent.
        share: Range,
        /// The limit in percent.
        limit: u8,
    },
    /// C6: more signatures needed than one percent of the voters.
    ThresholdTooHigh {
        /// The contest.
        contest: Slug,
        /// How many are needed.
        threshold: u64,
        /// How many may vote.
        voters: Range,
    },
    /// D1, A1: parts of a decision's form are missing.
    Incomplete {
        /// What was decided.
        decision: String,
        /// What is missing.
        missing: Vec<&'static str>,
    },
    /// D1, A1: all parts are there.
    FormComplete {
        /// What was decided.
        decision: String,
        /// Parts that came only after so many days.
        days_later: Option<i32>,
    },
    /// D2: a rule is younger than what it is applied to.
    RuleTooYoung {
        /// What was decided.
        decision: String,
        /// The rule.
        rule: String,
        /// Since when it applies.
        in_force: Date,
    },
    /// D3: not decided in time.
    Overdue {
        /// What was to be decided.
        appeal: String,
        /// By whom.
        body: Slug,
        /// Until when.
        due: Date,
        /// Days since.
        days: i32,
    },
    /// D3: decided, but late.
    DecidedLate {
        /// What was to be decided.
        appeal: String,
        /// By whom.
        body: Slug,
        /// Until when.
        due: Date,
        /// Days since.
        days: i32,
    },
    /// D3: no rule on record says until when it must be decided.
    NoClock(String),
    /// D3: the appeal itself came late.
    AppealLate(String),
    /// D3: nobody has shown that the appeal comes from the person concerned.
    AppealUnconfirmed(String),
    /// D4: a decision rests on a charge that no court has decided.
    UnprovenCharge(String),
    /// D4: what a decision rests on is not said.
    GroundsNotShown(String),
    /// A1: forbidden, and the decision is not on record.
    BannedWithoutDecision(Date),
    /// A1: broken up.
    Dispersed(Date),
    /// A2: brought before a judge too late.
    JudgeLate {
        /// Which detention.
        detention: Slug,
        /// How many people.
        number: Range,
        /// At least so many hours went by.
        hours: i64,
        /// So many are allowed.
        limit: u16,
    },
    /// A2: nothing says that they saw a judge.
    NoJudgeOnRecord {
        /// Which detention.
        detention: Slug,
        /// How many people.
        number: Range,
    },
    /// A2: people whose detention nobody known has vouched for.
    DetentionUnvouched(Slug),
    /// A3: an act against the press.
    Press {
        /// What kind.
        act: String,
        /// How many.
        number: Range,
        /// When.
        on: Date,
    },
    /// F1: too few took part.
    QuorumMissed {
        /// The contest.
        contest: Slug,
        /// How many took part.
        ballots: Range,
        /// How many must.
        quorum: u64,
    },
    /// F1: nobody has said what came out.
    NoOutcomeDeclared(Slug),
    /// F1: how many took part does not stand on record.
    TurnoutNotShown(Slug),
    /// F2: who won is said differently.
    WinnersDiffer {
        /// The contest.
        contest: Slug,
        /// Who says the one.
        one: AccordingTo,
        /// Who says the other.
        other: AccordingTo,
    },
    /// F2: figures contradict one another.
    VotesDiffer {
        /// The contest.
        contest: Slug,
        /// The option, by the candidate's label or its name.
        option: String,
        /// Who says the one, and what.
        one: (AccordingTo, Range),
        /// Who says the other, and what.
        other: (AccordingTo, Range),
    },
    /// R1: so many reports, of which so many are unvouched.
    Reports {
        /// All.
        all: u64,
        /// Those for which no known key vouches.
        unvouched: u64,
    },
    /// R2: a demand is past its deadline, and nothing followed.
    DemandUnanswered {
        /// Of whom.
        addressee: Slug,
        /// Until when.
        deadline: Date,
    },
    /// R3: so many entries were taken back for this reason.
    Withdrawn {
        /// Why.
        because: &'static str,
        /// By their authors.
        by_authors: u64,
        /// By the organiser.
        by_organiser: u64,
    },
}
