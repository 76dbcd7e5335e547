//! Finding out, when a record is opened for appending, where it ends.

use super::reader::{RecordReader, read_checkpoint};
use super::{CHECKPOINT, NEXT, RecordError};
use crate::files::Disk;
use crate::files::publish::replace_on;
use crate::files::read::remove_if_there;
use veche_record::bundle::{self, BundleId};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::tile::WIDTH;
use veche_record::tree::TreeHead;

/// All that is needed of a record to append to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    /// The partial tiles.
    pub(crate) edge: Edge,
    /// The bytes of the partial bundle.
    pub(crate) bundle: Vec<u8>,
}

/// Completes an append of which the next checkpoint was kept, and gives the current checkpoint with the end of the
/// record. Each step can be repeated, should a crash interrupt it.
pub(crate) fn recover<D: Disk>(
    reader: &RecordReader<D>,
) -> Result<(UncheckedCheckpoint, End), RecordError> {
    let checkpoint = reader.checkpoint()?;
    let RecordReader { disk, dir } = reader;
    let next = dir.join(NEXT);
    let there = disk
        .exists(&next)
        .map_err(crate::files::FileError::at(&next, "look for it"))?;
    let kept = match there {
        true => Some(read_checkpoint(disk, &next)?),
        false => None,
    };
    let longer = |kept: &UncheckedCheckpoint| kept.tree().size > checkpoint.tree().size;
    let (checkpoint, end) = match kept.filter(longer) {
        Some(kept) => {
            let end = restore(reader, kept.tree())?;
            replace_on(disk, &dir.join(CHECKPOINT), kept.to_text().as_bytes())?;
            (kept, end)
        }
        None => {
            let end = restore(reader, checkpoint.tree())?;
            (checkpoint, end)
        }
    };
    if there {
        remove_if_there(disk, &next)?;
    }
    Ok((checkpoint, end))
}

/// The end of a record, from its partial files, which must agree with the checkpoint and each other.
fn restore<D: Disk>(reader: &RecordReader<D>, tree: TreeHead) -> Result<End, RecordError> {
    let damaged = |reason: &str| RecordError::Damaged {
        path: reader.dir.clone(),
        reason: reason.to_owned(),
    };
    let edge = Edge::restore(tree.size, |id| reader.tile(id));
    let edge = edge.map_err(|error| reader.explain(error))?;
    if edge.head() != tree {
        return Err(damaged(
            "its last tiles do not lead to the root in its checkpoint",
        ));
    }
    let bytes = match BundleId::in_tree(tree.size / u64::from(WIDTH), tree.size) {
        None => Vec::new(),
        Some(id) => {
            let entries = reader.bundle(id)?;
            let leaves: Vec<Hash> = entries.entries().map(Hash::leaf).collect();
            let tile = edge.partial_tiles().find(|(tile, _)| *tile == id.tile());
            if tile.is_none_or(|(_, hashes)| hashes != leaves) {
                return Err(damaged(
                    "its last entries do not have the hashes in its last tile",
                ));
            }
            let entries: Vec<&[u8]> = entries.entries().collect();
            bundle::encode(&entries).map_err(|error| RecordError::Bundle {
                path: reader.dir.join(id.path()),
                error,
            })?
        }
    };
    Ok(End {
        edge,
        bundle: bytes,
    })
}
