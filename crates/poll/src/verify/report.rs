//! What a verification found.

use std::collections::BTreeMap;

use crate::archive::ArchiveProblem;
use crate::check::{CheckId, Fault, Reason};
use crate::hash::Hash;
use crate::phase::Phase;
use crate::result::QuestionResult;
use crate::weight::Weight;

/// Whether a check holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was run, on this many things, and found nothing wrong.
    Passed(u64),
    /// It found this many faults.
    Failed(u64),
    /// What it looks at does not exist yet: the poll is still running.
    NotYet,
    /// It could not be run, because of what this other check found.
    NotRun(CheckId),
    /// It could not be run: the poll has questions of a kind that is not supported.
    NotSupported,
    /// It needs an earlier copy of the archive, and none was given.
    NotAsked,
}

/// What the checks together say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every check that could be run passed.
    Sound,
    /// At least one check failed.
    Unsound,
    /// This is no archive, or one of a kind that is not supported.
    Unreadable,
}

/// Something that is no fault and should be seen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// A trustee of a threshold set sent a decryption that is not valid. It was set aside; enough others suffice.
    #[error(
        "trustee {owner} of the threshold set sent a partial decryption that is not valid; it was set aside: {reason}"
    )]
    DecryptionSetAside {
        /// The trustee's number, from 1.
        owner: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// Few voters share a weight, so that the result may give their votes away.
    #[error(
        "{voters} of the credentials on the roll share the weight {weight}: the result may give away how they voted"
    )]
    WeightSinglesOut {
        /// The weight.
        weight: Weight,
        /// How many credentials have it.
        voters: usize,
    },
    /// The registrar's certificate of the roll is there and was not checked.
    #[error("the roll has a certificate of its registrar, which is kept but not checked")]
    CertificateNotChecked,
    /// Fewer trustees shuffled than decrypt.
    #[error(
        "{found} trustees shuffled the answers, fewer than the {needed} that decrypt: these {found} together could say who cast which answer"
    )]
    FewShufflers {
        /// How many shuffled.
        found: usize,
        /// How many it takes to decrypt.
        needed: usize,
    },
    /// Some opened answers hold numbers that no voter's program puts there.
    #[error(
        "question {question}: {ballots} of the opened answers hold no numbers in the form of the protocol; they stand in the result as the specification reads them"
    )]
    MalformedAnswers {
        /// Which question, from 1.
        question: usize,
        /// How many answers.
        ballots: usize,
    },
    /// All trustees are in threshold sets.
    #[error(
        "no trustee is mandatory: a threshold of the trustees can decrypt without the organiser"
    )]
    NoMandatoryTrustee,
}

/// What became of a ballot whose voter asks with its tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackerFate {
    /// It is there, and it is its credential's last: it counts.
    Counted,
    /// It is there, and a later ballot of the same credential counts in its place.
    Replaced,
    /// It is there, and something is wrong with it: see the faults.
    Invalid,
    /// It is not in this archive.
    Missing,
}

/// What a verification found, for people and programs.
#[derive(Clone, Debug)]
pub struct Report {
    /// Each check with its status, in the order of their numbers.
    pub checks: Vec<(CheckId, Status)>,
    /// Every fault that was found.
    pub faults: Vec<Fault>,
    /// What is no fault and should be seen.
    pub notes: Vec<Note>,
    /// How far the poll has come.
    pub phase: Phase,
    /// The last event's hash and height: whoever keeps these can later show that nothing vanished.
    pub tail: Option<(Hash, u64)>,
    /// The poll's identifier.
    pub uuid: Option<String>,
    /// The poll's name.
    pub name: Option<String>,
    /// The group's name.
    pub group: &'static str,
    /// The fingerprint of the election.
    pub fingerprint: Option<String>,
    /// How many credentials are on the roll.
    pub voters: Option<usize>,
    /// How many ballots were recorded, revotes included.
    pub ballots: u64,
    /// How many credentials have a ballot that counts.
    pub counted: u64,
    /// The sum of their weights.
    pub counted_weight: Weight,
    /// For each question, its text and the number of each answer; a missing name stands for blank. Only with a valid
    /// result.
    pub result: Option<Vec<QuestionResult>>,
    /// What became of the trackers asked for.
    pub trackers: BTreeMap<String, TrackerFate>,
    /// Why the poll cannot be verified whole, if so.
    pub not_supported: Option<String>,
}

impl Report {
    /// What the checks together say.
    pub fn verdict(&self) -> Verdict {
        let no_archive = self.faults.iter().any(|fault| match &fault.reason {
            Reason::Archive(error) => error.offset == 0 && begins_otherwise(&error.problem),
            _ => false,
        });
        if no_archive {
            Verdict::Unreadable
        } else if !self.faults.is_empty() {
            Verdict::Unsound
        } else if self.not_supported.is_some() {
            Verdict::Unreadable
        } else {
            Verdict::Sound
        }
    }

    /// The status of a check.
    pub fn status(&self, check: CheckId) -> Status {
        self.checks
            .iter()
            .find(|(id, _)| *id == check)
            .map_or(Status::NotAsked, |(_, status)| *status)
    }
}

/// Whether a file whose first member has this problem is something else than an archive, or one of another version,
/// rather than an archive that was tampered with.
fn begins_otherwise(problem: &ArchiveProblem) -> bool {
    matches!(
        problem,
        ArchiveProblem::Empty
            | ArchiveProblem::Truncated { .. }
            | ArchiveProblem::ZeroBlock
            | ArchiveProblem::TarHeader
            | ArchiveProblem::FirstName(_)
            | ArchiveProblem::Header(_)
    )
}
