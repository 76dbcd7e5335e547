//! The record and its bodies, as rows.

use super::Row;
use crate::bodies::{BodyError, MAX_BODY};
use crate::files::FileError;
use crate::place::{PublicFile, StoreError};
use crate::record::end::{End, EndError, check_append, partial_files};
use crate::record::reader::length_in;
use crate::record::{CHECKPOINT, RecordError};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use veche_record::bundle::BundleId;
use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::hash::Hash;
use veche_record::note::SigningKey;
use veche_record::tile::{TileId, WIDTH};
use veche_record::tree::TreeHead;

/// The signed head, or nothing if the election has no record yet.
pub(crate) async fn checkpoint(
    connection: &mut SqliteConnection,
    row: &Row,
) -> Result<Option<UncheckedCheckpoint>, StoreError> {
    let Some(bytes) = file(connection, row, CHECKPOINT).await? else {
        return Ok(None);
    };
    let parsed = UncheckedCheckpoint::parse(&bytes);
    parsed.map(Some).map_err(|error| {
        let path = PathBuf::from(row.of(CHECKPOINT));
        RecordError::Checkpoint { path, error }.into()
    })
}

/// A public file.
pub(crate) async fn read(
    connection: &mut SqliteConnection,
    row: &Row,
    wanted: &PublicFile,
) -> Result<Option<Vec<u8>>, StoreError> {
    match wanted {
        PublicFile::Checkpoint => file(connection, row, CHECKPOINT).await,
        PublicFile::Tile(id) => tile(connection, row, *id).await,
        PublicFile::Bundle(id) => bundle(connection, row, *id).await,
        PublicFile::Body(name) => body(connection, row, name).await,
    }
}

/// The bytes of a file of exactly this path.
async fn file(
    connection: &mut SqliteConnection,
    row: &Row,
    path: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let found = sqlx::query_scalar("SELECT bytes FROM files WHERE election = ? AND path = ?")
        .bind(row.id)
        .bind(path)
        .fetch_optional(connection)
        .await?;
    Ok(found)
}

/// A tile, if need be as the beginning of a wider one: exactly as many bytes as its width says.
async fn tile(
    connection: &mut SqliteConnection,
    row: &Row,
    id: TileId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let length = usize::from(id.width()) * Hash::LENGTH;
    let path_of = |id: TileId| Some(id.path());
    let Some((path, mut bytes)) = find(connection, row, id, path_of).await? else {
        return Ok(None);
    };
    if bytes.len() < length {
        return Err(StoreError::Damaged {
            what: row.of(&path),
            reason: format!("it has {} bytes, not {length}", bytes.len()),
        });
    }
    bytes.truncate(length);
    Ok(Some(bytes))
}

/// A bundle, if need be as the beginning of a wider one: exactly as many entries as its width says.
pub(crate) async fn bundle(
    connection: &mut SqliteConnection,
    row: &Row,
    id: BundleId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let path_of = |tile: TileId| Some(BundleId::new(tile.index(), tile.width())?.path());
    let Some((path, mut bytes)) = find(connection, row, id.tile(), path_of).await? else {
        return Ok(None);
    };
    match length_in(id, &bytes, path == id.path()) {
        Ok(length) => bytes.truncate(length),
        Err(error) => {
            let path = PathBuf::from(row.of(&path));
            return Err(RecordError::Bundle { path, error }.into());
        }
    }
    Ok(Some(bytes))
}

/// The file of a tile or bundle, or of the next wider one of the same number: its path, and all of it.
async fn find(
    connection: &mut SqliteConnection,
    row: &Row,
    id: TileId,
    path_of: impl Fn(TileId) -> Option<String>,
) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let exact = path_of(id).unwrap_or_default();
    let bytes = file(connection, row, &exact).await?;
    if bytes.is_some() || !id.is_partial() {
        return Ok(bytes.map(|bytes| (exact, bytes)));
    }
    let partial = partial(connection, row).await?;
    let wider =
        (id.width() + 1..=id.full().width()).filter_map(|width| path_of(id.with_width(width)?));
    let full = path_of(id.full());
    for path in wider.filter(|path| partial.contains(path)).chain(full) {
        if let Some(bytes) = file(connection, row, &path).await? {
            return Ok(Some((path, bytes)));
        }
    }
    Ok(None)
}

/// The paths of the partial files.
async fn partial(
    connection: &mut SqliteConnection,
    row: &Row,
) -> Result<BTreeSet<String>, StoreError> {
    let paths: Vec<String> =
        sqlx::query_scalar("SELECT path FROM files WHERE election = ? AND partial")
            .bind(row.id)
            .fetch_all(connection)
            .await?;
    Ok(paths.into_iter().collect())
}

async fn body(
    connection: &mut SqliteConnection,
    row: &Row,
    name: &Hash,
) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT bytes FROM bodies WHERE election = ? AND name = ?")
            .bind(row.id)
            .bind(name.as_bytes().as_slice())
            .fetch_optional(connection)
            .await?;
    match found {
        Some(bytes) if Hash::of(&bytes) != *name => {
            let path = PathBuf::from(row.of(&PublicFile::Body(*name).path()));
            Err(BodyError::Damaged { path }.into())
        }
        other => Ok(other),
    }
}

