//! What can go wrong with a record's folder.

use crate::files::FileError;
use std::path::PathBuf;
use thiserror::Error;
use veche_record::bundle::{BundleError, MAX_ENTRY};
use veche_record::checkpoint::CheckpointError;
use veche_record::tree::MAX_SIZE;

/// A record could not be read or written.
#[derive(Debug, Error)]
pub enum RecordError {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A checkpoint is not one.
    #[error("{}: {error}", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: CheckpointError,
    },
    /// A file of entries is not one.
    #[error("{}: {error}", path.display())]
    Bundle {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: BundleError,
    },
    /// Files do not agree with each other.
    #[error("{}: {reason}; bring back a good copy of the record", path.display())]
    Damaged {
        /// The file, or the record's folder.
        path: PathBuf,
        /// What does not agree.
        reason: String,
    },
    /// The record has no such entry, or was never so small or large.
    #[error("{}: there is no number {asked} in a record of {size} entries, which are numbered from 0", path.display())]
    Outside {
        /// The record's folder.
        path: PathBuf,
        /// What was asked for.
        asked: u64,
        /// How many entries there are.
        size: u64,
    },
    /// The key is of another record.
    #[error("{}: the key of {key} cannot sign for the record {origin}; use the key of this record", path.display())]
    Origin {
        /// The record's folder.
        path: PathBuf,
        /// The name of the key.
        key: String,
        /// The origin of the record.
        origin: String,
    },
    /// An entry is too long.
    #[error("{}: entry {place} of those to be appended has {length} bytes, and the most is {MAX_ENTRY}; put long texts beside the record", path.display())]
    EntryTooLong {
        /// The record's folder.
        path: PathBuf,
        /// Its place among those to be appended, from 0.
        place: usize,
        /// Its length in bytes.
        length: usize,
    },
    /// The record would have too many entries.
    #[error("{}: it would have more than {MAX_SIZE} entries", path.display())]
    Full {
        /// The record's folder.
        path: PathBuf,
    },
    /// An earlier append through this handle was left unfinished.
    #[error("{}: cannot append: an earlier append was interrupted; open the record again, which completes it", path.display())]
    Interrupted {
        /// The record's folder.
        path: PathBuf,
    },
}

/// An append did not succeed.
#[derive(Debug, Error)]
pub enum AppendError {
    /// Nothing was added, and nothing will be.
    #[error("nothing was appended: {0}")]
    NotAppended(#[source] RecordError),
    /// The entries may be in the record or not yet; the next opening completes the append if its checkpoint was signed and
    /// kept. Whoever waits for an answer must be told to look again, not that it failed.
    #[error("the append was interrupted, and opening the record again may complete it: {0}")]
    Unfinished(#[source] RecordError),
}
