//! Trustees and servers that do not follow the ceremony: each is noticed, and named where it can be.

mod certificates;
mod polynomials;
mod published;
mod server;

use rand_chacha::ChaCha20Rng;
use veche_crypto::ceremony::{CeremonyError, Context};
use veche_crypto::channel::{ChannelError, Seed};
use veche_crypto::group::{DecodeError, Group};

use crate::support::rng;

pub(crate) const THRESHOLD: u32 = 2;
pub(crate) const SIZE: u32 = 3;

pub(crate) fn message(trustee: usize, message: &'static str, error: ChannelError) -> CeremonyError {
    CeremonyError::Message {
        trustee,
        message,
        error,
    }
}

pub(crate) fn outside(field: &'static str) -> ChannelError {
    ChannelError::Field {
        field,
        error: DecodeError::NotInGroup,
    }
}

pub(crate) fn context<G: Group>(index: u32) -> Context {
    Context {
        group: G::NAME.to_owned(),
        size: SIZE,
        threshold: THRESHOLD,
        index,
    }
}

pub(crate) fn keys<G: Group>(seed: &Seed) -> (G::Element, G::Element) {
    (
        G::g_pow(seed.signing_key::<G>().expose()),
        G::g_pow(seed.decryption_key::<G>().expose()),
    )
}

pub(crate) fn rand() -> ChaCha20Rng {
    rng(172)
}
