//! Quota preferential by quotient.
//!
//! D. R. Woodall, "QPQ, a quota-preferential STV-like election rule", Voting matters 17 (2003), section 2, which is
//! cited by its numbers. No vote has a value that shrinks: every ballot remembers what part of the elected it has
//! brought in, and an option is measured by the ballots that stand behind it over one more than what these have
//! elected so far. After each exclusion the count begins anew with those who are left.

use std::cmp::Ordering;

use num_traits::Zero;
use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::arithmetic::{Arithmetic, Decimals, Exact, Fixed, Guarded, Rounding};
use crate::methods::{CountError, standings, transcript};
use crate::number::Number;
use crate::outcome::{Decision, Idle, Inactive, Outcome, Round, Status, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose};
use crate::walk::{Counts, Marking, Place};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QpqRules {
    /// With how many decimals quotients are counted; what is left is cut off.
    pub decimals: Decimals,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; no seats, or more decimals than can be counted.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &QpqRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    if ballots.contest.seats == 0 {
        return Err(CountError::NotApplicable("no seat is to be filled".into()));
    }
    method.decimals.check()?;
    match method.decimals {
        Decimals::Fixed(places) => match Fixed::new(places, ballots.total()) {
            Some(fixed) => in_arithmetic(ballots, rules, lots, fixed),
            None => in_arithmetic(ballots, rules, lots, Guarded::new(places, 0)),
        },
        Decimals::Guarded { places, guard } => {
            in_arithmetic(ballots, rules, lots, Guarded::new(places, guard))
        }
        Decimals::Exact => in_arithmetic(ballots, rules, lots, Exact),
    }
}

fn in_arithmetic<A: Arithmetic>(
    ballots: &Ballots,
    rules: &Rules,
    lots: &[Lot],
    arithmetic: A,
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let mut state = State::begin(ballots, &rules.marking, arithmetic);
    let mut pass = 1;
    while state.vacancies() > 0 && state.continuing().len() > state.vacancies() {
        state.measure();
        state.open_round(pass);
        if !state.elect_highest(&breaker)? {
            state.exclude_lowest(&breaker)?;
            // Whoever is left is elected on what was elected so far (2.5b), else all begin anew.
            if state.continuing().len() > state.vacancies() {
                state.begin_anew();
                pass += 1;
            }
        }
    }
    state.settle_rest(pass);
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

struct State<'a, A: Arithmetic> {
    ballots: &'a Ballots,
    contest: &'a Contest,
    marking: &'a Marking,
    arithmetic: A,
    /// How far each ballot was walked, for whom it counts, and what part of the elected it has brought in.
    walked: Vec<Place>,
    behind: Vec<Counts>,
    brought: Vec<A::Number>,
    status: Vec<Status>,
    elected: Vec<Choice>,
    quotients: Vec<A::Number>,
    quota: A::Number,
    /// Ballots that count for nobody any more.
    inactive: u64,
    history: Vec<Vec<A::Number>>,
    rounds: Vec<Round>,
}

impl<'a, A: Arithmetic> State<'a, A> {
    fn begin(ballots: &'a Ballots, marking: &'a Marking, arithmetic: A) -> Self {
        let contest = &ballots.contest;
        let standing = contest.standing();
        let status = standing.iter().map(|stands| match stands {
            true => Status::Continuing,
            false => Status::Withdrawn,
        });
        let mut state = Self {
            ballots,
            contest,
            marking,
            arithmetic,
            walked: Vec::new(),
            behind: Vec::new(),
            brought: Vec::new(),
            status: status.collect(),
            elected: Vec::new(),
            quotients: vec![A::Number::zero(); standing.len()],
            quota: A::Number::zero(),
            inactive: 0,
            history: Vec::new(),
            rounds: Vec::new(),
        };
        state.begin_anew();
        state
    }

    /// All ballots have elected nobody, and stand behind their first option that is not excluded (2.1, 2.2).
    fn begin_anew(&mut self) {
        let ballots = self.ballots.len();
        for option in std::mem::take(&mut self.elected) {
            if let Some(status) = self.status.get_mut(usize::from(option)) {
                *status = Status::Continuing;
            }
        }
        self.walked = vec![Place::default(); ballots];
        self.behind = vec![Counts::Nobody(Inactive::Exhausted); ballots];
        self.brought = vec![A::Number::zero(); ballots];
        let continues = self.continues();
        for at in 0..ballots {
            self.walk(at, &continues);
        }
    }

    fn continues(&self) -> Vec<bool> {
        let status = self.status.iter();
        status.map(|status| *status == Status::Continuing).collect()
    }

