//! Ballots in piles by the option they count for: what all methods share that move votes from rank to rank.

use crate::ballots::Ballots;
use crate::contest::Choice;
use crate::methods::CountError;
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

/// The ballots of a contest in piles. Votes are counted in units: a whole vote is `unit`, 10 to the power of the
/// decimals that the rules prescribe.
#[derive(Debug)]
pub(crate) struct Piles<'a> {
    ballots: &'a Ballots,
    marking: &'a Marking,
    places: u32,
    unit: u64,
    /// How far each ballot was walked.
    walked: Vec<Place>,
    /// What one paper of each ballot is worth.
    values: Vec<u64>,
    /// For each option the ballots that count for it.
    piles: Vec<Vec<u32>>,
    totals: Vec<u64>,
    idle: [u64; REASONS.len()],
}

/// What moved away from one option.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    from: Choice,
    to: Vec<u64>,
    idle: [u64; REASONS.len()],
}

impl<'a> Piles<'a> {
    /// Puts every ballot on the pile of the first option that continues.
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
        let unit = 10_u64.checked_pow(places);
        let unit = unit.filter(|unit| ballots.total().checked_mul(*unit).is_some());
        let Some(unit) = unit else {
            return Err(CountError::NotApplicable(format!(
                "{} votes cannot be counted here with {places} decimals; take fewer decimals",
                ballots.total()
            )));
        };
        let options = ballots.contest.options.len();
        let mut piles = Self {
            ballots,
            marking,
            places,
            unit,
            walked: vec![Place::default(); ballots.len()],
            values: vec![unit; ballots.len()],
            piles: vec![Vec::new(); options],
            totals: vec![0; options],
            idle: [0; REASONS.len()],
        };
        for (at, ballot) in ballots.iter().enumerate() {
            let Some(place) = piles.walked.get_mut(at) else {
                continue;
            };
            let votes = ballot.count * unit;
            match marking.walk(ballot.marks, place, continues) {
                Counts::For(option) => piles.put(option, at, votes),
                Counts::Nobody(reason) => piles.idle[slot(reason)] += votes,
            }
        }
        Ok(piles)
    }

    fn put(&mut self, option: Choice, ballot: usize, votes: u64) {
        if let (Some(pile), Some(total), Ok(ballot)) = (
            self.piles.get_mut(usize::from(option)),
            self.totals.get_mut(usize::from(option)),
            u32::try_from(ballot),
        ) {
            pile.push(ballot);
            *total += votes;
        }
    }

    /// A whole vote in units.
    pub(crate) fn unit(&self) -> u64 {
        self.unit
    }

    /// What every option has.
    pub(crate) fn totals(&self) -> &[u64] {
        &self.totals
    }

    /// What one option has.
    pub(crate) fn total(&self, option: Choice) -> u64 {
        self.totals
            .get(usize::from(option))
            .copied()
            .unwrap_or_default()
    }

    /// What counts for nobody for this reason.
    pub(crate) fn idle(&self, reason: Inactive) -> u64 {
        self.idle[slot(reason)]
    }

    /// Adds to what counts for nobody, when a total is set to what the rules say it is.
    pub(crate) fn set_total(&mut self, option: Choice, total: u64) {
        if let Some(old) = self.totals.get_mut(usize::from(option)) {
            let lost = old.saturating_sub(total);
            *old = total;
            self.idle[slot(Inactive::Rounding)] += lost;
        }
    }

    /// A number of units as a transcript has it.
    pub(crate) fn number(&self, units: u64) -> Number {
        Number::decimal(units, self.places)
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
        new: impl Fn(u64) -> u64,
        barred: Option<Inactive>,
    ) -> Flow {
        let mut flow = Flow {
            from,
            to: vec![0; self.totals.len()],
            idle: [0; REASONS.len()],
        };
        let pile = self
            .piles
            .get_mut(usize::from(from))
            .map(std::mem::take)
            .unwrap_or_default();
        let mut moved = 0;
        for ballot in pile {
            let at = ballot as usize;
            let (Some(place), Some(value)) = (self.walked.get_mut(at), self.values.get_mut(at))
            else {
                continue;
            };
            *value = new(*value);
            let this = self.ballots.at(at);
            let votes = this.count * *value;
            moved += votes;
            let counts = match barred {
                Some(reason) => Counts::Nobody(reason),
                None => self.marking.walk(this.marks, place, continues),
            };
            match counts {
                Counts::For(option) => {
                    if let Some(to) = flow.to.get_mut(usize::from(option)) {
                        *to += votes;
                    }
                    self.put(option, at, votes);
                }
                Counts::Nobody(reason) => {
                    flow.idle[slot(reason)] += votes;
                    self.idle[slot(reason)] += votes;
                }
            }
        }
        if let Some(total) = self.totals.get_mut(usize::from(from)) {
            *total = total.saturating_sub(moved);
        }
        flow
    }
}

fn idle_of(idle: &[u64; REASONS.len()]) -> impl Iterator<Item = (Inactive, u64)> + '_ {
    REASONS
        .iter()
        .copied()
        .zip(idle.iter().copied())
        .filter(|(_, votes)| *votes > 0)
}

impl Flow {
    /// Adds what was cut off when the total of who had the votes was set to what the rules say.
    pub(crate) fn add_idle(&mut self, reason: Inactive, votes: u64) {
        self.idle[slot(reason)] += votes;
    }

    /// The moves for a transcript.
    pub(crate) fn transfers(&self, piles: &Piles<'_>) -> Vec<Transfer> {
        let contest = &piles.ballots.contest;
        let transfer = |to, votes| Transfer {
            from: contest.name(self.from).to_owned(),
            to,
            votes: piles.number(votes),
        };
        let to_options = contest
            .choices()
            .zip(&self.to)
            .filter(|(_, votes)| **votes > 0);
        to_options
            .map(|(option, votes)| {
                transfer(Destination::Option(contest.name(option).to_owned()), *votes)
            })
            .chain(
                idle_of(&self.idle)
                    .map(|(reason, votes)| transfer(Destination::Idle(reason), votes)),
            )
            .collect()
    }
}
