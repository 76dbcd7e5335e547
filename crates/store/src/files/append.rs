//! A file that only grows, and survives a crash at any moment.
//!
//! An append that returned `Ok` is never lost, and whatever happens the file, once recovered, holds whole entries only:
//! those acknowledged, and perhaps the one that was under way. One append is:
//!
//! 1. write the note ([`super::pending`]) under a temporary name, sync it, rename it to `NAME.pending`, sync the folder;
//! 2. write the bytes at the end of the file, sync it; from here on the entry is safe;
//! 3. remove the note. The removal need not be durable: a note whose bytes are all in the file changes nothing when it
//!    comes back, and the next append replaces it before it touches the file.
//!
//! Where a crash leaves us, and what the next opening does:
//!
//! | crash | found | done |
//! | --- | --- | --- |
//! | in 1 | no note, or a temporary one; the file as before | the temporary note is removed |
//! | after 1, in 2 | a note; the file has some, or none, of its bytes | the folder is synced, the bytes are written again |
//! | after 2, in 3 | a note; the file has all of its bytes, maybe not durable | the file is synced, the note removed |
//! | in such a recovery | as after 1 or 2 | the same again: each step can be repeated |
//!
//! The folder is synced first because a note may be visible but not yet durable when only the process died.
//!
//! Processes that append at the same time wait for each other: an [`AppendFile`] holds an exclusive lock on the file
//! itself, for as long as it lives, so that what an entry was checked against is what it is appended to. Assumed of the
//! disk: what was synced stays, a rename is never half a name, and an unsynced tail holds our bytes or zeros.

use super::disk::{Access, Disk, RealDisk, folder_of};
use super::error::FileError;
use super::pending::{self, Found, MAX_APPEND, Pending, Standing};
use super::publish;
use super::wipe::wipe;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An append did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Nothing was added, and nothing will be.
    #[error("nothing was appended: {0}")]
    NotAppended(#[source] FileError),
    /// The entry may be in the file or not yet; if its note is on the disk, the next opening completes it. Whoever waits
    /// for an answer must be told to look again, not that it failed.
    #[error("the append was interrupted, and opening the file again may complete it: {0}")]
    Unfinished(#[source] FileError),
}

/// What opening found of an earlier append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// No append was under way.
    Clean,
    /// An interrupted append of this many bytes was completed.
    Completed(u64),
    /// An append was complete, only its note was still there.
    AlreadyComplete,
}

/// An append-only file, open for writing and locked against other writers until it is dropped.
pub struct AppendFile<D: Disk = RealDisk> {
    disk: D,
    path: PathBuf,
    file: D::File,
    /// Who may read the file, and so the note beside it.
    access: Access,
    length: u64,
    /// True from the start of an append until its end is certain.
    interrupted: bool,
}

impl<D: Disk> fmt::Debug for AppendFile<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppendFile")
            .field("path", &self.path)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Creates an append-only file with its first bytes, whole and durable or not at all, and never over another.
///
/// # Errors
/// [`FileError::Exists`], [`FileError::PendingLeft`], or whatever the operating system refused.
pub fn create<D: Disk>(disk: &D, path: &Path, first: &[u8]) -> Result<(), FileError> {
    create_as(disk, path, first, Access::Public)
}

/// [`create`] with any access.
pub(crate) fn create_as<D: Disk>(
    disk: &D,
    path: &Path,
    first: &[u8],
    access: Access,
) -> Result<(), FileError> {
    let note = pending::path_of(path);
    let left = disk
        .exists(&note)
        .map_err(FileError::at(&note, "look for it"))?;
    if left {
        let path = path.to_owned();
        return Err(FileError::PendingLeft {
            path,
            pending: note,
        });
    }
    publish::write_new_on(disk, path, first, access)
}

impl<D: Disk> AppendFile<D> {
    /// Opens an existing file for appending: waits for other writers, then completes what a crash interrupted.
    ///
    /// # Errors
    /// [`FileError::PendingDamaged`] and [`FileError::PendingForeign`], where going on could destroy something and a
    /// person must look; or whatever the operating system refused.
    pub fn open(disk: D, path: &Path) -> Result<(Self, Recovery), FileError> {
        Self::open_as(disk, path, Access::Public)
    }

