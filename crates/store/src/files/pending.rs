//! The note beside an append-only file (`NAME.pending`) that says what was being appended, and where.
//!
//! It is whole and durable before the first byte is appended, so a crash leaves either no note and an untouched file, or
//! a note from which the append can be completed. Layout (integers big-endian):
//!
//! | bytes | what |
//! | --- | --- |
//! | 16 | `veche pending 1\n` |
//! | 8 | base: the length of the file before the append |
//! | 8 | n: how many bytes are appended |
//! | 32 | SHA-256 of the last 4096 bytes (or all) before base: which file this belongs to |
//! | n | the bytes to append |
//! | 32 | SHA-256 of all of the above |

use super::disk::{Disk, beside};
use super::error::FileError;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// The most that one append may hold, in bytes (1 GiB), so that a hostile note cannot exhaust the memory of a reader.
pub const MAX_APPEND: u64 = 1 << 30;

const MAGIC: &[u8; 16] = b"veche pending 1\n";
const FIXED: u64 = 16 + 8 + 8 + 32 + 32;
const TAIL: u64 = 4096;
const CHUNK: usize = 1 << 16;

/// The note of one append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Length of the file before the append.
    pub(crate) base: u64,
    /// SHA-256 of what precedes `base` in the file, see [`tail_hash`].
    pub(crate) tail: [u8; 32],
    /// What is appended.
    pub(crate) bytes: Vec<u8>,
}

/// How a file stands to the note beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// All bytes are in the file already; only the note was not removed.
    Done,
    /// Some or none of the bytes are in the file.
    Unfinished,
    /// The note belongs to another file or history, for this reason.
    Foreign(&'static str),
}

/// What lies at the place of the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing.
    Absent,
    /// Something that is no note.
    Damaged,
    /// A note.
    Valid(Pending),
}

/// Where the note of `path` lies.
pub(crate) fn path_of(path: &Path) -> PathBuf {
    beside(path, ".pending")
}

/// Where the note of `path` is written before it gets its name.
pub(crate) fn temporary_of(path: &Path) -> PathBuf {
    beside(path, ".pending.tmp")
}

impl Pending {
    /// The bytes of the note.
    pub(crate) fn encode(base: u64, tail: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
        let mut note = Vec::with_capacity(bytes.len() + FIXED as usize);
        note.extend_from_slice(MAGIC);
        note.extend_from_slice(&base.to_be_bytes());
        note.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        note.extend_from_slice(tail);
        note.extend_from_slice(bytes);
        let hash = Sha256::digest(&note);
        note.extend_from_slice(&hash);
        note
    }

    /// Reads a note; `None` unless it is exactly what [`Pending::encode`] gives.
    pub(crate) fn decode(note: &[u8]) -> Option<Self> {
        let (body, hash) = note.split_last_chunk::<32>()?;
        if Sha256::digest(body).as_slice() != hash {
            return None;
        }
        let rest = body.strip_prefix(MAGIC)?;
        let (base, rest) = rest.split_first_chunk::<8>()?;
        let (count, rest) = rest.split_first_chunk::<8>()?;
        let (tail, bytes) = rest.split_first_chunk::<32>()?;
        let base = u64::from_be_bytes(*base);
        let count = u64::from_be_bytes(*count);
        if bytes.len() as u64 != count || base.checked_add(count).is_none() {
            return None;
        }
        Some(Self {
            base,
            tail: *tail,
            bytes: bytes.to_vec(),
        })
    }

    /// Length of the file after the append; [`Pending::decode`] has excluded an overflow.
    pub(crate) fn end(&self) -> u64 {
        self.base.saturating_add(self.bytes.len() as u64)
    }

    /// How a file of `length` bytes stands to this note.
    ///
    /// Bytes that an interrupted append left are those of the note, or zeros where the length was durable before the
    /// contents. Anything else was written by somebody else, and is not ours to overwrite.
    pub(crate) fn judge<D: Disk>(
        &self,
        disk: &D,
        file: &D::File,
        length: u64,
    ) -> io::Result<Standing> {
        if length < self.base {
            return Ok(Standing::Foreign("the file is shorter than at its start"));
        }
        if tail_hash(disk, file, self.base)? != self.tail {
            return Ok(Standing::Foreign("what precedes it differs"));
        }
        let mut offset = self.base;
        let mut complete = length >= self.end();
        let mut buffer = vec![0; CHUNK];
        for expected in self.bytes.chunks(CHUNK) {
            let there = (expected.len() as u64).min(length - offset) as usize;
            let (expected, found) = (&expected[..there], &mut buffer[..there]);
            disk.read_at(file, offset, found)?;
            let ours = |(e, f): (&u8, &u8)| e == f || *f == 0;
            if !expected.iter().zip(found.iter()).all(ours) {
                return Ok(Standing::Foreign("the file continues with other bytes"));
            }
            complete &= expected == &*found;
            offset += there as u64;
        }
        Ok(match complete {
            true => Standing::Done,
            false if length > self.end() => {
                Standing::Foreign("the file goes on after it, though it is not whole")
            }
            false => Standing::Unfinished,
        })
    }
}

