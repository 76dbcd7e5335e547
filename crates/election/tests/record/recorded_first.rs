//! Recorded first, judged after: what people file, say and take back is refused in no phase, and what is odd about it
//! is labelled.

use serde_json::{Value, json};
use veche_election::check::CheckId;
use veche_election::shows::{Table, Weight, What};

use crate::world::{
    World, anchored, appeal, assembly, attested_filing, body, calendar, candidate, complaint,
    counted, decided, declared, detained, exactly, filed, followed, observer, poll, reasons,
    refusal, report, rule, sourced, with, withdrawn,
};

/// A day before everything, in the nomination, between, in the voting, and after it.
const DAYS: [&str; 5] = [
    "2026-02-15",
    "2026-03-05",
    "2026-03-15",
    "2026-03-30",
    "2026-04-20",
];

/// Everything that people say without being asked, as somebody with a key used once. `old` is a report on the record.
fn by_anybody(old: veche_election::value::EntryId) -> Vec<Value> {
    let day = "2026-01-20";
    let when = json!({"from": day});
    vec![
        complaint(),
        assembly(),
        json!({"kind": "assembly_held", "when": when, "place": "ru/north", "police": "hindered"}),
        json!({"kind": "assembly_banned", "when": when, "place": "ru/north", "by": "mayor"}),
        json!({"kind": "assembly_dispersed", "when": when, "place": "ru/north", "force": "weapons"}),
        detained(day),
        json!({"kind": "press_obstructed", "act": "detained", "when": when, "place": "ru/north", "number": exactly(2)}),
        json!({"kind": "statement_made", "speaker": "organisation", "name": "union", "on": day, "text": body("statement")}),
        json!({"kind": "demand_made", "speaker": "government", "name": "us", "addressee": "government", "on": day, "text": body("demand")}),
        json!({"kind": "context_noted", "when": when, "attributed_to": "gazette", "text": body("context")}),
        report(day),
        json!({"kind": "reply_made", "to": old, "text": body("reply")}),
        json!({"kind": "figure_reported", "figure": "turnout", "number": exactly(3), "unit": "count", "when": when, "place": "ru", "according_to": "press"}),
        observer("newcomer", "press"),
    ]
}

#[test]
fn in_no_phase_of_any_election_is_anybody_refused() {
    for world in [World::run(), World::watched()] {
        let mut world = world;
        let old = world.says("first reporter", report("2026-01-10"));
        for day in DAYS {
            world.on(day);
            for (number, said) in by_anybody(old).into_iter().enumerate() {
                let who = format!("somebody {day} {number}");
                let id = world.says(&who, said.clone());
                world.says(&who, withdrawn(id, "safety"));
            }
        }
        let all = 4 + DAYS.len() * 2 * by_anybody(old).len();
        assert_eq!(world.election.len(), all as u64);
    }
}

#[test]
fn a_filing_an_appeal_and_what_supports_it_are_recorded_in_every_phase() {
    let mut world = World::run();
    let first = refusal(&mut world);
    for day in &DAYS[1..] {
        world.on(day);
        let who = format!("candidate-{day}");
        world.says(&who, filed("president", &who));
        let appeal = world.says(&format!("voter {day}"), appeal(first));
        world.says(
            &format!("second voter {day}"),
            json!({"kind": "cosigned", "entry": appeal}),
        );
    }
    assert_eq!(world.election.candidates().len(), 5);
    assert_eq!(world.election.appeals().len(), 4);
    let supported = world
        .election
        .appeals()
        .iter()
        .map(|appeal| appeal.cosigners.len());
    assert!(supported.into_iter().all(|keys| keys == 2));
}

#[test]
fn in_a_watched_election_no_phase_refuses_anything() {
    for day in DAYS {
        let mut world = World::watched();
        world.on(day);
        let past = "2026-02-10";
        let candidate = world.says("observer", attested_filing("president", "ada"));
        world.says(
            "observer",
            sourced(declared("president", json!([candidate]), past)),
        );
        let poll = world.says("organiser", poll("main", "president", json!([candidate])));
        world.says("organiser", anchored(poll, 0, &["setup"]));
        world.says(
            "observer",
            sourced(counted(candidate, past, json!({"accepted": exactly(1)}))),
        );
        let refused = decided("commission", "candidacy", candidate, "refused", past);
        let refused = world.says("observer", sourced(refused));
        world.says(
            "assessor",
            sourced(json!({"kind": "decision_supplemented", "decision": refused, "on": past, "reasons": reasons()})),
        );
        let appeal = world.says("observer 2", appeal(refused));
        world.says(
            "assessor",
            sourced(decided("court", "appeal", appeal, "rejected", past)),
        );
        world.says("assessor", sourced(calendar()));
        world.says("assessor", sourced(rule("code", "2030-01-01")));
        world.says(
            "assessor",
            sourced(json!({"kind": "candidacy_withdrawn", "candidate": candidate})),
        );
        assert_eq!(world.election.len(), 15, "{day}");
    }
}

#[test]
fn a_report_is_never_too_late() {
    for mut world in [World::run(), World::watched()] {
        world
            .on("2036-03-30")
            .says("reporter", report("2026-03-30"));
        world
            .on("9999-12-30")
            .says("reporter", report("1999-03-30"));
        assert_eq!(world.election.reports().len(), 2);
    }
}

