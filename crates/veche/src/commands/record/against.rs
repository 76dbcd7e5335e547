//! Whether a record begins with what was seen of it earlier.

use std::path::Path;

use anyhow::{Context, bail};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::conflict::{Beginning, UncheckedConflict};
use veche_record::inclusion::TlogProof;
use veche_store::record::{BeginningOf, RecordReader};

use super::find_record;
use crate::folder::read_bytes;

/// What was seen of a record earlier.
pub(super) struct Earlier {
    pub(super) checkpoint: UncheckedCheckpoint,
    /// The whole copy, if there is one.
    copy: Option<RecordReader>,
}

/// How a record stands to what was seen of it earlier.
pub(super) enum Standing {
    /// It begins with all that was seen.
    Grown,
    /// It has less than was seen, and nothing else: it is older, or was cut.
    Shorter,
    /// It has less than was seen, and without a copy nobody can tell whether it is the same.
    ShorterUnknown,
    /// It is another history.
    Conflict(Box<UncheckedConflict>),
}

impl Earlier {
    /// Reads a checkpoint, a proof file that holds one, or a folder with a copy.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        if path.is_dir() {
            let copy = find_record(path)?;
            return Ok(Self {
                checkpoint: copy.checkpoint()?,
                copy: Some(copy),
            });
        }
        let bytes = read_bytes(path)?;
        let checkpoint = match TlogProof::parse(&bytes) {
            Ok(proof) => proof.checkpoint,
            Err(_) => UncheckedCheckpoint::parse(&bytes)
                .with_context(|| format!("{}: neither a checkpoint nor a proof", path.display()))?,
        };
        Ok(Self::of(checkpoint))
    }

    /// A checkpoint alone.
    pub(super) fn of(checkpoint: UncheckedCheckpoint) -> Self {
        let copy = None;
        Self { checkpoint, copy }
    }
}

/// Compares a record with what was seen of it earlier; the record's checkpoint is given too, as it was compared.
pub(super) fn compare(
    record: &RecordReader,
    earlier: &Earlier,
) -> anyhow::Result<(UncheckedCheckpoint, Standing)> {
    let seen = &earlier.checkpoint;
    let now = record.checkpoint()?;
    if now.origin() != seen.origin() {
        bail!(
            "these are two records, {} and {}, so they cannot be compared",
            now.origin(),
            seen.origin()
        );
    }
    if seen.tree().size <= now.tree().size {
        let beginning = record.prove_consistency(seen.tree().size)?;
        let now = beginning.checkpoint.clone();
        let standing = judge(beginning, seen)?;
        return Ok((now, standing.unwrap_or(Standing::Grown)));
    }
    let standing = match &earlier.copy {
        None => Standing::ShorterUnknown,
        Some(copy) => {
            let beginning = copy.prove_consistency(now.tree().size)?;
            judge(beginning, &now)?.unwrap_or(Standing::Shorter)
        }
    };
    Ok((now, standing))
}

/// The conflict between the beginning of a longer history and a checkpoint, if there is one.
fn judge(
    beginning: BeginningOf,
    shorter: &UncheckedCheckpoint,
) -> anyhow::Result<Option<Standing>> {
    let BeginningOf {
        old,
        checkpoint,
        proof,
    } = beginning;
    if old.root == shorter.tree().root {
        return Ok(None);
    }
    let of_same_size = checkpoint.tree().size == shorter.tree().size;
    let root = old.root;
    let beginning = (!of_same_size).then_some(Beginning { root, proof });
    let conflict = UncheckedConflict::new(shorter.clone(), checkpoint, beginning)?;
    Ok(Some(Standing::Conflict(Box::new(conflict))))
}
