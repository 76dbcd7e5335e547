//! The few operations of an operating system that safe files stand on.
//!
//! A trait because there are two: the real disk, and a simulated one that forgets, in tests, whatever a crash may
//! make a real one forget. Nothing here is durable until [`Disk::sync`] (contents) or [`Disk::sync_dir`] (names).

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::error::FileError;

/// Who may read a new file, or look into a new folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody (0644, and 0755 for a folder, less what the umask takes away).
    Public,
    /// Its owner only (0600, and 0700 for a folder), from the first byte.
    Secret,
}

/// Files and names. Every error is the operating system's; the callers add which file and what for.
pub trait Disk {
    /// An open file. It stays the same file when its name is given to another.
    type File;

    /// The path with symbolic links resolved, so that one file has one lock and one `.pending`.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;
    /// Whether the name is taken, be it by a dangling link.
    fn exists(&self, path: &Path) -> io::Result<bool>;
    /// Opens for reading.
    fn open(&self, path: &Path) -> io::Result<Self::File>;
    /// Opens for reading and writing, and waits until no other process has the file open so.
    fn open_locked(&self, path: &Path) -> io::Result<Self::File>;
    /// The same without waiting: `WouldBlock` if another has the file open so.
    fn open_locked_at_once(&self, path: &Path) -> io::Result<Self::File>;
    /// Creates a file that must not exist, and opens it for writing.
    fn create_new(&self, path: &Path, access: Access) -> io::Result<Self::File>;
    /// Whether `path` still names this file.
    fn is_named(&self, file: &Self::File, path: &Path) -> io::Result<bool>;
    /// Length in bytes.
    fn length(&self, file: &Self::File) -> io::Result<u64>;
    /// Fills `buffer` from `offset`; an end of file before that is an `UnexpectedEof`.
    fn read_at(&self, file: &Self::File, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
    /// Writes all of `bytes` at `offset`.
    fn write_at(&self, file: &Self::File, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Cuts the file to `length` bytes.
    fn truncate(&self, file: &Self::File, length: u64) -> io::Result<()>;
    /// Makes contents and length durable.
    fn sync(&self, file: &Self::File) -> io::Result<()>;
    /// Gives a second name to a file; refuses, atomically, a name that is taken.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Renames, replacing whatever had the new name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a name.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Creates a folder; the one above it must be there.
    fn create_dir(&self, path: &Path, access: Access) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
    /// The names in a folder, sorted; those that are no UTF-8 are none of ours, and left out.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Makes the names in a folder durable.
    fn sync_dir(&self, folder: &Path) -> io::Result<()>;
}

/// The disk of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    type File = File;

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        match fs::symlink_metadata(path) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    fn open_locked(&self, path: &Path) -> io::Result<File> {
        loop {
            let file = OpenOptions::new().read(true).write(true).open(path)?;
            match file.lock() {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            // While we waited the name may have been given to another file, whose lock is another.
            if self.is_named(&file, path)? {
                return Ok(file);
            }
        }
    }

    fn open_locked_at_once(&self, path: &Path) -> io::Result<File> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) if self.is_named(&file, path)? => Ok(file),
            // Whoever gave the name to another file is at work.
            Ok(()) | Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn create_new(&self, path: &Path, access: Access) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        set_mode(&mut options, access);
        options.open(path)
    }

    fn is_named(&self, file: &File, path: &Path) -> io::Result<bool> {
        Ok(is_same(&file.metadata()?, &fs::metadata(path)?))
    }

    fn length(&self, file: &File) -> io::Result<u64> {
        Ok(file.metadata()?.len())
    }

    fn read_at(&self, mut file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)
    }

    fn write_at(&self, mut file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(bytes)
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn create_dir(&self, path: &Path, access: Access) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        set_folder_mode(&mut builder, access);
        builder.create(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().into_string().ok()));
        let names: io::Result<Vec<Option<String>>> = names.collect();
        let mut names: Vec<String> = names?.into_iter().flatten().collect();
        names.sort();
        Ok(names)
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        sync_folder(folder)
    }
}

#[cfg(unix)]
fn set_mode(options: &mut OpenOptions, access: Access) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(match access {
        Access::Public => 0o644,
        Access::Secret => 0o600,
    });
}

/// Elsewhere a new file has the rights that its folder passes on.
#[cfg(not(unix))]
fn set_mode(_options: &mut OpenOptions, _access: Access) {}

#[cfg(unix)]
fn set_folder_mode(builder: &mut DirBuilder, access: Access) {
    use std::os::unix::fs::DirBuilderExt;
    builder.mode(match access {
        Access::Public => 0o777,
        Access::Secret => 0o700,
    });
}

/// Elsewhere a new folder has the rights that the one above it passes on.
#[cfg(not(unix))]
fn set_folder_mode(_builder: &mut DirBuilder, _access: Access) {}

#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere an open file cannot be replaced, or the standard library cannot tell.
#[cfg(not(unix))]
fn is_same(_one: &fs::Metadata, _other: &fs::Metadata) -> bool {
    true
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened, and names are made durable by the file system itself.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes sure of a folder and of those above it, durably. Those that are there keep the rights they have.
///
/// # Errors
/// Whatever the operating system refused.
pub(crate) fn ensure_folder<D: Disk>(
    disk: &D,
    folder: &Path,
    access: Access,
) -> Result<(), FileError> {
    let mut missing = Vec::new();
    let mut above = folder;
    while above != Path::new(".")
        && !disk
            .exists(above)
            .map_err(FileError::at(above, "look for it"))?
    {
        missing.push(above);
        above = folder_of(above);
    }
    for folder in missing.into_iter().rev() {
        match disk.create_dir(folder, access) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(FileError::at(folder, "create the folder")(error));
            }
            _ => {}
        }
        disk.sync_dir(folder_of(folder))
            .map_err(FileError::at(folder, "make its name durable"))?;
    }
    Ok(())
}

/// The folder of a file; a bare name lies in the current one.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// `path` with `suffix` after its whole name: `poll.bel` and `.pending` give `poll.bel.pending`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_lies_in_the_current_folder() {
        assert_eq!(folder_of(Path::new("poll.bel")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/poll.bel")), Path::new("a"));
        assert_eq!(
            beside(Path::new("a/poll.bel"), ".pending"),
            Path::new("a/poll.bel.pending")
        );
    }

    #[cfg(unix)]
    #[test]
    fn an_open_file_knows_when_its_name_was_given_to_another() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "old").unwrap();
        fs::write(&other, "new").unwrap();
        let file = RealDisk.open_locked(&path).unwrap();
        assert!(RealDisk.is_named(&file, &path).unwrap());
        fs::rename(&other, &path).unwrap();
        assert!(!RealDisk.is_named(&file, &path).unwrap());
    }
}
