//! For tests of whoever writes HTML: whether a document is sound. Tags end in order, there is one h1, headings go down step
//! by step, names stand once and links find them, tables have captions, and nothing of a script or style is between tags.
//!
//! Two crates write documents, and neither may depend on the other for tests only: each includes this file.

use std::collections::BTreeSet;

/// Elements that have no end.
const VOID: &[&str] = &["meta", "br", "hr", "link", "input"];

/// What documents of one kind must not have.
pub(super) struct Rules {
    /// Elements.
    pub(super) banned: &'static [&'static str],
    /// Links to pages of others are possible, if these are not told where a reader comes from.
    pub(super) outside: bool,
}

/// What was read of a document.
pub(super) struct Read {
    /// Everything it links to, but itself and pages of others.
    pub(super) links: Vec<String>,
    /// The text between tags.
    pub(super) text: String,
}

struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    ends: bool,
    closed: bool,
}

fn tag(inside: &str) -> Tag<'_> {
    let (ends, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let (closed, inside) = match inside.strip_suffix('/') {
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
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        assert!(!attribute.is_empty(), "<{inside}>");
        match after.strip_prefix("=\"") {
            Some(after) => {
                let (value, after) = after.split_once('"').expect("the quotes end");
                attributes.push((attribute, value));
                rest = after;
            }
            None => {
                assert!(
                    !after.starts_with('='),
                    "a value without quotes: <{inside}>"
                );
                attributes.push((attribute, ""));
                rest = after;
            }
        }
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
    Tag {
        name,
        attributes,
        ends,
        closed,
    }
}

fn tags(html: &str) -> (Vec<Tag<'_>>, String) {
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

/// Asserts what every document keeps; `here` says which it is.
pub(super) fn sound(html: &str, here: &str, rules: &Rules) -> Read {
    let (tags, text) = tags(html);
    let (mut open, mut ids, mut named) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let (mut links, mut level) = (Vec::new(), 0);
    for tag in &tags {
        if tag.ends {
            assert_eq!(
                open.pop(),
                Some(tag.name),
                "{here}: what ends was begun last"
            );
            continue;
        }
        if !VOID.contains(&tag.name) && !tag.closed {
            open.push(tag.name);
        }
        let banned = ["iframe", "object", "embed", "base", "img"];
        let banned = banned.contains(&tag.name) || rules.banned.contains(&tag.name);
        assert!(!banned, "{here}: {}", tag.name);
        let heading = tag
            .name
            .strip_prefix('h')
            .and_then(|n| n.parse::<u8>().ok());
        if let Some(heading) = heading {
            assert!(heading <= level + 1, "{here}: h{heading} after h{level}");
            assert!(heading != 1 || level == 0, "{here}: one h1");
            level = heading;
        }
        let has = |name: &str| {
            tag.attributes
                .iter()
                .any(|(attribute, _)| *attribute == name)
        };
        if tag.name == "th" {
            assert!(has("scope"), "{here}: a heading of a table says its scope");
        }
        if tag.name == "script" {
            assert!(has("src"), "{here}: a script inside the page");
        }
        for (name, value) in &tag.attributes {
            assert!(
                !name.starts_with("on") && *name != "style",
                "{here}: {name}"
            );
            match *name {
                "id" => assert!(ids.insert(*value), "{here}: {value} stands twice"),
                "for" | "aria-describedby" => _ = named.insert(*value),
                "href" | "src" | "action" => {
                    let outside = value.contains("://");
                    let told = tag.attributes.iter().any(|(name, value)| {
                        *name == "rel" && value.contains("noreferrer noopener")
                    });
                    let allowed = rules.outside && told && *name == "href";
                    assert!(!outside || allowed, "{here}: {value}");
                    if let Some(id) = value.strip_prefix('#') {
                        named.insert(id);
                    } else if !outside && *value != "about:blank" {
                        links.push((*value).to_owned());
                    }
                }
                _ => {}
            }
        }
    }
    assert!(open.is_empty(), "{here}: {open:?} did not end");
    let lost: Vec<_> = named.difference(&ids).collect();
    assert!(lost.is_empty(), "{here}: nothing stands at {lost:?}");
    assert_eq!(level > 0, tags.iter().any(|tag| tag.name == "h1"), "{here}");
    let count = |name: &str| tags.iter().filter(|t| t.name == name && !t.ends).count();
    assert_eq!(
        count("caption"),
        count("table"),
        "{here}: every table has a caption"
    );
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(turns), "{here}");
    Read { links, text }
}

#[test]
fn a_document_that_is_not_sound_is_noticed() {
    let rules = Rules {
        banned: &["form"],
        outside: true,
    };
    let document = |body: &str| {
        format!("<!DOCTYPE html>\n<html lang=\"en\"><body><h1>A</h1>{body}</body></html>")
    };
    let read = |body: &str| sound(&document(body), "", &rules);
    assert_eq!(read("<p id=\"a\">b</p>").text, "\nAb");
    let link = |rel: &str| format!("<a href=\"https://example.org\" rel=\"{rel}\">x</a>");
    assert!(read(&link("noreferrer noopener")).links.is_empty());
    assert_eq!(read("<a href=\"./\">x</a>").links, ["./"]);
    for bad in [
        "<p>",
        "<p><b></p></b>",
        "<h3>A</h3>",
        "<h1>B</h1>",
        "<a href=\"#x\">x</a>",
        "<a href=\"https://example.org\">x</a>",
        "<p id=\"a\"></p><p id=\"a\"></p>",
        "<label for=\"a\"></label>",
        "<script></script>",
        "<script src=\"https://example.org\" rel=\"noreferrer noopener\"></script>",
        "<form></form>",
        "<img>",
        "<p onclick=\"x\"></p>",
        "<p style=\"x\"></p>",
        "<p class=x></p>",
        "<table></table>",
        "<table><caption></caption><tr><th></th></tr></table>",
        "\u{202e}",
    ] {
        let caught = std::panic::catch_unwind(|| read(bad));
        assert!(caught.is_err(), "{bad}");
    }
}
