//! Texts that lie beside a record: the record has only their hashes, so that they can be destroyed and it stays whole.
//!
//! A body is named after the SHA-256 hash of its bytes, and lies in `bodies/ab/ab…`, in the folder of the hash's first two
//! digits. So a copy cannot be changed unseen, and the same bytes are kept once.
//!
//! Destroying overwrites and removes the copy on this disk. It cannot reach what others have copied, nor what the
//! device itself has put elsewhere: a flash disk, a file system that copies on write and a backup keep old bytes.

use crate::files::batch::Batch;
use crate::files::disk::folder_of;
use crate::files::read::read_if_there;
use crate::files::wipe::wipe;
use crate::files::{Disk, FileError, RealDisk};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use thiserror::Error;
use veche_record::hash::Hash;

/// The folder of the bodies, beside the record.
pub const BODIES: &str = "bodies";
/// The most bytes that a body can have (64 MiB).
pub const MAX_BODY: u64 = 1 << 26;

/// So that no two files that are being written have the same name.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A body could not be kept, read or destroyed.
#[derive(Debug, Error)]
pub enum BodyError {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A body's bytes do not have the hash that it is named after.
    #[error("{}: its bytes are not those that it is named after: it was damaged, or its destruction was interrupted; destroy it or bring back a good copy", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

/// The bodies beside a record.
#[derive(Debug, Clone)]
pub struct Bodies<D: Disk = RealDisk> {
    disk: D,
    dir: PathBuf,
}

impl Bodies {
    /// The bodies in the folder of an election, below `bodies`. Nothing is looked at or made yet.
    pub fn new(election: &Path) -> Self {
        Self::on(RealDisk, election)
    }
}

impl<D: Disk> Bodies<D> {
    /// [`Bodies::new`] on any disk.
    pub(crate) fn on(disk: D, election: &Path) -> Self {
        let dir = election.join(BODIES);
        Self { disk, dir }
    }

    /// Keeps a body, durably, and gives its name. One that is there already is not written again.
    ///
    /// # Errors
    /// [`FileError::TooLarge`], or whatever the operating system refused.
    pub fn put(&self, body: &[u8]) -> Result<Hash, BodyError> {
        let names = self.put_all(&[body])?;
        Ok(names.first().copied().unwrap_or_else(|| Hash::of(body)))
    }

    /// Keeps many bodies, which is faster than one after the other. When it returns, all are durable; if it fails, some
    /// may be.
    ///
    /// # Errors
    /// As [`Bodies::put`]; nothing was written if one of them is too large.
    pub fn put_all<T: AsRef<[u8]>>(&self, bodies: &[T]) -> Result<Vec<Hash>, BodyError> {
        let mut names = Vec::with_capacity(bodies.len());
        let mut missing = BTreeMap::new();
        for body in bodies {
            let body = body.as_ref();
            let name = Hash::of(body);
            let length = body.len() as u64;
            if length > MAX_BODY {
                let (path, limit) = (self.path(&name), MAX_BODY);
                return Err(FileError::TooLarge {
                    path,
                    length,
                    limit,
                }
                .into());
            }
            names.push(name);
            missing.insert(name, body);
        }
        let mut unknown = BTreeSet::new();
        let root = folder_of(&self.dir);
        let mut batch = Batch::new(&self.disk, root, &mut unknown);
        let outcome = self.write(&mut batch, missing);
        let written = batch.into_written();
        if outcome.is_err() {
            // A full disk is not left fuller. Those that have got their names already stay.
            for temporary in written {
                let _ = self.disk.remove(&temporary);
            }
        }
        outcome.map(|()| names)
    }

