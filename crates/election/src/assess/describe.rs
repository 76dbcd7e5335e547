//! An entry in one line, without its texts.

use jiff::civil::Date;

use crate::entry::Act;
use crate::entry::decisions::Subject;
use crate::entry::freedoms::{DetentionEvent, Force, PersonRole, PoliceConduct};
use crate::entry::nominations::SignaturesCounted;
use crate::entry::reports::{FigureReported, ReportCode, Unit};
use crate::entry::speech::{DemandResponse, Speaker};
use crate::judge::Election;
use crate::shows::decisions::{appeal_title, title};
use crate::shows::freedoms::press_act;
use crate::shows::words::{according_to, percent};
use crate::value::{BodyRef, EntryId, OptionId, Period, Place, Range, Source};

/// The day on which it happened, where the entry says so; otherwise it is the day of recording.
#[must_use]
pub fn day(act: &Act) -> Option<Date> {
    match act {
        Act::CandidacyFiled(act) => act.on,
        Act::SignaturesCounted(act) => Some(act.on),
        Act::DecisionTaken(act) => Some(act.on),
        Act::DecisionSupplemented(act) => Some(act.on),
        Act::AppealFiled(act) => act.on,
        Act::ComplaintFiled(act) => act.on,
        Act::AssemblyHeld(act) => Some(act.when.from),
        Act::AssemblyBanned(act) => Some(act.when.from),
        Act::AssemblyDispersed(act) => Some(act.when.from),
        Act::PeopleDetained(act) => Some(act.since.from),
        Act::DetentionFollowed(act) => Some(act.on),
        Act::PressObstructed(act) => Some(act.when.from),
        Act::StatementMade(act) => Some(act.on),
        Act::DemandMade(act) => Some(act.on),
        Act::DemandFollowed(act) => Some(act.on),
        Act::ContextNoted(act) => Some(act.when.from),
        Act::ReportFiled(act) => Some(act.when.from),
        Act::FigureReported(act) => Some(act.when.from),
        Act::OutcomeDeclared(act) => Some(act.on),
        _ => None,
    }
}

/// The text that tells most of it.
#[must_use]
pub fn text(act: &Act) -> Option<BodyRef> {
    match act {
        Act::ElectionCalled(act) => Some(act.title),
        Act::CalendarChanged(act) => Some(act.reasons),
        Act::RulePublished(act) => Some(act.text),
        Act::ObserverDeclared(act) => Some(act.name),
        Act::CandidacyFiled(act) => Some(act.name),
        Act::SignaturesCounted(act) => act.text,
        Act::DecisionTaken(act) => act.reasons.facts,
        Act::DecisionSupplemented(act) => act.reasons.facts,
        Act::AppealFiled(act) => Some(act.text),
        Act::ComplaintFiled(act) => Some(act.text),
        Act::AssemblyNotified(act) => act.text,
        Act::AssemblyHeld(act) => act.text,
        Act::AssemblyBanned(act) => act.text,
        Act::AssemblyDispersed(act) => act.text,
        Act::PeopleDetained(act) => act.text,
        Act::DetentionFollowed(act) => act.text,
        Act::PressObstructed(act) => act.text,
        Act::StatementMade(act) => Some(act.text),
        Act::DemandMade(act) => Some(act.text),
        Act::DemandFollowed(act) => act.text,
        Act::ContextNoted(act) => Some(act.text),
        Act::ReportFiled(act) => act.text,
        Act::ReportVerified(act) => act.text,
        Act::ReplyMade(act) => Some(act.text),
        Act::FigureReported(act) => act.text,
        Act::FindingMade(act) => Some(act.text),
        Act::OutcomeDeclared(act) => act.text,
        Act::KeyRotated(_)
        | Act::KeyRevoked(_)
        | Act::LogKeyRotated(_)
        | Act::CandidacyWithdrawn(_)
        | Act::Cosigned(_)
        | Act::EntryWithdrawn(_)
        | Act::PollOpened(_)
        | Act::PollAnchored(_)
        | Act::ProgramPublished(_) => None,
    }
}

