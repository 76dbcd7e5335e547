//! Ballots, verified in batches on all cores (V7 to V10).

use veche_crypto::group::Group;
use veche_crypto::parallel;

use std::num::NonZeroU32;

use super::report::TrackerFate;
use super::verifier::State;
use crate::archive::BLOCK;
use crate::ballot::{self, Ballot, BallotError, VerifiedBallot};
use crate::chain::Step;
use crate::check::{CheckId, Place, Reason};
use crate::credential::Roll;
use crate::hash::Hash;
use crate::hints;
use crate::tally::Part;

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
    /// Whether it stands before it already.
    repeated: bool,
    /// Where its bytes can be read again.
    part: Option<Part>,
}

impl<G: Group> State<G> {
    pub(super) fn ballot(&mut self, mut step: Step) {
        self.ballots += 1;
        let place = step.place();
        let Some((hash, bytes)) = step.data.pop().filter(|_| step.whole) else {
            return;
        };
        self.waiting_bytes += bytes.len();
        let length = u32::try_from(bytes.len()).ok().and_then(NonZeroU32::new);
        let part = length.filter(|_| self.again.is_some()).map(|length| Part {
            // The ballot's data is the only member before the event, and comes after its own tar header.
            offset: step.offset + BLOCK as u64,
            length,
        });
        self.waiting.push(Waiting {
            place,
            hash,
            bytes,
            in_order: step.in_order,
            repeated: step.repeated,
            part,
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
        self.take_out_former();
    }

    /// Takes the ballots out of the tally that those of this batch have replaced.
    fn take_out_former(&mut self) {
        let former = std::mem::take(&mut self.former);
        let (Some(tally), Some(election), Some(again)) =
            (&mut self.tally, &self.setup.election, &mut self.again)
        else {
            return;
        };
        let bytes = former
            .iter()
            .map(|(_, former)| again.read(former.part, former.hash))
            .collect();
        let ballots = parallel::map(bytes, |bytes: Option<Vec<u8>>| {
            Ballot::parse(election, &bytes?).ok()
        });
        let mut gone = Vec::new();
        for ((place, former), ballot) in former.iter().zip(ballots) {
            match ballot {
                Some(ballot) => tally.take_out(&ballot, former),
                None => gone.push((*place, former.hash)),
            }
        }
        for (place, hash) in gone {
            self.fault(CheckId::EncryptedTally, place, Reason::FormerBallot(hash));
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
        if waiting.repeated {
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
            match waiting.part {
                None => tally.add(&ballot),
                Some(part) => {
                    let former = tally.add_part(&ballot, part);
                    self.former
                        .extend(former.map(|former| (waiting.place, former)));
                }
            }
        }
    }
}
