//! One election as it is served.
//!
//! Readers see [`Shown`], which is replaced whole whenever something was recorded. Ballots are
//! examined where they arrive, on all cores; everything that is written goes through one thread.
//!
//! | module | subject |
//! | --- | --- |
//! | [`desk`] | which ballots a poll takes |
//! | [`login`] | the second authorisation: codes, passwords, how often one may try |
//! | [`mailed`] | codes that were mailed, and how many mails are sent |
//! | [`post`] | asking for a code, and the letter that brings it |
//! | [`admission`] | who is let in; setting a password |
//! | [`cast`] | a ballot's way: login, examination, promise, durable |
//! | [`archive`] | a poll's archive, followed |
//! | [`ballot_box`] | the ballots that wait, and the order of publication |
//! | [`hints`] | hints for whoever verifies, made as ballots are published |
//! | [`closing`] | the end of voting |
//! | [`showing`] | what readers see, made anew |
//! | [`writer`] | the one hand that writes |

pub mod admission;
pub mod archive;
pub mod ballot_box;
pub mod cast;
pub mod closing;
pub mod desk;
pub mod hints;
pub mod login;
pub mod mailed;
pub mod post;
pub mod showing;
pub mod writer;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use tokio::sync::{Semaphore, broadcast, oneshot};
use veche_election::entry::Recorded;
use veche_election::judge::Election;
use veche_election::value::{EntryId, Moment};
use veche_poll::hash::Hash;
use veche_record::note;
use veche_store::keeper::{Keeper, KeeperError, StoredBody};
use veche_store::place::{Store, StoreError, WaitingBallot};
use veche_store::verify::check;

use crate::shown::Shown;
use archive::Archive;
use hints::HintMaker;
use post::Postman;
use writer::{Order, Writer};

/// So many orders wait for the writer at most; who comes then is told to try again.
const QUEUE: usize = 4_096;

/// Why something could not be done in an election.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RoomError {
    /// The store could not read or write.
    #[error(transparent)]
    Store(Arc<StoreError>),
    /// The record does not take it, or could not be written.
    #[error(transparent)]
    Keeper(Arc<KeeperError>),
    /// There is no such poll.
    #[error("there is no poll {0} with an archive here")]
    NoPoll(String),
    /// Nothing can be written here: no key of the log was given.
    #[error("this server only shows this election, and records nothing in it")]
    ReadOnly,
    /// A ballot that was accepted cannot be published.
    #[error(
        "{number} ballots of the poll {poll} were accepted and cannot be published: voting is not ended without them; the \
         server's log says why"
    )]
    NotPublished {
        /// The poll.
        poll: String,
        /// How many.
        number: usize,
    },
    /// The poll's archive does not take it.
    #[error(transparent)]
    Rejected(#[from] veche_poll::board::Rejection),
    /// Too much waits.
    #[error("too much waits to be written; try again in a minute")]
    Busy,
    /// The server is stopping.
    #[error("the server is stopping; try again in a minute")]
    Stopping,
    /// No promise could be signed.
    #[error("no promise could be signed: {0}")]
    Promise(String),
    /// A password could not be made into its verifier.
    #[error("the verifier of a password could not be made")]
    Password,
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness,
}

impl From<StoreError> for RoomError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl From<KeeperError> for RoomError {
    fn from(error: KeeperError) -> Self {
        Self::Keeper(Arc::new(error))
    }
}

/// 32 bytes that nobody can know.
///
/// # Errors
/// [`RoomError::NoRandomness`].
pub(crate) fn seed() -> Result<[u8; 32], RoomError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| RoomError::NoRandomness)?;
    Ok(seed)
}

/// How long ballots wait for publication: a minute, or ten in an election that is marked as one of high risk.
fn window(election: &Election) -> Duration {
    match election.called() {
        Some(called) if called.call.high_risk => Duration::from_secs(600),
        _ => Duration::from_secs(60),
    }
}

