//! The JSON Schema of a leaf, `docs/entries.schema.json`.

use schemars::SchemaGenerator;
use serde_json::Value;
use veche_election::entry::Recorded;

/// The schema, with descriptions for people who do not read Rust.
pub(crate) fn schema() -> Value {
    let schema = SchemaGenerator::default().into_root_schema_for::<Recorded>();
    let mut schema = Value::from(schema);
    plain(&mut schema);
    schema
}

/// The file.
pub(crate) fn document() -> String {
    let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    text + "\n"
}

/// Takes links to code out of every description.
fn plain(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(text) if name == "description" => *text = without_links(text),
                    _ => plain(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}

/// ``[`Name`](path)`` and ``[`Name`]`` become `` `Name` ``; lines become one.
fn without_links(text: &str) -> String {
    let mut parts = text.split("[`");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("`]").unwrap_or((part, ""));
        let rest = match rest.strip_prefix('(') {
            Some(link) => link.split_once(')').map_or("", |(_, rest)| rest),
            None => rest,
        };
        plain.push_str(&format!("`{name}`{rest}"));
    }
    plain
}
