//! The documents say what the code does.

#[path = "../../examples/documents/entries.rs"]
mod entries;
#[path = "../../examples/documents/samples.rs"]
pub(crate) mod samples;
#[path = "../../examples/documents/schema.rs"]
mod schema;
#[path = "../../examples/documents/worked.rs"]
mod worked;

use std::collections::BTreeSet;
use std::path::Path;

use veche_election::check::CheckId;
use veche_election::entry::law::Law;
use veche_election::entry::{Recorded, laws};
use veche_election::verify::Fold;

use crate::world::{World, verified};

const COMMAND: &str = "run `cargo run -p veche-election --example documents`";

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    std::fs::read_to_string(path).expect("the document is there")
}

#[test]
fn the_description_of_the_entries_is_that_of_the_code() {
    assert!(
        read("entries.md") == entries::document(),
        "docs/entries.md is another; {COMMAND}"
    );
    assert!(
        read("entries.schema.json") == schema::document(),
        "docs/entries.schema.json is another; {COMMAND}"
    );
}

#[test]
fn the_worked_example_is_computed_by_the_code() {
    let document = read("record.md");
    let placed = worked::placed_in(&document).expect("docs/record.md has a place for it");
    assert!(
        document == placed,
        "docs/record.md has another example; {COMMAND}"
    );
}

#[test]
fn the_worked_example_is_a_sound_record() {
    let leaves = worked::leaves();
    let mut fold = Fold::new();
    fold.push(&leaves.each_ref().map(|leaf| &leaf.bytes));
    let (election, faults) = fold.finish();
    assert!(faults.is_empty(), "{:?}", faults.list());
    assert_eq!(
        election.called().map(|called| called.id),
        Some(leaves[0].id)
    );
    for leaf in leaves {
        let recorded = Recorded::read(&leaf.bytes).expect("an entry");
        assert_eq!(recorded.entry.signature, leaf.signature);
        assert_eq!(verified(recorded).id, leaf.id);
        assert!(leaf.message.starts_with("veche entry v1\n{\"act\":{"));
    }
}

#[test]
fn every_kind_has_an_example_that_is_an_entry_of_this_kind() {
    let world = World::run();
    for law in laws() {
        let sample = samples::sample(law.name).expect(law.name);
        let recorded = world.sign("somebody", sample.clone());
        let leaf = recorded.to_bytes();
        assert_eq!(
            Recorded::read(&leaf).as_ref(),
            Ok(&recorded),
            "{}",
            law.name
        );
        let signed = verified(recorded);
        assert_eq!(signed.act.name(), law.name);
        assert_eq!(signed.act.signer(), law.signer, "{}", law.name);
        // Nothing in the example is left out when it is read.
        assert_eq!(
            serde_json::to_value(&signed.act).ok(),
            Some(sample),
            "{}",
            law.name
        );
    }
}

#[test]
fn the_schema_and_the_laws_name_the_same_kinds() {
    let schema = schema::schema();
    let variants = schema["$defs"]["Act"]["oneOf"]
        .as_array()
        .expect("the kinds");
    let kinds: Vec<&str> = variants
        .iter()
        .filter_map(|variant| variant["properties"]["kind"]["const"].as_str())
        .collect();
    let names: Vec<&str> = laws().iter().map(|law| law.name).collect();
    assert_eq!(kinds, names);
}

/// What the doc comment of a kind must end with.
fn lawful(law: &Law) -> String {
    let checks: Vec<String> = law.checks.iter().map(CheckId::to_string).collect();
    let checks = match checks.is_empty() {
        true => "no check".to_owned(),
        false => checks.join(", "),
    };
    let signer = format!("{:?}", law.signer);
    format!(
        "Signed by: [`Signer::{signer}`](super::law::Signer::{signer}). When: {}. Changes: {}. Looked at by: {checks}.",
        law.when, law.changes
    )
}

#[test]
fn the_comment_of_every_kind_says_what_the_law_says() {
    let source = include_str!("../../src/entry/act.rs");
    let (_, inside) = source.split_once("pub enum Act {\n").expect("the list");
    let (inside, _) = inside.split_once("\n}").expect("its end");
    let mut comment = String::new();
    let mut comments = Vec::new();
    for line in inside.lines().map(str::trim) {
        match line.strip_prefix("///") {
            Some(text) => comment.push_str(text),
            None => comments.push(std::mem::take(&mut comment)),
        }
    }
    assert_eq!(comments.len(), laws().len());
    for (comment, law) in comments.iter().zip(laws()) {
        let comment = comment.trim();
        assert!(comment.ends_with(&lawful(law)), "{}: {comment}", law.name);
        let first = comment
            .split(" Signed by:")
            .next()
            .unwrap_or_default()
            .trim();
        assert!(
            first.ends_with('.'),
            "{} ends in the middle: {first}",
            law.name
        );
    }
}

#[test]
fn the_specification_names_every_check_and_every_rule_of_recording() {
    let document = read("record.md");
    for check in CheckId::ALL {
        assert!(
            document.contains(&format!("**{check}**")),
            "{check} is not in docs/record.md"
        );
    }
    let rules: BTreeSet<&str> = crate::attacks::attacked_rules().collect();
    for rule in rules {
        assert!(
            document.contains(&format!("`{rule}`")),
            "{rule} is not in docs/record.md"
        );
    }
}
