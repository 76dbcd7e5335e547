//! Voting: choices in, a ballot out. What it means is decided in `veche_poll`.
//!
//! A voter's page calls, in this order: [`Booth::poll`], [`Booth::credential`], [`Booth::explain`] while the voter
//! chooses, [`Booth::encrypt`], and then either [`Booth::challenge`] or [`Booth::sign`]. The encrypted ballot stays in
//! here under a number that is good once, so that one whose contents were shown can never be cast. Another device calls
//! [`Booth::poll`] and [`Booth::check`].
//!
//! | module | subject |
//! | --- | --- |
//! | [`choices`] | what the voter selected, and whether it fits |
//! | [`poll`] | a poll in one of the groups |

use serde::Deserialize;
use veche_crypto::group::with_group;
use veche_poll::credential::PrivateCredential;
use veche_poll::election::ElectionOutline;
use zeroize::Zeroizing;

pub mod choices;
pub mod poll;

use crate::answer::{Failure, argument, text};
use crate::chance::Seed;
use choices::{Choices, Explained};
use poll::{Description, Encrypted, Held, OpenPoll, Opened, Poll, Signed};

/// A voter's booth: the poll, and ballots that are encrypted and neither signed nor opened yet.
#[derive(Default)]
pub struct Booth {
    poll: Option<Box<dyn Poll>>,
}

#[derive(Deserialize)]
struct Encrypt {
    credential: Zeroizing<String>,
    selections: Choices,
    seed: Seed,
}

#[derive(Deserialize)]
struct Sign {
    handle: u32,
    seed: Seed,
}

#[derive(Deserialize)]
struct Check {
    opened: String,
    code: String,
}

impl Booth {
    /// Takes the poll that all other calls are about, from the bytes of its `election` data, and says what it asks.
    ///
    /// # Errors
    /// `election`: the bytes are no election of a group that is known.
    pub fn poll(&mut self, election: &[u8]) -> Result<Description, Failure> {
        let wrong = |reason: String| Failure::new("election", reason);
        let outline = ElectionOutline::parse(election).map_err(|error| wrong(error.to_string()))?;
        let read = with_group(&outline.group, OpenPoll(election));
        let unknown = || wrong(format!("the group {} is not known", outline.group));
        let poll = read.ok_or_else(unknown)?.map_err(wrong)?;
        let described = poll.describe();
        self.poll = Some(poll);
        Ok(described)
    }

    fn open(&mut self) -> Result<&mut Box<dyn Poll>, Failure> {
        let none = || Failure::new("order", "no poll was given yet");
        self.poll.as_mut().ok_or_else(none)
    }

    /// The public credential that belongs to a private one, for looking it up on the roll.
    ///
    /// # Errors
    /// `credential`: the text has not the form of one.
    pub fn credential(&mut self, credential: &[u8]) -> Result<String, Failure> {
        let credential = read_credential(text(credential)?)?;
        Ok(self.open()?.public_credential(&credential))
    }

    /// What to say of the selections so far, of each question by itself.
    ///
    /// # Errors
    /// `argument`.
    pub fn explain(&mut self, selections: &[u8]) -> Result<Vec<Explained>, Failure> {
        let choices: Choices = argument(selections)?;
        self.open()?.explain(&choices)
    }

    /// Encrypts the selections. The choices are wiped; what is left is a number for this ballot, and the code that the
    /// voter notes.
    ///
    /// # Errors
    /// `credential`, or `selection` with the question.
    pub fn encrypt(&mut self, request: &[u8]) -> Result<Encrypted, Failure> {
        let request: Encrypt = argument(request)?;
        let credential = read_credential(&request.credential)?;
        let mut chance = request.seed.stretch();
        self.open()?
            .encrypt(&credential, &request.selections, &mut chance)
    }

    /// Opens an encrypted ballot, so that another device can see what it holds. It can then not be cast.
    ///
    /// # Errors
    /// `handle`: there is no such ballot, or not any more.
    pub fn challenge(&mut self, handle: &[u8]) -> Result<Opened, Failure> {
        let handle = argument(handle)?;
        self.open()?.challenge(handle)
    }

    /// Signs an encrypted ballot. It can then not be opened.
    ///
    /// # Errors
    /// `handle`: there is no such ballot, or not any more.
    pub fn sign(&mut self, request: &[u8]) -> Result<Signed, Failure> {
        let request: Sign = argument(request)?;
        let mut chance = request.seed.stretch();
        self.open()?.sign(request.handle, &mut chance)
    }

    /// Drops every ballot that is neither signed nor opened.
    pub fn forget(&mut self) {
        if let Some(poll) = &mut self.poll {
            poll.forget();
        }
    }

    /// On another device: what an opened ballot holds, if it has the code that the voter noted.
    ///
    /// # Errors
    /// `opened`: it is no opened ballot. `code`: it is not the one that the voter noted. `differs`: it holds something
    /// else than it says; do not use the device that made it.
    pub fn check(&mut self, request: &[u8]) -> Result<Vec<Held>, Failure> {
        let request: Check = argument(request)?;
        self.open()?.check(&request.opened, &request.code)
    }
}

fn read_credential(text: &str) -> Result<PrivateCredential, Failure> {
    PrivateCredential::parse(text.trim()).map_err(|error| Failure::new("credential", error))
}

#[cfg(test)]
mod tests;
