//! `record check`: whether a record only grew, whether a proof proves, whether a conflict is one.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};
use veche_record::conflict::UncheckedConflict;
use veche_record::inclusion::TlogProof;
use veche_record::note::VerifierKey;
use veche_store::files::write_new;

use super::against::{Earlier, Standing, compare};
use super::{describe, entries, find_record, read_key};
use crate::folder::read_bytes;

/// What to check.
#[derive(Debug)]
pub enum What {
    /// That a record begins with what was seen of it earlier.
    Against {
        /// An election's folder, or a record's.
        dir: PathBuf,
        /// A checkpoint, a proof file, or a folder with a copy.
        old: PathBuf,
        /// Where to write the conflict, if there is one.
        out: Option<PathBuf>,
    },
    /// That a proof file proves an entry.
    Proof {
        /// The proof file.
        proof: PathBuf,
        /// The entry.
        entry: PathBuf,
        /// A record that must begin with what the proof is about.
        dir: Option<PathBuf>,
        /// Where to write the conflict, if there is one.
        out: Option<PathBuf>,
    },
    /// That a conflict file proves two histories.
    Conflict {
        /// The conflict file.
        file: PathBuf,
    },
}

/// What to check, and how to say what was found.
#[derive(Debug)]
pub struct CheckRequest {
    /// What to check.
    pub what: What,
    /// The record's public key, or the name of a file with it.
    pub key: Option<String>,
    /// Print JSON.
    pub json: bool,
}

/// What `veche record check` exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked holds.
    Holds = 0,
    /// It does not.
    Fails = 1,
    /// It cannot be read, so that nothing can be said.
    Unreadable = 2,
}

/// What was found: sentences, and the same for programs.
struct Finding {
    exit: Exit,
    sentences: Vec<String>,
    json: Value,
}

/// `record check`: prints what was found, and says whether what was asked holds.
///
/// # Errors
/// If a file cannot be read or written, or is not what it must be.
pub fn check(request: &CheckRequest) -> anyhow::Result<Exit> {
    let key = request.key.as_deref().map(read_key).transpose()?;
    let mut finding = match &request.what {
        What::Against { dir, old, out } => {
            against(dir, &Earlier::read(old)?, key.as_ref(), out.as_deref())?
        }
        What::Proof {
            proof,
            entry,
            dir,
            out,
        } => {
            let proof_finding = check_proof(proof, entry, key.as_ref())?;
            match (dir, proof_finding.exit) {
                (Some(dir), Exit::Holds) => {
                    let earlier = Earlier::read(proof)?;
                    let rest = against(dir, &earlier, key.as_ref(), out.as_deref())?;
                    join(proof_finding, rest)
                }
                _ => proof_finding,
            }
        }
        What::Conflict { file } => check_conflict(file, key.as_ref())?,
    };
    if key.is_none() {
        finding.sentences.push(
            "Who signed was not checked: give the record's public key with --key.".to_owned(),
        );
    }
    finding.json["signatures_checked"] = key.is_some().into();
    finding.json["exit"] = (finding.exit as u8).into();
    match request.json {
        true => println!("{:#}", finding.json),
        false => finding.sentences.iter().for_each(|line| println!("{line}")),
    }
    Ok(finding.exit)
}

/// Two findings as one.
fn join(mut first: Finding, second: Finding) -> Finding {
    first.sentences.extend(second.sentences);
    first.json["record"] = second.json;
    first.exit = second.exit;
    first
}

fn holds(sentence: String, json: Value) -> Finding {
    Finding {
        exit: Exit::Holds,
        sentences: vec![sentence],
        json,
    }
}

fn fails(sentence: String, json: Value) -> Finding {
    Finding {
        exit: Exit::Fails,
        ..holds(sentence, json)
    }
}

