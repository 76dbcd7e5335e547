//! Each commitment with its evidence.

use std::fmt::{self, Write};

use veche_election::assess::evidence::{Coverage, Judgement, verdict_words};
use veche_election::assess::{Assessed, Contradiction, ItemKind, Outcome, day};
use veche_election::entry::reports::{FigureReported, Unit};
use veche_election::shows::words::{according_to, percent};
use veche_election::value::range::grouped;
use veche_election::value::{EntryId, Range};

use super::super::page::{count, escape, status, weight, words};
use super::checks::heaviest;
use super::document::{Document, PRINTED};

pub(super) fn write(out: &mut String, document: &Document<'_>) -> fmt::Result {
    let catalogue = &document.assessment.catalogue;
    writeln!(
        out,
        "<section id=\"commitments\">\n<h2>Commitments</h2>\n<p>{}</p>\n<p>Computed commitments are decided by checks. For documented ones the lists speak, and no verdict is drawn from them. Only a named person's signed finding judges. No count of reports decides anything here, and silence is no good news.</p>",
        escape(&catalogue.note)
    )?;
    for assessed in &document.assessment.items {
        commitment(out, document, assessed)?;
    }
    writeln!(out, "</section>")
}

fn commitment(out: &mut String, document: &Document<'_>, assessed: &Assessed) -> fmt::Result {
    let item = &assessed.item;
    let unconfirmed = match item.confirmed {
        true => "",
        false => " <em>(paraphrased from memory, confirm before citing)</em>",
    };
    writeln!(
        out,
        "<article id=\"commitment-{}\">\n<h3>{} {}</h3>\n<p>{}{unconfirmed}</p>\n<dl>",
        item.id,
        escape(&item.paragraph),
        escape(&item.title),
        escape(&item.paraphrase)
    )?;
    writeln!(out, "<dt>Item</dt><dd>{}</dd>", item.id)?;
    writeln!(
        out,
        "<dt>Kind</dt><dd>{}</dd>",
        match item.kind {
            ItemKind::Computed => "computed: the checks below decide",
            ItemKind::Documented => "documented: listed, not decided",
            ItemKind::Judged => "judged: only named people decide, by signing",
        }
    )?;
    let class = match assessed.outcome {
        Outcome::Breached => " class=\"breach\"",
        _ => "",
    };
    writeln!(
        out,
        "<dt>Outcome</dt><dd{class}>{}</dd>",
        assessed.outcome.words()
    )?;
    if let Some(benchmark) = &item.benchmark {
        writeln!(out, "<dt>Measured by</dt><dd>{}</dd>", escape(benchmark))?;
    }
    writeln!(out, "</dl>")?;
    if assessed.outcome == Outcome::NothingOnRecord {
        writeln!(out, "<p>Nothing is on record, which says nothing.</p>")?;
    }
    checks(out, document, assessed)?;
    list(out, document, "For its being kept", &assessed.supports)?;
    list(out, document, "Against", &assessed.against)?;
    figures(out, document, assessed)?;
    if assessed.coverage.entries > 0 {
        coverage(out, &assessed.coverage)?;
    }
    judgements(out, document, &assessed.judgements)?;
    contradictions(out, document, &assessed.contradictions)?;
    list(out, document, "Replies", &assessed.replies)?;
    writeln!(out, "<h4>Where it stands</h4>\n<ul>")?;
    for source in &item.sources {
        let url = source
            .url
            .as_ref()
            .map_or_else(String::new, |url| format!(": {}", escape(url)));
        writeln!(
            out,
            "<li>{}, {} ({}){url}</li>",
            escape(&source.instrument),
            escape(&source.paragraph),
            escape(&source.strength)
        )?;
    }
    writeln!(out, "</ul>\n</article>")
}

fn checks(out: &mut String, document: &Document<'_>, assessed: &Assessed) -> fmt::Result {
    if assessed.checks.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h4>Checks</h4>\n<ul>")?;
    for result in &assessed.checks {
        let check = result.check;
        writeln!(
            out,
            "<li><a href=\"#check-{check}\">{check}</a>, {}: {} ({} looked at)",
            check.sentence(),
            status(result.status, check),
            grouped(result.examined)
        )?;
        let findings = heaviest(&result.findings);
        let faults = result
            .faults
            .iter()
            .map(|fault| format!("fault: {}", escape(fault)));
        let found = findings
            .iter()
            .map(|finding| format!("{}: {}", weight(finding.weight), document.finding(finding)));
        items(
            out,
            faults.chain(found),
            result.faults.len() + findings.len(),
        )?;
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ul>")
}

/// The first lines of a list, and how many more there are.
fn items(out: &mut String, lines: impl Iterator<Item = String>, all: usize) -> fmt::Result {
    if all == 0 {
        return Ok(());
    }
    writeln!(out, "<ul>")?;
    for line in lines.take(PRINTED) {
        writeln!(out, "<li>{line}</li>")?;
    }
    match all.saturating_sub(PRINTED) {
        0 => {}
        more => writeln!(out, "<li>and {} more</li>", grouped(more as u64))?,
    }
    writeln!(out, "</ul>")
}

fn list(
    out: &mut String,
    document: &Document<'_>,
    title: &str,
    entries: &[EntryId],
) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h4>{title}</h4>")?;
    let lines = entries.iter().map(|id| {
        let on = document
            .election
            .kept_entry(id)
            .map(|kept| day(&kept.act).unwrap_or(kept.at.day()));
        format!(
            "{}{}{}{}",
            on.map_or_else(String::new, |on| format!("{on}: ")),
            document.line(id),
            document.notes(id),
            document.links(&[*id])
        )
    });
    items(out, lines, entries.len())
}

