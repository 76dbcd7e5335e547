//! Copying what a server keeps, while it runs.
//!
//! What is private comes first: a ballot that is published between the two copies is then in both, which a server that is
//! started on them finds out, and never in neither. A folder's record is copied as its checkpoint tells of it, from the
//! front; the database is one consistent state anyway.

use super::manifest::{VERSION, describe, files_below, is_free};
use super::{BackupError, DATABASE, ELECTIONS, MANIFEST, Manifest, PRIVATE};
use crate::bodies::Bodies;
use crate::files::disk::ensure_folder;
use crate::files::publish::write_new_on;
use crate::files::{Access, Disk, FileError, RealDisk};
use crate::place::sqlite::copy::{copy_database, to_folder};
use crate::place::{Directory, Store, poll_name, private};
use std::io;
use std::path::{Path, PathBuf};

/// How often an election's folder is copied anew because somebody wrote to it meanwhile.
const ATTEMPTS: usize = 8;

/// What is copied.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The server's folder of data.
    pub data: PathBuf,
    /// Elections that are served from folders: the name each has on the server, and its folder.
    pub elections: Vec<(String, PathBuf)>,
}

/// Makes a backup in a new folder, and gives its manifest.
///
/// # Errors
/// [`BackupError::NotEmpty`], [`BackupError::Nothing`], or that something cannot be read or written; there is then no
/// manifest, and what was written is no backup.
pub fn make(sources: &Sources, out: &Path) -> Result<Manifest, BackupError> {
    if !is_free(out)? {
        let path = out.to_owned();
        return Err(BackupError::NotEmpty { path });
    }
    for (name, _) in &sources.elections {
        poll_name(name)?;
    }
    ensure_folder(&RealDisk, out, Access::Secret)?;
    let private = sources.data.join(PRIVATE);
    for name in folders_in(&private)? {
        let Some(rows) = private::copy_rows(&private.join(&name))? else {
            continue;
        };
        let folder = out.join(PRIVATE).join(&name);
        ensure_folder(&RealDisk, &folder, Access::Secret)?;
        let path = folder.join(private::ROWS);
        write_new_on(&RealDisk, &path, &rows, Access::Secret)?;
    }
    let database = sources.data.join(DATABASE);
    let there = RealDisk.exists(&database);
    let schema = match there.map_err(FileError::at(&database, "look for it"))? {
        true => Some(copy_database(&database, &out.join(DATABASE))?),
        false => None,
    };
    for (name, folder) in &sources.elections {
        copy_election(folder, &out.join(ELECTIONS).join(name))?;
    }
    let names = files_below(out)?;
    if names.is_empty() {
        let data = sources.data.clone();
        return Err(BackupError::Nothing { data });
    }
    let files = names.into_iter().map(|name| describe(out, name));
    let manifest = Manifest {
        veche_backup: VERSION,
        schema,
        files: files.collect::<Result<_, _>>()?,
    };
    let path = out.join(MANIFEST);
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| BackupError::Manifest {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    write_new_on(&RealDisk, &path, text.as_bytes(), Access::Secret)?;
    Ok(manifest)
}

/// The names in a folder that may be missing.
fn folders_in(folder: &Path) -> Result<Vec<String>, FileError> {
    match RealDisk.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other.map_err(FileError::at(folder, "list it")),
    }
}

/// Copies an election's folder. If its record grew meanwhile, an entry may have withdrawn a body that the copy's record
/// still tells of: then it is copied anew.
fn copy_election(from: &Path, to: &Path) -> Result<(), BackupError> {
    let store = Directory::open(from, None)?;
    for attempt in 1.. {
        let bodies = Bodies::new(from)
            .list()
            .map_err(crate::place::StoreError::from)?;
        let copied = to_folder(&store, &bodies, to)?;
        if store.checkpoint()?.tree() == copied || attempt == ATTEMPTS {
            break;
        }
        std::fs::remove_dir_all(to).map_err(FileError::at(to, "remove it"))?;
    }
    Ok(())
}
