//! Attacks by who may not say it, in a run election.

use serde_json::json;
use veche_election::check::CheckId::S5;

use super::{Attack, row};
use crate::world::{
    World, anchored, attested_filing, body, calendar, candidate, counted, decided, declared,
    exactly, filed, log, poll, reasons, report, rule, verdict, with, withdrawn,
};

pub(super) fn table() -> Vec<Attack> {
    let row = |change, rule, entry| row(World::run, change, rule, S5, entry);
    vec![
        row("a calendar changed by a body", "NotEntitled", |w| {
            w.sign("commission", calendar())
        }),
        row("a rule published by an observer", "NotEntitled", |w| {
            w.sign("observer", rule("r", "2026-02-01"))
        }),
        row("a key of the log by a body", "NotEntitled", |w| {
            w.sign(
                "commission",
                json!({"kind": "log_key_rotated", "log": log("example.org/election", 2)}),
            )
        }),
        row(
            "a candidate filed with somebody else's key",
            "NotEntitled",
            |w| w.on("2026-03-02").sign("rival", filed("president", "ada")),
        ),
        row("a candidate filed without a key", "NotEntitled", |w| {
            w.on("2026-03-02")
                .sign("observer", attested_filing("president", "ada"))
        }),
        row("a candidate withdrawn by another key", "NotEntitled", |w| {
            let candidate = candidate(w);
            w.sign(
                "rival",
                json!({"kind": "candidacy_withdrawn", "candidate": candidate}),
            )
        }),
        row(
            "a candidate withdrawn by the organiser",
            "NotEntitled",
            |w| {
                let candidate = candidate(w);
                w.sign(
                    "organiser",
                    json!({"kind": "candidacy_withdrawn", "candidate": candidate}),
                )
            },
        ),
        row(
            "figures of the authority by an observer",
            "NotEntitled",
            |w| {
                let candidate = candidate(w);
                w.sign(
                    "observer",
                    counted(candidate, "2026-03-02", json!({"accepted": exactly(5)})),
                )
            },
        ),
        row("figures of a candidate by a rival", "NotEntitled", |w| {
            let candidate = candidate(w);
            w.says("bob", filed("president", "bob"));
            let figures = json!({"according_to": "candidate", "handed_in": exactly(1)});
            w.sign("bob", counted(candidate, "2026-03-02", figures))
        }),
        row("figures of observers by a stranger", "NotEntitled", |w| {
            let candidate = candidate(w);
            let figures = json!({"according_to": "observers", "handed_in": exactly(1)});
            w.sign("stranger", counted(candidate, "2026-03-02", figures))
        }),
        row(
            "a body's decision signed by another body",
            "NotEntitled",
            |w| {
                let candidate = candidate(w);
                w.sign(
                    "court",
                    decided(
                        "commission",
                        "candidacy",
                        candidate,
                        "refused",
                        "2026-03-02",
                    ),
                )
            },
        ),
        row(
            "a body's decision signed by the organiser",
            "NotEntitled",
            |w| {
                let candidate = candidate(w);
                w.sign(
                    "organiser",
                    decided(
                        "commission",
                        "candidacy",
                        candidate,
                        "refused",
                        "2026-03-02",
                    ),
                )
            },
        ),
        row(
            "a decision of a body that there is not",
            "NoSuchBody",
            |w| {
                let candidate = candidate(w);
                w.sign(
                    "commission",
                    decided("junta", "candidacy", candidate, "refused", "2026-03-02"),
                )
            },
        ),
        row("a court decides who stands", "NoCompetence", |w| {
            let candidate = candidate(w);
            w.sign(
                "court",
                decided("court", "candidacy", candidate, "refused", "2026-03-02"),
            )
        }),
        row(
            "a commission decides on its own appeal",
            "NoCompetence",
            |w| {
                let candidate = candidate(w);
                let decision = w.says(
                    "commission",
                    decided(
                        "commission",
                        "candidacy",
                        candidate,
                        "refused",
                        "2026-03-02",
                    ),
                );
                let appeal = w.says("ada", crate::world::appeal(decision));
                w.sign(
                    "commission",
                    decided("commission", "appeal", appeal, "rejected", "2026-03-02"),
                )
            },
        ),
        row("reasons added by another body", "NotEntitled", |w| {
            let candidate = candidate(w);
            let decision = w.says(
                "commission",
                decided(
                    "commission",
                    "candidacy",
                    candidate,
                    "refused",
                    "2026-03-02",
                ),
            );
            w.sign("court", json!({"kind": "decision_supplemented", "decision": decision, "on": "2026-03-02", "reasons": reasons()}))
        }),
        row("an appeal to a body that there is not", "NoSuchBody", |w| {
            let candidate = candidate(w);
            let decision = w.says(
                "commission",
                decided(
                    "commission",
                    "candidacy",
                    candidate,
                    "refused",
                    "2026-03-02",
                ),
            );
            w.sign(
                "ada",
                with(crate::world::appeal(decision), "to", json!("heaven")),
            )
        }),
        row("a stranger vouches", "NotEntitled", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("stranger", verdict(report, "confirmed"))
        }),
        row("a candidate vouches", "NotEntitled", |w| {
            candidate(w);
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("ada", verdict(report, "confirmed"))
        }),
        row(
            "an official reply by the organiser for a body",
            "NotEntitled",
            |w| {
                let report = w.says("reporter", report("2026-01-15"));
                w.sign("organiser", json!({"kind": "reply_made", "to": report, "body": "interior", "text": body("no")}))
            },
        ),
        row(
            "an official reply for a body that there is not",
            "NoSuchBody",
            |w| {
                let report = w.says("reporter", report("2026-01-15"));
                w.sign("organiser", json!({"kind": "reply_made", "to": report, "body": "junta", "text": body("no")}))
            },
        ),
        row(
            "a finding by an observer who is no assessor",
            "NotEntitled",
            |w| {
                let report = w.says("reporter", report("2026-01-15"));
                w.sign("observer", json!({"kind": "finding_made", "commitment": "cph-7-4", "verdict": "met", "cites": [report], "text": body("why")}))
            },
        ),
        row("a report withdrawn by another", "NotEntitled", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("interior", withdrawn(report, "safety"))
        }),
        row(
            "a report withdrawn by the organiser as a mistake",
            "NotEntitled",
            |w| {
                let report = w.says("reporter", report("2026-01-15"));
                w.sign("organiser", withdrawn(report, "mistake"))
            },
        ),
        row("a poll opened by the organiser", "NotEntitled", |w| {
            w.on("2026-03-12")
                .sign("organiser", poll("fee", "fee", json!(["yes", "no"])))
        }),
        row("events anchored by an observer", "NotEntitled", |w| {
            let poll = w
                .on("2026-03-12")
                .says("commission", poll("fee", "fee", json!(["yes", "no"])));
            w.sign("observer", anchored(poll, 0, &["setup"]))
        }),
        row(
            "an outcome of the authority by the court",
            "NotEntitled",
            |w| {
                w.on("2026-04-01")
                    .sign("court", declared("fee", json!(["yes"]), "2026-04-01"))
            },
        ),
        row(
            "an outcome of observers by a stranger",
            "NotEntitled",
            |w| {
                let outcome = with(
                    declared("fee", json!(["yes"]), "2026-04-01"),
                    "according_to",
                    json!("observers"),
                );
                w.on("2026-04-01").sign("stranger", outcome)
            },
        ),
    ]
}
