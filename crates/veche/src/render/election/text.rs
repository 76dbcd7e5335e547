//! `veche verify` of an election, for people.

use std::fmt::Write;

use veche_election::assess::evidence::check_result;
use veche_election::check::{CheckId, Subject};
use veche_election::entry::nominations::SignaturesCounted;
use veche_election::judge::Election;
use veche_election::judge::state::Candidate;
use veche_election::shows::finding::Weight;
use veche_election::shows::words::according_to;
use veche_election::shows::{Finding, Status};
use veche_election::value::EntryId;
use veche_election::verify::{Exit, Report};
use veche_store::texts::plain;

use super::page;
use crate::election::Verified;

/// So many findings and faults of a check are printed.
const PRINTED: usize = 12;

/// The whole report. Candidates, assembly and speech, and count come first, always.
#[must_use]
pub fn report(path: &str, title: &str, verified: &Verified) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_report(&mut out, path, title, verified);
    plain(&out)
}

fn write_report(
    out: &mut String,
    path: &str,
    title: &str,
    verified: &Verified,
) -> std::fmt::Result {
    let Verified {
        election, report, ..
    } = verified;
    for headline in &report.headlines {
        let mark = match headline.breached {
            true => "!!",
            false => "  ",
        };
        writeln!(
            out,
            "{mark} {:<20} {}.",
            headline.title,
            headline.sentences.join("; ")
        )?;
    }
    writeln!(out)?;
    writeln!(out, "{title}")?;
    if let Some(called) = election.called() {
        writeln!(out, "Fingerprint {}", called.id.fingerprint())?;
    }
    let tree = verified.checkpoint.tree();
    writeln!(
        out,
        "{path}: log {}, {} entries, root {}; clocks as of {}",
        verified.checkpoint.origin(),
        tree.size,
        tree.root.to_base64(),
        report.table.as_of
    )?;
    writeln!(out)?;
    checks(out, election, report)?;
    nominations(out, election)?;
    if !verified.left_over.is_empty() {
        writeln!(
            out,
            "Note: bodies of {} withdrawn entries are still in this folder; delete them.",
            verified.left_over.len()
        )?;
    }
    writeln!(out, "{}", ending(election, report))?;
    if report.exit() != Exit::Unsound {
        out.push_str(BEYOND);
    }
    Ok(())
}

/// What no check of a record can show, said beside every sound one.
const BEYOND: &str = "\
What this cannot show: that nobody was given another record, unless checkpoints are compared; what nobody put on record;
and of polls, whether registrar and server together cast for people who did not vote, or a voter was watched or forced.
";

fn checks(out: &mut String, election: &Election, report: &Report) -> std::fmt::Result {
    let rows = report.rows();
    let mut subject = None;
    for check in CheckId::ALL {
        if subject != Some(check.subject()) {
            subject = Some(check.subject());
            writeln!(out, "{}", subject_title(check.subject()))?;
        }
        let result = check_result(check, report, &rows);
        writeln!(
            out,
            "  {check}  {:<10} {} ({})",
            status(result.status, check),
            check.sentence(),
            result.examined
        )?;
        for fault in result.faults.iter().take(PRINTED) {
            writeln!(out, "       FAULT {fault}")?;
        }
        let mut findings: Vec<&Finding> = result.findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
        for finding in findings.iter().take(PRINTED) {
            writeln!(
                out,
                "       {} {finding}{}",
                mark(finding.weight),
                numbers(election, &finding.about)
            )?;
        }
        let more = result
            .faults
            .len()
            .max(findings.len())
            .saturating_sub(PRINTED);
        if more > 0 {
            writeln!(out, "       and {more} more; --json has them all")?;
        }
    }
    writeln!(out)
}

fn subject_title(subject: Subject) -> &'static str {
    match subject {
        Subject::Soundness => "Is it sound?",
        Subject::Candidates => "What it shows: candidates",
        Subject::AssemblyAndSpeech => "What it shows: assembly and speech",
        Subject::Count => "What it shows: count",
        Subject::Record => "What it shows: the record in numbers",
    }
}

/// A status in words, loud where something is wrong.
fn status(status: Status, check: CheckId) -> String {
    let words = page::status(status, check);
    match status {
        Status::Breached => words.to_uppercase(),
        Status::Holds | Status::NotShown => words.to_owned(),
    }
}

fn mark(weight: Weight) -> &'static str {
    match weight {
        Weight::Breach => "!!",
        Weight::NotShown => "??",
        Weight::Shown => "··",
    }
}

/// So many entries behind one statement are named.
const NAMED: usize = 40;

