//! Closing a poll: first no ballot is accepted any more, then what waits is published, then voting has ended.
//!
//! Each step is durable before the next, and sees whether it was done: whoever was interrupted closes again. The box is
//! sealed in the store, so that a command can close a poll that a server of the same database serves: no ballot that the
//! server has promised is left behind.

use veche_poll::board;
use veche_store::place::{Store, StoreError};

use super::archive::Archive;
use super::ballot_box::{publish, shuffled};
use super::{RoomError, seed};

/// How often it is tried again when another program has appended meanwhile.
const ATTEMPTS: usize = 20;

/// Accepts no more ballots in a poll, and publishes what waits. Gives its archive.
///
/// # Errors
/// [`RoomError::NotPublished`] if a ballot that was accepted cannot be published, or that something cannot be read or
/// written.
pub fn seal(store: &dyn Store, poll: &str) -> Result<Archive, RoomError> {
    store.seal(poll)?;
    attempt(|| {
        let mut archive = Archive::new(poll, seed()?);
        archive.follow(store)?;
        let waiting = store.waiting(poll)?;
        let order = shuffled(&waiting)?;
        let published = publish(store, &mut archive, &waiting, &order)?;
        store.forget_waiting(poll, &published)?;
        match waiting.len() - published.len() {
            0 => Ok(archive),
            number => Err(RoomError::NotPublished {
                poll: poll.to_owned(),
                number,
            }),
        }
    })
}

/// Ends voting in a poll, after everything that waits. Gives how many ballots were cast, those that were replaced
/// included.
///
/// # Errors
/// [`RoomError::Rejected`] if voting has ended already, or as [`seal`].
pub fn close(store: &dyn Store, poll: &str) -> Result<u64, RoomError> {
    attempt(|| {
        let archive = seal(store, poll)?;
        let (end, _) = board::close(archive.outline())?;
        store.append_archive(poll, archive.length(), &end)?;
        Ok(archive.outline().ballots())
    })
}

/// Does something again while another program is quicker.
fn attempt<T>(mut work: impl FnMut() -> Result<T, RoomError>) -> Result<T, RoomError> {
    for _ in 1..ATTEMPTS {
        match work() {
            Err(RoomError::Store(error)) if matches!(*error, StoreError::Moved { .. }) => {}
            other => return other,
        }
    }
    work()
}