    /// Writes each under a temporary name, makes all durable, and gives them their names.
    fn write(
        &self,
        batch: &mut Batch<'_, D>,
        bodies: BTreeMap<Hash, &[u8]>,
    ) -> Result<(), BodyError> {
        let mut renames = Vec::new();
        for (name, body) in bodies {
            let path = self.path(&name);
            match self.get(&name) {
                // Whoever wrote it may have been killed before it was durable.
                Ok(Some(_)) => batch.include(path)?,
                Ok(None) | Err(BodyError::Damaged { .. }) => {
                    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                    let process = std::process::id();
                    let temporary = path.with_file_name(format!(".{name}.tmp-{process}-{number}"));
                    batch.write(temporary.clone(), body)?;
                    renames.push((temporary, path));
                }
                Err(error) => return Err(error),
            }
        }
        batch.sync_files()?;
        for (temporary, path) in renames {
            self.disk
                .rename(&temporary, &path)
                .map_err(FileError::at(&path, "give it its name"))?;
        }
        Ok(batch.sync()?)
    }

    /// The body of this name, or nothing if there is none (any more). Its bytes have been checked.
    ///
    /// # Errors
    /// [`BodyError::Damaged`], [`FileError::TooLarge`], or whatever the operating system refused.
    pub fn get(&self, name: &Hash) -> Result<Option<Vec<u8>>, BodyError> {
        let path = self.path(name);
        match read_if_there(&self.disk, &path, MAX_BODY)? {
            Some(bytes) if Hash::of(&bytes) != *name => Err(BodyError::Damaged { path }),
            other => Ok(other),
        }
    }

    /// Whether there is a body of this name. Nobody looks at its bytes.
    ///
    /// # Errors
    /// Whatever the operating system refused.
    pub(crate) fn has(&self, name: &Hash) -> Result<bool, BodyError> {
        let path = self.path(name);
        let there = self.disk.exists(&path);
        Ok(there.map_err(FileError::at(&path, "look for it"))?)
    }

    /// Removes bodies that nothing refers to yet, as far as that succeeds.
    pub(crate) fn take_back(&self, names: &[Hash]) {
        for name in names {
            let _ = self.disk.remove(&self.path(name));
        }
    }

    /// Overwrites a body with zeros and removes it, durably, with what an interrupted [`Bodies::put`] may have left of it.
    /// Says whether there was anything. Interrupted by a crash, it must be called again.
    ///
    /// # Errors
    /// Whatever the operating system refused.
    pub fn destroy(&self, name: &Hash) -> Result<bool, BodyError> {
        let path = self.path(name);
        let folder = folder_of(&path);
        let unfinished = format!(".{name}.tmp-");
        let of_it = |found: &String| *found == name.to_hex() || found.starts_with(&unfinished);
        let names = self.names(folder)?;
        let mut destroyed = false;
        for found in names.iter().filter(|found| of_it(found)) {
            self.overwrite(&folder.join(found))?;
            destroyed = true;
        }
        // The removal that an earlier call made may not be durable yet.
        match self.disk.sync_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(FileError::at(&path, "make its removal durable")(error).into())
            }
            _ => Ok(destroyed),
        }
    }

    fn overwrite(&self, path: &Path) -> Result<(), FileError> {
        let at = |attempt| FileError::at(path, attempt);
        let file = self
            .disk
            .open_locked(path)
            .map_err(at("open it for writing"))?;
        wipe(&self.disk, &file, path)?;
        self.disk.remove(path).map_err(at("remove it"))
    }

    /// The names of all bodies, in order.
    ///
    /// # Errors
    /// Whatever the operating system refused.
    pub fn list(&self) -> Result<Vec<Hash>, BodyError> {
        let mut found = Vec::new();
        for group in self.names(&self.dir)? {
            let folder = self.dir.join(&group);
            if group.len() != 2 {
                continue;
            }
            for name in self.names(&folder)? {
                // Anything else is a file that is being written, or none of ours.
                found.extend(
                    Hash::from_hex(&name)
                        .ok()
                        .filter(|_| name.starts_with(&group)),
                );
            }
        }
        Ok(found)
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, BodyError> {
        match self.disk.list(folder) {
            Ok(names) => Ok(names),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(FileError::at(folder, "list it")(error).into()),
        }
    }

    fn path(&self, name: &Hash) -> PathBuf {
        let name = name.to_hex();
        let group: String = name.chars().take(2).collect();
        self.dir.join(group).join(name)
    }
}
