//! A verification's report for people.

use std::fmt::Write;

use veche_poll::phase::Phase;
use veche_poll::result::QuestionResult;
use veche_poll::verify::{Report, Status, TrackerFate, Verdict};
use veche_store::texts::{line, plain};

use super::chart;

/// So many faults are printed in full.
const FAULTS: usize = 20;

/// How far a poll has come, in a word.
pub fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Empty => "empty",
        Phase::Open => "open",
        Phase::Closed => "closed",
        Phase::Tallied => "tallied",
        Phase::Shuffling => "shuffling",
        Phase::Shuffled => "shuffled",
        Phase::Decrypting => "decrypting",
        Phase::Finished => "finished",
    }
}

/// How far a poll has come, in a sentence.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Empty => "nothing has happened yet",
        Phase::Open => "voting is open",
        Phase::Closed => "voting has ended",
        Phase::Tallied => "the ballots are added up, still encrypted",
        Phase::Shuffling | Phase::Shuffled => "the ballots are being shuffled",
        Phase::Decrypting => "the trustees are decrypting",
        Phase::Finished => "the result is published",
    }
}

/// Whether every tracker asked for belongs to a ballot that counts.
pub fn trackers_count(report: &Report) -> bool {
    report
        .trackers
        .values()
        .all(|fate| *fate == TrackerFate::Counted)
}

/// The whole report.
pub fn report(path: &str, report: &Report, breaches: &[String], note: Option<&str>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = heading(&mut out, path, report);
    let _ = checks(&mut out, report);
    let _ = faults(&mut out, report);
    for text in report
        .notes
        .iter()
        .map(ToString::to_string)
        .chain(note.map(str::to_owned))
    {
        let _ = writeln!(out, "Note: {text}.");
    }
    for breach in breaches {
        let _ = writeln!(out, "RULE BREACHED: {breach}.");
    }
    for (tracker, fate) in &report.trackers {
        let _ = writeln!(out, "Tracker {tracker}: {}", fate_sentence(*fate));
    }
    let _ = verdict(&mut out, report, breaches);
    if report.verdict() == Verdict::Sound {
        out.push_str(BEYOND);
    }
    if let (Verdict::Sound, Some(questions)) = (report.verdict(), &report.result) {
        out.push('\n');
        out.push_str(&result(questions));
    }
    plain(&out)
}

fn heading(out: &mut String, path: &str, report: &Report) -> std::fmt::Result {
    match &report.name {
        Some(name) => writeln!(out, "“{}”, {path}", line(name))?,
        None => writeln!(out, "{path}")?,
    }
    if let (Some(uuid), Some(fingerprint)) = (&report.uuid, &report.fingerprint) {
        writeln!(
            out,
            "  poll {uuid}, fingerprint {fingerprint}, group {}",
            report.group
        )?;
    }
    if let Some(voters) = report.voters {
        writeln!(
            out,
            "  {}: {voters} may vote, {} ballots recorded, {} count",
            phase(report.phase),
            report.ballots,
            report.counted
        )?;
    }
    if let Some((hash, height)) = report.tail {
        writeln!(out, "  last event: {height}, {hash}")?;
    }
    out.push('\n');
    Ok(())
}

fn checks(out: &mut String, report: &Report) -> std::fmt::Result {
    for (check, status) in &report.checks {
        let (mark, comment) = match status {
            Status::Passed(0 | 1) => ('✓', String::new()),
            Status::Passed(number) => ('✓', format!(" ({number})")),
            Status::Failed(1) => ('✗', " — NO".to_owned()),
            Status::Failed(number) => ('✗', format!(" — NO, {number} times")),
            Status::NotYet => ('·', " — not yet applicable".to_owned()),
            Status::NotRun(because) => ('·', format!(" — not run, because of {because}")),
            Status::NotSupported => ('·', " — not supported".to_owned()),
            Status::NotAsked => ('·', " — needs an earlier copy: --since OLD.bel".to_owned()),
        };
        writeln!(
            out,
            "{mark} {:<4}{}{comment}",
            check.to_string(),
            check.title()
        )?;
    }
    out.push('\n');
    Ok(())
}

fn faults(out: &mut String, report: &Report) -> std::fmt::Result {
    for fault in report.faults.iter().take(FAULTS) {
        writeln!(out, "FAULT {fault}")?;
    }
    if report.faults.len() > FAULTS {
        writeln!(
            out,
            "… and {} faults more (--json has all)",
            report.faults.len() - FAULTS
        )?;
    }
    Ok(())
}

fn fate_sentence(fate: TrackerFate) -> &'static str {
    match fate {
        TrackerFate::Counted => "this ballot is there, and it counts",
        TrackerFate::Replaced => {
            "this ballot is there; a later one of the same voter counts in its place"
        }
        TrackerFate::Invalid => "this ballot is there, and it is NOT VALID",
        TrackerFate::Missing => {
            "this ballot IS NOT THERE. If you were given this tracker for a ballot you cast, keep it and complain"
        }
    }
}

fn verdict(out: &mut String, report: &Report, breaches: &[String]) -> std::fmt::Result {
    match report.verdict() {
        Verdict::Unsound => writeln!(out, "NOT SOUND. Do not trust this archive."),
        Verdict::Unreadable => match &report.not_supported {
            Some(reason) => writeln!(out, "NOT VERIFIED WHOLE: {reason}."),
            None => writeln!(out, "NOT AN ARCHIVE that can be read."),
        },
        Verdict::Sound if !breaches.is_empty() => {
            writeln!(
                out,
                "SOUND, but a rule that the organiser promised is breached."
            )
        }
        Verdict::Sound => writeln!(out, "SOUND: every check that can be run has passed."),
    }
}

/// What no check of a poll can show, said beside every sound one.
const BEYOND: &str = "\
What this cannot show: whether anybody was watched or forced while voting; whether a device encrypted what its voter
chose, where nobody challenged it; and whether registrar and server together cast for people who did not vote: each of
these can look whether a ballot bears their credential.
";

/// A result as bar charts.
pub fn result(questions: &[QuestionResult]) -> String {
    questions.iter().map(chart::bars).collect()
}
