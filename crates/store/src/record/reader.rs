//! Reading a record: its checkpoint, its entries in order, proofs. Needs no lock.
//!
//! A writer may append meanwhile. What a checkpoint tells of stays, except that a partial file may have been replaced by
//! a wider one, which begins with the same bytes.

use super::{CHECKPOINT, RecordError};
use crate::files::read::{read, read_if_there};
use crate::files::{Disk, FileError, RealDisk};
use std::path::{Path, PathBuf};
use veche_record::bundle::{self, BundleError, BundleId, MAX_ENTRY};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::hash::Hash;
use veche_record::inclusion::TlogProof;
use veche_record::note::MAX_NOTE;
use veche_record::proof::{
    TileError, prove_consistency, prove_inclusion, root_at, verify_consistency, verify_inclusion,
};
use veche_record::tile::{TileId, WIDTH};
use veche_record::tree::TreeHead;

/// The most bytes that a file of entries can have.
const MAX_BUNDLE: u64 = WIDTH as u64 * (2 + MAX_ENTRY as u64);
/// The most bytes that a tile can have.
const MAX_TILE: u64 = WIDTH as u64 * Hash::LENGTH as u64;
/// How often a partial file is looked for that a writer replaces meanwhile.
const ATTEMPTS: usize = 8;

/// A record's folder, for reading. Nothing is kept in memory: the record may grow meanwhile.
#[derive(Debug, Clone)]
pub struct RecordReader<D: Disk = RealDisk> {
    pub(crate) disk: D,
    pub(crate) dir: PathBuf,
}

/// Some neighbouring entries, as they lie in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    first: u64,
    /// Valid, and no other entries than these.
    bytes: Vec<u8>,
}

impl Bundle {
    /// Of the bytes of a file.
    ///
    /// # Errors
    /// [`BundleError`] if they are not exactly the entries that its name says.
    pub(crate) fn of(id: BundleId, bytes: Vec<u8>) -> Result<Self, BundleError> {
        id.decode(&bytes)?;
        let first = id.first_entry();
        Ok(Self { first, bytes })
    }

    /// The record's number of the first of them.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// How many bytes they take.
    pub(crate) fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of the file.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Without the entries before number `from`.
    fn starting_at(mut self, from: u64) -> Self {
        let skipped = from.saturating_sub(self.first);
        let before = self.entries().take(skipped as usize);
        let length: usize = before.map(|entry| 2 + entry.len()).sum();
        self.bytes.drain(..length);
        self.first += skipped;
        self
    }

    /// The entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = &[u8]> {
        bundle::entries(&self.bytes).flatten()
    }
}

/// How the tree of a record begins, with the proof (RFC 9162 §2.1.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginningOf {
    /// The first entries.
    pub old: TreeHead,
    /// All of them.
    pub checkpoint: UncheckedCheckpoint,
    /// That the tree of all begins with that of the first.
    pub proof: Vec<Hash>,
}

impl RecordReader {
    /// The record in this folder of this computer. Nothing is looked at yet.
    pub fn new(dir: &Path) -> Self {
        Self::on(RealDisk, dir)
    }
}

impl<D: Disk> RecordReader<D> {
    /// The record in this folder of a disk.
    pub fn on(disk: D, dir: &Path) -> Self {
        let dir = dir.to_owned();
        Self { disk, dir }
    }

    /// The record's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The checkpoint, as it is now. Nobody has checked who signed it.
    ///
    /// # Errors
    /// [`RecordError::File`] or [`RecordError::Checkpoint`].
    pub fn checkpoint(&self) -> Result<UncheckedCheckpoint, RecordError> {
        read_checkpoint(&self.disk, &self.dir.join(CHECKPOINT))
    }

    /// The bytes of a tile: exactly as many as its width says.
    ///
    /// # Errors
    /// [`RecordError::File`], also if there is no such tile; [`RecordError::Damaged`].
    pub fn tile(&self, id: TileId) -> Result<Vec<u8>, RecordError> {
        let wanted = usize::from(id.width()) * Hash::LENGTH;
        let (path, mut bytes) = self.find(&id.path(), id, MAX_TILE, |id| id.path())?;
        if bytes.len() < wanted {
            let reason = format!("it has {} bytes, not {wanted}", bytes.len());
            return Err(RecordError::Damaged { path, reason });
        }
        bytes.truncate(wanted);
        Ok(bytes)
    }

