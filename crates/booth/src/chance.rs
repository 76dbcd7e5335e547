//! Random bytes from the page, stretched by ChaCha20 and wiped.
//!
//! WebAssembly has no randomness of its own. For every call that needs some, the page draws 32 fresh bytes from
//! `crypto.getRandomValues`.

use core::convert::Infallible;

use base64ct::{Base64, Encoding};
use rand_chacha::ChaCha20Rng;
use rand_core::{SeedableRng, TryCryptoRng, TryRng};
use serde::{Deserialize, Deserializer, de::Error};
use zeroize::Zeroizing;

/// 32 random bytes from the page, in Base64 in its JSON. They are wiped when dropped.
pub struct Seed(Zeroizing<[u8; 32]>);

impl Seed {
    /// These bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for who needs no more than these.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As many random bytes as are asked for.
    #[must_use]
    pub fn stretch(self) -> Chance {
        Chance(Box::new(ChaCha20Rng::from_seed(*self.0)))
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::<String>::deserialize(deserializer)?;
        let mut bytes = Zeroizing::new([0; 32]);
        match Base64::decode(text.as_bytes(), &mut *bytes) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self(bytes)),
            _ => Err(D::Error::custom("a seed is 32 bytes in Base64")),
        }
    }
}

/// A generator seeded by the page. Its state is overwritten when it is dropped, since it would give away what was drawn.
pub struct Chance(Box<ChaCha20Rng>);

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(bytes)
    }
}

impl TryCryptoRng for Chance {}

impl Drop for Chance {
    fn drop(&mut self) {
        // The generator has no way to wipe itself. The black box keeps the compiler from leaving this out.
        *self.0 = ChaCha20Rng::from_seed([0; 32]);
        core::hint::black_box(&mut *self.0);
    }
}

#[cfg(feature = "sealed")]
thread_local! {
    /// What `age` draws from while something is sealed.
    static LENT: core::cell::RefCell<Option<Chance>> = const { core::cell::RefCell::new(None) };
}

/// Does something that draws randomness from the operating system: in a browser it draws from this instead.
#[cfg(feature = "sealed")]
pub fn lend<T>(chance: Chance, work: impl FnOnce() -> T) -> T {
    LENT.set(Some(chance));
    let done = work();
    LENT.set(None);
    done
}

/// What the operating system would give.
#[cfg(all(feature = "sealed", target_family = "wasm"))]
fn lent(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    use rand_core::Rng;
    LENT.with_borrow_mut(|chance| match chance {
        Some(chance) => {
            chance.fill_bytes(bytes);
            Ok(())
        }
        None => Err(getrandom::Error::UNSUPPORTED),
    })
}

// The macro makes a function of a fixed name that calls ours.
#[cfg(all(feature = "sealed", target_family = "wasm"))]
#[allow(unsafe_code)]
mod registered {
    getrandom::register_custom_getrandom!(super::lent);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::Rng;

    fn read(text: &str) -> Result<Seed, serde_json::Error> {
        serde_json::from_value(serde_json::json!(text))
    }

    #[test]
    fn a_seed_has_32_bytes_and_gives_the_same_stream_each_time() {
        let text = Base64::encode_string(&[7; 32]);
        let draw = || read(&text).unwrap().stretch().next_u64();
        assert_eq!(draw(), draw());
        assert_ne!(draw(), Seed::new([8; 32]).stretch().next_u64());
        for bytes in [&[7; 31][..], &[7; 33], &[]] {
            assert!(read(&Base64::encode_string(bytes)).is_err());
        }
        assert!(read("?").is_err());
    }
}
