//! Single transferable vote as textbooks tell it: every stage counts all ballots anew.
//!
//! A ballot whose first option has been elected goes on to the next that continues with the part of the vote that the
//! elected did not need: surplus over total at its election. A ballot whose first option has been excluded goes on
//! whole. What happened to later options changes nothing. This is the count of encyclopaedias' examples (and of the
//! PHP library CondorcetPHP), not of any law: laws pass on the value that a ballot has by then, see
//! [`crate::methods::gregory`]. A rank that several options share is passed over. Arithmetic is in exact fractions.
//!
//! If options run out before the seats are filled, the excluded come back, the last excluded first.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::CountError;
use crate::methods::rankings::{
    self, Reader, Unranked, by_value, chosen, groups, shown, transcript,
};
use crate::outcome::{Decision, Outcome, Round, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, LotNeeded, Purpose};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecountStvRules {
    /// With how many votes an option is elected.
    pub quota: ExactQuota,
    /// What a ballot says about options that it does not rank: with `tied-last` an option that is the only one left
    /// out stands last.
    pub unranked: Unranked,
}

/// With how many votes an option is elected: v votes of all ballots, s seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExactQuota {
    /// The whole part of v / (s + 1), plus 1.
    Droop,
    /// v / s, exactly.
    Hare,
    /// v / (s + 1), exactly.
    HagenbachBischoff,
    /// v / (s + 2), exactly.
    Imperiali,
}

impl ExactQuota {
    pub(crate) fn votes(self, votes: u64, seats: u32) -> BigRational {
        let seats = u64::from(seats);
        let over =
            |divisor: u64| BigRational::new(BigInt::from(votes), BigInt::from(divisor.max(1)));
        match self {
            Self::Droop => over(seats + 1).floor() + BigInt::from(1),
            Self::Hare => over(seats),
            Self::HagenbachBischoff => over(seats + 1),
            Self::Imperiali => over(seats + 2),
        }
    }
}

/// Ballots as lists of options; ranks that several share are passed over.
pub(crate) struct Lists {
    ballots: Vec<(Vec<Choice>, u64)>,
    /// All ballots, also those that rank nobody.
    pub(crate) total: u64,
}

impl Lists {
    pub(crate) fn new(ballots: &Ballots, unranked: Unranked) -> Self {
        let mut lists = Vec::with_capacity(ballots.len());
        let mut reader = Reader::new(ballots.contest.standing(), unranked);
        for ballot in ballots.iter() {
            let (order, ends) = reader.read(ballot);
            let alone = groups(order, ends).filter(|group| group.len() == 1);
            lists.push((alone.flatten().copied().collect(), ballot.count));
        }
        Self {
            ballots: lists,
            total: ballots.total(),
        }
    }

    /// The votes of all who continue. `elected` passes on a part of each ballot that has it first; of anybody else
    /// who does not continue ballots go on whole.
    pub(crate) fn votes(
        &self,
        continues: &[bool],
        elected: &[Option<BigRational>],
    ) -> Vec<BigRational> {
        let stands = |option: &Choice| continues.get(usize::from(*option)) == Some(&true);
        // For each option the ballots that come to it, by the option that passed them on.
        let mut whole = vec![BigInt::zero(); continues.len()];
        let mut parts = vec![BigRational::zero(); continues.len()];
        for (list, count) in &self.ballots {
            let Some(to) = list.iter().find(|option| stands(option)) else {
                continue;
            };
            let at = usize::from(*to);
            let passed = list
                .first()
                .and_then(|first| elected.get(usize::from(*first)));
            match passed {
                Some(Some(part)) => {
                    if let Some(sum) = parts.get_mut(at) {
                        *sum += part * BigInt::from(*count);
                    }
                }
                _ => {
                    if let Some(sum) = whole.get_mut(at) {
                        *sum += *count;
                    }
                }
            }
        }
        whole
            .into_iter()
            .zip(parts)
            .map(|(whole, part)| part + whole)
            .collect()
    }
}

