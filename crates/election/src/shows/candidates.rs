//! Who stood, who was kept off, and on which figures: checks C1 to C6.
//!
//! Benchmarks: Copenhagen 7.5; Code of Good Practice in Electoral Matters, I.1.3 (at most one percent of the voters;
//! every signature looked at).

use super::finding::{Table, Weight, option_label, threshold};
use super::what::What;
use crate::check::CheckId;
use crate::entry::calling::{Contest, Nomination};
use crate::entry::nominations::AccordingTo;
use crate::entry::reports::{Figure, Unit};
use crate::judge::Election;
use crate::judge::state::{Candidate, Poll, Standing};
use crate::value::{EntryId, OptionId, Range};

/// A share of invalid signatures within so many hundredths of a percent above the limit is "just over" it.
const JUST_OVER: u64 = 200;

/// The highest number of accepted signatures that the authority itself gives for a whole contest, and where.
#[must_use]
pub fn accepted(candidate: &Candidate) -> Option<(EntryId, Range)> {
    candidate
        .figures
        .iter()
        .filter(|(_, counted)| {
            counted.district.is_none() && counted.according_to == AccordingTo::Authority
        })
        .filter_map(|(id, counted)| Some((*id, counted.accepted?)))
        .max_by_key(|(_, accepted)| accepted.min)
}

/// Whether a candidate did what the rules ask of one who wants to stand.
#[must_use]
pub fn is_qualified(contest: &Contest, candidate: &Candidate) -> bool {
    match contest.nomination {
        Nomination::Filing => {
            candidate.decisions.is_empty() && candidate.standing != Standing::Filed
        }
        Nomination::Paper(paper) => {
            accepted(candidate).is_some_and(|(_, accepted)| accepted.min >= paper.threshold)
        }
    }
}

/// Looks at one candidate.
pub(super) fn candidate(election: &Election, candidate: &Candidate, table: &mut Table) {
    let Some(contest) = election.contest(&candidate.filed.contest) else {
        return;
    };
    outcome(election, candidate, table);
    if let Some(threshold) = threshold(&contest.nomination) {
        refused_above(candidate, threshold, table);
    }
    figures(contest, candidate, table);
}

/// C1.
fn outcome(election: &Election, candidate: &Candidate, table: &mut Table) {
    let Some(called) = election.called() else {
        return;
    };
    table.examine(CheckId::C1);
    let label = candidate.filed.label.clone();
    let decided = candidate.standing != Standing::Filed;
    if !called.calendar.nomination.contains(candidate.on) {
        table.find(
            CheckId::C1,
            Weight::Shown,
            What::FiledLate(label.clone()),
            [candidate.id],
        );
    }
    if !decided && table.as_of >= called.calendar.voting.from {
        let weight = match election.is_watched() {
            true => Weight::NotShown,
            false => Weight::Breach,
        };
        table.find(CheckId::C1, weight, What::NoOutcome(label), [candidate.id]);
    }
}

/// C3: a refusal of somebody with enough accepted signatures, on whatever grounds.
fn refused_above(candidate: &Candidate, threshold: u64, table: &mut Table) {
    let Some((figures, accepted)) = accepted(candidate) else {
        return;
    };
    table.examine(CheckId::C3);
    let refused = matches!(candidate.standing, Standing::Refused | Standing::Removed);
    if refused && accepted.min >= threshold {
        table.find(
            CheckId::C3,
            Weight::Breach,
            What::RefusedAboveThreshold {
                candidate: candidate.filed.label.clone(),
                accepted,
                threshold,
            },
            [candidate.id, figures],
        );
    }
}

