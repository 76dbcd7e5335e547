//! The ballots that wait: how they get into the archive, in an order that does not show who came when.

use std::collections::HashMap;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use veche_poll::hash::Hash;
use veche_poll::phase::Phase;
use veche_store::place::{Store, WaitingBallot};

use super::RoomError;
use super::archive::Archive;

/// So many bytes are appended to an archive at once.
const PIECE: usize = 8 << 20;

/// A new random order of ballots that wait: their places in the order of publication.
///
/// # Errors
/// If the operating system gives no randomness.
pub fn shuffled(waiting: &[WaitingBallot]) -> Result<Vec<usize>, RoomError> {
    let mut rng = ChaCha20Rng::from_seed(super::seed()?);
    let credentials: Vec<&str> = waiting.iter().map(|w| w.credential.as_str()).collect();
    Ok(publication_order(&credentials, &mut rng))
}

/// Appends the waiting ballots at these places to an archive, in this order, a few megabytes at a time. Those that stand
/// there already are not appended again; those that can never be are left out, and stay among the waiting ones. Gives the
/// trackers of what now stands there.
///
/// # Errors
/// If it cannot be written, or another program was quicker.
pub fn publish(
    store: &dyn Store,
    archive: &mut Archive,
    waiting: &[WaitingBallot],
    order: &[usize],
) -> Result<Vec<veche_record::hash::Hash>, RoomError> {
    let mut there = Vec::new();
    let mut unwritten = Vec::new();
    let open = archive.outline().phase() == Phase::Open;
    let desk = archive.desk().filter(|_| open);
    for ballot in order.iter().filter_map(|place| waiting.get(*place)) {
        if archive.ballot(&Hash::of(&ballot.ballot)).is_some() {
            there.push(ballot.tracker);
            continue;
        }
        let Some(desk) = &desk else {
            continue;
        };
        match desk.record(archive.outline(), &ballot.ballot) {
            Ok((bytes, _)) => {
                archive.push(&bytes);
                unwritten.extend(bytes);
                there.push(ballot.tracker);
            }
            Err(rejection) => {
                let poll = archive.poll.as_str();
                tracing::error!(poll, %rejection, "an accepted ballot cannot be published");
            }
        }
        if unwritten.len() >= PIECE {
            write(store, archive, &mut unwritten)?;
        }
    }
    write(store, archive, &mut unwritten)?;
    Ok(there)
}

/// Writes what the archive in memory has already. If that fails the memory is emptied, so that it is read again: it must
/// not run ahead of the disk.
fn write(store: &dyn Store, archive: &mut Archive, bytes: &mut Vec<u8>) -> Result<(), RoomError> {
    if bytes.is_empty() {
        return Ok(());
    }
    let before = archive.length() - bytes.len() as u64;
    if let Err(error) = store.append_archive(&archive.poll, before, bytes) {
        archive.forget()?;
        return Err(error.into());
    }
    bytes.clear();
    Ok(())
}

/// A random order in which the ballots of one credential keep their sequence, since the last of them counts.
///
/// Gives the places of the ballots, in the order of publication. `credentials` has the credential of each ballot, in
/// the order of arrival.
pub fn publication_order<R: Rng + ?Sized>(credentials: &[&str], rng: &mut R) -> Vec<usize> {
    let mut order: Vec<usize> = (0..credentials.len()).collect();
    // Fisher and Yates: each of the orders is as likely as any other.
    for last in (1..order.len()).rev() {
        order.swap(last, below(last as u64 + 1, rng) as usize);
    }
    // The ballots of one credential share the places that chance gave to them, in the order of arrival.
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, ballot) in order.iter().enumerate() {
        if let Some(credential) = credentials.get(*ballot) {
            places.entry(credential).or_default().push(place);
        }
    }
    let mut arrived: HashMap<&str, usize> = HashMap::new();
    for (ballot, credential) in credentials.iter().enumerate() {
        let number = arrived.entry(credential).or_default();
        let place = places
            .get(credential)
            .and_then(|places| places.get(*number));
        if let Some(slot) = place.and_then(|place| order.get_mut(*place)) {
            *slot = ballot;
        }
        *number += 1;
    }
    order
}

/// A number below a bound, each as likely as any other: what would favour the small ones is drawn again.
fn below<R: Rng + ?Sized>(bound: u64, rng: &mut R) -> u64 {
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = rng.next_u64();
        if drawn < fair {
            return drawn % bound;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    #[test]
    fn every_ballot_is_published_once_and_one_credentials_stay_in_sequence() {
        let credentials = ["a", "b", "a", "c", "a", "b", "d", "e", "f", "a"];
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        for _ in 0..200 {
            let order = publication_order(&credentials, &mut rng);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..credentials.len()).collect::<Vec<_>>());
            for credential in ["a", "b"] {
                let of_it: Vec<usize> = order
                    .iter()
                    .copied()
                    .filter(|ballot| credentials[*ballot] == credential)
                    .collect();
                assert!(of_it.is_sorted(), "{credential}: {of_it:?}");
            }
        }
    }

    #[test]
    fn every_order_of_three_voters_comes_about_as_often() {
        let mut rng = ChaCha20Rng::from_seed([8; 32]);
        let mut seen: HashMap<Vec<usize>, usize> = HashMap::new();
        for _ in 0..6_000 {
            let order = publication_order(&["a", "b", "c"], &mut rng);
            *seen.entry(order).or_default() += 1;
        }
        assert_eq!(seen.len(), 6);
        // Each is expected 1,000 times, with a standard deviation of 29.
        assert!(seen.values().all(|number| (850..1_150).contains(number)));
    }

    #[test]
    fn nothing_waiting_is_no_order() {
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        assert!(publication_order(&[], &mut rng).is_empty());
    }
}
