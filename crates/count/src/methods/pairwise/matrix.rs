//! How many voters prefer each option to each other.

use crate::ballots::Ballots;
use crate::contest::Choice;
use crate::methods::rankings::{Reader, Unranked, groups};

/// For each pair of options that stand, how many voters prefer the first.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    options: Vec<Choice>,
    size: usize,
    prefer: Vec<u64>,
}

impl Matrix {
    /// Compares all pairs on all ballots.
    pub(crate) fn new(ballots: &Ballots, unranked: Unranked) -> Self {
        let contest = &ballots.contest;
        let standing = contest.standing();
        Self::of(ballots, standing, unranked)
    }

    /// The same among the options of `standing` alone.
    pub(crate) fn of(ballots: &Ballots, standing: Vec<bool>, unranked: Unranked) -> Self {
        let size = standing.len();
        let options = ballots
            .contest
            .choices()
            .filter(|option| standing.get(usize::from(*option)) == Some(&true))
            .collect();
        let mut prefer = vec![0_u64; size * size];
        let mut reader = Reader::new(standing, unranked);
        for ballot in ballots.iter() {
            let (order, ends) = reader.read(ballot);
            let mut end = 0;
            for group in groups(order, ends) {
                end += group.len();
                let below = order.get(end..).unwrap_or_default();
                for preferred in group {
                    let start = usize::from(*preferred) * size;
                    let row = prefer.get_mut(start..start + size).unwrap_or_default();
                    for other in below {
                        if let Some(votes) = row.get_mut(usize::from(*other)) {
                            *votes += ballot.count;
                        }
                    }
                }
            }
        }
        Self {
            options,
            size,
            prefer,
        }
    }

    /// The options that stand, in order.
    pub(crate) fn options(&self) -> &[Choice] {
        &self.options
    }

    /// How many voters prefer `a` to `b`.
    pub(crate) fn votes(&self, a: Choice, b: Choice) -> u64 {
        let at = usize::from(a) * self.size + usize::from(b);
        self.prefer.get(at).copied().unwrap_or_default()
    }

    /// Whether more voters prefer `a` to `b` than `b` to `a`.
    pub(crate) fn beats(&self, a: Choice, b: Choice) -> bool {
        self.votes(a, b) > self.votes(b, a)
    }

    /// By how many votes `a` beats `b`; below zero if `b` beats `a`.
    pub(crate) fn margin(&self, a: Choice, b: Choice) -> i128 {
        i128::from(self.votes(a, b)) - i128::from(self.votes(b, a))
    }

    /// The others, for one option.
    pub(crate) fn others(&self, option: Choice) -> impl Iterator<Item = Choice> + '_ {
        self.options
            .iter()
            .copied()
            .filter(move |other| *other != option)
    }

    /// All numbers, for a transcript.
    pub(crate) fn rows(&self, size: usize) -> Vec<Vec<u64>> {
        self.prefer
            .chunks(size.max(1))
            .map(<[u64]>::to_vec)
            .collect()
    }
}
