//! Integers modulo *p* = 2²⁵⁵ − 19, as five limbs of 51 bits, the lowest first.
//!
//! A limb may be longer than 51 bits between operations. A product has limbs below 2⁵¹ + 2¹⁵, a *sum* is of two products,
//! and a factor's limbs may have 54 bits: hence no carries after additions and subtractions, as long as
//!
//! - what is subtracted is a product or a sum of two, and
//! - what it is subtracted from is a product or a sum of at most three.

/// The lowest 51 bits.
const MASK: u64 = (1 << 51) - 1;

/// 2*d*, where the curve is −*x*² + *y*² = 1 + *d* *x*² *y*² and *d* = −121665/121666.
pub(super) const D2: Field = Field([
    1859910466990425,
    932731440258426,
    1072319116312658,
    1815898335770999,
    633789495995903,
]);

/// An integer modulo *p*.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field([u64; 5]);

impl Field {
    pub(super) const ZERO: Self = Self([0; 5]);
    pub(super) const ONE: Self = Self([1, 0, 0, 0, 0]);

    /// The number with these limbs of 51 bits, or a little more.
    pub(super) const fn from_limbs(limbs: [u64; 5]) -> Self {
        Self(limbs)
    }

    /// The limbs, each below 2⁵¹ + 2¹⁵.
    pub(super) fn to_limbs(self) -> [u64; 5] {
        Self::carried(self.0).0
    }

