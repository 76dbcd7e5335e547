//! Products of many powers modulo *p*: in constant time for secrets, by buckets in variable time for public data.

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{MultiExponentiateBoundedExp, U2048};
use zeroize::Zeroizing;

use super::power::{Residue, multiply};
use super::{FieldElement, FieldParams};
use crate::parallel;

/// So many powers are multiplied at a time in constant time: their tables, 4 kB each, stay in the cache, and the
/// squarings that they share are few beside the products.
const CHUNK: usize = 64;
/// In variable time, fewer powers are not worth a core of their own.
const LEAST: usize = 64;

/// The product of powers for exponents below *q*, in constant time.
pub(super) fn multi_pow<P: FieldParams>(
    bases: &[&FieldElement<P>],
    exponents: &[P::Scalar],
) -> Residue<P> {
    product_of_pieces(bases, exponents, CHUNK, |bases, exponents| {
        // Of their full length from the beginning: a vector that grows leaves copies behind.
        let mut pairs = Zeroizing::new(Vec::with_capacity(CHUNK));
        for (base, exponent) in bases.iter().zip(exponents) {
            pairs.push((base.0, P::integer(exponent)));
        }
        Residue::<P>::multi_exponentiate_bounded_exp(pairs.as_slice(), P::ORDER_BITS)
    })
}

/// The product of powers for public data.
pub(super) fn multi_pow_vartime<P: FieldParams>(
    bases: &[&FieldElement<P>],
    exponents: &[P::Scalar],
) -> Residue<P> {
    // The more terms, the fewer products a term: only as many pieces as there are cores, and none is small.
    let piece = parallel::portion(bases.len()).max(LEAST);
    product_of_pieces(bases, exponents, piece, by_buckets)
}

/// The product of what a function makes of each piece of so many bases and of the exponents that belong to them.
fn product_of_pieces<P: FieldParams>(
    bases: &[&FieldElement<P>],
    exponents: &[P::Scalar],
    piece: usize,
    product: impl Fn(&[&FieldElement<P>], &[P::Scalar]) -> Residue<P> + Send + Sync,
) -> Residue<P> {
    let pieces = bases.chunks(piece).zip(exponents.chunks(piece));
    let products = parallel::map(pieces.collect(), |(bases, exponents)| {
        product(bases, exponents)
    });
    let first = ConstMontyForm::ONE;
    products.iter().fold(first, |product, next| product * next)
}

/// The product of powers for public data, by Pippenger's method: for each window of the exponents' bits, the highest
/// first, a base is multiplied into the bucket of its digit. The product of the buckets, each raised to its digit, is
/// that of all running products from the highest bucket down.
fn by_buckets<P: FieldParams>(bases: &[&FieldElement<P>], exponents: &[P::Scalar]) -> Residue<P> {
    let exponents: Vec<U2048> = exponents.iter().map(P::integer).collect();
    let width = window(bases.len().min(exponents.len()));
    let bits = exponents.iter().map(U2048::bits_vartime).max().unwrap_or(0);
    let exponents: Vec<_> = exponents.iter().map(U2048::to_le_bytes).collect();
    let mut buckets: Vec<Option<Residue<P>>> = vec![None; (1 << width) - 1];
    let mut product: Option<Residue<P>> = None;
    for place in (0..bits.div_ceil(width)).rev() {
        product = product.map(|product| (0..width).fold(product, |power, _| power.square()));
        for (base, exponent) in bases.iter().zip(&exponents) {
            let digit = digit(exponent.as_slice(), (place * width) as usize, width);
            if let Some(bucket) = digit.checked_sub(1).and_then(|i| buckets.get_mut(i)) {
                multiply(bucket, &base.0);
            }
        }
        let mut running = None;
        for bucket in buckets.iter_mut().rev() {
            if let Some(factor) = bucket.take() {
                multiply(&mut running, &factor);
            }
            if let Some(factor) = &running {
                multiply(&mut product, factor);
            }
        }
    }
    product.unwrap_or(ConstMontyForm::ONE)
}

/// The width of the windows that needs the fewest products: with *n* terms about *n* + 2·2^width a window.
fn window(terms: usize) -> u32 {
    let products = |width: u32| (terms as u64 + (2 << width)) / u64::from(width);
    (1..=16).min_by_key(|&width| products(width)).unwrap_or(1)
}

/// The `width` bits from bit `place` on of a number, its lowest byte first; at most 16.
fn digit(number: &[u8], place: usize, width: u32) -> usize {
    let byte = |i: usize| u32::from(number.get(place / 8 + i).copied().unwrap_or(0));
    let bits = byte(0) | byte(1) << 8 | byte(2) << 16;
    (bits >> (place % 8)) as usize & ((1 << width) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_make_the_number() {
        let number: Vec<u8> = (0..32_u8)
            .map(|i| i.wrapping_mul(37).wrapping_add(11))
            .collect();
        for width in 1..=16 {
            let mut sum = U2048::ZERO;
            for place in (0..256).step_by(width) {
                let digit = digit(&number, place, width as u32);
                assert!(digit < 1 << width);
                let digit = U2048::from_u64(digit as u64).shl_vartime(place as u32);
                sum = sum.wrapping_add(&digit);
            }
            assert_eq!(sum.to_le_bytes().as_slice()[..32], number);
        }
    }

    #[test]
    fn windows_grow_with_the_number_of_terms() {
        let widths = [0, 1, 10, 1_000, 100_000, 1_000_000].map(window);
        assert!(widths.is_sorted(), "{widths:?}");
        assert!(widths[1] < 4 && widths[5] > 12, "{widths:?}");
    }
}
