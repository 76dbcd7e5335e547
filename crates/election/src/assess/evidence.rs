//! Each commitment with its evidence.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::catalogue::{Catalogue, Item, ItemKind};
use super::describe::{day, sources};
use crate::check::{CheckId, Subject};
use crate::entry::Act;
use crate::entry::reports::FindingVerdict;
use crate::judge::Election;
use crate::shows::{Finding, Row, Status};
use crate::value::{EntryId, Slug};
use crate::verify::Report;

/// An election held against a catalogue.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// Each of its items with its evidence, in the catalogue's order.
    pub items: Vec<Assessed>,
}

/// A commitment with its evidence.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// The commitment.
    pub item: Item,
    /// What can be said of it.
    pub outcome: Outcome,
    /// The checks that decide, of a computed one.
    pub checks: Vec<CheckResult>,
    /// Entries that speak for its being kept.
    pub supports: Vec<EntryId>,
    /// Entries that speak against.
    pub against: Vec<EntryId>,
    /// Figures that bear on it. Those that contradict one another all stand here.
    pub figures: Vec<EntryId>,
    /// What those entries stand on.
    pub coverage: Coverage,
    /// What named people find, dissent included.
    pub judgements: Vec<Judgement>,
    /// Answers to any of these entries.
    pub replies: Vec<EntryId>,
}

/// What can be said of a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Computed: everything on record keeps it.
    Holds,
    /// Computed: something on record breaks it.
    Breached,
    /// Computed: what would settle it is not on record.
    NotShown,
    /// Documented: the lists speak, and no verdict is drawn from them.
    Documented,
    /// Documented: nothing is on record, which says nothing.
    NothingOnRecord,
    /// Judged: nobody has signed a finding.
    NotJudged,
    /// Judged: named people have signed findings.
    Judged,
}

impl Outcome {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Breached => "breached",
            Self::NotShown => "not shown",
            Self::Documented => "documented",
            Self::NothingOnRecord => "nothing on record",
            Self::NotJudged => "not judged",
            Self::Judged => "judged",
        }
    }
}

/// A check behind a computed item.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// The check.
    pub check: CheckId,
    /// What came of it.
    pub status: Status,
    /// How many things it looked at.
    pub examined: u64,
    /// Its findings.
    pub findings: Vec<Finding>,
    /// Its faults, of the checks of soundness.
    pub faults: Vec<String>,
}

/// What listed entries stand on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many entries.
    pub entries: u64,
    /// For how many of them a known key vouches.
    pub vouched: u64,
    /// How many sources they name. Reports are not counted in: most are their own source.
    pub sources: u64,
    /// By how many publishers.
    pub publishers: u64,
    /// The first and the last day.
    pub days: Option<(Date, Date)>,
}

/// What a named person finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The entry.
    pub entry: EntryId,
    /// Who.
    pub assessor: Slug,
    /// What.
    pub verdict: FindingVerdict,
    /// Entries it rests on.
    pub cites: Vec<EntryId>,
}

/// A verdict in words.
#[must_use]
pub fn verdict_words(verdict: FindingVerdict) -> &'static str {
    match verdict {
        FindingVerdict::Met => "met",
        FindingVerdict::Partly => "met in part",
        FindingVerdict::NotMet => "not met",
        FindingVerdict::InsufficientEvidence => "insufficient evidence",
        FindingVerdict::NotApplicable => "not applicable",
    }
}

/// Holds an election against a catalogue.
#[must_use]
pub fn assess(catalogue: &Catalogue, election: &Election, report: &Report) -> Assessment {
    let rows = report.rows();
    let items = catalogue
        .items
        .iter()
        .map(|item| assess_item(item, election, report, &rows))
        .collect();
    Assessment {
        catalogue: catalogue.clone(),
        items,
    }
}

