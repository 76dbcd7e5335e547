//! A text with signatures, and the keys that make and verify them (signed-note).
//!
//! A [`Note`] has the right form and proves nothing: its signatures are looked at only by [`Note::verify`].

use core::fmt;

use base64ct::{Base64, Encoding};
use thiserror::Error;

use crate::key::PublicKey;
pub use crate::key::{KeyError, KeyId, KeyName, MAX_NAME, SigningKey, VerifierKey};
use crate::text::is_control;

/// The most bytes that a note can have.
pub const MAX_NOTE: usize = 1_000_000;
/// The most signatures that a note can have.
pub const MAX_SIGNATURES: usize = 100;
/// What a signature line begins with: em dash, space.
const MARK: &str = "— ";

/// What is wrong with a note.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The note is too long.
    #[error("the note has {length} bytes, and the most is {MAX_NOTE}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The bytes are no UTF-8, or have control characters.
    #[error("the note is not plain text: byte {position} cannot stand in it")]
    Text {
        /// Where, in bytes from the start.
        position: usize,
    },
    /// There is no empty line with signatures after it.
    #[error("the note has no signatures: they follow its text after an empty line")]
    Unsigned,
    /// A signature line does not have the form of one.
    #[error("line {line} of the signatures is not “— name signature”")]
    Line {
        /// Its number, from 1.
        line: usize,
    },
    /// There are too many signatures.
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooMany,
    /// The key that must have signed has not.
    #[error("the note is not signed by {name}+{id}")]
    NotSigned {
        /// The name of the key.
        name: KeyName,
        /// Its number.
        id: KeyId,
    },
    /// A signature of the key is wrong.
    #[error(
        "the signature of {name}+{id} is wrong: the text or the signature was changed, or it is forged"
    )]
    Signature {
        /// The name of the key.
        name: KeyName,
        /// Its number.
        id: KeyId,
    },
}

/// One signature, of any kind, not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub(crate) name: KeyName,
    pub(crate) id: KeyId,
    pub(crate) bytes: Vec<u8>,
}

impl Signature {
    /// Who is said to have signed.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// With which key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether it is said to be made with this key.
    pub(crate) fn claims(&self, key: &PublicKey) -> bool {
        self.name == key.name && self.id == key.id
    }

    /// Reads a line without its newline, as [`Signature`]'s `Display` writes it, and nothing else.
    fn parse(line: &str) -> Option<Self> {
        let (name, value) = line.strip_prefix(MARK)?.split_once(' ')?;
        let name = KeyName::new(name).ok()?;
        let decoded = Base64::decode_vec(value).ok()?;
        let (id, bytes) = decoded.split_first_chunk::<4>()?;
        let signature = Self {
            name,
            id: KeyId(*id),
            bytes: bytes.to_vec(),
        };
        (!bytes.is_empty() && signature.to_string() == line).then_some(signature)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = [&self.id.0, &self.bytes[..]].concat();
        write!(f, "{MARK}{} {}", self.name, Base64::encode_string(&value))
    }
}

