//! Ballots in piles by the option they count for: what all methods share that move votes from rank to rank.

use std::ops::AddAssign;

use num_traits::Zero;

use crate::ballots::Ballots;
use crate::contest::Choice;
use crate::methods::CountError;
use crate::methods::arithmetic::{Arithmetic, Fixed};
use crate::number::Number;
use crate::outcome::{Destination, Idle, Inactive, Transfer};
use crate::walk::{Counts, Marking, Place};

/// Why a vote may count for nobody, in the order of transcripts.
const REASONS: [Inactive; 7] = [
    Inactive::Blank,
    Inactive::Exhausted,
    Inactive::Overvote,
    Inactive::SkippedRanks,
    Inactive::RepeatedOption,
    Inactive::Rounding,
    Inactive::FinalSurplus,
];

fn slot(reason: Inactive) -> usize {
    REASONS
        .iter()
        .position(|listed| *listed == reason)
        .unwrap_or_default()
}

/// The ballots of a contest in piles, each paper with a value; fixed decimals where nothing else is said.
#[derive(Debug)]
pub(crate) struct Piles<'a, A: Arithmetic = Fixed> {
    ballots: &'a Ballots,
    marking: &'a Marking,
    arithmetic: A,
    /// How far each ballot was walked.
    walked: Vec<Place>,
    /// What one paper of each ballot is worth.
    values: Vec<A::Number>,
    /// For each option the ballots that count for it.
    piles: Vec<Vec<u32>>,
    totals: Vec<A::Number>,
    idle: Vec<A::Number>,
}

/// What moved away from one option.
#[derive(Clone, Debug)]
pub(crate) struct Flow<N> {
    from: Choice,
    to: Vec<N>,
    idle: Vec<N>,
}

impl<'a> Piles<'a> {
    /// Puts every ballot on the pile of the first option that continues, and counts in fixed decimals.
    ///
    /// # Errors
    ///
    /// If there are more votes than can be counted with this many decimals.
    pub(crate) fn new(
        ballots: &'a Ballots,
        marking: &'a Marking,
        continues: &[bool],
        places: u32,
    ) -> Result<Self, CountError> {
        let Some(arithmetic) = Fixed::new(places, ballots.total()) else {
            return Err(CountError::NotApplicable(format!(
                "{} votes cannot be counted here with {places} decimals; take fewer decimals",
                ballots.total()
            )));
        };
        Ok(Self::begin(ballots, marking, continues, arithmetic))
    }

    /// A whole vote in units of the last decimal.
    pub(crate) fn unit(&self) -> u64 {
        self.arithmetic.unit()
    }
}

impl<'a, A: Arithmetic> Piles<'a, A> {
    /// Puts every ballot on the pile of the first option that continues.
    pub(crate) fn begin(
        ballots: &'a Ballots,
        marking: &'a Marking,
        continues: &[bool],
        arithmetic: A,
    ) -> Self {
        let options = ballots.contest.options.len();
        let mut piles = Self {
            ballots,
            marking,
            walked: vec![Place::default(); ballots.len()],
            values: vec![arithmetic.whole(1); ballots.len()],
            piles: vec![Vec::new(); options],
            totals: vec![A::Number::zero(); options],
            idle: vec![A::Number::zero(); REASONS.len()],
            arithmetic,
        };
        for (at, ballot) in ballots.iter().enumerate() {
            let Some(place) = piles.walked.get_mut(at) else {
                continue;
            };
            let votes = piles.arithmetic.whole(ballot.count);
            match marking.walk(ballot.marks, place, continues) {
                Counts::For(option) => piles.put(option, at, votes),
                Counts::Nobody(reason) => piles.idle[slot(reason)] += votes,
            }
        }
        piles
    }

    fn put(&mut self, option: Choice, ballot: usize, votes: A::Number) {
        if let (Some(pile), Some(total), Ok(ballot)) = (
            self.piles.get_mut(usize::from(option)),
            self.totals.get_mut(usize::from(option)),
            u32::try_from(ballot),
        ) {
            pile.push(ballot);
            *total += votes;
        }
    }

    /// What every option has.
    pub(crate) fn totals(&self) -> &[A::Number] {
        &self.totals
    }

    /// What one option has.
    pub(crate) fn total(&self, option: Choice) -> A::Number {
        let total = self.totals.get(usize::from(option));
        total.cloned().unwrap_or_else(A::Number::zero)
    }

