//! The assessment: what decides, what is only listed, who judges, and what stands beside it.

mod beside;
mod timelines;

use serde_json::{Value, json};
use veche_election::assess::{Assessed, Catalogue, Coverage, ItemKind, Outcome, assess};
use veche_election::check::CheckId;
use veche_election::entry::reports::FindingVerdict;
use veche_election::shows::Status;
use veche_election::value::EntryId;
use veche_election::verify::{Faults, Report};

use crate::world::{
    World, assembly, body, candidate, counted, decided, exactly, filed, poll, reasons, refusal,
    report, rotated, sourced, verdict, with, withdrawn,
};

/// The day for which clocks are read.
const DAY: &str = "2026-03-12";

/// A catalogue of one item, with these lines.
fn catalogue(lines: &str) -> Catalogue {
    Catalogue::parse(&file(lines)).expect("a catalogue")
}

fn file(lines: &str) -> String {
    format!(
        r#"
        catalogue = "one"
        version = 1
        title = "One commitment"
        note = "For tests."
        [[item]]
        id = "one"
        paragraph = "1"
        title = "One"
        paraphrase = "What is promised."
        confirmed = false
        sources = [{{ instrument = "A document", paragraph = "1", strength = "political" }}]
        {lines}
        "#
    )
}

/// A world held against the catalogue of one item, on a record with these faults.
fn held_with(world: &World, lines: &str, faults: Faults) -> Assessed {
    let report = Report::new(&world.election, faults, crate::world::day(DAY));
    let mut assessment = assess(&catalogue(lines), &world.election, &report);
    let assessed = assessment.items.remove(0);
    for id in named(&assessed) {
        assert!(world.election.entry(&id).is_some(), "{id} is on record");
    }
    assessed
}

fn held(world: &World, lines: &str) -> Assessed {
    held_with(world, lines, Faults::default())
}

/// Every entry that an assessed item names.
fn named(assessed: &Assessed) -> Vec<EntryId> {
    let findings = assessed.checks.iter().flat_map(|check| &check.findings);
    let mut ids: Vec<EntryId> = findings.flat_map(|found| found.about.clone()).collect();
    ids.extend(&assessed.supports);
    ids.extend(&assessed.against);
    ids.extend(&assessed.figures);
    ids.extend(assessed.differing.iter().flatten());
    ids.extend(&assessed.replies);
    for found in &assessed.contradictions {
        ids.extend([found.entry, found.by]);
    }
    for judgement in &assessed.judgements {
        ids.push(judgement.entry);
        ids.extend(&judgement.cites);
    }
    ids
}

fn finding(commitment: &str, verdict: &str, cites: EntryId) -> Value {
    json!({"kind": "finding_made", "commitment": commitment, "verdict": verdict, "cites": [cites],
           "text": body("why")})
}

fn reported(code: &str) -> Value {
    with(report("2026-02-01"), "code", json!(code))
}

/// A refusal, with reasons or without.
fn refused(world: &mut World, reasons: Option<Value>) {
    let candidate = candidate(world);
    let refused = decided(
        "commission",
        "candidacy",
        candidate,
        "refused",
        "2026-03-02",
    );
    world.says(
        "commission",
        match reasons {
            Some(reasons) => with(refused, "reasons", reasons),
            None => refused,
        },
    );
}

#[test]
fn checks_alone_decide_a_computed_item() {
    const D1: &str = "kind = \"computed\"\nchecks = [\"D1\"]";
    let empty = World::run();
    assert_eq!(held(&empty, D1).outcome, Outcome::NotShown);
    let mut bare = World::run();
    refused(&mut bare, None);
    assert_eq!(held(&bare, D1).outcome, Outcome::Breached);
    let mut complete = World::run();
    refused(&mut complete, Some(reasons()));
    let assessed = held(&complete, D1);
    assert_eq!(assessed.outcome, Outcome::Holds);
    // It is complete in form: nobody has said that it is just.
    assert!(assessed.judgements.is_empty());
    assert_eq!(
        assessed.checks[0].findings[0].to_string(),
        "refusal of ada by commission on 2026-03-02: form complete, not judged"
    );
}

