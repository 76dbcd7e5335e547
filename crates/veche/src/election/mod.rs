//! An election's folder, or its place in a server's database: the record, what lies beside it, and its polls.
//!
//! | in the folder | what it is |
//! | --- | --- |
//! | `record/` | the log: entries, tiles, checkpoint, as `docs/record.md` and C2SP have them |
//! | `bodies/` | texts and pictures, named by hash |
//! | `polls/` | the archive of each poll |
//!
//! It is written through [`veche_store::keeper`]. Everything in it is public. Keys lie elsewhere.
//!
//! | module | subject |
//! | --- | --- |
//! | [`reading`] | verifying: everything, from the first byte |
//! | [`keys`] | files of private keys |

use std::path::{Path, PathBuf};
use std::sync::Arc;

use veche_store::place::{Directory, Store, StoreError};

use crate::database;

pub mod keys;
pub mod reading;

pub use reading::verify;
pub use veche_election::verify::Verified;

/// An election's folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// At this path.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Whether there is a record in a folder.
    #[must_use]
    pub fn is_election(path: &Path) -> bool {
        path.join("record").join("checkpoint").is_file()
    }

    /// Where the election is kept: the folder, without anything private, or what its path names in a server's database
    /// ([`database`]).
    ///
    /// # Errors
    /// If there is neither.
    pub fn store(&self) -> anyhow::Result<Arc<dyn Store>> {
        match database::election(&self.0)? {
            Some(store) => Ok(store),
            None => Ok(Arc::new(Directory::open(&self.0, None)?)),
        }
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the folder, for a new election.
    ///
    /// # Errors
    /// If there is a record in it, or it cannot be written.
    pub fn create(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(Directory::create(&self.0, None)?))
    }

    /// The folder of the log.
    #[must_use]
    pub fn record(&self) -> PathBuf {
        self.0.join("record")
    }

    /// The archive of the poll of this name, as `archive` takes it.
    #[must_use]
    pub fn poll(&self, name: &str) -> PathBuf {
        match self.0.is_dir() {
            true => self.0.join("polls").join(format!("{name}.bel")),
            false => self.0.join(name),
        }
    }
}
