//! A disk in memory that forgets at a crash whatever POSIX lets a real one forget. For tests only.
//!
//! Of every file it knows what was synced and which writes came after; of every folder which names were synced and
//! which changes came after. A crash keeps or loses each of these on its own and in any order; a kept write may be torn
//! anywhere, with zeros in its holes; a kept rename may leave the old name too; a lost folder takes all in it along.

use super::disk::{Access, Disk, folder_of};
use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What happens at a chosen operation that changes the disk (counted from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// The power fails during it: it may have happened or not, and nothing works after it.
    Crash(u64),
    /// It fails, and the program goes on. A write may have happened in part.
    Failure(u64),
    /// From it on everything fails, but reading.
    Failures(u64),
}

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    File(usize),
    Folder,
}

#[derive(Debug, Clone)]
enum NameChange {
    Put(PathBuf, Node),
    Remove(PathBuf),
}

#[derive(Debug, Clone, Default)]
struct Contents {
    durable: Vec<u8>,
    now: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Debug, Clone, Default)]
struct State {
    files: Vec<Contents>,
    durable_names: BTreeMap<PathBuf, Node>,
    names: BTreeMap<PathBuf, Node>,
    unsynced_names: Vec<NameChange>,
    operations: u64,
    trouble: Trouble,
    crashed: bool,
    without_links: bool,
    /// What another program makes of a file right after its length was next asked for.
    then: Option<Vec<u8>>,
    /// Syncs of files whose name ends so, or of the folder for "/", are promised and not done.
    lies_about: Option<&'static str>,
}

/// The disk; clones share it, as programs share a disk.
#[derive(Debug, Clone, Default)]
pub(crate) struct SimulatedDisk(Arc<RwLock<State>>);

/// An open file, with the name it was opened by.
#[derive(Debug, Clone)]
pub(crate) struct SimulatedFile(usize, PathBuf);

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(offset, written) => {
            let offset = *offset as usize;
            let end = offset + written.len();
            bytes.resize(bytes.len().max(end), 0);
            bytes[offset..end].copy_from_slice(written);
        }
        Change::Truncate(length) => bytes.resize(*length as usize, 0),
    }
}

fn apply_name(names: &mut BTreeMap<PathBuf, Node>, change: &NameChange) {
    match change {
        NameChange::Put(path, node) => names.insert(path.clone(), *node),
        NameChange::Remove(path) => names.remove(path),
    };
}

impl NameChange {
    fn path(&self) -> &Path {
        match self {
            Self::Put(path, _) | Self::Remove(path) => path,
        }
    }
}

/// Without the names in folders that are gone.
fn without_orphans(names: &BTreeMap<PathBuf, Node>) -> BTreeMap<PathBuf, Node> {
    let mut kept = BTreeMap::new();
    // A folder comes before what is in it.
    for (path, node) in names {
        let folder = folder_of(path);
        if folder == Path::new(".") || kept.get(folder) == Some(&Node::Folder) {
            kept.insert(path.clone(), *node);
        }
    }
    kept
}

fn below(rng: &mut ChaCha8Rng, limit: usize) -> usize {
    (rng.next_u64() % limit as u64) as usize
}

/// What is left of a write that was under way: some pieces of it, and maybe its length with zeros.
fn torn(rng: &mut ChaCha8Rng, offset: u64, written: &[u8]) -> Vec<Change> {
    let mut left = Vec::new();
    if below(rng, 2) == 0 {
        let length = below(rng, written.len() + 1);
        left.push(Change::Write(offset, vec![0; length]));
    }
    let mut start = 0;
    while start < written.len() {
        let end = start + 1 + below(rng, written.len() - start);
        if below(rng, 2) == 0 {
            left.push(Change::Write(
                offset + start as u64,
                written[start..end].to_vec(),
            ));
        }
        start = end;
    }
    left
}