    /// [`AppendFile::open`] for a file of any access.
    pub(crate) fn open_as(
        disk: D,
        path: &Path,
        access: Access,
    ) -> Result<(Self, Recovery), FileError> {
        let path = disk
            .canonical(path)
            .map_err(FileError::at(path, "find it"))?;
        let file = disk
            .open_locked(&path)
            .map_err(FileError::at(&path, "open and lock it for writing"))?;
        let length = disk
            .length(&file)
            .map_err(FileError::at(&path, "measure it"))?;
        let mut this = Self {
            disk,
            path,
            file,
            access,
            length,
            interrupted: false,
        };
        let recovery = this.recover()?;
        Ok((this, recovery))
    }

    /// Where the file is, with symbolic links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Length in bytes, whole entries all.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Reads up to `count` bytes from `offset` through the handle that holds the lock; fewer only at the end of the file.
    ///
    /// # Errors
    /// Whatever the operating system refused.
    pub fn read_range(&mut self, offset: u64, count: usize) -> Result<Vec<u8>, FileError> {
        let there = self.length.saturating_sub(offset);
        let mut bytes = vec![0; there.min(count as u64) as usize];
        self.disk
            .read_at(&self.file, offset, &mut bytes)
            .map_err(FileError::at(&self.path, "read it"))?;
        Ok(bytes)
    }

    /// Appends one entry (or several that belong together); when it returns, they are durable. Gives the new length.
    ///
    /// # Errors
    /// [`AppendError::NotAppended`]: the file is as it was. [`AppendError::Unfinished`]: that is not certain; this handle
    /// then refuses more, and the file must be opened again.
    pub fn append(&mut self, bytes: &[u8]) -> Result<u64, AppendError> {
        self.check(bytes).map_err(AppendError::NotAppended)?;
        if bytes.is_empty() {
            return Ok(self.length);
        }
        self.interrupted = true;
        if let Err(error) = self.write_note(bytes) {
            return Err(self.take_back(error));
        }
        if let Err(error) = self.disk.write_at(&self.file, self.length, bytes) {
            return Err(self.take_back(FileError::at(&self.path, "write to it")(error)));
        }
        // A failed sync is not taken back: what a disk holds after one is unknown until it is written anew.
        self.disk
            .sync(&self.file)
            .map_err(FileError::at(&self.path, "make its contents durable"))
            .map_err(AppendError::Unfinished)?;
        self.length += bytes.len() as u64;
        self.interrupted = false;
        // The entry is safe, so a note that stays is no failure: see step 3 above.
        let _ = self.disk.remove(&pending::path_of(&self.path));
        Ok(self.length)
    }

    /// Whether the name still stands for this file.
    pub(crate) fn is_named(&self) -> Result<bool, FileError> {
        let named = self.disk.is_named(&self.file, &self.path);
        named.map_err(FileError::at(&self.path, "look at it"))
    }

    /// Makes certain that no note of an append will be found beside the file, so that another can take its name: the
    /// removal of a note need not be durable, and one that comes back would not belong to the other.
    pub(crate) fn forget_note(&self) -> Result<(), FileError> {
        self.remove_if_there(&pending::path_of(&self.path))?;
        self.sync_folder()
    }

    /// Overwrites a file that another has taken the name of.
    pub(crate) fn wipe(self) -> Result<(), FileError> {
        wipe(&self.disk, &self.file, &self.path)
    }

    /// What must hold before an append begins.
    fn check(&self, bytes: &[u8]) -> Result<(), FileError> {
        let path = || self.path.clone();
        if self.interrupted {
            return Err(FileError::Interrupted { path: path() });
        }
        if bytes.len() as u64 > MAX_APPEND {
            return Err(FileError::TooLarge {
                path: path(),
                length: bytes.len() as u64,
                limit: MAX_APPEND,
            });
        }
        let look = FileError::at(&self.path, "look at it");
        let named = self.disk.is_named(&self.file, &self.path);
        let unchanged = named.and_then(|named| {
            let length = self.disk.length(&self.file)?;
            Ok(named && length == self.length)
        });
        match unchanged.map_err(look)? {
            true => Ok(()),
            false => Err(FileError::Changed { path: path() }),
        }
    }

