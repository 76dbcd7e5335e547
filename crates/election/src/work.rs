//! Proof of work: what a stranger's device does before its report is taken, so that a flood costs its sender something
//! and nobody needs an account or an address.
//!
//! A *nonce* is good for a challenge if SHA-256(challenge ‖ nonce), the nonce being 8 bytes with the highest first,
//! begins with as many zero bits as were asked for.

use sha2::{Digest, Sha256};

/// With how many zero bits the hash begins.
#[must_use]
pub fn zero_bits(challenge: &[u8], nonce: u64) -> u32 {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(challenge)
        .chain_update(nonce.to_be_bytes())
        .finalize()
        .into();
    let zeros = hash.iter().take_while(|byte| **byte == 0).count();
    let next = hash.get(zeros).map_or(0, |byte| byte.leading_zeros());
    // At most 32 bytes are zero.
    8 * u32::try_from(zeros).unwrap_or(32) + next
}

/// The first good nonce among so many tries, from a number on.
#[must_use]
pub fn find(challenge: &[u8], bits: u32, from: u64, tries: u32) -> Option<u64> {
    let mut nonces = (0..u64::from(tries)).map(|step| from.wrapping_add(step));
    nonces.find(|nonce| zero_bits(challenge, *nonce) >= bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_that_was_found_has_the_bits_and_none_before_it_has() {
        for bits in [0, 1, 7, 8, 9, 12] {
            let nonce = find(b"challenge", bits, 0, 1 << 20).unwrap();
            assert!(zero_bits(b"challenge", nonce) >= bits);
            assert!((0..nonce).all(|nonce| zero_bits(b"challenge", nonce) < bits));
        }
        assert_eq!(find(b"challenge", 256, 0, 100), None);
    }

    #[test]
    fn another_program_finds_the_same_nonce() {
        assert_eq!(find(b"abc", 16, 0, 1 << 20), Some(21701));
        assert_eq!(zero_bits(b"abc", 21701), 21);
    }
}
