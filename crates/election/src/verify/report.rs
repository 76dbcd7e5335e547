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
        "decisions",
        "not complete in form",
    ));
    sentences.extend(counted(
        table,
        CheckId::D3,
        "appeal or complaint",
        "appeals or complaints",
        "decided late or overdue",
    ));
    Headline {
        title: "Candidates",
        sentences,
        breached: breached(table, Subject::Candidates),
    }
}

/// A number of things.
fn number_of(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", grouped(number as u64)),
    }
}

/// How many things of a check break its rule, and of how many that is not shown.
fn counted(table: &Table, check: CheckId, one: &str, many: &str, how: &str) -> Vec<String> {
    let with = |weight| {
        table
            .findings()
            .iter()
            .filter(|finding| finding.check == check && finding.weight == weight)
            .count()
    };
    let mut sentences = Vec::new();
    let (breached, not_shown) = (with(Weight::Breach), with(Weight::NotShown));
    if breached > 0 {
        sentences.push(format!("{} {how}", number_of(breached, one, many)));
    }
    if not_shown > 0 {
        sentences.push(format!(
            "{} of which the record does not show all that counts",
            number_of(not_shown, one, many)
        ));
    }
    sentences
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
            "{} on record: {late} with a judge too late, {unknown} with none shown",
            number_of(election.detentions().len(), "detention", "detentions")
        ));
    }
    if press > 0 {
        sentences.push(number_of(
            press,
            "entry about an act against the press",
            "entries about acts against the press",
        ));
    }
    if !election.reports().is_empty() {
        sentences.push(number_of(election.reports().len(), "report", "reports"));
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
        let follow = usize::try_from(faults.examined(CheckId::S9)).unwrap_or(usize::MAX);
        sentences.push(match unsound {
            true => "a poll or its outcome is not sound".to_owned(),
            false => format!(
                "{} verified from the ballots on, and sound; {} from it",
                number_of(polls, "poll", "polls"),
                number_of(
                    follow,
                    "declared outcome follows",
                    "declared outcomes follow"
                )
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
