//! Ballots, verified in batches on all cores (V7 to V10).

use veche_crypto::group::Group;
use veche_crypto::parallel;

use super::report::TrackerFate;
use super::verifier::State;
use crate::ballot::{self, Ballot, BallotError, VerifiedBallot};
use crate::chain::Step;
use crate::check::{CheckId, Place};
use crate::credential::Roll;
use crate::hash::Hash;
use crate::hints;

/// So many ballots are verified together, on all cores.
const BATCH: usize = 2048;
/// A batch ends earlier if its ballots have this many bytes.
const BATCH_BYTES: usize = 16 << 20;

/// A ballot waiting for its batch.
pub(super) struct Waiting {
    place: Place,
    hash: Hash,
    bytes: Vec<u8>,
    /// Whether it stands where a ballot may stand: otherwise it is checked and not counted.
    in_order: bool,
}

impl<G: Group> State<G> {
    pub(super) fn ballot(&mut self, mut step: Step) {
        self.ballots += 1;
        let place = step.place();
        let Some((hash, bytes)) = step.data.pop().filter(|_| step.whole) else {
            return;
        };
        self.waiting_bytes += bytes.len();
        self.waiting.push(Waiting {
            place,
            hash,
            bytes,
            in_order: step.in_order,
        });
        if self.waiting.len() >= BATCH || self.waiting_bytes >= BATCH_BYTES {
            self.flush();
        }
    }

    /// Verifies the ballots that wait.
    pub(super) fn flush(&mut self) {
        self.waiting_bytes = 0;
        let mut waiting = std::mem::take(&mut self.waiting);
        let Some(election) = &self.setup.election else {
            return;
        };
        if waiting.is_empty() || election.supported().is_err() {
            return;
        }
        let number = waiting.len() as u64;
        let bytes = waiting
            .iter_mut()
            .map(|ballot| std::mem::take(&mut ballot.bytes))
            .collect();
        let read = parallel::map(bytes, |bytes: Vec<u8>| Ballot::parse(election, &bytes));
        let mut readable = Vec::with_capacity(waiting.len());
        let unreadable: Vec<Option<BallotError>> = read
            .into_iter()
            .map(|ballot| ballot.map(|ballot| readable.push(ballot)).err())
            .collect();
        // Without a roll, every credential is unknown, and it is the roll that is at fault.
        let roll = self.setup.roll.as_ref();
        let nobody = Roll::empty();
        // A hint for each ballot that came, also for those that could not be read.
        let hints: Vec<Option<Vec<u8>>> = match &mut self.hints {
            None => Vec::new(),
            Some(source) => unreadable
                .iter()
                .map(|error| (error, source.next(election.fingerprint())))
                .filter(|(error, _)| error.is_none())
                .map(|(_, hint)| hint)
                .collect(),
        };
        let made: Vec<Option<Vec<u8>>> = match &self.made {
            None => Vec::new(),
            Some(_) => parallel::map(readable.iter().collect(), |ballot: &Ballot<G>| {
                ballot::hints_of(election, ballot)
            }),
        };
        let verified = ballot::verify_all_with_hints(
            election,
            roll.unwrap_or(&nobody),
            readable,
            &hints,
            &self.seed,
        );
        if let Some(out) = &mut self.made {
            let mut of_readable = verified.iter().zip(made);
            for error in &unreadable {
                let next = match error {
                    None => of_readable.next(),
                    Some(_) => None,
                };
                // Only a valid ballot gets hints: wrong ones would spoil the equation of its neighbours.
                let hint = next.filter(|(ballot, _)| ballot.is_ok());
                let hint = hint.and_then(|(_, hint)| hint);
                hints::write(
                    election.fingerprint(),
                    hint.as_deref(),
                    &mut self.hints_begun,
                    out,
                );
            }
        }
        let mut verified = verified.into_iter();
        let no_roll = roll.is_none();
        for check in [
            CheckId::BallotForm,
            CheckId::BallotRight,
            CheckId::BallotSignature,
            CheckId::BallotProofs,
        ] {
            self.looked(check, number);
        }
        for (waiting, unreadable) in waiting.into_iter().zip(unreadable) {
            let ballot = match unreadable {
                Some(error) => Err(vec![error]),
                // One for each that could be read. If one were missing it must not pass for valid.
                None => verified
                    .next()
                    .unwrap_or_else(|| Err(vec![BallotError::NotVerified])),
            };
            self.judge(&waiting, ballot, no_roll);
        }
    }

    /// Counts one ballot, or keeps what is wrong with it.
    fn judge(
        &mut self,
        waiting: &Waiting,
        ballot: Result<VerifiedBallot<G>, Vec<BallotError>>,
        no_roll: bool,
    ) {
        let mut faults = ballot.as_ref().err().cloned().unwrap_or_default();
        if !self.seen.insert(waiting.hash) {
            faults.push(BallotError::Duplicate);
        }
        if no_roll {
            faults.retain(|fault| *fault != BallotError::UnknownCredential);
        }
        for fault in &faults {
            self.fault(fault.check(), waiting.place, fault.clone());
        }
        if let Some(fate) = self.trackers.get_mut(&waiting.hash.to_base64()) {
            *fate = match faults.is_empty() && waiting.in_order {
                true => TrackerFate::Replaced,
                false => TrackerFate::Invalid,
            };
        }
        if let (Ok(ballot), true, true, Some(tally)) =
            (ballot, faults.is_empty(), waiting.in_order, &mut self.tally)
        {
            tally.add(&ballot);
        }
    }
}
