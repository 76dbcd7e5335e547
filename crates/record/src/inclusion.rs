//! A file that proves one entry to somebody who has nothing else (tlog-proof).
//!
//! It holds the entry's number, the hashes from the entry to the root, and the signed checkpoint. The entry itself is
//! not in it; whoever checks must have it, and must know the record's key from elsewhere.

use base64ct::{Base64, Encoding};
use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError, UncheckedCheckpoint};
use crate::hash::Hash;
use crate::note::{MAX_NOTE, VerifierKey};
use crate::proof::{MAX_HASHES, ProofError, verify_inclusion};
use crate::text::decimal;

/// The first line of such a file.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The most bytes that such a file can have.
pub const MAX_PROOF: usize = 2 * MAX_NOTE;

/// What is wrong with a proof file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TlogProofError {
    /// The file is too long.
    #[error("the proof has {length} bytes, and the most is {MAX_PROOF}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// A line is not what must stand there.
    #[error("line {line} of the proof is not {expected}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What must stand there.
        expected: &'static str,
    },
    /// The checkpoint in it cannot be read, or is not signed by the right key.
    #[error("the checkpoint in the proof: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// It does not prove that the entry is in the record.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// A proof that an entry is in a record, of the right form, not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Bytes for which nobody vouches, if any.
    pub extra: Option<Vec<u8>>,
    /// The entry's number, from 0.
    pub index: u64,
    /// From the entry's sibling up to the root's child.
    pub hashes: Vec<Hash>,
    /// The head of the record.
    pub checkpoint: UncheckedCheckpoint,
}

impl TlogProof {
    /// Reads a proof file; it is written back by [`TlogProof::to_text`] byte for byte (tlog-proof §Format).
    ///
    /// # Errors
    /// [`TlogProofError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogProofError> {
        let length = bytes.len();
        if length > MAX_PROOF {
            return Err(TlogProofError::TooLong { length });
        }
        let wrong = |line, expected| TlogProofError::Line { line, expected };
        let first = wrong(1, HEADER);
        let text = std::str::from_utf8(bytes).map_err(|_| first.clone())?;
        let rest = text
            .strip_prefix(HEADER)
            .and_then(|rest| rest.strip_prefix('\n'));
        let (mut rest, mut number) = (rest.ok_or(first)?, 2);
        let mut line = || {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = after;
            number += 1;
            (line, number - 1)
        };
        let (mut found, mut at) = line();
        let mut extra = None;
        if let Some(value) = found.strip_prefix("extra ") {
            let decoded = Base64::decode_vec(value).ok();
            let canonical = decoded.filter(|bytes| Base64::encode_string(bytes) == value);
            extra = Some(canonical.ok_or(wrong(at, "“extra” and Base64"))?);
            (found, at) = line();
        }
        let index = found.strip_prefix("index ").and_then(decimal);
        let index = index.ok_or(wrong(at, "“index” and a number"))?;
        let mut hashes = Vec::new();
        loop {
            (found, at) = line();
            if found.is_empty() {
                break;
            }
            if hashes.len() == MAX_HASHES {
                return Err(wrong(
                    at,
                    "empty, after the most hashes that a proof can have",
                ));
            }
            let hash = Hash::from_base64(found).map_err(|_| wrong(at, "a hash, or empty"))?;
            hashes.push(hash);
        }
        Ok(Self {
            extra,
            index,
            hashes,
            checkpoint: UncheckedCheckpoint::parse(rest.as_bytes())?,
        })
    }

    /// The whole file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some(extra) = &self.extra {
            text.push_str(&format!("extra {}\n", Base64::encode_string(extra)));
        }
        text.push_str(&format!("index {}\n", self.index));
        for hash in &self.hashes {
            text.push_str(&hash.to_base64());
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.checkpoint.to_text());
        text
    }

    /// Checks that the entry is in the tree that the checkpoint claims. It does not check who signed that.
    ///
    /// # Errors
    /// [`ProofError`].
    pub fn verify_entry(&self, entry: &[u8]) -> Result<(), ProofError> {
        let leaf = Hash::leaf(entry);
        verify_inclusion(&leaf, self.index, &self.checkpoint.tree(), &self.hashes)
    }

    /// Checks that the entry is in the record of the key, and gives the verified checkpoint (tlog-proof §Verifying).
    ///
    /// # Errors
    /// [`TlogProofError::Checkpoint`] or [`TlogProofError::Proof`].
    pub fn verify(&self, entry: &[u8], key: &VerifierKey) -> Result<Checkpoint, TlogProofError> {
        let checkpoint = self.checkpoint.clone().verify(key)?;
        self.verify_entry(entry)?;
        Ok(checkpoint)
    }
}
