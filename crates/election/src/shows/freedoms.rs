//! Assemblies, detentions, the press: checks A1 to A3.
//!
//! Only what a known key says or vouches for is held against anybody; the rest is listed apart.

use super::decisions::{days_between, form};
use super::finding::{Table, Weight};
use super::what::What;
use crate::check::CheckId;
use crate::entry::Act;
use crate::entry::decisions::DecisionOutcome;
use crate::entry::freedoms::{DetentionEvent, PressAct};
use crate::judge::Election;
use crate::judge::state::Detention;

/// Where no law is on record: hours until a judge (Copenhagen 5.15 says "promptly"; 48 hours is the benchmark that
/// human-rights bodies use).
pub const JUDGE_BENCHMARK_HOURS: u16 = 48;

/// A1. A ban is held to the form of a decision; what the police did is shown. Without a decision on any assembly there
/// is nothing that the check could look at.
pub(super) fn assemblies(election: &Election, table: &mut Table) {
    for assembly in election.assemblies() {
        for number in &assembly.decisions {
            let Some(decision) = election.decisions().get(*number) else {
                continue;
            };
            match decision.taken.outcome == DecisionOutcome::Banned && decision.fallen.is_none() {
                true => form(election, decision, CheckId::A1, table),
                false => table.examine(CheckId::A1),
            }
        }
    }
    for kept in election.kept() {
        match &kept.act {
            Act::AssemblyBanned(banned) => {
                table.examine(CheckId::A1);
                let weight = match election.is_watched() || !election.is_vouched(&kept.id) {
                    true => Weight::NotShown,
                    false => Weight::Breach,
                };
                let what = What::BannedWithoutDecision(banned.when.from);
                table.find(CheckId::A1, weight, what, [kept.id]);
            }
            Act::AssemblyDispersed(dispersed) => {
                let what = What::Dispersed(dispersed.when.from);
                table.find(CheckId::A1, Weight::Shown, what, [kept.id]);
            }
            _ => {}
        }
    }
}

/// A2. Days are all that is known: the least time that can lie between two days counts.
pub(super) fn detention(election: &Election, detention: &Detention, table: &mut Table) {
    let label = detention.detained.label.clone();
    let number = detention.detained.number;
    if !election.is_vouched(&detention.id) {
        let what = What::DetentionUnvouched(label);
        table.find(CheckId::A2, Weight::Shown, what, [detention.id]);
        return;
    }
    table.examine(CheckId::A2);
    let limit = election
        .called()
        .and_then(|called| called.call.judge_within_hours)
        .unwrap_or(JUDGE_BENCHMARK_HOURS);
    let since = detention.detained.since.end();
    let least_hours = |to| i64::from(days_between(since, to) - 1).max(0) * 24;
    let mut ended = false;
    for (id, followed) in &detention.followed {
        if !election.is_vouched(id) {
            continue;
        }
        let ends = matches!(
            followed.event,
            DetentionEvent::BeforeJudge | DetentionEvent::Released
        );
        if !ends {
            continue;
        }
        // Of those set free in time nobody need see a judge; of the others the rest of the entries speaks.
        ended |= followed
            .number
            .is_none_or(|some| !number.certainly_above(&some));
        let hours = least_hours(followed.on);
        if followed.event == DetentionEvent::BeforeJudge && hours >= i64::from(limit) {
            let what = What::JudgeLate {
                detention: label.clone(),
                number: followed.number.unwrap_or(number),
                hours,
                limit,
            };
            table.find(CheckId::A2, Weight::Breach, what, [detention.id, *id]);
        }
    }
    if !ended && least_hours(table.as_of) >= i64::from(limit) {
        let what = What::NoJudgeOnRecord {
            detention: label,
            number,
        };
        table.find(CheckId::A2, Weight::NotShown, what, [detention.id]);
    }
}

/// A3. Shown, never judged: how many acts are known says little about how many there were.
pub(super) fn press(election: &Election, table: &mut Table) {
    for kept in election.kept() {
        if let Act::PressObstructed(press) = &kept.act {
            table.examine(CheckId::A3);
            let what = What::Press {
                act: press_act(press.act).to_owned(),
                number: press.number,
                on: press.when.from,
            };
            table.find(CheckId::A3, Weight::Shown, what, [kept.id]);
        }
    }
}

/// An act against the press, in words.
#[must_use]
pub fn press_act(act: PressAct) -> &'static str {
    match act {
        PressAct::Detained => "journalists detained",
        PressAct::Assaulted => "journalists attacked",
        PressAct::EquipmentTaken => "equipment taken or broken",
        PressAct::AccessDenied => "journalists kept out",
        PressAct::Prosecuted => "journalists fined, sued or charged",
        PressAct::SitesBlocked => "sites blocked",
        PressAct::NetworkShutDown => "the net cut or slowed",
    }
}
