//! What an entry says, field by field, whatever its kind: a kind that is added tomorrow is shown too.

use serde::Serialize;
use serde_json::Value;
use veche_election::entry::Act;
use veche_election::entry::reports::Unit;
use veche_election::value::{BodyRef, EntryId, Period, Place, Range, Slug};
use veche_store::texts::plain;

use super::reader::{Link, Reader};
use super::said::Said;

/// A field with its value.
#[derive(Serialize)]
pub(super) struct Field {
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) value: Content,
}

/// What a field holds.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Content {
    /// In the reader's language.
    Words(String),
    /// A hash, a key, a name that is only for programs.
    Code(String),
    /// A text of somebody.
    Said(Said),
    /// Another entry.
    Entry(Link, String),
}

/// The fields that a reader wants first; the others follow by their names on the record.
const FIRST: &[&str] = &[
    "title",
    "code",
    "figure",
    "event",
    "commitment",
    "verdict",
    "subject",
    "outcome",
    "decision",
    "entry",
    "to",
    "name",
    "label",
    "candidate",
    "contest",
    "body",
    "speaker",
    "number",
    "of",
    "when",
    "since",
    "on",
    "place",
    "text",
    "reasons",
];

/// The fields of an entry, without those that the page shows apart.
pub(super) fn fields(reader: &Reader<'_>, owner: &EntryId, act: &Act) -> Vec<Field> {
    let mut walk = Walk {
        reader,
        owner,
        unit: match act {
            Act::FigureReported(figure) => figure.unit,
            _ => Unit::Count,
        },
        out: Vec::new(),
    };
    if let Value::Object(all) = serde_json::to_value(act).unwrap_or_default() {
        let mut all: Vec<_> = all.iter().collect();
        let rank = |field: &str| FIRST.iter().position(|first| *first == field);
        all.sort_by_key(|(field, _)| rank(field).unwrap_or(FIRST.len()));
        for (field, value) in all {
            match field.as_str() {
                // The kind and the sources have places of their own, and a unit stands with its number.
                "kind" | "sources" | "unit" => {}
                // The version of the record's rules, not rules that somebody applied.
                "rules" if value.is_number() => walk.value(&["rules_version"], "", value),
                field => walk.value(&[field], "", value),
            }
        }
    }
    walk.out
}

struct Walk<'a, 'b> {
    reader: &'a Reader<'b>,
    owner: &'a EntryId,
    unit: Unit,
    out: Vec<Field>,
}

impl Walk<'_, '_> {
    fn put(&mut self, path: &[&str], place: &str, value: Content) {
        let names: Vec<String> = path
            .iter()
            .map(|field| self.reader.w.term("field", field))
            .collect();
        let mut name = names.join(", ");
        name.push_str(place);
        self.out.push(Field { name, value });
    }

    /// `path` leads to the field, and `place` says which of several it is.
    fn value(&mut self, path: &[&str], place: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(whole) = self.whole(path, value) {
                    return self.put(path, place, whole);
                }
                for (field, value) in fields {
                    // The tag of a variant is told by the field that holds it.
                    let same = path.last() == Some(&field.as_str());
                    let mut longer = path.to_vec();
                    if !same {
                        longer.push(field);
                    }
                    self.value(&longer, place, value);
                }
            }
            Value::Array(items) => {
                let many = items.len() > 1 && items.iter().any(|item| item.is_object());
                for (number, item) in items.iter().enumerate() {
                    let place = match many {
                        true => format!("{place} ({})", number + 1),
                        false => place.to_owned(),
                    };
                    self.value(path, &place, item);
                }
            }
            Value::String(text) => {
                let content = self.text(path, text);
                self.put(path, place, content);
            }
            Value::Number(number) => {
                let words = number.as_u64().map(|number| self.reader.w.number(number));
                let words = words.unwrap_or_else(|| number.to_string());
                self.put(path, place, Content::Words(words));
            }
            Value::Bool(value) => {
                let words = self.reader.w.say(if *value { "yes" } else { "no" });
                self.put(path, place, Content::Words(words));
            }
            Value::Null => {}
        }
    }

    /// A range, a period or a body, as one value.
    fn whole(&self, path: &[&str], value: &Value) -> Option<Content> {
        let w = self.reader.w;
        if value.get("plain").is_some() {
            let reference: BodyRef = serde_json::from_value(value.clone()).ok()?;
            return Some(Content::Said(self.reader.said(self.owner, &reference)));
        }
        if value.get("min").is_some() {
            let range: Range = serde_json::from_value(value.clone()).ok()?;
            let unit = match path.last() {
                Some(&"invalid_share") => Unit::HundredthsOfPercent,
                _ => self.unit,
            };
            return Some(Content::Words(w.in_unit(&range, unit)));
        }
        value.get("from")?;
        let period: Period = serde_json::from_value(value.clone()).ok()?;
        Some(Content::Words(w.period(&period)))
    }

    fn text(&self, path: &[&str], text: &str) -> Content {
        let reader = self.reader;
        let field = path.last().copied().unwrap_or_default();
        if let Ok(id) = EntryId::try_from(text.to_owned()) {
            // The fields that hold a hash of something else never name an entry.
            return match reader.link(&id) {
                Some(link) => Content::Entry(link, reader.telling.line_of(&id)),
                None => Content::Code(id.to_string()),
            };
        }
        if let Some(of) = term_of(path) {
            return Content::Words(reader.w.term(of, text));
        }
        if let Ok(day) = text.parse() {
            return Content::Words(reader.w.date(day));
        }
        if field == "place"
            && let Ok(place) = Place::try_from(text.to_owned())
        {
            return Content::Words(reader.w.place(&place));
        }
        match Slug::try_from(text.to_owned()) {
            Ok(slug) => Content::Words(reader.telling.name(&slug)),
            Err(_) => Content::Code(plain(text)),
        }
    }
}

/// Whose values a field holds, if they are enumerated.
pub(super) fn term_of(path: &[&str]) -> Option<&'static str> {
    let field = *path.last()?;
    Some(match field {
        "mode" => "mode",
        // A rule of a contest is a rule of counting; another rule is a name.
        "rule" if path.len() > 1 && path.first() == Some(&"contests") => "rule",
        "nomination" => "nomination",
        "decides" => "competence",
        "capacity" => "capacity",
        "because" => "because",
        "according_to" => "according",
        "standing" => "appellant",
        "of" if path.len() > 1 => "subject-of",
        "outcome" => "outcome",
        "grounds" => "ground",
        "cites" => "cites",
        "evidence" => "evidence",
        "police" => "police",
        "force" => "force",
        "who" => "role",
        "event" => "event",
        "act" => "press",
        "speaker" => "speaker",
        "topics" => "topic",
        "response" => "response",
        "code" => "report",
        "actor" => "actor",
        "connection" => "connection",
        "how" => "relation",
        "rating" => "rating",
        "method" => "method",
        "figure" => "figure",
        "verdict" => "verdict",
        _ => return None,
    })
}
