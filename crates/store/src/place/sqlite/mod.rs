//! Many elections in one SQLite database: one file, and beside it the one that it is first written to.
//!
//! | module | subject |
//! | --- | --- |
//! | `schema` | the tables, and how an older database gets them |
//! | `connection` | one connection for writing, some for reading |
//! | `files` | the record and its bodies |
//! | `archives` | the archives of polls |
//! | `private` | logins, and ballots that wait |
//! | [`copy`] | from a folder into a database, and back |
//!
//! Every call is one transaction. What it wrote is durable because SQLite syncs its write-ahead file before it says that
//! a transaction is done (`journal_mode = WAL`, `synchronous = FULL`). What is deleted is overwritten with zeros
//! (`secure_delete`), and the write-ahead file is emptied after it.

mod archives;
mod connection;
pub mod copy;
mod files;
mod private;
pub(crate) mod schema;

use super::{Login, LoginCount, PublicFile, Store, StoreError, WaitingBallot, poll_name};
use connection::Connections;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use veche_record::bundle::{self, BundleId};
use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::hash::Hash;
use veche_record::note::SigningKey;
use veche_record::tile::WIDTH;
use veche_record::tree::TreeHead;

/// So many ballots are forgotten in one transaction: overwriting them takes its time, and nobody may wait for all.
const FORGOTTEN_AT_ONCE: usize = 200;

/// A database of elections.
#[derive(Clone)]
pub struct Database(Arc<Connections>);

/// One election of a database.
#[derive(Clone)]
pub struct SqliteStore {
    database: Arc<Connections>,
    row: Row,
}

/// The row of an election.
#[derive(Clone)]
pub(crate) struct Row {
    id: i64,
    /// What errors call it.
    name: String,
}

impl Row {
    /// What errors call something of this election.
    fn of(&self, path: &str) -> String {
        format!("{}/{path}", self.name)
    }
}

/// What only tests do to a database.
#[cfg(test)]
impl Database {
    /// Opens it with other steps than today's.
    pub(crate) fn open_with(
        path: &Path,
        steps: &'static [&'static str],
    ) -> Result<Self, StoreError> {
        Ok(Self(Arc::new(Connections::open(Some(path), steps)?)))
    }

    /// Does something while somebody writes and does not end.
    pub(crate) fn while_writing(&self, task: impl FnOnce()) {
        let outcome = self.0.write(async |connection| {
            create(connection, "never-there").await?;
            task();
            Err::<(), _>(StoreError::Full("given up".to_owned()))
        });
        assert!(outcome.is_err());
    }

    /// Allows so many pages more than there are, or any number.
    pub(crate) fn limit_pages(&self, more: Option<i64>) {
        let outcome = self.0.outside(async |connection| {
            let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
                .fetch_one(&mut *connection)
                .await?;
            let limit = more.map_or(1 << 30, |more| pages + more);
            let statement = format!("PRAGMA max_page_count = {limit}");
            sqlx::query(sqlx::AssertSqlSafe(statement))
                .execute(connection)
                .await?;
            Ok(())
        });
        outcome.unwrap();
    }

    /// The rows of a table, in the order in which they lie there.
    pub(crate) fn rows_of(&self, table: &str) -> Vec<u8> {
        use sqlx::{Row as _, ValueRef as _};
        let rows = self.0.read(async |connection| {
            let statement = format!("SELECT * FROM {table}");
            let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
                .fetch_all(connection)
                .await?;
            let mut text = String::new();
            for row in rows {
                for column in 0..row.len() {
                    let null = row.try_get_raw(column)?.is_null();
                    let value: String = match null {
                        true => "nothing".to_owned(),
                        false => row.try_get_unchecked(column)?,
                    };
                    text += &format!("{value}\n");
                }
            }
            Ok(text)
        });
        rows.unwrap().into_bytes()
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Database").field(&self.0.place()).finish()
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SqliteStore").field(&self.row.name).finish()
    }
}

