//! `veche verify` and `veche assess` of an election, for programs.

use serde_json::{Value, json};
use veche_election::assess::evidence::verdict_words;
use veche_election::assess::{Assessed, Assessment, Timeline};
use veche_election::judge::Election;
use veche_election::verify::json::{check, entries, entry};

pub use veche_election::verify::json::report;

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
            .map(|result| check(election, result))
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
