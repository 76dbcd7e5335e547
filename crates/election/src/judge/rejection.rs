//! What may not be recorded, and why.

use thiserror::Error;

use crate::check::CheckId;
use crate::entry::Signer;
use crate::entry::calling::{Competence, RULES_VERSION};
use crate::value::{EntryId, Moment, PublicKey, Sha256Hex, Slug};

/// An entry may not be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind} {} by key {}: {rule} ({})", id.short(), by.short(), rule.check())]
pub struct Rejection {
    /// The entry.
    pub id: EntryId,
    /// Its author's key.
    pub by: PublicKey,
    /// Its kind.
    pub kind: &'static str,
    /// The rule it breaks.
    pub rule: Box<Rule>,
}

/// The rules of recording.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rule {
    /// S3: longer than the call allows.
    #[error("is {length} bytes long, and the call of the election allows {limit}; shorten it")]
    TooLong {
        /// Its length.
        length: usize,
        /// The limit.
        limit: u32,
    },
    /// S3: a call that contradicts itself.
    #[error("the call cannot be held: {0}")]
    Call(&'static str),
    /// S3: rules of a later version.
    #[error(
        "the record's rules are version {0}, and this program knows version {RULES_VERSION}; use a newer one"
    )]
    RulesVersion(u16),
    /// S3: a value that its kind does not allow.
    #[error("{0}")]
    Value(&'static str),

    /// S5: the author may not say this.
    #[error("must be signed by {}", .0.sentence())]
    NotEntitled(Signer),
    /// S5: the key was replaced or revoked.
    #[error("its key fell silent with entry {}; use the key in force", .0.short())]
    SilentKey(EntryId),
    /// S5: the election has no such body.
    #[error("the call names no body {0}")]
    NoSuchBody(Slug),
    /// S5: the body does not decide this.
    #[error("the body {body} has not the competence {competence:?}")]
    NoCompetence {
        /// The body.
        body: Slug,
        /// What it lacks.
        competence: Competence,
    },
    /// S5: an act is attested without saying where it is known from.
    #[error("attests what somebody else did, and names no source; add at least one")]
    NoSources,
    /// S5: the new key does not consent.
    #[error("the new key has not signed its consent")]
    NoConsent,
    /// S5: the key belongs to somebody already.
    #[error("the key {} has an owner already; make a new one", .0.short())]
    KeyTaken(PublicKey),

    /// S6: there is no call yet.
    #[error("the first entry of a record must be the call of the election")]
    NotCalled,
    /// S6: there is a call already.
    #[error("the election has been called already, by entry {}", .0.short())]
    CalledAlready(EntryId),
    /// S6: for another election.
    #[error("is an entry of another election; this one is {}", .0.short())]
    OtherElection(EntryId),
    /// S6: recorded before.
    #[error("has been recorded already, as entry {0}")]
    Replayed(u64),
    /// S6: recorded before what stands before it.
    #[error("is recorded at {at}, before what stands before it, recorded at {last}")]
    TimeGoesBack {
        /// Its time.
        at: Moment,
        /// The time of the entry before it.
        last: Moment,
    },
    /// S6: dated after it was recorded.
    #[error("says that something happened on a day that had not come when it was recorded")]
    FutureDated,
    /// S6: refers to what is not there.
    #[error("refers to {} as {wanted}, and the record has no such entry before it", .id.short())]
    NoSuch {
        /// What it names.
        id: EntryId,
        /// What it should be.
        wanted: &'static str,
    },
    /// S6: there is no such contest.
    #[error("the call names no contest {0}")]
    NoSuchContest(Slug),
    /// S6: an option that the contest has not.
    #[error("names an option that the contest has not, or names one twice: {0}")]
    NoSuchOption(String),
    /// S6: outside its phase.
    #[error("comes outside its phase: {0}")]
    Phase(&'static str),
    /// S6: decided already.
    #[error("has been decided already, by entry {}", .0.short())]
    DecidedAlready(EntryId),
    /// S6: too many entries by one key.
    #[error(
        "is beyond the {0} entries that one key may have recorded in a day; come back tomorrow"
    )]
    TooMany(u32),
    /// S6: done already.
    #[error("does again what was done already")]
    Again,
    /// S6: a body that an earlier entry brought along. Whoever takes that one back destroys it.
    #[error("refers to the body {} of an earlier entry; every entry brings its own", .0.short())]
    BodyTaken(Sha256Hex),
    /// S6: events of a poll out of order.
    #[error("anchors events after the first {said}, and {anchored} are anchored")]
    AnchorOrder {
        /// What it says.
        said: u64,
        /// How many there are.
        anchored: u64,
    },
}

impl Rule {
    /// The check that fires when a record holds such an entry.
    #[must_use]
    pub fn check(&self) -> CheckId {
        match self {
            Self::TooLong { .. } | Self::Call(_) | Self::RulesVersion(_) | Self::Value(_) => {
                CheckId::S3
            }
            Self::NotEntitled(_)
            | Self::SilentKey(_)
            | Self::NoSuchBody(_)
            | Self::NoCompetence { .. }
            | Self::NoSources
            | Self::NoConsent
            | Self::KeyTaken(_) => CheckId::S5,
            Self::NotCalled
            | Self::CalledAlready(_)
            | Self::OtherElection(_)
            | Self::Replayed(_)
            | Self::TimeGoesBack { .. }
            | Self::FutureDated
            | Self::NoSuch { .. }
            | Self::NoSuchContest(_)
            | Self::NoSuchOption(_)
            | Self::Phase(_)
            | Self::DecidedAlready(_)
            | Self::TooMany(_)
            | Self::Again
            | Self::BodyTaken(_)
            | Self::AnchorOrder { .. } => CheckId::S6,
        }
    }
}
