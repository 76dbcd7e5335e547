//! The archives of polls, in pieces.

use super::{Row, number};
use crate::place::StoreError;
use sqlx::SqliteConnection;

/// The longest piece, in bytes.
const PIECE: usize = 1 << 18;

/// The names of the polls that have one, sorted.
pub(crate) async fn names(
    connection: &mut SqliteConnection,
    row: &Row,
) -> Result<Vec<String>, StoreError> {
    let names = sqlx::query_scalar("SELECT poll FROM archives WHERE election = ? ORDER BY poll")
        .bind(row.id)
        .fetch_all(connection)
        .await?;
    Ok(names)
}

/// An archive's row, and its length in bytes.
pub(crate) async fn find(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
) -> Result<Option<(i64, u64)>, StoreError> {
    let found: Option<(i64, i64)> =
        sqlx::query_as("SELECT id, length FROM archives WHERE election = ? AND poll = ?")
            .bind(row.id)
            .bind(poll)
            .fetch_optional(connection)
            .await?;
    Ok(found.map(|(id, length)| (id, length.unsigned_abs())))
}

/// Up to `count` bytes from `offset` on.
pub(crate) async fn part(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
    offset: u64,
    count: usize,
) -> Result<Vec<u8>, StoreError> {
    let Some((id, length)) = find(connection, row, poll).await? else {
        let poll = poll.to_owned();
        return Err(StoreError::NoSuchArchive { poll });
    };
    let end = length.min(offset.saturating_add(count as u64));
    if offset >= end {
        return Ok(Vec::new());
    }
    let pieces: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT start, bytes FROM pieces
         WHERE archive = ? AND start > ? AND start < ? ORDER BY start",
    )
    .bind(id)
    // The piece that `offset` lies in begins behind this.
    .bind(number(offset).saturating_sub(PIECE as i64))
    .bind(number(end))
    .fetch_all(connection)
    .await?;
    let mut bytes = Vec::new();
    for (start, piece) in pieces {
        let start = start.unsigned_abs();
        let from = offset.saturating_sub(start).min(piece.len() as u64) as usize;
        let to = end.saturating_sub(start).min(piece.len() as u64) as usize;
        bytes.extend_from_slice(piece.get(from..to).unwrap_or_default());
    }
    match bytes.len() as u64 == end - offset {
        true => Ok(bytes),
        false => Err(StoreError::Damaged {
            what: row.of(&format!("polls/{poll}.bel")),
            reason: "a piece of it is missing".to_owned(),
        }),
    }
}

/// Keeps the first bytes of an archive.
pub(crate) async fn create(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
    bytes: &[u8],
) -> Result<(), StoreError> {
    if find(connection, row, poll).await?.is_some() {
        return Err(StoreError::Exists {
            what: row.of(&format!("polls/{poll}.bel")),
        });
    }
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO archives (election, poll, length) VALUES (?, ?, 0) RETURNING id",
    )
    .bind(row.id)
    .bind(poll)
    .fetch_one(&mut *connection)
    .await?;
    put(connection, id, 0, bytes).await.map(drop)
}

/// Appends to an archive, and gives its new length.
pub(crate) async fn append(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
    after: u64,
    bytes: &[u8],
) -> Result<u64, StoreError> {
    let Some((id, found)) = find(connection, row, poll).await? else {
        let poll = poll.to_owned();
        return Err(StoreError::NoSuchArchive { poll });
    };
    match found == after {
        true => put(connection, id, after, bytes).await,
        false => Err(StoreError::Moved {
            what: format!("the archive of the poll {poll}"),
            after,
            found,
        }),
    }
}

async fn put(
    connection: &mut SqliteConnection,
    id: i64,
    after: u64,
    bytes: &[u8],
) -> Result<u64, StoreError> {
    let mut length = after;
    for piece in bytes.chunks(PIECE) {
        sqlx::query("INSERT INTO pieces (archive, start, bytes) VALUES (?, ?, ?)")
            .bind(id)
            .bind(number(length))
            .bind(piece)
            .execute(&mut *connection)
            .await?;
        length += piece.len() as u64;
    }
    sqlx::query("UPDATE archives SET length = ? WHERE id = ?")
        .bind(number(length))
        .bind(id)
        .execute(connection)
        .await?;
    Ok(length)
}
