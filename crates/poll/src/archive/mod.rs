//! The `.bel` archive as bytes: members in, members out, nothing about their meaning (spec §Public data).
//!
//! An archive is an old-style tar file of which every byte is prescribed: a header member `BELENIOS`, then members
//! named after the SHA-256 hash of their contents, all with the header's timestamp, and nothing after the last of
//! them. The independent tool writes an archive anew from what it has read and compares the bytes, so the
//! [`Decoder`] refuses whatever the [`writer`] would not have written.
//!
//! Bytes are pushed in pieces of any size, and memory is bounded by the largest member, not by the archive.

mod decoder;
mod tar;
pub mod writer;

use std::fmt;

use serde::Deserialize;
use thiserror::Error;
use veche_crypto::wire;

pub use decoder::{ArchiveError, ArchiveProblem, Decoder};
pub(crate) use tar::BLOCK;
pub(crate) use tar::TarHeader;

use crate::hash::Hash;

/// The name of the first member.
pub(crate) const HEADER_NAME: &str = "BELENIOS";

/// The size, in bytes, that a data member may have unless [`Decoder::with_data_limit`] says otherwise: 1 GiB.
///
/// The largest members are the public credentials (about 70 bytes a voter) and the shuffles (about 1.2 kB a ballot).
/// The limit is on what a hostile size field can make a reader wait for; memory is only taken for bytes that have
/// really been pushed.
pub const DATA_LIMIT: u64 = 1 << 30;

/// The size, in bytes, that the header and an event may have. Real ones have fewer than 300.
pub const EVENT_LIMIT: u64 = 4096;

/// When the poll began, in seconds since 1970, as every member of its archive repeats it.
///
/// A tar header has eleven octal digits for it: it is below 2³³ (the year 2242).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(u64);

/// Why a number of seconds is not a [`Timestamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0} seconds since 1970 do not fit an archive: the timestamp must be below 2^33")]
pub struct TimestampError(pub u64);

impl Timestamp {
    /// The moment `seconds` seconds after 1970 began, in universal time without leap seconds.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] from 2³³ on.
    pub fn new(seconds: u64) -> Result<Self, TimestampError> {
        if seconds <= tar::LARGEST_NUMBER {
            Ok(Self(seconds))
        } else {
            Err(TimestampError(seconds))
        }
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The first member of an archive (spec §Public data, `header`): version 1 and a timestamp.
///
/// The bytes are kept as they were: the timestamp may be a string or an integer, and the two hash differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveHeader {
    timestamp: Timestamp,
    bytes: Vec<u8>,
}

/// Why some bytes are not an [`ArchiveHeader`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// The bytes are not a JSON object with a version and a timestamp.
    #[error("not an archive header: {0}")]
    Syntax(String),
    /// The archive has another version than 1.
    #[error("the archive has version {0}; only version 1 is known. Look for a newer program")]
    Version(u64),
    /// The timestamp is not a number of seconds that an archive can have.
    #[error("{0:?} is not a timestamp: a number of seconds below 2^33 is needed")]
    Timestamp(String),
    /// The bytes mean a header, but are not the bytes that the reference writes for it.
    #[error("the archive header is not in canonical form: it should read {0}")]
    NotCanonical(String),
}

/// A header as JSON has it, before its form is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHeader {
    version: u64,
    timestamp: RawTimestamp,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawTimestamp {
    Integer(u64),
    Text(String),
}

impl ArchiveHeader {
    /// The header of a new archive, its timestamp a string, as the reference writes it.
    #[must_use]
    pub fn new(timestamp: Timestamp) -> Self {
        Self {
            timestamp,
            bytes: format!("{{\"version\":1,\"timestamp\":\"{timestamp}\"}}").into_bytes(),
        }
    }

