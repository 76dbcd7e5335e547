//! What a record says so far, as plain data.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;

use crate::entry::Act;
use crate::entry::calling::{Calendar, Competence, Contest, ElectionCalled, Mode, PublicBody};
use crate::entry::decisions::{DecisionOutcome, DecisionTaken, Reasons};
use crate::entry::freedoms::{DetentionFollowed, PeopleDetained};
use crate::entry::nominations::{CandidacyFiled, SignaturesCounted};
use crate::entry::outcomes::{OutcomeDeclared, PollOpened};
use crate::entry::reports::{FigureReported, FindingMade, Rating, ReportCode, WithdrawnBecause};
use crate::entry::speech::{DemandFollowed, DemandMade};
use crate::value::{BodyRef, EntryId, Moment, Period, Place, PublicKey, Sha256Hex, Slug};

use super::keys::Keys;

/// The call, and what has changed since.
#[derive(Clone, Debug)]
pub struct Called {
    /// The name of the call: the election's fingerprint.
    pub id: EntryId,
    /// The call.
    pub call: ElectionCalled,
    /// The calendar in force.
    pub calendar: Calendar,
    /// Entries that changed it.
    pub changes: Vec<EntryId>,
    /// The log's verifier key in force.
    pub log: String,
}

/// What every entry has.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its name.
    pub id: EntryId,
    /// Its author's key.
    pub by: PublicKey,
    /// Its kind.
    pub kind: &'static str,
}

/// An entry that is kept whole: every kind but reports, of which there can be a million.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number on the record, from 0.
    pub index: u64,
    /// Its name.
    pub id: EntryId,
    /// When it was recorded.
    pub at: Moment,
    /// Its author's key.
    pub by: PublicKey,
    /// What it says.
    pub act: Act,
}

/// A candidate.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The filing.
    pub id: EntryId,
    /// What it says.
    pub filed: CandidacyFiled,
    /// The day of filing.
    pub on: Date,
    /// Figures of signatures.
    pub figures: Vec<(EntryId, SignaturesCounted)>,
    /// Decisions about the candidate, as numbers in [`super::Election::decisions`].
    pub decisions: Vec<usize>,
    /// Where the candidate stands.
    pub standing: Standing,
    /// The entry by which the candidate withdrew.
    pub withdrawn: Option<EntryId>,
}

/// Where a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Filed, and nothing is decided.
    Filed,
    /// Stands.
    Registered,
    /// Was refused.
    Refused,
    /// Was registered, and removed.
    Removed,
    /// Withdrew.
    Withdrawn,
}

/// A rule on the record.
#[derive(Clone, Debug)]
pub struct PublishedRule {
    /// Its entry.
    pub id: EntryId,
    /// Its name.
    pub rule: Slug,
    /// The first day it applies.
    pub in_force: Date,
    /// The day it was recorded.
    pub recorded: Date,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its entry.
    pub id: EntryId,
    /// What it says.
    pub taken: DecisionTaken,
    /// Its reasons together with those given later.
    pub reasons: Reasons,
    /// Entries that gave reasons later, and their days.
    pub supplements: Vec<(EntryId, Date)>,
    /// The day it was recorded.
    pub recorded: Date,
    /// The day that counts for clocks: in a run election that of recording, in a watched one that it says itself.
    pub effective: Date,
    /// The decision on an appeal that made it fall.
    pub fallen: Option<EntryId>,
}

impl Decision {
    /// Whether it is against somebody.
    #[must_use]
    pub fn is_adverse(&self) -> bool {
        matches!(
            self.taken.outcome,
            DecisionOutcome::Refused
                | DecisionOutcome::Removed
                | DecisionOutcome::Banned
                | DecisionOutcome::Rejected
                | DecisionOutcome::Inadmissible
        )
    }
}

/// An appeal or a complaint.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Its entry.
    pub id: EntryId,
    /// To which body.
    pub to: Slug,
    /// The day of filing.
    pub filed: Date,
    /// The last day for deciding it; none if no rule about it is on record.
    pub due: Option<Date>,
    /// The decision it is against, as a number in [`super::Election::decisions`]; none for a complaint.
    pub against: Option<usize>,
    /// Filed after its own deadline.
    pub late: bool,
    /// It says to come from the person concerned, and the key does not show it.
    pub unconfirmed: bool,
    /// Keys under it.
    pub cosigners: BTreeSet<PublicKey>,
    /// The decision on it, as a number in [`super::Election::decisions`].
    pub decided: Option<usize>,
}

/// An assembly that was announced.
#[derive(Clone, Debug)]
pub struct Assembly {
    /// The notice.
    pub id: EntryId,
    /// Its short name.
    pub label: Slug,
    /// When it is to be.
    pub when: Period,
    /// Decisions on it, as numbers in [`super::Election::decisions`].
    pub decisions: Vec<usize>,
}

/// People in detention.
#[derive(Clone, Debug)]
pub struct Detention {
    /// Its entry.
    pub id: EntryId,
    /// What it says.
    pub detained: PeopleDetained,
    /// What followed.
    pub followed: Vec<(EntryId, DetentionFollowed)>,
}

