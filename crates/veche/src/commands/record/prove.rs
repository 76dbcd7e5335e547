//! `record prove`: a file that proves one entry.

use std::path::PathBuf;

use serde_json::json;
use veche_record::hash::Hash;
use veche_store::files::write_new;

use super::{describe, entries, find_record};

/// What to prove, and where to write it.
#[derive(Debug, Default)]
pub struct ProveRequest {
    /// An election's folder, or a record's.
    pub dir: PathBuf,
    /// The number of the entry, from 0.
    pub index: u64,
    /// The file for the proof; without it, it is printed.
    pub out: Option<PathBuf>,
    /// A file for the entry itself.
    pub entry: Option<PathBuf>,
    /// Print JSON.
    pub json: bool,
}

/// `record prove`: writes the proof (C2SP tlog-proof), and the entry if asked.
///
/// # Errors
/// If there is no such entry, the record's files do not agree, or a file cannot be written.
pub fn prove(request: &ProveRequest) -> anyhow::Result<()> {
    let record = find_record(&request.dir)?;
    let proof = record.prove_inclusion(request.index)?;
    let entry = record.entry(request.index)?;
    // The bytes that are handed out must be those that are proved.
    proof.verify_entry(&entry)?;
    let text = proof.to_text();
    if let Some(file) = &request.entry {
        write_new(file, &entry)?;
    }
    if let Some(file) = &request.out {
        write_new(file, text.as_bytes())?;
    }
    let index = request.index;
    match (request.json, &request.out) {
        (true, _) => println!(
            "{:#}",
            json!({
                "index": index,
                "leaf": Hash::leaf(&entry).to_base64(),
                "checkpoint": describe(&proof.checkpoint),
                "proof": text,
            })
        ),
        (false, None) => print!("{text}"),
        (false, Some(file)) => {
            println!(
                "{} proves that entry {index} is in the record {} of {}.",
                file.display(),
                proof.checkpoint.origin(),
                entries(proof.checkpoint.tree().size)
            );
            println!("Whoever has the entry and the record's key can check it:");
            println!(
                "  veche record check --proof {} --entry ENTRY --key KEY",
                file.display()
            );
        }
    }
    Ok(())
}
