//! Hints for whoever verifies an archive ([`veche_poll::hints`]), made as ballots are published: `veche serve --hints`.
//!
//! A thread of its own follows the archives, from their beginnings whenever the server starts, and verifies each ballot once
//! more. What it writes is nothing that anybody must keep or trust: it lies beside the server's data, and is made again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use veche_poll::election::ElectionOutline;
use veche_poll::hints::{self, Making};
use veche_poll::verify::Options;
use veche_store::place::{Store, archive_again};

use super::{RoomError, Shared, seed};

/// So many bytes of an archive are read at a time.
const PIECE: usize = 1 << 18;
/// How often it is looked whether an archive has grown.
const LOOK: Duration = Duration::from_secs(1);

/// Why a poll has no more hints until the server is started again.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Room(#[from] RoomError),
    #[error("{}: cannot write it: {error}", path.display())]
    Write { path: PathBuf, error: io::Error },
}

/// The thread's own state.
pub(super) struct HintMaker {
    shared: Arc<Shared>,
    store: Arc<dyn Store>,
    folder: PathBuf,
    /// Each poll that was begun; nothing for one that has none, or no more.
    polls: BTreeMap<String, Option<Followed>>,
}

/// An archive that is followed.
struct Followed {
    maker: Box<dyn Making>,
    /// How far it was read, in bytes.
    read: u64,
    /// What is written: under another name until it has come as far as the archive once.
    file: File,
    named: bool,
}

/// The file of a poll's hints.
pub(super) fn file_of(folder: &Path, poll: &str) -> PathBuf {
    folder.join(format!("{poll}.hints"))
}

impl HintMaker {
    /// A maker that writes into this folder.
    pub(super) fn new(shared: Arc<Shared>, store: Arc<dyn Store>, folder: PathBuf) -> Self {
        Self {
            shared,
            store,
            folder,
            polls: BTreeMap::new(),
        }
    }

    /// Follows all archives until the other end is gone.
    pub(super) fn run(mut self, stop: &Receiver<()>) {
        loop {
            for poll in self.store.archives().unwrap_or_default() {
                if let Err(error) = self.follow(&poll, stop) {
                    tracing::warn!(poll, %error, "no more hints");
                    self.polls.insert(poll, None);
                }
            }
            if stop.recv_timeout(LOOK) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    fn follow(&mut self, poll: &str, stop: &Receiver<()>) -> Result<(), Failure> {
        if !self.polls.contains_key(poll) {
            let Some(begun) = self.begin(poll)? else {
                return Ok(());
            };
            self.polls.insert(poll.to_owned(), begun);
        }
        let Some(Some(followed)) = self.polls.get_mut(poll) else {
            return Ok(());
        };
        let path = file_of(&self.folder, poll);
        let write = |error| Failure::Write {
            path: path.clone(),
            error,
        };
        let length = self.store.archive_length(poll).map_err(RoomError::from)?;
        let length = length.unwrap_or(0);
        if followed.named && followed.read >= length {
            return Ok(());
        }
        while followed.read < length && stop.try_recv() == Err(TryRecvError::Empty) {
            let part = self.store.archive_part(poll, followed.read, PIECE);
            let part = part.map_err(RoomError::from)?;
            if part.is_empty() {
                break;
            }
            followed.read += part.len() as u64;
            let made = followed.maker.push(&part);
            followed.file.write_all(&made).map_err(write)?;
        }
        followed
            .file
            .write_all(&followed.maker.pause())
            .map_err(write)?;
        if !followed.named && followed.read >= length {
            fs::rename(unfinished(&path), &path).map_err(write)?;
            followed.named = true;
        }
        Ok(())
    }

    /// The beginning of a poll's hints. Nothing while the poll is not set up; nothing in it if its group has no hints.
    fn begin(&self, poll: &str) -> Result<Option<Option<Followed>>, Failure> {
        let election = self
            .shared
            .with_archive(poll, |archive| Ok(archive.election().to_vec()));
        let outline = election.map(|bytes| ElectionOutline::parse(&bytes));
        let Ok(Ok(outline)) = outline else {
            return Ok(None);
        };
        let again = archive_again(Arc::clone(&self.store), poll.to_owned());
        let options = Options {
            again: Some(again),
            ..Options::new(seed()?)
        };
        let Some(maker) = hints::maker(&outline.group, options) else {
            return Ok(Some(None));
        };
        let path = unfinished(&file_of(&self.folder, poll));
        let file = fs::create_dir_all(&self.folder).and_then(|()| File::create(&path));
        let file = file.map_err(|error| Failure::Write { path, error })?;
        Ok(Some(Some(Followed {
            maker,
            read: 0,
            file,
            named: false,
        })))
    }
}

/// Where a file is written until it can take its place.
fn unfinished(path: &Path) -> PathBuf {
    path.with_extension("hints.new")
}
