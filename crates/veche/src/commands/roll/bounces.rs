//! Whom a mail did not reach: what came back is read, and all such members are listed.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use jiff::Timestamp;
use serde_json::json;
use veche_poll::election::Uuid;

use crate::sending::delivery_status::{self, Failed};
use crate::sending::journal::{End, Journal, Line, State};

/// `roll bounces`: reads mails about failed deliveries into the journal, and lists the members whose mail came back.
///
/// # Errors
/// If there is no journal, or a file cannot be read.
pub fn bounces(state: &Path, mails: &[PathBuf], json: bool) -> anyhow::Result<()> {
    let mut found = State::read(state)?;
    let Some(uuid) = found.uuid() else {
        bail!(
            "{}: nothing was sent with this --state yet",
            state.display()
        );
    };
    if !mails.is_empty() {
        let uuid = Uuid::parse(uuid)?;
        let mut failures = Vec::new();
        for path in files_of(mails)? {
            failures.extend(delivery_status::read(&path)?);
        }
        let mut journal = Journal::open(state, &uuid)?;
        for failed in &failures {
            for line in lines(journal.state(), failed) {
                journal.note(&line)?;
            }
        }
        journal.write()?;
        drop(journal);
        found = State::read(state)?;
    }
    if json {
        let list: Vec<_> = found
            .bounced()
            .map(|(name, mail, reason)| json!({"name": name, "mail": mail, "reason": reason}))
            .collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({"bounced": list}))?
        );
        return Ok(());
    }
    for (name, mail, reason) in found.bounced() {
        println!("{name} <{mail}>: {reason}");
    }
    match found.bounced().count() {
        0 => println!("No mail has come back."),
        count => println!(
            "{count} came back. Correct the addresses, then: veche roll send … --resend-bounced"
        ),
    }
    Ok(())
}

/// The files that are named, and those in folders that are named.
fn files_of(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unreadable = |error| anyhow!("{}: cannot read the folder: {error}", path.display());
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let inside = entry.map_err(unreadable)?.path();
            if inside.is_file() {
                files.push(inside);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What a failure says about members. Word of a mail that is not the last one to a member says nothing.
fn lines(state: &State, failed: &Failed) -> Vec<Line> {
    let known = failed
        .message
        .as_ref()
        .and_then(|message| state.messages.get(message));
    state
        .attempts
        .iter()
        .filter(|(_, attempt)| matches!(attempt.end, End::Open | End::Sent))
        .filter(|(name, attempt)| match known {
            Some(member) => *name == member && failed.message.as_ref() == Some(&attempt.message),
            None => attempt.mail.eq_ignore_ascii_case(&failed.address),
        })
        .map(|(name, attempt)| Line::Bounced {
            name: name.clone(),
            message: attempt.message.clone(),
            reason: failed.reason.clone(),
            at: Timestamp::now(),
        })
        .collect()
}
