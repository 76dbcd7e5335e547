//! Numbers in base 10 without sign or leading zeros, as limbs of 64 bits, the lowest first.

use zeroize::Zeroize;

use super::DecodeError;

/// The largest power of ten below 2⁶⁴, and its exponent.
const CHUNK: u64 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

/// Reads a canonical decimal number into the limbs.
///
/// # Errors
/// [`DecodeError::NotCanonical`] for anything but digits without a leading zero; [`DecodeError::OutOfRange`] for
/// a number that does not fit.
pub(super) fn parse(text: &str, limbs: &mut [u64]) -> Result<(), DecodeError> {
    let digits = text.as_bytes();
    if digits.is_empty() || (digits[0] == b'0' && digits.len() > 1) {
        return Err(DecodeError::NotCanonical);
    }
    limbs.fill(0);
    // The first chunk takes what does not fill whole chunks, so that every later one has 19 digits.
    let first = digits.len() % CHUNK_DIGITS;
    let (head, tail) = digits.split_at(first);
    for chunk in core::iter::once(head).chain(tail.chunks(CHUNK_DIGITS)) {
        if chunk.is_empty() {
            continue;
        }
        let mut value = 0u64;
        for &digit in chunk {
            if !digit.is_ascii_digit() {
                return Err(DecodeError::NotCanonical);
            }
            value = value * 10 + u64::from(digit - b'0');
        }
        let mut carry = u128::from(value);
        for limb in limbs.iter_mut() {
            carry += u128::from(*limb) * u128::from(CHUNK);
            *limb = carry as u64;
            carry >>= 64;
        }
        if carry != 0 {
            return Err(DecodeError::OutOfRange);
        }
    }
    Ok(())
}

/// Appends the number in base 10. Leaves the limbs zero. Its running time depends on the number.
pub(super) fn format(limbs: &mut [u64], out: &mut String) {
    use core::fmt::Write;
    let mut chunks = Vec::with_capacity(limbs.len() + 1);
    loop {
        let mut remainder = 0u128;
        let mut nonzero = false;
        for limb in limbs.iter_mut().rev() {
            let value = (remainder << 64) | u128::from(*limb);
            *limb = (value / u128::from(CHUNK)) as u64;
            remainder = value % u128::from(CHUNK);
            nonzero |= *limb != 0;
        }
        chunks.push(remainder as u64);
        if !nonzero {
            break;
        }
    }
    let mut highest_first = chunks.iter().rev();
    // Writing to a String cannot fail.
    if let Some(first) = highest_first.next() {
        let _ = write!(out, "{first}");
    }
    for chunk in highest_first {
        let _ = write!(out, "{chunk:019}");
    }
    // The number may be a secret.
    chunks.zeroize();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_every_other_form() {
        let mut limbs = [0; 4];
        for text in [
            "", "00", "01", "-1", "+1", "1 ", " 1", "0x1", "1_0", "١", "1.0",
        ] {
            assert_eq!(
                parse(text, &mut limbs),
                Err(DecodeError::NotCanonical),
                "{text:?}"
            );
        }
    }

    #[test]
    fn refuses_what_does_not_fit() {
        let mut limbs = [0; 2];
        // 2¹²⁸ − 1 and 2¹²⁸.
        assert!(parse("340282366920938463463374607431768211455", &mut limbs).is_ok());
        assert_eq!(limbs, [u64::MAX; 2]);
        assert_eq!(
            parse("340282366920938463463374607431768211456", &mut limbs),
            Err(DecodeError::OutOfRange)
        );
    }

    proptest! {
        #[test]
        fn reads_back_what_it_wrote(value: [u64; 5]) {
            let mut text = String::new();
            format(&mut value.clone(), &mut text);
            let mut back = [0; 5];
            parse(&text, &mut back).unwrap();
            prop_assert_eq!(back, value);
        }

        #[test]
        fn agrees_with_the_machine(value: u128) {
            let mut limbs = [0; 2];
            parse(&value.to_string(), &mut limbs).unwrap();
            prop_assert_eq!(u128::from(limbs[0]) | u128::from(limbs[1]) << 64, value);
        }
    }
}
