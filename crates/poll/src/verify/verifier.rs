//! The fold over an archive's events.

use std::collections::{BTreeMap, HashSet};

use veche_crypto::group::Group;

use super::report::{Note, Report, Status, TrackerFate};
use crate::ballot::{self, Ballot, BallotError, VerifiedBallot};
use crate::chain::{Reader, Step};
use crate::check::{CheckId, Fault, Place, Reason};
use crate::decryption::{self, PartialDecryption, VerifiedDecryption};
use crate::event::EventKind;
use crate::hash::Hash;
use crate::outline::Outline;
use crate::parallel;
use crate::payload::{Owned, SizedEncryptedTally};
use crate::phase::Phase;
use crate::result::{Outcome, QuestionResult};
use crate::setup::{CheckedSetup, Setup};
use crate::since::Past;
use crate::tally::{EncryptedTally, Tally};
use crate::trustees::Trustee;
use crate::weight::Weight;

/// So many ballots are verified together, on all cores.
const BATCH: usize = 2048;
/// A batch ends earlier if its ballots have this many bytes.
const BATCH_BYTES: usize = 16 << 20;
/// Fewer credentials than this with the same weight may be singled out by the result.
pub(crate) const WEIGHT_CLASS: usize = 3;

/// What a verification is given beside the archive.
#[derive(Debug, Default)]
pub struct Options {
    /// Random bytes that nobody who made the archive can know: see [`Group::all_members_vartime`].
    pub seed: [u8; 32],
    /// An earlier copy of the archive, of which nothing must have vanished.
    pub since: Option<Past>,
    /// Trackers to look for.
    pub trackers: Vec<String>,
}

/// A poll in which every check that could be run has passed.
pub struct Verified<G: Group> {
    /// Election, roll and trustees.
    pub setup: Setup<G>,
    /// What one must know to append.
    pub outline: Outline,
    /// The ballots that count, added up.
    pub tally: Tally<G>,
    /// The recorded tally, once there is one.
    pub encrypted_tally: Option<EncryptedTally<G>>,
    /// Valid partial decryptions, one place for each trustee.
    pub decryptions: Vec<Option<VerifiedDecryption<G>>>,
    /// Which trustees have recorded a partial decryption, valid or not.
    pub decrypted: Vec<bool>,
}

/// A ballot waiting for its batch.
struct Waiting {
    place: Place,
    hash: Hash,
    bytes: Vec<u8>,
    /// Whether it stands where a ballot may stand: otherwise it is checked and not counted.
    in_order: bool,
}

/// Verifies an archive in the group `G`.
pub struct Verifier<G: Group> {
    reader: Reader,
    state: State<G>,
}

/// Everything but the reader, so that the reader can hand steps to it.
struct State<G: Group> {
    seed: [u8; 32],
    since: bool,
    setup_seen: bool,
    setup: CheckedSetup<G>,
    waiting: Vec<Waiting>,
    waiting_bytes: usize,
    seen: HashSet<Hash>,
    trackers: BTreeMap<String, TrackerFate>,
    tally: Option<Tally<G>>,
    encrypted_tally: Option<EncryptedTally<G>>,
    decryptions: Vec<Option<VerifiedDecryption<G>>>,
    decrypted: Vec<bool>,
    result: Option<Vec<QuestionResult>>,
    ballots: u64,
    faults: Vec<Fault>,
    notes: Vec<Note>,
    /// How many things each check has looked at.
    looked: BTreeMap<CheckId, u64>,
}

impl<G: Group> Verifier<G> {
    /// A verifier at the beginning of an archive.
    pub fn new(options: Options) -> Self {
        let since = options.since.is_some();
        Self {
            reader: options.since.map_or_else(Reader::new, Reader::since),
            state: State {
                seed: options.seed,
                since,
                setup_seen: false,
                setup: CheckedSetup {
                    election: None,
                    roll: None,
                    trustees: None,
                    has_certificate: false,
                    faults: Vec::new(),
                },
                waiting: Vec::new(),
                waiting_bytes: 0,
                seen: HashSet::new(),
                trackers: options
                    .trackers
                    .into_iter()
                    .map(|tracker| (tracker, TrackerFate::Missing))
                    .collect(),
                tally: None,
                encrypted_tally: None,
                decryptions: Vec::new(),
                decrypted: Vec::new(),
                result: None,
                ballots: 0,
                faults: Vec::new(),
                notes: Vec::new(),
                looked: BTreeMap::new(),
            },
        }
    }

    /// Takes the bytes that come next.
    pub fn push(&mut self, bytes: &[u8]) {
        let state = &mut self.state;
        self.reader.push(bytes, |step| state.step(step));
    }

