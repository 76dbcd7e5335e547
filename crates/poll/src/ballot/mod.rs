//! Ballots (spec §Ballots, §Encrypted answers): made, signed, opened for a challenge, read and verified.
//!
//! Three types follow each other: an [`UnsignedBallot`] can be opened to test the device that made it, or signed,
//! never both; a [`Ballot`] has been read and is in canonical form, nothing more; a [`VerifiedBallot`] is one whose
//! right, signature and proofs have all been checked, and the only kind that a tally takes.

mod answer;
mod challenge;
mod claims;
mod encrypt;
mod error;
mod read;
mod text;
mod verify;

pub use challenge::{Challenge, ChallengeError};
pub use encrypt::{EncryptError, UnsignedBallot};
pub use error::BallotError;
pub use read::{Answer, AnswerProofs, Ballot, HomomorphicProofs, ListsProofs, claimed_credential};
pub(crate) use verify::hints_of;
pub use verify::{VerifiedBallot, verify, verify_all, verify_all_with_hints};
