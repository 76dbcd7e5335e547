//! Attacks by doing again what was done, or out of turn.

use serde_json::json;
use veche_election::check::CheckId::S6;
use veche_election::entry::UnsignedEntry;

use super::{Attack, row};
use crate::world::{
    World, act, anchored, appeal, body, complaint, decided, key, log, poll, refusal, report, with,
    withdrawn,
};

pub(super) fn table() -> Vec<Attack> {
    let row = |change, rule, check, entry| row(World::run, change, rule, check, entry);
    vec![
        row("the same entry again", "Replayed", S6, |w| {
            w.says("reporter", report("2026-01-15"));
            w.sign("reporter", report("2026-01-15"))
        }),
        row("the same entry again, a month later", "Replayed", S6, |w| {
            w.says("reporter", report("2026-01-15"));
            w.on("2026-03-01").sign("reporter", report("2026-01-15"))
        }),
        row(
            "the same entry with another signature of its author",
            "Replayed",
            S6,
            |w| {
                w.says("reporter", report("2026-01-15"));
                super::forms::signed_otherwise(w, "reporter", report("2026-01-15"))
            },
        ),
        row("an entry of another election", "OtherElection", S6, |w| {
            let other = World::watched().call;
            w.now(UnsignedEntry::sign(
                act(report("2026-01-15")),
                other,
                &key("reporter"),
            ))
        }),
        row(
            "an entry that names no election",
            "OtherElection",
            S6,
            |w| {
                w.now(UnsignedEntry::sign(
                    act(report("2026-01-15")),
                    None,
                    &key("reporter"),
                ))
            },
        ),
        row(
            "an entry recorded before the one before it",
            "TimeGoesBack",
            S6,
            |w| {
                w.at = "2026-02-01T11:50Z".to_owned();
                w.sign("reporter", report("2026-01-15"))
            },
        ),
        row(
            "one entry more than a key may have recorded in a day",
            "TooMany",
            S6,
            |w| {
                for day in 1..=5 {
                    w.says("reporter", report(&format!("2026-01-{day:02}")));
                }
                w.at = "2026-02-01T23:50Z".to_owned();
                w.sign("reporter", report("2026-01-15"))
            },
        ),
        row("a key put twice under a complaint", "Again", S6, |w| {
            let complaint = w.says("voter", complaint());
            w.sign("voter", json!({"kind": "cosigned", "entry": complaint}))
        }),
        row("an entry withdrawn twice", "Again", S6, |w| {
            let report = w.says("reporter", report("2026-01-15"));
            w.says("reporter", withdrawn(report, "consent"));
            w.sign("reporter", withdrawn(report, "safety"))
        }),
        row("a poll opened twice", "Again", S6, |w| {
            w.on("2026-03-12")
                .says("commission", poll("fee", "fee", json!(["yes", "no"])));
            w.sign("commission", poll("fee", "fee", json!(["no", "yes"])))
        }),
        row("the log's key replaced by itself", "Again", S6, |w| {
            w.sign(
                "organiser",
                json!({"kind": "log_key_rotated", "log": log("example.org/election", 1)}),
            )
        }),
        row(
            "a body that an earlier entry brought along, to be destroyed with one's own",
            "BodyTaken",
            S6,
            |w| {
                let mine = with(report("2026-01-15"), "text", body("what I saw"));
                let theirs = with(report("2026-01-14"), "text", mine["text"].clone());
                w.says("reporter", mine);
                w.sign("somebody", theirs)
            },
        ),
        row("an appeal decided twice", "DecidedAlready", S6, |w| {
            let refusal = refusal(w);
            let appeal = w.says("ada", appeal(refusal));
            w.says(
                "court",
                decided("court", "appeal", appeal, "upheld", "2026-03-02"),
            );
            w.sign(
                "court",
                decided("court", "appeal", appeal, "rejected", "2026-03-02"),
            )
        }),
        row("a complaint decided twice", "DecidedAlready", S6, |w| {
            let complaint = w.says("voter", complaint());
            w.says(
                "court",
                decided("court", "complaint", complaint, "upheld", "2026-02-01"),
            );
            w.sign(
                "court",
                decided(
                    "court",
                    "complaint",
                    complaint,
                    "inadmissible",
                    "2026-02-01",
                ),
            )
        }),
        row("events of a poll left out", "AnchorOrder", S6, |w| {
            let poll = w
                .on("2026-03-12")
                .says("commission", poll("fee", "fee", json!(["yes", "no"])));
            w.says("commission", anchored(poll, 0, &["setup"]));
            w.sign("commission", anchored(poll, 2, &["ballot 2"]))
        }),
        row("events of a poll exchanged", "AnchorOrder", S6, |w| {
            let poll = w
                .on("2026-03-12")
                .says("commission", poll("fee", "fee", json!(["yes", "no"])));
            w.says("commission", anchored(poll, 0, &["setup", "ballot 1"]));
            w.sign("commission", anchored(poll, 1, &["another ballot 1"]))
        }),
    ]
}
