//! How the options stand during a count, surpluses and exclusions.

use std::cmp::Ordering;

use num_traits::Zero;

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::arithmetic::Arithmetic;
use crate::methods::gregory::{Elects, GregoryRules, Quota, SurplusOrder, bulk, invalid};
use crate::methods::piles::Piles;
use crate::methods::{CountError, standings, transcript};
use crate::outcome::{Decision, Inactive, Outcome, Round, Status, Transcript, Transfer, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose, Settled};

/// Counts in one arithmetic.
pub(super) fn count<A: Arithmetic>(
    ballots: &Ballots,
    rules: &Rules,
    method: &GregoryRules,
    lots: &[Lot],
    arithmetic: A,
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let mut state = State::begin(ballots, rules, method, arithmetic);
    loop {
        state.elect_at_quota(&breaker)?;
        if state.fill_if_no_more_stand() || state.vacancies() == 0 {
            break;
        }
        let losers = bulk::losers(&state);
        if !losers.is_empty() {
            state.exclude_together(&losers);
        } else if state.to_transfer().is_empty() {
            state.exclude_last(&breaker)?;
        } else {
            state.transfer_surplus(&breaker)?;
        }
    }
    let elected = state
        .elected
        .iter()
        .map(|option| contest.name(*option).to_owned());
    Ok(Outcome {
        elected: elected.collect(),
        transcript: state.transcript,
        ..Outcome::default()
    })
}

/// How the options stand during a count.
pub(super) struct State<'a, A: Arithmetic> {
    pub(super) contest: &'a Contest,
    pub(super) method: &'a GregoryRules,
    pub(super) arithmetic: A,
    piles: Piles<'a, A>,
    /// In the order of election.
    elected: Vec<Choice>,
    /// Elected, with a surplus that has not been transferred.
    surplus: Vec<Choice>,
    continues: Vec<bool>,
    status: Vec<Status>,
    /// Nobody has been excluded yet.
    pub(super) none_excluded: bool,
    pub(super) quota: A::Number,
    /// The totals of this stage, and of all before it.
    now: Vec<A::Number>,
    history: Vec<Vec<A::Number>>,
    transcript: Transcript,
}

impl<'a, A: Arithmetic> State<'a, A> {
    fn begin(
        ballots: &'a Ballots,
        rules: &'a Rules,
        method: &'a GregoryRules,
        arithmetic: A,
    ) -> Self {
        let contest = &ballots.contest;
        let continues = contest.standing();
        let piles = Piles::begin(ballots, &rules.marking, &continues, arithmetic.clone());
        let status = continues.iter().map(|stands| match stands {
            true => Status::Continuing,
            false => Status::Withdrawn,
        });
        let status = status.collect();
        let mut votes = A::Number::zero();
        for total in piles.totals() {
            votes += total.clone();
        }
        let votes = piles.whole_votes(&votes);
        let mut transcript = transcript(ballots, rules);
        transcript.ballots.valid = votes;
        transcript.ballots.invalid = invalid(&piles);
        let mut state = Self {
            contest,
            method,
            quota: method.quota.of(&arithmetic, votes, contest.seats),
            arithmetic,
            piles,
            elected: Vec::new(),
            surplus: Vec::new(),
            none_excluded: true,
            continues,
            status,
            now: Vec::new(),
            history: Vec::new(),
            transcript: Transcript {
                rounds: vec![Round::default()],
                ..transcript
            },
        };
        state.write_totals();
        state
    }

    pub(super) fn vacancies(&self) -> usize {
        (self.contest.seats as usize).saturating_sub(self.elected.len())
    }

    pub(super) fn continuing(&self) -> Vec<Choice> {
        let all = self.contest.choices();
        all.filter(|option| self.continues.get(usize::from(*option)) == Some(&true))
            .collect()
    }

    /// Puts the totals of the stage that begins into its round.
    fn write_totals(&mut self) {
        let votes = |option| self.piles.number(self.piles.total(option));
        let totals = standings(self.contest, &self.status, votes);
        self.now = self.piles.totals().to_vec();
        let (number, quota) = (
            self.transcript.rounds.len(),
            self.piles.number(self.quota.clone()),
        );
        let idle = self.piles.idle_votes();
        if let Some(round) = self.transcript.rounds.last_mut() {
            round.number = number;
            round.quota = Some(quota);
            round.totals = totals;
            round.idle = idle;
        }
    }

    fn decide(&mut self, what: What, option: Choice, because: String, by: &str) {
        let decision = Decision {
            what,
            option: self.contest.name(option).to_owned(),
            because,
            by: by.to_owned(),
        };
        if let Some(round) = self.transcript.rounds.last_mut() {
            round.decisions.push(decision);
        }
    }

