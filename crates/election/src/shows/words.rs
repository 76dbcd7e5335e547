//! A finding in words.

use std::fmt;

use super::what::What;
use crate::entry::nominations::AccordingTo;
use crate::value::Slug;
use crate::value::range::grouped;

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
