use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use veche_election::assess::{Catalogue, assess};
use veche_election::check::CheckId;
use veche_election::entry::reports::{Actor, Connection, ReportCode, ReportFiled};
use veche_election::entry::{Act, UnsignedEntry};
use veche_election::value::Period;
use veche_election::verify::{Faults, Fold};
use veche_store::record::RecordReader;

use super::super::markup::{assert_sound, folder, hostile, sample, text_of};
use super::*;
use crate::election::{Folder, Verified};

fn of(
    name: &str,
    leaf: &dyn Fn(u64) -> Option<Recorded>,
    body: &dyn Fn(&BodyRef) -> BodyText,
) -> (Verified, String) {
    let verified = sample(name);
    let catalogue = Catalogue::copenhagen().unwrap();
    let held = assess(&catalogue, &verified.election, &verified.report);
    let header = Header::new("An election", &verified.checkpoint);
    let html = assessment(
        &verified.election,
        &verified.report,
        &held,
        &header,
        leaf,
        body,
    );
    (verified, html)
}

fn leaf(name: &str, number: u64) -> Option<Recorded> {
    let reader = RecordReader::new(&Folder::new(&folder(name)).record());
    Recorded::read(&reader.entry(number).ok()?).ok()
}

fn whole(name: &str) -> (Verified, String) {
    of(name, &|number| leaf(name, number), &|reference| {
        text_of(&folder(name), reference)
    })
}

/// The numbers of the entries that a text mentions. What nothing else names is mentioned by the first digits of its id.
fn mentioned(election: &Election, text: &str) -> BTreeSet<u64> {
    let number = |digits: &str| {
        let id = |number: &u64| election.entry_at(*number).unwrap().id;
        match digits.len() {
            12 => (0..election.len()).find(|number| id(number).short() == digits),
            _ => digits.parse().ok(),
        }
    };
    text.split("entry ")
        .skip(1)
        .filter(|piece| piece.starts_with(|c: char| c.is_ascii_hexdigit()))
        .filter_map(|piece| number(piece.split(|c: char| !c.is_ascii_alphanumeric()).next()?))
        .collect()
}

#[test]
fn every_entry_has_its_place_and_every_mention_leads_there() {
    for name in ["association", "respublika", "belarus-2020"] {
        let (verified, html) = whole(name);
        let text = assert_sound(&html);
        let numbers = mentioned(&verified.election, &text);
        assert!(!numbers.is_empty());
        for number in numbers.into_iter().chain(0..verified.election.len()) {
            let place = format!("id=\"entry-{number}\"");
            assert_eq!(html.matches(&place).count(), 1, "{name}, entry {number}");
            let id = verified.election.entry_at(number).unwrap().id.to_string();
            assert!(text.contains(&id), "{name}, {id}");
        }
        assert!(!text.contains("cannot be read from the log"));
    }
}

#[test]
fn every_finding_stands_there_with_its_entries() {
    let (verified, html) = whole("respublika");
    for finding in verified.report.table.findings() {
        let mut statement = page::escape(&finding.to_string());
        for (position, id) in finding.about.iter().enumerate() {
            let number = verified.election.number_of(id).unwrap();
            let before = if position == 0 { " [" } else { ", " };
            statement.push_str(&format!(
                "{before}<a href=\"#entry-{number}\">entry {number}</a>"
            ));
        }
        assert!(html.contains(&statement), "{statement}");
    }
}

#[test]
fn every_commitment_and_every_check_stands_there() {
    let (_, html) = whole("association");
    for item in Catalogue::copenhagen().unwrap().items {
        assert!(html.contains(&format!("id=\"commitment-{}\"", item.id)));
        assert!(html.contains(&page::escape(&item.paraphrase)));
    }
    for check in CheckId::ALL {
        assert!(html.contains(&format!("id=\"check-{check}\"")));
    }
    for said in [
        "paraphrased from memory, confirm before citing",
        "No count of reports decides anything here, and silence is no good news.",
    ] {
        assert!(html.contains(said), "{said}");
    }
}

#[test]
fn a_watched_election_says_what_it_is_compiled_from_and_keeps_figures_apart() {
    let (_, html) = whole("belarus-2020");
    let text = assert_sound(&html);
    assert!(text.contains("compiled from what others published"));
    let mut tables = html.split("<tbody>");
    let both = tables.any(|part| part.contains("75,249") && part.contains("160,000"));
    assert!(both, "what was said to be handed in, and what was accepted");
    assert!(text.contains("https://www.osce.org/odihr/elections/14304"));
    let (_, run) = whole("respublika");
    assert!(!run.contains("compiled from what others published"));
}

#[test]
fn hostile_texts_stay_texts() {
    for name in ["association", "respublika", "belarus-2020"] {
        let (_, html) = of(name, &|number| leaf(name, number), &|_| hostile());
        assert_sound(&html);
        assert!(html.contains("&lt;script src=&quot;https://example.org&quot;&gt;"));
        assert!(html.contains("[U+202E]"));
    }
}

