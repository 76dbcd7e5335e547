//! Whether the files of a record agree with its checkpoint, wherever it is kept.

use super::{PublicFile, Store, StoreError};
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::tile::{TileId, encode};
use veche_record::tree::TreeHead;

/// Reads every entry and every tile, and compares them with each other and with the checkpoint. Gives the head. Who
/// signed it, and what the entries mean, is not asked.
///
/// # Errors
/// [`StoreError::Damaged`], naming the first file that does not agree, or that something cannot be read.
pub fn agrees(store: &dyn Store) -> Result<TreeHead, StoreError> {
    let head = store.checkpoint()?.tree();
    let damaged = |what: String, reason: &str| StoreError::Damaged {
        what,
        reason: reason.to_owned(),
    };
    let compare = |id: TileId, hashes: &[Hash]| match store.read(&PublicFile::Tile(id))? {
        Some(bytes) if bytes == encode(hashes) => Ok(()),
        Some(_) => Err(damaged(
            id.path(),
            "its hashes are not those of the entries",
        )),
        None => Err(damaged(id.path(), "is missing")),
    };
    let mut edge = Edge::new();
    let mut outcome = Ok(());
    store.entries(0, &mut |_, entries| {
        for entry in entries {
            // What another program appends meanwhile belongs to the next checkpoint.
            if outcome.is_ok() && edge.size() < head.size {
                edge.push(Hash::leaf(entry), |id, hashes| {
                    outcome =
                        std::mem::replace(&mut outcome, Ok(())).and_then(|()| compare(id, hashes));
                });
            }
        }
    })?;
    outcome?;
    for (id, hashes) in edge.partial_tiles() {
        compare(id, hashes)?;
    }
    match edge.head() == head {
        true => Ok(head),
        false => Err(damaged(
            "record/checkpoint".to_owned(),
            "its root is not that of the entries",
        )),
    }
}
