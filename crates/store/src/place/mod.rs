//! A place where an election is kept: its record, the bodies beside it, the archives of its polls, and what the server
//! must remember and never serves.
//!
//! Nothing here knows what an entry means. The judge stands before it, in [`crate::keeper`].
//!
//! | module | subject |
//! | --- | --- |
//! | [`public`] | the files that anybody may copy, by name |
//! | [`rows`] | what is never served: logins, and ballots that wait to be published |
//! | [`error`] | what can go wrong, with advice |
//! | [`directory`] | the place as a folder of plain files |
//! | [`sqlite`] | many elections in one database |
//! | [`agree`] | whether the files of a record agree with its checkpoint |
//! | `private` | the private rows of such a folder |

pub mod agree;
pub mod directory;
pub mod error;
pub mod public;
pub mod rows;
pub mod sqlite;

pub(crate) mod private;
#[cfg(test)]
mod suite;

pub use directory::Directory;
pub use error::StoreError;
pub use public::PublicFile;
pub use rows::{Login, LoginCount, WaitingBallot};
pub use sqlite::{Database, SqliteStore};

use std::sync::Arc;

use veche_poll::verify::Again;
use veche_record::bundle::{self, BundleId};
use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::hash::Hash;
use veche_record::note::SigningKey;
use veche_record::tile::WIDTH;
use veche_record::tree::TreeHead;

/// Where an election is kept.
///
/// Reading what is public never waits for writing. What writes is durable when it returns, and did not happen if it fails with anything
/// but [`StoreError::Unfinished`]. Several programs may write to one place, one after the other: each says what it has
/// seen, and is told [`StoreError::Moved`] if that is no longer how things stand.
pub trait Store: Send + Sync {
    /// The head of the record, as it is now. Nobody has checked who signed it.
    ///
    /// # Errors
    /// [`StoreError::NoRecord`] if the place is still empty, or that it cannot be read.
    fn checkpoint(&self) -> Result<UncheckedCheckpoint, StoreError>;

    /// The bytes of a public file, or nothing if there is none (any more). A partial tile or bundle is found in the wider
    /// one that took its place.
    ///
    /// # Errors
    /// That it cannot be read, or is damaged.
    fn read(&self, file: &PublicFile) -> Result<Option<Vec<u8>>, StoreError>;

    /// All entries from number `from` on, in order, in portions of neighbours: the number of the first, and the entries.
    ///
    /// # Errors
    /// That they cannot be read; those before have been handed out.
    fn entries(&self, from: u64, each: &mut dyn FnMut(u64, &[&[u8]])) -> Result<(), StoreError>;

    /// The names of the polls that have an archive, sorted.
    ///
    /// # Errors
    /// That they cannot be read.
    fn archives(&self) -> Result<Vec<String>, StoreError>;

    /// How long a poll's archive is, in bytes; nothing if it has none.
    ///
    /// # Errors
    /// [`StoreError::Name`], or that it cannot be read.
    fn archive_length(&self, poll: &str) -> Result<Option<u64>, StoreError>;

    /// Up to `count` bytes of an archive from `offset` on; fewer only at its end.
    ///
    /// # Errors
    /// [`StoreError::NoSuchArchive`], or that it cannot be read.
    fn archive_part(&self, poll: &str, offset: u64, count: usize) -> Result<Vec<u8>, StoreError>;

    /// Keeps bodies, then appends entries, then signs the record anew. The first append to an empty place, after
    /// [`TreeHead::empty`], makes the record; without entries the record is only signed.
    ///
    /// # Errors
    /// [`StoreError::Moved`] if the record's head is not `after`; [`StoreError::Full`]; [`StoreError::Unfinished`]; or
    /// that it cannot be written.
    fn append(
        &self,
        after: &TreeHead,
        bodies: &[&[u8]],
        entries: &[Vec<u8>],
        key: &SigningKey,
    ) -> Result<Checkpoint, StoreError>;

    /// Destroys a body, and says whether there was one.
    ///
    /// # Errors
    /// That it cannot be written; the body may then still be there.
    fn destroy_body(&self, name: &Hash) -> Result<bool, StoreError>;

