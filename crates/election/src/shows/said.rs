//! Reports, demands and withdrawals, in numbers: checks R1 to R3. Nothing here breaks a rule by itself.

use std::collections::BTreeMap;

use super::finding::{Table, Weight};
use super::what::What;
use crate::check::CheckId;
use crate::entry::reports::WithdrawnBecause;
use crate::judge::Election;

/// R1.
pub(super) fn reports(election: &Election, table: &mut Table) {
    let all = election.reports().len() as u64;
    if all == 0 {
        return;
    }
    table.examine(CheckId::R1);
    let unvouched = election
        .reports()
        .iter()
        .filter_map(|report| election.entry_at(report.index))
        .filter(|placed| !election.is_vouched(&placed.id))
        .count() as u64;
    table.find(
        CheckId::R1,
        Weight::Shown,
        What::Reports { all, unvouched },
        [],
    );
}

/// R2.
pub(super) fn demands(election: &Election, table: &mut Table) {
    for demand in election.demands() {
        table.examine(CheckId::R2);
        if let Some(deadline) = demand.made.deadline
            && demand.followed.is_empty()
            && table.as_of > deadline
        {
            let what = What::DemandUnanswered {
                addressee: demand.made.addressee.clone(),
                deadline,
            };
            table.find(CheckId::R2, Weight::Shown, what, [demand.id]);
        }
    }
}

/// R3.
pub(super) fn withdrawals(election: &Election, table: &mut Table) {
    let mut counts: BTreeMap<WithdrawnBecause, (u64, u64, Vec<_>)> = BTreeMap::new();
    for back in election.withdrawals() {
        table.examine(CheckId::R3);
        let (by_authors, by_organiser, about) = counts.entry(back.because).or_default();
        match back.by_author {
            true => *by_authors += 1,
            false => *by_organiser += 1,
        }
        about.push(back.id);
    }
    for (because, (by_authors, by_organiser, about)) in counts {
        let what = What::Withdrawn {
            because: because_text(because),
            by_authors,
            by_organiser,
        };
        table.find(CheckId::R3, Weight::Shown, what, about);
    }
}

/// Why something is taken back, in words.
#[must_use]
pub fn because_text(because: WithdrawnBecause) -> &'static str {
    match because {
        WithdrawnBecause::Safety => "safety",
        WithdrawnBecause::Consent => "consent",
        WithdrawnBecause::CourtOrder => "order of a court",
        WithdrawnBecause::Mistake => "mistake",
    }
}