    /// The entries of a bundle: exactly as many as its width says.
    ///
    /// # Errors
    /// [`RecordError::File`], also if there is no such bundle; [`RecordError::Bundle`].
    pub fn bundle(&self, id: BundleId) -> Result<Bundle, RecordError> {
        let wider = |tile: TileId| {
            BundleId::new(tile.index(), tile.width())
                .map(|id| id.path())
                .unwrap_or_default()
        };
        let (path, mut bytes) = self.find(&id.path(), id.tile(), MAX_BUNDLE, wider)?;
        let as_named = path == self.dir.join(id.path());
        let length = length_in(id, &bytes, as_named);
        match length {
            Ok(length) => bytes.truncate(length),
            Err(error) => return Err(RecordError::Bundle { path, error }),
        }
        let first = id.first_entry();
        Ok(Bundle { first, bytes })
    }

    /// The entries numbered `from` and higher of the first `size`, one file at a time. After an error there are no more.
    pub fn bundles(
        &self,
        from: u64,
        size: u64,
    ) -> impl Iterator<Item = Result<Bundle, RecordError>> {
        let files = from / u64::from(WIDTH)..size.div_ceil(u64::from(WIDTH));
        let ids = files.filter_map(move |index| BundleId::in_tree(index, size));
        let mut ended = from >= size;
        ids.map_while(move |id| {
            if ended {
                return None;
            }
            let bundle = self.bundle(id).map(|bundle| bundle.starting_at(from));
            ended = bundle.is_err();
            Some(bundle)
        })
    }

    /// One entry.
    ///
    /// # Errors
    /// [`RecordError::Outside`] if the checkpoint does not tell of it, or as [`RecordReader::bundle`].
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, RecordError> {
        let size = self.checkpoint()?.tree().size;
        let outside = RecordError::Outside {
            path: self.dir.clone(),
            asked: index,
            size,
        };
        let Some(id) = BundleId::in_tree(index / u64::from(WIDTH), size) else {
            return Err(outside);
        };
        let bundle = self.bundle(id)?;
        let place = (index % u64::from(WIDTH)) as usize;
        bundle
            .entries()
            .nth(place)
            .map(<[u8]>::to_vec)
            .ok_or(outside)
    }

    /// A file that proves that one entry is in the record. It reads a few tiles, and has been checked against the
    /// checkpoint's root; not who signed that.
    ///
    /// # Errors
    /// [`RecordError::Outside`], or that files are missing or do not agree.
    pub fn prove_inclusion(&self, index: u64) -> Result<TlogProof, RecordError> {
        let checkpoint = self.checkpoint()?;
        let tree = checkpoint.tree();
        let hashes = prove_inclusion(index, tree.size, |id| self.tile(id));
        let hashes = hashes.map_err(|error| self.explain(error))?;
        let leaf = self.leaf(index, tree.size)?;
        verify_inclusion(&leaf, index, &tree, &hashes)
            .map_err(|_| self.disagree("the tiles do not lead to the root in the checkpoint"))?;
        Ok(TlogProof {
            extra: None,
            index,
            hashes,
            checkpoint,
        })
    }

    /// The root of the first `old` entries, with the proof that the record begins with them. It reads a few tiles, and
    /// has been checked against the checkpoint's root; not who signed that.
    ///
    /// # Errors
    /// [`RecordError::Outside`] if the record has fewer entries, or that files are missing or do not agree.
    pub fn prove_consistency(&self, old: u64) -> Result<BeginningOf, RecordError> {
        let checkpoint = self.checkpoint()?;
        let tree = checkpoint.tree();
        let old_tree = root_at(old, tree.size, |id| self.tile(id));
        let old_tree = old_tree.map_err(|error| self.explain(error))?;
        let proof = prove_consistency(old, tree.size, |id| self.tile(id));
        let proof = proof.map_err(|error| self.explain(error))?;
        verify_consistency(&old_tree, &tree, &proof)
            .map_err(|_| self.disagree("the tiles do not lead to the root in the checkpoint"))?;
        Ok(BeginningOf {
            old: old_tree,
            checkpoint,
            proof,
        })
    }

