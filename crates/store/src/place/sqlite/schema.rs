//! The tables of a database, and how an older database gets those of today.
//!
//! A database has a version, in `PRAGMA user_version`: the number of the steps below that were taken. Each step is one
//! transaction. What was released is never changed here; a new version is a new step.

use super::connection::change;
use crate::place::StoreError;
use sqlx::SqliteConnection;

/// From an empty database to today's.
pub(crate) const STEPS: &[&str] = &[VERSION_1, VERSION_2];

/// Everything in one table belongs to one election. Files of the record have the bytes that they have in a folder.
const VERSION_1: &str = "
CREATE TABLE elections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
-- The record: path below it, bytes; whether it is a file that a wider one will take the place of.
CREATE TABLE files (
    election INTEGER NOT NULL REFERENCES elections (id),
    path TEXT NOT NULL,
    partial INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (election, path)
);
CREATE INDEX partial_files ON files (election) WHERE partial;
CREATE TABLE bodies (
    election INTEGER NOT NULL REFERENCES elections (id),
    name BLOB NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (election, name)
);
CREATE TABLE archives (
    id INTEGER PRIMARY KEY,
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    length INTEGER NOT NULL,
    UNIQUE (election, poll)
);
-- An archive in pieces, by where each begins; none is empty, and none is longer than the program's limit.
CREATE TABLE pieces (
    archive INTEGER NOT NULL REFERENCES archives (id),
    start INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (archive, start)
);
-- In the order of their names, never of their first use.
CREATE TABLE logins (
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    name TEXT NOT NULL,
    mail TEXT,
    verifier TEXT,
    credential TEXT,
    PRIMARY KEY (election, poll, name)
) WITHOUT ROWID;
CREATE UNIQUE INDEX bound ON logins (election, poll, credential);
-- In the order of accepting, until they are published. Numbers are used again when nothing waits.
CREATE TABLE waiting (
    number INTEGER PRIMARY KEY,
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    login TEXT NOT NULL,
    credential TEXT NOT NULL,
    tracker BLOB NOT NULL,
    ballot BLOB NOT NULL,
    promise TEXT NOT NULL,
    UNIQUE (election, poll, tracker)
);
";

/// Polls that take no more ballots.
const VERSION_2: &str = "
CREATE TABLE sealed (
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    PRIMARY KEY (election, poll)
) WITHOUT ROWID;
";

/// Takes the steps that a database has not taken yet.
///
/// # Errors
/// [`StoreError::NewerDatabase`], or whatever the database refused; the steps before are then taken.
pub(crate) async fn upgrade(
    connection: &mut SqliteConnection,
    steps: &'static [&'static str],
    place: &str,
) -> Result<(), StoreError> {
    while change(connection, async |connection| {
        take_step(connection, steps, place).await
    })
    .await?
    {}
    Ok(())
}

/// Takes the next step, and says whether there was one.
async fn take_step(
    connection: &mut SqliteConnection,
    steps: &'static [&'static str],
    place: &str,
) -> Result<bool, StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *connection)
        .await?;
    let taken = usize::try_from(version).unwrap_or(usize::MAX);
    if taken > steps.len() {
        return Err(StoreError::NewerDatabase {
            place: place.to_owned(),
            version,
            known: steps.len(),
        });
    }
    let Some(next) = steps.get(taken) else {
        return Ok(false);
    };
    let script = format!("{next}\nPRAGMA user_version = {}", taken + 1);
    sqlx::raw_sql(sqlx::AssertSqlSafe(script))
        .execute(connection)
        .await?;
    Ok(true)
}
