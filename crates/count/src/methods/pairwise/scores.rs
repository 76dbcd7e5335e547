//! Scores from the pairs: Copeland, minimax, approximations of Dodgson.

use crate::contest::Choice;
use crate::methods::pairwise::{Matrix, sets};
use crate::methods::rankings::by_value;

/// Which number is the worst of an option.
#[derive(Clone, Copy, Debug)]
pub(super) enum Worst {
    /// The winner's votes in its worst defeat; 0 if it has none.
    Winning,
    /// The margin against it in its worst comparison.
    Margins,
    /// The votes against it in its worst comparison.
    Opposition,
}

/// Victories minus defeats.
pub(super) fn copeland(matrix: &Matrix, say: &mut impl FnMut(Choice, i128)) -> Vec<Vec<Choice>> {
    let score = |option| {
        let margins = matrix
            .others(option)
            .map(|other| matrix.margin(option, other));
        margins.map(i128::signum).sum()
    };
    most(matrix, say, score)
}

/// The least of the worst.
pub(super) fn minimax(
    matrix: &Matrix,
    worst: Worst,
    say: &mut impl FnMut(Choice, i128),
) -> Vec<Vec<Choice>> {
    let score = |option| {
        let against = matrix.others(option).map(|other| match worst {
            Worst::Winning if matrix.beats(other, option) => {
                i128::from(matrix.votes(other, option))
            }
            Worst::Winning => 0,
            Worst::Margins => matrix.margin(other, option),
            Worst::Opposition => i128::from(matrix.votes(other, option)),
        });
        against.max().unwrap_or_default()
    };
    least(matrix, say, score)
}

/// Half of each defeat's margin, rounded up: so many voters must change one neighbouring pair at the least.
pub(super) fn dodgson_quick(
    matrix: &Matrix,
    say: &mut impl FnMut(Choice, i128),
) -> Vec<Vec<Choice>> {
    let score = |option| {
        let defeats = matrix
            .others(option)
            .map(|other| matrix.margin(other, option).max(0));
        defeats.map(|margin| (margin + 1) / 2).sum()
    };
    let mut ranking = least(matrix, say, score);
    // An option that only ties has a score of 0 too, and is no Condorcet winner.
    if let Some(winner) = sets::condorcet_winner(matrix) {
        ranking
            .iter_mut()
            .for_each(|group| group.retain(|option| *option != winner));
        ranking.retain(|group| !group.is_empty());
        ranking.insert(0, vec![winner]);
    }
    ranking
}

/// The margins of all defeats.
pub(super) fn dodgson_tideman(
    matrix: &Matrix,
    say: &mut impl FnMut(Choice, i128),
) -> Vec<Vec<Choice>> {
    let score = |option| {
        let defeats = matrix
            .others(option)
            .map(|other| matrix.margin(other, option).max(0));
        defeats.sum()
    };
    least(matrix, say, score)
}

fn most(
    matrix: &Matrix,
    say: &mut impl FnMut(Choice, i128),
    score: impl Fn(Choice) -> i128,
) -> Vec<Vec<Choice>> {
    for option in matrix.options() {
        say(*option, score(*option));
    }
    by_value(matrix.options(), score)
}

fn least(
    matrix: &Matrix,
    say: &mut impl FnMut(Choice, i128),
    score: impl Fn(Choice) -> i128,
) -> Vec<Vec<Choice>> {
    for option in matrix.options() {
        say(*option, score(*option));
    }
    by_value(matrix.options(), |option| std::cmp::Reverse(score(option)))
}
