//! Codes that were mailed: which are good, and how many mails are sent.
//!
//! Only a verifier of a code is kept, and only in memory: after a restart a voter asks for another. A code can be used
//! until it expires, so that a lost connection does not cost a new mail. A newer one takes its place. The time is handed
//! in.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use subtle::ConstantTimeEq;

use super::login::verifier;

/// How long a code is good.
pub const VALID: Duration = Duration::from_secs(15 * 60);
/// So many mails are sent to a login in an hour.
pub const MAILS: u32 = 5;
/// That hour.
const HOUR: Duration = Duration::from_secs(3_600);
/// So many mails are sent for an election in a minute, so that nobody can make it flood the mail server.
const MAILS_OF_ALL: u32 = 300;
/// That minute.
const MINUTE: Duration = Duration::from_secs(60);

/// The mailed codes of an election.
#[derive(Default)]
pub struct Mailed(Mutex<State>);

#[derive(Default)]
struct State {
    /// By poll and login.
    logins: HashMap<(String, String), Sent>,
    all: Counted,
}

/// What was sent to one login.
struct Sent {
    verifier: String,
    until: Instant,
    mails: Counted,
}

/// How often something was done since a moment.
#[derive(Clone, Copy, Default)]
struct Counted {
    since: Option<Instant>,
    number: u32,
}

impl Counted {
    /// The count at this moment, which begins anew after a period.
    fn at(self, now: Instant, period: Duration) -> Self {
        match self.since {
            Some(since) if now.saturating_duration_since(since) < period => self,
            _ => Self {
                since: Some(now),
                number: 0,
            },
        }
    }

    fn and_one(self) -> Self {
        Self {
            number: self.number + 1,
            ..self
        }
    }
}

/// Why no code is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// This login was sent enough.
    Login,
    /// All logins together were.
    All,
}

impl Mailed {
    /// Takes a new code for a login. The one before it is good no longer.
    ///
    /// # Errors
    /// [`Limit`]; then nothing is to be sent, and the code before stays good.
    pub fn take(&self, poll: &str, login: &str, code: &str, now: Instant) -> Result<(), Limit> {
        let mut state = self.lock();
        let all = state.all.at(now, MINUTE);
        if all.number >= MAILS_OF_ALL {
            return Err(Limit::All);
        }
        // What is over is forgotten, so that the list does not grow for ever.
        if state.logins.len() > 10_000 && all.number == 0 {
            state.logins.retain(|_, sent| {
                now < sent.until || sent.mails.at(now, HOUR).since == sent.mails.since
            });
        }
        let key = (poll.to_owned(), login.to_owned());
        let before = state.logins.get(&key).map(|sent| sent.mails);
        let mails = before.unwrap_or_default().at(now, HOUR);
        if mails.number >= MAILS {
            return Err(Limit::Login);
        }
        let sent = Sent {
            verifier: verifier(code),
            until: now + VALID,
            mails: mails.and_one(),
        };
        state.logins.insert(key, sent);
        state.all = all.and_one();
        Ok(())
    }

    /// Whether this is the code that was mailed to this login, and is still good.
    pub fn opens(&self, poll: &str, login: &str, code: &str, now: Instant) -> bool {
        let state = self.lock();
        let sent = state.logins.get(&(poll.to_owned(), login.to_owned()));
        sent.is_some_and(|sent| {
            let right = verifier(code).as_bytes().ct_eq(sent.verifier.as_bytes());
            now < sent.until && bool::from(right)
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What this holds is replaced whole, so that a panic elsewhere leaves it usable.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "ABCD-EFGH";

    #[test]
    fn a_code_opens_its_login_in_its_poll_again_and_again_until_it_expires() {
        let (mailed, now) = (Mailed::default(), Instant::now());
        mailed.take("board", "7", CODE, now).unwrap();
        let last = now + VALID - Duration::from_secs(1);
        for moment in [now, last, last] {
            assert!(mailed.opens("board", "7", "abcd efgh", moment));
        }
        assert!(!mailed.opens("board", "7", CODE, now + VALID), "expired");
        assert!(!mailed.opens("board", "8", CODE, now), "another login");
        assert!(!mailed.opens("fee", "7", CODE, now), "another poll");
        for wrong in ["", "ABCD-EFGJ", "ABCD"] {
            assert!(!mailed.opens("board", "7", wrong, now), "{wrong}");
        }
    }

    #[test]
    fn a_newer_code_takes_the_place_of_the_one_before() {
        let (mailed, now) = (Mailed::default(), Instant::now());
        mailed.take("board", "7", CODE, now).unwrap();
        mailed.take("board", "7", "2345-6789", now).unwrap();
        assert!(!mailed.opens("board", "7", CODE, now));
        assert!(mailed.opens("board", "7", "2345-6789", now));
    }

    #[test]
    fn a_login_gets_five_mails_an_hour_and_the_last_code_stays_good() {
        let (mailed, now) = (Mailed::default(), Instant::now());
        for _ in 0..MAILS {
            mailed.take("board", "7", CODE, now).unwrap();
        }
        let later = now + Duration::from_secs(600);
        let sixth = mailed.take("board", "7", "2345-6789", later);
        assert_eq!(sixth, Err(Limit::Login));
        assert!(mailed.opens("board", "7", CODE, later));
        assert!(!mailed.opens("board", "7", "2345-6789", later));
        mailed.take("board", "8", CODE, later).unwrap();
        mailed.take("board", "7", CODE, now + HOUR).unwrap();
    }

    #[test]
    fn all_logins_together_get_so_many_mails_a_minute_and_no_more() {
        let (mailed, now) = (Mailed::default(), Instant::now());
        for number in 0..MAILS_OF_ALL {
            mailed
                .take("board", &number.to_string(), CODE, now)
                .unwrap();
        }
        assert_eq!(mailed.take("board", "next", CODE, now), Err(Limit::All));
        assert!(!mailed.opens("board", "next", CODE, now));
        mailed.take("board", "next", CODE, now + MINUTE).unwrap();
    }

    #[test]
    fn what_is_over_is_forgotten_and_what_is_not_stays() {
        let (mailed, mut now) = (Mailed::default(), Instant::now());
        for number in 0..10_001 {
            if number % MAILS_OF_ALL == 0 {
                now += MINUTE;
            }
            mailed
                .take("board", &number.to_string(), CODE, now)
                .unwrap();
        }
        let later = now + MINUTE;
        mailed.take("board", "next", CODE, later).unwrap();
        assert_eq!(mailed.lock().logins.len(), 10_002, "all in one hour");
        mailed.take("board", "last", CODE, now + HOUR).unwrap();
        assert_eq!(mailed.lock().logins.len(), 2);
    }
}
