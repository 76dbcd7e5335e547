//! The numbered table as JSON: the same bytes from the command line, from a server and from a browser.

use serde_json::{Value, json};

use super::whole::Verified;
use crate::assess::evidence::{CheckResult, check_result};
use crate::check::CheckId;
use crate::judge::Election;
use crate::shows::{Finding, Status, Weight};
use crate::value::EntryId;

/// The report of a verification.
#[must_use]
pub fn report(verified: &Verified) -> Value {
    let Verified {
        election, report, ..
    } = verified;
    let rows = report.rows();
    let tree = verified.checkpoint.tree();
    let headlines: Vec<Value> = report
        .headlines
        .iter()
        .map(|headline| {
            json!({
                "title": headline.title,
                "sentences": headline.sentences,
                "breached": headline.breached,
            })
        })
        .collect();
    json!({
        "headlines": headlines,
        "election": election.called().map(|called| called.id),
        "origin": verified.checkpoint.origin(),
        "entries": tree.size,
        "root": tree.root.to_base64(),
        "as_of": report.table.as_of.to_string(),
        "checks": CheckId::ALL
            .into_iter()
            .map(|id| check(election, &check_result(id, report, &rows)))
            .collect::<Vec<_>>(),
        "candidates": candidates(election),
        "withdrawn_bodies_left_over": verified.left_over,
        "exit": report.exit() as u8,
    })
}

/// What came of one check.
#[must_use]
pub fn check(election: &Election, result: &CheckResult) -> Value {
    json!({
        "check": result.check.to_string(),
        "sentence": result.check.sentence(),
        "status": status(result.status, result.check),
        "examined": result.examined,
        "faults": result.faults,
        "findings": result
            .findings
            .iter()
            .map(|found| finding(election, found))
            .collect::<Vec<_>>(),
    })
}

/// The status of a check in one word.
fn status(status: Status, check: CheckId) -> &'static str {
    match (status, check) {
        (Status::Holds, CheckId::A3 | CheckId::R1 | CheckId::R2 | CheckId::R3) => "listed",
        (Status::Holds, _) => "holds",
        (Status::Breached, _) => "breached",
        (Status::NotShown, _) => "not_shown",
    }
}

fn finding(election: &Election, finding: &Finding) -> Value {
    json!({
        "weight": match finding.weight {
            Weight::Breach => "breach",
            Weight::NotShown => "not_shown",
            Weight::Shown => "shown",
        },
        "what": finding.to_string(),
        "entries": entries(election, &finding.about),
    })
}

/// An entry, and how it stands.
#[must_use]
pub fn entry(election: &Election, id: &EntryId) -> Value {
    json!({
        "id": id,
        "number": election.number_of(id),
        "vouched": election.is_vouched(id),
        "withdrawn": election.is_withdrawn(id),
    })
}

/// Some entries.
#[must_use]
pub fn entries(election: &Election, about: &[EntryId]) -> Vec<Value> {
    about.iter().map(|id| entry(election, id)).collect()
}

fn candidates(election: &Election) -> Vec<Value> {
    election
        .candidates()
        .iter()
        .map(|candidate| {
            json!({
                "id": candidate.id,
                "label": candidate.filed.label,
                "contest": candidate.filed.contest,
                "standing": format!("{:?}", candidate.standing).to_lowercase(),
                "figures": candidate
                    .figures
                    .iter()
                    .map(|(id, counted)| json!({"entry": id, "figures": counted}))
                    .collect::<Vec<_>>(),
            })
        })
        .collect()
}
