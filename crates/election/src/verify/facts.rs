//! What the record is compared with, taken from the verification of a poll's archive.

use veche_poll::result::{Found, QuestionResult};
use veche_poll::verify::{Reading, Report, Verdict};
use veche_poll::weight::Weight;

use super::polls::{Opened, PollFacts};
use crate::value::Sha256Hex;

/// What an archive says, as far as the record is compared with it.
#[must_use]
pub fn of(reading: Reading) -> PollFacts {
    let faults = faults(&reading.report);
    let events = reading.events.iter();
    let result = reading.report.result;
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
        result: result.map(|questions| questions.into_iter().map(opened).collect()),
        answers: reading.answers,
    }
}

fn opened(result: QuestionResult) -> Opened {
    match result.found {
        // Blank has no name, and is no option of the record.
        Found::Sums(sums) => {
            let (named, blank): (Vec<_>, Vec<_>) =
                sums.into_iter().partition(|(answer, _)| answer.is_some());
            Opened::Sums {
                votes: named.into_iter().map(|(_, votes)| count(votes)).collect(),
                blank: blank.into_iter().map(|(_, votes)| count(votes)).sum(),
            }
        }
        // The options of the record are the lists.
        Found::Lists(lists) => Opened::Sums {
            votes: lists.iter().map(|list| count(list.votes)).collect(),
            blank: 0,
        },
        Found::Ballots { ballots, .. } => Opened::Ballots(ballots),
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
