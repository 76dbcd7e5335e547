//! What every place must keep, one property a function, over a folder, a database in a file and a database in memory.
//!
//! | module | subject |
//! | --- | --- |
//! | `record` | the record and its bodies |
//! | `archives` | the archives of polls |
//! | `private` | logins, and ballots that wait |
//! | `troubles` | no space left, a crash, another program |
//! | `databases` | what only a database has: its version, import and export |

mod archives;
mod databases;
mod private;
mod record;
mod troubles;

use super::{Database, Directory, Store, WaitingBallot};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use veche_record::hash::Hash;
use veche_record::note::{KeyName, SigningKey};
use veche_record::tree::{Frontier, TreeHead};

/// The name of every election here.
const NAME: &str = "election";
/// The name of every poll here.
const POLL: &str = "main";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Directory,
    File,
    Memory,
}

/// A place in a folder of its own.
struct Place {
    kind: Kind,
    folder: tempfile::TempDir,
    memory: Option<Database>,
}

impl Place {
    /// An empty one.
    fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let memory = (kind == Kind::Memory).then(|| Database::in_memory().unwrap());
        let place = Self {
            kind,
            folder,
            memory,
        };
        match kind {
            Kind::Directory => drop(Directory::create(&place.path(), None).unwrap()),
            _ => drop(place.database().create(NAME).unwrap()),
        }
        place
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(NAME)
    }

    fn private(&self) -> PathBuf {
        self.folder.path().join("private")
    }

    fn database(&self) -> Database {
        let file = || Database::open(&self.folder.path().join("veche.sqlite")).unwrap();
        self.memory.clone().unwrap_or_else(file)
    }

    /// Opens it as another program would. Only one may have the private part of a folder open.
    fn open(&self) -> Arc<dyn Store> {
        match self.kind {
            Kind::Directory => {
                Arc::new(Directory::open(&self.path(), Some(&self.private())).unwrap())
            }
            _ => self.database().store(NAME).unwrap(),
        }
    }

    /// Opens what is public of it.
    fn open_public(&self) -> Arc<dyn Store> {
        match self.kind {
            Kind::Directory => Arc::new(Directory::open(&self.path(), None).unwrap()),
            _ => self.open(),
        }
    }
}

/// Runs a property for every kind of place. What fails says where by the line it printed last.
fn everywhere(property: impl Fn(&Place)) {
    for kind in [Kind::Directory, Kind::File, Kind::Memory] {
        println!("{kind:?}");
        property(&Place::new(kind));
    }
}

fn key() -> SigningKey {
    SigningKey::new(KeyName::new("example.org/election").unwrap(), &[1; 32])
}

/// Entries number `from` to `to`; some are empty.
fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    let entry = |number| {
        format!("entry {number} ")
            .repeat((number % 5) as usize)
            .into_bytes()
    };
    (from..to).map(entry).collect()
}

/// The head of the record of the first `size` entries.
fn head(size: u64) -> TreeHead {
    let mut frontier = Frontier::new();
    for entry in entries(0, size) {
        frontier.push(Hash::leaf(&entry));
    }
    frontier.head()
}

/// Appends so that the record has each of these sizes in turn; the first may be 0.
fn grow(store: &dyn Store, sizes: &[u64]) {
    let mut from = store.checkpoint().map_or(0, |found| found.tree().size);
    for size in sizes {
        let new = entries(from, *size);
        let checkpoint = store.append(&head(from), &[], &new, &key()).unwrap();
        assert_eq!(checkpoint.tree(), head(*size));
        from = *size;
    }
}

/// All entries from number `from` on.
fn read_entries(store: &dyn Store, from: u64) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut each = |first: u64, entries: &[&[u8]]| {
        assert_eq!(first, from + found.len() as u64);
        found.extend(entries.iter().map(|entry| entry.to_vec()));
    };
    store.entries(from, &mut each).unwrap();
    found
}

/// A ballot whose text is not like any other's.
fn ballot(login: &str, credential: &str, number: u32) -> WaitingBallot {
    let text = format!("ballot {number} of somebody");
    WaitingBallot {
        login: login.to_owned(),
        credential: credential.to_owned(),
        tracker: Hash::of(text.as_bytes()),
        ballot: text.into_bytes(),
        promise: format!("promise {number}"),
    }
}

/// Whether any file below a folder holds these bytes.
fn is_in_a_file(folder: &Path, bytes: &[u8]) -> bool {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return is_in_a_file(&path, bytes);
        }
        let found = std::fs::read(&path).unwrap();
        found.windows(bytes.len()).any(|window| window == bytes)
    })
}
