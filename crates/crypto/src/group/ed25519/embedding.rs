//! Small integers in a point, and points whose logarithm nobody knows (spec §Ed25519).

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroize;

use super::{Ed25519Element, decompress};

/// Bits below the integers, free for the search (the specification's *p*; an integer has 8).
const PADDING: usize = 14;
/// How many integers fit: ⌊(255 − 14) / 8⌋.
pub(super) const MOST: usize = (255 - PADDING) / 8;
/// The search makes at least so many attempts, whatever it finds. One in 16 numbers is a point of the group, so that
/// more are needed with a probability of 2⁻¹¹.
const ATTEMPTS: usize = 120;

/// A number of 256 bits, the lowest byte first.
type Number = [u8; 32];

/// The integers, shifted left by the padding.
fn packed(integers: &[u8]) -> Number {
    let mut number = [0; 32];
    // 14 bits are a byte and 6 bits: an integer takes the two highest bits of a byte and the six lowest of the next.
    for (at, integer) in integers.iter().rev().enumerate() {
        if let Some([low, high]) = number.get_mut(at + 1..at + 3) {
            *low |= integer << 6;
            *high |= integer >> 2;
        }
    }
    number
}

fn add_one(number: &mut Number) {
    let mut carry = 1;
    for byte in number {
        let (sum, over) = byte.overflowing_add(carry);
        *byte = sum;
        carry = u8::from(over);
    }
}

/// The first point of the group from the packed integers upwards, by its number.
pub(super) fn embed(integers: &[u8]) -> Option<Ed25519Element> {
    if integers.len() > MOST {
        return None;
    }
    let mut number = packed(integers);
    let mut found = Choice::from(0);
    let mut result = ED25519_BASEPOINT_POINT;
    let mut attempt = 0;
    while attempt < ATTEMPTS || !bool::from(found) {
        // A number that is no point makes the same work as a point.
        let (point, is_point) = match decompress(number) {
            Ok(element) => (element.point, Choice::from(1)),
            Err(_) => (ED25519_BASEPOINT_POINT, Choice::from(0)),
        };
        let fits = is_point & Choice::from(u8::from(point.is_torsion_free()));
        result.conditional_assign(&point, fits & !found);
        found |= fits;
        add_one(&mut number);
        attempt += 1;
    }
    number.zeroize();
    Some(result.into())
}

/// The last so many integers in a point.
pub(super) fn embedded(element: &Ed25519Element, count: usize) -> Vec<u8> {
    let number = element.compress().0;
    let integer = |at: usize| {
        let low = number.get(at + 1).copied().unwrap_or_default() >> 6;
        let high = number.get(at + 2).copied().unwrap_or_default() << 2;
        low | high
    };
    (0..count).rev().map(integer).collect()
}

/// Eight times the first point from the hash of the number upwards (spec, table `get-generator-ed25519`).
pub(super) fn independent_generator(number: i64) -> Ed25519Element {
    let hash = Sha256::digest(format!("ggen|{number}"));
    // The hash as a number, without its two lowest bits.
    let mut start: Number = [0; 32];
    for (to, from) in start.iter_mut().zip(hash.iter().rev()) {
        *to = *from;
    }
    for at in 0..32 {
        let above = start.get(at + 1).copied().unwrap_or_default();
        if let Some(byte) = start.get_mut(at) {
            *byte = (*byte >> 2) | (above << 6);
        }
    }
    loop {
        if let Ok(element) = decompress(start) {
            return element.point.mul_by_cofactor().into();
        }
        add_one(&mut start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Ed25519, Group};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn integers_come_out_as_they_went_in(integers in prop::collection::vec(any::<u8>(), 0..=MOST)) {
            let element = embed(&integers).unwrap();
            prop_assert!(Ed25519::is_member_vartime(&element));
            prop_assert_eq!(embedded(&element, integers.len()), integers);
        }
    }

    #[test]
    fn too_many_integers_are_refused() {
        assert!(embed(&[0; MOST]).is_some());
        assert!(embed(&[0; MOST + 1]).is_none());
    }

    /// The number counts up one by one, also over the border of a byte.
    #[test]
    fn the_first_point_of_the_group_is_taken() {
        for integers in [&[1, 2, 3][..], &[7], &[255; 3]] {
            let mut number = packed(integers);
            let first = loop {
                if let Ok(element) = decompress(number)
                    && Ed25519::is_member_vartime(&element)
                {
                    break element;
                }
                add_one(&mut number);
            };
            assert_eq!(embed(integers), Some(first));
        }
        let mut number = [255; 32];
        number[1] = 7;
        add_one(&mut number);
        assert_eq!(number[..3], [0, 8, 255]);
    }

    #[test]
    fn generators_are_of_the_group_and_differ() {
        let generators: Vec<String> = (-1..20)
            .map(|number| {
                let generator = independent_generator(number);
                assert!(Ed25519::is_member_vartime(&generator));
                Ed25519::to_text(&generator)
            })
            .collect();
        let different: std::collections::HashSet<_> = generators.iter().collect();
        assert_eq!(different.len(), generators.len());
    }
}
