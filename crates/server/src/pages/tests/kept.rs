//! Files to keep: everything is inside, and nothing else may run.

use std::collections::BTreeSet;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use super::sample::{NAMES, beside, sample};
use crate::kept::Program;
use crate::pages::kept::{file, files};
use crate::shown::{PollPhase, Shown};
use crate::words::Language;

/// What stands between each of these beginnings and the next such end.
fn between<'a>(html: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    let found = html.match_indices(begin);
    let found = found.filter_map(|(at, _)| html[at + begin.len()..].split_once(end));
    found.map(|(inside, _)| inside).collect()
}

fn all() -> Vec<(String, String)> {
    let of = |name: &str| files(&sample(name), beside(name).as_ref()).unwrap();
    NAMES.iter().flat_map(|name| of(name)).collect()
}

#[test]
fn a_file_refers_to_nothing_outside_itself() {
    for (name, html) in all() {
        // Programs and style are text, in which nothing is a tag.
        let scripts = between(&html, "<script", "</script>");
        let mut tags = html.clone();
        for text in scripts.iter().chain(&between(&html, "<style>", "</style>")) {
            tags = tags.replace(text, "");
        }
        for attribute in [" src=", " action=", " srcset=", " data-root=", " style="] {
            assert!(!tags.contains(attribute), "{name}: {attribute}");
        }
        for href in between(&tags, " href=\"", "\"") {
            assert_eq!(href, "#main", "{name}");
        }
        assert!(!tags.contains("<link"), "{name}");
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}");
    }
}

#[test]
fn the_policy_of_a_file_names_its_one_script_and_its_one_style() {
    let hash = |text: &str| format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text)));
    for (name, html) in all() {
        let policies = between(&html, "Content-Security-Policy\" content=\"", "\"");
        let [policy] = policies.as_slice() else {
            panic!("{name}: {} policies", policies.len());
        };
        let scripts = between(&html, "<script>", "</script>");
        let styles = between(&html, "<style>", "</style>");
        assert_eq!((scripts.len(), styles.len()), (1, 1), "{name}");
        let rule = |of: &str| {
            let mut rules = policy.split("; ");
            rules.find_map(|rule| rule.strip_prefix(of)).unwrap().trim()
        };
        assert_eq!(
            rule("script-src"),
            format!("{} 'wasm-unsafe-eval'", hash(scripts[0])),
            "{name}"
        );
        assert_eq!(rule("style-src"), hash(styles[0]), "{name}");
        assert_eq!(rule("default-src"), "'none'", "{name}");
        // Nothing stands before the policy that it should have hindered.
        let before = html.split("Content-Security-Policy").next().unwrap();
        assert!(!before.contains("<style") && !before.contains("<script"));
    }
}

#[test]
fn what_changes_while_an_election_goes_on_is_not_in_a_file() {
    let shown = sample("association");
    let texts = beside("association");
    let made = |shown: &Shown, program: &Program| {
        file(shown, texts.as_ref(), program, Language::Belarusian).unwrap()
    };
    let mut later = Shown::clone(&shown);
    later.name = "another-folder".to_owned();
    for poll in &mut later.polls {
        poll.phase = PollPhase::Finished;
        poll.ballots += 100;
        poll.closes = None;
        poll.window_seconds = 600;
    }
    for program in [Program::Verifier, Program::Booth("board".to_owned())] {
        assert_eq!(
            made(&shown, &program),
            made(&later, &program),
            "{program:?}"
        );
    }
    // What it is for is in it.
    let called = shown.election.called().unwrap();
    let verifier = made(&shown, &Program::Verifier);
    assert!(verifier.contains(&format!("data-fingerprint=\"{}\"", called.id)));
    assert!(verifier.contains("data-log-key=\""));
    let poll = &shown.polls[0];
    let booth = made(&shown, &Program::Booth(poll.name.clone()));
    assert!(booth.contains(&format!("data-fingerprint=\"{}\"", poll.fingerprint)));
}

#[test]
fn every_language_and_every_poll_has_its_own_file() {
    let shown = sample("association");
    let files = files(&shown, beside("association").as_ref()).unwrap();
    assert_eq!(files.len(), 3 * (1 + shown.polls.len()));
    let names: BTreeSet<_> = files.iter().map(|(name, _)| name).collect();
    let contents: BTreeSet<_> = files.iter().map(|(_, html)| html).collect();
    assert_eq!((names.len(), contents.len()), (files.len(), files.len()));
    let none = Program::Booth("nothing".to_owned());
    let texts = beside("association");
    assert!(file(&shown, texts.as_ref(), &none, Language::English).is_err());
}
