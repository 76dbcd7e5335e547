//! A file that proves that the owner of a record showed two histories.
//!
//! It holds two checkpoints of one record, signed with one key. If they count equally many entries and differ in the
//! root, that is all. If one counts more, the file adds the root of its first entries, as many as the other counts, and
//! the proof that the longer history begins with it: that root differs from the one signed for the shorter history. No
//! honest owner can ever have signed both, and anybody can check it with the record's public key and nothing else.
//!
//! The format is text of five paragraphs, with one empty line between them:
//!
//! 1. the line `veche.record/conflict@v1`; if the sizes differ, the line `root` and a hash in padded Base64, and then the
//!    hashes of the consistency proof (RFC 9162 §2.1.4), one a line;
//! 2. and 3. the text and the signatures of the smaller checkpoint, verbatim; of two of equal size, the one whose root
//!    is smaller, compared byte by byte;
//! 4. and 5. the text and the signatures of the other.
//!
//! A file that could be written shorter or in another order is refused, so that one conflict is one file.

use core::fmt;

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError, UncheckedCheckpoint};
use crate::hash::Hash;
use crate::note::{MAX_NOTE, VerifierKey};
use crate::proof::{MAX_HASHES, ProofError, verify_consistency};
use crate::tree::TreeHead;

/// The first line of such a file.
const HEADER: &str = "veche.record/conflict@v1";

/// The most bytes that such a file can have.
pub const MAX_CONFLICT: usize = 3 * MAX_NOTE;

/// What is wrong with a conflict file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConflictError {
    /// The file is too long.
    #[error("the file has {length} bytes, and the most is {MAX_CONFLICT}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The paragraphs are not those of a conflict.
    #[error("not a conflict file: it begins with {HEADER} and holds two checkpoints")]
    Form,
    /// A checkpoint in it cannot be read, or is not signed by the right key.
    #[error("the {which} checkpoint in the file: {error}")]
    Checkpoint {
        /// `first` or `second`.
        which: &'static str,
        /// What is wrong with it.
        error: CheckpointError,
    },
    /// The checkpoints are of two records.
    #[error("the checkpoints are of two records, {first} and {second}, so there is no conflict")]
    Origins {
        /// The origin of the first.
        first: String,
        /// The origin of the second.
        second: String,
    },
    /// The checkpoints are not in order.
    #[error("the checkpoints are not in order: the smaller comes first")]
    Order,
    /// The part that shows how the longer history begins is there and should not be, or the other way round.
    #[error(
        "the file must tell the root of the longer record's beginning if, and only if, the sizes differ"
    )]
    Beginning,
    /// The histories agree.
    #[error("the two checkpoints agree, so there is no conflict")]
    Agreement,
    /// The longer history does not begin as the file says.
    #[error("how the longer record begins is not proved: {0}")]
    Proof(ProofError),
}

/// How the longer of two histories begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The root of its first entries, as many as the shorter one has.
    pub root: Hash,
    /// The proof of that, see [`verify_consistency`].
    pub proof: Vec<Hash>,
}

/// A conflict of the right form, not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncheckedConflict {
    smaller: UncheckedCheckpoint,
    larger: UncheckedCheckpoint,
    beginning: Option<Beginning>,
}

/// Two histories that the owner of a key has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The smaller of the two.
    pub smaller: Checkpoint,
    /// The larger, or as large.
    pub larger: Checkpoint,
}

impl UncheckedConflict {
    /// Puts together what two checkpoints and the beginning of the larger say, in either order of the two. Everything
    /// is checked but the signatures.
    ///
    /// # Errors
    /// [`ConflictError`] if they do not contradict each other.
    pub fn new(
        one: UncheckedCheckpoint,
        other: UncheckedCheckpoint,
        beginning: Option<Beginning>,
    ) -> Result<Self, ConflictError> {
        let (smaller, larger) = match place(&one) <= place(&other) {
            true => (one, other),
            false => (other, one),
        };
        let conflict = Self {
            smaller,
            larger,
            beginning,
        };
        conflict.check()?;
        Ok(conflict)
    }

