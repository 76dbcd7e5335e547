//! Who may say what.

use ed25519_dalek::{Signature, VerifyingKey};

use super::keys::KeyState;
use super::rejection::Rule;
use super::state::Election;
use crate::entry::calling::Competence;
use crate::entry::decisions::Subject;
use crate::entry::keys::{Capacity, KeyRotated};
use crate::entry::nominations::AccordingTo;
use crate::entry::reports::WithdrawnBecause;
use crate::entry::{Act, Signed, Signer};
use crate::value::{EntryId, PublicKey, Slug};

/// The first line of what a new key signs when it takes the place of an old one.
pub const CONSENT_PREFIX: &str = "veche key v1\n";

/// Whether the author of an entry may say what it says.
pub(super) fn admit(election: &Election, entry: &Signed) -> Result<(), Rule> {
    match election.keys().owner(&entry.by) {
        Some((_, KeyState::Replaced(by) | KeyState::Revoked(by, _))) => {
            return Err(Rule::SilentKey(by));
        }
        Some((_, KeyState::InForce)) | None => {}
    }
    let signer = entry.act.signer();
    admit_poll_named(election, entry)?;
    admit_second_role(election, entry)?;
    let entitled = match signer {
        Signer::Anybody => true,
        Signer::Known => is_known(election, &entry.by),
        Signer::Assessor => election
            .keys()
            .in_force(&entry.by)
            .is_some_and(|person| matches!(person.observer, Some((_, Capacity::Assessor)))),
        _ if election.is_watched() && attests(signer) => return admit_attested(election, entry),
        Signer::Organiser => is_organiser(election, &entry.by),
        Signer::Official => is_official(election, &entry.by),
        Signer::Body => return admit_body(election, entry),
        Signer::Polls => speaks_with(election, &entry.by, Competence::Polls),
        Signer::Figures => may_count(election, entry),
        Signer::Declaring => match &entry.act {
            Act::OutcomeDeclared(declared) if declared.according_to == AccordingTo::Authority => {
                speaks_with(election, &entry.by, Competence::Polls)
            }
            _ => is_known(election, &entry.by),
        },
        Signer::Replying => return admit_reply(election, entry),
        Signer::Candidate => match &entry.act {
            Act::CandidacyFiled(filed) => filed.key == Some(entry.by),
            _ => false,
        },
        Signer::ThatCandidate => match &entry.act {
            Act::CandidacyWithdrawn(back) => is_candidate(election, &entry.by, &back.candidate),
            _ => false,
        },
        Signer::Owner => return admit_rotation(election, entry),
        Signer::OwnerOrOrganiser => may_revoke(election, entry),
        Signer::AuthorOrOrganiser => may_withdraw(election, entry),
    };
    match entitled {
        true => Ok(()),
        false => Err(Rule::NotEntitled(signer)),
    }
}

/// In a watched election only the organiser says that an outcome comes from a poll of this record: were it anybody, a
/// wrong word of anybody would make the record unsound (S9).
fn admit_poll_named(election: &Election, entry: &Signed) -> Result<(), Rule> {
    let Act::OutcomeDeclared(declared) = &entry.act else {
        return Ok(());
    };
    let others = election.is_watched() && !is_organiser(election, &entry.by);
    match declared.poll.is_some() && others {
        true => Err(Rule::NotEntitled(Signer::Polls)),
        false => Ok(()),
    }
}

/// The key of a body takes no role beside it: as an observer's or a candidate's it would be out of the organiser's
/// reach, also when it is stolen.
fn admit_second_role(election: &Election, entry: &Signed) -> Result<(), Rule> {
    let takes_role = matches!(entry.act, Act::ObserverDeclared(_) | Act::CandidacyFiled(_));
    let of_a_body = election
        .keys()
        .in_force(&entry.by)
        .is_some_and(|person| !person.bodies.is_empty() && !person.organiser);
    let own = match &entry.act {
        Act::CandidacyFiled(filed) => filed.key == Some(entry.by),
        _ => true,
    };
    match takes_role && of_a_body && own {
        true => Err(Rule::KeyTaken(entry.by)),
        false => Ok(()),
    }
}

/// Acts that observers attest in a watched election.
fn attests(signer: Signer) -> bool {
    matches!(
        signer,
        Signer::Organiser
            | Signer::Official
            | Signer::Body
            | Signer::Polls
            | Signer::Figures
            | Signer::Declaring
            | Signer::Candidate
            | Signer::ThatCandidate
    )
}

