//! What can go wrong with a place.

use std::io;

use thiserror::Error;

use crate::bodies::BodyError;
use crate::files::{self, FileError};
use crate::record::{AppendError, RecordError};

/// Something could not be read or written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Somebody else has written meanwhile.
    #[error("{0} has grown meanwhile: look at what is new, and try again")]
    Moved(String),
    /// A login was used with another credential, or a credential with another login.
    #[error(
        "the login {login} and this credential do not belong together: one of them was used with another"
    )]
    BoundOtherwise {
        /// The login.
        login: String,
    },
    /// There is no room for what only the server may know.
    #[error("nothing private can be kept here: give the server a folder of data")]
    ReadOnly,
    /// The disk is full.
    #[error("no space is left, and nothing was written: {0}")]
    Full(String),
    /// It may have been written or not.
    #[error("it is not certain whether it was written; look again before trying again: {0}")]
    Unfinished(String),
    /// There is no such archive.
    #[error("there is no archive of the poll {0} here")]
    NoArchive(String),
    /// It is there already.
    #[error("{0} exists already")]
    Exists(String),
    /// No name for a poll or an election.
    #[error("{0:?} is no name: small letters, digits and dashes, at most 64")]
    Name(String),
    /// What is kept does not fit together.
    #[error("{0}")]
    Damaged(String),
    /// The record's files.
    #[error(transparent)]
    Record(RecordError),
    /// A body.
    #[error(transparent)]
    Body(BodyError),
    /// A file.
    #[error(transparent)]
    File(FileError),
}

/// Whether the operating system says that there is no space.
fn is_full(error: &FileError) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
            );
        }
        source = error.source();
    }
    false
}

impl From<FileError> for StoreError {
    fn from(error: FileError) -> Self {
        match is_full(&error) {
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

impl From<AppendError> for StoreError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::NotAppended(error) => error.into(),
            AppendError::Unfinished(error) => Self::Unfinished(error.to_string()),
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

/// Takes a text as the name of a poll or an election, which becomes part of paths.
///
/// # Errors
/// [`StoreError::Name`].
pub(crate) fn check_name(name: &str) -> Result<&str, StoreError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match (1..=64).contains(&name.len()) && name.bytes().all(plain) {
        true => Ok(name),
        false => Err(StoreError::Name(name.to_owned())),
    }
}
