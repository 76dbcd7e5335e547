//! The one list of everything that can be said.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calling::{CalendarChanged, ElectionCalled, RulePublished};
use super::decisions::{
    AppealFiled, ComplaintFiled, Cosigned, DecisionSupplemented, DecisionTaken,
};
use super::freedoms::{
    AssemblyBanned, AssemblyDispersed, AssemblyHeld, AssemblyNotified, DetentionFollowed,
    PeopleDetained, PressObstructed,
};
use super::keys::{KeyRevoked, KeyRotated, LogKeyRotated, ObserverDeclared};
use super::nominations::{CandidacyFiled, CandidacyWithdrawn, SignaturesCounted};
use super::outcomes::{OutcomeDeclared, PollAnchored, PollOpened};
use super::programs::ProgramPublished;
use super::reports::{
    EntryWithdrawn, FigureReported, FindingMade, ReplyMade, ReportFiled, ReportVerified,
};
use super::speech::{ContextNoted, DemandFollowed, DemandMade, StatementMade};

/// What an entry says.
///
/// Who signs each kind, in which phase, what it changes and which checks look at it stands in [`super::law`], where the
/// judge reads it too; `docs/entries.md` and the JSON Schema are made from both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// The election is called: the first entry of every record. Its name, printed on paper, is the election's
    /// fingerprint.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: the first entry, and only that. Changes:
    /// opens the record; fixes mode, calendar, contests, bodies, limits. Looked at by: F1, C6, S5.
    ElectionCalled(Box<ElectionCalled>),
    /// The calendar is changed.
    ///
    /// Signed by: [`Signer::Organiser`](super::law::Signer::Organiser). When: run: what has begun keeps its beginning,
    /// what has ended keeps its end. Changes: the calendar. Looked at by: S6.
    CalendarChanged(CalendarChanged),
    /// A rule is published: a law, a by-law, an instruction. Decisions cite it, and it must be older than what it is
    /// applied to (Copenhagen 5.8).
    ///
    /// Signed by: [`Signer::Official`](super::law::Signer::Official). When: always. Changes: decisions can cite it.
    /// Looked at by: D2.
    RulePublished(RulePublished),
    /// An observer makes a key known. Nobody's consent is needed: whoever reads the record judges whom to believe.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: the key becomes known: it
    /// vouches, attests and finds. Looked at by: S5, R1.
    ObserverDeclared(ObserverDeclared),
    /// A key is replaced by another of the same owner. What the old one signed stays; it signs nothing more.
    ///
    /// Signed by: [`Signer::Owner`](super::law::Signer::Owner). When: always. Changes: the new key takes every role of
    /// the old one, which falls silent. Looked at by: S5.
    KeyRotated(KeyRotated),
    /// A key signs nothing more. Without a new one its owner is silent.
    ///
    /// Signed by: [`Signer::OwnerOrOrganiser`](super::law::Signer::OwnerOrOrganiser). When: always. Changes: the key
    /// falls silent. Looked at by: S5.
    KeyRevoked(KeyRevoked),
    /// The key of the log is replaced. Later checkpoints are signed by the new one.
    ///
    /// Signed by: [`Signer::Organiser`](super::law::Signer::Organiser). When: always. Changes: later checkpoints are
    /// signed by the new key. Looked at by: S2.
    LogKeyRotated(LogKeyRotated),
    /// A candidate is put forward. The name of this entry is the candidate's id, on the record and on the ballot.
    ///
    /// Signed by: [`Signer::Candidate`](super::law::Signer::Candidate). When: always; after the nomination it is
    /// recorded and labelled late. Changes: a candidate exists, and needs an outcome. Looked at by: C1, C2.
    CandidacyFiled(CandidacyFiled),
    /// A candidate withdraws.
    ///
    /// Signed by: [`Signer::ThatCandidate`](super::law::Signer::ThatCandidate). When: always. Changes: the candidate
    /// needs no outcome, and does not belong on later ballots. Looked at by: C1, C2.
    CandidacyWithdrawn(CandidacyWithdrawn),
    /// Figures of a nomination on paper, of one candidate, in one district or altogether. What is not known is absent.
    ///
    /// Signed by: [`Signer::Figures`](super::law::Signer::Figures). When: run: not before the nomination. Changes:
    /// figures of a candidate. Looked at by: C3, C4, C5.
    SignaturesCounted(Box<SignaturesCounted>),
    /// A body decides. A decision must be reasoned (Copenhagen 5.11): every part of the reasons that is missing is
    /// named.
    ///
    /// Signed by: [`Signer::Body`](super::law::Signer::Body). When: run: on candidates not before the nomination.
    /// Changes: the standing of a candidate, an assembly, an appeal. Looked at by: C1, C2, C3, D1, D2, D3, D4.
    DecisionTaken(Box<DecisionTaken>),
    /// Reasons that were missing are given later. Both days stay visible.
    ///
    /// Signed by: [`Signer::Body`](super::law::Signer::Body). When: always. Changes: reasons are added, and their day
    /// stays visible. Looked at by: D1, D2.
    DecisionSupplemented(DecisionSupplemented),
    /// An appeal against a decision, by a candidate or a voter.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always; a late one is recorded and labelled.
    /// Changes: starts the clock of the appeal. Looked at by: D3.
    AppealFiled(AppealFiled),
    /// A complaint about what a body did or did not do. Others may put their keys under it.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: starts the clock of the
    /// complaint. Looked at by: D3.
    ComplaintFiled(ComplaintFiled),
    /// Somebody puts a key under an appeal or a complaint. Keys are counted once; that they are as many people, nobody
    /// shows.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: one key more is counted
    /// under the appeal or complaint. Looked at by: D3.
    Cosigned(Cosigned),
    /// An assembly is announced.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: an assembly exists. Looked
    /// at by: A1.
    AssemblyNotified(AssemblyNotified),
    /// An assembly took place, announced or not.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stands in the timeline and
    /// the assessment. Looked at by: A1.
    AssemblyHeld(AssemblyHeld),
    /// An assembly was forbidden, and the decision is not on this record.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stands in the timeline and
    /// the assessment. Looked at by: A1.
    AssemblyBanned(AssemblyBanned),
    /// An assembly was broken up.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stands in the timeline and
    /// the assessment. Looked at by: A1.
    AssemblyDispersed(AssemblyDispersed),
    /// People were detained. Their names never stand here: sealed in a body at most.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: starts the clock until a
    /// judge. Looked at by: A2.
    PeopleDetained(PeopleDetained),
    /// What happened to detained people afterwards.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stops clocks of the
    /// detention. Looked at by: A2.
    DetentionFollowed(DetentionFollowed),
    /// An act against the press.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stands in the timeline and
    /// the assessment. Looked at by: A3.
    PressObstructed(PressObstructed),
    /// Somebody makes a statement.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stands in the timeline.
    /// Looked at by: no check.
    StatementMade(StatementMade),
    /// Somebody demands something.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: waits for what follows.
    /// Looked at by: R2.
    DemandMade(DemandMade),
    /// What followed a demand.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: says what followed a
    /// demand. Looked at by: R2.
    DemandFollowed(DemandFollowed),
    /// Background that readers need. It is attributed, and evidence of nothing.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stands in the timeline;
    /// evidence of nothing. Looked at by: no check.
    ContextNoted(ContextNoted),
    /// Somebody reports what happened. By default with a key that is used once.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always, never too late. Changes: stands in
    /// the timeline and the assessment. Looked at by: R1.
    ReportFiled(ReportFiled),
    /// Somebody with a known key says how likely an entry is. It changes nothing in the entry.
    ///
    /// Signed by: [`Signer::Known`](super::law::Signer::Known). When: always. Changes: vouches for an entry, or doubts
    /// it. Looked at by: R1.
    ReportVerified(ReportVerified),
    /// Somebody answers an entry: the authority to a report, a witness to a statement.
    ///
    /// Signed by: [`Signer::Replying`](super::law::Signer::Replying). When: always. Changes: stands beside what it
    /// answers. Looked at by: no check.
    ReplyMade(ReplyMade),
    /// A figure that stands by itself: turnout, observers admitted, sites blocked. Figures that contradict one another
    /// all stay.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: stands beside other figures
    /// of the same thing. Looked at by: C6, R1.
    FigureReported(FigureReported),
    /// A named person's finding about a commitment.
    ///
    /// Signed by: [`Signer::Assessor`](super::law::Signer::Assessor). When: always. Changes: stands in the assessment,
    /// beside dissenting ones. Looked at by: no check.
    FindingMade(FindingMade),
    /// An entry's bodies are destroyed. The entry stays, and with it who took it back, when, and for which class of
    /// reason.
    ///
    /// Signed by: [`Signer::AuthorOrOrganiser`](super::law::Signer::AuthorOrOrganiser). When: always. Changes: the
    /// bodies of the entry are destroyed; the entry stays. Looked at by: S7, R3.
    EntryWithdrawn(EntryWithdrawn),
    /// A poll is opened. Its archive `polls/NAME.bel` stays as it is; the record holds the hash of each event.
    ///
    /// Signed by: [`Signer::Polls`](super::law::Signer::Polls). When: run: after the nomination, not after the voting.
    /// Changes: a poll exists; its options are fixed. Looked at by: C2, S8.
    PollOpened(PollOpened),
    /// Events of a poll's archive, by hash, in their order.
    ///
    /// Signed by: [`Signer::Polls`](super::law::Signer::Polls). When: after the poll is opened. Changes: events of the
    /// archive can no longer be exchanged. Looked at by: S8.
    PollAnchored(PollAnchored),
    /// Somebody says what came out. In a run election the body that runs the polls; what others say stands beside it.
    ///
    /// Signed by: [`Signer::Declaring`](super::law::Signer::Declaring). When: run: by the authority not before the
    /// voting ends. Changes: says who won. Looked at by: F1, F2, S9.
    OutcomeDeclared(OutcomeDeclared),
    /// Somebody vouches for a program that people can keep: the booth or the verifier as one file. Readers are shown
    /// what known keys say, each by name.
    ///
    /// Signed by: [`Signer::Anybody`](super::law::Signer::Anybody). When: always. Changes: the hash stands beside the
    /// file that readers keep. Looked at by: no check.
    ProgramPublished(ProgramPublished),
}

