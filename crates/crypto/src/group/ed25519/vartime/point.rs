//! Points of the curve −*x*² + *y*² = 1 + *d* *x*² *y*², in the coordinates of Hisil, Wong, Carter and Dawson
//! ("Twisted Edwards Curves Revisited", 2008). The additions are complete: they hold for every two points.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};

use veche_lanes::{Entry, Limbs};

use super::field::{D2, Field};

/// A square root of −1, the even one.
const ROOT: Field = Field::from_limbs([
    1718705420411056,
    234908883556509,
    2233514472574048,
    2117202627021982,
    765476049583133,
]);

/// A point as *x* and *y*.
#[derive(Clone, Copy, Debug)]
pub(super) struct Affine {
    x: Field,
    y: Field,
}

/// A point as (*X*/*Z*, *Y*/*Z*), enough to double it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projective {
    x: Field,
    y: Field,
    z: Field,
}

/// A point as (*X*/*Z*, *Y*/*Z*) with *T* = *XY*/*Z*.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extended {
    x: Field,
    y: Field,
    z: Field,
    t: Field,
}

/// A point ready to be added: *Y* + *X*, *Y* − *X*, 2*Z*, 2*dT*.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cached {
    plus: Field,
    minus: Field,
    z2: Field,
    t2d: Field,
}

/// A point with *Z* = 1 ready to be added: *y* + *x*, *y* − *x*, 2*dxy*.
#[derive(Clone, Copy, Debug)]
pub(super) struct AffineCached {
    plus: Field,
    minus: Field,
    t2d: Field,
}

/// A sum before its last products: (*X*/*Z*, *Y*/*T*).
#[derive(Clone, Copy)]
pub(super) struct Completed {
    x: Field,
    y: Field,
    z: Field,
    t: Field,
}

impl Affine {
    pub(super) const IDENTITY: Self = Self {
        x: Field::ZERO,
        y: Field::ONE,
    };

    /// The same points as dalek's. It gives no coordinates away but *y*; *x* is found as the *y* of another point: adding
    /// (√−1, 0) to (*x*, *y*) gives (√−1 *y*, √−1 *x*).
    pub(super) fn from_dalek(points: &[EdwardsPoint]) -> Vec<Self> {
        let turned = points.iter().map(|point| point + EIGHT_TORSION[2]);
        let both: Vec<EdwardsPoint> = points.iter().copied().chain(turned).collect();
        let encoded = EdwardsPoint::compress_batch_alloc(&both);
        let (points, turned) = encoded.split_at(points.len());
        // The highest bit, the sign of the other coordinate, is not read.
        let y = |encoded: &CompressedEdwardsY| Field::from_bytes(encoded.as_bytes());
        let minus_root = match EIGHT_TORSION[2].compress().as_bytes()[31] >> 7 {
            0 => ROOT.neg(),
            _ => ROOT,
        };
        points
            .iter()
            .zip(turned)
            .map(|(point, turned)| Self {
                x: y(turned).mul(&minus_root),
                y: y(point),
            })
            .collect()
    }

    pub(super) fn neg(&self) -> Self {
        Self {
            x: self.x.neg(),
            y: self.y,
        }
    }

    /// *x* and *y*, as vectors take them.
    pub(super) fn to_limbs(self) -> [Limbs; 2] {
        [self.x.to_limbs(), self.y.to_limbs()]
    }

    pub(super) fn to_extended(self) -> Extended {
        Extended {
            x: self.x,
            y: self.y,
            z: Field::ONE,
            t: self.x.mul(&self.y),
        }
    }

    pub(super) fn to_cached(self) -> AffineCached {
        AffineCached {
            plus: self.y.add(&self.x),
            minus: self.y.sub(&self.x),
            t2d: self.x.mul(&self.y).mul(&D2),
        }
    }

    /// *x* and *y*, 32 bytes each, the lowest first.
    pub(super) fn to_bytes(self) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.x.to_bytes());
        bytes[32..].copy_from_slice(&self.y.to_bytes());
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. `None` if a number is not below *p*, or if this is no point of the curve.
    pub(super) fn from_bytes(bytes: &[u8; 64]) -> Option<Self> {
        let ([x, y], _) = bytes.as_chunks::<32>() else {
            return None;
        };
        let (x, y) = (Field::from_bytes(x), Field::from_bytes(y));
        let point = Self { x, y };
        if point.to_bytes() != *bytes {
            return None;
        }
        // 2(y² − x² − 1) = 2 d x² y².
        let (xx, yy) = (x.square(), y.square());
        let half = yy.sub(&xx.add(&Field::ONE));
        let left = half.mul(&Field::ONE.add(&Field::ONE));
        let right = xx.mul(&yy).mul(&D2);
        left.equals(&right).then_some(point)
    }

    /// The bytes of RFC 8032.
    pub(super) fn compress(&self) -> [u8; 32] {
        let mut bytes = self.y.to_bytes();
        bytes[31] |= u8::from(self.x.is_odd()) << 7;
        bytes
    }
}

