//! The connections to one database: one for writing, some for reading, so that reading never waits for writing.
//!
//! The trait [`crate::place::Store`] is synchronous, because whoever judges and writes has nothing else to do meanwhile.
//! The library is not, so that every call runs on a small runtime of its own. Callers must not be inside an async task.

use crate::place::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};
use std::fs::OpenOptions;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How many may read at once.
const READERS: usize = 4;
/// How long one waits for another program that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open database.
pub(crate) struct Connections {
    /// What errors call it.
    place: String,
    /// There until it is dropped.
    runtime: Option<Runtime>,
    writer: Mutex<SqliteConnection>,
    /// None in memory, where each connection would have a database of its own.
    readers: Vec<Mutex<SqliteConnection>>,
    next: AtomicUsize,
}

/// Says of which database an error is.
trait Places<T> {
    /// Names the database.
    fn named(self, place: &str) -> Result<T, StoreError>;
}

impl<T> Places<T> for Result<T, sqlx::Error> {
    fn named(self, place: &str) -> Result<T, StoreError> {
        self.map_err(|error| StoreError::from(error).of(place))
    }
}

impl Connections {
    /// Opens the database in this file, which is made if it is not there, for its owner only (0600); or one in memory.
    ///
    /// # Errors
    /// Whatever the operating system or the database refused.
    pub(crate) fn open(
        path: Option<&Path>,
        steps: &'static [&'static str],
    ) -> Result<Self, StoreError> {
        let place = path.map_or_else(|| "memory".to_owned(), |path| path.display().to_string());
        let failed = |error: std::io::Error| StoreError::from(sqlx::Error::from(error)).of(&place);
        if let Some(path) = path {
            make_file(path).map_err(failed)?;
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(failed)?;
        let options = match path {
            Some(path) => SqliteConnectOptions::new()
                .filename(path)
                .journal_mode(SqliteJournalMode::Wal),
            None => SqliteConnectOptions::new().in_memory(true),
        };
        let options = options
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .busy_timeout(PATIENCE)
            .disable_statement_logging();
        let (writer, readers) = runtime.block_on(async {
            let mut writer = options.connect().await.named(&place)?;
            let upgraded = super::schema::upgrade(&mut writer, steps, &place).await;
            upgraded.map_err(|error| error.of(&place))?;
            let mut readers = Vec::new();
            let wanted = if path.is_some() { READERS } else { 0 };
            for _ in 0..wanted {
                let options = options.clone().pragma("query_only", "ON");
                readers.push(Mutex::new(options.connect().await.named(&place)?));
            }
            Ok::<_, StoreError>((Mutex::new(writer), readers))
        })?;
        Ok(Self {
            place,
            runtime: Some(runtime),
            writer,
            readers,
            next: AtomicUsize::new(0),
        })
    }

    /// What errors call the database.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Reads, seeing one state of the database.
    pub(crate) fn read<T>(
        &self,
        task: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.reader();
        self.run(async {
            begin(&mut connection, "BEGIN").await?;
            let outcome = task(&mut connection).await;
            undo(&mut connection).await;
            outcome
        })
    }

    /// Writes all or nothing; when it returns, it is durable.
    pub(crate) fn write<T>(
        &self,
        task: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = locked(&self.writer);
        self.run(change(&mut connection, task))
    }

    /// Runs a statement that cannot be part of a transaction.
    pub(crate) fn outside<T>(
        &self,
        task: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = locked(&self.writer);
        self.run(task(&mut connection))
    }

    /// Moves all that was written into the database's file, and empties the file that it was first written to, so that
    /// what was deleted is in neither. Says whether all of it was moved.
    pub(crate) fn settle(&self) -> Result<bool, StoreError> {
        self.outside(async |connection| {
            let outcome: (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
                .fetch_one(connection)
                .await?;
            Ok(outcome.0 == 0)
        })
    }

    fn run<T>(&self, task: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let Some(runtime) = &self.runtime else {
            return Err(StoreError::from(sqlx::Error::WorkerCrashed).of(&self.place));
        };
        runtime
            .block_on(task)
            .map_err(|error| error.of(&self.place))
    }

    /// A connection for reading: a free one, or the next.
    fn reader(&self) -> MutexGuard<'_, SqliteConnection> {
        for reader in &self.readers {
            match reader.try_lock() {
                Ok(free) => return free,
                Err(TryLockError::Poisoned(free)) => return free.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let place = next.checked_rem(self.readers.len()).unwrap_or(0);
        locked(self.readers.get(place).unwrap_or(&self.writer))
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        // A runtime must not be waited for inside another one, where a server may drop this.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Whatever a panic has interrupted is undone before the next transaction.
fn locked(connection: &Mutex<SqliteConnection>) -> MutexGuard<'_, SqliteConnection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Changes all or nothing. The library's own transactions lose count when SQLite ends one by itself, as it does when
/// there is no space left, so the three statements are sent as they are.
pub(crate) async fn change<T>(
    connection: &mut SqliteConnection,
    task: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    begin(connection, "BEGIN IMMEDIATE").await?;
    let outcome = match task(connection).await {
        Ok(done) => match sqlx::query("COMMIT").execute(&mut *connection).await {
            Ok(_) => return Ok(done),
            Err(error) => match StoreError::from(error) {
                // The end of the change may have reached the disk.
                StoreError::Database { source, .. } => {
                    Err(StoreError::Unfinished(source.to_string()))
                }
                full => Err(full),
            },
        },
        Err(error) => Err(error),
    };
    undo(connection).await;
    outcome
}

async fn begin(
    connection: &mut SqliteConnection,
    statement: &'static str,
) -> Result<(), StoreError> {
    if sqlx::query(statement)
        .execute(&mut *connection)
        .await
        .is_ok()
    {
        return Ok(());
    }
    // Perhaps a panic has left a transaction open.
    undo(connection).await;
    sqlx::query(statement).execute(connection).await?;
    Ok(())
}

/// Ends a transaction without its changes. That there is none is no failure: SQLite may have ended it.
async fn undo(connection: &mut SqliteConnection) {
    let _ = sqlx::query("ROLLBACK").execute(connection).await;
}

/// Copies a database into a new file, as it is at one moment. Gives the version of its tables, which must not be newer
/// than `known`; it is not upgraded.
pub(crate) fn copy(from: &Path, to: &Path, known: usize) -> Result<i64, StoreError> {
    let place = from.display().to_string();
    let failed = |error: std::io::Error| StoreError::from(sqlx::Error::from(error)).of(&place);
    make_file(to).map_err(failed)?;
    let target = to.to_str().ok_or_else(|| StoreError::Name {
        name: to.display().to_string(),
        reason: "the database needs paths in UTF-8".to_owned(),
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(failed)?;
    let options = SqliteConnectOptions::new()
        .filename(from)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    runtime.block_on(async {
        let mut connection = options.connect().await.named(&place)?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&mut connection)
            .await
            .named(&place)?;
        if usize::try_from(version).is_ok_and(|version| version > known) {
            return Err(StoreError::NewerDatabase {
                place: place.clone(),
                version,
                known,
            });
        }
        sqlx::query("VACUUM INTO ?")
            .bind(target)
            .execute(&mut connection)
            .await
            .named(&place)?;
        Ok(version)
    })
}

/// Makes the file if it is not there, before SQLite does, which would let others read it. The files beside it get the
/// rights of this one.
fn make_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}
