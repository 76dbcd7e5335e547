//! Condorcet winner, Smith set, Schwartz set.

use crate::contest::Choice;
use crate::methods::pairwise::Matrix;

/// The option that beats every other.
pub(super) fn condorcet_winner(matrix: &Matrix) -> Option<Choice> {
    let mut options = matrix.options().iter().copied();
    options.find(|option| {
        matrix
            .others(*option)
            .all(|other| matrix.beats(*option, other))
    })
}

/// The option that every other beats; none where there is one option only.
pub(super) fn condorcet_loser(matrix: &Matrix) -> Option<Choice> {
    let options = matrix.options();
    let loses = |option: &&Choice| {
        let mut others = matrix.others(**option);
        others.all(|other| matrix.beats(other, **option))
    };
    let loser = options.iter().find(loses).copied();
    loser.filter(|_| options.len() > 1)
}

/// The smallest set of options of which each beats every option outside.
pub(super) fn smith(matrix: &Matrix) -> Vec<Choice> {
    // Whoever is not beaten by all of the set must be in it too; who beats most is in it for sure.
    let wins = |option: &Choice| {
        matrix
            .others(*option)
            .filter(|other| matrix.beats(*option, *other))
            .count()
    };
    let most = matrix.options().iter().map(wins).max().unwrap_or_default();
    let mut set: Vec<Choice> = matrix
        .options()
        .iter()
        .copied()
        .filter(|option| wins(option) == most)
        .collect();
    loop {
        let further = matrix.options().iter().copied().find(|other| {
            !set.contains(other) && set.iter().any(|member| !matrix.beats(*member, *other))
        });
        match further {
            Some(option) => set.push(option),
            None => break,
        }
    }
    set.sort_unstable();
    set
}

/// The union of the smallest sets that no option outside beats: whoever, along a path of victories, beats everybody
/// from whom a path of victories leads to it.
pub(super) fn schwartz(matrix: &Matrix) -> Vec<Choice> {
    let options = matrix.options();
    let reaches = |from: Choice| {
        let mut reached = vec![from];
        let mut next = 0;
        while let Some(option) = reached.get(next).copied() {
            next += 1;
            let new: Vec<Choice> = matrix
                .others(option)
                .filter(|other| matrix.beats(option, *other) && !reached.contains(other))
                .collect();
            reached.extend(new);
        }
        reached
    };
    let reached: Vec<Vec<Choice>> = options.iter().map(|option| reaches(*option)).collect();
    let in_set = |option: &Choice, own: &Vec<Choice>| {
        options
            .iter()
            .zip(&reached)
            .all(|(other, theirs)| !theirs.contains(option) || own.contains(other))
    };
    options
        .iter()
        .zip(&reached)
        .filter(|(option, own)| in_set(option, own))
        .map(|(option, _)| *option)
        .collect()
}

/// A set in the first place, all others together in the second.
pub(super) fn first_and_rest(matrix: &Matrix, first: &[Choice]) -> Vec<Vec<Choice>> {
    let rest = matrix
        .options()
        .iter()
        .copied()
        .filter(|option| !first.contains(option));
    let mut ranking = vec![first.to_vec(), rest.collect()];
    ranking.retain(|group| !group.is_empty());
    ranking
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who beats whom, by one vote; other pairs are equal.
    fn beats(options: usize, victories: &[(usize, usize)]) -> Matrix {
        let mut table = vec![vec![0; options]; options];
        for (a, b) in victories {
            table[*a][*b] = 1;
        }
        Matrix::from_table(&table)
    }

    #[test]
    fn the_schwartz_set_is_smaller_where_only_an_equal_pair_holds_the_smith_set_together() {
        let chain = beats(3, &[(0, 1), (1, 2)]);
        assert_eq!(smith(&chain), [0, 1, 2]);
        assert_eq!(schwartz(&chain), [0]);
        assert_eq!(schwartz(&beats(3, &[(2, 0)])), [1, 2]);
    }

    #[test]
    fn a_circle_has_no_winner_and_is_its_own_smith_set() {
        let circle = beats(4, &[(0, 1), (1, 2), (2, 0), (0, 3), (1, 3), (2, 3)]);
        assert_eq!(condorcet_winner(&circle), None);
        assert_eq!(condorcet_loser(&circle), Some(3));
        assert_eq!(smith(&circle), [0, 1, 2]);
        assert_eq!(schwartz(&circle), [0, 1, 2]);
    }

    #[test]
    fn one_option_alone_wins_and_does_not_lose() {
        let alone = beats(1, &[]);
        assert_eq!(condorcet_winner(&alone), Some(0));
        assert_eq!(condorcet_loser(&alone), None);
    }
}
