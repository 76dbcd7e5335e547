//! The published test vectors: made anew they have the same bytes, and each is judged exactly as its index says.

mod common;
#[path = "../examples/make_vectors/mod.rs"]
mod make_vectors;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use common::{Seen, past, verify};
use serde::Deserialize;
use veche_poll::chain::Reader;
use veche_poll::since::Past;
use veche_poll::verify::{AnyVerifier, Options};

/// A line of the index.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    file: String,
    expect: String,
    group: Option<String>,
    checks: Vec<String>,
    height: Option<u64>,
    kind: Option<String>,
    #[serde(default)]
    says: String,
    note: Option<String>,
    since: Option<String>,
    result: Option<Vec<Vec<u64>>>,
    what: String,
    section: String,
}

/// The committed folder.
fn folder() -> BTreeMap<String, Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

fn made() -> &'static BTreeMap<String, Vec<u8>> {
    static MADE: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    MADE.get_or_init(make_vectors::publish)
}

fn index(files: &BTreeMap<String, Vec<u8>>) -> Vec<Line> {
    serde_json::from_slice(&files["index.json"]).unwrap()
}

#[test]
fn the_folder_holds_exactly_what_the_generator_makes() {
    let committed = folder();
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&committed), names(made()));
    for (name, bytes) in &committed {
        assert!(
            *bytes == made()[name],
            "{name} has other bytes; run the example make_vectors"
        );
    }
}

#[test]
fn a_verifier_that_picks_the_group_by_itself_says_the_same() {
    for (name, bytes) in folder() {
        if !name.ends_with(".bel") {
            continue;
        }
        for piece in [100, 1 << 16] {
            let mut verifier = AnyVerifier::new(Options::new([7; 32]));
            bytes.chunks(piece).for_each(|piece| verifier.push(piece));
            let reading = verifier.finish();
            let mut events = Vec::new();
            let mut reader = Reader::new();
            reader.push(&bytes, |step| events.push(step.event_hash));
            assert_eq!(reading.events, events, "{name}");
            let setup = reader.outline().setup().map(|setup| setup.data.election);
            assert_eq!(reading.fingerprint, setup, "{name}");
            let expected = verify(&bytes, 1 << 16, None, [7; 32]);
            let sound = expected.verdict == "sound";
            assert_eq!(!reading.answers.is_empty(), sound, "{name}");
            let seen = Seen {
                group: expected.group.clone(),
                ..Seen::from(reading.report)
            };
            assert_eq!(seen, expected, "{name}");
        }
    }
}

#[test]
fn the_index_names_every_archive_once_and_says_which_rule_it_is_about() {
    let files = folder();
    let lines = index(&files);
    let listed: BTreeSet<&str> = lines.iter().map(|line| line.file.as_str()).collect();
    assert_eq!(listed.len(), lines.len(), "a file is listed twice");
    let archives = files
        .keys()
        .filter(|name| name.ends_with(".bel"))
        .map(String::as_str);
    assert_eq!(listed, archives.collect());
    for line in &lines {
        let good = line.file.starts_with("ok-");
        assert_eq!(good, line.expect == "sound", "{}", line.file);
        assert_eq!(good, line.checks.is_empty(), "{}", line.file);
        assert_eq!(good, line.says.is_empty(), "{}", line.file);
        assert!(
            !line.what.is_empty() && !line.section.is_empty(),
            "{}",
            line.file
        );
    }
    let broken: BTreeSet<&str> = lines
        .iter()
        .flat_map(|line| &line.checks)
        .map(String::as_str)
        .collect();
    assert_eq!(broken.len(), 16, "a check has no vector: {broken:?}");
}

/// What is wrong with the verdict on one archive, if anything is.
fn judged(line: &Line, seen: &Seen) -> Result<(), String> {
    let differs = |what: &str, found: &dyn std::fmt::Debug| {
        Err(format!(
            "{}: {what}: {found:?}; faults: {:#?}",
            line.file, seen.faults
        ))
    };
    if seen.verdict != line.expect {
        return differs("verdict", &seen.verdict);
    }
    let checks: BTreeSet<&str> = seen.failed.iter().map(String::as_str).collect();
    if checks != line.checks.iter().map(String::as_str).collect() {
        return differs("checks", &checks);
    }
    if line.expect == "sound" {
        if line.result != seen.result {
            return differs("result", &seen.result);
        }
    } else {
        let named = seen.faults.iter().any(|fault| {
            fault.height == line.height
                && fault.kind == line.kind
                && fault.text.contains(&line.says)
        });
        if !named {
            return differs("no fault is named as expected", &line.says);
        }
    }
    match &line.note {
        Some(note) if !seen.notes.iter().any(|text| text.contains(note)) => {
            differs("notes", &seen.notes)
        }
        _ => Ok(()),
    }
}

fn older(files: &BTreeMap<String, Vec<u8>>, line: &Line) -> Option<Past> {
    let name = line.since.as_ref()?;
    Some(past(name, &files[name]))
}

#[test]
fn every_vector_is_judged_as_its_index_says() {
    let files = folder();
    let wrong: Vec<String> = index(&files)
        .iter()
        .filter_map(|line| {
            let bytes = &files[&line.file];
            let seen = verify(bytes, bytes.len().max(1), older(&files, line), [7; 32]);
            assert_eq!(line.group, seen.group, "{}", line.file);
            judged(line, &seen).err()
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} are judged otherwise:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_vector_compared_with_an_older_copy_is_sound_by_itself() {
    let files = folder();
    for line in index(&files).iter().filter(|line| line.since.is_some()) {
        let seen = verify(&files[&line.file], 4096, None, [7; 32]);
        assert_eq!(seen.verdict, "sound", "{}", line.file);
    }
}

#[test]
fn neither_pieces_nor_seed_change_what_is_said_of_a_vector() {
    let files = folder();
    for line in index(&files) {
        let bytes = &files[&line.file];
        let whole = verify(bytes, bytes.len().max(1), older(&files, &line), [7; 32]);
        let pieces = verify(bytes, 1000, older(&files, &line), [8; 32]);
        assert_eq!(whole, pieces, "{}", line.file);
    }
}

#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_does_not_change_what_is_said_of_a_vector() {
    let files = folder();
    let threads = |number: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(number)
            .build()
            .unwrap()
    };
    let (one, five) = (threads(1), threads(5));
    for line in index(&files) {
        let bytes = &files[&line.file];
        let run = || verify(bytes, 4096, older(&files, &line), [7; 32]);
        assert_eq!(one.install(run), five.install(run), "{}", line.file);
    }
}
