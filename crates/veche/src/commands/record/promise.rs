//! Was a promise kept? Whoever holds one that was not can show it to anybody.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use jiff::Timestamp;
use serde_json::json;
use veche_election::promise::{UncheckedPromise, log_keys};
use veche_election::value::Moment;
use veche_poll::chain::Reader;

use super::Exit;
use crate::archive::read_pieces;
use crate::election::{Folder, verify};
use crate::folder::read_bytes;

/// Which promise, and where.
#[derive(Debug)]
pub struct PromiseRequest {
    /// The election's folder, or a copy of it.
    pub dir: PathBuf,
    /// The promise, as the voter was given it.
    pub promise: PathBuf,
    /// Print JSON.
    pub json: bool,
}

/// `record promise`: checks who gave a promise, and whether its ballot stands in the archive.
///
/// # Errors
/// If something cannot be read, or the record is not sound: nothing is shown by such a copy.
pub fn promise(request: &PromiseRequest) -> anyhow::Result<Exit> {
    let text = read_bytes(&request.promise)?;
    let place = request.promise.display();
    let unchecked = UncheckedPromise::parse(&text).with_context(|| place.to_string())?;
    let folder = Folder::new(&request.dir);
    let verified = verify(&folder, Moment::of(Timestamp::now()).day(), true)?;
    let faults = verified.report.faults.list();
    if let Some(fault) = faults.first() {
        return Err(anyhow!(
            "{}: this copy is not sound: {fault}",
            request.dir.display()
        ));
    }
    let keys = log_keys(&verified.election);
    let signed = keys.iter().any(|key| unchecked.verify(key).is_ok());
    let promised = unchecked.claims();
    let polls = verified.election.polls();
    let poll = polls
        .iter()
        .find(|poll| poll.opened.fingerprint.bytes() == promised.poll.as_bytes());
    let there = match poll {
        Some(poll) => stands(&folder.poll(poll.opened.poll.as_str()), promised)?,
        None => false,
    };
    let due = promised.by.time() <= Timestamp::now();
    let (says, exit) = match (signed, there, due) {
        (false, ..) => ("not_signed", Exit::Fails),
        (true, true, _) => ("kept", Exit::Holds),
        (true, false, false) => ("not_due", Exit::Holds),
        (true, false, true) => ("broken", Exit::Fails),
    };
    match request.json {
        true => println!(
            "{:#}",
            json!({
                "says": says,
                "origin": promised.origin.as_str(),
                "poll": poll.map(|poll| poll.opened.poll.to_string()),
                "tracker": promised.tracker.to_base64(),
                "by": promised.by.to_string(),
            })
        ),
        false => println!("{}", sentence(says, promised)),
    }
    Ok(exit)
}

fn sentence(says: &str, promised: &veche_election::promise::Promise) -> String {
    let tracker = promised.tracker.to_base64();
    match says {
        "kept" => format!("The promise was kept: the ballot {tracker} is in the archive."),
        "not_due" => format!(
            "The ballot {tracker} is not in this copy of the archive. It is promised for {} at the latest: look again \
             then, with a newer copy.",
            promised.by
        ),
        "not_signed" => {
            "No key that this record's log ever had signed this promise: it shows nothing."
                .to_owned()
        }
        _ => format!(
            "The promise was BROKEN: the log of {} signed that the ballot {tracker} would be published by {}, and it is not \
             in the archive. If this copy was fetched after that, this file shows it to anybody: publish both.",
            promised.origin, promised.by
        ),
    }
}

/// Whether the ballot stands in the archive.
fn stands(archive: &Path, promised: &veche_election::promise::Promise) -> anyhow::Result<bool> {
    let mut reader = Reader::new();
    read_pieces(archive, |piece| reader.push(piece, |_| {}))?;
    Ok(reader.outline().ballot_hashes().contains(&promised.tracker))
}
