//! Verifying an archive: the numbered checks V1 to V16, all run, all reported (spec §Audit).
//!
//! [`Verifier`] takes the archive's bytes in pieces of any size and folds its events, in bounded memory, on all cores
//! if the crate is built so. It goes on after a fault. At the end there is a [`Report`], and, if no fault was found,
//! the [`Verified`] poll: the only thing that later steps (tally, decryption, result) are computed from.
//!
//! [`AnyVerifier`] does the same for whoever does not know the group beforehand, and wants the report only.

mod again;
mod any;
mod ballots;
mod report;
mod statuses;
mod tallying;
mod verifier;

pub use again::Again;
pub use any::{AnyVerifier, Reading};
pub use report::{Note, Report, Status, TrackerFate, Verdict};
pub use verifier::{Options, Verified, Verifier};