    /// What counts for nobody for this reason.
    pub(crate) fn idle(&self, reason: Inactive) -> A::Number {
        self.idle[slot(reason)].clone()
    }

    /// Adds to what counts for nobody, when a total is set to what the rules say it is.
    pub(crate) fn set_total(&mut self, option: Choice, total: A::Number) {
        if let Some(old) = self.totals.get_mut(usize::from(option)) {
            let lost = self.arithmetic.minus(old, &total);
            *old = total;
            self.idle[slot(Inactive::Rounding)] += lost;
        }
    }

    /// The whole votes in a number.
    pub(crate) fn whole_votes(&self, votes: &A::Number) -> u64 {
        self.arithmetic.whole_part(votes)
    }

    /// A number of votes as a transcript has it.
    pub(crate) fn number(&self, votes: A::Number) -> Number {
        self.arithmetic.number(&votes)
    }

    /// What counts for nobody, for a transcript.
    pub(crate) fn idle_votes(&self) -> Vec<Idle> {
        idle_of(&self.idle)
            .map(|(because, votes)| Idle {
                because,
                votes: self.number(votes),
            })
            .collect()
    }

    /// Takes every ballot from `from`, gives each paper the value `new(old)`, and walks it on. The option keeps
    /// what the papers lost in value; `barred` sends all to nobody for that reason instead of walking on.
    pub(crate) fn pass_on(
        &mut self,
        from: Choice,
        continues: &[bool],
        new: impl Fn(A::Number) -> A::Number,
        barred: Option<Inactive>,
    ) -> Flow<A::Number> {
        let mut flow = Flow {
            from,
            to: vec![A::Number::zero(); self.totals.len()],
            idle: vec![A::Number::zero(); REASONS.len()],
        };
        let pile = self
            .piles
            .get_mut(usize::from(from))
            .map(std::mem::take)
            .unwrap_or_default();
        let mut moved = A::Number::zero();
        for ballot in pile {
            let at = ballot as usize;
            let (Some(place), Some(value)) = (self.walked.get_mut(at), self.values.get_mut(at))
            else {
                continue;
            };
            *value = new(value.clone());
            let this = self.ballots.at(at);
            let votes = self.arithmetic.of_ballots(value, this.count);
            moved += votes.clone();
            let counts = match barred {
                Some(reason) => Counts::Nobody(reason),
                None => self.marking.walk(this.marks, place, continues),
            };
            match counts {
                Counts::For(option) => {
                    if let Some(to) = flow.to.get_mut(usize::from(option)) {
                        *to += votes.clone();
                    }
                    self.put(option, at, votes);
                }
                Counts::Nobody(reason) => {
                    flow.idle[slot(reason)] += votes.clone();
                    self.idle[slot(reason)] += votes;
                }
            }
        }
        if let Some(total) = self.totals.get_mut(usize::from(from)) {
            *total = self.arithmetic.minus(total, &moved);
        }
        flow
    }
}

fn idle_of<N: Clone + Zero>(idle: &[N]) -> impl Iterator<Item = (Inactive, N)> + '_ {
    REASONS
        .iter()
        .copied()
        .zip(idle.iter().cloned())
        .filter(|(_, votes)| !votes.is_zero())
}

impl<N: Clone + Zero + AddAssign> Flow<N> {
    /// Adds what was cut off when the total of who had the votes was set to what the rules say.
    pub(crate) fn add_idle(&mut self, reason: Inactive, votes: N) {
        self.idle[slot(reason)] += votes;
    }

    /// The moves for a transcript.
    pub(crate) fn transfers<A: Arithmetic<Number = N>>(
        &self,
        piles: &Piles<'_, A>,
    ) -> Vec<Transfer> {
        let contest = &piles.ballots.contest;
        let transfer = |to, votes| Transfer {
            from: contest.name(self.from).to_owned(),
            to,
            votes: piles.number(votes),
        };
        let to_options = contest
            .choices()
            .zip(&self.to)
            .filter(|(_, votes)| !votes.is_zero());
        to_options
            .map(|(option, votes)| {
                let to = Destination::Option(contest.name(option).to_owned());
                transfer(to, votes.clone())
            })
            .chain(
                idle_of(&self.idle)
                    .map(|(reason, votes)| transfer(Destination::Idle(reason), votes)),
            )
            .collect()
    }
}
