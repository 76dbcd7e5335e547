//! The Dutch Kieswet, articles P 5 to P 10.
//!
//! P 5: the quota is votes / seats. P 6: a seat for each whole quota. P 7: from 19 seats, the rest by highest averages.
//! P 8: below 19, the rest by largest remainders among lists with at least 75 % of the quota, one each; then by highest
//! averages, one each; then by highest averages. P 9: a list with more than half of the votes but not of the seats
//! takes the seat given last. P 10: seats beyond a list's candidates go on to other lists.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::methods::CountError;
use crate::methods::lists::{Input, add_one, greatest};
use crate::number::Number;
use crate::outcome::Round;

/// The number of seats from which residual seats go by highest averages alone (P 7).
const LARGE_COUNCIL: u64 = 19;

/// How a residual seat was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Remainder,
    UniqueAverage,
    Average,
}

struct Council<'a> {
    input: &'a Input<'a>,
    seats: u64,
    quota: BigRational,
    /// Seats for whole quotas, and residual seats.
    full: Vec<u64>,
    residual: Vec<u64>,
    /// Residual seats in the order in which they were given.
    given: Vec<(Kind, usize)>,
    /// Who got the last seats one after another though equal: P 9 draws among them.
    last_equal: Vec<usize>,
    /// Whose seat went to the list with the majority (P 9).
    retracted: Option<usize>,
}

pub(super) fn count(
    input: &Input<'_>,
    seats: u64,
    round: &mut Round,
) -> Result<Vec<u64>, CountError> {
    let total = input.total();
    if total == 0 || seats == 0 {
        return Ok(vec![0; input.votes.len()]);
    }
    let quota = BigRational::new(BigInt::from(total), BigInt::from(seats));
    round.quota = Some(Number::ratio(quota.clone(), 3));
    let whole = |votes: &u64| {
        let seats_of = u128::from(*votes) * u128::from(seats) / u128::from(total);
        u64::try_from(seats_of).unwrap_or(u64::MAX)
    };
    let mut council = Council {
        input,
        seats,
        quota,
        full: input.votes.iter().map(whole).collect(),
        residual: vec![0; input.votes.len()],
        given: Vec::new(),
        last_equal: Vec::new(),
        retracted: None,
    };
    for (at, full) in council
        .full
        .iter()
        .enumerate()
        .filter(|(_, full)| **full > 0)
    {
        input.award(round, at, format!("{full} whole quotas"), "Kieswet P 6");
    }
    let left = seats - council.full.iter().sum::<u64>();
    council.give(left, false, round)?;
    council.majority(round)?;
    council.exhausted(round)?;
    Ok(council.won())
}