    /// Step 1: from its return on, a crash leads to the completion of this append.
    fn write_note(&self, bytes: &[u8]) -> Result<(), FileError> {
        let tail = pending::tail_hash(&self.disk, &self.file, self.length)
            .map_err(FileError::at(&self.path, "read it"))?;
        let note = Pending::encode(self.length, &tail, bytes);
        let temporary = pending::temporary_of(&self.path);
        self.remove_if_there(&temporary)?;
        let at = |attempt| FileError::at(&temporary, attempt);
        let file = self
            .disk
            .create_new(&temporary, self.access)
            .map_err(at("create it"))?;
        self.disk
            .write_at(&file, 0, &note)
            .map_err(at("write it"))?;
        self.disk.sync(&file).map_err(at("make it durable"))?;
        self.disk
            .rename(&temporary, &pending::path_of(&self.path))
            .map_err(at("rename it"))?;
        self.sync_folder()
    }

    /// Undoes an append that failed before its bytes were synced, so that "it failed" is the truth.
    fn take_back(&mut self, error: FileError) -> AppendError {
        let undone = self.undo();
        match undone {
            Ok(()) => {
                self.interrupted = false;
                AppendError::NotAppended(error)
            }
            Err(_) => AppendError::Unfinished(error),
        }
    }

    /// First the file, durably, and only then the note: a crash between them completes the append, which nobody has yet
    /// been told about.
    fn undo(&self) -> Result<(), FileError> {
        let at = |attempt| FileError::at(&self.path, attempt);
        let length = self.disk.length(&self.file).map_err(at("measure it"))?;
        if length != self.length {
            let cut = self.disk.truncate(&self.file, self.length);
            cut.map_err(at("cut it back"))?;
            self.disk.sync(&self.file).map_err(at("sync it"))?;
        }
        self.remove_if_there(&pending::temporary_of(&self.path))?;
        self.remove_if_there(&pending::path_of(&self.path))?;
        self.sync_folder()
    }

    /// Completes what a crash interrupted. Every step can be repeated, should another crash interrupt this.
    fn recover(&mut self) -> Result<Recovery, FileError> {
        self.remove_if_there(&pending::temporary_of(&self.path))?;
        let note = pending::path_of(&self.path);
        let pending = match pending::find(&self.disk, &note)? {
            Found::Absent => return Ok(Recovery::Clean),
            Found::Valid(pending) => pending,
            Found::Damaged => {
                let path = self.path.clone();
                return Err(FileError::PendingDamaged {
                    path,
                    pending: note,
                });
            }
        };
        let at = |attempt| FileError::at(&self.path, attempt);
        let standing = pending
            .judge(&self.disk, &self.file, self.length)
            .map_err(at("read it"))?;
        let recovery = match standing {
            Standing::Done => Recovery::AlreadyComplete,
            Standing::Unfinished => {
                // Before the file is touched the note must be durable, not only visible.
                self.sync_folder()?;
                self.disk
                    .write_at(&self.file, pending.base, &pending.bytes)
                    .map_err(at("write to it"))?;
                Recovery::Completed(pending.bytes.len() as u64)
            }
            Standing::Foreign(reason) => {
                return Err(FileError::PendingForeign {
                    path: self.path.clone(),
                    pending: note,
                    reason,
                });
            }
        };
        self.disk
            .sync(&self.file)
            .map_err(at("make its contents durable"))?;
        self.length = self.disk.length(&self.file).map_err(at("measure it"))?;
        self.remove_if_there(&note)?;
        Ok(recovery)
    }

