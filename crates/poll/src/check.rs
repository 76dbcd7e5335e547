//! The numbered checks of an archive, and the faults they find.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use crate::archive::ArchiveError;
use crate::ballot::BallotError;
use crate::chain::ChainError;
use crate::credential::RollError;
use crate::decryption::{DecryptionError, MissingDecryptions};
use crate::election::ElectionError;
use crate::event::EventKind;
use crate::hash::Hash;
use crate::payload::PayloadError;
use crate::phase::OrderError;
use crate::result::OutcomeError;
use crate::shuffle::ShuffleError;
use crate::since::SinceError;
use crate::trustees::TrusteesError;
use crate::weight::Weight;

/// One check of an archive. All of them are run, and each is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckId {
    /// V1: the bytes of the archive.
    ArchiveBytes,
    /// V2: the chain of events and their data.
    Chain,
    /// V3: the order of events.
    Order,
    /// V4: the election.
    Setup,
    /// V5: the public credentials.
    Roll,
    /// V6: the trustees and the public key.
    Trustees,
    /// V7: the form of each ballot.
    BallotForm,
    /// V8: the right to cast each ballot.
    BallotRight,
    /// V9: the signature of each ballot.
    BallotSignature,
    /// V10: the proofs of each ballot.
    BallotProofs,
    /// V11: the encrypted tally.
    EncryptedTally,
    /// V12: the numbers declared with it.
    DeclaredNumbers,
    /// V13: shuffles and partial decryptions.
    Decryptions,
    /// V14: whether enough trustees decrypted.
    EnoughDecryptions,
    /// V15: the result.
    Result,
    /// V16: whether anything vanished since an older copy.
    NothingVanished,
}

impl CheckId {
    /// All checks, in the order of their numbers.
    pub const ALL: [Self; 16] = [
        Self::ArchiveBytes,
        Self::Chain,
        Self::Order,
        Self::Setup,
        Self::Roll,
        Self::Trustees,
        Self::BallotForm,
        Self::BallotRight,
        Self::BallotSignature,
        Self::BallotProofs,
        Self::EncryptedTally,
        Self::DeclaredNumbers,
        Self::Decryptions,
        Self::EnoughDecryptions,
        Self::Result,
        Self::NothingVanished,
    ];

    /// The number of the check, from 1. A number never changes its meaning.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::ArchiveBytes => 1,
            Self::Chain => 2,
            Self::Order => 3,
            Self::Setup => 4,
            Self::Roll => 5,
            Self::Trustees => 6,
            Self::BallotForm => 7,
            Self::BallotRight => 8,
            Self::BallotSignature => 9,
            Self::BallotProofs => 10,
            Self::EncryptedTally => 11,
            Self::DeclaredNumbers => 12,
            Self::Decryptions => 13,
            Self::EnoughDecryptions => 14,
            Self::Result => 15,
            Self::NothingVanished => 16,
        }
    }

    /// What holds when the check finds no fault, in a sentence for everybody.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ArchiveBytes => {
                "The archive is complete and every byte of it is where it belongs"
            }
            Self::Chain => "Every event is linked to the one before it, and its data is there",
            Self::Order => {
                "Everything happened in the right order, and no ballot came after the end"
            }
            Self::Setup => "The election is well described: its questions, its group, its key",
            Self::Roll => "The list of voting credentials is well formed and names nobody twice",
            Self::Trustees => {
                "The trustees hold the keys they claim, and the election's key is made of theirs"
            }
            Self::BallotForm => "Every ballot is written correctly and belongs to this election",
            Self::BallotRight => {
                "Every ballot was cast with a credential on the list, and none is a copy"
            }
            Self::BallotSignature => "Every ballot is signed by the owner of its credential",
            Self::BallotProofs => {
                "Every ballot holds a permitted choice, proven without opening it"
            }
            Self::EncryptedTally => {
                "The encrypted tally is made of exactly the last ballot of every voter"
            }
            Self::DeclaredNumbers => "The declared numbers of ballots and votes are the right ones",
            Self::Decryptions => "Every trustee shuffled and decrypted honestly, with proof",
            Self::EnoughDecryptions => "Enough trustees took part in the decryption",
            Self::Result => "The published result is what the decryption gives",
            Self::NothingVanished => {
                "Nothing has vanished or changed since the older copy was taken"
            }
        }
    }

    /// Where the rule is written: the sections of the specification, and what is stricter here.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::ArchiveBytes | Self::Chain => "spec §Public data",
            Self::Order => "spec §Public data, the table of events; stricter than the reference",
            Self::Setup => "spec §Elections, §Questions, §Groups",
            Self::Roll => "spec §Credentials",
            Self::Trustees => "spec §Trustees, §Verification keys, §Threshold parameters",
            Self::BallotForm => "spec §Ballots, §Encrypted answers",
            Self::BallotRight => "spec §Ballots, §Credentials, §Vote",
            Self::BallotSignature => "spec §Signatures",
            Self::BallotProofs => {
                "spec §Proofs of interval membership, §Proofs of possibly-blank votes, §Proofs of list constraints"
            }
            Self::EncryptedTally => "spec §Encrypted tally",
            Self::DeclaredNumbers => "spec §Encrypted tally; stricter than the reference",
            Self::Decryptions => "spec §Shuffles, §Partial decryptions",
            Self::EnoughDecryptions => "spec §Tally, §Election result",
            Self::Result => "spec §Election result",
            Self::NothingVanished => "spec §Audit, during the voting phase",
        }
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V{}", self.number())
    }
}

