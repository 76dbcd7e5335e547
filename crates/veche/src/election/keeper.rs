//! Who keeps a record: judges what comes, keeps the bodies, appends.
//!
//! What is told to have been recorded is durable: bodies first, then the entries, then the checkpoint, which alone makes
//! them count. What is withdrawn loses its bodies after that.

use anyhow::{Context, anyhow, bail, ensure};
use veche_election::entry::{Act, Recorded};
use veche_election::judge::Election;
use veche_election::value::{Body, BodyRef, EntryId};
use veche_record::hash::Hash;
use veche_record::note;
use veche_store::bodies::Bodies;
use veche_store::record::{RecordDir, RecordReader};

use super::Folder;
use super::reading::fold_files;
use crate::draft::StoredBody;

/// A record open for writing.
pub struct Keeper {
    log: note::SigningKey,
    next: Option<note::SigningKey>,
    record: RecordDir,
    reader: RecordReader,
    bodies: Bodies,
    election: Election,
}

impl Keeper {
    /// Makes an empty record in a new folder.
    ///
    /// # Errors
    /// If there is a record already, or the folder cannot be written.
    pub fn create(folder: &Folder, log: note::SigningKey) -> anyhow::Result<Self> {
        ensure!(
            !Folder::is_election(folder.path()),
            "{}: there is a record already",
            folder.path().display()
        );
        std::fs::create_dir_all(folder.path())
            .with_context(|| folder.path().display().to_string())?;
        RecordDir::create(&folder.record(), &log)?;
        let record = RecordDir::open(&folder.record())?;
        Ok(Self {
            log,
            next: None,
            record,
            reader: RecordReader::new(&folder.record()),
            bodies: Bodies::new(folder.path()),
            election: Election::default(),
        })
    }

    /// Opens a record, and judges everything on it: nothing is added to an unsound one.
    ///
    /// # Errors
    /// If it cannot be read, is not sound, or another program writes to it.
    pub fn open(folder: &Folder, log: note::SigningKey) -> anyhow::Result<Self> {
        let record = RecordDir::open(&folder.record())?;
        let reader = RecordReader::new(&folder.record());
        let (files, fold) = fold_files(&reader, |_, _| {})?;
        let (election, faults) = fold.finish();
        if let Some(difference) = files.differences.first() {
            bail!("the record is not sound: {difference}");
        }
        if let Some(fault) = faults.list().first() {
            bail!("the record is not sound: {fault}");
        }
        let in_force = election.called().map(|called| called.log.clone());
        ensure!(
            in_force == Some(log.verifier().to_text()),
            "this is not the key of the log: the record names {}",
            in_force.unwrap_or_default()
        );
        let keeper = Self {
            log,
            next: None,
            record,
            reader,
            bodies: Bodies::new(folder.path()),
            election,
        };
        // What a crash kept from being destroyed after its withdrawal was recorded.
        for back in keeper.election.withdrawals() {
            keeper.destroy_bodies(&back.entry)?;
        }
        Ok(keeper)
    }

    /// Takes the key that signs after the log's key is replaced.
    #[must_use]
    pub fn with_next(mut self, next: Option<note::SigningKey>) -> Self {
        self.next = next;
        self
    }

    /// The election so far, with what was judged and not yet written.
    #[must_use]
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// The verifier key of the log.
    #[must_use]
    pub fn verifier_key(&self) -> String {
        self.log.verifier().to_text()
    }

    /// Judges an entry, as the next one.
    ///
    /// # Errors
    /// Why it may not be recorded.
    pub fn judge(&mut self, recorded: &Recorded) -> anyhow::Result<EntryId> {
        let signed = recorded.clone().verify()?;
        let accepted = self.election.check(&signed)?;
        self.election.apply(accepted)?;
        Ok(signed.id)
    }

    /// Writes entries that were judged, with their bodies. When it returns, they are durable.
    ///
    /// # Errors
    /// If a body is missing, too long, or not what its entry says; if the entries name a new key of the log that is not
    /// here; or a file cannot be written.
    pub fn write(&mut self, entries: &[(Recorded, Vec<StoredBody>)]) -> anyhow::Result<()> {
        self.take_key_in_force()?;
        let limit = self
            .election
            .called()
            .map_or(0, |called| called.call.limits.body_bytes);
        let mut files = Vec::new();
        let mut leaves = Vec::new();
        for (recorded, brought) in entries {
            let leaf = recorded.to_bytes();
            for wanted in bodies_of(&leaf) {
                let found = brought.iter().find(|body| body.reference == wanted);
                let found = found.with_context(|| {
                    format!(
                        "{}: the body {} is missing; send it with the entry",
                        recorded.entry.act.name(),
                        wanted.stored().short()
                    )
                })?;
                check_body(found, limit)?;
                files.push(found.bytes.as_slice());
            }
            leaves.push(leaf);
        }
        self.bodies.put_all(&files)?;
        self.record.append(&leaves, &self.log)?;
        self.destroy(entries)
    }

    /// A checkpoint is signed by the key that its own entries name last.
    fn take_key_in_force(&mut self) -> anyhow::Result<()> {
        let named = self.election.called().map(|called| called.log.clone());
        let named = named.context("the record has no call")?;
        if self.log.verifier().to_text() == named {
            return Ok(());
        }
        let next = self.next.take();
        let next = next.filter(|next| next.verifier().to_text() == named);
        self.log = next.with_context(|| {
            format!("the log's key is replaced by {named}: give that key with --next-log-key")
        })?;
        Ok(())
    }

    /// Destroys the bodies of what these entries withdraw.
    fn destroy(&self, entries: &[(Recorded, Vec<StoredBody>)]) -> anyhow::Result<()> {
        for (recorded, _) in entries {
            let Act::EntryWithdrawn(back) = &recorded.entry.act else {
                continue;
            };
            self.destroy_bodies(&back.entry)?;
        }
        Ok(())
    }

    /// Destroys the bodies of an entry, as far as they are still there.
    fn destroy_bodies(&self, entry: &EntryId) -> anyhow::Result<()> {
        let number = self.election.number_of(entry);
        let number = number.ok_or_else(|| anyhow!("{entry} is not on record"))?;
        for body in bodies_of(&self.reader.entry(number)?) {
            self.bodies.destroy(&Hash::new(*body.stored().bytes()))?;
        }
        Ok(())
    }
}

/// The bodies that a leaf refers to. None if it is no entry.
#[must_use]
pub fn bodies_of(leaf: &[u8]) -> Vec<BodyRef> {
    Recorded::read(leaf)
        .ok()
        .and_then(|recorded| recorded.verify().ok())
        .map(|signed| signed.bodies)
        .unwrap_or_default()
}

fn check_body(body: &StoredBody, limit: u32) -> anyhow::Result<()> {
    let name = body.reference.stored();
    ensure!(
        body.bytes.len() <= limit as usize,
        "the body {} is {} bytes long, and the call of the election allows {limit}",
        name.short(),
        body.bytes.len()
    );
    ensure!(
        veche_election::value::Sha256Hex::of(&body.bytes) == name,
        "the body {} is not what its entry commits to",
        name.short()
    );
    if body.reference.sealed.is_none() {
        Body::read(&body.bytes).with_context(|| format!("the body {}", name.short()))?;
    }
    Ok(())
}