/// A demand, and what followed.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Its entry.
    pub id: EntryId,
    /// What it says.
    pub made: DemandMade,
    /// What followed.
    pub followed: Vec<(EntryId, DemandFollowed)>,
}

/// A report, as much of it as is counted and listed.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its number on the record, from 0.
    pub index: u64,
    /// What it is about.
    pub code: ReportCode,
    /// When.
    pub when: Period,
    /// Where.
    pub place: Place,
}

/// A poll.
#[derive(Clone, Debug)]
pub struct Poll {
    /// Its entry.
    pub id: EntryId,
    /// What it says.
    pub opened: PollOpened,
    /// The events anchored so far, by hash.
    pub anchored: Vec<Sha256Hex>,
    /// Which entries anchored them: after how many events each begins, and its number on the record.
    pub(super) anchors: Vec<(u64, u64)>,
}

impl Poll {
    /// The number on the record of the entry that anchors an event, counted from 0; nothing if none does yet.
    #[must_use]
    pub fn anchor_of(&self, event: u64) -> Option<u64> {
        if event >= self.anchored.len() as u64 {
            return None;
        }
        let behind = self.anchors.partition_point(|(after, _)| *after <= event);
        let (_, entry) = self.anchors.get(behind.checked_sub(1)?)?;
        Some(*entry)
    }
}

/// Something was taken back.
#[derive(Clone, Copy, Debug)]
pub struct Withdrawal {
    /// The entry that says so.
    pub id: EntryId,
    /// What was taken back.
    pub entry: EntryId,
    /// Why.
    pub because: WithdrawnBecause,
    /// By its author; otherwise by the organiser.
    pub by_author: bool,
    /// The day.
    pub on: Date,
}

/// The whole election, as far as its record goes. Only the judge changes it.
#[derive(Clone, Debug, Default)]
pub struct Election {
    pub(super) called: Option<Called>,
    pub(super) keys: Keys,
    pub(super) last: Option<Moment>,
    pub(super) index: HashMap<EntryId, u32>,
    /// By number on the record; nothing where an entry was refused.
    pub(super) places: Vec<Option<Placed>>,
    pub(super) today: HashMap<PublicKey, u32>,
    pub(super) kept: Vec<Kept>,
    pub(super) rules: Vec<PublishedRule>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) decisions: Vec<Decision>,
    pub(super) appeals: Vec<Appeal>,
    pub(super) assemblies: Vec<Assembly>,
    pub(super) detentions: Vec<Detention>,
    pub(super) demands: Vec<Demand>,
    pub(super) reports: Vec<Report>,
    /// Of reports that say to contradict an entry: the report, and the entry.
    pub(super) contradictions: Vec<(EntryId, EntryId)>,
    pub(super) figures: Vec<(EntryId, FigureReported)>,
    pub(super) vouches: HashMap<EntryId, Vec<(PublicKey, Rating)>>,
    pub(super) findings: Vec<(EntryId, PublicKey, FindingMade)>,
    pub(super) polls: Vec<Poll>,
    pub(super) outcomes: Vec<(EntryId, OutcomeDeclared)>,
    pub(super) withdrawals: Vec<Withdrawal>,
    pub(super) withdrawn: HashSet<EntryId>,
    /// The first half of the hash of every body's file: nobody finds a second file with the same.
    pub(super) bodies: HashSet<[u8; 16]>,
    /// Where the thing that an entry makes stands in the list of its kind.
    pub(super) positions: HashMap<EntryId, usize>,
}

impl Election {
    /// The call, once there is one.
    #[must_use]
    pub fn called(&self) -> Option<&Called> {
        self.called.as_ref()
    }

