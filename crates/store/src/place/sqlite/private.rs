//! Logins, and ballots that wait to be published.

use super::Row;
use crate::place::{Login, LoginCount, StoreError, WaitingBallot};
use sqlx::SqliteConnection;
use veche_record::hash::Hash;

/// Who may cast in a poll, sorted by name.
pub(crate) async fn logins(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
) -> Result<Vec<Login>, StoreError> {
    type Found = (String, Option<String>, Option<String>, Option<String>);
    let found: Vec<Found> = sqlx::query_as(
        "SELECT name, mail, verifier, credential FROM logins
         WHERE election = ? AND poll = ? ORDER BY name",
    )
    .bind(row.id)
    .bind(poll)
    .fetch_all(connection)
    .await?;
    let logins = found
        .into_iter()
        .map(|(name, mail, verifier, credential)| Login {
            name,
            mail,
            verifier,
            credential,
        });
    Ok(logins.collect())
}

/// How many may cast in a poll.
pub(crate) async fn count_logins(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
) -> Result<LoginCount, StoreError> {
    let (all, with_mail): (i64, i64) =
        sqlx::query_as("SELECT COUNT(*), COUNT(mail) FROM logins WHERE election = ? AND poll = ?")
            .bind(row.id)
            .bind(poll)
            .fetch_one(connection)
            .await?;
    Ok(LoginCount {
        all: u64::try_from(all).unwrap_or(0),
        with_mail: u64::try_from(with_mail).unwrap_or(0),
    })
}

/// Adds logins or replaces them; the credential that one is bound to stays.
pub(crate) async fn put_logins(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
    logins: &[Login],
) -> Result<(), StoreError> {
    for login in logins {
        sqlx::query(
            "INSERT INTO logins (election, poll, name, mail, verifier) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET mail = excluded.mail, verifier = excluded.verifier",
        )
        .bind(row.id)
        .bind(poll)
        .bind(&login.name)
        .bind(&login.mail)
        .bind(&login.verifier)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The ballots that wait, in the order of accepting.
pub(crate) async fn waiting(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
) -> Result<Vec<WaitingBallot>, StoreError> {
    type Found = (String, String, Vec<u8>, Vec<u8>, String);
    let found: Vec<Found> = sqlx::query_as(
        "SELECT login, credential, tracker, ballot, promise FROM waiting
         WHERE election = ? AND poll = ? ORDER BY number",
    )
    .bind(row.id)
    .bind(poll)
    .fetch_all(connection)
    .await?;
    let ballots = found
        .into_iter()
        .map(|(login, credential, tracker, ballot, promise)| {
            let tracker = tracker.try_into().map_err(|_| StoreError::Damaged {
                what: row.of("ballots that wait"),
                reason: "a tracker is no hash".to_owned(),
            })?;
            Ok(WaitingBallot {
                login,
                credential,
                tracker: Hash::new(tracker),
                ballot,
                promise,
            })
        });
    ballots.collect()
}

/// Accepts ballots. Whoever calls this undoes it all if one of them is refused.
pub(crate) async fn accept(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
    ballots: &[WaitingBallot],
) -> Result<(), StoreError> {
    let sealed: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sealed WHERE election = ? AND poll = ?)")
            .bind(row.id)
            .bind(poll)
            .fetch_one(&mut *connection)
            .await?;
    if sealed {
        let poll = poll.to_owned();
        return Err(StoreError::Sealed { poll });
    }
    for ballot in ballots {
        bind(connection, row, poll, ballot).await?;
        sqlx::query(
            "INSERT INTO waiting (election, poll, login, credential, tracker, ballot, promise)
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (election, poll, tracker) DO NOTHING",
        )
        .bind(row.id)
        .bind(poll)
        .bind(&ballot.login)
        .bind(&ballot.credential)
        .bind(ballot.tracker.as_bytes().as_slice())
        .bind(&ballot.ballot)
        .bind(&ballot.promise)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Binds a login to its credential, or finds that it is.
async fn bind(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
    ballot: &WaitingBallot,
) -> Result<(), StoreError> {
    let login = || ballot.login.clone();
    // What stands with this login, and with this credential.
    let found: Vec<(String, Option<String>)> = sqlx::query_as(
        "SELECT name, credential FROM logins
         WHERE election = ?1 AND poll = ?2 AND name = ?3
         UNION
         SELECT name, credential FROM logins
         WHERE election = ?1 AND poll = ?2 AND credential = ?4",
    )
    .bind(row.id)
    .bind(poll)
    .bind(&ballot.login)
    .bind(&ballot.credential)
    .fetch_all(&mut *connection)
    .await?;
    if !found.iter().any(|(name, _)| *name == ballot.login) {
        return Err(StoreError::NoSuchLogin { login: login() });
    }
    match found.as_slice() {
        [(_, Some(credential))] if *credential == ballot.credential => Ok(()),
        [(_, None)] => {
            sqlx::query(
                "UPDATE logins SET credential = ? WHERE election = ? AND poll = ? AND name = ?",
            )
            .bind(&ballot.credential)
            .bind(row.id)
            .bind(poll)
            .bind(&ballot.login)
            .execute(connection)
            .await?;
            Ok(())
        }
        _ => Err(StoreError::BoundOtherwise { login: login() }),
    }
}

/// Takes out ballots.
pub(crate) async fn forget(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
    trackers: &[Hash],
) -> Result<(), StoreError> {
    for tracker in trackers {
        sqlx::query("DELETE FROM waiting WHERE election = ? AND poll = ? AND tracker = ?")
            .bind(row.id)
            .bind(poll)
            .bind(tracker.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Seals the box of a poll.
pub(crate) async fn seal(
    connection: &mut SqliteConnection,
    row: &Row,
    poll: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sealed (election, poll) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(row.id)
        .bind(poll)
        .execute(connection)
        .await?;
    Ok(())
}
