//! The bodies that lie beside a record, for showing; and how texts of people are shown, so that nobody's text can pretend to
//! be something else. Who writes markup escapes that as well.

use crate::place::{PublicFile, Store};
use base64ct::{Base64, Encoding};
use std::fmt::Write;
use veche_election::value::{Body, BodyRef};

/// What can be shown of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyText {
    /// A text.
    Text {
        /// BCP 47 tag of its language.
        language: String,
        /// The text.
        text: String,
    },
    /// A picture.
    Attachment {
        /// Its media type.
        media: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// It is sealed, for others to read.
    Sealed,
    /// It is not there: withdrawn, or not copied.
    Missing,
}

/// Reads a body. What is damaged counts as missing: `veche verify` says what is wrong with it.
#[must_use]
pub fn read(store: &dyn Store, reference: &BodyRef) -> BodyText {
    if reference.sealed.is_some() {
        return BodyText::Sealed;
    }
    let hash = veche_record::hash::Hash::new(*reference.plain.bytes());
    let Ok(Some(bytes)) = store.read(&PublicFile::Body(hash)) else {
        return BodyText::Missing;
    };
    match Body::read(&bytes) {
        Ok(Body::Text(text)) => BodyText::Text {
            language: text.language,
            text: text.text,
        },
        Ok(Body::Attachment(attachment)) => match Base64::decode_vec(&attachment.data) {
            Ok(bytes) => BodyText::Attachment {
                media: attachment.media,
                bytes,
            },
            Err(_) => BodyText::Missing,
        },
        Err(_) => BodyText::Missing,
    }
}

/// A text with the characters named that would turn the direction of reading (U+202A to U+202E, U+2066 to U+2069) and
/// those that are not to be seen (control characters): with them a line can be made to say something else than it holds,
/// and on a terminal what stands before it can be overwritten.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(character),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => name(&mut out, character),
            hidden if hidden.is_control() => name(&mut out, hidden),
            shown => out.push(shown),
        }
    }
    out
}

/// The same in one line, for a terminal: no text can begin a line of its own there.
#[must_use]
pub fn line(text: &str) -> String {
    plain(text).replace(['\n', '\t'], " ")
}

/// Whether a text has the form of a language's tag, so that it may stand in markup.
#[must_use]
pub fn is_tag(language: &str) -> bool {
    (1..=35).contains(&language.len())
        && language
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn name(out: &mut String, character: char) {
    // Writing to a String cannot fail.
    let _ = write!(out, "[U+{:04X}]", u32::from(character));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_the_direction_of_reading_or_is_not_to_be_seen_is_named() {
        let codes = (0x202a..=0x202e).chain(0x2066..=0x2069);
        for code in codes.chain([0, 0x0d, 0x1b, 0x85]) {
            let character = char::from_u32(code).unwrap();
            assert_eq!(
                plain(&format!("a{character}b")),
                format!("a[U+{code:04X}]b")
            );
        }
        let harmless = "Прыйшлі ўсе,\nأهلا";
        assert_eq!(plain(harmless), harmless);
        assert_eq!(line("A\n✓ all\tchecks"), "A ✓ all checks");
    }

    #[test]
    fn only_what_has_the_form_of_a_tag_is_one() {
        assert!(is_tag("be-tarask"));
        for bad in ["", "en\" onload=\"x", "a b", &"a".repeat(36)] {
            assert!(!is_tag(bad), "{bad}");
        }
    }
}