    fn set(&mut self, option: Choice, status: Status) {
        let at = usize::from(option);
        if let (Some(continues), Some(old)) = (self.continues.get_mut(at), self.status.get_mut(at))
        {
            *continues = false;
            *old = status;
        }
    }

    pub(super) fn total(&self, option: Choice) -> A::Number {
        self.piles.total(option)
    }

    /// Whether this option stands for write-ins that nobody declared.
    pub(super) fn is_write_ins(&self, option: Choice) -> bool {
        self.method.write_ins.as_deref() == Some(self.contest.name(option))
    }

    /// Whether this option has the quota; more than it where it is not rounded up.
    fn reaches(&self, option: Choice) -> bool {
        match self.arithmetic.compare(&self.total(option), &self.quota) {
            Ordering::Less => false,
            Ordering::Equal => {
                !(self.arithmetic.is_exact() && self.method.quota == Quota::DroopDecimal)
            }
            Ordering::Greater => true,
        }
    }

    /// Those whose surplus can be transferred.
    fn to_transfer(&self) -> Vec<Choice> {
        match self.method.elects {
            Elects::AtQuota => self.surplus.clone(),
            Elects::WithSurplus => {
                let mut reached = self.continuing();
                reached.retain(|option| self.reaches(*option));
                reached
            }
        }
    }

    /// Who has the quota is elected, the largest total first (Scottish rule 47).
    fn elect_at_quota(&mut self, breaker: &Breaker<'_>) -> Result<(), CountError> {
        let mut reached = self.continuing();
        reached.retain(|option| self.reaches(*option) && !self.is_write_ins(*option));
        reached.sort_by_key(|option| std::cmp::Reverse(self.total(*option)));
        let vacancies = self.vacancies();
        if self.method.elects == Elects::WithSurplus && reached.len() < vacancies {
            return Ok(());
        }
        // Equal totals are all elected; only who fills the last seat needs the rule for ties.
        if reached.len() > vacancies {
            let last = reached.get(vacancies.saturating_sub(1));
            let level = last.map_or_else(A::Number::zero, |option| self.total(*option));
            let above = reached
                .iter()
                .filter(|option| self.total(**option) > level)
                .count();
            let mut equal: Vec<Choice> = reached.split_off(above);
            equal.retain(|option| self.total(*option) == level);
            let order = breaker.order(&equal, Purpose::Elect, &self.history)?;
            reached.extend(order);
            reached.truncate(vacancies);
        }
        for option in reached {
            self.elect(option);
        }
        Ok(())
    }

    fn elect(&mut self, option: Choice) {
        self.elected.push(option);
        let over = self.arithmetic.compare(&self.total(option), &self.quota);
        if over.is_gt() || self.method.empty_surplus {
            self.surplus.push(option);
        }
        self.set(option, Status::Elected);
        let because = format!(
            "{} votes reach the quota of {}",
            self.piles.number(self.total(option)),
            self.piles.number(self.quota.clone())
        );
        self.decide(What::Elected, option, because, "quota");
    }

    /// As many continue as seats are vacant, so all of them are elected (Scottish rule 52).
    fn fill_if_no_more_stand(&mut self) -> bool {
        let mut left = self.continuing();
        if left.len() > self.vacancies() || self.vacancies() == 0 {
            return left.is_empty();
        }
        left.sort_by_key(|option| std::cmp::Reverse(self.total(*option)));
        for option in left {
            self.elected.push(option);
            self.set(option, Status::Elected);
            let because = "as many continue as seats are vacant".to_owned();
            self.decide(What::Elected, option, because, "seats");
        }
        true
    }

    /// The surplus of one elected option, or of all where the rules say so (Scottish rules 48 and 49).
    fn transfer_surplus(&mut self, breaker: &Breaker<'_>) -> Result<(), CountError> {
        let all = self.to_transfer();
        let (chosen, settled) = match self.method.surplus_order {
            SurplusOrder::Together => (all, None),
            SurplusOrder::ElectedFirst => (all.into_iter().take(1).collect(), None),
            SurplusOrder::Largest => {
                let largest = all.iter().map(|option| self.total(*option)).max();
                let largest = largest.unwrap_or_else(A::Number::zero);
                let equal = self.those_with(all, &largest);
                let (option, settled) = self.one_of(&equal, Purpose::Surplus, breaker)?;
                (option.into_iter().collect(), settled)
            }
        };
        let mut transfers = Vec::new();
        for option in chosen {
            if !self.elected.contains(&option) {
                self.elect(option);
            }
            transfers.extend(self.pass_surplus_on(option, settled.as_ref()));
        }
        self.end_stage(transfers);
        Ok(())
    }

