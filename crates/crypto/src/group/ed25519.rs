//! The Ed25519 group (spec §Elliptic curves, §Ed25519): the points of prime order of the twisted Edwards curve.
//!
//! The arithmetic is `curve25519-dalek`'s. An element is written as 64 lower-case hexadecimal digits of the
//! compressed point, **most significant byte first**: the bytes of RFC 8032 reversed.

mod embedding;
mod vartime;

use core::fmt;
use core::ops::{Add, Mul, Neg, Sub};
use std::sync::{Arc, OnceLock};

use curve25519_dalek::edwards::{
    CompressedEdwardsY, EdwardsBasepointTable, EdwardsPoint, VartimeEdwardsPrecomputation,
};
use curve25519_dalek::scalar::Scalar as DalekScalar;
use curve25519_dalek::traits::{
    BasepointTable, Identity, MultiscalarMul, VartimeMultiscalarMul,
    VartimePrecomputedMultiscalarMul,
};
use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use super::{DecodeError, Group, Powers, Scalar, decimal};
use crate::{hex, parallel};

/// So many bases of a product of powers are taken together: the tables of their multiples fit the processor's cache.
const PIECE: usize = 64;
/// The same in variable time, where there are no tables: at least so many that the buckets are worth it, and at most
/// so many that they stay in the cache.
const PIECE_VARTIME: core::ops::RangeInclusive<usize> = 512..=8_192;

/// The group of prime order 2²⁵² + 27742317777372353535851937790883648493 on the Edwards curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ed25519;

/// An integer modulo the order of [`Ed25519`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ed25519Scalar(DalekScalar);

impl fmt::Debug for Ed25519Scalar {
    /// Scalars may be secrets: their value is never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519Scalar(…)")
    }
}

impl Zeroize for Ed25519Scalar {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl ConstantTimeEq for Ed25519Scalar {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl ConditionallySelectable for Ed25519Scalar {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self(DalekScalar::conditional_select(&a.0, &b.0, choice))
    }
}

impl Add for Ed25519Scalar {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Ed25519Scalar {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Ed25519Scalar {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Neg for Ed25519Scalar {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Scalar for Ed25519Scalar {
    const ZERO: Self = Self(DalekScalar::ZERO);
    const ONE: Self = Self(DalekScalar::ONE);

    fn from_u64(value: u64) -> Self {
        Self(DalekScalar::from(value))
    }

    fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        Self(DalekScalar::random(rng))
    }

    fn reduce(big_endian: &[u8]) -> Self {
        let mut wide = [0; 64];
        for (to, from) in wide.iter_mut().zip(big_endian.iter().rev()) {
            *to = *from;
        }
        let scalar = Self(DalekScalar::from_bytes_mod_order_wide(&wide));
        wide.zeroize();
        scalar
    }

    fn invert(&self) -> Self {
        // Dalek computes q − 2 as the exponent, which maps zero to zero.
        Self(self.0.invert())
    }

    fn decode(text: &str) -> Result<Self, DecodeError> {
        let mut limbs = [0; 4];
        decimal::parse(text, &mut limbs)?;
        let mut bytes = [0; 32];
        for (to, limb) in bytes.chunks_exact_mut(8).zip(limbs) {
            to.copy_from_slice(&limb.to_le_bytes());
        }
        let scalar = Option::from(DalekScalar::from_canonical_bytes(bytes));
        limbs.zeroize();
        bytes.zeroize();
        scalar.map(Self).ok_or(DecodeError::OutOfRange)
    }

