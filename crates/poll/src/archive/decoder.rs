//! Reads an archive from bytes that come in pieces of any size.

use thiserror::Error;

use super::tar::{BLOCK, TarHeader};
use super::{
    ArchiveHeader, Content, DATA_LIMIT, EVENT_LIMIT, HEADER_NAME, HeaderError, Member, MemberKind,
    Timestamp,
};
use crate::hash::Hash;

/// Where an archive's bytes are not as they must be, and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("byte {offset}: {problem}")]
pub struct ArchiveError {
    /// Where the member at fault begins, in bytes from the beginning of the archive.
    pub offset: u64,
    /// What is wrong with it.
    pub problem: ArchiveProblem,
}

/// What can be wrong with an archive's bytes. After any of these the rest of the archive is not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArchiveProblem {
    /// There is not one byte.
    #[error("the archive is empty")]
    Empty,
    /// The archive stops inside a member. It may still be under way.
    #[error(
        "the archive stops inside a member, {present} bytes into it. Fetch it again, it may be torn"
    )]
    Truncated {
        /// How many bytes of the member are there.
        present: u64,
    },
    /// A block of zeros, with which tar files usually end.
    #[error(
        "a block of zeros stands where a member should begin. An archive ends with its last member"
    )]
    ZeroBlock,
    /// The tar header is not what its own name, size and time would give.
    #[error("the tar header is not the one that the format prescribes")]
    TarHeader,
    /// The first member has another name than `BELENIOS`.
    #[error(
        "the first member is named {0:?} instead of \"BELENIOS\". This is not an archive of a poll"
    )]
    FirstName(String),
    /// The first member is not an archive header of version 1.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// A name that is neither `<hash>.data.json` nor `<hash>.event.json`.
    #[error("a member is named {0:?} instead of <hash>.data.json or <hash>.event.json")]
    Name(String),
    /// A member's time is not the timestamp in the archive header.
    #[error("the member has the time {found} and the archive has {expected}")]
    Time {
        /// The time of the member, in seconds since 1970.
        found: u64,
        /// The time that the archive header prescribes.
        expected: u64,
    },
    /// A member is larger than the limit.
    #[error("the member claims {size} bytes and {limit} are allowed")]
    TooLarge {
        /// The size that the tar header claims, in bytes.
        size: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The contents of a member are not those after which it is named.
    #[error("the member named {named} holds data with the hash {found}")]
    WrongHash {
        /// The hash in the name.
        named: Hash,
        /// The hash of the contents.
        found: Hash,
    },
    /// The contents are filled up to a whole block with something else than zeros.
    #[error("the padding after the member is not all zeros")]
    Padding,
    /// [`Decoder::finish`] was called while members were still waiting to be taken.
    #[error("the member was not read. This is a mistake in the program, not in the archive")]
    Unread,
}

/// Reads an archive from bytes that come in pieces of any size.
///
/// Push bytes, take members until there is none, push more; [`finish`](Decoder::finish) at the end. What comes out
/// does not depend on how the bytes were cut. The decoder holds the bytes of at most one unfinished member, besides
/// the last piece pushed, and its work is linear in the number of bytes.
///
/// The first error is final: what stands after it cannot be trusted to begin where it seems to.
#[derive(Debug, Clone)]
pub struct Decoder {
    data_limit: u64,
    /// Bytes that were pushed; those before `start` have been used.
    buffer: Vec<u8>,
    start: usize,
    /// Where in the archive the first unused byte is.
    offset: u64,
    /// Known once the first member has been read.
    timestamp: Option<Timestamp>,
    /// The member whose contents are awaited.
    awaited: Option<Awaited>,
    failed: Option<ArchiveError>,
}

/// A member whose tar header was read and found in order.
#[derive(Debug, Clone)]
struct Awaited {
    name: Name,
    time: u64,
    size: usize,
    /// The size with padding, a multiple of the block.
    padded: usize,
}

