//! Graded ballots: a number for each option, as score voting, cumulative voting and majority judgment need them.
//! Identical ones are merged.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::ballots::{Ballots, Builder, EQUAL, LAST_RANK, OVERVOTE, marks_of_ranks};
use crate::contest::{Choice, Contest};

/// An option to which the voter gave nothing.
pub const NO_GRADE: u16 = u16::MAX;

/// All graded ballots of a contest.
#[derive(Clone, Debug)]
pub struct Graded {
    /// What is decided.
    pub contest: Contest,
    /// As many numbers for each different ballot as there are options.
    grades: Vec<u16>,
    /// How many voters cast it.
    counts: Vec<u64>,
    total: u64,
}

/// One graded ballot, and how many voters cast it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GradedBallot<'a> {
    /// A number or [`NO_GRADE`] for each option, in the order of the options.
    pub grades: &'a [u16],
    /// How many voters cast this ballot; never 0.
    pub count: u64,
}

/// What a number on a ballot means to rules that need a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A rank: 1 is the first, 0 is none. So have ranked polls it (Belenios' Schulze and STV).
    Rank,
    /// Points: the most are the first.
    Points,
}

/// Why a graded ballot could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GradedError {
    /// Not one number for each option.
    #[error("{found} numbers, where the contest has {options} options")]
    WrongLength {
        /// How many there are.
        found: usize,
        /// How many there should be.
        options: usize,
    },
    /// More votes than can be counted.
    #[error("there are more votes than can be counted here")]
    TooMany,
}

impl Graded {
    /// The ballots of a poll, each with a number for each option, cast once. A number above those that a grade can have is
    /// none that rules know, and they will say so.
    ///
    /// # Errors
    ///
    /// The place of a ballot, from 1, that has not one number for each option.
    pub fn of_numbers(
        contest: Contest,
        ballots: &[Vec<u64>],
    ) -> Result<Self, (usize, GradedError)> {
        let clamp =
            |number: &u64| u16::try_from(*number).map_or(NO_GRADE - 1, |n| n.min(NO_GRADE - 1));
        let mut builder = GradedBuilder::new(contest.options.len());
        for (place, ballot) in (1..).zip(ballots) {
            let grades: Vec<u16> = ballot.iter().map(clamp).collect();
            builder.push(&grades, 1).map_err(|error| (place, error))?;
        }
        Ok(builder.finish(contest))
    }

    /// How many voters cast a ballot.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// All different ballots, in the order in which each came first.
    pub fn iter(&self) -> impl Iterator<Item = GradedBallot<'_>> {
        let width = self.contest.options.len().max(1);
        let each = self.grades.chunks(width).zip(&self.counts);
        each.map(|(grades, count)| GradedBallot {
            grades,
            count: *count,
        })
    }

    /// The same ballots as rankings, for rules that need them. A rank beyond 1,000 becomes an unknown overvote, which
    /// no rule can place.
    pub fn rankings(&self, means: Means) -> Ballots {
        let mut builder = Builder::new(self.contest.options.len());
        for ballot in self.iter() {
            let marks = match means {
                Means::Rank => by_rank(ballot.grades),
                Means::Points => by_points(ballot.grades),
            };
            // What is pushed are options of this contest with signs of equality between them, and no more voters
            // than were counted before.
            let _ = builder.push(&marks, ballot.count);
        }
        builder.finish(self.contest.clone())
    }
}

impl GradedBallot<'_> {
    /// Whether no option has a number.
    pub fn is_empty(&self) -> bool {
        self.grades.iter().all(|grade| *grade == NO_GRADE)
    }
}

/// The options that have a number.
fn given(grades: &[u16]) -> impl Iterator<Item = (u16, Choice)> + '_ {
    grades
        .iter()
        .copied()
        .zip(0..)
        .filter(|(grade, _)| *grade != NO_GRADE)
}

fn by_rank(grades: &[u16]) -> Vec<u16> {
    let ranked = given(grades).filter(|(rank, _)| *rank > 0);
    let (ranks, beyond): (Vec<_>, Vec<_>) = ranked.partition(|(rank, _)| *rank <= LAST_RANK);
    let mut marks = marks_of_ranks(ranks);
    if !beyond.is_empty() {
        marks.push(OVERVOTE);
    }
    marks
}

