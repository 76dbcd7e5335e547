//! The small discrete logarithms that turn opened sums into numbers (spec §Election result).

use veche_crypto::group::Group;

/// Finds *n* from *g*^*n* for *n* up to a bound: Shanks's baby steps and giant steps. Variable time: results are public.
pub(crate) struct Logarithms<G: Group> {
    /// The short keys of *g*^0, *g*^1, …, sorted.
    baby_steps: Vec<(u64, u32)>,
    /// *g* to the power of minus the number of baby steps.
    giant_step: G::Element,
    bound: u64,
}

/// Eight bytes that tell most elements apart; what they find is checked.
fn short_key<G: Group>(element: &G::Element) -> u64 {
    let packed = G::pack(element);
    let mut key = [0; 8];
    for (to, from) in key.iter_mut().zip(packed.iter().rev().skip(1)) {
        *to = *from;
    }
    u64::from_le_bytes(key)
}

impl<G: Group> Logarithms<G> {
    pub(crate) fn up_to(bound: u64) -> Self {
        let steps = bound.isqrt() + 1;
        let generator = G::generator();
        let mut power = G::identity();
        let mut baby_steps = Vec::with_capacity(steps as usize);
        for step in 0..steps as u32 {
            baby_steps.push((short_key::<G>(&power), step));
            power = G::mul(&power, &generator);
        }
        baby_steps.sort_unstable();
        Self {
            baby_steps,
            giant_step: G::inv(&power),
            bound,
        }
    }

    pub(crate) fn find(&self, element: &G::Element) -> Option<u64> {
        let steps = self.baby_steps.len() as u64;
        let generator = G::generator();
        let mut rest = element.clone();
        for giant in 0..=self.bound / steps {
            let key = short_key::<G>(&rest);
            let from = self.baby_steps.partition_point(|(found, _)| *found < key);
            let same = self.baby_steps[from..]
                .iter()
                .take_while(|(found, _)| *found == key);
            for (_, baby) in same {
                let number = giant * steps + u64::from(*baby);
                if number <= self.bound && G::pow_u64_vartime(&generator, number) == *element {
                    return Some(number);
                }
            }
            rest = G::mul(&rest, &self.giant_step);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_crypto::group::{Ed25519, Scalar};

    fn power(n: u64) -> <Ed25519 as Group>::Element {
        Ed25519::g_pow(&<Ed25519 as Group>::Scalar::from_u64(n))
    }

    #[test]
    fn finds_every_number_up_to_the_bound_and_none_beyond() {
        for bound in [0, 1, 2, 3, 8, 9, 10, 99, 100, 1000] {
            let logarithms = Logarithms::<Ed25519>::up_to(bound);
            for n in 0..=bound {
                assert_eq!(logarithms.find(&power(n)), Some(n), "{n} of {bound}");
            }
            for n in bound + 1..bound + 50 {
                assert_eq!(logarithms.find(&power(n)), None, "{n} of {bound}");
            }
        }
    }

    #[test]
    fn finds_numbers_of_a_great_electorate() {
        let logarithms = Logarithms::<Ed25519>::up_to(1_000_000_000);
        for n in [0, 31_621, 31_622, 999_999_999, 1_000_000_000] {
            assert_eq!(logarithms.find(&power(n)), Some(n));
        }
        assert_eq!(logarithms.find(&power(1_000_000_001)), None);
    }
}
