//! Whether decisions are reasoned, and appeals answered: D1 to D4.

use serde_json::{Value, json};
use veche_election::check::CheckId::{D1, D2, D3, D4};
use veche_election::shows::Status::{Breached, Holds, NotShown};
use veche_election::value::EntryId;

use super::Case;
use crate::world::{
    World, appeal, attested_filing, candidate, complaint, decided, reasons, refusal, rule, sourced,
    with,
};

/// Every part of a reasoned decision, as a bare one is said to lack it.
const EVERY_PART: &str =
    "without facts, a rule, evidence, or why it is withheld, remedy, deadline, signers";

/// The refusal of Ada with something more in it.
fn refused_with(world: &mut World, field: &str, value: Value) -> EntryId {
    let ada = candidate(world);
    let refused = decided("commission", "candidacy", ada, "refused", "2026-03-02");
    world.says("commission", with(refused, field, value))
}

fn supplemented(decision: EntryId, on: &str) -> Value {
    json!({"kind": "decision_supplemented", "decision": decision, "on": on, "reasons": reasons()})
}

fn without(part: &str) -> Value {
    let mut reasons = reasons();
    reasons.as_object_mut().expect("reasons").remove(part);
    reasons
}

fn watched_refusal(world: &mut World) -> EntryId {
    let ada = world
        .on("2026-03-02")
        .says("observer", attested_filing("president", "ada"));
    let refused = decided("commission", "candidacy", ada, "refused", "2026-03-02");
    world.says("observer", sourced(refused))
}

