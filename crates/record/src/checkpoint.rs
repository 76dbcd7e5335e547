//! The signed head of a record (tlog-checkpoint).
//!
//! An [`UncheckedCheckpoint`] has the right form, and what it says may be a lie. A [`Checkpoint`] was verified with the
//! key of the record whose origin it names, or signed here.

use thiserror::Error;

use crate::hash::Hash;
use crate::note::{KeyName, Note, NoteError, Signature, SigningKey, VerifierKey};
use crate::text::decimal;
use crate::tree::{MAX_SIZE, TreeHead};

/// What is wrong with a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// It is not a signed note, or not signed by the right key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// There are less than three lines, or an empty one.
    #[error("a checkpoint has three lines, none empty: origin, number of entries, root")]
    Lines,
    /// The second line is no number of entries.
    #[error("line 2 of the checkpoint is not a number of entries up to {MAX_SIZE}")]
    Size,
    /// The third line is no hash.
    #[error("line 3 of the checkpoint is not a hash: 44 characters of padded Base64 are needed")]
    Root,
    /// It is of another record than the key.
    #[error("the checkpoint is of the record {found}, and the key of {expected}")]
    Origin {
        /// The name of the key, which is the origin of its record.
        expected: KeyName,
        /// The origin in the checkpoint.
        found: String,
    },
}

/// A checkpoint of the right form, not verified: all it says is claimed only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncheckedCheckpoint {
    note: Note,
    origin: String,
    tree: TreeHead,
    extensions: Vec<String>,
}

impl UncheckedCheckpoint {
    /// Reads a checkpoint; it is written back by [`UncheckedCheckpoint::to_text`] byte for byte.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        Self::from_note(Note::parse(bytes)?)
    }

    fn from_note(note: Note) -> Result<Self, CheckpointError> {
        // A note's text ends with a newline.
        let body = note.text().strip_suffix('\n').unwrap_or_default();
        let lines: Vec<&str> = body.split('\n').collect();
        let [origin, size, root, extensions @ ..] = lines.as_slice() else {
            return Err(CheckpointError::Lines);
        };
        if lines.iter().any(|line| line.is_empty()) {
            return Err(CheckpointError::Lines);
        }
        let size = decimal(size).filter(|size| *size <= MAX_SIZE);
        let size = size.ok_or(CheckpointError::Size)?;
        let root = Hash::from_base64(root).map_err(|_| CheckpointError::Root)?;
        Ok(Self {
            origin: (*origin).to_owned(),
            tree: TreeHead { size, root },
            extensions: extensions.iter().map(|line| (*line).to_owned()).collect(),
            note,
        })
    }

    /// Which record it claims to be of.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The number of entries and the root that it claims.
    #[must_use]
    pub fn tree(&self) -> TreeHead {
        self.tree
    }

    /// The lines after the first three.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The note that it is.
    #[must_use]
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// The whole checkpoint, with all its signatures.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.note.to_text()
    }

    /// Checks that it is of the record whose origin is the key's name, and signed with the key.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] or [`CheckpointError::Note`].
    pub fn verify(self, key: &VerifierKey) -> Result<Checkpoint, CheckpointError> {
        if self.origin != key.name() {
            return Err(CheckpointError::Origin {
                expected: key.0.name.clone(),
                found: self.origin,
            });
        }
        self.note.verify(key)?;
        Ok(Checkpoint(self))
    }
}

/// A checkpoint that the key of its record has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint(UncheckedCheckpoint);

impl Checkpoint {
    /// Signs the head of a record whose origin is the key's name. Whoever signs vouches that the tree begins with every
    /// tree that was signed before.
    ///
    /// # Errors
    /// [`CheckpointError::Size`] for a tree that is too large.
    pub fn sign(tree: TreeHead, key: &SigningKey) -> Result<Self, CheckpointError> {
        let TreeHead { size, root } = tree;
        let text = format!("{}\n{size}\n{}\n", key.name(), root.to_base64());
        UncheckedCheckpoint::from_note(Note::sign(&text, key)?).map(Self)
    }

