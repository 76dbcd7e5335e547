//! Small integers in an element, and elements whose logarithm nobody knows (spec §Finite fields).

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{U256, U2048};
use sha2::{Digest, Sha256};

use super::power;
use super::{FieldElement, FieldParams, PrimeField};
use crate::group::Group;

/// Bits below the integers, free for the search; an integer has 8 bits (spec §RFC-3526-2048).
const PADDING: u32 = 8;
/// How many integers fit: ⌊(2048 − 8) / 8⌋.
pub(super) const MOST: usize = (2_048 - PADDING as usize) / 8;
/// The search makes at least so many attempts, whatever it finds. Every second number is in the group.
const ATTEMPTS: usize = 11;

/// As many numbers end with the same integers.
const CANDIDATES: usize = 1 << PADDING;

/// The first element of the group from the integers, with eight bits behind them, upwards.
///
/// There is none if that would be a number that is not below *p*: 255 integers that begin with eight times 255. The
/// independent tool searches for one without end.
pub(super) fn embed<P: FieldParams>(integers: &[u8]) -> Option<FieldElement<P>> {
    if !P::SAFE_PRIME || integers.len() > MOST {
        return None;
    }
    let mut bytes = [0; 256];
    for (to, from) in bytes.iter_mut().skip(1).zip(integers.iter().rev()) {
        *to = *from;
    }
    let mut number = U2048::from_le_slice(&bytes);
    let mut found: Option<FieldElement<P>> = None;
    let mut attempt = 0;
    while attempt < ATTEMPTS || (found.is_none() && attempt < CANDIDATES) {
        let element = FieldElement::from_integer(&number);
        let fits = element.filter(PrimeField::<P>::is_member_vartime);
        if found.is_none() {
            found = fits;
        }
        number = number.wrapping_add(&U2048::ONE);
        attempt += 1;
    }
    found
}

/// The last so many integers in an element.
pub(super) fn embedded<P: FieldParams>(element: &FieldElement<P>, count: usize) -> Vec<u8> {
    if PrimeField::<P>::EMBEDDED == 0 {
        return Vec::new();
    }
    let bytes = element.0.retrieve().to_le_bytes();
    let integer = |at: usize| bytes.as_slice().get(at + 1).copied().unwrap_or_default();
    (0..count).rev().map(integer).collect()
}

/// The hash of the number to the power of the cofactor (spec, table `get-generator`).
pub(super) fn independent_generator<P: FieldParams>(number: i64) -> FieldElement<P> {
    let hash = Sha256::digest(format!("ggen|{number}"));
    let hash: U2048 = U256::from_be_slice(&hash).resize();
    let cofactor = match P::SAFE_PRIME {
        true => U2048::from_u64(2),
        false => {
            P::PARAMS.modulus().as_ref().wrapping_sub(&U2048::ONE)
                / P::ORDER.to_nz().unwrap_or(crypto_bigint::NonZero::MAX)
        }
    };
    FieldElement(power::pow_vartime(&ConstMontyForm::new(&hash), &cofactor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Belenios2048, Rfc3526};

    #[test]
    fn integers_come_out_as_they_went_in() {
        for length in [0, 1, 3, 100, 253, 254] {
            let integers: Vec<u8> = (0..length).map(|at| (at * 37 % 256) as u8).collect();
            let element = embed::<Rfc3526>(&integers).unwrap();
            assert!(PrimeField::is_member_vartime(&element));
            assert_eq!(embedded(&element, integers.len()), integers);
        }
        assert!(embed::<Rfc3526>(&[1; MOST + 1]).is_none());
        assert!(embed::<Belenios2048>(&[1]).is_none());
        assert!(embedded(&PrimeField::<Belenios2048>::generator(), 3).is_empty());
    }

    #[test]
    fn generators_are_of_the_group_and_differ() {
        let rfc = |number| independent_generator::<Rfc3526>(number);
        let belenios = |number| independent_generator::<Belenios2048>(number);
        for number in -1..3 {
            assert!(PrimeField::is_member_vartime(&rfc(number)));
            assert!(PrimeField::is_member_vartime(&belenios(number)));
            assert_ne!(rfc(number), rfc(number + 1));
            assert_ne!(belenios(number), PrimeField::identity());
        }
    }
}
