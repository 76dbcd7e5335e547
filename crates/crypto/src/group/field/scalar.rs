//! Integers modulo the order *q* of a field's subgroup.

use core::fmt;
use core::ops::{Add, Mul, Neg, Sub};

use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams};
use crypto_bigint::{Choice as BigintChoice, CtEq, CtSelect, U2048, Uint};
use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use super::super::{DecodeError, Scalar, decimal};

/// Bytes of the longest scalar.
const MAX_BYTES: usize = U2048::BITS as usize / 8;

/// How many bytes more than a scalar has are drawn for a random one: reducing them modulo *q* leaves a bias of at most
/// 2⁻²⁵⁶.
const SPARE_BYTES: usize = 32;

/// An integer modulo the order `M` of a subgroup, in Montgomery form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FieldScalar<M: ConstMontyParams<LIMBS>, const LIMBS: usize>(ConstMontyForm<M, LIMBS>);

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> FieldScalar<M, LIMBS> {
    const BYTES: usize = Uint::<LIMBS>::BITS as usize / 8;

    /// The integer below *q*.
    pub(super) fn integer(&self) -> Uint<LIMBS> {
        self.0.retrieve()
    }

    /// A big-endian number of any length, modulo *q*, in time that depends on its length only.
    fn reduce_wide(big_endian: &[u8]) -> Self {
        // Horner's rule, with as many bytes at a time as the integers hold. Multiplying by 2^BITS is multiplying by
        // the number whose Montgomery form is 2^(2·BITS) mod q, which the parameters have.
        let shift = ConstMontyForm::from_montgomery(*M::PARAMS.r2());
        let mut sum = ConstMontyForm::<M, LIMBS>::ZERO;
        let (head, tail) = big_endian.split_at(big_endian.len() % Self::BYTES);
        for chunk in core::iter::once(head).chain(tail.chunks_exact(Self::BYTES)) {
            let mut bytes = [0; MAX_BYTES];
            bytes[Self::BYTES - chunk.len()..Self::BYTES].copy_from_slice(chunk);
            let mut integer = Uint::from_be_slice(&bytes[..Self::BYTES]);
            sum = sum * shift + ConstMontyForm::new(&integer);
            bytes.zeroize();
            integer.zeroize();
        }
        Self(sum)
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> fmt::Debug for FieldScalar<M, LIMBS> {
    /// Scalars may be secrets: their value is never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldScalar(…)")
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> Zeroize for FieldScalar<M, LIMBS> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> ConstantTimeEq for FieldScalar<M, LIMBS> {
    fn ct_eq(&self, other: &Self) -> Choice {
        Choice::from(CtEq::ct_eq(&self.0, &other.0).to_u8())
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> ConditionallySelectable
    for FieldScalar<M, LIMBS>
{
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self(CtSelect::ct_select(
            &a.0,
            &b.0,
            BigintChoice::from_u8_lsb(choice.unwrap_u8()),
        ))
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> Add for FieldScalar<M, LIMBS> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> Sub for FieldScalar<M, LIMBS> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> Mul for FieldScalar<M, LIMBS> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> Neg for FieldScalar<M, LIMBS> {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl<M: ConstMontyParams<LIMBS>, const LIMBS: usize> Scalar for FieldScalar<M, LIMBS> {
    const ZERO: Self = Self(ConstMontyForm::ZERO);
    const ONE: Self = Self(ConstMontyForm::ONE);

    fn from_u64(value: u64) -> Self {
        Self(ConstMontyForm::new(&Uint::from_u64(value)))
    }

    fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = [0; MAX_BYTES + SPARE_BYTES];
        let drawn = &mut bytes[..Self::BYTES + SPARE_BYTES];
        rng.fill_bytes(drawn);
        let scalar = Self::reduce_wide(drawn);
        bytes.zeroize();
        scalar
    }

    fn reduce(big_endian: &[u8]) -> Self {
        Self::reduce_wide(big_endian)
    }

    fn invert(&self) -> Self {
        Self(self.0.invert().unwrap_or(ConstMontyForm::ZERO))
    }

    fn decode(text: &str) -> Result<Self, DecodeError> {
        let mut limbs = [0u64; MAX_BYTES / 8];
        let parsed = decimal::parse(text, &mut limbs[..Self::BYTES / 8]);
        let mut bytes = [0; MAX_BYTES];
        for (to, limb) in bytes.chunks_exact_mut(8).zip(limbs) {
            to.copy_from_slice(&limb.to_le_bytes());
        }
        let mut integer = Uint::from_le_slice(&bytes[..Self::BYTES]);
        let in_range = integer < *M::PARAMS.modulus().as_ref();
        let scalar = Self(ConstMontyForm::new(&integer));
        limbs.zeroize();
        bytes.zeroize();
        integer.zeroize();
        parsed?;
        if in_range {
            Ok(scalar)
        } else {
            Err(DecodeError::OutOfRange)
        }
    }

    fn encode_vartime(&self, out: &mut String) {
        let mut bytes = self.integer().to_le_bytes();
        let mut limbs = [0u64; MAX_BYTES / 8];
        for (limb, from) in limbs.iter_mut().zip(bytes.as_slice().chunks_exact(8)) {
            let mut eight = [0; 8];
            eight.copy_from_slice(from);
            *limb = u64::from_le_bytes(eight);
        }
        bytes.zeroize();
        decimal::format(&mut limbs[..Self::BYTES / 8], out);
    }
}