#[test]
fn no_finding_and_no_report_moves_a_computed_item() {
    const LINES: &str = "kind = \"computed\"\nchecks = [\"D1\"]\nreports = [\"cand.reject\"]";
    let mut world = World::run();
    refused(&mut world, None);
    let decision = world.election.decisions()[0].id;
    world.says("assessor", finding("one", "met", decision));
    world.says("passer-by", reported("cand.reject"));
    let assessed = held(&world, LINES);
    assert_eq!(assessed.outcome, Outcome::Breached);
    assert_eq!((assessed.judgements.len(), assessed.against.len()), (1, 1));
}

#[test]
fn of_several_checks_a_breach_weighs_most_and_silence_more_than_what_holds() {
    let lines = |checks: &str| format!("kind = \"computed\"\nchecks = [{checks}]");
    let mut bare = World::run();
    refused(&mut bare, None);
    // C1 holds, D1 is breached, D3 has nothing to look at.
    for (checks, outcome) in [
        ("\"C1\"", Outcome::Holds),
        ("\"D3\"", Outcome::NotShown),
        ("\"C1\", \"D3\"", Outcome::NotShown),
        ("\"C1\", \"D3\", \"D1\"", Outcome::Breached),
    ] {
        assert_eq!(held(&bare, &lines(checks)).outcome, outcome, "{checks}");
    }
}

#[test]
fn a_check_of_soundness_counts_by_its_faults() {
    const S8: &str = "kind = \"computed\"\nchecks = [\"S8\"]";
    let world = World::run();
    assert_eq!(held(&world, S8).outcome, Outcome::NotShown);
    let mut faults = Faults::default();
    faults.examine(CheckId::S8, 1);
    let sound = held_with(&world, S8, faults.clone());
    assert_eq!(sound.outcome, Outcome::Holds);
    assert_eq!(sound.checks[0].examined, 1);
    faults.find(CheckId::S9, "poll main", "another check's fault");
    assert_eq!(
        held_with(&world, S8, faults.clone()).outcome,
        Outcome::Holds
    );
    faults.find(CheckId::S8, "poll main", "its chain is broken");
    let unsound = held_with(&world, S8, faults);
    assert_eq!(unsound.outcome, Outcome::Breached);
    assert_eq!(unsound.checks[0].status, Status::Breached);
    assert_eq!(
        unsound.checks[0].faults,
        ["poll main: its chain is broken".to_owned()]
    );
}

const LISTED: &str = r#"kind = "documented"
    reports = ["assm.force", "positive"]
    against = ["assembly_dispersed"]
    supports = ["assembly_held"]
    figures = ["detained"]"#;

fn held_assembly(place: &str) -> Value {
    json!({"kind": "assembly_held", "when": {"from": "2026-01-20"}, "place": place, "police": "watched"})
}

fn dispersed(on: &str) -> Value {
    json!({"kind": "assembly_dispersed", "when": {"from": on}, "place": "ru/north", "force": "force"})
}

#[test]
fn a_documented_item_lists_for_and_against_and_its_coverage() {
    let mut world = World::run();
    let supports = world.says("observer", sourced(held_assembly("ru/north")));
    let mut two = sourced(dispersed("2026-01-25"));
    let mut second = two["sources"][0].clone();
    second["publisher"] = json!("herald");
    second["text"] = body("Herald, page 2");
    two["sources"].as_array_mut().expect("sources").push(second);
    let against = world.says("observer", two);
    let unvouched = world.says("passer-by", reported("assm.force"));
    let other = world.says("passer-by", reported("poll.stuff"));
    let good = world.says("passer-by", reported("positive"));
    let assessed = held(&world, LISTED);
    assert_eq!(assessed.outcome, Outcome::Documented);
    assert_eq!(assessed.supports, [supports, good]);
    assert_eq!(assessed.against, [against, unvouched]);
    assert!(!named(&assessed).contains(&other));
    let days = (
        crate::world::day("2026-01-20"),
        crate::world::day("2026-02-01"),
    );
    assert_eq!(
        assessed.coverage,
        Coverage {
            entries: 4,
            vouched: 2,
            sources: 3,
            publishers: 2,
            days: Some(days),
        }
    );
}

