//! Whether decisions are reasoned, and appeals answered: checks D1 to D4, and the form of bans for A1.
//!
//! Copenhagen 5.11: a decision against somebody must be fully justifiable and name its remedies. What makes one
//! complete here is its form only; whether the reasons are good, no program says.

use jiff::civil::Date;

use super::finding::{Table, Weight};
use super::what::What;
use crate::check::CheckId;
use crate::entry::decisions::{Citation, DecisionOutcome, Ground, Reasons, Subject};
use crate::judge::Election;
use crate::judge::state::{Appeal, Decision};
use crate::value::EntryId;

/// The parts of a reasoned decision that are missing, in words.
#[must_use]
pub fn missing(reasons: &Reasons, is_final: bool) -> Vec<&'static str> {
    let mut missing = Vec::new();
    let parts = [
        ("facts", reasons.facts.is_some()),
        ("a rule", !reasons.rules.is_empty()),
        (
            "evidence, or why it is withheld",
            reasons.evidence.is_some(),
        ),
        // Against a final decision there is no remedy to name.
        ("remedy", reasons.remedy.is_some() || is_final),
        ("deadline", reasons.deadline.is_some() || is_final),
        ("signers", reasons.signers.is_some()),
    ];
    for (part, there) in parts {
        if !there {
            missing.push(part);
        }
    }
    missing
}

/// A decision in words: what, about whom, by whom, when.
#[must_use]
pub fn title(election: &Election, decision: &Decision) -> String {
    let taken = &decision.taken;
    let outcome = match taken.outcome {
        DecisionOutcome::Registered => "registration",
        DecisionOutcome::Refused => "refusal",
        DecisionOutcome::Removed => "removal",
        DecisionOutcome::Permitted => "permission",
        DecisionOutcome::Banned => "ban",
        DecisionOutcome::Upheld => "decision to uphold",
        DecisionOutcome::Returned => "decision to return",
        DecisionOutcome::Rejected => "rejection",
        DecisionOutcome::Inadmissible => "decision not to look into",
    };
    let subject = match &taken.subject {
        Subject::Candidacy(id) => candidate_label(election, id),
        Subject::Assembly(id) => {
            let mut assemblies = election.assemblies().iter();
            let found = assemblies.find(|assembly| assembly.id == *id);
            found.map_or_else(|| id.short(), |assembly| assembly.label.to_string())
        }
        Subject::Appeal(id) | Subject::Complaint(id) => election
            .appeal(id)
            .map_or_else(|| id.short(), |appeal| appeal_title(election, appeal)),
    };
    format!("{outcome} of {subject} by {} on {}", taken.body, taken.on)
}

fn candidate_label(election: &Election, id: &EntryId) -> String {
    election
        .candidate(id)
        .map_or_else(|| id.short(), |candidate| candidate.filed.label.to_string())
}

/// An appeal or complaint in words.
#[must_use]
pub fn appeal_title(election: &Election, appeal: &Appeal) -> String {
    let against = appeal
        .against
        .and_then(|number| election.decisions().get(number));
    match against {
        None => format!("complaint {}", appeal.id.short()),
        Some(decision) => match &decision.taken.subject {
            Subject::Candidacy(id) => format!("appeal for {}", candidate_label(election, id)),
            _ => format!(
                "appeal against the {:?} of {}",
                decision.taken.outcome, decision.taken.on
            )
            .to_lowercase(),
        },
    }
}

/// The form of a decision against somebody, under a check.
pub(super) fn form(election: &Election, decision: &Decision, check: CheckId, table: &mut Table) {
    table.examine(check);
    let is_final = decision.taken.final_instance == Some(true);
    let missing = missing(&decision.reasons, is_final);
    let title = title(election, decision);
    let mut about = vec![decision.id];
    about.extend(decision.supplements.iter().map(|(id, _)| *id));
    if !missing.is_empty() {
        let weight = match election.is_watched() {
            true => Weight::NotShown,
            false => Weight::Breach,
        };
        let what = What::Incomplete {
            decision: title,
            missing,
        };
        table.find(check, weight, what, about);
        return;
    }
    let last = decision.supplements.iter().map(|(_, on)| *on).max();
    let what = What::FormComplete {
        decision: title,
        days_later: last.map(|on| days_between(decision.taken.on, on)),
    };
    table.find(check, Weight::Shown, what, about);
}