/// Where it is known from.
#[must_use]
pub fn sources(act: &Act) -> &[Source] {
    match act {
        Act::ElectionCalled(act) => &act.sources,
        Act::CalendarChanged(act) => &act.sources,
        Act::RulePublished(act) => &act.sources,
        Act::CandidacyFiled(act) => &act.sources,
        Act::CandidacyWithdrawn(act) => &act.sources,
        Act::SignaturesCounted(act) => &act.sources,
        Act::DecisionTaken(act) => &act.sources,
        Act::DecisionSupplemented(act) => &act.sources,
        Act::AppealFiled(act) => &act.sources,
        Act::ComplaintFiled(act) => &act.sources,
        Act::AssemblyNotified(act) => &act.sources,
        Act::AssemblyHeld(act) => &act.sources,
        Act::AssemblyBanned(act) => &act.sources,
        Act::AssemblyDispersed(act) => &act.sources,
        Act::PeopleDetained(act) => &act.sources,
        Act::DetentionFollowed(act) => &act.sources,
        Act::PressObstructed(act) => &act.sources,
        Act::StatementMade(act) => &act.sources,
        Act::DemandMade(act) => &act.sources,
        Act::DemandFollowed(act) => &act.sources,
        Act::ContextNoted(act) => &act.sources,
        Act::ReportFiled(act) => &act.sources,
        Act::ReplyMade(act) => &act.sources,
        Act::FigureReported(act) => &act.sources,
        Act::OutcomeDeclared(act) => &act.sources,
        Act::ObserverDeclared(_)
        | Act::KeyRotated(_)
        | Act::KeyRevoked(_)
        | Act::LogKeyRotated(_)
        | Act::Cosigned(_)
        | Act::ReportVerified(_)
        | Act::FindingMade(_)
        | Act::EntryWithdrawn(_)
        | Act::PollOpened(_)
        | Act::PollAnchored(_)
        | Act::ProgramPublished(_) => &[],
    }
}