#[test]
fn no_number_of_entries_makes_a_verdict_and_none_is_no_good_news() {
    let mut world = World::run();
    let silent = held(&world, LISTED);
    assert_eq!(silent.outcome, Outcome::NothingOnRecord);
    assert_eq!(silent.coverage, Coverage::default());
    for number in 0..50 {
        world.says(&format!("reporter-{number}"), reported("assm.force"));
    }
    let loud = held(&world, LISTED);
    assert_eq!(loud.outcome, Outcome::Documented);
    assert_eq!(loud.coverage.entries, 50);
    assert_eq!(loud.coverage.vouched, 0);
}

#[test]
fn a_ban_by_decision_speaks_against_as_one_that_is_only_told_of() {
    const LINES: &str = "kind = \"documented\"\nagainst = [\"assembly_banned\"]";
    let mut world = World::run();
    for (label, outcome) in [("banned", "banned"), ("permitted", "permitted")] {
        let notified = world.says(label, with(assembly(), "label", json!(label)));
        world.says(
            "interior",
            decided("interior", "assembly", notified, outcome, "2026-02-01"),
        );
    }
    let assessed = held(&world, LINES);
    assert_eq!(assessed.outcome, Outcome::Documented);
    let bans: Vec<EntryId> = world
        .election
        .decisions()
        .iter()
        .take(1)
        .map(|decision| decision.id)
        .collect();
    assert_eq!(assessed.against, bans);
}

#[test]
fn only_signed_findings_judge_and_dissent_stands_beside() {
    const JUDGED: &str = "kind = \"judged\"\nreports = [\"poll.stuff\"]";
    let mut world = World::run();
    let about = world.says("passer-by", report("2026-02-01"));
    assert_eq!(held(&world, JUDGED).outcome, Outcome::NotJudged);
    world.says("assessor", finding("another", "not_met", about));
    assert_eq!(held(&world, JUDGED).outcome, Outcome::NotJudged);
    world.says("dissenter", crate::world::observer("second", "assessor"));
    let first = world.says("assessor", finding("one", "not_met", about));
    let second = world.says("dissenter", finding("one", "met", about));
    let assessed = held(&world, JUDGED);
    assert_eq!(assessed.outcome, Outcome::Judged);
    let findings: Vec<_> = assessed
        .judgements
        .iter()
        .map(|found| (found.entry, found.assessor.as_str(), found.verdict))
        .collect();
    assert_eq!(
        findings,
        [
            (first, "assessor", FindingVerdict::NotMet),
            (second, "second", FindingVerdict::Met)
        ]
    );
    assert!(
        assessed
            .judgements
            .iter()
            .all(|found| found.cites == [about])
    );
}

#[test]
fn an_assessor_with_a_new_key_is_still_named() {
    const JUDGED: &str = "kind = \"judged\"";
    let mut world = World::run();
    let about = world.says("passer-by", report("2026-02-01"));
    world.says("assessor", finding("one", "partly", about));
    let rotation = rotated(&world, "assessor", "assessor-2");
    world.says("assessor", rotation);
    world.says("assessor-2", finding("one", "met", about));
    let assessed = held(&world, JUDGED);
    let names: Vec<&str> = assessed
        .judgements
        .iter()
        .map(|found| found.assessor.as_str())
        .collect();
    assert_eq!(names, ["assessor", "assessor"]);
}

#[test]
fn a_finding_taken_back_stays_in_sight_and_judges_nothing() {
    const JUDGED: &str = "kind = \"judged\"";
    let mut world = World::run();
    let about = world.says("passer-by", report("2026-02-01"));
    let first = world.says("assessor", finding("one", "met", about));
    world.says("assessor", withdrawn(first, "mistake"));
    let alone = held(&world, JUDGED);
    assert_eq!(alone.outcome, Outcome::NotJudged);
    assert_eq!(alone.judgements.len(), 1);
    assert!(alone.judgements[0].withdrawn);
    world.says("assessor", finding("one", "not_met", about));
    let again = held(&world, JUDGED);
    assert_eq!(again.outcome, Outcome::Judged);
    let withdrawn: Vec<bool> = again.judgements.iter().map(|f| f.withdrawn).collect();
    assert_eq!(withdrawn, [true, false]);
}

