//! A ballot's way from its arrival to the promise: login, examination, durable, answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{Span, Timestamp};
use tokio::sync::oneshot;
use veche_election::promise::{Minute, Promise};
use veche_election::value::Moment;
use veche_poll::board::Rejection;
use veche_poll::hash::Hash;
use veche_poll::phase::Phase;
use veche_store::place::{StoreError, WaitingBallot};

use super::desk::Desk;
use super::writer::Order;
use super::{Room, RoomError};

/// What a voter sends.
pub struct Casting {
    /// The login's name.
    pub login: String,
    /// Its code or password.
    pub code: zeroize::Zeroizing<String>,
    /// The signed ballot.
    pub ballot: Vec<u8>,
}

/// What a voter is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The tracker.
    pub tracker: String,
    /// The signed promise; absent if the ballot is published already.
    pub promise: Option<String>,
}

/// A poll that takes ballots.
pub(super) struct OpenPoll {
    desk: Arc<dyn Desk>,
    fingerprint: Hash,
}

/// Why a ballot is not accepted, or who casts it not let in.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CastError {
    /// No such poll here.
    #[error("there is no poll {0} here")]
    NoPoll(String),
    /// It does not take ballots.
    #[error("the poll does not take ballots: {0}")]
    NotOpen(&'static str),
    /// Login or code are wrong. It is not said which.
    #[error("this login and this code do not belong together")]
    Login,
    /// Too many wrong codes.
    #[error("too many wrong codes for this login: try again in {seconds} seconds")]
    TooManyTries {
        /// When to come again.
        seconds: u64,
    },
    /// Too many ballots.
    #[error(
        "many ballots were cast with this login: the last of them counts, and the next can be cast in {seconds} seconds"
    )]
    TooManyBallots {
        /// When to come again.
        seconds: u64,
    },
    /// The password that was to be set is none.
    #[error(
        "a password has 12 characters or more, 1,000 bytes at most, and is not the code: choose another"
    )]
    Password,
    /// Codes are not sent.
    #[error("this server sends no codes by mail: use the code that you were given")]
    NoMail,
    /// The ballot is not valid.
    #[error("{0}")]
    Ballot(Rejection),
    /// The login belongs to another credential, or the credential to another login.
    #[error("this login was used with another credential, or this credential with another login")]
    Bound,
    /// It could not be kept.
    #[error(transparent)]
    Room(#[from] RoomError),
}

impl Room {
    /// Takes a ballot: who casts it is logged in, it is examined, promised and durable when this returns.
    ///
    /// The same ballot again gets the same tracker and, until it is published, the same promise.
    ///
    /// # Errors
    /// [`CastError`]; nothing is kept then.
    pub async fn cast(
        self: &Arc<Self>,
        poll: &str,
        casting: Casting,
    ) -> Result<Accepted, CastError> {
        let began = Instant::now();
        let outcome = self.cast_now(poll, casting).await;
        let label = match &outcome {
            Ok(_) => "accepted",
            Err(
                CastError::Login
                | CastError::TooManyTries { .. }
                | CastError::TooManyBallots { .. }
                | CastError::Bound
                | CastError::Password
                | CastError::NoMail,
            ) => "login",
            Err(CastError::Ballot(_)) => "ballot",
            Err(CastError::NotOpen(_) | CastError::NoPoll(_)) => "closed",
            Err(CastError::Room(_)) => "trouble",
        };
        metrics::counter!("veche_ballots_total", "outcome" => label).increment(1);
        metrics::histogram!("veche_cast_seconds").record(began.elapsed().as_secs_f64());
        outcome
    }

    async fn cast_now(
        self: &Arc<Self>,
        poll: &str,
        casting: Casting,
    ) -> Result<Accepted, CastError> {
        let log = self.log.clone().ok_or(RoomError::ReadOnly)?;
        let OpenPoll { desk, fingerprint } = self.open_poll(poll)?;
        self.log_in(poll, &casting.login, &casting.code).await?;

        let tracker = Hash::of(&casting.ballot);
        if let Some(waiting) = self.shared.waiting(poll, &tracker) {
            return Ok(Accepted {
                tracker: tracker.to_base64(),
                promise: Some(waiting.promise),
            });
        }
        let there = self
            .shared
            .with_archive(poll, |archive| Ok(archive.ballot(&tracker).is_some()))?;
        if there {
            return Ok(Accepted {
                tracker: tracker.to_base64(),
                promise: None,
            });
        }

        self.ballots
            .begin(poll, &casting.login)
            .map_err(|seconds| CastError::TooManyBallots { seconds })?;
        let bytes = casting.ballot;
        let examiner = Arc::clone(&desk);
        let examining = tokio::task::spawn_blocking(move || {
            let examined = examiner.examine(&bytes)?;
            let unkept = Unkept::new(examiner, examined.tracker);
            Ok((examined, unkept, bytes))
        });
        let examining = examining.await.map_err(|_| RoomError::Stopping)?;
        let (examined, unkept, ballot) = examining.map_err(CastError::Ballot)?;
        let promise = Promise {
            origin: log.key_name().clone(),
            poll: fingerprint,
            tracker: examined.tracker,
            by: latest(self.window),
        };
        let promise = promise
            .sign(&log)
            .map_err(|error| RoomError::Promise(error.to_string()))?;
        let waiting = WaitingBallot {
            login: casting.login,
            credential: examined.credential,
            tracker: veche_record::hash::Hash::new(*examined.tracker.as_bytes()),
            ballot,
            promise: promise.clone(),
        };
        let (answer, wait) = oneshot::channel();
        self.order(Order::Ballot {
            poll: poll.to_owned(),
            ballot: waiting,
            answer,
        })?;
        unkept.handed_on();
        match wait.await.map_err(|_| RoomError::Stopping)? {
            Ok(()) => Ok(Accepted {
                tracker: examined.tracker.to_base64(),
                promise: Some(promise),
            }),
            Err(error) => Err(match &error {
                RoomError::Store(store) => match **store {
                    StoreError::BoundOtherwise { .. } => CastError::Bound,
                    StoreError::Sealed { .. } => CastError::NotOpen("voting is over"),
                    _ => error.into(),
                },
                _ => error.into(),
            }),
        }
    }

