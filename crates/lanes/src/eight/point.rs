//! Eight points of the curve −*x*² + *y*² = 1 + *d* *x*² *y*², in the coordinates of Hisil, Wong, Carter and Dawson
//! ("Twisted Edwards Curves Revisited", 2008). The additions are complete: they hold for every two points.

use std::arch::x86_64::__mmask8;

use super::field::{Field, LANES};
use crate::{Entry, Limbs, Point};

/// 2*d*, where *d* = −121665/121666.
const D2: Limbs = [
    1859910466990425,
    932731440258426,
    1072319116312658,
    1815898335770999,
    633789495995903,
];
const ZERO: Limbs = [0; 5];
const ONE: Limbs = [1, 0, 0, 0, 0];
const TWO: Limbs = [2, 0, 0, 0, 0];

/// Eight points as (*X*/*Z*, *Y*/*Z*), enough to double them.
#[derive(Clone, Copy)]
pub(super) struct Projective {
    x: Field,
    y: Field,
    z: Field,
}

/// Eight points as (*X*/*Z*, *Y*/*Z*) with *T* = *XY*/*Z*.
#[derive(Clone, Copy)]
pub(super) struct Extended {
    x: Field,
    y: Field,
    z: Field,
    t: Field,
}

/// Eight points ready to be added: *Y* + *X*, *Y* − *X*, 2*Z*, 2*dT*.
#[derive(Clone, Copy)]
pub(super) struct Cached {
    plus: Field,
    minus: Field,
    z2: Field,
    t2d: Field,
}

/// Sums before their last products: (*X*/*Z*, *Y*/*T*).
pub(super) struct Completed {
    x: Field,
    y: Field,
    z: Field,
    t: Field,
}

/// One point, in memory.
#[derive(Clone, Copy)]
pub(super) struct Bucket {
    x: Limbs,
    y: Limbs,
    z: Limbs,
    t: Limbs,
}

impl Bucket {
    pub(super) const NEUTRAL: Self = Self {
        x: ZERO,
        y: ONE,
        z: ONE,
        t: ZERO,
    };
}

impl Projective {
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn double(&self) -> Completed {
        let xx = self.x.square();
        let yy = self.y.square();
        let zz = self.z.square();
        let y = yy.add(&xx);
        let z = yy.sub(&xx);
        Completed {
            x: self.x.add(&self.y).square().sub(&y),
            y,
            z,
            t: zz.twice_less(&z),
        }
    }

    /// The point of each lane.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    pub(super) fn points(&self) -> [Point; LANES] {
        let (x, y, z) = (self.x.numbers(), self.y.numbers(), self.z.numbers());
        std::array::from_fn(|lane| Point {
            x: x[lane],
            y: y[lane],
            z: z[lane],
        })
    }
}

impl Extended {
    /// The neutral element in all lanes.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    pub(super) fn neutral() -> Self {
        Self {
            x: Field::every(ZERO),
            y: Field::every(ONE),
            z: Field::every(ONE),
            t: Field::every(ZERO),
        }
    }

    /// One point for each lane, as *x* and *y*.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    pub(super) fn of(points: [&[Limbs; 2]; LANES]) -> Self {
        let x = Field::of(points.map(|[x, _]| x));
        let y = Field::of(points.map(|[_, y]| y));
        Self {
            x,
            y,
            z: Field::every(ONE),
            t: x.mul(&y),
        }
    }

    /// One point for each lane.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn of_buckets(buckets: [&Bucket; LANES]) -> Self {
        Self {
            x: Field::of(buckets.map(|bucket| &bucket.x)),
            y: Field::of(buckets.map(|bucket| &bucket.y)),
            z: Field::of(buckets.map(|bucket| &bucket.z)),
            t: Field::of(buckets.map(|bucket| &bucket.t)),
        }
    }

    /// The point of each lane.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn buckets(&self) -> [Bucket; LANES] {
        let (x, y) = (self.x.numbers(), self.y.numbers());
        let (z, t) = (self.z.numbers(), self.t.numbers());
        std::array::from_fn(|lane| Bucket {
            x: x[lane],
            y: y[lane],
            z: z[lane],
            t: t[lane],
        })
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn to_projective(self) -> Projective {
        Projective {
            x: self.x,
            y: self.y,
            z: self.z,
        }
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn to_cached(self) -> Cached {
        Cached {
            plus: self.y.add(&self.x),
            minus: self.y.sub(&self.x),
            z2: self.z.add(&self.z),
            t2d: self.t.mul(&Field::every(D2)),
        }
    }

    /// The sums; in the lanes of the mask, the differences. The negative of (*x*, *y*) is (−*x*, *y*).
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn add(&self, other: &Cached, negative: __mmask8) -> Completed {
        let plus = other.plus.or(negative, &other.minus);
        let minus = other.minus.or(negative, &other.plus);
        let zz = self.z.mul(&other.z2);
        self.sum(&plus, &minus, &other.t2d, &zz, negative)
    }

    /// As [`add`](Self::add), one entry of a table for each lane; nothing is added where there is none.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn add_entries(
        &self,
        entries: [Option<&Entry>; LANES],
        negative: __mmask8,
    ) -> Completed {
        const NEUTRAL: &Entry = &Entry {
            plus: ONE,
            minus: ONE,
            t2d: ZERO,
        };
        let entries = entries.map(|entry| entry.unwrap_or(NEUTRAL));
        let plus = Field::of(entries.map(|entry| &entry.plus));
        let minus = Field::of(entries.map(|entry| &entry.minus));
        let t2d = Field::of(entries.map(|entry| &entry.t2d));
        let zz = self.z.add(&self.z);
        let turned = (plus.or(negative, &minus), minus.or(negative, &plus));
        self.sum(&turned.0, &turned.1, &t2d, &zz, negative)
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    fn sum(
        &self,
        plus: &Field,
        minus: &Field,
        t2d: &Field,
        zz: &Field,
        negative: __mmask8,
    ) -> Completed {
        let pp = self.y.add(&self.x).mul(plus);
        let mm = self.y.sub(&self.x).mul(minus);
        let tt = self.t.mul(t2d);
        let (more, less) = (zz.add(&tt), zz.sub(&tt));
        Completed {
            x: pp.sub(&mm),
            y: pp.add(&mm),
            z: more.or(negative, &less),
            t: less.or(negative, &more),
        }
    }
}

impl Cached {
    /// The neutral element in all lanes.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    pub(super) fn neutral() -> Self {
        Self {
            plus: Field::every(ONE),
            minus: Field::every(ONE),
            z2: Field::every(TWO),
            t2d: Field::every(ZERO),
        }
    }

    /// In the lanes of the mask the other's points, elsewhere these.
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn or(&self, mask: __mmask8, other: &Self) -> Self {
        Self {
            plus: self.plus.or(mask, &other.plus),
            minus: self.minus.or(mask, &other.minus),
            z2: self.z2.or(mask, &other.z2),
            t2d: self.t2d.or(mask, &other.t2d),
        }
    }
}

impl Completed {
    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn to_projective(&self) -> Projective {
        Projective {
            x: self.x.mul(&self.t),
            y: self.y.mul(&self.z),
            z: self.z.mul(&self.t),
        }
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
    #[inline]
    pub(super) fn to_extended(&self) -> Extended {
        Extended {
            x: self.x.mul(&self.t),
            y: self.y.mul(&self.z),
            z: self.z.mul(&self.t),
            t: self.x.mul(&self.y),
        }
    }
}
