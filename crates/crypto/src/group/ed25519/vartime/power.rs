//! Products of powers (in this module's notation, sums of multiples) of public exponents.
//!
//! Several powers of one base share their doublings (Yao's method): of each exponent's digits, each a place and an odd number,
//! the base doubled to that place goes into the bucket of that number; a power is then the sum of the buckets, each times its
//! number. Powers of a base that is used often need no doublings at all: a table has every digit at every place.

use veche_lanes::{ENTRIES, Entry, ROWS};

use super::point::{Affine, AffineCached, Extended, Projective};

/// Places of an exponent below 2²⁵⁵.
const PLACES: usize = 256;
/// Width of the digits of a variable base: odd, between −15 and 15.
const WIDTH: u32 = 5;
const BUCKETS: usize = 1 << (WIDTH - 2);

/// Every digit at every place of a base, digits of eight bits being between −128 and 128: about 500 kB.
pub(super) struct Table(Vec<[Entry; ENTRIES]>);

impl Table {
    pub(super) fn new(base: &Affine) -> Self {
        let mut multiples = Vec::with_capacity(ROWS * ENTRIES);
        let mut base = base.to_extended();
        for _ in 0..ROWS {
            let step = base.to_cached();
            let mut multiple = base;
            multiples.push(multiple.to_projective());
            for _ in 1..ENTRIES {
                multiple = multiple.add(&step).to_extended();
                multiples.push(multiple.to_projective());
            }
            // Twice the last one, which is 128 times the row's base.
            base = multiple.to_projective().double().to_extended();
        }
        let entries: Vec<Entry> = Projective::to_affine(&multiples)
            .into_iter()
            .map(|multiple| multiple.to_cached().to_entry())
            .collect();
        let (rows, _) = entries.as_chunks::<ENTRIES>();
        Self(rows.to_vec())
    }

    /// As the vectors take it.
    pub(super) fn rows(&self) -> &veche_lanes::Table {
        &self.0
    }

    /// Adds base·exponent to a sum. The exponent, lowest byte first, is below 2²⁵⁵.
    pub(super) fn add_to(&self, mut sum: Extended, exponent: &[u8; 32]) -> Extended {
        for (row, digit) in self.0.iter().zip(veche_lanes::digits::<8, ROWS>(exponent)) {
            // There is no entry for 0, and nothing to add.
            let place = usize::from(digit.unsigned_abs()).checked_sub(1);
            if let Some(entry) = place.and_then(|place| row.get(place)) {
                let entry = &AffineCached::from_entry(entry);
                sum = match digit > 0 {
                    true => sum.add_affine(entry),
                    false => sum.sub_affine(entry),
                }
                .to_extended();
            }
        }
        sum
    }
}

/// The powers of one base for several exponents, each below 2²⁵⁵, the lowest byte first.
pub(super) fn powers(base: &Affine, exponents: &[[u8; 32]]) -> Vec<Extended> {
    let digits: Vec<[i8; PLACES]> = exponents.iter().map(digits).collect();
    let mut sums = vec![[None; BUCKETS]; exponents.len()];
    let mut point = base.to_extended();
    let mut place = 0;
    loop {
        let cached = point.to_cached();
        for (digits, buckets) in digits.iter().zip(&mut sums) {
            let digit = digits[place];
            if digit != 0 {
                let bucket = &mut buckets[usize::from(digit.unsigned_abs()) / 2];
                *bucket = Some(match (bucket.as_ref(), digit > 0) {
                    (None, true) => point,
                    (None, false) => point.neg(),
                    (Some(sum), true) => Extended::add(sum, &cached).to_extended(),
                    (Some(sum), false) => Extended::sub(sum, &cached).to_extended(),
                });
            }
        }
        let mut later = place + 1..PLACES;
        let next = later.find(|&place| digits.iter().any(|digits| digits[place] != 0));
        let Some(next) = next else { break };
        point = doubled(point, next - place);
        place = next;
    }
    sums.iter().map(weighted).collect()
}

/// A point doubled so many times, at least once. In between three coordinates are enough.
#[inline(never)]
fn doubled(point: Extended, times: usize) -> Extended {
    let mut power = point.to_projective();
    for _ in 1..times {
        power = power.double().to_projective();
    }
    power.double().to_extended()
}

/// The sum of the buckets, each times its odd number: twice the sum of each times its place, and the sum of all.
fn weighted(buckets: &[Option<Extended>; BUCKETS]) -> Extended {
    let mut running = Extended::IDENTITY;
    let mut sum = Extended::IDENTITY;
    for (place, bucket) in buckets.iter().enumerate().rev() {
        if let Some(bucket) = bucket {
            running = running.add(&bucket.to_cached()).to_extended();
        }
        if place > 0 {
            sum = sum.add(&running.to_cached()).to_extended();
        }
    }
    let twice = sum.to_projective().double().to_extended();
    twice.add(&running.to_cached()).to_extended()
}

/// Writes an exponent as a sum of digit·2^place, one entry a place: a digit is zero, or odd and between −15 and 15.
fn digits(exponent: &[u8; 32]) -> [i8; PLACES] {
    let mut digits = [0; PLACES];
    let mut carry = 0;
    let mut place = 0;
    while place < PLACES {
        let low = u32::from(exponent[place / 8]);
        let high = exponent
            .get(place / 8 + 1)
            .map_or(0, |&byte| u32::from(byte));
        let window = ((high << 8 | low) >> (place % 8) & ((1 << WIDTH) - 1)) + carry;
        if window & 1 == 0 {
            place += 1;
            continue;
        }
        carry = window >> (WIDTH - 1);
        digits[place] = window as i8 - ((carry as i8) << WIDTH);
        place += WIDTH as usize;
    }
    digits
}
