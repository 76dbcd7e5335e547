//! First places, then first and second places, and so on, until an option has a majority: Bucklin's rule.
//!
//! J. W. Bucklin, Grand Junction, Colorado (charter of 1909, section 22); D. M. Smith, "Bucklin voting" in the reports
//! of the American cities that used it, 1909–1922. The charter counted all later choices after the second at once; here
//! each rank is a step. Options at the same rank each get the vote. Empty ranks between marks do not count as steps.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::Choice;
use crate::methods::CountError;
use crate::methods::rankings::{self, Reader, Unranked, by_value, chosen, groups, transcript};
use crate::number::Number;
use crate::outcome::{Outcome, Round, Status, Total};
use crate::rules::Rules;

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucklinRules {
    /// What a ballot says about options that it does not rank. `left-out` is what the charters had.
    pub unranked: Unranked,
}

/// Counts by these rules. An option is placed by the step at which it first has more than half of the valid ballots,
/// then by its votes at that step; who never has, comes after, by all its votes.
///
/// # Errors
///
/// None of its own.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &BucklinRules,
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let mut transcript = transcript(ballots, rules);
    let mut steps: Vec<Vec<u64>> = Vec::new();
    let mut reader = Reader::new(contest.standing(), method.unranked);
    for ballot in ballots.iter() {
        let (order, ends) = reader.read(ballot);
        for (step, group) in groups(order, ends).enumerate() {
            if steps.len() <= step {
                steps.push(vec![0; contest.options.len()]);
            }
            for option in group {
                let step = steps.get_mut(step);
                if let Some(votes) = step.and_then(|step| step.get_mut(usize::from(*option))) {
                    *votes += ballot.count;
                }
            }
        }
    }
    let half = transcript.ballots.valid / 2;
    let who: Vec<Choice> = chosen(&contest.standing());
    // For each option: at which step it had a majority, and its votes then, or all it has.
    let mut reached: Vec<(usize, u64)> = vec![(usize::MAX, 0); contest.options.len()];
    for (at, step) in steps.iter().enumerate() {
        for (reached, votes) in reached.iter_mut().zip(step) {
            if reached.0 == usize::MAX {
                reached.1 += votes;
                if reached.1 > half {
                    reached.0 = at;
                }
            }
        }
    }
    let decided = reached.iter().map(|(at, _)| *at).min().unwrap_or_default();
    let mut sums = vec![0_u64; contest.options.len()];
    for (at, step) in steps.iter().enumerate() {
        for (sum, votes) in sums.iter_mut().zip(step) {
            *sum += votes;
        }
        if at > decided {
            continue;
        }
        let total = |option: &Choice| Total {
            option: contest.name(*option).to_owned(),
            votes: Number::whole(sums.get(usize::from(*option)).copied().unwrap_or_default()),
            status: Status::Continuing,
        };
        transcript.rounds.push(Round {
            name: format!("ranks 1 to {}", at + 1),
            quota: Some(Number::whole(half + 1)),
            totals: who.iter().map(total).collect(),
            ..Round::default()
        });
    }
    let score = |option: Choice| {
        let (at, votes) = reached
            .get(usize::from(option))
            .copied()
            .unwrap_or_default();
        (Reverse(at), votes)
    };
    let places = by_value(&who, score);
    Ok(rankings::outcome(contest, &places, transcript, "majority"))
}