/// Counts by these rules.
///
/// # Errors
///
/// No seat to be filled; [`CountError::LotNeeded`] for a tie the rules leave to a lot.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &RecountStvRules,
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
    let quota = method.quota.votes(lists.total, contest.seats);
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let mut continues = contest.standing();
    let mut passed: Vec<Option<BigRational>> = vec![None; continues.len()];
    let (mut elected, mut excluded): (Vec<Choice>, Vec<Choice>) = (Vec::new(), Vec::new());
    let mut history: Vec<Vec<BigRational>> = Vec::new();
    while elected.len() < seats {
        let here: Vec<Choice> = chosen(&continues);
        if here.is_empty() {
            break;
        }
        let votes = lists.votes(&continues, &passed);
        let of = |option: Choice| votes.get(usize::from(option)).cloned().unwrap_or_default();
        let reached: Vec<Choice> = here
            .iter()
            .copied()
            .filter(|option| of(*option) >= quota)
            .collect();
        let mut round = Round {
            quota: Some(shown(quota.clone())),
            totals: rankings::totals(contest, &here, of),
            ..Round::default()
        };
        let mut decide = |what, option: Choice, because: &str, by: &str| {
            round.decisions.push(Decision {
                what,
                option: contest.name(option).to_owned(),
                because: because.to_owned(),
                by: by.to_owned(),
            });
            if let Some(continues) = continues.get_mut(usize::from(option)) {
                *continues = false;
            }
        };
        if reached.is_empty() {
            let least = here
                .iter()
                .map(|option| of(*option))
                .min()
                .unwrap_or_default();
            let weakest: Vec<Choice> = here
                .iter()
                .copied()
                .filter(|option| of(*option) == least)
                .collect();
            let settled = breaker.choose(&weakest, Purpose::Exclude, &history)?;
            let because = match weakest.len() {
                1 => "fewest votes",
                _ => settled.because.as_str(),
            };
            decide(What::Excluded, settled.chosen, because, "method");
            excluded.push(settled.chosen);
        } else {
            for option in in_order(&reached, &of, &breaker, &history, seats - elected.len())? {
                decide(What::Elected, option, "reached the quota", "quota");
                let (votes, place) = (of(option), passed.get_mut(usize::from(option)));
                if let Some(place) = place {
                    *place = Some(match votes.is_zero() {
                        true => BigRational::zero(),
                        false => (&votes - &quota) / &votes,
                    });
                }
                elected.push(option);
            }
        }
        transcript.rounds.push(round);
        history.push(votes);
    }
    fill(
        &mut elected,
        excluded,
        seats,
        contest,
        &mut transcript.rounds,
    );
    for (number, round) in (1..).zip(&mut transcript.rounds) {
        round.number = number;
    }
    let elected = elected
        .iter()
        .map(|option| contest.name(*option).to_owned());
    Ok(Outcome {
        elected: elected.collect(),
        transcript,
        ..Outcome::default()
    })
}

/// The last excluded first, while seats are free.
fn fill(
    elected: &mut Vec<Choice>,
    mut excluded: Vec<Choice>,
    seats: usize,
    contest: &Contest,
    rounds: &mut Vec<Round>,
) {
    let mut decisions = Vec::new();
    while elected.len() < seats
        && let Some(option) = excluded.pop()
    {
        decisions.push(Decision {
            what: What::Elected,
            option: contest.name(option).to_owned(),
            because: "a seat is free, and nobody else was excluded later".to_owned(),
            by: "method".to_owned(),
        });
        elected.push(option);
    }
    if !decisions.is_empty() {
        rounds.push(Round {
            name: "seats left".to_owned(),
            decisions,
            ..Round::default()
        });
    }
}

/// Those who reached the quota, the strongest first, no more than there are seats.
fn in_order(
    reached: &[Choice],
    of: &impl Fn(Choice) -> BigRational,
    breaker: &Breaker<'_>,
    history: &[Vec<BigRational>],
    seats: usize,
) -> Result<Vec<Choice>, LotNeeded> {
    let mut order = Vec::with_capacity(reached.len());
    for place in by_value(reached, of) {
        if order.len() >= seats {
            break;
        }
        order.extend(breaker.order(&place, Purpose::Elect, history)?);
    }
    order.truncate(seats);
    Ok(order)
}
