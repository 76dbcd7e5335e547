//! Seats for lists.
//!
//! | module | subject |
//! | --- | --- |
//! | `divisors` | highest averages: d'Hondt, Sainte-Laguë and their relatives; Balinski and Young's quota method |
//! | `remainders` | a quota, then the largest remainders |
//! | `dutch` | the Dutch Kieswet, articles P 5 to P 10 |
//!
//! M. L. Balinski, H. P. Young, *Fair Representation* (1982); F. Pukelsheim, *Proportional Representation* (2nd ed.
//! 2017). Every seat is a decision in the transcript, with the number that won it. All comparisons are of exact
//! fractions.

mod divisors;
mod dutch;
mod remainders;

use serde::{Deserialize, Serialize};

use crate::ballots::{Ballots, Rank};
use crate::contest::{Choice, Contest};
use crate::methods::{CountError, transcript};
use crate::number::Number;
use crate::outcome::{Decision, Invalid, Outcome, Round, Seats, Status, Total, Transcript, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, LotNeeded, Purpose};

pub use divisors::Divisors;
pub use remainders::SeatQuota;

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRules {
    /// How seats come from votes.
    pub formula: Formula,
    /// The least share of all votes for lists, in hundredths of a percent, with which a list takes part: 400 is 4 %.
    #[serde(default)]
    pub least_share: u64,
    /// The least number of votes with which a list takes part.
    #[serde(default)]
    pub least_votes: u64,
    /// Lists that take part below the least share and number: a seat won in a region, a minority's list.
    #[serde(default)]
    pub exempt: Vec<String>,
    /// Lists that pool their votes: seats go to the pool first, then inside it by the same formula (Israel's
    /// Bader–Ofer law, Knesset Elections Law §§82, 82A).
    #[serde(default)]
    pub alliances: Vec<Vec<String>>,
    /// How many candidates each list has, in the order of the lists: it cannot get more seats. Empty for no limit.
    #[serde(default)]
    pub candidates: Vec<u64>,
}

/// How seats come from votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// Each seat to the list with the highest average by these divisors.
    Divisors(Divisors),
    /// As many seats as a list has whole quotas, the rest to the largest remainders.
    Remainders(SeatQuota),
    /// d'Hondt, but no list gets more than its quota rounded up (Balinski and Young 1975).
    QuotaMethod,
    /// The Dutch Kieswet: below 19 seats remainders and unique averages, from 19 highest averages; articles P 5–P 10.
    Dutch,
}

/// Counts by these rules. A ballot counts for the list at its first rank.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; an alliance or exemption of a list that does not
/// exist; a quota that gives more seats than there are.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &ListRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let mut transcript = transcript(ballots, rules);
    let (votes, invalid) = votes_of(ballots);
    transcript.ballots.valid = votes.iter().sum();
    transcript.ballots.invalid.extend(invalid);
    apportion(contest, rules, method, lots, &votes, transcript)
}

/// Gives seats by the votes of each list; the transcript has its head.
pub(crate) fn apportion(
    contest: &Contest,
    rules: &Rules,
    method: &ListRules,
    lots: &[Lot],
    votes: &[u64],
    mut transcript: Transcript,
) -> Result<Outcome, CountError> {
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let mut round = Round {
        number: 1,
        ..Round::default()
    };
    round
        .totals
        .extend(contest.choices().zip(votes).map(|(option, votes)| Total {
            option: contest.name(option).to_owned(),
            votes: Number::whole(*votes),
            status: Status::Continuing,
        }));
    let taking_part = bar(contest, method, votes, &mut round)?;
    let seats = allocate(contest, method, &taking_part, &breaker, &mut round)?;
    transcript.rounds.push(round);
    let list = |((option, votes), seats): ((Choice, &u64), &u64)| Seats {
        list: contest.name(option).to_owned(),
        votes: Number::whole(*votes),
        seats: *seats,
    };
    Ok(Outcome {
        seats: contest.choices().zip(votes).zip(&seats).map(list).collect(),
        transcript,
        ..Outcome::default()
    })
}

