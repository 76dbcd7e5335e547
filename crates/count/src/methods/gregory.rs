//! Single transferable vote with transfers by weight (weighted inclusive Gregory method).
//!
//! As the Scottish local elections have it: The Scottish Local Government Elections Order 2007 (SSI 2007/42),
//! schedule 1, rules 45–52; 2011 (SSI 2011/399) says the same. One surplus or one exclusion is a stage; every paper
//! of the elected option is transferred, at its value times the surplus divided by the total, cut off after five
//! decimals.
//!
//! Not here: transfers of the last parcel only, random selection of papers, exclusion in bulk.

use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::piles::Piles;
use crate::methods::{CountError, transcript};
use crate::outcome::{
    Decision, Inactive, Invalid, Outcome, Round, Status, Total, Transcript, Transfer, What,
};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose, Settled};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GregoryRules {
    /// How the quota comes from valid votes and seats (rule 46).
    pub quota: Quota,
    /// How many decimals a paper's value has; the rest is cut off (rule 48(3): five).
    pub decimals: u32,
    /// Whose surplus is transferred first (rule 49: the largest).
    pub surplus_order: SurplusOrder,
}

/// How a quota comes from votes and seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quota {
    /// The whole part of votes / (seats + 1), plus one vote (Droop).
    DroopWhole,
    /// Votes / (seats + 1), cut off after the decimals, plus one unit of the last of them.
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
}

