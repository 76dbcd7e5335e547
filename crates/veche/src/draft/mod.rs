//! Drafts: what a person writes in TOML before it is an entry.
//!
//! A draft has the fields of its kind as `docs/entries.md` lists them. Texts are written where they belong, and leave
//! for bodies beside the record, with a salt each; names of people, labels of entries and sources are looked up. So
//! nobody copies hashes by hand.
//!
//! | in a draft | becomes |
//! | --- | --- |
//! | `{ text = "…", language = "be" }`, or `text = "…"` | a body, and its hash |
//! | `{ text = "…", seal = true }` | a sealed body, and both its hashes |
//! | `{ file = "photo.jpg" }` | an attachment without metadata, and its hash |
//! | `{ exactly = 5 }`, `{ at_least = 5 }` | a range |
//! | `"@label"` | the name of that entry |
//! | `"@key:person"`, `"@log"` | a public key, the key of the log |
//! | `sources = ["name"]` | the source of that name |

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail, ensure};
use serde_json::{Map, Value, json};
use toml::Table;
use veche_election::entry::Act;
use veche_election::value::{Body, EntryId, PublicKey, Sha256Hex};
use veche_store::keeper::StoredBody;

mod strip;

pub use strip::{Stripped, strip};

/// What a draft may refer to, and where salts and seals come from.
pub struct Surroundings<'a> {
    /// The language of texts that name none.
    pub language: &'a str,
    /// Entries by label.
    pub labels: &'a BTreeMap<String, EntryId>,
    /// Keys by person.
    pub people: &'a dyn Fn(&str) -> Option<PublicKey>,
    /// The verifier key of the log.
    pub log: Option<&'a str>,
    /// Sources by name.
    pub sources: &'a BTreeMap<String, Table>,
    /// Where files of attachments are.
    pub folder: PathBuf,
    /// Makes a salt.
    pub salt: &'a mut dyn FnMut() -> [u8; 16],
    /// Seals the bytes of a body.
    pub seal: &'a mut dyn FnMut(&Body) -> anyhow::Result<Vec<u8>>,
}

/// Makes an act of a draft: a table with `kind` and the fields of that kind.
///
/// # Errors
/// Which field is wrong, and why.
pub fn act(draft: &Table, around: &mut Surroundings<'_>) -> anyhow::Result<(Act, Vec<StoredBody>)> {
    let mut bodies = Vec::new();
    let value = table(draft, "", around, &mut bodies)?;
    let kind = draft.get("kind").and_then(toml::Value::as_str);
    let kind = kind.context("the draft has no `kind`; docs/entries.md lists them all")?;
    let act = serde_json::from_value(value.clone()).map_err(|error| anyhow!("{kind}: {error}"))?;
    if let Some(field) = unknown_field(&value, &serde_json::to_value(&act)?) {
        bail!("{kind}: has no field `{field}`; docs/entries.md lists those it has");
    }
    Ok((act, bodies))
}

/// A field that stands in the draft and not in the act made of it.
fn unknown_field(draft: &Value, act: &Value) -> Option<String> {
    match (draft, act) {
        (Value::Object(draft), Value::Object(act)) => {
            draft.iter().find_map(|(name, value)| match act.get(name) {
                None if value.as_array().is_some_and(Vec::is_empty) => None,
                None => Some(name.clone()),
                Some(made) => unknown_field(value, made).map(|field| format!("{name}.{field}")),
            })
        }
        (Value::Array(draft), Value::Array(act)) => draft
            .iter()
            .zip(act)
            .find_map(|(draft, act)| unknown_field(draft, act)),
        _ => None,
    }
}

fn convert(
    value: &toml::Value,
    at: &str,
    around: &mut Surroundings<'_>,
    bodies: &mut Vec<StoredBody>,
) -> anyhow::Result<Value> {
    match value {
        toml::Value::String(text) => look_up(text, around).with_context(|| at.to_owned()),
        toml::Value::Integer(number) => {
            ensure!(*number >= 0, "{at}: {number} is below zero");
            Ok(json!(number))
        }
        toml::Value::Boolean(value) => Ok(json!(value)),
        toml::Value::Datetime(date) => Ok(json!(date.to_string())),
        toml::Value::Float(_) => bail!("{at}: the record has no fractions"),
        toml::Value::Array(items) => items
            .iter()
            .map(|item| convert(item, at, around, bodies))
            .collect::<anyhow::Result<Vec<_>>>()
            .map(Value::Array),
        toml::Value::Table(fields) => table(fields, at, around, bodies),
    }
}

