//! Who stood, who was kept off, on which figures: C1 to C6.

use serde_json::{Value, json};
use veche_election::check::CheckId::{C1, C2, C3, C4, C5, C6};
use veche_election::shows::Status::{Breached, Holds, NotShown};
use veche_election::value::EntryId;

use super::Case;
use crate::world::{
    World, appeal, attested_filing, call, candidate, counted, decided, exactly, filed, poll,
    sourced, watched_call, with,
};

/// Figures of the authority for Ada.
fn figures(world: &mut World, figures: Value) -> EntryId {
    let ada = candidate(world);
    world.says("commission", counted(ada, "2026-03-02", figures));
    ada
}

/// A decision of the commission about a candidate.
fn decide(world: &mut World, id: EntryId, outcome: &str) -> EntryId {
    let decision = decided("commission", "candidacy", id, outcome, "2026-03-02");
    world.says("commission", decision)
}

fn figure(number: u64) -> Value {
    json!({"kind": "figure_reported", "figure": "register", "number": exactly(number), "unit": "count",
           "when": {"from": "2026-01-31"}, "place": "ru", "according_to": "authority"})
}

/// A call that does not say how many voters there are.
fn call_without_voters() -> World {
    let mut call = call();
    call["contests"][0]
        .as_object_mut()
        .expect("a contest")
        .remove("voters");
    World::called(call)
}

