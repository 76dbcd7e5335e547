//! Subgroups of prime fields (spec §Finite fields): BELENIOS-2048 and RFC-3526-2048.
//!
//! The arithmetic is `crypto-bigint`'s, in Montgomery form. An element is written as a number in base 10.

mod embedding;
mod multi;
mod params;
mod power;
mod scalar;
#[cfg(test)]
mod tests;

use core::fmt;
use core::marker::PhantomData;

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{JacobiSymbol, U2048};
use zeroize::Zeroize;

use super::{DecodeError, Group, Powers, decimal};
use power::Residue;

pub use params::{Belenios2048, FieldParams, Rfc3526};

/// Bytes of an element's packed form.
const BYTES: usize = U2048::BITS as usize / 8;

/// The subgroup of prime order *q* of the integers modulo a prime *p* of 2048 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrimeField<P>(PhantomData<P>);

/// An integer from 1 to *p* − 1, in the subgroup or not. See [`Group::is_member_vartime`].
#[derive(Clone, PartialEq, Eq)]
pub struct FieldElement<P: FieldParams>(Residue<P>);

impl<P: FieldParams> FieldElement<P> {
    /// Refuses zero, which has no inverse, and what is not below *p*.
    fn from_integer(integer: &U2048) -> Option<Self> {
        let in_range = !integer.is_zero_vartime() && integer < P::PARAMS.modulus().as_ref();
        in_range.then(|| Self(ConstMontyForm::new(integer)))
    }
}

impl<P: FieldParams> fmt::Debug for FieldElement<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldElement({})", PrimeField::<P>::to_text(self))
    }
}

impl<P: FieldParams> Group for PrimeField<P> {
    const NAME: &'static str = P::NAME;

    type Scalar = P::Scalar;
    type Element = FieldElement<P>;
    type Table = power::Table<P>;

    fn identity() -> FieldElement<P> {
        FieldElement(ConstMontyForm::ONE)
    }

    fn generator() -> FieldElement<P> {
        FieldElement(ConstMontyForm::new(&P::GENERATOR))
    }

    fn decode(text: &str) -> Result<FieldElement<P>, DecodeError> {
        let mut limbs = [0u64; BYTES / 8];
        decimal::parse(text, &mut limbs)?;
        let mut bytes = [0; BYTES];
        for (to, limb) in bytes.chunks_exact_mut(8).zip(limbs) {
            to.copy_from_slice(&limb.to_le_bytes());
        }
        FieldElement::from_integer(&U2048::from_le_slice(&bytes)).ok_or(DecodeError::OutOfRange)
    }

    fn encode(element: &FieldElement<P>, out: &mut String) {
        let bytes = element.0.retrieve().to_le_bytes();
        let mut limbs = [0u64; BYTES / 8];
        for (limb, from) in limbs.iter_mut().zip(bytes.as_slice().chunks_exact(8)) {
            let mut eight = [0; 8];
            eight.copy_from_slice(from);
            *limb = u64::from_le_bytes(eight);
        }
        decimal::format(&mut limbs, out);
    }

    fn pack(element: &FieldElement<P>) -> Vec<u8> {
        element.0.retrieve().to_be_bytes().as_slice().to_vec()
    }

    fn unpack(packed: &[u8]) -> Option<FieldElement<P>> {
        if packed.len() != BYTES {
            return None;
        }
        FieldElement::from_integer(&U2048::from_be_slice(packed))
    }

    fn sort_key(element: &FieldElement<P>) -> Vec<u8> {
        Self::pack(element)
    }

    fn is_member_vartime(element: &FieldElement<P>) -> bool {
        if P::SAFE_PRIME {
            // The subgroup of index 2 is that of the squares (Euler's criterion), which the Jacobi symbol tells.
            element.0.jacobi_symbol_vartime() == JacobiSymbol::One
        } else {
            power::pow_vartime(&element.0, &P::ORDER) == Residue::<P>::ONE
        }
    }

