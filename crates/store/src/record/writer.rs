//! Creating a record, and appending to it so that it survives a crash at any moment.
//!
//! An append is:
//!
//! 1. write the new tiles and bundles, sync them and their folders. Nobody looks at them yet: all of them are files that
//!    the current checkpoint does not tell of;
//! 2. write the new checkpoint as `.checkpoint.next`, durably. From here on the append will be completed;
//! 3. replace `checkpoint`, durably; from here on it is complete;
//! 4. remove `.checkpoint.next`, and the partial files that only the checkpoint before the last one told of. Neither has
//!    to be durable.
//!
//! Step 2 is there because a checkpoint may be seen by others as soon as it has its name, and a power failure could still
//! take it back. The owner of the record would then sign another one of the same size: two histories, which everybody
//! could prove. As it is, a checkpoint that anybody has seen is on the disk, and the next opening brings it back.
//!
//! | crash | found | done by the next opening |
//! | --- | --- | --- |
//! | in 1 | the old checkpoint; files that it does not tell of | they are removed |
//! | after 2, in 3 | the old checkpoint or the new, and `.checkpoint.next` | `checkpoint` is replaced, `.checkpoint.next` removed |
//! | in 4 | the new checkpoint; useless files | they are removed |
//!
//! An append that fails before step 2 has ended removes what it has written and has not happened. The tree is not read
//! again for an append: the partial tiles are kept in memory, and read once when the record is opened.

use super::end::{End, check_append, partial_files};
use super::error::{AppendError, RecordError};
use super::reader::RecordReader;
use super::recovery::recover;
use super::{CHECKPOINT, LOCK, NEXT, leftovers};
use crate::files::batch::Batch;
use crate::files::disk::folder_of;
use crate::files::publish::{replace_on, write_new_on};
use crate::files::read::remove_if_there;
use crate::files::{Access, Disk, FileError, RealDisk};
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use veche_record::checkpoint::{Checkpoint, CheckpointError, UncheckedCheckpoint};
use veche_record::note::{Signature, SigningKey};
use veche_record::tree::TreeHead;

/// A record, open for appending and locked against other writers until it is dropped.
pub struct RecordDir<D: Disk = RealDisk> {
    reader: RecordReader<D>,
    /// Holds the lock.
    _lock: D::File,
    checkpoint: UncheckedCheckpoint,
    end: End,
    /// Partial files that only the checkpoint before the current one tells of.
    previous: Vec<PathBuf>,
    /// The folders of the record that are known to be durable.
    durable: BTreeSet<PathBuf>,
    /// True from when a new checkpoint may be on the disk until it is certain which one holds.
    interrupted: bool,
}

impl<D: Disk> fmt::Debug for RecordDir<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordDir")
            .field("dir", &self.reader.dir)
            .field("tree", &self.checkpoint.tree())
            .finish_non_exhaustive()
    }
}

impl RecordDir {
    /// Creates a record without entries in a folder, which is made if it is not there. The name of the key becomes the
    /// origin of the record.
    ///
    /// # Errors
    /// [`FileError::Exists`] if there is a record already, or whatever the operating system refused.
    pub fn create(dir: &Path, key: &SigningKey) -> Result<Checkpoint, RecordError> {
        create_on(&RealDisk, dir, key)
    }

    /// Opens a record for appending: waits for other writers, then completes or clears away what a crash interrupted.
    ///
    /// # Errors
    /// [`RecordError::Damaged`] if the end of the record does not agree with its checkpoint, or that a file cannot be
    /// read or written.
    pub fn open(dir: &Path) -> Result<Self, RecordError> {
        Self::open_on(RealDisk, dir)
    }
}

