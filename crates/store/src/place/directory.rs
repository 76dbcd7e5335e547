//! An election as a folder of plain files, which any web server can hold.
//!
//! ```text
//! record/           the log: entries, tiles, checkpoint
//! bodies/           texts and pictures, named by hash
//! polls/NAME.bel    the archive of each poll
//! served            there while a server takes ballots, or some that it took are not published
//! ```
//!
//! Everything in it is public. What is private lies in another folder (`super::private`), or is not kept at all.
//!
//! No lock is held between two calls: a command and a running server can write to one folder, one after the other.

use super::private::Private;
use super::public::{POLLS, RECORD};
use super::{Login, LoginCount, PublicFile, Store, StoreError, WaitingBallot, poll_name};
use crate::bodies::Bodies;
use crate::files::disk::ensure_folder;
use crate::files::read::read_if_there;
use crate::files::{Access, AppendFile, Disk, FileError, RealDisk, complete_length, create};
use crate::record::writer::create_on;
use crate::record::{CHECKPOINT, RecordDir, RecordError, RecordReader};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::hash::Hash;
use veche_record::note::{MAX_NOTE, SigningKey};
use veche_record::tree::TreeHead;

/// The ending of an archive's name.
const ARCHIVE: &str = ".bel";
/// Says that ballots may wait in the private part of a server, so that nobody closes a poll without them.
const SERVED: &str = "served";

/// An election's folder.
#[derive(Debug)]
pub struct Directory<D: Disk = RealDisk> {
    disk: D,
    public: PathBuf,
    private: Option<Mutex<Private<D>>>,
}

impl Directory {
    /// The election in the folder `public`, which must be there. What is private is kept in the other folder, which is
    /// made if it is not there; without one, nothing private can be read or written.
    ///
    /// # Errors
    /// That a folder cannot be found or made, [`StoreError::InUse`], or [`StoreError::Damaged`].
    pub fn open(public: &Path, private: Option<&Path>) -> Result<Self, StoreError> {
        Self::open_on(RealDisk, public, private)
    }

    /// Makes an empty place in the folder `public`, which is made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a record in it, or as [`Directory::open`].
    pub fn create(public: &Path, private: Option<&Path>) -> Result<Self, StoreError> {
        Self::create_on(RealDisk, public, private)
    }
}

impl<D: Disk + Clone> Directory<D> {
    /// [`Directory::open`] on any disk.
    pub(crate) fn open_on(
        disk: D,
        public: &Path,
        private: Option<&Path>,
    ) -> Result<Self, StoreError> {
        disk.canonical(public)
            .map_err(FileError::at(public, "find the folder of the election"))?;
        let private = private.map(|dir| Private::open(disk.clone(), dir));
        let this = Self {
            disk,
            public: public.to_owned(),
            private: private.transpose()?.map(Mutex::new),
        };
        if this.private.is_some() {
            this.mark_served()?;
        }
        Ok(this)
    }

    /// Leaves word that a server takes ballots here.
    fn mark_served(&self) -> Result<(), StoreError> {
        let path = self.public.join(SERVED);
        match self.disk.create_new(&path, Access::Public) {
            // Another server was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(FileError::at(&path, "create it")(error).into()),
            Ok(_) => Ok(self
                .disk
                .sync_dir(&self.public)
                .map_err(FileError::at(&self.public, "make it durable"))?),
        }
    }

    /// [`Directory::create`] on any disk.
    pub(crate) fn create_on(
        disk: D,
        public: &Path,
        private: Option<&Path>,
    ) -> Result<Self, StoreError> {
        ensure_folder(&disk, public, Access::Public)?;
        let this = Self::open_on(disk, public, private)?;
        match this.has_record()? {
            true => Err(StoreError::Exists {
                what: format!("{}: a record", public.display()),
            }),
            false => Ok(this),
        }
    }

    /// The election's folder.
    #[must_use]
    pub fn public(&self) -> &Path {
        &self.public
    }

    fn has_record(&self) -> Result<bool, FileError> {
        let path = self.record().join(CHECKPOINT);
        let there = self.disk.exists(&path);
        there.map_err(FileError::at(&path, "look for it"))
    }

    fn record(&self) -> PathBuf {
        self.public.join(RECORD)
    }

    fn reader(&self) -> RecordReader<D> {
        RecordReader::on(self.disk.clone(), &self.record())
    }

