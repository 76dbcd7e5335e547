//! Overwriting what shall not be read again.

use super::disk::Disk;
use super::error::FileError;
use std::path::Path;

/// Overwrites a file with zeros, durably. It cannot reach what the device itself has put elsewhere: a flash disk, a file
/// system that copies on write and a backup keep old bytes.
///
/// # Errors
/// Whatever the operating system refused. `path` is only named in them.
pub(crate) fn wipe<D: Disk>(disk: &D, file: &D::File, path: &Path) -> Result<(), FileError> {
    let at = |attempt| FileError::at(path, attempt);
    let length = disk.length(file).map_err(at("measure it"))?;
    let zeros = vec![0; length.min(1 << 20) as usize];
    let mut offset = 0;
    while offset < length {
        let count = (length - offset).min(zeros.len() as u64) as usize;
        disk.write_at(file, offset, &zeros[..count])
            .map_err(at("overwrite it"))?;
        offset += count as u64;
    }
    disk.sync(file).map_err(at("make it durable"))
}
