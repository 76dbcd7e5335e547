//! Whoever runs a server: backups, and the way back.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use veche_store::backup::{self, Sources};

/// `backup`: copies everything that a server keeps into a new folder, while it runs.
///
/// # Errors
/// If the folder is not new, or something cannot be read or written.
pub fn make(data: &Path, elections: &[PathBuf], out: &Path) -> anyhow::Result<()> {
    let mut sources = Sources {
        data: data.to_owned(),
        elections: Vec::new(),
    };
    for dir in elections {
        let path = std::path::absolute(dir)?;
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.with_context(|| format!("{}: the folder has no name", dir.display()))?;
        ensure!(
            !sources.elections.iter().any(|(other, _)| other == name),
            "{}: another election is called {name} too; a server has one of a name",
            dir.display()
        );
        sources.elections.push((name.to_owned(), dir.clone()));
    }
    let manifest = backup::make(&sources, out)?;
    println!("{} files are in {}", manifest.files.len(), out.display());
    eprintln!(
        "Keep it as carefully as the server: it says who has which credential. Keys are not in it; keep those elsewhere."
    );
    Ok(())
}

/// `restore`: makes a new folder of data from a backup.
///
/// # Errors
/// If the backup is not what its manifest says, the folder is not new, or a record is not sound.
pub fn restore(from: &Path, data: &Path) -> anyhow::Result<()> {
    let restored = backup::restore(from, data)?;
    for (name, entries) in &restored.elections {
        println!("{name}: {entries} entries, and all files agree");
    }
    println!("{} files are in {}", restored.files, data.display());
    Ok(())
}