/// The votes of each list, and the ballots that are for no list or more than one.
fn votes_of(ballots: &Ballots) -> (Vec<u64>, Option<Invalid>) {
    let standing = ballots.contest.standing();
    let mut votes = vec![0; ballots.contest.options.len()];
    let mut invalid = 0;
    for ballot in ballots.iter().filter(|ballot| !ballot.is_blank()) {
        let first = ballot.ranks().find(|rank| *rank != Rank::Skipped);
        let list = match first {
            Some(Rank::One(option)) => Some(usize::from(option)),
            _ => None,
        };
        let list = list.filter(|list| standing.get(*list) == Some(&true));
        match list.and_then(|list| votes.get_mut(list)) {
            Some(votes) => *votes += ballot.count,
            None => invalid += ballot.count,
        }
    }
    let invalid = (invalid > 0).then(|| Invalid {
        because: "for no list that stands, or for more than one".to_owned(),
        ballots: invalid,
    });
    (votes, invalid)
}

/// Takes the votes from lists below the thresholds.
fn bar(
    contest: &Contest,
    method: &ListRules,
    votes: &[u64],
    round: &mut Round,
) -> Result<Vec<u64>, CountError> {
    let exempt = find_all(contest, &method.exempt)?;
    let all: u128 = votes.iter().map(|votes| u128::from(*votes)).sum();
    let below = |votes: u64| {
        u128::from(votes) * 10_000 < all * u128::from(method.least_share)
            || votes < method.least_votes
    };
    let mut left = Vec::with_capacity(votes.len());
    for (option, votes) in contest.choices().zip(votes) {
        let barred = below(*votes) && !exempt.contains(&option);
        if barred && *votes > 0 {
            let (because, by) = if *votes < method.least_votes {
                (
                    format!("fewer than {} votes", method.least_votes),
                    "least_votes",
                )
            } else {
                let percent = Number::decimal(method.least_share, 2);
                (format!("less than {percent} % of all votes"), "least_share")
            };
            round.decisions.push(Decision {
                what: What::Barred,
                option: contest.name(option).to_owned(),
                because,
                by: by.to_owned(),
            });
        }
        left.push(if barred { 0 } else { *votes });
    }
    Ok(left)
}

fn find_all(contest: &Contest, names: &[String]) -> Result<Vec<Choice>, CountError> {
    let find = |name: &String| {
        let found = contest.find(name);
        found.ok_or_else(|| CountError::NotApplicable(format!("there is no list \"{name}\"")))
    };
    names.iter().map(find).collect()
}

/// Seats for pools of lists, then inside each pool.
fn allocate(
    contest: &Contest,
    method: &ListRules,
    votes: &[u64],
    breaker: &Breaker<'_>,
    round: &mut Round,
) -> Result<Vec<u64>, CountError> {
    let mut pools: Vec<Vec<Choice>> = Vec::new();
    let mut pooled = vec![false; votes.len()];
    for alliance in &method.alliances {
        let mut pool = find_all(contest, alliance)?;
        // A list below the threshold is no part of its alliance (Knesset Elections Law §82A).
        pool.retain(|option| {
            votes
                .get(usize::from(*option))
                .is_some_and(|votes| *votes > 0)
        });
        for option in &pool {
            let taken = pooled.get_mut(usize::from(*option));
            if taken.is_some_and(|taken| std::mem::replace(taken, true)) {
                let name = contest.name(*option);
                return Err(CountError::NotApplicable(format!(
                    "\"{name}\" is in two alliances"
                )));
            }
        }
        pools.push(pool);
    }
    let alone = contest
        .choices()
        .filter(|option| pooled.get(usize::from(*option)) == Some(&false));
    pools.extend(alone.map(|option| vec![option]));
    pools.retain(|pool| !pool.is_empty());
    // In the order of the lists, as a tie by order wants it.
    pools.sort_by_key(|pool| pool.iter().min().copied());

    let of =
        |list: &[u64], option: &Choice| list.get(usize::from(*option)).copied().unwrap_or_default();
    let sum = |pool: &Vec<Choice>| pool.iter().map(|option| of(votes, option)).sum::<u64>();
    let outer = Input {
        contest,
        votes: pools.iter().map(sum).collect(),
        limits: pools
            .iter()
            .map(|pool| match method.candidates.is_empty() {
                true => u64::MAX,
                false => pool
                    .iter()
                    .map(|option| of(&method.candidates, option))
                    .sum(),
            })
            .collect(),
        lists: pools.clone(),
        breaker,
    };
    let outer_seats = seats(method.formula, &outer, u64::from(contest.seats), round)?;
    let mut result = vec![0; votes.len()];
    for (pool, won) in pools.iter().zip(outer_seats) {
        let won = if let [only] = pool.as_slice() {
            vec![(*only, won)]
        } else {
            let inner = Input {
                contest,
                votes: pool.iter().map(|option| of(votes, option)).collect(),
                limits: vec![u64::MAX; pool.len()],
                lists: pool.iter().map(|option| vec![*option]).collect(),
                breaker,
            };
            let inside = seats(method.formula, &inner, won, round)?;
            pool.iter().copied().zip(inside).collect()
        };
        for (option, seats) in won {
            if let Some(place) = result.get_mut(usize::from(option)) {
                *place = seats;
            }
        }
    }
    Ok(result)
}

