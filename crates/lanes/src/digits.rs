//! Exponents as sums of digits.

/// Writes an exponent below 2²⁵⁵, the lowest byte first, as the sum of *digit* 2^(`WIDTH`·*place*): digits of at most 12 bits, as
/// many as hold the exponent and its last carry, each at most half of 2^`WIDTH` and more than minus half of it.
pub fn digits<const WIDTH: usize, const NUMBER: usize>(exponent: &[u8; 32]) -> [i16; NUMBER] {
    let byte = |i: usize| u32::from(exponent.get(i).copied().unwrap_or(0));
    let mut digits = [0; NUMBER];
    let mut carry = 0;
    for (digit, place) in digits.iter_mut().zip((0..).step_by(WIDTH)) {
        let bits = byte(place / 8) | byte(place / 8 + 1) << 8 | byte(place / 8 + 2) << 16;
        let window = (bits >> (place % 8) & ((1 << WIDTH) - 1)) + carry;
        carry = u32::from(window > 1 << (WIDTH - 1));
        *digit = window as i16 - ((carry as i16) << WIDTH);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn make_the_exponent<const WIDTH: usize, const NUMBER: usize>(bytes: &[u8; 32]) {
        let digits = digits::<WIDTH, NUMBER>(bytes);
        let half = 1 << (WIDTH - 1);
        assert!(digits.iter().all(|digit| (1 - half..=half).contains(digit)));
        // From the highest digit down, in base 256.
        let mut number = [0_i64; 40];
        for digit in digits.iter().rev() {
            for limb in &mut number {
                *limb *= 1 << WIDTH;
            }
            number[0] += i64::from(*digit);
            let mut carry = 0;
            for limb in &mut number {
                *limb += carry;
                carry = limb.div_euclid(256);
                *limb = limb.rem_euclid(256);
            }
        }
        let expected: Vec<i64> = bytes.iter().copied().map(i64::from).chain([0; 8]).collect();
        assert_eq!(number.to_vec(), expected);
    }

    proptest! {
        #[test]
        fn digits_make_the_exponent(mut bytes: [u8; 32], ones in 0..=32_usize) {
            bytes[..ones].fill(0xff);
            bytes[31] &= 0x7f;
            make_the_exponent::<4, 64>(&bytes);
            make_the_exponent::<8, 32>(&bytes);
            make_the_exponent::<9, 32>(&bytes);
            make_the_exponent::<11, 24>(&bytes);
        }
    }
}
