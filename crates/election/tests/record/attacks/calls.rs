//! Attacks on the beginning of a record.

use serde_json::{Value, json};
use veche_election::check::CheckId::{S3, S5, S6};
use veche_election::entry::{Recorded, UnsignedEntry};

use super::Attack;
use crate::world::{World, act, call, key, public, report, watched_call, with};

/// The call with something changed, as the first entry.
fn first(world: &World, change: fn(&mut Value)) -> Recorded {
    let mut call = call();
    change(&mut call);
    world.sign("organiser", call)
}

pub(super) fn table() -> Vec<Attack> {
    let row = |change, rule, check, entry| Attack {
        change,
        rule,
        check,
        world: World::empty,
        entry,
    };
    vec![
        row("a report before the call", "NotCalled", S6, |w| {
            w.sign("reporter", report("2026-01-15"))
        }),
        row("rules of a later version", "RulesVersion", S3, |w| {
            first(w, |call| call["rules"] = json!(2))
        }),
        row("a call inside another election", "Call", S3, |w| {
            let other = World::run().call;
            w.now(UnsignedEntry::sign(act(call()), other, &key("organiser")))
        }),
        row("a key of the log that is none", "Call", S3, |w| {
            first(w, |call| {
                call["log"] = json!("example.org/election+00000000+AAAA")
            })
        }),
        row("a limit that lets nothing in", "Call", S3, |w| {
            first(w, |call| call["limits"]["entry_bytes"] = json!(100))
        }),
        row("a limit above what a leaf can have", "Call", S3, |w| {
            first(w, |call| call["limits"]["entry_bytes"] = json!(65_535))
        }),
        row("a call longer than its own limit", "Call", S3, |w| {
            first(w, |call| call["limits"]["entry_bytes"] = json!(1_024))
        }),
        row("no entry a day", "Call", S3, |w| {
            first(w, |call| {
                call["limits"]["entries_per_key_per_day"] = json!(0)
            })
        }),
        row("bodies of no byte", "Call", S3, |w| {
            first(w, |call| call["limits"]["body_bytes"] = json!(0))
        }),
        row("nothing to decide", "Call", S3, |w| {
            first(w, |call| call["contests"] = json!([]))
        }),
        row("two contests of one name", "Call", S3, |w| {
            first(w, |call| {
                call["contests"][1]["contest"] = json!("president")
            })
        }),
        row("two bodies of one name", "Call", S3, |w| {
            first(w, |call| call["bodies"][1]["body"] = json!("commission"))
        }),
        row("two options of one name", "Call", S3, |w| {
            first(w, |call| {
                call["contests"][2]["options"][1]["option"] = json!("yes")
            })
        }),
        row("no seat", "Call", S3, |w| {
            first(w, |call| call["contests"][1]["seats"] = json!(0))
        }),
        row("two seats by a majority", "Call", S3, |w| {
            first(w, |call| call["contests"][0]["seats"] = json!(2))
        }),
        row("rules that no contest is counted by", "Call", S3, |w| {
            first(w, |call| {
                call["contests"][1]["rules"] = json!(crate::polls::RULES);
            })
        }),
        row("counted by rules that are not there", "Call", S3, |w| {
            first(w, |call| {
                call["contests"][1]["rule"] = json!("carried");
            })
        }),
        row("voting before nomination", "Call", S3, |w| {
            first(w, |call| {
                call["calendar"]["voting"] = json!({"from": "2026-02-27"})
            })
        }),
        row("a body without a key in a run election", "Call", S3, |w| {
            first(w, |call| {
                call["bodies"][0]
                    .as_object_mut()
                    .expect("a body")
                    .remove("key");
            })
        }),
        row(
            "a watched election without a source",
            "NoSources",
            S5,
            |w| {
                let mut call = watched_call();
                call.as_object_mut().expect("a call").remove("sources");
                w.sign("organiser", call)
            },
        ),
        Attack {
            change: "a second call",
            rule: "CalledAlready",
            check: S6,
            world: World::run,
            entry: |w| {
                let call = with(call(), "place", json!("ru/elsewhere"));
                w.now(UnsignedEntry::sign(act(call), None, &key("organiser")))
            },
        },
        Attack {
            change: "a second call that names the first",
            rule: "CalledAlready",
            check: S6,
            world: World::watched,
            entry: |w| w.sign("usurper", with(call(), "log", json!(public("usurper")))),
        },
    ]
}
