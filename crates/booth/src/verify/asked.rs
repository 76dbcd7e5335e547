//! Ballots that a reader asks for: by tracker, or by a promise.

use serde_json::{Value, json};
use veche_election::judge::Election;
use veche_election::promise::{UncheckedPromise, log_keys};
use veche_poll::hash::Hash;
use veche_poll::verify::{Report, TrackerFate};

use crate::answer::Failure;

/// What was asked for, and what was found.
#[derive(Default)]
pub(super) struct Asked {
    trackers: Vec<OfPoll<Hash>>,
    promises: Vec<OfPoll<UncheckedPromise>>,
}

struct OfPoll<T> {
    /// The name of the poll. Of a promise it is known when its poll was found by the fingerprint.
    poll: Option<String>,
    of: T,
    fate: Option<TrackerFate>,
}

/// What there is to say at the end.
pub(super) struct Answers {
    pub(super) trackers: Vec<Value>,
    pub(super) promises: Vec<Value>,
}

impl Asked {
    pub(super) fn tracker(&mut self, poll: String, tracker: &str) -> Result<(), Failure> {
        let none = || Failure::new("tracker", "a tracker is 43 characters of Base64");
        self.trackers.push(OfPoll {
            poll: Some(poll),
            of: Hash::from_base64(tracker.trim()).ok_or_else(none)?,
            fate: None,
        });
        Ok(())
    }

    pub(super) fn promise(&mut self, text: &[u8]) -> Result<(), Failure> {
        let promise = UncheckedPromise::parse(text);
        self.promises.push(OfPoll {
            poll: None,
            of: promise.map_err(|error| Failure::new("promise", error))?,
            fate: None,
        });
        Ok(())
    }

    /// The trackers to look for in the archive of a poll.
    pub(super) fn of_poll(&mut self, name: &str, election: &Election) -> Vec<String> {
        let mut polls = election.polls().iter();
        let poll = polls.find(|poll| poll.opened.poll.as_str() == name);
        for promise in &mut self.promises {
            let named = promise.of.claims().poll;
            if poll.is_some_and(|poll| poll.opened.fingerprint.bytes() == named.as_bytes()) {
                promise.poll = Some(name.to_owned());
            }
        }
        let asked = self.trackers.iter();
        let asked = asked.filter(|asked| asked.poll.as_deref() == Some(name));
        let promised = self.promises.iter();
        let promised = promised.filter(|promised| promised.poll.as_deref() == Some(name));
        asked
            .map(|asked| asked.of.to_base64())
            .chain(promised.map(|promised| promised.of.claims().tracker.to_base64()))
            .collect()
    }

    /// Notes what the archive of a poll says of the trackers.
    pub(super) fn found(&mut self, name: &str, report: &Report) {
        let fate = |tracker: &Hash| report.trackers.get(&tracker.to_base64()).copied();
        for asked in &mut self.trackers {
            if asked.poll.as_deref() == Some(name) {
                asked.fate = fate(&asked.of);
            }
        }
        for promise in &mut self.promises {
            if promise.poll.as_deref() == Some(name) {
                promise.fate = fate(&promise.of.claims().tracker);
            }
        }
    }

    pub(super) fn answer(self, election: &Election) -> Answers {
        let keys = log_keys(election);
        let trackers = self.trackers.iter().map(|asked| {
            json!({
                "poll": asked.poll,
                "tracker": asked.of.to_base64(),
                "fate": words(asked.fate),
            })
        });
        let promises = self.promises.iter().map(|promise| {
            let claims = promise.of.claims();
            json!({
                "origin": claims.origin.as_str(),
                "poll": promise.poll,
                "fingerprint": claims.poll.to_base64(),
                "tracker": claims.tracker.to_base64(),
                "by": claims.by.to_string(),
                "signed": keys.iter().any(|key| promise.of.verify(key).is_ok()),
                "fate": words(promise.fate),
            })
        });
        Answers {
            trackers: trackers.collect(),
            promises: promises.collect(),
        }
    }
}

fn words(fate: Option<TrackerFate>) -> &'static str {
    match fate {
        Some(TrackerFate::Counted) => "counted",
        Some(TrackerFate::Replaced) => "replaced",
        Some(TrackerFate::Invalid) => "invalid",
        Some(TrackerFate::Missing) => "missing",
        None => "no_archive",
    }
}
