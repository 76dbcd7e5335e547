//! `docs/entries.md`: every kind of entry, from the table of laws and the JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use veche_election::entry::laws;

use super::{samples, schema};

const HEAD: &str = "# Entries

Everything that can be said on a record, one kind after another. This file is made from the code by
`cargo run -p veche-election --example documents`; do not edit it. The JSON Schema of a leaf is
[entries.schema.json](entries.schema.json). How entries are written, signed and judged stands in
[record.md](record.md).

An entry is canonical JSON (RFC 8785). A field that is not required is absent where there is nothing to say: never
`null`, never an empty list. \"Watched\" means: in a watched election.
";

/// The whole file.
pub(crate) fn document() -> String {
    let schema = schema::schema();
    let empty = Map::new();
    let definitions = schema["$defs"].as_object().unwrap_or(&empty);
    let mut text = HEAD.to_owned();
    let mut kinds = BTreeSet::new();

    text.push_str("\n## Leaf and entry\n\n");
    text.push_str(&object(&schema));
    text.push_str("\n### Entry\n\n");
    text.push_str(&described(&definitions["Entry"]));
    kinds.insert("Entry".to_owned());

    text.push_str("\n## Kinds\n");
    for law in laws() {
        let variant = variant(definitions, law.name);
        let target = variant["$ref"].as_str().map(target).unwrap_or_default();
        let definition = definitions.get(&target).unwrap_or(&Value::Null);
        kinds.insert(target);
        let checks: Vec<String> = law.checks.iter().map(ToString::to_string).collect();
        let checks = match checks.is_empty() {
            true => "no check of its own".to_owned(),
            false => checks.join(", "),
        };
        text.push_str(&format!(
            "\n### `{}`\n\n{}\n\n- Signed by: {}.\n- When: {}.\n- Changes: {}.\n- Looked at by: {checks}.\n\n{}",
            law.name,
            sentence(definition),
            law.signer.sentence(),
            law.when,
            law.changes,
            object(definition),
        ));
        let sample = samples::sample(law.name).unwrap_or_default();
        let sample = serde_json::to_string_pretty(&sample).unwrap_or_default();
        text.push_str(&format!("\n```json\n{sample}\n```\n"));
    }

    let rest = || {
        definitions
            .iter()
            .filter(|(name, _)| *name != "Act" && !kinds.contains(*name))
    };
    text.push_str("\n## Objects\n");
    for (name, definition) in rest().filter(|(_, d)| !is_words(d) && !is_text(d)) {
        text.push_str(&format!("\n### {name}\n\n{}", described(definition)));
    }
    text.push_str("\n## Words\n");
    for (name, definition) in rest().filter(|(_, d)| is_words(d)) {
        text.push_str(&format!(
            "\n### {name}\n\n{}\n\n{}",
            sentence(definition),
            words(definition)
        ));
    }
    text.push_str("\n## Values\n\n| value | what | pattern |\n| --- | --- | --- |\n");
    for (name, definition) in rest().filter(|(_, d)| is_text(d)) {
        let pattern = definition["pattern"].as_str().unwrap_or_default();
        text.push_str(&format!(
            "| {name} | {} | `{}` |\n",
            cell(&sentence(definition)),
            cell(pattern)
        ));
    }
    text
}

/// The variant of the list of acts with this name.
fn variant<'a>(definitions: &'a Map<String, Value>, kind: &str) -> &'a Value {
    let variants = definitions["Act"]["oneOf"].as_array();
    variants
        .into_iter()
        .flatten()
        .find(|variant| variant["properties"]["kind"]["const"] == kind)
        .unwrap_or(&Value::Null)
}

/// What a `$ref` points at.
fn target(reference: &str) -> String {
    reference.trim_start_matches("#/$defs/").to_owned()
}

