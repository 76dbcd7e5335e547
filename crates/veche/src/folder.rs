//! Which file of a poll's folder is what.
//!
//! ```text
//! poll.toml             what the organiser decided
//! public_creds.json     the roll, from the registrar
//! replacements.json     which credentials of the roll the registrar replaced before the poll opened
//! trustees/ID.pubkey    mandatory trustees' public keys
//! ceremony/             the threshold trustees' messages to each other
//! UUID.bel              the archive: everything that happened
//! ```
//!
//! Files of secrets are never here: they stay with the trustees, the registrar and the voters. All formats are those
//! of `belenios-tool`, so that whoever uses it can take part.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::database;

/// The organiser's decisions.
pub const SETTINGS: &str = "poll.toml";
/// The roll.
pub const ROLL: &str = "public_creds.json";
/// The list of credentials that were replaced before the poll opened.
pub const REPLACEMENTS: &str = "replacements.json";
/// The folder of mandatory trustees' public keys.
pub const TRUSTEES: &str = "trustees";
/// The folder of the threshold trustees' messages.
pub const CEREMONY: &str = "ceremony";

/// The archive at a path: the file itself, the only `.bel` file in a folder, or that of a poll in a server's database
/// ([`crate::database`]).
///
/// # Errors
/// If there is none, or more than one.
pub fn find_archive(path: &Path) -> anyhow::Result<PathBuf> {
    if !path.is_dir() {
        if !path.exists() && database::poll(path)?.is_none() {
            bail!(
                "{}: no such file or folder, and no poll of an election in a server's database (DATA/ELECTION/POLL)",
                path.display()
            );
        }
        return Ok(path.to_owned());
    }
    let archives = with_extension(path, "bel")?;
    match archives.as_slice() {
        [archive] => Ok(archive.clone()),
        [] => bail!(
            "{}: there is no .bel archive in this folder; `veche poll open` makes one",
            path.display()
        ),
        several => bail!(
            "{}: there are {} .bel archives in this folder; name one of them",
            path.display(),
            several.len()
        ),
    }
}

/// The files of a folder with this extension, in the order of their names.
///
/// # Errors
/// If the folder cannot be read.
pub fn with_extension(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("{}: cannot read the folder", folder.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("{}: cannot read the folder", folder.display()))?
            .path();
        if path.is_file() && path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a public file.
///
/// # Errors
/// If it cannot be read, or is not text.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{}: cannot read it", path.display()))
}

/// The bytes of a public file.
///
/// # Errors
/// If it cannot be read.
pub fn read_bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{}: cannot read it", path.display()))
}
