//! Which event may follow which (spec §Public data, the table of events). This is decided here and nowhere else.
//!
//! The independent tool does not check this order, so an archive in which a ballot follows the end of the ballots
//! passes there. It does not pass here (check V3).

use std::fmt;

use thiserror::Error;

use crate::event::EventKind;

/// How far a poll has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// Nothing has happened yet.
    #[default]
    Empty,
    /// Ballots are accepted.
    Open,
    /// No ballot is accepted any more.
    Closed,
    /// The ballots were added up. Shuffles come next if some answers cannot be added up, decryptions if all can.
    Tallied,
    /// Shuffles have begun.
    Shuffling,
    /// Shuffles are over.
    Shuffled,
    /// Trustees have begun to decrypt.
    Decrypting,
    /// The result is published; nothing follows.
    Finished,
}

/// An event that may not follow on those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{kind} may not stand here: {phase}")]
pub struct OrderError {
    /// How far the poll had come.
    pub phase: Phase,
    /// The event.
    pub kind: EventKind,
}

impl Phase {
    /// The phase after an event of this kind.
    ///
    /// Whether a poll needs shuffles, and how many decryptions it needs, depends on its questions and trustees and is
    /// not decided here: shuffles, with their end, are optional, and a result may follow on any number of
    /// decryptions.
    ///
    /// # Errors
    ///
    /// [`OrderError`] if such an event may not follow.
    pub fn after(self, kind: EventKind) -> Result<Self, OrderError> {
        match (self, kind) {
            (Self::Empty, EventKind::Setup) | (Self::Open, EventKind::Ballot) => Ok(Self::Open),
            (Self::Open, EventKind::EndBallots) => Ok(Self::Closed),
            (Self::Closed, EventKind::EncryptedTally) => Ok(Self::Tallied),
            (Self::Tallied | Self::Shuffling, EventKind::Shuffle) => Ok(Self::Shuffling),
            (Self::Tallied | Self::Shuffling, EventKind::EndShuffles) => Ok(Self::Shuffled),
            (Self::Tallied | Self::Shuffled | Self::Decrypting, EventKind::PartialDecryption) => {
                Ok(Self::Decrypting)
            }
            (Self::Tallied | Self::Shuffled | Self::Decrypting, EventKind::Result) => {
                Ok(Self::Finished)
            }
            (phase, kind) => Err(OrderError { phase, kind }),
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the poll is not set up, and Setup must come first",
            Self::Open => "the poll is open, and only Ballot or EndBallots may follow",
            Self::Closed => "the ballots have ended, and only EncryptedTally may follow",
            Self::Tallied => {
                "the ballots are tallied, and only shuffles, decryptions or the result may follow"
            }
            Self::Shuffling => "shuffles are under way, and only Shuffle or EndShuffles may follow",
            Self::Shuffled => {
                "the shuffles have ended, and only PartialDecryption or Result may follow"
            }
            Self::Decrypting => {
                "decryption is under way, and only PartialDecryption or Result may follow"
            }
            Self::Finished => "the result is published, and nothing may follow",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EventKind::{
        Ballot, EncryptedTally, EndBallots, EndShuffles, PartialDecryption, Setup, Shuffle,
    };

    const RESULT: EventKind = EventKind::Result;

    fn run(kinds: &[EventKind]) -> Result<Phase, OrderError> {
        kinds
            .iter()
            .try_fold(Phase::Empty, |phase, kind| phase.after(*kind))
    }

    #[test]
    fn a_poll_may_run_with_shuffles_or_without() {
        let tally = [Setup, Ballot, Ballot, EndBallots, EncryptedTally];
        let ends: [&[EventKind]; 3] = [
            &[PartialDecryption, PartialDecryption, RESULT],
            &[Shuffle, Shuffle, EndShuffles, PartialDecryption, RESULT],
            &[EndShuffles, PartialDecryption, RESULT],
        ];
        for end in ends {
            assert_eq!(run(&[&tally, end].concat()), Ok(Phase::Finished), "{end:?}");
        }
        assert_eq!(
            run(&[Setup, EndBallots, EncryptedTally]),
            Ok(Phase::Tallied),
            "a poll without ballots"
        );
    }

    #[test]
    fn exactly_the_steps_of_the_table_are_allowed() {
        let allowed = [
            (Phase::Empty, vec![Setup]),
            (Phase::Open, vec![Ballot, EndBallots]),
            (Phase::Closed, vec![EncryptedTally]),
            (
                Phase::Tallied,
                vec![Shuffle, EndShuffles, PartialDecryption, RESULT],
            ),
            (Phase::Shuffling, vec![Shuffle, EndShuffles]),
            (Phase::Shuffled, vec![PartialDecryption, RESULT]),
            (Phase::Decrypting, vec![PartialDecryption, RESULT]),
            (Phase::Finished, vec![]),
        ];
        for (phase, kinds) in allowed {
            for kind in EventKind::ALL {
                assert_eq!(
                    phase.after(kind).is_ok(),
                    kinds.contains(&kind),
                    "{kind} when {phase}"
                );
            }
        }
    }
}
