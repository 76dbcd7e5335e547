//! Pictures without metadata.
//!
//! A picture says where, when and with which telephone it was taken. It is decoded to its points and encoded anew, so
//! that nothing else survives: no EXIF, no thumbnail, no bytes behind the end. This happens on the computer of whoever
//! attaches it, before anything leaves it.

use std::io::Cursor;

use anyhow::{Context, bail};
use base64ct::{Base64, Encoding};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use sha2::{Digest, Sha256};
use veche_election::value::body::AttachmentBody;
use veche_election::value::{Body, Sha256Hex};

/// The largest picture, in points on each side.
const MAX_SIDE: u32 = 20_000;

/// A picture without metadata.
#[derive(Clone, Debug)]
pub struct Stripped {
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Stripped {
    /// The body of this picture. It commits to the original too, with the same salt, so that its owner can show later
    /// that the one was made of the other.
    #[must_use]
    pub fn into_body(self, original: &[u8], salt: [u8; 16]) -> Body {
        let committed = Sha256::new()
            .chain_update(salt)
            .chain_update(original)
            .finalize();
        Body::Attachment(AttachmentBody {
            data: Base64::encode_string(&self.bytes),
            media: self.media.to_owned(),
            salt: base16ct::lower::encode_string(&salt),
            original: Some(Sha256Hex::new(committed.into())),
        })
    }
}

/// Takes everything but the picture out of a JPEG or PNG file. Turns it upright first, as its metadata say.
///
/// # Errors
/// If it is no JPEG or PNG picture, or is damaged.
pub fn strip(bytes: &[u8]) -> anyhow::Result<Stripped> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    reader.limits(limits);
    let (format, media) = match reader.format() {
        Some(ImageFormat::Jpeg) => (ImageFormat::Jpeg, "image/jpeg"),
        Some(ImageFormat::Png) => (ImageFormat::Png, "image/png"),
        _ => bail!(
            "only JPEG and PNG pictures can be attached: of other files nobody can say what they hide"
        ),
    };
    let mut decoder = reader
        .into_decoder()
        .context("the picture cannot be read")?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder).context("the picture is damaged")?;
    picture.apply_orientation(orientation);
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format)?;
    Ok(Stripped {
        media,
        bytes: out.into_inner(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png() -> Vec<u8> {
        let picture = DynamicImage::new_rgb8(3, 2);
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn what_follows_the_picture_is_gone() {
        let mut bytes = png();
        bytes.extend_from_slice(b"GPS 53.9 27.5");
        let stripped = strip(&bytes).unwrap();
        assert_eq!(stripped.media, "image/png");
        assert!(!stripped.bytes.windows(3).any(|three| three == b"GPS"));
    }

    #[test]
    fn exif_is_gone() {
        let picture = DynamicImage::new_rgb8(8, 8);
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Jpeg).unwrap();
        let plain = out.into_inner();
        // An APP1 segment right after the start of the picture, as telephones write it.
        let exif = [&[0xff, 0xe1, 0x00, 0x12][..], b"Exif\0\0GPSposition"].concat();
        let bytes = [&plain[..2], &exif[..20], &plain[2..]].concat();
        assert!(bytes.windows(4).any(|four| four == b"Exif"));
        let stripped = strip(&bytes).unwrap();
        assert!(!stripped.bytes.windows(4).any(|four| four == b"Exif"));
    }

    #[test]
    fn other_files_are_refused() {
        assert!(strip(b"%PDF-1.7").is_err());
        assert!(strip(b"").is_err());
    }
}
