//! A finding, and the table of all.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use crate::check::CheckId;
use crate::entry::calling::Nomination;
use crate::entry::nominations::AccordingTo;
use crate::value::range::grouped;
use crate::value::{EntryId, OptionId, Range, Slug};

/// What something on the record shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check that shows it.
    pub check: CheckId,
    /// Whether it breaks a rule.
    pub weight: Weight,
    /// What it is.
    pub what: What,
    /// The entries that show it.
    pub about: Vec<EntryId>,
}

/// Whether a finding breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It is only shown; nothing is judged.
    Shown,
    /// What would settle it does not stand in the sources on record. Never "it was not given".
    NotShown,
    /// It breaks a rule.
    Breach,
}

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

/// In hundredths of a percent, as a percentage.
#[must_use]
pub fn percent(hundredths: u64) -> String {
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

fn place(district: Option<&Slug>) -> String {
    district.map_or_else(String::new, |district| format!(" in {district}"))
}

/// Who says so, in words.
#[must_use]
pub fn according_to(who: AccordingTo) -> &'static str {
    match who {
        AccordingTo::Authority => "the authority",
        AccordingTo::Candidate => "the candidate",
        AccordingTo::Observers => "observers",
        AccordingTo::Press => "the press",
        AccordingTo::Estimate => "an estimate",
        AccordingTo::Computed => "a computation",
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOutcome(who) => write!(f, "{who} was filed, and nothing is decided"),
            Self::FiledLate(who) => write!(f, "{who} was filed outside the time for nominations"),
            Self::QualifiedAbsent {
                candidate,
                accepted: Some(accepted),
                threshold: Some(threshold),
            } => write!(
                f,
                "{candidate} qualified with {accepted} accepted signatures ({} needed), and is absent from the ballot",
                grouped(*threshold)
            ),
            Self::QualifiedAbsent { candidate, .. } => {
                write!(f, "{candidate} qualified, and is absent from the ballot")
            }
            Self::OnBallotUnregistered(who) => {
                write!(f, "{who} stands on the ballot, and is not registered")
            }
            Self::RegisteredOffBallot(who) => {
                write!(f, "{who} is registered, and does not stand on the ballot")
            }
            Self::RefusedAboveThreshold {
                candidate,
                accepted,
                threshold,
            } => write!(
                f,
                "{candidate} was refused with {accepted} accepted signatures, above the {} needed",
                grouped(*threshold)
            ),
            Self::AcceptedAboveHandedIn {
                candidate,
                district,
                accepted,
                handed_in,
            } => write!(
                f,
                "{candidate}{}: {accepted} signatures accepted, of {handed_in} handed in",
                place(district.as_ref())
            ),
            Self::VoidedInBulk {
                candidate,
                district,
                voided,
            } => write!(
                f,
                "{candidate}{}: {voided} signatures made void together by a rule",
                place(district.as_ref())
            ),
            Self::JustOverLimit {
                candidate,
                district,
                share,
                limit,
            } => write!(
                f,
                "{candidate}{}: {} of those checked are invalid, just over the {limit} % that void them all",
                place(district.as_ref()),
                percent(share.min)
            ),
            Self::ThresholdTooHigh {
                contest,
                threshold,
                voters,
            } => write!(
                f,
                "{contest}: {} signatures are needed, more than one percent of {voters} voters",
                grouped(*threshold)
            ),
            Self::Incomplete { decision, missing } => {
                write!(f, "{decision}: without {}", missing.join(", "))
            }
            Self::FormComplete {
                decision,
                days_later: None,
            } => write!(f, "{decision}: form complete, not judged"),
            Self::FormComplete {
                decision,
                days_later: Some(days),
            } => write!(
                f,
                "{decision}: form complete, not judged; parts of it came {days} days after the decision"
            ),
            Self::RuleTooYoung {
                decision,
                rule,
                in_force,
            } => write!(
                f,
                "{decision}: rests on {rule}, which applies and was known only since {in_force}"
            ),
            Self::Overdue {
                appeal,
                body,
                due,
                days,
            } => write!(
                f,
                "{appeal}: {body} was to decide by {due}; overdue for {days} days"
            ),
            Self::DecidedLate {
                appeal,
                body,
                due,
                days,
            } => write!(
                f,
                "{appeal}: {body} was to decide by {due}, and decided {days} days late"
            ),
            Self::NoClock(appeal) => write!(
                f,
                "{appeal}: until when it must be decided is not shown on record"
            ),
            Self::AppealLate(appeal) => write!(f, "{appeal}: filed after its time"),
            Self::AppealUnconfirmed(appeal) => write!(
                f,
                "{appeal}: says to come from who is concerned, and its key does not show it"
            ),
            Self::UnprovenCharge(decision) => {
                write!(f, "{decision}: rests on a charge that no court has decided")
            }
            Self::GroundsNotShown(decision) => write!(
                f,
                "{decision}: what it rests on is not shown, so neither is that it rests on no undecided charge"
            ),
            Self::BannedWithoutDecision(on) => write!(
                f,
                "an assembly on {on} was forbidden; no decision stands on record"
            ),
            Self::Dispersed(on) => write!(f, "an assembly was broken up on {on}"),
            Self::JudgeLate {
                detention,
                number,
                hours,
                limit,
            } => write!(
                f,
                "{detention}: {number} people saw a judge after more than {hours} hours; {limit} are allowed"
            ),
            Self::NoJudgeOnRecord { detention, number } => write!(
                f,
                "{detention}: that {number} people saw a judge or were set free is not shown on record"
            ),
            Self::DetentionUnvouched(detention) => {
                write!(f, "{detention}: no known key vouches for it")
            }
            Self::Press { act, number, on } => write!(f, "press, {on}: {act}, {number}"),
            Self::QuorumMissed {
                contest,
                ballots,
                quorum,
            } => write!(
                f,
                "{contest}: {ballots} took part, and the quorum is {}",
                grouped(*quorum)
            ),
            Self::NoOutcomeDeclared(contest) => {
                write!(f, "{contest}: nobody has said on record what came out")
            }
            Self::TurnoutNotShown(contest) => {
                write!(f, "{contest}: how many took part is not shown on record")
            }
            Self::WinnersDiffer {
                contest,
                one,
                other,
            } => write!(
                f,
                "{contest}: {} and {} name different winners; which is right is not shown here",
                according_to(*one),
                according_to(*other)
            ),
            Self::VotesDiffer {
                contest,
                option,
                one,
                other,
            } => write!(
                f,
                "{contest}: {option} has {} votes according to {}, and {} according to {}; which is right is not shown here",
                one.1,
                according_to(one.0),
                other.1,
                according_to(other.0)
            ),
            Self::Reports { all, unvouched } => write!(
                f,
                "{} reports, {} of them unvouched; reports say what was seen, not how often it happened",
                grouped(*all),
                grouped(*unvouched)
            ),
            Self::DemandUnanswered {
                addressee,
                deadline,
            } => write!(
                f,
                "a demand to {addressee} was due on {deadline}, and nothing followed on record"
            ),
            Self::Withdrawn {
                because,
                by_authors,
                by_organiser,
            } => write!(
                f,
                "taken back ({because}): {by_authors} by their authors, {by_organiser} by the organiser"
            ),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not_shown = matches!(
            self.what,
            What::Incomplete { .. } | What::BannedWithoutDecision(_)
        ) && self.weight == Weight::NotShown;
        match not_shown {
            true => write!(f, "{} (not shown in the sources on record)", self.what),
            false => self.what.fmt(f),
        }
    }
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything it looked at keeps the rule.
    Holds,
    /// Something breaks it.
    Breached,
    /// There is nothing to look at, or what would settle it is not on record.
    NotShown,
}