/// A text with signatures, of which none is verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// Reads a note; it is written back by [`Note::to_text`] byte for byte (signed-note §Format).
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        let whole = checked(bytes)?;
        // The last empty line is where the signatures begin.
        let (text, lines) = whole.rsplit_once("\n\n").ok_or(NoteError::Unsigned)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Unsigned)?;
        let mut signatures = Vec::new();
        for (line, number) in lines.split('\n').zip(1..) {
            if signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::TooMany);
            }
            let signature = Signature::parse(line);
            signatures.push(signature.ok_or(NoteError::Line { line: number })?);
        }
        let text = format!("{text}\n");
        Ok(Self { text, signatures })
    }

    /// Signs a text, which must end with a newline.
    ///
    /// # Errors
    /// [`NoteError::Text`] or [`NoteError::TooLong`].
    pub fn sign(text: &str, key: &SigningKey) -> Result<Self, NoteError> {
        checked(text.as_bytes())?;
        if !text.ends_with('\n') {
            let position = text.len();
            return Err(NoteError::Text { position });
        }
        let public = &key.0.public;
        let signature = Signature {
            name: public.name.clone(),
            id: public.id,
            bytes: key.0.sign(text.as_bytes()).to_vec(),
        };
        Ok(Self {
            text: text.to_owned(),
            signatures: vec![signature],
        })
    }

    /// The text, with its last newline. Nothing says yet that it is genuine.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in the order in which they stand.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The whole note.
    #[must_use]
    pub fn to_text(&self) -> String {
        let lines = self.signatures.iter().map(|line| format!("{line}\n"));
        format!("{}\n{}", self.text, lines.collect::<String>())
    }

    /// Puts a signature at the end, in place of earlier ones with the same name and id.
    ///
    /// # Errors
    /// [`NoteError::TooMany`].
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        let other = |kept: &Signature| kept.name != signature.name || kept.id != signature.id;
        let kept = self.signatures.iter().filter(|kept| other(kept)).count();
        if kept >= MAX_SIGNATURES {
            return Err(NoteError::TooMany);
        }
        self.signatures.retain(other);
        self.signatures.push(signature);
        Ok(())
    }

    /// Checks that a key has signed the text, and that none of the signatures said to be its own is wrong. Signatures
    /// of other keys are ignored (signed-note §Signatures).
    ///
    /// # Errors
    /// [`NoteError::NotSigned`] or [`NoteError::Signature`].
    pub fn verify(&self, key: &VerifierKey) -> Result<(), NoteError> {
        let text = self.text.as_bytes();
        self.each_of(&key.0, |signature| {
            key.0.verify(text, signature).then_some(())
        })
        .map(drop)
    }

    /// What `verify` makes of each signature said to be made with a key; at least one, and none may be wrong.
    pub(crate) fn each_of<T>(
        &self,
        key: &PublicKey,
        verify: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Vec<T>, NoteError> {
        let (name, id) = (key.name.clone(), key.id);
        let claimed = self.signatures.iter().filter(|line| line.claims(key));
        let verified: Option<Vec<T>> = claimed.map(|line| verify(&line.bytes)).collect();
        match verified {
            None => Err(NoteError::Signature { name, id }),
            Some(verified) if verified.is_empty() => Err(NoteError::NotSigned { name, id }),
            Some(verified) => Ok(verified),
        }
    }
}