    /// Keeps the first bytes of a poll's archive.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Name`], [`StoreError::Full`], or that it cannot be written.
    fn create_archive(&self, poll: &str, bytes: &[u8]) -> Result<(), StoreError>;

    /// Appends to a poll's archive, and gives its new length.
    ///
    /// # Errors
    /// [`StoreError::NoSuchArchive`]; [`StoreError::Moved`] if the archive is not `after` bytes long;
    /// [`StoreError::Full`]; [`StoreError::Unfinished`]; or that it cannot be written.
    fn append_archive(&self, poll: &str, after: u64, bytes: &[u8]) -> Result<u64, StoreError>;

    /// Who may cast in a poll, sorted by name.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], or that they cannot be read.
    fn logins(&self, poll: &str) -> Result<Vec<Login>, StoreError>;

    /// How many logins a poll has, and how many of them have a mail address. It says nothing about any one of them.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], or that they cannot be read.
    fn count_logins(&self, poll: &str) -> Result<LoginCount, StoreError>;

    /// Adds logins to a poll, or replaces those of the same name. A credential that a login is bound to stays, and the
    /// one in `logins` is not looked at.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::Name`], [`StoreError::Full`], or that they cannot be written.
    fn put_logins(&self, poll: &str, logins: &[Login]) -> Result<(), StoreError>;

    /// The ballots that were accepted and not yet published, in the order of accepting.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], or that they cannot be read.
    fn waiting(&self, poll: &str) -> Result<Vec<WaitingBallot>, StoreError>;

    /// Accepts ballots, all or none, and binds each login to its credential at first use. One that waits already, by its
    /// tracker, is not added again.
    ///
    /// # Errors
    /// [`StoreError::BoundOtherwise`] if a login has another credential, or a credential another login;
    /// [`StoreError::NoSuchLogin`]; [`StoreError::Sealed`]; [`StoreError::Full`]; [`StoreError::Unfinished`]; or that they
    /// cannot be written.
    fn accept(&self, poll: &str, ballots: &[WaitingBallot]) -> Result<(), StoreError>;

    /// Ends the acceptance of ballots in a poll, for ever and for every program that has the place open. What waits already
    /// can still be published. Sealing again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Served`] if ballots may wait where they are not seen from here, or that it cannot be written.
    fn seal(&self, poll: &str) -> Result<(), StoreError>;

    /// Takes out ballots that were published. No order and no time of arrival is left behind.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], or that it cannot be written.
    fn forget_waiting(&self, poll: &str, trackers: &[Hash]) -> Result<(), StoreError>;
}

/// One entry of a record; nothing if there is none of this number.
///
/// # Errors
/// That it cannot be read.
pub fn entry_at(store: &dyn Store, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let size = store.checkpoint()?.tree().size;
    let bundle = BundleId::in_tree(number / u64::from(WIDTH), size).filter(|_| number < size);
    let Some(bundle) = bundle else {
        return Ok(None);
    };
    let bytes = store.read(&PublicFile::Bundle(bundle))?.unwrap_or_default();
    let place = usize::try_from(number % u64::from(WIDTH)).unwrap_or(usize::MAX);
    let entry = bundle::entries(&bytes).nth(place).and_then(Result::ok);
    Ok(entry.map(<[u8]>::to_vec))
}

/// A poll's archive for a verifier that reads parts of it again.
pub fn archive_again(store: Arc<dyn Store>, poll: String) -> Again {
    Again::new(move |part| {
        let length = usize::try_from(part.length.get()).ok()?;
        store.archive_part(&poll, part.offset, length).ok()
    })
}

/// A poll's name is a short name, as the record has it: it becomes the name of a file.
pub(crate) fn poll_name(poll: &str) -> Result<(), StoreError> {
    match veche_election::value::Slug::try_from(poll.to_owned()) {
        Ok(_) => Ok(()),
        Err(error) => Err(StoreError::Name {
            name: poll.to_owned(),
            reason: error.to_string(),
        }),
    }
}
