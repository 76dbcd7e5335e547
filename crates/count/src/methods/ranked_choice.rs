//! Instant run-off and its relatives, in the variants that jurisdictions of the United States use.
//!
//! One winner by majority (Maine 21-A M.R.S. §723-A; San Francisco Charter §13.102; New York City Charter §1057-g);
//! several winners with surpluses in decimals (Minneapolis ordinance ch. 167; Cambridge differs); bottoms-up; several
//! passes of one winner each (Utah 20A-4-603). The fields and their combination are those of RCTab, the open
//! tabulator that these jurisdictions count with, so that a count can be compared with its reports round by round.
//!
//! Round by round: who reaches the threshold is elected; if nobody does, somebody is eliminated; what the decided
//! options held moves on before the next round begins.

use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::gregory::{Quota, invalid};
use crate::methods::piles::Piles;
use crate::methods::{CountError, transcript};
use crate::outcome::{Decision, Inactive, Outcome, Round, Status, Total, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankedChoiceRules {
    /// How winners come about.
    pub winners: Winners,
    /// How the threshold comes from votes and seats. One seat and `droop-whole` is a majority.
    pub threshold: Quota,
    /// The votes from which the threshold comes. With several winners always those of the first round.
    pub threshold_from: ThresholdFrom,
    /// How many decimals a transferred vote has; the rest is cut off.
    pub decimals: u32,
    /// Options with fewer votes are eliminated together, first of all; 0 for no such rule.
    #[serde(default)]
    pub minimum_votes: u64,
    /// Everybody below the threshold is eliminated at once.
    #[serde(default)]
    pub below_threshold: bool,
    /// All options that together have fewer votes than the next one are eliminated at once.
    pub batch: bool,
    /// With one winner: go on until two options are left, though the winner is known.
    pub continue_to_two: bool,
    /// Stop after this round, whatever is decided by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_after_round: Option<usize>,
    /// The option that stands for all names written in that are no candidates: it cannot win, and goes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_ins: Option<String>,
}

/// How winners come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Winners {
    /// Everybody who reaches the threshold in a round is elected in it; surpluses move on.
    AllAtThreshold,
    /// At most one is elected in a round, the one with most votes; surpluses move on.
    OneInARound,
    /// Options are eliminated until as many are left as there are seats.
    BottomsUp,
    /// Options are eliminated until all that are left have more than this share of the votes, in hundredths of a
    /// percent; however many they are, they are elected.
    BottomsUpToShare(u64),
    /// One winner by majority for each seat, in passes; who won an earlier pass does not stand in the next.
    Passes,
}

/// The votes from which the threshold comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThresholdFrom {
    /// Those of the first round.
    FirstRound,
    /// Those that still count in the round.
    EachRound,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; no seats, or too many votes.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &RankedChoiceRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let by_share = matches!(method.winners, Winners::BottomsUpToShare(_));
    if contest.seats == 0 && !by_share {
        return Err(CountError::NotApplicable("no seat is to be filled".into()));
    }
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let mut transcript = transcript(ballots, rules);
    let mut elected = Vec::new();
    let passes = match method.winners {
        Winners::Passes => contest.seats,
        _ => 1,
    };
    for pass in 1..=passes {
        let mut standing = contest.standing();
        for option in &elected {
            take_out(&mut standing, *option);
        }
        if !standing.contains(&true) {
            break;
        }
        let piles = Piles::new(ballots, &rules.marking, &standing, method.decimals)?;
        if pass == 1 {
            let votes: u64 = piles.totals().iter().sum();
            transcript.ballots.valid = votes / piles.unit();
            transcript.ballots.invalid = invalid(&piles);
        }
        let name = match passes {
            1 => String::new(),
            _ => format!("pass {pass}"),
        };
        let tabulation = Tabulation::begin(
            contest,
            method,
            piles,
            standing,
            &breaker,
            name,
            transcript.rounds.len(),
        );
        let (won, rounds) = tabulation.run()?;
        elected.extend(won);
        transcript.rounds.extend(rounds);
    }
    let elected = elected
        .into_iter()
        .map(|option| contest.name(option).to_owned());
    Ok(Outcome {
        elected: elected.collect(),
        transcript,
        ..Outcome::default()
    })
}

fn take_out(set: &mut [bool], option: Choice) {
    if let Some(member) = set.get_mut(usize::from(option)) {
        *member = false;
    }
}

/// One run from the first round to the last.
struct Tabulation<'a> {
    contest: &'a Contest,
    method: &'a RankedChoiceRules,
    breaker: Breaker<'a>,
    piles: Piles<'a>,
    seats: usize,
    write_ins: Option<Choice>,
    /// Who may get votes.
    continues: Vec<bool>,
    /// How many stood at the beginning.
    stood: usize,
    elected: Vec<Choice>,
    eliminated: Vec<Choice>,
    threshold: u64,
    history: Vec<Vec<u64>>,
    rounds: Vec<Round>,
    name: String,
    /// Rounds of earlier passes.
    before: usize,
}