    /// Reads 32 bytes, the lowest first, without the highest bit. The number may be *p* or more.
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let word = |i: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[8 * i..8 * i + 8]);
            u64::from_le_bytes(eight)
        };
        let (a, b, c, d) = (word(0), word(1), word(2), word(3));
        Self([
            a & MASK,
            (a >> 51 | b << 13) & MASK,
            (b >> 38 | c << 26) & MASK,
            (c >> 25 | d << 39) & MASK,
            (d >> 12) & MASK,
        ])
    }

    /// The number below *p*, as 32 bytes, the lowest first.
    pub(super) fn to_bytes(self) -> [u8; 32] {
        let mut l = Self::carried(self.0).0;
        // Below 2p: it is p or more if, and only if, adding 19 carries out of 255 bits.
        let mut over = (l[0] + 19) >> 51;
        for limb in &l[1..] {
            over = (limb + over) >> 51;
        }
        l[0] += 19 * over;
        for i in 0..4 {
            l[i + 1] += l[i] >> 51;
            l[i] &= MASK;
        }
        l[4] &= MASK;
        let words = [
            l[0] | l[1] << 51,
            l[1] >> 13 | l[2] << 38,
            l[2] >> 26 | l[3] << 25,
            l[3] >> 39 | l[4] << 12,
        ];
        let mut bytes = [0; 32];
        for (to, word) in bytes.chunks_exact_mut(8).zip(words) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The same number with limbs of 51 bits and a little.
    fn carried(mut l: [u64; 5]) -> Self {
        let carries = l.map(|limb| limb >> 51);
        for limb in &mut l {
            *limb &= MASK;
        }
        l[0] += 19 * carries[4];
        for i in 0..4 {
            l[i + 1] += carries[i];
        }
        Self(l)
    }

    #[inline(always)]
    pub(super) fn add(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        Self([
            a[0] + b[0],
            a[1] + b[1],
            a[2] + b[2],
            a[3] + b[3],
            a[4] + b[4],
        ])
    }

    /// The difference: see the module's rules.
    #[inline(always)]
    pub(super) fn sub(&self, other: &Self) -> Self {
        // 4p is added, so that no limb is negative.
        const LOW: u64 = 4 * (MASK - 18);
        const HIGH: u64 = 4 * MASK;
        let (a, b) = (&self.0, &other.0);
        Self([
            a[0] + LOW - b[0],
            a[1] + HIGH - b[1],
            a[2] + HIGH - b[2],
            a[3] + HIGH - b[3],
            a[4] + HIGH - b[4],
        ])
    }

    /// The negative of a product or a sum of two, as short as a product.
    pub(super) fn neg(&self) -> Self {
        Self::carried(Self::ZERO.sub(self).0)
    }

    #[inline(always)]
    pub(super) fn mul(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        let m = |x: u64, y: u64| u128::from(x) * u128::from(y);
        let (b1, b2, b3, b4) = (b[1] * 19, b[2] * 19, b[3] * 19, b[4] * 19);
        Self::reduce([
            m(a[0], b[0]) + m(a[4], b1) + m(a[3], b2) + m(a[2], b3) + m(a[1], b4),
            m(a[1], b[0]) + m(a[0], b[1]) + m(a[4], b2) + m(a[3], b3) + m(a[2], b4),
            m(a[2], b[0]) + m(a[1], b[1]) + m(a[0], b[2]) + m(a[4], b3) + m(a[3], b4),
            m(a[3], b[0]) + m(a[2], b[1]) + m(a[1], b[2]) + m(a[0], b[3]) + m(a[4], b4),
            m(a[4], b[0]) + m(a[3], b[1]) + m(a[2], b[2]) + m(a[1], b[3]) + m(a[0], b[4]),
        ])
    }

    #[inline(always)]
    pub(super) fn square(&self) -> Self {
        let a = &self.0;
        let m = |x: u64, y: u64| u128::from(x) * u128::from(y);
        let (a3, a4) = (a[3] * 19, a[4] * 19);
        let (d0, d1, d2) = (a[0] * 2, a[1] * 2, a[2] * 2);
        Self::reduce([
            m(a[0], a[0]) + m(d1, a4) + m(d2, a3),
            m(a[3], a3) + m(d0, a[1]) + m(d2, a4),
            m(a[1], a[1]) + m(d0, a[2]) + m(a[3] * 2, a4),
            m(a[4], a4) + m(d0, a[3]) + m(d1, a[2]),
            m(a[2], a[2]) + m(d0, a[4]) + m(d1, a[3]),
        ])
    }

    /// Carries the columns of a product. With factors of 54 bits no column has more than 115 bits, and no carry more
    /// than 64.
    #[inline(always)]
    fn reduce([c0, c1, c2, c3, c4]: [u128; 5]) -> Self {
        let carry = |column: u128| u128::from((column >> 51) as u64);
        let c1 = c1 + carry(c0);
        let c2 = c2 + carry(c1);
        let c3 = c3 + carry(c2);
        let c4 = c4 + carry(c3);
        let low = (c0 as u64 & MASK) + (c4 >> 51) as u64 * 19;
        Self([
            low & MASK,
            (c1 as u64 & MASK) + (low >> 51),
            c2 as u64 & MASK,
            c3 as u64 & MASK,
            c4 as u64 & MASK,
        ])
    }

    /// Squares so many times.
    fn squares(&self, times: usize) -> Self {
        (0..times).fold(*self, |power, _| power.square())
    }

    /// The powers 2²⁵⁰ − 1 and 11, with which the other two begin.
    fn pow_22501(&self) -> (Self, Self) {
        let t2 = self.square();
        let t9 = t2.squares(2).mul(self);
        let t11 = t9.mul(&t2);
        let b5 = t11.square().mul(&t9);
        let b10 = b5.squares(5).mul(&b5);
        let b20 = b10.squares(10).mul(&b10);
        let b40 = b20.squares(20).mul(&b20);
        let b50 = b40.squares(10).mul(&b10);
        let b100 = b50.squares(50).mul(&b50);
        let b200 = b100.squares(100).mul(&b100);
        (b200.squares(50).mul(&b50), t11)
    }

    /// The inverse, *p* − 2 = 2²⁵⁵ − 21 being the exponent; zero for zero.
    pub(super) fn invert(&self) -> Self {
        let (power, t11) = self.pow_22501();
        power.squares(5).mul(&t11)
    }

    /// The inverses of all, none of which may be zero, for one inversion and three products each.
    pub(super) fn invert_all(numbers: &[Self]) -> Vec<Self> {
        let mut inverses = Vec::with_capacity(numbers.len());
        let mut product = Self::ONE;
        for number in numbers {
            inverses.push(product);
            product = product.mul(number);
        }
        let mut rest = product.invert();
        for (inverse, number) in inverses.iter_mut().zip(numbers).rev() {
            *inverse = inverse.mul(&rest);
            rest = rest.mul(number);
        }
        inverses
    }

    /// Whether it is an odd number below *p*.
    pub(super) fn is_odd(&self) -> bool {
        self.to_bytes()[0] & 1 == 1
    }

    /// Whether two numbers are the same modulo *p*.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(value: u64) -> Field {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&value.to_le_bytes());
        Field::from_bytes(&bytes)
    }

    #[test]
    fn d_is_minus_121665_over_121666() {
        let d = number(121665).mul(&number(121666).invert()).neg();
        assert!(D2.equals(&d.add(&d)));
    }

    #[test]
    fn what_is_not_below_p_is_reduced() {
        for low in 0xed..=0xff_u8 {
            let mut bytes = [0xff; 32];
            bytes[0] = low;
            bytes[31] = 0x7f;
            let mut expected = [0; 32];
            expected[0] = low - 0xed;
            assert_eq!(Field::from_bytes(&bytes).to_bytes(), expected);
        }
        let mut below = [0xff; 32];
        below[0] = 0xec;
        below[31] = 0x7f;
        assert_eq!(Field::from_bytes(&below).to_bytes(), below);
        assert_eq!(Field::ZERO.neg().to_bytes(), [0; 32]);
        assert_eq!(Field::ONE.neg().to_bytes(), below);
    }

    /// The longest limbs that the module's rules allow in a factor.
    #[test]
    fn the_longest_factors_do_not_overflow() {
        let longest = Field([(1 << 54) - 1; 5]);
        let short = Field::from_bytes(&longest_bytes());
        assert!(longest.mul(&longest).equals(&short.mul(&short)));
        assert!(longest.square().equals(&short.mul(&short)));
        for limb in longest.mul(&longest).0 {
            assert!(limb < (1 << 51) + (1 << 15));
        }
    }

    fn longest_bytes() -> [u8; 32] {
        Field::carried(Field::carried([(1 << 54) - 1; 5]).0).to_bytes()
    }

    proptest! {
        #[test]
        fn it_is_a_field(a: [u8; 32], b: [u8; 32], c: [u8; 32]) {
            let [a, b, c] = [a, b, c].map(|bytes| Field::from_bytes(&bytes));
            prop_assert!(a.mul(&b).equals(&b.mul(&a)));
            prop_assert!(a.mul(&b).mul(&c).equals(&a.mul(&b.mul(&c))));
            prop_assert!(a.add(&b).mul(&c).equals(&a.mul(&c).add(&b.mul(&c))));
            prop_assert!(a.sub(&b).add(&b).equals(&a));
            prop_assert!(a.square().equals(&a.mul(&a)));
            prop_assert!(a.neg().add(&a).equals(&Field::ZERO));
            prop_assert!(a.mul(&a.invert()).equals(&Field::ONE));
            prop_assert!(Field::from_bytes(&a.to_bytes()).equals(&a));
            for (inverse, number) in Field::invert_all(&[a, b, c]).iter().zip([a, b, c]) {
                prop_assert!(inverse.equals(&number.invert()));
            }
        }
    }
}
