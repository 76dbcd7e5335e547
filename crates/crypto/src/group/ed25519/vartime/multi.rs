//! Sums of many multiples of points, by Pippenger's method: for each window of the exponents' bits, the highest first, a point
//! is added to the bucket of its digit; the buckets, each times its digit, add up to all running sums from the highest down.

use veche_lanes::{Entry, Processor, WINDOW, digits};

use super::point::{AffineCached, Extended, Projective};

/// Width of the digits, which lie between −1024 and 1024: right for some ten thousand points.
const WIDTH: usize = 11;
const BUCKETS: usize = 1 << (WIDTH - 1);
/// So many digits hold every exponent below 2²⁵⁵ and its last carry.
const DIGITS: usize = 24;

/// The sum of the points, each times its exponent, below 2²⁵⁵, the lowest byte first; eight windows at a time where the
/// processor can. What one list has more than the other is left out.
pub(super) fn sum(
    processor: Option<Processor>,
    points: &[AffineCached],
    exponents: &[[u8; 32]],
) -> Extended {
    let Some(processor) = processor else {
        return window_by_window(points, exponents);
    };
    let entries: Vec<Entry> = points.iter().map(|point| point.to_entry()).collect();
    let mut sum = Extended::IDENTITY;
    for part in processor.sum(&entries, exponents).iter().rev() {
        for _ in 0..WINDOW {
            sum = sum.to_projective().double().to_extended();
        }
        let part = Projective::from_vectors(part).to_extended();
        sum = sum.add(&part.to_cached()).to_extended();
    }
    sum
}

fn window_by_window(points: &[AffineCached], exponents: &[[u8; 32]]) -> Extended {
    let digits: Vec<_> = exponents.iter().map(digits::<WIDTH, DIGITS>).collect();
    let mut sum = Extended::IDENTITY;
    for place in (0..DIGITS).rev() {
        for _ in 0..WIDTH {
            sum = sum.to_projective().double().to_extended();
        }
        let mut buckets = vec![Extended::IDENTITY; BUCKETS];
        for (point, digits) in points.iter().zip(&digits) {
            let digit = digits[place];
            if let Some(bucket) = usize::from(digit.unsigned_abs()).checked_sub(1) {
                let bucket = &mut buckets[bucket];
                *bucket = match digit > 0 {
                    true => bucket.add_affine(point),
                    false => bucket.sub_affine(point),
                }
                .to_extended();
            }
        }
        let mut running = Extended::IDENTITY;
        for bucket in buckets.iter().rev() {
            running = running.add(&bucket.to_cached()).to_extended();
            sum = sum.add(&running.to_cached()).to_extended();
        }
    }
    sum
}
