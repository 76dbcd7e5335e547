//! What can go wrong with a place where an election is kept.

use crate::bodies::BodyError;
use crate::files::{self, FileError};
use crate::record::{self, RecordError};
use std::path::PathBuf;
use thiserror::Error;

/// What SQLite says when there is no space left (<https://sqlite.org/rescode.html#full>).
const SQLITE_FULL: &str = "13";

/// A place could not be read or written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another program has written since the caller looked.
    #[error(
        "{what} has changed: it was to be appended to after {after}, and is at {found}; read it again and try again"
    )]
    Moved {
        /// What was to be appended to.
        what: String,
        /// How many entries, or bytes, the caller has seen.
        after: u64,
        /// How many there are.
        found: u64,
    },
    /// A login has another credential, or the credential another login.
    #[error(
        "this login or this credential is bound to another since its first ballot; use the ones that belong together, or ask the registrar"
    )]
    BoundOtherwise {
        /// The login that the ballot came with.
        login: String,
    },
    /// The poll has no such login.
    #[error("the poll has no login of this name; check its spelling")]
    NoSuchLogin {
        /// The login that the ballot came with.
        login: String,
    },
    /// The poll's box was sealed: it is being closed, or is.
    #[error("the poll {poll} takes no more ballots: it was closed")]
    Sealed {
        /// The poll.
        poll: String,
    },
    /// Ballots for a folder's polls may wait in the private part of a server.
    #[error(
        "{}: a server takes ballots for this election, and may keep some that are not published yet; stop that server first, \
         which publishes them. If it was killed, start it again and stop it",
        path.display()
    )]
    Served {
        /// The folder.
        path: PathBuf,
    },
    /// The place was opened for reading what is public only.
    #[error("{what}: this place keeps nothing private; open it with a folder for that")]
    ReadOnly {
        /// The place.
        what: String,
    },
    /// Another program has the private part open.
    #[error("{}: another program has it open; stop that one first", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// There is no space left.
    #[error("there is no space left: {0}")]
    Full(String),
    /// It is not certain whether it was written.
    #[error("it is not certain whether this was written; look again before trying again: {0}")]
    Unfinished(String),
    /// The place has no record yet.
    #[error("{what}: there is no record here; check the path, or call an election first")]
    NoRecord {
        /// The place.
        what: String,
    },
    /// A poll has no archive.
    #[error("there is no archive of a poll {poll}; check the name")]
    NoSuchArchive {
        /// The poll.
        poll: String,
    },
    /// What must be new is there already.
    #[error("{what}: is there already and is never overwritten; choose another name")]
    Exists {
        /// What it is.
        what: String,
    },
    /// Something has a name that it cannot have.
    #[error("{name:?} cannot be the name of a poll or an election: {reason}")]
    Name {
        /// The name.
        name: String,
        /// Why not.
        reason: String,
    },
    /// What was kept is not what was written.
    #[error("{what}: {reason}; bring back a good copy")]
    Damaged {
        /// The file, or the rows.
        what: String,
        /// What is wrong.
        reason: String,
    },
    /// A database was written by a newer version of this program.
    #[error(
        "{place}: its tables are of version {version}, and this program knows versions up to {known}; use a newer program"
    )]
    NewerDatabase {
        /// The database.
        place: String,
        /// The version of its tables.
        version: i64,
        /// The newest that is known here.
        known: usize,
    },
    /// The database refused.
    #[error(
        "{place}: the database refused: {source}; check its disk and its rights, and try again"
    )]
    Database {
        /// The database.
        place: String,
        /// Why.
        source: sqlx::Error,
    },
    /// The record could not be read or written.
    #[error(transparent)]
    Record(RecordError),
    /// A body could not be read or written.
    #[error(transparent)]
    Body(BodyError),
    /// A file could not be read or written.
    #[error(transparent)]
    File(FileError),
}

impl StoreError {
    /// Says of which database it is, where only the database said something.
    pub(crate) fn of(self, place: &str) -> Self {
        match self {
            Self::Database { source, .. } => Self::Database {
                place: place.to_owned(),
                source,
            },
            other => other,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        let code = source.as_database_error().and_then(|error| error.code());
        match code.as_deref() {
            Some(SQLITE_FULL) => Self::Full(source.to_string()),
            _ => Self::Database {
                place: "the database".to_owned(),
                source,
            },
        }
    }
}

impl From<FileError> for StoreError {
    fn from(error: FileError) -> Self {
        match error.is_full() {
            true => Self::Full(error.to_string()),
            false => Self::File(error),
        }
    }
}

impl From<RecordError> for StoreError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::File(error) => error.into(),
            other => Self::Record(other),
        }
    }
}

impl From<BodyError> for StoreError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::File(error) => error.into(),
            other => Self::Body(other),
        }
    }
}

impl From<record::AppendError> for StoreError {
    fn from(error: record::AppendError) -> Self {
        match error {
            record::AppendError::NotAppended(error) => error.into(),
            record::AppendError::Unfinished(error) => Self::Unfinished(error.to_string()),
        }
    }
}

impl From<files::AppendError> for StoreError {
    fn from(error: files::AppendError) -> Self {
        match error {
            files::AppendError::NotAppended(error) => error.into(),
            files::AppendError::Unfinished(error) => Self::Unfinished(error.to_string()),
        }
    }
}
