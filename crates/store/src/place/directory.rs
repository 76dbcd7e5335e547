//! A folder of plain files, as `docs/record.md` §1 has it. The command line writes here too.
//!
//! No lock is held between calls, so that a server and the command line can take turns.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::hash::Hash;
use veche_record::note::SigningKey;
use veche_record::tree::TreeHead;

use super::error::check_name;
use super::private::Private;
use super::{Login, PublicFile, Store, StoreError, WaitingBallot};
use crate::bodies::Bodies;
use crate::files::{AppendFile, FileError, RealDisk, create, open_whole};
use crate::record::{RecordDir, RecordError, RecordReader};

/// An election in a folder.
pub struct Directory {
    dir: PathBuf,
    reader: RecordReader,
    bodies: Bodies,
    private: Option<Mutex<Private>>,
}

impl Directory {
    /// The election in a folder; `private` is where the server keeps what only it may know, if it may keep anything.
    ///
    /// # Errors
    /// If what is private cannot be read.
    pub fn open(dir: &Path, private: Option<&Path>) -> Result<Self, StoreError> {
        let private = private.map(Private::open).transpose()?;
        Ok(Self {
            dir: dir.to_owned(),
            reader: RecordReader::new(&dir.join("record")),
            bodies: Bodies::new(dir),
            private: private.map(Mutex::new),
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// For reading the files of the record.
    pub fn record(&self) -> &RecordReader {
        &self.reader
    }

    fn archive(&self, poll: &str) -> Result<PathBuf, StoreError> {
        let name = check_name(poll)?;
        Ok(self.dir.join("polls").join(format!("{name}.bel")))
    }

    fn private(&self) -> Result<std::sync::MutexGuard<'_, Private>, StoreError> {
        let private = self.private.as_ref().ok_or(StoreError::ReadOnly)?;
        // What it holds is read again from its file after every failure.
        Ok(private
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// Nothing, if there is no such file.
fn if_there<T>(outcome: Result<T, RecordError>) -> Result<Option<T>, StoreError> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(RecordError::File(error)) if error.is_absence() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Store for Directory {
    fn checkpoint(&self) -> Result<UncheckedCheckpoint, StoreError> {
        Ok(self.reader.checkpoint()?)
    }

    fn read(&self, file: &PublicFile) -> Result<Option<Vec<u8>>, StoreError> {
        match file {
            PublicFile::Checkpoint => {
                let checkpoint = if_there(self.reader.checkpoint())?;
                Ok(checkpoint.map(|checkpoint| checkpoint.to_text().into_bytes()))
            }
            PublicFile::Tile(tile) => if_there(self.reader.tile(*tile)),
            PublicFile::Bundle(bundle) => {
                Ok(if_there(self.reader.bundle(*bundle))?.map(|bundle| bundle.into_bytes()))
            }
            PublicFile::Body(name) => Ok(self.bodies.get(name)?),
        }
    }

    fn entries(&self, from: u64, each: &mut dyn FnMut(u64, &[&[u8]])) -> Result<(), StoreError> {
        let size = self.reader.checkpoint()?.tree().size;
        for bundle in self.reader.bundles(from, size) {
            let bundle = bundle?;
            let entries: Vec<&[u8]> = bundle.entries().collect();
            each(bundle.first(), &entries);
        }
        Ok(())
    }

    fn archives(&self) -> Result<Vec<String>, StoreError> {
        let folder = self.dir.join("polls");
        let names = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(FileError::at(&folder, "list it"))?,
        };
        let mut polls = Vec::new();
        for name in names {
            let name = name.map_err(FileError::at(&folder, "list it"))?.file_name();
            let poll = name.to_str().and_then(|name| name.strip_suffix(".bel"));
            polls.extend(
                poll.filter(|poll| check_name(poll).is_ok())
                    .map(str::to_owned),
            );
        }
        polls.sort_unstable();
        Ok(polls)
    }

    fn archive_length(&self, poll: &str) -> Result<Option<u64>, StoreError> {
        let path = self.archive(poll)?;
        match open_whole(&path) {
            Ok((_, whole)) => Ok(Some(whole.length)),
            Err(error) if error.is_absence() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn archive_part(&self, poll: &str, offset: u64, count: usize) -> Result<Vec<u8>, StoreError> {
        use std::io::{Read, Seek, SeekFrom};
        let path = self.archive(poll)?;
        let (file, whole) = match open_whole(&path) {
            Err(error) if error.is_absence() => return Err(StoreError::NoArchive(poll.to_owned())),
            other => other?,
        };
        let there = whole.length.saturating_sub(offset).min(count as u64);
        let mut bytes = Vec::new();
        let mut file = file.into_inner();
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.take(there).read_to_end(&mut bytes))
            .map_err(FileError::at(&path, "read it"))?;
        Ok(bytes)
    }

    fn create_record(&self, key: &SigningKey) -> Result<Checkpoint, StoreError> {
        std::fs::create_dir_all(&self.dir)
            .map_err(FileError::at(&self.dir, "create the folder"))?;
        match RecordDir::create(self.reader.dir(), key) {
            Err(RecordError::File(FileError::Exists { path })) => {
                Err(StoreError::Exists(path.display().to_string()))
            }
            other => Ok(other?),
        }
    }

    fn append(
        &self,
        after: &TreeHead,
        bodies: &[&[u8]],
        entries: &[Vec<u8>],
        key: &SigningKey,
    ) -> Result<Checkpoint, StoreError> {
        self.bodies.put_all(bodies)?;
        let mut record = RecordDir::open(self.reader.dir())?;
        if record.checkpoint().tree() != *after {
            return Err(StoreError::Moved("the record".to_owned()));
        }
        Ok(record.append(entries, key)?)
    }

    fn destroy_body(&self, name: &Hash) -> Result<bool, StoreError> {
        Ok(self.bodies.destroy(name)?)
    }

    fn create_archive(&self, poll: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.archive(poll)?;
        let folder = self.dir.join("polls");
        std::fs::create_dir_all(&folder).map_err(FileError::at(&folder, "create the folder"))?;
        match create(&RealDisk, &path, bytes) {
            Err(FileError::Exists { path }) => Err(StoreError::Exists(path.display().to_string())),
            other => Ok(other?),
        }
    }

    fn append_archive(&self, poll: &str, after: u64, bytes: &[u8]) -> Result<u64, StoreError> {
        let path = self.archive(poll)?;
        let (mut file, _) = match AppendFile::open(RealDisk, &path) {
            Err(error) if error.is_absence() => return Err(StoreError::NoArchive(poll.to_owned())),
            other => other?,
        };
        if file.length() != after {
            return Err(StoreError::Moved(format!("the archive of the poll {poll}")));
        }
        Ok(file.append(bytes)?)
    }

    fn login(&self, poll: &str, name: &str) -> Result<Option<Login>, StoreError> {
        Ok(self.private()?.login(poll, name))
    }

    fn put_logins(&self, poll: &str, logins: &[Login]) -> Result<(), StoreError> {
        self.private()?.put_logins(check_name(poll)?, logins)
    }

    fn waiting(&self, poll: &str) -> Result<Vec<WaitingBallot>, StoreError> {
        match &self.private {
            None => Ok(Vec::new()),
            Some(_) => Ok(self.private()?.waiting(poll)),
        }
    }

    fn accept(&self, poll: &str, ballots: &[WaitingBallot]) -> Result<(), StoreError> {
        self.private()?.accept(check_name(poll)?, ballots)
    }

    fn forget_waiting(&self, poll: &str, trackers: &[Hash]) -> Result<(), StoreError> {
        self.private()?.forget(poll, trackers)
    }
}
