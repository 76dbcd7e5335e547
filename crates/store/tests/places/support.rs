//! Elections to test with: the samples, whose keys are public.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use veche_election::entry::Recorded;
use veche_record::hash::Hash;
use veche_record::note::{KeyName, SigningKey};
use veche_store::keeper::{StoredBody, bodies_of};
use veche_store::place::{Database, Directory, Login, PublicFile, Store, WaitingBallot};

/// The folder of a sample election.
pub(crate) fn sample_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../elections")
        .join(name)
}

/// A sample, to be recorded again: the key of its log, and its entries with the bodies that are still there.
pub(crate) struct Sample {
    pub(crate) entries: Vec<(Recorded, Vec<StoredBody>)>,
    name: String,
    origin: String,
}

impl Sample {
    pub(crate) fn read(name: &str) -> Self {
        let store = Directory::open(&sample_folder(name), None).unwrap();
        let mut entries = Vec::new();
        let mut each = |_, leaves: &[&[u8]]| {
            for leaf in leaves {
                let bodies = bodies_of(leaf).into_iter().map(|reference| {
                    let name = Hash::new(*reference.stored().bytes());
                    let bytes = store.read(&PublicFile::Body(name)).unwrap()?;
                    Some(StoredBody { reference, bytes })
                });
                entries.push((Recorded::read(leaf).unwrap(), bodies.flatten().collect()));
            }
        };
        store.entries(0, &mut each).unwrap();
        Self {
            entries,
            name: name.to_owned(),
            origin: store.checkpoint().unwrap().origin().to_owned(),
        }
    }

    pub(crate) fn key(&self) -> SigningKey {
        SigningKey::new(KeyName::new(&self.origin).unwrap(), &self.seed("log"))
    }

    /// The key of a person.
    pub(crate) fn person(&self, person: &str) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.seed(&format!("key\n{person}")))
    }

    fn seed(&self, purpose: &str) -> [u8; 32] {
        Sha256::digest(format!("veche sample\n{}\n{purpose}", self.name)).into()
    }
}

/// An empty place of each kind, by what it is, with the folder that it lies in.
pub(crate) fn empty_places() -> Vec<(&'static str, tempfile::TempDir, Arc<dyn Store>)> {
    let folder = || tempfile::tempdir().unwrap();
    let (one, two, three) = (folder(), folder(), folder());
    let directory = Directory::create(&one.path().join("election"), None).unwrap();
    let file = Database::open(&two.path().join("veche.sqlite")).unwrap();
    let memory = Database::in_memory().unwrap();
    vec![
        ("folder", one, Arc::new(directory)),
        ("file", two, file.create("election").unwrap()),
        ("memory", three, memory.create("election").unwrap()),
    ]
}

pub(crate) fn login(name: &str) -> Login {
    Login {
        name: name.to_owned(),
        mail: None,
        verifier: None,
        credential: None,
    }
}

/// A ballot whose text is not like any other's.
pub(crate) fn ballot(login: &str, number: u64) -> WaitingBallot {
    let text = format!("ballot {number} of {login} ").repeat(1 + number as usize % 40);
    WaitingBallot {
        login: login.to_owned(),
        credential: format!("credential of {login}"),
        tracker: Hash::of(text.as_bytes()),
        ballot: text.into_bytes(),
        promise: format!("promise {number}"),
    }
}

/// All files below a folder, by path.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, below)) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}{}", entry.file_name().to_str().unwrap());
            match entry.path().is_dir() {
                true => folders.push((entry.path(), format!("{name}/"))),
                false => drop(found.insert(name, std::fs::read(entry.path()).unwrap())),
            }
        }
    }
    found
}
