//! The timeline, and the appendix: every entry with its texts, its sources, and what others said to it.

use std::fmt::{self, Write};

use serde_json::Value;
use veche_election::assess::{day, describe, sources, timeline as happenings};
use veche_election::entry::Act;
use veche_election::shows::said::because_text;
use veche_election::value::range::grouped;
use veche_election::value::{BodyRef, EntryId, Period, Range, Source};

use super::super::page::{count, escape, words};
use super::document::{ALL, Document};

pub(super) fn timeline(out: &mut String, document: &Document<'_>) -> fmt::Result {
    let timeline = happenings(document.election);
    writeln!(
        out,
        "<section id=\"timeline\">\n<h2>Timeline</h2>\n<table>\n<caption>What happened, day by day</caption>\n<thead><tr><th scope=\"col\">Day</th><th scope=\"col\">What</th><th scope=\"col\">Entry</th></tr></thead>\n<tbody>"
    )?;
    for happening in &timeline.happenings {
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}{}</td><td>{}</td></tr>",
            happening.day,
            escape(&happening.what),
            document.notes(&happening.id),
            document.link(happening.number)
        )?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    if timeline.more_reports > 0 {
        writeln!(
            out,
            "<p>And {} more reports.</p>",
            grouped(timeline.more_reports)
        )?;
    }
    writeln!(out, "</section>")
}

pub(super) fn appendix(out: &mut String, document: &Document<'_>) -> fmt::Result {
    writeln!(
        out,
        "<section id=\"entries\">\n<h2>Appendix: the entries</h2>\n<p>Entries are numbered from 0, in the order in which they were recorded. An entry's id is the SHA-256 hash of what its author signed.</p>"
    )?;
    if document.left_out() > 0 {
        writeln!(
            out,
            "<p class=\"warning\">The record has more than {} entries. This appendix holds every entry that is no report, and the first reports; {} are left out. They stand on the record itself.</p>",
            grouped(ALL),
            count(document.left_out(), "report", "reports")
        )?;
    }
    for number in document.numbers() {
        entry(out, document, number)?;
    }
    writeln!(out, "</section>")
}

fn entry(out: &mut String, document: &Document<'_>, number: u64) -> fmt::Result {
    let election = document.election;
    let Some(placed) = election.entry_at(number) else {
        return Ok(());
    };
    writeln!(
        out,
        "<article id=\"entry-{number}\">\n<h3>Entry {number}: {}{}</h3>\n<dl>",
        document.line(&placed.id),
        document.notes(&placed.id)
    )?;
    row(
        out,
        "Id",
        &format!("<span class=\"id\">{}</span>", placed.id),
    )?;
    row(out, "Kind", &placed.kind.replace('_', " "))?;
    row(out, "Signed by", &escape(&document.signer(&placed.by)))?;
    if let Some(back) = document.withdrawal(&placed.id) {
        let by = match back.by_author {
            true => "its author",
            false => document.organiser(),
        };
        row(
            out,
            "Withdrawn",
            &format!(
                "by {by} on {}, for {}; its texts were destroyed{}",
                back.on,
                because_text(back.because),
                document.links(&[back.id])
            ),
        )?;
    }
    match document.recorded(number) {
        Some((at, act)) => said(out, document, &placed.id, &at, &act)?,
        None => row(
            out,
            "Content",
            "cannot be read from the log; <code>veche verify</code> says why",
        )?,
    }
    for answer in document.answers(&placed.id) {
        let what = match &answer.act {
            Act::ReportVerified(verified) => {
                let why = verified
                    .text
                    .map_or_else(String::new, |text| document.block(&answer.id, &text));
                format!(
                    "{} ({}), says {}{}{why}",
                    words(&verified.rating),
                    words(&verified.method),
                    escape(&document.signer(&answer.by)),
                    document.links(&[answer.id])
                )
            }
            Act::ReplyMade(reply) => format!(
                "{}{}{}",
                escape(&describe(election, &answer.act)),
                document.links(&[answer.id]),
                document.block(&answer.id, &reply.text)
            ),
            _ => format!(
                "{}{}",
                escape(&describe(election, &answer.act)),
                document.links(&[answer.id])
            ),
        };
        row(out, "Others say", &what)?;
    }
    writeln!(out, "</dl>\n</article>")
}