impl AffineCached {
    /// As tables hold it.
    pub(super) fn to_entry(self) -> Entry {
        Entry {
            plus: self.plus.to_limbs(),
            minus: self.minus.to_limbs(),
            t2d: self.t2d.to_limbs(),
        }
    }

    #[inline(always)]
    pub(super) fn from_entry(entry: &Entry) -> Self {
        Self {
            plus: Field::from_limbs(entry.plus),
            minus: Field::from_limbs(entry.minus),
            t2d: Field::from_limbs(entry.t2d),
        }
    }
}

impl Projective {
    /// A point that vectors have computed.
    pub(super) fn from_vectors(point: &veche_lanes::Point) -> Self {
        Self {
            x: Field::from_limbs(point.x),
            y: Field::from_limbs(point.y),
            z: Field::from_limbs(point.z),
        }
    }

    pub(super) fn to_extended(self) -> Extended {
        Extended {
            x: self.x.mul(&self.z),
            y: self.y.mul(&self.z),
            z: self.z.square(),
            t: self.x.mul(&self.y),
        }
    }

    #[inline(always)]
    pub(super) fn double(&self) -> Completed {
        let xx = self.x.square();
        let yy = self.y.square();
        let zz = self.z.square();
        let sum = yy.add(&xx);
        Completed {
            x: self.x.add(&self.y).square().sub(&sum),
            y: sum,
            z: yy.sub(&xx),
            t: zz.add(&zz).add(&xx).sub(&yy),
        }
    }

    /// Brings all to *Z* = 1, with one inversion.
    pub(super) fn to_affine(points: &[Self]) -> Vec<Affine> {
        // No point of the curve has Z = 0 in these coordinates.
        let depths: Vec<Field> = points.iter().map(|point| point.z).collect();
        points
            .iter()
            .zip(Field::invert_all(&depths))
            .map(|(point, inverse)| Affine {
                x: point.x.mul(&inverse),
                y: point.y.mul(&inverse),
            })
            .collect()
    }
}

impl Extended {
    pub(super) const IDENTITY: Self = Self {
        x: Field::ZERO,
        y: Field::ONE,
        z: Field::ONE,
        t: Field::ZERO,
    };

    #[inline(always)]
    pub(super) fn to_projective(self) -> Projective {
        Projective {
            x: self.x,
            y: self.y,
            z: self.z,
        }
    }

    #[inline(always)]
    pub(super) fn to_cached(self) -> Cached {
        Cached {
            plus: self.y.add(&self.x),
            minus: self.y.sub(&self.x),
            z2: self.z.add(&self.z),
            t2d: self.t.mul(&D2),
        }
    }

    pub(super) fn neg(&self) -> Self {
        Self {
            x: self.x.neg(),
            y: self.y,
            z: self.z,
            t: self.t.neg(),
        }
    }

    #[inline(always)]
    pub(super) fn add(&self, other: &Cached) -> Completed {
        self.sum(
            [&other.plus, &other.minus, &other.t2d],
            &self.z.mul(&other.z2),
            false,
        )
    }

    /// Takes a point away. The negative of (*x*, *y*) is (−*x*, *y*).
    #[inline(always)]
    pub(super) fn sub(&self, other: &Cached) -> Completed {
        self.sum(
            [&other.minus, &other.plus, &other.t2d],
            &self.z.mul(&other.z2),
            true,
        )
    }

    #[inline(always)]
    pub(super) fn add_affine(&self, other: &AffineCached) -> Completed {
        self.sum(
            [&other.plus, &other.minus, &other.t2d],
            &self.z.add(&self.z),
            false,
        )
    }

    /// Takes a point away.
    #[inline(always)]
    pub(super) fn sub_affine(&self, other: &AffineCached) -> Completed {
        self.sum(
            [&other.minus, &other.plus, &other.t2d],
            &self.z.add(&self.z),
            true,
        )
    }

    #[inline(always)]
    fn sum(&self, [plus, minus, t2d]: [&Field; 3], zz: &Field, negative: bool) -> Completed {
        let pp = self.y.add(&self.x).mul(plus);
        let mm = self.y.sub(&self.x).mul(minus);
        let tt = self.t.mul(t2d);
        let (z, t) = match negative {
            false => (zz.add(&tt), zz.sub(&tt)),
            true => (zz.sub(&tt), zz.add(&tt)),
        };
        Completed {
            x: pp.sub(&mm),
            y: pp.add(&mm),
            z,
            t,
        }
    }
}

impl Completed {
    #[inline(always)]
    pub(super) fn to_projective(self) -> Projective {
        Projective {
            x: self.x.mul(&self.t),
            y: self.y.mul(&self.z),
            z: self.z.mul(&self.t),
        }
    }

    #[inline(always)]
    pub(super) fn to_extended(self) -> Extended {
        Extended {
            x: self.x.mul(&self.t),
            y: self.y.mul(&self.z),
            z: self.z.mul(&self.t),
            t: self.x.mul(&self.y),
        }
    }
}
