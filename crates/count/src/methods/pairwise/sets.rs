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
