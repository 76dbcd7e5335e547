//! The growing end of a tree, which fills tiles.

use crate::hash::Hash;
use crate::nodes::{Nodes, TileError};
use crate::tile::{HEIGHT, MAX_LEVEL, TileId, WIDTH, nodes_at};
use crate::tree::{TreeHead, join};

/// The partial tiles of a tree, one a level: all that is needed to append, and to write the tiles of a longer tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// The hashes of each level's partial tile, from level 0; less than 256 each.
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// The edge of a tree without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of a tree of `size` entries, from its partial tiles. At most eight tiles are read.
    ///
    /// # Errors
    /// Those of `read`, or a tile of the wrong length.
    pub fn restore<E>(
        size: u64,
        read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
    ) -> Result<Self, TileError<E>> {
        let mut nodes = Nodes::new(size, read);
        let mut levels = Vec::new();
        for level in 0..=MAX_LEVEL {
            let hashes = nodes_at(level, size);
            if hashes == 0 {
                break;
            }
            let partial = match hashes % u64::from(WIDTH) {
                0 => Vec::new(),
                _ => nodes.tile(level, hashes >> HEIGHT)?.to_vec(),
            };
            levels.push(partial);
        }
        Ok(Self { size, levels })
    }

    /// Appends the hash of a leaf; `full` is given each tile that it completes, from level 0 upwards.
    pub fn push(&mut self, leaf: Hash, mut full: impl FnMut(TileId, &[Hash])) {
        self.size = self.size.saturating_add(1);
        let mut hash = leaf;
        for level in 0..=MAX_LEVEL {
            let place = usize::from(level);
            if self.levels.len() <= place {
                self.levels.push(Vec::new());
            }
            let Some(tile) = self.levels.get_mut(place) else {
                return;
            };
            tile.push(hash);
            if tile.len() < usize::from(WIDTH) {
                return;
            }
            let index = (nodes_at(level, self.size) >> HEIGHT).saturating_sub(1);
            if let Some(id) = TileId::new(level, index, WIDTH) {
                full(id, tile);
            }
            hash = crate::tree::fold(tile);
            tile.clear();
        }
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Size and root of the tree.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        let mut subtrees = Vec::new();
        for level in self.levels.iter().rev() {
            // Within a level: the perfect subtrees of its hashes, the largest first.
            let mut rest = level.as_slice();
            while let Some(bits) = rest.len().checked_ilog2() {
                let (perfect, after) = rest.split_at(1 << bits);
                subtrees.push(crate::tree::fold(perfect));
                rest = after;
            }
        }
        TreeHead {
            size: self.size,
            root: join(&subtrees),
        }
    }

    /// The partial tiles of the tree, from level 0 upwards. A level whose tiles are all full has none.
    pub fn partial_tiles(&self) -> impl Iterator<Item = (TileId, &[Hash])> {
        (0..=MAX_LEVEL)
            .zip(&self.levels)
            .filter_map(|(level, hashes)| {
                let index = nodes_at(level, self.size) >> HEIGHT;
                let width = u16::try_from(hashes.len()).ok()?;
                let id = TileId::new(level, index, width)?;
                Some((id, hashes.as_slice()))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile::{encode, new_tiles, tiles};
    use crate::tree::Frontier;
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    fn leaf(number: u64) -> Hash {
        Hash::leaf(&number.to_be_bytes())
    }

    #[test]
    fn root_and_tiles_are_right_at_every_size_and_an_edge_is_restored_from_its_tiles() {
        let mut edge = Edge::new();
        let mut frontier = Frontier::new();
        let mut files = BTreeMap::new();
        for size in 0..=66_000u64 {
            assert_eq!(edge.size(), size);
            if size < 600 || size % 251 == 0 || (65_530..65_545).contains(&size) {
                assert_eq!(edge.head(), frontier.head());
                let partial: Vec<TileId> = edge.partial_tiles().map(|(id, _)| id).collect();
                let expected: Vec<TileId> = tiles(size).filter(TileId::is_partial).collect();
                assert_eq!(partial, expected);
                let mut files: BTreeMap<TileId, Vec<u8>> = files.clone();
                files.extend(
                    edge.partial_tiles()
                        .map(|(id, hashes)| (id, encode(hashes))),
                );
                let read = |id: TileId| Ok::<_, Infallible>(files[&id].clone());
                assert_eq!(Edge::restore(size, read).unwrap(), edge);
            }
            let mut completed = Vec::new();
            edge.push(leaf(size), |id, hashes| {
                completed.push(id);
                files.insert(id, encode(hashes));
            });
            let expected: Vec<TileId> = new_tiles(size, size + 1)
                .filter(|id| !id.is_partial())
                .collect();
            assert_eq!(completed, expected);
            frontier.push(leaf(size));
        }
    }
}
