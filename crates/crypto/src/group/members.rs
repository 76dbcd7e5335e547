//! Membership of many elements at once, by products of random subsets.

use sha2::{Digest, Sha512};

use super::Group;
use crate::parallel;

/// So many products are made in one pass over the elements.
const PRODUCTS_AT_A_TIME: usize = 8;
const PASSES: usize = 128 / PRODUCTS_AT_A_TIME;
/// Below this many elements the products cost more than they save.
const FEW: usize = 256;

/// See [`Group::all_members_vartime`]. If an element lies outside the subgroup, each product of a random subset does so
/// with a probability of at least one half. 128 products, eight at a time, so that each element is a factor 16 times
/// instead of 128.
pub(super) fn all_members<G: Group>(elements: &[G::Element], seed: &[u8; 32]) -> bool {
    if elements.len() < FEW {
        return elements.iter().all(G::is_member_vartime);
    }
    // Which subsets an element is in: 16 bytes of the hash, a byte a pass, four elements a hash.
    let subsets: Vec<[u8; 64]> = (0..elements.len().div_ceil(4) as u64)
        .map(|block| {
            let hash = Sha512::new()
                .chain_update(b"veche subgroup subsets")
                .chain_update(seed)
                .chain_update(block.to_le_bytes())
                .finalize();
            hash.into()
        })
        .collect();
    let passes = parallel::map((0..PASSES).collect(), |pass| {
        let products = subset_products::<G>(elements, |i| subsets[i / 4][i % 4 * PASSES + pass]);
        products.iter().all(G::is_member_vartime)
    });
    passes.iter().all(|all_members| *all_members)
}

/// The products of the elements *i* whose byte `subsets(i)` has bit 7, bit 6 and so on to bit 0.
fn subset_products<G: Group>(
    elements: &[G::Element],
    subsets: impl Fn(usize) -> u8,
) -> Vec<G::Element> {
    let mut buckets = vec![G::identity(); 1 << PRODUCTS_AT_A_TIME];
    for (i, element) in elements.iter().enumerate() {
        let bucket = &mut buckets[usize::from(subsets(i))];
        *bucket = G::mul(bucket, element);
    }
    // A bit's product is that of the buckets whose number has it. Folding the buckets in half gives the highest bit's
    // product and leaves the rest for the lower bits.
    (0..PRODUCTS_AT_A_TIME)
        .rev()
        .map(|bit| {
            let high = buckets.split_off(1 << bit);
            let mut product = G::identity();
            for (low, high) in buckets.iter_mut().zip(&high) {
                *low = G::mul(low, high);
                product = G::mul(&product, high);
            }
            product
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{GROUP_NAMES, GroupTask, Scalar, with_group};

    struct Naive;

    impl GroupTask for Naive {
        type Output = ();

        fn run<G: Group>(self) {
            let elements: Vec<G::Element> = (0..600)
                .map(|i| G::pow_u64_vartime(&G::g_pow(&G::Scalar::from_u64(i + 2)), 1 + i * i))
                .collect();
            // Every byte occurs, some more than once.
            let byte_of = |i: usize| (i * 7) as u8;
            let products = subset_products::<G>(&elements, byte_of);
            assert_eq!(products.len(), 8);
            for (product, bit) in products.iter().zip((0..8).rev()) {
                let factors = elements
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| byte_of(*i) >> bit & 1 == 1);
                let expected = factors.fold(G::identity(), |product, (_, factor)| {
                    G::mul(&product, factor)
                });
                assert_eq!(*product, expected);
            }
        }
    }

    #[test]
    fn subset_products_have_exactly_the_factors_that_their_bit_says() {
        for name in GROUP_NAMES {
            with_group(name, Naive).unwrap();
        }
    }
}