/// A number as the database has it. None of ours is so large that it would be cut.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl Database {
    /// Opens the database in this file, which is made if it is not there, for its owner only. An older one is upgraded.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`], or whatever the operating system or the database refused.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Arc::new(Connections::open(
            Some(path),
            schema::STEPS,
        )?)))
    }

    /// A database in memory, which ends with this program.
    ///
    /// # Errors
    /// Whatever the database refused.
    pub fn in_memory() -> Result<Self, StoreError> {
        Ok(Self(Arc::new(Connections::open(None, schema::STEPS)?)))
    }

    /// The names of the elections, sorted.
    ///
    /// # Errors
    /// That they cannot be read.
    pub fn elections(&self) -> Result<Vec<String>, StoreError> {
        self.0.read(async |connection| {
            let names = sqlx::query_scalar("SELECT name FROM elections ORDER BY name")
                .fetch_all(connection)
                .await?;
            Ok(names)
        })
    }

    /// Whether the pages of the file agree with each other, as SQLite itself checks it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], or that it cannot be read.
    pub fn check(&self) -> Result<(), StoreError> {
        let said: String = self.0.read(async |connection| {
            let said = sqlx::query_scalar("PRAGMA integrity_check(1)")
                .fetch_one(connection)
                .await?;
            Ok(said)
        })?;
        match said.as_str() {
            "ok" => Ok(()),
            _ => Err(StoreError::Damaged {
                what: self.0.place().to_owned(),
                reason: said,
            }),
        }
    }

    /// Makes an empty place for an election of this name.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Name`], or that it cannot be written.
    pub fn create(&self, name: &str) -> Result<Arc<SqliteStore>, StoreError> {
        poll_name(name)?;
        let row = self
            .0
            .write(async |connection| create(connection, name).await)?;
        Ok(self.with(row))
    }

    /// The election of this name.
    ///
    /// # Errors
    /// [`StoreError::NoRecord`] if there is none, or that it cannot be read.
    pub fn store(&self, name: &str) -> Result<Arc<SqliteStore>, StoreError> {
        let id: Option<i64> = self.0.read(async |connection| {
            let id = sqlx::query_scalar("SELECT id FROM elections WHERE name = ?")
                .bind(name)
                .fetch_optional(connection)
                .await?;
            Ok(id)
        })?;
        let id = id.ok_or_else(|| StoreError::NoRecord {
            what: format!("{}, election {name}", self.0.place()),
        })?;
        let name = name.to_owned();
        Ok(self.with(Row { id, name }))
    }

    fn with(&self, row: Row) -> Arc<SqliteStore> {
        Arc::new(SqliteStore {
            database: Arc::clone(&self.0),
            row,
        })
    }
}

/// Makes the row of an election.
async fn create(connection: &mut sqlx::SqliteConnection, name: &str) -> Result<Row, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO elections (name) VALUES (?) ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind(name)
    .fetch_optional(connection)
    .await?;
    let name = name.to_owned();
    match id {
        Some(id) => Ok(Row { id, name }),
        None => Err(StoreError::Exists {
            what: format!("the election {name}"),
        }),
    }
}

impl Store for SqliteStore {
    fn checkpoint(&self) -> Result<UncheckedCheckpoint, StoreError> {
        let found = self
            .database
            .read(async |connection| files::checkpoint(connection, &self.row).await)?;
        found.ok_or_else(|| StoreError::NoRecord {
            what: format!("{}, election {}", self.database.place(), self.row.name),
        })
    }

    fn read(&self, file: &PublicFile) -> Result<Option<Vec<u8>>, StoreError> {
        self.database
            .read(async |connection| files::read(connection, &self.row, file).await)
    }

    fn entries(&self, from: u64, each: &mut dyn FnMut(u64, &[&[u8]])) -> Result<(), StoreError> {
        let size = self.checkpoint()?.tree().size;
        let files = from / u64::from(WIDTH)..size.div_ceil(u64::from(WIDTH));
        for id in files.filter_map(|index| BundleId::in_tree(index, size)) {
            let bytes = self.read(&PublicFile::Bundle(id))?;
            let bytes = bytes.ok_or_else(|| StoreError::Damaged {
                what: self.row.of(&id.path()),
                reason: "is missing".to_owned(),
            })?;
            let skipped = from.saturating_sub(id.first_entry());
            let entries = bundle::entries(&bytes).flatten().skip(skipped as usize);
            let entries: Vec<&[u8]> = entries.collect();
            if !entries.is_empty() {
                each(id.first_entry() + skipped, &entries);
            }
        }
        Ok(())
    }

