//! Files of secrets: private keys, credentials. Only their owner may read them, from the first byte on.

use super::disk::{Access, RealDisk};
use super::error::FileError;
use super::publish;
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// The most that a file of secrets may hold, in bytes (64 MiB: the credentials of a million voters).
pub const MAX_SECRET: u64 = 1 << 26;

/// Who can read a file of secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Its owner only (or the system has no such rights to look at).
    OwnerOnly,
    /// Others on this computer too: the caller must warn. Some file systems (FAT) know no owner.
    Others,
}

/// A secret read from a file. It is wiped when dropped, and never printed.
pub struct Secret {
    /// The whole file.
    pub text: Zeroizing<String>,
    /// Whether others could read it too.
    pub exposure: Exposure,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret")
            .field("exposure", &self.exposure)
            .finish_non_exhaustive()
    }
}

/// Writes a new file of secrets (0600), durable on return. Never overwrites: the other one may be the only copy.
///
/// # Errors
/// [`FileError::Exists`], [`FileError::TooLarge`], or whatever the operating system refused.
pub fn write_secret(path: &Path, text: &str) -> Result<Exposure, FileError> {
    limit(path, text.len() as u64)?;
    publish::write_new_on(&RealDisk, path, text.as_bytes(), Access::Secret)?;
    let metadata = path
        .metadata()
        .map_err(FileError::at(path, "read its rights"))?;
    Ok(exposure(&metadata))
}

/// Reads a file of secrets, and says whether others could have read it too.
///
/// # Errors
/// [`FileError::TooLarge`], [`FileError::NotText`], or whatever the operating system refused.
pub fn read_secret(path: &Path) -> Result<Secret, FileError> {
    let file = File::open(path).map_err(FileError::at(path, "open it"))?;
    let metadata = file
        .metadata()
        .map_err(FileError::at(path, "read its rights"))?;
    limit(path, metadata.len())?;
    let bytes = read_wiped(&file, metadata.len()).map_err(FileError::at(path, "read it"))?;
    limit(path, bytes.len() as u64)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| FileError::NotText {
        path: path.to_owned(),
        position: error.valid_up_to(),
    })?;
    Ok(Secret {
        text: Zeroizing::new(text.to_owned()),
        exposure: exposure(&metadata),
    })
}

fn limit(path: &Path, length: u64) -> Result<(), FileError> {
    if length <= MAX_SECRET {
        return Ok(());
    }
    Err(FileError::TooLarge {
        path: path.to_owned(),
        length,
        limit: MAX_SECRET,
    })
}

/// Reads to the end (a pipe has no length) and wipes every buffer. A growing `Vec` would leave copies in freed memory.
fn read_wiped(mut file: &File, expected: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; expected as usize + 1]);
    let mut filled = 0;
    loop {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if filled as u64 > MAX_SECRET {
            break;
        }
        if filled == bytes.len() {
            let mut larger = Zeroizing::new(vec![0; 2 * filled]);
            larger[..filled].copy_from_slice(&bytes);
            bytes = larger;
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

#[cfg(unix)]
fn exposure(metadata: &Metadata) -> Exposure {
    use std::os::unix::fs::PermissionsExt;
    match metadata.permissions().mode() & 0o077 {
        0 => Exposure::OwnerOnly,
        _ => Exposure::Others,
    }
}

/// Elsewhere the rights are lists that the standard library cannot read.
#[cfg(not(unix))]
fn exposure(_metadata: &Metadata) -> Exposure {
    Exposure::OwnerOnly
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_secret_reads_back_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert_eq!(
            write_secret(&path, "the key\n").unwrap(),
            Exposure::OwnerOnly
        );
        let error = write_secret(&path, "another").unwrap_err();
        assert!(matches!(error, FileError::Exists { .. }));
        let secret = read_secret(&path).unwrap();
        assert_eq!(*secret.text, "the key\n");
        assert_eq!(secret.exposure, Exposure::OwnerOnly);
    }

    #[test]
    fn neither_debug_nor_errors_show_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        write_secret(&path, "hush").unwrap();
        assert!(!format!("{:?}", read_secret(&path).unwrap()).contains("hush"));
        let path = folder.path().join("binary");
        fs::write(&path, b"hush\xff").unwrap();
        let error = read_secret(&path).unwrap_err();
        assert!(matches!(error, FileError::NotText { position: 4, .. }));
        assert!(!format!("{error} {error:?}").contains("hush"));
    }

    #[test]
    fn secrets_of_every_length_read_back() {
        let folder = tempfile::tempdir().unwrap();
        for length in [0, 1, 2, 1000, 70_000] {
            let path = folder.path().join(length.to_string());
            let text = "é".repeat(length);
            write_secret(&path, &text).unwrap();
            assert_eq!(*read_secret(&path).unwrap().text, text);
        }
    }

    #[test]
    fn a_file_too_large_to_be_a_secret_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        File::create(&path)
            .unwrap()
            .set_len(MAX_SECRET + 1)
            .unwrap();
        let error = read_secret(&path).unwrap_err();
        assert!(matches!(error, FileError::TooLarge { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_and_a_wider_right_is_noticed() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        write_secret(&path, "x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        for wider in [0o640, 0o604, 0o620, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(wider)).unwrap();
            assert_eq!(read_secret(&path).unwrap().exposure, Exposure::Others);
        }
        let public = folder.path().join("public");
        publish::write_new(&public, b"x").unwrap();
        assert_ne!(mode(&public) & 0o400, 0);
        assert_eq!(mode(&public) & !0o644, 0);
    }

    /// A pipe has no length beforehand, so the buffer must grow.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_secret_can_come_through_a_pipe() {
        use std::io::Write;
        use std::os::fd::AsRawFd;
        let (reader, mut writer) = io::pipe().unwrap();
        let text = "0123456789".repeat(5000);
        let sent = text.clone();
        let thread = std::thread::spawn(move || writer.write_all(sent.as_bytes()));
        let path = format!("/proc/self/fd/{}", reader.as_raw_fd());
        assert_eq!(*read_secret(Path::new(&path)).unwrap().text, text);
        thread.join().unwrap().unwrap();
    }
}