    /// Which record it is of.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.0.origin()
    }

    /// The number of entries and the root.
    #[must_use]
    pub fn tree(&self) -> TreeHead {
        self.0.tree()
    }

    /// The signed text and the signatures; of these, only that of the record's key is verified.
    #[must_use]
    pub fn note(&self) -> &Note {
        self.0.note()
    }

    /// The whole checkpoint, with all its signatures.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.to_text()
    }

    /// Puts a witness's signature at the end, in place of an earlier one of the same key.
    ///
    /// # Errors
    /// [`NoteError::TooMany`].
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        self.0.note.add(signature)
    }

    /// The same as one that nobody has verified, to be kept or sent.
    #[must_use]
    pub fn into_unchecked(self) -> UncheckedCheckpoint {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(origin: &str, secret: u8) -> SigningKey {
        SigningKey::new(KeyName::new(origin).unwrap(), &[secret; 32])
    }

    fn checkpoint() -> Checkpoint {
        let root = Hash::leaf(b"entry");
        let tree = TreeHead { size: 1, root };
        Checkpoint::sign(tree, &key("example.org/e", 1)).unwrap()
    }

    #[test]
    fn a_signed_checkpoint_reads_back_and_is_verified_by_its_key() {
        let checkpoint = checkpoint();
        let text = checkpoint.to_text();
        assert!(text.starts_with("example.org/e\n1\n"), "{text}");
        let read = UncheckedCheckpoint::parse(text.as_bytes()).unwrap();
        assert_eq!(read.to_text(), text);
        let verified = read.verify(&key("example.org/e", 1).verifier()).unwrap();
        assert_eq!(verified, checkpoint);
    }

    #[test]
    fn another_key_or_another_origin_is_refused() {
        let unchecked = checkpoint().into_unchecked();
        let other_key = key("example.org/e", 2).verifier();
        let error = unchecked.clone().verify(&other_key).unwrap_err();
        assert!(matches!(
            error,
            CheckpointError::Note(NoteError::NotSigned { .. })
        ));
        let other_origin = key("example.org/f", 1).verifier();
        let error = unchecked.verify(&other_origin).unwrap_err();
        assert!(matches!(error, CheckpointError::Origin { .. }));
        // The key of another record signs a checkpoint in the name of this one.
        let text = checkpoint().note().text().to_owned();
        let note = Note::sign(&text, &key("example.org/f", 1)).unwrap();
        let forged = UncheckedCheckpoint::from_note(note).unwrap();
        let error = forged.clone().verify(&other_origin).unwrap_err();
        assert!(matches!(error, CheckpointError::Origin { .. }));
        let right = key("example.org/e", 1).verifier();
        let error = forged.verify(&right).unwrap_err();
        assert!(matches!(
            error,
            CheckpointError::Note(NoteError::NotSigned { .. })
        ));
    }

    #[test]
    fn every_flaw_of_form_is_named() {
        let root = Hash::empty_tree().to_base64();
        let flaw = |text: &str| {
            let note = Note::sign(text, &key("o", 1)).unwrap();
            UncheckedCheckpoint::parse(note.to_text().as_bytes()).err()
        };
        use CheckpointError::{Lines, Root, Size};
        let table = [
            (format!("o\n0\n{root}\n"), None),
            (format!("o\n9223372036854775807\n{root}\n"), None),
            (format!("o\n0\n{root}\nmore\nand more\n"), None),
            ("\n".to_owned(), Some(Lines)),
            ("o\n0\n".to_owned(), Some(Lines)),
            (format!("\n0\n{root}\n"), Some(Lines)),
            (format!("o\n0\n{root}\n\n"), Some(Lines)),
            (format!("o\n0\n{root}\n\nmore\n"), Some(Lines)),
            (format!("o\n00\n{root}\n"), Some(Size)),
            (format!("o\n-1\n{root}\n"), Some(Size)),
            (format!("o\n1 \n{root}\n"), Some(Size)),
            (format!("o\n9223372036854775808\n{root}\n"), Some(Size)),
            (format!("o\n0\n{}\n", &root[1..]), Some(Root)),
            (format!("o\n0\n{root} \n"), Some(Root)),
            ("o\n0\nAAAA\n".to_owned(), Some(Root)),
        ];
        for (text, expected) in table {
            assert_eq!(flaw(&text), expected, "{text:?}");
        }
    }

    #[test]
    fn extension_lines_are_kept_and_are_under_the_signature() {
        let root = Hash::empty_tree().to_base64();
        let key = key("o", 1);
        let text = format!("o\n0\n{root}\nfirst\nsecond\n");
        let note = Note::sign(&text, &key).unwrap().to_text();
        let read = UncheckedCheckpoint::parse(note.as_bytes()).unwrap();
        assert_eq!(read.extensions(), ["first", "second"]);
        assert_eq!(read.to_text(), note);
        read.verify(&key.verifier()).unwrap();
        let changed = note.replace("second", "another");
        let read = UncheckedCheckpoint::parse(changed.as_bytes()).unwrap();
        read.verify(&key.verifier()).unwrap_err();
    }

    proptest! {
        #[test]
        fn what_is_read_as_a_checkpoint_is_written_back_the_same(body in "(o|[0-9]{1,20}|[a-zA-Z0-9+/]{43}=|\n){0,9}\n", size: u64, root: [u8; 32]) {
            let root = Hash::new(root).to_base64();
            for body in [body.clone(), format!("{body}\n{size}\n{root}\n"), format!("o\n{size}\n{root}\n{body}")] {
                let text = Note::sign(&body, &key("o", 1)).unwrap().to_text();
                if let Ok(read) = UncheckedCheckpoint::parse(text.as_bytes()) {
                    prop_assert_eq!(read.to_text(), text);
                }
            }
        }

        #[test]
        fn no_bytes_make_the_parser_of_checkpoints_panic(bytes: Vec<u8>) {
            let _ = UncheckedCheckpoint::parse(&bytes).is_ok();
        }
    }
}