/// How an election is served.
pub struct Opening {
    /// Its name in addresses.
    pub name: String,
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// The key of the log. Without it nothing is recorded.
    pub log: Option<Arc<note::SigningKey>>,
    /// The key of the body that runs the polls.
    pub polls: Option<SigningKey>,
    /// How long ballots wait for publication, if not as the call of the election has it.
    pub window: Option<Duration>,
    /// It is a demonstration or a rehearsal, and looks unlike a real election.
    pub rehearsal: bool,
    /// Sends codes by mail. Without it none are sent.
    pub postman: Option<Postman>,
    /// The folder for hints. Without it none are made.
    pub hints: Option<PathBuf>,
}

/// One election as it is served.
pub struct Room {
    /// Its name in addresses.
    pub name: String,
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    pub(crate) shared: Arc<Shared>,
    orders: Option<SyncSender<Order>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// The folder for hints, and the thread that makes them, which ends when its sender is gone.
    hints: Option<PathBuf>,
    making_hints: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
    pub(crate) tries: login::Tries,
    pub(crate) ballots: login::Tries,
    pub(crate) logins: login::Logins,
    pub(crate) mailed: mailed::Mailed,
    postman: Option<Postman>,
    posting: Semaphore,
    /// Held by who changes a login.
    setting: Mutex<()>,
    pub(crate) log: Option<Arc<note::SigningKey>>,
    pub(crate) window: Duration,
}

/// What the writer and those who answer requests share.
pub struct Shared {
    name: String,
    window: Duration,
    /// Codes can be sent by mail.
    mails: bool,
    shown: RwLock<Arc<Shown>>,
    archives: Mutex<BTreeMap<String, Archive>>,
    waiting: Mutex<HashMap<(String, Hash), Waiting>>,
    news: broadcast::Sender<u64>,
    trouble: Mutex<Option<String>>,
}

