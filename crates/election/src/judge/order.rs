//! What must come before what: references, phases, dates.

use jiff::civil::Date;

use super::rejection::Rule;
use super::state::{Called, Election};
use crate::entry::calling::{Calendar, Mode};
use crate::entry::decisions::{Citation, DecisionOutcome, DecisionTaken, Subject};
use crate::entry::outcomes::{OutcomeDeclared, PollOpened};
use crate::entry::{Act, Signed};
use crate::value::{EntryId, OptionId, Slug};

/// Kinds that an appeal or a complaint is.
const APPEALS: &[&str] = &["appeal_filed", "complaint_filed"];
/// Kinds that are about an assembly.
const ASSEMBLIES: &[&str] = &[
    "assembly_notified",
    "assembly_held",
    "assembly_banned",
    "assembly_dispersed",
];
/// Acts of authority are not withdrawn: they are corrected by new ones.
const STAYING: &[&str] = &[
    "election_called",
    "calendar_changed",
    "rule_published",
    "key_rotated",
    "key_revoked",
    "log_key_rotated",
    "decision_taken",
    "decision_supplemented",
    "poll_opened",
    "poll_anchored",
    "entry_withdrawn",
];

/// Whether an entry comes when it may, and refers to what is there.
pub(super) fn admit(election: &Election, entry: &Signed) -> Result<(), Rule> {
    let Some(called) = election.called() else {
        return Err(Rule::NotCalled);
    };
    let day = entry.at.day();
    // In a run election what is recorded today cannot have happened tomorrow; watched ones are told afterwards.
    let past = |on: Date| match on <= day {
        true => Ok(()),
        false => Err(Rule::FutureDated),
    };
    let run = called.call.mode == Mode::Run;
    match &entry.act {
        Act::ElectionCalled(_) => Err(Rule::CalledAlready(called.id)),
        Act::CalendarChanged(changed) => match run {
            true => calendar(&called.calendar, &changed.calendar, day),
            false => Ok(()),
        },
        Act::RulePublished(rule) => match &rule.replaces {
            Some(old) => refers(election, old, &["rule_published"], "a rule"),
            None => Ok(()),
        },
        Act::ObserverDeclared(_) => match election.keys().in_force(&entry.by) {
            Some(person) if person.observer.is_some() => Err(Rule::Again),
            _ => Ok(()),
        },
        Act::KeyRotated(_) | Act::KeyRevoked(_) => Ok(()),
        Act::LogKeyRotated(rotated) => log_key(called, &rotated.log),
        Act::CandidacyFiled(filed) => {
            contest(election, &filed.contest)?;
            filed.on.map_or(Ok(()), past)
        }
        Act::CandidacyWithdrawn(back) => candidate(election, &back.candidate),
        Act::SignaturesCounted(counted) => {
            candidate(election, &counted.candidate)?;
            if run && day < called.calendar.nomination.from {
                return Err(Rule::Phase("nomination has not begun"));
            }
            past(counted.on)
        }
        Act::DecisionTaken(taken) => {
            decision(election, called, taken, day)?;
            past(taken.on)
        }
        Act::DecisionSupplemented(more) => {
            refers(election, &more.decision, &["decision_taken"], "a decision")?;
            if more.reasons.is_empty() {
                return Err(Rule::Value("it adds nothing"));
            }
            let decision = election.decision(&more.decision);
            if decision.is_some_and(|decision| more.on < decision.taken.on) {
                return Err(Rule::Value(
                    "it adds reasons on a day before the decision was taken",
                ));
            }
            citations(election, &more.reasons.rules)?;
            past(more.on)
        }
        Act::AppealFiled(appeal) => {
            body(election, &appeal.to)?;
            refers(election, &appeal.against, &["decision_taken"], "a decision")?;
            appeal.on.map_or(Ok(()), past)
        }
        Act::ComplaintFiled(complaint) => {
            body(election, &complaint.to)?;
            all(election, &complaint.about)?;
            complaint.on.map_or(Ok(()), past)
        }
        Act::Cosigned(signed) => {
            refers(election, &signed.entry, APPEALS, "an appeal or a complaint")?;
            let appeal = election.appeal(&signed.entry);
            match appeal.is_some_and(|appeal| appeal.cosigners.contains(&entry.by)) {
                true => Err(Rule::Again),
                false => Ok(()),
            }
        }
        Act::AssemblyNotified(notified) => maybe_candidate(election, notified.candidate.as_ref()),
        Act::AssemblyHeld(held) => {
            maybe_assembly(election, held.assembly.as_ref())?;
            past(held.when.end())
        }
        Act::AssemblyBanned(banned) => maybe_assembly(election, banned.assembly.as_ref()),
        Act::AssemblyDispersed(dispersed) => {
            maybe_assembly(election, dispersed.assembly.as_ref())?;
            past(dispersed.when.end())
        }
        Act::PeopleDetained(detained) => {
            if detained.names.is_some_and(|names| names.sealed.is_none()) {
                return Err(Rule::Value(
                    "names of detained people must be sealed: they may be read by those alone who are to read them",
                ));
            }
            maybe_candidate(election, detained.candidate.as_ref())?;
            if let Some(assembly) = &detained.assembly {
                refers(election, assembly, ASSEMBLIES, "an assembly")?;
            }
            past(detained.since.end())
        }
        Act::DetentionFollowed(followed) => {
            refers(
                election,
                &followed.detention,
                &["people_detained"],
                "a detention",
            )?;
            past(followed.on)
        }
        Act::PressObstructed(press) => {
            if let Some(detention) = &press.detention {
                refers(election, detention, &["people_detained"], "a detention")?;
            }
            past(press.when.end())
        }
        Act::StatementMade(statement) => {
            maybe_candidate(election, statement.candidate.as_ref())?;
            all(election, &statement.about)?;
            past(statement.on)
        }
        Act::DemandMade(demand) => {
            all(election, &demand.about)?;
            past(demand.on)
        }
        Act::DemandFollowed(followed) => {
            refers(election, &followed.demand, &["demand_made"], "a demand")?;
            all(election, &followed.shown_by)?;
            past(followed.on)
        }
        Act::ContextNoted(context) => past(context.when.end()),
        Act::ReportFiled(report) => {
            maybe_candidate(election, report.candidate.as_ref())?;
            for relation in &report.relates {
                refers(election, &relation.entry, &[], "an entry")?;
            }
            past(report.when.end())
        }
        Act::ReportVerified(verified) => refers(election, &verified.entry, &[], "an entry"),
        Act::ReplyMade(reply) => refers(election, &reply.to, &[], "an entry"),
        Act::FigureReported(figure) => {
            maybe_candidate(election, figure.candidate.as_ref())?;
            past(figure.when.end())
        }
        Act::FindingMade(finding) => {
            if finding.cites.is_empty() {
                return Err(Rule::Value("a finding must cite the entries it rests on"));
            }
            all(election, &finding.cites)
        }
        Act::EntryWithdrawn(back) => {
            refers(election, &back.entry, &[], "an entry")?;
            let kind = election.entry(&back.entry).map(|placed| placed.kind);
            if kind.is_some_and(|kind| STAYING.contains(&kind)) {
                return Err(Rule::Value(
                    "acts of authority are not withdrawn: they are corrected by a new entry",
                ));
            }
            match election.is_withdrawn(&back.entry) {
                true => Err(Rule::Again),
                false => Ok(()),
            }
        }
        Act::PollOpened(opened) => poll_opened(election, called, opened, day),
        Act::PollAnchored(anchored) => {
            let Some(poll) = election.poll(&anchored.poll) else {
                return Err(Rule::NoSuch {
                    id: anchored.poll,
                    wanted: "a poll",
                });
            };
            if anchored.events.is_empty() {
                return Err(Rule::Value("it anchors nothing"));
            }
            let there = poll.anchored.len() as u64;
            match anchored.after == there {
                true => Ok(()),
                false => Err(Rule::AnchorOrder {
                    said: anchored.after,
                    anchored: there,
                }),
            }
        }
        Act::OutcomeDeclared(declared) => {
            outcome(election, called, declared, day)?;
            past(declared.on)
        }
        Act::ProgramPublished(_) => Ok(()),
    }
}