#[derive(Debug, Clone, Copy)]
enum Name {
    Header,
    Hashed(MemberKind, Hash),
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// A decoder at the beginning of an archive, for data members up to [`DATA_LIMIT`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_data_limit(DATA_LIMIT)
    }

    /// A decoder for data members of at most `limit` bytes. The header and events have [`EVENT_LIMIT`].
    #[must_use]
    pub fn with_data_limit(limit: u64) -> Self {
        Self {
            data_limit: limit,
            buffer: Vec::new(),
            start: 0,
            offset: 0,
            timestamp: None,
            awaited: None,
            failed: None,
        }
    }

    /// Adds the bytes that come next in the archive. After an error they are passed over.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        // Used bytes go once they are at least half of all, so each byte is moved at most once for a byte used.
        if self.start > 0 && self.start >= self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.start = 0;
            // A roll can have a hundred megabytes, and no member after it so many.
            let needed = self.buffer.len() + bytes.len();
            if self.buffer.capacity() / 8 > needed {
                self.buffer.shrink_to(needed);
            }
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Takes the next member, or nothing if more bytes are needed for it.
    ///
    /// # Errors
    ///
    /// [`ArchiveError`] if the bytes are not those of an archive; then again at every later call.
    pub fn next_member(&mut self) -> Result<Option<Member>, ArchiveError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.advance().map_err(|problem| {
            let error = ArchiveError {
                offset: self.offset,
                problem,
            };
            self.failed = Some(error.clone());
            self.buffer = Vec::new();
            self.start = 0;
            error
        })
    }

    /// Ends the archive. All members must have been taken.
    ///
    /// # Errors
    ///
    /// [`ArchiveError`] if an earlier call failed, or the archive is empty or stops inside a member.
    pub fn finish(mut self) -> Result<(), ArchiveError> {
        let left = self.unread().len();
        let problem = match self.next_member()? {
            Some(_) => ArchiveProblem::Unread,
            None if left > 0 => ArchiveProblem::Truncated {
                present: left as u64,
            },
            None if self.offset == 0 => ArchiveProblem::Empty,
            None => return Ok(()),
        };
        Err(ArchiveError {
            offset: self.offset,
            problem,
        })
    }

    fn unread(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    fn advance(&mut self) -> Result<Option<Member>, ArchiveProblem> {
        let Some((block, rest)) = self.unread().split_first_chunk::<BLOCK>() else {
            return Ok(None);
        };
        // The tar header is judged as soon as it is there, and not again for each piece of the contents.
        let awaited = match &self.awaited {
            Some(awaited) => awaited.clone(),
            None => self.expect(block)?,
        };
        let Some(padded) = rest.get(..awaited.padded) else {
            self.awaited = Some(awaited);
            return Ok(None);
        };
        let (contents, padding) = padded
            .split_at_checked(awaited.size)
            .unwrap_or((padded, &[]));
        if padding.iter().any(|byte| *byte != 0) {
            return Err(ArchiveProblem::Padding);
        }
        let content = read_content(&awaited, contents)?;
        if let Content::Header(header) = &content {
            self.timestamp = Some(header.timestamp());
        }
        let length = BLOCK + awaited.padded;
        let member = Member {
            offset: self.offset,
            len_on_disk: length as u64,
            content,
        };
        self.offset = member.end();
        self.start += length;
        self.awaited = None;
        Ok(Some(member))
    }

    /// Judges a tar header: what comes after it, and may it?
    fn expect(&self, block: &[u8; BLOCK]) -> Result<Awaited, ArchiveProblem> {
        let Some(TarHeader { name, size, time }) = TarHeader::parse(block) else {
            let zeros = block.iter().all(|byte| *byte == 0);
            return Err(if zeros {
                ArchiveProblem::ZeroBlock
            } else {
                ArchiveProblem::TarHeader
            });
        };
        let (name, limit) = match self.timestamp {
            None if name == HEADER_NAME => (Name::Header, EVENT_LIMIT),
            None => return Err(ArchiveProblem::FirstName(name)),
            Some(_) => match parse_name(&name) {
                Some((kind @ MemberKind::Data, hash)) => {
                    (Name::Hashed(kind, hash), self.data_limit)
                }
                Some((kind @ MemberKind::Event, hash)) => (Name::Hashed(kind, hash), EVENT_LIMIT),
                None => return Err(ArchiveProblem::Name(name)),
            },
        };
        if let Some(expected) = self.timestamp
            && expected.seconds() != time
        {
            return Err(ArchiveProblem::Time {
                found: time,
                expected: expected.seconds(),
            });
        }
        let too_large = ArchiveProblem::TooLarge { size, limit };
        if size > limit {
            return Err(too_large);
        }
        // A limit beyond the memory of the machine is no limit there.
        let Ok(size) = usize::try_from(size) else {
            return Err(too_large);
        };
        let Some(padded) = size.checked_next_multiple_of(BLOCK) else {
            return Err(too_large);
        };
        Ok(Awaited {
            name,
            time,
            size,
            padded,
        })
    }
}