/// [`RecordDir::create`] on any disk.
pub(crate) fn create_on<D: Disk>(
    disk: &D,
    dir: &Path,
    key: &SigningKey,
) -> Result<Checkpoint, RecordError> {
    let checkpoint = Checkpoint::sign(TreeHead::empty(), key);
    let checkpoint = checkpoint.map_err(|error| RecordError::Checkpoint {
        path: dir.join(CHECKPOINT),
        error,
    })?;
    match disk.create_dir(dir, Access::Public) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(FileError::at(dir, "create the folder")(error).into());
        }
        _ => {}
    }
    disk.sync_dir(folder_of(dir))
        .map_err(FileError::at(dir, "make its name durable"))?;
    let text = checkpoint.to_text();
    write_new_on(disk, &dir.join(CHECKPOINT), text.as_bytes(), Access::Public)?;
    Ok(checkpoint)
}

impl<D: Disk> RecordDir<D> {
    /// [`RecordDir::open`] on any disk.
    pub(crate) fn open_on(disk: D, dir: &Path) -> Result<Self, RecordError> {
        let dir = disk.canonical(dir).map_err(FileError::at(dir, "find it"))?;
        let lock_path = dir.join(LOCK);
        match disk.create_new(&lock_path, Access::Public) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(FileError::at(&lock_path, "create it")(error).into());
            }
            _ => {}
        }
        let lock = disk
            .open_locked(&lock_path)
            .map_err(FileError::at(&lock_path, "open and lock it for writing"))?;
        // What is visible may not be durable yet, if the last writer was killed.
        disk.sync_dir(&dir)
            .map_err(FileError::at(&dir, "make the names in it durable"))?;
        let reader = RecordReader::on(disk, &dir);
        let (checkpoint, end) = recover(&reader)?;
        let found = leftovers::find(&reader, checkpoint.tree().size);
        let mut this = Self {
            reader,
            _lock: lock,
            checkpoint,
            end,
            previous: found.previous,
            durable: BTreeSet::new(),
            interrupted: false,
        };
        this.remove_temporary();
        this.remove_useless(&found.useless);
        Ok(this)
    }

    /// The record's folder, with symbolic links resolved.
    pub fn dir(&self) -> &Path {
        &self.reader.dir
    }

    /// The current checkpoint. Nobody has checked here who signed it.
    pub fn checkpoint(&self) -> &UncheckedCheckpoint {
        &self.checkpoint
    }

    /// For reading the same record.
    pub fn reader(&self) -> &RecordReader<D> {
        &self.reader
    }

    /// Appends entries and signs the record anew; when it returns, they are durable, and others can see them. Without
    /// entries the record is only signed anew, with another key of its owner for example.
    ///
    /// # Errors
    /// [`AppendError::NotAppended`]: the record is as it was. [`AppendError::Unfinished`]: that is not certain; this
    /// handle then refuses more, and the record must be opened again.
    pub fn append<T: AsRef<[u8]>>(
        &mut self,
        entries: &[T],
        key: &SigningKey,
    ) -> Result<Checkpoint, AppendError> {
        self.check(entries, key).map_err(AppendError::NotAppended)?;
        let old = self.checkpoint.tree().size;
        let mut end = self.end.clone();
        let dir = self.reader.dir.clone();
        let mut batch = Batch::new(&self.reader.disk, &dir, &mut self.durable);
        let prepared = end.push_all(entries, |path, bytes| batch.write(dir.join(path), bytes));
        let prepared = prepared.and_then(|()| batch.sync());
        let written = batch.into_written();
        let signed = prepared
            .map_err(RecordError::from)
            .and_then(|()| sign(&dir, &end, key));
        let checkpoint = match signed {
            Ok(checkpoint) => checkpoint,
            Err(error) => return Err(self.take_back(&written, error)),
        };
        let text = checkpoint.to_text();
        self.interrupted = true;
        if let Err(error) = replace_on(&self.reader.disk, &dir.join(NEXT), text.as_bytes()) {
            if self.remove_next().is_err() {
                return Err(AppendError::Unfinished(error.into()));
            }
            self.interrupted = false;
            return Err(self.take_back(&written, error.into()));
        }
        replace_on(&self.reader.disk, &dir.join(CHECKPOINT), text.as_bytes())
            .map_err(|error| AppendError::Unfinished(error.into()))?;
        self.interrupted = false;
        // The append is complete, so that what stays is no failure: see step 4 above.
        let _ = self.reader.disk.remove(&dir.join(NEXT));
        self.checkpoint = checkpoint.clone().into_unchecked();
        self.end = end;
        let needed = partial_files(self.checkpoint.tree().size);
        let previous = partial_files(old);
        let previous = previous.difference(&needed).map(|path| dir.join(path));
        let previous = previous.collect();
        let useless = std::mem::replace(&mut self.previous, previous);
        self.remove_useless(&useless);
        Ok(checkpoint)
    }

    /// Puts a signature, of a witness for example, under the current checkpoint. Nobody checks it here.
    ///
    /// # Errors
    /// That there are too many, or that the file cannot be written; the checkpoint is then the old one or the new one.
    pub fn add_signature(&mut self, signature: Signature) -> Result<(), RecordError> {
        let path = self.reader.dir.join(CHECKPOINT);
        let mut note = self.checkpoint.note().clone();
        let added = note.add(signature).map_err(CheckpointError::Note);
        let signed = added.and_then(|()| UncheckedCheckpoint::parse(note.to_text().as_bytes()));
        let signed = signed.map_err(|error| RecordError::Checkpoint {
            path: path.clone(),
            error,
        })?;
        replace_on(&self.reader.disk, &path, signed.to_text().as_bytes())?;
        self.checkpoint = signed;
        Ok(())
    }

    /// What must hold before an append begins.
    fn check<T: AsRef<[u8]>>(&self, entries: &[T], key: &SigningKey) -> Result<(), RecordError> {
        let path = || self.reader.dir.clone();
        if self.interrupted {
            return Err(RecordError::Interrupted { path: path() });
        }
        check_append(&self.reader.dir, &self.checkpoint, entries, key)?;
        match self.reader.checkpoint()?.tree() == self.checkpoint.tree() {
            true => Ok(()),
            false => Err(RecordError::Damaged {
                path: path(),
                reason: "another program has changed the checkpoint while the record was open"
                    .to_owned(),
            }),
        }
    }

    /// Takes back what was written in vain, so that a full disk is not left fuller.
    fn take_back(&self, written: &[PathBuf], error: RecordError) -> AppendError {
        for path in written {
            let _ = self.reader.disk.remove(path);
        }
        AppendError::NotAppended(error)
    }

    /// Makes sure that the next opening will not complete an append.
    fn remove_next(&self) -> Result<(), FileError> {
        let RecordReader { disk, dir } = &self.reader;
        remove_if_there(disk, &dir.join(NEXT))?;
        disk.sync_dir(dir)
            .map_err(FileError::at(dir, "make the names in it durable"))
    }

    /// Removes files that nobody needs, and folders that are then empty. What cannot be removed is left.
    fn remove_useless(&mut self, useless: &[PathBuf]) {
        for path in useless {
            let _ = self.reader.disk.remove(path);
            let folder = folder_of(path);
            let partial = folder.extension().is_some_and(|extension| extension == "p");
            if partial && self.reader.disk.remove_dir(folder).is_ok() {
                self.durable.remove(folder);
            }
        }
    }

    /// Removes what replacing a checkpoint may have left when it was interrupted.
    fn remove_temporary(&self) {
        let Ok(names) = self.reader.disk.list(&self.reader.dir) else {
            return;
        };
        for name in names {
            let of = |file: &str| name.starts_with(&format!("{file}.tmp-"));
            if of(CHECKPOINT) || of(NEXT) {
                let _ = self.reader.disk.remove(&self.reader.dir.join(name));
            }
        }
    }
}

/// Signs the head of what was written.
fn sign(dir: &Path, end: &End, key: &SigningKey) -> Result<Checkpoint, RecordError> {
    Checkpoint::sign(end.edge.head(), key).map_err(|error| RecordError::Checkpoint {
        path: dir.join(CHECKPOINT),
        error,
    })
}
