//! The quorum, and who says what came out: checks F1 and F2. That the outcome follows from the poll is check S9.

use super::finding::{Table, Weight, option_label};
use super::what::What;
use crate::check::CheckId;
use crate::entry::calling::Contest;
use crate::entry::nominations::AccordingTo;
use crate::entry::outcomes::OutcomeDeclared;
use crate::judge::Election;
use crate::value::{EntryId, OptionId, Range};

/// Looks at every contest.
pub(super) fn contests(election: &Election, table: &mut Table) {
    let Some(called) = election.called() else {
        return;
    };
    for contest in &called.call.contests {
        let declared: Vec<_> = election
            .outcomes()
            .iter()
            .filter(|(_, declared)| declared.contest == contest.contest)
            .collect();
        if declared.is_empty() {
            if table.as_of > called.calendar.voting.end() {
                table.examine(CheckId::F1);
                let what = What::NoOutcomeDeclared(contest.contest.clone());
                table.find(CheckId::F1, Weight::NotShown, what, [called.id]);
            }
            continue;
        }
        quorum(contest, &declared, table);
        agreement(election, contest, &declared, table);
    }
}

/// F1.
fn quorum(contest: &Contest, declared: &[&(EntryId, OutcomeDeclared)], table: &mut Table) {
    table.examine(CheckId::F1);
    let Some(quorum) = contest.quorum else {
        return;
    };
    let official = declared
        .iter()
        .find(|(_, outcome)| outcome.according_to == AccordingTo::Authority);
    match official.and_then(|(id, outcome)| Some((id, outcome.ballots?))) {
        None => {
            let what = What::TurnoutNotShown(contest.contest.clone());
            let about = declared.iter().map(|(id, _)| *id);
            table.find(CheckId::F1, Weight::NotShown, what, about);
        }
        Some((id, ballots)) if ballots.max.is_some_and(|most| most < quorum) => {
            let what = What::QuorumMissed {
                contest: contest.contest.clone(),
                ballots,
                quorum,
            };
            table.find(CheckId::F1, Weight::Breach, what, [*id]);
        }
        Some(_) => {}
    }
}

/// F2. Every pair that contradicts itself is named; which is right, this does not show.
fn agreement(
    election: &Election,
    contest: &Contest,
    declared: &[&(EntryId, OutcomeDeclared)],
    table: &mut Table,
) {
    table.examine(CheckId::F2);
    for (number, (one_id, one)) in declared.iter().enumerate() {
        for (other_id, other) in declared.iter().skip(number + 1) {
            if !one.elected.is_empty()
                && !other.elected.is_empty()
                && !same(&one.elected, &other.elected)
            {
                let what = What::WinnersDiffer {
                    contest: contest.contest.clone(),
                    one: one.according_to,
                    other: other.according_to,
                };
                table.find(CheckId::F2, Weight::NotShown, what, [*one_id, *other_id]);
            }
            for votes in &one.votes {
                let mut theirs = other.votes.iter();
                let Some(theirs) = theirs.find(|theirs| theirs.option == votes.option) else {
                    continue;
                };
                if apart(&votes.votes, &theirs.votes) {
                    let what = What::VotesDiffer {
                        contest: contest.contest.clone(),
                        option: option_label(election, &votes.option),
                        one: (one.according_to, votes.votes),
                        other: (other.according_to, theirs.votes),
                    };
                    table.find(CheckId::F2, Weight::NotShown, what, [*one_id, *other_id]);
                }
            }
        }
    }
}

/// Whether two lists name the same options, in any order.
fn same(one: &[OptionId], other: &[OptionId]) -> bool {
    one.len() == other.len() && one.iter().all(|option| other.contains(option))
}

/// Whether no number lies in both ranges.
fn apart(one: &Range, other: &Range) -> bool {
    one.certainly_above(other) || other.certainly_above(one)
}
