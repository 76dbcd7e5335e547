//! Arithmetic of our own on public points, in variable time: what `curve25519-dalek` does not offer.
//!
//! A verifier raises one element to several powers, and its doublings could be shared; powers of *g* and of the key need no
//! doublings at all. Dalek's public functions take each product of powers by itself, do not give a prepared point back, and
//! have no prepared base in variable time that does without doublings. Nothing here may see a secret.
//!
//! Points go in and out as dalek's or as the bytes of RFC 8032; the tests compare every result with dalek's.

mod field;
pub(super) mod hint;
mod multi;
mod point;
mod power;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;

use veche_lanes::{Processor, Product};

use point::{Affine, Extended, Projective};

/// A base whose powers need no doublings. About 500 kB.
pub(super) struct Table {
    /// The base, compressed.
    base: [u8; 32],
    powers: power::Table,
}

impl Table {
    pub(super) fn new(base: &EdwardsPoint) -> Self {
        let affine = Affine::from_dalek(&[*base]);
        let powers = power::Table::new(affine.first().unwrap_or(&Affine::IDENTITY));
        let base = base.compress().0;
        Self { base, powers }
    }
}

static GENERATOR: LazyLock<Table> = LazyLock::new(|| Table::new(&ED25519_BASEPOINT_POINT));

/// The exponents of *base*, *g* and *x*, each below 2²⁵⁵, the lowest byte first.
pub(super) struct Exponents {
    pub(super) table: [u8; 32],
    pub(super) g: [u8; 32],
    pub(super) x: [u8; 32],
}

/// The bytes of the products *base*^*t* · *g*^*s* · *x*^*c* for each *x*, in their order.
pub(super) fn compressed_products(
    xs: &[EdwardsPoint],
    exponents: &[(Option<&Table>, Vec<Exponents>)],
) -> Vec<[u8; 32]> {
    affine_products(Processor::detect(), xs, exponents)
        .iter()
        .map(Affine::compress)
        .collect()
}

/// The products; eight at a time where the processor can.
fn affine_products(
    processor: Option<Processor>,
    xs: &[EdwardsPoint],
    exponents: &[(Option<&Table>, Vec<Exponents>)],
) -> Vec<Affine> {
    let xs = Affine::from_dalek(xs);
    let products = match processor {
        Some(processor) => products_in_vectors(processor, &xs, exponents),
        None => products(&xs, exponents),
    };
    Projective::to_affine(&products)
}

/// The products, one after the other.
fn products(xs: &[Affine], exponents: &[(Option<&Table>, Vec<Exponents>)]) -> Vec<Projective> {
    let mut products = Vec::new();
    for (x, (table, exponents)) in xs.iter().zip(exponents) {
        let of_x: Vec<[u8; 32]> = exponents.iter().map(|exponents| exponents.x).collect();
        let powers = power::powers(x, &of_x);
        products.extend(powers.iter().zip(exponents).map(|(power, exponents)| {
            let product: Extended = match table {
                Some(table) => table.powers.add_to(*power, &exponents.table),
                None => *power,
            };
            GENERATOR
                .powers
                .add_to(product, &exponents.g)
                .to_projective()
        }));
    }
    products
}

/// The products, eight at a time.
fn products_in_vectors(
    processor: Processor,
    xs: &[Affine],
    exponents: &[(Option<&Table>, Vec<Exponents>)],
) -> Vec<Projective> {
    let products: Vec<Product> = xs
        .iter()
        .zip(exponents)
        .flat_map(|(x, (table, exponents))| {
            let x = x.to_limbs();
            exponents.iter().map(move |exponents| Product {
                x,
                exponent: exponents.x,
                tables: [
                    table.map(|table| (table.powers.rows(), exponents.table)),
                    Some((GENERATOR.powers.rows(), exponents.g)),
                ],
            })
        })
        .collect();
    let products = processor.products(&products);
    products.iter().map(Projective::from_vectors).collect()
}
