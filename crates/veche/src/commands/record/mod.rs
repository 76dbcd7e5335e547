//! Everybody's task: proving that an entry is in a record, and that a record only grew.

mod against;
mod check;
mod promise;
mod prove;

pub use check::{CheckRequest, Exit, What, check};
pub use promise::{PromiseRequest, promise};
pub use prove::{ProveRequest, prove};

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Value, json};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::note::VerifierKey;
use veche_record::tree::TreeHead;
use veche_store::record::{CHECKPOINT, RecordReader};

use crate::election::Folder;
use crate::folder::read_text;

/// The record in a folder: an election's, or the record's own.
fn find_record(dir: &Path) -> anyhow::Result<RecordReader> {
    let places: [PathBuf; 2] = [Folder::new(dir).record(), dir.to_owned()];
    let found = places
        .into_iter()
        .find(|place| place.join(CHECKPOINT).is_file());
    match found {
        Some(dir) => Ok(RecordReader::new(&dir)),
        None if dir.is_dir() => bail!(
            "{}: there is no record here: no file {CHECKPOINT}, neither in it nor in its folder record",
            dir.display()
        ),
        None => bail!("{}: no such folder", dir.display()),
    }
}

/// The public key that a text is, or that a file of this name holds.
fn read_key(text: &str) -> anyhow::Result<VerifierKey> {
    let path = Path::new(text);
    match path.is_file() {
        true => VerifierKey::parse(read_text(path)?.trim())
            .with_context(|| format!("--key {}", path.display())),
        false => VerifierKey::parse(text).with_context(|| format!("--key {text}")),
    }
}

/// Which record a checkpoint is of, and how large it is.
fn describe(checkpoint: &UncheckedCheckpoint) -> Value {
    let TreeHead { size, root } = checkpoint.tree();
    json!({ "origin": checkpoint.origin(), "size": size, "root": root.to_base64() })
}

/// `1 entry`, `2 entries`.
fn entries(count: u64) -> String {
    match count {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    }
}
