//! Of each kind of entry: who signs it, when it may be recorded, what it changes, which checks look at it.
//!
//! The judge asks this table who must sign; `docs/entries.md` prints it.

use super::act::Act;
use crate::check::CheckId;

/// Who must sign an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signer {
    /// Any key, also one used once. If it is not a known key, the entry counts as unvouched until a known key vouches.
    Anybody,
    /// A known key: the organiser, a body, a declared observer.
    Known,
    /// A declared observer in the capacity of an assessor.
    Assessor,
    /// The organiser; in a watched election any known key, with sources.
    Organiser,
    /// The organiser or a body; in a watched election any known key, with sources.
    Official,
    /// The body that decides, with the competence for it; in a watched election any known key, with sources.
    Body,
    /// The body that runs the polls; in a watched election the organiser, who keeps the record and the archives.
    Polls,
    /// The authority's figures: the body that decides on candidates. Others: any known key, or the candidate. In a
    /// watched election any known key, with sources.
    Figures,
    /// The authority's outcome: the body that runs the polls. Others: any known key. In a watched election any known
    /// key, with sources, and if it names a poll of this record the organiser.
    Declaring,
    /// An official reply: the body; in a watched election any known key, with sources. Others: any key.
    Replying,
    /// The key that the filing names; in a watched election also any known key, with sources.
    Candidate,
    /// The key of that candidate; in a watched election also any known key, with sources, for a candidate without key.
    ThatCandidate,
    /// The key itself, and the new one consents.
    Owner,
    /// The key itself, or, for the key of a body, the organiser.
    OwnerOrOrganiser,
    /// Who wrote the entry; or the organiser, for safety or by order of a court.
    AuthorOrOrganiser,
}

impl Signer {
    /// In words, for `docs/entries.md`.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Anybody => {
                "any key, also one used once; unvouched until a known key vouches, unless it is a known key itself"
            }
            Self::Known => "a known key: the organiser, a body, a declared observer",
            Self::Assessor => "a declared observer in the capacity of an assessor",
            Self::Organiser => "the organiser; watched: any known key, with sources",
            Self::Official => "the organiser or a body; watched: any known key, with sources",
            Self::Body => {
                "the body that decides, if it has the competence; watched: any known key, with sources"
            }
            Self::Polls => "the body that runs the polls; watched: the organiser",
            Self::Figures => {
                "the authority's figures: the body that decides on candidates; others: a known key or the candidate; \
                 watched: any known key, with sources"
            }
            Self::Declaring => {
                "the authority's outcome: the body that runs the polls; others: a known key; watched: any known key, \
                 with sources, naming a poll of this record the organiser"
            }
            Self::Replying => {
                "an official reply: the body (watched: any known key, with sources); others: any key"
            }
            Self::Candidate => {
                "the key that the filing names; watched: also any known key, with sources"
            }
            Self::ThatCandidate => {
                "the candidate's key; watched: for a candidate without key, any known key, with sources"
            }
            Self::Owner => "the key that is replaced, with the consent of the new one",
            Self::OwnerOrOrganiser => "the key itself; for the key of a body also the organiser",
            Self::AuthorOrOrganiser => {
                "who wrote the entry; or the organiser, for safety or by order of a court"
            }
        }
    }
}

/// What holds of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// The kind's name.
    pub name: &'static str,
    /// Who signs.
    pub signer: Signer,
    /// When it may be recorded. In a watched election always.
    pub when: &'static str,
    /// What it changes.
    pub changes: &'static str,
    /// Which checks look at it, besides S3 to S6, which look at every entry.
    pub checks: &'static [CheckId],
}

/// Every kind, in the order of the list.
#[must_use]
pub fn laws() -> &'static [Law] {
    LAWS
}