fn sentence(definition: &Value) -> String {
    let text = definition["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn is_text(definition: &Value) -> bool {
    definition["type"] == "string" && definition.get("enum").is_none()
}

fn is_words(definition: &Value) -> bool {
    let of_words = definition["oneOf"].as_array().is_some_and(|choices| {
        choices
            .iter()
            .all(|choice| choice.get("const").is_some() || choice.get("enum").is_some())
    });
    of_words || definition.get("enum").is_some()
}

/// A definition with its sentence: an object, or a choice between objects.
fn described(definition: &Value) -> String {
    let sentence = sentence(definition);
    match definition["oneOf"].as_array() {
        None => format!("{sentence}\n\n{}", object(definition)),
        Some(choices) => {
            let choices: Vec<String> = choices.iter().map(choice).collect();
            format!("{sentence} One of:\n\n{}", choices.concat())
        }
    }
}

fn choice(choice: &Value) -> String {
    let fixed = choice["properties"].as_object();
    let fixed = fixed
        .into_iter()
        .flatten()
        .find_map(|(name, field)| Some(format!("`{name}` is `{}`", field["const"].as_str()?)));
    let also = match choice["$ref"].as_str() {
        Some(reference) => format!(" With the fields of {}.", target(reference)),
        None => String::new(),
    };
    format!(
        "- {}: {}{also}\n{}",
        fixed.unwrap_or_default(),
        sentence(choice),
        fields(choice, "  - ")
    )
}

/// The fields of a choice, but the one that names it.
fn fields(definition: &Value, mark: &str) -> String {
    let properties = definition["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .filter(|(_, field)| field.get("const").is_none())
        .map(|(name, field)| {
            format!("{mark}`{name}`, {}. {}\n", kind_of(field), sentence(field))
                .replace(". \n", ".\n")
        })
        .collect()
}

/// The table of an object's fields.
fn object(definition: &Value) -> String {
    let required: BTreeSet<&str> = definition["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = definition["properties"].as_object();
    let rows: String = properties
        .into_iter()
        .flatten()
        .map(|(name, field)| {
            let needed = match required.contains(name.as_str()) {
                true => "yes",
                false => "no",
            };
            format!(
                "| `{name}` | {} | {needed} | {} |\n",
                cell(&kind_of(field)),
                cell(&sentence(field))
            )
        })
        .collect();
    format!("| field | type | required | what |\n| --- | --- | --- | --- |\n{rows}")
}

/// The type of a field, in words.
fn kind_of(field: &Value) -> String {
    if let Some(reference) = field["$ref"].as_str() {
        return target(reference);
    }
    for several in ["anyOf", "allOf"] {
        if let Some(choices) = field[several].as_array() {
            let names: Vec<String> = choices
                .iter()
                .filter(|choice| choice["type"] != "null")
                .map(kind_of)
                .collect();
            return names.join(" or ");
        }
    }
    let kind = match &field["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null"),
        kind => kind.as_str(),
    };
    match (kind, field["format"].as_str()) {
        (Some("array"), _) => format!("list of {}", kind_of(&field["items"])),
        (Some("string"), Some("date")) => "day".to_owned(),
        (Some("string"), _) => "text".to_owned(),
        (Some("integer"), _) => match field["maximum"].as_u64() {
            Some(most) => format!("number up to {most}"),
            None => "number".to_owned(),
        },
        (Some("boolean"), _) => "true or false".to_owned(),
        (other, _) => other.unwrap_or_default().to_owned(),
    }
}

/// The table of an enumeration's words.
fn words(definition: &Value) -> String {
    let mut rows = String::new();
    for choice in definition["oneOf"].as_array().into_iter().flatten() {
        let listed = choice["enum"].as_array().into_iter().flatten();
        for word in choice.get("const").into_iter().chain(listed) {
            let word = word.as_str().unwrap_or_default();
            rows.push_str(&format!("| `{word}` | {} |\n", cell(&sentence(choice))));
        }
    }
    format!("| word | meaning |\n| --- | --- |\n{rows}")
}
