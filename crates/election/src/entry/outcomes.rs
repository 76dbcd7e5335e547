//! Polls on the record, and who won.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::nominations::AccordingTo;
use crate::value::{BodyRef, EntryId, OptionId, Range, Sha256Hex, Slug, Source};

/// A poll is opened. Its archive `polls/NAME.bel` stays as it is; the record holds the hash of each event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PollOpened {
    /// The short name of the poll, and of its archive.
    pub poll: Slug,
    /// The contest.
    pub contest: Slug,
    /// Which question of the poll, from 1.
    pub question: u16,
    /// The answers of that question, in their order, as options.
    pub options: Vec<OptionId>,
    /// SHA-256 of the poll's `election` data: its fingerprint.
    pub fingerprint: Sha256Hex,
}

/// Events of a poll's archive, by hash, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PollAnchored {
    /// The `poll_opened`.
    pub poll: EntryId,
    /// How many events were anchored before.
    pub after: u64,
    /// SHA-256 of each event, as it stands in the archive.
    pub events: Vec<Sha256Hex>,
}

/// Somebody says what came out. In a run election the body that runs the polls; what others say stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeDeclared {
    /// The contest.
    pub contest: Slug,
    /// Who says so.
    pub according_to: AccordingTo,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub on: Date,
    /// The poll it comes from: a `poll_opened`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<EntryId>,
    /// How many could vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voters: Option<Range>,
    /// How many ballots were cast and count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballots: Option<Range>,
    /// Votes of each option.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<OptionVotes>,
    /// Who or what won. Empty if nobody did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elected: Vec<OptionId>,
    /// What the figures do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<BodyRef>,
    /// Where it is known from, in a watched election.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// Votes of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OptionVotes {
    /// The option.
    pub option: OptionId,
    /// How many.
    pub votes: Range,
}