const LAWS: &[Law] = &[
    Law {
        name: "election_called",
        signer: Signer::Anybody,
        when: "the first entry, and only that",
        changes: "opens the record; fixes mode, calendar, contests, bodies, limits",
        checks: &[CheckId::F1, CheckId::C6, CheckId::S5],
    },
    Law {
        name: "calendar_changed",
        signer: Signer::Organiser,
        when: "run: what has begun keeps its beginning, what has ended keeps its end",
        changes: "the calendar",
        checks: &[CheckId::S6],
    },
    Law {
        name: "rule_published",
        signer: Signer::Official,
        when: "always",
        changes: "decisions can cite it",
        checks: &[CheckId::D2],
    },
    Law {
        name: "observer_declared",
        signer: Signer::Anybody,
        when: "always",
        changes: "the key becomes known: it vouches, attests and finds",
        checks: &[CheckId::S5, CheckId::R1],
    },
    Law {
        name: "key_rotated",
        signer: Signer::Owner,
        when: "always",
        changes: "the new key takes every role of the old one, which falls silent",
        checks: &[CheckId::S5],
    },
    Law {
        name: "key_revoked",
        signer: Signer::OwnerOrOrganiser,
        when: "always",
        changes: "the key falls silent",
        checks: &[CheckId::S5],
    },
    Law {
        name: "log_key_rotated",
        signer: Signer::Organiser,
        when: "always",
        changes: "later checkpoints are signed by the new key",
        checks: &[CheckId::S2],
    },
    Law {
        name: "candidacy_filed",
        signer: Signer::Candidate,
        when: "always; after the nomination it is recorded and labelled late",
        changes: "a candidate exists, and needs an outcome",
        checks: &[CheckId::C1, CheckId::C2],
    },
    Law {
        name: "candidacy_withdrawn",
        signer: Signer::ThatCandidate,
        when: "always",
        changes: "the candidate needs no outcome, and does not belong on later ballots",
        checks: &[CheckId::C1, CheckId::C2],
    },
    Law {
        name: "signatures_counted",
        signer: Signer::Figures,
        when: "run: not before the nomination",
        changes: "figures of a candidate",
        checks: &[CheckId::C3, CheckId::C4, CheckId::C5],
    },
    Law {
        name: "decision_taken",
        signer: Signer::Body,
        when: "run: on candidates not before the nomination",
        changes: "the standing of a candidate, an assembly, an appeal",
        checks: &[
            CheckId::C1,
            CheckId::C2,
            CheckId::C3,
            CheckId::D1,
            CheckId::D2,
            CheckId::D3,
            CheckId::D4,
        ],
    },
    Law {
        name: "decision_supplemented",
        signer: Signer::Body,
        when: "always",
        changes: "reasons are added, and their day stays visible",
        checks: &[CheckId::D1, CheckId::D2],
    },
    Law {
        name: "appeal_filed",
        signer: Signer::Anybody,
        when: "always; a late one is recorded and labelled",
        changes: "starts the clock of the appeal",
        checks: &[CheckId::D3],
    },
    Law {
        name: "complaint_filed",
        signer: Signer::Anybody,
        when: "always",
        changes: "starts the clock of the complaint",
        checks: &[CheckId::D3],
    },
    Law {
        name: "cosigned",
        signer: Signer::Anybody,
        when: "always",
        changes: "one key more is counted under the appeal or complaint",
        checks: &[CheckId::D3],
    },
    Law {
        name: "assembly_notified",
        signer: Signer::Anybody,
        when: "always",
        changes: "an assembly exists",
        checks: &[CheckId::A1],
    },
    Law {
        name: "assembly_held",
        signer: Signer::Anybody,
        when: "always",
        changes: "stands in the timeline and the assessment",
        checks: &[CheckId::A1],
    },
    Law {
        name: "assembly_banned",
        signer: Signer::Anybody,
        when: "always",
        changes: "stands in the timeline and the assessment",
        checks: &[CheckId::A1],
    },
    Law {
        name: "assembly_dispersed",
        signer: Signer::Anybody,
        when: "always",
        changes: "stands in the timeline and the assessment",
        checks: &[CheckId::A1],
    },
    Law {
        name: "people_detained",
        signer: Signer::Anybody,
        when: "always",
        changes: "starts the clock until a judge",
        checks: &[CheckId::A2],
    },
    Law {
        name: "detention_followed",
        signer: Signer::Anybody,
        when: "always",
        changes: "stops clocks of the detention",
        checks: &[CheckId::A2],
    },
    Law {
        name: "press_obstructed",
        signer: Signer::Anybody,
        when: "always",
        changes: "stands in the timeline and the assessment",
        checks: &[CheckId::A3],
    },
    Law {
        name: "statement_made",
        signer: Signer::Anybody,
        when: "always",
        changes: "stands in the timeline",
        checks: &[],
    },
    Law {
        name: "demand_made",
        signer: Signer::Anybody,
        when: "always",
        changes: "waits for what follows",
        checks: &[CheckId::R2],
    },
    Law {
        name: "demand_followed",
        signer: Signer::Anybody,
        when: "always",
        changes: "says what followed a demand",
        checks: &[CheckId::R2],
    },
    Law {
        name: "context_noted",
        signer: Signer::Anybody,
        when: "always",
        changes: "stands in the timeline; evidence of nothing",
        checks: &[],
    },
    Law {
        name: "report_filed",
        signer: Signer::Anybody,
        when: "always, never too late",
        changes: "stands in the timeline and the assessment",
        checks: &[CheckId::R1],
    },
    Law {
        name: "report_verified",
        signer: Signer::Known,
        when: "always",
        changes: "vouches for an entry, or doubts it",
        checks: &[CheckId::R1],
    },
    Law {
        name: "reply_made",
        signer: Signer::Replying,
        when: "always",
        changes: "stands beside what it answers",
        checks: &[],
    },
    Law {
        name: "figure_reported",
        signer: Signer::Anybody,
        when: "always",
        changes: "stands beside other figures of the same thing",
        checks: &[CheckId::C6, CheckId::R1],
    },
    Law {
        name: "finding_made",
        signer: Signer::Assessor,
        when: "always",
        changes: "stands in the assessment, beside dissenting ones",
        checks: &[],
    },
    Law {
        name: "entry_withdrawn",
        signer: Signer::AuthorOrOrganiser,
        when: "always",
        changes: "the bodies of the entry are destroyed; the entry stays",
        checks: &[CheckId::S7, CheckId::R3],
    },
    Law {
        name: "poll_opened",
        signer: Signer::Polls,
        when: "run: after the nomination, not after the voting",
        changes: "a poll exists; its options are fixed",
        checks: &[CheckId::C2, CheckId::S8],
    },
    Law {
        name: "poll_anchored",
        signer: Signer::Polls,
        when: "after the poll is opened",
        changes: "events of the archive can no longer be exchanged",
        checks: &[CheckId::S8],
    },
    Law {
        name: "outcome_declared",
        signer: Signer::Declaring,
        when: "run: by the authority not before the voting ends",
        changes: "says who won",
        checks: &[CheckId::F1, CheckId::F2, CheckId::S9],
    },
    Law {
        name: "program_published",
        signer: Signer::Anybody,
        when: "always",
        changes: "the hash stands beside the file that readers keep",
        checks: &[],
    },
];

