//! The ranking with which voters agree most.
//!
//! J. G. Kemeny 1959; H. P. Young and A. Levenglick, "A consistent extension of Condorcet's election principle", SIAM
//! Journal on Applied Mathematics 35 (1978) 285–300. Exact, by the best ranking of each set of options (Held and
//! Karp's way); the work doubles with each option.

use crate::contest::Choice;
use crate::methods::CountError;
use crate::methods::pairwise::Matrix;
use crate::outcome::Round;
use crate::ties::{Breaker, Purpose};

/// More options than this would take too long to rank exactly.
pub const MOST_OPTIONS: usize = 18;

/// Ranks, and writes the best score into the round, with how many rankings have it.
pub(super) fn rank(
    matrix: &Matrix,
    breaker: &Breaker<'_>,
    round: &mut Round,
) -> Result<Vec<Vec<Choice>>, CountError> {
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
    // best[set]: the most agreement that a ranking of the options of this set can have, and how many rankings have it.
    let mut best = vec![(0_u128, 1_u64); 1 << size];
    for set in 1..best.len() {
        let mut most = (0, 0);
        for first in (0..size).filter(|at| set & (1 << at) != 0) {
            let (rest, rankings) = best.get(set & !(1 << first)).copied().unwrap_or_default();
            let score = agreement(first, set) + rest;
            if most.1 == 0 || score > most.0 {
                most = (score, rankings);
            } else if score == most.0 {
                most.1 += rankings;
            }
        }
        if let Some(place) = best.get_mut(set) {
            *place = most;
        }
    }
    let (score, rankings) = best.last().copied().unwrap_or_default();
    round.name = match rankings {
        1 => format!("best score {score}"),
        several => format!("best score {score}, of {several} rankings"),
    };
    let mut set = best.len() - 1;
    let mut ranking = Vec::with_capacity(size);
    while set != 0 {
        let most = best.get(set).map(|(score, _)| *score);
        let can_be_first = |at: &usize| {
            set & (1 << at) != 0
                && best
                    .get(set & !(1 << at))
                    .map(|(rest, _)| agreement(*at, set) + rest)
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
