//! Every page of the samples, in every language.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Page, Place, Query, all, feed, not_found, render};
use crate::shown::Shown;
use crate::words::Language;

mod hostile;
mod kept;
mod links;
#[path = "../../../../../tests/markup.rs"]
mod markup;
mod sample;
mod style;

use sample::{NAMES, TODAY, beside, samples};

fn page(place: &Place, language: Language, query: &Query, elections: &[Arc<Shown>]) -> Page {
    render(place, language, query, elections, &beside, TODAY)
        .unwrap_or_else(|error| panic!("{place}: {error}"))
}

/// Asserts what every page keeps.
fn sound(html: &str, here: &str) -> markup::Read {
    assert_eq!(html.matches("<main ").count(), 1, "{here}");
    let rules = markup::Rules {
        banned: &["style"],
        outside: true,
    };
    markup::sound(html, here, &rules)
}

/// Everything that can be reached: pages in every language, feeds, files of the record, assets.
fn files(elections: &[Arc<Shown>]) -> BTreeSet<String> {
    let mut files = BTreeSet::from(["assets/style.css".to_owned()]);
    for script in ["booth", "find", "challenge", "verify", "report", "news"] {
        files.insert(format!("assets/js/{script}.js"));
    }
    for language in Language::ALL {
        let tag = language.tag();
        for place in all(elections) {
            files.insert(format!("{tag}/{place}"));
            files.insert(format!("{tag}/{place}index.json"));
        }
        for name in NAMES {
            files.insert(format!("{tag}/e/{name}/feed.xml"));
        }
    }
    for shown in elections {
        let name = &shown.name;
        files.insert(format!("e/{name}/record/checkpoint"));
        files.insert(format!("rehearsal/{name}/end"));
        let kept = crate::pages::kept::files(shown, beside(name).as_ref()).unwrap();
        files.extend(kept.into_iter().map(|(file, _)| format!("e/{name}/{file}")));
        for poll in &shown.polls {
            files.insert(format!("e/{name}/polls/{}.bel", poll.name));
        }
        for number in 0..shown.election.len() {
            files.insert(format!("api/v1/e/{name}/entries/{number}"));
            files.insert(format!("api/v1/e/{name}/entries/{number}/proof"));
        }
    }
    files
}

#[test]
fn every_page_is_sound_in_every_language_and_leads_only_to_what_is_there() {
    let elections = samples();
    let files = files(&elections);
    for language in Language::ALL {
        for place in all(&elections) {
            let here = format!("{}/{place}", language.tag());
            let page = page(&place, language, &Query::default(), &elections);
            let read = sound(&page.html, &here);
            assert!(
                page.html
                    .contains(&format!("<html lang=\"{}\"", language.tag())),
                "{here}"
            );
            for href in read.links {
                let target = links::resolve(&here, &href);
                assert!(files.contains(&target), "{here}: {href} leads to {target}");
            }
            for text in [&read.text, &page.title, &page.json.to_string()] {
                if let Some(at) = missing(text) {
                    panic!("{here} has no words for {at}");
                }
            }
        }
    }
}