/// SHA-256 of the last 4096 bytes before `base`, or of all of them. They hold the file's last entry or a part of it,
/// which in a chain of hashes depends on everything before.
pub(crate) fn tail_hash<D: Disk>(disk: &D, file: &D::File, base: u64) -> io::Result<[u8; 32]> {
    let count = base.min(TAIL);
    let mut tail = vec![0; count as usize];
    disk.read_at(file, base - count, &mut tail)?;
    Ok(Sha256::digest(&tail).into())
}

/// Looks for the note at `note_path`.
pub(crate) fn find<D: Disk>(disk: &D, note_path: &Path) -> Result<Found, FileError> {
    let file = match disk.open(note_path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Absent),
        Err(error) => return Err(FileError::at(note_path, "open it")(error)),
    };
    let length = disk
        .length(&file)
        .map_err(FileError::at(note_path, "measure it"))?;
    if !(FIXED..=MAX_APPEND + FIXED).contains(&length) {
        return Ok(Found::Damaged);
    }
    let mut note = vec![0; length as usize];
    disk.read_at(&file, 0, &mut note)
        .map_err(FileError::at(note_path, "read it"))?;
    Ok(Pending::decode(&note).map_or(Found::Damaged, Found::Valid))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::simulated::SimulatedDisk;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_note_reads_back_as_it_was_written(
            base in 0..u64::MAX / 2,
            tail: [u8; 32],
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let note = Pending::encode(base, &tail, &bytes);
            prop_assert_eq!(Pending::decode(&note), Some(Pending { base, tail, bytes }));
        }

        #[test]
        fn a_note_with_one_bit_changed_or_cut_short_is_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..100),
            at: prop::sample::Index,
            bit in 0..8u32,
        ) {
            let note = Pending::encode(7, &[1; 32], &bytes);
            let at = at.index(note.len());
            prop_assert_eq!(Pending::decode(&note[..at]), None);
            let mut changed = note;
            changed[at] ^= 1u8 << bit;
            prop_assert_eq!(Pending::decode(&changed), None);
        }

        #[test]
        fn whatever_has_a_right_checksum_is_read_without_panic(
            body in proptest::collection::vec(any::<u8>(), 0..120),
            with_magic: bool,
        ) {
            let mut note = if with_magic { MAGIC.to_vec() } else { vec![] };
            note.extend(body);
            let hash = Sha256::digest(&note);
            note.extend_from_slice(&hash);
            if let Some(pending) = Pending::decode(&note) {
                prop_assert_eq!(Pending::encode(pending.base, &pending.tail, &pending.bytes), note);
            }
        }
    }

    #[test]
    fn a_note_stands_to_a_file_as_their_bytes_say() {
        use Standing::*;
        let other = Foreign("the file continues with other bytes");
        let longer = Foreign("the file goes on after it, though it is not whole");
        // What follows the base, and the verdict on an append of "entry".
        let table: [(&[u8], Standing); 10] = [
            (b"", Unfinished),
            (b"ent", Unfinished),
            (b"\0\0\0", Unfinished),
            (b"e\0\0ry", Unfinished),
            (b"entry", Done),
            (b"entry and more", Done),
            (b"e\0try and more", longer),
            (b"x", other),
            (b"other", other),
            (b"other and more", other),
        ];
        for (rest, verdict) in table {
            let disk = SimulatedDisk::default();
            let path = Path::new("a");
            let mut contents = b"base".to_vec();
            contents.extend_from_slice(rest);
            disk.put(path, &contents);
            let file = disk.open(path).unwrap();
            let note = Pending {
                base: 4,
                tail: Sha256::digest(b"base").into(),
                bytes: b"entry".to_vec(),
            };
            let length = contents.len() as u64;
            assert_eq!(
                note.judge(&disk, &file, length).unwrap(),
                verdict,
                "{rest:?}"
            );
            let elsewhere = Pending {
                tail: [0; 32],
                ..note.clone()
            };
            let differs = Foreign("what precedes it differs");
            assert_eq!(elsewhere.judge(&disk, &file, length).unwrap(), differs);
            let later = Pending {
                base: length + 1,
                ..note
            };
            let shorter = Foreign("the file is shorter than at its start");
            assert_eq!(later.judge(&disk, &file, length).unwrap(), shorter);
        }
    }
}
