//! `veche verify` and `veche assess` of an election, for programs.

use serde_json::{Value, json};
use veche_election::assess::evidence::{CheckResult, check_result, verdict_words};
use veche_election::assess::{Assessed, Assessment, Timeline};
use veche_election::check::CheckId;
use veche_election::judge::Election;
use veche_election::shows::{Finding, Status, Weight};
use veche_election::value::EntryId;

use super::page;
use crate::election::Verified;

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
            .map(|check| check_json(election, &check_result(check, report, &rows)))
            .collect::<Vec<_>>(),
        "candidates": candidates(election),
        "withdrawn_bodies_left_over": verified.left_over,
        "exit": report.exit() as u8,
    })
}

fn check_json(election: &Election, result: &CheckResult) -> Value {
    json!({
        "check": result.check.to_string(),
        "sentence": result.check.sentence(),
        "status": status(result.status, result.check),
        "examined": result.examined,
        "faults": result.faults,
        "findings": result
            .findings
            .iter()
            .map(|finding| finding_json(election, finding))
            .collect::<Vec<_>>(),
    })
}

/// As in the text, in one word.
fn status(status: Status, check: CheckId) -> String {
    match status {
        Status::Breached => "breached".to_owned(),
        Status::Holds | Status::NotShown => page::status(status, check).replace(' ', "_"),
    }
}

fn finding_json(election: &Election, finding: &Finding) -> Value {
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

fn entry(election: &Election, id: &EntryId) -> Value {
    json!({
        "id": id,
        "number": election.number_of(id),
        "vouched": election.is_vouched(id),
        "withdrawn": election.is_withdrawn(id),
    })
}

fn entries(election: &Election, about: &[EntryId]) -> Vec<Value> {
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

/// An assessment, with the timeline.
#[must_use]
pub fn assessment(election: &Election, assessment: &Assessment, timeline: &Timeline) -> Value {
    let catalogue = &assessment.catalogue;
    let happenings: Vec<Value> = timeline
        .happenings
        .iter()
        .map(|happening| {
            json!({
                "day": happening.day.to_string(),
                "number": happening.number,
                "id": happening.id,
                "kind": happening.kind,
                "what": happening.what,
                "vouched": happening.vouched,
                "withdrawn": happening.withdrawn,
            })
        })
        .collect();
    json!({
        "catalogue": {
            "name": catalogue.name,
            "version": catalogue.version,
            "title": catalogue.title,
            "sha256": catalogue.hash,
        },
        "election": election.called().map(|called| called.id),
        "items": assessment
            .items
            .iter()
            .map(|assessed| item(election, assessed))
            .collect::<Vec<_>>(),
        "timeline": happenings,
        "more_reports": timeline.more_reports,
    })
}

fn item(election: &Election, assessed: &Assessed) -> Value {
    let coverage = &assessed.coverage;
    let judgements: Vec<Value> = assessed
        .judgements
        .iter()
        .map(|judgement| {
            json!({
                "assessor": judgement.assessor,
                "verdict": verdict_words(judgement.verdict),
                "entry": judgement.entry,
                "cites": entries(election, &judgement.cites),
                "withdrawn": judgement.withdrawn,
            })
        })
        .collect();
    let contradictions: Vec<Value> = assessed
        .contradictions
        .iter()
        .map(|found| {
            json!({
                "entry": entry(election, &found.entry),
                "by": entry(election, &found.by),
                "how": found.how.words(),
            })
        })
        .collect();
    json!({
        "commitment": assessed.item.id,
        "paragraph": assessed.item.paragraph,
        "title": assessed.item.title,
        "paraphrase": assessed.item.paraphrase,
        "confirmed": assessed.item.confirmed,
        "benchmark": assessed.item.benchmark,
        "kind": assessed.item.kind,
        "outcome": assessed.outcome.words(),
        "checks": assessed
            .checks
            .iter()
            .map(|check| check_json(election, check))
            .collect::<Vec<_>>(),
        "for": entries(election, &assessed.supports),
        "against": entries(election, &assessed.against),
        "figures": entries(election, &assessed.figures),
        "differing_figures": assessed
            .differing
            .iter()
            .map(|group| entries(election, group))
            .collect::<Vec<_>>(),
        "contradictions": contradictions,
        "replies": entries(election, &assessed.replies),
        "judgements": judgements,
        "coverage": {
            "entries": coverage.entries,
            "vouched": coverage.vouched,
            "sources": coverage.sources,
            "publishers": coverage.publishers,
            "first_day": coverage.days.map(|(first, _)| first.to_string()),
            "last_day": coverage.days.map(|(_, last)| last.to_string()),
        },
        "sources": assessed.item.sources,
    })
}