/// Where in an archive a fault is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// How many events stand before the one at fault: its height, if the chain is sound.
    pub height: Option<u64>,
    /// The hash of the event or of the data at fault.
    pub entry: Option<Hash>,
    /// The kind of the event.
    pub kind: Option<EventKind>,
    /// Where it begins, in bytes from the beginning of the archive.
    pub offset: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.height.map(|height| match self.kind {
                Some(kind) => format!("event {height} ({kind})"),
                None => format!("event {height}"),
            }),
            self.entry.map(|hash| format!("entry {hash}")),
            self.offset.map(|offset| format!("byte {offset}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(if parts.is_empty() { "the archive" } else { "" })?;
        f.write_str(&parts.join(", "))
    }
}

/// What a check found, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{check}: {place}: {reason}")]
pub struct Fault {
    /// The check that found it.
    pub check: CheckId,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    #[source]
    pub reason: Reason,
}

/// Of each check the first so many faults are kept, so that a hostile archive cannot fill the memory with them.
pub const MOST_FAULTS: u64 = 1000;

/// Faults as they are found: of each check the first [`MOST_FAULTS`], and the number of all.
#[derive(Debug, Default)]
pub(crate) struct FaultList {
    kept: Vec<Fault>,
    found: BTreeMap<CheckId, u64>,
}

impl FaultList {
    pub(crate) fn push(&mut self, fault: Fault) {
        let found = self.found.entry(fault.check).or_default();
        *found += 1;
        if *found <= MOST_FAULTS {
            self.kept.push(fault);
        }
    }

    pub(crate) fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        for fault in faults {
            self.push(fault);
        }
    }

    /// By check, then by place.
    pub(crate) fn sort(&mut self) {
        self.kept
            .sort_by_key(|fault| (fault.check, fault.place.offset));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many faults there were, kept or not.
    pub(crate) fn total(&self) -> u64 {
        self.found.values().sum()
    }

    /// How many faults this check found, kept or not.
    pub(crate) fn found(&self, check: CheckId) -> u64 {
        self.found.get(&check).copied().unwrap_or_default()
    }

    /// The first check, by number, that found a fault.
    pub(crate) fn first_failed(&self) -> Option<CheckId> {
        self.found.keys().next().copied()
    }

    pub(crate) fn as_slice(&self) -> &[Fault] {
        &self.kept
    }

    pub(crate) fn into_vec(self) -> Vec<Fault> {
        self.kept
    }
}