fn parse_name(name: &str) -> Option<(MemberKind, Hash)> {
    [MemberKind::Data, MemberKind::Event]
        .into_iter()
        .find_map(|kind| {
            Some((
                kind,
                Hash::from_hex(name.strip_suffix(kind.suffix())?).ok()?,
            ))
        })
}

fn read_content(awaited: &Awaited, contents: &[u8]) -> Result<Content, ArchiveProblem> {
    let (kind, named) = match awaited.name {
        Name::Header => {
            let header = ArchiveHeader::parse(contents)?;
            let expected = header.timestamp().seconds();
            if awaited.time != expected {
                return Err(ArchiveProblem::Time {
                    found: awaited.time,
                    expected,
                });
            }
            return Ok(Content::Header(header));
        }
        Name::Hashed(kind, named) => (kind, named),
    };
    let hash = Hash::of(contents);
    if hash != named {
        return Err(ArchiveProblem::WrongHash { named, found: hash });
    }
    let bytes = contents.to_vec();
    Ok(match kind {
        MemberKind::Data => Content::Data { hash, bytes },
        MemberKind::Event => Content::Event { hash, bytes },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::writer::{header_bytes, member_bytes};

    fn now() -> Timestamp {
        Timestamp::new(1).unwrap()
    }

    fn archive(members: usize, size: usize) -> Vec<u8> {
        let member = member_bytes(now(), MemberKind::Data, &vec![b'x'; size]).unwrap();
        [header_bytes(now()), member.repeat(members)].concat()
    }

    #[test]
    fn memory_is_bounded_by_the_largest_member_and_the_piece_pushed() {
        let (size, piece) = (10_000, 1000);
        let mut decoder = Decoder::new();
        let mut taken = 0;
        for bytes in archive(200, size).chunks(piece) {
            decoder.push(bytes);
            while decoder.next_member().unwrap().is_some() {
                taken += 1;
            }
            // Used bytes may stay until they are half of all, and a vector may double.
            assert!(
                decoder.buffer.capacity() <= 4 * (size + 2 * BLOCK + piece),
                "{}",
                decoder.buffer.capacity()
            );
        }
        assert_eq!(taken, 201);
        assert_eq!(decoder.finish(), Ok(()));
    }

    #[test]
    fn a_huge_size_takes_no_memory() {
        let header = TarHeader {
            name: MemberKind::Data.name(Hash::of(b"")),
            size: DATA_LIMIT,
            time: 1,
        };
        let mut decoder = Decoder::new();
        decoder.push(&header_bytes(now()));
        decoder.push(&header.to_bytes().unwrap());
        assert!(decoder.next_member().unwrap().is_some());
        assert_eq!(decoder.next_member(), Ok(None));
        assert!(decoder.buffer.capacity() < 10 * BLOCK);
        assert_eq!(
            decoder.finish().unwrap_err().problem,
            ArchiveProblem::Truncated { present: 512 }
        );
    }

    #[test]
    fn the_limit_is_the_callers_to_set() {
        let bytes = archive(1, 513);
        for (limit, allowed) in [(512, false), (513, true)] {
            let mut decoder = Decoder::with_data_limit(limit);
            decoder.push(&bytes);
            assert!(decoder.next_member().is_ok());
            assert_eq!(decoder.next_member().is_ok(), allowed, "{limit}");
        }
    }

    #[test]
    fn the_first_error_is_final() {
        let mut decoder = Decoder::new();
        decoder.push(&[0; BLOCK]);
        let error = decoder.next_member().unwrap_err();
        assert_eq!(
            error,
            ArchiveError {
                offset: 0,
                problem: ArchiveProblem::ZeroBlock
            }
        );
        decoder.push(&archive(1, 1));
        assert_eq!(decoder.next_member(), Err(error.clone()));
        assert_eq!(decoder.finish(), Err(error));
    }

    #[test]
    fn members_that_nobody_took_are_not_passed_over() {
        let mut decoder = Decoder::new();
        decoder.push(&archive(1, 1));
        assert_eq!(
            decoder.finish(),
            Err(ArchiveError {
                offset: 1024,
                problem: ArchiveProblem::Unread
            })
        );
    }
}
