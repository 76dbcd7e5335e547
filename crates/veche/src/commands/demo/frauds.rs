//! Three frauds, and what catches each.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use rand_chacha::ChaCha20Rng;
use veche_crypto::group::Ed25519;
use veche_poll::archive::writer::{Tail, append_event, header_bytes};
use veche_poll::ballot::UnsignedBallot;
use veche_poll::chain::{Reader, Step};
use veche_poll::credential::PrivateCredential;
use veche_poll::election::Election;
use veche_poll::event::EventKind;
use veche_poll::question::Selection;
use veche_poll::result::{Numbers, Outcome};
use veche_poll::verify::{TrackerFate, Verdict};

use super::story::Held;
use crate::archive;
use veche_store::files::write_new;

/// Cuts an archive into its steps.
fn steps(path: &Path) -> anyhow::Result<Vec<Step>> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let mut reader = Reader::new();
    let mut steps = Vec::new();
    reader.push(&bytes, |step| steps.push(step));
    Ok(steps)
}

/// Writes events as a forger would who has the server: every link of the chain made anew.
fn forge(
    like: &Path,
    events: &[(EventKind, Vec<Vec<u8>>)],
    to: PathBuf,
) -> anyhow::Result<PathBuf> {
    let bytes = std::fs::read(like).with_context(|| like.display().to_string())?;
    let mut reader = Reader::new();
    reader.push(&bytes, |_| {});
    let timestamp = reader
        .finish()
        .outline
        .timestamp()
        .context("the archive has no header")?;
    let mut forged = header_bytes(timestamp);
    let mut tail: Option<Tail> = None;
    for (kind, data) in events {
        let data: Vec<&[u8]> = data.iter().map(Vec::as_slice).collect();
        let (bytes, next) = append_event(tail.as_ref(), timestamp, *kind, &data)?;
        forged.extend(bytes);
        tail = Some(next);
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{}: cannot make the folder", folder.display()))?;
    }
    write_new(&to, &forged)?;
    Ok(to)
}

fn events(steps: Vec<Step>) -> Vec<(EventKind, Vec<Vec<u8>>)> {
    steps
        .into_iter()
        .map(|step| {
            let data = step.data.into_iter().map(|(_, bytes)| bytes).collect();
            (step.event.kind, data)
        })
        .collect()
}

fn forged_path(poll: &Held, out: &Path, fraud: &str) -> PathBuf {
    out.join("frauds")
        .join(fraud)
        .join(format!("{}.bel", poll.uuid))
}

/// Verifies a forged archive and prints what caught it.
fn show(path: &Path) -> anyhow::Result<()> {
    let report = super::verify(path)?;
    for fault in report.faults.iter().take(2) {
        println!("     caught by {}, “{}”:", fault.check, fault.check.title());
        println!("       not so at {}: {}", fault.place, fault.reason);
    }
    if report.faults.is_empty() {
        println!("     `veche verify` alone sees nothing wrong with it.");
    }
    Ok(())
}

/// Somebody with the server adds a ballot of a voter who does not exist.
pub(super) fn stuffed_ballot(poll: &Held, out: &Path, rng: &mut ChaCha20Rng) -> anyhow::Result<()> {
    println!(
        "  1. A ballot is stuffed: the server invents a voter and casts a perfect ballot for one candidate."
    );
    let mut forged = events(steps(&poll.earlier)?);
    let election = forged
        .first()
        .and_then(|(_, data)| data.first())
        .context("the archive has no election")?;
    let election = Election::<Ed25519>::parse(election)?;
    let nobody = PrivateCredential::random(rng).derive::<Ed25519>(&election.uuid);
    let selections = [
        Selection::Answers(vec![false, true, false]),
        Selection::Blank,
    ];
    let ballot = UnsignedBallot::encrypt(&election, nobody, &selections, rng)?.sign(rng);
    forged.push((EventKind::Ballot, vec![ballot]));
    show(&forge(
        &poll.earlier,
        &forged,
        forged_path(poll, out, "stuffed"),
    )?)
}

/// Somebody publishes another result.
pub(super) fn changed_result(poll: &Held, out: &Path) -> anyhow::Result<()> {
    println!(
        "  2. The result is changed: two candidates' numbers are exchanged, and the chain is made anew."
    );
    let mut forged = events(steps(&poll.archive)?);
    if let Some((EventKind::Result, data)) = forged.last_mut() {
        for bytes in data {
            let mut outcome = Outcome::parse(bytes)?;
            if let Some(Numbers::Sums(sums)) = outcome.result.first_mut()
                && let [first, second, ..] = sums.as_mut_slice()
            {
                // Equal numbers would leave the result as it was.
                match first == second {
                    true => *first = veche_poll::weight::Weight::new(first.get() + 1),
                    false => std::mem::swap(first, second),
                }
            }
            *bytes = outcome.to_bytes();
        }
    }
    show(&forge(
        &poll.archive,
        &forged,
        forged_path(poll, out, "changed-result"),
    )?)
}

/// Somebody with the server drops a ballot while voting goes on, and makes the chain anew.
pub(super) fn dropped_ballot(poll: &Held, out: &Path) -> anyhow::Result<()> {
    println!(
        "  3. A ballot is dropped while voting goes on, and the chain is rebuilt as if it had never been."
    );
    let mut forged = events(steps(&poll.earlier)?);
    let dropped = 10;
    forged.remove(1 + dropped);
    let path = forge(&poll.earlier, &forged, forged_path(poll, out, "dropped"))?;
    show(&path)?;
    println!("     Only somebody who has kept something can tell:");
    let tracker = poll.trackers[dropped].clone();
    let past = archive::past(&poll.earlier)?;
    let (report, _, _) =
        archive::verify::<Ed25519>(&path, Some(past), vec![tracker.clone()], true)?;
    if let Some(fault) = report.faults.first() {
        println!(
            "     caught by {} with the observer's copy: {}",
            fault.check,
            fault.check.title()
        );
        println!("       {}", fault.place);
    }
    if report.trackers.get(&tracker) == Some(&TrackerFate::Missing) {
        println!(
            "     caught by the voter's tracker {}…: the ballot is not there.",
            &tracker[..12]
        );
    }
    ensure!(
        report.verdict() == Verdict::Unsound,
        "the dropped ballot was not noticed"
    );
    println!("     So keep your tracker, and take copies while a poll is open.");
    Ok(())
}
