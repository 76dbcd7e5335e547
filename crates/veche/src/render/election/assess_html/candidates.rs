//! Who was put forward, where each stands, and the figures of the nomination: each as whoever names it, those that
//! contradict one another in lines below one another.

use std::fmt::{self, Write};

use veche_election::entry::calling::{Contest, Nomination};
use veche_election::entry::nominations::SignaturesCounted;
use veche_election::judge::state::Candidate;
use veche_election::shows::decisions;
use veche_election::shows::words::{according_to, percent};
use veche_election::value::range::grouped;
use veche_election::value::{EntryId, Range};

use super::super::page::{escape, standing};
use super::document::Document;

pub(super) fn write(out: &mut String, document: &Document<'_>) -> fmt::Result {
    writeln!(
        out,
        "<section id=\"candidates\">\n<h2>Candidates and signatures</h2>"
    )?;
    let Some(called) = document.election.called() else {
        return writeln!(out, "<p>No election was called.</p>\n</section>");
    };
    for contest in &called.call.contests {
        writeln!(
            out,
            "<h3>{} ({})</h3>",
            document.inline(&called.id, &contest.title),
            contest.contest
        )?;
        one_contest(out, document, contest)?;
    }
    writeln!(out, "</section>")
}

fn one_contest(out: &mut String, document: &Document<'_>, contest: &Contest) -> fmt::Result {
    let candidates: Vec<&Candidate> = document
        .election
        .candidates()
        .iter()
        .filter(|candidate| candidate.filed.contest == contest.contest)
        .collect();
    if candidates.is_empty() {
        return writeln!(out, "<p>Nobody was put forward in this contest.</p>");
    }
    let needed = match contest.nomination {
        Nomination::Filing => "filing is enough".to_owned(),
        Nomination::Paper(paper) => format!(
            "{} valid signatures are needed; every figure stands as whoever names it",
            grouped(paper.threshold)
        ),
    };
    writeln!(
        out,
        "<table>\n<caption>Candidates: {needed}</caption>\n<thead><tr><th scope=\"col\">According to</th><th scope=\"col\">Day</th><th scope=\"col\">Collected</th><th scope=\"col\">Handed in</th><th scope=\"col\">Checked</th><th scope=\"col\">Accepted</th><th scope=\"col\">Entry</th></tr></thead>"
    )?;
    for candidate in &candidates {
        writeln!(
            out,
            "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"7\">{}</th></tr>",
            head(document, candidate)
        )?;
        let mut whole = figures(candidate, |counted| counted.district.is_none()).peekable();
        if whole.peek().is_none() {
            writeln!(
                out,
                "<tr><td colspan=\"7\">no figures for the whole contest on record</td></tr>"
            )?;
        }
        for (id, counted) in whole {
            let cells = [
                cell(counted.collected),
                cell(counted.handed_in),
                cell(counted.checked),
                cell(counted.accepted),
            ];
            row(out, document, id, counted, &cells)?;
        }
        writeln!(out, "</tbody>")?;
    }
    writeln!(out, "</table>")?;
    districts(out, document, &candidates)
}

/// Who, standing how, by which decisions.
fn head(document: &Document<'_>, candidate: &Candidate) -> String {
    let election = document.election;
    let mut text = format!(
        "{} ({}): {}; filed {}{}",
        document.inline(&candidate.id, &candidate.filed.name),
        candidate.filed.label,
        standing(candidate.standing),
        candidate.on,
        document.links(&[candidate.id])
    );
    for number in &candidate.decisions {
        if let Some(decision) = election.decisions().get(*number) {
            let fallen = match decision.fallen {
                Some(by) => format!(", which fell on appeal{}", document.links(&[by])),
                None => String::new(),
            };
            text.push_str(&format!(
                "; {}{}{fallen}",
                escape(&decisions::title(election, decision)),
                document.links(&[decision.id])
            ));
        }
    }
    text
}

fn figures(
    candidate: &Candidate,
    wanted: impl Fn(&SignaturesCounted) -> bool,
) -> impl Iterator<Item = &(EntryId, SignaturesCounted)> {
    candidate
        .figures
        .iter()
        .filter(move |(_, counted)| wanted(counted))
}

fn cell(number: Option<Range>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}

fn row(
    out: &mut String,
    document: &Document<'_>,
    id: &EntryId,
    counted: &SignaturesCounted,
    cells: &[String],
) -> fmt::Result {
    let district = counted
        .district
        .as_ref()
        .map_or_else(String::new, |district| format!("{district}, "));
    write!(
        out,
        "<tr><th scope=\"row\">{district}{}</th><td>{}</td>",
        according_to(counted.according_to),
        counted.on
    )?;
    for cell in cells {
        write!(out, "<td class=\"number\">{cell}</td>")?;
    }
    writeln!(out, "<td>{}</td></tr>", document.links(&[*id]))
}

/// Figures of single districts, where there are any.
fn districts(out: &mut String, document: &Document<'_>, candidates: &[&Candidate]) -> fmt::Result {
    let with_districts: Vec<&Candidate> = candidates
        .iter()
        .copied()
        .filter(|candidate| {
            figures(candidate, |c| c.district.is_some())
                .next()
                .is_some()
        })
        .collect();
    if with_districts.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table>\n<caption>Figures of single districts</caption>\n<thead><tr><th scope=\"col\">District, according to</th><th scope=\"col\">Day</th><th scope=\"col\">Handed in</th><th scope=\"col\">Checked</th><th scope=\"col\">Invalid of those checked</th><th scope=\"col\">Voided by rule</th><th scope=\"col\">Accepted</th><th scope=\"col\">Entry</th></tr></thead>"
    )?;
    for candidate in with_districts {
        writeln!(
            out,
            "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"8\">{}</th></tr>",
            candidate.filed.label
        )?;
        for (id, counted) in figures(candidate, |counted| counted.district.is_some()) {
            let cells = [
                cell(counted.handed_in),
                cell(counted.checked),
                share(counted.invalid_share),
                cell(counted.voided),
                cell(counted.accepted),
            ];
            row(out, document, id, counted, &cells)?;
        }
        writeln!(out, "</tbody>")?;
    }
    writeln!(out, "</table>")
}

fn share(share: Option<Range>) -> String {
    match share {
        None => "–".to_owned(),
        Some(Range { min, max: None }) => format!("≥ {}", percent(min)),
        Some(Range {
            min,
            max: Some(max),
        }) if min == max => percent(min),
        Some(Range {
            min,
            max: Some(max),
        }) => format!("{} to {}", percent(min), percent(max)),
    }
}
