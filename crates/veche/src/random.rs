//! Randomness from the operating system.

use anyhow::Context;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// Bytes that nobody can know.
///
/// # Errors
/// If the operating system has no randomness to give; nothing secret can then be done.
pub fn seed() -> anyhow::Result<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("the operating system gives no randomness")?;
    Ok(seed)
}

/// A generator seeded by the operating system.
///
/// # Errors
/// As [`seed`].
pub fn generator() -> anyhow::Result<ChaCha20Rng> {
    Ok(ChaCha20Rng::from_seed(seed()?))
}
