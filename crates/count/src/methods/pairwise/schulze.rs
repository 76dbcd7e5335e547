//! Strongest paths.
//!
//! M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
//! election method", Social Choice and Welfare 36 (2011) 267–303: §2.2 (paths), §2.3.1 (Floyd and Warshall).

use crate::contest::Choice;
use crate::methods::pairwise::Matrix;

/// The strength of a victory or a path: a fraction, compared exactly.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Strength {
    numerator: u64,
    /// Never 0, but in the default, which is weaker than all.
    denominator: u64,
}

impl Strength {
    /// The winner's votes.
    pub(super) fn winning(winner: u64, _loser: u64) -> Self {
        Self {
            numerator: winner,
            denominator: 1,
        }
    }

    /// The winner's votes less the loser's.
    pub(super) fn margins(winner: u64, loser: u64) -> Self {
        Self {
            numerator: winner - loser.min(winner),
            denominator: 1,
        }
    }

    /// The winner's votes over the loser's; against nobody, one more over one.
    pub(super) fn ratio(winner: u64, loser: u64) -> Self {
        Self {
            numerator: if loser == 0 { winner + 1 } else { winner },
            denominator: loser.max(1),
        }
    }
}

impl PartialEq for Strength {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Strength {}

impl PartialOrd for Strength {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Strength {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let ours = u128::from(self.numerator) * u128::from(other.denominator.max(1));
        let theirs = u128::from(other.numerator) * u128::from(self.denominator.max(1));
        ours.cmp(&theirs)
    }
}

/// Ranks by strongest paths: in each place whoever is beaten along no path by those who are left.
pub(super) fn rank(matrix: &Matrix, strength: fn(u64, u64) -> Strength) -> Vec<Vec<Choice>> {
    let options = matrix.options();
    let size = options.len();
    let mut paths: Vec<Vec<Strength>> = options
        .iter()
        .map(|a| {
            let victory = |b: &Choice| match matrix.beats(*a, *b) {
                true => strength(matrix.votes(*a, *b), matrix.votes(*b, *a)),
                false => Strength::default(),
            };
            options.iter().map(victory).collect()
        })
        .collect();
    for middle in 0..size {
        let through = paths.get(middle).cloned().unwrap_or_default();
        for (from, row) in paths
            .iter_mut()
            .enumerate()
            .filter(|(from, _)| *from != middle)
        {
            let first = row.get(middle).copied().unwrap_or_default();
            for (to, (path, second)) in row.iter_mut().zip(&through).enumerate() {
                if to != from && to != middle {
                    *path = (*path).max(first.min(*second));
                }
            }
        }
    }
    let path = |a: usize, b: usize| {
        paths
            .get(a)
            .and_then(|row| row.get(b))
            .copied()
            .unwrap_or_default()
    };
    let mut left: Vec<usize> = (0..size).collect();
    let mut ranking = Vec::new();
    while !left.is_empty() {
        let unbeaten = |a: &usize| left.iter().all(|b| path(*b, *a) <= path(*a, *b));
        let (first, rest): (Vec<usize>, Vec<usize>) = left.iter().copied().partition(unbeaten);
        // Schulze 2011, §4.1: "beaten along a path" is transitive, so somebody is always unbeaten.
        if first.is_empty() {
            break;
        }
        ranking.push(
            first
                .iter()
                .filter_map(|at| options.get(*at).copied())
                .collect(),
        );
        left = rest;
    }
    ranking
}
