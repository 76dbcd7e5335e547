//! What the record is compared with, taken from the verification of a poll's archive.

use veche_poll::result::QuestionResult;
use veche_poll::verify::{Reading, Report, Verdict};
use veche_poll::weight::Weight;

use super::polls::PollFacts;
use crate::value::Sha256Hex;

/// What an archive says, as far as the record is compared with it.
#[must_use]
pub fn of(reading: Reading) -> PollFacts {
    let faults = faults(&reading.report);
    let events = reading.events.iter();
    let result = reading.report.result;
    // Blank has no name, and is no option of the record.
    let named = |(_, numbers): &QuestionResult| {
        let named = numbers.iter().filter(|(answer, _)| answer.is_some());
        named.map(|(_, number)| count(*number)).collect()
    };
    let blank = |(_, numbers): &QuestionResult| {
        let blank = numbers.iter().filter(|(answer, _)| answer.is_none());
        blank.map(|(_, number)| count(*number)).sum()
    };
    PollFacts {
        events: events
            .map(|hash| Sha256Hex::new(*hash.as_bytes()))
            .collect(),
        fingerprint: reading
            .fingerprint
            .map(|hash| Sha256Hex::new(*hash.as_bytes())),
        faults,
        voters: reading.report.voters.unwrap_or(0) as u64,
        counted: reading.report.counted,
        blank: result.iter().flatten().map(blank).collect(),
        result: result.map(|questions| questions.iter().map(named).collect()),
        answers: reading.answers,
    }
}

/// What an answer got; votes have weights, so their sum may be beyond what is counted here.
fn count(votes: Weight) -> u64 {
    votes.to_string().parse().unwrap_or(u64::MAX)
}

fn faults(report: &Report) -> Vec<String> {
    match (report.verdict(), &report.not_supported) {
        (Verdict::Unreadable, Some(reason)) if report.faults.is_empty() => vec![reason.clone()],
        _ => report.faults.iter().map(ToString::to_string).collect(),
    }
}
