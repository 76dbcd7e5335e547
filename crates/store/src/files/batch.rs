//! Many new files at once, durable together.
//!
//! Syncing is what takes time, and a disk does it faster for many files than for one after the other: all are written
//! first, then synced, then the folders. Until then the files may be there, in part, or not; so they must be of a kind
//! that nobody looks at before something else, written later, tells of them.

use super::disk::{Access, Disk, folder_of};
use super::error::FileError;
use super::read::remove_if_there;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// How many files may be open, waiting to be synced.
const OPEN: usize = 128;

/// Files below one folder that are being written.
pub(crate) struct Batch<'a, D: Disk> {
    disk: &'a D,
    root: &'a Path,
    /// The folders below the root that are known to be durable, in this batch or before.
    durable: &'a mut BTreeSet<PathBuf>,
    written: Vec<PathBuf>,
    unsynced: Vec<(PathBuf, D::File)>,
    folders: BTreeSet<PathBuf>,
    /// The folders that become durable with this batch.
    created: BTreeSet<PathBuf>,
}

impl<'a, D: Disk> Batch<'a, D> {
    pub(crate) fn new(disk: &'a D, root: &'a Path, durable: &'a mut BTreeSet<PathBuf>) -> Self {
        Self {
            disk,
            root,
            durable,
            written: Vec::new(),
            unsynced: Vec::new(),
            folders: BTreeSet::new(),
            created: BTreeSet::new(),
        }
    }

    /// Writes a file below the root, in place of one of this name that an interrupted batch may have left, and the
    /// folders that lead to it.
    pub(crate) fn write(&mut self, path: PathBuf, bytes: &[u8]) -> Result<(), FileError> {
        let folder = folder_of(&path).to_owned();
        self.ensure(&folder)?;
        remove_if_there(self.disk, &path)?;
        let at = |attempt| FileError::at(&path, attempt);
        let file = self
            .disk
            .create_new(&path, Access::Public)
            .map_err(at("create it"))?;
        self.written.push(path.clone());
        self.disk
            .write_at(&file, 0, bytes)
            .map_err(at("write it"))?;
        self.folders.insert(folder);
        self.unsynced.push((path, file));
        match self.unsynced.len() < OPEN {
            true => Ok(()),
            false => self.sync_files(),
        }
    }

    /// Makes sure of a folder and those above it, up to the root. That one is there says nothing of whether it is
    /// durable: a program that was killed may have made it.
    fn ensure(&mut self, folder: &Path) -> Result<(), FileError> {
        let mut missing = Vec::new();
        let mut above = folder;
        while above != self.root && !self.durable.contains(above) && !self.created.contains(above) {
            missing.push(above.to_owned());
            above = folder_of(above);
        }
        for folder in missing.into_iter().rev() {
            match self.disk.create_dir(&folder, Access::Public) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(FileError::at(&folder, "create the folder")(error));
                }
                _ => {}
            }
            self.folders.insert(folder_of(&folder).to_owned());
            self.created.insert(folder);
        }
        Ok(())
    }

    /// Makes a file that is there already durable with the others.
    pub(crate) fn include(&mut self, path: PathBuf) -> Result<(), FileError> {
        let folder = folder_of(&path).to_owned();
        self.ensure(&folder)?;
        let file = self
            .disk
            .open(&path)
            .map_err(FileError::at(&path, "open it"))?;
        self.folders.insert(folder);
        self.unsynced.push((path, file));
        match self.unsynced.len() < OPEN {
            true => Ok(()),
            false => self.sync_files(),
        }
    }

    /// Makes the contents of the files durable, not yet their names.
    pub(crate) fn sync_files(&mut self) -> Result<(), FileError> {
        for (path, file) in self.unsynced.drain(..) {
            self.disk
                .sync(&file)
                .map_err(FileError::at(&path, "make it durable"))?;
        }
        Ok(())
    }

    /// Makes all of it durable.
    pub(crate) fn sync(&mut self) -> Result<(), FileError> {
        self.sync_files()?;
        for folder in &self.folders {
            self.disk
                .sync_dir(folder)
                .map_err(FileError::at(folder, "make the names in it durable"))?;
        }
        self.durable.append(&mut self.created);
        Ok(())
    }

    /// The files that were written, durable or not.
    pub(crate) fn into_written(self) -> Vec<PathBuf> {
        self.written
    }
}
