//! Eight numbers modulo *p* = 2²⁵⁵ − 19, one in each lane, as five limbs of 51 bits, the lowest first.
//!
//! The processor multiplies the lowest 52 bits of two lanes, so a limb may have 52 bits and never more. Every function here takes
//! limbs below 2⁵² and gives limbs below 2⁵¹ + 2¹⁴, which is called *short*; where it needs short ones it says so.

use std::arch::x86_64::{
    __m512i, __mmask8, _mm_extract_epi64, _mm512_add_epi64, _mm512_and_si512,
    _mm512_extracti64x2_epi64, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_mask_mov_epi64,
    _mm512_set_epi64, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_slli_epi64,
    _mm512_srli_epi64, _mm512_sub_epi64,
};

use crate::Limbs;

/// How many numbers there are.
pub(super) const LANES: usize = 8;

const MASK: i64 = (1 << 51) - 1;

/// Eight numbers.
#[derive(Clone, Copy)]
pub(super) struct Field([__m512i; 5]);

/// The same number in all lanes.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
fn every(number: i64) -> __m512i {
    _mm512_set1_epi64(number)
}

/// One number for each lane.
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
pub(super) fn lanes(n: [i64; LANES]) -> __m512i {
    _mm512_set_epi64(n[7], n[6], n[5], n[4], n[3], n[2], n[1], n[0])
}

impl Field {
    /// The same number in all lanes.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    pub(super) fn every(limbs: Limbs) -> Self {
        Self(limbs.map(|limb| every(limb as i64)))
    }

    /// One number for each lane.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn of(numbers: [&Limbs; LANES]) -> Self {
        let limb = |i: usize| lanes(numbers.map(|limbs| limbs[i] as i64));
        Self([limb(0), limb(1), limb(2), limb(3), limb(4)])
    }

    /// The number of each lane.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    pub(super) fn numbers(&self) -> [Limbs; LANES] {
        let mut numbers = [[0; 5]; LANES];
        for (i, vector) in self.0.into_iter().enumerate() {
            let pairs = [
                _mm512_extracti64x2_epi64::<0>(vector),
                _mm512_extracti64x2_epi64::<1>(vector),
                _mm512_extracti64x2_epi64::<2>(vector),
                _mm512_extracti64x2_epi64::<3>(vector),
            ];
            for (pair, numbers) in pairs.into_iter().zip(numbers.chunks_exact_mut(2)) {
                numbers[0][i] = _mm_extract_epi64::<0>(pair) as u64;
                numbers[1][i] = _mm_extract_epi64::<1>(pair) as u64;
            }
        }
        numbers
    }

    /// The same numbers with short limbs, from limbs of any length.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    fn carried(l: [__m512i; 5]) -> Self {
        let mask = every(MASK);
        let carries = l.map(|limb| _mm512_srli_epi64::<51>(limb));
        let low = l.map(|limb| _mm512_and_si512(limb, mask));
        Self([
            // 2²⁵⁵ is 19. The carry has 13 bits.
            _mm512_madd52lo_epu64(low[0], carries[4], every(19)),
            _mm512_add_epi64(low[1], carries[0]),
            _mm512_add_epi64(low[2], carries[1]),
            _mm512_add_epi64(low[3], carries[2]),
            _mm512_add_epi64(low[4], carries[3]),
        ])
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn add(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        Self::carried([
            _mm512_add_epi64(a[0], b[0]),
            _mm512_add_epi64(a[1], b[1]),
            _mm512_add_epi64(a[2], b[2]),
            _mm512_add_epi64(a[3], b[3]),
            _mm512_add_epi64(a[4], b[4]),
        ])
    }

    /// The difference. What is subtracted must be short.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn sub(&self, other: &Self) -> Self {
        // 2p is added, so that no limb is negative.
        let (low, high) = (every(2 * (MASK - 18)), every(2 * MASK));
        let (a, b) = (&self.0, &other.0);
        let sub = |a, b, p| _mm512_sub_epi64(_mm512_add_epi64(a, p), b);
        Self::carried([
            sub(a[0], b[0], low),
            sub(a[1], b[1], high),
            sub(a[2], b[2], high),
            sub(a[3], b[3], high),
            sub(a[4], b[4], high),
        ])
    }

    /// 2*a* − *b*. All must be short.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn twice_less(&self, other: &Self) -> Self {
        let twice = Self(self.0.map(|limb| _mm512_add_epi64(limb, limb)));
        twice.sub(other)
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn mul(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        let mut low = [_mm512_setzero_si512(); 10];
        let mut high = [_mm512_setzero_si512(); 10];
        for i in 0..5 {
            for j in 0..5 {
                low[i + j] = _mm512_madd52lo_epu64(low[i + j], a[i], b[j]);
                high[i + j + 1] = _mm512_madd52hi_epu64(high[i + j + 1], a[i], b[j]);
            }
        }
        // The higher half of a product begins at 2⁵², which is twice the 2⁵¹ of the next limb.
        let mut columns = low;
        for (column, high) in columns.iter_mut().zip(high) {
            *column = _mm512_add_epi64(*column, _mm512_slli_epi64::<1>(high));
        }
        Self::reduce(columns)
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn square(&self) -> Self {
        let a = &self.0;
        let zero = _mm512_setzero_si512();
        // Of limbs by themselves, and of pairs, which count twice.
        let (mut low, mut high) = ([zero; 10], [zero; 10]);
        let (mut pair_low, mut pair_high) = ([zero; 10], [zero; 10]);
        for i in 0..5 {
            low[2 * i] = _mm512_madd52lo_epu64(zero, a[i], a[i]);
            high[2 * i + 1] = _mm512_madd52hi_epu64(zero, a[i], a[i]);
            for j in i + 1..5 {
                pair_low[i + j] = _mm512_madd52lo_epu64(pair_low[i + j], a[i], a[j]);
                pair_high[i + j + 1] = _mm512_madd52hi_epu64(pair_high[i + j + 1], a[i], a[j]);
            }
        }
        let mut columns = low;
        for k in 0..10 {
            let four = _mm512_slli_epi64::<1>(pair_high[k]);
            let two = _mm512_add_epi64(_mm512_add_epi64(pair_low[k], high[k]), four);
            columns[k] = _mm512_add_epi64(columns[k], _mm512_slli_epi64::<1>(two));
        }
        Self::reduce(columns)
    }

    /// Brings ten columns of a product, each below 2⁵⁶, to five short limbs. With 19 times the higher ones a column has 61 bits,
    /// and its carry 10.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    fn reduce(c: [__m512i; 10]) -> Self {
        let fold = |low, high| {
            let three = _mm512_add_epi64(high, _mm512_slli_epi64::<1>(high));
            let nineteen = _mm512_add_epi64(three, _mm512_slli_epi64::<4>(high));
            _mm512_add_epi64(low, nineteen)
        };
        Self::carried([
            fold(c[0], c[5]),
            fold(c[1], c[6]),
            fold(c[2], c[7]),
            fold(c[3], c[8]),
            fold(c[4], c[9]),
        ])
    }

    /// In the lanes of the mask the other's numbers, elsewhere these.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn or(&self, mask: __mmask8, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        Self([
            _mm512_mask_mov_epi64(a[0], mask, b[0]),
            _mm512_mask_mov_epi64(a[1], mask, b[1]),
            _mm512_mask_mov_epi64(a[2], mask, b[2]),
            _mm512_mask_mov_epi64(a[3], mask, b[3]),
            _mm512_mask_mov_epi64(a[4], mask, b[4]),
        ])
    }
}
