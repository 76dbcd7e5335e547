//! First places alone, in one round or several: plurality and run-off between those ahead.
//!
//! In later rounds a ballot counts for its first option among those that are left, as in a second ballot at which
//! nobody changes his mind. Options that share the first rank share the vote. A majority is more than half of the votes
//! of the round. Who are equal at the limit go on together; no tie is settled, and options may share a place.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::Choice;
use crate::methods::CountError;
use crate::methods::rankings::{self, Reader, Unranked, by_value, chosen, groups, transcript};
use crate::outcome::{Outcome, Round};
use crate::rules::Rules;

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstPlacesRules {
    /// How many rounds at most: 1 is plurality, 2 the run-off of the French president (Constitution, article 7).
    pub rounds: u8,
    /// How many go on to the second round.
    #[serde(default = "two")]
    pub go_on: u32,
    /// How many more, or fewer, go on to each round after that than to the one before.
    #[serde(default)]
    pub go_on_change: i32,
    /// What a ballot says about options that it does not rank. With `tied-last` a ballot that ranks none of those
    /// left is shared among them.
    pub unranked: Unranked,
}

fn two() -> u32 {
    2
}

/// Counts by these rules.
///
/// # Errors
///
/// No round at all.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &FirstPlacesRules,
) -> Result<Outcome, CountError> {
    if method.rounds == 0 {
        return Err(CountError::NotApplicable(
            "there must be a round".to_owned(),
        ));
    }
    let contest = &ballots.contest;
    let mut transcript = transcript(ballots, rules);
    let mut continues = contest.standing();
    let who: Vec<Choice> = chosen(&continues);
    // For each option the last round it was in, and its votes there.
    let mut last: Vec<(u8, BigRational)> = vec![Default::default(); continues.len()];
    for number in 1..=method.rounds {
        let votes = first_places(ballots, method.unranked, &continues, Shared::Equally);
        let of = |option: Choice| votes.get(usize::from(option)).cloned().unwrap_or_default();
        let here: Vec<Choice> = chosen(&continues);
        for option in &here {
            if let Some(last) = last.get_mut(usize::from(*option)) {
                *last = (number, of(*option));
            }
        }
        transcript.rounds.push(Round {
            totals: rankings::totals(contest, &here, of),
            ..Round::default()
        });
        let all: BigRational = votes.iter().sum();
        let most = votes.iter().max().cloned().unwrap_or_default();
        if number == method.rounds || most.clone() + most > all {
            break;
        }
        let change = i64::from(method.go_on_change) * i64::from(number - 1);
        let limit = usize::try_from(i64::from(method.go_on) + change).unwrap_or_default();
        let next = ahead(&here, of, limit);
        if next.is_empty() || (next.len() == here.len() && method.go_on_change >= 0) {
            break;
        }
        continues = vec![false; continues.len()];
        for option in next {
            if let Some(continues) = continues.get_mut(usize::from(option)) {
                *continues = true;
            }
        }
    }
    let score = |option: Choice| last.get(usize::from(option)).cloned().unwrap_or_default();
    let places = by_value(&who, score);
    Ok(rankings::outcome(contest, &places, transcript, "rounds"))
}

/// Who goes on: as many as the limit says, one at least, and who are equal to the last of them. Nobody without a vote.
fn ahead(here: &[Choice], of: impl Fn(Choice) -> BigRational, limit: usize) -> Vec<Choice> {
    let mut next: Vec<Choice> = Vec::new();
    for place in by_value(here, &of) {
        let voted = place.first().is_some_and(|option| !of(*option).is_zero());
        if !voted || (!next.is_empty() && next.len() >= limit) {
            break;
        }
        next.extend(place);
    }
    next
}

/// What a rank that several options share is worth to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shared {
    /// Each gets an equal part of the vote.
    Equally,
    /// Nothing: the rank is passed over, also when only one of them is left.
    PassedOver,
}

/// The votes of every option among those that continue.
pub(crate) fn first_places(
    ballots: &Ballots,
    unranked: Unranked,
    continues: &[bool],
    shared: Shared,
) -> Vec<BigRational> {
    let mut tally = Tally::new(continues.len());
    let mut reader = Reader::new(ballots.contest.standing(), unranked);
    for ballot in ballots.iter() {
        let (order, ends) = reader.read(ballot);
        let mut counting = groups(order, ends).filter(|group| shared.counts(group));
        counting.find(|group| tally.give(group, continues, ballot.count));
    }
    tally.votes()
}

impl Shared {
    /// Whether a rank counts.
    pub(crate) fn counts(self, group: &[Choice]) -> bool {
        self == Self::Equally || group.len() == 1
    }
}

/// Votes of options by how many share each.
pub(crate) struct Tally {
    /// For each option: with how many a vote is shared, and how many such votes it has.
    shares: Vec<BTreeMap<usize, u64>>,
}

impl Tally {
    /// Nobody has a vote.
    pub(crate) fn new(options: usize) -> Self {
        Self {
            shares: vec![Default::default(); options],
        }
    }

    /// Gives votes to those of a group who continue; `false` if none does.
    pub(crate) fn give(&mut self, group: &[Choice], continues: &[bool], count: u64) -> bool {
        let continues = |option: &&Choice| continues.get(usize::from(**option)) == Some(&true);
        let size = group.iter().filter(continues).count();
        for option in group.iter().filter(continues) {
            if let Some(shares) = self.shares.get_mut(usize::from(*option)) {
                *shares.entry(size).or_default() += count;
            }
        }
        size > 0
    }

    /// All votes, exactly.
    pub(crate) fn votes(&self) -> Vec<BigRational> {
        let sum = |shares: &BTreeMap<usize, u64>| {
            let each = shares.iter().map(|(size, count)| {
                BigRational::new(BigInt::from(*count), BigInt::from((*size).max(1)))
            });
            each.sum()
        };
        self.shares.iter().map(sum).collect()
    }
}