    /// Reads a conflict file; it is written back by [`UncheckedConflict::to_text`] byte for byte. Everything is checked
    /// but the signatures.
    ///
    /// # Errors
    /// [`ConflictError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ConflictError> {
        let length = bytes.len();
        if length > MAX_CONFLICT {
            return Err(ConflictError::TooLong { length });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ConflictError::Form)?;
        // Checkpoints have no empty line but the one before their signatures, so paragraphs can be counted.
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        let [head, first, first_signatures, second, second_signatures] = paragraphs.as_slice()
        else {
            return Err(ConflictError::Form);
        };
        let beginning = read_head(head).ok_or(ConflictError::Form)?;
        let read = |which, text: String| {
            UncheckedCheckpoint::parse(text.as_bytes())
                .map_err(|error| ConflictError::Checkpoint { which, error })
        };
        let conflict = Self {
            smaller: read("first", format!("{first}\n\n{first_signatures}\n"))?,
            larger: read("second", format!("{second}\n\n{second_signatures}"))?,
            beginning,
        };
        conflict.check()?;
        Ok(conflict)
    }

    /// The whole file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some(Beginning { root, proof }) = &self.beginning {
            text.push_str(&format!("root {}\n", root.to_base64()));
            for hash in proof {
                text.push_str(&hash.to_base64());
                text.push('\n');
            }
        }
        let (smaller, larger) = (self.smaller.to_text(), self.larger.to_text());
        format!("{text}\n{smaller}\n{larger}")
    }

    /// Whether the two contradict each other, whoever signed them.
    fn check(&self) -> Result<(), ConflictError> {
        let (smaller, larger) = (self.smaller.tree(), self.larger.tree());
        if self.smaller.origin() != self.larger.origin() {
            return Err(ConflictError::Origins {
                first: self.smaller.origin().to_owned(),
                second: self.larger.origin().to_owned(),
            });
        }
        if smaller == larger {
            return Err(ConflictError::Agreement);
        }
        if place(&self.smaller) > place(&self.larger) {
            return Err(ConflictError::Order);
        }
        match &self.beginning {
            None if smaller.size == larger.size => Ok(()),
            Some(Beginning { root, proof }) if smaller.size < larger.size => {
                let (size, root) = (smaller.size, *root);
                verify_consistency(&TreeHead { size, root }, &larger, proof)
                    .map_err(ConflictError::Proof)?;
                match root == smaller.root {
                    true => Err(ConflictError::Agreement),
                    false => Ok(()),
                }
            }
            _ => Err(ConflictError::Beginning),
        }
    }

    /// Checks that the owner of this key signed both histories.
    ///
    /// # Errors
    /// [`ConflictError::Checkpoint`].
    pub fn verify(self, key: &VerifierKey) -> Result<Conflict, ConflictError> {
        let verify = |which, checkpoint: UncheckedCheckpoint| {
            checkpoint
                .verify(key)
                .map_err(|error| ConflictError::Checkpoint { which, error })
        };
        Ok(Conflict {
            smaller: verify("first", self.smaller)?,
            larger: verify("second", self.larger)?,
        })
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (smaller, larger) = (self.smaller.tree(), self.larger.tree());
        write!(
            f,
            "the owner of {} signed two histories: one of {} entries with the root {}, and one of {} entries with the root {}, which does not begin with the first",
            self.smaller.origin(),
            smaller.size,
            smaller.root.to_base64(),
            larger.size,
            larger.root.to_base64()
        )
    }
}

/// What the two checkpoints are ordered by.
fn place(checkpoint: &UncheckedCheckpoint) -> (u64, Hash) {
    let TreeHead { size, root } = checkpoint.tree();
    (size, root)
}

/// The first paragraph, without its last newline.
fn read_head(head: &str) -> Option<Option<Beginning>> {
    let mut lines = head.split('\n');
    if lines.next()? != HEADER {
        return None;
    }
    let Some(root) = lines.next() else {
        return Some(None);
    };
    let root = Hash::from_base64(root.strip_prefix("root ")?).ok()?;
    let mut proof = Vec::new();
    for line in lines {
        if proof.len() == MAX_HASHES {
            return None;
        }
        proof.push(Hash::from_base64(line).ok()?);
    }
    Some(Some(Beginning { root, proof }))
}
