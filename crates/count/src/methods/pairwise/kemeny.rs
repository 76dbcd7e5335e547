//! The ranking with which voters agree most.
//!
//! J. G. Kemeny 1959; H. P. Young and A. Levenglick, "A consistent extension of Condorcet's election principle", SIAM
//! Journal on Applied Mathematics 35 (1978) 285–300. Exact, by the best ranking of each set of options (Held and
//! Karp's way); the work doubles with each option.

use crate::contest::Choice;
use crate::methods::CountError;
use crate::methods::pairwise::Matrix;
use crate::ties::{Breaker, Purpose};

/// More options than this would take too long to rank exactly.
pub const MOST_OPTIONS: usize = 18;

pub(super) fn rank(matrix: &Matrix, breaker: &Breaker<'_>) -> Result<Vec<Vec<Choice>>, CountError> {
    let options = matrix.options();
    let size = options.len();
    if size > MOST_OPTIONS {
        return Err(CountError::NotApplicable(format!(
            "an exact Kemeny ranking is made for up to {MOST_OPTIONS} options, not {size}"
        )));
    }
    // The agreement won by putting the option at `first` above all others of `set`.
    let agreement = |first: usize, set: usize| -> u128 {
        let a = options.get(first).copied().unwrap_or_default();
        let below = options
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != first && set & (1 << at) != 0);
        below.map(|(_, b)| u128::from(matrix.votes(a, *b))).sum()
    };
    // best[set]: the most agreement that a ranking of the options of this set can have.
    let mut best = vec![0_u128; 1 << size];
    for set in 1..best.len() {
        let members = (0..size).filter(|at| set & (1 << at) != 0);
        let with = members.map(|first| {
            agreement(first, set) + best.get(set & !(1 << first)).copied().unwrap_or_default()
        });
        let most = with.max().unwrap_or_default();
        if let Some(place) = best.get_mut(set) {
            *place = most;
        }
    }
    let mut set = best.len() - 1;
    let mut ranking = Vec::with_capacity(size);
    while set != 0 {
        let most = best.get(set).copied();
        let can_be_first = |at: &usize| {
            set & (1 << at) != 0
                && best
                    .get(set & !(1 << at))
                    .map(|rest| agreement(*at, set) + rest)
                    == most
        };
        let first: Vec<usize> = (0..size).filter(can_be_first).collect();
        let names: Vec<Choice> = first
            .iter()
            .filter_map(|at| options.get(*at).copied())
            .collect();
        let chosen = match names.as_slice() {
            [only] => *only,
            _ => {
                // More than one ranking has the most agreement.
                let none: &[Vec<u64>] = &[];
                breaker.choose(&names, Purpose::Elect, none)?.chosen
            }
        };
        let Some(at) = options.iter().position(|option| *option == chosen) else {
            break;
        };
        set &= !(1 << at);
        ranking.push(vec![chosen]);
    }
    Ok(ranking)
}