    fn encode_vartime(&self, out: &mut String) {
        let mut limbs = [0; 4];
        for (limb, from) in limbs.iter_mut().zip(self.0.as_bytes().chunks_exact(8)) {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(from);
            *limb = u64::from_le_bytes(bytes);
        }
        decimal::format(&mut limbs, out);
    }
}

/// A point of the curve, of whatever order. See [`Group::is_member_vartime`].
#[derive(Clone)]
pub struct Ed25519Element {
    point: EdwardsPoint,
    /// The compressed form, where it is at hand: computing it costs a field inversion.
    compressed: Option<CompressedEdwardsY>,
}

impl Ed25519Element {
    fn compress(&self) -> CompressedEdwardsY {
        self.compressed.unwrap_or_else(|| self.point.compress())
    }
}

impl From<EdwardsPoint> for Ed25519Element {
    fn from(point: EdwardsPoint) -> Self {
        Self {
            point,
            compressed: None,
        }
    }
}

impl PartialEq for Ed25519Element {
    fn eq(&self, other: &Self) -> bool {
        self.point == other.point
    }
}

impl Eq for Ed25519Element {}

impl fmt::Debug for Ed25519Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ed25519Element({})", Ed25519::to_text(self))
    }
}

/// A base prepared for constant-time powers and for variable-time products of powers.
#[derive(Clone)]
pub struct Ed25519Table(Arc<Prepared>);

struct Prepared {
    base: EdwardsPoint,
    constant_time: EdwardsBasepointTable,
    vartime: VartimeEdwardsPrecomputation,
    /// Made when it is first needed: whoever only encrypts needs none.
    without_doublings: OnceLock<vartime::Table>,
}

impl Ed25519Table {
    fn without_doublings(&self) -> &vartime::Table {
        let make = || vartime::Table::new(&self.0.base);
        self.0.without_doublings.get_or_init(make)
    }
}

fn write_hex(compressed: &CompressedEdwardsY, out: &mut String) {
    hex::push(compressed.as_bytes().iter().rev(), out);
}

fn read_hex(text: &str) -> Result<[u8; 32], DecodeError> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return Err(DecodeError::NotCanonical);
    }
    let mut bytes = [0; 32];
    for (to, &pair) in bytes.iter_mut().rev().zip(pairs) {
        *to = hex::byte(pair).ok_or(DecodeError::NotCanonical)?;
    }
    Ok(bytes)
}

/// Decompresses, and refuses the two encodings that dalek accepts beside the canonical one: *y* ≥ *p*, and a
/// negative zero for *x*.
fn decompress(bytes: [u8; 32]) -> Result<Ed25519Element, DecodeError> {
    let mut y = bytes;
    y[31] &= 0x7f;
    let high = y[31] == 0x7f && y[1..31].iter().all(|&byte| byte == 0xff);
    if high && y[0] >= 0xed {
        return Err(DecodeError::OutOfRange);
    }
    // x is zero for y = 1 and y = −1 only.
    let zero_x = (y[0] == 1 && y[1..].iter().all(|&byte| byte == 0)) || (high && y[0] == 0xec);
    if zero_x && bytes[31] & 0x80 != 0 {
        return Err(DecodeError::NotCanonical);
    }
    let compressed = CompressedEdwardsY(bytes);
    match compressed.decompress() {
        Some(point) => Ok(Ed25519Element {
            point,
            compressed: Some(compressed),
        }),
        None => Err(DecodeError::NotOnCurve),
    }
}

/// The sum of what a function makes of each piece of so many bases and of the exponents that belong to them.
fn sum_of_pieces(
    bases: &[&Ed25519Element],
    exponents: &[Ed25519Scalar],
    piece: usize,
    sum: impl Fn(&[Ed25519Scalar], &[&Ed25519Element]) -> EdwardsPoint + Send + Sync,
) -> Ed25519Element {
    let length = bases.len().min(exponents.len());
    let pieces = exponents[..length]
        .chunks(piece)
        .zip(bases[..length].chunks(piece));
    let sums = parallel::map(pieces.collect(), |(exponents, bases)| sum(exponents, bases));
    sums.iter().sum::<EdwardsPoint>().into()
}

fn texts(compressed: Vec<[u8; 32]>) -> Vec<String> {
    let text = |bytes| {
        let mut text = String::with_capacity(64);
        write_hex(&CompressedEdwardsY(bytes), &mut text);
        text
    };
    compressed.into_iter().map(text).collect()
}

