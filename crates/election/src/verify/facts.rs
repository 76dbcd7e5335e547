//! What the record is compared with, taken from the verification of a poll's archive.

use veche_poll::verify::{Reading, Report, Verdict};

use super::polls::PollFacts;
use crate::value::Sha256Hex;

/// What an archive says, as far as the record is compared with it.
#[must_use]
pub fn of(reading: Reading) -> PollFacts {
    let events = reading.events.iter();
    PollFacts {
        events: events
            .map(|hash| Sha256Hex::new(*hash.as_bytes()))
            .collect(),
        fingerprint: reading
            .fingerprint
            .map(|hash| Sha256Hex::new(*hash.as_bytes())),
        faults: faults(&reading.report),
        voters: reading.report.voters.unwrap_or(0) as u64,
        counted: reading.report.counted,
        result: reading.report.result.map(|questions| {
            questions
                .into_iter()
                .map(|(_, numbers)| {
                    numbers
                        .into_iter()
                        // Blank has no name, and is no option of the record.
                        .filter(|(answer, _)| answer.is_some())
                        .map(|(_, number)| number.to_string().parse().unwrap_or(u64::MAX))
                        .collect()
                })
                .collect()
        }),
        answers: reading.answers,
    }
}

fn faults(report: &Report) -> Vec<String> {
    match (report.verdict(), &report.not_supported) {
        (Verdict::Unreadable, Some(reason)) if report.faults.is_empty() => vec![reason.clone()],
        _ => report.faults.iter().map(ToString::to_string).collect(),
    }
}
