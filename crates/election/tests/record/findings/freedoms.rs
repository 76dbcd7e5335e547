//! Assemblies, detentions, the press, and what people say: A1 to A3, R1 to R3.

use serde_json::{Value, json};
use veche_election::check::CheckId::{A1, A2, A3, R1, R2, R3};
use veche_election::shows::Status::{Breached, Holds, NotShown};
use veche_election::value::EntryId;

use super::Case;
use crate::world::{
    World, assembly, body, decided, detained, exactly, followed, reasons, report, verdict, with,
    withdrawn,
};

/// A ban of an announced assembly.
fn ban(world: &mut World, reasons: Value) -> EntryId {
    let assembly = world.says("organisation", assembly());
    let banned = decided("interior", "assembly", assembly, "banned", "2026-02-01");
    world.says("interior", with(banned, "reasons", reasons))
}

fn banned_without_decision() -> Value {
    json!({"kind": "assembly_banned", "when": {"from": "2026-01-20"}, "place": "ru/north", "by": "mayor"})
}

fn demand() -> Value {
    json!({"kind": "demand_made", "speaker": "government", "name": "us", "addressee": "government", "on": "2026-01-20",
           "deadline": "2026-02-10", "text": body("demand")})
}

fn some(event: Value, number: u64) -> Value {
    with(event, "number", exactly(number))
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
        case(
            A1,
            NotShown,
            "no assembly: silence is no good news",
            "",
            none,
        ),
        case(A1, Holds, "an assembly held", "", |w| {
            let assembly = w.says("organisation", assembly());
            w.says(
                "interior",
                decided("interior", "assembly", assembly, "permitted", "2026-02-01"),
            );
        }),
        case(
            A1,
            Breached,
            "a bare ban",
            "ban of square by interior on 2026-02-01: without facts",
            |w| {
                ban(w, json!({}));
            },
        ),
        case(
            A1,
            Holds,
            "a ban complete in form",
            "form complete, not judged",
            |w| {
                ban(w, reasons());
            },
        ),
        case(A1, Holds, "a ban that fell on appeal", "", |w| {
            let ban = ban(w, json!({}));
            let appeal = w.says("organisation", crate::world::appeal(ban));
            w.says(
                "court",
                decided("court", "appeal", appeal, "upheld", "2026-02-01"),
            );
        }),
        case(
            A1,
            Breached,
            "a ban without any decision, vouched for",
            "no decision stands on record",
            |w| {
                w.says("observer", banned_without_decision());
            },
        ),
        case(
            A1,
            NotShown,
            "a ban that nobody vouches for",
            "not shown in the sources on record",
            |w| {
                w.says("somebody", banned_without_decision());
            },
        ),
        case(
            A1,
            NotShown,
            "broken up is shown, and nothing was decided",
            "an assembly was broken up on 2026-01-20",
            |w| {
                w.says("observer", json!({"kind": "assembly_dispersed", "when": {"from": "2026-01-20"}, "place": "ru", "force": "weapons"}));
            },
        ),
        Case {
            world: World::watched,
            ..case(
                A1,
                NotShown,
                "in a watched election the decision may be unknown",
                "no decision stands on record",
                |w| {
                    w.says("observer", banned_without_decision());
                },
            )
        },
        case(A2, NotShown, "no detention", "", none),
        case(
            A2,
            NotShown,
            "one that nobody vouches for",
            "no known key vouches",
            |w| {
                w.says("somebody", detained("2026-01-10"));
            },
        ),
        case(A2, Holds, "a judge on the second day after", "", |w| {
            let id = w.says("observer", detained("2026-01-10"));
            w.says("observer", followed(id, "before_judge", "2026-01-12"));
        }),
        case(
            A2,
            Breached,
            "a judge on the third day after",
            "10 people saw a judge after more than 48 hours; 48 are allowed",
            |w| {
                let id = w.says("observer", detained("2026-01-10"));
                w.says("observer", followed(id, "before_judge", "2026-01-13"));
            },
        ),
        case(
            A2,
            Breached,
            "late by days",
            "after more than 216 hours",
            |w| {
                let id = w.says("observer", detained("2026-01-10"));
                w.says("observer", followed(id, "before_judge", "2026-01-20"));
            },
        ),
        Case {
            world: || {
                let mut call = crate::world::call();
                call["judge_within_hours"] = json!(24);
                World::called(call)
            },
            ..case(
                A2,
                Breached,
                "later than the law of the call allows",
                "24 are allowed",
                |w| {
                    let id = w.says("observer", detained("2026-01-10"));
                    w.says("observer", followed(id, "before_judge", "2026-01-12"));
                },
            )
        },
        case(A2, Holds, "set free, whenever", "", |w| {
            let id = w.says("observer", detained("2026-01-10"));
            w.says("observer", followed(id, "released", "2026-01-20"));
        }),
        case(
            A2,
            NotShown,
            "of some nothing is known",
            "is not shown on record",
            |w| {
                let id = w.says("observer", detained("2026-01-10"));
                w.says("observer", some(followed(id, "released", "2026-01-11"), 4));
            },
        ),
        case(
            A2,
            NotShown,
            "nothing followed",
            "square: that 10 people saw a judge or were set free is not shown",
            |w| {
                w.says("observer", detained("2026-01-10"));
            },
        ),
        case(
            A2,
            NotShown,
            "a release that nobody vouches for",
            "is not shown on record",
            |w| {
                let id = w.says("observer", detained("2026-01-10"));
                w.says("somebody", followed(id, "released", "2026-01-11"));
            },
        ),
        case(
            A2,
            Holds,
            "a detention that an observer vouches for later",
            "",
            |w| {
                let id = w.says("somebody", detained("2026-01-10"));
                w.says("observer", verdict(id, "confirmed"));
                w.says("observer", followed(id, "before_judge", "2026-01-11"));
            },
        ),
        case(A3, NotShown, "nothing on record", "", none),
        case(
            A3,
            Holds,
            "acts are shown and decide nothing",
            "press, 2026-01-20: journalists detained, 2",
            |w| {
                w.says("somebody", json!({"kind": "press_obstructed", "act": "detained", "when": {"from": "2026-01-20"}, "place": "ru", "number": exactly(2)}));
            },
        ),
        case(R1, NotShown, "no report", "", none),
        case(
            R1,
            Holds,
            "reports are counted, those unvouched apart",
            "2 reports, 1 of them unvouched",
            |w| {
                w.says("somebody", report("2026-01-20"));
                w.says("observer", report("2026-01-20"));
            },
        ),
        case(R2, NotShown, "no demand", "", none),
        case(
            R2,
            Holds,
            "a demand that nothing followed is shown",
            "was due on 2026-02-10, and nothing followed",
            |w| {
                w.says("us", demand());
            },
        ),
        case(
            R2,
            Holds,
            "a demand that was refused was followed",
            "",
            |w| {
                let id = w.says("us", demand());
                w.says("observer", json!({"kind": "demand_followed", "demand": id, "response": "refused", "on": "2026-01-25"}));
            },
        ),
        case(R3, NotShown, "nothing was taken back", "", none),
        case(
            R3,
            Holds,
            "counted by reason and by whom",
            "taken back (safety): 1 by their authors, 1 by the organiser",
            |w| {
                for who in ["one", "two"] {
                    let id = w.says(who, report("2026-01-20"));
                    w.says(
                        if who == "one" { who } else { "organiser" },
                        withdrawn(id, "safety"),
                    );
                }
            },
        ),
    ]
}