/// Somebody decided on in a round, and why.
struct Pick {
    option: Choice,
    because: String,
    by: String,
}

impl<'a> Tabulation<'a> {
    fn begin(
        contest: &'a Contest,
        method: &'a RankedChoiceRules,
        piles: Piles<'a>,
        continues: Vec<bool>,
        breaker: &Breaker<'a>,
        name: String,
        before: usize,
    ) -> Self {
        let seats = match method.winners {
            Winners::Passes => 1,
            Winners::BottomsUpToShare(_) => 0,
            _ => contest.seats as usize,
        };
        Self {
            contest,
            method,
            breaker: breaker.after(before),
            piles,
            seats,
            write_ins: method
                .write_ins
                .as_deref()
                .and_then(|name| contest.find(name)),
            stood: continues.iter().filter(|stands| **stands).count(),
            continues,
            elected: Vec::new(),
            eliminated: Vec::new(),
            threshold: 0,
            history: Vec::new(),
            rounds: Vec::new(),
            name,
            before,
        }
    }

    fn run(mut self) -> Result<(Vec<Choice>, Vec<Round>), CountError> {
        let mut decided_last = Decided::Nothing;
        while self.goes_on(decided_last) {
            self.open_round();
            let continuing = self.continuing();
            let winners = self.winners(&continuing)?;
            let (decided, picks) = if !winners.is_empty() {
                self.elect(&winners);
                (Decided::Winners, winners)
            } else if self.needs_elimination() {
                let losers = self.losers(&continuing)?;
                self.eliminate(&losers);
                (Decided::Losers, losers)
            } else {
                (Decided::Nothing, Vec::new())
            };
            self.history.push(self.piles.totals().to_vec());
            self.move_on(decided, &picks);
            // Nobody left to decide on: without this, rules that cannot be met would go round for ever.
            if picks.is_empty() && !decided_last.is_decision() {
                break;
            }
            decided_last = decided;
        }
        Ok((self.elected, self.rounds))
    }

    fn transfers_surplus(&self) -> bool {
        self.seats > 1 && self.method.winners != Winners::BottomsUp
    }

    fn goes_on(&self, last: Decided) -> bool {
        let (elected, eliminated) = (self.elected.len(), self.eliminated.len());
        if self
            .method
            .stop_after_round
            .is_some_and(|round| self.rounds.len() >= round)
        {
            return false;
        }
        if elected == self.stood && self.seats > self.stood {
            return false;
        }
        if self.method.continue_to_two {
            return eliminated + elected + 1 < self.stood || last == Decided::Losers;
        }
        if matches!(self.method.winners, Winners::BottomsUpToShare(_)) {
            return elected == 0;
        }
        elected < self.seats || (self.transfers_surplus() && last == Decided::Winners)
    }

    fn needs_elimination(&self) -> bool {
        self.elected.len() < self.seats
            || (self.method.continue_to_two && self.eliminated.len() + 2 < self.stood)
            || matches!(self.method.winners, Winners::BottomsUpToShare(_))
    }

    fn continuing(&self) -> Vec<Choice> {
        let all = self.contest.choices();
        all.filter(|option| self.continues.get(usize::from(*option)) == Some(&true))
            .collect()
    }

    fn votes(&self, option: Choice) -> u64 {
        self.piles.total(option)
    }

    /// Sets the threshold, and writes what everybody has.
    fn open_round(&mut self) {
        let first = self.rounds.is_empty();
        let continuing = self.continuing();
        let active: u64 = continuing.iter().map(|option| self.votes(*option)).sum();
        let each = self.seats <= 1 && self.method.threshold_from == ThresholdFrom::EachRound;
        // Once there is a winner who stays in until two are left, the threshold stays as it was.
        let fixed = self.method.continue_to_two && !self.elected.is_empty();
        if first || (each && !fixed) {
            self.threshold = match self.method.winners {
                Winners::BottomsUpToShare(share) => share_of(active, share),
                _ => {
                    let seats = u32::try_from(self.seats).unwrap_or(u32::MAX);
                    self.method
                        .threshold
                        .units(active, seats, self.piles.unit())
                }
            };
        }
        let totals = self.contest.choices().filter_map(|option| {
            let status = self.status(option);
            (status == Status::Continuing || status == Status::Elected).then(|| Total {
                option: self.contest.name(option).to_owned(),
                votes: self.piles.number(self.votes(option)),
                status,
            })
        });
        self.rounds.push(Round {
            totals: totals.collect(),
            number: self.before + self.rounds.len() + 1,
            name: self.name.clone(),
            quota: Some(self.piles.number(self.threshold)),
            idle: self.piles.idle_votes(),
            ..Round::default()
        });
    }

