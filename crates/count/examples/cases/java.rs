//! Java's `Random`, `Collections.shuffle` and `HashSet`, as far as reports that drew lots with them need it.
//!
//! `java.util.Random` is the 48-bit linear congruential generator that its documentation specifies.

/// `java.util.Random`.
pub(crate) struct Random(u64);

const MASK: u64 = (1 << 48) - 1;

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self((seed ^ 0x5_DEEC_E66D) & MASK)
    }

    fn next(&mut self, bits: u32) -> u32 {
        self.0 = self.0.wrapping_mul(0x5_DEEC_E66D).wrapping_add(0xB) & MASK;
        u32::try_from(self.0 >> (48 - bits)).unwrap_or_default()
    }

    /// floor(nextDouble() * size): nextDouble is 53 bits over 2^53.
    pub(crate) fn below(&mut self, size: usize) -> usize {
        let high = u128::from(self.next(26));
        let low = u128::from(self.next(27));
        let index = (((high << 27) + low) * size as u128) >> 53;
        usize::try_from(index).unwrap_or_default()
    }

    /// nextInt(bound).
    fn next_int(&mut self, bound: u32) -> u32 {
        if bound.is_power_of_two() {
            return u32::try_from((u64::from(bound) * u64::from(self.next(31))) >> 31)
                .unwrap_or_default();
        }
        loop {
            let bits = self.next(31);
            let value = bits % bound;
            if u64::from(bits - value) + u64::from(bound - 1) < 1 << 31 {
                return value;
            }
        }
    }

    /// `Collections.shuffle(list, random)`.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (2..=list.len()).rev() {
            let bound = u32::try_from(end).unwrap_or(u32::MAX);
            list.swap(end - 1, self.next_int(bound) as usize);
        }
    }
}

/// The order in which a `HashSet` made from these names gives them out.
pub(crate) fn hash_set_order(names: &mut [String]) {
    let wanted = (names.len() * 4 / 3 + 1).max(16);
    let buckets = u32::try_from(wanted.next_power_of_two()).unwrap_or(u32::MAX);
    names.sort_by_key(|name| {
        let hash = name.encode_utf16().fold(0_u32, |hash, unit| {
            hash.wrapping_mul(31).wrapping_add(unit.into())
        });
        (hash ^ (hash >> 16)) & (buckets - 1)
    });
}
