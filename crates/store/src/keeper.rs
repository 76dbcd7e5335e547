//! Who keeps a record: judges what comes, keeps the bodies, appends.
//!
//! What is told to have been recorded is durable: bodies first, then the entries, then the checkpoint, which alone makes
//! them count. What is withdrawn loses its bodies after that.
//!
//! A keeper holds no lock. It remembers the tree of what it has judged, and appends after exactly that; if another
//! program has appended meanwhile, nothing is written, and the keeper judges what is new before it goes on. After a
//! failure it judges everything anew, so that its memory never runs ahead of the disk.

use crate::place::{PublicFile, Store, StoreError, entry_at};
use crate::verify::Checked;
use rayon::prelude::*;
use std::fmt;
use std::sync::Arc;
use thiserror::Error;
use veche_election::check::CheckId;
use veche_election::entry::form::VerifyError;
use veche_election::entry::{Act, Recorded, Signed};
use veche_election::judge::{Election, Rejection};
use veche_election::value::{Body, BodyRef, EntryId, Sha256Hex};
use veche_record::checkpoint::Checkpoint;
use veche_record::edge::Edge;
use veche_record::hash::Hash;
use veche_record::note;
use veche_record::tile::{TileId, encode};
use veche_record::tree::TreeHead;

/// So many entries are verified together, on all cores.
const PORTION: usize = 4_096;

/// What must hold of a record before anything is added to it: the log agrees, and every entry may stand there. Texts, polls
/// and the checkpoint's signature can be mended.
const ENTRIES: [CheckId; 5] = [
    CheckId::S1,
    CheckId::S3,
    CheckId::S4,
    CheckId::S5,
    CheckId::S6,
];

/// A record could not be opened, or entries could not be recorded.
#[derive(Debug, Error)]
pub enum KeeperError {
    /// The place could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The entry's form or signature is wrong.
    #[error(transparent)]
    Form(#[from] VerifyError),
    /// The entry breaks a rule of recording.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// There is a record already.
    #[error("there is a record already; nothing is ever written over it")]
    Exists,
    /// Nothing is added to a record that is not sound.
    #[error("the record is not sound: {0}; `veche verify` tells all")]
    Unsound(String),
    /// The record is not a continuation of what was judged before.
    #[error(
        "the record no longer begins with the {judged} entries that were judged before: it was rewritten; bring back a good copy"
    )]
    Rewritten {
        /// How many entries were judged before.
        judged: u64,
    },
    /// The log's key is not the one that the record names.
    #[error("this is not the key of the log: the record names {0}")]
    WrongKey(String),
    /// An entry that is to be written puts another key in the place of the log's key.
    #[error("the log's key is replaced by {0}: give that key with --next-log-key")]
    NextKeyMissing(String),
    /// The first entry is not the call.
    #[error("the record has no call; record that first")]
    NoCall,
    /// Entries are not written in the order in which they were judged.
    #[error("the entry {} was judged as another number than it would be written at; judge and write in one order", .0.short())]
    Order(EntryId),
    /// A body did not come with its entry.
    #[error("{kind}: the body {} is missing; send it with the entry", .body.short())]
    BodyMissing {
        /// The kind of the entry.
        kind: &'static str,
        /// The body.
        body: Sha256Hex,
    },
    /// A body is longer than the call of the election allows.
    #[error("the body {} is {length} bytes long, and the call of the election allows {limit}; shorten it", .body.short())]
    BodyTooLong {
        /// The body.
        body: Sha256Hex,
        /// Its length in bytes.
        length: usize,
        /// The most that is allowed.
        limit: u32,
    },
    /// A body is not what its entry says.
    #[error("the body {}: {reason}; send the one that was signed", .body.short())]
    BodyWrong {
        /// The body.
        body: Sha256Hex,
        /// What is wrong with it.
        reason: String,
    },
    /// Everything is recorded, but what it withdraws could not be destroyed.
    #[error(
        "the entries are recorded, but bodies that they withdraw are still there; open the record again, which destroys them: {0}"
    )]
    BodiesLeft(#[source] StoreError),
}

/// A body as it is stored, on its way to who keeps the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBody {
    /// How entries refer to it.
    pub reference: BodyRef,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
}

/// A record open for writing.
pub struct Keeper {
    store: Arc<dyn Store>,
    log: Arc<note::SigningKey>,
    next: Option<Arc<note::SigningKey>>,
    /// The election, with what was judged and not yet written.
    election: Election,
    /// The tree of what is written and was judged.
    edge: Edge,
    /// After a failure: the memory may be ahead of the disk, or behind it.
    stale: bool,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper")
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}