    fn mul(a: &FieldElement<P>, b: &FieldElement<P>) -> FieldElement<P> {
        FieldElement(a.0 * b.0)
    }

    fn inv(a: &FieldElement<P>) -> FieldElement<P> {
        // No element is zero, hence every one is invertible and the default is never taken.
        FieldElement(a.0.invert().unwrap_or(ConstMontyForm::ONE))
    }

    fn pow(base: &FieldElement<P>, exponent: &P::Scalar) -> FieldElement<P> {
        let mut integer = P::integer(exponent);
        let power = power::pow(&base.0, &integer);
        integer.zeroize();
        FieldElement(power)
    }

    fn pow_vartime(base: &FieldElement<P>, exponent: &P::Scalar) -> FieldElement<P> {
        FieldElement(power::pow_vartime(&base.0, &P::integer(exponent)))
    }

    fn pow_u64_vartime(base: &FieldElement<P>, exponent: u64) -> FieldElement<P> {
        FieldElement(power::pow_vartime(&base.0, &U2048::from_u64(exponent)))
    }

    fn g_pow(exponent: &P::Scalar) -> FieldElement<P> {
        Self::table_pow(P::generator_table(), exponent)
    }

    fn table(base: &FieldElement<P>) -> power::Table<P> {
        power::Table::new(&base.0)
    }

    fn table_pow(table: &power::Table<P>, exponent: &P::Scalar) -> FieldElement<P> {
        let mut integer = P::integer(exponent);
        let power = table.pow(&integer);
        integer.zeroize();
        FieldElement(power)
    }

    fn g_double_pow_vartime(r: &P::Scalar, x: &FieldElement<P>, c: &P::Scalar) -> FieldElement<P> {
        let table = P::generator_table();
        FieldElement(table.double_pow_vartime(&P::integer(r), &x.0, &P::integer(c)))
    }

    fn encode_powers_vartime(powers: &[Powers<Self>]) -> Vec<String> {
        let products = powers.iter().flat_map(|powers| {
            let of_x: Vec<U2048> = powers
                .exponents
                .iter()
                .map(|exponents| P::integer(&exponents.x))
                .collect();
            let of_x = power::powers_vartime(&powers.x.0, &of_x);
            powers.exponents.iter().zip(of_x).map(|(exponents, power)| {
                let power = P::generator_table().multiply_vartime(power, &P::integer(&exponents.g));
                match &powers.table {
                    Some(table) => table.multiply_vartime(power, &P::integer(&exponents.table)),
                    None => power,
                }
            })
        });
        products
            .map(|product| Self::to_text(&FieldElement(product)))
            .collect()
    }

    fn double_pow_vartime(
        b: &FieldElement<P>,
        r: &P::Scalar,
        x: &FieldElement<P>,
        c: &P::Scalar,
    ) -> FieldElement<P> {
        FieldElement(power::double_pow_vartime(
            &b.0,
            &P::integer(r),
            &x.0,
            &P::integer(c),
        ))
    }

    fn product_of_powers(bases: &[&FieldElement<P>], exponents: &[P::Scalar]) -> FieldElement<P> {
        FieldElement(multi::multi_pow(bases, exponents))
    }

    fn product_of_powers_vartime(
        bases: &[&FieldElement<P>],
        exponents: &[P::Scalar],
    ) -> FieldElement<P> {
        FieldElement(multi::multi_pow_vartime(bases, exponents))
    }

    const EMBEDDED: usize = if P::SAFE_PRIME { embedding::MOST } else { 0 };

    fn embed(integers: &[u8]) -> Option<FieldElement<P>> {
        embedding::embed(integers)
    }

    fn embedded_vartime(element: &FieldElement<P>, count: usize) -> Vec<u8> {
        embedding::embedded(element, count)
    }

    fn independent_generator(number: i64) -> FieldElement<P> {
        embedding::independent_generator(number)
    }
}
