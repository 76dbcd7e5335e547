//! Single transferable vote with transfers by weight (weighted inclusive Gregory method).
//!
//! Every paper of the elected option is transferred, at its value times the surplus divided by the total. Laws and
//! by-laws that count so differ in the quota, in decimals, in whose surplus goes first, and in whom they exclude
//! together; each such decision is a field of [`GregoryRules`]. The rules that were read for this module:
//!
//! | rules | source |
//! | --- | --- |
//! | Scotland | The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45–52; 2011 (SSI 2011/399) says the same |
//! | Minneapolis | Code of Ordinances, chapter 167, §§ 167.20 and 167.70, as amended by 2015-Or-065 |
//! | PR Foundation | reference rule for the weighted inclusive Gregory method (prfound.org), A to D |
//! | CfER | Californians for Electoral Reform, draft of § 10059 of the Elections Code ("choice voting") |
//!
//! Not here: transfers of the last parcel only, random selection of papers.
//!
//! | module | subject |
//! | --- | --- |
//! | `state` | how the options stand, surpluses and exclusions |
//! | `bulk` | who is excluded together with others |

mod bulk;
mod state;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::methods::CountError;
use crate::methods::arithmetic::{Arithmetic, Decimals, Exact, Fixed, Guarded, Rounding};
use crate::methods::piles::Piles;
use crate::outcome::{Inactive, Invalid, Outcome};
use crate::rules::Rules;
use crate::ties::Lot;

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GregoryRules {
    /// How the quota comes from valid votes and seats (Scottish rule 46; Minneapolis § 167.20, "threshold"; PR
    /// Foundation A.1).
    pub quota: Quota,
    /// How many decimals a paper's value has; the rest is cut off (Scottish rule 48(3): five; Minneapolis § 167.20 and
    /// PR Foundation: four).
    pub decimals: Decimals,
    /// How the new value of a paper is counted (Scottish rule 48(3); Minneapolis § 167.20, "transfer value").
    #[serde(default)]
    pub transfer_value: TransferValue,
    /// When an option with the quota is elected (Scottish rule 47; Minneapolis § 167.70(c)(1)a and d).
    #[serde(default)]
    pub elects: Elects,
    /// Whose surplus is transferred first (Scottish rule 49 and Minneapolis § 167.70(c)(1)d: the largest).
    pub surplus_order: SurplusOrder,
    /// A surplus of nothing is transferred too, in a stage of its own (PR Foundation B.3, "possibly zero").
    #[serde(default)]
    pub empty_surplus: bool,
    /// Who is excluded together with others (Minneapolis § 167.70(c)(1)c; PR Foundation B.2; CfER § 10059(f)).
    #[serde(default)]
    pub bulk_exclusion: BulkExclusion,
    /// The option that stands for all write-ins that nobody declared: it is excluded in the first stage that excludes
    /// (Minneapolis § 167.70(c)(1)c), and is not elected.
    #[serde(default)]
    pub write_ins: Option<String>,
    /// Whoever is excluded last keeps the votes, if all others are then elected (Minneapolis § 167.70(c)(1)f, "will
    /// retain their votes"; PR Foundation B.4 with D.3; CfER § 10059(i)(1)).
    #[serde(default)]
    pub last_keeps_votes: bool,
}

/// How the new value of a paper is counted when the surplus is transferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferValue {
    /// Value times surplus over total, cut off once (Scottish rule 48(3); CfER § 10059(g)(2)).
    #[default]
    CutOnce,
    /// Value times surplus, cut off, over total, cut off again (PR Foundation B.3 with D.4).
    CutTwice,
    /// Surplus over total, cut off, times value, cut off again (Minneapolis § 167.20, "surplus fraction of a vote").
    FractionFirst,
}

impl TransferValue {
    /// The new value of a paper.
    fn of<A: Arithmetic>(
        self,
        arithmetic: &A,
        old: &A::Number,
        surplus: &A::Number,
        total: &A::Number,
    ) -> A::Number {
        let down = Rounding::Down;
        match self {
            Self::CutOnce => arithmetic.times_over(old, surplus, total),
            Self::CutTwice => arithmetic.over(&arithmetic.times(old, surplus, down), total, down),
            Self::FractionFirst => {
                arithmetic.times(old, &arithmetic.over(surplus, total, down), down)
            }
        }
    }
}

