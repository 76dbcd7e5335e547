//! What every HTML document of an election shares: escaping, the head, and how texts of others are shown.
//!
//! A document is one file. It has no script and asks for nothing from anywhere, so it can be kept, sent and printed.
//! Texts of others are shown as they are and never obeyed, neither as markup nor as a change of reading direction.

use std::fmt::{self, Write};

use serde::Serialize;
use veche_election::assess::Outcome;
use veche_election::check::{CheckId, Subject};
use veche_election::judge::Election;
use veche_election::judge::state::Standing;
use veche_election::shows::{Status, Weight};
use veche_election::value::range::grouped;
use veche_election::value::{BodyRef, EntryId, OptionId};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_store::texts::{BodyText, is_tag, plain};

/// What a document says about the record it is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the election is called.
    pub title: String,
    /// The name of the log.
    pub origin: String,
    /// How many entries the checkpoint covers.
    pub size: u64,
    /// The checkpoint's root hash, in base64 as it stands in the checkpoint.
    pub root: String,
}

impl Header {
    /// Of an election with this title and this checkpoint.
    #[must_use]
    pub fn new(title: &str, checkpoint: &UncheckedCheckpoint) -> Self {
        let tree = checkpoint.tree();
        Self {
            title: title.to_owned(),
            origin: checkpoint.origin().to_owned(),
            size: tree.size,
            root: tree.root.to_base64(),
        }
    }
}

/// Black on white, legible on A4; marks are words, so that nothing depends on colour.
const STYLE: &str = "
:root { color-scheme: light; }
body { max-width: 50rem; margin: 0 auto; padding: 1rem; font: 1rem/1.45 serif; color: #000; background: #fff;
  overflow-wrap: break-word; }
a { color: #000; }
h1, h2, h3, h4 { line-height: 1.2; margin: 1.4em 0 0.4em; }
h2 { border-bottom: 2px solid #000; }
table { border-collapse: collapse; width: 100%; margin: 0.6em 0 1.2em; font-size: 0.9em; }
caption { text-align: left; font-weight: bold; padding-bottom: 0.2rem; }
th, td { border: 1px solid #000; padding: 0.2rem 0.4rem; text-align: left; vertical-align: top; }
.number { text-align: right; white-space: nowrap; }
.breach { font-weight: bold; }
.id { font-family: monospace; font-size: 0.85em; overflow-wrap: anywhere; }
.text { white-space: pre-line; margin: 0.2rem 0; }
.warning { border: 3px double #000; padding: 0.5rem; font-weight: bold; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 0.8rem; margin: 0.4rem 0; }
dt { font-weight: bold; max-width: 12rem; }
dt::first-letter { text-transform: uppercase; }
dd { margin: 0; min-width: 0; }
ul { margin: 0.2rem 0; padding-left: 1.3rem; }
article { border-top: 1px solid #000; margin-top: 0.8rem; }
td a { white-space: nowrap; }
.sign td { height: 3em; width: 27%; }
@page { size: A4; margin: 16mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; line-height: 1.3; }
  h1 { font-size: 16pt; margin-top: 0; }
  h2 { font-size: 13pt; }
  h3 { font-size: 11pt; }
  h2, h3, h4 { margin-top: 1em; }
  a { text-decoration: none; }
  thead { display: table-header-group; }
  tr, li, dt, dd, .warning { break-inside: avoid; }
  h1, h2, h3, h4, caption, dt { break-after: avoid; }
  p { orphans: 3; widows: 3; }
}
";

/// A text, safe between tags and inside attributes.
///
/// What is not to be obeyed otherwise is named: see [`plain`].
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in plain(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            shown => out.push(shown),
        }
    }
    out
}

/// Everything up to the content.
pub(super) fn begin(out: &mut String, title: &str) -> fmt::Result {
    writeln!(
        out,
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{}</title>
<style>{STYLE}</style>
</head>
<body>"#,
        escape(title)
    )
}

/// Everything after the content.
pub(super) fn end(out: &mut String) -> fmt::Result {
    writeln!(out, "</body>\n</html>")
}

/// A text with its language, in which `tag` names the element around it.
fn in_language(tag: &str, class: &str, language: &str, text: &str) -> String {
    let lang = match is_tag(language) {
        true => format!(r#" lang="{language}""#),
        false => String::new(),
    };
    format!(r#"<{tag}{class}{lang} dir="auto">{}</{tag}>"#, escape(text))
}

/// What may be shown of a body of an entry: nothing if the entry was taken back, also where its file was left over.
pub(super) fn shown(
    election: &Election,
    owner: &EntryId,
    reference: &BodyRef,
    body: &dyn Fn(&BodyRef) -> BodyText,
) -> Option<BodyText> {
    (!election.is_withdrawn(owner)).then(|| body(reference))
}

/// Why there is no text to show.
fn absent(reference: &BodyRef, shown: Option<&BodyText>) -> String {
    let stored = reference.stored().to_string();
    match shown {
        None => "withdrawn".to_owned(),
        Some(BodyText::Sealed) => {
            "sealed: only those to whom it is encrypted can read it".to_owned()
        }
        Some(BodyText::Attachment { media, bytes }) => format!(
            "a picture or document ({media}, {} bytes): bodies/{}/{stored} in the election's folder",
            grouped(bytes.len() as u64),
            stored.chars().take(2).collect::<String>()
        ),
        Some(BodyText::Missing | BodyText::Text { .. }) => {
            format!("not in this copy of the record: {stored}")
        }
    }
}

/// A body in a line.
pub(super) fn inline(reference: &BodyRef, shown: Option<&BodyText>) -> String {
    match shown {
        Some(BodyText::Text { language, text }) => in_language("bdi", "", language, text),
        other => format!("({})", escape(&absent(reference, other))),
    }
}

/// A body as a paragraph.
pub(super) fn block(reference: &BodyRef, shown: Option<&BodyText>) -> String {
    match shown {
        Some(BodyText::Text { language, text }) => {
            in_language("p", r#" class="text""#, language, text)
        }
        other => format!("<p>({})</p>", escape(&absent(reference, other))),
    }
}

/// An option of a contest: the candidate's full name, or what the call says.
pub(super) fn option_name(
    election: &Election,
    option: &OptionId,
    body: &dyn Fn(&BodyRef) -> BodyText,
) -> String {
    let named = match option {
        OptionId::Candidate(id) => election
            .candidate(id)
            .map(|candidate| (*id, candidate.filed.name)),
        OptionId::Named(name) => election.called().and_then(|called| {
            let mut options = called.call.contests.iter().flat_map(|c| &c.options);
            let found = options.find(|option| option.option == *name)?;
            Some((called.id, found.text))
        }),
    };
    match named {
        Some((owner, reference)) => inline(
            &reference,
            shown(election, &owner, &reference, body).as_ref(),
        ),
        None => escape(&option.to_string()),
    }
}

/// What came of a check, in words. Where a check only lists, nothing "holds".
pub(super) fn status(status: Status, check: CheckId) -> &'static str {
    match (status, check) {
        (Status::Holds, CheckId::A3 | CheckId::R1 | CheckId::R2 | CheckId::R3) => "listed",
        (Status::Holds, _) => Outcome::Holds.words(),
        (Status::Breached, check) if check.subject() == Subject::Soundness => "unsound",
        (Status::Breached, _) => Outcome::Breached.words(),
        (Status::NotShown, _) => Outcome::NotShown.words(),
    }
}

/// How much a finding weighs, in words.
pub(super) fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Breach => "breach",
        Weight::NotShown => "not shown",
        Weight::Shown => "noted",
    }
}

/// Where a candidate stands, in words.
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Filed => "filed, nothing decided",
        Standing::Registered => "registered",
        Standing::Refused => "refused",
        Standing::Removed => "registered, then removed",
        Standing::Withdrawn => "withdrawn",
    }
}