fn row(out: &mut String, term: &str, markup: &str) -> fmt::Result {
    writeln!(out, "<dt>{term}</dt><dd>{markup}</dd>")
}

/// What the entry says: fields, texts, the entries it refers to, sources.
fn said(
    out: &mut String,
    document: &Document<'_>,
    id: &EntryId,
    at: &str,
    act: &Act,
) -> fmt::Result {
    row(out, "Recorded", at)?;
    if let Some(day) = day(act) {
        row(out, "Day", &day.to_string())?;
    }
    let mut content = Content::default();
    content.walk(&serde_json::to_value(act).unwrap_or_default(), "", true);
    if !content.fields.is_empty() {
        let fields: Vec<String> = content
            .fields
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        row(out, "Says", &escape(&fields.join("; ")))?;
    }
    for (name, reference) in &content.bodies {
        row(out, &escape(name), &document.block(id, reference))?;
    }
    let mut refers: Vec<EntryId> = Vec::new();
    for other in content.hashes {
        if other != *id && document.election.number_of(&other).is_some() && !refers.contains(&other)
        {
            refers.push(other);
        }
    }
    if !refers.is_empty() {
        row(out, "Refers to", &document.links(&refers))?;
    }
    for source in sources(act) {
        let text = document.block(id, &source.text);
        row(out, "Source", &format!("{}{text}", head(source)))?;
    }
    Ok(())
}

fn head(source: &Source) -> String {
    let mut head = format!("{} ({})", source.publisher, words(&source.kind));
    if let Some(on) = source.on {
        head.push_str(&format!(", published {on}"));
    }
    if let Some(archived) = source.archived {
        head.push_str(&format!(
            ", copy kept with SHA-256 <span class=\"id\">{archived}</span>"
        ));
    }
    head
}

/// What an act holds, whatever its kind: a kind that is added tomorrow is shown too.
#[derive(Default)]
struct Content {
    fields: Vec<(String, String)>,
    bodies: Vec<(String, BodyRef)>,
    /// What could be the id of an entry.
    hashes: Vec<EntryId>,
}

impl Content {
    fn walk(&mut self, value: &Value, name: &str, top: bool) {
        match value {
            Value::Object(fields) => {
                if let Some(text) = whole(value) {
                    return self.fields.push((name.to_owned(), text));
                }
                if let Ok(body) = serde_json::from_value(value.clone()) {
                    return self.bodies.push((name.to_owned(), body));
                }
                for (field, value) in fields {
                    // The kind, the day and the sources have lines of their own.
                    if top && ["kind", "on", "sources"].contains(&field.as_str()) {
                        continue;
                    }
                    let field = field.replace('_', " ");
                    match name.is_empty() {
                        true => self.walk(value, &field, false),
                        false => self.walk(value, &format!("{name}, {field}"), false),
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.walk(item, name, false);
                }
            }
            Value::String(text) => match EntryId::try_from(text.clone()) {
                Ok(hash) => self.hashes.push(hash),
                Err(_) => self.fields.push((name.to_owned(), named(text))),
            },
            Value::Number(number) => {
                let text = number.as_u64().map_or_else(|| number.to_string(), grouped);
                self.fields.push((name.to_owned(), text));
            }
            Value::Bool(true) => self.fields.push((name.to_owned(), "yes".to_owned())),
            Value::Bool(false) => self.fields.push((name.to_owned(), "no".to_owned())),
            Value::Null => {}
        }
    }
}

/// A name of the record with spaces; other texts as they are.
fn named(text: &str) -> String {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    match text.bytes().all(is_name) {
        true => text.replace('_', " "),
        false => text.to_owned(),
    }
}

/// A range or a period, in words.
fn whole(value: &Value) -> Option<String> {
    if value.get("min").is_some() {
        let range: Range = serde_json::from_value(value.clone()).ok()?;
        return Some(range.to_string());
    }
    value.get("from")?;
    let period: Period = serde_json::from_value(value.clone()).ok()?;
    Some(period.to_string())
}
