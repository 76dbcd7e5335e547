//! Nothing is missing and nothing is left over in any language.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;
use serde_json::Value;

use super::{Language, Words};

/// Of each sentence of a language, the arguments it uses.
fn sentences(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for source in language.sources() {
        let resource = FluentResource::try_new((*source).to_owned());
        assert!(resource.is_ok(), "{}: {:?}", language.tag(), resource.err());
        let mut name = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line.split_once(" = ")
                && line.starts_with(|first: char| first.is_ascii_alphabetic())
            {
                name = id.to_owned();
                let twice = all.insert(name.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{}: {name} stands twice", language.tag());
            }
            for (at, _) in line.match_indices("{ $") {
                let rest = &line[at + 3..];
                let end = rest.find([' ', '}']).unwrap();
                all.get_mut(&name).unwrap().insert(rest[..end].to_owned());
            }
        }
    }
    all
}

/// Every source and template of this crate, but its tests.
fn code() -> String {
    fn read(dir: &Path, out: &mut String) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    read(&path, out);
                }
            } else if name.ends_with(".rs") && name != "tests.rs" || name.ends_with(".html") {
                out.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = String::new();
    read(&root.join("src"), &mut out);
    read(&root.join("templates"), &mut out);
    out
}

/// The types of the record whose values have words, and the beginning of the names of those words.
const TERMS: &[(&str, &str)] = &[
    ("Act", "kind"),
    ("Act", "line"),
    ("Mode", "mode"),
    ("CountRule", "rule"),
    ("Nomination", "nomination"),
    ("Competence", "competence"),
    ("Capacity", "capacity"),
    ("RevokedBecause", "because"),
    ("InvalidBecause", "because"),
    ("WithheldBecause", "because"),
    ("WithdrawnBecause", "because"),
    ("AccordingTo", "according"),
    ("Standing", "appellant"),
    ("Subject", "subject-of"),
    ("DecisionOutcome", "outcome"),
    ("Ground", "ground"),
    ("Citation", "cites"),
    ("Evidence", "evidence"),
    ("PoliceConduct", "police"),
    ("Force", "force"),
    ("PersonRole", "role"),
    ("DetentionEvent", "event"),
    ("PressAct", "press"),
    ("Speaker", "speaker"),
    ("Topic", "topic"),
    ("DemandResponse", "response"),
    ("ReportCode", "report"),
    ("Actor", "actor"),
    ("Connection", "connection"),
    ("RelationKind", "relation"),
    ("Rating", "rating"),
    ("Method", "method"),
    ("FindingVerdict", "verdict"),
    ("Unit", "unit"),
    ("SourceKind", "source"),
    ("Figure", "figure"),
];

/// Types that are shown as one value, or not at all.
const WHOLE: &[&str] = &["BodyRef", "Range", "Period", "Source", "Entry", "Act"];

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/entries.schema.json")).unwrap()
}

/// The values of an enumerated type: constants, or the tags of its variants.
fn values(definition: &Value) -> Vec<String> {
    let variants = definition["oneOf"].as_array().into_iter().flatten();
    let constant = |variant: &Value| -> Option<String> {
        if let Some(value) = variant["const"].as_str() {
            return Some(value.to_owned());
        }
        let fields = variant["properties"].as_object()?;
        fields
            .values()
            .find_map(|field| field["const"].as_str().map(str::to_owned))
    };
    let mut values: Vec<String> = variants.filter_map(constant).collect();
    let plain = definition["enum"].as_array().into_iter().flatten();
    values.extend(plain.filter_map(|value| value.as_str().map(str::to_owned)));
    values
}

