//! Subtrees read out of tiles.

use thiserror::Error;

use crate::hash::Hash;
use crate::tile::{HEIGHT, TileId};
use crate::tree::{fold, join};

/// The tiles of a tree could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TileError<E> {
    /// Whoever hands out the tiles has failed.
    #[error("{0}")]
    Read(E),
    /// A tile does not have as many bytes as it must have.
    #[error("{tile} has {found} bytes, not {expected}: it is damaged, bring back a good copy")]
    Length {
        /// The tile.
        tile: TileId,
        /// The bytes that it must have.
        expected: usize,
        /// The bytes that it has.
        found: usize,
    },
    /// The tree has no such leaf.
    #[error("there is no entry or tree number {asked} in a record of {size} entries")]
    Outside {
        /// What was asked for.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
}

/// Reads subtrees of a tree of a known size, each tile once.
pub(crate) struct Nodes<F> {
    size: u64,
    read: F,
    tiles: Vec<(TileId, Vec<Hash>)>,
}

impl<E, F: FnMut(TileId) -> Result<Vec<u8>, E>> Nodes<F> {
    pub(crate) fn new(size: u64, read: F) -> Self {
        Self {
            size,
            read,
            tiles: Vec::new(),
        }
    }

    /// A tile, as wide as the tree has it.
    pub(crate) fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], TileError<E>> {
        let size = self.size;
        let outside = TileError::Outside { asked: index, size };
        let Some(id) = TileId::in_tree(level, index, size) else {
            return Err(outside);
        };
        if !self.tiles.iter().any(|(known, _)| *known == id) {
            let bytes = (self.read)(id).map_err(TileError::Read)?;
            let Some(hashes) = id.decode(&bytes) else {
                return Err(TileError::Length {
                    tile: id,
                    expected: usize::from(id.width()) * Hash::LENGTH,
                    found: bytes.len(),
                });
            };
            self.tiles.push((id, hashes));
        }
        let known = self.tiles.iter().find(|(known, _)| *known == id);
        known.map(|(_, hashes)| hashes.as_slice()).ok_or(outside)
    }

    /// The root of the leaves from `start` to before `end`, which must be a subtree of RFC 6962's tree, or begin at 0.
    pub(crate) fn range(&mut self, start: u64, end: u64) -> Result<Hash, TileError<E>> {
        let mut subtrees = Vec::new();
        let mut at = start;
        while let Some(largest) = end.saturating_sub(at).checked_ilog2() {
            let height = largest.min(at.trailing_zeros());
            subtrees.push(self.perfect(height, at >> height)?);
            at = at.saturating_add(1 << height);
        }
        Ok(join(&subtrees))
    }

    /// The root of the perfect subtree number `index` of those with 2^height leaves; height is below 64.
    fn perfect(&mut self, height: u32, index: u64) -> Result<Hash, TileError<E>> {
        let level = (height / HEIGHT) as u8;
        let within = height % HEIGHT;
        let size = self.size;
        let outside = TileError::Outside { asked: index, size };
        // The subtree is the root over 2^within neighbouring hashes of one tile.
        let first = index << within;
        let tile = self.tile(level, first >> HEIGHT)?;
        let place = (first & 0xff) as usize;
        let hashes = tile.get(place..place + (1 << within)).ok_or(outside)?;
        Ok(fold(hashes))
    }
}