    /// How many ballots have come so far.
    pub fn ballots(&self) -> u64 {
        self.state.ballots
    }

    /// Ends the archive. The verified poll is there if the report says that it is sound.
    pub fn finish(self) -> (Report, Option<Verified<G>>) {
        let ending = self.reader.finish();
        self.state.finish(ending.faults, ending.outline)
    }
}

impl<G: Group> State<G> {
    fn step(&mut self, step: Step) {
        for check in [CheckId::ArchiveBytes, CheckId::Chain, CheckId::Order] {
            self.looked(check, 1);
        }
        if step.event.kind != EventKind::Ballot {
            self.flush();
        }
        match step.event.kind {
            EventKind::Setup => self.setup(&step),
            EventKind::Ballot => self.ballot(step),
            EventKind::EncryptedTally => self.encrypted_tally(&step),
            EventKind::PartialDecryption => self.decryption(&step),
            EventKind::Result => self.result(&step),
            EventKind::Shuffle => self.shuffle(&step),
            EventKind::EndBallots | EventKind::EndShuffles => {}
        }
    }

    fn looked(&mut self, check: CheckId, number: u64) {
        *self.looked.entry(check).or_default() += number;
    }

    fn fault(&mut self, check: CheckId, place: Place, reason: impl Into<Reason>) {
        self.faults.push(Fault {
            check,
            place,
            reason: reason.into(),
        });
    }

    fn setup(&mut self, step: &Step) {
        // A second setup is a fault of V3 and changes nothing.
        if self.setup_seen || !step.whole {
            return;
        }
        self.setup_seen = true;
        for check in [CheckId::Setup, CheckId::Roll, CheckId::Trustees] {
            self.looked(check, 1);
        }
        let mut setup = CheckedSetup::check(step, &self.seed);
        self.faults.append(&mut setup.faults);
        if setup.has_certificate {
            self.notes.push(Note::CertificateNotChecked);
        }
        if let Some(roll) = &setup.roll {
            for (weight, voters) in roll.weight_classes() {
                if voters < WEIGHT_CLASS {
                    self.notes.push(Note::WeightSinglesOut { weight, voters });
                }
            }
        }
        if let Some(trustees) = &setup.trustees {
            let owners = trustees.owners().len();
            self.decryptions.resize_with(owners, || None);
            self.decrypted.resize(owners, false);
            let threshold_only = trustees
                .items()
                .iter()
                .all(|item| matches!(item, Trustee::Threshold(_)));
            if threshold_only {
                self.notes.push(Note::NoMandatoryTrustee);
            }
        }
        self.tally = setup.election.as_ref().map(Tally::new);
        self.setup = setup;
    }

