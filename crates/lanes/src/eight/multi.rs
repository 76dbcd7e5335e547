//! Sums of many multiples of points, by Pippenger's method: a point is added to the bucket of its digit; the buckets, each times
//! its digit, add up to all running sums from the highest down. Each lane has a window of the exponents' bits, with buckets of
//! its own.

use super::field::LANES;
use super::negative;
use super::point::{Bucket, Extended};
use crate::{Entry, Point, WINDOW};

/// Digits lie between −256 and 256. The buckets of all lanes take 330 kB, which a core's cache holds.
const BUCKETS: usize = 1 << (WINDOW - 1);
/// So many times eight windows hold every exponent below 2²⁵⁵ and its last carry.
const ROUNDS: usize = 4;

type Digits = [i16; LANES];

/// The sum of the points, each times its exponent, as the sum of 2^([`WINDOW`]·*i*) times the *i*th of these.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
pub(crate) fn sum(points: &[Entry], exponents: &[[u8; 32]]) -> [Point; LANES] {
    let digits: Vec<[Digits; ROUNDS]> = exponents.iter().map(digits).collect();
    let mut sum = Extended::neutral();
    for round in (0..ROUNDS).rev() {
        for _ in 0..WINDOW * LANES {
            sum = sum.to_projective().double().to_extended();
        }
        let windows = round_sum(points, &digits, round).to_cached();
        sum = sum.add(&windows, 0).to_extended();
    }
    sum.to_projective().points()
}

/// In each lane the sum of the points, each times its digit of the lane's window.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
fn round_sum(points: &[Entry], digits: &[[Digits; ROUNDS]], round: usize) -> Extended {
    let mut buckets = vec![[Bucket::NEUTRAL; LANES]; BUCKETS];
    for (point, digits) in points.iter().zip(digits) {
        let digits = digits[round];
        if digits == [0; LANES] {
            continue;
        }
        // A lane without a digit borrows the first bucket, and does not give it back.
        let places = digits.map(|digit| usize::from(digit.unsigned_abs().saturating_sub(1)));
        let mut lane = 0;
        let these = places.map(|place| {
            lane += 1;
            &buckets[place][lane - 1]
        });
        let sums = Extended::of_buckets(these)
            .add_entries([Some(point); LANES], negative(digits.map(i64::from)))
            .to_extended()
            .buckets();
        for (lane, sum) in sums.into_iter().enumerate() {
            if digits[lane] != 0 {
                buckets[places[lane]][lane] = sum;
            }
        }
    }
    let mut running = Extended::neutral();
    let mut sum = Extended::neutral();
    for buckets in buckets.iter().rev() {
        let bucket = Extended::of_buckets(buckets.each_ref()).to_cached();
        running = running.add(&bucket, 0).to_extended();
        sum = sum.add(&running.to_cached(), 0).to_extended();
    }
    sum
}

/// Writes an exponent below 2²⁵⁵ as a sum of digit·2^(9·place), with digits between −255 and 256.
fn digits(exponent: &[u8; 32]) -> [Digits; ROUNDS] {
    let byte = |i: usize| u32::from(exponent.get(i).copied().unwrap_or(0));
    let mut digits = [[0; LANES]; ROUNDS];
    let mut carry = 0;
    let all = digits.iter_mut().flatten();
    for (digit, place) in all.zip((0..).step_by(WINDOW)) {
        let bits = byte(place / 8) | byte(place / 8 + 1) << 8;
        let window = (bits >> (place % 8) & ((1 << WINDOW) - 1)) + carry;
        carry = u32::from(window > BUCKETS as u32);
        *digit = window as i16 - ((carry as i16) << WINDOW);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn digits_make_the_exponent(mut bytes: [u8; 32], ones in 0..32_usize) {
            bytes[..ones].fill(0xff);
            bytes[31] &= 0x7f;
            let digits = digits(&bytes).concat();
            prop_assert!(digits.iter().all(|digit| (-255..=256).contains(digit)));
            // From the highest digit down, in base 256.
            let mut number = [0_i64; 40];
            for digit in digits.iter().rev() {
                for limb in &mut number {
                    *limb *= 1 << WINDOW;
                }
                number[0] += i64::from(*digit);
                let mut carry = 0;
                for limb in &mut number {
                    *limb += carry;
                    carry = limb.div_euclid(256);
                    *limb = limb.rem_euclid(256);
                }
            }
            let expected: Vec<i64> = bytes.iter().copied().map(i64::from).chain([0; 8]).collect();
            prop_assert_eq!(number.to_vec(), expected);
        }
    }
}