/// The numbers of entries on the record, to look them up.
#[must_use]
pub fn numbers(election: &Election, about: &[EntryId]) -> String {
    let mut numbers: Vec<String> = about
        .iter()
        .filter_map(|id| election.number_of(id))
        .take(NAMED)
        .map(|number| number.to_string())
        .collect();
    let more = about.len().saturating_sub(NAMED);
    if more > 0 {
        numbers.push(format!("and {more} more"));
    }
    match numbers.as_slice() {
        [] => String::new(),
        [one] => format!(" [entry {one}]"),
        many => format!(" [entries {}]", many.join(", ")),
    }
}

/// What a reader must know of an entry before believing it.
#[must_use]
pub fn notes(election: &Election, id: &EntryId) -> &'static str {
    match (election.is_vouched(id), election.is_withdrawn(id)) {
        (true, false) => "",
        (false, false) => " (unvouched)",
        (true, true) => " (withdrawn)",
        (false, true) => " (unvouched) (withdrawn)",
    }
}

/// Figures of signatures, contestant by contestant: who says what, also where it differs.
fn nominations(out: &mut String, election: &Election) -> std::fmt::Result {
    let with_figures: Vec<&Candidate> = election
        .candidates()
        .iter()
        .filter(|candidate| !candidate.figures.is_empty())
        .collect();
    if with_figures.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "Signatures: each figure as whoever names it; districts are in --json and in `veche assess`"
    )?;
    writeln!(
        out,
        "  {:<18} {:<16} {:>19} {:>17} {:>17}",
        "candidate", "according to", "collected", "handed in", "accepted"
    )?;
    for candidate in with_figures {
        let standing = format!("{:?}", candidate.standing).to_lowercase();
        writeln!(out, "  {} ({standing})", candidate.filed.label)?;
        for (_, counted) in candidate
            .figures
            .iter()
            .filter(|(_, counted)| whole(counted))
        {
            let cell = |number: Option<veche_election::value::Range>| {
                number.map_or_else(|| "–".to_owned(), |number| number.to_string())
            };
            writeln!(
                out,
                "  {:<18} {:<16} {:>19} {:>17} {:>17}",
                "",
                according_to(counted.according_to),
                cell(counted.collected),
                cell(counted.handed_in),
                cell(counted.accepted)
            )?;
        }
    }
    writeln!(out)
}

fn whole(counted: &SignaturesCounted) -> bool {
    counted.district.is_none()
}

/// How it ends, in one sentence.
#[must_use]
pub fn ending(election: &Election, report: &Report) -> String {
    let compiled = match election.is_watched() {
        true => " It is compiled from what others published: it is as good as its sources.",
        false => "",
    };
    match report.exit() {
        Exit::Unsound => {
            let found: u64 = CheckId::ALL
                .into_iter()
                .map(|check| report.faults.found(check))
                .sum();
            format!(
                "UNSOUND: {}. Do not rely on this record before {} explained.",
                page::count(found, "fault", "faults"),
                if found == 1 { "it is" } else { "they are" }
            )
        }
        Exit::Breached => format!(
            "The record is sound, and what stands on it breaks rules: see the lines marked !! above.{compiled}"
        ),
        Exit::Sound => {
            format!(
                "The record is sound, and nothing on it breaks a rule that is checked here.{compiled}"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use veche_election::verify::Faults;

    use super::super::markup::sample;
    use super::*;

    #[test]
    fn every_fault_is_counted_also_those_that_are_not_kept() {
        let verified = sample("association");
        let as_of = verified.report.table.as_of;
        for (number, said) in [
            (
                1,
                "UNSOUND: 1 fault. Do not rely on this record before it is explained.",
            ),
            (
                1_500,
                "UNSOUND: 1,500 faults. Do not rely on this record before they are explained.",
            ),
        ] {
            let mut faults = Faults::default();
            for entry in 0..number {
                faults.find(CheckId::S4, format!("entry {entry}"), "is not signed");
            }
            let report = Report::new(&verified.election, faults, as_of);
            assert_eq!(ending(&verified.election, &report), said);
        }
    }

    #[test]
    fn of_many_entries_behind_a_statement_the_first_are_named_and_the_rest_is_counted() {
        let election = sample("respublika").election;
        let ids: Vec<EntryId> = election.kept().iter().map(|kept| kept.id).collect();
        let id = ids.first().copied().unwrap();
        assert_eq!(numbers(&election, &[]), "");
        assert_eq!(numbers(&election, &[id]), " [entry 0]");
        let all = vec!["0"; NAMED].join(", ");
        assert_eq!(
            numbers(&election, &[id; NAMED]),
            format!(" [entries {all}]")
        );
        assert_eq!(
            numbers(&election, &[id; NAMED + 3]),
            format!(" [entries {all}, and 3 more]")
        );
    }
}
