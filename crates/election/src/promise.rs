//! A promise: the signed word of whoever collects the ballots of a poll that a ballot will be published.
//!
//! It is a note (signed-note) of five lines, signed with the key of the log. A voter who keeps it can show to anybody
//! that a ballot was taken and not published: `docs/record.md` says how. It shows nothing of how the voter voted.

use std::fmt;

use crate::entry::Act;
use crate::judge::Election;
use jiff::{Timestamp, tz::TimeZone};
use thiserror::Error;
use veche_poll::hash::Hash;
use veche_record::note::{KeyName, Note, NoteError, SigningKey, VerifierKey};

/// The first line of every promise. No checkpoint begins so and has the lines of a promise, so that one signature is
/// never good for both.
const FIRST_LINE: &str = "veche.promise/v1";
/// So many seconds has the unit in which promises name a time.
const MINUTE: i64 = 60;

/// What is wrong with a promise.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PromiseError {
    /// It is no signed note, or not signed with the right key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// It has not the five lines of a promise.
    #[error(
        "not a promise: it has five lines, “{FIRST_LINE}”, the name of the log, fingerprint, tracker, and a time"
    )]
    Lines,
    /// The second line is no name of a log.
    #[error("line 2 of the promise is not the name of a log, such as example.org/election")]
    Origin,
    /// A fingerprint or a tracker has another form.
    #[error("line {line} of the promise is not 43 characters of Base64 without padding")]
    Hash {
        /// The line, from 1.
        line: u8,
    },
    /// The last line is no time.
    #[error("line 5 of the promise is not a minute in UTC, like 2026-11-23T12:40Z")]
    Time,
    /// It is of another log than the key.
    #[error("the promise is of the log {found}, and the key of {expected}")]
    OtherLog {
        /// The name of the key, which is that of its log.
        expected: String,
        /// The name in the promise.
        found: String,
    },
}

/// A minute in UTC, written `2026-11-23T12:40Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(Timestamp);

impl Minute {
    /// The first minute that is not before a time: a promise never names an earlier time than was meant.
    #[must_use]
    pub fn not_before(time: Timestamp) -> Self {
        let floor = Self::floor(time.as_second());
        match floor.0 < time {
            true => Self::floor(time.as_second().saturating_add(MINUTE)),
            false => floor,
        }
    }

    /// The minute as a time.
    #[must_use]
    pub fn time(self) -> Timestamp {
        self.0
    }

    /// Reads what is written by `Display`, and nothing else. `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let minute = Self::floor(text.parse::<Timestamp>().ok()?.as_second());
        (minute.to_string() == text).then_some(minute)
    }

    fn floor(seconds: i64) -> Self {
        let whole = seconds - seconds.rem_euclid(MINUTE);
        // Only the first and the last minute of all time have no such time.
        Self(Timestamp::from_second(whole).unwrap_or(Timestamp::MAX))
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = TimeZone::UTC.to_datetime(self.0);
        let (day, hour, minute) = (civil.date(), civil.hour(), civil.minute());
        write!(f, "{day}T{hour:02}:{minute:02}Z")
    }
}

/// What is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The name of the log on which the poll stands.
    pub origin: KeyName,
    /// The fingerprint of the poll.
    pub poll: Hash,
    /// The tracker of the ballot.
    pub tracker: Hash,
    /// When the ballot is published at the latest.
    pub by: Minute,
}

impl Promise {
    /// The text that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let (poll, tracker) = (self.poll.to_base64(), self.tracker.to_base64());
        format!(
            "{FIRST_LINE}\n{}\n{poll}\n{tracker}\n{}\n",
            self.origin, self.by
        )
    }

    /// The signed note. The key must be that of the log.
    ///
    /// # Errors
    /// [`PromiseError::OtherLog`].
    pub fn sign(&self, key: &SigningKey) -> Result<String, PromiseError> {
        self.of_log(key.name())?;
        Ok(Note::sign(&self.to_text(), key)?.to_text())
    }

    fn of_log(&self, name: &str) -> Result<(), PromiseError> {
        match self.origin.as_str() == name {
            true => Ok(()),
            false => Err(PromiseError::OtherLog {
                expected: name.to_owned(),
                found: self.origin.to_string(),
            }),
        }
    }
}

