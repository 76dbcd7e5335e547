//! What a record shows: findings. They stop nothing from being recorded.
//!
//! | module | subject | checks |
//! | --- | --- | --- |
//! | [`finding`] | a finding, and the table of all | |
//! | [`what`], [`words`] | what a finding is; the same in words | |
//! | [`candidates`] | who stood, who was kept off, on which figures | C1–C6 |
//! | [`decisions`] | whether decisions are reasoned, and appeals answered | D1–D4 |
//! | [`freedoms`] | assemblies, detentions, the press | A1–A3 |
//! | [`outcomes`] | quorum, and who says what came out | F1, F2 |
//! | [`said`] | reports, demands, withdrawals, in numbers | R1–R3 |
//!
//! Everything is computed from the record and one date, so that two people who ask on the same day get the same answer.

pub mod candidates;
pub mod decisions;
pub mod finding;
pub mod freedoms;
pub mod outcomes;
pub mod said;
pub mod what;
pub mod words;

pub use finding::{Finding, Row, Status, Table, Weight};
pub use what::What;

use jiff::civil::Date;

use crate::judge::Election;
use crate::value::EntryId;

/// Everything that a record shows on a day.
#[must_use]
pub fn all(election: &Election, as_of: Date) -> Table {
    let mut table = Table::new(as_of);
    for candidate in election.candidates() {
        candidates::candidate(election, candidate, &mut table);
    }
    candidates::contests(election, &mut table);
    for decision in election.decisions() {
        decisions::decision(election, decision, &mut table);
    }
    for appeal in election.appeals() {
        decisions::appeal(election, appeal, &mut table);
    }
    freedoms::assemblies(election, &mut table);
    for detention in election.detentions() {
        freedoms::detention(election, detention, &mut table);
    }
    freedoms::press(election, &mut table);
    outcomes::contests(election, &mut table);
    said::reports(election, &mut table);
    said::demands(election, &mut table);
    said::withdrawals(election, &mut table);
    table
}

/// What one entry, just recorded, breaks by itself: findings about the thing that it makes or changes.
pub(crate) fn about(election: &Election, id: &EntryId) -> Vec<Finding> {
    use crate::entry::Act;
    let (Some(kept), Some(last)) = (election.kept_entry(id), election.last()) else {
        return Vec::new();
    };
    let mut table = Table::new(last.day());
    match &kept.act {
        Act::SignaturesCounted(counted) => {
            if let Some(candidate) = election.candidate(&counted.candidate) {
                candidates::candidate(election, candidate, &mut table);
            }
        }
        Act::DecisionTaken(_) => {
            if let Some(decision) = election.decision(id) {
                decisions::decision(election, decision, &mut table);
            }
        }
        Act::DecisionSupplemented(more) => {
            if let Some(decision) = election.decision(&more.decision) {
                decisions::decision(election, decision, &mut table);
            }
        }
        Act::AppealFiled(_) | Act::ComplaintFiled(_) => {
            if let Some(appeal) = election.appeal(id) {
                decisions::appeal(election, appeal, &mut table);
            }
        }
        Act::DetentionFollowed(followed) => {
            let mut detentions = election.detentions().iter();
            if let Some(detention) = detentions.find(|held| held.id == followed.detention) {
                freedoms::detention(election, detention, &mut table);
            }
        }
        Act::PollOpened(_) => candidates::contests(election, &mut table),
        Act::OutcomeDeclared(_) => outcomes::contests(election, &mut table),
        _ => {}
    }
    table.into_findings()
}
