//! The quorum, and who says what came out: F1 and F2. And that order does not matter where it should not.

use serde_json::{Value, json};
use veche_election::check::CheckId::{F1, F2};
use veche_election::shows::Status::{Breached, Holds, NotShown};
use veche_election::verify::{Exit, Fold, Report};

use super::Case;
use crate::world::{World, candidate, counted, day, declared, exactly, refusal, report, with};

/// Only the contest of the president, which has a quorum of 50.
fn president_alone() -> World {
    let mut call = crate::world::call();
    let contests = call["contests"].as_array_mut().expect("contests");
    contests.truncate(1);
    World::called(call)
}

/// The same contest with named options and no quorum.
fn fee_alone() -> World {
    let mut call = crate::world::call();
    call["contests"]
        .as_array_mut()
        .expect("contests")
        .drain(..2);
    World::called(call)
}

fn ballots(number: Value) -> Value {
    with(
        declared("president", json!([]), "2026-04-01"),
        "ballots",
        number,
    )
}

fn votes(yes: Value, no: Value) -> Value {
    let votes = json!([{"option": "yes", "votes": yes}, {"option": "no", "votes": no}]);
    with(
        declared("fee", json!(["yes"]), "2026-04-01"),
        "votes",
        votes,
    )
}

fn observers(outcome: Value) -> Value {
    with(outcome, "according_to", json!("observers"))
}

pub(super) fn cases() -> Vec<Case> {
    let case = |check, status, name, says, story| Case {
        name,
        check,
        status,
        says,
        world: president_alone,
        story,
        on: "2026-04-10",
    };
    let none: fn(&mut World) = |_| {};
    vec![
        case(
            F1,
            NotShown,
            "nobody says what came out",
            "nobody has said on record what came out",
            none,
        ),
        case(F1, Holds, "the quorum is reached", "", |w| {
            w.on("2026-04-01").says("commission", ballots(exactly(50)));
        }),
        case(
            F1,
            Breached,
            "one short of the quorum",
            "49 took part, and the quorum is 50",
            |w| {
                w.on("2026-04-01").says("commission", ballots(exactly(49)));
            },
        ),
        case(F1, Holds, "not certainly short of the quorum", "", |w| {
            w.on("2026-04-01")
                .says("commission", ballots(json!({"min": 10, "max": 60})));
        }),
        case(
            F1,
            NotShown,
            "how many took part is not said",
            "how many took part is not shown",
            |w| {
                w.on("2026-04-01")
                    .says("commission", declared("president", json!([]), "2026-04-01"));
            },
        ),
        case(
            F1,
            NotShown,
            "what observers say is no turnout of the authority",
            "how many took part is not shown",
            |w| {
                w.on("2026-04-01")
                    .says("observer", observers(ballots(exactly(60))));
            },
        ),
        case(F2, NotShown, "nobody says anything", "", none),
        Case {
            world: fee_alone,
            ..case(F2, Holds, "two say the same", "", |w| {
                w.on("2026-04-01")
                    .says("commission", votes(exactly(30), exactly(20)));
                w.says(
                    "observer",
                    observers(votes(json!({"min": 25}), exactly(20))),
                );
            })
        },
        Case {
            world: fee_alone,
            ..case(
                F2,
                NotShown,
                "votes contradict one another",
                "yes has 30 votes according to the authority, and 10 according to observers",
                |w| {
                    w.on("2026-04-01")
                        .says("commission", votes(exactly(30), exactly(20)));
                    w.says("observer", observers(votes(exactly(10), exactly(20))));
                },
            )
        },
        Case {
            world: fee_alone,
            ..case(
                F2,
                NotShown,
                "winners differ",
                "the authority and observers name different winners",
                |w| {
                    w.on("2026-04-01")
                        .says("commission", declared("fee", json!(["yes"]), "2026-04-01"));
                    w.says(
                        "observer",
                        observers(declared("fee", json!(["no"]), "2026-04-01")),
                    );
                },
            )
        },
    ]
}

/// What verification says of some leaves.
fn report_of(leaves: &[Vec<u8>]) -> Report {
    let mut fold = Fold::new();
    fold.push(leaves);
    let (election, faults) = fold.finish();
    Report::new(&election, faults, day("2026-04-10"))
}

#[test]
fn the_order_of_entries_that_do_not_need_one_another_changes_no_finding() {
    let mut world = World::run();
    let ada = candidate(&mut world);
    let common = world.leaves.len();
    world.says(
        "commission",
        counted(ada, "2026-03-02", json!({"accepted": exactly(1_200)})),
    );
    let theirs = json!({"according_to": "candidate", "handed_in": exactly(1_100)});
    world.says("ada", counted(ada, "2026-03-02", theirs));
    world.says("observer", crate::world::detained("2026-02-20"));
    world.says("somebody", report("2026-02-20"));
    let text = |report: Report| {
        let mut lines: Vec<String> = report
            .table
            .findings()
            .iter()
            .map(ToString::to_string)
            .collect();
        lines.sort_unstable();
        lines
    };
    let straight = text(report_of(&world.leaves));
    assert!(
        straight
            .iter()
            .any(|line| line.contains("1,200 signatures accepted, of 1,100"))
    );
    let mut turned = world.leaves.clone();
    turned[common..].reverse();
    assert_ne!(turned, world.leaves);
    assert_eq!(text(report_of(&turned)), straight);
}

#[test]
fn entries_pushed_one_by_one_are_judged_as_in_one_portion() {
    let mut world = World::run();
    refusal(&mut world);
    world.leaves.insert(1, b"{}".to_vec());
    let mut fold = Fold::new();
    for leaf in &world.leaves {
        fold.push(&[leaf]);
    }
    let (election, faults) = fold.finish();
    let single = Report::new(&election, faults, day("2026-04-10"));
    let whole = report_of(&world.leaves);
    assert_eq!(single.faults.list(), whole.faults.list());
    assert_eq!(single.table.findings(), whole.table.findings());
    assert_eq!(single.headlines, whole.headlines);
}

#[test]
fn it_ends_with_1_if_unsound_3_if_breached_and_0_otherwise() {
    let mut world = World::run();
    assert_eq!(report_of(&world.leaves).exit(), Exit::Sound);
    refusal(&mut world);
    assert_eq!(report_of(&world.leaves).exit(), Exit::Breached);
    world.leaves.push(Vec::new());
    assert_eq!(report_of(&world.leaves).exit(), Exit::Unsound);
    assert_eq!(
        [Exit::Sound as u8, Exit::Unsound as u8, Exit::Breached as u8],
        [0, 1, 3]
    );
}

#[test]
fn who_qualified_and_is_absent_stands_in_the_first_line() {
    let mut world = World::run();
    let ada = candidate(&mut world);
    world.says(
        "commission",
        counted(ada, "2026-03-02", json!({"accepted": exactly(1_200)})),
    );
    let refused = crate::world::decided("commission", "candidacy", ada, "refused", "2026-03-02");
    world.says("commission", refused);
    let report = report_of(&world.leaves);
    let [candidates, ..] = &report.headlines;
    assert_eq!(candidates.title, "Candidates");
    assert!(
        candidates.sentences[0].starts_with("ada qualified with 1,200"),
        "{candidates:?}"
    );
    assert!(candidates.breached);
}