/// A promise of the right form, not verified: perhaps nobody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncheckedPromise {
    note: Note,
    promise: Promise,
}

impl UncheckedPromise {
    /// Reads a signed promise; [`UncheckedPromise::to_text`] writes it back byte for byte.
    ///
    /// # Errors
    /// [`PromiseError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, PromiseError> {
        let note = Note::parse(bytes)?;
        // A note's text ends with a newline.
        let text = note.text().strip_suffix('\n').unwrap_or_default();
        let lines: Vec<&str> = text.split('\n').collect();
        let [FIRST_LINE, origin, poll, tracker, by] = lines.as_slice() else {
            return Err(PromiseError::Lines);
        };
        let hash = |line, text| Hash::from_base64(text).ok_or(PromiseError::Hash { line });
        let promise = Promise {
            origin: KeyName::new(origin).map_err(|_| PromiseError::Origin)?,
            poll: hash(3, poll)?,
            tracker: hash(4, tracker)?,
            by: Minute::parse(by).ok_or(PromiseError::Time)?,
        };
        Ok(Self { note, promise })
    }

    /// What it says. Nothing shows yet that it was promised.
    #[must_use]
    pub fn claims(&self) -> &Promise {
        &self.promise
    }

    /// The whole note.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.note.to_text()
    }

    /// Checks that it is of the log whose name the key has, and signed with the key.
    ///
    /// # Errors
    /// [`PromiseError::OtherLog`] or [`PromiseError::Note`].
    pub fn verify(&self, key: &VerifierKey) -> Result<&Promise, PromiseError> {
        self.promise.of_log(key.name())?;
        self.note.verify(key)?;
        Ok(&self.promise)
    }
}