/// Figures of the same thing stand together, each with who says so.
fn figures(out: &mut String, document: &Document<'_>, assessed: &Assessed) -> fmt::Result {
    let mut figures: Vec<&(EntryId, FigureReported)> = document
        .election
        .figures()
        .iter()
        .filter(|(id, _)| assessed.figures.contains(id))
        .collect();
    if figures.is_empty() {
        return Ok(());
    }
    figures.sort_by_key(|(id, figure)| {
        let number = document.election.number_of(id);
        (figure.figure, figure.candidate, number)
    });
    writeln!(
        out,
        "<h4>Figures</h4>\n<table>\n<caption>Figures side by side, those that contradict one another too</caption>\n<thead><tr><th scope=\"col\">What</th><th scope=\"col\">Number</th><th scope=\"col\">Out of</th><th scope=\"col\">According to</th><th scope=\"col\">Published by</th><th scope=\"col\">When, where</th><th scope=\"col\">Entry</th></tr></thead>\n<tbody>"
    )?;
    for (id, figure) in figures.iter().take(PRINTED) {
        let whose = figure
            .candidate
            .and_then(|candidate| document.election.candidate(&candidate))
            .map_or_else(String::new, |c| format!(", {}", c.filed.label));
        let publishers: Vec<String> = figure
            .sources
            .iter()
            .map(|source| source.publisher.to_string())
            .collect();
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        writeln!(
            out,
            "<tr><th scope=\"row\">{}{whose}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td><td>{}</td><td>{}, {}</td><td>{}{}</td></tr>",
            words(&figure.figure),
            in_unit(&figure.number, figure.unit),
            or_dash(figure.of.map(|of| of.to_string())),
            according_to(figure.according_to),
            or_dash((!publishers.is_empty()).then(|| publishers.join(", "))),
            figure.when,
            figure.place,
            document.links(&[*id]),
            document.notes(id)
        )?;
    }
    let more = figures.len().saturating_sub(PRINTED) as u64;
    if more > 0 {
        writeln!(
            out,
            "<tr><td colspan=\"7\">and {} more</td></tr>",
            grouped(more)
        )?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    for group in &assessed.differing {
        writeln!(
            out,
            "<p>Of these differ, by who says so:{}. Whether they count the same thing, their texts say.</p>",
            document.links(group)
        )?;
    }
    Ok(())
}

fn in_unit(range: &Range, unit: Unit) -> String {
    match (unit, range.max) {
        (Unit::Count, _) => range.to_string(),
        (Unit::Days, _) => format!("{range} days"),
        (Unit::HundredthsOfPercent, Some(max)) if max == range.min => percent(max),
        (Unit::HundredthsOfPercent, Some(max)) => {
            format!("{} to {}", percent(range.min), percent(max))
        }
        (Unit::HundredthsOfPercent, None) => format!("≥ {}", percent(range.min)),
    }
}

fn coverage(out: &mut String, coverage: &Coverage) -> fmt::Result {
    let days = coverage
        .days
        .map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
    writeln!(
        out,
        "<p>Coverage: {}, {} vouched, {} of {}{days}. That is what was recorded, not how often it happened.</p>",
        count(coverage.entries, "entry", "entries"),
        grouped(coverage.vouched),
        count(coverage.sources, "source", "sources"),
        count(coverage.publishers, "publisher", "publishers")
    )
}

/// What says otherwise than an entry that the commitment rests on. Both stay.
fn contradictions(
    out: &mut String,
    document: &Document<'_>,
    contradictions: &[Contradiction],
) -> fmt::Result {
    if contradictions.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h4>What says otherwise</h4>")?;
    let lines = contradictions.iter().map(|found| {
        format!(
            "{}{}{}: {}{}{}",
            document.line(&found.entry),
            document.notes(&found.entry),
            document.links(&[found.entry]),
            found.how.words(),
            document.notes(&found.by),
            document.links(&[found.by])
        )
    });
    items(out, lines, contradictions.len())
}

/// What named people find. Those who disagree stand beside one another.
fn judgements(out: &mut String, document: &Document<'_>, judgements: &[Judgement]) -> fmt::Result {
    if judgements.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h4>Findings that named people signed</h4>")?;
    let differ = judgements
        .iter()
        .any(|judgement| Some(judgement.verdict) != judgements.first().map(|first| first.verdict));
    if differ {
        writeln!(
            out,
            "<p>They disagree; every finding stands beside the others.</p>"
        )?;
    }
    let election = document.election;
    let lines = judgements.iter().map(|judgement| {
        let mut findings = election.findings_made().iter();
        let why = findings
            .find(|(id, _, _)| *id == judgement.entry)
            .map_or_else(String::new, |(id, _, made)| document.block(id, &made.text));
        let cites = document.links(&judgement.cites);
        let rests = match cites.is_empty() {
            true => String::new(),
            false => format!("; it rests on{cites}"),
        };
        format!(
            "{} finds: {}{}{}{rests}{why}",
            judgement.assessor,
            verdict_words(judgement.verdict),
            match judgement.withdrawn {
                true => " (withdrawn)",
                false => "",
            },
            document.links(&[judgement.entry])
        )
    });
    items(out, lines, judgements.len())
}
