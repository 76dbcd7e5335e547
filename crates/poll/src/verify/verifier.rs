//! The fold over an archive's events.

use std::collections::BTreeMap;

use veche_crypto::group::Group;

use super::again::Again;
use super::ballots::Waiting;
use super::report::{Note, Report, TrackerFate};
use crate::chain::{Reader, Step};
use crate::check::{CheckId, Fault, FaultList, Place, Reason};
use crate::credential::WEIGHT_CLASS;
use crate::decryption::VerifiedDecryption;
use crate::event::EventKind;
use crate::hints::Hints;
use crate::outline::Outline;
use crate::result::QuestionResult;
use crate::setup::{CheckedSetup, Setup};
use crate::since::Past;
use crate::tally::{EncryptedTally, Former, Tally};
use crate::trustees::Trustee;
use crate::weight::Weight;

/// What a verification is given beside the archive.
#[derive(Debug)]
pub struct Options {
    /// Random bytes that nobody who made the archive can know: see [`Group::all_members_vartime`].
    pub seed: [u8; 32],
    /// An earlier copy of the archive, of which nothing must have vanished.
    pub since: Option<Past>,
    /// Trackers to look for.
    pub trackers: Vec<String>,
    /// What somebody says that the ballots' commitments are: see [`hints`](crate::hints).
    pub hints: Option<Hints>,
    /// The archive once more, if it can be read twice: see [`Again`].
    pub again: Option<Again>,
}

impl Options {
    /// A verification with these random bytes, and nothing else given.
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            seed,
            since: None,
            trackers: Vec::new(),
            hints: None,
            again: None,
        }
    }
}

/// A poll in which every check that could be run has passed.
pub struct Verified<G: Group> {
    /// Election, roll and trustees.
    pub setup: Setup<G>,
    /// What one must know to append.
    pub outline: Outline,
    /// The ballots that count, added up.
    pub tally: Tally<G>,
    /// The recorded tally, once there is one, its answers in the order in which the last shuffle has left them.
    pub encrypted_tally: Option<EncryptedTally<G>>,
    /// Valid partial decryptions, one place for each trustee.
    pub decryptions: Vec<Option<VerifiedDecryption<G>>>,
    /// Which trustees have recorded a partial decryption, valid or not.
    pub decrypted: Vec<bool>,
    /// Which trustees have recorded a shuffle.
    pub shuffled: Vec<bool>,
}

impl<G: Group> Verified<G> {
    /// How many trustees have shuffled.
    pub fn shufflers(&self) -> usize {
        self.shuffled.iter().filter(|shuffled| **shuffled).count()
    }
}

/// Verifies an archive in the group `G`.
pub struct Verifier<G: Group> {
    reader: Reader,
    state: State<G>,
}

/// Everything but the reader, so that the reader can hand steps to it.
pub(super) struct State<G: Group> {
    pub(super) seed: [u8; 32],
    pub(super) since: bool,
    pub(super) setup_seen: bool,
    pub(super) setup: CheckedSetup<G>,
    pub(super) hints: Option<Hints>,
    /// Where hints are to be written to, if they are.
    pub(super) made: Option<Vec<u8>>,
    /// Whether their header has been written.
    pub(super) hints_begun: bool,
    pub(super) waiting: Vec<Waiting>,
    pub(super) waiting_bytes: usize,
    pub(super) again: Option<Again>,
    /// Ballots that later ones of the batch replace.
    pub(super) former: Vec<(Place, Former)>,
    pub(super) trackers: BTreeMap<String, TrackerFate>,
    pub(super) tally: Option<Tally<G>>,
    pub(super) encrypted_tally: Option<EncryptedTally<G>>,
    pub(super) decryptions: Vec<Option<VerifiedDecryption<G>>>,
    pub(super) decrypted: Vec<bool>,
    pub(super) shuffled: Vec<bool>,
    pub(super) result: Option<Vec<QuestionResult>>,
    pub(super) ballots: u64,
    pub(super) faults: FaultList,
    pub(super) notes: Vec<Note>,
    /// How many things each check has looked at.
    pub(super) looked: BTreeMap<CheckId, u64>,
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
                hints: options.hints,
                made: None,
                hints_begun: false,
                waiting: Vec::new(),
                waiting_bytes: 0,
                again: options.again,
                former: Vec::new(),
                trackers: options
                    .trackers
                    .into_iter()
                    .map(|tracker| (tracker, TrackerFate::Missing))
                    .collect(),
                tally: None,
                encrypted_tally: None,
                decryptions: Vec::new(),
                decrypted: Vec::new(),
                shuffled: Vec::new(),
                result: None,
                ballots: 0,
                faults: FaultList::default(),
                notes: Vec::new(),
                looked: BTreeMap::new(),
            },
        }
    }

    /// A verifier that also writes hints.
    pub(crate) fn making_hints(options: Options) -> Self {
        let mut verifier = Self::new(options);
        verifier.state.made = Some(Vec::new());
        verifier
    }

    /// The hints that have been written since the last time; with those of the ballots that wait, if so asked.
    pub(crate) fn take_hints(&mut self, at_the_end: bool) -> Vec<u8> {
        if at_the_end {
            self.state.flush();
        }
        self.state
            .made
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Takes the bytes that come next.
    pub fn push(&mut self, bytes: &[u8]) {
        self.push_with(bytes, |_| {});
    }

    /// As [`Verifier::push`], with a look at each step first.
    pub(super) fn push_with(&mut self, bytes: &[u8], mut look: impl FnMut(&Step)) {
        let state = &mut self.state;
        self.reader.push(bytes, |step| {
            look(&step);
            state.step(step);
        });
    }

    /// What is known of the archive so far. It means little if there are faults.
    pub(super) fn outline(&self) -> &Outline {
        self.reader.outline()
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
            EventKind::EndShuffles => self.end_shuffles(&step),
            EventKind::EndBallots => {}
        }
    }

    pub(super) fn looked(&mut self, check: CheckId, number: u64) {
        *self.looked.entry(check).or_default() += number;
    }

    pub(super) fn fault(&mut self, check: CheckId, place: Place, reason: impl Into<Reason>) {
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
        self.faults.extend(std::mem::take(&mut setup.faults));
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
            self.shuffled.resize(owners, false);
            let threshold_only = trustees
                .items()
                .iter()
                .all(|item| matches!(item, Trustee::Threshold(_)));
            if threshold_only {
                self.notes.push(Note::NoMandatoryTrustee);
            }
        }
        if let (Some(election), Some(roll)) = (&setup.election, &setup.roll) {
            self.tally = Some(Tally::new(election, roll));
        }
        self.setup = setup;
    }

    fn finish(mut self, faults: Vec<Fault>, outline: Outline) -> (Report, Option<Verified<G>>) {
        self.flush();
        self.faults.extend(faults);
        self.faults.sort();
        if let Some(tally) = &self.tally {
            for (tracker, fate) in &mut self.trackers {
                if *fate == TrackerFate::Replaced && tally.counts(tracker) {
                    *fate = TrackerFate::Counted;
                }
            }
        }
        let election = self.setup.election.as_ref();
        let not_supported = election.and_then(|election| {
            let (question, kind) = election.supported().err()?;
            Some(format!(
                "question {} is of kind {kind}, which this version does not know",
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
            faults: self.faults.into_vec(),
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
                shuffled: self.shuffled,
            }),
            _ => None,
        };
        (report, verified)
    }
}