/// The bytes of all products, each computed by itself.
fn one_by_one(powers: &[Powers<Ed25519>]) -> Vec<[u8; 32]> {
    let mut products = Vec::new();
    for powers in powers {
        let x = &powers.x.point;
        products.extend(powers.exponents.iter().map(|exponents| {
            let (g, c) = (&exponents.g.0, &exponents.x.0);
            match &powers.table {
                None => EdwardsPoint::vartime_double_scalar_mul_basepoint(c, x, g),
                Some(table) => {
                    let table = &table.0.vartime;
                    let t = exponents.table.0;
                    let product = table.vartime_mixed_multiscalar_mul([t], [*c], [*x]);
                    match *g == DalekScalar::ZERO {
                        true => product,
                        false => product + EdwardsPoint::mul_base(g),
                    }
                }
            }
        }));
    }
    let compressed = EdwardsPoint::compress_batch_alloc(&products);
    compressed.into_iter().map(|bytes| bytes.0).collect()
}

/// For each element, the table of the base that goes with it, and its exponents.
type WithTables<'a> = Vec<(Option<&'a vartime::Table>, Vec<vartime::Exponents>)>;

/// Powers in the form of our own arithmetic.
fn with_tables(
    powers: &[Powers<Ed25519>],
    bytes: impl Fn(&Ed25519Scalar) -> [u8; 32],
) -> (Vec<EdwardsPoint>, WithTables<'_>) {
    let xs = powers.iter().map(|powers| powers.x.point).collect();
    let exponents = powers.iter().map(|powers| {
        let table = powers.table.as_ref().map(Ed25519Table::without_doublings);
        let exponents = powers.exponents.iter().map(|exponents| vartime::Exponents {
            table: bytes(&exponents.table),
            g: bytes(&exponents.g),
            x: bytes(&exponents.x),
        });
        (table, exponents.collect())
    });
    (xs, exponents.collect())
}

impl Group for Ed25519 {
    const NAME: &'static str = "Ed25519";

    type Scalar = Ed25519Scalar;
    type Element = Ed25519Element;
    type Table = Ed25519Table;

    fn identity() -> Ed25519Element {
        EdwardsPoint::identity().into()
    }

    fn generator() -> Ed25519Element {
        curve25519_dalek::constants::ED25519_BASEPOINT_POINT.into()
    }

    fn decode(text: &str) -> Result<Ed25519Element, DecodeError> {
        decompress(read_hex(text)?)
    }

    fn encode(element: &Ed25519Element, out: &mut String) {
        write_hex(&element.compress(), out);
    }

    fn prepare_encodings(elements: &mut [&mut Ed25519Element]) {
        let points: Vec<_> = elements.iter().map(|element| element.point).collect();
        let compressed = EdwardsPoint::compress_batch_alloc(&points);
        for (element, compressed) in elements.iter_mut().zip(compressed) {
            element.compressed = Some(compressed);
        }
    }

