//! What a server must remember of a poll and never serves.
//!
//! A login and its credential stand side by side here, which is why these rows are private, and why a published ballot
//! is taken out of them.

use super::StoreError;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use veche_record::hash::Hash;

/// Somebody who may cast in a poll, as the server knows them. The name, the mail address and the credential are never
/// printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// What the person signs in with.
    pub name: String,
    /// Where codes are sent.
    pub mail: Option<String>,
    /// What checks a password or a code: an Argon2 text in PHC form, or `sha256:` and the hash of a random code.
    pub verifier: Option<String>,
    /// The public credential that this login is bound to, from its first ballot on.
    pub credential: Option<String>,
}

/// How many may cast in a poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginCount {
    /// All logins.
    pub all: u64,
    /// Those with a mail address.
    pub with_mail: u64,
}

/// A ballot that was accepted and not yet published. Whose it is, is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct WaitingBallot {
    /// Who handed it in.
    pub login: String,
    /// The public credential that signed it.
    pub credential: String,
    /// The ballot's hash.
    pub tracker: Hash,
    /// The ballot.
    pub ballot: Vec<u8>,
    /// The promise that the voter was given.
    pub promise: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("bound", &self.credential.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WaitingBallot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingBallot")
            .field("tracker", &self.tracker)
            .finish_non_exhaustive()
    }
}

/// The rows of all polls, in memory.
#[derive(Default)]
pub(crate) struct Rows(BTreeMap<String, PollRows>);

/// The rows of one poll.
#[derive(Default)]
struct PollRows {
    logins: BTreeMap<String, Login>,
    /// The login that a credential is bound to.
    bound: BTreeMap<String, String>,
    /// Whether no ballot is accepted any more.
    sealed: bool,
    /// In the order of accepting.
    waiting: Vec<WaitingBallot>,
    trackers: BTreeSet<Hash>,
}

/// What accepting some ballots changes.
#[derive(Default)]
pub(crate) struct Acceptance {
    /// Logins and the credentials that they are bound to from now on.
    pub(crate) bind: Vec<(String, String)>,
    /// Those that do not wait yet.
    pub(crate) ballots: Vec<WaitingBallot>,
}

impl Rows {
    pub(crate) fn logins(&self, poll: &str) -> Vec<Login> {
        let rows = self.0.get(poll);
        rows.map_or_else(Vec::new, |rows| rows.logins.values().cloned().collect())
    }

    pub(crate) fn count_logins(&self, poll: &str) -> LoginCount {
        let Some(rows) = self.0.get(poll) else {
            return LoginCount::default();
        };
        let with_mail = rows.logins.values().filter(|login| login.mail.is_some());
        LoginCount {
            all: rows.logins.len() as u64,
            with_mail: with_mail.count() as u64,
        }
    }

    pub(crate) fn waiting(&self, poll: &str) -> Vec<WaitingBallot> {
        self.0
            .get(poll)
            .map_or_else(Vec::new, |rows| rows.waiting.clone())
    }

    /// How many rows there are.
    pub(crate) fn count(&self) -> usize {
        let counts = self.0.values();
        counts
            .map(|rows| rows.logins.len() + rows.waiting.len() + usize::from(rows.sealed))
            .sum()
    }

    /// Whether nothing waits in any poll.
    pub(crate) fn is_published(&self) -> bool {
        self.0.values().all(|rows| rows.waiting.is_empty())
    }

    /// The polls whose box was sealed.
    pub(crate) fn sealed(&self) -> impl Iterator<Item = &str> {
        let sealed = self.0.iter().filter(|(_, rows)| rows.sealed);
        sealed.map(|(poll, _)| poll.as_str())
    }

    /// Seals the box of a poll.
    pub(crate) fn seal(&mut self, poll: &str) {
        self.0.entry(poll.to_owned()).or_default().sealed = true;
    }