fn by_points(grades: &[u16]) -> Vec<u16> {
    let mut graded: Vec<(u16, Choice)> = given(grades).collect();
    graded.sort_unstable_by_key(|(points, option)| (std::cmp::Reverse(*points), *option));
    let (mut marks, mut last) = (Vec::new(), None);
    for (points, option) in graded {
        if last == Some(points) {
            marks.push(EQUAL);
        }
        marks.push(option);
        last = Some(points);
    }
    marks
}

/// Takes graded ballots in and merges identical ones.
#[derive(Clone, Debug, Default)]
pub struct GradedBuilder {
    options: usize,
    grades: Vec<u16>,
    counts: Vec<u64>,
    seen: HashMap<Box<[u16]>, usize, FixedState>,
    total: u64,
}

impl GradedBuilder {
    /// For a contest of this many options.
    pub fn new(options: usize) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    /// Takes one ballot in, cast by `count` voters.
    ///
    /// # Errors
    ///
    /// Not one number for each option; more voters than can be counted.
    pub fn push(&mut self, grades: &[u16], count: u64) -> Result<(), GradedError> {
        if grades.len() != self.options {
            return Err(GradedError::WrongLength {
                found: grades.len(),
                options: self.options,
            });
        }
        if count == 0 {
            return Ok(());
        }
        self.total = self
            .total
            .checked_add(count)
            .filter(|total| *total <= u64::MAX / 2)
            .ok_or(GradedError::TooMany)?;
        let known = self
            .seen
            .get(grades)
            .and_then(|at| self.counts.get_mut(*at));
        if let Some(counted) = known {
            *counted += count;
            return Ok(());
        }
        self.seen.insert(grades.into(), self.counts.len());
        self.grades.extend_from_slice(grades);
        self.counts.push(count);
        Ok(())
    }

    /// All ballots of this contest.
    pub fn finish(self, contest: Contest) -> Graded {
        Graded {
            contest,
            grades: self.grades,
            counts: self.counts,
            total: self.total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::SKIPPED;

    fn graded(all: &[(&[u16], u64)]) -> Graded {
        let mut builder = GradedBuilder::new(3);
        for (grades, count) in all {
            builder.push(grades, *count).unwrap();
        }
        builder.finish(Contest::new(1, ["A", "B", "C"].map(str::to_owned).to_vec()))
    }

    #[test]
    fn identical_ballots_are_merged_and_one_of_another_length_is_refused() {
        let ballots = graded(&[(&[5, 0, 1], 2), (&[1, 1, 1], 1), (&[5, 0, 1], 3)]);
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.grades.to_vec(), b.count))
            .collect();
        assert_eq!(all, [(vec![5, 0, 1], 5), (vec![1, 1, 1], 1)]);
        assert_eq!(ballots.total(), 6);
        let error = GradedBuilder::new(3).push(&[1, 2], 1);
        assert_eq!(
            error,
            Err(GradedError::WrongLength {
                found: 2,
                options: 3
            })
        );
    }

    #[test]
    fn numbers_become_rankings_as_ranks_or_as_points() {
        let ballots = graded(&[(&[2, 0, 1], 1), (&[1, 3, 1], 1), (&[NO_GRADE, 7, 9], 1)]);
        let marks = |means| -> Vec<Vec<u16>> {
            let rankings = ballots.rankings(means);
            rankings
                .iter()
                .map(|ballot| ballot.marks.to_vec())
                .collect()
        };
        let (skips, over) = (vec![SKIPPED; 6], [1, SKIPPED, 2]);
        let ranks = [
            vec![2, 0],
            vec![0, EQUAL, 2, SKIPPED, 1],
            [&skips[..], &over].concat(),
        ];
        assert_eq!(marks(Means::Rank), ranks);
        let points = [vec![0, 2, 1], vec![1, 0, EQUAL, 2], vec![2, 1]];
        assert_eq!(marks(Means::Points), points);
        let far = graded(&[(&[1, 60_000, 0], 1)]);
        let far = far.rankings(Means::Rank);
        assert_eq!(far.at(0).marks, [0, OVERVOTE]);
    }
}
