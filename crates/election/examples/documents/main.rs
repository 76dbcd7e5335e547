//! Writes the documents that are made from the code: `docs/entries.md`, `docs/entries.schema.json`, and the worked
//! example in `docs/record.md`.
//!
//!     cargo run -p veche-election --example documents

mod entries;
mod samples;
mod schema;
mod worked;

use std::fs;
use std::io::{Error, Result};
use std::path::Path;

fn main() -> Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    fs::write(docs.join("entries.md"), entries::document())?;
    fs::write(docs.join("entries.schema.json"), schema::document())?;
    let record = docs.join("record.md");
    let with_example = worked::placed_in(&fs::read_to_string(&record)?)
        .ok_or_else(|| Error::other("docs/record.md has no place for the worked example"))?;
    fs::write(record, with_example)
}