impl Act {
    /// Who must sign it.
    #[must_use]
    pub fn signer(&self) -> Signer {
        match self {
            Self::ElectionCalled(_)
            | Self::ObserverDeclared(_)
            | Self::AppealFiled(_)
            | Self::ComplaintFiled(_)
            | Self::Cosigned(_)
            | Self::AssemblyNotified(_)
            | Self::AssemblyHeld(_)
            | Self::AssemblyBanned(_)
            | Self::AssemblyDispersed(_)
            | Self::PeopleDetained(_)
            | Self::DetentionFollowed(_)
            | Self::PressObstructed(_)
            | Self::StatementMade(_)
            | Self::DemandMade(_)
            | Self::DemandFollowed(_)
            | Self::ContextNoted(_)
            | Self::ReportFiled(_)
            | Self::FigureReported(_)
            | Self::ProgramPublished(_) => Signer::Anybody,
            Self::CalendarChanged(_) | Self::LogKeyRotated(_) => Signer::Organiser,
            Self::RulePublished(_) => Signer::Official,
            Self::KeyRotated(_) => Signer::Owner,
            Self::KeyRevoked(_) => Signer::OwnerOrOrganiser,
            Self::CandidacyFiled(_) => Signer::Candidate,
            Self::CandidacyWithdrawn(_) => Signer::ThatCandidate,
            Self::SignaturesCounted(_) => Signer::Figures,
            Self::DecisionTaken(_) | Self::DecisionSupplemented(_) => Signer::Body,
            Self::ReportVerified(_) => Signer::Known,
            Self::ReplyMade(_) => Signer::Replying,
            Self::FindingMade(_) => Signer::Assessor,
            Self::EntryWithdrawn(_) => Signer::AuthorOrOrganiser,
            Self::PollOpened(_) | Self::PollAnchored(_) => Signer::Polls,
            Self::OutcomeDeclared(_) => Signer::Declaring,
        }
    }
}
