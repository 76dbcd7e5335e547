//! What each check has come to when the archive ends.

use veche_crypto::group::Group;

use super::report::Status;
use super::verifier::State;
use crate::check::CheckId;
use crate::outline::Outline;
use crate::phase::Phase;

impl<G: Group> State<G> {
    /// The status of one check: whether it failed, could be run, and looked at anything.
    pub(super) fn status(&self, check: CheckId, outline: &Outline, not_supported: bool) -> Status {
        let failed = self.faults.found(check);
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
        self.faults.first_failed()
    }
}
