//! The bodies that lie beside a record, for showing.

use crate::place::{PublicFile, Store};
use base64ct::{Base64, Encoding};
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
