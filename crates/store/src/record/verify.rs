//! Whether all files of a record agree with its checkpoint.
//!
//! Every entry is read and hashed, every tile compared with what the entries give, and the root with the checkpoint's.
//! Who signed the checkpoint is another question: which key is in force may be known only after the entries are read.

use super::{Bundle, CHECKPOINT, RecordError, RecordReader};
use crate::files::Disk;
use rayon::prelude::*;
use std::fmt;
use veche_record::bundle::{self, BundleId};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::tile::{HEIGHT, TileId, WIDTH, encode};
use veche_record::tree::TreeHead;

/// How many bytes of entries are read before they are hashed, all cores at once.
const CHUNK: usize = 4 << 20;
/// After so many differences the reading ends: a false size in a checkpoint shall not make us look for files for ever.
const ENOUGH: usize = 1000;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesReport {
    /// The checkpoint that the files were compared with. Nobody has checked who signed it.
    pub checkpoint: UncheckedCheckpoint,
    /// The tree of the entries as they were read. An entry that could not be read stands in it with the hash that its
    /// tile says.
    pub tree: TreeHead,
    /// Where files do not agree, in the order in which it was found. After a thousand the reading has ended.
    pub differences: Vec<Difference>,
}

impl FilesReport {
    /// Whether all files agree with the checkpoint.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }
}

/// One disagreement. Files are named as below the record's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A file is missing, cannot be read, or is of the wrong length. If it holds entries, they were left out.
    Unreadable {
        /// The file.
        file: String,
        /// The number of the first entry that it holds or stands for.
        first: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Hashes in a tile are not those of the entries.
    Tile {
        /// The file.
        file: String,
        /// How many of its hashes.
        hashes: usize,
        /// The number of the first entry that the first of them stands for.
        first: u64,
        /// How many entries each of them stands for.
        each: u64,
    },
    /// The entries have another root than the checkpoint says.
    Root {
        /// The root in the checkpoint.
        claimed: Hash,
        /// The root of the entries.
        computed: Hash,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable {
                file,
                first,
                reason,
            } => write!(f, "{file} (from entry {first}): {reason}"),
            Self::Tile {
                file,
                hashes,
                first,
                each: 1,
            } => write!(
                f,
                "{file}: {hashes} hashes are not those of the entries, the first for entry {first}"
            ),
            Self::Tile {
                file,
                hashes,
                first,
                each,
            } => write!(
                f,
                "{file}: {hashes} hashes are not those of the entries, the first for the {each} entries from {first}"
            ),
            Self::Root { claimed, computed } => write!(
                f,
                "{CHECKPOINT}: its root is {}, and that of the entries {}",
                claimed.to_base64(),
                computed.to_base64()
            ),
        }
    }
}

impl<D: Disk> RecordReader<D> {
    /// Reads the whole record once and compares all its files. The entries go to `consume` on the way, in order, those
    /// of one file at a time with the number of the first; those of a file that cannot be read are left out. Memory is
    /// bounded, whatever the size of the record.
    ///
    /// # Errors
    /// Only that there is no checkpoint to compare with; all else is a [`Difference`].
    pub fn verify_files(
        &self,
        mut consume: impl FnMut(u64, &[&[u8]]),
    ) -> Result<FilesReport, RecordError> {
        let checkpoint = self.checkpoint()?;
        let (edge, differences) = compare_files(self, checkpoint.tree(), &mut consume);
        Ok(FilesReport {
            checkpoint,
            tree: edge.head(),
            differences,
        })
    }
}

/// Where the files of a record are read from: a folder, or any place. What cannot be read is said in words.
pub(crate) trait Files {
    /// The entries of a bundle: exactly as many as its width says.
    fn bundle(&self, id: BundleId) -> Result<Bundle, String>;

    /// The bytes of a tile.
    fn tile(&self, id: TileId) -> Result<Vec<u8>, String>;
}

impl<D: Disk> Files for RecordReader<D> {
    fn bundle(&self, id: BundleId) -> Result<Bundle, String> {
        Self::bundle(self, id).map_err(|error| error.to_string())
    }

    fn tile(&self, id: TileId) -> Result<Vec<u8>, String> {
        Self::tile(self, id).map_err(|error| error.to_string())
    }
}

