//! What happened, day by day.

use jiff::civil::Date;

use super::describe::{day, describe};
use crate::judge::Election;
use crate::judge::state::Report;
use crate::value::EntryId;

/// So many reports stand in a timeline.
pub const REPORTS: usize = 1_000;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The day it happened, or began.
    pub day: Date,
    /// The entry's number on the record, from 0.
    pub number: u64,
    /// The entry.
    pub id: EntryId,
    /// Its kind.
    pub kind: &'static str,
    /// In one line.
    pub what: String,
    /// Whether a known key vouches for it.
    pub vouched: bool,
    /// Whether its bodies were withdrawn.
    pub withdrawn: bool,
}

/// Everything that happened, by day.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// What happened.
    pub happenings: Vec<Happening>,
    /// How many more reports there are.
    pub more_reports: u64,
}

/// The timeline of an election. Anchors of polls, keys and vouches are not part of it: nothing happened.
#[must_use]
pub fn timeline(election: &Election) -> Timeline {
    const SILENT: &[&str] = &[
        "poll_anchored",
        "key_rotated",
        "key_revoked",
        "log_key_rotated",
        "observer_declared",
        "report_verified",
        "cosigned",
        "program_published",
    ];
    let kept = election
        .kept()
        .iter()
        .filter(|kept| !SILENT.contains(&kept.act.name()))
        .map(|kept| Happening {
            day: day(&kept.act).unwrap_or(kept.at.day()),
            number: kept.index,
            id: kept.id,
            kind: kept.act.name(),
            what: describe(election, &kept.act),
            vouched: election.is_vouched(&kept.id),
            withdrawn: election.is_withdrawn(&kept.id),
        });
    let reports = election.reports().iter().take(REPORTS);
    let reports = reports.filter_map(|report| of_report(election, report));
    let mut happenings: Vec<Happening> = kept.chain(reports).collect();
    happenings.sort_by_key(|happening| (happening.day, happening.number));
    Timeline {
        happenings,
        more_reports: election.reports().len().saturating_sub(REPORTS) as u64,
    }
}

fn of_report(election: &Election, report: &Report) -> Option<Happening> {
    let placed = election.entry_at(report.index)?;
    Some(Happening {
        day: report.when.from,
        number: report.index,
        id: placed.id,
        kind: placed.kind,
        what: super::describe::report_line(report.code, &report.when, &report.place),
        vouched: election.is_vouched(&placed.id),
        withdrawn: election.is_withdrawn(&placed.id),
    })
}
