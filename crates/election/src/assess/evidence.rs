//! Each commitment with its evidence.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::beside::{Beside, Contradiction, differing};
use super::catalogue::{Catalogue, Item, ItemKind};
use super::describe::{day, sources};
use crate::check::{CheckId, Subject};
use crate::entry::Act;
use crate::entry::decisions::DecisionOutcome;
use crate::entry::reports::{FigureReported, FindingVerdict, ReportCode};
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
    /// Those of the figures that differ by who says so, thing by thing.
    pub differing: Vec<Vec<EntryId>>,
    /// What those entries stand on.
    pub coverage: Coverage,
    /// What named people find, dissent included.
    pub judgements: Vec<Judgement>,
    /// What says otherwise than any of the entries above.
    pub contradictions: Vec<Contradiction>,
    /// Answers to any of the entries above, those behind findings and judgements included.
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
    /// Judged: named people have signed findings, and stand by them.
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
    /// It was taken back. It stays in sight, and decides nothing.
    pub withdrawn: bool,
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
    let beside = Beside::of(election);
    let items = catalogue
        .items
        .iter()
        .map(|item| assess_item(item, election, report, &rows, &beside))
        .collect();
    Assessment {
        catalogue: catalogue.clone(),
        items,
    }
}

fn assess_item(
    item: &Item,
    election: &Election,
    report: &Report,
    rows: &[Row],
    beside: &Beside,
) -> Assessed {
    let checks: Vec<CheckResult> = item
        .checks
        .iter()
        .filter_map(|name| CheckId::named(name))
        .map(|check| check_result(check, report, rows))
        .collect();
    let mut against = of_kinds(election, &item.against);
    let mut supports = of_kinds(election, &item.supports);
    for reported in election.reports() {
        if item.reports.contains(&reported.code)
            && let Some(placed) = election.entry_at(reported.index)
        {
            match reported.code {
                ReportCode::Positive => supports.push(placed.id),
                _ => against.push(placed.id),
            }
        }
    }
    let aside = [
        beside.set_aside(&mut against),
        beside.set_aside(&mut supports),
    ]
    .concat();
    let figures: Vec<&(EntryId, FigureReported)> = election
        .figures()
        .iter()
        .filter(|(_, figure)| item.figures.contains(&figure.figure))
        .collect();
    let differing = differing(election, &figures);
    let figures: Vec<EntryId> = figures.into_iter().map(|(id, _)| *id).collect();
    let listed: BTreeSet<EntryId> = against
        .iter()
        .chain(&supports)
        .chain(&figures)
        .copied()
        .collect();
    let judgements = judgements(election, &item.id);
    let coverage = coverage(election, item, &listed);
    let mut cited = listed;
    cited.extend(aside);
    for check in &checks {
        cited.extend(check.findings.iter().flat_map(|finding| &finding.about));
    }
    for judgement in &judgements {
        cited.insert(judgement.entry);
        cited.extend(&judgement.cites);
    }
    let judged = judgements.iter().any(|judgement| !judgement.withdrawn);
    Assessed {
        outcome: outcome(item, &checks, cited.is_empty(), judged),
        coverage,
        contradictions: beside.contradictions(election, &cited),
        replies: beside.replies(election, &cited),
        item: item.clone(),
        checks,
        supports,
        against,
        figures,
        differing,
        judgements,
    }
}

/// Entries of these kinds. A decision that forbids an assembly is a ban as well as one that is only told of.
fn of_kinds(election: &Election, kinds: &[String]) -> Vec<EntryId> {
    const BAN: &str = "assembly_banned";
    let listed = |name: &str| kinds.iter().any(|kind| kind == name);
    election
        .kept()
        .iter()
        .filter(|kept| {
            let banned = matches!(
                &kept.act,
                Act::DecisionTaken(taken) if taken.outcome == DecisionOutcome::Banned
            );
            listed(kept.act.name()) || (banned && listed(BAN))
        })
        .map(|kept| kept.id)
        .collect()
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
fn outcome(item: &Item, checks: &[CheckResult], nothing: bool, judged: bool) -> Outcome {
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
        ItemKind::Judged if judged => Outcome::Judged,
        ItemKind::Judged => Outcome::NotJudged,
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
                withdrawn: election.is_withdrawn(entry),
            })
        })
        .collect()
}

fn coverage(election: &Election, item: &Item, listed: &BTreeSet<EntryId>) -> Coverage {
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
    // Of a million reports most have a code that does not bear on the item: the code is cheaper to look at.
    for report in election.reports() {
        let listed = item.reports.contains(&report.code)
            && election
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