impl Keeper {
    /// Signs the empty record of a place that has none yet. One that was signed with this key, and has no entries yet,
    /// is taken as it is.
    ///
    /// # Errors
    /// [`KeeperError::Exists`], or that the place cannot be written.
    pub fn create(
        store: Arc<dyn Store>,
        log: impl Into<Arc<note::SigningKey>>,
    ) -> Result<Self, KeeperError> {
        let log = log.into();
        match store.checkpoint() {
            Err(StoreError::NoRecord { .. }) => {
                store.append(&TreeHead::empty(), &[], &[], &log)?;
            }
            Err(error) => return Err(error.into()),
            Ok(found) => {
                let ours = found.verify(&log.verifier());
                if ours.map(|checkpoint| checkpoint.tree()) != Ok(TreeHead::empty()) {
                    return Err(KeeperError::Exists);
                }
            }
        }
        Ok(Self::without_entries(store, log))
    }

    /// Opens a record, and judges everything on it: nothing is added to an unsound one. Bodies that a crash kept from
    /// being destroyed are destroyed now.
    ///
    /// # Errors
    /// [`KeeperError::Unsound`], [`KeeperError::WrongKey`], or that the place cannot be read.
    pub fn open(
        store: Arc<dyn Store>,
        log: impl Into<Arc<note::SigningKey>>,
    ) -> Result<Self, KeeperError> {
        let mut keeper = Self::without_entries(store, log.into());
        keeper.judge_anew()?;
        keeper.ready()
    }

    /// Opens a record of which everything was just verified, and judges nothing a second time. Otherwise it is as
    /// [`Keeper::open`]: nothing is added to a record whose entries or tiles are not sound.
    ///
    /// # Errors
    /// As [`Keeper::open`].
    pub fn continue_from(
        store: Arc<dyn Store>,
        log: impl Into<Arc<note::SigningKey>>,
        checked: &Checked,
    ) -> Result<Self, KeeperError> {
        let faults = checked.verified.report.faults.list();
        if let Some(fault) = faults.iter().find(|fault| ENTRIES.contains(&fault.check)) {
            return Err(KeeperError::Unsound(fault.to_string()));
        }
        let mut keeper = Self::without_entries(store, log.into());
        keeper.election = checked.verified.election.clone();
        keeper.edge = checked.edge.clone();
        keeper.ready()
    }

    /// Looks whether this is its record, and destroys what a crash left.
    fn ready(self) -> Result<Self, KeeperError> {
        let Some(called) = self.election.called() else {
            let reason = format!(
                "{} the record: does not begin with the call of an election",
                CheckId::S6
            );
            return Err(KeeperError::Unsound(reason));
        };
        if called.log != self.log.verifier().to_text() {
            return Err(KeeperError::WrongKey(called.log.clone()));
        }
        for back in self.election.withdrawals() {
            self.destroy_bodies(&back.entry)?;
        }
        Ok(self)
    }

    fn without_entries(store: Arc<dyn Store>, log: Arc<note::SigningKey>) -> Self {
        Self {
            store,
            log,
            next: None,
            election: Election::default(),
            edge: Edge::new(),
            stale: false,
        }
    }

    /// Takes the key that signs after the log's key is replaced.
    #[must_use]
    pub fn with_next(mut self, next: Option<note::SigningKey>) -> Self {
        self.next = next.map(Arc::new);
        self
    }

    /// Judges what another program has appended meanwhile, and says whether there was anything. What was judged and not
    /// written is then forgotten.
    ///
    /// # Errors
    /// [`KeeperError::Unsound`], [`KeeperError::Rewritten`], or that the place cannot be read.
    pub fn refresh(&mut self) -> Result<bool, KeeperError> {
        let before = self.edge.size();
        if self.stale {
            self.judge_anew()?;
            return Ok(self.edge.size() != before);
        }
        let head = self.store.checkpoint()?.tree();
        if head == self.head() {
            return Ok(false);
        }
        match self.election.len() == before {
            true => self.read_on(head)?,
            false => self.judge_anew()?,
        }
        Ok(true)
    }