/// Whether an entry is on the record and of one of these kinds; any kind if none is named.
fn refers(
    election: &Election,
    id: &EntryId,
    kinds: &[&str],
    wanted: &'static str,
) -> Result<(), Rule> {
    match election.entry(id) {
        Some(placed) if kinds.is_empty() || kinds.contains(&placed.kind) => Ok(()),
        _ => Err(Rule::NoSuch { id: *id, wanted }),
    }
}

fn all(election: &Election, ids: &[EntryId]) -> Result<(), Rule> {
    ids.iter()
        .try_for_each(|id| refers(election, id, &[], "an entry"))
}

fn candidate(election: &Election, id: &EntryId) -> Result<(), Rule> {
    refers(election, id, &["candidacy_filed"], "a candidate")
}

fn maybe_candidate(election: &Election, id: Option<&EntryId>) -> Result<(), Rule> {
    id.map_or(Ok(()), |id| candidate(election, id))
}

fn maybe_assembly(election: &Election, id: Option<&EntryId>) -> Result<(), Rule> {
    id.map_or(Ok(()), |id| {
        refers(
            election,
            id,
            &["assembly_notified"],
            "an announced assembly",
        )
    })
}

fn contest(election: &Election, name: &Slug) -> Result<(), Rule> {
    match election.contest(name) {
        Some(_) => Ok(()),
        None => Err(Rule::NoSuchContest(name.clone())),
    }
}