/// C4, C5: figures against one another. Whose they are does not matter: a contradiction is one.
fn figures(contest: &Contest, candidate: &Candidate, table: &mut Table) {
    let label = &candidate.filed.label;
    let mut highest: std::collections::BTreeMap<_, (EntryId, Range)> =
        std::collections::BTreeMap::new();
    for (id, counted) in &candidate.figures {
        if let Some(handed_in) = counted.handed_in {
            let entry = highest.entry(&counted.district).or_insert((*id, handed_in));
            // An open bound is above every number.
            if handed_in.max.unwrap_or(u64::MAX) > entry.1.max.unwrap_or(u64::MAX) {
                *entry = (*id, handed_in);
            }
        }
    }
    for (id, counted) in &candidate.figures {
        let district = counted.district.clone();
        if let Some(accepted) = counted.accepted
            && let Some((other, handed_in)) = highest.get(&counted.district)
        {
            table.examine(CheckId::C4);
            if accepted.certainly_above(handed_in) {
                table.find(
                    CheckId::C4,
                    Weight::Breach,
                    What::AcceptedAboveHandedIn {
                        candidate: label.clone(),
                        district: district.clone(),
                        accepted,
                        handed_in: *handed_in,
                    },
                    [*id, *other],
                );
            }
        }
        if counted.voided.is_some() || counted.checked.is_some() || counted.invalid_share.is_some()
        {
            table.examine(CheckId::C5);
        }
        if let Some(voided) = counted.voided.filter(|voided| voided.min > 0) {
            table.find(
                CheckId::C5,
                Weight::Breach,
                What::VoidedInBulk {
                    candidate: label.clone(),
                    district: district.clone(),
                    voided,
                },
                [*id],
            );
        }
        let limit = match contest.nomination {
            Nomination::Paper(paper) => paper.void_above_percent,
            Nomination::Filing => None,
        };
        if let (Some(share), Some(limit)) = (counted.invalid_share, limit) {
            let line = u64::from(limit) * 100;
            if share.min > line && share.min <= line + JUST_OVER {
                table.find(
                    CheckId::C5,
                    Weight::Shown,
                    What::JustOverLimit {
                        candidate: label.clone(),
                        district,
                        share,
                        limit,
                    },
                    [*id],
                );
            }
        }
    }
}

/// C2 and C6: the ballot of each contest, and its threshold.
pub(super) fn contests(election: &Election, table: &mut Table) {
    let Some(called) = election.called() else {
        return;
    };
    for contest in &called.call.contests {
        ballot(election, contest, table);
        one_percent(election, contest, table);
    }
}

/// C2. Where no poll is on record, who was refused is not on the ballot.
fn ballot(election: &Election, contest: &Contest, table: &mut Table) {
    let candidates = || {
        election
            .candidates()
            .iter()
            .filter(|candidate| candidate.filed.contest == contest.contest)
    };
    let mut polls = election.polls().iter();
    let poll = polls.find(|poll| poll.opened.contest == contest.contest);
    for candidate in candidates() {
        let on_ballot = match poll {
            Some(poll) => poll
                .opened
                .options
                .contains(&OptionId::Candidate(candidate.id)),
            None if candidate.standing == Standing::Filed => continue,
            None => candidate.standing == Standing::Registered,
        };
        table.examine(CheckId::C2);
        let registered = candidate.standing == Standing::Registered;
        let qualified = is_qualified(contest, candidate);
        let absent = !on_ballot && candidate.standing != Standing::Withdrawn;
        let label = candidate.filed.label.clone();
        let mut about = vec![candidate.id];
        about.extend(poll.map(|poll| poll.id));
        let what = if absent && qualified {
            What::QualifiedAbsent {
                candidate: label,
                accepted: accepted(candidate).map(|(_, accepted)| accepted),
                threshold: threshold(&contest.nomination),
            }
        } else if absent && registered {
            What::RegisteredOffBallot(label)
        } else if on_ballot && !registered && !left_later(election, candidate, poll) {
            What::OnBallotUnregistered(option_label(election, &OptionId::Candidate(candidate.id)))
        } else {
            continue;
        };
        table.find(CheckId::C2, Weight::Breach, what, about);
    }
}

/// Whether a candidate withdrew after the poll was opened: the ballot was right when it was made.
fn left_later(election: &Election, candidate: &Candidate, poll: Option<&Poll>) -> bool {
    let number = |id| election.number_of(id);
    let left = candidate.withdrawn.as_ref().and_then(number);
    let opened = poll.and_then(|poll| number(&poll.id));
    left.zip(opened).is_some_and(|(left, opened)| left > opened)
}

/// C6. The number of voters stands in the call, or in a figure of its own, for the whole election, that is vouched for:
/// nobody breaks the rule by a figure of one village, or one that nobody answers for.
fn one_percent(election: &Election, contest: &Contest, table: &mut Table) {
    let Some(threshold) = threshold(&contest.nomination) else {
        return;
    };
    let figure = election.figures().iter().find(|(id, figure)| {
        figure.figure == Figure::Register
            && figure.unit == Unit::Count
            && election
                .called()
                .is_some_and(|called| called.call.place == figure.place)
            && election.is_vouched(id)
    });
    let (voters, source) = match (contest.voters, figure) {
        (Some(voters), _) => (Range::exactly(voters), None),
        (None, Some((id, figure))) => (figure.number, Some(*id)),
        (None, None) => return,
    };
    table.examine(CheckId::C6);
    let too_high = voters
        .max
        .is_some_and(|most| threshold.saturating_mul(100) > most);
    if too_high {
        let call = election.called().map(|called| called.id);
        table.find(
            CheckId::C6,
            Weight::Breach,
            What::ThresholdTooHigh {
                contest: contest.contest.clone(),
                threshold,
                voters,
            },
            call.into_iter().chain(source),
        );
    }
}