/// An enumerated value in words: its name on the record, with spaces.
pub(super) fn words<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name.replace('_', " "),
        _ => String::new(),
    }
}

/// So many of a thing.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    let thing = if number == 1 { one } else { many };
    format!("{} {thing}", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use veche_election::value::Sha256Hex;

    #[test]
    fn markup_in_a_text_is_shown_and_not_obeyed() {
        assert_eq!(
            escape("<script>alert('a' & \"b\")</script>"),
            "&lt;script&gt;alert(&#39;a&#39; &amp; &quot;b&quot;)&lt;/script&gt;"
        );
        assert_eq!(escape("a\u{202e}<"), "a[U+202E]&lt;");
    }

    #[test]
    fn a_language_that_is_no_tag_does_not_reach_an_attribute() {
        let reference = BodyRef {
            plain: Sha256Hex::of(b""),
            sealed: None,
        };
        let text = |language: &str| BodyText::Text {
            language: language.to_owned(),
            text: "a < b".to_owned(),
        };
        assert_eq!(
            inline(&reference, Some(&text("be-tarask"))),
            r#"<bdi lang="be-tarask" dir="auto">a &lt; b</bdi>"#
        );
        for bad in ["", "en\" onload=\"x", "a b", &"a".repeat(36)] {
            assert_eq!(
                block(&reference, Some(&text(bad))),
                r#"<p class="text" dir="auto">a &lt; b</p>"#
            );
        }
    }

    #[test]
    fn what_is_not_there_is_said_as_such() {
        let reference = BodyRef {
            plain: Sha256Hex::of(b""),
            sealed: None,
        };
        let picture = BodyText::Attachment {
            media: "image/<b>".to_owned(),
            bytes: vec![0; 1_234],
        };
        for (body, said) in [
            (None, "withdrawn"),
            (Some(BodyText::Sealed), "sealed"),
            (Some(BodyText::Missing), "not in this copy"),
            (
                Some(picture),
                "image/&lt;b&gt;, 1,234 bytes): bodies/e3/e3b0c4",
            ),
        ] {
            let line = inline(&reference, body.as_ref());
            assert!(line.contains(said), "{line}");
            assert!(block(&reference, body.as_ref()).contains(said));
        }
    }
}