/// An entry in one line.
#[must_use]
pub fn describe(election: &Election, act: &Act) -> String {
    let who = |id: &EntryId| label(election, id);
    match act {
        Act::ElectionCalled(act) => format!("election called ({})", words(&act.mode)),
        Act::CalendarChanged(act) => format!(
            "calendar changed: nomination {}, voting {}",
            act.calendar.nomination, act.calendar.voting
        ),
        Act::RulePublished(act) => {
            format!("rule {} published, in force {}", act.rule, act.in_force)
        }
        Act::ObserverDeclared(act) => {
            format!("{} observes ({})", act.observer, words(&act.capacity))
        }
        Act::KeyRotated(act) => format!("key replaced by {}", act.new.short()),
        Act::KeyRevoked(act) => {
            format!("key {} revoked ({})", act.key.short(), words(&act.because))
        }
        Act::LogKeyRotated(_) => "key of the log replaced".to_owned(),
        Act::CandidacyFiled(act) => format!("{} put forward for {}", act.label, act.contest),
        Act::CandidacyWithdrawn(act) => format!("{} withdraws", who(&act.candidate)),
        Act::SignaturesCounted(act) => signatures(election, act),
        Act::DecisionTaken(act) => decision(election, act.as_ref()),
        Act::DecisionSupplemented(act) => match election.decision(&act.decision) {
            Some(decision) => format!("reasons added to the {}", title(election, decision)),
            None => "reasons added to a decision".to_owned(),
        },
        Act::AppealFiled(act) => match election.decision(&act.against) {
            Some(decision) => {
                format!(
                    "appeal to {} against the {}",
                    act.to,
                    title(election, decision)
                )
            }
            None => format!("appeal to {}", act.to),
        },
        Act::ComplaintFiled(act) => format!("complaint to {}", act.to),
        Act::Cosigned(act) => format!("one key more under {}", who(&act.entry)),
        Act::AssemblyNotified(act) => {
            format!(
                "assembly {} announced for {}, {}",
                act.label, act.when, act.place
            )
        }
        Act::AssemblyHeld(act) => format!(
            "assembly held, {}{}; the police {}",
            act.place,
            people(act.attendance.as_ref()),
            police(act.police)
        ),
        Act::AssemblyBanned(act) => format!("assembly forbidden by {}, {}", act.by, act.place),
        Act::AssemblyDispersed(act) => format!(
            "assembly broken up, {}{}{}",
            act.place,
            force(act.force),
            act.injured
                .map_or_else(String::new, |injured| format!(", {injured} injured"))
        ),
        Act::PeopleDetained(act) => format!(
            "{} people detained ({}), {}{}",
            act.number,
            act.label,
            act.place,
            roles(&act.who)
        ),
        Act::DetentionFollowed(act) => format!(
            "{}: {}{}",
            who(&act.detention),
            followed(act.event),
            act.number
                .map_or_else(String::new, |number| format!(", {number} people"))
        ),
        Act::PressObstructed(act) => {
            format!("{}: {}, {}", press_act(act.act), act.number, act.place)
        }
        Act::StatementMade(act) => format!("statement of {} ({})", act.name, speaker(act.speaker)),
        Act::DemandMade(act) => format!(
            "demand of {} ({}) to {}{}",
            act.name,
            speaker(act.speaker),
            act.addressee,
            act.deadline
                .map_or_else(String::new, |deadline| format!(", by {deadline}"))
        ),
        Act::DemandFollowed(act) => format!("what followed a demand: {}", response(act.response)),
        Act::ContextNoted(act) => format!("context, according to {}", act.attributed_to),
        Act::ReportFiled(act) => report_line(act.code, &act.when, &act.place),
        Act::ReportVerified(act) => format!("{} is {}", who(&act.entry), words(&act.rating)),
        Act::ReplyMade(act) => format!(
            "{} to {}",
            act.body
                .as_ref()
                .map_or_else(|| "reply".to_owned(), |body| format!("reply of {body}")),
            who(&act.to)
        ),
        Act::FigureReported(act) => figure(election, act),
        Act::FindingMade(act) => format!(
            "finding on {}: {}",
            act.commitment,
            super::evidence::verdict_words(act.verdict)
        ),
        Act::EntryWithdrawn(act) => {
            format!("{} withdrawn ({})", who(&act.entry), words(&act.because))
        }
        Act::PollOpened(act) => format!(
            "poll {} opened for {}, with {} options",
            act.poll,
            act.contest,
            act.options.len()
        ),
        Act::PollAnchored(act) => format!("{} events of a poll anchored", act.events.len()),
        Act::ProgramPublished(act) => format!("program {} published", act.name),
        Act::OutcomeDeclared(act) => {
            let names = |options: &[OptionId]| -> Vec<String> {
                options
                    .iter()
                    .map(|option| match option {
                        OptionId::Candidate(id) => who(id),
                        OptionId::Named(name) => name.to_string(),
                    })
                    .collect()
            };
            let votes: Vec<String> = act
                .votes
                .iter()
                .zip(names(
                    &act.votes
                        .iter()
                        .map(|v| v.option.clone())
                        .collect::<Vec<_>>(),
                ))
                .map(|(votes, name)| format!("{name} {}", votes.votes))
                .collect();
            format!(
                "outcome of {} according to {}: elected {}{}",
                act.contest,
                according_to(act.according_to),
                match act.elected.is_empty() {
                    true => "nobody".to_owned(),
                    false => names(&act.elected).join(", "),
                },
                match votes.is_empty() {
                    true => String::new(),
                    false => format!("; {}", votes.join(", ")),
                }
            )
        }
    }
}

/// The entry of this name in one line: what it says, or of a report what it is about.
#[must_use]
pub fn describe_entry(election: &Election, id: &EntryId) -> String {
    match (election.kept_entry(id), election.report(id)) {
        (Some(kept), _) => describe(election, &kept.act),
        (None, Some(report)) => report_line(report.code, &report.when, &report.place),
        (None, None) => format!("entry {}", id.short()),
    }
}

/// A report in one line.
#[must_use]
pub fn report_line(code: ReportCode, when: &Period, place: &Place) -> String {
    format!("report {}: {place}, {when}", words(&code))
}

/// What people call an entry: a candidate's label, a detention's, or its short name.
fn label(election: &Election, id: &EntryId) -> String {
    if let Some(candidate) = election.candidate(id) {
        return candidate.filed.label.to_string();
    }
    if let Some(appeal) = election.appeal(id) {
        return appeal_title(election, appeal);
    }
    match election.kept_entry(id).map(|kept| &kept.act) {
        Some(Act::PeopleDetained(act)) => act.label.to_string(),
        Some(Act::AssemblyNotified(act)) => format!("assembly {}", act.label),
        Some(act) => format!("{} {}", act.name().replace('_', " "), id.short()),
        None => match election.report(id) {
            Some(report) => format!("report {} {}", words(&report.code), id.short()),
            None => format!("entry {}", id.short()),
        },
    }
}

