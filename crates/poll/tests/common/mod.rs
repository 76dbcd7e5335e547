//! What the tests of whole archives share: an archive verified in the group that it names, and what was said of it.

use std::collections::BTreeSet;

use veche_crypto::group::{Ed25519, Group, GroupTask, with_group};
use veche_poll::chain::Reader;
use veche_poll::result::{Found, ListVotes, QuestionResult};
use veche_poll::setup;
use veche_poll::since::{Past, PastReader};
use veche_poll::verify::{Again, Options, Report, Status, Verdict, Verifier};

/// A fault, as far as it does not depend on types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenFault {
    pub(crate) check: String,
    pub(crate) height: Option<u64>,
    pub(crate) kind: Option<String>,
    pub(crate) text: String,
}

/// What was said of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) verdict: &'static str,
    /// The checks whose status says that they failed.
    pub(crate) failed: BTreeSet<String>,
    pub(crate) statuses: Vec<Status>,
    pub(crate) faults: Vec<SeenFault>,
    pub(crate) notes: Vec<String>,
    pub(crate) result: Option<Vec<Vec<u64>>>,
    /// The group that the archive names.
    pub(crate) group: Option<String>,
    pub(crate) counted: u64,
}

impl From<Report> for Seen {
    fn from(report: Report) -> Self {
        Self {
            verdict: match report.verdict() {
                Verdict::Sound => "sound",
                Verdict::Unsound => "unsound",
                Verdict::Unreadable => "unreadable",
            },
            failed: report
                .checks
                .iter()
                .filter(|(_, status)| matches!(status, Status::Failed(_)))
                .map(|(check, _)| check.to_string())
                .collect(),
            statuses: report.checks.iter().map(|(_, status)| *status).collect(),
            faults: report
                .faults
                .iter()
                .map(|fault| SeenFault {
                    check: fault.check.to_string(),
                    height: fault.place.height,
                    kind: fault.place.kind.map(|kind| kind.to_string()),
                    text: fault.to_string(),
                })
                .collect(),
            notes: report.notes.iter().map(ToString::to_string).collect(),
            result: report
                .result
                .map(|questions| questions.into_iter().map(numbers).collect()),
            group: None,
            counted: report.counted,
        }
    }
}

/// All numbers of a question, in one row.
fn numbers(question: QuestionResult) -> Vec<u64> {
    match question.found {
        Found::Sums(places) => places.iter().map(|(_, number)| number.get()).collect(),
        Found::Lists(lists) => {
            let list = |list: &ListVotes| {
                let candidates = list.candidates.iter().map(|(_, votes)| votes.get());
                std::iter::once(list.votes.get())
                    .chain(candidates)
                    .collect::<Vec<_>>()
            };
            lists.iter().flat_map(list).collect()
        }
        Found::Ballots { ballots, .. } => ballots.concat(),
    }
}

struct Task<'a> {
    bytes: &'a [u8],
    piece: usize,
    options: Options,
}

impl GroupTask for Task<'_> {
    type Output = Seen;

    fn run<G: Group>(self) -> Seen {
        let mut verifier = Verifier::<G>::new(self.options);
        for piece in self.bytes.chunks(self.piece) {
            verifier.push(piece);
        }
        let (report, verified) = verifier.finish();
        assert_eq!(
            verified.is_some(),
            report.verdict() == Verdict::Sound,
            "only a sound poll is verified"
        );
        Seen::from(report)
    }
}

/// The group that the archive's election names.
fn group(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader::new();
    let mut group = None;
    reader.push(bytes, |step| {
        group = group
            .take()
            .or_else(|| setup::outline(&step).map(|outline| outline.group));
    });
    group
}

/// An archive in memory, to be read again.
pub(crate) fn again(bytes: &[u8]) -> Again {
    let bytes = bytes.to_vec();
    Again::new(move |part| {
        let from = usize::try_from(part.offset).ok()?;
        let length = usize::try_from(part.length.get()).ok()?;
        Some(bytes.get(from..)?.get(..length)?.to_vec())
    })
}

/// Verifies an archive in the group that it names, or in Ed25519 if it names none that exists. One that comes in pieces can
/// be read again, as a file can.
pub(crate) fn verify(bytes: &[u8], piece: usize, since: Option<Past>, seed: [u8; 32]) -> Seen {
    let named = group(bytes);
    let task = || Task {
        bytes,
        piece,
        options: Options {
            seed,
            since: since.clone(),
            trackers: vec![],
            hints: None,
            again: (piece < bytes.len()).then(|| again(bytes)),
        },
    };
    let seen = named.as_deref().and_then(|name| with_group(name, task()));
    Seen {
        group: named,
        ..seen.unwrap_or_else(|| task().run::<Ed25519>())
    }
}

/// An older copy.
pub(crate) fn past(name: &str, bytes: &[u8]) -> Past {
    let mut reader = PastReader::new(name);
    reader.push(bytes);
    reader.finish().unwrap()
}
