//! One secret vote, exactly per the Belenios protocol, crypto version 1 (release 3.3.0).
//!
//! An independent program written by other people can check what this crate ran, and this crate checks what others
//! ran. The specification is `doc/specification.tex` of Belenios 3.3.0; its sections are cited as *spec §Name*. The
//! modules, in the order of the story:
//!
//! 1. [`archive`]: the `.bel` file as bytes; [`event`], [`payload`], [`phase`], [`chain`]: what its members mean to
//!    each other (V1 to V3); [`outline`]: what one must know to append; [`since`]: what may not vanish (V16).
//! 2. [`question`], [`election`], [`credential`], [`trustees`], [`setup`]: what is fixed before voting (V4 to V6).
//! 3. [`ballot`]: made, opened for a challenge, signed, read, verified (V7 to V10).
//! 4. [`tally`], [`shuffle`], [`decryption`], [`result`]: from ballots to numbers (V11 to V15).
//! 5. [`board`]: what may be recorded next. [`verify`]: all checks of an archive, with [`check`] as their list; [`hints`]: what
//!    makes them faster and can change nothing.
//!
//! The crate does no I/O, reads no clock and takes randomness from its caller. No input makes it panic.

#![forbid(unsafe_code)]

pub mod archive;
pub mod ballot;
pub mod board;
pub mod chain;
pub mod check;
pub mod credential;
pub mod decryption;
pub mod election;
pub mod event;
pub mod hash;
pub mod hints;
mod logarithms;
pub mod outline;
pub mod payload;
pub mod phase;
pub mod question;
pub mod result;
mod rows;
pub mod setup;
pub mod shuffle;
pub mod since;
pub mod tally;
pub mod trustees;
pub mod verify;
pub mod weight;