/// Whole days from one day to another.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    // Both are days of the common calendar: they are less than 2^31 days apart.
    from.until(to).map_or(0, |span| span.get_days())
}

/// D1, D2, D4. Bans of assemblies are looked at by A1.
pub(super) fn decision(election: &Election, decision: &Decision, table: &mut Table) {
    let about_assembly = matches!(decision.taken.subject, Subject::Assembly(_));
    if decision.is_adverse() && !about_assembly {
        form(election, decision, CheckId::D1, table);
    }
    for citation in &decision.reasons.rules {
        table.examine(CheckId::D2);
        if let Some((rule, in_force, entry)) = too_young(election, decision, citation) {
            let what = What::RuleTooYoung {
                decision: title(election, decision),
                rule,
                in_force,
            };
            let about = std::iter::once(decision.id).chain(entry);
            table.find(CheckId::D2, Weight::Breach, what, about);
        }
    }
    if decision.is_adverse() {
        grounds(election, decision, table);
    }
}

/// D4. A decision that gives no reasons does not show what it rests on.
fn grounds(election: &Election, decision: &Decision, table: &mut Table) {
    table.examine(CheckId::D4);
    let reasons = &decision.reasons;
    if decision.taken.grounds.contains(&Ground::UnprovenCharge) {
        let what = What::UnprovenCharge(title(election, decision));
        table.find(CheckId::D4, Weight::Breach, what, [decision.id]);
    } else if reasons.facts.is_none() || reasons.rules.is_empty() {
        let what = What::GroundsNotShown(title(election, decision));
        table.find(CheckId::D4, Weight::NotShown, what, [decision.id]);
    }
}

/// A cited rule that did not apply yet on the day of the decision, or, in a run election, was not on record.
fn too_young(
    election: &Election,
    decision: &Decision,
    citation: &Citation,
) -> Option<(String, Date, Option<EntryId>)> {
    let on = decision.taken.on;
    match citation {
        Citation::Law { in_force, .. } => {
            (*in_force > on).then(|| ("a law".to_owned(), *in_force, None))
        }
        Citation::Rule { rule } => {
            let mut rules = election.rules().iter();
            let rule = rules.find(|published| published.id == *rule)?;
            let known = match election.is_watched() {
                true => rule.in_force,
                false => rule.in_force.max(rule.recorded),
            };
            (known > on).then(|| (rule.rule.to_string(), known, Some(rule.id)))
        }
    }
}

/// D3.
pub(super) fn appeal(election: &Election, appeal: &Appeal, table: &mut Table) {
    table.examine(CheckId::D3);
    let title = || appeal_title(election, appeal);
    if appeal.late {
        table.find(
            CheckId::D3,
            Weight::Shown,
            What::AppealLate(title()),
            [appeal.id],
        );
    }
    if appeal.unconfirmed {
        table.find(
            CheckId::D3,
            Weight::Shown,
            What::AppealUnconfirmed(title()),
            [appeal.id],
        );
    }
    let decided = appeal
        .decided
        .and_then(|number| election.decisions().get(number));
    let Some(due) = appeal.due else {
        table.find(
            CheckId::D3,
            Weight::NotShown,
            What::NoClock(title()),
            [appeal.id],
        );
        return;
    };
    match decided {
        Some(decision) if decision.effective > due => {
            let what = What::DecidedLate {
                appeal: title(),
                body: appeal.to.clone(),
                due,
                days: days_between(due, decision.effective),
            };
            table.find(CheckId::D3, Weight::Breach, what, [appeal.id, decision.id]);
        }
        Some(_) => {}
        None if table.as_of > due => {
            let weight = match election.is_watched() {
                true => Weight::NotShown,
                false => Weight::Breach,
            };
            let what = What::Overdue {
                appeal: title(),
                body: appeal.to.clone(),
                due,
                days: days_between(due, table.as_of),
            };
            table.find(CheckId::D3, weight, what, [appeal.id]);
        }
        None => {}
    }
}