#[test]
fn what_was_taken_back_is_not_shown_although_its_file_is_still_there() {
    let name = "respublika";
    let asked = |reference: &BodyRef| BodyText::Text {
        language: "en".to_owned(),
        text: format!("body {}", reference.stored()),
    };
    let (verified, html) = of(name, &|number| leaf(name, number), &asked);
    assert!(!verified.election.withdrawals().is_empty());
    for back in verified.election.withdrawals() {
        let number = verified.election.number_of(&back.entry).unwrap();
        let signed = leaf(name, number).unwrap().verify().unwrap();
        assert!(!signed.bodies.is_empty());
        for body in signed.bodies {
            assert!(!html.contains(&format!("body {}", body.stored())));
        }
    }
    assert!(html.contains("its texts were destroyed"));
    assert!(html.contains("body "));
}

#[test]
fn another_leaf_is_not_shown_in_place_of_the_one_that_was_judged() {
    let (verified, html) = of("respublika", &|_| leaf("respublika", 0), &|_| {
        BodyText::Missing
    });
    assert_sound(&html);
    let reports = verified.election.reports().len();
    assert!(reports > 0);
    assert_eq!(html.matches("cannot be read from the log").count(), reports);
}

#[test]
fn sealed_texts_are_said_to_be_sealed() {
    let (_, html) = whole("respublika");
    assert!(html.contains("sealed: only those to whom it is encrypted can read it"));
}

/// A record with so many reports, each by a key of its own.
fn many(reports: u64) -> (Election, Faults) {
    let call = leaf("association", 0).unwrap();
    let signed = call.clone().verify().unwrap();
    let Act::ElectionCalled(called) = &signed.act else {
        panic!("the first entry is the call");
    };
    let mut fold = Fold::new();
    fold.push(&[call.to_bytes()]);
    let leaves: Vec<Vec<u8>> = (0..reports)
        .map(|number| {
            let mut secret = [1; 32];
            secret[..8].copy_from_slice(&number.to_le_bytes());
            let report = Act::ReportFiled(ReportFiled {
                code: ReportCode::VoterPressure,
                when: Period {
                    from: signed.at.day(),
                    to: None,
                },
                place: called.place.clone(),
                affected: Vec::new(),
                actor: Actor::Unknown,
                connection: Connection::Witness,
                candidate: None,
                relates: Vec::new(),
                text: None,
                attachments: Vec::new(),
                sources: Vec::new(),
            });
            Recorded {
                at: signed.at,
                entry: UnsignedEntry::sign(
                    report,
                    Some(signed.id),
                    &SigningKey::from_bytes(&secret),
                ),
            }
            .to_bytes()
        })
        .collect();
    fold.push(&leaves);
    fold.finish()
}

#[test]
fn of_a_large_record_the_first_reports_stand_in_the_appendix_and_it_says_so() {
    let (election, faults) = many(5_100);
    assert!(faults.is_empty(), "{:?}", faults.list().first());
    let verified = sample("association");
    let report = Report::new(&election, faults, verified.report.table.as_of);
    let catalogue = Catalogue::copenhagen().unwrap();
    let held = assess(&catalogue, &election, &report);
    let header = Header::new("Many", &verified.checkpoint);
    let html = assessment(&election, &report, &held, &header, &|_| None, &|_| {
        BodyText::Missing
    });
    let text = assert_sound(&html);
    assert!(text.contains("4,100 reports are left out"));
    assert_eq!(html.matches("<article id=\"entry-").count(), 1 + 1_000);
    assert!(html.contains("id=\"entry-1000\"") && !html.contains("id=\"entry-1001\""));
    assert!(text.contains("and 4,900 more"));
}

#[test]
fn an_unsound_record_says_so_before_anything_else() {
    let mut verified = sample("association");
    let mut faults = Faults::default();
    faults.find(CheckId::S4, "entry 3", "<b>is not signed</b>");
    verified.report = Report::new(&verified.election, faults, verified.report.table.as_of);
    let catalogue = Catalogue::copenhagen().unwrap();
    let held = assess(&catalogue, &verified.election, &verified.report);
    let header = Header::new("Unsound", &verified.checkpoint);
    let html = assessment(
        &verified.election,
        &verified.report,
        &held,
        &header,
        &|_| None,
        &|_| BodyText::Missing,
    );
    let text = assert_sound(&html);
    let warning = text.find("The record is UNSOUND: 1 fault.").unwrap();
    assert!(warning < text.find("Three lines").unwrap());
    assert!(html.contains("entry 3: &lt;b&gt;is not signed"));
}

#[test]
fn findings_of_named_people_who_disagree_stand_side_by_side() {
    let (verified, html) = whole("respublika");
    let text = assert_sound(&html);
    assert!(text.contains("They disagree; every finding stands beside the others."));
    for (id, _, made) in verified.election.findings_made() {
        let number = verified.election.number_of(id).unwrap();
        let verdict = veche_election::assess::evidence::verdict_words(made.verdict);
        let line = format!("finds: {verdict} [<a href=\"#entry-{number}\">");
        assert!(html.contains(&line), "{line}");
    }
}
