//! Where a record ends: all that is needed to append to it, and which files that writes. Knows no disk, so that a folder
//! and a database have the same files, byte for byte.

use super::RecordError;
use std::collections::BTreeSet;
use std::path::Path;
use veche_record::bundle::{self, BundleId, MAX_ENTRY};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::note::SigningKey;
use veche_record::proof::TileError;
use veche_record::tile::{TileId, WIDTH, encode, tiles};
use veche_record::tree::{MAX_SIZE, TreeHead};

/// The growing end of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    /// The partial tiles.
    pub(crate) edge: Edge,
    /// The bytes of the partial bundle.
    pub(crate) bundle: Vec<u8>,
}

/// Why the end of a record could not be read.
pub(crate) enum EndError<E> {
    /// A tile is missing or of the wrong length.
    Tile(TileError<E>),
    /// The last entries cannot be read.
    Bundle(E),
    /// Files do not agree with each other.
    Disagree(&'static str),
}

impl End {
    /// The end of a record with this head, from its partial files, which must agree with it and each other. `bundle`
    /// must give exactly as many entries as are asked for.
    pub(crate) fn restore<E>(
        tree: TreeHead,
        tile: impl FnMut(TileId) -> Result<Vec<u8>, E>,
        bundle: impl FnOnce(BundleId) -> Result<Vec<u8>, E>,
    ) -> Result<Self, EndError<E>> {
        let edge = Edge::restore(tree.size, tile).map_err(EndError::Tile)?;
        if edge.head() != tree {
            return Err(EndError::Disagree(
                "its last tiles do not lead to the root in its checkpoint",
            ));
        }
        let Some(id) = BundleId::in_tree(tree.size / u64::from(WIDTH), tree.size) else {
            let bundle = Vec::new();
            return Ok(Self { edge, bundle });
        };
        let bundle = bundle(id).map_err(EndError::Bundle)?;
        let leaves = bundle::entries(&bundle).map(|entry| entry.map(Hash::leaf));
        let leaves: Vec<Hash> = leaves.collect::<Result<_, _>>().unwrap_or_default();
        let tile = edge.partial_tiles().find(|(tile, _)| *tile == id.tile());
        match tile {
            Some((_, hashes)) if hashes == leaves => Ok(Self { edge, bundle }),
            _ => Err(EndError::Disagree(
                "its last entries do not have the hashes in its last tile",
            )),
        }
    }

    /// Takes in entries, and gives every file that is new: its path below the record, and its bytes. Files that are full
    /// come as soon as they are.
    pub(crate) fn push_all<T: AsRef<[u8]>, E>(
        &mut self,
        entries: &[T],
        mut each: impl FnMut(&str, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let old = self.edge.size();
        for entry in entries {
            let entry = entry.as_ref();
            // The length was checked.
            let _ = bundle::append(&mut self.bundle, entry);
            let mut full = Vec::new();
            self.edge.push(Hash::leaf(entry), |id, hashes| {
                full.push((id, encode(hashes)))
            });
            for (id, bytes) in full {
                if id.level() == 0
                    && let Some(id) = BundleId::new(id.index(), WIDTH)
                {
                    each(&id.path(), &self.bundle)?;
                    self.bundle.clear();
                }
                each(&id.path(), &bytes)?;
            }
        }
        let size = self.edge.size();
        let had = |id: TileId| TileId::in_tree(id.level(), id.index(), old) == Some(id);
        for (id, hashes) in self.edge.partial_tiles().filter(|(id, _)| !had(*id)) {
            each(&id.path(), &encode(hashes))?;
        }
        let last = BundleId::in_tree(size / u64::from(WIDTH), size);
        match last.filter(|id| !had(id.tile())) {
            Some(id) => each(&id.path(), &self.bundle),
            None => Ok(()),
        }
    }
}

/// What must hold before entries are appended to the record in `place`.
pub(crate) fn check_append<T: AsRef<[u8]>>(
    place: &Path,
    checkpoint: &UncheckedCheckpoint,
    entries: &[T],
    key: &SigningKey,
) -> Result<(), RecordError> {
    let path = || place.to_owned();
    if checkpoint.origin() != key.name() {
        return Err(RecordError::Origin {
            path: path(),
            key: key.name().to_owned(),
            origin: checkpoint.origin().to_owned(),
        });
    }
    if entries.len() as u64 > MAX_SIZE - checkpoint.tree().size {
        return Err(RecordError::Full { path: path() });
    }
    let lengths = entries.iter().map(|entry| entry.as_ref().len());
    match lengths.enumerate().find(|(_, length)| *length > MAX_ENTRY) {
        Some((place, length)) => Err(RecordError::EntryTooLong {
            path: path(),
            place,
            length,
        }),
        None => Ok(()),
    }
}

/// The partial files of a record of this size, by their paths below the record.
pub(crate) fn partial_files(size: u64) -> BTreeSet<String> {
    let tiles = tiles(size).filter(TileId::is_partial);
    let paths = tiles.flat_map(|id| {
        let bundle = (id.level() == 0).then(|| BundleId::new(id.index(), id.width()));
        let bundle = bundle.flatten().map(|id| id.path());
        [Some(id.path()), bundle].into_iter().flatten()
    });
    paths.collect()
}
