//! The election held against commitments: what checks say, what speaks for and against, what named people find.

use askama::Template;
use serde::Serialize;
use veche_election::assess::evidence::{CheckResult, Judgement};
use veche_election::assess::{Assessed, Catalogue, ItemKind, Otherwise, Outcome, assess};
use veche_election::shows::Status;
use veche_election::value::EntryId;

use super::candidates::{FindingLine, lines};
use super::reader::{Line, Link, Reader};
use super::{Frame, Page, PageError, write};
use crate::words::amounts::spoken;

/// So many entries of one list are named; all of them stand among the entries.
const LISTED: usize = 50;

#[derive(Serialize, Template)]
#[template(path = "assessment.html")]
struct View {
    frame: Frame,
    as_of: String,
    catalogue: String,
    catalogue_hash: String,
    note: String,
    counts: Vec<OutcomeCount>,
    items: Vec<ItemBlock>,
}

/// How many commitments came to this.
#[derive(Serialize)]
struct OutcomeCount {
    words: String,
    number: usize,
}

/// A commitment. Its texts but the title are those of the catalogue.
#[derive(Serialize)]
struct ItemBlock {
    id: String,
    paragraph: String,
    title: String,
    paraphrase: String,
    confirmed: bool,
    kind: String,
    outcome: &'static str,
    outcome_words: String,
    checks: Vec<CheckBlock>,
    supports: Listed,
    against: Listed,
    figures: Listed,
    differing: Vec<Vec<Link>>,
    coverage: Option<String>,
    judgements: Vec<JudgementBlock>,
    contradictions: Vec<Contradiction>,
    replies: Listed,
    sources: Vec<String>,
}

#[derive(Serialize)]
struct CheckBlock {
    check: String,
    sentence: String,
    status: &'static str,
    status_words: String,
    findings: Vec<FindingLine>,
    /// Faults are told by the verifying program, in English.
    faults: Vec<String>,
}

/// A list of entries, and how many more there are.
#[derive(Serialize)]
struct Listed {
    lines: Vec<Line>,
    more: Option<String>,
}

#[derive(Serialize)]
struct JudgementBlock {
    assessor: String,
    verdict: String,
    withdrawn: bool,
    link: Option<Link>,
    cites: Vec<Link>,
}

#[derive(Serialize)]
struct Contradiction {
    how: String,
    entry: Option<Link>,
    by: Option<Link>,
}

pub(super) fn page(reader: &Reader<'_>) -> Result<Page, PageError> {
    let w = reader.w;
    let catalogue = Catalogue::copenhagen().map_err(|error| PageError::Writing {
        page: reader.frame.here.clone(),
        reason: error.to_string(),
    })?;
    let assessment = assess(&catalogue, reader.election(), &reader.shown.report);
    let outcomes = [
        Outcome::Breached,
        Outcome::NotShown,
        Outcome::Holds,
        Outcome::Judged,
        Outcome::NotJudged,
        Outcome::Documented,
        Outcome::NothingOnRecord,
    ];
    let counts = outcomes
        .into_iter()
        .map(|outcome| OutcomeCount {
            words: w.term("commitment", mark(outcome)),
            number: assessment
                .items
                .iter()
                .filter(|item| item.outcome == outcome)
                .count(),
        })
        .filter(|count| count.number > 0)
        .collect();
    let view = View {
        frame: reader.frame.clone().titled(&w.say("nav-assessment")),
        as_of: w.with(
            "as-of",
            &[("day", w.date(reader.shown.report.table.as_of).into())],
        ),
        catalogue: format!("{} ({})", catalogue.title, catalogue.version),
        catalogue_hash: catalogue.hash.to_string(),
        note: catalogue.note.clone(),
        counts,
        items: assessment
            .items
            .iter()
            .map(|item| block(reader, item))
            .collect(),
    };
    write(&reader.frame, &view)
}

fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Holds => "holds",
        Outcome::Breached => "breached",
        Outcome::NotShown => "not-shown",
        Outcome::Documented => "documented",
        Outcome::NothingOnRecord => "nothing-on-record",
        Outcome::NotJudged => "not-judged",
        Outcome::Judged => "judged",
    }
}

