//! Where an election is kept: record, bodies, archives of polls, and what only its server may know.
//!
//! One trait, since there are two places: a folder of plain files, which the command line writes too, and a database. Whoever
//! uses a place cannot tell which it is.
//!
//! | module | subject |
//! | --- | --- |
//! | [`public`] | the names of public files |
//! | [`directory`] | a folder |
//! | [`private`] | what only the server may know, as a file beside a folder |
//! | [`error`] | what can go wrong |
//!
//! **Writing says what it follows on.** A record is appended to `after` a tree head, an archive after a length. If
//! somebody else has written meanwhile, nothing happens and [`StoreError::Moved`] is the answer: the caller takes in what
//! is new, judges again and tries again. So no lock is held while somebody thinks.

pub mod directory;
pub mod error;
pub mod private;
pub mod public;

pub use directory::Directory;
pub use error::StoreError;
pub use public::PublicFile;

use veche_record::checkpoint::{Checkpoint, UncheckedCheckpoint};
use veche_record::hash::Hash;
use veche_record::note::SigningKey;
use veche_record::tree::TreeHead;

/// A voter's login: the second authorisation for a ballot.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// What the voter types first.
    pub name: String,
    /// Where a code can be sent to.
    pub mail: Option<String>,
    /// What a code or password is compared with.
    pub verifier: Option<String>,
    /// The public credential that the login was first used with; from then on it casts with no other.
    pub credential: Option<String>,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Login({})", self.name)
    }
}

/// A ballot that was accepted and is not published yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingBallot {
    /// The login it came with.
    pub login: String,
    /// The public credential that signed it.
    pub credential: String,
    /// Its hash.
    pub tracker: Hash,
    /// Its bytes.
    pub ballot: Vec<u8>,
    /// What its voter was promised, signed.
    pub promise: String,
}

/// Where an election is kept. Reading never waits for writing.
///
/// What is written is durable when the call returns. If it returns an error nothing was written, except after
/// [`StoreError::Unfinished`].
pub trait Store: Send + Sync {
    /// The record's checkpoint. Nobody has checked here who signed it.
    ///
    /// # Errors
    /// If it cannot be read.
    fn checkpoint(&self) -> Result<UncheckedCheckpoint, StoreError>;

    /// A public file, if it is there. A partial tile or bundle is also found as the beginning of a wider one.
    ///
    /// # Errors
    /// If it cannot be read.
    fn read(&self, file: &PublicFile) -> Result<Option<Vec<u8>>, StoreError>;

    /// The entries from number `from` on, in order, in portions: the number of the first, and the entries.
    ///
    /// # Errors
    /// If they cannot be read; some may have been handed on.
    fn entries(&self, from: u64, each: &mut dyn FnMut(u64, &[&[u8]])) -> Result<(), StoreError>;

    /// The names of the polls that have an archive, in order.
    ///
    /// # Errors
    /// If they cannot be read.
    fn archives(&self) -> Result<Vec<String>, StoreError>;

    /// The length of an archive in bytes; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be read.
    fn archive_length(&self, poll: &str) -> Result<Option<u64>, StoreError>;

    /// Up to `count` bytes of an archive from `offset` on; fewer only at its end.
    ///
    /// # Errors
    /// [`StoreError::NoArchive`], or if it cannot be read.
    fn archive_part(&self, poll: &str, offset: u64, count: usize) -> Result<Vec<u8>, StoreError>;

    /// Makes an empty, signed record where there is none.
    ///
    /// # Errors
    /// [`StoreError::Exists`], or if it cannot be written.
    fn create_record(&self, key: &SigningKey) -> Result<Checkpoint, StoreError>;

    /// Keeps bodies, then appends entries to the record, then signs it anew.
    ///
    /// # Errors
    /// [`StoreError::Moved`] if the record is not as `after` says, or if it cannot be written.
    fn append(
        &self,
        after: &TreeHead,
        bodies: &[&[u8]],
        entries: &[Vec<u8>],
        key: &SigningKey,
    ) -> Result<Checkpoint, StoreError>;

    /// Destroys a body. Says whether it was there.
    ///
    /// # Errors
    /// If it cannot be written.
    fn destroy_body(&self, name: &Hash) -> Result<bool, StoreError>;

    /// Begins an archive.
    ///
    /// # Errors
    /// [`StoreError::Exists`], or if it cannot be written.
    fn create_archive(&self, poll: &str, bytes: &[u8]) -> Result<(), StoreError>;

    /// Appends to an archive that is `after` bytes long. Gives its new length.
    ///
    /// # Errors
    /// [`StoreError::Moved`] if it has another length, [`StoreError::NoArchive`], or if it cannot be written.
    fn append_archive(&self, poll: &str, after: u64, bytes: &[u8]) -> Result<u64, StoreError>;

    /// A login of a poll.
    ///
    /// # Errors
    /// If it cannot be read.
    fn login(&self, poll: &str, name: &str) -> Result<Option<Login>, StoreError>;

    /// Adds logins to a poll, or replaces those of the same name; the credential that one was used with stays.
    ///
    /// # Errors
    /// If they cannot be written.
    fn put_logins(&self, poll: &str, logins: &[Login]) -> Result<(), StoreError>;

    /// The ballots of a poll that wait for publication, in the order in which they were accepted.
    ///
    /// # Errors
    /// If they cannot be read.
    fn waiting(&self, poll: &str) -> Result<Vec<WaitingBallot>, StoreError>;

    /// Keeps ballots for publication, all or none, and binds each login to its credential. One that waits already is not
    /// added again.
    ///
    /// # Errors
    /// [`StoreError::BoundOtherwise`], or if they cannot be written.
    fn accept(&self, poll: &str, ballots: &[WaitingBallot]) -> Result<(), StoreError>;

    /// Takes out ballots that were published. Nothing of when they came is left.
    ///
    /// # Errors
    /// If it cannot be written; they are taken out later.
    fn forget_waiting(&self, poll: &str, trackers: &[Hash]) -> Result<(), StoreError>;
}