fn body(election: &Election, name: &Slug) -> Result<(), Rule> {
    match election.body(name) {
        Some(_) => Ok(()),
        None => Err(Rule::NoSuchBody(name.clone())),
    }
}

fn citations(election: &Election, rules: &[Citation]) -> Result<(), Rule> {
    rules.iter().try_for_each(|citation| match citation {
        Citation::Rule { rule } => refers(election, rule, &["rule_published"], "a rule"),
        Citation::Law { .. } => Ok(()),
    })
}

/// What has begun keeps its beginning, and what has ended keeps its end.
fn calendar(old: &Calendar, new: &Calendar, day: Date) -> Result<(), Rule> {
    for (old, new) in [(old.nomination, new.nomination), (old.voting, new.voting)] {
        if old.from <= day && new.from != old.from {
            return Err(Rule::Phase("a phase that has begun keeps its beginning"));
        }
        if old.end() < day && new.end() != old.end() {
            return Err(Rule::Phase("a phase that has ended keeps its end"));
        }
        if new.from != old.from && new.from < day {
            return Err(Rule::Phase("a phase cannot begin in the past"));
        }
    }
    match new.nomination.from > new.voting.from {
        true => Err(Rule::Phase("voting cannot begin before nomination")),
        false => Ok(()),
    }
}

/// A new key of the log has the log's name.
fn log_key(called: &Called, new: &str) -> Result<(), Rule> {
    let parse = veche_record::note::VerifierKey::parse;
    match (parse(&called.log), parse(new)) {
        (Ok(old), Ok(key)) if old.name() != key.name() => {
            Err(Rule::Value("the new key of the log has another name"))
        }
        (Ok(_), Ok(_)) if called.log == new => Err(Rule::Again),
        (Ok(_), Ok(_)) => Ok(()),
        _ => Err(Rule::Value(
            "`log` is not a verifier key of C2SP signed-note",
        )),
    }
}

