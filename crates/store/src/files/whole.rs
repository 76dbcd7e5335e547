//! How much of an append-only file counts, for those who only read it.
//!
//! A copy taken after a crash may end in a part of an entry, and `NAME.pending` beside it says where that begins. Readers
//! take no lock, change nothing, and may read while a writer is at work.

use super::disk::{Disk, RealDisk};
use super::error::FileError;
use super::pending::{self, Found, Standing};
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, Take};
use std::path::{Path, PathBuf};

/// How often a reader looks again while writers are at work.
const ATTEMPTS: usize = 1000;

/// How much of a file counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// Length in bytes up to which the file holds whole entries.
    pub length: u64,
    /// What a person should know about the rest.
    pub note: Option<Note>,
}

/// What a reader found beside a file; its text is for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// An append was interrupted, or is under way at this moment, and its entry is ignored.
    Unfinished {
        /// The note of the append.
        pending: PathBuf,
        /// How many bytes of the entry are in the file and ignored.
        ignored: u64,
    },
    /// The note of an append is damaged: the whole file counts, and may end in a part of an entry.
    Damaged {
        /// The damaged note.
        pending: PathBuf,
    },
    /// The note of an append to another file: the whole file counts.
    Foreign {
        /// The note that does not belong here.
        pending: PathBuf,
        /// How that was seen.
        reason: &'static str,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfinished { pending, ignored } => write!(
                f,
                "an unfinished append was ignored ({ignored} bytes of it are in the file): see {}",
                pending.display()
            ),
            Self::Damaged { pending } => write!(
                f,
                "{} is damaged, so the file may end in a part of an entry",
                pending.display()
            ),
            Self::Foreign { pending, reason } => write!(
                f,
                "{} was ignored, as it is of an append to another file: {reason}",
                pending.display()
            ),
        }
    }
}

/// How much of the file at `path` counts: all of it, unless a note beside it tells of an unfinished append.
///
/// # Errors
/// [`FileError::Busy`], or whatever the operating system refused.
pub fn complete_length<D: Disk>(disk: &D, path: &Path) -> Result<Whole, FileError> {
    let path = disk
        .canonical(path)
        .map_err(FileError::at(path, "find it"))?;
    let file = disk.open(&path).map_err(FileError::at(&path, "open it"))?;
    measure(disk, &file, &path)
}

/// Opens a file for reading, and gives a reader that ends where whole entries end.
///
/// # Errors
/// As [`complete_length`].
pub fn open_whole(path: &Path) -> Result<(Take<File>, Whole), FileError> {
    let path = RealDisk
        .canonical(path)
        .map_err(FileError::at(path, "find it"))?;
    let at = |attempt| FileError::at(&path, attempt);
    let file = RealDisk.open(&path).map_err(at("open it"))?;
    let whole = measure(&RealDisk, &file, &path)?;
    // Measuring has moved the position, which the handle keeps; this one is our own, so it can be moved back.
    (&file).rewind().map_err(at("read it"))?;
    Ok((file.take(whole.length), whole))
}

