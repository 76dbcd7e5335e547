//! The count: factors are lowered until somebody is elected or excluded, again and again.

use std::cmp::Ordering;

use num_traits::Zero;

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::arithmetic::Arithmetic;
use crate::methods::meek::MeekRules;
use crate::methods::meek::prefixes::Prefixes;
use crate::methods::meek::shares::Shares;
use crate::methods::sure_losers::sure_losers;
use crate::methods::{CountError, standings};
use crate::number::Number;
use crate::outcome::{Decision, Idle, Inactive, Round, Status, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose};

/// Counts in one arithmetic: who is elected, in the order of election, and the rounds.
pub(super) fn count<A: Arithmetic>(
    ballots: &Ballots,
    rules: &Rules,
    method: &MeekRules,
    lots: &[Lot],
    arithmetic: A,
) -> Result<(Vec<Choice>, Vec<Round>), CountError> {
    let mut state = State::begin(ballots, rules, method, lots, arithmetic);
    while state.goes_on() {
        match state.lower_until_decided()? {
            Ended::Elected => {}
            Ended::SureLosers(losers) => state.exclude_together(&losers),
            Ended::Stable => state.exclude_last()?,
        }
    }
    state.settle_rest();
    Ok((state.elected, state.rounds))
}

/// Why factors are lowered no further.
enum Ended {
    /// Somebody is elected.
    Elected,
    /// These cannot be elected any more.
    SureLosers(Vec<Choice>),
    /// The surplus is as good as nothing, or sinks no more.
    Stable,
}

struct State<'a, A: Arithmetic> {
    contest: &'a Contest,
    method: &'a MeekRules,
    breaker: Breaker<'a>,
    prefixes: Prefixes<'a>,
    shares: Shares<A>,
    /// All votes.
    total: A::Number,
    keep: Vec<A::Number>,
    status: Vec<Status>,
    elected: Vec<Choice>,
    /// What every option has.
    votes: Vec<A::Number>,
    /// What nobody has.
    exhausted: A::Number,
    quota: A::Number,
    surplus: A::Number,
    history: Vec<Vec<A::Number>>,
    rounds: Vec<Round>,
}

