//! Eight points at a time, in the lanes of vectors (products of powers are, in this folder's notation, sums of multiples).
//!
//! All functions here are compiled for processors with AVX-512F, DQ and IFMA.

mod field;
mod multi;
mod point;
mod power;

use std::arch::x86_64::__mmask8;

pub(crate) use multi::sum;
pub(crate) use power::products;

use field::LANES;

/// The lanes with a negative number.
fn negative(numbers: [i64; LANES]) -> __mmask8 {
    let lanes = numbers.iter().enumerate();
    lanes.fold(0, |mask, (lane, &number)| {
        mask | (u8::from(number < 0) << lane)
    })
}