    /// All of them, by poll.
    pub(crate) fn iter(
        &self,
    ) -> impl Iterator<
        Item = (
            &str,
            impl Iterator<Item = &Login>,
            impl Iterator<Item = &WaitingBallot>,
        ),
    > {
        let polls = self.0.iter();
        polls.map(|(poll, rows)| (poll.as_str(), rows.logins.values(), rows.waiting.iter()))
    }

    /// Adds a login or replaces it; the credential that it is bound to stays.
    pub(crate) fn put_login(&mut self, poll: &str, login: Login) {
        let rows = self.0.entry(poll.to_owned()).or_default();
        match rows.logins.entry(login.name.clone()) {
            Entry::Occupied(mut there) => {
                let credential = there.get_mut().credential.take();
                there.insert(Login {
                    credential,
                    ..login
                });
            }
            Entry::Vacant(free) => {
                free.insert(Login {
                    credential: None,
                    ..login
                });
            }
        }
    }

    /// What accepting these ballots would change.
    ///
    /// # Errors
    /// [`StoreError::Sealed`], [`StoreError::NoSuchLogin`], [`StoreError::BoundOtherwise`].
    pub(crate) fn check(
        &self,
        poll: &str,
        ballots: &[WaitingBallot],
    ) -> Result<Acceptance, StoreError> {
        let none = PollRows::default();
        let rows = self.0.get(poll).unwrap_or(&none);
        if rows.sealed {
            let poll = poll.to_owned();
            return Err(StoreError::Sealed { poll });
        }
        let mut change = Acceptance::default();
        // What the earlier ones of these bind and bring.
        let mut by_login: BTreeMap<&str, &str> = BTreeMap::new();
        let mut by_credential: BTreeMap<&str, &str> = BTreeMap::new();
        let mut trackers = BTreeSet::new();
        for ballot in ballots {
            let (name, credential) = (ballot.login.as_str(), ballot.credential.as_str());
            let login = rows.logins.get(name);
            let login = login.ok_or_else(|| StoreError::NoSuchLogin {
                login: name.to_owned(),
            })?;
            let has = login.credential.as_deref();
            let has = has.or_else(|| by_login.get(name).copied());
            let of = rows.bound.get(credential).map(String::as_str);
            let of = of.or_else(|| by_credential.get(credential).copied());
            match (has, of) {
                (None, None) => {
                    by_login.insert(name, credential);
                    by_credential.insert(credential, name);
                    change.bind.push((name.to_owned(), credential.to_owned()));
                }
                (Some(has), Some(of)) if has == credential && of == name => {}
                _ => {
                    return Err(StoreError::BoundOtherwise {
                        login: name.to_owned(),
                    });
                }
            }
            if !rows.trackers.contains(&ballot.tracker) && trackers.insert(ballot.tracker) {
                change.ballots.push(ballot.clone());
            }
        }
        Ok(change)
    }

    /// Binds a login that is there.
    pub(crate) fn bind(&mut self, poll: &str, name: &str, credential: &str) {
        let rows = self.0.entry(poll.to_owned()).or_default();
        if let Some(login) = rows.logins.get_mut(name) {
            login.credential = Some(credential.to_owned());
            rows.bound.insert(credential.to_owned(), name.to_owned());
        }
    }

    /// Lets a ballot wait.
    pub(crate) fn wait(&mut self, poll: &str, ballot: WaitingBallot) {
        let rows = self.0.entry(poll.to_owned()).or_default();
        if rows.trackers.insert(ballot.tracker) {
            rows.waiting.push(ballot);
        }
    }

    /// Whether any of these waits.
    pub(crate) fn waits(&self, poll: &str, trackers: &BTreeSet<Hash>) -> bool {
        self.0
            .get(poll)
            .is_some_and(|rows| !rows.trackers.is_disjoint(trackers))
    }

    /// Takes ballots out.
    pub(crate) fn forget(&mut self, poll: &str, trackers: &BTreeSet<Hash>) {
        if let Some(rows) = self.0.get_mut(poll) {
            rows.waiting
                .retain(|ballot| !trackers.contains(&ballot.tracker));
            rows.trackers.retain(|tracker| !trackers.contains(tracker));
        }
    }
}
