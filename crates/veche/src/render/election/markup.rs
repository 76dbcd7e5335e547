//! For tests: what every document keeps; and the sample elections.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use veche_election::value::BodyRef;

use crate::election::{self, Folder, Verified};
use veche_store::texts::{self, BodyText};

#[path = "../../../../../tests/markup.rs"]
mod checker;

/// Asserts what every document keeps, and gives its text: it is one file, and asks for nothing from anywhere.
pub(super) fn assert_sound(html: &str) -> String {
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    let rules = checker::Rules {
        banned: &["script", "link", "form"],
        outside: false,
    };
    let read = checker::sound(html, "the document", &rules);
    assert!(read.links.is_empty(), "{:?}", read.links);
    read.text
}

/// The folder of a sample election.
pub(super) fn folder(name: &str) -> PathBuf {
    let elections = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../elections");
    elections.join(name)
}

/// A sample election, verified.
pub(super) fn sample(name: &str) -> Verified {
    election::verify(&Folder::new(&folder(name)), date(2026, 12, 1), true).unwrap()
}

/// A body of a sample.
pub(super) fn text_of(folder: &Path, reference: &BodyRef) -> BodyText {
    texts::read(&*Folder::new(folder).store().unwrap(), reference)
}

/// A text that tries to be markup, and to turn the direction of reading.
pub(super) fn hostile() -> BodyText {
    BodyText::Text {
        language: "en\"><script>".to_owned(),
        text: "</p><script src=\"https://example.org\">x</script> & ' \u{202e}\u{2066}".to_owned(),
    }
}
