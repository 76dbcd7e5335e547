//! Every result is compared with dalek's, on random points and on those of small order.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};
use proptest::prelude::*;

use super::*;

/// The base times the exponent, read as an integer: on points outside the group, dalek's own reduction modulo *q* would change it.
fn naive(base: &EdwardsPoint, exponent: &[u8; 32]) -> EdwardsPoint {
    let mut power = EdwardsPoint::identity();
    for byte in exponent.iter().rev() {
        for bit in (0..8).rev() {
            power += power;
            if byte >> bit & 1 == 1 {
                power += base;
            }
        }
    }
    power
}

/// Points of the group, and points with a part of small order: the identity and that of order 2 among them.
fn points() -> impl Strategy<Value = EdwardsPoint> {
    let multiple = prop_oneof![Just(0), Just(1), any::<u64>()];
    (multiple, 0..8_usize).prop_map(|(multiple, torsion)| {
        EdwardsPoint::mul_base(&Scalar::from(multiple)) + EIGHT_TORSION[torsion]
    })
}

/// Exponents below *q*: random ones, the first, the last, powers of two; and one that is as long as may be.
fn exponents() -> impl Strategy<Value = [u8; 32]> {
    prop_oneof![
        4 => any::<[u8; 32]>().prop_map(|bytes| Scalar::from_bytes_mod_order(bytes).to_bytes()),
        1 => (0..40_u64).prop_map(|small| Scalar::from(small).to_bytes()),
        1 => (1..40_u64).prop_map(|small| (-Scalar::from(small)).to_bytes()),
        1 => (0..252_usize).prop_map(|bit| {
            let mut bytes = [0; 32];
            bytes[bit / 8] = 1 << (bit % 8);
            bytes
        }),
        1 => Just([0xff; 32]).prop_map(|mut bytes| {
            bytes[31] = 0x7f;
            bytes
        }),
        1 => Just([0x80; 31]).prop_map(|low| {
            let mut bytes = [0; 32];
            bytes[..31].copy_from_slice(&low);
            bytes
        }),
    ]
}

#[test]
fn points_of_small_order_keep_their_coordinates() {
    for (point, affine) in EIGHT_TORSION.iter().zip(Affine::from_dalek(&EIGHT_TORSION)) {
        assert_eq!(affine.compress(), point.compress().0);
    }
}

#[test]
fn no_points_make_no_products() {
    assert!(compressed_products(&[], &[]).is_empty());
    let none = (None, Vec::new());
    assert!(compressed_products(&[EdwardsPoint::identity()], &[none]).is_empty());
}

proptest! {
    #[test]
    fn points_keep_their_coordinates(points in prop::collection::vec(points(), 0..5)) {
        let affine = Affine::from_dalek(&points);
        prop_assert_eq!(affine.len(), points.len());
        for (affine, point) in affine.iter().zip(&points) {
            prop_assert_eq!(affine.compress(), point.compress().0);
        }
    }

    #[test]
    fn sums_are_those_of_dalek(a in points(), b in points()) {
        let both = Affine::from_dalek(&[a, b]);
        let (first, second) = (both[0].to_extended(), both[1].to_extended());
        let sums = [
            first.add(&second.to_cached()),
            first.sub(&second.to_cached()),
            first.add_affine(&both[1].to_cached()),
            first.sub_affine(&both[1].to_cached()),
            first.add(&second.neg().to_cached()),
            first.to_projective().double(),
        ];
        let expected = [a + b, a - b, a + b, a - b, a - b, a + a];
        let sums = Projective::to_affine(&sums.map(|sum| sum.to_projective()));
        for (sum, expected) in sums.iter().zip(expected) {
            prop_assert_eq!(sum.compress(), expected.compress().0);
        }
    }

    #[test]
    fn products_are_those_of_dalek(
        xs in prop::collection::vec(points(), 1..3),
        base in points(),
        all in prop::collection::vec((exponents(), exponents(), exponents()), 0..6),
    ) {
        let table = Table::new(&base);
        for with_table in [true, false] {
            let exponents: Vec<_> = xs
                .iter()
                .map(|_| {
                    let all = all.iter().map(|&(table, g, x)| Exponents { table, g, x });
                    (with_table.then_some(&table), all.collect())
                })
                .collect();
            let expected: Vec<[u8; 32]> = xs
                .iter()
                .flat_map(|x| all.iter().map(move |exponents| (x, exponents)))
                .map(|(x, (t, g, c))| {
                    let mut product = naive(x, c) + naive(&ED25519_BASEPOINT_POINT, g);
                    if with_table {
                        product += naive(&base, t);
                    }
                    product.compress().0
                })
                .collect();
            // Where the processor has no vectors, nothing is computed with them, and the first is the second.
            for processor in [Processor::detect(), None] {
                let products = affine_products(processor, &xs, &exponents);
                let products: Vec<_> = products.iter().map(Affine::compress).collect();
                prop_assert_eq!(&products, &expected);
            }
        }
    }

    #[test]
    fn sums_of_multiples_are_those_of_dalek(
        all in prop::collection::vec((points(), exponents()), 0..20),
    ) {
        let (points, exponents): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let expected: EdwardsPoint = points.iter().zip(&exponents).map(|(x, c)| naive(x, c)).sum();
        let points: Vec<_> = Affine::from_dalek(&points).iter().map(|x| x.to_cached()).collect();
        for processor in [Processor::detect(), None] {
            let sum = multi::sum(processor, &points, &exponents).to_projective();
            let sum = Projective::to_affine(&[sum]);
            prop_assert_eq!(sum[0].compress(), expected.compress().0);
        }
    }

    #[test]
    fn inside_the_group_dalek_itself_agrees(k: u64, c in exponents(), g in exponents()) {
        let x = EdwardsPoint::mul_base(&Scalar::from(k));
        let scalars = [c, g].map(Scalar::from_bytes_mod_order);
        let expected = EdwardsPoint::vartime_multiscalar_mul(scalars, [x, ED25519_BASEPOINT_POINT]);
        let exponents = vec![Exponents { table: [0; 32], g, x: c }];
        prop_assert_eq!(
            compressed_products(&[x], &[(None, exponents)]),
            vec![expected.compress().0]
        );
    }
}
