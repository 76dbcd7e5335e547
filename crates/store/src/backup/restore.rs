//! From a backup to a new folder of data.

use super::manifest::{copy, files_below, is_free, path_of};
use super::{BackupError, DATABASE, ELECTIONS, MANIFEST, Manifest, ManifestFile, PRIVATE};
use crate::files::disk::{ensure_folder, folder_of};
use crate::files::{Access, Disk, FileError, RealDisk};
use crate::place::agree::agrees;
use crate::place::sqlite::schema;
use crate::place::{Database, Directory, Store, StoreError, private};
use std::collections::BTreeSet;
use std::path::Path;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Each election that has a record, and how many entries it has.
    pub elections: Vec<(String, u64)>,
    /// How many files were written.
    pub files: usize,
}

/// Restores a backup into a new folder of data, and verifies every record's files.
///
/// # Errors
/// [`BackupError::NotEmpty`]; [`BackupError::Manifest`] or [`BackupError::Differs`] if the backup is not what its
/// manifest says; [`StoreError::Damaged`] if a record is not sound; or that something cannot be read or written. What was
/// written until then must not be used.
pub fn restore(backup: &Path, data: &Path) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(backup)?;
    if let Some(version) = manifest.schema {
        let known = schema::STEPS.len();
        if usize::try_from(version).is_ok_and(|version| version > known) {
            let place = backup.join(DATABASE).display().to_string();
            let newer = StoreError::NewerDatabase {
                place,
                version,
                known,
            };
            return Err(newer.into());
        }
    }
    let named: BTreeSet<&str> = manifest
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    for name in files_below(backup)? {
        if name != MANIFEST && !named.contains(name.as_str()) {
            return Err(BackupError::Differs {
                path: backup.join(name),
                reason: "the manifest does not name it",
            });
        }
    }
    if !is_free(data)? {
        let path = data.to_owned();
        return Err(BackupError::NotEmpty { path });
    }
    ensure_folder(&RealDisk, data, Access::Secret)?;
    for file in &manifest.files {
        restore_file(backup, file, data)?;
    }
    Ok(Restored {
        elections: verify(data)?,
        files: manifest.files.len(),
    })
}

/// Copies a file durably, if its bytes are those that the manifest says.
fn restore_file(backup: &Path, file: &ManifestFile, data: &Path) -> Result<(), BackupError> {
    let (from, to) = (path_of(backup, file), path_of(data, file));
    let public = Path::new(&file.path).starts_with(ELECTIONS);
    let access = match public {
        true => Access::Public,
        false => Access::Secret,
    };
    ensure_folder(&RealDisk, folder_of(&to), access)?;
    let at = |attempt| FileError::at(&to, attempt);
    let mut target = RealDisk.create_new(&to, access).map_err(at("create it"))?;
    let (length, sha256) = copy(&from, &mut target)?;
    if (length, &sha256) != (file.length, &file.sha256) {
        return Err(BackupError::Differs {
            path: from,
            reason: "its bytes are not those that the manifest says",
        });
    }
    RealDisk.sync(&target).map_err(at("make it durable"))?;
    RealDisk
        .sync_dir(folder_of(&to))
        .map_err(at("make its name durable"))?;
    Ok(())
}

/// Verifies everything that was restored.
fn verify(data: &Path) -> Result<Vec<(String, u64)>, BackupError> {
    let mut elections = Vec::new();
    let database = data.join(DATABASE);
    if database.is_file() {
        let database = Database::open(&database)?;
        database.check()?;
        for name in database.elections()? {
            match agrees(&*database.store(&name)?) {
                Ok(head) => elections.push((name, head.size)),
                // A place that was made and not used yet.
                Err(StoreError::NoRecord { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    for (folder, private_of) in [(ELECTIONS, false), (PRIVATE, true)] {
        let folder = data.join(folder);
        if !folder.is_dir() {
            continue;
        }
        for name in RealDisk
            .list(&folder)
            .map_err(FileError::at(&folder, "list it"))?
        {
            if private_of {
                private::copy_rows(&folder.join(&name))?;
                continue;
            }
            let store: &dyn Store = &Directory::open(&folder.join(&name), None)?;
            elections.push((name, agrees(store)?.size));
        }
    }
    Ok(elections)
}
