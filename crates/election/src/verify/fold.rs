//! All entries of a record, in order, through the judge.

use super::fault::Faults;
use crate::check::CheckId;
use crate::entry::form::VerifyError;
use crate::entry::{FormError, Recorded, Signed};
use crate::judge::Election;
use crate::parallel;
use crate::value::BodyRef;

/// A body that an entry refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyUse {
    /// The entry's number, from 0.
    pub entry: u64,
    /// The body.
    pub body: BodyRef,
}

/// A verification under way. Entries are pushed in, in portions of any size.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    election: Election,
    faults: Faults,
}

impl Fold {
    /// Of an empty record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges the next entries. Forms and signatures on all cores, the rest in order. Gives the bodies that sound
    /// entries refer to, for whoever has the files.
    ///
    /// An entry with a fault changes nothing, so that what follows is judged as if it were not there.
    pub fn push<T: AsRef<[u8]> + Sync>(&mut self, leaves: &[T]) -> Vec<BodyUse> {
        let judged = parallel::map(leaves, |leaf| read(leaf.as_ref()));
        let mut uses = Vec::new();
        for outcome in judged {
            let number = self.election.len();
            let place = || format!("entry {number}");
            let signed = match outcome {
                Ok(signed) => signed,
                Err((check, reason)) => {
                    self.faults.find(check, place(), reason);
                    self.election.pass_over();
                    continue;
                }
            };
            let applied = self
                .election
                .check(&signed)
                .and_then(|accepted| self.election.apply(accepted));
            match applied {
                Ok(_) => uses.extend(signed.bodies.iter().map(|body| BodyUse {
                    entry: number,
                    body: *body,
                })),
                Err(rejection) => {
                    self.faults
                        .find(rejection.rule.check(), place(), rejection.to_string());
                    self.election.pass_over();
                }
            }
        }
        uses
    }

    /// Passes over the entries before this number, whose file cannot be read: those behind it keep their numbers.
    pub fn skip_to(&mut self, number: u64) {
        while self.election.len() < number {
            self.election.pass_over();
        }
    }

    /// The election so far.
    #[must_use]
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// Ends it.
    #[must_use]
    pub fn finish(mut self) -> (Election, Faults) {
        let number = self.election.len();
        for check in [CheckId::S3, CheckId::S4, CheckId::S5, CheckId::S6] {
            self.faults.examine(check, number);
        }
        if self.election.called().is_none() {
            self.faults.find(
                CheckId::S6,
                "the record",
                "does not begin with the call of an election",
            );
        }
        (self.election, self.faults)
    }
}

fn read(leaf: &[u8]) -> Result<Signed, (CheckId, String)> {
    let form = |error: FormError| (CheckId::S3, error.to_string());
    Recorded::read(leaf)
        .map_err(form)?
        .verify()
        .map_err(|error| match error {
            VerifyError::Form(error) => form(error),
            VerifyError::Signature(error) => (CheckId::S4, error.to_string()),
        })
}
