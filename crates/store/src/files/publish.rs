//! New files that appear under their name whole and durable, or not at all.

use super::disk::{Access, Disk, RealDisk, beside, folder_of};
use super::error::FileError;
use std::io;
use std::path::{Path, PathBuf};

/// Writes a public file that must not exist yet (0644). It appears whole or not at all, also to a reader at the same
/// moment and after a crash; of two processes that race, one gets [`FileError::Exists`].
///
/// # Errors
/// [`FileError::Exists`], or whatever the operating system refused.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write_new_on(&RealDisk, path, bytes, Access::Public)
}

/// Writes a public file, in place of the one of this name if there is one: a reader, also after a crash, finds the old
/// one or the new one, whole. For what can be derived again, never for an archive. A symbolic link is itself replaced.
///
/// # Errors
/// Whatever the operating system refused; the old file is then untouched, unless only its durability failed.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace_on(&RealDisk, path, bytes)
}

/// [`replace`] on any disk.
pub(crate) fn replace_on<D: Disk>(disk: &D, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace_as(disk, path, bytes, Access::Public)
}

/// [`replace`] on any disk, with any access.
pub(crate) fn replace_as<D: Disk>(
    disk: &D,
    path: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<(), FileError> {
    let temporary = write_temporary(disk, path, bytes, access)?;
    if let Err(error) = disk.rename(&temporary, path) {
        return Err(give_up(disk, &temporary, path, "replace it", error));
    }
    sync_name(disk, path)
}

/// [`write_new`] on any disk, with any access.
///
/// On a file system without hard links (FAT, exFAT) the file is written under its own name at once: still never over
/// another, still durable on return, but a crash before the return can leave a part of it.
pub(crate) fn write_new_on<D: Disk>(
    disk: &D,
    path: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<(), FileError> {
    // Only to say so early; the link decides.
    if disk
        .exists(path)
        .map_err(FileError::at(path, "look for it"))?
    {
        return Err(exists(path));
    }
    let temporary = write_temporary(disk, path, bytes, access)?;
    let linked = disk.link(&temporary, path);
    let removed = disk.remove(&temporary);
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists(path)),
        // Whatever else was refused, a plain creation says better why, or succeeds.
        Err(_) => write_in_place(disk, path, bytes, access)?,
    }
    removed.map_err(FileError::at(&temporary, "remove it"))?;
    sync_name(disk, path)
}

fn exists(path: &Path) -> FileError {
    FileError::Exists {
        path: path.to_owned(),
    }
}

fn sync_name<D: Disk>(disk: &D, path: &Path) -> Result<(), FileError> {
    disk.sync_dir(folder_of(path))
        .map_err(FileError::at(path, "make its name durable"))
}

/// Writes and syncs a file under a name beside `path` that nobody else has.
fn write_temporary<D: Disk>(
    disk: &D,
    path: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<PathBuf, FileError> {
    // A crash may have left names behind, perhaps of a process with our number: try the next.
    let process = std::process::id();
    let mut attempt = 0u32;
    let (temporary, file) = loop {
        let temporary = beside(path, &format!(".tmp-{process}-{attempt}"));
        match disk.create_new(&temporary, access) {
            Ok(file) => break (temporary, file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 10_000 => {
                attempt += 1;
            }
            Err(error) => return Err(FileError::at(path, "create a file beside it")(error)),
        }
    };
    match fill(disk, &file, bytes) {
        Ok(()) => Ok(temporary),
        Err(error) => Err(give_up(disk, &temporary, path, "write it", error)),
    }
}

fn write_in_place<D: Disk>(
    disk: &D,
    path: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<(), FileError> {
    let file = disk
        .create_new(path, access)
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => FileError::at(path, "create it")(error),
        })?;
    fill(disk, &file, bytes).map_err(|error| give_up(disk, path, path, "write it", error))
}

fn fill<D: Disk>(disk: &D, file: &D::File, bytes: &[u8]) -> io::Result<()> {
    disk.write_at(file, 0, bytes)?;
    disk.sync(file)
}

/// Removes what was written in vain. If that fails too, the first error is the one worth telling.
fn give_up<D: Disk>(
    disk: &D,
    written: &Path,
    path: &Path,
    attempt: &'static str,
    error: io::Error,
) -> FileError {
    let _ = disk.remove(written);
    FileError::at(path, attempt)(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_never_overwrites_and_leaves_nothing_else_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("poll.bel");
        write_new(&path, b"first").unwrap();
        let error = write_new(&path, b"second").unwrap_err();
        assert!(matches!(error, FileError::Exists { .. }));
        assert!(
            error
                .to_string()
                .ends_with("remove it or choose another --out")
        );
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["poll.bel"]);
    }

    #[test]
    fn of_many_that_create_one_file_at_once_exactly_one_succeeds() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..20 {
            let path = folder.path().join(round.to_string());
            let barrier = std::sync::Barrier::new(4);
            let winners: Vec<u8> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..4u8)
                    .map(|who| {
                        let (path, barrier) = (&path, &barrier);
                        scope.spawn(move || {
                            barrier.wait();
                            write_new(path, &[who; 100]).is_ok().then_some(who)
                        })
                    })
                    .collect();
                let results = threads.into_iter().map(|thread| thread.join().unwrap());
                results.flatten().collect()
            });
            assert_eq!(winners.len(), 1);
            assert_eq!(fs::read(&path).unwrap(), [winners[0]; 100]);
        }
        assert_eq!(names(folder.path()).len(), 20);
    }

    #[test]
    fn a_dangling_link_is_not_followed_to_create_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("link"), folder.path().join("target"));
        #[cfg(unix)]
        std::os::unix::fs::symlink(&target, &path).unwrap();
        #[cfg(not(unix))]
        fs::write(&path, "").unwrap();
        let error = write_new(&path, b"x").unwrap_err();
        assert!(matches!(error, FileError::Exists { .. }));
        assert!(!target.exists());
    }

    #[test]
    fn a_name_left_by_a_crash_is_stepped_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let left = beside(&path, &format!(".tmp-{}-0", std::process::id()));
        fs::write(&left, "left").unwrap();
        write_new(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read(&left).unwrap(), b"left");
    }

    #[test]
    fn replacing_leaves_the_new_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        replace(&path, b"old and longer").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_missing_folder_is_named_with_advice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none").join("a");
        for error in [write_new(&path, b"x"), replace(&path, b"x")] {
            let text = error.unwrap_err().to_string();
            assert!(
                text.contains("none/a: cannot create a file beside it"),
                "{text}"
            );
            assert!(
                text.ends_with("check the path and that its folder exists"),
                "{text}"
            );
        }
    }
}
