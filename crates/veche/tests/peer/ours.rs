//! Veche runs polls of every kind; the independent tool checks them.

use super::checks::{
    Earlier, accepted_by_tool, accepted_by_veche, each_ballot_is_valid, tool_computes_the_same,
};
use super::plan::{BRIDGE, COMMITTEE, COUNCIL, DISHES, MAYOR, Plan};
use super::poll::Poll;
use super::programs::{Program, peer};

/// Runs a whole poll with Veche, and has it checked after every phase.
pub(super) fn run<'a>(tool: &Program, plan: &'a Plan) -> Poll<'a> {
    let mut poll = Poll::prepare(plan, None);
    poll.open();
    let folder = poll.folder();
    let checked = || {
        accepted_by_veche(&folder);
        accepted_by_tool(tool, &folder);
    };
    checked();
    let private = poll
        .home()
        .join(format!("registrar/{}.private_creds.json", poll.uuid));
    poll.hand_out_credentials(&private);
    (0..plan.voters).for_each(|voter| poll.vote(voter, voter));
    // Two vote again, one of them twice, and once the same: only the last counts.
    for (voter, number) in [(0, 1), (plan.voters - 1, plan.voters), (0, 2), (0, 2)] {
        poll.vote(voter, number);
    }
    checked();
    poll.veche(&["poll", "close", "poll"]);
    poll.veche(&["poll", "tally", "poll"]);
    checked();
    (1..=plan.mandatory).for_each(|trustee| poll.decrypt(&format!("mandatory-{trustee}")));
    // The last ones of those who share a key, so that it is not always the first who suffice.
    let first = plan.shared_by - plan.threshold + 1;
    if plan.shared_by > 0 {
        (first..=plan.shared_by).for_each(|trustee| poll.decrypt(&format!("shared-{trustee}")));
    }
    poll.veche(&["poll", "result", "poll"]);
    checked();
    tool_computes_the_same(tool, &folder, plan, &poll.cast);
    poll
}

fn run_all(plans: &[Plan]) {
    let Some(tool) = peer() else { return };
    for plan in plans {
        let poll = run(&tool, plan);
        each_ballot_is_valid(&tool, &poll.folder());
    }
}

#[test]
fn the_tool_accepts_polls_of_veche_in_ed25519_with_every_kind_of_trustees() {
    run_all(&[
        Plan {
            group: "Ed25519",
            mandatory: 1,
            shared_by: 0,
            threshold: 0,
            questions: &[MAYOR],
            voters: 4,
            weights: &[],
        },
        Plan {
            group: "Ed25519",
            mandatory: 3,
            shared_by: 0,
            threshold: 0,
            questions: &[BRIDGE, COUNCIL],
            voters: 5,
            weights: &[1, 2, 2, 5, 1],
        },
        Plan {
            group: "Ed25519",
            mandatory: 0,
            shared_by: 3,
            threshold: 2,
            questions: &[DISHES, MAYOR],
            voters: 6,
            weights: &[],
        },
        // Both sides of the limit beyond which a number is written as a text.
        Plan {
            group: "Ed25519",
            mandatory: 1,
            shared_by: 3,
            threshold: 2,
            questions: &[BRIDGE],
            voters: 4,
            weights: &[1 << 30, (1 << 30) - 1, (1 << 30) + 1, 1],
        },
        Plan {
            group: "Ed25519",
            mandatory: 1,
            shared_by: 3,
            threshold: 2,
            questions: &[COMMITTEE, COUNCIL, BRIDGE, DISHES],
            voters: 4,
            weights: &[4, 4, 4, 1 << 16],
        },
    ]);
}

#[test]
fn the_tool_accepts_polls_of_veche_in_belenios_2048_with_every_kind_of_trustees() {
    run_all(&[
        Plan {
            group: "BELENIOS-2048",
            mandatory: 1,
            shared_by: 0,
            threshold: 0,
            questions: &[BRIDGE],
            voters: 4,
            weights: &[3, 1, 1, 7],
        },
        Plan {
            group: "BELENIOS-2048",
            mandatory: 3,
            shared_by: 0,
            threshold: 0,
            questions: &[COUNCIL],
            voters: 4,
            weights: &[50_000, 1, 1, 70_000],
        },
        Plan {
            group: "BELENIOS-2048",
            mandatory: 0,
            shared_by: 3,
            threshold: 2,
            questions: &[MAYOR],
            voters: 4,
            weights: &[],
        },
        Plan {
            group: "BELENIOS-2048",
            mandatory: 1,
            shared_by: 3,
            threshold: 2,
            questions: &[COMMITTEE],
            voters: 4,
            weights: &[],
        },
    ]);
}

#[test]
fn the_tool_accepts_polls_of_veche_in_rfc_3526_2048() {
    run_all(&[Plan {
        group: "RFC-3526-2048",
        mandatory: 1,
        shared_by: 0,
        threshold: 0,
        questions: &[BRIDGE],
        voters: 4,
        weights: &[2, 2, 2, 1 << 16],
    }]);
}

#[test]
fn weights_that_sum_to_a_hundred_thousand_millions_are_counted_alike() {
    run_all(&[Plan {
        group: "Ed25519",
        mandatory: 1,
        shared_by: 0,
        threshold: 0,
        questions: &[BRIDGE],
        voters: 5,
        weights: &[
            1_000_000_000,
            2_000_000_000,
            3_000_000_000,
            4_000_000_000,
            90_000_000_000,
        ],
    }]);
}

#[test]
fn the_tool_finds_that_an_archive_of_veche_has_only_grown() {
    let Some(tool) = peer() else { return };
    let plan = Plan {
        group: "Ed25519",
        mandatory: 1,
        shared_by: 0,
        threshold: 0,
        questions: &[MAYOR],
        voters: 3,
        weights: &[],
    };
    let mut poll = Poll::prepare(&plan, None);
    poll.open();
    let private = poll
        .home()
        .join(format!("registrar/{}.private_creds.json", poll.uuid));
    poll.hand_out_credentials(&private);
    poll.vote(0, 0);
    let earlier = Earlier::of(&poll.folder());
    poll.vote(1, 1);
    poll.vote(0, 2);
    earlier.is_continued_by(&poll.folder(), &tool);
}
