//! CPO-STV: sets of winners compared pair by pair.
//!
//! N. Tideman, "The single transferable vote", Journal of Economic Perspectives 9 (1995); N. Tideman, D. Richardson,
//! "Better voting methods through technology", Public Choice 103 (2000). Two sets are compared by a count in which only
//! the options of either stand, and only those in both pass surpluses on: the set whose options have more votes in it
//! wins. Among the sets, Schulze's method decides. Surpluses are passed on as in [`crate::methods::recount_stv`].
//!
//! Who has the quota by first places is in every set. The number of comparisons grows fast; more than
//! [`MOST_COMPARISONS`] are refused.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::CountError;
use crate::methods::pairwise::{Matrix, Strength, schulze_first};
use crate::methods::rankings::{self, Unranked, by_value, chosen, shown, totals, transcript};
use crate::methods::recount_stv::{ExactQuota, Lists};
use crate::outcome::{Outcome, Round, Status, Total};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose};

/// With more comparisons of sets a count would take too long.
pub const MOST_COMPARISONS: u128 = 12_000;

/// Votes of sets are compared with so many decimals.
const DECIMALS: u32 = 9;

/// The decisions of this method. Sets that are still equal are chosen among by the rules' `ties`; their names are those
/// of their options, joined by ` + `.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CpoStvRules {
    /// With how many votes an option is elected.
    pub quota: ExactQuota,
    /// By which strength of defeats Schulze's method chooses among the sets; the next where sets share its first place.
    pub completion: Vec<Strength>,
    /// What a ballot says about options that it does not rank.
    pub unranked: Unranked,
}

/// Counts by these rules.
///
/// # Errors
///
/// No seat; too many sets; [`CountError::LotNeeded`] for a tie the rules leave to a lot.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &CpoStvRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let seats = usize::try_from(contest.seats).unwrap_or(usize::MAX);
    if seats == 0 {
        return Err(CountError::NotApplicable(
            "no seat is to be filled".to_owned(),
        ));
    }
    let lists = Lists::new(ballots, method.unranked);
    let mut transcript = transcript(ballots, rules);
    let standing = contest.standing();
    let who: Vec<Choice> = chosen(&standing);
    let quota = method.quota.votes(lists.total, contest.seats);
    let first = lists.votes(&standing, &[]);
    let of = |option: Choice| first.get(usize::from(option)).cloned().unwrap_or_default();
    transcript.rounds.push(Round {
        name: "first places".to_owned(),
        quota: Some(shown(quota.clone())),
        totals: totals(contest, &who, of),
        ..Round::default()
    });
    let (sure, open): (Vec<Choice>, Vec<Choice>) =
        who.iter().partition(|option| of(**option) >= quota);
    let free = seats.saturating_sub(sure.len());
    let winners = if free > 0 && free < open.len() {
        let sets = sets(&sure, &open, free)?;
        let comparisons = Comparisons {
            lists: &lists,
            standing: &standing,
            quota: &quota,
        };
        let table = comparisons.all(contest, &sets, &mut transcript.rounds)?;
        let chosen = choose(contest, rules, method, lots, &sets, &table)?;
        sets.get(chosen).cloned().unwrap_or_default()
    } else {
        let breaker = Breaker::new(contest, &rules.ties, lots);
        let none: &[Vec<u64>] = &[];
        let mut order: Vec<Choice> = Vec::new();
        for place in by_value(&who, of) {
            match seats.saturating_sub(order.len()) {
                0 => break,
                room if place.len() <= room => order.extend(place),
                room => order.extend(
                    breaker
                        .order(&place, Purpose::Elect, none)?
                        .iter()
                        .take(room),
                ),
            }
        }
        order
    };
    let places = by_value(&winners, of);
    let mut outcome = rankings::outcome(contest, &places, transcript, "completion");
    outcome.elected = outcome.ranking.concat();
    Ok(outcome)
}

/// Every set of winners: the sure ones and so many of the open ones.
fn sets(sure: &[Choice], open: &[Choice], free: usize) -> Result<Vec<Vec<Choice>>, CountError> {
    let mut number: u128 = 1;
    for chosen in 0..free.min(open.len() - free) {
        let (left, next) = ((open.len() - chosen) as u128, chosen as u128 + 1);
        number = number.saturating_mul(left) / next;
        if number > MOST_COMPARISONS {
            break;
        }
    }
    if number.saturating_mul(number.saturating_sub(1)) / 2 > MOST_COMPARISONS {
        return Err(CountError::NotApplicable(format!(
            "there are too many sets of winners to compare; {MOST_COMPARISONS} comparisons are the most"
        )));
    }
    let mut sets = vec![(sure.to_vec(), 0)];
    for chosen in 0..free {
        let mut longer = Vec::new();
        for (set, from) in &sets {
            let last = open.len() + chosen + 1 - free;
            for (at, option) in open.iter().enumerate().take(last).skip(*from) {
                let mut set: Vec<Choice> = set.clone();
                set.push(*option);
                longer.push((set, at + 1));
            }
        }
        sets = longer;
    }
    Ok(sets.into_iter().map(|(set, _)| set).collect())
}