    /// Whether observers attest what the authority does.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.called
            .as_ref()
            .is_some_and(|called| called.call.mode == Mode::Watched)
    }

    /// A contest of the call.
    #[must_use]
    pub fn contest(&self, name: &Slug) -> Option<&Contest> {
        let contests = &self.called.as_ref()?.call.contests;
        contests.iter().find(|contest| contest.contest == *name)
    }

    /// A body of the call.
    #[must_use]
    pub fn body(&self, name: &Slug) -> Option<&PublicBody> {
        let bodies = &self.called.as_ref()?.call.bodies;
        bodies.iter().find(|body| body.body == *name)
    }

    /// Whether a body of the call decides about something.
    #[must_use]
    pub fn decides(&self, body: &Slug, competence: Competence) -> bool {
        self.body(body)
            .is_some_and(|body| body.decides.contains(&competence))
    }

    /// Whose keys are whose.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// How many entries the record has, those that were refused included.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.places.len() as u64
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// When the last entry was recorded.
    #[must_use]
    pub fn last(&self) -> Option<Moment> {
        self.last
    }

    /// The number of an entry on the record, from 0.
    #[must_use]
    pub fn number_of(&self, id: &EntryId) -> Option<u64> {
        self.index.get(id).map(|&number| u64::from(number))
    }

    /// Name, author and kind of an entry.
    #[must_use]
    pub fn entry(&self, id: &EntryId) -> Option<&Placed> {
        self.places.get(*self.index.get(id)? as usize)?.as_ref()
    }

    /// Name, author and kind of the entry with this number.
    #[must_use]
    pub fn entry_at(&self, number: u64) -> Option<&Placed> {
        self.places.get(usize::try_from(number).ok()?)?.as_ref()
    }

    /// Every entry but reports, whole.
    #[must_use]
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// An entry that is kept whole.
    #[must_use]
    pub fn kept_entry(&self, id: &EntryId) -> Option<&Kept> {
        let number = self.number_of(id)?;
        let position = self.kept.binary_search_by_key(&number, |kept| kept.index);
        self.kept.get(position.ok()?)
    }

    /// The candidates, in the order of filing.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// A candidate.
    #[must_use]
    pub fn candidate(&self, id: &EntryId) -> Option<&Candidate> {
        let candidate = self.candidates.get(*self.positions.get(id)?)?;
        (candidate.id == *id).then_some(candidate)
    }

    /// A decision.
    #[must_use]
    pub fn decision(&self, id: &EntryId) -> Option<&Decision> {
        let decision = self.decisions.get(*self.positions.get(id)?)?;
        (decision.id == *id).then_some(decision)
    }

    /// An appeal or a complaint.
    #[must_use]
    pub fn appeal(&self, id: &EntryId) -> Option<&Appeal> {
        let appeal = self.appeals.get(*self.positions.get(id)?)?;
        (appeal.id == *id).then_some(appeal)
    }

    /// A poll.
    #[must_use]
    pub fn poll(&self, id: &EntryId) -> Option<&Poll> {
        let poll = self.polls.get(*self.positions.get(id)?)?;
        (poll.id == *id).then_some(poll)
    }

    /// Rules published on the record.
    #[must_use]
    pub fn rules(&self) -> &[PublishedRule] {
        &self.rules
    }

    /// The decisions.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Appeals and complaints.
    #[must_use]
    pub fn appeals(&self) -> &[Appeal] {
        &self.appeals
    }

    /// Assemblies that were announced.
    #[must_use]
    pub fn assemblies(&self) -> &[Assembly] {
        &self.assemblies
    }

    /// Detentions.
    #[must_use]
    pub fn detentions(&self) -> &[Detention] {
        &self.detentions
    }

    /// Demands.
    #[must_use]
    pub fn demands(&self) -> &[Demand] {
        &self.demands
    }

    /// Reports.
    #[must_use]
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// A report, by its name.
    #[must_use]
    pub fn report(&self, id: &EntryId) -> Option<&Report> {
        let number = self.number_of(id)?;
        let position = self.reports.binary_search_by_key(&number, |r| r.index);
        self.reports.get(position.ok()?)
    }

    /// Reports that say to contradict an entry, each with that entry, in the order of the record.
    #[must_use]
    pub fn contradictions(&self) -> &[(EntryId, EntryId)] {
        &self.contradictions
    }

    /// Figures that stand by themselves.
    #[must_use]
    pub fn figures(&self) -> &[(EntryId, FigureReported)] {
        &self.figures
    }

    /// Findings of assessors, with the assessor's key.
    #[must_use]
    pub fn findings_made(&self) -> &[(EntryId, PublicKey, FindingMade)] {
        &self.findings
    }

    /// Polls.
    #[must_use]
    pub fn polls(&self) -> &[Poll] {
        &self.polls
    }

    /// What was said to have come out.
    #[must_use]
    pub fn outcomes(&self) -> &[(EntryId, OutcomeDeclared)] {
        &self.outcomes
    }

    /// What was taken back.
    #[must_use]
    pub fn withdrawals(&self) -> &[Withdrawal] {
        &self.withdrawals
    }

    /// Whether an entry was taken back.
    #[must_use]
    pub fn is_withdrawn(&self, id: &EntryId) -> bool {
        self.withdrawn.contains(id)
    }

    /// Whether an earlier entry brought this body along.
    #[must_use]
    pub fn has_body(&self, body: &BodyRef) -> bool {
        self.bodies.contains(&first_half(body))
    }

    /// Who said how likely an entry is.
    #[must_use]
    pub fn vouches(&self, id: &EntryId) -> &[(PublicKey, Rating)] {
        self.vouches.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether an entry counts as vouched: its author's key is known, or a known key says that it is at least possible.
    #[must_use]
    pub fn is_vouched(&self, id: &EntryId) -> bool {
        let known = self
            .entry(id)
            .and_then(|place| self.keys.owner(&place.by))
            .is_some_and(|(person, _)| person.is_known());
        known
            || self
                .vouches(id)
                .iter()
                .any(|(_, rating)| *rating <= Rating::Possible)
    }
}

/// What a body's file is remembered by.
pub(super) fn first_half(body: &BodyRef) -> [u8; 16] {
    let stored = body.stored();
    let (half, _) = stored.bytes().split_at(16);
    half.try_into().unwrap_or_default()
}
