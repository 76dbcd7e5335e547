//! Single transferable vote by Meek's method, and Warren's.
//!
//! B. L. Meek 1969/70; I. D. Hill, B. A. Wichmann, D. R. Woodall, "Algorithm 123 — Single transferable vote by Meek's
//! method", Computer Journal 30 (1987) 277–281; C. H. E. Warren, Voting matters 4 (1995). Every elected option keeps
//! of each vote that comes to it a share, its *keep factor*, and passes on the rest. The factors are lowered until
//! nobody elected has more than the quota, which sinks as votes are exhausted; then the last is excluded and all
//! votes are counted anew, as if the excluded had never stood.
//!
//! | module | subject |
//! | --- | --- |
//! | `prefixes` | ballots grouped by how far their vote can travel, so that a count is one walk through the groups |
//! | `equal` | ballots with options of equal rank |
//!
//! Fixed decimals, rounded as the reference programs round (Droop 0.14, stv-rs): what a vote gives and what it passes
//! on are cut off, keep factors are rounded up.

mod equal;
mod prefixes;

use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::{CountError, transcript};
use crate::number::Number;
use crate::outcome::{Decision, Idle, Inactive, Outcome, Round, Status, Total, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose};

use prefixes::Prefixes;

/// More decimals would not fit the numbers of this program.
const MOST_DECIMALS: u32 = 9;

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeekRules {
    /// What an elected option keeps of a vote.
    pub keeps: Keeps,
    /// With how many decimals votes and factors are counted, up to 9.
    pub decimals: u32,
    /// A round ends when the surplus of all elected together is at most 1 over 10 to the power of this.
    pub omega_decimals: u32,
    /// How a vote is split among options of equal rank.
    pub equal_ranks: EqualRanks,
    /// An elected option below the quota counts as no surplus, instead of a negative one.
    #[serde(default)]
    pub no_negative_surplus: bool,
}

/// What an elected option keeps of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeps {
    /// The same proportion of each vote (Meek).
    Proportion,
    /// The same amount of each vote, or all that is left of it (Warren).
    Amount,
}

/// How a vote is split among options of equal rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EqualRanks {
    /// Equally among those that are not excluded; what one passes on goes to the next rank (Droop).
    Split,
    /// As the average over all orders in which the voter could have put them.
    AllOrders,
}

/// The arithmetic of one count.
#[derive(Clone, Copy, Debug)]
struct Fixed {
    /// 1, in the last decimal.
    unit: i64,
    keeps: Keeps,
}

impl Fixed {
    /// a · b, cut off.
    fn times(self, a: i64, b: i64) -> i64 {
        let product = i128::from(a) * i128::from(b) / i128::from(self.unit);
        i64::try_from(product).unwrap_or(i64::MAX)
    }

    /// What an option with this factor takes of a vote, and what it passes on.
    fn split(self, power: i64, keep: i64) -> (i64, i64) {
        match self.keeps {
            // The rest is cut off on its own: it must not grow by what was cut off the first part.
            Keeps::Proportion if keep == self.unit => (power, 0),
            Keeps::Proportion => (self.times(power, keep), self.times(power, self.unit - keep)),
            Keeps::Amount => (power.min(keep), power - power.min(keep)),
        }
    }
}

/// What every option has, in the last decimal, and what nobody has.
#[derive(Clone, Debug, Default)]
struct Votes {
    of: Vec<i128>,
    exhausted: i128,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; no seats; more decimals or votes than can be counted.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &MeekRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    if contest.seats == 0 {
        return Err(CountError::NotApplicable("no seat is to be filled".into()));
    }
    if method.decimals > MOST_DECIMALS || method.omega_decimals > method.decimals {
        return Err(CountError::NotApplicable(format!(
            "up to {MOST_DECIMALS} decimals, and no more for omega"
        )));
    }
    let mut state = State::begin(ballots, rules, method, lots);
    while state.goes_on() {
        if !state.lower_until_decided()? {
            state.exclude_last()?;
        }
    }
    state.settle_rest()?;
    let mut transcript = transcript(ballots, rules);
    transcript.rounds = state.rounds;
    let elected = state
        .elected
        .iter()
        .map(|option| contest.name(*option).to_owned());
    Ok(Outcome {
        elected: elected.collect(),
        transcript,
        ..Outcome::default()
    })
}

