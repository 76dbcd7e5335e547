//! Powers modulo *p*: in constant time for secrets, and by shared squarings in variable time for public data.

use std::sync::Arc;

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{Choice, CtAssign, U2048};
use zeroize::Zeroize;

use super::params::{FieldParams, LIMBS};

/// An integer modulo *p*, in Montgomery form.
pub(super) type Residue<P> = ConstMontyForm<P, LIMBS>;

/// Bits of the exponent that one row of a table covers.
const ROW_BITS: usize = 4;

/// Width of the sliding window over the exponent of a base with a table.
const TABLE_WINDOW: u32 = 8;

/// A base prepared for powers in constant time and for double powers in variable time.
///
/// It takes some 290 kB for exponents of 256 bits, 2.1 MB for exponents of 2047 bits.
#[derive(Clone)]
pub struct Table<P: FieldParams>(Arc<Powers<P>>);

struct Powers<P: FieldParams> {
    /// Row *i* has base^(*d*·16^*i*) for the digits *d* = 0 to 15: a power is one product a row, without squarings.
    rows: Vec<[Residue<P>; 1 << ROW_BITS]>,
    odd: OddPowers<P>,
}

impl<P: FieldParams> Table<P> {
    /// The table of the generator *g*.
    pub(super) fn of_generator() -> Self {
        Self::new(&ConstMontyForm::new(&P::GENERATOR))
    }

    /// The table of a base.
    pub(super) fn new(base: &Residue<P>) -> Self {
        let mut base_of_row = *base;
        let rows = (0..(P::ORDER_BITS as usize).div_ceil(ROW_BITS))
            .map(|_| {
                let mut row = [ConstMontyForm::ONE; 1 << ROW_BITS];
                let mut power = ConstMontyForm::ONE;
                for entry in &mut row {
                    *entry = power;
                    power *= base_of_row;
                }
                base_of_row = power;
                row
            })
            .collect();
        Self(Arc::new(Powers {
            rows,
            odd: OddPowers::new(base, TABLE_WINDOW),
        }))
    }

    /// base^exponent for an exponent below *q*, in constant time: every row is read as a whole.
    pub(super) fn pow(&self, exponent: &U2048) -> Residue<P> {
        let mut bytes = exponent.to_le_bytes();
        let mut power = ConstMontyForm::ONE;
        for (row, mut digit) in self.0.rows.iter().zip(digits(bytes.as_slice())) {
            let mut factor = row[0];
            for (d, entry) in (0..).zip(row) {
                factor.ct_assign(entry, Choice::from_u8_eq(d, digit));
            }
            power *= factor;
            factor.zeroize();
            digit.zeroize();
        }
        bytes.zeroize();
        power
    }

    /// base^r · x^c for public data.
    pub(super) fn double_pow_vartime(&self, r: &U2048, x: &Residue<P>, c: &U2048) -> Residue<P> {
        let (r_bits, c_bits) = (r.bits_vartime(), c.bits_vartime());
        let x = OddPowers::for_exponent_bits(x, c_bits);
        // The rows need no squarings but twice as many products. Where c is nearly as long as r its squarings are
        // there anyway. In RFC-3526-2048, c is often a hash, much shorter than r.
        if r_bits - r_bits / 8 <= c_bits {
            return product_of_powers_vartime(&[(&self.0.odd, r), (&x, c)]);
        }
        self.multiply_vartime(product_of_powers_vartime(&[(&x, c)]), r)
    }

    /// product · base^exponent for public data.
    pub(super) fn multiply_vartime(&self, mut product: Residue<P>, exponent: &U2048) -> Residue<P> {
        let bytes = exponent.to_le_bytes();
        for (row, digit) in self.0.rows.iter().zip(digits(bytes.as_slice())) {
            if digit != 0 {
                product *= row[usize::from(digit)];
            }
        }
        product
    }
}

/// The digits of a number in base 16, the lowest first.
fn digits(little_endian: &[u8]) -> impl Iterator<Item = u8> {
    little_endian.iter().flat_map(|byte| [byte & 15, byte >> 4])
}

/// base^exponent for an exponent below *q*, in constant time.
pub(super) fn pow<P: FieldParams>(base: &Residue<P>, exponent: &U2048) -> Residue<P> {
    base.pow_bounded_exp(exponent, P::ORDER_BITS)
}

/// base^exponent for public data.
pub(super) fn pow_vartime<P: FieldParams>(base: &Residue<P>, exponent: &U2048) -> Residue<P> {
    let powers = OddPowers::for_exponent_bits(base, exponent.bits_vartime());
    product_of_powers_vartime(&[(&powers, exponent)])
}

/// b^r · x^c for public data.
pub(super) fn double_pow_vartime<P: FieldParams>(
    b: &Residue<P>,
    r: &U2048,
    x: &Residue<P>,
    c: &U2048,
) -> Residue<P> {
    let b = OddPowers::for_exponent_bits(b, r.bits_vartime());
    let x = OddPowers::for_exponent_bits(x, c.bits_vartime());
    product_of_powers_vartime(&[(&b, r), (&x, c)])
}

/// base^1, base^3, base^5 and so on to base^(2^width − 1).
struct OddPowers<P: FieldParams> {
    powers: Vec<Residue<P>>,
    /// At most 8.
    width: u32,
}