/// The names of all sentences that values and fields of the record ask for.
fn expected() -> BTreeSet<String> {
    let schema = schema();
    let definitions = schema["$defs"].as_object().unwrap();
    let mut expected = BTreeSet::new();
    for (of, prefix) in TERMS {
        let values = values(&definitions[*of]);
        assert!(values.len() > 1, "{of} has values");
        expected.extend(
            values
                .iter()
                .map(|v| format!("{prefix}-{}", v.replace('.', "-"))),
        );
    }
    for (name, definition) in definitions {
        if WHOLE.contains(&name.as_str()) {
            continue;
        }
        let variants = definition["oneOf"].as_array().into_iter().flatten();
        for fields in std::iter::once(definition)
            .chain(variants)
            .filter_map(|of| of["properties"].as_object())
        {
            let shown = fields.keys().filter(|field| *field != "kind");
            expected.extend(shown.map(|field| format!("field-{field}")));
        }
    }
    // These stand elsewhere on an entry's page, or have no line of their own.
    for gone in ["field-sources", "field-unit", "field-rules"] {
        expected.remove(gone);
    }
    expected
}

#[test]
fn every_language_has_the_same_sentences_with_the_same_arguments() {
    let english = sentences(Language::English);
    for language in [Language::Belarusian, Language::Russian] {
        let other = sentences(language);
        for (name, arguments) in &english {
            assert_eq!(
                other.get(name),
                Some(arguments),
                "{}: {name}",
                language.tag()
            );
        }
        for name in other.keys() {
            assert!(
                english.contains_key(name),
                "{}: {name} is left over",
                language.tag()
            );
        }
    }
}

#[test]
fn everything_that_can_stand_on_a_record_has_its_words() {
    let english = sentences(Language::English);
    let missing: Vec<_> = expected()
        .into_iter()
        .filter(|name| !english.contains_key(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_sentence_is_left_over_and_none_is_asked_for_in_vain() {
    let english = sentences(Language::English);
    let code = code();
    let expected = expected();
    let listed = [
        "month-",
        "place-",
        "check-",
        "standing-",
        "phase-",
        "verdict-record-",
        "commitment-",
        "field-",
        "source-",
        "title-",
        "unit-",
    ];
    for name in english.keys() {
        let used = expected.contains(name)
            || code.contains(&format!("\"{name}\""))
            || listed.iter().any(|prefix| name.starts_with(prefix));
        assert!(used, "{name} is left over");
    }
    for call in [".say(", ".count(", ".with("] {
        for (at, _) in code.match_indices(call) {
            let rest = code[at + call.len()..].trim_start();
            if let Some((name, _)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                assert!(english.contains_key(name), "there is no {name}");
            }
        }
    }
}

#[test]
fn every_plural_form_is_there() {
    for (language, number, form) in [
        (Language::English, 1, "1 entry"),
        (Language::English, 5, "5 entries"),
        (Language::Belarusian, 1, "1 запіс"),
        (Language::Belarusian, 3, "3 запісы"),
        (Language::Belarusian, 11, "11 запісаў"),
        (Language::Belarusian, 21, "21 запіс"),
        (Language::Russian, 22, "22 записи"),
        (Language::Russian, 12_345, "12\u{a0}345 записей"),
    ] {
        assert_eq!(
            Words::of(language).count("freedoms-entries", number as u64),
            form
        );
    }
}

#[test]
fn every_check_has_its_words() {
    for language in Language::ALL {
        for check in veche_election::check::CheckId::ALL {
            assert!(
                Words::of(language).has(&format!("check-{check}")),
                "{check}"
            );
        }
    }
}

#[test]
fn a_language_keeps_to_its_own_letters() {
    for (language, foreign) in [
        (Language::Belarusian, "ищъИЩЪ"),
        (Language::Russian, "іўІЎ’"),
    ] {
        for source in language.sources() {
            let line = source
                .lines()
                .find(|line| line.contains(|c| foreign.contains(c)));
            assert_eq!(line, None, "{}", language.tag());
        }
    }
}

#[test]
fn every_commitment_has_its_title_and_in_english_that_of_the_catalogue() {
    let catalogue = veche_election::assess::Catalogue::copenhagen().unwrap();
    let titles = sentences(Language::English);
    let titles = titles.keys().filter(|name| name.starts_with("title-"));
    assert_eq!(titles.count(), catalogue.items.len());
    for item in &catalogue.items {
        let title = |language| Words::of(language).say(&format!("title-{}", item.id));
        assert_eq!(title(Language::English), item.title);
        assert_ne!(title(Language::Russian), item.title);
        assert_ne!(title(Language::Belarusian), title(Language::Russian));
    }
}