    fn ballot(&mut self, mut step: Step) {
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
    fn flush(&mut self) {
        self.waiting_bytes = 0;
        let mut waiting = std::mem::take(&mut self.waiting);
        let Some(election) = &self.setup.election else {
            return;
        };
        if waiting.is_empty() || election.homomorphic().is_err() {
            return;
        }
        let number = waiting.len() as u64;
        let bytes = waiting
            .iter_mut()
            .map(|ballot| std::mem::take(&mut ballot.bytes))
            .collect();
        let read = parallel::map(bytes, |bytes: Vec<u8>| Ballot::parse(election, &bytes));
        let mut readable = Vec::with_capacity(waiting.len());
        let mut results: Vec<Result<VerifiedBallot<G>, Vec<BallotError>>> = Vec::new();
        let mut verified_at = Vec::with_capacity(waiting.len());
        for (at, ballot) in read.into_iter().enumerate() {
            match ballot {
                Ok(ballot) => {
                    readable.push(ballot);
                    verified_at.push(at);
                    results.push(Err(Vec::new()));
                }
                Err(error) => results.push(Err(vec![error])),
            }
        }
        // Without a roll, every credential is unknown, and it is the roll that is at fault.
        let roll = self.setup.roll.as_ref();
        let nobody = crate::credential::Roll::empty();
        let verified = ballot::verify_all(election, roll.unwrap_or(&nobody), readable, &self.seed);
        for (at, ballot) in verified_at.into_iter().zip(verified) {
            results[at] = ballot;
        }
        let no_roll = roll.is_none();
        for check in [
            CheckId::BallotForm,
            CheckId::BallotRight,
            CheckId::BallotSignature,
            CheckId::BallotProofs,
        ] {
            self.looked(check, number);
        }
        for (waiting, ballot) in waiting.into_iter().zip(results) {
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

    fn encrypted_tally(&mut self, step: &Step) {
        // Without the roll nobody knows which ballots count: its fault is the only one to report.
        let (Some(tally), Some(election), Some(_)) =
            (&self.tally, &self.setup.election, &self.setup.roll)
        else {
            return;
        };
        if !step.whole || !step.in_order || election.homomorphic().is_err() {
            return;
        }
        let expected = tally.encrypted();
        let (num_tallied, total_weight) = (tally.num_tallied(), tally.total_weight());
        let sized = expected.sized(num_tallied, total_weight);
        self.looked(CheckId::EncryptedTally, 1);
        self.looked(CheckId::DeclaredNumbers, 1);
        // The chain has shown that the data before the event is the tally that its payload names.
        let recorded = step.data.first().map(|(hash, _)| *hash);
        if recorded != Some(sized.encrypted_tally) {
            self.fault(
                CheckId::EncryptedTally,
                step.place(),
                Reason::TallyDiffers {
                    expected: sized.encrypted_tally,
                },
            );
        }
        let payload = step.payload().unwrap_or_default();
        match SizedEncryptedTally::parse(payload) {
            Ok(declared) => {
                if declared.num_tallied != num_tallied {
                    self.fault(
                        CheckId::DeclaredNumbers,
                        step.place(),
                        Reason::NumTallied {
                            declared: declared.num_tallied,
                            found: num_tallied,
                        },
                    );
                }
                if declared.total_weight != total_weight {
                    self.fault(
                        CheckId::DeclaredNumbers,
                        step.place(),
                        Reason::TotalWeight {
                            declared: declared.total_weight,
                            found: total_weight,
                        },
                    );
                }
                if declared.to_bytes() != payload {
                    self.fault(CheckId::DeclaredNumbers, step.place(), Reason::NotCanonical);
                }
            }
            Err(error) => self.fault(CheckId::DeclaredNumbers, step.place(), error),
        }
        self.encrypted_tally = Some(expected);
    }

    /// A shuffle where all answers are added up shuffles nothing, and nobody would look at what it says.
    fn shuffle(&mut self, step: &Step) {
        let homomorphic = self
            .setup
            .election
            .as_ref()
            .is_some_and(|election| election.homomorphic().is_ok());
        if homomorphic && step.whole && step.in_order {
            self.looked(CheckId::Decryptions, 1);
            self.fault(CheckId::Decryptions, step.place(), Reason::NothingToShuffle);
        }
    }

    fn decryption(&mut self, step: &Step) {
        if !step.whole || !step.in_order {
            return;
        }
        let (Some(election), Some(trustees), Some(tally)) = (
            &self.setup.election,
            &self.setup.trustees,
            &self.encrypted_tally,
        ) else {
            return;
        };
        let owners = trustees.owners();
        let owned = Owned::parse(step.payload().unwrap_or_default());
        let place = step.place();
        let number = owned.as_ref().map_or(0, |owned| owned.owner);
        let owner = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        let Some((at, owner)) = owner.and_then(|at| Some((at, owners.get(at)?))) else {
            let reason = match owned {
                Ok(_) => Reason::NoSuchTrustee {
                    owner: number,
                    trustees: owners.len(),
                },
                Err(error) => error.into(),
            };
            self.looked(CheckId::Decryptions, 1);
            self.fault(CheckId::Decryptions, place, reason);
            return;
        };
        let bytes = step.data.first().map_or(&[][..], |(_, bytes)| bytes);
        let verified = PartialDecryption::parse(bytes, tally)
            .and_then(|decryption| decryption.verify(election, &owner.key.public_key, tally));
        let mandatory = matches!(
            trustees.items().get(owner.item),
            Some(Trustee::Mandatory(_))
        );
        self.looked(CheckId::Decryptions, 1);
        if std::mem::replace(&mut self.decrypted[at], true) {
            self.fault(
                CheckId::Decryptions,
                place,
                Reason::DecryptedTwice { owner: number },
            );
            return;
        }
        match verified {
            Ok(decryption) => self.decryptions[at] = Some(decryption),
            Err(error) if mandatory => self.fault(
                CheckId::Decryptions,
                place,
                Reason::Decryption {
                    owner: number,
                    error,
                },
            ),
            Err(error) => self.notes.push(Note::DecryptionSetAside {
                owner: number,
                reason: error.to_string(),
            }),
        }
    }

    fn result(&mut self, step: &Step) {
        if !step.whole || !step.in_order {
            return;
        }
        let (Some(election), Some(trustees), Some(tally)) = (
            &self.setup.election,
            &self.setup.trustees,
            &self.encrypted_tally,
        ) else {
            return;
        };
        let opened = decryption::open(trustees, &self.decryptions, tally);
        let outcome = Outcome::parse(step.payload().unwrap_or_default());
        let result = outcome
            .as_ref()
            .ok()
            .map(|outcome| election.name_result(outcome));
        let place = step.place();
        self.looked(CheckId::EnoughDecryptions, 1);
        match (opened, outcome) {
            (Err(missing), _) => {
                for missing in missing {
                    self.fault(CheckId::EnoughDecryptions, place, missing);
                }
            }
            (Ok(opened), Ok(outcome)) => {
                self.looked(CheckId::Result, 1);
                match outcome.check::<G>(&opened) {
                    Ok(()) => self.result = result,
                    Err(errors) => {
                        for error in errors {
                            self.fault(CheckId::Result, place, error);
                        }
                    }
                }
            }
            (Ok(_), Err(error)) => {
                self.looked(CheckId::Result, 1);
                self.fault(CheckId::Result, place, error);
            }
        }
    }

    fn finish(mut self, faults: Vec<Fault>, outline: Outline) -> (Report, Option<Verified<G>>) {
        self.flush();
        self.faults.extend(faults);
        self.faults
            .sort_by_key(|fault| (fault.check, fault.place.offset));
        if let Some(tally) = &self.tally {
            for (tracker, fate) in &mut self.trackers {
                if *fate == TrackerFate::Replaced && tally.counts(tracker) {
                    *fate = TrackerFate::Counted;
                }
            }
        }
        let election = self.setup.election.as_ref();
        let not_supported = election.and_then(|election| {
            let (question, kind) = election.homomorphic().err()?;
            Some(format!(
                "question {} is of kind {kind}, which this version does not count yet",
                question + 1
            ))
        });
        let report = Report {
            checks: CheckId::ALL
                .into_iter()
                .map(|check| (check, self.status(check, &outline, not_supported.is_some())))
                .collect(),
            phase: outline.phase(),
            tail: outline.tail().map(|tail| (tail.hash, tail.height)),
            uuid: election.map(|election| election.uuid.to_string()),
            name: election.map(|election| election.name.clone()),
            group: G::NAME,
            fingerprint: election.map(|election| election.fingerprint().to_owned()),
            voters: self.setup.roll.as_ref().map(|roll| roll.len()),
            ballots: self.ballots,
            counted: self.tally.as_ref().map_or(0, Tally::num_tallied),
            counted_weight: self
                .tally
                .as_ref()
                .map_or(Weight::ZERO, Tally::total_weight),
            result: self.result,
            trackers: self.trackers,
            not_supported,
            notes: self.notes,
            faults: self.faults,
        };
        let sound = report.verdict() == super::Verdict::Sound;
        let verified = match (self.setup.complete(), self.tally) {
            (Some(setup), Some(tally)) if sound => Some(Verified {
                setup,
                outline,
                tally,
                encrypted_tally: self.encrypted_tally,
                decryptions: self.decryptions,
                decrypted: self.decrypted,
            }),
            _ => None,
        };
        (report, verified)
    }

    fn status(&self, check: CheckId, outline: &Outline, not_supported: bool) -> Status {
        let failed = self
            .faults
            .iter()
            .filter(|fault| fault.check == check)
            .count() as u64;
        if failed > 0 {
            return Status::Failed(failed);
        }
        if check == CheckId::NothingVanished {
            return match self.since {
                true => Status::Passed(1),
                false => Status::NotAsked,
            };
        }
        if check <= CheckId::Order && !self.looked.contains_key(&check) {
            return Status::NotRun(CheckId::ArchiveBytes);
        }
        // What a check needs before it can say anything.
        let needs_election = check >= CheckId::BallotForm;
        if check >= CheckId::Setup && !self.setup_seen {
            return match outline.phase() {
                Phase::Empty if self.faults.is_empty() => Status::NotYet,
                _ => Status::NotRun(self.first_failed().unwrap_or(CheckId::Order)),
            };
        }
        if needs_election && self.setup.election.is_none() {
            return Status::NotRun(CheckId::Setup);
        }
        if needs_election && not_supported {
            return Status::NotSupported;
        }
        let needs_roll = check == CheckId::BallotRight || check >= CheckId::EncryptedTally;
        if needs_roll && self.setup.roll.is_none() {
            return Status::NotRun(CheckId::Roll);
        }
        if check >= CheckId::Decryptions && self.setup.trustees.is_none() {
            return Status::NotRun(CheckId::Trustees);
        }
        match self.looked.get(&check) {
            Some(number) => Status::Passed(*number),
            // The poll is open and nobody has voted yet.
            None if check <= CheckId::BallotProofs => Status::Passed(0),
            None => match self.first_failed() {
                Some(first) if outline.phase() == Phase::Finished => Status::NotRun(first),
                _ => Status::NotYet,
            },
        }
    }

    fn first_failed(&self) -> Option<CheckId> {
        self.faults.iter().map(|fault| fault.check).min()
    }
}
