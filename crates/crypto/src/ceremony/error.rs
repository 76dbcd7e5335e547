//! What is wrong in a ceremony, and with whose message.

use super::messages::Context;
use crate::channel::ChannelError;
use crate::group::DecodeError;
use crate::trustee::TrusteeKeyError;

/// What is wrong in a ceremony, and with whose message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyError {
    /// The numbers of trustees or of messages do not fit.
    #[error("{what}: {found} instead of {expected}")]
    Count {
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// One trustee's message holds too many or too few values.
    #[error("{what} of trustee {trustee}: {found} instead of {expected}")]
    CountOf {
        /// The trustee, from 1.
        trustee: usize,
        /// What was counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// The threshold of published parameters is not between 1 and the number of trustees.
    #[error(
        "threshold: {threshold} of {size} is not possible: it must be at least 1 and not above the number of trustees"
    )]
    Threshold {
        /// The threshold stated.
        threshold: u32,
        /// The number of trustees.
        size: u32,
    },
    /// The threshold of a new ceremony is not between 1 and the number of trustees less one. Where nobody may be
    /// missing the trustees need no ceremony: each is a mandatory one. Archives may have such a ceremony all the same.
    #[error(
        "threshold: {threshold} of {size} is not possible: a new ceremony needs at least 1 and fewer than all trustees; if all must take part, make each of them a mandatory trustee"
    )]
    NewThreshold {
        /// The threshold asked for.
        threshold: u32,
        /// The number of trustees.
        size: u32,
    },
    /// There is no trustee of this number.
    #[error("index: there is no trustee {index}; the {size} trustees are numbered from 1")]
    Index {
        /// The number asked for.
        index: u32,
        /// The number of trustees.
        size: u32,
    },
    /// The certificate was made for another group, size, threshold or place.
    #[error("certificate of trustee {trustee}: made for {found:?}, expected {expected:?}")]
    Context {
        /// The trustee, from 1.
        trustee: usize,
        /// What it says.
        found: Context,
        /// What it should say.
        expected: Context,
    },
    /// Two trustees have a key in common: one has copied the other's.
    #[error("certificate of trustee {trustee}: has a key of an earlier one")]
    Repeated {
        /// The later of the two, from 1.
        trustee: usize,
    },
    /// A message of this trustee is wrong.
    #[error("{message} of trustee {trustee}: {error}")]
    Message {
        /// The trustee, from 1.
        trustee: usize,
        /// Which of its messages.
        message: &'static str,
        /// What is wrong.
        error: ChannelError,
    },
    /// This trustee's value does not lie on the polynomial that it committed to.
    #[error(
        "share from trustee {trustee}: does not fit its commitments; begin the ceremony anew without it"
    )]
    Share {
        /// The trustee, from 1.
        trustee: usize,
    },
    /// This trustee's public key is wrong.
    #[error("public key of trustee {trustee}: {error}")]
    Key {
        /// The trustee, from 1.
        trustee: usize,
        /// What is wrong.
        error: TrusteeKeyError,
    },
    /// This trustee's public key is not the one that follows from the commitments.
    #[error("public key of trustee {trustee}: not the one that follows from the commitments")]
    KeyDiffers {
        /// The trustee, from 1.
        trustee: usize,
    },
    /// The commitments add up to a key whose private part everybody knows.
    #[error("joint public key: the neutral element is no key; begin the ceremony anew")]
    NeutralKey,
    /// This trustee did not sign its public key.
    #[error("public key of trustee {trustee}: its signature is missing")]
    KeyUnsigned {
        /// The trustee, from 1.
        trustee: usize,
    },
    /// None of the certificates is ours.
    #[error("your certificate is not among those of the ceremony")]
    NotAmongUs,
}

pub(super) fn message(
    trustee: usize,
    message: &'static str,
) -> impl Fn(ChannelError) -> CeremonyError {
    move |error| CeremonyError::Message {
        trustee,
        message,
        error,
    }
}

pub(super) fn count(
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), CeremonyError> {
    if found == expected {
        Ok(())
    } else {
        Err(CeremonyError::Count {
            what,
            found,
            expected,
        })
    }
}

pub(super) fn count_of(
    trustee: usize,
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), CeremonyError> {
    if found == expected {
        Ok(())
    } else {
        Err(CeremonyError::CountOf {
            trustee,
            what,
            found,
            expected,
        })
    }
}

pub(super) fn field(field: &'static str) -> impl Fn(DecodeError) -> ChannelError {
    move |error| ChannelError::Field { field, error }
}

pub(super) fn json(error: serde_json::Error) -> ChannelError {
    ChannelError::Json(error.to_string())
}
