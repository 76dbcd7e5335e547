//! Finding out, when a record is opened for appending, where it ends.

use super::end::{End, EndError};
use super::reader::{RecordReader, read_checkpoint};
use super::{CHECKPOINT, NEXT, RecordError};
use crate::files::Disk;
use crate::files::publish::replace_on;
use crate::files::read::remove_if_there;
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::tree::TreeHead;

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

/// The end of a record, from its partial files.
fn restore<D: Disk>(reader: &RecordReader<D>, tree: TreeHead) -> Result<End, RecordError> {
    let bundle = |id| Ok(reader.bundle(id)?.into_bytes());
    End::restore(tree, |id| reader.tile(id), bundle).map_err(|error| match error {
        EndError::Tile(error) => reader.explain(error),
        EndError::Bundle(error) => error,
        EndError::Disagree(reason) => RecordError::Damaged {
            path: reader.dir.clone(),
            reason: reason.to_owned(),
        },
    })
}