/// The name of a sentence that stands where the sentence should.
fn missing(text: &str) -> Option<&str> {
    let name = |rest: &str| {
        rest.find(']').filter(|end| {
            let name = &rest[..*end];
            name.contains('-')
                && name.starts_with(|first: char| first.is_ascii_lowercase())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
    };
    text.match_indices('[')
        .find_map(|(at, _)| name(&text[at + 1..]).map(|end| &text[at + 1..at + 1 + end]))
}

#[test]
fn a_sentence_that_is_missing_is_noticed() {
    assert_eq!(missing("a [front-title] b"), Some("front-title"));
    assert_eq!(missing("a [U+202E] [1,2] b"), None);
}

#[test]
fn the_first_page_is_small() {
    let elections = samples();
    for language in Language::ALL {
        let page = page(&Place::Front, language, &Query::default(), &elections);
        let size = page.html.len() + include_str!("../../../assets/style.css").len();
        assert!(size < 60_000, "{size} bytes");
    }
}

#[test]
fn who_qualified_and_is_absent_stands_first() {
    let elections = samples();
    let place = Place::Candidates("respublika".to_owned());
    let page = page(&place, Language::English, &Query::default(), &elections);
    let main = &page.html[page.html.find("<main").unwrap()..];
    let first = main.find("Petras Cvirka").unwrap();
    for other in ["Jan Adamec", "Alena Barysava"] {
        assert!(first < main.find(other).unwrap(), "{other}");
    }
    assert_eq!(page.json["absent"].as_array().unwrap().len(), 1);
}

#[test]
fn filters_keep_what_matches_and_need_no_script() {
    let elections = samples();
    let place = Place::Freedoms("respublika".to_owned());
    let found = |query: Query| {
        let page = page(&place, Language::English, &query, &elections);
        let days = page.json["days"].as_array().unwrap().clone();
        let lines = days
            .iter()
            .map(|day| day["lines"].as_array().unwrap().len());
        lines.sum::<usize>()
    };
    let everything = found(Query::default());
    let market = found(Query::new([("place", "respublika/market")]));
    let held = found(Query::new([("code", "assembly_held")]));
    let none = found(Query::new([("from", "2030-01-01")]));
    assert!(market > 0 && market < everything, "{market}");
    assert_eq!(held, 1);
    assert_eq!(none, 0);
}

#[test]
fn what_does_not_exist_is_not_found() {
    let elections = samples();
    let name = || "respublika".to_owned();
    for place in [
        Place::Election("nowhere".to_owned()),
        Place::Entry(name(), 1_000_000),
        Place::Entries(name(), 0),
        Place::Entries(name(), 99),
        Place::Vote(name(), "nothing".to_owned()),
    ] {
        let language = Language::English;
        let made = render(
            &place,
            language,
            &Query::default(),
            &elections,
            &beside,
            TODAY,
        );
        assert!(made.is_err(), "{place}");
    }
    for path in ["", "nothing", "e/respublika/nothing/at/all"] {
        let here = format!("be/{path}");
        let made = not_found(path, Language::Belarusian).unwrap();
        let read = sound(&made.html, &here);
        let leads = |href: &String| links::resolve(&here, href) == "be/";
        assert!(read.links.iter().any(leads), "{here}");
    }
}

#[test]
fn every_feed_is_written() {
    let elections = samples();
    for name in NAMES {
        let atom = feed(name, Language::Russian, &elections, &beside, TODAY).unwrap();
        assert!(atom.contains("<entry>") && atom.ends_with("</feed>\n"));
        assert!(!atom.contains("href=\"http"));
    }
    assert!(feed("nowhere", Language::English, &elections, &beside, TODAY).is_err());
}

/// Writes every page into a folder, for looking at them: `VECHE_PAGES=DIR cargo test -p veche-server written`.
#[test]
fn all_pages_can_be_written_into_a_folder() {
    let elections = samples();
    let kept = std::env::var_os("VECHE_PAGES").map(std::path::PathBuf::from);
    let temporary = tempfile::tempdir().unwrap();
    let folder = kept.unwrap_or_else(|| temporary.path().to_owned());
    for language in Language::ALL {
        for place in all(&elections) {
            let page = page(&place, language, &Query::default(), &elections);
            let at = folder.join(language.tag()).join(place.to_string());
            std::fs::create_dir_all(&at).unwrap();
            std::fs::write(at.join("index.html"), page.html).unwrap();
        }
    }
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    let style = include_str!("../../../assets/style.css");
    std::fs::write(folder.join("assets/style.css"), style).unwrap();
    assert!(
        folder
            .join("be/e/belarus-2020/freedoms/index.html")
            .is_file()
    );
}

#[test]
fn a_rehearsal_says_so_on_every_page_and_a_real_election_on_none() {
    let elections = samples();
    for language in Language::ALL {
        for place in all(&elections) {
            let Some(name) = place.election() else {
                continue;
            };
            let page = page(&place, language, &Query::default(), &elections);
            let marked = page.html.contains("class=\"demo\"") && page.html.contains("demo-mark");
            assert_eq!(marked, name == "association", "{place}");
        }
    }
}

#[test]
fn a_report_can_be_about_everything_that_the_record_knows() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../../../docs/entries.schema.json")).unwrap();
    let known = |of: &str| -> BTreeSet<String> {
        let values = schema["$defs"][of]["oneOf"].as_array().unwrap();
        let values = values.iter().map(|value| value["const"].as_str().unwrap());
        values.map(str::to_owned).collect()
    };
    let offered = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let codes: Vec<&str> = super::tools::CODES
        .iter()
        .flat_map(|(_, codes)| codes.iter().copied())
        .collect();
    assert_eq!(known("ReportCode"), offered(&codes));
    assert_eq!(known("PersonRole"), offered(&super::tools::ROLES));
    assert_eq!(known("Actor"), offered(&super::tools::ACTORS));
    assert_eq!(known("Connection"), offered(&super::tools::CONNECTIONS));
}
