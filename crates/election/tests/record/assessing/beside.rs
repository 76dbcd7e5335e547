//! What stands beside an entry: replies, contradictions, figures that differ.

use serde_json::{Value, json};
use veche_election::assess::{Contradiction, Otherwise};
use veche_election::value::EntryId;

use super::{finding, held, held_assembly, refused, reported};
use crate::world::{World, body, exactly, public, sources, verdict, with};

const FORCE: &str = r#"kind = "documented"
    reports = ["assm.force"]
    supports = ["assembly_held"]"#;

fn relating(code: &str, how: &str, to: EntryId) -> Value {
    with(
        reported(code),
        "relates",
        json!([{"how": how, "entry": to}]),
    )
}

fn reply(to: EntryId) -> Value {
    json!({"kind": "reply_made", "to": to, "text": body("reply")})
}

fn otherwise(entry: EntryId, by: EntryId) -> Contradiction {
    Contradiction {
        entry,
        by,
        how: Otherwise::Reported,
    }
}

#[test]
fn a_report_that_contradicts_another_is_no_second_report_of_it() {
    let mut world = World::run();
    let first = world.says("one", reported("assm.force"));
    let denial = world.says("two", relating("assm.force", "contradicts", first));
    let assessed = held(&world, FORCE);
    assert_eq!(assessed.against, [first]);
    assert_eq!(assessed.coverage.entries, 1);
    assert_eq!(assessed.contradictions, [otherwise(first, denial)]);
}

#[test]
fn who_contradicts_only_the_denial_speaks_against_again() {
    let mut world = World::run();
    let first = world.says("one", reported("assm.force"));
    let denial = world.says("two", relating("assm.force", "contradicts", first));
    let third = world.says("three", relating("assm.force", "contradicts", denial));
    let assessed = held(&world, FORCE);
    assert_eq!(assessed.against, [first, third]);
    assert_eq!(
        assessed.contradictions,
        [otherwise(first, denial), otherwise(denial, third)]
    );
}

#[test]
fn a_report_that_contradicts_a_good_word_stays_against() {
    let mut world = World::run();
    let held_well = world.says("observer", held_assembly("ru/north"));
    let report = world.says("one", relating("assm.force", "contradicts", held_well));
    let assessed = held(&world, FORCE);
    assert_eq!(assessed.supports, [held_well]);
    assert_eq!(assessed.against, [report]);
    assert_eq!(assessed.contradictions, [otherwise(held_well, report)]);
}

#[test]
fn other_relations_contradict_nothing() {
    let mut world = World::run();
    let first = world.says("one", reported("assm.force"));
    let mut against = vec![first];
    for (number, how) in ["corrects", "continues", "duplicates"].iter().enumerate() {
        let who = format!("other-{number}");
        against.push(world.says(&who, relating("assm.force", how, first)));
    }
    let assessed = held(&world, FORCE);
    assert_eq!(assessed.against, against);
    assert!(assessed.contradictions.is_empty());
}

#[test]
fn a_known_key_that_does_not_believe_it_stands_beside_and_takes_nothing_away() {
    for (rating, how) in [
        ("confirmed", None),
        ("likely", None),
        ("possible", None),
        ("unlikely", Some(Otherwise::Unlikely)),
        ("not_so", Some(Otherwise::NotSo)),
    ] {
        let mut world = World::run();
        let report = world.says("one", reported("assm.force"));
        let by = world.says("observer", verdict(report, rating));
        let assessed = held(&world, FORCE);
        assert_eq!(assessed.against, [report], "{rating}");
        let expected: Vec<Contradiction> = how
            .map(|how| Contradiction {
                entry: report,
                by,
                how,
            })
            .into_iter()
            .collect();
        assert_eq!(assessed.contradictions, expected, "{rating}");
        assert_eq!(assessed.coverage.vouched, u64::from(how.is_none()));
    }
}

