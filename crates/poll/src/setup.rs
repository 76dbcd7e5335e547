//! What the Setup event fixes: election, roll and trustees, each checked by itself (V4 to V6).

use veche_crypto::group::Group;

use crate::chain::Step;
use crate::check::{CheckId, Fault, Reason};
use crate::credential::{Roll, RollError};
use crate::election::{Election, ElectionOutline};
use crate::event::EventKind;
use crate::payload::SetupData;
use crate::trustees::Trustees;
use crate::weight::Weight;

/// What a poll is about, who may vote and who can decrypt.
#[derive(Clone, Debug)]
pub struct Setup<G: Group> {
    /// The questions and the key.
    pub election: Election<G>,
    /// Who may vote.
    pub roll: Roll,
    /// Who can decrypt.
    pub trustees: Trustees<G>,
    /// Whether the registrar's certificate of the roll is there. It is kept, and not checked.
    pub has_certificate: bool,
}

/// What could be read of a Setup event, and everything that is wrong with the rest.
#[derive(Debug)]
pub struct CheckedSetup<G: Group> {
    /// The election, if V4 passed.
    pub election: Option<Election<G>>,
    /// The roll, if V5 passed.
    pub roll: Option<Roll>,
    /// The trustees, if V6 passed.
    pub trustees: Option<Trustees<G>>,
    /// Whether the registrar's certificate of the roll is there.
    pub has_certificate: bool,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// The data of a Setup event, as bytes.
struct SetupBytes<'a> {
    election: &'a [u8],
    trustees: &'a [u8],
    credentials: &'a [u8],
    has_certificate: bool,
}

fn setup_bytes(step: &Step) -> Option<SetupBytes<'_>> {
    if step.event.kind != EventKind::Setup || !step.whole {
        return None;
    }
    let data = SetupData::parse(step.payload()?).ok()?;
    let bytes = |hash| {
        let (_, bytes) = step.data.iter().find(|(found, _)| *found == hash)?;
        Some(bytes.as_slice())
    };
    Some(SetupBytes {
        election: bytes(data.election)?,
        trustees: bytes(data.trustees)?,
        credentials: bytes(data.credentials)?,
        has_certificate: data.credentials_certificate.is_some(),
    })
}

/// The version, group and identifier in a Setup event, to choose the group before the rest is read. `None` if the step
/// is no whole Setup event or its election cannot be read.
pub fn outline(step: &Step) -> Option<ElectionOutline> {
    ElectionOutline::parse(setup_bytes(step)?.election).ok()
}

/// The bytes of the `election` data in a Setup event, which voters' programs need. `None` if the step is no whole Setup
/// event. Nothing is checked here.
pub fn election_bytes(step: &Step) -> Option<&[u8]> {
    setup_bytes(step).map(|bytes| bytes.election)
}

/// Whether every voter has one vote in a poll whose answers are opened one by one: nothing could count such an answer
/// more than once (spec §Encrypted tally).
pub(crate) fn weights_fit<G: Group>(election: &Election<G>, roll: &Roll) -> Result<(), RollError> {
    let classes = roll.weight_classes();
    match classes.keys().find(|weight| **weight != Weight::ONE) {
        Some(weight) if election.needs_shuffles() => Err(RollError::WeightOfShuffled(*weight)),
        _ => Ok(()),
    }
}

impl<G: Group> CheckedSetup<G> {
    /// Checks a Setup event. `seed` is for the joint check that all credentials lie in the group.
    pub fn check(step: &Step, seed: &[u8; 32]) -> Self {
        let mut checked = Self {
            election: None,
            roll: None,
            trustees: None,
            has_certificate: false,
            faults: Vec::new(),
        };
        let Some(bytes) = setup_bytes(step) else {
            // The chain does not call such a step whole, and has said why; a poll is not sound without its setup.
            checked.faults.push(Fault {
                check: CheckId::Setup,
                place: step.place(),
                reason: Reason::NoSetup,
            });
            return checked;
        };
        checked.has_certificate = bytes.has_certificate;
        let mut fault = |check, reason: Reason| {
            checked.faults.push(Fault {
                check,
                place: step.place(),
                reason,
            });
        };
        match Election::parse(bytes.election) {
            Ok(election) => checked.election = Some(election),
            Err(error) => fault(CheckId::Setup, error.into()),
        }
        match Roll::parse::<G>(bytes.credentials, seed) {
            Ok(roll) => {
                let fits = checked.election.as_ref();
                match fits.map_or(Ok(()), |election| weights_fit(election, &roll)) {
                    Ok(()) => checked.roll = Some(roll),
                    Err(error) => fault(CheckId::Roll, error.into()),
                }
            }
            Err(error) => fault(CheckId::Roll, error.into()),
        }
        match Trustees::<G>::parse(bytes.trustees) {
            Ok(trustees) => {
                let key = checked.election.as_ref().map(|e| e.public_key.element());
                match key.map_or(Ok(()), |key| trustees.check_key(key)) {
                    Ok(()) => checked.trustees = Some(trustees),
                    Err(error) => fault(CheckId::Trustees, error.into()),
                }
            }
            Err(error) => fault(CheckId::Trustees, error.into()),
        }
        checked
    }

    /// The whole setup, if nothing is wrong with it.
    pub fn complete(self) -> Option<Setup<G>> {
        Some(Setup {
            election: self.election?,
            roll: self.roll?,
            trustees: self.trustees?,
            has_certificate: self.has_certificate,
        })
    }
}
