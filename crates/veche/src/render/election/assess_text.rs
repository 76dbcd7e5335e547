//! `veche assess` for people.

use std::fmt::Write;

use veche_election::assess::evidence::verdict_words;
use veche_election::assess::{Assessed, Assessment, ItemKind, Timeline, describe};
use veche_election::judge::Election;
use veche_election::value::EntryId;

use super::text::numbers;

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
        let mut notes = String::new();
        if !happening.vouched {
            notes.push_str(" (unvouched)");
        }
        if happening.withdrawn {
            notes.push_str(" (withdrawn)");
        }
        writeln!(
            out,
            "  {}  {}{notes} [entry {}]",
            happening.day, happening.what, happening.number
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
    if item.kind == ItemKind::Documented && assessed.coverage.entries > 0 {
        let coverage = &assessed.coverage;
        let days = coverage
            .days
            .map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
        writeln!(
            out,
            "  stands on {} entries ({} vouched), {} sources of {} publishers{days}",
            coverage.entries, coverage.vouched, coverage.sources, coverage.publishers
        )?;
    }
    for judgement in &assessed.judgements {
        writeln!(
            out,
            "  {} finds: {}{}",
            judgement.assessor,
            verdict_words(judgement.verdict),
            numbers(election, &[judgement.entry])
        )?;
    }
    list(out, election, "replies", &assessed.replies)
}

fn list(
    out: &mut String,
    election: &Election,
    title: &str,
    entries: &[EntryId],
) -> std::fmt::Result {
    for id in entries.iter().take(PRINTED) {
        let what = match election.kept_entry(id) {
            Some(kept) => describe(election, &kept.act),
            None => "a report".to_owned(),
        };
        writeln!(out, "  {title}: {what}{}", numbers(election, &[*id]))?;
    }
    match entries.len().saturating_sub(PRINTED) {
        0 => Ok(()),
        more => writeln!(out, "  {title}: and {more} more; --json has them all"),
    }
}