/// Every key of the log that was in force at some time of a record: a promise may be signed with any of them.
#[must_use]
pub fn log_keys(election: &Election) -> Vec<VerifierKey> {
    let first = election.called().map(|called| called.call.log.as_str());
    let later = election.kept().iter().filter_map(|kept| match &kept.act {
        Act::LogKeyRotated(rotated) => Some(rotated.log.as_str()),
        _ => None,
    });
    let keys = first.into_iter().chain(later);
    keys.filter_map(|key| VerifierKey::parse(key).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use veche_record::checkpoint::UncheckedCheckpoint;

    fn key(origin: &str, secret: u8) -> SigningKey {
        SigningKey::new(KeyName::new(origin).unwrap(), &[secret; 32])
    }

    fn minute(text: &str) -> Minute {
        Minute::parse(text).unwrap()
    }

    fn promise() -> Promise {
        Promise {
            origin: KeyName::new("example.org/e").unwrap(),
            poll: Hash::of(b"election"),
            tracker: Hash::of(b"ballot"),
            by: minute("2026-11-23T12:40Z"),
        }
    }

    #[test]
    fn a_signed_promise_reads_back_and_is_verified_by_the_key_of_its_log() {
        let key = key("example.org/e", 1);
        let text = promise().sign(&key).unwrap();
        assert!(
            text.starts_with("veche.promise/v1\nexample.org/e\n"),
            "{text}"
        );
        let read = UncheckedPromise::parse(text.as_bytes()).unwrap();
        assert_eq!(read.to_text(), text);
        assert_eq!(read.verify(&key.verifier()), Ok(&promise()));
    }

    #[test]
    fn a_promise_of_another_key_or_another_log_is_refused() {
        let text = promise().sign(&key("example.org/e", 1)).unwrap();
        let read = UncheckedPromise::parse(text.as_bytes()).unwrap();
        let other = read.verify(&key("example.org/e", 2).verifier());
        assert!(matches!(
            other,
            Err(PromiseError::Note(NoteError::NotSigned { .. }))
        ));
        let other = read.verify(&key("example.org/f", 1).verifier());
        assert!(matches!(other, Err(PromiseError::OtherLog { .. })));
        let other = promise().sign(&key("example.org/f", 1));
        assert!(matches!(other, Err(PromiseError::OtherLog { .. })));
    }

    #[test]
    fn every_change_to_a_promise_is_seen() {
        let key = key("example.org/e", 1);
        let good = promise().sign(&key).unwrap();
        let other = Hash::of(b"other").to_base64();
        let wrong = PromiseError::Note(NoteError::Signature {
            name: KeyName::new("example.org/e").unwrap(),
            id: key.verifier().id(),
        });
        let poll = promise().poll.to_base64();
        let tracker = promise().tracker.to_base64();
        let name = "v1\nexample.org/e\n";
        let table = [
            ("v1\n", "v2\n", PromiseError::Lines),
            ("12:40Z\n", "12:40Z\nmore\n", PromiseError::Lines),
            (name, "v1\nexample org\n", PromiseError::Origin),
            (&poll, &other, wrong.clone()),
            (&tracker, &other, wrong.clone()),
            (&poll, &poll[1..], PromiseError::Hash { line: 3 }),
            (
                &tracker,
                &format!("{tracker}="),
                PromiseError::Hash { line: 4 },
            ),
            ("12:40Z", "12:41Z", wrong),
            ("12:40Z", "12:40:00Z", PromiseError::Time),
            ("12:40Z", "12:40+00:00", PromiseError::Time),
            ("12:40Z", "later", PromiseError::Time),
        ];
        for (from, to, error) in table {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good);
            let found = UncheckedPromise::parse(text.as_bytes())
                .and_then(|read| read.verify(&key.verifier()).cloned());
            assert_eq!(found, Err(error), "{from} → {to}");
        }
    }

    #[test]
    fn no_promise_is_a_checkpoint() {
        let mut promise = promise();
        promise.origin = KeyName::new("5").unwrap();
        let text = promise.sign(&key("5", 1)).unwrap();
        assert!(UncheckedCheckpoint::parse(text.as_bytes()).is_err());
    }

    #[test]
    fn a_promise_is_never_for_an_earlier_minute_than_was_meant() {
        let of = |text: &str| Minute::not_before(text.parse().unwrap()).to_string();
        assert_eq!(of("2026-11-23T12:40:00Z"), "2026-11-23T12:40Z");
        assert_eq!(of("2026-11-23T12:40:00.1Z"), "2026-11-23T12:41Z");
        assert_eq!(of("2026-12-31T23:59:01Z"), "2027-01-01T00:00Z");
        assert_eq!(of("1969-12-31T23:59:30Z"), "1970-01-01T00:00Z");
        assert_eq!(Minute::not_before(Timestamp::MAX).time(), Timestamp::MAX);
    }

    proptest! {
        #[test]
        fn promises_of_all_times_and_names_read_back(
            name in "[^+\\s\\pC]{1,40}",
            seconds in -60_000_000_000i64..250_000_000_000,
        ) {
            let time = Timestamp::from_second(seconds).unwrap();
            let by = Minute::not_before(time);
            let late = by.time().as_second() - seconds;
            prop_assert!((0..60).contains(&late));
            let promise = Promise { origin: KeyName::new(&name).unwrap(), by, ..promise() };
            let text = promise.sign(&key(&name, 1)).unwrap();
            let read = UncheckedPromise::parse(text.as_bytes()).unwrap();
            prop_assert_eq!(read.claims(), &promise);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "(veche.promise/v1\n)?(.{0,44}\n){0,5}.{0,20}") {
            let _ = UncheckedPromise::parse(text.as_bytes());
            let _ = Minute::parse(&text);
        }
    }
}