    fn pass_surplus_on(&mut self, option: Choice, settled: Option<&Settled>) -> Vec<Transfer> {
        self.surplus.retain(|other| *other != option);
        let total = self.total(option);
        let surplus = self.arithmetic.minus(&total, &self.quota);
        let why = format!(
            "surplus of {} over the quota",
            self.piles.number(surplus.clone())
        );
        self.decide_tied(
            What::SurplusTransferred,
            option,
            why,
            "surplus_order",
            settled,
        );

        let (arithmetic, transfer_value) = (self.arithmetic.clone(), self.method.transfer_value);
        let value = |old: A::Number| transfer_value.of(&arithmetic, &old, &surplus, &total);
        let mut flow = self.piles.pass_on(option, &self.continues, value, None);
        let cut_off = arithmetic.minus(&self.total(option), &self.quota);
        self.piles.set_total(option, self.quota.clone());
        flow.add_idle(Inactive::Rounding, cut_off);
        flow.transfers(&self.piles)
    }

    /// Excludes who has fewest votes (Scottish rules 50 and 51).
    fn exclude_last(&mut self, breaker: &Breaker<'_>) -> Result<(), CountError> {
        let all = self.continuing();
        let fewest = all.iter().map(|option| self.total(*option)).min();
        let fewest = fewest.unwrap_or_else(A::Number::zero);
        let equal = self.those_with(all, &fewest);
        let (Some(option), settled) = self.one_of(&equal, Purpose::Exclude, breaker)? else {
            return Ok(());
        };
        self.set(option, Status::Excluded);
        let why = format!("fewest votes: {}", self.piles.number(self.total(option)));
        self.decide_tied(What::Excluded, option, why, "exclusion", settled.as_ref());
        self.pass_excluded_on(&[option]);
        Ok(())
    }

    /// Excludes all who are sure to lose, and write-ins.
    fn exclude_together(&mut self, losers: &[Choice]) {
        for option in losers {
            self.set(*option, Status::Excluded);
            let votes = self.piles.number(self.total(*option));
            let (because, by) = if self.is_write_ins(*option) {
                (format!("write-ins: {votes} votes"), "write_ins")
            } else {
                let because = format!(
                    "{votes} votes: together with all below and every surplus still less than the next above"
                );
                (because, "bulk_exclusion")
            };
            self.decide(What::Excluded, *option, because, by);
        }
        self.pass_excluded_on(losers);
    }

    /// Passes on what the excluded had, unless all others are now elected and the rules stop there.
    fn pass_excluded_on(&mut self, excluded: &[Choice]) {
        self.none_excluded = false;
        if self.method.last_keeps_votes && self.continuing().len() <= self.vacancies() {
            return;
        }
        let mut transfers = Vec::new();
        for option in excluded {
            let flow = self
                .piles
                .pass_on(*option, &self.continues, |value| value, None);
            transfers.extend(flow.transfers(&self.piles));
        }
        self.end_stage(transfers);
    }

    /// Those of them who have so many votes.
    fn those_with(&self, mut options: Vec<Choice>, votes: &A::Number) -> Vec<Choice> {
        options.retain(|option| self.arithmetic.compare(&self.total(*option), votes).is_eq());
        options
    }

    fn one_of(
        &self,
        equal: &[Choice],
        purpose: Purpose,
        breaker: &Breaker<'_>,
    ) -> Result<(Option<Choice>, Option<Settled>), CountError> {
        if let [only] = equal {
            return Ok((Some(*only), None));
        }
        if equal.is_empty() {
            return Ok((None, None));
        }
        let settled = breaker.choose(equal, purpose, &self.history)?;
        Ok((Some(settled.chosen), Some(settled)))
    }

    fn decide_tied(
        &mut self,
        what: What,
        option: Choice,
        why: String,
        by: &str,
        settled: Option<&Settled>,
    ) {
        match settled {
            None => self.decide(what, option, why, by),
            Some(settled) => {
                let because = format!("{why}; {}", settled.because);
                self.decide(what, option, because, &settled.field());
            }
        }
    }

    /// Keeps what moved, and begins the next stage.
    fn end_stage(&mut self, transfers: Vec<Transfer>) {
        if let Some(round) = self.transcript.rounds.last_mut() {
            round.transfers = transfers;
        }
        self.history.push(std::mem::take(&mut self.now));
        self.transcript.rounds.push(Round::default());
        self.write_totals();
    }
}
