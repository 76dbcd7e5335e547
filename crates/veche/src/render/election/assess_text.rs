//! `veche assess` for people.

use std::fmt::Write;

use veche_election::assess::evidence::verdict_words;
use veche_election::assess::{Assessed, Assessment, ItemKind, Outcome, Timeline, describe_entry};
use veche_election::judge::Election;
use veche_election::value::EntryId;
use veche_election::value::range::grouped;

use super::page::count;
use super::text::{notes, numbers};

/// So many entries of a list are printed.
const PRINTED: usize = 8;

/// The whole assessment, then the timeline.
#[must_use]
pub fn assessment(
    title: &str,
    election: &Election,
    assessment: &Assessment,
    timeline: &Timeline,
) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_assessment(&mut out, title, election, assessment, timeline);
    out
}

fn write_assessment(
    out: &mut String,
    title: &str,
    election: &Election,
    assessment: &Assessment,
    timeline: &Timeline,
) -> std::fmt::Result {
    let catalogue = &assessment.catalogue;
    writeln!(out, "{title}")?;
    writeln!(
        out,
        "held against: {}, version {}",
        catalogue.title, catalogue.version
    )?;
    writeln!(out, "{}", catalogue.note)?;
    for assessed in &assessment.items {
        item(out, election, assessed)?;
    }
    writeln!(out, "\nTimeline")?;
    for happening in &timeline.happenings {
        writeln!(
            out,
            "  {}  {}{} [entry {}]",
            happening.day,
            happening.what,
            notes(election, &happening.id),
            happening.number
        )?;
    }
    if timeline.more_reports > 0 {
        writeln!(out, "  and {} more reports", timeline.more_reports)?;
    }
    writeln!(
        out,
        "\nReports say what was seen, not how often it happened: no count decides anything here, and silence is no good news."
    )
}

fn item(out: &mut String, election: &Election, assessed: &Assessed) -> std::fmt::Result {
    let item = &assessed.item;
    let outcome = assessed.outcome.words();
    writeln!(
        out,
        "\n{} · {} · {}",
        item.paragraph,
        item.title,
        outcome.to_uppercase()
    )?;
    let unconfirmed = match item.confirmed {
        true => "",
        false => " (paraphrased from memory, confirm before citing)",
    };
    writeln!(out, "  {}{unconfirmed}", item.paraphrase)?;
    if let Some(benchmark) = &item.benchmark {
        writeln!(out, "  measured by: {benchmark}")?;
    }
    if assessed.outcome == Outcome::NothingOnRecord {
        writeln!(out, "  nothing is on record, which says nothing")?;
    }
    for check in &assessed.checks {
        writeln!(
            out,
            "  check {}: {} ({} looked at)",
            check.check,
            check.check.sentence(),
            check.examined
        )?;
        for fault in check.faults.iter().take(PRINTED) {
            writeln!(out, "    FAULT {fault}")?;
        }
        for finding in check.findings.iter().take(PRINTED) {
            writeln!(out, "    {finding}{}", numbers(election, &finding.about))?;
        }
    }
    list(out, election, "for", &assessed.supports)?;
    list(out, election, "against", &assessed.against)?;
    list(out, election, "figures", &assessed.figures)?;
    for group in &assessed.differing {
        writeln!(
            out,
            "  figures that differ by who says so; whether they count the same thing, their texts say:"
        )?;
        list(out, election, "  side by side", group)?;
    }
    if item.kind == ItemKind::Documented && assessed.coverage.entries > 0 {
        let coverage = &assessed.coverage;
        let days = coverage
            .days
            .map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
        writeln!(
            out,
            "  stands on {} ({} vouched), {} of {}{days}",
            count(coverage.entries, "entry", "entries"),
            grouped(coverage.vouched),
            count(coverage.sources, "source", "sources"),
            count(coverage.publishers, "publisher", "publishers")
        )?;
    }
    for judgement in &assessed.judgements {
        writeln!(
            out,
            "  {} finds: {}{}{}",
            judgement.assessor,
            verdict_words(judgement.verdict),
            match judgement.withdrawn {
                true => " (withdrawn)",
                false => "",
            },
            numbers(election, &[judgement.entry])
        )?;
    }
    for found in assessed.contradictions.iter().take(PRINTED) {
        writeln!(
            out,
            "  otherwise: {}{}{}: {}{}{}",
            describe_entry(election, &found.entry),
            notes(election, &found.entry),
            numbers(election, &[found.entry]),
            found.how.words(),
            notes(election, &found.by),
            numbers(election, &[found.by])
        )?;
    }
    more(out, "otherwise", assessed.contradictions.len())?;
    list(out, election, "replies", &assessed.replies)
}

/// That there are more than are printed.
fn more(out: &mut String, title: &str, all: usize) -> std::fmt::Result {
    match all.saturating_sub(PRINTED) {
        0 => Ok(()),
        more => writeln!(out, "  {title}: and {more} more; --json has them all"),
    }
}

fn list(
    out: &mut String,
    election: &Election,
    title: &str,
    entries: &[EntryId],
) -> std::fmt::Result {
    for id in entries.iter().take(PRINTED) {
        writeln!(
            out,
            "  {title}: {}{}{}",
            describe_entry(election, id),
            notes(election, id),
            numbers(election, &[*id])
        )?;
    }
    more(out, title, entries.len())
}
