//! Attacks by the wrong time, the wrong contest and values that a kind does not allow.

use serde_json::json;
use veche_election::check::CheckId::{S3, S6};

use super::{Attack, row};
use crate::world::{
    World, anchored, appeal, assembly, attested_filing, body, candidate, complaint, counted,
    decided, declared, detained, exactly, filed, hash, log, poll, reasons, refusal, report,
    sourced, with, withdrawn,
};

pub(super) fn table() -> Vec<Attack> {
    let mut table = phases();
    table.extend(values());
    table
}

fn phases() -> Vec<Attack> {
    let row = |change, rule, check, entry| row(World::run, change, rule, check, entry);
    let phase = |change, entry| row(change, "Phase", S6, entry);
    fn shifted(nomination: (&str, &str), voting: (&str, &str)) -> serde_json::Value {
        let period = |(from, to)| json!({"from": from, "to": to});
        json!({"kind": "calendar_changed", "reasons": body("reasons"),
               "calendar": {"nomination": period(nomination), "voting": period(voting)}})
    }
    vec![
        phase("nomination begins anew", |w| {
            w.on("2026-03-05").sign(
                "organiser",
                shifted(("2026-03-06", "2026-03-10"), ("2026-03-29", "2026-03-31")),
            )
        }),
        phase("a nomination that has ended is prolonged", |w| {
            w.on("2026-03-12").sign(
                "organiser",
                shifted(("2026-03-01", "2026-03-20"), ("2026-03-29", "2026-03-31")),
            )
        }),
        phase("voting that has ended is prolonged", |w| {
            w.on("2026-04-02").sign(
                "organiser",
                shifted(("2026-03-01", "2026-03-10"), ("2026-03-29", "2026-04-05")),
            )
        }),
        phase("voting is put into the past", |w| {
            w.on("2026-03-12").sign(
                "organiser",
                shifted(("2026-03-01", "2026-03-10"), ("2026-03-11", "2026-03-31")),
            )
        }),
        phase("voting is put before nomination", |w| {
            w.sign(
                "organiser",
                shifted(("2026-03-20", "2026-03-25"), ("2026-03-15", "2026-03-31")),
            )
        }),
        phase("signatures counted before nomination", |w| {
            let candidate = w.says("ada", filed("president", "ada"));
            w.sign(
                "commission",
                counted(candidate, "2026-02-01", json!({"accepted": exactly(1)})),
            )
        }),
        phase("a candidate refused before nomination", |w| {
            let candidate = w.says("ada", filed("president", "ada"));
            w.sign(
                "commission",
                decided(
                    "commission",
                    "candidacy",
                    candidate,
                    "refused",
                    "2026-02-01",
                ),
            )
        }),
        phase("a poll opened while candidates may still be filed", |w| {
            w.on("2026-03-10")
                .sign("commission", poll("fee", "fee", json!(["yes", "no"])))
        }),
        phase("a poll opened after the voting", |w| {
            w.on("2026-04-01")
                .sign("commission", poll("fee", "fee", json!(["yes", "no"])))
        }),
        phase("an outcome declared before the voting ends", |w| {
            w.on("2026-03-30")
                .sign("commission", declared("fee", json!(["yes"]), "2026-03-30"))
        }),
        row("a decision dated tomorrow", "FutureDated", S6, |w| {
            let candidate = candidate(w);
            w.sign(
                "commission",
                decided(
                    "commission",
                    "candidacy",
                    candidate,
                    "refused",
                    "2026-03-03",
                ),
            )
        }),
        row(
            "a report of what has not happened yet",
            "FutureDated",
            S6,
            |w| w.sign("reporter", report("2026-02-02")),
        ),
        row(
            "a detention that goes on tomorrow",
            "FutureDated",
            S6,
            |w| {
                w.sign(
                    "reporter",
                    with(
                        detained("2026-02-01"),
                        "since",
                        json!({"from": "2026-02-01", "to": "2026-02-02"}),
                    ),
                )
            },
        ),
        row(
            "figures of tomorrow in a watched election",
            "FutureDated",
            S6,
            |w| {
                *w = World::watched();
                let candidate = w.says("observer", attested_filing("president", "ada"));
                w.sign(
                    "observer",
                    sourced(counted(
                        candidate,
                        "2026-02-02",
                        json!({"accepted": exactly(1)}),
                    )),
                )
            },
        ),
        row(
            "a candidate for a contest that there is not",
            "NoSuchContest",
            S6,
            |w| w.sign("ada", filed("king", "ada")),
        ),
        row(
            "a poll on a contest that there is not",
            "NoSuchContest",
            S6,
            |w| {
                w.on("2026-03-12")
                    .sign("commission", poll("king", "king", json!(["yes", "no"])))
            },
        ),
        row(
            "an option that the contest has not",
            "NoSuchOption",
            S6,
            |w| {
                w.on("2026-03-12")
                    .sign("commission", poll("fee", "fee", json!(["yes", "perhaps"])))
            },
        ),
        row("an option that stands twice", "NoSuchOption", S6, |w| {
            w.on("2026-03-12")
                .sign("commission", poll("fee", "fee", json!(["yes", "yes"])))
        }),
        row(
            "a candidate of another contest on the ballot",
            "NoSuchOption",
            S6,
            |w| {
                let candidate = candidate(w);
                w.on("2026-03-12")
                    .sign("commission", poll("council", "council", json!([candidate])))
            },
        ),
        row(
            "somebody elected who is no option",
            "NoSuchOption",
            S6,
            |w| {
                w.on("2026-04-01").sign(
                    "commission",
                    declared("fee", json!([json!(hash("nowhere"))]), "2026-04-01"),
                )
            },
        ),
    ]
}

