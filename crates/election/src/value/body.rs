//! What lies beside the record: free text, pictures, exact places and times.
//!
//! An entry holds the SHA-256 hash of the body's file. A random salt inside the file keeps a short text from being
//! guessed; when the file is destroyed, salt and all, the hash that stays says nothing. A body that would endanger
//! somebody is stored sealed, encrypted with `age` to those who may read it: then the entry holds both hashes, so that
//! a later disclosure can be compared with what was committed to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::id::{Sha256Hex, decode, encode};
use crate::canonical;

/// A body, named by hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct BodyRef {
    /// SHA-256 of the plain file, salt included.
    pub plain: Sha256Hex,
    /// SHA-256 of the file as it is stored, where that is encrypted with `age`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sha256Hex>,
}

impl BodyRef {
    /// The hash of the file that lies beside the record.
    #[must_use]
    pub fn stored(&self) -> Sha256Hex {
        self.sealed.unwrap_or(self.plain)
    }
}

/// The content of a body's file: canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Body {
    /// A text.
    Text(TextBody),
    /// A picture or a document.
    Attachment(AttachmentBody),
}

/// A text in a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextBody {
    /// BCP 47 tag of the language.
    pub language: String,
    /// 16 random bytes in hexadecimal.
    pub salt: String,
    /// The text.
    pub text: String,
}

/// A picture or a document, stripped of its metadata by whoever attached it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentBody {
    /// Its bytes in base64.
    pub data: String,
    /// Its media type.
    pub media: String,
    /// 16 random bytes in hexadecimal.
    pub salt: String,
    /// SHA-256 of salt and original, before metadata were stripped, so that the original can be shown to belong to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Sha256Hex>,
}

/// A file that is no body.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BodyError {
    /// Not the JSON of a body.
    #[error(
        "is not a body: canonical JSON with `text`, `language` and `salt`, or `data`, `media` and `salt`"
    )]
    Form,
    /// The salt is too short, or not random bytes in hexadecimal.
    #[error("its salt must be 32 lower-case hexadecimal digits")]
    Salt,
}

impl Body {
    /// A text body.
    #[must_use]
    pub fn text(text: &str, language: &str, salt: [u8; 16]) -> Self {
        Self::Text(TextBody {
            language: language.to_owned(),
            salt: encode(&salt),
            text: text.to_owned(),
        })
    }

    /// A file that is attached, stripped of its metadata already, in padded Base64.
    #[must_use]
    pub fn attachment(data: &str, media: &str, salt: [u8; 16]) -> Self {
        Self::Attachment(AttachmentBody {
            data: data.to_owned(),
            media: media.to_owned(),
            salt: encode(&salt),
            original: None,
        })
    }

    /// The bytes of its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::write(self).into_bytes()
    }

    /// The hash of its file.
    #[must_use]
    pub fn reference(&self) -> BodyRef {
        BodyRef {
            plain: Sha256Hex::of(&self.to_bytes()),
            sealed: None,
        }
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// If they are not the canonical JSON of a body.
    pub fn read(bytes: &[u8]) -> Result<Self, BodyError> {
        let body: Self = serde_json::from_slice(bytes).map_err(|_| BodyError::Form)?;
        let salt = match &body {
            Self::Text(text) => &text.salt,
            Self::Attachment(attachment) => &attachment.salt,
        };
        if decode(salt).is_none_or(|salt| salt.len() != 16) {
            return Err(BodyError::Salt);
        }
        match body.to_bytes() == bytes {
            true => Ok(body),
            false => Err(BodyError::Form),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_back_and_only_in_its_one_form() {
        let body = Body::text("Прыйшлі ўсе.", "be", [7; 16]);
        let bytes = body.to_bytes();
        assert_eq!(Body::read(&bytes), Ok(body));
        let spaced = String::from_utf8(bytes).unwrap().replace(':', ": ");
        assert_eq!(Body::read(spaced.as_bytes()), Err(BodyError::Form));
    }

    #[test]
    fn the_salt_changes_the_hash_of_the_same_text() {
        let one = Body::text("yes", "en", [1; 16]).reference();
        let two = Body::text("yes", "en", [2; 16]).reference();
        assert_ne!(one, two);
    }

    #[test]
    fn a_body_without_enough_salt_is_refused() {
        for salt in ["", "00", "zz"] {
            let json = format!(r#"{{"language":"en","salt":"{salt}","text":"yes"}}"#);
            assert_eq!(Body::read(json.as_bytes()), Err(BodyError::Salt));
        }
    }
}