struct State<'a> {
    contest: &'a Contest,
    method: &'a MeekRules,
    breaker: Breaker<'a>,
    prefixes: Prefixes<'a>,
    arithmetic: Fixed,
    total: i128,
    keep: Vec<i64>,
    status: Vec<Status>,
    elected: Vec<Choice>,
    votes: Votes,
    quota: i128,
    surplus: i128,
    history: Vec<Vec<i128>>,
    rounds: Vec<Round>,
}

impl<'a> State<'a> {
    fn begin(
        ballots: &'a Ballots,
        rules: &'a Rules,
        method: &'a MeekRules,
        lots: &'a [Lot],
    ) -> Self {
        let contest = &ballots.contest;
        let arithmetic = Fixed {
            unit: 10_i64.pow(method.decimals),
            keeps: method.keeps,
        };
        let standing = contest.standing();
        let keep = standing
            .iter()
            .map(|stands| if *stands { arithmetic.unit } else { 0 })
            .collect();
        let status = standing.iter().map(|stands| match stands {
            true => Status::Continuing,
            false => Status::Withdrawn,
        });
        Self {
            contest,
            method,
            breaker: Breaker::new(contest, &rules.ties, lots),
            prefixes: Prefixes::new(ballots, &standing, method.equal_ranks),
            arithmetic,
            total: i128::from(ballots.total()) * i128::from(arithmetic.unit),
            keep,
            status: status.collect(),
            elected: Vec::new(),
            votes: Votes::default(),
            quota: 0,
            surplus: 0,
            history: Vec::new(),
            rounds: Vec::new(),
        }
    }

    fn vacancies(&self) -> usize {
        (self.contest.seats as usize).saturating_sub(self.elected.len())
    }

    fn continuing(&self) -> Vec<Choice> {
        let all = self.contest.choices().zip(&self.status);
        all.filter(|(_, status)| **status == Status::Continuing)
            .map(|(option, _)| option)
            .collect()
    }

    /// Whether there are more options than seats to be filled.
    fn goes_on(&self) -> bool {
        self.vacancies() > 0 && self.continuing().len() > self.vacancies()
    }

    fn votes_of(&self, option: Choice) -> i128 {
        self.votes
            .of
            .get(usize::from(option))
            .copied()
            .unwrap_or_default()
    }

    fn number(&self, units: i128) -> Number {
        Number::decimal(units, self.method.decimals)
    }

    /// Counts all votes by the keep factors as they are.
    fn count_votes(&mut self) {
        self.votes = self.prefixes.count(&self.keep, self.arithmetic);
        let given: i128 = self.votes.of.iter().sum();
        self.votes.exhausted = self.total - given;
    }

    /// Lowers keep factors until somebody is elected (true), or the surplus is as good as nothing or sinks no more.
    fn lower_until_decided(&mut self) -> Result<bool, CountError> {
        let omega = i128::from(10_i64.pow(self.method.decimals - self.method.omega_decimals));
        let mut last = self.total;
        loop {
            self.count_votes();
            // Votes that are not exhausted over seats and one, cut off, and one in the last decimal more.
            self.quota =
                (self.total - self.votes.exhausted) / (i128::from(self.contest.seats) + 1) + 1;
            let elected = self.elect_at_quota()?;
            let surplus = self.elected.iter().map(|option| {
                let over = self.votes_of(*option) - self.quota;
                if self.method.no_negative_surplus {
                    over.max(0)
                } else {
                    over
                }
            });
            self.surplus = surplus.sum();
            if elected {
                return Ok(true);
            }
            if self.surplus <= omega || self.surplus >= last {
                return Ok(false);
            }
            last = self.surplus;
            for option in &self.elected {
                let at = usize::from(*option);
                let votes = self.votes.of.get(at).copied().unwrap_or_default();
                if let Some(keep) = self.keep.get_mut(at) {
                    *keep = lowered(*keep, self.quota, votes, self.arithmetic);
                }
            }
        }
    }

