//! The numbered checks. Their names stand in outputs, documents and catalogues, and are never given to another check.

use std::fmt;

/// A check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckId {
    /// The files of the log agree with its checkpoint.
    S1,
    /// The checkpoint is signed by the key of the log.
    S2,
    /// Every entry has its one form and keeps the limits.
    S3,
    /// Every entry is signed by its author.
    S4,
    /// Every author may say what is said.
    S5,
    /// Every entry comes in its time, once, and refers to what is there.
    S6,
    /// Every body is there and unchanged, or was withdrawn visibly.
    S7,
    /// Every poll is sound, and its events are those anchored.
    S8,
    /// The outcome follows from the poll.
    S9,
    /// Every candidate has an outcome.
    C1,
    /// The ballot shows the candidates who qualified, and no other.
    C2,
    /// Nobody with enough accepted signatures is refused for having too few.
    C3,
    /// No more signatures are accepted than were handed in.
    C4,
    /// Signatures are looked at before they are thrown away.
    C5,
    /// No more signatures are asked for than one percent of the voters.
    C6,
    /// Decisions are complete in form.
    D1,
    /// Rules are older than what they are applied to.
    D2,
    /// Appeals and complaints are decided in time.
    D3,
    /// No decision rests on a charge that no court has decided.
    D4,
    /// Assemblies are not forbidden without a reasoned decision.
    A1,
    /// Detained people see a judge in time.
    A2,
    /// Nothing is on record against the press.
    A3,
    /// The outcome is declared, and the quorum reached where there is one.
    F1,
    /// Those who say what came out agree.
    F2,
    /// Reports are vouched for.
    R1,
    /// Demands are followed by something.
    R2,
    /// Little is withdrawn.
    R3,
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// Whether the record and the count are sound.
    Soundness,
    /// Who may stand.
    Candidates,
    /// Assembly and speech.
    AssemblyAndSpeech,
    /// The count.
    Count,
    /// The record itself, in numbers.
    Record,
}

impl CheckId {
    /// Every check, in order.
    pub const ALL: [Self; 27] = [
        Self::S1,
        Self::S2,
        Self::S3,
        Self::S4,
        Self::S5,
        Self::S6,
        Self::S7,
        Self::S8,
        Self::S9,
        Self::C1,
        Self::C2,
        Self::C3,
        Self::C4,
        Self::C5,
        Self::C6,
        Self::D1,
        Self::D2,
        Self::D3,
        Self::D4,
        Self::A1,
        Self::A2,
        Self::A3,
        Self::F1,
        Self::F2,
        Self::R1,
        Self::R2,
        Self::R3,
    ];

    /// What it checks, as a sentence that holds when the check passes.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::S1 => "the files of the log agree with its checkpoint",
            Self::S2 => "the checkpoint is signed by the key of the log",
            Self::S3 => "every entry has its one form and keeps the limits",
            Self::S4 => "every entry is signed by its author",
            Self::S5 => "every author may say what is said",
            Self::S6 => "every entry comes in its time, once, and refers to what is there",
            Self::S7 => "every text beside the log is there and unchanged, or visibly withdrawn",
            Self::S8 => "every poll is sound, and its events are those anchored",
            Self::S9 => "the declared outcome follows from the poll",
            Self::C1 => "every candidate has an outcome",
            Self::C2 => "the ballot shows the candidates who qualified, and no other",
            Self::C3 => "nobody with enough accepted signatures is refused",
            Self::C4 => "no more signatures are accepted than were handed in",
            Self::C5 => "signatures are looked at before they are thrown away",
            Self::C6 => "no more signatures are asked for than one percent of the voters",
            Self::D1 => "decisions against somebody are complete in form",
            Self::D2 => "rules are older than what they are applied to",
            Self::D3 => "appeals and complaints are decided in time",
            Self::D4 => "no decision rests on a charge that no court has decided",
            Self::A1 => "no assembly is forbidden without a reasoned decision",
            Self::A2 => "detained people see a judge in time",
            Self::A3 => "acts against the press",
            Self::F1 => "the outcome is declared, and the quorum reached where there is one",
            Self::F2 => "those who say what came out agree",
            Self::R1 => "reports are vouched for",
            Self::R2 => "demands are followed by something",
            Self::R3 => "what was withdrawn, and why",
        }
    }

    /// What it is about.
    #[must_use]
    pub fn subject(self) -> Subject {
        match self {
            Self::S1
            | Self::S2
            | Self::S3
            | Self::S4
            | Self::S5
            | Self::S6
            | Self::S7
            | Self::S8
            | Self::S9 => Subject::Soundness,
            Self::C1
            | Self::C2
            | Self::C3
            | Self::C4
            | Self::C5
            | Self::C6
            | Self::D1
            | Self::D2
            | Self::D3
            | Self::D4 => Subject::Candidates,
            Self::A1 | Self::A2 | Self::A3 => Subject::AssemblyAndSpeech,
            Self::F1 | Self::F2 => Subject::Count,
            Self::R1 | Self::R2 | Self::R3 => Subject::Record,
        }
    }

    /// The check of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|check| check.to_string() == name)
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
