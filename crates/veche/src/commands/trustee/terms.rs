//! What is kept beside a trustee's key: the terms it was made under, and the tallies it has opened.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use veche_poll::hash::Hash;

use veche_store::files::write_new;

/// What a key's holder agreed to when it was made.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Terms {
    /// The poll that the key was made for.
    pub(super) uuid: String,
    /// The least number of counted ballots that it may open.
    pub(super) minimum_ballots: u64,
}

/// The tallies that a key has opened: for each poll one, by its hash.
pub(super) type Decrypted = BTreeMap<String, Hash>;

pub(in crate::commands) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: cannot make the folder", folder.display()))
}

/// The file of a key's holder beside its private key.
pub(super) fn beside(key: &Path, extension: &str) -> PathBuf {
    key.with_extension(extension)
}

pub(in crate::commands) fn write_terms(
    key: &Path,
    uuid: &str,
    minimum_ballots: u64,
) -> anyhow::Result<()> {
    let terms = Terms {
        uuid: uuid.to_owned(),
        minimum_ballots,
    };
    let text = format!("{}\n", serde_json::to_string(&terms)?);
    Ok(write_new(&beside(key, "terms.json"), text.as_bytes())?)
}
