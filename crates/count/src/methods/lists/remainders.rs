//! A quota, then the largest remainders.
//!
//! Balinski and Young 1982, appendix A §2 (Hamilton); Pukelsheim 2017, chapter 5, for the quotas.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::methods::CountError;
use crate::methods::lists::{Input, add_one, greatest};
use crate::number::Number;
use crate::outcome::Round;

/// How many votes a whole seat costs; `v` votes, `s` seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeatQuota {
    /// v / s, exactly (Hare, Hamilton).
    Hare,
    /// The whole part of v / (s + 1), plus 1.
    Droop,
    /// v / (s + 1), exactly. It can give one seat too many if lists divide exactly.
    HagenbachBischoff,
    /// v / (s + 2), exactly. It can give more seats than there are.
    Imperiali,
}

impl SeatQuota {
    fn votes(self, votes: u64, seats: u64) -> BigRational {
        let over =
            |divisor: u128| BigRational::new(BigInt::from(votes), BigInt::from(divisor.max(1)));
        let seats = u128::from(seats);
        match self {
            Self::Hare => over(seats),
            Self::Droop => over(seats + 1).floor() + BigInt::from(1),
            Self::HagenbachBischoff => over(seats + 1),
            Self::Imperiali => over(seats + 2),
        }
    }
}

pub(super) fn count(
    quota: SeatQuota,
    input: &Input<'_>,
    seats: u64,
    round: &mut Round,
) -> Result<Vec<u64>, CountError> {
    let total = input.total();
    if total == 0 {
        return Ok(vec![0; input.votes.len()]);
    }
    let quota = quota.votes(total, seats);
    round.quota.get_or_insert(Number::ratio(quota.clone(), 3));
    let mut won = Vec::with_capacity(input.votes.len());
    let mut remainders = Vec::with_capacity(input.votes.len());
    for (at, (votes, limit)) in input.votes.iter().zip(&input.limits).enumerate() {
        let quotas = BigRational::from_integer(BigInt::from(*votes)) / &quota;
        let whole = quotas.floor();
        let full = whole.to_integer().to_u64().unwrap_or(u64::MAX).min(*limit);
        if full > 0 {
            input.award(round, at, format!("{full} whole quotas"), "formula");
        }
        remainders.push(quotas - whole);
        won.push(full);
    }
    let given = won
        .iter()
        .fold(0_u64, |sum, seats| sum.saturating_add(*seats));
    let Some(mut left) = seats.checked_sub(given) else {
        return Err(CountError::NotApplicable(format!(
            "this quota gives {given} seats of {seats}; the law must say what then, or another quota be taken"
        )));
    };
    // Each list once; again only if every list has had one and seats are left.
    let mut had = vec![false; won.len()];
    while left > 0 {
        let open = |at: usize| {
            let votes = input.votes.get(at).copied().unwrap_or_default();
            let limit = input.limits.get(at).copied().unwrap_or_default();
            votes > 0 && won.get(at).copied().unwrap_or_default() < limit
        };
        let best =
            greatest(remainders.iter().enumerate().map(|(at, remainder)| {
                (open(at) && had.get(at) == Some(&false)).then_some(remainder)
            }));
        let at = match best.as_slice() {
            [] if (0..won.len()).any(open) => {
                had.fill(false);
                continue;
            }
            [] => break,
            [only] => *only,
            equal if equal.len() as u64 <= left => equal.first().copied().unwrap_or_default(),
            equal => input.choose(equal)?,
        };
        if let Some(remainder) = remainders.get(at) {
            let votes = Number::ratio(remainder * &quota, 3);
            input.award(
                round,
                at,
                format!("largest remainder, {votes} votes"),
                "formula",
            );
        }
        add_one(&mut won, at);
        if let Some(had) = had.get_mut(at) {
            *had = true;
        }
        left -= 1;
    }
    Ok(won)
}
