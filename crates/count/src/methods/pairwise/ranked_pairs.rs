//! The strongest victories first.
//!
//! T. N. Tideman, "Independence of clones as a criterion for voting rules", Social Choice and Welfare 4 (1987)
//! 185–206; T. M. Zavist and T. N. Tideman 1989 for victories of equal strength.

use serde::{Deserialize, Serialize};

use crate::contest::{Choice, Contest};
use crate::methods::CountError;
use crate::methods::pairwise::Matrix;
use crate::outcome::{Decision, Round, What};
use crate::ties::{Breaker, Purpose};

/// What happens to victories of equal strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EqualPairs {
    /// They are locked in together; those that would then be part of a circle are left out, all of them.
    Together,
    /// One after another, in an order of all options that the rule for ties gives: first the victories of the option
    /// that comes first in it. An equal pair counts as a victory of the one that comes first, after all others. No two
    /// options share a place. The order is asked for only where it can change something. (Zavist and Tideman take the order from a ballot drawn by lot.)
    InOrder,
}

/// What makes a victory strong.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    Winning,
    Margins,
}

/// A victory of one option over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Victory {
    winner: Choice,
    loser: Choice,
}

pub(super) fn rank(
    matrix: &Matrix,
    by: By,
    equal: EqualPairs,
    breaker: &Breaker<'_>,
    contest: &Contest,
    round: &mut Round,
) -> Result<Vec<Vec<Choice>>, CountError> {
    let groups = by_strength(matrix, by);
    let mut count = Count::new(matrix, groups.clone());
    if equal == EqualPairs::InOrder && !count.is_whole() {
        count = Count::new(matrix, in_order(matrix, groups, breaker)?);
    }
    for (victory, left_out) in &count.seen {
        let because = format!(
            "{} over {} by {} to {}{}",
            contest.name(victory.winner),
            contest.name(victory.loser),
            matrix.votes(victory.winner, victory.loser),
            matrix.votes(victory.loser, victory.winner),
            match left_out {
                None => "",
                Some(Circle::Stronger) => ": left out, it would close a circle with those before",
                Some(Circle::Equal) =>
                    ": left out, it would close a circle with others of its strength",
            },
        );
        round.decisions.push(Decision {
            what: What::Placed,
            option: contest.name(victory.winner).to_owned(),
            because,
            by: "rank_by".to_owned(),
        });
    }
    Ok(count.ranking)
}

/// Why a victory is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Circle {
    /// It would close a circle with victories locked in before.
    Stronger,
    /// It would close a circle only together with others looked at at the same time.
    Equal,
}

/// What comes of victories in groups.
struct Count {
    /// All victories in the order in which they were looked at.
    seen: Vec<(Victory, Option<Circle>)>,
    ranking: Vec<Vec<Choice>>,
}

impl Count {
    fn new(matrix: &Matrix, groups: Vec<Vec<Victory>>) -> Self {
        let mut locked: Vec<Victory> = Vec::new();
        let mut seen = Vec::new();
        for group in groups {
            let before = locked.clone();
            let mut with = locked.clone();
            with.extend(&group);
            for victory in group {
                let circle = |among: &[Victory]| reaches(among, victory.loser, victory.winner);
                let left_out = match circle(&with) {
                    false => None,
                    true if circle(&before) => Some(Circle::Stronger),
                    true => Some(Circle::Equal),
                };
                if left_out.is_none() {
                    locked.push(victory);
                }
                seen.push((victory, left_out));
            }
        }
        let mut left = matrix.options().to_vec();
        let mut ranking = Vec::new();
        while !left.is_empty() {
            let beaten = |option: &Choice| {
                let mut victories = locked.iter();
                victories.any(|victory| victory.loser == *option && left.contains(&victory.winner))
            };
            let (rest, first): (Vec<Choice>, Vec<Choice>) = left.iter().copied().partition(beaten);
            // What is locked has no circle, so somebody is always unbeaten.
            if first.is_empty() {
                break;
            }
            ranking.push(first);
            left = rest;
        }
        Self { seen, ranking }
    }

    /// Whether the order of victories of equal strength, and of equal pairs, can change nothing: nobody was left out
    /// because of another of the same strength, and everybody has a place alone, so is beaten by the one before.
    fn is_whole(&self) -> bool {
        let alone = self.ranking.iter().all(|place| place.len() == 1);
        alone
            && !self
                .seen
                .iter()
                .any(|(_, left_out)| *left_out == Some(Circle::Equal))
    }
}

/// All victories in groups of equal strength, the strongest first.
fn by_strength(matrix: &Matrix, by: By) -> Vec<Vec<Victory>> {
    let strength = |victory: &Victory| {
        let (winner, loser) = (victory.winner, victory.loser);
        let first = match by {
            By::Winning => i128::from(matrix.votes(winner, loser)),
            By::Margins => matrix.margin(winner, loser),
        };
        (std::cmp::Reverse(first), matrix.votes(loser, winner))
    };
    let mut victories = Vec::new();
    for winner in matrix.options() {
        let beaten = matrix
            .others(*winner)
            .filter(|other| matrix.beats(*winner, *other));
        victories.extend(beaten.map(|loser| Victory {
            winner: *winner,
            loser,
        }));
    }
    victories.sort_by_key(strength);
    let groups = victories.chunk_by(|a, b| strength(a) == strength(b));
    groups.map(<[Victory]>::to_vec).collect()
}

/// All victories one after another: equal ones by the winner's place in the order for ties, then equal pairs.
fn in_order(
    matrix: &Matrix,
    groups: Vec<Vec<Victory>>,
    breaker: &Breaker<'_>,
) -> Result<Vec<Vec<Victory>>, CountError> {
    let options = matrix.options();
    let equal = |a: Choice, b: Choice| matrix.votes(a, b) == matrix.votes(b, a);
    let none: &[Vec<u64>] = &[];
    let order = breaker.order(options, Purpose::Elect, none)?;
    let place = |option: Choice| order.iter().position(|other| *other == option);
    let mut one_by_one = Vec::new();
    for mut group in groups {
        group.sort_by_key(|victory| place(victory.winner));
        one_by_one.extend(group.into_iter().map(|one| vec![one]));
    }
    for (at, winner) in order.iter().enumerate() {
        let after = order.iter().skip(at + 1);
        for loser in after.filter(|loser| equal(*winner, **loser)) {
            one_by_one.push(vec![Victory {
                winner: *winner,
                loser: *loser,
            }]);
        }
    }
    Ok(one_by_one)
}

/// Whether a path of victories leads from one option to another.
fn reaches(victories: &[Victory], from: Choice, to: Choice) -> bool {
    let mut reached = vec![from];
    let mut next = 0;
    while let Some(option) = reached.get(next).copied() {
        next += 1;
        for victory in victories.iter().filter(|victory| victory.winner == option) {
            if victory.loser == to {
                return true;
            }
            if !reached.contains(&victory.loser) {
                reached.push(victory.loser);
            }
        }
    }
    false
}