fn table(
    fields: &Table,
    at: &str,
    around: &mut Surroundings<'_>,
    bodies: &mut Vec<StoredBody>,
) -> anyhow::Result<Value> {
    let only = |allowed: &[&str]| fields.keys().all(|name| allowed.contains(&name.as_str()));
    if fields.contains_key("text") && only(&["text", "language", "seal"]) {
        return text(fields, at, around, bodies);
    }
    if fields.contains_key("file") && only(&["file", "seal"]) {
        return file(fields, at, around, bodies);
    }
    if let Some(number) = fields.get("exactly").and_then(toml::Value::as_integer) {
        return Ok(json!({"min": number, "max": number}));
    }
    if let Some(number) = fields.get("at_least").and_then(toml::Value::as_integer) {
        return Ok(json!({"min": number}));
    }
    let mut object = Map::new();
    for (name, value) in fields {
        let at = match at {
            "" => name.clone(),
            _ => format!("{at}.{name}"),
        };
        let made = match (name.as_str(), value) {
            ("text", toml::Value::String(_)) => {
                let only_text = Table::from_iter([("text".to_owned(), value.clone())]);
                text(&only_text, &at, around, bodies)?
            }
            ("sources", toml::Value::Array(names)) => sources(names, &at, around, bodies)?,
            _ => convert(value, &at, around, bodies)?,
        };
        object.insert(name.clone(), made);
    }
    Ok(Value::Object(object))
}

fn look_up(text: &str, around: &Surroundings<'_>) -> anyhow::Result<Value> {
    let Some(name) = text.strip_prefix('@') else {
        return Ok(json!(text));
    };
    if name == "log" {
        let log = around.log.context("there is no log here to refer to")?;
        return Ok(json!(log));
    }
    if let Some(person) = name.strip_prefix("key:") {
        let key = (around.people)(person).with_context(|| format!("nobody here is {person}"))?;
        return Ok(json!(key));
    }
    let entry = around.labels.get(name);
    let entry = entry.with_context(|| format!("no entry before this one has the label {name}"))?;
    Ok(json!(entry))
}

fn text(
    fields: &Table,
    at: &str,
    around: &mut Surroundings<'_>,
    bodies: &mut Vec<StoredBody>,
) -> anyhow::Result<Value> {
    let string = |name: &str| fields.get(name).and_then(toml::Value::as_str);
    let text = string("text").with_context(|| format!("{at}: `text` must be a text"))?;
    ensure!(!text.trim().is_empty(), "{at}: the text is empty");
    let language = string("language").unwrap_or(around.language);
    let body = Body::text(text, language, (around.salt)());
    store(body, fields, around, bodies)
}

fn file(
    fields: &Table,
    at: &str,
    around: &mut Surroundings<'_>,
    bodies: &mut Vec<StoredBody>,
) -> anyhow::Result<Value> {
    let name = fields.get("file").and_then(toml::Value::as_str);
    let name = name.with_context(|| format!("{at}: `file` must be the name of a file"))?;
    let path = around.folder.join(name);
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let stripped = strip(&bytes).with_context(|| path.display().to_string())?;
    let salt = (around.salt)();
    let body = stripped.into_body(&bytes, salt);
    store(body, fields, around, bodies)
}

fn store(
    body: Body,
    fields: &Table,
    around: &mut Surroundings<'_>,
    bodies: &mut Vec<StoredBody>,
) -> anyhow::Result<Value> {
    let mut reference = body.reference();
    let sealed = fields.get("seal").and_then(toml::Value::as_bool) == Some(true);
    let bytes = match sealed {
        true => (around.seal)(&body)?,
        false => body.to_bytes(),
    };
    if sealed {
        reference.sealed = Some(Sha256Hex::of(&bytes));
    }
    bodies.push(StoredBody { reference, bytes });
    Ok(json!(reference))
}

fn sources(
    names: &[toml::Value],
    at: &str,
    around: &mut Surroundings<'_>,
    bodies: &mut Vec<StoredBody>,
) -> anyhow::Result<Value> {
    let mut found = Vec::new();
    for source in names {
        let fields = match source {
            toml::Value::String(name) => around
                .sources
                .get(name)
                .cloned()
                .with_context(|| format!("{at}: there is no source {name}"))?,
            toml::Value::Table(fields) => fields.clone(),
            _ => bail!("{at}: a source is a name or a table"),
        };
        found.push(table(&fields, at, around, bodies)?);
    }
    Ok(Value::Array(found))
}