    fn status(&self, option: Choice) -> Status {
        if self.elected.contains(&option) {
            Status::Elected
        } else if self.continues.get(usize::from(option)) == Some(&true) {
            Status::Continuing
        } else if self.eliminated.contains(&option) {
            Status::Excluded
        } else {
            Status::Withdrawn
        }
    }

    /// Who is elected in this round.
    fn winners(&self, continuing: &[Choice]) -> Result<Vec<Pick>, CountError> {
        if self
            .write_ins
            .is_some_and(|option| continuing.contains(&option) && self.votes(option) > 0)
        {
            return Ok(Vec::new());
        }
        let pick = |option: &Choice, because: String, by: &str| Pick {
            option: *option,
            because,
            by: by.to_owned(),
        };
        let at_threshold = |option: &Choice| {
            let because = format!(
                "{} votes reach the threshold of {}",
                self.piles.number(self.votes(*option)),
                self.piles.number(self.threshold)
            );
            pick(option, because, "threshold")
        };
        if let Winners::BottomsUpToShare(_) = self.method.winners {
            let all = continuing
                .iter()
                .all(|option| self.votes(*option) > self.threshold);
            let winners = continuing.iter().filter(|_| all).map(at_threshold);
            return Ok(winners.collect());
        }
        let unfilled = self.seats.saturating_sub(self.elected.len());
        if unfilled == 0 || continuing.is_empty() {
            return Ok(Vec::new());
        }
        let first_round = self.method.threshold_from == ThresholdFrom::FirstRound;
        let most = continuing.iter().map(|option| self.votes(*option)).max();
        let leading =
            |list: &mut Vec<Choice>| list.retain(|option| Some(self.votes(*option)) == most);
        let mut winners = continuing.to_vec();
        // What is said instead of the threshold, and the field that says it.
        let mut said: Option<(&str, &str)> = None;
        if continuing.len() <= unfilled {
            said = Some(("as many continue as seats are vacant", "winners"));
        } else if first_round && continuing.len() == self.seats + 1 {
            leading(&mut winners);
            said = Some(("most votes of those that are left", "threshold_from"));
        } else if self.method.winners == Winners::BottomsUp {
            winners.clear();
        } else {
            winners.retain(|option| {
                self.votes(*option) >= self.threshold && Some(*option) != self.write_ins
            });
        }
        let one_only = self.method.winners == Winners::OneInARound || first_round;
        let level_pair =
            self.seats == 1 && winners.is_empty() && continuing.len() == 2 && unfilled == 1;
        if (winners.len() > 1 && one_only) || level_pair {
            if level_pair {
                winners = continuing.to_vec();
            }
            leading(&mut winners);
            if winners.len() > 1 {
                let settled = self
                    .breaker
                    .choose(&winners, Purpose::Elect, &self.history)?;
                let field = settled.field();
                return Ok(vec![pick(&settled.chosen, settled.because, &field)]);
            }
        }
        winners.sort_by_key(|option| std::cmp::Reverse(self.votes(*option)));
        Ok(winners
            .iter()
            .map(|option| match said {
                Some((because, by)) => pick(option, because.to_owned(), by),
                None => at_threshold(option),
            })
            .collect())
    }

    /// Who is eliminated in this round.
    fn losers(&self, continuing: &[Choice]) -> Result<Vec<Pick>, CountError> {
        let pick = |option: Choice, because: String, by: &str| Pick {
            option,
            because,
            by: by.to_owned(),
        };
        if let Some(option) = self.write_ins
            && continuing.contains(&option)
            && self.votes(option) > 0
        {
            let because = "names written in that are no candidates".to_owned();
            return Ok(vec![pick(option, because, "write_ins")]);
        }
        let minimum = self.method.minimum_votes.saturating_mul(self.piles.unit());
        let below: Vec<Pick> = continuing
            .iter()
            .filter(|option| self.votes(**option) < minimum)
            .map(|option| {
                let because = format!("fewer votes than the least, {}", self.method.minimum_votes);
                pick(*option, because, "minimum_votes")
            })
            .collect();
        if !below.is_empty() {
            return Ok(below);
        }
        if self.method.below_threshold {
            let because = || {
                format!(
                    "below the threshold of {}",
                    self.piles.number(self.threshold)
                )
            };
            return Ok(continuing
                .iter()
                .filter(|option| self.votes(**option) < self.threshold)
                .map(|option| pick(*option, because(), "below_threshold"))
                .collect());
        }
        if self.method.batch {
            let batch = self.batch(continuing);
            if batch.len() > 1 {
                let because = "together they have fewer votes than the next".to_owned();
                return Ok(batch
                    .into_iter()
                    .map(|option| pick(option, because.clone(), "batch"))
                    .collect());
            }
        }
        let fewest = continuing.iter().map(|option| self.votes(*option)).min();
        let mut last = continuing.to_vec();
        last.retain(|option| Some(self.votes(*option)) == fewest);
        if let [only] = last.as_slice() {
            let because = format!("fewest votes: {}", self.piles.number(self.votes(*only)));
            return Ok(vec![pick(*only, because, "elimination")]);
        }
        if last.is_empty() {
            return Ok(Vec::new());
        }
        let settled = self
            .breaker
            .choose(&last, Purpose::Exclude, &self.history)?;
        let field = settled.field();
        let because = format!(
            "fewest votes: {}; {}",
            self.piles.number(self.votes(settled.chosen)),
            settled.because
        );
        Ok(vec![pick(settled.chosen, because, &field)])
    }