fn decision(election: &Election, taken: &crate::entry::decisions::DecisionTaken) -> String {
    let about = match &taken.subject {
        Subject::Candidacy(id)
        | Subject::Assembly(id)
        | Subject::Appeal(id)
        | Subject::Complaint(id) => label(election, id),
    };
    let grounds: Vec<String> = taken.grounds.iter().map(words).collect();
    format!(
        "{about}: {} by {}{}",
        words(&taken.outcome),
        taken.body,
        match grounds.is_empty() {
            true => String::new(),
            false => format!(" ({})", grounds.join(", ")),
        }
    )
}

fn signatures(election: &Election, counted: &SignaturesCounted) -> String {
    let mut parts = Vec::new();
    for (name, number) in [
        ("collected", counted.collected),
        ("handed in", counted.handed_in),
        ("checked", counted.checked),
        ("voided", counted.voided),
        ("accepted", counted.accepted),
    ] {
        parts.extend(number.map(|number| format!("{number} {name}")));
    }
    parts.extend(
        counted
            .invalid_share
            .map(|share| format!("{} of those checked invalid", percent(share.min))),
    );
    format!(
        "signatures for {}{}: {} (according to {})",
        label(election, &counted.candidate),
        counted
            .district
            .as_ref()
            .map_or_else(String::new, |district| format!(" in {district}")),
        parts.join(", "),
        according_to(counted.according_to)
    )
}

fn figure(election: &Election, figure: &FigureReported) -> String {
    let in_unit = |range: &Range| match figure.unit {
        Unit::Count => range.to_string(),
        Unit::Days => format!("{range} days"),
        Unit::HundredthsOfPercent => match range.max {
            Some(max) if max == range.min => percent(max),
            Some(max) => format!("{} to {}", percent(range.min), percent(max)),
            None => format!("at least {}", percent(range.min)),
        },
    };
    format!(
        "{}{}: {}{} (according to {}), {}",
        words(&figure.figure),
        figure
            .candidate
            .map_or_else(String::new, |id| format!(", {}", label(election, &id))),
        in_unit(&figure.number),
        figure.of.map_or_else(String::new, |of| format!(" of {of}")),
        according_to(figure.according_to),
        figure.place
    )
}

/// An enumerated value in words: its name on the record, with spaces.
fn words<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name.replace('_', " "),
        _ => String::new(),
    }
}

fn people(attendance: Option<&Range>) -> String {
    attendance.map_or_else(String::new, |number| format!(", {number} people"))
}

fn roles(who: &[PersonRole]) -> String {
    let names: Vec<String> = who.iter().map(words).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(", among them: {}", names.join(", ")),
    }
}

fn police(conduct: PoliceConduct) -> &'static str {
    match conduct {
        PoliceConduct::Absent => "is not mentioned as present",
        PoliceConduct::Protected => "protected it",
        PoliceConduct::Watched => "watched",
        PoliceConduct::Hindered => "hindered people",
        PoliceConduct::NotSaid => "is not spoken of",
    }
}

fn force(force: Force) -> &'static str {
    match force {
        Force::Order => " by order",
        Force::Force => " with force",
        Force::Weapons => " with weapons",
        Force::NotSaid => "",
    }
}

fn followed(event: DetentionEvent) -> &'static str {
    match event {
        DetentionEvent::BeforeJudge => "brought before a judge",
        DetentionEvent::LawyerAdmitted => "a lawyer was let in",
        DetentionEvent::LawyerDenied => "a lawyer was kept out",
        DetentionEvent::Charged => "charged",
        DetentionEvent::Sentenced => "sentenced or fined",
        DetentionEvent::WhereaboutsUnknown => "nobody would say where they are",
        DetentionEvent::IllTreated => "ill-treated",
        DetentionEvent::Released => "set free",
    }
}

fn speaker(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Candidate => "candidate",
        Speaker::Government => "government",
        Speaker::ForeignGovernment => "government of another country",
        Speaker::International => "international organisation",
        Speaker::Organisation => "organisation",
        Speaker::Press => "press",
    }
}

fn response(response: DemandResponse) -> &'static str {
    match response {
        DemandResponse::Met => "it was met",
        DemandResponse::PartlyMet => "it was met in part",
        DemandResponse::Refused => "it was refused",
        DemandResponse::Answered => "an answer that neither meets nor refuses it",
        DemandResponse::OppositeDone => "the opposite was done",
    }
}