    fn elect_at_quota(&mut self) -> Result<bool, CountError> {
        let mut reached = self.continuing();
        reached.retain(|option| self.votes_of(*option) >= self.quota);
        if reached.is_empty() {
            return Ok(false);
        }
        if reached.len() > self.vacancies() {
            // Only by rounding can more reach the quota than there are seats.
            let mut order = self
                .breaker
                .order(&reached, Purpose::Elect, &self.history)?;
            order.truncate(self.vacancies());
            reached.retain(|option| order.contains(option));
        }
        self.open_round();
        for option in reached {
            let because = format!(
                "{} votes reach the quota of {}",
                self.number(self.votes_of(option)),
                self.number(self.quota)
            );
            self.decide(option, Status::Elected, because, "quota");
        }
        Ok(true)
    }

    /// Excludes who has fewest; who is within the surplus of it counts as equal, for the surplus could still decide.
    fn exclude_last(&mut self) -> Result<(), CountError> {
        let mut last = self.continuing();
        let fewest = last
            .iter()
            .map(|option| self.votes_of(*option))
            .min()
            .unwrap_or_default();
        last.retain(|option| self.votes_of(*option) <= fewest + self.surplus.max(0));
        if last.is_empty() {
            last = self.continuing();
            last.retain(|option| self.votes_of(*option) == fewest);
        }
        let mut because = format!("fewest votes: {}", self.number(fewest));
        let mut by = "exclusion".to_owned();
        let option = match last.as_slice() {
            [only] => *only,
            _ => {
                let settled = self
                    .breaker
                    .choose(&last, Purpose::Exclude, &self.history)?;
                because = format!("{because}; {}", settled.because);
                by = settled.field();
                settled.chosen
            }
        };
        self.open_round();
        self.decide(option, Status::Excluded, because, &by);
        self.history.push(self.votes.of.clone());
        Ok(())
    }

    /// Elects all who are left if seats are, and excludes them if not.
    fn settle_rest(&mut self) -> Result<(), CountError> {
        let left = self.continuing();
        if left.is_empty() {
            return Ok(());
        }
        // What excluded options held has moved on since the last decision.
        self.count_votes();
        self.open_round();
        for option in left {
            if self.vacancies() > 0 {
                let because = "as many continue as seats are vacant".to_owned();
                self.decide(option, Status::Elected, because, "seats");
            } else {
                self.decide(
                    option,
                    Status::Excluded,
                    "all seats are filled".to_owned(),
                    "seats",
                );
            }
        }
        Ok(())
    }

    fn decide(&mut self, option: Choice, status: Status, because: String, by: &str) {
        let at = usize::from(option);
        if let Some(old) = self.status.get_mut(at) {
            *old = status;
        }
        let what = match status {
            Status::Elected => {
                self.elected.push(option);
                self.prefixes.pass_through(option);
                What::Elected
            }
            _ => {
                if let Some(keep) = self.keep.get_mut(at) {
                    *keep = 0;
                }
                self.prefixes.leave_out(option);
                What::Excluded
            }
        };
        let decision = Decision {
            what,
            option: self.contest.name(option).to_owned(),
            because,
            by: by.to_owned(),
        };
        if let Some(round) = self.rounds.last_mut() {
            round.decisions.push(decision);
        }
    }

    fn open_round(&mut self) {
        let totals = self
            .contest
            .choices()
            .zip(&self.status)
            .map(|(option, status)| Total {
                option: self.contest.name(option).to_owned(),
                votes: self.number(self.votes_of(option)),
                status: *status,
            });
        let round = Round {
            number: self.rounds.len() + 1,
            quota: Some(self.number(self.quota)),
            totals: totals.collect(),
            idle: vec![Idle {
                because: Inactive::Exhausted,
                votes: self.number(self.votes.exhausted),
            }],
            ..Round::default()
        };
        self.rounds.push(round);
    }
}

/// keep · quota / votes, each step rounded up.
fn lowered(keep: i64, quota: i128, votes: i128, arithmetic: Fixed) -> i64 {
    if votes <= 0 {
        return keep;
    }
    let unit = i128::from(arithmetic.unit);
    let product = (i128::from(keep) * quota + unit - 1) / unit;
    let factor = (product * unit + votes - 1) / votes;
    i64::try_from(factor).unwrap_or(keep)
}