    /// All who together cannot reach the next one up, so that none of them can overtake.
    fn batch(&self, continuing: &[Choice]) -> Vec<Choice> {
        let mut by_votes = continuing.to_vec();
        by_votes.sort_by_key(|option| self.votes(*option));
        let mut batches = vec![0];
        let (mut sum, mut at) = (0_u64, 0);
        while let Some(next) = by_votes.get(at) {
            let votes = self.votes(*next);
            if at > 0 && sum < votes {
                batches.push(at);
            }
            let level = by_votes
                .iter()
                .filter(|option| self.votes(**option) == votes)
                .count();
            sum = sum.saturating_add(votes.saturating_mul(level as u64));
            at += level;
        }
        let mut end = batches.pop().unwrap_or_default();
        // Two must be left, so the last batch is not taken if only one would be.
        if self.method.continue_to_two && end + self.eliminated.len() + 1 == self.stood {
            end = batches.pop().unwrap_or_default();
        }
        by_votes.truncate(end);
        by_votes
    }

    fn elect(&mut self, winners: &[Pick]) {
        for winner in winners {
            self.elected.push(winner.option);
            if !self.method.continue_to_two {
                take_out(&mut self.continues, winner.option);
            }
            self.write(What::Elected, winner);
        }
    }

    fn eliminate(&mut self, losers: &[Pick]) {
        for loser in losers {
            self.eliminated.push(loser.option);
            take_out(&mut self.continues, loser.option);
            self.write(What::Excluded, loser);
        }
    }

    fn write(&mut self, what: What, pick: &Pick) {
        let decision = Decision {
            what,
            option: self.contest.name(pick.option).to_owned(),
            because: pick.because.clone(),
            by: pick.by.clone(),
        };
        if let Some(round) = self.rounds.last_mut() {
            round.decisions.push(decision);
        }
    }

    /// Moves what the options decided on in this round held.
    fn move_on(&mut self, decided: Decided, picks: &[Pick]) {
        let mut transfers = Vec::new();
        // The last round stays as it was decided unless another shows where surpluses went.
        match decided {
            Decided::Nothing => {}
            Decided::Winners if !self.transfers_surplus() => {}
            Decided::Winners => {
                let barred = (self.elected.len() == self.seats).then_some(Inactive::FinalSurplus);
                for winner in picks {
                    let total = self.votes(winner.option);
                    let surplus = total.saturating_sub(self.threshold);
                    let unit = u128::from(self.piles.unit());
                    let fraction = u128::from(surplus) * unit / u128::from(total.max(1));
                    let value = |old: u64| {
                        u64::try_from(u128::from(old) * fraction / unit).unwrap_or_default()
                    };
                    let mut flow =
                        self.piles
                            .pass_on(winner.option, &self.continues, value, barred);
                    let residual = self.votes(winner.option).saturating_sub(self.threshold);
                    if residual > 0 {
                        self.piles.set_total(winner.option, self.threshold);
                        flow.add_idle(Inactive::Rounding, residual);
                    }
                    transfers.extend(flow.transfers(&self.piles));
                }
            }
            Decided::Losers => {
                for loser in picks {
                    let flow =
                        self.piles
                            .pass_on(loser.option, &self.continues, |value| value, None);
                    transfers.extend(flow.transfers(&self.piles));
                }
            }
        }
        if let Some(round) = self.rounds.last_mut() {
            round.transfers = transfers;
        }
    }
}

/// What the last round decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decided {
    Nothing,
    Winners,
    Losers,
}

impl Decided {
    fn is_decision(self) -> bool {
        self != Self::Nothing
    }
}

/// A share in hundredths of a percent of some votes, cut off.
fn share_of(votes: u64, share: u64) -> u64 {
    u64::try_from(u128::from(votes) * u128::from(share) / 10_000).unwrap_or(u64::MAX)
}