/// In a watched election: a known key with sources; or the candidate's own key, which needs none.
fn admit_attested(election: &Election, entry: &Signed) -> Result<(), Rule> {
    let own = match &entry.act {
        // Nobody is made a candidate's key by another's word: an attested filing names none.
        Act::CandidacyFiled(filed) if filed.key.is_some_and(|key| key != entry.by) => {
            return Err(Rule::NotEntitled(Signer::Candidate));
        }
        Act::CandidacyFiled(filed) => filed.key == Some(entry.by),
        Act::CandidacyWithdrawn(back) => {
            let candidate = election.candidate(&back.candidate);
            if candidate.is_some_and(|candidate| candidate.filed.key.is_some()) {
                return match is_candidate(election, &entry.by, &back.candidate) {
                    true => Ok(()),
                    false => Err(Rule::NotEntitled(Signer::ThatCandidate)),
                };
            }
            false
        }
        _ => false,
    };
    if own {
        return Ok(());
    }
    if !is_known(election, &entry.by) {
        return Err(Rule::NotEntitled(entry.act.signer()));
    }
    if let Act::DecisionTaken(taken) = &entry.act {
        competent(election, &taken.body, &taken.subject)?;
    }
    // A key of the log and a poll are not acts of an authority: they are made here, by who keeps the record. Were others
    // to open polls, they could make the record unsound by a poll without an archive.
    let made_here = matches!(
        entry.act,
        Act::LogKeyRotated(_) | Act::PollOpened(_) | Act::PollAnchored(_)
    );
    if made_here && !is_organiser(election, &entry.by) {
        return Err(Rule::NotEntitled(entry.act.signer()));
    }
    match made_here || has_sources(&entry.act) {
        true => Ok(()),
        false => Err(Rule::NoSources),
    }
}

/// Whether an attested act says where it is known from.
fn has_sources(act: &Act) -> bool {
    match act {
        Act::CalendarChanged(act) => !act.sources.is_empty(),
        Act::RulePublished(act) => !act.sources.is_empty(),
        Act::CandidacyFiled(act) => !act.sources.is_empty(),
        Act::CandidacyWithdrawn(act) => !act.sources.is_empty(),
        Act::SignaturesCounted(act) => !act.sources.is_empty(),
        Act::DecisionTaken(act) => !act.sources.is_empty(),
        Act::DecisionSupplemented(act) => !act.sources.is_empty(),
        Act::OutcomeDeclared(act) => !act.sources.is_empty(),
        _ => false,
    }
}

fn is_known(election: &Election, key: &PublicKey) -> bool {
    election
        .keys()
        .in_force(key)
        .is_some_and(|person| person.is_known())
}

fn is_organiser(election: &Election, key: &PublicKey) -> bool {
    election
        .keys()
        .in_force(key)
        .is_some_and(|person| person.organiser)
}

fn is_official(election: &Election, key: &PublicKey) -> bool {
    election
        .keys()
        .in_force(key)
        .is_some_and(|person| person.organiser || !person.bodies.is_empty())
}

fn is_candidate(election: &Election, key: &PublicKey, candidate: &EntryId) -> bool {
    election
        .keys()
        .in_force(key)
        .is_some_and(|person| person.candidates.contains(candidate))
}

fn speaks_for(election: &Election, key: &PublicKey, body: &Slug) -> bool {
    election
        .keys()
        .in_force(key)
        .is_some_and(|person| person.bodies.contains(body))
}

/// Whether a key is that of some body with a competence.
fn speaks_with(election: &Election, key: &PublicKey, competence: Competence) -> bool {
    election.keys().in_force(key).is_some_and(|person| {
        person
            .bodies
            .iter()
            .any(|body| election.decides(body, competence))
    })
}

/// What a body needs to decide about a subject.
fn competence_for(subject: &Subject) -> Competence {
    match subject {
        Subject::Candidacy(_) => Competence::Candidacies,
        Subject::Assembly(_) => Competence::Assemblies,
        Subject::Appeal(_) | Subject::Complaint(_) => Competence::Appeals,
    }
}

fn competent(election: &Election, body: &Slug, subject: &Subject) -> Result<(), Rule> {
    if election.body(body).is_none() {
        return Err(Rule::NoSuchBody(body.clone()));
    }
    let competence = competence_for(subject);
    match election.decides(body, competence) {
        true => Ok(()),
        false => Err(Rule::NoCompetence {
            body: body.clone(),
            competence,
        }),
    }
}