    fn leaf(&self, index: u64, size: u64) -> Result<Hash, RecordError> {
        let id = TileId::in_tree(0, index / u64::from(WIDTH), size);
        let place = (index % u64::from(WIDTH)) as usize;
        let leaf = match id {
            None => None,
            Some(id) => {
                let bytes = self.tile(id)?;
                id.decode(&bytes)
                    .and_then(|hashes| hashes.get(place).copied())
            }
        };
        leaf.ok_or_else(|| RecordError::Outside {
            path: self.dir.clone(),
            asked: index,
            size,
        })
    }

    pub(crate) fn explain(&self, error: TileError<RecordError>) -> RecordError {
        match error {
            TileError::Read(error) => error,
            TileError::Length { tile, .. } => RecordError::Damaged {
                path: self.dir.join(tile.path()),
                reason: error.to_string(),
            },
            TileError::Outside { asked, size } => RecordError::Outside {
                path: self.dir.clone(),
                asked,
                size,
            },
        }
    }

    fn disagree(&self, reason: &str) -> RecordError {
        RecordError::Damaged {
            path: self.dir.clone(),
            reason: reason.to_owned(),
        }
    }

    /// The file of a tile or bundle, or of a wider one of the same number. Where it was found, and all of it.
    fn find(
        &self,
        named: &str,
        id: TileId,
        limit: u64,
        path_of: impl Fn(TileId) -> String,
    ) -> Result<(PathBuf, Vec<u8>), RecordError> {
        let exact = self.dir.join(named);
        for _ in 0..ATTEMPTS {
            if let Some(bytes) = read_if_there(&self.disk, &exact, limit)? {
                return Ok((exact, bytes));
            }
            if !id.is_partial() {
                break;
            }
            // A writer may put a wider one in its place between any two of our looks.
            for wider in self.wider(&exact, id) {
                let path = self.dir.join(path_of(wider));
                if let Some(bytes) = read_if_there(&self.disk, &path, limit)? {
                    return Ok((path, bytes));
                }
            }
        }
        let absent = std::io::ErrorKind::NotFound.into();
        Err(FileError::at(&exact, "find it")(absent).into())
    }

    /// Wider tiles of the same number that may be there, the full one last.
    fn wider(&self, exact: &Path, id: TileId) -> Vec<TileId> {
        let folder = exact.parent().unwrap_or(exact);
        // No folder of partial ones, no partial ones.
        let names = self.disk.list(folder).unwrap_or_default();
        let widths = names.iter().filter_map(|name| name.parse::<u16>().ok());
        let mut widths: Vec<u16> = widths.filter(|width| *width > id.width()).collect();
        widths.sort_unstable();
        let partial = widths.into_iter().filter_map(|width| id.with_width(width));
        partial.chain([id.full()]).collect()
    }
}

/// How many bytes the entries of a bundle take in the file that was found for it: all of it, or the beginning of a wider
/// one.
pub(crate) fn length_in(id: BundleId, file: &[u8], as_named: bool) -> Result<usize, BundleError> {
    match as_named {
        // Every byte counts.
        true => id.decode(file).map(|_| file.len()),
        false => bundle::entries(file)
            .take(usize::from(id.width()))
            .map(|entry| Ok(2 + entry?.len()))
            .sum(),
    }
}

/// Reads a file as a checkpoint.
///
/// # Errors
/// [`RecordError::File`] or [`RecordError::Checkpoint`].
pub(crate) fn read_checkpoint<D: Disk>(
    disk: &D,
    path: &Path,
) -> Result<UncheckedCheckpoint, RecordError> {
    let bytes = read(disk, path, MAX_NOTE as u64)?;
    UncheckedCheckpoint::parse(&bytes).map_err(|error| RecordError::Checkpoint {
        path: path.to_owned(),
        error,
    })
}
