//! The folder as it is published: the archives, their list for programs, and their list for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use veche_poll::chain::Reader;
use veche_poll::setup;

use super::{Expect, Vector, vectors};

/// Every file of the folder, by its name.
pub(crate) type Published = BTreeMap<String, Vec<u8>>;

#[derive(Serialize)]
struct Line<'a> {
    file: String,
    expect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    checks: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    says: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: &'a Option<Vec<Vec<u64>>>,
    what: &'a str,
    section: &'a str,
}

/// The group that the archive's election names.
fn group(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader::new();
    let mut group = None;
    reader.push(bytes, |step| {
        group = group
            .take()
            .or_else(|| setup::outline(&step).map(|outline| outline.group));
    });
    group
}

fn expected(expect: Expect) -> &'static str {
    match expect {
        Expect::Sound => "sound",
        Expect::Unsound => "unsound",
        Expect::Unreadable => "unreadable",
    }
}

fn line(vector: &Vector) -> Line<'_> {
    Line {
        file: format!("{}.bel", vector.name),
        expect: expected(vector.expect),
        group: group(&vector.bytes),
        checks: vector
            .checks
            .iter()
            .map(|check| format!("V{check}"))
            .collect(),
        height: vector.height,
        kind: vector.kind.map(|kind| kind.name()),
        says: &vector.says,
        note: &vector.note,
        since: &vector.since,
        result: &vector.result,
        what: &vector.what,
        section: &vector.source,
    }
}

const INTRODUCTION: &str = "\
# Test vectors

Archives (`.bel`) of small polls in the Belenios protocol, version 1. Those named `ok-` are sound. Each of those named
`bad-` breaks one rule, and only that one: what follows the flaw (links, tally, decryptions, result) was made again to
fit. They are for this verifier and for any other. Everybody can compute every key in them: use none for a real poll.

`cargo run -p veche-poll --example make_vectors` makes this folder anew, with the same bytes on every machine. A test
compares, and verifies every file, whole and in pieces, on one core and on several.

How to use them with a verifier of your own: read `index.json`, a list with these fields.

- `file`; `expect`: `sound`, `unsound`, or `unreadable` for what is no archive (a verifier may call it unsound).
- `checks`: the checks that must fail, all of them and no others. Their numbers are those of `veche verify`; a verifier
  with other numbers can read the rule in `section` instead.
- `height`, `kind`: the event at fault, where there is one. `says`: a part of what Veche says of it.
- `since`: the older copy in this folder with which the archive must be compared (`veche verify --since`). By itself
  such an archive is sound.
- `note`: a part of something that must be seen and is no fault. `result`: the numbers that come out.
- `section`: where the rule is written, in the specification of Belenios 3.3.0, or why we are stricter than its
  reference implementation. A verifier that follows the reference alone accepts some of the latter.

";

fn read_me(vectors: &[Vector]) -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str(
        "| file | what is changed or to be seen | check | rule |\n| --- | --- | --- | --- |\n",
    );
    for vector in vectors {
        let checks: Vec<String> = vector
            .checks
            .iter()
            .map(|check| format!("V{check}"))
            .collect();
        // Writing into a `String` cannot fail.
        let _ = writeln!(
            text,
            "| `{}.bel` | {} | {} | {} |",
            vector.name,
            vector.what,
            if checks.is_empty() {
                "none".to_owned()
            } else {
                checks.join(", ")
            },
            vector.source,
        );
    }
    text
}

/// Makes every file.
pub(crate) fn publish() -> Published {
    let vectors = vectors();
    let lines: Vec<String> = vectors
        .iter()
        .map(|vector| serde_json::to_string(&line(vector)).expect("texts can be written"))
        .collect();
    let mut files = Published::new();
    files.insert("README.md".into(), read_me(&vectors).into_bytes());
    files.insert(
        "index.json".into(),
        format!("[\n{}\n]\n", lines.join(",\n")).into_bytes(),
    );
    for vector in vectors {
        let name = format!("{}.bel", vector.name);
        let twice = files.insert(name, vector.bytes).is_some();
        assert!(!twice, "{} is there twice", vector.name);
    }
    files
}
