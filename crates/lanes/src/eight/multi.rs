//! Sums of many multiples of points, by Pippenger's method: a point is added to the bucket of its digit; the buckets, each times
//! its digit, add up to all running sums from the highest down. Each lane has a window of the exponents' bits, with buckets of
//! its own.

use super::field::LANES;
use super::negative;
use super::point::{Bucket, Extended};
use crate::{Entry, Point, WINDOW, digits};

/// Digits lie between −256 and 256. The buckets of all lanes take 330 kB, which a core's cache holds.
const BUCKETS: usize = 1 << (WINDOW - 1);
/// So many times eight windows hold every exponent below 2²⁵⁵ and its last carry.
const ROUNDS: usize = 4;
const WINDOWS: usize = ROUNDS * LANES;

/// The sum of the points, each times its exponent, as the sum of 2^([`WINDOW`]·*i*) times the *i*th of these.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
pub(crate) fn sum(points: &[Entry], exponents: &[[u8; 32]]) -> [Point; LANES] {
    let digits: Vec<_> = exponents.iter().map(digits::<WINDOW, WINDOWS>).collect();
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
fn round_sum(points: &[Entry], digits: &[[i16; WINDOWS]], round: usize) -> Extended {
    let mut buckets = vec![[Bucket::NEUTRAL; LANES]; BUCKETS];
    for (point, digits) in points.iter().zip(digits) {
        let digits: [i16; LANES] = std::array::from_fn(|lane| digits[round * LANES + lane]);
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
