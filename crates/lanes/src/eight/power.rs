//! Products of powers, eight at a time: each lane has a product of its own. All lanes double at the same time, so exponents are cut into digits of equal width
//! (four bits for a variable base; bytes for a table, which needs no doublings), and each lane picks the multiple of its digit.

use std::arch::x86_64::{_mm512_abs_epi64, _mm512_cmpeq_epi64_mask, _mm512_set1_epi64};

use super::field::{self, LANES};
use super::negative;
use super::point::{Cached, Extended};

use crate::{Entry, Point, Product, ROWS, digits};

/// Digits of a variable base's exponent, between −8 and 8, one for each four bits.
const DIGITS: usize = 64;

/// All the products, in their order.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
pub(crate) fn products(products: &[Product]) -> Vec<Point> {
    // Those that have a table in the same place go together: where no lane has one, nothing is added.
    let mut order: Vec<usize> = (0..products.len()).collect();
    order.sort_by_key(|&i| products[i].tables[0].is_none());
    let mut points = vec![NEUTRAL; products.len()];
    for places in order.chunks(LANES) {
        // Lanes that are left over do again what the first one does.
        let of = |lane: usize| &products[places[if lane < places.len() { lane } else { 0 }]];
        let eight: [&Product; LANES] = std::array::from_fn(of);
        for (&place, point) in places.iter().zip(eight_products(eight)) {
            points[place] = point;
        }
    }
    points
}

const NEUTRAL: Point = Point {
    x: [0; 5],
    y: [1, 0, 0, 0, 0],
    z: [1, 0, 0, 0, 0],
};

#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
fn eight_products(products: [&Product; LANES]) -> [Point; LANES] {
    let mut sum = powers(products);
    for table in 0..2 {
        if products
            .iter()
            .any(|product| product.tables[table].is_some())
        {
            sum = add_powers_of_table(sum, products, table);
        }
    }
    sum.to_projective().points()
}

/// Each *x* to its exponent.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
fn powers(products: [&Product; LANES]) -> Extended {
    let digits = products.map(|product| digits::<4, DIGITS>(&product.exponent));
    let x = Extended::of(products.map(|product| &product.x));
    let one = x.to_cached();
    let mut multiples = [one; 8];
    let mut last = x;
    for multiple in &mut multiples[1..] {
        last = last.add(&one, 0).to_extended();
        *multiple = last.to_cached();
    }
    let mut sum = Extended::neutral().add(&chosen(&multiples, &digits, DIGITS - 1), 0);
    for place in (0..DIGITS - 1).rev() {
        let mut point = sum.to_projective();
        for _ in 0..3 {
            point = point.double().to_projective();
        }
        let negative = negative(digits.map(|digits| digits[place].into()));
        let multiple = chosen(&multiples, &digits, place);
        sum = point.double().to_extended().add(&multiple, negative);
    }
    sum.to_extended()
}

/// In each lane the multiple of its digit's number in this place: the first is that of 1.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
#[inline]
fn chosen(multiples: &[Cached; 8], digits: &[[i16; DIGITS]; LANES], place: usize) -> Cached {
    let digits = field::lanes(digits.map(|digits| digits[place].into()));
    let number = _mm512_abs_epi64(digits);
    let mut chosen = Cached::neutral();
    for (multiple, value) in multiples.iter().zip(1..) {
        let mask = _mm512_cmpeq_epi64_mask(number, _mm512_set1_epi64(value));
        chosen = chosen.or(mask, multiple);
    }
    chosen
}

/// Adds to each lane the base of its table, if it has one in this place, times its exponent.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
fn add_powers_of_table(mut sum: Extended, products: [&Product; LANES], table: usize) -> Extended {
    let digits = products.map(|product| {
        let exponent = product.tables[table].map(|(_, exponent)| exponent);
        digits::<8, ROWS>(&exponent.unwrap_or_default())
    });
    for row in 0..ROWS {
        let digits = digits.map(|digits| digits[row]);
        let mut lane = 0;
        let entries: [Option<&Entry>; LANES] = products.map(|product| {
            let digit = digits[lane];
            lane += 1;
            let (table, _) = product.tables[table]?;
            // There is no entry for 0, and nothing to add.
            let place = usize::from(digit.unsigned_abs()).checked_sub(1)?;
            table.get(row)?.get(place)
        });
        let negative = negative(digits.map(i64::from));
        sum = sum.add_entries(entries, negative).to_extended();
    }
    sum
}
