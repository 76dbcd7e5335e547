//! What is kept on disk: archives that must not be lost, keys that must not be seen.
//!
//! This room knows bytes only; what they mean is decided in the pure crates.
//!
//! | module | subject |
//! | --- | --- |
//! | [`disk`] | the few operations of an operating system that the rest stands on |
//! | [`append`] | a file that only grows, and survives a crash at any moment |
//! | [`pending`] | the note beside such a file that says what was being appended |
//! | [`whole`] | how much of such a file counts, for readers |
//! | `read` | whole files of a limited length |
//! | `batch` | many new files at once |
//! | `wipe` | overwriting what shall not be read again |
//! | [`publish`] | new files that appear whole or not at all |
//! | [`secret`] | files that only their owner may read |
//! | [`error`] | what can go wrong, with advice |

pub mod append;
pub(crate) mod batch;
pub mod disk;
pub mod error;
pub mod pending;
pub mod publish;
pub(crate) mod read;
pub mod secret;
pub mod whole;
pub(crate) mod wipe;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
pub(crate) mod simulated;

pub use append::{AppendError, AppendFile, Recovery, create};
pub use disk::{Access, Disk, RealDisk};
pub use error::FileError;
pub use publish::{replace, write_new};
pub use secret::{Exposure, Secret, read_secret, write_secret};
pub use whole::{Note, Whole, complete_length, open_whole};
