//! The list of a backup's files, with their lengths and hashes.

use super::{BackupError, MANIFEST};
use crate::files::read::read;
use crate::files::{Disk, FileError, RealDisk};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

/// The version of the form of a manifest.
pub(super) const VERSION: u32 = 1;
/// The most bytes that a manifest may have (256 MiB: the files of a million bodies).
const MAX_MANIFEST: u64 = 1 << 28;
/// How much of a file is copied at once, in bytes.
const PIECE: usize = 1 << 20;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this form.
    pub veche_backup: u32,
    /// The version of the database's tables; nothing if there is no database.
    pub schema: Option<i64>,
    /// All files, sorted by path.
    pub files: Vec<ManifestFile>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Its path below the backup, with `/` between folders.
    pub path: String,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// [`BackupError::Manifest`], or that it cannot be read.
    pub fn read(backup: &Path) -> Result<Self, BackupError> {
        let path = backup.join(MANIFEST);
        let bytes = read(&RealDisk, &path, MAX_MANIFEST)?;
        let wrong = |reason: String| BackupError::Manifest {
            path: path.clone(),
            reason,
        };
        let manifest: Self =
            serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if manifest.veche_backup != VERSION {
            let version = manifest.veche_backup;
            return Err(wrong(format!(
                "it is of version {version}; use a newer program"
            )));
        }
        for file in &manifest.files {
            let inside = |part| matches!(part, Component::Normal(_));
            let mut parts = Path::new(&file.path).components();
            if file.path.is_empty() || !parts.all(inside) || file.path == MANIFEST {
                return Err(wrong(format!("it names {:?}", file.path)));
            }
        }
        Ok(manifest)
    }
}

/// All files below a folder, sorted by path. A link or another kind of file is refused.
pub(super) fn files_below(folder: &Path) -> Result<Vec<String>, BackupError> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, below)) = folders.pop() {
        let names = RealDisk.list(&folder);
        for name in names.map_err(FileError::at(&folder, "list it"))? {
            let path = folder.join(&name);
            let kind = std::fs::symlink_metadata(&path)
                .map_err(FileError::at(&path, "look at it"))?
                .file_type();
            let name = format!("{below}{name}");
            match (kind.is_dir(), kind.is_file()) {
                (true, _) => folders.push((path, format!("{name}/"))),
                (_, true) => found.push(name),
                _ => {
                    let reason = "is neither a file nor a folder";
                    return Err(BackupError::Differs { path, reason });
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What the manifest says of a file.
pub(super) fn describe(folder: &Path, name: String) -> Result<ManifestFile, BackupError> {
    let (length, sha256) = copy(&folder.join(&name), &mut std::io::sink())?;
    Ok(ManifestFile {
        path: name,
        length,
        sha256,
    })
}

/// Copies all bytes of a file. Gives their number and their hash.
pub(super) fn copy(from: &Path, to: &mut impl Write) -> Result<(u64, String), FileError> {
    let at = |attempt| FileError::at(from, attempt);
    let mut file = File::open(from).map_err(at("open it"))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut length = 0;
    loop {
        let count = file.read(&mut piece).map_err(at("read it"))?;
        let read = piece.get(..count).unwrap_or_default();
        if read.is_empty() {
            let hash: [u8; 32] = hash.finalize().into();
            return Ok((length, veche_record::hash::Hash::new(hash).to_hex()));
        }
        hash.update(read);
        to.write_all(read).map_err(at("copy it"))?;
        length += read.len() as u64;
    }
}

/// Whether there is nothing at this path, or an empty folder.
pub(super) fn is_free(path: &Path) -> Result<bool, BackupError> {
    match RealDisk.list(path) {
        Ok(names) => Ok(names.is_empty()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(FileError::at(path, "list it")(error).into()),
    }
}

/// The path of a file that the manifest names.
pub(super) fn path_of(folder: &Path, file: &ManifestFile) -> PathBuf {
    folder.join(&file.path)
}