impl Act {
    /// The name of its kind, as it stands in the entry.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ElectionCalled(_) => "election_called",
            Self::CalendarChanged(_) => "calendar_changed",
            Self::RulePublished(_) => "rule_published",
            Self::ObserverDeclared(_) => "observer_declared",
            Self::KeyRotated(_) => "key_rotated",
            Self::KeyRevoked(_) => "key_revoked",
            Self::LogKeyRotated(_) => "log_key_rotated",
            Self::CandidacyFiled(_) => "candidacy_filed",
            Self::CandidacyWithdrawn(_) => "candidacy_withdrawn",
            Self::SignaturesCounted(_) => "signatures_counted",
            Self::DecisionTaken(_) => "decision_taken",
            Self::DecisionSupplemented(_) => "decision_supplemented",
            Self::AppealFiled(_) => "appeal_filed",
            Self::ComplaintFiled(_) => "complaint_filed",
            Self::Cosigned(_) => "cosigned",
            Self::AssemblyNotified(_) => "assembly_notified",
            Self::AssemblyHeld(_) => "assembly_held",
            Self::AssemblyBanned(_) => "assembly_banned",
            Self::AssemblyDispersed(_) => "assembly_dispersed",
            Self::PeopleDetained(_) => "people_detained",
            Self::DetentionFollowed(_) => "detention_followed",
            Self::PressObstructed(_) => "press_obstructed",
            Self::StatementMade(_) => "statement_made",
            Self::DemandMade(_) => "demand_made",
            Self::DemandFollowed(_) => "demand_followed",
            Self::ContextNoted(_) => "context_noted",
            Self::ReportFiled(_) => "report_filed",
            Self::ReportVerified(_) => "report_verified",
            Self::ReplyMade(_) => "reply_made",
            Self::FigureReported(_) => "figure_reported",
            Self::FindingMade(_) => "finding_made",
            Self::EntryWithdrawn(_) => "entry_withdrawn",
            Self::PollOpened(_) => "poll_opened",
            Self::PollAnchored(_) => "poll_anchored",
            Self::OutcomeDeclared(_) => "outcome_declared",
            Self::ProgramPublished(_) => "program_published",
        }
    }
}
