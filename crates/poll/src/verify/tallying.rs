//! From ballots to the result: the encrypted tally, partial decryptions and the numbers (V11 to V15).

use veche_crypto::group::Group;

use super::report::Note;
use super::verifier::State;
use crate::chain::Step;
use crate::check::{CheckId, Reason};
use crate::decryption::{self, PartialDecryption};
use crate::election::Election;
use crate::payload::{Owned, SizedEncryptedTally};
use crate::question::Question;
use crate::result::{Outcome, malformed};
use crate::shuffle::Shuffle;
use crate::trustees::{Owner, Trustee, Trustees};

impl<G: Group> State<G> {
    pub(super) fn encrypted_tally(&mut self, step: &Step) {
        // Without the roll nobody knows which ballots count: its fault is the only one to report.
        let (Some(tally), Some(election), Some(_)) =
            (&self.tally, &self.setup.election, &self.setup.roll)
        else {
            return;
        };
        if !step.whole || !step.in_order || election.supported().is_err() {
            return;
        }
        let expected = tally.encrypted();
        let (num_tallied, total_weight) = (tally.num_tallied(), tally.total_weight());
        let sized = expected.sized(&election.questions, num_tallied, total_weight);
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

    pub(super) fn shuffle(&mut self, step: &Step) {
        if !step.whole || !step.in_order {
            return;
        }
        let Some(election) = &self.setup.election else {
            return;
        };
        // Where all answers are added up a shuffle shuffles nothing, and nobody would look at what it says.
        if election.supported().is_ok() && !election.needs_shuffles() {
            self.looked(CheckId::Decryptions, 1);
            self.fault(CheckId::Decryptions, step.place(), Reason::NothingToShuffle);
            return;
        }
        let (Some(trustees), Some(tally)) = (&self.setup.trustees, &self.encrypted_tally) else {
            return;
        };
        let place = step.place();
        let (owner, at) = match owner_of(trustees, step) {
            Ok((number, at, _)) => (number, at),
            Err(reason) => {
                self.looked(CheckId::Decryptions, 1);
                self.fault(CheckId::Decryptions, place, reason);
                return;
            }
        };
        let bytes = step.data.first().map_or(&[][..], |(_, bytes)| bytes);
        let shuffle = Shuffle::parse(bytes, election);
        let verified = match &shuffle {
            Ok(shuffle) => shuffle.verify(election, tally, &self.seed),
            Err(error) => Err(error.clone()),
        };
        // What follows is checked as if the shuffle were sound, so that its fault is the only one found.
        let after = shuffle.map(|shuffle| shuffle.apply(election, tally));
        self.looked(CheckId::Decryptions, 1);
        let twice = self.shuffled.get_mut(at);
        if twice.is_none_or(|shuffled| std::mem::replace(shuffled, true)) {
            self.fault(CheckId::Decryptions, place, Reason::ShuffledTwice { owner });
        }
        if let Err(error) = verified {
            self.fault(
                CheckId::Decryptions,
                place,
                Reason::Shuffle { owner, error },
            );
        }
        if let Ok(after) = after {
            self.encrypted_tally = Some(after);
        }
    }

    pub(super) fn end_shuffles(&mut self, step: &Step) {
        let (Some(election), Some(trustees)) = (&self.setup.election, &self.setup.trustees) else {
            return;
        };
        let found = self.shuffled.iter().filter(|shuffled| **shuffled).count();
        let needed = trustees.enough();
        if step.in_order && election.needs_shuffles() && found < needed {
            self.notes.push(Note::FewShufflers { found, needed });
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
        let place = step.place();
        let (number, at, owner) = match owner_of(trustees, step) {
            Ok(owner) => owner,
            Err(reason) => {
                self.looked(CheckId::Decryptions, 1);
                self.fault(CheckId::Decryptions, place, reason);
                return;
            }
        };
        let not_shuffled = election.needs_shuffles() && !self.shuffled.contains(&true);
        let bytes = step.data.first().map_or(&[][..], |(_, bytes)| bytes);
        let verified = PartialDecryption::parse(bytes, election, tally)
            .and_then(|decryption| decryption.verify(election, &owner.key.public_key, tally));
        let mandatory = matches!(
            trustees.items().get(owner.item),
            Some(Trustee::Mandatory(_))
        );
        self.looked(CheckId::Decryptions, 1);
        if not_shuffled {
            self.fault(CheckId::Decryptions, place, Reason::NotShuffled);
        }
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
        let place = step.place();
        let opened = match decryption::open(trustees, &self.decryptions, tally) {
            Ok(opened) => opened,
            Err(missing) => {
                self.looked(CheckId::EnoughDecryptions, 1);
                for missing in missing {
                    self.fault(CheckId::EnoughDecryptions, place, missing);
                }
                return;
            }
        };
        let checked = Outcome::parse(step.payload().unwrap_or_default())
            .map_err(|error| vec![error])
            .and_then(|outcome| {
                outcome.check::<G>(&election.questions, &opened)?;
                Ok(election.name_result(&outcome))
            });
        let notes = malformed_answers(election, &opened);
        self.looked(CheckId::EnoughDecryptions, 1);
        self.looked(CheckId::Result, 1);
        match checked {
            Ok(result) => {
                self.notes.extend(notes);
                self.result = Some(result);
            }
            Err(errors) => {
                for error in errors {
                    self.fault(CheckId::Result, place, error);
                }
            }
        }
    }
}

/// The trustee that an event's payload names: its number, its place from 0, and itself.
fn owner_of<'a, G: Group>(
    trustees: &'a Trustees<G>,
    step: &Step,
) -> Result<(u64, usize, Owner<'a, G>), Reason> {
    let owners = trustees.owners();
    let number = Owned::parse(step.payload().unwrap_or_default())?.owner;
    let nobody = Reason::NoSuchTrustee {
        owner: number,
        trustees: owners.len(),
    };
    let at = usize::try_from(number).ok();
    let at = at.and_then(|number| number.checked_sub(1));
    at.and_then(|at| Some((number, at, owners.into_iter().nth(at)?)))
        .ok_or(nobody)
}

/// A note for each question of which some opened answers hold no numbers in the form of the protocol.
fn malformed_answers<G: Group>(election: &Election<G>, opened: &[Vec<G::Element>]) -> Vec<Note> {
    let questions = election.questions.iter().zip(opened).zip(1..);
    let notes = questions.filter_map(|((asked, elements), question)| {
        let Question::NonHomomorphic(asked) = asked else {
            return None;
        };
        let ballots = malformed::<G>(asked, elements);
        (ballots > 0).then_some(Note::MalformedAnswers { question, ballots })
    });
    notes.collect()
}