/// How the options stand during a count.
struct State<'a> {
    contest: &'a Contest,
    piles: Piles<'a>,
    /// In the order of election.
    elected: Vec<Choice>,
    /// Elected, with a surplus that has not been transferred.
    surplus: Vec<Choice>,
    continues: Vec<bool>,
    status: Vec<Status>,
    quota: u64,
    /// The totals of this stage, and of all before it.
    now: Vec<u64>,
    history: Vec<Vec<u64>>,
    transcript: Transcript,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; no seats, or too many votes.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &GregoryRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    if contest.seats == 0 {
        return Err(CountError::NotApplicable("no seat is to be filled".into()));
    }
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let mut state = State::begin(ballots, rules, method)?;
    loop {
        state.elect_at_quota(&breaker)?;
        if state.fill_if_no_more_stand() || state.vacancies() == 0 {
            break;
        }
        if state.surplus.is_empty() {
            state.exclude_last(&breaker)?;
        } else {
            state.transfer_surplus(method, &breaker)?;
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

impl<'a> State<'a> {
    fn begin(
        ballots: &'a Ballots,
        rules: &'a Rules,
        method: &GregoryRules,
    ) -> Result<Self, CountError> {
        let contest = &ballots.contest;
        let continues = contest.standing();
        let piles = Piles::new(ballots, &rules.marking, &continues, method.decimals)?;
        let status = continues.iter().map(|stands| match stands {
            true => Status::Continuing,
            false => Status::Withdrawn,
        });
        let status = status.collect();
        let votes: u64 = piles.totals().iter().sum();
        let mut transcript = transcript(ballots, rules);
        transcript.ballots.valid = votes / piles.unit();
        transcript.ballots.invalid = invalid(&piles);
        let mut state = Self {
            contest,
            quota: method.quota.units(votes, contest.seats, piles.unit()),
            piles,
            elected: Vec::new(),
            surplus: Vec::new(),
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
        Ok(state)
    }

    fn vacancies(&self) -> usize {
        (self.contest.seats as usize).saturating_sub(self.elected.len())
    }

    fn continuing(&self) -> Vec<Choice> {
        let all = self.contest.choices();
        all.filter(|option| self.continues.get(usize::from(*option)) == Some(&true))
            .collect()
    }

    /// Puts the totals of the stage that begins into its round.
    fn write_totals(&mut self) {
        let totals = self
            .contest
            .choices()
            .zip(&self.status)
            .map(|(option, status)| Total {
                option: self.contest.name(option).to_owned(),
                votes: self.piles.number(self.piles.total(option)),
                status: *status,
            });
        let totals = totals.collect();
        self.now = self.piles.totals().to_vec();
        let (number, quota) = (self.transcript.rounds.len(), self.piles.number(self.quota));
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

    /// Rule 47: who has the quota is elected, the largest total first.
    fn elect_at_quota(&mut self, breaker: &Breaker<'_>) -> Result<(), CountError> {
        let mut reached = self.continuing();
        reached.retain(|option| self.piles.total(*option) >= self.quota);
        reached.sort_by_key(|option| std::cmp::Reverse(self.piles.total(*option)));
        // Equal totals are all elected; only who fills the last seat needs the rule for ties.
        let vacancies = self.vacancies();
        if reached.len() > vacancies {
            let last = reached.get(vacancies.saturating_sub(1)).copied();
            let level = last
                .map(|option| self.piles.total(option))
                .unwrap_or_default();
            let above = reached
                .iter()
                .filter(|option| self.piles.total(**option) > level)
                .count();
            let mut equal: Vec<Choice> = reached.split_off(above);
            equal.retain(|option| self.piles.total(*option) == level);
            let order = breaker.order(&equal, Purpose::Elect, &self.history)?;
            reached.extend(order);
            reached.truncate(vacancies);
        }
        for option in reached {
            let surplus = self.piles.total(option) - self.quota;
            self.elected.push(option);
            if surplus > 0 {
                self.surplus.push(option);
            }
            self.set(option, Status::Elected);
            let because = format!(
                "{} votes reach the quota of {}",
                self.piles.number(self.piles.total(option)),
                self.piles.number(self.quota)
            );
            self.decide(What::Elected, option, because, "quota");
        }
        Ok(())
    }

    /// Rule 52: as many continue as seats are vacant, so all of them are elected.
    fn fill_if_no_more_stand(&mut self) -> bool {
        let mut left = self.continuing();
        if left.len() > self.vacancies() || self.vacancies() == 0 {
            return left.is_empty();
        }
        left.sort_by_key(|option| std::cmp::Reverse(self.piles.total(*option)));
        for option in left {
            self.elected.push(option);
            self.set(option, Status::Elected);
            let because = "as many continue as seats are vacant".to_owned();
            self.decide(What::Elected, option, because, "seats");
        }
        true
    }

    /// Rules 48 and 49: the surplus of one elected option.
    fn transfer_surplus(
        &mut self,
        method: &GregoryRules,
        breaker: &Breaker<'_>,
    ) -> Result<(), CountError> {
        let (option, settled) = match method.surplus_order {
            SurplusOrder::ElectedFirst => (self.surplus.first().copied(), None),
            SurplusOrder::Largest => {
                let largest = self
                    .surplus
                    .iter()
                    .map(|option| self.piles.total(*option))
                    .max();
                let mut equal = self.surplus.clone();
                equal.retain(|option| Some(self.piles.total(*option)) == largest);
                self.one_of(&equal, Purpose::Surplus, breaker)?
            }
        };
        let Some(option) = option else {
            return Ok(());
        };
        self.surplus.retain(|other| *other != option);
        let total = self.piles.total(option);
        let surplus = total - self.quota;
        let why = format!("surplus of {} over the quota", self.piles.number(surplus));
        self.decide_tied(
            What::SurplusTransferred,
            option,
            why,
            "surplus_order",
            settled,
        );

        let value = |old: u64| {
            let new = u128::from(surplus) * u128::from(old) / u128::from(total.max(1));
            u64::try_from(new).unwrap_or(old)
        };
        let mut flow = self.piles.pass_on(option, &self.continues, value, None);
        let cut_off = self.piles.total(option) - self.quota;
        self.piles.set_total(option, self.quota);
        flow.add_idle(Inactive::Rounding, cut_off);
        let transfers = flow.transfers(&self.piles);
        self.end_stage(transfers);
        Ok(())
    }

    /// Rules 50 and 51: who has fewest votes is excluded.
    fn exclude_last(&mut self, breaker: &Breaker<'_>) -> Result<(), CountError> {
        let mut equal = self.continuing();
        let fewest = equal.iter().map(|option| self.piles.total(*option)).min();
        equal.retain(|option| Some(self.piles.total(*option)) == fewest);
        let (Some(option), settled) = self.one_of(&equal, Purpose::Exclude, breaker)? else {
            return Ok(());
        };
        self.set(option, Status::Excluded);
        let why = format!(
            "fewest votes: {}",
            self.piles.number(self.piles.total(option))
        );
        self.decide_tied(What::Excluded, option, why, "exclusion", settled);
        let flow = self
            .piles
            .pass_on(option, &self.continues, |value| value, None);
        let transfers = flow.transfers(&self.piles);
        self.end_stage(transfers);
        Ok(())
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
        settled: Option<Settled>,
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

/// Ballots that never counted for anybody, by reason.
pub(crate) fn invalid(piles: &Piles<'_>) -> Vec<Invalid> {
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
            ballots: piles.idle(reason) / piles.unit(),
        })
        .filter(|invalid| invalid.ballots > 0)
        .collect()
}
