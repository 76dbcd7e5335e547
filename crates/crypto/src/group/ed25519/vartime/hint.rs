//! Hints: what saves a verifier the computing of a product of powers.
//!
//! The hint of a product *P* is the point *H* with 8*H* = *P*, as *x* and *y*, 64 bytes. Whatever hint somebody makes up, if it is a
//! point of the curve, 8*H* lies in the group of prime order, since the curve has 8*q* points: a part of small order, which a
//! sum of random multiples could overlook with a probability of one half, cannot be in it. And to see that (*x*, *y*) is a point
//! of the curve costs a few products, where reading a compressed point takes a square root.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use veche_lanes::Processor;

use super::point::{Affine, AffineCached, Projective};
use super::{Exponents, GENERATOR, Table, affine_products, multi};
use crate::randomizers::Randomizers;

/// Bytes of a hint.
pub(in super::super) const LENGTH: usize = 64;

/// The hints of products whose exponents have been divided by 8.
pub(in super::super) fn make(
    xs: &[EdwardsPoint],
    exponents: &[(Option<&Table>, Vec<Exponents>)],
) -> Vec<u8> {
    affine_products(Processor::detect(), xs, exponents)
        .iter()
        .flat_map(|point| point.to_bytes())
        .collect()
}

/// The points in hints. `None` if one of them is in no canonical form, or none of the curve, or if there are bytes left.
fn read(hints: &[u8]) -> Option<Vec<Affine>> {
    let (hints, rest) = hints.as_chunks::<LENGTH>();
    if !rest.is_empty() {
        return None;
    }
    hints.iter().map(Affine::from_bytes).collect()
}

/// The compressed products that hints stand for. `None` if they are no hints.
pub(in super::super) fn compressed(hints: &[u8]) -> Option<Vec<[u8; 32]>> {
    let products: Vec<Projective> = read(hints)?.iter().map(times_eight).collect();
    let products = Projective::to_affine(&products);
    Some(products.iter().map(Affine::compress).collect())
}

fn times_eight(point: &Affine) -> Projective {
    let double = |point: Projective| point.double().to_projective();
    double(double(double(point.to_extended().to_projective())))
}

/// Whether the hints are those of the products: see [`Group::hints_hold_vartime`](crate::group::Group::hints_hold_vartime).
/// With random numbers *z*, the sum of *z*(*tB* + *sG* + *cX* − 8*H*) over all products must be neutral; it is made of one
/// multiple of each *X*, each *H*, each *B* and *G*.
pub(in super::super) fn hold(
    xs: &[EdwardsPoint],
    exponents: &[(Option<&Table>, Vec<Exponents>)],
    hints: &[u8],
    seed: &[u8; 32],
) -> bool {
    let Some(points) = read(hints) else {
        return false;
    };
    let products: usize = exponents.iter().map(|(_, exponents)| exponents.len()).sum();
    if points.len() != products || xs.len() != exponents.len() {
        return false;
    }
    let mut random = Randomizers::after(everything(xs, exponents, hints, seed));
    let eight = Scalar::from(8_u8);
    let mut terms = Terms::default();
    let mut of_generator = Scalar::ZERO;
    // In practice one base, the poll's key.
    let mut bases: Vec<(&Table, Scalar)> = Vec::new();
    let mut points = points.iter();
    for (x, (table, exponents)) in Affine::from_dalek(xs).iter().zip(exponents) {
        let mut of_x = Scalar::ZERO;
        let mut of_base = Scalar::ZERO;
        for (exponents, point) in exponents.iter().zip(&mut points) {
            let z = Scalar::from(u128::from_le_bytes(random.next()));
            let scalar = |bytes: &[u8; 32]| Scalar::from_bytes_mod_order(*bytes);
            of_x += z * scalar(&exponents.x);
            of_generator += z * scalar(&exponents.g);
            of_base += z * scalar(&exponents.table);
            // −H times 8z, a number of 131 bits: nothing is reduced modulo q, which would spoil a part of small order.
            terms.points.push(point.neg().to_cached());
            terms.exponents.push((z * eight).to_bytes());
        }
        terms.points.push(x.to_cached());
        terms.exponents.push(of_x.to_bytes());
        if let Some(table) = table {
            match bases.iter_mut().find(|(known, _)| known.base == table.base) {
                Some((_, exponent)) => *exponent += of_base,
                None => bases.push((table, of_base)),
            }
        }
    }
    let mut sum = multi::sum(Processor::detect(), &terms.points, &terms.exponents);
    for (table, exponent) in bases {
        sum = table.powers.add_to(sum, exponent.as_bytes());
    }
    let difference = GENERATOR.powers.add_to(sum, of_generator.as_bytes());
    Projective::to_affine(&[difference.to_projective()])
        .iter()
        .all(|point| point.compress() == Affine::IDENTITY.compress())
}

/// The points of the sum, and their exponents.
#[derive(Default)]
struct Terms {
    points: Vec<AffineCached>,
    exponents: Vec<[u8; 32]>,
}

/// The hash of the seed and of everything that the equations say.
fn everything(
    xs: &[EdwardsPoint],
    exponents: &[(Option<&Table>, Vec<Exponents>)],
    hints: &[u8],
    seed: &[u8; 32],
) -> Sha512 {
    let mut hash = Sha512::new()
        .chain_update(b"veche hinted products")
        .chain_update(seed)
        .chain_update((xs.len() as u64).to_le_bytes());
    for x in EdwardsPoint::compress_batch_alloc(xs) {
        hash.update(x.as_bytes());
    }
    for (table, exponents) in exponents {
        hash.update(table.map_or([0; 32], |table| table.base));
        hash.update((exponents.len() as u64).to_le_bytes());
        for exponents in exponents {
            hash.update(exponents.table);
            hash.update(exponents.g);
            hash.update(exponents.x);
        }
    }
    hash.chain_update(hints)
}
