//! The one hand that writes in an election: a thread that takes orders one after the other.
//!
//! Ballots come examined. Those that wait together are made durable together, and only then is anybody answered. Once a
//! window they are published: appended to the archive in random order, anchored on the record, and only then taken out of
//! the waiting ones. After a crash at any moment the next window does what is left, since each step can see whether it
//! was done.
//!
//! The command line may write to the same place meanwhile. Whatever it has added is taken in before anything is written.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use tokio::sync::oneshot;
use veche_election::entry::outcomes::PollAnchored;
use veche_election::entry::{Act, Recorded, UnsignedEntry};
use veche_election::judge::Election;
use veche_election::value::{EntryId, Moment};
use veche_store::keeper::{Keeper, StoredBody};
use veche_store::place::{Store, StoreError, WaitingBallot};

use super::ballot_box::{publish, shuffled};
use super::{RoomError, Shared};

/// So many events are anchored in one entry.
pub const EVENTS_IN_AN_ENTRY: usize = 200;
/// So many ballots are made durable together at most.
const BATCH: usize = 512;
/// So many ballots are published before those that have come meanwhile are taken in: nobody waits for the publication of
/// a whole window.
const PUBLISHED_AT_ONCE: usize = 100;
/// So long, between two parts of a publication, others have the archive for themselves: whoever examines a ballot needs
/// it, and a lock that is taken again at once would never be theirs.
const PAUSE: Duration = Duration::from_millis(1);
/// How often it is looked whether somebody else has written.
const LOOK: Duration = Duration::from_secs(1);

/// What the thread is asked to do.
pub enum Order {
    /// Keep a ballot that was examined.
    Ballot {
        /// The poll.
        poll: String,
        /// The ballot, with its promise.
        ballot: WaitingBallot,
        /// Where the answer goes: once it is durable.
        answer: oneshot::Sender<Result<(), RoomError>>,
    },
    /// Record an entry.
    Entry {
        /// The entry, as it is recorded now.
        recorded: Box<Recorded>,
        /// Its bodies.
        bodies: Vec<StoredBody>,
        /// Where the answer goes: once it is durable.
        answer: oneshot::Sender<Result<EntryId, RoomError>>,
    },
    /// Publish what waits now, without waiting for the end of the window.
    Publish {
        /// Where the answer goes.
        answer: oneshot::Sender<Result<(), RoomError>>,
    },
    /// Publish what waits, and end.
    Stop,
}

/// The thread's own state.
pub struct Writer {
    shared: Arc<Shared>,
    store: Arc<dyn Store>,
    keeper: Keeper,
    /// The key of the body that runs the polls; without it, whoever has it anchors by the command line.
    polls: Option<SigningKey>,
    window: Duration,
    next: Instant,
    /// Other orders than ballots that came while something was published.
    later: VecDeque<Order>,
}

impl Writer {
    /// A writer that publishes once a window.
    pub fn new(
        shared: Arc<Shared>,
        store: Arc<dyn Store>,
        keeper: Keeper,
        polls: Option<SigningKey>,
        window: Duration,
    ) -> Self {
        Self {
            shared,
            store,
            keeper,
            polls,
            window,
            next: Instant::now() + window,
            later: VecDeque::new(),
        }
    }

