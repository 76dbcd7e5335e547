//! A record as a folder of plain files, which any web server can hold (tlog-tiles §APIs).
//!
//! ```text
//! checkpoint                  the signed head; replaced by every append, and the only file that ever changes
//! tile/LEVEL/NUMBER           the tree, 256 hashes a file; NUMBER.p/WIDTH for the last one of a level
//! tile/entries/NUMBER         the entries, 256 a file; NUMBER.p/WIDTH for the last one
//! .checkpoint.next            while an append is being completed: the next checkpoint
//! .lock                       held by the one program that appends
//! ```
//!
//! | module | subject |
//! | --- | --- |
//! | [`reader`] | reading: the checkpoint, entries in order, proofs; needs no lock |
//! | [`verify`] | whether all files agree with the checkpoint |
//! | [`writer`] | creating and appending |
//! | `end` | where a record ends, and which files an append writes |
//! | [`error`] | what can go wrong, with advice |
//!
//! Partial tiles and bundles are kept for the current checkpoint and the one before it. The specification would have
//! them kept until they are full; whoever holds an older checkpoint finds all they need in the wider file of the same
//! number, which begins with the narrower one.

pub mod error;
pub mod reader;
pub mod verify;
pub mod writer;

pub(crate) mod end;
mod leftovers;
mod recovery;

#[cfg(test)]
mod crash_tests;

pub use error::{AppendError, RecordError};
pub use reader::{BeginningOf, Bundle, RecordReader};
pub use verify::{Difference, FilesReport};
pub use writer::RecordDir;

/// The name of the checkpoint in a record's folder.
pub const CHECKPOINT: &str = "checkpoint";
/// The name of the next checkpoint, while an append is being completed.
const NEXT: &str = ".checkpoint.next";
/// The name of the file that whoever appends holds a lock on.
const LOCK: &str = ".lock";
