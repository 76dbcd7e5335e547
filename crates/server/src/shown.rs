//! An election as readers see it, at one moment. Pages are made from this and from nothing else.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use veche_election::entry::Recorded;
use veche_election::judge::Election;
use veche_election::value::BodyRef;
use veche_election::verify::Report;
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_store::place::{Store, entry_at};
use veche_store::texts;

pub use veche_store::texts::BodyText;

/// An election, with everything that was computed about it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name in addresses.
    pub name: String,
    /// The election, as far as its record goes.
    pub election: Election,
    /// What verification found.
    pub report: Report,
    /// The record's checkpoint.
    pub checkpoint: UncheckedCheckpoint,
    /// Its polls.
    pub polls: Vec<PollShown>,
    /// A demonstration or rehearsal: every page says so, and looks unlike a real election.
    pub demo: bool,
}

/// A poll, as voters see it.
#[derive(Clone, Debug, Serialize)]
pub struct PollShown {
    /// Its short name.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// How far it is.
    pub phase: PollPhase,
    /// How many credentials the roll has.
    pub voters: u64,
    /// How many ballots are published, those that were replaced included.
    pub ballots: u64,
    /// How many ballots count.
    pub counted: u64,
    /// What is asked.
    pub questions: Vec<QuestionShown>,
    /// The first day of voting, if it is fixed.
    pub opens: Option<Date>,
    /// The last day of voting, if it is fixed.
    pub closes: Option<Date>,
    /// How many trustees hold parts of the key.
    pub trustees: u32,
    /// How many of them are enough to open the result.
    pub threshold: u32,
    /// Its fingerprint.
    pub fingerprint: String,
    /// How a voter logs in.
    pub login: Login,
    /// After how many seconds at most a ballot is published.
    pub window_seconds: u32,
    /// Whether its votes decide nothing.
    pub rehearsal: bool,
}

/// How far a poll is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PollPhase {
    /// Not open yet.
    OpensSoon,
    /// Ballots may be cast.
    Open,
    /// No ballot may be cast any more.
    Closed,
    /// The ballots are added up, still encrypted.
    Tallied,
    /// The result is published.
    Finished,
}

/// How a voter logs in before casting, besides the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    /// The poll has no logins here, so that no ballot can be cast.
    None,
    /// By a code that the voter was given, or a password set with it.
    Code,
    /// The same, and to some logins a code can be sent by mail.
    Mail,
}

/// A question of a poll.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionShown {
    /// What is asked.
    pub text: String,
    /// What can be chosen.
    pub answers: Vec<String>,
    /// At least so many must be chosen.
    pub minimum: u32,
    /// At most so many may be chosen.
    pub maximum: u32,
    /// Whether one may choose to select nothing.
    pub blank: bool,
    /// The numbers of the answers, in their order, once there is a result.
    pub result: Option<Vec<u64>>,
    /// How many selected nothing, once there is a result and where that is allowed.
    pub blank_votes: Option<u64>,
}

/// Gives what lies beside an election in memory: texts, and entries that are not kept whole.
pub trait Texts {
    /// A body.
    fn read(&self, reference: &BodyRef) -> BodyText;

    /// The entry with this number of the log, if it can be read: reports are not kept in memory.
    fn leaf(&self, number: u64) -> Option<Recorded>;
}

/// What lies beside an election, from where it is kept.
pub struct StoreTexts(pub Option<Arc<dyn Store>>);

impl Texts for StoreTexts {
    fn read(&self, reference: &BodyRef) -> BodyText {
        match &self.0 {
            Some(store) => texts::read(store.as_ref(), reference),
            None => BodyText::Missing,
        }
    }

    fn leaf(&self, number: u64) -> Option<Recorded> {
        let leaf = entry_at(self.0.as_ref()?.as_ref(), number).ok().flatten()?;
        Recorded::read(&leaf).ok()
    }
}