/// A ballot that was promised to be published.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its credential.
    pub credential: String,
    /// Its promise.
    pub promise: String,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these hold is replaced or inserted whole, so that a panic elsewhere leaves it usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Room {
    /// Opens an election: judges its whole record, verifies its polls, and starts the thread that writes.
    ///
    /// # Errors
    /// If it cannot be read, or is not sound and was to be written.
    pub fn open(opening: Opening) -> Result<Arc<Self>, RoomError> {
        let store = opening.store;
        let day = Moment::of(Timestamp::now()).day();
        let checked = check(store.as_ref(), day, seed()?, &mut |_| {})?;
        // Nothing is judged a second time for who writes.
        let keeper = match &opening.log {
            Some(log) => Some(Keeper::continue_from(
                Arc::clone(&store),
                Arc::clone(log),
                &checked,
            )?),
            None => None,
        };
        let verified = checked.verified;
        let window = opening.window.unwrap_or_else(|| window(&verified.election));
        let (news, _) = broadcast::channel(64);
        let shared = Arc::new(Shared {
            name: opening.name.clone(),
            window,
            mails: opening.postman.is_some(),
            shown: RwLock::new(Arc::new(Shown {
                name: opening.name.clone(),
                election: verified.election,
                report: verified.report,
                checkpoint: verified.checkpoint,
                polls: Vec::new(),
                demo: opening.rehearsal,
            })),
            archives: Mutex::new(BTreeMap::new()),
            waiting: Mutex::new(HashMap::new()),
            news,
            trouble: Mutex::new(None),
        });
        let election = shared.shown().election.clone();
        shared.follow_archives(store.as_ref(), &election)?;
        shared.show(&election, store.as_ref());
        let (orders, thread) = match keeper {
            Some(keeper) => {
                shared.remember_waiting(store.as_ref(), &election)?;
                let (sender, receiver): (_, Receiver<Order>) = sync_channel(QUEUE);
                let writer = Writer::new(
                    Arc::clone(&shared),
                    Arc::clone(&store),
                    keeper,
                    opening.polls,
                    window,
                );
                (
                    Some(sender),
                    Some(std::thread::spawn(move || writer.run(&receiver))),
                )
            }
            None => (None, None),
        };
        let making_hints = opening.hints.clone().map(|folder| {
            let (sender, stop) = channel();
            let maker = HintMaker::new(Arc::clone(&shared), Arc::clone(&store), folder);
            (sender, std::thread::spawn(move || maker.run(&stop)))
        });
        Ok(Arc::new(Self {
            name: opening.name,
            store,
            shared,
            orders,
            thread: Mutex::new(thread),
            hints: opening.hints,
            making_hints: Mutex::new(making_hints),
            tries: login::Tries::of(login::TRIES),
            ballots: login::Tries::of(login::BALLOTS),
            logins: login::Logins::default(),
            mailed: mailed::Mailed::default(),
            postman: opening.postman,
            posting: Semaphore::new(post::AT_ONCE),
            setting: Mutex::new(()),
            log: opening.log,
            window,
        }))
    }

    /// What readers see now.
    pub fn shown(&self) -> Arc<Shown> {
        self.shared.shown()
    }

    /// The `election` data of a poll, byte for byte.
    ///
    /// # Errors
    /// [`RoomError::NoPoll`].
    pub fn poll_election(&self, poll: &str) -> Result<Vec<u8>, RoomError> {
        self.shared
            .with_archive(poll, |archive| Ok(archive.election().to_vec()))
    }

    /// The file of a poll's hints, which may not be there.
    pub(crate) fn hints(&self, poll: &str) -> Option<PathBuf> {
        let folder = self.hints.as_ref()?;
        Some(hints::file_of(folder, poll))
    }

    /// News: the number of entries, whenever it has grown.
    pub fn news(&self) -> broadcast::Receiver<u64> {
        self.shared.news.subscribe()
    }

    /// What went wrong last in writing, if it still does.
    pub fn trouble(&self) -> Option<String> {
        lock(&self.shared.trouble).clone()
    }

    /// Records an entry. When this returns it is durable.
    ///
    /// # Errors
    /// Why it may not be recorded.
    pub async fn record(
        &self,
        recorded: Recorded,
        bodies: Vec<StoredBody>,
    ) -> Result<EntryId, RoomError> {
        let (answer, wait) = oneshot::channel();
        self.order(Order::Entry {
            recorded: Box::new(recorded),
            bodies,
            answer,
        })?;
        wait.await.map_err(|_| RoomError::Stopping)?
    }

    /// Publishes what waits, without waiting for the end of the window.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn publish(&self) -> Result<(), RoomError> {
        let (answer, wait) = oneshot::channel();
        self.order(Order::Publish { answer })?;
        wait.await.map_err(|_| RoomError::Stopping)?
    }

    pub(crate) fn order(&self, order: Order) -> Result<(), RoomError> {
        let orders = self.orders.as_ref().ok_or(RoomError::ReadOnly)?;
        orders.try_send(order).map_err(|error| match error {
            TrySendError::Full(_) => RoomError::Busy,
            TrySendError::Disconnected(_) => RoomError::Stopping,
        })
    }

    /// Publishes what waits, and ends the threads that write.
    pub fn stop(&self) {
        if let Some(orders) = &self.orders {
            // A full queue is worked off first.
            let _ = orders.send(Order::Stop);
        }
        self.join();
    }

    /// Waits for the threads that write.
    fn join(&self) {
        if let Some(thread) = lock(&self.thread).take() {
            let _ = thread.join();
        }
        if let Some((sender, thread)) = lock(&self.making_hints).take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

impl Drop for Room {
    /// Lets the threads that write end, and waits for them: so the place is free for who opens it next.
    fn drop(&mut self) {
        self.orders = None;
        self.join();
    }
}

impl Shared {
    pub(crate) fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows the election as it is now.
    pub(crate) fn show(&self, election: &Election, store: &dyn Store) {
        let before = self.shown();
        let shown = {
            let archives = lock(&self.archives);
            let served = showing::Served {
                window: self.window,
                mails: self.mails,
            };
            showing::after(&before, election, store, &archives, served)
        };
        match shown {
            Ok(shown) => {
                *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shown);
                *lock(&self.trouble) = None;
                // Nobody may be listening.
                let _ = self.news.send(election.len());
            }
            Err(error) => self.trouble(&error),
        }
    }

    /// Notes that writing fails, for who looks after the server.
    pub(crate) fn trouble(&self, error: &RoomError) {
        tracing::error!(election = self.name, %error, "cannot write");
        metrics::counter!("veche_trouble_total").increment(1);
        *lock(&self.trouble) = Some(error.to_string());
    }

    /// Reads what was added to the archives of the election's polls. Says whether anything was.
    pub(crate) fn follow_archives(
        &self,
        store: &dyn Store,
        election: &Election,
    ) -> Result<bool, RoomError> {
        let mut grown = false;
        let mut archives = lock(&self.archives);
        for poll in election.polls() {
            let name = poll.opened.poll.as_str();
            if !archives.contains_key(name) {
                archives.insert(name.to_owned(), Archive::new(name, seed()?));
            }
            if let Some(archive) = archives.get_mut(name) {
                grown |= archive.follow(store)?;
            }
        }
        Ok(grown)
    }

    /// Does something with a poll's archive.
    ///
    /// # Errors
    /// [`RoomError::NoPoll`], or what the work says.
    pub(crate) fn with_archive<T>(
        &self,
        poll: &str,
        work: impl FnOnce(&mut Archive) -> Result<T, RoomError>,
    ) -> Result<T, RoomError> {
        let mut archives = lock(&self.archives);
        let archive = archives.get_mut(poll);
        work(archive.ok_or_else(|| RoomError::NoPoll(poll.to_owned()))?)
    }

    /// After a restart: what was promised and not published.
    fn remember_waiting(&self, store: &dyn Store, election: &Election) -> Result<(), RoomError> {
        for poll in election.polls() {
            let name = poll.opened.poll.as_str();
            for ballot in store.waiting(name)? {
                self.waits(name, &ballot);
            }
        }
        Ok(())
    }

    /// Notes that a ballot was promised.
    pub(crate) fn waits(&self, poll: &str, ballot: &WaitingBallot) {
        let waiting = Waiting {
            credential: ballot.credential.clone(),
            promise: ballot.promise.clone(),
        };
        let key = (poll.to_owned(), Hash::of(&ballot.ballot));
        lock(&self.waiting).insert(key, waiting);
    }

    /// Forgets what was examined of a ballot that could not be kept.
    pub(crate) fn not_kept(&self, poll: &str, ballot: &WaitingBallot) {
        let archives = lock(&self.archives);
        if let Some(desk) = archives.get(poll).and_then(Archive::desk) {
            desk.forget(&[Hash::of(&ballot.ballot)]);
        }
    }

    /// What was promised to the ballot with this tracker, if it is not published yet.
    pub(crate) fn waiting(&self, poll: &str, tracker: &Hash) -> Option<Waiting> {
        lock(&self.waiting)
            .get(&(poll.to_owned(), *tracker))
            .cloned()
    }

    /// Notes what another program has published.
    fn forget_published(&self) {
        let mut published: BTreeMap<String, Vec<veche_record::hash::Hash>> = BTreeMap::new();
        {
            let archives = lock(&self.archives);
            for (poll, tracker) in lock(&self.waiting).keys() {
                let there = archives
                    .get(poll)
                    .and_then(|archive| archive.ballot(tracker));
                if there.is_some() {
                    let tracker = veche_record::hash::Hash::new(*tracker.as_bytes());
                    published.entry(poll.clone()).or_default().push(tracker);
                }
            }
        }
        for (poll, trackers) in published {
            self.published(&poll, &trackers);
        }
    }

    /// Notes that ballots were published.
    pub(crate) fn published(&self, poll: &str, trackers: &[veche_record::hash::Hash]) {
        let mut waiting = lock(&self.waiting);
        let mut forgotten = Vec::new();
        for tracker in trackers {
            let key = (poll.to_owned(), Hash::new(*tracker.as_bytes()));
            if waiting.remove(&key).is_some() {
                forgotten.push(key.1);
            }
        }
        drop(waiting);
        let archives = lock(&self.archives);
        if let Some(desk) = archives.get(poll).and_then(Archive::desk) {
            desk.forget(&forgotten);
        }
        metrics::counter!("veche_ballots_published_total").increment(forgotten.len() as u64);
    }
}