fn assess_item(item: &Item, election: &Election, report: &Report, rows: &[Row]) -> Assessed {
    let checks: Vec<CheckResult> = item
        .checks
        .iter()
        .filter_map(|name| CheckId::named(name))
        .map(|check| check_result(check, report, rows))
        .collect();
    let of_kinds = |kinds: &[String]| -> Vec<EntryId> {
        election
            .kept()
            .iter()
            .filter(|kept| kinds.iter().any(|kind| kind == kept.act.name()))
            .map(|kept| kept.id)
            .collect()
    };
    let mut against = of_kinds(&item.against);
    let supports = of_kinds(&item.supports);
    for reported in election.reports() {
        if item.reports.contains(&reported.code)
            && let Some(placed) = election.entry_at(reported.index)
        {
            against.push(placed.id);
        }
    }
    let figures: Vec<EntryId> = election
        .figures()
        .iter()
        .filter(|(_, figure)| item.figures.contains(&figure.figure))
        .map(|(id, _)| *id)
        .collect();
    let listed: BTreeSet<EntryId> = against
        .iter()
        .chain(&supports)
        .chain(&figures)
        .copied()
        .collect();
    let judgements = judgements(election, &item.id);
    Assessed {
        outcome: outcome(item, &checks, listed.is_empty(), judgements.is_empty()),
        coverage: coverage(election, &listed),
        replies: replies(election, &listed),
        item: item.clone(),
        checks,
        supports,
        against,
        figures,
        judgements,
    }
}

/// What came of one check.
#[must_use]
pub fn check_result(check: CheckId, report: &Report, rows: &[Row]) -> CheckResult {
    if check.subject() == Subject::Soundness {
        let faults = &report.faults;
        let status = match (faults.found(check), faults.examined(check)) {
            (0, 0) => Status::NotShown,
            (0, _) => Status::Holds,
            _ => Status::Breached,
        };
        let of_check = faults.list().iter().filter(|fault| fault.check == check);
        return CheckResult {
            check,
            status,
            examined: faults.examined(check),
            findings: Vec::new(),
            faults: of_check
                .map(|fault| format!("{}: {}", fault.place, fault.reason))
                .collect(),
        };
    }
    let row = rows.iter().find(|row| row.check == check);
    CheckResult {
        check,
        status: row.map_or(Status::NotShown, Row::status),
        examined: row.map_or(0, |row| row.examined),
        findings: row.map_or_else(Vec::new, |row| row.findings.clone()),
        faults: Vec::new(),
    }
}

/// Of several checks one that is breached breaks the item; one that shows nothing leaves it open.
fn outcome(item: &Item, checks: &[CheckResult], nothing: bool, unjudged: bool) -> Outcome {
    match item.kind {
        ItemKind::Computed => {
            let any = |status| checks.iter().any(|check| check.status == status);
            if any(Status::Breached) {
                Outcome::Breached
            } else if any(Status::NotShown) || checks.is_empty() {
                Outcome::NotShown
            } else {
                Outcome::Holds
            }
        }
        ItemKind::Documented if nothing => Outcome::NothingOnRecord,
        ItemKind::Documented => Outcome::Documented,
        ItemKind::Judged if unjudged => Outcome::NotJudged,
        ItemKind::Judged => Outcome::Judged,
    }
}

fn judgements(election: &Election, item: &Slug) -> Vec<Judgement> {
    election
        .findings_made()
        .iter()
        .filter(|(_, _, finding)| finding.commitment == *item)
        .filter_map(|(entry, key, finding)| {
            let (person, _) = election.keys().owner(key)?;
            let (assessor, _) = person.observer.as_ref()?;
            Some(Judgement {
                entry: *entry,
                assessor: assessor.clone(),
                verdict: finding.verdict,
                cites: finding.cites.clone(),
            })
        })
        .collect()
}

fn coverage(election: &Election, listed: &BTreeSet<EntryId>) -> Coverage {
    let mut coverage = Coverage {
        entries: listed.len() as u64,
        ..Coverage::default()
    };
    let mut publishers = BTreeSet::new();
    let mut days: Vec<Date> = Vec::new();
    for id in listed {
        coverage.vouched += u64::from(election.is_vouched(id));
        let Some(kept) = election.kept_entry(id) else {
            continue;
        };
        for source in sources(&kept.act) {
            coverage.sources += 1;
            publishers.insert(source.publisher.clone());
        }
        days.extend(day(&kept.act));
    }
    for report in election.reports() {
        let listed = election
            .entry_at(report.index)
            .is_some_and(|placed| listed.contains(&placed.id));
        if listed {
            days.push(report.when.from);
        }
    }
    coverage.publishers = publishers.len() as u64;
    coverage.days = days.iter().min().copied().zip(days.iter().max().copied());
    coverage
}

fn replies(election: &Election, listed: &BTreeSet<EntryId>) -> Vec<EntryId> {
    election
        .kept()
        .iter()
        .filter(|kept| match &kept.act {
            Act::ReplyMade(reply) => listed.contains(&reply.to),
            _ => false,
        })
        .map(|kept| kept.id)
        .collect()
}
