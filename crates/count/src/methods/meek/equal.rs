//! Ballots with options of equal rank.

use crate::ballots::{Ballot, Rank, options_of};
use crate::contest::Choice;
use crate::methods::meek::Fixed;

/// The ranks of a ballot with at least one option each.
fn ranks(ballot: Ballot<'_>) -> Vec<Vec<Choice>> {
    let ranks = ballot.ranks().filter_map(|rank| match rank {
        Rank::One(option) => Some(vec![option]),
        Rank::Several(marks) => Some(options_of(marks).collect()),
        Rank::Skipped | Rank::Unknown => None,
    });
    ranks.collect()
}

fn factor(keep: &[i64], option: Choice) -> i64 {
    keep.get(usize::from(option)).copied().unwrap_or_default()
}

fn give(sums: &mut [i128], option: Choice, power: i64, count: u64) {
    if let Some(sum) = sums.get_mut(usize::from(option)) {
        *sum += i128::from(power) * i128::from(count);
    }
}

/// Equally among those that are not excluded; what each passes on goes to the next rank on its own way. As Droop
/// does, a vote ends at a rank of which all options are excluded.
pub(super) fn split(ballot: Ballot<'_>, keep: &[i64], arithmetic: Fixed, sums: &mut [i128]) {
    let ranks = ranks(ballot);
    let mut open = vec![(0_usize, arithmetic.unit)];
    while let Some((at, power)) = open.pop() {
        let Some(rank) = ranks.get(at) else {
            continue;
        };
        let standing: Vec<Choice> = rank
            .iter()
            .copied()
            .filter(|option| factor(keep, *option) != 0)
            .collect();
        let Ok(number) = i64::try_from(standing.len()) else {
            continue;
        };
        if number == 0 {
            continue;
        }
        for option in standing {
            let (taken, rest) = arithmetic.split(power / number, factor(keep, option));
            give(sums, option, taken, ballot.count);
            if rest != 0 {
                open.push((at + 1, rest));
            }
        }
    }
}

/// As the average over all orders of the equal options: with k others before it in an order, an option gets what
/// those pass on. The sum over all orders is a polynomial in what each passes on.
pub(super) fn all_orders(ballot: Ballot<'_>, keep: &[i64], arithmetic: Fixed, sums: &mut [i128]) {
    let mut power = arithmetic.unit;
    for rank in ranks(ballot) {
        if let [only] = rank.as_slice() {
            let (taken, rest) = arithmetic.split(power, factor(keep, *only));
            give(sums, *only, taken, ballot.count);
            power = rest;
        } else {
            let passed: Vec<i64> = rank
                .iter()
                .map(|option| arithmetic.unit - factor(keep, *option))
                .collect();
            let number = i64::try_from(rank.len()).unwrap_or(i64::MAX);
            for (at, option) in rank.iter().enumerate() {
                let weight = arithmetic
                    .times(average(&passed, at, arithmetic), factor(keep, *option))
                    / number;
                give(sums, *option, arithmetic.times(power, weight), ballot.count);
            }
            let product = passed.iter().fold(arithmetic.unit, |product, rest| {
                arithmetic.times(product, *rest)
            });
            power = arithmetic.times(power, product);
        }
        if power == 0 {
            break;
        }
    }
}

/// What reaches one of `n` equal options on average, times n: the elementary symmetric polynomials of what the others
/// pass on, each over the number of its terms.
fn average(passed: &[i64], skip: usize, arithmetic: Fixed) -> i64 {
    let others = passed.len().saturating_sub(1);
    let mut polynomial = vec![0_i64; others + 1];
    if let Some(first) = polynomial.first_mut() {
        *first = arithmetic.unit;
    }
    for (_, rest) in passed
        .iter()
        .enumerate()
        .filter(|(at, rest)| *at != skip && **rest != 0)
    {
        for degree in (1..=others).rev() {
            let below = polynomial.get(degree - 1).copied().unwrap_or_default();
            if let Some(coefficient) = polynomial.get_mut(degree) {
                *coefficient += arithmetic.times(below, *rest);
            }
        }
    }
    let mut terms = 1_i64;
    let mut sum = 0;
    for (degree, coefficient) in (0_i64..).zip(polynomial) {
        sum += coefficient / terms.max(1);
        let others = i64::try_from(others).unwrap_or(i64::MAX);
        // The next binomial coefficient; so many equal ranks that it overflows are no ballot of people.
        terms = terms.saturating_mul(others - degree) / (degree + 1);
    }
    sum
}
