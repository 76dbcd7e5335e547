//! How many voters prefer each option to each other.

use crate::ballots::Ballots;
use crate::contest::Choice;
use crate::methods::CountError;
use crate::methods::rankings::{Reader, Unranked, groups};

/// With more options the table would take too much memory, and the paths through it too much time.
pub const MOST_COMPARED: usize = 1_000;

/// For each pair of options that stand, how many voters prefer the first.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    options: Vec<Choice>,
    size: usize,
    prefer: Vec<u64>,
}

impl Matrix {
    /// Compares all pairs on all ballots.
    ///
    /// # Errors
    ///
    /// More options than [`MOST_COMPARED`].
    pub(crate) fn new(ballots: &Ballots, unranked: Unranked) -> Result<Self, CountError> {
        let standing = ballots.contest.standing();
        let size = standing.len();
        if size > MOST_COMPARED {
            return Err(CountError::NotApplicable(format!(
                "{size} options are too many to be compared pair by pair; {MOST_COMPARED} are the most"
            )));
        }
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
        Ok(Self {
            options,
            size,
            prefer,
        })
    }

    /// From a table of comparisons with a row for each option.
    pub(crate) fn from_table(table: &[Vec<u64>]) -> Self {
        let size = table.len();
        let row = |row: &Vec<u64>| {
            let mut row = row.clone();
            row.resize(size, 0);
            row
        };
        Self {
            options: (0..size)
                .map_while(|at| Choice::try_from(at).ok())
                .collect(),
            size,
            prefer: table.iter().flat_map(row).collect(),
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
