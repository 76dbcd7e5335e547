//! One example of every kind, for `docs/entries.md`. The names of entries, keys and bodies in them are made up.

use serde_json::{Value, json};
use veche_election::entry::laws;
use veche_election::value::Sha256Hex;

/// A name that stands for something.
fn name(of: &str) -> String {
    Sha256Hex::of(of.as_bytes()).to_string()
}

fn body(of: &str) -> Value {
    json!({"plain": name(of)})
}

fn when(day: &str) -> Value {
    json!({"from": day})
}

fn sources() -> Value {
    json!([{"kind": "press", "publisher": "gazette", "on": "2026-03-21", "text": body("article")}])
}

/// The example of a kind.
pub(crate) fn sample(kind: &str) -> Option<Value> {
    laws().iter().find(|law| law.name == kind)?;
    let mut act = opening(kind)
        .or_else(|| nominations(kind))
        .or_else(|| decisions(kind))
        .or_else(|| freedoms(kind))
        .or_else(|| speech(kind))
        .or_else(|| reports(kind))
        .or_else(|| outcomes(kind))?;
    act["kind"] = json!(kind);
    Some(act)
}

fn opening(kind: &str) -> Option<Value> {
    let calendar = json!({
        "nomination": {"from": "2026-03-01", "to": "2026-03-10"},
        "voting": {"from": "2026-03-29", "to": "2026-03-31"}
    });
    let log = "example.org/club+b9f84ecc+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR";
    Some(match kind {
        "election_called" => json!({
            "rules": 1, "mode": "run", "title": body("title"), "place": "by/minsk", "log": log, "calendar": calendar,
            "contests": [{"contest": "board", "title": body("board"), "seats": 2, "rule": "most_votes",
                          "nomination": {"nomination": "filing"}, "voters": 60, "quorum": 30}],
            "bodies": [{"body": "committee", "name": body("committee"), "decides": ["candidacies", "polls"],
                        "key": name("key of the committee")}],
            "appeals": {"file_within_days": 7, "decide_within_days": 7},
            "limits": {"entry_bytes": 8192, "body_bytes": 1_000_000, "entries_per_key_per_day": 20}
        }),
        "calendar_changed" => json!({"calendar": calendar, "reasons": body("reasons")}),
        "rule_published" => {
            json!({"rule": "by-laws", "text": body("by-laws"), "in_force": "2025-06-01"})
        }
        "observer_declared" => {
            json!({"observer": "citizens-watch", "capacity": "observers", "name": body("Citizens' Watch")})
        }
        "key_rotated" => {
            json!({"new": name("new key"), "consent": name("consent").repeat(2)})
        }
        "key_revoked" => json!({"key": name("key of the committee"), "because": "lost"}),
        "log_key_rotated" => json!({"log": log}),
        _ => return None,
    })
}

fn nominations(kind: &str) -> Option<Value> {
    Some(match kind {
        "candidacy_filed" => {
            json!({"contest": "president", "label": "ada", "name": body("Ada"), "key": name("key of Ada")})
        }
        "candidacy_withdrawn" => json!({"candidate": name("Ada")}),
        "signatures_counted" => json!({
            "candidate": name("Ada"), "district": "north", "according_to": "authority", "on": "2026-03-12",
            "handed_in": {"min": 1200, "max": 1200}, "checked": {"min": 200, "max": 200},
            "invalid": [{"because": "duplicate", "number": {"min": 20, "max": 20}}],
            "accepted": {"min": 1100, "max": 1100}, "sources": sources()
        }),
        _ => return None,
    })
}

fn decisions(kind: &str) -> Option<Value> {
    let rules = json!([{"cites": "rule", "rule": name("by-laws")}]);
    Some(match kind {
        "decision_taken" => json!({
            "body": "committee", "subject": {"of": "candidacy", "entry": name("Ada")}, "outcome": "refused",
            "on": "2026-03-14", "grounds": ["too_few_signatures"], "heard": true,
            "reasons": {
                "facts": body("facts"), "rules": rules,
                "evidence": {"evidence": "listed", "documents": [body("sheet")]},
                "remedy": body("remedy"), "deadline": "2026-03-21", "signers": body("signers")
            }
        }),
        "decision_supplemented" => json!({
            "decision": name("decision"), "on": "2026-03-16",
            "reasons": {"facts": body("facts"), "evidence": {"evidence": "withheld", "because": "personal_data", "text": body("why")}}
        }),
        "appeal_filed" => {
            json!({"against": name("decision"), "standing": "concerned", "to": "court", "text": body("grounds")})
        }
        "complaint_filed" => {
            json!({"to": "court", "about": [name("report")], "text": body("complaint")})
        }
        "cosigned" => json!({"entry": name("complaint")}),
        _ => return None,
    })
}