    fn archives(&self) -> Result<Vec<String>, StoreError> {
        self.database
            .read(async |connection| archives::names(connection, &self.row).await)
    }

    fn archive_length(&self, poll: &str) -> Result<Option<u64>, StoreError> {
        poll_name(poll)?;
        let found = self
            .database
            .read(async |connection| archives::find(connection, &self.row, poll).await)?;
        Ok(found.map(|(_, length)| length))
    }

    fn archive_part(&self, poll: &str, offset: u64, count: usize) -> Result<Vec<u8>, StoreError> {
        poll_name(poll)?;
        self.database.read(async |connection| {
            archives::part(connection, &self.row, poll, offset, count).await
        })
    }

    fn append(
        &self,
        after: &TreeHead,
        bodies: &[&[u8]],
        entries: &[Vec<u8>],
        key: &SigningKey,
    ) -> Result<Checkpoint, StoreError> {
        self.database.write(async |connection| {
            files::put_bodies(connection, &self.row, bodies).await?;
            files::append(connection, &self.row, after, entries, key).await
        })
    }

    fn destroy_body(&self, name: &Hash) -> Result<bool, StoreError> {
        let destroyed = self
            .database
            .write(async |connection| files::destroy_body(connection, &self.row, name).await)?;
        // Also if it was deleted before: that call may have been interrupted here.
        match self.database.settle()? {
            true => Ok(destroyed),
            false => Err(StoreError::Unfinished(format!(
                "{}: somebody reads all the time, so that old bytes cannot be cleared away",
                self.database.place()
            ))),
        }
    }

    fn create_archive(&self, poll: &str, bytes: &[u8]) -> Result<(), StoreError> {
        poll_name(poll)?;
        self.database
            .write(async |connection| archives::create(connection, &self.row, poll, bytes).await)
    }

    fn append_archive(&self, poll: &str, after: u64, bytes: &[u8]) -> Result<u64, StoreError> {
        poll_name(poll)?;
        self.database.write(async |connection| {
            archives::append(connection, &self.row, poll, after, bytes).await
        })
    }

    fn logins(&self, poll: &str) -> Result<Vec<Login>, StoreError> {
        self.database
            .read(async |connection| private::logins(connection, &self.row, poll).await)
    }

    fn count_logins(&self, poll: &str) -> Result<LoginCount, StoreError> {
        self.database
            .read(async |connection| private::count_logins(connection, &self.row, poll).await)
    }

    fn put_logins(&self, poll: &str, logins: &[Login]) -> Result<(), StoreError> {
        poll_name(poll)?;
        self.database.write(async |connection| {
            private::put_logins(connection, &self.row, poll, logins).await
        })
    }

    fn waiting(&self, poll: &str) -> Result<Vec<WaitingBallot>, StoreError> {
        self.database
            .read(async |connection| private::waiting(connection, &self.row, poll).await)
    }

    fn accept(&self, poll: &str, ballots: &[WaitingBallot]) -> Result<(), StoreError> {
        poll_name(poll)?;
        self.database
            .write(async |connection| private::accept(connection, &self.row, poll, ballots).await)
    }

    fn seal(&self, poll: &str) -> Result<(), StoreError> {
        poll_name(poll)?;
        self.database
            .write(async |connection| private::seal(connection, &self.row, poll).await)
    }

    fn forget_waiting(&self, poll: &str, trackers: &[Hash]) -> Result<(), StoreError> {
        let parts = trackers.chunks(FORGOTTEN_AT_ONCE);
        // A store that may not be written refuses to forget nothing, too.
        let none: &[Hash] = &[];
        for part in parts.chain(trackers.is_empty().then_some(none)) {
            self.database.write(async |connection| {
                private::forget(connection, &self.row, poll, part).await
            })?;
            // Whoever waits to write comes in between: a lock that is taken again at once would never be theirs.
            std::thread::sleep(Duration::from_millis(1));
        }
        // What a reader keeps from being cleared away now, the next call clears away.
        let _ = self.database.settle();
        Ok(())
    }
}
