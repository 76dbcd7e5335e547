//! A record in memory.

use std::convert::Infallible;
use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::conflict::Beginning;
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::inclusion::TlogProof;
use veche_record::note::{KeyName, SigningKey};
use veche_record::proof::{prove_consistency, prove_inclusion, root_at};
use veche_record::tile::{TileId, WIDTH, encode};
use veche_record::tree::TreeHead;

pub(crate) const ORIGIN: &str = "example.org/election";

/// The key of a record, by a number.
pub(crate) fn key(origin: &str, secret: u8) -> SigningKey {
    SigningKey::new(KeyName::new(origin).unwrap(), &[secret; 32])
}

/// An entry; `history` tells records with different entries apart.
pub(crate) fn entry(history: u8, number: u64) -> Vec<u8> {
    let mut entry = vec![history];
    entry.extend_from_slice(&number.to_be_bytes());
    entry
}

/// All hashes of all tiles, by level.
#[derive(Debug, Clone, Default)]
pub(crate) struct MemoryLog {
    edge: Edge,
    levels: Vec<Vec<Hash>>,
}

impl MemoryLog {
    /// The first `size` entries, of which those from number `parts` on are of history 1, the others of history 0.
    pub(crate) fn parting(size: u64, parts: u64) -> Self {
        let mut log = Self::default();
        for number in 0..size {
            log.push(&entry(u8::from(number >= parts), number));
        }
        log
    }

    pub(crate) fn new(size: u64) -> Self {
        Self::parting(size, size)
    }

    pub(crate) fn push(&mut self, entry: &[u8]) {
        let mut full = Vec::new();
        let leaf = Hash::leaf(entry);
        self.edge
            .push(leaf, |id, hashes| full.push((id, hashes.to_vec())));
        self.levels.resize(8, Vec::new());
        for (id, hashes) in full {
            let level = &mut self.levels[usize::from(id.level())];
            level.truncate(id.index() as usize * usize::from(WIDTH));
            level.extend(hashes);
        }
        for (id, hashes) in self.edge.partial_tiles() {
            let level = &mut self.levels[usize::from(id.level())];
            level.truncate(id.index() as usize * usize::from(WIDTH));
            level.extend(hashes);
        }
    }

    pub(crate) fn tree(&self) -> TreeHead {
        self.edge.head()
    }

    /// The bytes of a tile, of this or of a smaller tree.
    pub(crate) fn read(&self, id: TileId) -> Result<Vec<u8>, Infallible> {
        let start = id.index() as usize * usize::from(WIDTH);
        let hashes = &self.levels[usize::from(id.level())][start..];
        Ok(encode(&hashes[..usize::from(id.width())]))
    }

    pub(crate) fn tree_at(&self, size: u64) -> TreeHead {
        root_at(size, self.tree().size, |id| self.read(id)).unwrap()
    }

    pub(crate) fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        prove_inclusion(index, size, |id| self.read(id)).unwrap()
    }

    pub(crate) fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        prove_consistency(old, new, |id| self.read(id)).unwrap()
    }

    pub(crate) fn checkpoint(&self, key: &SigningKey) -> UncheckedCheckpoint {
        Checkpoint::sign(self.tree(), key).unwrap().into_unchecked()
    }

    /// How the record begins, for a conflict with one of `size` entries.
    pub(crate) fn beginning(&self, size: u64) -> Beginning {
        Beginning {
            root: self.tree_at(size).root,
            proof: self.consistency(size, self.tree().size),
        }
    }

    pub(crate) fn proof_file(&self, index: u64, key: &SigningKey) -> TlogProof {
        TlogProof {
            extra: None,
            index,
            hashes: self.inclusion(index, self.tree().size),
            checkpoint: self.checkpoint(key),
        }
    }
}
