//! Elections in a server's database, named like folders: `DATA/ELECTION` and `DATA/ELECTION/POLL`, where DATA is the
//! folder that the database lies in. What is a folder or a file is taken as such.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use veche_store::place::{Database, Store};

/// The database, in a server's folder of data.
pub const DATABASE: &str = "veche.sqlite";

/// The election that a path names in a database; nothing if it names none.
///
/// # Errors
/// If there is a database and not this election in it, or it cannot be read.
pub fn election(path: &Path) -> anyhow::Result<Option<Arc<dyn Store>>> {
    if path.exists() {
        return Ok(None);
    }
    let (Some(data), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(None);
    };
    let file = data.join(DATABASE);
    if !file.is_file() {
        return Ok(None);
    }
    let name = name.to_str().with_context(|| path.display().to_string())?;
    Ok(Some(Database::open(&file)?.store(name)?))
}

/// The poll that a path names in a database: its election, and its name.
///
/// # Errors
/// If there is a database and not this poll in it, or it cannot be read.
pub fn poll(path: &Path) -> anyhow::Result<Option<(Arc<dyn Store>, String)>> {
    if path.exists() {
        return Ok(None);
    }
    let (Some(of), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(None);
    };
    let Some(store) = election(of)? else {
        return Ok(None);
    };
    let name = name.to_str().with_context(|| path.display().to_string())?;
    let length = store.archive_length(name)?;
    length.with_context(|| format!("{}: the election has no such poll", path.display()))?;
    Ok(Some((store, name.to_owned())))
}