impl Council<'_> {
    fn won(&self) -> Vec<u64> {
        self.full
            .iter()
            .zip(&self.residual)
            .map(|(full, residual)| full + residual)
            .collect()
    }

    fn votes(&self, at: usize) -> u64 {
        self.input.votes.get(at).copied().unwrap_or_default()
    }

    fn has(&self, at: usize) -> u64 {
        let of = |list: &[u64]| list.get(at).copied().unwrap_or_default();
        of(&self.full) + of(&self.residual)
    }

    /// P 7 and P 8: gives `left` residual seats; `limited` keeps lists without further candidates out (P 10).
    fn give(&mut self, mut left: u64, limited: bool, round: &mut Round) -> Result<(), CountError> {
        while left > 0 {
            let lists = self.input.votes.len();
            let open = |at: usize| {
                let limit = self.input.limits.get(at).copied().unwrap_or_default();
                self.votes(at) > 0 && (!limited || self.has(at) < limit)
            };
            let open: Vec<bool> = (0..lists).map(open).collect();
            let is_open = |at: usize| open.get(at) == Some(&true);
            if !open.contains(&true) {
                break;
            }
            let small = self.seats < LARGE_COUNCIL;
            let by_remainder: Vec<Option<BigRational>> = (0..lists)
                .map(|at| {
                    (small
                        && is_open(at)
                        && self.reaches_three_quarters(at)
                        && self.may(at, Kind::Remainder))
                    .then(|| self.remainder(at))
                })
                .collect();
            let (kind, values) = if by_remainder.iter().any(Option::is_some) {
                (Kind::Remainder, by_remainder)
            } else {
                let unique = |at: usize| small && is_open(at) && self.may(at, Kind::UniqueAverage);
                let kind = match (0..lists).any(unique) {
                    true => Kind::UniqueAverage,
                    false => Kind::Average,
                };
                let takes_part = |at: usize| match kind {
                    Kind::UniqueAverage => unique(at),
                    _ => is_open(at),
                };
                let values = (0..lists).map(|at| takes_part(at).then(|| self.average(at)));
                (kind, values.collect())
            };
            let equal = greatest(values.iter().map(Option::as_ref));
            let at = match equal.as_slice() {
                [] => break,
                [only] => *only,
                equal if equal.len() as u64 <= left => equal.first().copied().unwrap_or_default(),
                equal => self.input.choose(equal)?,
            };
            self.remember(kind, at, &equal);
            let value = values.get(at).and_then(Option::as_ref);
            let shown = value.map(|value| Number::ratio(value.clone(), 3).to_string());
            let (what, by) = match kind {
                Kind::Remainder => ("largest remainder", "Kieswet P 8(1)"),
                Kind::UniqueAverage => ("highest average, one a list", "Kieswet P 8(2)"),
                Kind::Average if small => ("highest average", "Kieswet P 8(3)"),
                Kind::Average => ("highest average", "Kieswet P 7"),
            };
            self.input.award(
                round,
                at,
                format!("{what}, {}", shown.unwrap_or_default()),
                by,
            );
            add_one(&mut self.residual, at);
            self.given.push((kind, at));
            left -= 1;
        }
        Ok(())
    }

    /// P 8(1): at least three quarters of the quota.
    fn reaches_three_quarters(&self, at: usize) -> bool {
        BigRational::from_integer(BigInt::from(self.votes(at)) * BigInt::from(4))
            >= &self.quota * BigInt::from(3)
    }

    /// The votes beyond the whole quotas.
    fn remainder(&self, at: usize) -> BigRational {
        let votes = BigInt::from(self.votes(at));
        let full = self.full.get(at).copied().unwrap_or_default();
        BigRational::from_integer(votes) - &self.quota * BigInt::from(full)
    }

    /// The votes for each seat if the list had one more.
    fn average(&self, at: usize) -> BigRational {
        BigRational::new(BigInt::from(self.votes(at)), BigInt::from(self.has(at) + 1))
    }

    /// Whether a list may get a residual seat of this kind: one each, but a seat taken away by P 9 may come back.
    fn may(&self, at: usize, kind: Kind) -> bool {
        let had = |kind| {
            self.given
                .iter()
                .filter(|given| **given == (kind, at))
                .count()
        };
        let retracted = self.retracted == Some(at);
        match kind {
            Kind::Remainder => had(kind) == 0 || (retracted && had(kind) == 1),
            Kind::UniqueAverage => {
                had(kind) == 0 || (retracted && had(kind) == 1 && had(Kind::Remainder) <= 1)
            }
            Kind::Average => true,
        }
    }

    /// Keeps who shared the value of the last seat, if seats of this kind follow one another.
    fn remember(&mut self, kind: Kind, at: usize, equal: &[usize]) {
        let follows = self.given.last().is_some_and(|(last, _)| *last == kind);
        let same = follows && self.last_equal.contains(&at);
        // Those still equal and not yet served stand in `equal`; who was served before from the same group stays.
        if !same {
            self.last_equal = equal.to_vec();
        }
    }

    /// P 9: more than half of the votes, but not of the seats.
    fn majority(&mut self, round: &mut Round) -> Result<(), CountError> {
        let total = u128::from(self.input.total());
        let Some(winner) = (0..self.full.len()).find(|at| u128::from(self.votes(*at)) * 2 > total)
        else {
            return Ok(());
        };
        let Some((last_kind, last)) = self.given.last().copied() else {
            return Ok(());
        };
        if self.has(winner) * 2 > self.seats {
            return Ok(());
        }
        // Those who got the last seats with the same value: the lot says who gives one up.
        let served: Vec<usize> = self
            .given
            .iter()
            .rev()
            .take_while(|(kind, at)| *kind == last_kind && self.last_equal.contains(at))
            .map(|(_, at)| *at)
            .collect();
        let from = match served.as_slice() {
            [] | [_] => last,
            several => {
                let mut several = several.to_vec();
                several.sort_unstable();
                self.input.choose(&several)?
            }
        };
        if let Some(residual) = self.residual.get_mut(from) {
            *residual = residual.saturating_sub(1);
        }
        add_one(&mut self.residual, winner);
        self.retracted = Some(from);
        let because = format!(
            "more than half of the votes: takes the last seat of {}",
            self.input.name(from)
        );
        self.input.award(round, winner, because, "Kieswet P 9");
        Ok(())
    }

    /// P 10: seats that a list has no candidates for go on.
    fn exhausted(&mut self, round: &mut Round) -> Result<(), CountError> {
        let mut free = 0;
        for at in 0..self.full.len() {
            let limit = self.input.limits.get(at).copied().unwrap_or_default();
            let over = self.has(at).saturating_sub(limit);
            if over == 0 {
                continue;
            }
            free += over;
            if let (Some(full), Some(residual)) = (self.full.get_mut(at), self.residual.get_mut(at))
            {
                let from_residual = over.min(*residual);
                *residual -= from_residual;
                *full -= over - from_residual;
            }
            let because = format!("{over} seats given up: no more candidates");
            self.input.award(round, at, because, "Kieswet P 10");
        }
        self.give(free, true, round)
    }
}
