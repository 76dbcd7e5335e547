//! Strongest paths.
//!
//! M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
//! election method", Social Choice and Welfare 36 (2011) 267–303: §2.1 (strength), §2.2 (paths), §2.3.1 (Floyd and
//! Warshall). A path is as strong as its weakest victory; equal pairs are no part of a path.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use crate::contest::{Choice, Contest};
use crate::methods::pairwise::Matrix;
use crate::methods::rankings::shown;
use crate::number::Number;
use crate::outcome::{Round, Status, Total};

/// What makes a victory strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// The winner's votes.
    Winning,
    /// The winner's votes; where they are equal, the loser's, fewer are stronger.
    WinningThenLosing,
    /// The winner's votes less the loser's.
    Margins,
    /// The winner's votes over the loser's. Against nobody is stronger than any other, and there the winner's votes
    /// decide; it is written as these votes.
    Ratio,
}

/// The winner's votes and the loser's.
type Votes = (u64, u64);

impl Strength {
    fn compare(self, a: Votes, b: Votes) -> Ordering {
        let ((winner, loser), (other_winner, other_loser)) = (a, b);
        match self {
            Self::Winning => winner.cmp(&other_winner),
            Self::WinningThenLosing => winner.cmp(&other_winner).then(other_loser.cmp(&loser)),
            Self::Margins => winner
                .saturating_sub(loser)
                .cmp(&other_winner.saturating_sub(other_loser)),
            Self::Ratio if loser == 0 && other_loser == 0 => winner.cmp(&other_winner),
            Self::Ratio => {
                let ours = u128::from(winner) * u128::from(other_loser);
                ours.cmp(&(u128::from(other_winner) * u128::from(loser)))
            }
        }
    }

    fn number(self, (winner, loser): Votes) -> Number {
        match self {
            Self::Margins => Number::whole(winner.saturating_sub(loser)),
            Self::Ratio if loser > 0 => {
                shown(BigRational::new(BigInt::from(winner), BigInt::from(loser)))
            }
            Self::Winning | Self::WinningThenLosing | Self::Ratio => Number::whole(winner),
        }
    }
}

/// The strongest path from each option to each other.
struct Paths<'a> {
    matrix: &'a Matrix,
    /// The different strengths of victories, the weakest first, each by one example.
    strengths: Vec<Votes>,
    /// For each pair of places in the list of options, a row an option: the place of the strength in the list above,
    /// from 1; 0 where there is no path.
    paths: Vec<Vec<usize>>,
}

impl<'a> Paths<'a> {
    fn new(matrix: &'a Matrix, strength: Strength) -> Self {
        let options = matrix.options();
        let victory = |a: Choice, b: Choice| {
            let votes = (matrix.votes(a, b), matrix.votes(b, a));
            matrix.beats(a, b).then_some(votes)
        };
        let mut strengths: Vec<Votes> = options
            .iter()
            .flat_map(|a| options.iter().filter_map(|b| victory(*a, *b)))
            .collect();
        strengths.sort_by(|a, b| strength.compare(*a, *b));
        strengths.dedup_by(|a, b| strength.compare(*a, *b).is_eq());
        let place = |votes: Votes| {
            let found = strengths.binary_search_by(|known| strength.compare(*known, votes));
            found.map_or(0, |at| at + 1)
        };
        let row = |a: &Choice| {
            let each = options.iter().map(|b| victory(*a, *b).map_or(0, place));
            each.collect()
        };
        let mut paths: Vec<Vec<usize>> = options.iter().map(row).collect();
        for middle in 0..options.len() {
            let onward = paths.get(middle).cloned().unwrap_or_default();
            for row in &mut paths {
                let to_middle = row.get(middle).copied().unwrap_or_default();
                for (path, onward) in row.iter_mut().zip(&onward) {
                    *path = (*path).max(to_middle.min(*onward));
                }
            }
        }
        Self {
            matrix,
            strengths,
            paths,
        }
    }

    /// The strength of the strongest path between two places of the list of options.
    fn path(&self, a: usize, b: usize) -> usize {
        let path = self.paths.get(a).and_then(|row| row.get(b));
        path.copied().unwrap_or_default()
    }

    /// In each place whoever is beaten along no path by those who are left.
    fn ranking(&self) -> Vec<Vec<Choice>> {
        let options = self.matrix.options();
        let mut left: Vec<usize> = (0..options.len()).collect();
        let mut ranking = Vec::new();
        while !left.is_empty() {
            let unbeaten = |a: &usize| left.iter().all(|b| self.path(*b, *a) <= self.path(*a, *b));
            let (first, rest): (Vec<usize>, Vec<usize>) = left.iter().copied().partition(unbeaten);
            // Schulze 2011, §4.1: "beaten along a path" is transitive, so somebody is always unbeaten.
            if first.is_empty() {
                break;
            }
            let first = first.iter().filter_map(|at| options.get(*at).copied());
            ranking.push(first.collect());
            left = rest;
        }
        ranking
    }

    /// A round of the transcript for each option: how strong the paths from it are.
    fn rounds(&self, strength: Strength, contest: &Contest) -> Vec<Round> {
        let options = self.matrix.options();
        let number = |a: usize, b: usize| {
            let votes = self.path(a, b).checked_sub(1);
            let votes = votes.and_then(|at| self.strengths.get(at));
            votes.map_or(Number::whole(0), |votes| strength.number(*votes))
        };
        let from = |(a, option): (usize, &Choice)| Round {
            name: format!("strongest paths from {}", contest.name(*option)),
            totals: (0..)
                .zip(options)
                .filter(|(b, _)| *b != a)
                .map(|(b, other)| Total {
                    option: contest.name(*other).to_owned(),
                    votes: number(a, b),
                    status: Status::Continuing,
                })
                .collect(),
            ..Round::default()
        };
        options.iter().enumerate().map(from).collect()
    }
}

/// Ranks by strongest paths, and puts the paths into a transcript.
pub(super) fn rank(
    matrix: &Matrix,
    strength: Strength,
    contest: &Contest,
    rounds: &mut Vec<Round>,
) -> Vec<Vec<Choice>> {
    let paths = Paths::new(matrix, strength);
    rounds.extend(paths.rounds(strength, contest));
    paths.ranking()
}

/// The options at the first place.
pub(crate) fn schulze_first(matrix: &Matrix, strength: Strength) -> Vec<Choice> {
    let ranking = Paths::new(matrix, strength).ranking();
    ranking.into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_victory_against_nobody_has_the_greatest_ratio() {
        let compare = |a, b| Strength::Ratio.compare(a, b);
        assert_eq!(compare((2, 0), (100, 1)), Ordering::Greater);
        assert_eq!(compare((2, 0), (3, 0)), Ordering::Less);
        assert_eq!(compare((4, 2), (6, 3)), Ordering::Equal);
    }

    #[test]
    fn the_losers_votes_decide_only_where_the_rule_says_so() {
        let (a, b) = ((9, 2), (9, 5));
        assert!(Strength::Winning.compare(a, b).is_eq());
        assert!(Strength::WinningThenLosing.compare(a, b).is_gt());
    }
}