fn block(reader: &Reader<'_>, assessed: &Assessed) -> ItemBlock {
    let w = reader.w;
    let item = &assessed.item;
    let kind = match item.kind {
        ItemKind::Computed => "commitment-kind-computed",
        ItemKind::Documented => "commitment-kind-documented",
        ItemKind::Judged => "commitment-kind-judged",
    };
    let coverage = &assessed.coverage;
    let coverage = (coverage.entries > 0).then(|| {
        let days = coverage.days.map_or_else(String::new, |(from, to)| {
            w.with(
                "coverage-days",
                &[("from", w.date(from).into()), ("to", w.date(to).into())],
            )
        });
        w.with(
            "coverage",
            &[
                ("entries", coverage.entries.into()),
                ("vouched", coverage.vouched.into()),
                ("sources", coverage.sources.into()),
                ("publishers", coverage.publishers.into()),
                ("days", days.into()),
            ],
        )
    });
    let otherwise = |how| {
        w.say(match how {
            Otherwise::Reported => "otherwise-reported",
            Otherwise::Unlikely => "otherwise-unlikely",
            Otherwise::NotSo => "otherwise-not-so",
        })
    };
    let contradictions = assessed.contradictions.iter().take(LISTED);
    ItemBlock {
        id: item.id.to_string(),
        paragraph: item.paragraph.clone(),
        title: title(reader, assessed),
        paraphrase: item.paraphrase.clone(),
        confirmed: item.confirmed,
        kind: w.say(kind),
        outcome: mark(assessed.outcome),
        outcome_words: w.term("commitment", mark(assessed.outcome)),
        checks: assessed
            .checks
            .iter()
            .map(|check| check_block(reader, check))
            .collect(),
        supports: listed(reader, &assessed.supports),
        against: listed(reader, &assessed.against),
        figures: listed(reader, &assessed.figures),
        differing: assessed
            .differing
            .iter()
            .map(|group| reader.links(group))
            .collect(),
        coverage,
        judgements: assessed
            .judgements
            .iter()
            .map(|found| judgement(reader, found))
            .collect(),
        contradictions: contradictions
            .map(|found| Contradiction {
                how: otherwise(found.how),
                entry: reader.link(&found.entry),
                by: reader.link(&found.by),
            })
            .collect(),
        replies: listed(reader, &assessed.replies),
        sources: item
            .sources
            .iter()
            .map(|source| {
                format!(
                    "{}, {} ({})",
                    source.instrument, source.paragraph, source.strength
                )
            })
            .collect(),
    }
}

/// The title in the reader's language, where the catalogue is the one that is built in.
fn title(reader: &Reader<'_>, assessed: &Assessed) -> String {
    let id = format!("title-{}", assessed.item.id);
    match reader.w.has(&id) {
        true => reader.w.say(&id),
        false => assessed.item.title.clone(),
    }
}

fn check_block(reader: &Reader<'_>, result: &CheckResult) -> CheckBlock {
    CheckBlock {
        check: result.check.to_string(),
        sentence: reader.w.check(result.check),
        status: match result.status {
            Status::Holds => "holds",
            Status::Breached => "breached",
            Status::NotShown => "not-shown",
        },
        status_words: reader.w.status(result.status, result.check),
        findings: lines(reader, result.findings.iter()),
        faults: result
            .faults
            .iter()
            .map(|fault| veche_store::texts::plain(fault))
            .collect(),
    }
}

fn listed(reader: &Reader<'_>, ids: &[EntryId]) -> Listed {
    let more = ids.len().saturating_sub(LISTED);
    Listed {
        lines: ids
            .iter()
            .take(LISTED)
            .filter_map(|id| reader.line(id))
            .collect(),
        more: (more > 0).then(|| reader.w.count("list-more", more)),
    }
}

fn judgement(reader: &Reader<'_>, found: &Judgement) -> JudgementBlock {
    JudgementBlock {
        assessor: spoken(found.assessor.as_str()),
        verdict: reader.w.value("verdict", &found.verdict),
        withdrawn: found.withdrawn,
        link: reader.link(&found.entry),
        cites: reader.links(&found.cites),
    }
}
