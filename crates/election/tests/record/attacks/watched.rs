//! Attacks by who may not say it, in a watched election.

use serde_json::json;
use veche_election::check::CheckId::S5;
use veche_election::value::EntryId;

use super::{Attack, row};
use crate::world::{
    World, anchored, attested_filing, body, calendar, candidate, counted, decided, declared,
    exactly, log, poll, public, reasons, report, rule, sourced, sources, with,
};

/// A candidate of a watched election, whose filing is attested.
fn attested(world: &mut World) -> EntryId {
    world
        .on("2026-03-02")
        .says("observer", attested_filing("president", "ada"))
}

pub(super) fn table() -> Vec<Attack> {
    let row = |change, rule, entry| row(World::watched, change, rule, S5, entry);
    vec![
        row("an attested calendar without a source", "NoSources", |w| {
            w.sign("observer", calendar())
        }),
        row("an attested rule without a source", "NoSources", |w| {
            w.sign("observer", rule("r", "2026-02-01"))
        }),
        row("an attested filing without a source", "NoSources", |w| {
            let mut filing = attested_filing("president", "ada");
            filing.as_object_mut().expect("a filing").remove("sources");
            w.sign("observer", filing)
        }),
        row("an attested decision without a source", "NoSources", |w| {
            let candidate = attested(w);
            w.sign(
                "observer",
                decided(
                    "commission",
                    "candidacy",
                    candidate,
                    "refused",
                    "2026-03-02",
                ),
            )
        }),
        row("attested reasons without a source", "NoSources", |w| {
            let candidate = attested(w);
            let decision = sourced(decided(
                "commission",
                "candidacy",
                candidate,
                "refused",
                "2026-03-02",
            ));
            let decision = w.says("observer", decision);
            w.sign("observer", json!({"kind": "decision_supplemented", "decision": decision, "on": "2026-03-02", "reasons": reasons()}))
        }),
        row("attested figures without a source", "NoSources", |w| {
            let candidate = attested(w);
            w.sign(
                "observer",
                counted(candidate, "2026-03-02", json!({"accepted": exactly(5)})),
            )
        }),
        row(
            "an attested withdrawal without a source",
            "NoSources",
            |w| {
                let candidate = attested(w);
                w.sign(
                    "observer",
                    json!({"kind": "candidacy_withdrawn", "candidate": candidate}),
                )
            },
        ),
        row("an attested outcome without a source", "NoSources", |w| {
            w.sign("observer", declared("fee", json!(["yes"]), "2026-02-01"))
        }),
        row(
            "an attested official reply without a source",
            "NoSources",
            |w| {
                let report = w.says("reporter", report("2026-01-15"));
                w.sign("observer", json!({"kind": "reply_made", "to": report, "body": "interior", "text": body("no")}))
            },
        ),
        row("a stranger attests a decision", "NotEntitled", |w| {
            let candidate = attested(w);
            w.sign(
                "stranger",
                sourced(decided(
                    "commission",
                    "candidacy",
                    candidate,
                    "refused",
                    "2026-03-02",
                )),
            )
        }),
        row("a stranger attests an official reply", "NotEntitled", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("stranger", json!({"kind": "reply_made", "to": report, "body": "interior", "text": body("no"), "sources": sources()}))
        }),
        row(
            "a body without the competence is said to have decided",
            "NoCompetence",
            |w| {
                let candidate = attested(w);
                w.sign(
                    "observer",
                    sourced(decided(
                        "interior",
                        "candidacy",
                        candidate,
                        "refused",
                        "2026-03-02",
                    )),
                )
            },
        ),
        row(
            "a body that there is not is said to have decided",
            "NoSuchBody",
            |w| {
                let candidate = attested(w);
                w.sign(
                    "observer",
                    sourced(decided(
                        "junta",
                        "candidacy",
                        candidate,
                        "refused",
                        "2026-03-02",
                    )),
                )
            },
        ),
        row(
            "an attested filing that gives another a candidate's key",
            "NotEntitled",
            |w| {
                w.sign(
                    "observer",
                    with(
                        attested_filing("president", "ada"),
                        "key",
                        json!(public("assessor")),
                    ),
                )
            },
        ),
        row(
            "an observer withdraws a candidate who has a key",
            "NotEntitled",
            |w| {
                let candidate = candidate(w);
                w.sign(
                    "observer",
                    sourced(json!({"kind": "candidacy_withdrawn", "candidate": candidate})),
                )
            },
        ),
        row("the key of the log by an observer", "NotEntitled", |w| {
            w.sign(
                "observer",
                json!({"kind": "log_key_rotated", "log": log("example.org/election", 2)}),
            )
        }),
        row(
            "a poll without an archive, opened by an observer",
            "NotEntitled",
            |w| w.sign("observer", poll("fee", "fee", json!(["yes", "no"]))),
        ),
        row("events anchored to another's poll", "NotEntitled", |w| {
            let poll = w.says("organiser", poll("fee", "fee", json!(["yes", "no"])));
            w.sign("observer", anchored(poll, 0, &["made up"]))
        }),
        row("a wrong outcome of another's poll", "NotEntitled", |w| {
            let poll = w.says("organiser", poll("fee", "fee", json!(["yes", "no"])));
            let outcome = sourced(declared("fee", json!(["yes"]), "2026-02-01"));
            w.sign("observer", with(outcome, "poll", json!(poll)))
        }),
    ]
}
