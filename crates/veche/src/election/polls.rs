//! What the archives of an election's polls say.

use std::path::Path;

use veche_election::verify::{PollFacts, facts};
use veche_poll::verify::{AnyVerifier, Options};

use crate::{archive, database, random};

/// Verifies an archive and gathers what the record is compared with. `None` if there is no such file.
///
/// # Errors
/// If the file cannot be read.
pub fn read(path: &Path, quiet: bool) -> anyhow::Result<Option<PollFacts>> {
    if !path.is_file() && database::poll(path)?.is_none() {
        return Ok(None);
    }
    let mut verifier = AnyVerifier::new(Options::new(random::seed()?));
    archive::read_with_bar(path, quiet, |piece| verifier.push(piece))?;
    Ok(Some(facts::of(verifier.finish())))
}
