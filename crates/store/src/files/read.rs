//! Whole files, of a limited length.

use super::disk::Disk;
use super::error::FileError;
use std::io;
use std::path::Path;

/// The whole file; nothing if there is none.
///
/// # Errors
/// [`FileError::TooLarge`], or whatever the operating system refused.
pub(crate) fn read_if_there<D: Disk>(
    disk: &D,
    path: &Path,
    limit: u64,
) -> Result<Option<Vec<u8>>, FileError> {
    let file = match disk.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileError::at(path, "open it")(error)),
    };
    let length = disk
        .length(&file)
        .map_err(FileError::at(path, "measure it"))?;
    if length > limit {
        let path = path.to_owned();
        return Err(FileError::TooLarge {
            path,
            length,
            limit,
        });
    }
    let mut bytes = vec![0; length as usize];
    disk.read_at(&file, 0, &mut bytes)
        .map_err(FileError::at(path, "read it"))?;
    Ok(Some(bytes))
}

/// The whole file.
///
/// # Errors
/// [`FileError::TooLarge`], or whatever the operating system refused, also that there is no such file.
pub(crate) fn read<D: Disk>(disk: &D, path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    match read_if_there(disk, path, limit)? {
        Some(bytes) => Ok(bytes),
        None => Err(FileError::at(path, "open it")(
            io::ErrorKind::NotFound.into(),
        )),
    }
}

/// Removes a file, or finds that there is none.
///
/// # Errors
/// Whatever the operating system refused.
pub(crate) fn remove_if_there<D: Disk>(disk: &D, path: &Path) -> Result<(), FileError> {
    match disk.remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(FileError::at(path, "remove it")(error))
        }
        _ => Ok(()),
    }
}