fn values() -> Vec<Attack> {
    let row = |change, entry| row(World::run, change, "Value", S3, entry);
    vec![
        row("names of detained people that anybody can read", |w| {
            w.sign(
                "reporter",
                with(detained("2026-01-15"), "names", body("names")),
            )
        }),
        row("a permission of a candidate", |w| {
            let candidate = candidate(w);
            w.sign(
                "commission",
                decided(
                    "commission",
                    "candidacy",
                    candidate,
                    "permitted",
                    "2026-03-02",
                ),
            )
        }),
        row("the registration of an assembly", |w| {
            let assembly = w.says("organisation", assembly());
            w.sign(
                "interior",
                decided("interior", "assembly", assembly, "registered", "2026-02-01"),
            )
        }),
        row("the refusal of an appeal", |w| {
            let refusal = refusal(w);
            let appeal = w.says("ada", appeal(refusal));
            w.sign(
                "court",
                decided("court", "appeal", appeal, "refused", "2026-03-02"),
            )
        }),
        row("a complaint returned", |w| {
            let complaint = w.says("voter", complaint());
            w.sign(
                "court",
                decided("court", "complaint", complaint, "returned", "2026-02-01"),
            )
        }),
        row("a supplement that adds nothing", |w| {
            let refusal = refusal(w);
            w.sign("commission", json!({"kind": "decision_supplemented", "decision": refusal, "on": "2026-03-02", "reasons": {}}))
        }),
        row("reasons added before the decision was taken", |w| {
            let refusal = refusal(w);
            w.sign("commission", json!({"kind": "decision_supplemented", "decision": refusal, "on": "2026-03-01", "reasons": reasons()}))
        }),
        row("a finding that cites nothing", |w| {
            w.sign("assessor", json!({"kind": "finding_made", "commitment": "cph-7-4", "verdict": "met", "cites": [], "text": body("why")}))
        }),
        row("a decision taken back", |w| {
            let refusal = refusal(w);
            w.sign("commission", withdrawn(refusal, "mistake"))
        }),
        row("a withdrawal taken back", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            let back = w.says("reporter", withdrawn(report, "safety"));
            w.sign("reporter", withdrawn(back, "mistake"))
        }),
        row("a key of the log with another name", |w| {
            w.sign(
                "organiser",
                json!({"kind": "log_key_rotated", "log": log("example.org/other", 2)}),
            )
        }),
        row("a key of the log that is none", |w| {
            w.sign(
                "organiser",
                json!({"kind": "log_key_rotated", "log": "example.org/election"}),
            )
        }),
        row("a poll without options", |w| {
            w.on("2026-03-12")
                .sign("commission", poll("fee", "fee", json!([])))
        }),
        row("question 0 of a poll", |w| {
            let poll = with(
                poll("fee", "fee", json!(["yes", "no"])),
                "question",
                json!(0),
            );
            w.on("2026-03-12").sign("commission", poll)
        }),
        row("an anchor that anchors nothing", |w| {
            let poll = w
                .on("2026-03-12")
                .says("commission", poll("fee", "fee", json!(["yes", "no"])));
            w.sign("commission", anchored(poll, 0, &[]))
        }),
        super::row(
            World::run,
            "an entry above the limit of the call",
            "TooLong",
            S3,
            |w| {
                let documents: Vec<_> = (0..100).map(|n| body(&n.to_string())).collect();
                w.sign(
                    "reporter",
                    with(report("2026-01-15"), "attachments", json!(documents)),
                )
            },
        ),
    ]
}
