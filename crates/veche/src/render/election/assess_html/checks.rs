//! The numbered checks: status, what they looked at, and every finding with its entries.

use std::cmp::Reverse;
use std::fmt::{self, Write};

use veche_election::assess::evidence::{CheckResult, check_result};
use veche_election::check::{CheckId, Subject};
use veche_election::shows::{Finding, Weight};
use veche_election::value::range::grouped;

use super::super::page::{escape, status, weight};
use super::document::{Document, PRINTED};

/// The id of the table of a subject.
pub(super) fn anchor(subject: Subject) -> &'static str {
    match subject {
        Subject::Soundness => "checks-soundness",
        Subject::Candidates => "checks-candidates",
        Subject::AssemblyAndSpeech => "checks-assembly",
        Subject::Count => "checks-count",
        Subject::Record => "checks-record",
    }
}

fn title(subject: Subject) -> &'static str {
    match subject {
        Subject::Soundness => "Is the record sound?",
        Subject::Candidates => "Candidates",
        Subject::AssemblyAndSpeech => "Assembly and speech",
        Subject::Count => "Count",
        Subject::Record => "The record in numbers",
    }
}

pub(super) fn write(out: &mut String, document: &Document<'_>) -> fmt::Result {
    writeln!(
        out,
        "<section id=\"checks\">\n<h2>Numbered checks</h2>\n<p>Each check is a sentence. \"Holds\": everything it looked at keeps the rule. \"Breached\": something breaks it. \"Not shown\": there was nothing to look at, or what would settle it is not on record.</p>"
    )?;
    let rows = document.report.rows();
    for subject in [
        Subject::Soundness,
        Subject::Candidates,
        Subject::AssemblyAndSpeech,
        Subject::Count,
        Subject::Record,
    ] {
        writeln!(
            out,
            "<h3 id=\"{}\">{}</h3>\n<table>\n<caption>Checks: {}</caption>\n<thead><tr><th scope=\"col\">Check</th><th scope=\"col\">Status</th><th scope=\"col\">What it checks, and what it found</th><th scope=\"col\">Looked at</th></tr></thead>",
            anchor(subject),
            title(subject),
            title(subject).to_lowercase()
        )?;
        for check in CheckId::ALL {
            if check.subject() == subject {
                row(out, document, &check_result(check, document.report, &rows))?;
            }
        }
        writeln!(out, "</table>")?;
    }
    writeln!(out, "</section>")
}

/// A check, and below it a row for each of its faults and findings.
fn row(out: &mut String, document: &Document<'_>, result: &CheckResult) -> fmt::Result {
    let check = result.check;
    writeln!(
        out,
        "<tbody id=\"check-{check}\">\n<tr><th scope=\"row\">{check}</th><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>",
        status(result.status, check),
        check.sentence(),
        grouped(result.examined)
    )?;
    for fault in result.faults.iter().take(PRINTED) {
        line(out, "fault", " class=\"breach\"", &escape(fault))?;
    }
    for finding in heaviest(&result.findings).into_iter().take(PRINTED) {
        let class = match finding.weight {
            Weight::Breach => " class=\"breach\"",
            Weight::NotShown | Weight::Shown => "",
        };
        line(
            out,
            weight(finding.weight),
            class,
            &document.finding(finding),
        )?;
    }
    let faults = document.report.faults.found(check);
    let printed = result.faults.len().min(PRINTED) as u64;
    let more =
        faults.saturating_sub(printed) + result.findings.len().saturating_sub(PRINTED) as u64;
    if more > 0 {
        line(out, "more", "", &format!("and {} more", grouped(more)))?;
    }
    writeln!(out, "</tbody>")
}

fn line(out: &mut String, what: &str, class: &str, markup: &str) -> fmt::Result {
    writeln!(
        out,
        "<tr><td></td><td{class}>{what}</td><td colspan=\"2\">{markup}</td></tr>"
    )
}

/// The findings, those that break a rule first.
pub(super) fn heaviest(findings: &[Finding]) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.weight));
    findings
}
