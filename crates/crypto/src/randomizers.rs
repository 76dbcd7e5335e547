//! Random numbers of 128 bits by which equations are joined: if each equation is raised to one of them and all are
//! multiplied, one that does not hold is overlooked with a probability of 2⁻¹²⁸ only.
//!
//! They come from a hash of a seed, which must be unknown to whoever made what is verified, and of all that the equations say:
//! nothing can be changed any more when they are drawn.

use sha2::{Digest, Sha512};

/// Numbers from a hash, four at a time.
pub(crate) struct Randomizers {
    seed: [u8; 64],
    drawn: u64,
    left: Vec<[u8; 16]>,
}

impl Randomizers {
    /// Numbers after a hash, to which everything was given that they depend on.
    pub(crate) fn after(everything: Sha512) -> Self {
        Self {
            seed: everything.finalize().into(),
            drawn: 0,
            left: Vec::new(),
        }
    }

    /// The next number: its bytes, in whichever order they are read.
    pub(crate) fn next(&mut self) -> [u8; 16] {
        if self.left.is_empty() {
            let hash = Sha512::new()
                .chain_update(b"veche randomizers")
                .chain_update(self.seed)
                .chain_update(self.drawn.to_le_bytes())
                .finalize();
            self.left.extend(hash.as_chunks::<16>().0);
            self.drawn += 1;
        }
        self.left.pop().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_no_other_does() {
        let numbers = |seed: &[u8]| {
            let mut random = Randomizers::after(Sha512::new().chain_update(seed));
            (0..100).map(|_| random.next()).collect::<Vec<_>>()
        };
        assert_eq!(numbers(b"a"), numbers(b"a"));
        let all: BTreeSet<[u8; 16]> = [numbers(b"a"), numbers(b"b")]
            .concat()
            .into_iter()
            .collect();
        assert_eq!(all.len(), 200);
    }
}
