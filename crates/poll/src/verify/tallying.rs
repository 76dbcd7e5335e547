//! From ballots to the result: the encrypted tally, partial decryptions and the numbers (V11 to V15).

use veche_crypto::group::Group;

use super::report::Note;
use super::verifier::State;
use crate::chain::Step;
use crate::check::{CheckId, Reason};
use crate::decryption::{self, PartialDecryption};
use crate::payload::{Owned, SizedEncryptedTally};
use crate::result::Outcome;
use crate::trustees::Trustee;

impl<G: Group> State<G> {
    pub(super) fn encrypted_tally(&mut self, step: &Step) {
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
    pub(super) fn shuffle(&mut self, step: &Step) {
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

    pub(super) fn decryption(&mut self, step: &Step) {
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

    pub(super) fn result(&mut self, step: &Step) {
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
}
