//! From a folder into a database, and back: what is public, byte for byte. And a whole database into another file.

use super::{Database, SqliteStore, archives, connection, create, files, schema};
use crate::bodies::Bodies;
use crate::files::batch::Batch;
use crate::files::disk::{ensure_folder, folder_of};
use crate::files::{Access, Disk, FileError, RealDisk, write_new};
use crate::place::public::RECORD;
use crate::place::{Directory, PublicFile, Store, StoreError, poll_name};
use crate::record::{CHECKPOINT, RecordReader};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use veche_record::bundle::new_bundles;
use veche_record::hash::Hash;
use veche_record::tile::tiles;
use veche_record::tree::TreeHead;

/// How much of an archive is copied at once, in bytes.
const PIECE: usize = 1 << 20;

impl Database {
    /// Copies an election from a folder, as one of this name. Nobody may write to the folder meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if the folder's files do not agree; [`StoreError::Exists`], [`StoreError::Name`], or that
    /// something cannot be read or written.
    pub fn import(&self, name: &str, from: &Directory) -> Result<Arc<SqliteStore>, StoreError> {
        poll_name(name)?;
        let record = RecordReader::new(&from.public().join(RECORD));
        let report = record.verify_files(|_, _| {})?;
        if let Some(difference) = report.differences.first() {
            return Err(StoreError::Damaged {
                what: from.public().display().to_string(),
                reason: difference.to_string(),
            });
        }
        let wanted = record_files(report.tree.size);
        let bodies = Bodies::new(from.public()).list()?;
        let polls = from.archives()?;
        let row = self.0.write(async |connection| {
            let row = create(connection, name).await?;
            for file in wanted {
                let bytes = existing(from, &file)?;
                let path = file.path();
                let path = path.strip_prefix("record/").unwrap_or(&path);
                files::put_file(connection, &row, path, &bytes).await?;
            }
            for body in bodies {
                let bytes = existing(from, &PublicFile::Body(body))?;
                files::put_bodies(connection, &row, &[&bytes]).await?;
            }
            for poll in polls {
                archives::create(connection, &row, &poll, &[]).await?;
                let mut length = 0;
                loop {
                    let piece = from.archive_part(&poll, length, PIECE)?;
                    if piece.is_empty() {
                        break;
                    }
                    length = archives::append(connection, &row, &poll, length, &piece).await?;
                }
            }
            Ok(row)
        })?;
        Ok(self.with(row))
    }

    /// Copies an election into a new folder. The checkpoint is written last, and tells of nothing that is not there.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a record in the folder, or that something cannot be read or written.
    pub fn export(&self, name: &str, to: &Path) -> Result<(), StoreError> {
        let store = self.store(name)?;
        let names = store
            .database
            .read(async |connection| files::bodies(connection, &store.row).await)?;
        to_folder(&*store, &names, to)?;
        Ok(())
    }
}

/// Copies an election into a new folder, with the bodies of these names as far as they are there. The checkpoint is read
/// first and written last, and tells of nothing that is not there. Gives its head.
///
/// # Errors
/// [`StoreError::Exists`] if there is a record in the folder, or that something cannot be read or written.
pub(crate) fn to_folder(
    store: &dyn Store,
    names: &[Hash],
    to: &Path,
) -> Result<TreeHead, StoreError> {
    let checkpoint = store.checkpoint()?;
    let target = Directory::create(to, None)?;
    let bodies = Bodies::new(to);
    for name in names {
        // One that was destroyed meanwhile is not brought back.
        if let Some(bytes) = store.read(&PublicFile::Body(*name))? {
            bodies.put(&bytes)?;
        }
    }
    for poll in store.archives()? {
        let first = store.archive_part(&poll, 0, PIECE)?;
        target.create_archive(&poll, &first)?;
        let mut length = first.len() as u64;
        loop {
            let piece = store.archive_part(&poll, length, PIECE)?;
            if piece.is_empty() {
                break;
            }
            length = target.append_archive(&poll, length, &piece)?;
        }
    }
    let record = to.join(RECORD);
    ensure_folder(&RealDisk, &record, Access::Public)?;
    let mut durable = BTreeSet::new();
    let mut batch = Batch::new(&RealDisk, &record, &mut durable);
    for file in record_files(checkpoint.tree().size) {
        if file != PublicFile::Checkpoint {
            batch.write(to.join(file.path()), &existing(store, &file)?)?;
        }
    }
    batch.sync()?;
    write_new(&record.join(CHECKPOINT), checkpoint.to_text().as_bytes())?;
    Ok(checkpoint.tree())
}

/// Copies a database that others may have open into a new file, for its owner only: one consistent state of it, and
/// nothing that was deleted. Gives the version of its tables.
///
/// # Errors
/// [`StoreError::NewerDatabase`], or that it cannot be read or written.
pub(crate) fn copy_database(from: &Path, to: &Path) -> Result<i64, StoreError> {
    let version = connection::copy(from, to, schema::STEPS.len())?;
    // The library does not promise that the copy is durable.
    let at = |attempt| FileError::at(to, attempt);
    let file = RealDisk.open(to).map_err(at("open it"))?;
    RealDisk.sync(&file).map_err(at("make it durable"))?;
    RealDisk
        .sync_dir(folder_of(to))
        .map_err(at("make its name durable"))?;
    Ok(version)
}

/// The files of a record of this size.
fn record_files(size: u64) -> Vec<PublicFile> {
    let tiles = tiles(size).map(PublicFile::Tile);
    let bundles = new_bundles(0, size).map(PublicFile::Bundle);
    let files = tiles.chain(bundles);
    files.chain([PublicFile::Checkpoint]).collect()
}

fn existing(store: &dyn Store, file: &PublicFile) -> Result<Vec<u8>, StoreError> {
    store.read(file)?.ok_or_else(|| StoreError::Damaged {
        what: file.path(),
        reason: "is missing".to_owned(),
    })
}
