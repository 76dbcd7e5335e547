//! What trustees send as files.

use std::path::Path;

use anyhow::{Context, bail};
use veche_poll::payload::Owned;

use crate::folder::read_text;

/// Reads a shuffle or partial decryption from a file: two lines, itself and whose it is, as `belenios-tool election
/// shuffle` and `decrypt` print them.
pub(super) fn read_owned(file: &Path) -> anyhow::Result<(Vec<u8>, u64)> {
    let text = read_text(file)?;
    let lines: Vec<&str> = text.lines().collect();
    let [itself, owned] = lines.as_slice() else {
        bail!(
            "{}: a shuffle or partial decryption has two lines, this has {}",
            file.display(),
            lines.len()
        );
    };
    let owned =
        Owned::parse(owned.as_bytes()).with_context(|| format!("{}, line 2", file.display()))?;
    if owned.payload != veche_poll::hash::Hash::of(itself.as_bytes()) {
        bail!("{}: line 2 does not belong to line 1", file.display());
    }
    Ok((itself.as_bytes().to_owned(), owned.owner))
}
