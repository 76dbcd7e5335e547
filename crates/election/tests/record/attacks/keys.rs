//! Attacks with keys: stolen, replaced, revoked, made up.

use serde_json::json;
use veche_election::check::CheckId::{S5, S6};

use super::{Attack, row};
use crate::world::{
    World, candidate, filed, hash, observer, public, report, revoked, rotated, with,
};

pub(super) fn table() -> Vec<Attack> {
    let row = |change, rule, entry| row(World::run, change, rule, S5, entry);
    vec![
        row("an observer revoked by the organiser", "NotEntitled", |w| {
            w.sign("organiser", revoked("observer"))
        }),
        row(
            "a candidate's key revoked by the organiser",
            "NotEntitled",
            |w| {
                candidate(w);
                w.sign("organiser", revoked("ada"))
            },
        ),
        row("the organiser revoked by a body", "NotEntitled", |w| {
            w.sign("commission", revoked("organiser"))
        }),
        row("a key without an owner revoked", "NotEntitled", |w| {
            w.sign("organiser", revoked("nobody"))
        }),
        row("a key revoked twice", "NotEntitled", |w| {
            w.says("organiser", revoked("court"));
            w.sign(
                "organiser",
                with(revoked("court"), "because", json!("lost")),
            )
        }),
        row("a revoked key signs", "SilentKey", |w| {
            w.says("organiser", revoked("commission"));
            w.sign("commission", report("2026-01-15"))
        }),
        row(
            "a revoked key declares itself an observer",
            "SilentKey",
            |w| {
                w.says("observer", revoked("observer"));
                w.sign("observer", observer("again", "observers"))
            },
        ),
        row("a replaced key signs", "SilentKey", |w| {
            let rotation = rotated(w, "observer", "new observer");
            w.says("observer", rotation);
            w.sign("observer", report("2026-01-15"))
        }),
        row(
            "a replaced key takes the place of its successor",
            "SilentKey",
            |w| {
                let rotation = rotated(w, "observer", "new observer");
                w.says("observer", rotation);
                let rotation = rotated(w, "observer", "thief");
                w.sign("observer", rotation)
            },
        ),
        row(
            "a key replaced without the consent of the new one",
            "NoConsent",
            |w| {
                let rotation = rotated(w, "observer", "victim");
                w.sign(
                    "observer",
                    with(rotation, "new", json!(public("another victim"))),
                )
            },
        ),
        row(
            "consent given to the rotation of another key",
            "NoConsent",
            |w| {
                let rotation = rotated(w, "assessor", "new");
                w.sign("observer", rotation)
            },
        ),
        row("consent given in another election", "NoConsent", |w| {
            let other = World::watched();
            let rotation = rotated(&other, "observer", "new");
            w.sign("observer", rotation)
        }),
        row(
            "a new key that is no point of the curve",
            "NoConsent",
            |w| {
                let rotation = rotated(w, "observer", "new");
                let no_point = "02".to_owned() + &"00".repeat(31);
                w.sign("observer", with(rotation, "new", json!(no_point)))
            },
        ),
        row("a key replaced by that of a body", "KeyTaken", |w| {
            let rotation = rotated(w, "observer", "commission");
            w.sign("observer", rotation)
        }),
        row("a key replaced by itself", "KeyTaken", |w| {
            let rotation = rotated(w, "observer", "observer");
            w.sign("observer", rotation)
        }),
        row("a key replaced by one that was revoked", "KeyTaken", |w| {
            w.says("organiser", revoked("court"));
            let rotation = rotated(w, "observer", "court");
            w.sign("observer", rotation)
        }),
        row("a key replaced that has no owner", "NotEntitled", |w| {
            let rotation = rotated(w, "nobody", "new");
            w.sign("nobody", rotation)
        }),
        row(
            "a body's key becomes an observer's, out of the organiser's reach",
            "KeyTaken",
            |w| w.sign("commission", observer("commission", "observers")),
        ),
        row("a body's key becomes a candidate's", "KeyTaken", |w| {
            w.on("2026-03-02")
                .sign("commission", filed("president", "commission"))
        }),
        Attack {
            change: "an observer declares the same key twice",
            rule: "Again",
            check: S6,
            world: World::run,
            entry: |w| w.sign("observer", observer(&hash("x")[..8], "press")),
        },
    ]
}
