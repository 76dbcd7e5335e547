//! A verification's report for programs.

use serde_json::{Value, json};
use veche_poll::check::Fault;
use veche_poll::result::{Found, QuestionResult};
use veche_poll::verify::{Report, Status, TrackerFate, Verdict};

use super::text::phase_name;

/// The report as JSON. Fields are only ever added.
pub fn report(report: &Report) -> Value {
    let checks: Vec<Value> = report
        .checks
        .iter()
        .map(|(check, status)| {
            let (status, number) = match status {
                Status::Passed(number) => ("passed", json!({ "looked_at": number })),
                Status::Failed(number) => ("failed", json!({ "faults": number })),
                Status::NotYet => ("not yet applicable", Value::Null),
                Status::NotRun(because) => ("not run", json!({ "because": because.to_string() })),
                Status::NotSupported => ("not supported", Value::Null),
                Status::NotAsked => ("not asked", Value::Null),
            };
            json!({
                "check": check.to_string(),
                "title": check.title(),
                "source": check.source(),
                "status": status,
                "details": number,
            })
        })
        .collect();
    let trackers: serde_json::Map<String, Value> = report
        .trackers
        .iter()
        .map(|(tracker, fate)| (tracker.clone(), fate_name(*fate).into()))
        .collect();
    json!({
        "verdict": match report.verdict() {
            Verdict::Sound => "sound",
            Verdict::Unsound => "unsound",
            Verdict::Unreadable => "unreadable or not supported",
        },
        "uuid": report.uuid,
        "name": report.name,
        "group": report.group,
        "fingerprint": report.fingerprint,
        "phase": phase_name(report.phase),
        "last_event": report.tail.map(|(hash, height)| json!({ "hash": hash.to_string(), "height": height })),
        "voters": report.voters,
        "ballots": report.ballots,
        "counted": report.counted,
        "counted_weight": report.counted_weight.get(),
        "checks": checks,
        "faults": report.faults.iter().map(fault).collect::<Vec<_>>(),
        "notes": report.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "trackers": trackers,
        "not_supported": report.not_supported,
        "result": report.result.as_deref().map(result),
    })
}

/// A result: for each question the votes of each answer, `null` standing for blank; or of each list and its candidates;
/// or all ballots, each with a number for each answer.
pub fn result(questions: &[QuestionResult]) -> Value {
    questions.iter().map(question).collect()
}

fn question(result: &QuestionResult) -> Value {
    let question = &result.question;
    match &result.found {
        Found::Sums(sums) => {
            let answers = sums.iter();
            let answers =
                answers.map(|(name, votes)| json!({ "answer": name, "votes": votes.get() }));
            json!({ "question": question, "answers": answers.collect::<Vec<_>>() })
        }
        Found::Lists(lists) => {
            let lists = lists.iter().map(|list| {
                let candidates = list.candidates.iter();
                let candidates = candidates
                    .map(|(name, votes)| json!({ "candidate": name, "votes": votes.get() }));
                json!({
                    "list": list.name,
                    "votes": list.votes.get(),
                    "candidates": candidates.collect::<Vec<_>>(),
                })
            });
            json!({ "question": question, "lists": lists.collect::<Vec<_>>() })
        }
        Found::Ballots {
            answers, ballots, ..
        } => json!({ "question": question, "options": answers, "ballots": ballots }),
    }
}

fn fault(fault: &Fault) -> Value {
    let place = &fault.place;
    json!({
        "check": fault.check.to_string(),
        "height": place.height,
        "entry": place.entry.map(|hash| hash.to_string()),
        "kind": place.kind.map(|kind| kind.name()),
        "offset": place.offset,
        "reason": fault.reason.to_string(),
    })
}

/// A word for what became of a ballot.
pub fn fate_name(fate: TrackerFate) -> &'static str {
    match fate {
        TrackerFate::Counted => "counted",
        TrackerFate::Replaced => "replaced",
        TrackerFate::Invalid => "invalid",
        TrackerFate::Missing => "missing",
    }
}