#[test]
fn the_limit_of_a_day_holds_back_no_other_key_no_body_and_no_other_day() {
    let mut world = World::run();
    for number in 1..=5 {
        world.says("reporter", report(&format!("2026-01-{number:02}")));
    }
    assert!(world.tries("reporter", report("2026-01-10")).is_err());
    assert!(world.tries("second reporter", report("2026-01-10")).is_ok());
    for number in 1..=9 {
        world.says("commission", report(&format!("2026-01-{number:02}")));
    }
    world
        .on("2026-02-02")
        .says("reporter", report("2026-01-10"));
}

#[test]
fn whoever_has_used_up_the_day_can_still_take_back_and_revoke() {
    let mut world = World::run();
    let mut first = None;
    for number in 1..=4 {
        let id = world.says("observer", report(&format!("2026-01-{number:02}")));
        first.get_or_insert(id);
    }
    assert!(world.tries("observer", report("2026-01-10")).is_err());
    world.says("observer", withdrawn(first.expect("a report"), "safety"));
    world.says("observer", crate::world::revoked("observer"));
}

/// The findings of a check that are only shown.
fn labels(table: &Table, check: CheckId) -> Vec<&What> {
    let of = table
        .findings()
        .iter()
        .filter(|finding| finding.check == check);
    of.filter(|finding| finding.weight == Weight::Shown)
        .map(|finding| &finding.what)
        .collect()
}

#[test]
fn a_late_filing_is_labelled_and_makes_nobody_a_candidate_on_the_ballot() {
    let mut world = World::run();
    let late = with(filed("council", "late"), "on", json!("2026-03-02"));
    let id = world.on("2026-03-11").says("late", late);
    let table = world.shows("2026-03-12");
    assert!(matches!(
        labels(&table, CheckId::C1)[..],
        [What::FiledLate(_)]
    ));
    // In a run election the day of recording counts, whatever the filing says.
    let standing = world.election.candidate(&id).expect("filed").standing;
    assert_eq!(standing, veche_election::judge::state::Standing::Filed);
}

#[test]
fn a_late_appeal_is_labelled_by_the_day_of_recording_in_a_run_election_and_by_its_own_in_a_watched_one()
 {
    let mut run = World::run();
    let refused = refusal(&mut run);
    let early = with(appeal(refused), "on", json!("2026-03-03"));
    run.on("2026-03-08").says("voter", early);
    assert!(matches!(
        labels(&run.shows("2026-03-08"), CheckId::D3)[..],
        [What::AppealLate(_)]
    ));
    assert_eq!(
        run.election.appeals()[0].due.unwrap().to_string(),
        "2026-03-11"
    );

    let mut watched = World::watched();
    let candidate = watched
        .on("2026-03-02")
        .says("observer", attested_filing("president", "ada"));
    let refused = sourced(decided(
        "commission",
        "candidacy",
        candidate,
        "refused",
        "2026-03-02",
    ));
    let refused = watched.says("observer", refused);
    let early = with(appeal(refused), "on", json!("2026-03-03"));
    watched.on("2026-03-08").says("voter", early);
    assert!(labels(&watched.shows("2026-03-08"), CheckId::D3).is_empty());
    assert_eq!(
        watched.election.appeals()[0].due.unwrap().to_string(),
        "2026-03-06"
    );
}

#[test]
fn an_appeal_that_says_to_come_from_the_candidate_is_labelled_unless_the_key_shows_it() {
    let mut world = World::run();
    let refused = refusal(&mut world);
    let concerned = || with(appeal(refused), "standing", json!("concerned"));
    world.says("somebody", concerned());
    world.says("ada", concerned());
    let table = world.shows("2026-03-02");
    let found = labels(&table, CheckId::D3);
    assert!(
        matches!(found[..], [What::AppealUnconfirmed(_)]),
        "{found:?}"
    );
}

#[test]
fn a_report_is_unvouched_until_a_known_key_vouches() {
    let mut world = World::run();
    let unvouched = |world: &World| match world.shows("2026-03-02").findings() {
        [finding] => match finding.what {
            What::Reports { all, unvouched } => (all, unvouched),
            _ => panic!("{finding}"),
        },
        findings => panic!("{findings:?}"),
    };
    let id = world.says("reporter", report("2026-01-15"));
    assert_eq!(unvouched(&world), (1, 1));
    world.says("observer", crate::world::verdict(id, "unlikely"));
    assert_eq!(unvouched(&world), (1, 1));
    world.says("assessor", crate::world::verdict(id, "possible"));
    assert_eq!(unvouched(&world), (1, 0));
    world.says("observer", report("2026-01-16"));
    assert_eq!(unvouched(&world), (2, 0));
}

#[test]
fn a_detention_that_nobody_known_vouches_for_is_listed_and_breaks_nothing() {
    let mut world = World::run();
    let id = world.says("reporter", detained("2026-01-10"));
    world.says("reporter", followed(id, "before_judge", "2026-01-20"));
    let table = world.shows("2026-03-02");
    let found = labels(&table, CheckId::A2);
    assert!(
        matches!(found[..], [What::DetentionUnvouched(_)]),
        "{found:?}"
    );
    assert!(!table.is_breached());
}

#[test]
fn nobody_is_made_to_wait_for_a_candidate_who_withdrew_in_any_phase() {
    for day in &DAYS[1..] {
        let mut world = World::run();
        let id = candidate(&mut world);
        let withdrawal = json!({"kind": "candidacy_withdrawn", "candidate": id});
        world.on(day).says("ada", withdrawal);
        let table = world.shows("2026-04-30");
        let about_candidates = table
            .findings()
            .iter()
            .filter(|finding| finding.check == CheckId::C1);
        assert_eq!(about_candidates.count(), 0, "{day}");
    }
}