/// When an option with the quota is elected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Elects {
    /// At once; it gets no further votes.
    #[default]
    AtQuota,
    /// When its surplus is transferred, or when as many have the quota as seats are vacant; until then it goes on
    /// getting votes.
    WithSurplus,
}

/// Who is excluded together with others, before a surplus is transferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkExclusion {
    /// Nobody.
    #[default]
    Nobody,
    /// The largest set that cannot overtake the next above it, with all surpluses not yet transferred.
    SureLosers,
    /// The same, if the order in which others are elected stays as it is (CfER § 10059(k)(3)).
    SureLosersInOrder,
}

/// How a quota comes from votes and seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quota {
    /// The whole part of votes / (seats + 1), plus one vote (Droop).
    DroopWhole,
    /// Votes / (seats + 1), cut off after the decimals, plus one unit of the last of them. Where numbers are exact no
    /// unit is added, and more than the quota elects.
    DroopDecimal,
    /// Votes / seats, rounded up to a whole vote (Hare).
    HareWhole,
    /// Votes / seats, rounded up after the decimals.
    HareDecimal,
}

/// Whose surplus is transferred first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurplusOrder {
    /// The largest surplus at the time; equal ones by the rule for ties.
    Largest,
    /// In the order of election.
    ElectedFirst,
    /// All of them in one stage (CfER § 10059(g)).
    Together,
}

impl Quota {
    /// The quota in units, a vote being `unit`.
    pub fn units(self, votes: u64, seats: u32, unit: u64) -> u64 {
        let seats = u64::from(seats);
        match self {
            Self::DroopWhole => (votes / unit / (seats + 1))
                .saturating_add(1)
                .saturating_mul(unit),
            Self::DroopDecimal => (votes / (seats + 1)).saturating_add(1),
            Self::HareDecimal => votes.div_ceil(seats.max(1)),
            Self::HareWhole => (votes / unit).div_ceil(seats.max(1)).saturating_mul(unit),
        }
    }

    /// The quota in any arithmetic, for so many whole votes.
    fn of<A: Arithmetic>(self, arithmetic: &A, votes: u64, seats: u32) -> A::Number {
        let seats = u64::from(seats);
        let parts = match self {
            Self::DroopWhole => return arithmetic.whole((votes / (seats + 1)).saturating_add(1)),
            Self::HareWhole => return arithmetic.whole(votes.div_ceil(seats.max(1))),
            Self::DroopDecimal => seats + 1,
            Self::HareDecimal => seats.max(1),
        };
        let votes = arithmetic.whole(votes);
        let mut quota = arithmetic.part(&votes, parts);
        if self == Self::DroopDecimal || arithmetic.of_ballots(&quota, parts) < votes {
            quota += arithmetic.last_unit();
        }
        quota
    }
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; no seats, or more decimals than can be counted.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &GregoryRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    if ballots.contest.seats == 0 {
        return Err(CountError::NotApplicable("no seat is to be filled".into()));
    }
    method.decimals.check()?;
    match method.decimals {
        Decimals::Fixed(places) => match Fixed::new(places, ballots.total()) {
            Some(fixed) => state::count(ballots, rules, method, lots, fixed),
            None => state::count(ballots, rules, method, lots, Guarded::new(places, 0)),
        },
        Decimals::Guarded { places, guard } => {
            state::count(ballots, rules, method, lots, Guarded::new(places, guard))
        }
        Decimals::Exact => state::count(ballots, rules, method, lots, Exact),
    }
}

/// Ballots that never counted for anybody, by reason.
pub(crate) fn invalid<A: Arithmetic>(piles: &Piles<'_, A>) -> Vec<Invalid> {
    let reasons = [
        (
            Inactive::Overvote,
            "more than one option at the first rank that counts",
        ),
        (
            Inactive::SkippedRanks,
            "too many ranks left empty before the first option",
        ),
        (
            Inactive::RepeatedOption,
            "an option repeated before any that counts",
        ),
        (Inactive::Exhausted, "no option marked that stands"),
    ];
    reasons
        .into_iter()
        .map(|(reason, because)| Invalid {
            because: because.to_owned(),
            ballots: piles.whole_votes(&piles.idle(reason)),
        })
        .filter(|invalid| invalid.ballots > 0)
        .collect()
}