/// What can be wrong with an archive.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reason {
    /// The bytes are not those of an archive (V1).
    #[error("{}", .0.problem)]
    Archive(#[from] ArchiveError),
    /// The chain is broken (V2).
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// An event stands where it may not (V3).
    #[error(transparent)]
    Order(#[from] OrderError),
    /// There is no event at all (V3).
    #[error("the archive has no event: the poll was never set up")]
    NoEvents,
    /// The setup's data is not there (V4).
    #[error("the data of the setup is not there")]
    NoSetup,
    /// The election is wrong (V4).
    #[error(transparent)]
    Election(#[from] ElectionError),
    /// The roll is wrong (V5).
    #[error(transparent)]
    Roll(#[from] RollError),
    /// The trustees are wrong (V6).
    #[error(transparent)]
    Trustees(#[from] TrusteesError),
    /// A ballot is wrong (V7 to V10).
    #[error(transparent)]
    Ballot(#[from] BallotError),
    /// A ballot that was verified cannot be read again, to take it out of the tally (V11).
    #[error(
        "the ballot {0}, which a later one replaces, is not where it was: the archive changed while it was verified"
    )]
    FormerBallot(Hash),
    /// The recorded tally is not made of the ballots (V11).
    #[error(
        "the recorded tally is not the one that the ballots give, which has the hash {expected}"
    )]
    TallyDiffers {
        /// The hash of the right one.
        expected: Hash,
    },
    /// Another number of counted ballots is declared (V12).
    #[error("num_tallied: {declared} is declared, {found} ballots count")]
    NumTallied {
        /// What is declared.
        declared: u64,
        /// What the ballots give.
        found: u64,
    },
    /// Another total weight is declared (V12).
    #[error("total_weight: {declared} is declared, the ballots that count weigh {found}")]
    TotalWeight {
        /// What is declared.
        declared: Weight,
        /// What the ballots give.
        found: Weight,
    },
    /// A structure is not written as it must be (V12).
    #[error("not in canonical form")]
    NotCanonical,
    /// A structure cannot be read (V12, V13).
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// A shuffle in a poll all of whose answers are added up (V13).
    #[error("a shuffle, and there is nothing to shuffle in this poll")]
    NothingToShuffle,
    /// A second shuffle of the same trustee (V13).
    #[error("trustee {owner} has a shuffle already, and a second one hides nothing more")]
    ShuffledTwice {
        /// The trustee, from 1.
        owner: u64,
    },
    /// A shuffle is wrong (V13).
    #[error("shuffle of trustee {owner}: {error}")]
    Shuffle {
        /// The trustee, from 1.
        owner: u64,
        /// What is wrong.
        error: ShuffleError,
    },
    /// A partial decryption of answers that nobody has shuffled (V13).
    #[error(
        "the answers are decrypted and nobody has shuffled them: everybody's vote could be read"
    )]
    NotShuffled,
    /// A shuffle or partial decryption of nobody (V13).
    #[error("owner: there is no trustee {owner}; they are numbered from 1 to {trustees}")]
    NoSuchTrustee {
        /// The number given.
        owner: u64,
        /// How many there are.
        trustees: usize,
    },
    /// A second partial decryption of the same trustee (V13).
    #[error("trustee {owner} has a partial decryption already, and there may be only one")]
    DecryptedTwice {
        /// The trustee, from 1.
        owner: u64,
    },
    /// A mandatory trustee's partial decryption is wrong (V13).
    #[error("partial decryption of trustee {owner}: {error}")]
    Decryption {
        /// The trustee, from 1.
        owner: u64,
        /// What is wrong.
        error: DecryptionError,
    },
    /// A result without all decryptions that it needs (V14).
    #[error("{0}, and there is a result")]
    Missing(#[from] MissingDecryptions),
    /// The result is wrong (V15).
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
    /// Something vanished or changed (V16).
    #[error(transparent)]
    Since(#[from] SinceError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_are_numbered_in_their_order() {
        for (place, check) in CheckId::ALL.iter().enumerate() {
            assert_eq!(usize::from(check.number()), place + 1);
            assert_eq!(check.to_string(), format!("V{}", place + 1));
            assert!(check.source().starts_with("spec §"));
        }
    }

    #[test]
    fn a_fault_tells_which_check_where_and_what() {
        let fault = Fault {
            check: CheckId::Chain,
            place: Place {
                height: Some(3),
                kind: Some(EventKind::Ballot),
                entry: None,
                offset: Some(512),
            },
            reason: ChainError::MissingPayload.into(),
        };
        assert_eq!(
            fault.to_string(),
            "V2: event 3 (Ballot), byte 512: the event needs a payload and names none"
        );
        assert_eq!(Place::default().to_string(), "the archive");
    }
}
