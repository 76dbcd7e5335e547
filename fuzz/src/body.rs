//! Bodies: what is read is written again byte for byte.

use veche_election::canonical;
use veche_election::value::{Body, Sha256Hex};

/// Reads the file of a body.
pub fn target(data: &[u8]) {
    if let Ok(body) = Body::read(data) {
        assert_eq!(body.to_bytes(), data);
        assert_eq!(body.reference().stored(), Sha256Hex::of(data));
        assert_eq!(canonical::write(&crate::json(data)).as_bytes(), data);
    }
}

/// A text and a picture.
pub fn seeds() -> Vec<Vec<u8>> {
    let salt = "07".repeat(16);
    let original = "ab".repeat(32);
    let picture = format!(
        r#"{{"data":"aGVsbG8=","media":"image/png","original":"{original}","salt":"{salt}"}}"#
    );
    vec![crate::process::body().to_bytes(), picture.into_bytes()]
}
