//! `poll status`: how far a poll has come, and what comes next.

use std::path::Path;

use serde_json::{Value, json};
use veche_crypto::group::{Group, GroupTask};
use veche_poll::decryption;
use veche_poll::phase::Phase;

use crate::archive::{self};
use crate::commands::in_group_of;
use crate::commands::trustee::ceremony_files;
use crate::folder::{self, find_archive, with_extension};
use crate::render;
use crate::settings::Settings;

/// `poll status`: how far the poll has come, and what comes next.
///
/// # Errors
/// If the folder cannot be read.
pub fn status(path: &Path, as_json: bool) -> anyhow::Result<()> {
    let has_archive = !path.is_dir() || !with_extension(path, "bel")?.is_empty();
    let status = match has_archive {
        true => {
            let archive = find_archive(path)?;
            in_group_of(&archive, StatusTask(&archive))?
        }
        false => preparation(path)?,
    };
    match as_json {
        true => println!("{:#}", status.json),
        false => {
            for line in status.lines {
                println!("{line}");
            }
        }
    }
    Ok(())
}

/// What `poll status` prints.
struct StatusReport {
    lines: Vec<String>,
    json: Value,
}

/// What is there and what is missing before a poll can be opened.
fn preparation(folder: &Path) -> anyhow::Result<StatusReport> {
    let settings = Settings::read(folder)?;
    let at = folder.display();
    let mut lines = vec![format!("“{}” is not open yet.", settings.name)];
    let mut missing = Vec::new();
    let roll = folder.join(folder::ROLL).is_file();
    lines.push(match roll {
        true => "  ✓ the roll is there".to_owned(),
        false => format!("  ✗ the roll is missing: veche roll generate {at} --count N"),
    });
    if !roll {
        missing.push("roll".to_owned());
    }
    let keys = folder.join(folder::TRUSTEES);
    let keys = match keys.is_dir() {
        true => with_extension(&keys, "pubkey")?.len(),
        false => 0,
    };
    let mandatory = settings.trustees.mandatory as usize;
    if mandatory > 0 {
        let mark = if keys == mandatory { '✓' } else { '✗' };
        lines.push(format!(
            "  {mark} mandatory trustees: {keys} of {mandatory} keys are there"
        ));
        if keys != mandatory {
            missing.push("trustees".to_owned());
        }
    }
    let shared_by = settings.trustees.shared_by;
    if shared_by > 0 {
        let files = ceremony_files(folder, shared_by)?;
        for (what, number) in files.counts() {
            let mark = if number == shared_by as usize {
                '✓'
            } else {
                '✗'
            };
            lines.push(format!(
                "  {mark} key ceremony: {number} of {shared_by} {what}"
            ));
        }
        if !files.complete() {
            missing.push("ceremony".to_owned());
        }
    }
    if missing.is_empty() {
        lines.push(format!("Next: veche poll open {at}"));
    }
    let json = json!({ "phase": "preparation", "uuid": settings.uuid, "name": settings.name, "missing": missing });
    Ok(StatusReport { lines, json })
}

struct StatusTask<'a>(&'a Path);

impl GroupTask for StatusTask<'_> {
    type Output = anyhow::Result<StatusReport>;

    fn run<G: Group>(self) -> anyhow::Result<StatusReport> {
        let path = self.0.display();
        let (report, verified, note) = archive::verify::<G>(self.0, None, Vec::new(), false)?;
        let poll = verified.ok_or_else(|| archive::not_sound(&path.to_string(), &report))?;
        let next = match report.phase {
            Phase::Empty => "nothing has happened".to_owned(),
            Phase::Open => {
                format!("voters: veche vote {path} …; to end voting: veche poll close {path}")
            }
            Phase::Closed => format!("veche poll tally {path}"),
            Phase::Tallied | Phase::Shuffling if poll.setup.election.needs_shuffles() => {
                match (poll.shufflers(), poll.setup.trustees.enough()) {
                    (found, needed) if found >= needed => format!("veche poll end-shuffles {path}"),
                    (found, needed) => format!(
                        "{found} trustees have shuffled and {needed} must: veche trustee shuffle {path} --key FILE"
                    ),
                }
            }
            Phase::Tallied | Phase::Shuffling | Phase::Shuffled | Phase::Decrypting => {
                match missing(&poll) {
                    missing if missing.is_empty() => format!("veche poll result {path}"),
                    missing => format!(
                        "{}: veche trustee decrypt {path} --key FILE",
                        missing.join("; ")
                    ),
                }
            }
            Phase::Finished => format!("everybody: veche verify {path}"),
        };
        let mut lines = vec![
            format!(
                "“{}”: {}",
                poll.setup.election.name,
                render::text::phase(report.phase)
            ),
            format!(
                "  {} may vote; {} ballots recorded, {} count",
                poll.setup.roll.len(),
                report.ballots,
                report.counted
            ),
        ];
        lines.extend(note.map(|note| format!("  note: {note}")));
        lines.push(format!("Next: {next}"));
        let mut json = render::json::report(&report);
        json["next"] = Value::String(next);
        Ok(StatusReport { lines, json })
    }
}

/// Who has still to decrypt.
fn missing<G: Group>(poll: &veche_poll::verify::Verified<G>) -> Vec<String> {
    let Some(tally) = &poll.encrypted_tally else {
        return Vec::new();
    };
    decryption::open(&poll.setup.trustees, &poll.decryptions, tally)
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}