impl<'a, A: Arithmetic> State<'a, A> {
    fn begin(
        ballots: &'a Ballots,
        rules: &'a Rules,
        method: &'a MeekRules,
        lots: &'a [Lot],
        arithmetic: A,
    ) -> Self {
        let contest = &ballots.contest;
        let shares = Shares::new(arithmetic, method);
        let standing = contest.standing();
        let keep = standing
            .iter()
            .map(|stands| shares.arithmetic.whole(u64::from(*stands)))
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
            total: shares.arithmetic.whole(ballots.total()),
            shares,
            keep,
            status: status.collect(),
            elected: Vec::new(),
            votes: Vec::new(),
            exhausted: A::Number::zero(),
            quota: A::Number::zero(),
            surplus: A::Number::zero(),
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

    fn votes_of(&self, option: Choice) -> A::Number {
        let votes = self.votes.get(usize::from(option));
        votes.cloned().unwrap_or_else(A::Number::zero)
    }

    fn compare(&self, a: &A::Number, b: &A::Number) -> Ordering {
        self.shares.arithmetic.compare(a, b)
    }

    fn number(&self, votes: &A::Number) -> Number {
        self.shares.arithmetic.number(votes)
    }

    /// Counts all votes by the keep factors as they are.
    fn count_votes(&mut self) {
        let arithmetic = &self.shares.arithmetic;
        self.votes = self.prefixes.count(&self.keep, &self.shares);
        self.exhausted = arithmetic.minus(&self.total, &self.given());
    }

    /// What all options have together.
    fn given(&self) -> A::Number {
        let mut given = A::Number::zero();
        for votes in &self.votes {
            given += votes.clone();
        }
        given
    }

    /// Lowers keep factors until there is something to decide.
    fn lower_until_decided(&mut self) -> Result<Ended, CountError> {
        let arithmetic = self.shares.arithmetic.clone();
        let omega = arithmetic.power_of_tenth(self.method.omega_decimals);
        let mut last = self.total.clone();
        loop {
            self.count_votes();
            // Votes that are not exhausted over seats and one, cut off, and one in the last decimal more (PR Foundation
            // B.2.b).
            self.quota = arithmetic.part(&self.given(), u64::from(self.contest.seats) + 1);
            self.quota += arithmetic.last_unit();
            if self.elect_at_quota()? {
                return Ok(Ended::Elected);
            }
            self.surplus = self.surplus_of_elected();
            let small = match self.compare(&self.surplus, &omega) {
                Ordering::Less => true,
                Ordering::Equal => !self.method.below_omega,
                Ordering::Greater => false,
            };
            if small || self.compare(&self.surplus, &last).is_ge() {
                return Ok(Ended::Stable);
            }
            if self.method.bulk_exclusion {
                let losers = self.sure_losers();
                if !losers.is_empty() {
                    return Ok(Ended::SureLosers(losers));
                }
            }
            last = self.surplus.clone();
            for option in &self.elected {
                let votes = self.votes_of(*option);
                if let Some(keep) = self.keep.get_mut(usize::from(*option)) {
                    *keep = self.shares.lowered(keep, &self.quota, &votes);
                }
            }
        }
    }

    /// What all elected have together over the quota, less what some of them lack, and at least nothing.
    fn surplus_of_elected(&self) -> A::Number {
        let arithmetic = &self.shares.arithmetic;
        let (mut over, mut under) = (A::Number::zero(), A::Number::zero());
        for option in &self.elected {
            let votes = self.votes_of(*option);
            over += arithmetic.minus(&votes, &self.quota);
            if !self.method.no_negative_surplus {
                under += arithmetic.minus(&self.quota, &votes);
            }
        }
        arithmetic.minus(&over, &under)
    }

    fn sure_losers(&self) -> Vec<Choice> {
        let continuing = self.continuing().into_iter();
        let continuing = continuing.map(|option| (option, self.votes_of(option)));
        sure_losers(
            &self.shares.arithmetic,
            continuing.collect(),
            &self.surplus,
            self.vacancies(),
            |_| true,
        )
    }

    /// Elects who has the quota; more than the quota, where it is exact.
    fn elect_at_quota(&mut self) -> Result<bool, CountError> {
        let exact = self.shares.arithmetic.is_exact();
        let mut reached = self.continuing();
        reached.retain(
            |option| match self.compare(&self.votes_of(*option), &self.quota) {
                Ordering::Less => false,
                Ordering::Equal => !exact,
                Ordering::Greater => true,
            },
        );
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
                self.number(&self.votes_of(option)),
                self.number(&self.quota)
            );
            self.decide(option, Status::Elected, because, "quota");
        }
        Ok(true)
    }

    /// Excludes all who are sure to lose.
    fn exclude_together(&mut self, losers: &[Choice]) {
        self.open_round();
        for option in losers {
            let because = format!(
                "{} votes: together with all below and every surplus still less than the next above",
                self.number(&self.votes_of(*option))
            );
            self.decide(*option, Status::Excluded, because, "bulk_exclusion");
        }
        self.history.push(self.votes.clone());
    }

    /// Excludes who has fewest; who is within the surplus of it counts as equal, for the surplus could still decide
    /// (PR Foundation B.3).
    fn exclude_last(&mut self) -> Result<(), CountError> {
        let mut last = self.continuing();
        let fewest = last.iter().map(|option| self.votes_of(*option)).min();
        let fewest = fewest.unwrap_or_else(A::Number::zero);
        let mut reach = fewest.clone();
        reach += self.surplus.clone();
        last.retain(|option| self.compare(&self.votes_of(*option), &reach).is_le());
        let mut because = format!("fewest votes: {}", self.number(&fewest));
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
        self.history.push(self.votes.clone());
        Ok(())
    }

    /// Elects all who are left if seats are, and excludes them if not.
    fn settle_rest(&mut self) {
        let left = self.continuing();
        if left.is_empty() {
            return;
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
                    *keep = A::Number::zero();
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
        let votes = |option| self.number(&self.votes_of(option));
        let round = Round {
            number: self.rounds.len() + 1,
            quota: Some(self.number(&self.quota)),
            totals: standings(self.contest, &self.status, votes),
            idle: vec![Idle {
                because: Inactive::Exhausted,
                votes: self.number(&self.exhausted),
            }],
            ..Round::default()
        };
        self.rounds.push(round);
    }
}
