//! The desk of a poll: which ballots it takes, and how they are recorded, in whatever group the poll is.

use std::collections::HashMap;
use std::sync::Mutex;

use veche_crypto::group::{Group, GroupTask, with_group};
use veche_poll::ballot::VerifiedBallot;
use veche_poll::board::{self, Addition, Rejection};
use veche_poll::chain::Step;
use veche_poll::hash::Hash;
use veche_poll::outline::Outline;
use veche_poll::question::Homomorphic;
use veche_poll::setup::{self, CheckedSetup, Setup};

/// A ballot that was examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Its hash, the tracker.
    pub tracker: Hash,
    /// The public credential that signed it.
    pub credential: String,
}

/// What is asked of a desk. The group of its poll is inside.
pub trait Desk: Send + Sync {
    /// Examines a ballot, which takes about a millisecond.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn examine(&self, bytes: &[u8]) -> Result<Examined, Rejection>;

    /// What to append to the archive so that it has this ballot. One that was examined is not examined again.
    ///
    /// # Errors
    /// Why it may not be recorded now.
    fn record(&self, outline: &Outline, bytes: &[u8]) -> Result<Addition, Rejection>;

    /// Forgets ballots that were recorded.
    fn forget(&self, trackers: &[Hash]);

    /// Whether a public credential stands on the roll.
    fn is_on_roll(&self, credential: &str) -> bool;

    /// What the poll is about.
    fn about(&self) -> About;
}

/// What a poll is about, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Its questions; empty if they are of a kind that is not supported.
    pub questions: Vec<Homomorphic>,
    /// How many may vote.
    pub voters: usize,
    /// How many trustees there are.
    pub trustees: usize,
    /// How many of them are enough to open the sum.
    pub threshold: usize,
    /// The fingerprint of the poll.
    pub fingerprint: String,
}

/// The desk of the poll that begins with this event. `None` if the poll is not set up soundly, or in no group that we
/// know.
pub fn open(first: &Step, seed: &[u8; 32]) -> Option<Box<dyn Desk>> {
    with_group(&setup::outline(first)?.group, Opening { first, seed }).flatten()
}

struct Opening<'a> {
    first: &'a Step,
    seed: &'a [u8; 32],
}

impl GroupTask for Opening<'_> {
    type Output = Option<Box<dyn Desk>>;

    fn run<G: Group>(self) -> Self::Output {
        let setup = CheckedSetup::<G>::check(self.first, self.seed).complete()?;
        Some(Box::new(InGroup {
            setup,
            examined: Mutex::new(HashMap::new()),
        }))
    }
}

/// A desk in a group.
struct InGroup<G: Group> {
    setup: Setup<G>,
    /// Ballots that were examined and are not recorded yet, by tracker.
    examined: Mutex<HashMap<Hash, VerifiedBallot<G>>>,
}

impl<G: Group> InGroup<G> {
    fn examined(&self) -> std::sync::MutexGuard<'_, HashMap<Hash, VerifiedBallot<G>>> {
        // Nothing that holds this lock can leave the map half changed.
        self.examined
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl<G: Group> Desk for InGroup<G> {
    fn examine(&self, bytes: &[u8]) -> Result<Examined, Rejection> {
        let ballot = board::examine(&self.setup.election, &self.setup.roll, bytes)?;
        let examined = Examined {
            tracker: ballot.hash(),
            credential: ballot.credential().to_owned(),
        };
        self.examined().insert(ballot.hash(), ballot);
        Ok(examined)
    }

    fn record(&self, outline: &Outline, bytes: &[u8]) -> Result<Addition, Rejection> {
        let known = self.examined().get(&Hash::of(bytes)).cloned();
        match known {
            Some(ballot) => board::cast_examined(outline, &ballot, bytes),
            None => board::cast(&self.setup.election, &self.setup.roll, outline, bytes)
                .map(|(_, addition)| addition),
        }
    }

    fn forget(&self, trackers: &[Hash]) {
        let mut examined = self.examined();
        for tracker in trackers {
            examined.remove(tracker);
        }
    }

    fn is_on_roll(&self, credential: &str) -> bool {
        self.setup.roll.weight(credential).is_some()
    }

    fn about(&self) -> About {
        let election = &self.setup.election;
        let questions = election.homomorphic().unwrap_or_default();
        About {
            name: election.name.clone(),
            questions: questions.into_iter().cloned().collect(),
            voters: self.setup.roll.len(),
            trustees: self.setup.trustees.owners().len(),
            threshold: self.setup.trustees.enough(),
            fingerprint: election.fingerprint().to_owned(),
        }
    }
}
