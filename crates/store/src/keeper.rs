//! Who keeps a record: judges what comes, keeps the bodies, appends.
//!
//! What is told to have been recorded is durable: bodies first, then the entries, then the checkpoint, which alone makes
//! them count. What is withdrawn loses its bodies after that.

use std::sync::Arc;

use thiserror::Error;
use veche_election::entry::form::VerifyError;
use veche_election::entry::{Act, Recorded};
use veche_election::judge::{Election, Rejection};
use veche_election::value::{Body, BodyRef, EntryId};
use veche_election::verify::Fold;
use veche_record::bundle::{self, BundleId};
use veche_record::checkpoint::Checkpoint;
use veche_record::hash::Hash;
use veche_record::note;
use veche_record::tile::WIDTH;
use veche_record::tree::TreeHead;

use crate::place::{PublicFile, Store, StoreError};

/// So many entries are judged together, on all cores.
const PORTION: usize = 4_096;

/// A body that came with an entry: its file as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBody {
    /// How entries refer to it.
    pub reference: BodyRef,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
}

/// Why something is not recorded.
#[derive(Debug, Error)]
pub enum KeeperError {
    /// The judge says no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// Form or signature are wrong.
    #[error(transparent)]
    Form(#[from] VerifyError),
    /// A body is missing, too long, or another.
    #[error("the body {body} {reason}")]
    Body {
        /// The first characters of its name.
        body: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The record was not sound before.
    #[error("the record is not sound: {0}; nothing is added to it")]
    Unsound(String),
    /// The key is not that of the log.
    #[error("this is not the key of the log: the record names {0}")]
    Key(String),
    /// The log has a new key, which is not here.
    #[error("the log's key is replaced by {0}: give that key with --next-log-key")]
    NextKey(String),
    /// The place could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A record open for writing.
pub struct Keeper {
    log: Arc<note::SigningKey>,
    next: Option<note::SigningKey>,
    store: Arc<dyn Store>,
    fold: Fold,
    /// The head of what is on the disk, as far as it was folded.
    head: TreeHead,
    /// What was judged may be ahead of the disk, since writing failed: it is folded anew before anything else.
    stale: bool,
}

impl Keeper {
    /// Makes an empty record.
    ///
    /// # Errors
    /// If there is a record already, or the place cannot be written.
    pub fn create(
        store: Arc<dyn Store>,
        log: impl Into<Arc<note::SigningKey>>,
    ) -> Result<Self, KeeperError> {
        let log = log.into();
        let head = store.create_record(&log)?.tree();
        Ok(Self {
            log,
            next: None,
            store,
            fold: Fold::new(),
            head,
            stale: false,
        })
    }

    /// Opens a record, and judges everything on it: nothing is added to an unsound one.
    ///
    /// # Errors
    /// If it cannot be read, is not sound, or this is not its key.
    pub fn open(
        store: Arc<dyn Store>,
        log: impl Into<Arc<note::SigningKey>>,
    ) -> Result<Self, KeeperError> {
        let mut keeper = Self {
            log: log.into(),
            next: None,
            store,
            fold: Fold::new(),
            head: TreeHead::empty(),
            stale: false,
        };
        keeper.refresh()?;
        let in_force = keeper.election().called().map(|called| called.log.clone());
        if in_force != Some(keeper.log.verifier().to_text()) {
            return Err(KeeperError::Key(in_force.unwrap_or_default()));
        }
        // What a crash kept from being destroyed after its withdrawal was recorded.
        for back in keeper.election().withdrawals() {
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

    /// Takes in what another program has appended. Says whether anything was.
    ///
    /// # Errors
    /// If it cannot be read, or what came is not sound.
    pub fn refresh(&mut self) -> Result<bool, KeeperError> {
        if self.stale {
            self.fold = Fold::new();
            self.head = TreeHead::empty();
            self.stale = false;
        }
        let checkpoint = self.store.checkpoint()?;
        let head = checkpoint.tree();
        if head == self.head {
            return Ok(false);
        }
        let fold = &mut self.fold;
        let mut edge = veche_record::edge::Edge::default();
        let mut waiting: Vec<Vec<u8>> = Vec::new();
        // The tree is hashed from its beginning: whoever writes must not build on what was changed below.
        let known = self.head.size;
        self.store.entries(0, &mut |first, entries| {
            for (entry, number) in entries.iter().zip(first..) {
                if number >= head.size {
                    return;
                }
                edge.push(Hash::leaf(entry), |_, _| {});
                if number >= known {
                    waiting.push(entry.to_vec());
                }
            }
            if waiting.len() >= PORTION {
                fold.push(&waiting);
                waiting.clear();
            }
        })?;
        fold.push(&waiting);
        let unsound = match edge.head() == head {
            false => Some("its entries do not lead to the root in its checkpoint".to_owned()),
            true => fold.faults().list().first().map(ToString::to_string),
        };
        if let Some(reason) = unsound {
            self.stale = true;
            return Err(KeeperError::Unsound(reason));
        }
        self.head = head;
        Ok(true)
    }

    /// The election so far, with what was judged and not yet written.
    #[must_use]
    pub fn election(&self) -> &Election {
        self.fold.election()
    }

    /// The head of the record.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.head
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
    pub fn judge(&mut self, recorded: &Recorded) -> Result<EntryId, KeeperError> {
        if self.stale {
            self.refresh()?;
        }
        let signed = recorded.clone().verify()?;
        self.fold.admit(&signed)?;
        Ok(signed.id)
    }

    /// Writes entries that were judged, with their bodies. When it returns, they are durable.
    ///
    /// If it fails, what was judged is forgotten, and must be judged anew.
    ///
    /// # Errors
    /// If a body is missing, too long, or not what its entry says; if the entries name a new key of the log that is not
    /// here; if somebody else has written; or the place cannot be written.
    pub fn write(
        &mut self,
        entries: &[(Recorded, Vec<StoredBody>)],
    ) -> Result<Checkpoint, KeeperError> {
        let outcome = self.write_judged(entries);
        if outcome.is_err() {
            self.stale = true;
        }
        outcome
    }

    fn write_judged(
        &mut self,
        entries: &[(Recorded, Vec<StoredBody>)],
    ) -> Result<Checkpoint, KeeperError> {
        self.take_key_in_force()?;
        let limit = self
            .election()
            .called()
            .map_or(0, |called| called.call.limits.body_bytes);
        let mut files = Vec::new();
        let mut leaves = Vec::new();
        for (recorded, brought) in entries {
            let leaf = recorded.to_bytes();
            for wanted in bodies_of(&leaf) {
                let found = brought.iter().find(|body| body.reference == wanted);
                let found = found.ok_or_else(|| KeeperError::Body {
                    body: wanted.stored().short(),
                    reason: "is missing; send it with the entry".to_owned(),
                })?;
                check_body(found, limit)?;
                files.push(found.bytes.as_slice());
            }
            leaves.push(leaf);
        }
        let checkpoint = self.store.append(&self.head, &files, &leaves, &self.log)?;
        self.head = checkpoint.tree();
        self.destroy(entries)?;
        Ok(checkpoint)
    }

    /// A checkpoint is signed by the key that its own entries name last.
    fn take_key_in_force(&mut self) -> Result<(), KeeperError> {
        let named = self.election().called().map(|called| called.log.clone());
        let named = named.ok_or_else(|| KeeperError::Unsound("it has no call".to_owned()))?;
        if self.log.verifier().to_text() == named {
            return Ok(());
        }
        let next = self.next.take();
        let next = next.filter(|next| next.verifier().to_text() == named);
        self.log = Arc::new(next.ok_or(KeeperError::NextKey(named))?);
        Ok(())
    }

    /// Destroys the bodies of what these entries withdraw.
    fn destroy(&self, entries: &[(Recorded, Vec<StoredBody>)]) -> Result<(), KeeperError> {
        for (recorded, _) in entries {
            let Act::EntryWithdrawn(back) = &recorded.entry.act else {
                continue;
            };
            self.destroy_bodies(&back.entry)?;
        }
        Ok(())
    }

    /// Destroys the bodies of an entry, as far as they are still there.
    fn destroy_bodies(&self, entry: &EntryId) -> Result<(), KeeperError> {
        let leaf = self
            .election()
            .number_of(entry)
            .map(|number| entry_at(self.store.as_ref(), number))
            .transpose()?
            .flatten();
        for body in bodies_of(&leaf.unwrap_or_default()) {
            self.store
                .destroy_body(&Hash::new(*body.stored().bytes()))?;
        }
        Ok(())
    }
}

/// One entry of a record; nothing if there is none of this number.
///
/// # Errors
/// If it cannot be read.
pub fn entry_at(store: &dyn Store, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let size = store.checkpoint()?.tree().size;
    if number >= size {
        return Ok(None);
    }
    let Some(id) = BundleId::in_tree(number / u64::from(WIDTH), size) else {
        return Ok(None);
    };
    let bytes = store.read(&PublicFile::Bundle(id))?.unwrap_or_default();
    let place = usize::try_from(number % u64::from(WIDTH)).unwrap_or(usize::MAX);
    let entry = bundle::entries(&bytes).nth(place).and_then(Result::ok);
    Ok(entry.map(<[u8]>::to_vec))
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
    let wrong = |reason: String| KeeperError::Body {
        body: name.short(),
        reason,
    };
    if body.bytes.len() > limit as usize {
        return Err(wrong(format!(
            "is {} bytes long, and the call of the election allows {limit}",
            body.bytes.len()
        )));
    }
    if veche_election::value::Sha256Hex::of(&body.bytes) != name {
        return Err(wrong("is not what its entry commits to".to_owned()));
    }
    if body.reference.sealed.is_none() {
        Body::read(&body.bytes).map_err(|error| wrong(error.to_string()))?;
    }
    Ok(())
}