    fn encode_all(elements: &[Ed25519Element], out: &mut String) {
        if elements.iter().all(|element| element.compressed.is_some()) {
            for (i, element) in elements.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_hex(&element.compress(), out);
            }
            return;
        }
        let points: Vec<_> = elements.iter().map(|element| element.point).collect();
        let compressed = EdwardsPoint::compress_batch_alloc(&points);
        for (i, compressed) in compressed.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            write_hex(compressed, out);
        }
    }

    fn pack(element: &Ed25519Element) -> Vec<u8> {
        element.compress().0.to_vec()
    }

    fn unpack(packed: &[u8]) -> Option<Ed25519Element> {
        decompress(packed.try_into().ok()?).ok()
    }

    fn sort_key(element: &Ed25519Element) -> Vec<u8> {
        Self::pack(element)
    }

    fn is_member_vartime(element: &Ed25519Element) -> bool {
        element.point.is_torsion_free()
    }

    fn mul(a: &Ed25519Element, b: &Ed25519Element) -> Ed25519Element {
        (a.point + b.point).into()
    }

    fn inv(a: &Ed25519Element) -> Ed25519Element {
        (-a.point).into()
    }

    fn pow(base: &Ed25519Element, exponent: &Ed25519Scalar) -> Ed25519Element {
        (base.point * exponent.0).into()
    }

    fn pow_vartime(base: &Ed25519Element, exponent: &Ed25519Scalar) -> Ed25519Element {
        EdwardsPoint::vartime_multiscalar_mul([exponent.0], [base.point]).into()
    }

    fn pow_u64_vartime(base: &Ed25519Element, exponent: u64) -> Ed25519Element {
        let mut power = EdwardsPoint::identity();
        for bit in (0..u64::BITS - exponent.leading_zeros()).rev() {
            power += power;
            if exponent >> bit & 1 == 1 {
                power += base.point;
            }
        }
        power.into()
    }

    fn g_pow(exponent: &Ed25519Scalar) -> Ed25519Element {
        EdwardsPoint::mul_base(&exponent.0).into()
    }

    fn table(base: &Ed25519Element) -> Ed25519Table {
        Ed25519Table(Arc::new(Prepared {
            base: base.point,
            constant_time: EdwardsBasepointTable::create(&base.point),
            vartime: VartimeEdwardsPrecomputation::new([base.point]),
            without_doublings: OnceLock::new(),
        }))
    }

    fn table_pow(table: &Ed25519Table, exponent: &Ed25519Scalar) -> Ed25519Element {
        table.0.constant_time.mul_base(&exponent.0).into()
    }

    fn g_double_pow_vartime(
        r: &Ed25519Scalar,
        x: &Ed25519Element,
        c: &Ed25519Scalar,
    ) -> Ed25519Element {
        EdwardsPoint::vartime_double_scalar_mul_basepoint(&c.0, &x.point, &r.0).into()
    }

    fn encode_powers_vartime(powers: &[Powers<Self>]) -> Vec<String> {
        // Our own arithmetic multiplies numbers of 64 bits. Where the machine (or WASM) has none, dalek's is faster.
        if cfg!(not(target_pointer_width = "64")) {
            return texts(one_by_one(powers));
        }
        let (xs, exponents) = with_tables(powers, |scalar| scalar.0.to_bytes());
        texts(vartime::compressed_products(&xs, &exponents))
    }

    fn hint_powers_vartime(powers: &[Powers<Self>]) -> Option<Vec<u8>> {
        let eighth = DalekScalar::from(8_u8).invert();
        let (xs, exponents) = with_tables(powers, |scalar| (scalar.0 * eighth).to_bytes());
        Some(vartime::hint::make(&xs, &exponents))
    }

    fn encode_hints_vartime(hints: &[u8], number: usize) -> Option<Vec<String>> {
        if hints.len() != number.checked_mul(vartime::hint::LENGTH)? {
            return None;
        }
        vartime::hint::compressed(hints).map(texts)
    }

    fn hints_hold_vartime(powers: &[Powers<Self>], hints: &[u8], seed: &[u8; 32]) -> bool {
        let (xs, exponents) = with_tables(powers, |scalar| scalar.0.to_bytes());
        vartime::hint::hold(&xs, &exponents, hints, seed)
    }

    fn double_pow_vartime(
        b: &Ed25519Element,
        r: &Ed25519Scalar,
        x: &Ed25519Element,
        c: &Ed25519Scalar,
    ) -> Ed25519Element {
        EdwardsPoint::vartime_multiscalar_mul([r.0, c.0], [b.point, x.point]).into()
    }

    fn product_of_powers(bases: &[&Ed25519Element], exponents: &[Ed25519Scalar]) -> Ed25519Element {
        sum_of_pieces(bases, exponents, PIECE, |scalars, points| {
            let scalars = scalars.iter().map(|scalar| &scalar.0);
            EdwardsPoint::multiscalar_mul(scalars, points.iter().map(|point| point.point))
        })
    }

    fn product_of_powers_vartime(
        bases: &[&Ed25519Element],
        exponents: &[Ed25519Scalar],
    ) -> Ed25519Element {
        let (least, most) = PIECE_VARTIME.into_inner();
        let piece = parallel::portion(bases.len()).clamp(least, most);
        sum_of_pieces(bases, exponents, piece, |scalars, points| {
            let scalars = scalars.iter().map(|scalar| &scalar.0);
            EdwardsPoint::vartime_multiscalar_mul(scalars, points.iter().map(|point| point.point))
        })
    }

    const EMBEDDED: usize = embedding::MOST;

    fn embed(integers: &[u8]) -> Option<Ed25519Element> {
        embedding::embed(integers)
    }

    fn embedded_vartime(element: &Ed25519Element, count: usize) -> Vec<u8> {
        embedding::embedded(element, count)
    }

    fn independent_generator(number: i64) -> Ed25519Element {
        embedding::independent_generator(number)
    }
}

#[cfg(test)]
mod tests;