pub(super) fn cases() -> Vec<Case> {
    let case = |check, status, name, says, story| Case {
        name,
        check,
        status,
        says,
        world: World::run,
        story,
        on: "2026-03-29",
    };
    let none: fn(&mut World) = |_| {};
    vec![
        case(C1, NotShown, "no candidate", "", none),
        case(C1, Holds, "a candidate refused has an outcome", "", |w| {
            let ada = candidate(w);
            decide(w, ada, "refused");
        }),
        case(C1, Holds, "who withdrew needs no outcome", "", |w| {
            let ada = candidate(w);
            w.says(
                "ada",
                json!({"kind": "candidacy_withdrawn", "candidate": ada}),
            );
        }),
        case(C1, Holds, "filing is enough", "", |w| {
            w.on("2026-03-02").says("bob", filed("council", "bob"));
        }),
        case(C1, Holds, "filed late is shown", "outside the time", |w| {
            let bob = w.on("2026-03-12").says("bob", filed("council", "bob"));
            decide(w, bob, "refused");
        }),
        case(
            C1,
            Breached,
            "nothing is decided when voting begins",
            "nothing is decided",
            |w| {
                candidate(w);
            },
        ),
        Case {
            on: "2026-03-28",
            ..case(C1, Holds, "before voting begins there is time", "", |w| {
                candidate(w);
            })
        },
        case(
            C1,
            Breached,
            "a returned refusal leaves no outcome",
            "nothing is decided",
            |w| {
                let ada = candidate(w);
                let refusal = decide(w, ada, "refused");
                let appeal = w.says("ada", appeal(refusal));
                w.says(
                    "court",
                    decided("court", "appeal", appeal, "returned", "2026-03-02"),
                );
            },
        ),
        Case {
            world: World::watched,
            ..case(
                C1,
                NotShown,
                "in a watched election it is not shown",
                "nothing is decided",
                |w| {
                    w.on("2026-03-02")
                        .says("observer", attested_filing("president", "ada"));
                },
            )
        },
        case(C2, NotShown, "nobody can be on a ballot", "", none),
        case(C2, Holds, "the registered stand on the ballot", "", |w| {
            let ada = candidate(w);
            decide(w, ada, "registered");
            w.on("2026-03-12")
                .says("commission", poll("main", "president", json!([ada])));
        }),
        case(
            C2,
            Holds,
            "the refused, who did not qualify, do not",
            "",
            |w| {
                let ada = figures(w, json!({"accepted": exactly(999)}));
                decide(w, ada, "refused");
            },
        ),
        case(
            C2,
            Breached,
            "qualified and absent",
            "ada qualified with 1,000 accepted signatures (1,000 needed)",
            |w| {
                let ada = figures(w, json!({"accepted": exactly(1_000)}));
                decide(w, ada, "refused");
            },
        ),
        case(
            C2,
            Breached,
            "registered and not on the ballot",
            "is registered, and does not stand",
            |w| {
                let (ada, bob) = (candidate(w), w.says("bob", filed("president", "bob")));
                decide(w, ada, "registered");
                decide(w, bob, "registered");
                w.on("2026-03-12")
                    .says("commission", poll("main", "president", json!([ada])));
            },
        ),
        case(
            C2,
            Breached,
            "on the ballot and not registered",
            "ada stands on the ballot, and is not registered",
            |w| {
                let ada = candidate(w);
                w.on("2026-03-12")
                    .says("commission", poll("main", "president", json!([ada])));
            },
        ),
        case(
            C2,
            Breached,
            "withdrawn before the poll, and on the ballot",
            "is not registered",
            |w| {
                let bob = w.on("2026-03-02").says("bob", filed("council", "bob"));
                w.says(
                    "bob",
                    json!({"kind": "candidacy_withdrawn", "candidate": bob}),
                );
                w.on("2026-03-12")
                    .says("commission", poll("council", "council", json!([bob])));
            },
        ),
        case(C2, Holds, "withdrawn after the poll was opened", "", |w| {
            let bob = w.on("2026-03-02").says("bob", filed("council", "bob"));
            w.on("2026-03-12")
                .says("commission", poll("council", "council", json!([bob])));
            w.says(
                "bob",
                json!({"kind": "candidacy_withdrawn", "candidate": bob}),
            );
        }),
        case(C3, NotShown, "no figures of the authority", "", |w| {
            let ada = candidate(w);
            let theirs = json!({"according_to": "candidate", "accepted": exactly(5_000)});
            w.says("ada", counted(ada, "2026-03-02", theirs));
            decide(w, ada, "refused");
        }),
        case(C3, Holds, "registered above the threshold", "", |w| {
            let ada = figures(w, json!({"accepted": exactly(1_000)}));
            decide(w, ada, "registered");
        }),
        case(
            C3,
            Breached,
            "refused above the threshold",
            "refused with 165,744 accepted signatures, above the 1,000 needed",
            |w| {
                let ada = figures(w, json!({"accepted": exactly(165_744)}));
                decide(w, ada, "refused");
            },
        ),
        case(
            C3,
            Breached,
            "removed above the threshold",
            "was refused",
            |w| {
                let ada = figures(w, json!({"accepted": exactly(1_000)}));
                decide(w, ada, "registered");
                decide(w, ada, "removed");
            },
        ),
        case(C3, Holds, "restored on appeal", "", |w| {
            let ada = figures(w, json!({"accepted": exactly(1_000)}));
            let refusal = decide(w, ada, "refused");
            let appeal = w.says("ada", appeal(refusal));
            w.says(
                "court",
                decided("court", "appeal", appeal, "upheld", "2026-03-02"),
            );
        }),
        case(C3, Holds, "restored on a second appeal", "", |w| {
            let ada = figures(w, json!({"accepted": exactly(1_000)}));
            let refusal = decide(w, ada, "refused");
            let first = w.says("ada", appeal(refusal));
            let rejected = w.says(
                "court",
                decided("court", "appeal", first, "rejected", "2026-03-02"),
            );
            let second = w.says("ada", appeal(rejected));
            w.says(
                "court",
                decided("court", "appeal", second, "upheld", "2026-03-02"),
            );
        }),
        case(
            C3,
            Breached,
            "refused again when the decision to uphold falls",
            "was refused",
            |w| {
                let ada = figures(w, json!({"accepted": exactly(1_000)}));
                let refusal = decide(w, ada, "refused");
                let first = w.says("ada", appeal(refusal));
                let upheld = w.says(
                    "court",
                    decided("court", "appeal", first, "upheld", "2026-03-02"),
                );
                let second = w.says("rival", appeal(upheld));
                w.says(
                    "court",
                    decided("court", "appeal", second, "upheld", "2026-03-02"),
                );
            },
        ),
        case(
            C3,
            Holds,
            "decided anew when the rejection of an appeal is returned",
            "",
            |w| {
                let ada = figures(w, json!({"accepted": exactly(1_000)}));
                let refusal = decide(w, ada, "refused");
                let first = w.says("ada", appeal(refusal));
                let rejected = w.says(
                    "court",
                    decided("court", "appeal", first, "rejected", "2026-03-02"),
                );
                let second = w.says("ada", appeal(rejected));
                w.says(
                    "court",
                    decided("court", "appeal", second, "returned", "2026-03-02"),
                );
                w.says(
                    "court",
                    sourced(decided("court", "appeal", first, "upheld", "2026-03-02")),
                );
            },
        ),
        case(C4, NotShown, "nothing was handed in", "", |w| {
            figures(w, json!({"accepted": exactly(1_000)}));
        }),
        case(C4, Holds, "as many as were handed in", "", |w| {
            figures(
                w,
                json!({"accepted": exactly(1_000), "handed_in": exactly(1_000)}),
            );
        }),
        case(
            C4,
            Holds,
            "not certainly more than at least so many",
            "",
            |w| {
                figures(
                    w,
                    json!({"accepted": exactly(2_000), "handed_in": {"min": 1_000}}),
                );
            },
        ),
        case(
            C4,
            Breached,
            "more than the candidate says was handed in",
            "1,001 signatures accepted, of 1,000 handed in",
            |w| {
                let ada = figures(w, json!({"accepted": exactly(1_001)}));
                let theirs = json!({"according_to": "candidate", "handed_in": exactly(1_000)});
                w.says("ada", counted(ada, "2026-03-02", theirs));
            },
        ),
        case(
            C4,
            Breached,
            "more in one district",
            "ada in north: 11 signatures accepted",
            |w| {
                figures(
                    w,
                    json!({"district": "north", "accepted": exactly(11), "handed_in": exactly(10)}),
                );
            },
        ),
        case(C5, NotShown, "no figures of checking", "", |w| {
            figures(w, json!({"accepted": exactly(1_000)}));
        }),
        case(C5, Holds, "every signature looked at", "", |w| {
            figures(w, json!({"checked": exactly(1_000), "voided": exactly(0)}));
        }),
        case(
            C5,
            Breached,
            "a whole lot made void",
            "800 signatures made void together",
            |w| {
                figures(w, json!({"checked": exactly(200), "voided": exactly(800)}));
            },
        ),
        case(
            C5,
            Holds,
            "just over the limit is shown",
            "15.01 % of those checked are invalid, just over the 15 %",
            |w| {
                figures(
                    w,
                    json!({"checked": exactly(200), "invalid_share": exactly(1_501)}),
                );
            },
        ),
        case(C5, Holds, "two percent over is not just over", "", |w| {
            figures(
                w,
                json!({"checked": exactly(200), "invalid_share": exactly(1_701)}),
            );
        }),
        Case {
            world: call_without_voters,
            ..case(
                C6,
                NotShown,
                "nobody says how many voters there are",
                "",
                none,
            )
        },
        case(C6, Holds, "half a percent", "", none),
        Case {
            world: || {
                let mut call = call();
                call["contests"][0]["voters"] = json!(99_999);
                World::called(call)
            },
            ..case(
                C6,
                Breached,
                "more than one percent",
                "more than one percent of 99,999 voters",
                none,
            )
        },
        Case {
            world: || {
                let mut call = call();
                call["contests"][0]["voters"] = json!(100_000);
                World::called(call)
            },
            ..case(C6, Holds, "one percent", "", none)
        },
        Case {
            world: call_without_voters,
            ..case(
                C6,
                Breached,
                "by a figure of an observer",
                "more than one percent of 50,000 voters",
                |w| {
                    w.says("observer", figure(50_000));
                },
            )
        },
        Case {
            world: call_without_voters,
            ..case(
                C6,
                NotShown,
                "not by a figure that nobody answers for",
                "",
                |w| {
                    w.says("somebody", figure(5));
                },
            )
        },
        Case {
            world: call_without_voters,
            ..case(C6, NotShown, "not by a figure of one village", "", |w| {
                w.says(
                    "observer",
                    with(figure(500), "place", json!("ru/north/village")),
                );
            })
        },
        Case {
            world: || World::called(watched_call()),
            ..case(C6, Holds, "in a watched election too", "", none)
        },
    ]
}