/// What a check looked at, and what it found.
#[derive(Clone, Debug)]
pub struct Row {
    /// The check.
    pub check: CheckId,
    /// How many things it looked at.
    pub examined: u64,
    /// What it found.
    pub findings: Vec<Finding>,
}

impl Row {
    /// What came of it.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.findings.iter().map(|finding| finding.weight).max() {
            Some(Weight::Breach) => Status::Breached,
            Some(Weight::NotShown) => Status::NotShown,
            _ if self.examined == 0 => Status::NotShown,
            _ => Status::Holds,
        }
    }
}

/// All checks of what a record shows.
#[derive(Clone, Debug)]
pub struct Table {
    /// The day for which clocks are read.
    pub as_of: Date,
    examined: BTreeMap<CheckId, u64>,
    findings: Vec<Finding>,
}

impl Table {
    pub(super) fn new(as_of: Date) -> Self {
        Self {
            as_of,
            examined: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    /// Notes that a check looked at one more thing.
    pub(super) fn examine(&mut self, check: CheckId) {
        *self.examined.entry(check).or_default() += 1;
    }

    /// Notes a finding.
    pub(super) fn find(
        &mut self,
        check: CheckId,
        weight: Weight,
        what: What,
        about: impl IntoIterator<Item = EntryId>,
    ) {
        self.findings.push(Finding {
            check,
            weight,
            what,
            about: about.into_iter().collect(),
        });
    }

    /// The findings.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Every finding.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// One row a check, from C1 on. The checks of soundness have rows of their own.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        CheckId::ALL
            .into_iter()
            .filter(|check| check.subject() != crate::check::Subject::Soundness)
            .map(|check| Row {
                check,
                examined: self.examined.get(&check).copied().unwrap_or(0),
                findings: self
                    .findings
                    .iter()
                    .filter(|finding| finding.check == check)
                    .cloned()
                    .collect(),
            })
            .collect()
    }

    /// Whether anything breaks a rule.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.weight == Weight::Breach)
    }
}

/// The label of an option: of a candidate, or its own name.
pub(super) fn option_label(election: &crate::judge::Election, option: &OptionId) -> String {
    match option {
        OptionId::Named(name) => name.to_string(),
        OptionId::Candidate(id) => election
            .candidate(id)
            .map_or_else(|| id.short(), |candidate| candidate.filed.label.to_string()),
    }
}

/// How many signatures a contest needs, if any.
pub(super) fn threshold(nomination: &Nomination) -> Option<u64> {
    match nomination {
        Nomination::Filing => None,
        Nomination::Paper(paper) => Some(paper.threshold),
    }
}