/// Plain text of a length that a note may have.
fn checked(bytes: &[u8]) -> Result<&str, NoteError> {
    let length = bytes.len();
    if length > MAX_NOTE {
        return Err(NoteError::TooLong { length });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| NoteError::Text {
        position: error.valid_up_to(),
    })?;
    match text.find(is_control) {
        Some(position) => Err(NoteError::Text { position }),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const NOTE: &str = "This is an example message.\n\n\
        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    fn key() -> VerifierKey {
        VerifierKey::parse(KEY).unwrap()
    }

    #[test]
    fn the_note_of_the_specification_is_verified_by_its_key() {
        let note = Note::parse(NOTE.as_bytes()).unwrap();
        assert_eq!(note.text(), "This is an example message.\n");
        assert_eq!(note.to_text(), NOTE);
        note.verify(&key()).unwrap();
    }

    #[test]
    fn every_flaw_of_form_is_named() {
        let (text, signature) = NOTE.split_once("\n\n").unwrap();
        let flaw = |note: String| Note::parse(note.as_bytes()).unwrap_err();
        let line = |line| NoteError::Line { line };
        assert_eq!(flaw(String::new()), NoteError::Unsigned);
        assert_eq!(flaw(format!("{text}\n{signature}")), NoteError::Unsigned);
        assert_eq!(flaw(format!("{text}\n\n")), NoteError::Unsigned);
        assert_eq!(flaw(NOTE.trim_end().to_owned()), NoteError::Unsigned);
        assert_eq!(flaw(NOTE.replace("— ", "- ")), line(1));
        assert_eq!(flaw(NOTE.replace("foo U", "foo  U")), line(1));
        assert_eq!(flaw(NOTE.replace("foo U", "foo+ U")), line(1));
        assert_eq!(flaw(NOTE.replace("QM=", "QM")), line(1));
        assert_eq!(flaw(NOTE.replace("QM=", "QN=")), line(1));
        assert_eq!(flaw(format!("{text}\n\n— a AAAAAA==\n")), line(1));
        assert_eq!(flaw(format!("{NOTE}more\n")), line(2));
        assert_eq!(flaw(format!("{NOTE}\n")), NoteError::Unsigned);
        assert_eq!(
            flaw(NOTE.replace("This", "T\tis")),
            NoteError::Text { position: 1 }
        );
        assert_eq!(
            flaw(NOTE.replace('\n', "\r\n")),
            NoteError::Text { position: 27 }
        );
        let many = format!("{text}\n\n{}", signature.repeat(MAX_SIGNATURES + 1));
        assert_eq!(flaw(many), NoteError::TooMany);
        let enough = format!("{text}\n\n{}", signature.repeat(MAX_SIGNATURES));
        Note::parse(enough.as_bytes())
            .unwrap()
            .verify(&key())
            .unwrap();
        let length = MAX_NOTE + 1;
        assert_eq!(flaw("a".repeat(length)), NoteError::TooLong { length });
        let error = Note::parse(b"ab\xff\n\n").unwrap_err();
        assert_eq!(error, NoteError::Text { position: 2 });
    }

    #[test]
    fn signatures_of_unknown_keys_are_ignored_and_a_wrong_one_of_a_known_key_refuses() {
        let (text, signature) = NOTE.split_once("\n\n").unwrap();
        let key = key();
        let outcome = |signatures: &str| {
            let note = Note::parse(format!("{text}\n\n{signatures}").as_bytes()).unwrap();
            note.verify(&key)
        };
        let (name, id) = (key.0.name.clone(), key.id());
        let not_signed = NoteError::NotSigned {
            name: name.clone(),
            id,
        };
        let wrong = NoteError::Signature { name, id };
        let other_name = "— example.com/bar Uw2QOkn8\n";
        let other_id = "— example.com/foo Uw2QO0n8\n";
        let short = "— example.com/foo Uw2QOkn8\n";
        outcome(&format!("{other_name}{signature}{other_id}")).unwrap();
        assert_eq!(outcome(&format!("{other_name}{other_id}")), Err(not_signed));
        assert_eq!(outcome(short), Err(wrong.clone()));
        assert_eq!(outcome(&format!("{signature}{short}")), Err(wrong));
    }

    #[test]
    fn a_changed_text_or_signature_is_refused() {
        let key = SigningKey::new(KeyName::new("example.org").unwrap(), &[1; 32]);
        let note = Note::sign("first\n\nlast\n", &key).unwrap().to_text();
        let verified = |bytes: &[u8]| {
            let note = Note::parse(bytes);
            note.is_ok_and(|note| note.verify(&key.verifier()).is_ok())
        };
        assert!(verified(note.as_bytes()));
        for place in 0..note.len() {
            for bit in 0..8 {
                let mut changed = note.clone().into_bytes();
                changed[place] ^= 1 << bit;
                assert!(!verified(&changed), "byte {place}, bit {bit}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_read_as_a_note_is_written_back_the_same(text in "([ -~é]{0,5}\n){0,4}", names in prop::collection::vec("[a-c.]{1,3}", 1..4), bytes in prop::collection::vec(any::<u8>(), 5..9)) {
            let lines: String = names.iter().map(|name| format!("— {name} {}\n", Base64::encode_string(&bytes))).collect();
            let note = format!("{text}\n{lines}");
            if let Ok(read) = Note::parse(note.as_bytes()) {
                prop_assert_eq!(read.to_text(), note);
            } else {
                prop_assert!(text.is_empty());
            }
        }

        #[test]
        fn no_bytes_make_the_parser_of_notes_panic(text in "([—a= \n+]|\n\n){0,40}", bytes: Vec<u8>) {
            if let Ok(note) = Note::parse(text.as_bytes()) {
                prop_assert_eq!(note.to_text(), text);
            }
            let _ = Note::parse(&bytes).is_ok();
        }

        #[test]
        fn what_a_key_signs_it_verifies(text in "[ -~é\n]{0,60}\n", secret: [u8; 32]) {
            let key = SigningKey::new(KeyName::new("example.org").unwrap(), &secret);
            let note = Note::sign(&text, &key).unwrap();
            let read = Note::parse(note.to_text().as_bytes()).unwrap();
            prop_assert_eq!(read.verify(&key.verifier()), Ok(()));
            prop_assert_eq!(read, note);
        }
    }
}