fn decision(
    election: &Election,
    called: &Called,
    taken: &DecisionTaken,
    day: Date,
) -> Result<(), Rule> {
    use DecisionOutcome as O;
    let (kinds, wanted, id): (&[&str], _, _) = match &taken.subject {
        Subject::Candidacy(id) => (&["candidacy_filed"], "a candidate", id),
        Subject::Assembly(id) => (&["assembly_notified"], "an announced assembly", id),
        Subject::Appeal(id) => (&["appeal_filed"], "an appeal", id),
        Subject::Complaint(id) => (&["complaint_filed"], "a complaint", id),
    };
    refers(election, id, kinds, wanted)?;
    let fits = match &taken.subject {
        Subject::Candidacy(_) => matches!(taken.outcome, O::Registered | O::Refused | O::Removed),
        Subject::Assembly(_) => matches!(taken.outcome, O::Permitted | O::Banned),
        Subject::Appeal(_) => matches!(
            taken.outcome,
            O::Upheld | O::Returned | O::Rejected | O::Inadmissible
        ),
        Subject::Complaint(_) => matches!(taken.outcome, O::Upheld | O::Rejected | O::Inadmissible),
    };
    if !fits {
        return Err(Rule::Value("this outcome is none of such a decision"));
    }
    if let Subject::Appeal(id) | Subject::Complaint(id) = &taken.subject {
        let decided = election
            .appeal(id)
            .and_then(|appeal| appeal.decided)
            .and_then(|number| election.decisions().get(number));
        if let Some(decided) = decided {
            return Err(Rule::DecidedAlready(decided.id));
        }
    }
    if called.call.mode == Mode::Run
        && matches!(taken.subject, Subject::Candidacy(_))
        && day < called.calendar.nomination.from
    {
        return Err(Rule::Phase("nomination has not begun"));
    }
    citations(election, &taken.reasons.rules)
}

/// Whether options are those of a contest, each once.
fn options<'a>(
    election: &Election,
    name: &Slug,
    options: impl Iterator<Item = &'a OptionId>,
) -> Result<(), Rule> {
    let Some(contest) = election.contest(name) else {
        return Err(Rule::NoSuchContest(name.clone()));
    };
    let mut seen = std::collections::BTreeSet::new();
    for option in options {
        let there = match option {
            OptionId::Candidate(id) => election
                .candidate(id)
                .is_some_and(|candidate| candidate.filed.contest == *name),
            OptionId::Named(named) => contest.options.iter().any(|o| o.option == *named),
        };
        if !there || !seen.insert(option) {
            return Err(Rule::NoSuchOption(option.to_string()));
        }
    }
    Ok(())
}

fn poll_opened(
    election: &Election,
    called: &Called,
    opened: &PollOpened,
    day: Date,
) -> Result<(), Rule> {
    options(election, &opened.contest, opened.options.iter())?;
    if opened.options.is_empty() || opened.question == 0 {
        return Err(Rule::Value(
            "a poll has a question, counted from 1, and options",
        ));
    }
    if election
        .polls()
        .iter()
        .any(|poll| poll.opened.poll == opened.poll)
    {
        return Err(Rule::Again);
    }
    match called.call.mode {
        Mode::Watched => Ok(()),
        Mode::Run if day <= called.calendar.nomination.end() => {
            Err(Rule::Phase("nomination has not ended"))
        }
        Mode::Run if day > called.calendar.voting.end() => Err(Rule::Phase("voting has ended")),
        Mode::Run => Ok(()),
    }
}

fn outcome(
    election: &Election,
    called: &Called,
    declared: &OutcomeDeclared,
    day: Date,
) -> Result<(), Rule> {
    use crate::entry::nominations::AccordingTo;
    options(
        election,
        &declared.contest,
        declared.votes.iter().map(|votes| &votes.option),
    )?;
    options(election, &declared.contest, declared.elected.iter())?;
    if let Some(poll) = &declared.poll {
        let there = election.poll(poll);
        if there.is_none_or(|poll| poll.opened.contest != declared.contest) {
            return Err(Rule::NoSuch {
                id: *poll,
                wanted: "a poll of this contest",
            });
        }
    }
    let binds = called.call.mode == Mode::Run && declared.according_to == AccordingTo::Authority;
    match binds && day < called.calendar.voting.end() {
        true => Err(Rule::Phase("voting has not ended")),
        false => Ok(()),
    }
}
