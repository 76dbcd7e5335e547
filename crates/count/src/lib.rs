//! From plain ballots to an outcome that anybody can follow.
//!
//! Ballots are read from a file or come out of a poll; rules are data, each field with the law that settles it; a
//! method is a module of its own; and every count leaves a transcript that a citizen can read and a program can
//! check. The story of a count, in the order of the modules:
//!
//! | module | subject |
//! | --- | --- |
//! | [`contest`] | what is decided: options, seats, who has withdrawn |
//! | [`ballots`] | the ballots, identical ones merged |
//! | [`grades`] | ballots with a number for each option |
//! | [`read`] | files of ballots in the formats of this field |
//! | [`rules`] | the rules of a count, and the presets that come with the crate |
//! | [`walk`] | where a ranked ballot counts: overvotes, skipped ranks, repeated options |
//! | [`number`] | exact numbers and decimals: nothing here is decided by floating point |
//! | [`ties`] | what settles a tie; a lot that somebody must draw |
//! | [`methods`] | the methods themselves |
//! | [`outcome`] | who is elected, and the transcript |
//! | [`mod@write`] | transcripts as text and tables |
//!
//! This crate opens no file, has no clock and no randomness, and does not panic on any input.

#![forbid(unsafe_code)]

pub mod ballots;
pub mod contest;
pub mod grades;
pub mod methods;
pub mod number;
pub mod outcome;
mod parallel;
pub mod read;
pub mod rules;
pub mod ties;
pub mod walk;
pub mod write;

pub use methods::{CountError, Sums, count, count_graded, count_sums};