pub(super) fn cases() -> Vec<Case> {
    let case = |check, status, name, says, story| Case {
        name,
        check,
        status,
        says,
        world: World::run,
        story,
        on: "2026-03-12",
    };
    let none: fn(&mut World) = |_| {};
    vec![
        case(D1, NotShown, "no decision", "", none),
        case(
            D1,
            NotShown,
            "a decision for somebody needs no reasons",
            "",
            |w| {
                let ada = candidate(w);
                w.says(
                    "commission",
                    decided("commission", "candidacy", ada, "registered", "2026-03-02"),
                );
            },
        ),
        case(
            D1,
            Breached,
            "a bare refusal: every part is named",
            EVERY_PART,
            |w| {
                refusal(w);
            },
        ),
        case(
            D1,
            Breached,
            "the deadline alone is missing",
            "2026-03-02: without deadline",
            |w| {
                refused_with(w, "reasons", without("deadline"));
            },
        ),
        case(
            D1,
            Holds,
            "complete in form, which nobody judges",
            "form complete, not judged",
            |w| {
                refused_with(w, "reasons", reasons());
            },
        ),
        case(
            D1,
            Holds,
            "completed later, and the days are said",
            "parts of it came 3 days after the decision",
            |w| {
                let refusal = refusal(w);
                w.on("2026-03-05")
                    .says("commission", supplemented(refusal, "2026-03-05"));
            },
        ),
        case(
            D1,
            Holds,
            "completed later under an earlier date: the day of recording counts",
            "came 3 days after",
            |w| {
                let refusal = refusal(w);
                w.on("2026-03-05")
                    .says("commission", supplemented(refusal, "2026-03-02"));
            },
        ),
        case(
            D1,
            Breached,
            "a final one lacks neither remedy nor deadline",
            "evidence, or why it is withheld, signers",
            |w| {
                refused_with(w, "final_instance", json!(true));
            },
        ),
        case(
            D1,
            Holds,
            "withheld evidence is a part, with its reason",
            "form complete",
            |w| {
                let mut reasons = reasons();
                let because = json!({"evidence": "withheld", "because": "safety", "text": crate::world::body("why")});
                reasons["evidence"] = because;
                refused_with(w, "reasons", reasons);
            },
        ),
        Case {
            world: World::watched,
            ..case(
                D1,
                NotShown,
                "in a watched election the sources may not have said it",
                "not shown in the sources on record",
                |w| {
                    watched_refusal(w);
                },
            )
        },
        case(D2, NotShown, "no rule is cited", "", |w| {
            refusal(w);
        }),
        case(D2, Holds, "a rule older than the decision", "", |w| {
            let rule = w.says("organiser", rule("code", "2026-02-01"));
            refused_with(
                w,
                "reasons",
                json!({"rules": [{"cites": "rule", "rule": rule}]}),
            );
        }),
        case(
            D2,
            Breached,
            "a rule not yet in force",
            "rests on code, which applies and was known only since 2026-03-03",
            |w| {
                let rule = w.says("organiser", rule("code", "2026-03-03"));
                refused_with(
                    w,
                    "reasons",
                    json!({"rules": [{"cites": "rule", "rule": rule}]}),
                );
            },
        ),
        case(
            D2,
            Breached,
            "a law not yet in force",
            "rests on a law",
            |w| {
                let law = json!({"cites": "law", "text": crate::world::body("law"), "in_force": "2026-03-03"});
                refused_with(w, "reasons", json!({"rules": [law]}));
            },
        ),
        case(
            D2,
            Breached,
            "a rule published after the decision, with an old date",
            "only since 2026-03-04",
            |w| {
                let refusal = refusal(w);
                let rule = w
                    .on("2026-03-04")
                    .says("organiser", rule("code", "2020-01-01"));
                let reasons = json!({"rules": [{"cites": "rule", "rule": rule}]});
                w.says("commission", json!({"kind": "decision_supplemented", "decision": refusal, "on": "2026-03-04", "reasons": reasons}));
            },
        ),
        case(D3, NotShown, "no appeal", "", none),
        case(D3, Holds, "an appeal decided on the last day", "", |w| {
            let refusal = refusal(w);
            let appeal = w.says("voter", appeal(refusal));
            w.on("2026-03-05").says(
                "court",
                decided("court", "appeal", appeal, "rejected", "2026-03-05"),
            );
        }),
        Case {
            on: "2026-03-05",
            ..case(D3, Holds, "there is time until the last day", "", |w| {
                let refusal = refusal(w);
                w.says("voter", appeal(refusal));
            })
        },
        case(
            D3,
            Breached,
            "overdue",
            "appeal for ada: court was to decide by 2026-03-05; overdue for 7 days",
            |w| {
                let refusal = refusal(w);
                w.says("voter", appeal(refusal));
            },
        ),
        case(
            D3,
            Breached,
            "a complaint overdue",
            "was to decide by 2026-02-04",
            |w| {
                w.says("voter", complaint());
            },
        ),
        case(
            D3,
            Breached,
            "decided late",
            "was to decide by 2026-03-05, and decided 2 days late",
            |w| {
                let refusal = refusal(w);
                let appeal = w.says("voter", appeal(refusal));
                w.on("2026-03-07").says(
                    "court",
                    decided("court", "appeal", appeal, "upheld", "2026-03-07"),
                );
            },
        ),
        case(
            D3,
            Breached,
            "decided late under an earlier date: the day of recording counts",
            "decided 2 days late",
            |w| {
                let refusal = refusal(w);
                let appeal = w.says("voter", appeal(refusal));
                w.on("2026-03-07").says(
                    "court",
                    decided("court", "appeal", appeal, "upheld", "2026-03-05"),
                );
            },
        ),
        case(
            D3,
            Holds,
            "filed late is shown",
            "filed after its time",
            |w| {
                let refusal = refusal(w);
                w.on("2026-03-10").says("voter", appeal(refusal));
            },
        ),
        Case {
            world: World::watched,
            ..case(
                D3,
                NotShown,
                "in a watched election a decision may be unknown",
                "overdue",
                |w| {
                    let refusal = watched_refusal(w);
                    w.says("voter", appeal(refusal));
                },
            )
        },
        Case {
            world: World::watched,
            ..case(
                D3,
                Holds,
                "in a watched election the attested day counts",
                "",
                |w| {
                    let refusal = watched_refusal(w);
                    let appeal = w.says("voter", appeal(refusal));
                    let rejected = decided("court", "appeal", appeal, "rejected", "2026-03-05");
                    w.on("2026-03-11").says("observer", sourced(rejected));
                },
            )
        },
        case(D4, NotShown, "no decision about anybody", "", none),
        case(D4, Holds, "a refusal that says on what it rests", "", |w| {
            refused_with(w, "reasons", reasons());
        }),
        case(
            D4,
            NotShown,
            "a bare refusal",
            "what it rests on is not shown",
            |w| {
                refused_with(w, "grounds", json!(["too_few_signatures", "conviction"]));
            },
        ),
        case(
            D4,
            Breached,
            "a charge that no court has decided",
            "rests on a charge",
            |w| {
                refused_with(w, "grounds", json!(["unproven_charge"]));
            },
        ),
    ]
}
