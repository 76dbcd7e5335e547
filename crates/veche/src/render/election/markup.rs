//! For tests: whether a document is well-formed, whether its links lead somewhere; and the sample elections.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use veche_election::value::BodyRef;

use crate::election::{self, Folder, Verified};
use veche_store::texts::{self, BodyText};

/// Elements that have no end.
const VOID: &[&str] = &["meta", "br", "hr"];

/// A tag: its name, its attributes, whether it ends an element.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    ends: bool,
}

/// The tags of a document, and the text between them.
fn read(html: &str) -> (Vec<Tag<'_>>, String) {
    let (mut tags, mut text, mut rest) = (Vec::new(), String::new(), html);
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = start + rest[start..].find('>').expect("a tag ends");
        let inside = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if inside == "!DOCTYPE html" {
            continue;
        }
        let tag = tag(inside);
        if tag.name == "style" && !tag.ends {
            rest = &rest[rest.find("</style>").expect("the style ends")..];
        }
        tags.push(tag);
    }
    text.push_str(rest);
    (tags, text)
}

fn tag(inside: &str) -> Tag<'_> {
    let (ends, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    assert!(
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
        "<{inside}>"
    );
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let (attribute, value) = rest.split_once("=\"").expect("a value in quotes");
        let (value, after) = value.split_once('"').expect("the quotes end");
        attributes.push((attribute, value));
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Tag {
        name,
        attributes,
        ends,
    }
}

/// Asserts what every document keeps, and gives its text.
pub(super) fn assert_sound(html: &str) -> String {
    let (tags, text) = read(html);
    let mut open = Vec::new();
    let (mut ids, mut targets) = (BTreeSet::new(), BTreeSet::new());
    let mut level = 0;
    for tag in &tags {
        if tag.ends {
            assert_eq!(open.pop(), Some(tag.name), "what ends was begun last");
            continue;
        }
        if !VOID.contains(&tag.name) {
            open.push(tag.name);
        }
        assert!(
            ![
                "script", "iframe", "object", "embed", "link", "img", "base", "form"
            ]
            .contains(&tag.name),
            "{}",
            tag.name
        );
        if let Some(heading) = tag
            .name
            .strip_prefix('h')
            .and_then(|n| n.parse::<u8>().ok())
        {
            assert!(heading <= level + 1, "h{heading} after h{level}");
            assert!(heading != 1 || level == 0, "one h1");
            level = heading;
        }
        if tag.name == "th" {
            let scoped = tag.attributes.iter().any(|(name, _)| *name == "scope");
            assert!(scoped, "a heading of a table says its scope");
        }
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on"), "{name}");
            assert!(!value.contains("http") && !value.contains("//"), "{value}");
            match *name {
                "id" => assert!(ids.insert(*value), "{value} stands twice"),
                "href" => {
                    targets.insert(value.strip_prefix('#').expect("a link inside"));
                }
                _ => {}
            }
        }
    }
    assert!(open.is_empty(), "{open:?} did not end");
    let lost: Vec<_> = targets.difference(&ids).collect();
    assert!(lost.is_empty(), "nothing stands at {lost:?}");
    let captions = tags
        .iter()
        .filter(|t| t.name == "caption" && !t.ends)
        .count();
    let tables = tags.iter().filter(|t| t.name == "table" && !t.ends).count();
    assert_eq!(captions, tables, "every table has a caption");
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    assert_eq!(level > 0, tags.iter().any(|tag| tag.name == "h1"));
    assert!(!text.contains(['\u{202e}', '\u{2066}']));
    text
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

/// What stands between tags is markup of this crate, so a checker that never fails would be worth nothing.
#[test]
fn a_document_that_is_not_sound_is_noticed() {
    let document = |body: &str| {
        format!("<!DOCTYPE html>\n<html lang=\"en\"><body><h1>A</h1>{body}</body></html>")
    };
    assert_eq!(assert_sound(&document("<p id=\"a\">b</p>")), "\nAb");
    for bad in [
        "<p>",
        "<p><b></p></b>",
        "<h3>A</h3>",
        "<h1>B</h1>",
        "<a href=\"#x\">x</a>",
        "<a href=\"https://example.org\">x</a>",
        "<p id=\"a\"></p><p id=\"a\"></p>",
        "<script></script>",
        "<p onclick=\"x\"></p>",
        "<table></table>",
        "<table><caption></caption><tr><th></th></tr></table>",
        "\u{202e}",
    ] {
        let bad = document(bad);
        let caught = std::panic::catch_unwind(|| assert_sound(&bad));
        assert!(caught.is_err(), "{bad}");
    }
}
