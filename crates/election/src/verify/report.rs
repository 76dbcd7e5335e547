//! The numbered table, and the three lines that head it.

use jiff::civil::Date;

use super::fault::Faults;
use crate::check::{CheckId, Subject};
use crate::judge::Election;
use crate::judge::state::Standing;
use crate::shows::{Finding, Row, Table, Weight, What, all};
use crate::value::range::grouped;

/// How `veche verify` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Sound, and nothing breaks a rule.
    Sound = 0,
    /// The record or a count is unsound.
    Unsound = 1,
    /// Sound, and something on it breaks a rule.
    Breached = 3,
}

/// One of the three lines that head every verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// `Candidates`, `Assembly and speech` or `Count`.
    pub title: &'static str,
    /// What there is to say, in a few sentences.
    pub sentences: Vec<String>,
    /// Whether something breaks a rule.
    pub breached: bool,
}

/// What a verification found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The three lines.
    pub headlines: [Headline; 3],
    /// The faults: whether record and count are sound.
    pub faults: Faults,
    /// The findings: what the record shows.
    pub table: Table,
    /// How many entries there are.
    pub entries: u64,
}

impl Report {
    /// Of an election, with the faults of its record, on a day.
    #[must_use]
    pub fn new(election: &Election, faults: Faults, as_of: Date) -> Self {
        let table = all(election, as_of);
        Self {
            headlines: [
                candidates(election, &table),
                assembly_and_speech(election, &table),
                count(election, &table, &faults),
            ],
            entries: election.len(),
            faults,
            table,
        }
    }

    /// How it ends.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if !self.faults.is_empty() {
            Exit::Unsound
        } else if self.table.is_breached() {
            Exit::Breached
        } else {
            Exit::Sound
        }
    }

    /// The rows of what the record shows.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        self.table.rows()
    }
}

fn breached(table: &Table, subject: Subject) -> bool {
    table
        .findings()
        .iter()
        .any(|finding| finding.check.subject() == subject && finding.weight == Weight::Breach)
}

/// Who stood, who was kept off: those who qualified and are absent first, always.
fn candidates(election: &Election, table: &Table) -> Headline {
    let number = |standing| {
        election
            .candidates()
            .iter()
            .filter(|candidate| candidate.standing == standing)
            .count()
    };
    let filed = election.candidates().len();
    let kept_off = number(Standing::Refused) + number(Standing::Removed);
    let mut sentences = Vec::new();
    let of = |check: CheckId| {
        table
            .findings()
            .iter()
            .filter(move |finding| finding.check == check)
    };
    sentences.extend(
        of(CheckId::C2)
            .filter(|finding| matches!(finding.what, What::QualifiedAbsent { .. }))
            .map(ToString::to_string),
    );
    sentences.push(match filed {
        0 => "nobody was filed".to_owned(),
        _ => format!(
            "{filed} filed, {} registered, {kept_off} refused or removed, {} withdrawn, {} without outcome",
            number(Standing::Registered),
            number(Standing::Withdrawn),
            number(Standing::Filed)
        ),
    });
    sentences.extend(counted(
        table,
        CheckId::D1,
        "decision",
        "not complete in form",
    ));
    sentences.extend(counted(
        table,
        CheckId::D3,
        "appeal or complaint",
        "late or overdue",
    ));
    Headline {
        title: "Candidates",
        sentences,
        breached: breached(table, Subject::Candidates),
    }
}

/// How many things of a check are not in order.
fn counted(table: &Table, check: CheckId, thing: &str, how: &str) -> Option<String> {
    let not_in_order =
        |finding: &&Finding| finding.check == check && finding.weight > Weight::Shown;
    match table.findings().iter().filter(not_in_order).count() {
        0 => None,
        1 => Some(format!("1 {thing} {how}")),
        number => Some(format!("{number} × {thing} {how}")),
    }
}

fn assembly_and_speech(election: &Election, table: &Table) -> Headline {
    let kind = |name: &str| {
        let kinds = election.kept().iter();
        kinds.filter(|kept| kept.act.name() == name).count()
    };
    let findings = |wanted: fn(&What) -> bool| {
        table
            .findings()
            .iter()
            .filter(|finding| wanted(&finding.what))
            .count()
    };
    let banned = findings(|what| matches!(what, What::BannedWithoutDecision(_)))
        + election
            .assemblies()
            .iter()
            .flat_map(|assembly| &assembly.decisions)
            .filter_map(|number| election.decisions().get(*number))
            .filter(|decision| decision.is_adverse())
            .count();
    let mut sentences = Vec::new();
    let (held, dispersed) = (kind("assembly_held"), kind("assembly_dispersed"));
    let press = kind("press_obstructed");
    if election.assemblies().len() + held + dispersed + banned > 0 {
        sentences.push(format!(
            "assemblies on record: {held} held, {banned} forbidden, {dispersed} broken up"
        ));
    }
    if !election.detentions().is_empty() {
        let late = findings(|what| matches!(what, What::JudgeLate { .. }));
        let unknown = findings(|what| matches!(what, What::NoJudgeOnRecord { .. }));
        sentences.push(format!(
            "{} detentions on record: {late} with a judge too late, {unknown} with none shown",
            election.detentions().len()
        ));
    }
    if press > 0 {
        sentences.push(format!("{press} entries of acts against the press"));
    }
    if !election.reports().is_empty() {
        sentences.push(format!(
            "{} reports",
            grouped(election.reports().len() as u64)
        ));
    }
    if sentences.is_empty() {
        sentences.push("nothing on record; that is not to say that nothing happened".to_owned());
    }
    Headline {
        title: "Assembly and speech",
        sentences,
        breached: breached(table, Subject::AssemblyAndSpeech),
    }
}

fn count(election: &Election, table: &Table, faults: &Faults) -> Headline {
    let mut sentences = Vec::new();
    let unsound = faults.found(CheckId::S8) + faults.found(CheckId::S9) > 0;
    let polls = election.polls().len();
    if polls > 0 {
        let counted = election
            .outcomes()
            .iter()
            .filter(|(_, o)| o.poll.is_some())
            .count();
        sentences.push(match unsound {
            true => "a poll or its outcome is not sound".to_owned(),
            false => format!(
                "{polls} polls and {counted} outcomes recounted from the ballots, and sound"
            ),
        });
    } else {
        sentences.push("no poll on record: nothing here was recounted".to_owned());
    }
    for check in [CheckId::F1, CheckId::F2] {
        let of = |finding: &&Finding| finding.check == check && finding.weight > Weight::Shown;
        let found = table.findings().iter().filter(of);
        sentences.extend(found.take(3).map(ToString::to_string));
    }
    Headline {
        title: "Count",
        sentences,
        breached: unsound || breached(table, Subject::Count),
    }
}