/// The names of all bodies, in order.
pub(crate) async fn bodies(
    connection: &mut SqliteConnection,
    row: &Row,
) -> Result<Vec<Hash>, StoreError> {
    let names: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT name FROM bodies WHERE election = ? ORDER BY name")
            .bind(row.id)
            .fetch_all(connection)
            .await?;
    let names = names.into_iter().map(|name| name.try_into().map(Hash::new));
    names
        .collect::<Result<_, _>>()
        .map_err(|_| StoreError::Damaged {
            what: row.of("bodies"),
            reason: "a name is no hash".to_owned(),
        })
}

/// Keeps bodies.
pub(crate) async fn put_bodies(
    connection: &mut SqliteConnection,
    row: &Row,
    bodies: &[&[u8]],
) -> Result<(), StoreError> {
    for bytes in bodies {
        let name = Hash::of(bytes);
        let length = bytes.len() as u64;
        if length > MAX_BODY {
            let error = FileError::TooLarge {
                path: PathBuf::from(row.of(&PublicFile::Body(name).path())),
                length,
                limit: MAX_BODY,
            };
            return Err(error.into());
        }
        sqlx::query("INSERT OR REPLACE INTO bodies (election, name, bytes) VALUES (?, ?, ?)")
            .bind(row.id)
            .bind(name.as_bytes().as_slice())
            .bind(*bytes)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Deletes a body, and says whether there was one.
pub(crate) async fn destroy_body(
    connection: &mut SqliteConnection,
    row: &Row,
    name: &Hash,
) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM bodies WHERE election = ? AND name = ?")
        .bind(row.id)
        .bind(name.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Appends entries and signs anew.
pub(crate) async fn append(
    connection: &mut SqliteConnection,
    row: &Row,
    after: &TreeHead,
    entries: &[Vec<u8>],
    key: &SigningKey,
) -> Result<Checkpoint, StoreError> {
    let place = PathBuf::from(row.of("record"));
    let found = checkpoint(connection, row).await?;
    let head = found
        .as_ref()
        .map_or_else(TreeHead::empty, |found| found.tree());
    if head != *after {
        return Err(StoreError::Moved {
            what: place.display().to_string(),
            after: after.size,
            found: head.size,
        });
    }
    let signing = |error| RecordError::Checkpoint {
        path: place.clone(),
        error,
    };
    let current = match found {
        Some(found) => found,
        None => Checkpoint::sign(head, key)
            .map_err(signing)?
            .into_unchecked(),
    };
    check_append(&place, &current, entries, key)?;
    let mut end = restore(connection, row, head).await?;
    let mut new = Vec::new();
    end.push_all(entries, |path, bytes| {
        new.push((path.to_owned(), bytes.to_vec()));
        Ok::<_, StoreError>(())
    })?;
    let checkpoint = Checkpoint::sign(end.edge.head(), key).map_err(signing)?;
    for (path, bytes) in &new {
        put_file(connection, row, path, bytes).await?;
    }
    put_file(connection, row, CHECKPOINT, checkpoint.to_text().as_bytes()).await?;
    // As in a folder: the partial files of this checkpoint and the one before it are kept.
    let (now, before) = (
        partial_files(checkpoint.tree().size),
        partial_files(head.size),
    );
    for path in partial(connection, row).await? {
        if !now.contains(&path) && !before.contains(&path) {
            sqlx::query("DELETE FROM files WHERE election = ? AND path = ?")
                .bind(row.id)
                .bind(path)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(checkpoint)
}

/// Keeps a file of the record, in place of the one of this path.
pub(crate) async fn put_file(
    connection: &mut SqliteConnection,
    row: &Row,
    path: &str,
    bytes: &[u8],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO files (election, path, partial, bytes) VALUES (?, ?, ?, ?)",
    )
    .bind(row.id)
    .bind(path)
    .bind(path.contains(".p/"))
    .bind(bytes)
    .execute(connection)
    .await?;
    Ok(())
}

/// The end of the record, from at most eight tiles and one bundle.
async fn restore(
    connection: &mut SqliteConnection,
    row: &Row,
    head: TreeHead,
) -> Result<End, StoreError> {
    let missing = |path: String| StoreError::Damaged {
        what: row.of(&path),
        reason: "is missing".to_owned(),
    };
    // Which tiles are asked for depends on the size alone, so they are read first.
    let mut tiles = BTreeMap::new();
    for id in veche_record::tile::tiles(head.size).filter(TileId::is_partial) {
        let bytes = tile(connection, row, id).await?;
        tiles.insert(id, bytes.ok_or_else(|| missing(id.path()))?);
    }
    let last = BundleId::in_tree(head.size / u64::from(WIDTH), head.size);
    let last = match last {
        Some(id) => bundle(connection, row, id).await?,
        None => None,
    };
    End::restore(
        head,
        |id| tiles.get(&id).cloned().ok_or_else(|| missing(id.path())),
        |id| last.ok_or_else(|| missing(id.path())),
    )
    .map_err(|error| {
        let reason = match error {
            EndError::Tile(error) => format!("{error}"),
            EndError::Bundle(error) => return error,
            EndError::Disagree(reason) => reason.to_owned(),
        };
        StoreError::Damaged {
            what: row.of("record"),
            reason,
        }
    })
}