impl SimulatedDisk {
    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap()
    }

    fn state_mut(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap()
    }

    /// Writes a durable file directly, without counting.
    pub(crate) fn put(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.state_mut();
        let file = state.files.len();
        state.files.push(Contents {
            durable: bytes.to_vec(),
            now: bytes.to_vec(),
            unsynced: Vec::new(),
        });
        state.names.insert(path.to_owned(), Node::File(file));
        state
            .durable_names
            .insert(path.to_owned(), Node::File(file));
    }

    /// What the file of this name holds, for a program that reads now.
    pub(crate) fn contents(&self, path: &Path) -> Option<Vec<u8>> {
        let state = self.state();
        match state.names.get(path)? {
            Node::File(file) => Some(state.files[*file].now.clone()),
            Node::Folder => None,
        }
    }

    /// The names of all files.
    pub(crate) fn names(&self) -> Vec<PathBuf> {
        let state = self.state();
        let files = state
            .names
            .iter()
            .filter(|(_, node)| **node != Node::Folder);
        files.map(|(path, _)| path.clone()).collect()
    }

    /// How many operations have changed this disk.
    pub(crate) fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Plans trouble; operations count from here.
    pub(crate) fn plan(&self, trouble: Trouble) {
        let mut state = self.state_mut();
        state.operations = 0;
        state.trouble = trouble;
    }

    /// Lets another program change a file to these bytes right after its length was next asked for.
    pub(crate) fn after_next_length(&self, bytes: &[u8]) {
        self.state_mut().then = Some(bytes.to_vec());
    }

    /// Makes this disk one without hard links.
    pub(crate) fn forbid_links(&self) {
        self.state_mut().without_links = true;
    }

    /// Makes this disk lie about some syncs: those of files whose name ends so, or of the folder for "/".
    pub(crate) fn lie_about(&self, what: &'static str) {
        self.state_mut().lies_about = Some(what);
    }

    /// The disk after the program died and the computer did not: everything is as the program left it.
    pub(crate) fn after_kill(&self) -> Self {
        let mut state = self.state().clone();
        (state.crashed, state.trouble) = (false, Trouble::None);
        Self(Arc::new(RwLock::new(state)))
    }

    /// The disk after a power failure.
    pub(crate) fn after_crash(&self, rng: &mut ChaCha8Rng) -> Self {
        let mut state = self.state().clone();
        (state.crashed, state.trouble) = (false, Trouble::None);
        for file in &mut state.files {
            let mut kept = Vec::new();
            for change in file.unsynced.drain(..) {
                match (below(rng, 3), &change) {
                    (0, _) => {}
                    (1, Change::Write(offset, written)) => kept.push(torn(rng, *offset, written)),
                    _ => kept.push(vec![change]),
                }
            }
            for last in (1..kept.len()).rev() {
                kept.swap(last, below(rng, last + 1));
            }
            for change in kept.iter().flatten() {
                apply(&mut file.durable, change);
            }
            file.now = file.durable.clone();
        }
        for change in std::mem::take(&mut state.unsynced_names) {
            if below(rng, 2) == 0 {
                apply_name(&mut state.durable_names, &change);
            }
        }
        state.durable_names = without_orphans(&state.durable_names);
        state.names = state.durable_names.clone();
        Self(Arc::new(RwLock::new(state)))
    }

    /// Counts an operation that changes the disk, and says whether it happens (`Ok`) and is the last (`true`).
    fn step(&self) -> io::Result<bool> {
        let mut state = self.state_mut();
        if state.crashed {
            return Err(io::Error::other("the power is off"));
        }
        state.operations += 1;
        let now = state.operations;
        match state.trouble {
            Trouble::Crash(at) if at == now => {
                state.crashed = true;
                Ok(true)
            }
            Trouble::Failure(at) if at == now => Err(io::ErrorKind::StorageFull.into()),
            Trouble::Failures(from) if from <= now => Err(io::ErrorKind::StorageFull.into()),
            _ => Ok(false),
        }
    }

    fn change(&self, file: &SimulatedFile, change: Change) -> io::Result<()> {
        let stepped = self.step();
        let mut state = self.state_mut();
        if state.crashed && stepped.is_err() {
            return Err(io::Error::other("the power is off"));
        }
        let change = match (&stepped, change) {
            // A full disk takes the first part of a write.
            (Err(_), Change::Write(offset, bytes)) => {
                Change::Write(offset, bytes[..bytes.len() / 2].to_vec())
            }
            (Err(_), Change::Truncate(_)) => return stepped.map(drop),
            (Ok(_), change) => change,
        };
        let contents = &mut state.files[file.0];
        apply(&mut contents.now, &change);
        contents.unsynced.push(change);
        off_if(stepped?)
    }

    fn change_names(&self, changes: &[NameChange]) -> io::Result<()> {
        let last = self.step()?;
        let mut state = self.state_mut();
        for change in changes {
            apply_name(&mut state.names, change);
            state.unsynced_names.push(change.clone());
        }
        drop(state);
        off_if(last)
    }

    fn look_up(&self, path: &Path) -> io::Result<usize> {
        match self.state().names.get(path) {
            Some(Node::File(file)) => Ok(*file),
            Some(Node::Folder) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn is_taken(&self, path: &Path) -> bool {
        self.state().names.contains_key(path)
    }

    /// Fails unless a new name can be put into the folder of this path.
    fn look_up_folder_of(&self, path: &Path) -> io::Result<()> {
        let folder = folder_of(path);
        let there = self.state().names.get(folder) == Some(&Node::Folder);
        match there || folder == Path::new(".") {
            true => Ok(()),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// The operation during which the power fails never returns to the program.
fn off_if(last: bool) -> io::Result<()> {
    match last {
        true => Err(io::Error::other("the power is off")),
        false => Ok(()),
    }
}

impl Disk for SimulatedDisk {
    type File = SimulatedFile;

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        match self.is_taken(path) {
            true => Ok(path.to_owned()),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        Ok(self.is_taken(path))
    }

    fn open(&self, path: &Path) -> io::Result<SimulatedFile> {
        Ok(SimulatedFile(self.look_up(path)?, path.to_owned()))
    }

    fn open_locked(&self, path: &Path) -> io::Result<SimulatedFile> {
        self.open(path)
    }

    fn open_locked_at_once(&self, path: &Path) -> io::Result<SimulatedFile> {
        self.open(path)
    }

    fn create_new(&self, path: &Path, _access: Access) -> io::Result<SimulatedFile> {
        if self.is_taken(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.look_up_folder_of(path)?;
        let file = self.state().files.len();
        self.state_mut().files.push(Contents::default());
        self.change_names(&[NameChange::Put(path.to_owned(), Node::File(file))])?;
        Ok(SimulatedFile(file, path.to_owned()))
    }

    fn is_named(&self, file: &SimulatedFile, path: &Path) -> io::Result<bool> {
        Ok(self.look_up(path)? == file.0)
    }

    fn length(&self, file: &SimulatedFile) -> io::Result<u64> {
        let mut state = self.state_mut();
        let length = state.files[file.0].now.len() as u64;
        if let Some(bytes) = state.then.take() {
            state.files[file.0].now = bytes;
        }
        Ok(length)
    }

    fn read_at(&self, file: &SimulatedFile, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let state = self.state();
        let start = offset as usize;
        let found = state.files[file.0].now.get(start..start + buffer.len());
        buffer.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn write_at(&self, file: &SimulatedFile, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.change(file, Change::Write(offset, bytes.to_vec()))
    }

    fn truncate(&self, file: &SimulatedFile, length: u64) -> io::Result<()> {
        self.change(file, Change::Truncate(length))
    }

    fn sync(&self, file: &SimulatedFile) -> io::Result<()> {
        off_if(self.step()?)?;
        let mut state = self.state_mut();
        let name = file.1.to_string_lossy();
        if state
            .lies_about
            .is_none_or(|suffix| !name.ends_with(suffix))
        {
            let contents = &mut state.files[file.0];
            contents.durable = contents.now.clone();
            contents.unsynced.clear();
        }
        Ok(())
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.state().without_links {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let file = self.look_up(from)?;
        if self.is_taken(to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.change_names(&[NameChange::Put(to.to_owned(), Node::File(file))])
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let file = self.look_up(from)?;
        self.change_names(&[
            NameChange::Put(to.to_owned(), Node::File(file)),
            NameChange::Remove(from.to_owned()),
        ])
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.look_up(path)?;
        self.change_names(&[NameChange::Remove(path.to_owned())])
    }

    fn create_dir(&self, path: &Path, _access: Access) -> io::Result<()> {
        if self.is_taken(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.look_up_folder_of(path)?;
        self.change_names(&[NameChange::Put(path.to_owned(), Node::Folder)])
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        match self.list(path)?.is_empty() {
            true => self.change_names(&[NameChange::Remove(path.to_owned())]),
            false => Err(io::ErrorKind::DirectoryNotEmpty.into()),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let state = self.state();
        if state.names.get(folder) != Some(&Node::Folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = state.names.keys().filter(|path| folder_of(path) == folder);
        let names = inside.filter_map(|path| path.file_name()?.to_str());
        Ok(names.map(str::to_owned).collect())
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        off_if(self.step()?)?;
        let mut state = self.state_mut();
        if state.lies_about == Some("/") {
            return Ok(());
        }
        let changes = std::mem::take(&mut state.unsynced_names);
        for change in changes {
            match folder_of(change.path()) == folder {
                true => apply_name(&mut state.durable_names, &change),
                false => state.unsynced_names.push(change),
            }
        }
        Ok(())
    }
}
