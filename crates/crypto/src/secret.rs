//! Scalars that must not leak.

use core::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::group::{DecodeError, Group, Scalar};

/// A scalar that is wiped from memory when dropped and never shown.
///
/// Not `Clone`: a secret is made once and lent. What is computed from it on the stack in passing is not wiped.
pub struct SecretScalar<G: Group>(G::Scalar);

impl<G: Group> SecretScalar<G> {
    /// Takes a scalar as a secret. The caller's own copy is the caller's to wipe.
    pub fn new(scalar: G::Scalar) -> Self {
        Self(scalar)
    }

    /// A uniformly random secret.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        Self(G::Scalar::random(rng))
    }

    /// Reads a secret written in base 10.
    ///
    /// # Errors
    /// As [`Scalar::decode`].
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        G::Scalar::decode(text).map(Self)
    }

    /// The secret, for a computation.
    pub fn expose(&self) -> &G::Scalar {
        &self.0
    }
}

impl<G: Group> Drop for SecretScalar<G> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<G: Group> fmt::Debug for SecretScalar<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretScalar(…)")
    }
}
