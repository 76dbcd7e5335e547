//! Whether a document is sound: tags in order, one h1, no script or style inside, names that stand once.

use std::collections::BTreeSet;

/// Elements that have no end.
const VOID: &[&str] = &["meta", "br", "link", "input"];

/// What was read of a document.
pub(super) struct Read {
    /// Everything it links to, but pages of others.
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
        if inside != "!DOCTYPE html" {
            tags.push(tag(inside));
        }
    }
    text.push_str(rest);
    (tags, text)
}

/// Asserts what every page keeps.
pub(super) fn sound(html: &str, here: &str) -> Read {
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
        let banned = ["iframe", "object", "embed", "base", "style", "img"];
        assert!(!banned.contains(&tag.name), "{here}: {}", tag.name);
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
                    assert!(!outside || told, "{here}: {value}");
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
    assert_eq!(count("main"), 1, "{here}");
    assert!(!text.contains(['\u{202e}', '\u{202d}']), "{here}");
    Read { links, text }
}

/// Where a link leads from a page.
pub(super) fn resolve(here: &str, href: &str) -> String {
    let href = href.split(['?', '#']).next().unwrap_or_default();
    let mut parts: Vec<&str> = here.split('/').collect();
    parts.pop();
    let mut ends = href.is_empty();
    for part in href.split('/') {
        ends = false;
        match part {
            "." | "" => ends = true,
            ".." => {
                parts.pop().expect("a link inside the site");
                ends = true;
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    match ends {
        true => format!("{path}/"),
        false => path,
    }
}

#[test]
fn a_document_that_is_not_sound_is_noticed() {
    let document = |body: &str| {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><body><main><h1>A</h1>{body}</main></body></html>"
        )
    };
    assert_eq!(sound(&document("<p id=\"a\">b</p>"), "").text, "\nAb");
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
        "<p onclick=\"x\"></p>",
        "<p style=\"x\"></p>",
        "<p class=x></p>",
        "<table></table>",
        "<table><caption></caption><tr><th></th></tr></table>",
        "\u{202e}",
    ] {
        let bad = document(bad);
        let caught = std::panic::catch_unwind(|| sound(&bad, ""));
        assert!(caught.is_err(), "{bad}");
    }
}

#[test]
fn links_are_followed_as_browsers_do() {
    for (here, href, target) in [
        ("en/", "./", "en/"),
        ("en/e/a/", "../../", "en/"),
        ("en/e/a/", "../../../be/e/a/", "be/e/a/"),
        ("en/e/a/", "?place=by", "en/e/a/"),
        ("en/", "./../assets/style.css", "assets/style.css"),
    ] {
        assert_eq!(resolve(here, href), target, "{here} {href}");
    }
}