#[test]
fn replies_stand_with_what_they_answer_also_where_a_check_or_a_judgement_names_it() {
    let mut world = World::run();
    refused(&mut world, None);
    let decision = world.election.decisions()[0].id;
    let report = world.says("one", reported("assm.force"));
    let elsewhere = world.says("one", reported("poll.stuff"));
    let judgement = world.says("assessor", finding("one", "met", elsewhere));
    let to_decision = world.says("somebody", reply(decision));
    let to_report = world.says("somebody", reply(report));
    let to_cited = world.says("somebody", reply(elsewhere));
    let to_judgement = world.says("somebody", reply(judgement));
    const D1: &str = "kind = \"computed\"\nchecks = [\"D1\"]";
    assert_eq!(
        held(&world, D1).replies,
        [to_decision, to_cited, to_judgement]
    );
    assert_eq!(
        held(&world, FORCE).replies,
        [to_report, to_cited, to_judgement]
    );
}

/// A figure of detained people, by default 10 on 20 January according to observers, of one publisher.
fn figure(changes: &[(&str, Value)]) -> Value {
    let figure = json!({"kind": "figure_reported", "figure": "detained", "number": exactly(10), "unit": "count",
        "when": {"from": "2026-01-20"}, "place": "ru/north", "according_to": "observers", "sources": sources()});
    changes.iter().fold(figure, |figure, (field, value)| {
        with(figure, field, value.clone())
    })
}

fn published_by(publisher: &str) -> Value {
    let mut named = sources();
    named[0]["publisher"] = json!(publisher);
    named
}

#[test]
fn figures_differ_when_voices_say_of_one_thing_what_cannot_both_be_true() {
    const FIGURES: &str = "kind = \"documented\"\nfigures = [\"detained\", \"turnout\"]";
    let other_voice = ("according_to", json!("authority"));
    let other_number = ("number", exactly(3));
    let of = |field, value| vec![other_voice.clone(), other_number.clone(), (field, value)];
    for (name, changes, differs) in [
        (
            "another voice, another number",
            vec![other_voice.clone(), other_number.clone()],
            true,
        ),
        (
            "another publisher, another number",
            vec![("sources", published_by("herald")), other_number.clone()],
            true,
        ),
        ("the same number", vec![other_voice.clone()], false),
        // A source that gives two numbers counts two things.
        ("the same voice", vec![other_number.clone()], false),
        (
            "ranges that meet",
            vec![other_voice.clone(), ("number", json!({"min": 10}))],
            false,
        ),
        (
            "at least more than it can be",
            vec![other_voice.clone(), ("number", json!({"min": 11}))],
            true,
        ),
        ("another place", of("place", json!("ru/south")), false),
        (
            "another day",
            of("when", json!({"from": "2026-01-21"})),
            false,
        ),
        ("another whole", of("of", exactly(20)), false),
        ("another figure", of("figure", json!("turnout")), false),
    ] {
        let mut world = World::run();
        let one = world.says("observer", figure(&[]));
        let other = world.says("observer", figure(&changes));
        let assessed = held(&world, FIGURES);
        assert_eq!(assessed.figures, [one, other], "{name}");
        let expected: Vec<Vec<EntryId>> = differs.then(|| vec![one, other]).into_iter().collect();
        assert_eq!(assessed.differing, expected, "{name}");
    }
}

#[test]
fn figures_without_a_source_are_told_apart_by_their_authors() {
    const FIGURES: &str = "kind = \"documented\"\nfigures = [\"detained\"]";
    for (author, differs) in [("observer", false), ("assessor", true)] {
        let mut world = World::run();
        assert_ne!(public("observer"), public("assessor"));
        for (who, number) in [("observer", 10), (author, 3)] {
            let bare = figure(&[("number", exactly(number)), ("sources", json!([]))]);
            world.says(who, bare);
        }
        assert_eq!(
            !held(&world, FIGURES).differing.is_empty(),
            differs,
            "{author}"
        );
    }
}