    /// The election so far, with what was judged and not yet written.
    #[must_use]
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// The head of what is written and was judged.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.edge.head()
    }

    /// The verifier key of the log.
    #[must_use]
    pub fn verifier_key(&self) -> String {
        self.key_in_force()
            .unwrap_or(&self.log)
            .verifier()
            .to_text()
    }

    /// Judges an entry, as the next one.
    ///
    /// # Errors
    /// Why it may not be recorded, or that the place cannot be read after an earlier failure.
    pub fn judge(&mut self, recorded: &Recorded) -> Result<EntryId, KeeperError> {
        self.recover()?;
        self.judge_next(recorded)
    }

    fn judge_next(&mut self, recorded: &Recorded) -> Result<EntryId, KeeperError> {
        let signed = recorded.clone().verify()?;
        let accepted = self.election.check(&signed)?;
        self.election.apply(accepted)?;
        Ok(signed.id)
    }

    /// Writes entries that were judged, with their bodies. When it returns, they are durable. After a failure they can be
    /// written again, and are judged again.
    ///
    /// # Errors
    /// If a body is missing, too long, or not what its entry says; if the entries name a new key of the log that is not
    /// here; [`KeeperError::Store`] with [`StoreError::Moved`] if another program was quicker, or that the place cannot
    /// be written. Only after [`KeeperError::BodiesLeft`] the entries are recorded.
    pub fn write(
        &mut self,
        entries: &[(Recorded, Vec<StoredBody>)],
    ) -> Result<Checkpoint, KeeperError> {
        self.recover()?;
        let written = self.write_judged(entries);
        self.stale = written.is_err();
        let checkpoint = written?;
        for (recorded, _) in entries {
            if let Act::EntryWithdrawn(back) = &recorded.entry.act {
                self.destroy_bodies(&back.entry)
                    .map_err(KeeperError::BodiesLeft)?;
            }
        }
        Ok(checkpoint)
    }

    fn write_judged(
        &mut self,
        entries: &[(Recorded, Vec<StoredBody>)],
    ) -> Result<Checkpoint, KeeperError> {
        let mut bodies = Vec::new();
        let mut leaves = Vec::new();
        for (number, (recorded, brought)) in (self.edge.size()..).zip(entries) {
            let signed = recorded.clone().verify()?;
            match self.election.number_of(&signed.id) {
                Some(judged) if judged == number => {}
                // It was judged before a failure, and that is forgotten.
                None if self.election.len() == number => {
                    self.judge_next(recorded)?;
                }
                _ => return Err(KeeperError::Order(signed.id)),
            }
            bodies.extend(self.bodies_for(&signed, brought)?);
            leaves.push(recorded.to_bytes());
        }
        let named = self.election.called().ok_or(KeeperError::NoCall)?;
        let key = self
            .key_in_force()
            .ok_or_else(|| KeeperError::NextKeyMissing(named.log.clone()))?;
        let checkpoint = self.store.append(&self.head(), &bodies, &leaves, key)?;
        for leaf in &leaves {
            self.edge.push(Hash::leaf(leaf), |_, _| {});
        }
        Ok(checkpoint)
    }

    /// The bodies that an entry refers to, of those that came with it.
    fn bodies_for<'a>(
        &self,
        signed: &Signed,
        brought: &'a [StoredBody],
    ) -> Result<Vec<&'a [u8]>, KeeperError> {
        let called = self.election.called();
        let limit = called.map_or(0, |called| called.call.limits.body_bytes);
        let mut found = Vec::new();
        for wanted in &signed.bodies {
            let body = brought.iter().find(|body| body.reference == *wanted);
            let body = body.ok_or_else(|| KeeperError::BodyMissing {
                kind: signed.act.name(),
                body: wanted.stored(),
            })?;
            check_body(body, limit)?;
            found.push(body.bytes.as_slice());
        }
        Ok(found)
    }

    /// A checkpoint is signed by the key that its own entries name last.
    fn key_in_force(&self) -> Option<&note::SigningKey> {
        let named = &self.election.called()?.log;
        let mut keys = [Some(&self.log), self.next.as_ref()].into_iter().flatten();
        keys.find(|key| key.verifier().to_text() == *named)
            .map(Arc::as_ref)
    }

    /// Destroys the bodies of an entry, as far as they are still there.
    fn destroy_bodies(&self, entry: &EntryId) -> Result<(), StoreError> {
        let Some(number) = self.election.number_of(entry) else {
            return Ok(());
        };
        let leaf = entry_at(&*self.store, number)?.unwrap_or_default();
        for body in bodies_of(&leaf) {
            self.store
                .destroy_body(&Hash::new(*body.stored().bytes()))?;
        }
        Ok(())
    }

    fn recover(&mut self) -> Result<(), KeeperError> {
        match self.stale {
            true => self.judge_anew(),
            false => Ok(()),
        }
    }

    /// Judges the record from its first entry on.
    fn judge_anew(&mut self) -> Result<(), KeeperError> {
        self.stale = true;
        self.election = Election::default();
        self.edge = Edge::new();
        let head = self.store.checkpoint()?.tree();
        self.read_on(head)
    }

    /// Judges the entries behind those that were judged, up to this head, and compares the tree and its tiles.
    fn read_on(&mut self, head: TreeHead) -> Result<(), KeeperError> {
        let judged = self.edge.size();
        self.stale = true;
        if head.size < judged {
            return Err(KeeperError::Rewritten { judged });
        }
        let store = Arc::clone(&self.store);
        let mut outcome = Ok(());
        let mut waiting: Vec<Vec<u8>> = Vec::new();
        let mut next = judged;
        store.entries(judged, &mut |first, entries| {
            // Another program may have appended after this head was read.
            let wanted = head.size.saturating_sub(first);
            let wanted = entries
                .len()
                .min(usize::try_from(wanted).unwrap_or(usize::MAX));
            if outcome.is_err() || wanted == 0 {
                return;
            }
            if first != next {
                outcome = Err(unsound("the log", &format!("entry {next} is missing")));
                return;
            }
            next += wanted as u64;
            waiting.extend(entries.iter().take(wanted).map(|entry| entry.to_vec()));
            if waiting.len() >= PORTION {
                outcome = self.take_in(&std::mem::take(&mut waiting));
            }
        })?;
        outcome?;
        self.take_in(&waiting)?;
        for (id, hashes) in self.edge.partial_tiles() {
            compare(&*self.store, id, hashes)?;
        }
        if self.edge.head() != head {
            return Err(match judged {
                0 => unsound(
                    "the log",
                    "its entries have another root than its checkpoint",
                ),
                _ => KeeperError::Rewritten { judged },
            });
        }
        self.stale = false;
        Ok(())
    }

    /// Judges entries that are on the record: forms and signatures on all cores, the rest in order.
    fn take_in(&mut self, leaves: &[Vec<u8>]) -> Result<(), KeeperError> {
        let read = |leaf: &Vec<u8>| -> Result<Signed, (CheckId, String)> {
            let recorded =
                Recorded::read(leaf).map_err(|error| (CheckId::S3, error.to_string()))?;
            recorded.verify().map_err(|error| match error {
                VerifyError::Form(error) => (CheckId::S3, error.to_string()),
                VerifyError::Signature(error) => (CheckId::S4, error.to_string()),
            })
        };
        let verified: Vec<_> = leaves.par_iter().map(read).collect();
        let mut full = Vec::new();
        for (leaf, signed) in leaves.iter().zip(verified) {
            let place = format!("entry {}", self.edge.size());
            let signed =
                signed.map_err(|(check, reason)| unsound(&format!("{check} {place}"), &reason))?;
            self.election
                .check(&signed)
                .and_then(|accepted| self.election.apply(accepted))
                .map_err(|rejection| {
                    let check = rejection.rule.check();
                    unsound(&format!("{check} {place}"), &rejection.to_string())
                })?;
            self.edge.push(Hash::leaf(leaf), |id, hashes| {
                full.push((id, hashes.to_vec()));
            });
        }
        for (id, hashes) in full {
            compare(&*self.store, id, &hashes)?;
        }
        Ok(())
    }
}

fn unsound(place: &str, reason: &str) -> KeeperError {
    KeeperError::Unsound(format!("{place}: {reason}"))
}

/// Whether a tile has the hashes that the entries give.
fn compare(store: &dyn Store, id: TileId, hashes: &[Hash]) -> Result<(), KeeperError> {
    match store.read(&PublicFile::Tile(id))? {
        Some(bytes) if bytes == encode(hashes) => Ok(()),
        Some(_) => Err(unsound(
            &id.path(),
            "its hashes are not those of the entries",
        )),
        None => Err(unsound(&id.path(), "is missing")),
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

fn check_body(body: &StoredBody, limit: u32) -> Result<(), KeeperError> {
    let name = body.reference.stored();
    let wrong = |reason: String| KeeperError::BodyWrong { body: name, reason };
    if body.bytes.len() > limit as usize {
        return Err(KeeperError::BodyTooLong {
            body: name,
            length: body.bytes.len(),
            limit,
        });
    }
    if Sha256Hex::of(&body.bytes) != name {
        return Err(wrong("is not what its entry commits to".to_owned()));
    }
    if body.reference.sealed.is_none() {
        Body::read(&body.bytes).map_err(|error| wrong(error.to_string()))?;
    }
    Ok(())
}