fn freedoms(kind: &str) -> Option<Value> {
    let day = when("2026-03-20");
    Some(match kind {
        "assembly_notified" => json!({
            "label": "square", "when": day, "place": "by/minsk", "candidate": name("Ada"),
            "expected": {"min": 200, "max": 500}, "text": body("what about")
        }),
        "assembly_held" => json!({
            "assembly": name("square"), "when": day, "place": "by/minsk", "attendance": {"min": 300}, "police": "watched"
        }),
        "assembly_banned" => {
            json!({"when": day, "place": "by/minsk", "by": "city", "sources": sources()})
        }
        "assembly_dispersed" => json!({
            "assembly": name("square"), "when": day, "place": "by/minsk", "force": "force",
            "injured": {"min": 3, "max": 5}, "sources": sources()
        }),
        "people_detained" => json!({
            "label": "square", "number": {"min": 17, "max": 20}, "since": day, "place": "by/minsk",
            "who": ["protester", "journalist"],
            "names": {"plain": name("names"), "sealed": name("names, sealed")}, "sources": sources()
        }),
        "detention_followed" => json!({
            "detention": name("detention"), "event": "before_judge", "on": "2026-03-23", "number": {"min": 12, "max": 12}
        }),
        "press_obstructed" => json!({
            "act": "detained", "when": day, "place": "by/minsk", "number": {"min": 2, "max": 2},
            "detention": name("detention"), "sources": sources()
        }),
        _ => return None,
    })
}

fn speech(kind: &str) -> Option<Value> {
    Some(match kind {
        "statement_made" => json!({
            "speaker": "candidate", "name": "ada", "candidate": name("Ada"), "on": "2026-03-15",
            "about": [name("decision")], "text": body("statement")
        }),
        "demand_made" => json!({
            "speaker": "international", "name": "osce", "addressee": "government", "on": "2026-03-22",
            "deadline": "2026-03-28", "topics": ["candidates", "detention"], "text": body("demand"), "sources": sources()
        }),
        "demand_followed" => json!({
            "demand": name("demand"), "response": "answered", "on": "2026-03-27", "sources": sources()
        }),
        "context_noted" => json!({
            "when": {"from": "2025-01-01", "to": "2025-12-31"}, "attributed_to": "gazette", "text": body("context"),
            "sources": sources()
        }),
        _ => return None,
    })
}

fn reports(kind: &str) -> Option<Value> {
    let day = when("2026-03-29");
    Some(match kind {
        "report_filed" => json!({
            "code": "voter.pressure", "when": day, "place": "by/minsk/station-12",
            "affected": [{"who": "voter", "number": {"min": 10}}], "actor": "employer", "connection": "victim",
            "text": body("what happened")
        }),
        "report_verified" => {
            json!({"entry": name("report"), "rating": "likely", "method": "interview"})
        }
        "reply_made" => {
            json!({"to": name("report"), "body": "committee", "text": body("reply")})
        }
        "figure_reported" => json!({
            "figure": "turnout", "number": {"min": 8428, "max": 8428}, "unit": "hundredths_of_percent", "when": day,
            "place": "by", "according_to": "authority", "sources": sources()
        }),
        "finding_made" => json!({
            "commitment": "cph-5-11", "verdict": "not_met", "cites": [name("decision")], "text": body("why")
        }),
        "entry_withdrawn" => json!({"entry": name("report"), "because": "safety"}),
        _ => return None,
    })
}

fn outcomes(kind: &str) -> Option<Value> {
    Some(match kind {
        "poll_opened" => json!({
            "poll": "board", "contest": "board", "question": 1, "options": [name("Ada"), name("Bob")],
            "fingerprint": name("election data")
        }),
        "poll_anchored" => json!({
            "poll": name("poll"), "after": 0, "events": [name("setup"), name("ballot")]
        }),
        "outcome_declared" => json!({
            "contest": "board", "according_to": "authority", "on": "2026-04-01", "poll": name("poll"),
            "voters": {"min": 60, "max": 60}, "ballots": {"min": 47, "max": 47},
            "votes": [{"option": name("Ada"), "votes": {"min": 30, "max": 30}}], "elected": [name("Ada")]
        }),
        "program_published" => json!({
            "name": "verify.en.html", "sha256": name("the file"), "version": "0.1.0"
        }),
        _ => return None,
    })
}