fn against(
    dir: &Path,
    earlier: &Earlier,
    key: Option<&VerifierKey>,
    out: Option<&Path>,
) -> anyhow::Result<Finding> {
    let record = find_record(dir)?;
    let (now, standing) = compare(&record, earlier)?;
    let seen = &earlier.checkpoint;
    if let Some(key) = key {
        for (checkpoint, which) in [(seen, "the earlier checkpoint"), (&now, "the checkpoint")] {
            if let Err(error) = checkpoint.clone().verify(key) {
                let json = json!({ "holds": false, "error": error.to_string() });
                return Ok(fails(format!("NOT GENUINE: {which}: {error}."), json));
            }
        }
    }
    let (had, has) = (seen.tree().size, now.tree().size);
    let origin = now.origin();
    let json = |standing: &str| json!({ "standing": standing, "holds": standing == "grown", "earlier": describe(seen), "now": describe(&now) });
    Ok(match standing {
        Standing::Grown if had == has => holds(
            format!(
                "The record {origin} is the one that was seen earlier, with {}.",
                entries(has)
            ),
            json("grown"),
        ),
        Standing::Grown => holds(
            format!(
                "The record {origin} begins with all {} that were seen earlier, and now has {}.",
                entries(had),
                entries(has)
            ),
            json("grown"),
        ),
        Standing::Shorter => fails(
            format!(
                "ENTRIES ARE MISSING: the record {origin} has {}, and had {} earlier. What is there has not changed: this is an older copy, or its end was cut off.",
                entries(has),
                entries(had)
            ),
            json("shorter"),
        ),
        Standing::ShorterUnknown => fails(
            format!(
                "ENTRIES ARE MISSING: the record {origin} has {}, and had {} earlier. This is an older copy, or its end was cut off. Whether what is there has changed can be told only with a whole copy from earlier.",
                entries(has),
                entries(had)
            ),
            json("shorter"),
        ),
        Standing::Conflict(conflict) => {
            let mut finding = fails(
                format!(
                    "TWO HISTORIES: the record {origin} has {}, and does not agree with what was seen earlier, with {}.",
                    entries(has),
                    entries(had)
                ),
                json("conflict"),
            );
            match out {
                None => finding.sentences.push(
                    "Run this again with --out FILE to write a proof of it that anybody can check."
                        .to_owned(),
                ),
                Some(out) => {
                    write_new(out, conflict.to_text().as_bytes())?;
                    finding.json["conflict"] = out.display().to_string().into();
                    finding.sentences.push(format!(
                        "The proof is in {}. Publish it; anybody can check it with the record's public key:",
                        out.display()
                    ));
                    finding.sentences.push(format!(
                        "  veche record check --conflict {} --key KEY",
                        out.display()
                    ));
                }
            }
            finding
        }
    })
}

fn check_proof(file: &Path, entry: &Path, key: Option<&VerifierKey>) -> anyhow::Result<Finding> {
    let proof = TlogProof::parse(&read_bytes(file)?)
        .with_context(|| format!("{}: not a proof of an entry", file.display()))?;
    let bytes = read_bytes(entry)?;
    let checked = match key {
        Some(key) => proof.verify(&bytes, key).map(drop),
        None => proof.verify_entry(&bytes).map_err(Into::into),
    };
    let json = json!({
        "index": proof.index,
        "holds": checked.is_ok(),
        "checkpoint": describe(&proof.checkpoint),
        "error": checked.as_ref().err().map(ToString::to_string),
    });
    let (entry, index, origin) = (entry.display(), proof.index, proof.checkpoint.origin());
    let size = entries(proof.checkpoint.tree().size);
    Ok(match checked {
        Ok(()) => holds(
            format!("{entry} is entry {index} of the record {origin} of {size}."),
            json,
        ),
        Err(error) => fails(
            format!("NOT PROVED that {entry} is entry {index} of the record {origin}: {error}."),
            json,
        ),
    })
}

fn check_conflict(file: &Path, key: Option<&VerifierKey>) -> anyhow::Result<Finding> {
    let key = key.context("--key: give the public key of the record")?;
    let bytes = read_bytes(file)?;
    let checked = UncheckedConflict::parse(&bytes).and_then(|conflict| conflict.verify(key));
    Ok(match checked {
        Ok(conflict) => {
            let two = [&conflict.smaller, &conflict.larger];
            let two = two.map(|checkpoint| describe(&checkpoint.clone().into_unchecked()));
            let json = json!({ "holds": true, "histories": two });
            holds(format!("PROVED: {conflict}."), json)
        }
        Err(error) => {
            let json = json!({ "holds": false, "error": error.to_string() });
            fails(format!("NOT PROVED: {}: {error}.", file.display()), json)
        }
    })
}
