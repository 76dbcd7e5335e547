//! Writes `docs/openapi.json`, the description of the API for programs.
//!
//!     cargo run -p veche-server --example openapi

use std::fs;
use std::io::Result;
use std::path::Path;

use veche_server::http::openapi::description;

fn main() -> Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let text = description().to_pretty_json()?;
    fs::write(docs.join("openapi.json"), format!("{text}\n"))
}