    /// Reads a header. Besides the form that [`ArchiveHeader::new`] writes, the timestamp may be an integer; every
    /// other byte is prescribed.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] if the bytes are no header, of another version, or not in canonical form.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let raw: RawHeader =
            wire::read(bytes).map_err(|error| HeaderError::Syntax(error.to_string()))?;
        if raw.version != 1 {
            return Err(HeaderError::Version(raw.version));
        }
        let (seconds, json) = match raw.timestamp {
            RawTimestamp::Integer(seconds) => (seconds, seconds.to_string()),
            RawTimestamp::Text(text) => match text.parse::<u64>() {
                Ok(seconds) => (seconds, format!("\"{seconds}\"")),
                Err(_) => return Err(HeaderError::Timestamp(text)),
            },
        };
        let timestamp =
            Timestamp::new(seconds).map_err(|error| HeaderError::Timestamp(error.0.to_string()))?;
        let canonical = format!("{{\"version\":1,\"timestamp\":{json}}}");
        if canonical.as_bytes() != bytes {
            return Err(HeaderError::NotCanonical(canonical));
        }
        Ok(Self {
            timestamp,
            bytes: bytes.to_vec(),
        })
    }

    /// When the poll began.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// The JSON, byte for byte as it stood in the archive.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The two kinds of members after the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberKind {
    /// What an event points at.
    Data,
    /// A link of the chain.
    Event,
}

impl MemberKind {
    /// What the name of such a member has after the hash.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Data => ".data.json",
            Self::Event => ".event.json",
        }
    }

    /// The name of a member of this kind whose contents have this hash.
    pub(crate) fn name(self, hash: Hash) -> String {
        format!("{hash}{}", self.suffix())
    }
}

/// One member of an archive whose bytes are in order: header, padding, name and timestamp included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Where its tar header begins, in bytes from the beginning of the archive.
    pub offset: u64,
    /// How many bytes it takes in the archive, tar header and padding included.
    pub len_on_disk: u64,
    /// What it holds.
    pub content: Content,
}

/// What a member holds. The hash is that of the bytes; it has been computed, not taken from the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The first member.
    Header(ArchiveHeader),
    /// What an event points at.
    Data {
        /// SHA-256 of the bytes.
        hash: Hash,
        /// The contents.
        bytes: Vec<u8>,
    },
    /// A link of the chain. Whether the bytes are an event is not checked here.
    Event {
        /// SHA-256 of the bytes.
        hash: Hash,
        /// The contents.
        bytes: Vec<u8>,
    },
}

impl Member {
    /// Where the member ends, in bytes from the beginning of the archive.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.offset.saturating_add(self.len_on_disk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_a_new_archive_is_the_one_of_the_reference() {
        let header = ArchiveHeader::new(Timestamp::new(1_795_375_095).unwrap());
        assert_eq!(header.bytes(), br#"{"version":1,"timestamp":"1795375095"}"#);
        assert_eq!(ArchiveHeader::parse(header.bytes()), Ok(header));
    }

    #[test]
    fn an_integer_timestamp_is_accepted_and_its_bytes_are_kept() {
        let bytes = br#"{"version":1,"timestamp":1795375095}"#;
        let header = ArchiveHeader::parse(bytes).unwrap();
        assert_eq!(header.timestamp().seconds(), 1_795_375_095);
        assert_eq!(header.bytes(), bytes);
    }

    #[test]
    fn every_other_header_is_refused() {
        assert_eq!(
            ArchiveHeader::parse(br#"{"version":2,"timestamp":"1"}"#),
            Err(HeaderError::Version(2))
        );
        for text in [
            r#"{"version":1,"timestamp":"1"} "#,
            r#"{"version":1, "timestamp":"1"}"#,
            r#"{"timestamp":"1","version":1}"#,
            r#"{"version":1,"timestamp":"01"}"#,
            r#"{"version":1,"timestamp":"+1"}"#,
            r#"{"version":1,"timestamp":"-1"}"#,
            r#"{"version":1,"timestamp":"0x1"}"#,
            r#"{"version":1,"timestamp":-1}"#,
            r#"{"version":1,"timestamp":1.0}"#,
            r#"{"version":1,"timestamp":null}"#,
            r#"{"version":1,"timestamp":""}"#,
            r#"{"version":1,"timestamp":"8589934592"}"#,
            r#"{"version":1,"timestamp":8589934592}"#,
            r#"{"version":"1","timestamp":"1"}"#,
            r#"{"version":1,"timestamp":"1","x":1}"#,
            r#"{"version":1,"version":1,"timestamp":"1"}"#,
            r#"[1,"1"]"#,
            "",
        ] {
            assert!(ArchiveHeader::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