    fn remove_if_there(&self, path: &Path) -> Result<(), FileError> {
        match self.disk.remove(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(FileError::at(path, "remove it")(error))
            }
            _ => Ok(()),
        }
    }

    fn sync_folder(&self) -> Result<(), FileError> {
        self.disk
            .sync_dir(folder_of(&self.path))
            .map_err(FileError::at(
                &self.path,
                "make the names beside it durable",
            ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn fresh() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("poll.bel");
        create(&RealDisk, &path, b"base").unwrap();
        (folder, path)
    }

    fn leave_note(path: &Path, base: &[u8], bytes: &[u8]) {
        use sha2::{Digest, Sha256};
        let tail = Sha256::digest(base).into();
        let note = Pending::encode(base.len() as u64, &tail, bytes);
        fs::write(pending::path_of(path), note).unwrap();
    }

    #[test]
    fn appends_follow_each_other_and_leave_no_note() {
        let (folder, path) = fresh();
        let (mut file, recovery) = AppendFile::open(RealDisk, &path).unwrap();
        assert_eq!(recovery, Recovery::Clean);
        assert_eq!(file.append(b"one").unwrap(), 7);
        assert_eq!(file.append(b"").unwrap(), 7);
        assert_eq!(file.append(b"two").unwrap(), 10);
        assert_eq!(file.read_range(3, 5).unwrap(), b"eonet");
        assert_eq!(file.read_range(8, 50).unwrap(), b"wo");
        assert_eq!(file.read_range(50, 50).unwrap(), b"");
        assert_eq!(fs::read(&path).unwrap(), b"baseonetwo");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_existing_archive_or_a_note_left_of_one_is_never_taken_over() {
        let (_folder, path) = fresh();
        let error = create(&RealDisk, &path, b"other").unwrap_err();
        assert!(matches!(error, FileError::Exists { .. }));
        leave_note(&path, b"base", b"x");
        fs::remove_file(&path).unwrap();
        let error = create(&RealDisk, &path, b"other").unwrap_err();
        assert!(matches!(error, FileError::PendingLeft { .. }));
        assert!(!path.exists());
    }

    #[test]
    fn a_damaged_note_stops_the_writer_and_is_kept() {
        let (_folder, path) = fresh();
        let note = pending::path_of(&path);
        for damage in [&b""[..], b"rubbish", &[0; 500]] {
            fs::write(&note, damage).unwrap();
            let error = AppendFile::open(RealDisk, &path).unwrap_err();
            assert!(matches!(error, FileError::PendingDamaged { .. }));
            assert_eq!(fs::read(&note).unwrap(), damage);
        }
        assert_eq!(fs::read(&path).unwrap(), b"base");
    }

    #[test]
    fn a_note_of_another_history_stops_the_writer_and_nothing_is_touched() {
        let (_folder, path) = fresh();
        for base in [&b"eels"[..], b"ba", b"base+"] {
            leave_note(&path, base, b"entry");
            let error = AppendFile::open(RealDisk, &path).unwrap_err();
            assert!(matches!(error, FileError::PendingForeign { .. }), "{error}");
            assert_eq!(fs::read(&path).unwrap(), b"base");
            assert!(pending::path_of(&path).exists());
        }
    }

    #[test]
    fn an_old_note_never_cuts_off_what_was_appended_since() {
        let (_folder, path) = fresh();
        fs::write(&path, b"baseentryandmore").unwrap();
        leave_note(&path, b"base", b"entry");
        let (file, recovery) = AppendFile::open(RealDisk, &path).unwrap();
        assert_eq!((recovery, file.length()), (Recovery::AlreadyComplete, 16));
        assert_eq!(fs::read(&path).unwrap(), b"baseentryandmore");
        assert!(!pending::path_of(&path).exists());
    }

    #[test]
    fn a_file_changed_or_replaced_behind_our_back_is_not_appended_to() {
        let (folder, path) = fresh();
        let (mut file, _) = AppendFile::open(RealDisk, &path).unwrap();
        fs::write(&path, b"base, changed").unwrap();
        let error = file.append(b"x").unwrap_err();
        let changed = |error| matches!(error, AppendError::NotAppended(FileError::Changed { .. }));
        assert!(changed(error));
        if cfg!(unix) {
            fs::write(&path, b"base").unwrap();
            let other = folder.path().join("other");
            fs::write(&other, b"base").unwrap();
            fs::rename(&other, &path).unwrap();
            assert!(changed(file.append(b"x").unwrap_err()));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_an_archive_shares_its_lock_and_its_note() {
        let (folder, path) = fresh();
        let link = folder.path().join("link.bel");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        leave_note(&path, b"base", b"entry");
        let (file, recovery) = AppendFile::open(RealDisk, &link).unwrap();
        assert_eq!(recovery, Recovery::Completed(5));
        assert_eq!(file.path(), path);
        let second = fs::File::open(&path).unwrap();
        assert!(second.try_lock().is_err());
        drop(file);
        second.try_lock().unwrap();
    }
}