impl<P: FieldParams> OddPowers<P> {
    fn new(base: &Residue<P>, width: u32) -> Self {
        let square = base.square();
        let powers = core::iter::successors(Some(*base), |power| Some(power * square))
            .take(1 << (width - 1))
            .collect();
        Self { powers, width }
    }

    /// With the width that needs the fewest products for one power: 2^(width − 1) here, bits ÷ (width + 1) there.
    fn for_exponent_bits(base: &Residue<P>, bits: u32) -> Self {
        Self::new(base, Self::width(bits))
    }

    fn width(bits: u32) -> u32 {
        match bits {
            0..=24 => 2,
            25..=80 => 3,
            81..=240 => 4,
            241..=672 => 5,
            673..=1792 => 6,
            _ => 7,
        }
    }
}

/// The product of powers, by Straus's method: the squarings are shared, and a window slides over each exponent.
fn product_of_powers_vartime<P: FieldParams>(terms: &[(&OddPowers<P>, &U2048)]) -> Residue<P> {
    let windows: Vec<Vec<u8>> = terms
        .iter()
        .map(|(base, exponent)| sliding_windows(exponent, base.width))
        .collect();
    let length = windows.iter().map(Vec::len).max().unwrap_or(0);
    let mut product = ConstMontyForm::ONE;
    for place in (0..length).rev() {
        product = product.square();
        for ((base, _), windows) in terms.iter().zip(&windows) {
            if let Some(&window) = windows.get(place)
                && window != 0
            {
                product *= base.powers[usize::from(window / 2)];
            }
        }
    }
    product
}

/// The powers of one base for several public exponents, with the same squarings (Yao's method): the base squared to the
/// place of a digit goes into the bucket of that digit, and a power is the product of the buckets, each raised to its digit.
pub(super) fn powers_vartime<P: FieldParams>(
    base: &Residue<P>,
    exponents: &[U2048],
) -> Vec<Residue<P>> {
    let bits = exponents.iter().map(U2048::bits_vartime).max().unwrap_or(0);
    let width = OddPowers::<P>::width(bits);
    let windows: Vec<Vec<u8>> = exponents
        .iter()
        .map(|exponent| sliding_windows(exponent, width))
        .collect();
    let mut products = vec![vec![None; 1 << (width - 1)]; exponents.len()];
    let mut power = *base;
    for place in 0..windows.iter().map(Vec::len).max().unwrap_or(0) {
        if place > 0 {
            power = power.square();
        }
        for (windows, buckets) in windows.iter().zip(&mut products) {
            if let Some(&window) = windows.get(place)
                && window != 0
            {
                multiply(&mut buckets[usize::from(window / 2)], &power);
            }
        }
    }
    products
        .iter()
        .map(|buckets| {
            // The bucket of 2i + 1 is to be raised to it: the product of all running products but the lowest one,
            // squared, and the lowest one, which is the product of all.
            let (mut running, mut product) = (None, None);
            for (i, bucket) in buckets.iter().enumerate().rev() {
                if let Some(factor) = bucket {
                    multiply(&mut running, factor);
                }
                if let Some(factor) = running.as_ref().filter(|_| i > 0) {
                    multiply(&mut product, factor);
                }
            }
            let mut product = product.map(|product| product.square());
            if let Some(factor) = &running {
                multiply(&mut product, factor);
            }
            product.unwrap_or(ConstMontyForm::ONE)
        })
        .collect()
}

/// Multiplies, where nothing yet stands for one: the first factor costs no product.
pub(super) fn multiply<P: FieldParams>(product: &mut Option<Residue<P>>, factor: &Residue<P>) {
    *product = Some(product.map_or(*factor, |product| product * factor));
}

/// Writes an exponent as a sum of w·2^place, one entry a place: w is zero, or odd and below 2^width.
fn sliding_windows(exponent: &U2048, width: u32) -> Vec<u8> {
    let bytes = exponent.to_le_bytes();
    let bytes = bytes.as_slice();
    let bits = exponent.bits_vartime() as usize;
    let mut windows = Vec::with_capacity(bits);
    let mut place = 0;
    while place < bits {
        let low = u16::from(bytes[place / 8]);
        let high = bytes.get(place / 8 + 1).map_or(0, |&byte| u16::from(byte));
        let rest = (high << 8 | low) >> (place % 8);
        if rest & 1 == 0 {
            place += 1;
        } else {
            // At most 8 bits, of the 9 or more that are left of the two bytes.
            windows.resize(place, 0);
            windows.push((rest & ((1 << width) - 1)) as u8);
            place += width as usize;
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn windows_add_up_to_the_exponent(bytes: [u8; 32], width in 1u32..=8, zeros in 0usize..256) {
            let mut padded = [0; 256];
            padded[256 - 32..].copy_from_slice(&bytes);
            let exponent = U2048::from_be_slice(&padded).shl_vartime(zeros as u32 * 7);
            let mut sum = U2048::ZERO;
            for (place, &window) in sliding_windows(&exponent, width).iter().enumerate() {
                prop_assert!(window == 0 || (window % 2 == 1 && u32::from(window) < 1 << width));
                sum = sum.wrapping_add(&U2048::from_u8(window).shl_vartime(place as u32));
            }
            prop_assert_eq!(sum, exponent);
        }
    }
}
