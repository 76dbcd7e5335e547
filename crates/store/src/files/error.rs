//! What can go wrong with a file: which file, what was tried, why not, and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// A file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system refused.
    #[error("{}: cannot {attempt}: {source}; {}", path.display(), advice(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried, after "cannot".
        attempt: &'static str,
        /// The reason the operating system gave.
        source: io::Error,
    },
    /// A file that must be new is there already.
    #[error("{}: cannot create it: it exists already and is never overwritten; remove it or choose another --out", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file is larger than anything of its kind.
    #[error("{}: cannot take {length} bytes: the limit is {limit}; check that this is the right file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length, in bytes.
        length: u64,
        /// The most that is accepted, in bytes.
        limit: u64,
    },
    /// A file that must be text is not.
    #[error("{}: cannot read it as text: byte {position} is not UTF-8; check that this is the right file", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Where the text stops being text, in bytes from the start.
        position: usize,
    },
    /// The note of an unfinished append cannot be read. No crash leaves it so: it was damaged later, or copied in part.
    #[error("{}: cannot append: {} is damaged, so nobody knows whether the last entry is whole; verify the file, and if it is whole remove the damaged one and try again", path.display(), pending.display())]
    PendingDamaged {
        /// The append-only file.
        path: PathBuf,
        /// The damaged note.
        pending: PathBuf,
    },
    /// The note of an unfinished append speaks of another file, or of another history of this one.
    #[error("{}: cannot append: {} is of an append to another file ({reason}); bring back the file it belongs to, or move it away if this file is the right one", path.display(), pending.display())]
    PendingForeign {
        /// The append-only file.
        path: PathBuf,
        /// The note that does not belong to it.
        pending: PathBuf,
        /// How that was seen.
        reason: &'static str,
    },
    /// A new file would inherit the unfinished append of one that is gone.
    #[error("{}: cannot create it: {} was left by an earlier file of this name; move it away or choose another --out", path.display(), pending.display())]
    PendingLeft {
        /// The file to be created.
        path: PathBuf,
        /// The note that is in the way.
        pending: PathBuf,
    },
    /// Somebody who does not take the lock changed the file while it was open.
    #[error("{}: cannot append: it was changed or replaced by another program while it was open; find that program, verify the file, and try again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// An earlier append through this handle was left unfinished.
    #[error("{}: cannot append: an earlier append was interrupted; open the file again, which completes it", path.display())]
    Interrupted {
        /// The file.
        path: PathBuf,
    },
    /// A writer is so quick that no quiet moment was found.
    #[error("{}: cannot read it: it changes all the time; try again", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
}

impl FileError {
    /// Whether there was no space left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        matches!(self, Self::Io { source, .. } if full.contains(&source.kind()))
    }

    /// Whether there was no such file.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// Names the file and the attempt of an error of the operating system.
    pub(crate) fn at(path: &Path, attempt: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            path: path.to_owned(),
            attempt,
            source,
        }
    }
}

/// What a person can do about an error of the operating system.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "check the path and that its folder exists",
        io::ErrorKind::PermissionDenied => "check who owns the file and its folder",
        io::ErrorKind::AlreadyExists => "remove it or choose another --out",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and try again"
        }
        io::ErrorKind::ReadOnlyFilesystem => "choose a place that can be written",
        io::ErrorKind::IsADirectory => "name a file, not a folder",
        io::ErrorKind::Unsupported => "use a local disk, whose promises can be relied on",
        _ => "check the disk, and try again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_file_the_attempt_the_reason_and_advice() {
        let path = Path::new("poll.bel");
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let text = FileError::at(path, "write to it")(full).to_string();
        assert!(text.starts_with("poll.bel: cannot write to it: "), "{text}");
        assert!(text.ends_with("; free some space and try again"), "{text}");
    }
}