/// In a run election a decision, and what is added to it, comes from the body itself.
fn admit_body(election: &Election, entry: &Signed) -> Result<(), Rule> {
    let body = match &entry.act {
        Act::DecisionTaken(taken) => {
            competent(election, &taken.body, &taken.subject)?;
            &taken.body
        }
        Act::DecisionSupplemented(more) => match election.decision(&more.decision) {
            Some(decision) => &decision.taken.body,
            None => {
                return Err(Rule::NoSuch {
                    id: more.decision,
                    wanted: "a decision",
                });
            }
        },
        _ => return Err(Rule::NotEntitled(Signer::Body)),
    };
    match speaks_for(election, &entry.by, body) {
        true => Ok(()),
        false => Err(Rule::NotEntitled(Signer::Body)),
    }
}

fn may_count(election: &Election, entry: &Signed) -> bool {
    match &entry.act {
        Act::SignaturesCounted(counted) => match counted.according_to {
            AccordingTo::Authority => speaks_with(election, &entry.by, Competence::Candidacies),
            AccordingTo::Candidate => {
                is_candidate(election, &entry.by, &counted.candidate)
                    || is_known(election, &entry.by)
            }
            _ => is_known(election, &entry.by),
        },
        _ => false,
    }
}

/// An official reply is the body's own, or, in a watched election, attested. Others reply for themselves.
fn admit_reply(election: &Election, entry: &Signed) -> Result<(), Rule> {
    let Act::ReplyMade(reply) = &entry.act else {
        return Err(Rule::NotEntitled(Signer::Replying));
    };
    let Some(body) = &reply.body else {
        return Ok(());
    };
    if election.body(body).is_none() {
        return Err(Rule::NoSuchBody(body.clone()));
    }
    let attested = election.is_watched() && is_known(election, &entry.by);
    if attested && reply.sources.is_empty() {
        return Err(Rule::NoSources);
    }
    match attested || speaks_for(election, &entry.by, body) {
        true => Ok(()),
        false => Err(Rule::NotEntitled(Signer::Replying)),
    }
}

/// What the new key signs to take the place of an old one.
#[must_use]
pub fn consent_message(election: &EntryId, old: &PublicKey) -> Vec<u8> {
    format!("{CONSENT_PREFIX}{election}\n{old}").into_bytes()
}

fn admit_rotation(election: &Election, entry: &Signed) -> Result<(), Rule> {
    let Act::KeyRotated(KeyRotated { new, consent }) = &entry.act else {
        return Err(Rule::NotEntitled(Signer::Owner));
    };
    if election.keys().in_force(&entry.by).is_none() {
        return Err(Rule::NotEntitled(Signer::Owner));
    }
    if election.keys().owner(new).is_some() {
        return Err(Rule::KeyTaken(*new));
    }
    let Some(called) = election.called() else {
        return Err(Rule::NotCalled);
    };
    let message = consent_message(&called.id, &entry.by);
    let consents = VerifyingKey::from_bytes(new.bytes()).is_ok_and(|key| {
        key.verify_strict(&message, &Signature::from_bytes(consent.bytes()))
            .is_ok()
    });
    match consents {
        true => Ok(()),
        false => Err(Rule::NoConsent),
    }
}

/// A key revokes itself. The organiser revokes keys of bodies: who appointed them can; an observer's or a candidate's
/// key is out of the organiser's reach.
fn may_revoke(election: &Election, entry: &Signed) -> bool {
    let Act::KeyRevoked(revoked) = &entry.act else {
        return false;
    };
    let Some(owner) = election.keys().in_force(&revoked.key) else {
        return false;
    };
    let of_a_body =
        !owner.bodies.is_empty() && owner.observer.is_none() && owner.candidates.is_empty();
    entry.by == revoked.key || (of_a_body && is_organiser(election, &entry.by))
}

/// The author takes back what is the author's. The organiser can have a body destroyed for safety or by order of a
/// court only, and the record counts how often.
fn may_withdraw(election: &Election, entry: &Signed) -> bool {
    let Act::EntryWithdrawn(back) = &entry.act else {
        return false;
    };
    let Some(placed) = election.entry(&back.entry) else {
        // That there is no such entry is said by the rules of order.
        return true;
    };
    let ordered = matches!(
        back.because,
        WithdrawnBecause::Safety | WithdrawnBecause::CourtOrder
    );
    election.keys().same_owner(&placed.by, &entry.by)
        || (ordered && is_organiser(election, &entry.by))
}