fn seats(
    formula: Formula,
    input: &Input<'_>,
    seats: u64,
    round: &mut Round,
) -> Result<Vec<u64>, CountError> {
    match formula {
        Formula::Divisors(divisors) => divisors::count(divisors, input, seats, round),
        Formula::QuotaMethod => divisors::quota_method(input, seats, round),
        Formula::Remainders(quota) => remainders::count(quota, input, seats, round),
        Formula::Dutch => dutch::count(input, seats, round),
    }
}

/// What a formula works on: lists, or pools of lists.
struct Input<'a> {
    contest: &'a Contest,
    votes: Vec<u64>,
    /// The most seats each can fill.
    limits: Vec<u64>,
    lists: Vec<Vec<Choice>>,
    breaker: &'a Breaker<'a>,
}

impl Input<'_> {
    fn total(&self) -> u64 {
        self.votes.iter().sum()
    }

    /// The name of a list, or of all lists of a pool.
    fn name(&self, at: usize) -> String {
        let lists = self.lists.get(at).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<&str> = lists
            .iter()
            .map(|option| self.contest.name(*option))
            .collect();
        names.join(" + ")
    }

    /// The one of `equal` that gets the next seat.
    fn choose(&self, equal: &[usize]) -> Result<usize, LotNeeded> {
        let first = |at: &usize| self.lists.get(*at).and_then(|pool| pool.first()).copied();
        let options: Vec<Choice> = equal.iter().filter_map(first).collect();
        let none: &[Vec<u64>] = &[];
        let settled = self.breaker.choose(&options, Purpose::Elect, none)?;
        let chosen = equal.iter().find(|at| first(at) == Some(settled.chosen));
        Ok(chosen.or(equal.first()).copied().unwrap_or_default())
    }

    /// Writes a seat into the transcript.
    fn award(&self, round: &mut Round, at: usize, because: String, by: &str) {
        round.decisions.push(Decision {
            what: What::Seat,
            option: self.name(at),
            because,
            by: by.to_owned(),
        });
    }
}

/// The places of the greatest value; `None` takes no part.
fn greatest<T: Ord>(values: impl Iterator<Item = Option<T>>) -> Vec<usize> {
    let mut best: Option<T> = None;
    let mut at_best = Vec::new();
    for (at, value) in values.enumerate() {
        let Some(value) = value else {
            continue;
        };
        match best.as_ref().map(|best| value.cmp(best)) {
            Some(std::cmp::Ordering::Less) => {}
            Some(std::cmp::Ordering::Equal) => at_best.push(at),
            Some(std::cmp::Ordering::Greater) | None => {
                best = Some(value);
                at_best = vec![at];
            }
        }
    }
    at_best
}

/// Adds one to a number of a list.
fn add_one(list: &mut [u64], at: usize) {
    if let Some(number) = list.get_mut(at) {
        *number += 1;
    }
}