    fn walk(&mut self, at: usize, continues: &[bool]) {
        let marks = self.ballots.at(at).marks;
        if let (Some(place), Some(behind)) = (self.walked.get_mut(at), self.behind.get_mut(at)) {
            *behind = self.marking.walk(marks, place, continues);
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

    fn quotient(&self, option: Choice) -> A::Number {
        let quotient = self.quotients.get(usize::from(option));
        quotient.cloned().unwrap_or_else(A::Number::zero)
    }

    fn number(&self, number: &A::Number) -> Number {
        self.arithmetic.number(number)
    }

    /// The quotient of every option that continues (2.3), and the quota (2.4).
    fn measure(&mut self) {
        let arithmetic = &self.arithmetic;
        let mut votes = vec![0_u64; self.status.len()];
        let mut brought_by = vec![A::Number::zero(); self.status.len()];
        let (mut active, mut brought_by_inactive) = (0, A::Number::zero());
        self.inactive = 0;
        for ((ballot, behind), brought) in self.ballots.iter().zip(&self.behind).zip(&self.brought)
        {
            let brought = arithmetic.of_ballots(brought, ballot.count);
            match behind {
                Counts::For(option) => {
                    let at = usize::from(*option);
                    active += ballot.count;
                    if let (Some(votes), Some(sum)) = (votes.get_mut(at), brought_by.get_mut(at)) {
                        *votes += ballot.count;
                        *sum += brought;
                    }
                }
                Counts::Nobody(_) => {
                    self.inactive += ballot.count;
                    brought_by_inactive += brought;
                }
            }
        }
        for option in self.continuing() {
            let at = usize::from(option);
            let (Some(votes), Some(brought), Some(quotient)) = (
                votes.get(at),
                brought_by.get(at),
                self.quotients.get_mut(at),
            ) else {
                continue;
            };
            let mut divisor = arithmetic.whole(1);
            divisor += brought.clone();
            *quotient = arithmetic.over(&arithmetic.whole(*votes), &divisor, Rounding::Down);
        }
        let seats = arithmetic.whole(u64::from(self.contest.seats) + 1);
        let divisor = arithmetic.minus(&seats, &brought_by_inactive);
        self.quota = arithmetic.over(&arithmetic.whole(active), &divisor, Rounding::Down);
    }

    /// Elects who has the highest quotient, if it is more than the quota (2.5a).
    fn elect_highest(&mut self, breaker: &Breaker<'_>) -> Result<bool, CountError> {
        let all = self.continuing();
        let highest = all.iter().map(|option| self.quotient(*option)).max();
        let highest = highest.unwrap_or_else(A::Number::zero);
        if self.arithmetic.compare(&highest, &self.quota) != Ordering::Greater {
            return Ok(false);
        }
        let because = format!(
            "highest quotient: {}, more than the quota of {}",
            self.number(&highest),
            self.number(&self.quota)
        );
        let option = self.decide_one(What::Elected, &highest, because, "quota", breaker)?;
        self.elected.push(option);
        let one = self.arithmetic.whole(1);
        let share = self
            .arithmetic
            .over(&one, &self.quotient(option), Rounding::Down);
        self.leave(option, Some(&share));
        Ok(true)
    }

    /// Excludes who has the smallest quotient (2.5b).
    fn exclude_lowest(&mut self, breaker: &Breaker<'_>) -> Result<(), CountError> {
        let all = self.continuing();
        let lowest = all.iter().map(|option| self.quotient(*option)).min();
        let lowest = lowest.unwrap_or_else(A::Number::zero);
        let because = format!("smallest quotient: {}", self.number(&lowest));
        let option = self.decide_one(What::Excluded, &lowest, because, "exclusion", breaker)?;
        self.leave(option, None);
        Ok(())
    }

    /// Decides about the one with this quotient, by the rule for ties if there are several.
    fn decide_one(
        &mut self,
        what: What,
        quotient: &A::Number,
        because: String,
        by: &str,
        breaker: &Breaker<'_>,
    ) -> Result<Choice, CountError> {
        let mut equal = self.continuing();
        equal.retain(|option| {
            let own = self.quotient(*option);
            self.arithmetic.compare(&own, quotient).is_eq()
        });
        if let [only] = equal.as_slice() {
            self.decide(what, *only, because, by);
            return Ok(*only);
        }
        let purpose = match what {
            What::Elected => Purpose::Elect,
            _ => Purpose::Exclude,
        };
        // The history of earlier passes is another count, and says nothing about this one but which stage it is.
        let settled = breaker.choose(&equal, purpose, &self.history)?;
        let because = format!("{because}; {}", settled.because);
        self.decide(what, settled.chosen, because, &settled.field());
        Ok(settled.chosen)
    }

    fn decide(&mut self, what: What, option: Choice, because: String, by: &str) {
        let status = match what {
            What::Elected => Status::Elected,
            _ => Status::Excluded,
        };
        if let Some(old) = self.status.get_mut(usize::from(option)) {
            *old = status;
        }
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

    /// The ballots behind an option walk on; if it is elected, each has now brought in this share.
    fn leave(&mut self, option: Choice, share: Option<&A::Number>) {
        self.history.push(self.quotients.clone());
        let continues = self.continues();
        for at in 0..self.behind.len() {
            if self.behind.get(at) != Some(&Counts::For(option)) {
                continue;
            }
            if let (Some(brought), Some(share)) = (self.brought.get_mut(at), share) {
                *brought = share.clone();
            }
            self.walk(at, &continues);
        }
    }

    /// Elects all who are left if seats are.
    fn settle_rest(&mut self, pass: usize) {
        if self.vacancies() == 0 {
            return;
        }
        if self.rounds.is_empty() {
            self.measure();
            self.open_round(pass);
        }
        for option in self.continuing() {
            self.elected.push(option);
            let because = "as many continue as seats are vacant".to_owned();
            self.decide(What::Elected, option, because, "seats");
        }
    }

    fn open_round(&mut self, pass: usize) {
        let quotient = |option| self.number(&self.quotient(option));
        let round = Round {
            number: self.rounds.len() + 1,
            name: format!("pass {pass}"),
            quota: Some(self.number(&self.quota)),
            totals: standings(self.contest, &self.status, quotient),
            idle: vec![Idle {
                because: Inactive::Exhausted,
                votes: Number::whole(self.inactive),
            }],
            ..Round::default()
        };
        self.rounds.push(round);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::blt;

    fn file(votes: &str) -> Ballots {
        let file = format!("4 2\n{votes}0\n\"Ada\"\n\"Ben\"\n\"Cyd\"\n\"Dov\"\n\"\"\n");
        blt::read(file.as_bytes()).unwrap()
    }

    fn count(ballots: &Ballots, decimals: Decimals) -> Result<Outcome, CountError> {
        let mut rules = Rules::preset("qpq").unwrap();
        rules.count = crate::rules::Method::Qpq(QpqRules { decimals });
        crate::count(ballots, &rules, &[])
    }

    fn stage(outcome: &Outcome, number: usize) -> (String, Vec<String>) {
        let round = &outcome.transcript.rounds[number - 1];
        let decisions = round.decisions.iter();
        let decisions =
            decisions.map(|decision| format!("{:?} {}", decision.what, decision.option));
        let totals = round
            .totals
            .iter()
            .map(|total| total.votes.value().to_string());
        (decisions.collect::<Vec<_>>().join(", "), totals.collect())
    }

    #[test]
    fn who_is_elected_lowers_the_quotients_of_those_behind() {
        let ballots = file("8 1 2 0\n3 2 0\n5 3 0\n2 4 3 0\n");
        let outcome = count(&ballots, Decimals::Exact).unwrap();
        // 18 ballots: the quota is 6. Ada's 8 have then brought in 1/8 each, so Ben has 11 / (1 + 1).
        assert_eq!(
            stage(&outcome, 1),
            (
                "Elected Ada".to_owned(),
                ["8", "3", "5", "2"].map(str::to_owned).to_vec()
            )
        );
        let (decided, quotients) = stage(&outcome, 2);
        assert_eq!(decided, "Excluded Dov");
        assert_eq!(quotients, ["8", "11/2", "5", "2"]);
        // All begin anew without Dov, whose two ballots now stand behind Cyd from the start.
        let (decided, quotients) = stage(&outcome, 3);
        assert_eq!(decided, "Elected Ada");
        assert_eq!(quotients, ["8", "3", "7", "2"]);
        assert_eq!(stage(&outcome, 4).0, "Elected Cyd");
        assert_eq!(outcome.elected, ["Ada", "Cyd"]);
    }

    #[test]
    fn ballots_that_count_for_nobody_lower_the_quota_by_what_they_brought_in() {
        let ballots = file("9 1 0\n3 2 0\n2 3 0\n1 4 2 0\n");
        let outcome = count(&ballots, Decimals::Exact).unwrap();
        // After Ada 6 ballots are active, and 9 inactive ones have brought in one: 6 / (1 + 2 - 1).
        let quota = |number: usize| outcome.transcript.rounds[number - 1].quota.clone();
        assert_eq!(quota(1), Some(Number::whole(5)));
        assert_eq!(quota(2), Some(Number::whole(3)));
    }

    #[test]
    fn equal_quotients_need_a_lot_and_no_seat_is_left_empty() {
        let tie = file("3 1 0\n3 2 0\n3 3 0\n1 4 0\n");
        assert!(matches!(
            count(&tie, Decimals::Fixed(9)),
            Err(CountError::LotNeeded(_))
        ));
        let mut few = file("3 1 0\n");
        few.contest.seats = 5;
        let guarded = Decimals::Guarded {
            places: 9,
            guard: 9,
        };
        assert_eq!(count(&few, guarded).unwrap().elected.len(), 4);
    }
}