    /// Takes orders until it is told to stop.
    pub fn run(mut self, orders: &Receiver<Order>) {
        loop {
            let wait = self
                .next
                .saturating_duration_since(Instant::now())
                .min(LOOK);
            let order = match self.later.pop_front() {
                Some(order) => Ok(order),
                None => orders.recv_timeout(wait),
            };
            match order {
                Ok(Order::Stop) => {
                    self.publish_and_report(orders);
                    return;
                }
                // Nobody serves the election any more. What waits is durable, and is published after the next start.
                Err(RecvTimeoutError::Disconnected) => return,
                Ok(order) => {
                    if self.take(order, orders) {
                        self.publish_and_report(orders);
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    if let Err(error) = self.look() {
                        self.shared.trouble(&error);
                    }
                }
            }
            if Instant::now() >= self.next {
                self.publish_and_report(orders);
                self.next = Instant::now() + self.window;
            }
        }
    }

    /// Does an order, and with a ballot all ballots that wait behind it. Says whether it was told to stop.
    fn take(&mut self, order: Order, orders: &Receiver<Order>) -> bool {
        let mut batch: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
        let mut taken = 0;
        let mut next = Some(order);
        let mut stop = false;
        while let Some(order) = next {
            match order {
                Order::Ballot {
                    poll,
                    ballot,
                    answer,
                } => {
                    batch.entry(poll).or_default().push((ballot, answer));
                    taken += 1;
                }
                Order::Entry {
                    recorded,
                    bodies,
                    answer,
                } => {
                    let outcome = self.record(*recorded, bodies);
                    // Nobody waits any more if the connection was closed; the entry is recorded all the same.
                    let _ = answer.send(outcome);
                }
                Order::Publish { answer } => {
                    self.keep(std::mem::take(&mut batch));
                    let _ = answer.send(self.publish(orders));
                }
                Order::Stop => stop = true,
            }
            next = match taken < BATCH && !stop {
                true => orders.try_recv().ok(),
                false => None,
            };
        }
        self.keep(batch);
        stop
    }

    /// Makes ballots durable, then answers. If together they cannot be kept, each is tried alone, so that one does not
    /// keep out the others.
    fn keep(&self, batch: BTreeMap<String, Vec<Kept>>) {
        for (poll, kept) in batch {
            let ballots: Vec<WaitingBallot> =
                kept.iter().map(|(ballot, _)| ballot.clone()).collect();
            let together = self.store.accept(&poll, &ballots);
            let alone = matches!(together, Err(StoreError::BoundOtherwise { .. }));
            let together = together.map_err(|error| RoomError::Store(Arc::new(error)));
            for (ballot, answer) in kept {
                let outcome = match alone {
                    true => self
                        .store
                        .accept(&poll, std::slice::from_ref(&ballot))
                        .map_err(|error| RoomError::Store(Arc::new(error))),
                    false => together.clone(),
                };
                match outcome {
                    Ok(()) => self.shared.waits(&poll, &ballot),
                    Err(_) => self.shared.not_kept(&poll, &ballot),
                }
                let _ = answer.send(outcome);
            }
        }
    }

    /// Takes in what others have written.
    fn look(&mut self) -> Result<(), RoomError> {
        let recorded = self.keeper.refresh()?;
        let grown = self
            .shared
            .follow_archives(self.store.as_ref(), self.keeper.election())?;
        if grown {
            self.shared.forget_published();
        }
        if recorded || grown {
            self.shared
                .show(self.keeper.election(), self.store.as_ref());
        }
        Ok(())
    }

    fn record(
        &mut self,
        recorded: Recorded,
        bodies: Vec<StoredBody>,
    ) -> Result<EntryId, RoomError> {
        self.keeper.refresh()?;
        let id = self.keeper.judge(&recorded)?;
        self.keeper.write(&[(recorded, bodies)])?;
        self.shared
            .show(self.keeper.election(), self.store.as_ref());
        Ok(id)
    }

    fn publish_and_report(&mut self, orders: &Receiver<Order>) {
        if let Err(error) = self.publish(orders) {
            self.shared.trouble(&error);
        }
    }

    /// Publishes what waits in every poll. Ballots that come meanwhile wait for the next window.
    fn publish(&mut self, orders: &Receiver<Order>) -> Result<(), RoomError> {
        self.look()?;
        let polls: Vec<(EntryId, String)> = self
            .keeper
            .election()
            .polls()
            .iter()
            .map(|poll| (poll.id, poll.opened.poll.to_string()))
            .collect();
        let mut changed = false;
        for (id, poll) in polls {
            let began = Instant::now();
            let published = self.empty_box(&poll, orders)?;
            let anchored = self.anchor(id, &poll)?;
            self.meanwhile(orders, |store| store.forget_waiting(&poll, &published))?;
            self.shared.published(&poll, &published);
            if !published.is_empty() {
                metrics::histogram!("veche_publish_seconds").record(began.elapsed().as_secs_f64());
            }
            changed |= anchored || !published.is_empty();
        }
        if changed {
            self.shared
                .show(self.keeper.election(), self.store.as_ref());
        }
        Ok(())
    }

    /// Appends what waits for a poll to its archive. Gives the trackers of what now stands there.
    fn empty_box(
        &mut self,
        poll: &str,
        orders: &Receiver<Order>,
    ) -> Result<Vec<veche_record::hash::Hash>, RoomError> {
        let waiting = self.meanwhile(orders, |store| store.waiting(poll))?;
        let order = shuffled(&waiting)?;
        let mut there = Vec::new();
        for part in order.chunks(PUBLISHED_AT_ONCE) {
            there.extend(self.shared.with_archive(poll, |archive| {
                publish(self.store.as_ref(), archive, &waiting, part)
            })?);
            self.take_ballots(orders);
        }
        Ok(there)
    }

    /// Does something slow with the store in a thread of its own, and keeps the ballots that come meanwhile.
    fn meanwhile<T: Send>(
        &mut self,
        orders: &Receiver<Order>,
        task: impl FnOnce(&dyn Store) -> T + Send,
    ) -> T {
        let store = Arc::clone(&self.store);
        let done = std::thread::scope(|scope| {
            let task = scope.spawn(move || task(store.as_ref()));
            while !task.is_finished() {
                self.take_ballots(orders);
            }
            task.join()
        });
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Waits a moment for ballots, keeps all that have come, and leaves other orders for later.
    fn take_ballots(&mut self, orders: &Receiver<Order>) {
        let mut batch: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
        let first = orders.recv_timeout(PAUSE);
        if matches!(first, Err(RecvTimeoutError::Disconnected)) {
            // Then the wait ends at once.
            std::thread::sleep(PAUSE);
        }
        for order in first.into_iter().chain(orders.try_iter()).take(BATCH) {
            match order {
                Order::Ballot {
                    poll,
                    ballot,
                    answer,
                } => batch.entry(poll).or_default().push((ballot, answer)),
                other => self.later.push_back(other),
            }
        }
        self.keep(batch);
    }

    /// Anchors the events of a poll that are not anchored yet. Says whether there were any.
    fn anchor(&mut self, id: EntryId, poll: &str) -> Result<bool, RoomError> {
        let Some(key) = &self.polls else {
            return Ok(false);
        };
        let election = self.keeper.election();
        let Some(call) = election.called().map(|called| called.id) else {
            return Ok(false);
        };
        let anchored = election.poll(&id).map_or(0, |poll| poll.anchored.len());
        let events = self.shared.with_archive(poll, |archive| {
            Ok(archive.events().get(anchored..).unwrap_or(&[]).to_vec())
        })?;
        let mut after = anchored as u64;
        let mut entries = Vec::new();
        for events in events.chunks(EVENTS_IN_AN_ENTRY) {
            let act = Act::PollAnchored(PollAnchored {
                poll: id,
                after,
                events: events.to_vec(),
            });
            after += events.len() as u64;
            let recorded = Recorded {
                at: now_on(self.keeper.election()),
                entry: UnsignedEntry::sign(act, Some(call), key),
            };
            self.keeper.judge(&recorded)?;
            entries.push((recorded, Vec::new()));
        }
        if entries.is_empty() {
            return Ok(false);
        }
        self.keeper.write(&entries)?;
        Ok(true)
    }
}

/// A ballot with who waits for the answer.
type Kept = (WaitingBallot, oneshot::Sender<Result<(), RoomError>>);

/// The moment of recording: now, and never before the last entry, whose clock may have gone ahead.
pub fn now_on(election: &Election) -> Moment {
    let now = Moment::of(Timestamp::now());
    election.last().map_or(now, |last| last.max(now))
}