    /// The poll of this name, if it takes ballots now.
    ///
    /// # Errors
    /// [`CastError::NoPoll`], [`CastError::NotOpen`], or that nothing is recorded here at all.
    pub(super) fn open_poll(&self, poll: &str) -> Result<OpenPoll, CastError> {
        if self.log.is_none() {
            return Err(RoomError::ReadOnly.into());
        }
        let day = Moment::of(Timestamp::now()).day();
        let shown = self.shown();
        let on_record = shown
            .election
            .polls()
            .iter()
            .find(|known| known.opened.poll.as_str() == poll)
            .ok_or_else(|| CastError::NoPoll(poll.to_owned()))?;
        let fingerprint = Hash::new(*on_record.opened.fingerprint.bytes());
        let (desk, phase) = self.shared.with_archive(poll, |archive| {
            Ok((archive.desk(), archive.outline().phase()))
        })?;
        let desk = desk.ok_or_else(|| CastError::NoPoll(poll.to_owned()))?;
        if phase != Phase::Open {
            return Err(CastError::NotOpen("voting is over"));
        }
        let voting = shown.election.called().map(|called| called.calendar.voting);
        match voting {
            Some(voting) if day < voting.from => Err(CastError::NotOpen("voting has not begun")),
            Some(voting) if day > voting.end() => Err(CastError::NotOpen("voting is over")),
            _ => Ok(OpenPoll { desk, fingerprint }),
        }
    }
}

/// A ballot that a desk has examined and nobody keeps yet. If its voter goes away, or it cannot be kept, the desk forgets it.
struct Unkept {
    desk: Arc<dyn Desk>,
    tracker: Option<Hash>,
}

impl Unkept {
    fn new(desk: Arc<dyn Desk>, tracker: Hash) -> Self {
        let tracker = Some(tracker);
        Self { desk, tracker }
    }

    /// The writer has it now, and forgets it when it is published, or cannot be kept.
    fn handed_on(mut self) {
        self.tracker = None;
    }
}

impl Drop for Unkept {
    fn drop(&mut self) {
        if let Some(tracker) = self.tracker {
            self.desk.forget(&[tracker]);
        }
    }
}

/// By when a ballot that comes now will be published: a window for waiting, and another for what can go wrong.
fn latest(window: Duration) -> Minute {
    let seconds = i64::try_from(window.as_secs()).unwrap_or(600) * 2;
    let by = Timestamp::now().checked_add(Span::new().seconds(seconds));
    Minute::not_before(by.unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::desk::{About, Examined};
    use std::sync::Mutex;
    use veche_poll::board::Addition;
    use veche_poll::outline::Outline;

    /// A desk that notes what it is told to forget.
    #[derive(Default)]
    struct Noting(Mutex<Vec<Hash>>);

    impl Desk for Noting {
        fn examine(&self, _: &[u8]) -> Result<Examined, Rejection> {
            panic!("is not asked")
        }
        fn record(&self, _: &Outline, _: &[u8]) -> Result<Addition, Rejection> {
            panic!("is not asked")
        }
        fn forget(&self, trackers: &[Hash]) {
            self.0.lock().unwrap().extend(trackers);
        }
        fn is_on_roll(&self, _: &str) -> bool {
            panic!("is not asked")
        }
        fn about(&self) -> About {
            panic!("is not asked")
        }
    }

    #[test]
    fn what_was_examined_for_a_voter_who_went_away_is_forgotten() {
        let desk = Arc::new(Noting::default());
        let (gone, kept) = (Hash::of(b"gone"), Hash::of(b"kept"));
        drop(Unkept::new(desk.clone(), gone));
        Unkept::new(desk.clone(), kept).handed_on();
        assert_eq!(*desk.0.lock().unwrap(), [gone]);
    }
}
