//! Verifying a record: the same judge as everywhere, and every fault kept.
//!
//! | module | subject |
//! | --- | --- |
//! | [`fault`] | what makes a record unsound |
//! | [`fold`] | all entries, in order, through the judge |
//! | [`bodies`] | the texts beside the record |
//! | [`kept`] | a checkpoint that somebody kept |
//! | [`polls`] | polls and their archives, and what was declared |
//! | [`facts`] | what an archive says |
//! | [`report`] | the numbered table, and its first three lines |
//! | [`json`] | the table, for programs |
//! | [`whole`] | all of it together, fed by whoever has files or a network |
//!
//! Files are read elsewhere: bytes come in pieces, and facts about files as plain data.

pub mod bodies;
pub mod facts;
pub mod fault;
pub mod fold;
pub mod json;
pub mod kept;
pub mod polls;
pub mod report;
pub mod whole;

pub use fault::{Fault, Faults};
pub use fold::{BodyUse, Fold};
pub use kept::Kept;
pub use polls::{Opened, PollFacts};
pub use report::{Exit, Headline, Report};
pub use whole::{Ended, Verification, Verified};
