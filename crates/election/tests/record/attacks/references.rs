//! Attacks by naming what is not there.

use serde_json::json;
use veche_election::check::CheckId::S6;

use super::{Attack, row};
use crate::world::{
    World, anchored, appeal, assembly, body, candidate, complaint, counted, decided, declared,
    detained, exactly, followed, hash, poll, reasons, report, sourced, with,
};

pub(super) fn table() -> Vec<Attack> {
    let row = |change, entry| row(World::run, change, "NoSuch", S6, entry);
    vec![
        row("a rule replaces one that there is not", |w| {
            w.sign("organiser", json!({"kind": "rule_published", "rule": "r", "text": body("r"), "in_force": "2026-02-01", "replaces": json!(hash("nowhere"))}))
        }),
        row("a candidate that there is not is withdrawn", |w| {
            *w = World::watched();
            let report = w.says("reporter", report("2026-01-15"));
            w.sign(
                "observer",
                sourced(json!({"kind": "candidacy_withdrawn", "candidate": report})),
            )
        }),
        row("figures of a candidate that there is not", |w| {
            let report = w.on("2026-03-02").says("reporter", report("2026-01-15"));
            w.sign(
                "commission",
                counted(report, "2026-03-02", json!({"accepted": exactly(1)})),
            )
        }),
        row("a decision on a candidate that is an assembly", |w| {
            let assembly = w.on("2026-03-02").says("organisation", assembly());
            w.sign(
                "commission",
                decided("commission", "candidacy", assembly, "refused", "2026-03-02"),
            )
        }),
        row("a complaint decided as an appeal", |w| {
            let complaint = w.says("voter", complaint());
            w.sign(
                "court",
                decided("court", "appeal", complaint, "upheld", "2026-02-01"),
            )
        }),
        row("a decision that cites a rule that there is not", |w| {
            let candidate = candidate(w);
            let mut decision = decided(
                "commission",
                "candidacy",
                candidate,
                "refused",
                "2026-03-02",
            );
            decision["reasons"] =
                json!({"rules": [{"cites": "rule", "rule": json!(hash("nowhere"))}]});
            w.sign("commission", decision)
        }),
        row("reasons added to no decision", |w| {
            w.sign("commission", json!({"kind": "decision_supplemented", "decision": json!(hash("nowhere")), "on": "2026-02-01", "reasons": reasons()}))
        }),
        row("an appeal against a filing", |w| {
            let candidate = candidate(w);
            w.sign("voter", appeal(candidate))
        }),
        row("a complaint about an entry that there is not", |w| {
            w.sign(
                "voter",
                with(complaint(), "about", json!([json!(hash("nowhere"))])),
            )
        }),
        row("a key put under a report", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("voter", json!({"kind": "cosigned", "entry": report}))
        }),
        row(
            "an assembly held that was never announced, under a name",
            |w| {
                w.sign("reporter", json!({"kind": "assembly_held", "assembly": json!(hash("nowhere")), "when": {"from": "2026-01-15"}, "place": "ru", "police": "absent"}))
            },
        ),
        row("a detention at no assembly", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign(
                "reporter",
                with(detained("2026-01-15"), "assembly", json!(report)),
            )
        }),
        row("what followed no detention", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("reporter", followed(report, "released", "2026-01-16"))
        }),
        row("what followed no demand", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("reporter", json!({"kind": "demand_followed", "demand": report, "response": "met", "on": "2026-01-16"}))
        }),
        row("a report about a candidate that there is not", |w| {
            w.sign(
                "reporter",
                with(report("2026-01-15"), "candidate", json!(hash("nowhere"))),
            )
        }),
        row("a report that corrects one that there is not", |w| {
            w.sign(
                "reporter",
                with(
                    report("2026-01-15"),
                    "relates",
                    json!([{"how": "corrects", "entry": json!(hash("nowhere"))}]),
                ),
            )
        }),
        row("a reply to nothing", |w| {
            w.sign(
                "reporter",
                json!({"kind": "reply_made", "to": json!(hash("nowhere")), "text": body("no")}),
            )
        }),
        row("a finding that cites what is not there", |w| {
            w.sign("assessor", json!({"kind": "finding_made", "commitment": "cph-7-4", "verdict": "met", "cites": [json!(hash("nowhere"))], "text": body("why")}))
        }),
        row("an entry withdrawn that there is not", |w| {
            w.sign(
                "reporter",
                json!({"kind": "entry_withdrawn", "entry": json!(hash("nowhere")), "because": "safety"}),
            )
        }),
        row("events anchored to no poll", |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.sign("commission", anchored(report, 0, &["setup"]))
        }),
        row("an outcome from a poll of another contest", |w| {
            let poll = w
                .on("2026-03-12")
                .says("commission", poll("fee", "fee", json!(["yes", "no"])));
            let outcome = with(
                declared("council", json!([]), "2026-04-01"),
                "poll",
                json!(poll),
            );
            w.on("2026-04-01").sign("commission", outcome)
        }),
    ]
}