/// A writer may be at work between any two of our looks. A valid note settles the matter: up to its base, and if its
/// bytes are all there up to the length we saw, the file is whole for good. Without one, the length counts only if it is the same before
/// and after we looked for the note: an append that made the first length a torn one has, when its note is gone, made
/// the file longer for good.
fn measure<D: Disk>(disk: &D, file: &D::File, path: &Path) -> Result<Whole, FileError> {
    let note_path = pending::path_of(path);
    let length_now = || disk.length(file).map_err(FileError::at(path, "measure it"));
    for _ in 0..ATTEMPTS {
        let length = length_now()?;
        let found = pending::find(disk, &note_path)?;
        let note = match &found {
            Found::Absent => None,
            Found::Damaged => Some(Note::Damaged {
                pending: note_path.clone(),
            }),
            Found::Valid(pending) => match pending.judge(disk, file, length) {
                // What follows its end, if anything, is whole too: the next append replaces the note before it writes.
                Ok(Standing::Done) => return Ok(Whole { length, note: None }),
                Ok(Standing::Unfinished) => {
                    let note = Note::Unfinished {
                        pending: note_path,
                        ignored: length.saturating_sub(pending.base),
                    };
                    return Ok(Whole {
                        length: pending.base,
                        note: Some(note),
                    });
                }
                Ok(Standing::Foreign(reason)) => Some(Note::Foreign {
                    pending: note_path.clone(),
                    reason,
                }),
                // The writer took its append back while we read.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => continue,
                Err(error) => return Err(FileError::at(path, "read it")(error)),
            },
        };
        if length_now()? == length && pending::find(disk, &note_path)? == found {
            return Ok(Whole { length, note });
        }
    }
    Err(FileError::Busy {
        path: path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::simulated::SimulatedDisk;
    use sha2::{Digest, Sha256};
    use std::fs;

    #[test]
    fn a_reader_is_given_whole_entries_and_told_of_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("poll.bel");
        let note_path = pending::path_of(&path);
        let tail = Sha256::digest(b"base").into();
        let note = pending::Pending::encode(4, &tail, b"entry");
        let unfinished = |ignored| {
            let pending = note_path.clone();
            Some(Note::Unfinished { pending, ignored })
        };
        let damaged = Some(Note::Damaged {
            pending: note_path.clone(),
        });
        let foreign = |reason| {
            let pending = note_path.clone();
            Some(Note::Foreign { pending, reason })
        };
        let differs = foreign("what precedes it differs");
        let shorter = foreign("the file is shorter than at its start");
        // The file, what lies beside it, how much counts, and what is said.
        type Row<'a> = (&'a str, Option<&'a [u8]>, u64, Option<Note>);
        let table: [Row; 9] = [
            ("basee", None, 5, None),
            ("base", Some(&note), 4, unfinished(0)),
            ("baseen", Some(&note), 4, unfinished(2)),
            ("base\0\0\0\0\0", Some(&note), 4, unfinished(5)),
            ("baseentry", Some(&note), 9, None),
            ("baseentrymore", Some(&note), 13, None),
            ("baseentry", Some(&note[1..]), 9, damaged),
            ("eelsentry", Some(&note), 9, differs),
            ("bas", Some(&note), 3, shorter),
        ];
        for (contents, beside, length, said) in table {
            fs::write(&path, contents).unwrap();
            let _ = fs::remove_file(&note_path);
            if let Some(beside) = beside {
                fs::write(&note_path, beside).unwrap();
            }
            let (mut reader, whole) = open_whole(&path).unwrap();
            assert_eq!(whole, Whole { length, note: said }, "{contents:?}");
            assert_eq!(complete_length(&RealDisk, &path).unwrap(), whole);
            let mut text = String::new();
            reader.read_to_string(&mut text).unwrap();
            assert_eq!(text, contents[..length as usize]);
            assert_eq!(fs::read_to_string(&path).unwrap(), contents);
        }
    }

    #[test]
    fn a_torn_length_is_not_believed_when_the_append_ends_before_we_look_for_its_note() {
        let disk = SimulatedDisk::default();
        let path = Path::new("poll.bel");
        disk.put(path, b"baseen");
        disk.after_next_length(b"baseentry");
        let whole = complete_length(&disk, path).unwrap();
        let (length, note) = (9, None);
        assert_eq!(whole, Whole { length, note });
    }

    #[test]
    fn a_reader_beside_a_writer_sees_whole_entries_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("poll.bel");
        super::super::create(&RealDisk, &path, b"").unwrap();
        const ENTRY: usize = 100_003;
        let done = std::sync::atomic::AtomicBool::new(false);
        let order = std::sync::atomic::Ordering::SeqCst;
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (mut file, _) = super::super::AppendFile::open(RealDisk, &path).unwrap();
                for entry in 1..60u8 {
                    file.append(&[entry; ENTRY]).unwrap();
                }
                done.store(true, order);
            });
            let mut seen = 0;
            while !done.load(order) {
                let whole = complete_length(&RealDisk, &path).unwrap();
                assert_eq!(whole.length % ENTRY as u64, 0);
                assert!(whole.length >= seen);
                seen = whole.length;
            }
        });
        let whole = complete_length(&RealDisk, &path).unwrap();
        assert_eq!(whole.length, 59 * ENTRY as u64);
    }
}