#[test]
fn what_the_press_does_not_say_is_never_said_not_to_have_been_given() {
    const D1: &str = "kind = \"computed\"\nchecks = [\"D1\"]";
    let mut world = World::watched();
    let candidate = world.says(
        "observer",
        crate::world::attested_filing("president", "ada"),
    );
    world.on("2026-03-02").says(
        "observer",
        sourced(decided(
            "commission",
            "candidacy",
            candidate,
            "refused",
            "2026-03-02",
        )),
    );
    let assessed = held(&world, D1);
    assert_eq!(assessed.outcome, Outcome::NotShown);
    let said = assessed.checks[0].findings[0].to_string();
    assert!(
        said.ends_with("(not shown in the sources on record)"),
        "{said}"
    );
    assert!(!said.contains("not given"), "{said}");
}

#[test]
fn what_was_paraphrased_from_memory_stays_marked_and_the_file_is_known_by_its_hash() {
    let lines = "kind = \"judged\"";
    let read = catalogue(lines);
    assert!(!read.items[0].confirmed);
    assert_eq!(read.items[0].kind, ItemKind::Judged);
    assert_eq!(
        read.hash,
        veche_election::value::Sha256Hex::of(file(lines).as_bytes())
    );
    assert_ne!(
        read.hash,
        catalogue("kind = \"judged\"\nfigures = [\"votes\"]").hash
    );
}

#[test]
fn a_catalogue_that_is_wrong_says_where() {
    for (lines, says) in [
        ("kind = \"computed\"", "item one: is computed"),
        (
            "kind = \"judged\"\nchecks = [\"D1\"]",
            "item one: names checks",
        ),
        (
            "kind = \"computed\"\nchecks = [\"D99\"]",
            "item one: there is no check D99",
        ),
        (
            "kind = \"judged\"\nagainst = [\"assembly_forgotten\"]",
            "item one: there is no kind of entry assembly_forgotten",
        ),
        ("kind = \"judged\"\nreports = [\"no.code\"]", "no.code"),
        ("kind = \"judged\"\nfigures = [\"moods\"]", "moods"),
        ("kind = \"judged\"\nweight = 3", "weight"),
    ] {
        let error = Catalogue::parse(&file(lines)).expect_err(lines).to_string();
        assert!(error.contains(says), "{lines}: {error}");
    }
}

/// The whole built-in catalogue over a record that has something of everything.
#[test]
fn of_the_built_in_catalogue_every_item_is_assessed_once_and_in_its_order() {
    let mut world = World::run();
    refusal(&mut world);
    let ben = world.says("ben", filed("council", "ben"));
    let figures = json!({"handed_in": exactly(3), "accepted": exactly(4)});
    world.says("commission", counted(ben, "2026-03-02", figures));
    world.says("observer", dispersed("2026-03-02"));
    let claim = world.says("passer-by", reported("press.detain"));
    world.says("observer", verdict(claim, "possible"));
    world
        .on("2026-03-11")
        .says("commission", poll("board", "council", json!([ben])));
    let catalogue = Catalogue::copenhagen().expect("the built-in catalogue");
    let report = Report::new(
        &world.election,
        Faults::default(),
        crate::world::day("2026-03-12"),
    );
    let assessment = assess(&catalogue, &world.election, &report);
    let ids = |items: &[Assessed]| -> Vec<String> {
        items.iter().map(|held| held.item.id.to_string()).collect()
    };
    let wanted: Vec<String> = catalogue.items.iter().map(|i| i.id.to_string()).collect();
    assert_eq!(ids(&assessment.items), wanted);
    for assessed in &assessment.items {
        let fits = match assessed.item.kind {
            ItemKind::Computed => matches!(
                assessed.outcome,
                Outcome::Holds | Outcome::Breached | Outcome::NotShown
            ),
            ItemKind::Documented => matches!(
                assessed.outcome,
                Outcome::Documented | Outcome::NothingOnRecord
            ),
            ItemKind::Judged => assessed.outcome == Outcome::NotJudged,
        };
        assert!(fits, "{}: {:?}", assessed.item.id, assessed.outcome);
        for id in named(assessed) {
            assert!(world.election.entry(&id).is_some(), "{}", assessed.item.id);
        }
    }
}
