//! What happened, day by day, and each entry in a line.

use serde_json::json;
use veche_election::assess::timeline::REPORTS;
use veche_election::assess::{describe_entry, timeline};

use super::{dispersed, held_assembly, reported};
use crate::world::{
    World, assembly, decided, detained, exactly, followed, refusal, report, rotated, verdict, with,
    withdrawn,
};

#[test]
fn days_stand_in_order_and_within_a_day_the_record_does() {
    let mut world = World::run();
    let late = world.says("observer", dispersed("2026-01-25"));
    let early = world.says("observer", dispersed("2026-01-05"));
    let same = world.says("passer-by", report("2026-01-25"));
    let happenings = timeline(&world.election).happenings;
    let mut sorted = happenings.clone();
    sorted.sort_by_key(|happening| (happening.day, happening.number));
    assert_eq!(happenings, sorted);
    let place = |id| happenings.iter().position(|h| h.id == id).expect("there");
    assert!(place(early) < place(late) && place(late) < place(same));
    assert_eq!(
        happenings[place(early)].day,
        crate::world::day("2026-01-05")
    );
}

#[test]
fn what_is_no_happening_is_left_out_and_everything_else_is_there() {
    let mut world = World::run();
    refusal(&mut world);
    let report = world.says("passer-by", report("2026-02-01"));
    world.says("observer", verdict(report, "possible"));
    let rotation = rotated(&world, "assessor", "assessor-2");
    world.says("assessor", rotation);
    let kinds: Vec<&str> = timeline(&world.election)
        .happenings
        .iter()
        .map(|happening| happening.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            "election_called",
            "report_filed",
            "candidacy_filed",
            "decision_taken"
        ]
    );
}

#[test]
fn what_is_unvouched_or_withdrawn_says_so() {
    let mut world = World::run();
    let known = world.says("observer", dispersed("2026-01-25"));
    let unknown = world.says("passer-by", report("2026-01-25"));
    let vouched = world.says("passer-by", report("2026-01-26"));
    world.says("observer", verdict(vouched, "possible"));
    world.says("passer-by", withdrawn(unknown, "safety"));
    let line = timeline(&world.election);
    for (id, expected) in [
        (known, (true, false)),
        (unknown, (false, true)),
        (vouched, (true, false)),
    ] {
        let found = line.happenings.iter().find(|h| h.id == id).expect("there");
        assert_eq!((found.vouched, found.withdrawn), expected);
    }
}

#[test]
fn of_many_reports_the_first_stand_there_and_the_rest_is_counted() {
    let mut world = World::run();
    let all = REPORTS + 3;
    for number in 0..all {
        world.says(&format!("reporter-{number}"), report("2026-02-01"));
        if number + 1 == REPORTS {
            assert_eq!(timeline(&world.election).more_reports, 0);
        }
    }
    let line = timeline(&world.election);
    let reports = line.happenings.iter().filter(|h| h.kind == "report_filed");
    assert_eq!(reports.count(), REPORTS);
    assert_eq!(line.more_reports, 3);
}

#[test]
fn an_entry_in_a_line_says_what_stands_in_its_fields() {
    let mut world = World::run();
    let mut lines = Vec::new();
    let mut says = |world: &mut World, who: &str, act, line: &str| {
        let id = world.says(who, act);
        lines.push((id, line.to_owned()));
        id
    };
    says(
        &mut world,
        "observer",
        with(held_assembly("ru/north"), "attendance", exactly(1_200)),
        "assembly held, ru/north, 1,200 people; the police watched",
    );
    let notified = says(
        &mut world,
        "organisation",
        assembly(),
        "assembly square announced for 2026-03-20, ru/north",
    );
    says(
        &mut world,
        "interior",
        decided("interior", "assembly", notified, "banned", "2026-02-01"),
        "assembly square: banned by interior",
    );
    let held = says(
        &mut world,
        "observer",
        detained("2026-01-31"),
        "10 people detained (square), ru/north",
    );
    says(
        &mut world,
        "observer",
        with(
            followed(held, "before_judge", "2026-02-01"),
            "number",
            exactly(4),
        ),
        "square: brought before a judge, 4 people",
    );
    let report = says(
        &mut world,
        "passer-by",
        reported("press.detain"),
        "report press.detain: ru/north/station-1, 2026-02-01",
    );
    let reply = json!({"kind": "reply_made", "to": report, "body": "interior",
                       "text": crate::world::body("reply")});
    let named = format!(
        "reply of interior to report press.detain {}",
        report.short()
    );
    says(&mut world, "interior", reply, &named);
    let figure = json!({"kind": "figure_reported", "figure": "turnout", "number": {"min": 7_800, "max": 8_428},
        "unit": "hundredths_of_percent", "when": {"from": "2026-01-20"}, "place": "ru",
        "according_to": "estimate"});
    says(
        &mut world,
        "press",
        figure,
        "turnout: 78.00 % to 84.28 % (according to an estimate), ru",
    );
    for (id, line) in lines {
        assert_eq!(describe_entry(&world.election, &id), line);
    }
}
