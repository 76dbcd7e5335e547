//! Ballots with options of equal rank.

use num_traits::Zero;

use crate::ballots::{Ballot, Rank, options_of};
use crate::contest::Choice;
use crate::methods::arithmetic::Arithmetic;
use crate::methods::meek::shares::Shares;

/// The ranks of a ballot with at least one option each.
fn ranks(ballot: Ballot<'_>) -> Vec<Vec<Choice>> {
    let ranks = ballot.ranks().filter_map(|rank| match rank {
        Rank::One(option) => Some(vec![option]),
        Rank::Several(marks) => Some(options_of(marks).collect()),
        Rank::Skipped | Rank::Unknown => None,
    });
    ranks.collect()
}

fn factor<N: Clone + Zero>(keep: &[N], option: Choice) -> N {
    let factor = keep.get(usize::from(option));
    factor.cloned().unwrap_or_else(N::zero)
}

fn give<A: Arithmetic>(
    shares: &Shares<A>,
    sums: &mut [A::Number],
    option: Choice,
    power: &A::Number,
    count: u64,
) {
    if let Some(sum) = sums.get_mut(usize::from(option)) {
        *sum += shares.arithmetic.of_ballots(power, count);
    }
}

/// Equally among those that are not excluded; what each passes on goes to the next rank on its own way. As Droop
/// does, a vote ends at a rank of which all options are excluded.
pub(super) fn split<A: Arithmetic>(
    ballot: Ballot<'_>,
    keep: &[A::Number],
    shares: &Shares<A>,
    sums: &mut [A::Number],
) {
    let ranks = ranks(ballot);
    let mut open = vec![(0_usize, shares.one.clone())];
    while let Some((at, power)) = open.pop() {
        let Some(rank) = ranks.get(at) else {
            continue;
        };
        let standing = rank.iter().copied();
        let standing: Vec<(Choice, A::Number)> = standing
            .map(|option| (option, factor(keep, option)))
            .filter(|(_, factor)| !factor.is_zero())
            .collect();
        let Ok(number) = u64::try_from(standing.len()) else {
            continue;
        };
        let each = shares.arithmetic.part(&power, number);
        for (option, factor) in standing {
            let (taken, rest) = shares.split(&each, &factor);
            give(shares, sums, option, &taken, ballot.count);
            if !rest.is_zero() {
                open.push((at + 1, rest));
            }
        }
    }
}

/// As the average over all orders of the equal options: with k others before it in an order, an option gets what
/// those pass on. The sum over all orders is a polynomial in what each passes on.
pub(super) fn all_orders<A: Arithmetic>(
    ballot: Ballot<'_>,
    keep: &[A::Number],
    shares: &Shares<A>,
    sums: &mut [A::Number],
) {
    let mut power = shares.one.clone();
    for rank in ranks(ballot) {
        if let [only] = rank.as_slice() {
            let (taken, rest) = shares.split(&power, &factor(keep, *only));
            give(shares, sums, *only, &taken, ballot.count);
            power = rest;
        } else {
            let passed: Vec<A::Number> = rank
                .iter()
                .map(|option| shares.rest(&factor(keep, *option)))
                .collect();
            let number = u64::try_from(rank.len()).unwrap_or(u64::MAX);
            for (at, option) in rank.iter().enumerate() {
                let weight = shares.times(&average(&passed, at, shares), &factor(keep, *option));
                let weight = shares.arithmetic.part(&weight, number);
                let taken = shares.times(&power, &weight);
                give(shares, sums, *option, &taken, ballot.count);
            }
            let product = passed.iter().fold(shares.one.clone(), |product, rest| {
                shares.times(&product, rest)
            });
            power = shares.times(&power, &product);
        }
        if power.is_zero() {
            break;
        }
    }
}

/// What reaches one of `n` equal options on average, times n: the elementary symmetric polynomials of what the others
/// pass on, each over the number of its terms.
fn average<A: Arithmetic>(passed: &[A::Number], skip: usize, shares: &Shares<A>) -> A::Number {
    let others = passed.len().saturating_sub(1);
    let mut polynomial = vec![A::Number::zero(); others + 1];
    if let Some(first) = polynomial.first_mut() {
        *first = shares.one.clone();
    }
    for (_, rest) in passed
        .iter()
        .enumerate()
        .filter(|(at, rest)| *at != skip && !rest.is_zero())
    {
        for degree in (1..=others).rev() {
            let below = polynomial.get(degree - 1);
            let more = below.map(|below| shares.times(below, rest));
            if let (Some(coefficient), Some(more)) = (polynomial.get_mut(degree), more) {
                *coefficient = shares.arithmetic.plus(coefficient, &more);
            }
        }
    }
    let mut terms = 1_u64;
    let mut sum = A::Number::zero();
    for (degree, coefficient) in (0_u64..).zip(polynomial) {
        sum = shares
            .arithmetic
            .plus(&sum, &shares.arithmetic.part(&coefficient, terms));
        let others = u64::try_from(others).unwrap_or(u64::MAX);
        // The next binomial coefficient; so many equal ranks that it overflows are no ballot of people.
        terms = terms.saturating_mul(others.saturating_sub(degree)) / (degree + 1);
    }
    sum
}
