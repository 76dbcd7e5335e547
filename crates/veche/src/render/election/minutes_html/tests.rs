use super::super::markup::{assert_sound, folder, hostile, sample, text_of};
use super::*;

fn of(name: &str) -> String {
    let verified = sample(name);
    let header = Header::new("A vote", &verified.checkpoint);
    minutes(
        &verified.election,
        &verified.report,
        &verified.polls,
        &header,
        &|reference| text_of(&folder(name), reference),
    )
}

#[test]
fn the_minutes_of_a_club_say_what_was_decided() {
    let text = assert_sound(&of("association"));
    for said in [
        "2026-10-05 to 2026-10-11",
        "30: reached",
        "78.33 %",
        "47 ballots count of 60",
        "Iryna Akulich",
        "recounted from the ballots of poll board",
        "None: nothing on the record breaks a rule",
        "veche.example/sunny-side-2026, 15 entries",
        "Keeper of the minutes",
    ] {
        assert!(text.contains(said), "{said} is missing from {text}");
    }
    assert!(text.split_whitespace().count() < 900, "two pages at most");
}

#[test]
fn breaches_are_open_points() {
    let text = assert_sound(&of("respublika"));
    let open = text.split("Open points").nth(1).unwrap();
    let verified = sample("respublika");
    let mut breaches = 0;
    for finding in verified.report.table.findings() {
        let stands = open.contains(&escape(&finding.to_string()));
        if finding.weight == Weight::Breach {
            breaches += 1;
            assert!(stands, "{finding}");
        }
    }
    assert!(breaches > 2);
}

#[test]
fn a_watched_election_has_minutes_without_a_poll() {
    let text = assert_sound(&of("belarus-2020"));
    assert!(text.contains("no poll on record: not recounted"));
}

#[test]
fn hostile_texts_stay_texts() {
    let verified = sample("respublika");
    let header = Header {
        title: "<script>x</script>\u{202e}".to_owned(),
        origin: "<b>".to_owned(),
        size: 1,
        root: "\"".to_owned(),
    };
    let html = minutes(
        &verified.election,
        &verified.report,
        &verified.polls,
        &header,
        &|_| hostile(),
    );
    assert_sound(&html);
    assert!(html.contains("&lt;script&gt;x&lt;/script&gt;[U+202E]"));
}

#[test]
fn a_quorum_is_reached_only_by_ballots_that_are_surely_there() {
    let at_least = Some(Range { min: 29, max: None });
    for (ballots, said) in [
        (Some(Range::exactly(30)), "30: reached"),
        (Some(Range::exactly(29)), "30: <strong>missed</strong>"),
        (at_least, "30: whether it was reached is not shown"),
        (None, "30: whether it was reached is not shown"),
    ] {
        assert_eq!(quorum(Some(30), ballots), said);
    }
    assert_eq!(quorum(None, at_least), "none needed");
    assert_eq!(share(Some(Range::exactly(0)), at_least), "not shown");
    assert_eq!(
        share(Some(Range::exactly(0)), Some(Range::exactly(0))),
        "not shown"
    );
}

#[test]
fn minutes_of_an_unsound_record_warn_whoever_would_sign_them() {
    let verified = sample("association");
    let mut faults = veche_election::verify::Faults::default();
    faults.find(CheckId::S9, "outcome of board", "does not follow");
    let report = Report::new(&verified.election, faults, verified.report.table.as_of);
    let header = Header::new("Unsound", &verified.checkpoint);
    let html = minutes(
        &verified.election,
        &report,
        &verified.polls,
        &header,
        &|_| BodyText::Missing,
    );
    let text = assert_sound(&html);
    for said in [
        "must not be signed",
        "the recount of the polls found faults",
        "Fault, S9 outcome of board: does not follow",
    ] {
        assert!(text.contains(said), "{said}");
    }
}
