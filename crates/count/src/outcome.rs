//! Who is elected, and the transcript of the count.
//!
//! Options are written by name, so that a transcript is readable on its own; numbers are exact ([`Number`]).

use serde::Serialize;

use crate::number::Number;

/// What a count brought out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Who is elected, in the order of election. Several in a method that ranks: all who share the first place.
    pub elected: Vec<String>,
    /// For lists: how many seats each got, in the order of the options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<Seats>,
    /// For methods that rank all options: from the first place to the last, equal ones together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranking: Vec<Vec<String>>,
    /// How the count went.
    pub transcript: Transcript,
}

/// The seats of one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seats {
    /// The list.
    pub list: String,
    /// Its votes.
    pub votes: Number,
    /// Its seats.
    pub seats: u64,
}

/// How a count went, from the ballots to the last decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// The title of the rules.
    pub rules: String,
    /// The law or by-law they come from.
    pub law: String,
    /// The title of the contest.
    pub contest: String,
    /// How many are to be elected.
    pub seats: u32,
    /// All options in the order of the ballot paper.
    pub options: Vec<String>,
    /// How many ballots there were, and which could not be counted.
    pub ballots: BallotsSeen,
    /// The stages (rounds) in order.
    pub rounds: Vec<Round>,
    /// For methods that compare options pair by pair: `pairwise[a][b]` voters prefer option a to option b.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pairwise: Vec<Vec<u64>>,
}

/// What came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BallotsSeen {
    /// All ballots.
    pub cast: u64,
    /// Those that were counted.
    pub valid: u64,
    /// Those on which nothing was marked.
    pub blank: u64,
    /// Those that the rules cannot place, and why. They are counted here and nowhere else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<Invalid>,
}

impl BallotsSeen {
    /// Notes that so many ballots, valid until now, cannot be placed, and why.
    pub(crate) fn refuse(&mut self, because: &str, ballots: u64) {
        if ballots == 0 {
            return;
        }
        self.valid = self.valid.saturating_sub(ballots);
        let known = self
            .invalid
            .iter_mut()
            .find(|known| known.because == because);
        match known {
            Some(known) => known.ballots += ballots,
            None => self.invalid.push(Invalid {
                because: because.to_owned(),
                ballots,
            }),
        }
    }
}

/// Ballots that the rules cannot place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invalid {
    /// Why.
    pub because: String,
    /// How many.
    pub ballots: u64,
}

/// One stage of a count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Round {
    /// From 1.
    pub number: usize,
    /// What this stage is, where a number does not say it: "pass 2", "seat 7".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The quota or threshold in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<Number>,
    /// What each option has; who was excluded at an earlier stage is left out where the rules leave them out.
    pub totals: Vec<Total>,
    /// Votes that count for nobody at this stage, by reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub idle: Vec<Idle>,
    /// What was decided at this stage on these totals.
    pub decisions: Vec<Decision>,
    /// What moved because of the decisions; its effect is in the totals of the next stage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transfers: Vec<Transfer>,
}

/// What one option has at a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The option.
    pub option: String,
    /// Its votes, points or seats.
    pub votes: Number,
    /// How it stands when the stage begins.
    pub status: Status,
}

/// How an option stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It may still be elected.
    Continuing,
    /// It has been elected.
    Elected,
    /// It has been excluded.
    Excluded,
    /// It has withdrawn.
    Withdrawn,
}

/// Votes that count for nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Idle {
    /// Why.
    pub because: Inactive,
    /// How many.
    pub votes: Number,
}

/// Why a vote counts for nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inactive {
    /// Nothing is marked on the ballot.
    Blank,
    /// No further option is marked that could get the vote.
    Exhausted,
    /// More than one option at the rank that would count.
    Overvote,
    /// More empty ranks in a row than the rules allow.
    SkippedRanks,
    /// An option is marked again, and the rules end the ballot there.
    RepeatedOption,
    /// Lost when a share of a vote was cut off after its last decimal.
    Rounding,
    /// A surplus that went to nobody because all seats were filled.
    FinalSurplus,
}

/// A decision, and why it fell so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What was decided.
    pub what: What,
    /// About whom.
    pub option: String,
    /// Why, in a sentence without a full stop.
    pub because: String,
    /// The field of the rules that decided: `quota`, `ties.latest-difference`.
    pub by: String,
}

/// What was decided about an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It is elected.
    Elected,
    /// It is excluded (eliminated).
    Excluded,
    /// Its surplus is passed on.
    SurplusTransferred,
    /// A list gets a seat.
    Seat,
    /// It is put at its place of the ranking.
    Placed,
    /// It does not take part: below a threshold.
    Barred,
}

/// Votes that move from one option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transfer {
    /// Who had them.
    pub from: String,
    /// Who gets them.
    pub to: Destination,
    /// How many.
    pub votes: Number,
}

/// Where a vote goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    /// To an option.
    Option(String),
    /// To nobody.
    Idle(Inactive),
}