    fn bodies(&self) -> Bodies<D> {
        Bodies::on(self.disk.clone(), &self.public)
    }

    fn archive(&self, poll: &str) -> Result<PathBuf, StoreError> {
        poll_name(poll)?;
        Ok(self.public.join(POLLS).join(format!("{poll}{ARCHIVE}")))
    }

    fn private(&self) -> Result<MutexGuard<'_, Private<D>>, StoreError> {
        let private = self.private.as_ref().ok_or_else(|| StoreError::ReadOnly {
            what: self.public.display().to_string(),
        })?;
        // Whoever panicked changed the rows in memory only after the disk had them.
        Ok(private.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps bodies, and gives the names of those that were not there before, also if it fails half way.
    fn put_bodies(&self, bodies: &[&[u8]]) -> (Vec<Hash>, Result<(), StoreError>) {
        let kept = self.bodies();
        let mut new = Vec::new();
        for body in bodies {
            let name = Hash::of(body);
            match kept.has(&name) {
                Ok(true) => {}
                Ok(false) => new.push(name),
                Err(error) => return (Vec::new(), Err(error.into())),
            }
        }
        let put = kept.put_all(bodies);
        (new, put.map(drop).map_err(StoreError::from))
    }
}

impl<D: Disk> Drop for Directory<D> {
    /// Takes the word back that a server takes ballots here, if all of them are published.
    fn drop(&mut self) {
        let Some(private) = &mut self.private else {
            return;
        };
        let private = private.get_mut().unwrap_or_else(PoisonError::into_inner);
        if private.all_published {
            // If it stays, a poll is closed one command later.
            let _ = self.disk.remove(&self.public.join(SERVED));
        }
    }
}

/// What is not there is no failure.
fn if_there<T>(read: Result<T, RecordError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(RecordError::File(error)) if error.is_absent() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl<D> Store for Directory<D>
where
    D: Disk + Clone + Send + Sync,
    D::File: Send,
{
    fn checkpoint(&self) -> Result<UncheckedCheckpoint, StoreError> {
        if_there(self.reader().checkpoint())?.ok_or_else(|| StoreError::NoRecord {
            what: self.public.display().to_string(),
        })
    }

    fn read(&self, file: &PublicFile) -> Result<Option<Vec<u8>>, StoreError> {
        match file {
            PublicFile::Checkpoint => {
                let path = self.record().join(CHECKPOINT);
                Ok(read_if_there(&self.disk, &path, MAX_NOTE as u64)?)
            }
            PublicFile::Tile(id) => if_there(self.reader().tile(*id)),
            PublicFile::Bundle(id) => {
                let bundle = if_there(self.reader().bundle(*id))?;
                Ok(bundle.map(|bundle| bundle.into_bytes()))
            }
            PublicFile::Body(name) => Ok(self.bodies().get(name)?),
        }
    }

    fn entries(&self, from: u64, each: &mut dyn FnMut(u64, &[&[u8]])) -> Result<(), StoreError> {
        let size = self.checkpoint()?.tree().size;
        for bundle in self.reader().bundles(from, size) {
            let bundle = bundle?;
            let entries: Vec<&[u8]> = bundle.entries().collect();
            each(bundle.first(), &entries);
        }
        Ok(())
    }

    fn archives(&self) -> Result<Vec<String>, StoreError> {
        let folder = self.public.join(POLLS);
        let names = match self.disk.list(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            other => other.map_err(FileError::at(&folder, "list it"))?,
        };
        let polls = names.iter().filter_map(|name| name.strip_suffix(ARCHIVE));
        let polls = polls.filter(|poll| poll_name(poll).is_ok());
        let mut polls: Vec<String> = polls.map(ToOwned::to_owned).collect();
        polls.sort();
        Ok(polls)
    }

    fn archive_length(&self, poll: &str) -> Result<Option<u64>, StoreError> {
        match complete_length(&self.disk, &self.archive(poll)?) {
            Ok(whole) => Ok(Some(whole.length)),
            Err(error) if error.is_absent() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn archive_part(&self, poll: &str, offset: u64, count: usize) -> Result<Vec<u8>, StoreError> {
        let Some(length) = self.archive_length(poll)? else {
            let poll = poll.to_owned();
            return Err(StoreError::NoSuchArchive { poll });
        };
        let path = self.archive(poll)?;
        let count = length.saturating_sub(offset).min(count as u64);
        let mut bytes = vec![0; count as usize];
        let file = self.disk.open(&path);
        let file = file.map_err(FileError::at(&path, "open it"))?;
        let read = self.disk.read_at(&file, offset, &mut bytes);
        read.map_err(FileError::at(&path, "read it"))?;
        Ok(bytes)
    }

    fn append(
        &self,
        after: &TreeHead,
        bodies: &[&[u8]],
        entries: &[Vec<u8>],
        key: &SigningKey,
    ) -> Result<Checkpoint, StoreError> {
        let moved = |found: u64| StoreError::Moved {
            what: format!("the record in {}", self.public.display()),
            after: after.size,
            found,
        };
        let dir = self.record();
        if !self.has_record()? {
            if *after != TreeHead::empty() {
                return Err(moved(0));
            }
            let checkpoint = create_on(&self.disk, &dir, key)?;
            if entries.is_empty() {
                return Ok(checkpoint);
            }
        }
        let mut record = RecordDir::open_on(self.disk.clone(), &dir)?;
        let found = record.checkpoint().tree();
        if found != *after {
            return Err(moved(found.size));
        }
        let (new, put) = self.put_bodies(bodies);
        let appended = put.and_then(|()| Ok(record.append(entries, key)?));
        if appended.is_err() && !matches!(appended, Err(StoreError::Unfinished(_))) {
            // What cannot be taken back does no harm but to lie there.
            self.bodies().take_back(&new);
        }
        appended
    }

    fn destroy_body(&self, name: &Hash) -> Result<bool, StoreError> {
        Ok(self.bodies().destroy(name)?)
    }

    fn create_archive(&self, poll: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.archive(poll)?;
        ensure_folder(&self.disk, &self.public.join(POLLS), Access::Public)?;
        match create(&self.disk, &path, bytes) {
            Err(FileError::Exists { path }) => Err(StoreError::Exists {
                what: path.display().to_string(),
            }),
            Err(error) if self.disk.exists(&path).unwrap_or(true) => {
                Err(StoreError::Unfinished(error.to_string()))
            }
            other => Ok(other?),
        }
    }

    fn append_archive(&self, poll: &str, after: u64, bytes: &[u8]) -> Result<u64, StoreError> {
        let opened = AppendFile::open(self.disk.clone(), &self.archive(poll)?);
        let (mut file, _) = match opened {
            Err(error) if error.is_absent() => {
                let poll = poll.to_owned();
                return Err(StoreError::NoSuchArchive { poll });
            }
            other => other?,
        };
        match file.length() == after {
            true => Ok(file.append(bytes)?),
            false => Err(StoreError::Moved {
                what: format!("the archive of the poll {poll}"),
                after,
                found: file.length(),
            }),
        }
    }

    fn logins(&self, poll: &str) -> Result<Vec<Login>, StoreError> {
        Ok(self.private()?.rows()?.logins(poll))
    }

    fn count_logins(&self, poll: &str) -> Result<LoginCount, StoreError> {
        Ok(self.private()?.rows()?.count_logins(poll))
    }

    fn put_logins(&self, poll: &str, logins: &[Login]) -> Result<(), StoreError> {
        poll_name(poll)?;
        self.private()?.put_logins(poll, logins)
    }

    fn waiting(&self, poll: &str) -> Result<Vec<WaitingBallot>, StoreError> {
        Ok(self.private()?.rows()?.waiting(poll))
    }

    fn accept(&self, poll: &str, ballots: &[WaitingBallot]) -> Result<(), StoreError> {
        poll_name(poll)?;
        self.private()?.accept(poll, ballots)
    }

    fn seal(&self, poll: &str) -> Result<(), StoreError> {
        poll_name(poll)?;
        if self.private.is_some() {
            return self.private()?.seal(poll);
        }
        let path = self.public.join(SERVED);
        let served = self.disk.exists(&path);
        match served.map_err(FileError::at(&path, "look for it"))? {
            true => Err(StoreError::Served {
                path: self.public.clone(),
            }),
            false => Ok(()),
        }
    }

    fn forget_waiting(&self, poll: &str, trackers: &[Hash]) -> Result<(), StoreError> {
        self.private()?.forget(poll, trackers)
    }
}
