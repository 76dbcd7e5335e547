//! What a record shows: of every check an election where it holds, one where it is breached or shown, and one where it
//! is not shown.

mod appeals;
mod candidates;
mod freedoms;
mod outcomes;

use veche_election::check::CheckId;
use veche_election::shows::Status;

use crate::world::World;

/// An election, and what a check makes of it.
pub(super) struct Case {
    name: &'static str,
    check: CheckId,
    status: Status,
    /// What the finding says; nothing if there must be none.
    says: &'static str,
    world: fn() -> World,
    /// What happens.
    story: fn(&mut World),
    /// The day for which it is asked.
    on: &'static str,
}

fn cases() -> Vec<Case> {
    [
        candidates::cases(),
        appeals::cases(),
        freedoms::cases(),
        outcomes::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_check_says_what_the_record_shows() {
    for case in cases() {
        let mut world = (case.world)();
        (case.story)(&mut world);
        let table = world.shows(case.on);
        let rows = table.rows();
        let row = rows.iter().find(|row| row.check == case.check);
        let row = row.expect("a row for every check");
        let said: Vec<String> = row.findings.iter().map(ToString::to_string).collect();
        assert_eq!(row.status(), case.status, "{}: {said:?}", case.name);
        match case.says {
            "" => assert!(said.is_empty(), "{}: {said:?}", case.name),
            text => assert!(
                said.iter().any(|said| said.contains(text)),
                "{}: {said:?}",
                case.name
            ),
        }
        for finding in &row.findings {
            for id in &finding.about {
                assert!(world.election.entry(id).is_some(), "{}", case.name);
            }
        }
    }
}

#[test]
fn of_every_check_there_is_a_case_for_each_status_it_can_have() {
    use Status::{Breached, Holds, NotShown};
    let shown_only = [CheckId::A3, CheckId::R1, CheckId::R2, CheckId::R3];
    let never_breached = [CheckId::F2];
    for row in World::run().shows("2026-01-01").rows() {
        for status in [Holds, Breached, NotShown] {
            let cannot = status == Breached
                && (shown_only.contains(&row.check) || never_breached.contains(&row.check));
            let tried = cases()
                .iter()
                .any(|case| case.check == row.check && case.status == status);
            assert_eq!(tried, !cannot, "{} {status:?}", row.check);
        }
    }
}
