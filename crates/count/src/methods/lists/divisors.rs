//! Highest averages.
//!
//! Each seat goes to the list whose votes, divided by the divisor of its next seat, are the most. Balinski and Young
//! 1982, appendix A §3; house monotone by construction.

use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use crate::methods::CountError;
use crate::methods::lists::{Input, add_one, greatest};
use crate::number::Number;
use crate::outcome::Round;

/// The divisors, for a list's first, second, third seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Divisors {
    /// d'Hondt, Jefferson: 1, 2, 3, …
    Dhondt,
    /// Sainte-Laguë, Webster: 1, 3, 5, …
    SainteLague,
    /// Sainte-Laguë with 1.4 for the first seat (Norway's Election Act §11-4; Sweden until 2018).
    SainteLagueFirst14,
    /// Sainte-Laguë with 1.2 for the first seat (Sweden since 2018, vallagen 14:3).
    SainteLagueFirst12,
    /// Adams: 0, 1, 2, …; every list gets a first seat before any gets a second.
    Adams,
    /// Danish, for regional seats: 1, 4, 7, … (Folketingsvalgloven §79).
    Danish,
    /// Huntington–Hill, equal proportions: the root of 0·1, 1·2, 2·3, … (2 U.S.C. §2a).
    HuntingtonHill,
    /// Dean: the harmonic means of 0 and 1, 1 and 2, 2 and 3, …
    Dean,
    /// Imperiali: 2, 3, 4, …, the first two votes of which weigh as one seat (Belgian municipalities).
    Imperiali,
}

/// What a list would get the next seat for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Average {
    Of(BigRational),
    /// The divisor is 0: before every other; among these the votes decide.
    BeforeAll(u64),
}

impl Divisors {
    /// The average of a list with `votes` for the seat after its `seats`. For Huntington–Hill its square, which is
    /// exact and orders the same.
    fn average(self, votes: u64, seats: u64) -> Average {
        let next = u128::from(seats) + 1;
        let had = u128::from(seats);
        let (numerator, denominator) = match self {
            Self::Dhondt => (1, next),
            Self::SainteLague => (1, 2 * had + 1),
            Self::SainteLagueFirst14 if seats == 0 => (10, 14),
            Self::SainteLagueFirst12 if seats == 0 => (10, 12),
            Self::SainteLagueFirst14 | Self::SainteLagueFirst12 => (1, 2 * had + 1),
            Self::Adams => (1, had),
            Self::Danish => (1, 3 * had + 1),
            Self::HuntingtonHill => (1, had * next),
            Self::Dean => (2 * had + 1, 2 * had * next),
            Self::Imperiali => (1, had + 2),
        };
        if denominator == 0 {
            return Average::BeforeAll(votes);
        }
        let mut votes = BigInt::from(votes);
        if self == Self::HuntingtonHill {
            votes = &votes * &votes;
        }
        Average::Of(BigRational::new(
            votes * BigInt::from(numerator),
            BigInt::from(denominator),
        ))
    }

    fn because(self, average: &Average, seat: u64) -> String {
        match average {
            Average::BeforeAll(votes) => format!("seat {seat}: a first seat, with {votes} votes"),
            Average::Of(value) if self == Self::HuntingtonHill => {
                let shown = Number::ratio(value.clone(), 2);
                format!("seat {seat}: highest average, its square is {shown}")
            }
            Average::Of(value) => {
                let shown = Number::ratio(value.clone(), 2);
                format!("seat {seat}: highest average, {shown}")
            }
        }
    }
}

/// Seats one after another to the highest average.
pub(super) fn count(
    divisors: Divisors,
    input: &Input<'_>,
    seats: u64,
    round: &mut Round,
) -> Result<Vec<u64>, CountError> {
    one_by_one(divisors, input, seats, round, |_, _, _| true)
}

/// As d'Hondt, but with the `h`-th seat no list may exceed its quota of `h` seats rounded up (Balinski and Young,
/// "The quota method of apportionment", American Mathematical Monthly 82 (1975) 701–730, §5).
pub(super) fn quota_method(
    input: &Input<'_>,
    seats: u64,
    round: &mut Round,
) -> Result<Vec<u64>, CountError> {
    let total = u128::from(input.total());
    one_by_one(
        Divisors::Dhondt,
        input,
        seats,
        round,
        |votes, had, house| u128::from(had) * total < u128::from(votes) * u128::from(house),
    )
}

fn one_by_one(
    divisors: Divisors,
    input: &Input<'_>,
    seats: u64,
    round: &mut Round,
    may_have: impl Fn(u64, u64, u64) -> bool,
) -> Result<Vec<u64>, CountError> {
    let mut won = vec![0_u64; input.votes.len()];
    let average = |at: usize, had: u64| {
        let votes = input.votes.get(at).copied().unwrap_or_default();
        let limit = input.limits.get(at).copied().unwrap_or_default();
        (votes > 0 && had < limit).then(|| divisors.average(votes, had))
    };
    let mut averages: Vec<Option<Average>> = (0..won.len()).map(|at| average(at, 0)).collect();
    for seat in 1..=seats {
        let eligible = |at: usize| {
            let votes = input.votes.get(at).copied().unwrap_or_default();
            may_have(votes, won.get(at).copied().unwrap_or_default(), seat)
        };
        let best = greatest(
            averages
                .iter()
                .enumerate()
                .map(|(at, average)| average.as_ref().filter(|_| eligible(at))),
        );
        let at = match best.as_slice() {
            // Every list is full, or nobody voted: the seat stays empty.
            [] => break,
            [only] => *only,
            equal => settle(input, equal, seats - seat + 1, &averages)?,
        };
        if let Some(Some(average)) = averages.get(at) {
            input.award(round, at, divisors.because(average, seat), "formula");
        }
        add_one(&mut won, at);
        let had = won.get(at).copied().unwrap_or_default();
        if let Some(place) = averages.get_mut(at) {
            *place = average(at, had);
        }
    }
    Ok(won)
}

/// Who of those with equal averages comes first: the rule for ties is asked only if seats do not suffice for all.
fn settle(
    input: &Input<'_>,
    equal: &[usize],
    left: u64,
    averages: &[Option<Average>],
) -> Result<usize, CountError> {
    let first_seats = equal
        .iter()
        .all(|at| matches!(averages.get(*at), Some(Some(Average::BeforeAll(_)))));
    if equal.len() as u64 <= left || (first_seats && left == 0) {
        return Ok(equal.first().copied().unwrap_or_default());
    }
    Ok(input.choose(equal)?)
}
