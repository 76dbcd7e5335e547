//! Verifying a record: the same judge as everywhere, and every fault kept.
//!
//! | module | subject |
//! | --- | --- |
//! | [`fault`] | what makes a record unsound |
//! | [`fold`] | all entries, in order, through the judge |
//! | [`polls`] | polls and their archives, and what was declared |
//! | [`report`] | the numbered table, and its first three lines |
//!
//! Files are read elsewhere: bytes come in pieces, and facts about files as plain data.

pub mod fault;
pub mod fold;
pub mod polls;
pub mod report;

pub use fault::{Fault, Faults};
pub use fold::{BodyUse, Fold};
pub use polls::PollFacts;
pub use report::{Exit, Headline, Report};