/// The name of a set: those of its options.
fn set_name(contest: &Contest, set: &[Choice]) -> String {
    let names: Vec<&str> = set.iter().map(|option| contest.name(*option)).collect();
    names.join(" + ")
}

struct Comparisons<'a> {
    lists: &'a Lists,
    standing: &'a [bool],
    quota: &'a BigRational,
}

impl Comparisons<'_> {
    /// Compares all sets pair by pair: the votes of each against each, in units of the last decimal.
    fn all(
        &self,
        contest: &Contest,
        sets: &[Vec<Choice>],
        rounds: &mut Vec<Round>,
    ) -> Result<Vec<Vec<u64>>, CountError> {
        let mut table = vec![vec![0; sets.len()]; sets.len()];
        for (a, one) in sets.iter().enumerate() {
            for (b, other) in sets.iter().enumerate().skip(a + 1) {
                let votes = self.compare(one, other);
                for (row, column, votes) in [(a, b, &votes.0), (b, a, &votes.1)] {
                    let cell = table.get_mut(row).and_then(|row| row.get_mut(column));
                    if let Some(cell) = cell {
                        *cell = units(votes)?;
                    }
                }
                let total = |set: &[Choice], votes: BigRational| Total {
                    option: set_name(contest, set),
                    votes: shown(votes),
                    status: Status::Continuing,
                };
                rounds.push(Round {
                    name: "two sets compared".to_owned(),
                    totals: vec![total(one, votes.0), total(other, votes.1)],
                    ..Round::default()
                });
            }
        }
        Ok(table)
    }

    fn compare(&self, one: &[Choice], other: &[Choice]) -> (BigRational, BigRational) {
        let numbered = self.standing.iter().zip(0..);
        let mut continues: Vec<bool> = numbered
            .map(|(stands, option)| *stands && (one.contains(&option) || other.contains(&option)))
            .collect();
        let votes = self.lists.votes(&continues, &[]);
        let mut passed = vec![None; continues.len()];
        let mut held = 0_u32;
        for option in one.iter().filter(|option| other.contains(option)) {
            let at = usize::from(*option);
            let has = votes.get(at).filter(|has| *has >= self.quota);
            if let (Some(has), Some(passed), Some(continues)) =
                (has, passed.get_mut(at), continues.get_mut(at))
            {
                *passed = Some((has - self.quota) / has);
                *continues = false;
                held += 1;
            }
        }
        let after = self.lists.votes(&continues, &passed);
        let both = self.quota * BigInt::from(held);
        let sum = |set: &[Choice]| {
            let own = set
                .iter()
                .filter_map(|option| after.get(usize::from(*option)));
            own.sum::<BigRational>() + &both
        };
        (sum(one), sum(other))
    }
}

/// Votes in units of the last decimal.
fn units(votes: &BigRational) -> Result<u64, CountError> {
    let scaled = (votes * BigInt::from(10).pow(DECIMALS)).to_integer();
    scaled
        .to_u64()
        .ok_or_else(|| CountError::NotApplicable("more votes than can be compared here".to_owned()))
}

/// The set that wins.
fn choose(
    contest: &Contest,
    rules: &Rules,
    method: &CpoStvRules,
    lots: &[Lot],
    sets: &[Vec<Choice>],
    table: &[Vec<u64>],
) -> Result<usize, CountError> {
    let matrix = Matrix::from_table(table);
    let mut first: Vec<Choice> = matrix.options().to_vec();
    for strength in &method.completion {
        let unbeaten = schulze_first(&matrix, *strength);
        first.retain(|set| unbeaten.contains(set));
        if first.len() < 2 {
            break;
        }
    }
    if first.is_empty() {
        first = matrix.options().to_vec();
    }
    let names = sets.iter().map(|set| set_name(contest, set)).collect();
    let of_sets = Contest::new(1, names);
    let none: &[Vec<u64>] = &[];
    let breaker = Breaker::new(&of_sets, &rules.ties, lots);
    let settled = breaker.choose(&first, Purpose::Elect, none)?;
    Ok(usize::from(settled.chosen))
}
