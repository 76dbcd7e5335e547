//! Backups: a consistent copy of a server's data while it runs, and the way back.
//!
//! ```text
//! manifest.json               which files there are, their lengths and hashes; written last
//! veche.sqlite                the database
//! private/NAME/rows           what is private to an election that is served from a folder
//! elections/NAME/…            such an election itself
//! ```
//!
//! A backup holds everything that the server must not lose, and everything that it must not show: the whole folder is
//! its owner's alone. What was destroyed or forgotten after it was made is still in it.
//!
//! | module | subject |
//! | --- | --- |
//! | [`manifest`] | the list of files |
//! | `make` | copying, in an order that keeps the copy sound |
//! | `restore` | checking, copying back, and checking again |

pub mod manifest;

mod make;
mod restore;

pub use make::{Sources, make};
pub use manifest::{Manifest, ManifestFile};
pub use restore::{Restored, restore};

use crate::files::FileError;
use crate::place::StoreError;
use std::path::PathBuf;
use thiserror::Error;

/// The database, in a server's folder of data and in a backup.
pub const DATABASE: &str = "veche.sqlite";
/// The folder of what is private to elections that are served from folders: in it, one folder for each.
pub const PRIVATE: &str = "private";
/// The folder of elections, in a backup and in what is restored from it.
pub const ELECTIONS: &str = "elections";
/// The manifest of a backup.
pub const MANIFEST: &str = "manifest.json";

/// A backup could not be made or restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A place could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is nothing to be copied.
    #[error("{}: there is no database and nothing private in it; check the path", data.display())]
    Nothing {
        /// The folder of data.
        data: PathBuf,
    },
    /// A backup or a restored folder must be new.
    #[error("{}: is not empty, and nothing is written over what is there; choose another folder", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The manifest is none that this program knows.
    #[error("{}: is no manifest of a backup that this program can restore: {reason}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file is not what the manifest says.
    #[error("{}: {reason}; bring back a good copy of the backup", path.display())]
    Differs {
        /// The file.
        path: PathBuf,
        /// How it differs.
        reason: &'static str,
    },
}