/// Reads a whole record once and compares all its files with what its checkpoint says, as
/// [`RecordReader::verify_files`]. Gives the edge of the tree of the entries, and where files do not agree.
pub(crate) fn compare_files(
    files: &dyn Files,
    claimed: TreeHead,
    consume: &mut dyn FnMut(u64, &[&[u8]]),
) -> (Edge, Vec<Difference>) {
    let mut check = Check {
        files,
        edge: Edge::new(),
        differences: Vec::new(),
    };
    let mut ids = bundle::new_bundles(0, claimed.size).peekable();
    while ids.peek().is_some() && check.differences.len() < ENOUGH {
        let mut chunk = Vec::new();
        let mut length = 0;
        while length < CHUNK
            && let Some(id) = ids.next()
        {
            let bundle = files.bundle(id);
            length += bundle.as_ref().map_or(CHUNK / 64, Bundle::length);
            chunk.push((id, bundle));
        }
        check.chunk(&chunk, consume);
    }
    check.finish(claimed);
    (check.edge, check.differences)
}

struct Check<'a> {
    files: &'a dyn Files,
    edge: Edge,
    differences: Vec<Difference>,
}

impl Check<'_> {
    /// Some neighbouring bundles.
    fn chunk(
        &mut self,
        chunk: &[(BundleId, Result<Bundle, String>)],
        consume: &mut dyn FnMut(u64, &[&[u8]]),
    ) {
        let read: Vec<&Bundle> = chunk
            .iter()
            .filter_map(|(_, read)| read.as_ref().ok())
            .collect();
        let hashed: Vec<(Vec<&[u8]>, Vec<Hash>)> = read
            .par_iter()
            .map(|bundle| {
                let entries: Vec<&[u8]> = bundle.entries().collect();
                let leaves = entries.iter().map(|entry| Hash::leaf(entry)).collect();
                (entries, leaves)
            })
            .collect();
        let mut hashed = hashed.iter();
        for (id, bundle) in chunk {
            match (bundle, bundle.is_ok().then(|| hashed.next()).flatten()) {
                (Ok(bundle), Some((entries, leaves))) => {
                    self.push(leaves);
                    consume(bundle.first(), entries);
                }
                (Err(reason), _) => {
                    self.unreadable(id.path(), id.first_entry(), reason);
                    let leaves = self.leaves_of_tile(*id);
                    self.push(&leaves);
                }
                // Every bundle that was read was hashed.
                (Ok(_), None) => {}
            }
        }
    }

    /// Appends leaves, and compares the tiles that they complete.
    fn push(&mut self, leaves: &[Hash]) {
        let mut full = Vec::new();
        for leaf in leaves {
            self.edge
                .push(*leaf, |id, hashes| full.push((id, hashes.to_vec())));
        }
        for (id, hashes) in full {
            self.compare(id, &hashes);
        }
    }

    fn compare(&mut self, id: TileId, expected: &[Hash]) {
        let each = 1u64 << (HEIGHT * u32::from(id.level()));
        let before = id.index() * u64::from(WIDTH);
        let bytes = match self.files.tile(id) {
            Ok(bytes) => bytes,
            Err(reason) => return self.unreadable(id.path(), before * each, &reason),
        };
        if bytes == encode(expected) {
            return;
        }
        let found = id.decode(&bytes).unwrap_or_default();
        let differs = |place: &usize| found.get(*place) != expected.get(*place);
        let places: Vec<usize> = (0..expected.len()).filter(differs).collect();
        let first = places.first().map_or(0, |place| *place as u64);
        self.differences.push(Difference::Tile {
            file: id.path(),
            hashes: places.len(),
            first: (before + first) * each,
            each,
        });
    }

    /// What the tile says of entries that cannot be read; nothing, or rather zeros, if it cannot be read either.
    fn leaves_of_tile(&self, id: BundleId) -> Vec<Hash> {
        let bytes = self.files.tile(id.tile());
        let hashes = bytes.ok().and_then(|bytes| id.tile().decode(&bytes));
        hashes.unwrap_or_else(|| vec![Hash::new([0; 32]); usize::from(id.width())])
    }

    fn unreadable(&mut self, file: String, first: u64, reason: &str) {
        self.differences.push(Difference::Unreadable {
            file,
            first,
            reason: reason.to_owned(),
        });
    }

    /// The partial tiles and the root.
    fn finish(&mut self, claimed: TreeHead) {
        let edge = self.edge.clone();
        for (id, hashes) in edge.partial_tiles() {
            self.compare(id, hashes);
        }
        let computed = edge.head().root;
        if computed != claimed.root {
            let claimed = claimed.root;
            self.differences
                .push(Difference::Root { claimed, computed });
        }
    }
}
