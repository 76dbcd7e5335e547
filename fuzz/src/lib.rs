//! What the fuzz targets do: each module has a `target` with assertions, and the `seeds` from which its corpus grows.
//!
//! The files in `fuzz_targets` only join these to libFuzzer. The data that targets need beside their input come from
//! [`poll`], one small poll from setup to result, and from `process`, one small election on a record, both made by the
//! library itself from fixed seeds.

#![forbid(unsafe_code)]

pub mod archive;
pub mod ballot;
pub mod ballots;
pub mod body;
mod bytes;
pub mod ceremony;
pub mod chain;
pub mod challenge;
pub mod channel;
pub mod decryption;
pub mod election;
pub mod embedding;
pub mod entry;
pub mod event;
pub mod fold;
pub mod numbers;
pub mod outcome;
pub mod payload;
pub mod poll;
mod process;
pub mod roll;
mod script;
pub mod shuffle;
pub mod texts;
pub mod trustees;
pub mod verifier;

use std::path::PathBuf;

/// Writes the seeds into the corpus, the first folder that libFuzzer was given. Does nothing if it was given none, as
/// when a crash is reproduced from its file.
///
/// # Panics
/// If the files cannot be written.
pub fn write_seeds(seeds: &[Vec<u8>]) {
    let folder = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'))
        .map(PathBuf::from);
    if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
        for (i, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{i:03}")), seed)
                .expect("the corpus can be written");
        }
    }
}

/// The JSON value of a text, to compare two texts by what they mean.
fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).expect("what was parsed is JSON")
}
