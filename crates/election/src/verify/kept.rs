//! A checkpoint that somebody kept, compared with the record as it is now: part of check S1.

use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::hash::Hash;
use veche_record::note::VerifierKey;
use veche_record::tree::Frontier;

use crate::judge::Election;

/// What the comparison says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The record begins with everything that the kept checkpoint covers.
    Continued,
    /// It does not: entries were changed or taken out.
    Rewritten,
    /// The record is shorter than it was.
    Shorter,
    /// Nobody can say, because entries could not be read.
    NotCompared,
    /// The checkpoint is of another log.
    OtherLog {
        /// Of which.
        origin: String,
    },
    /// It is not signed with the key of this record. Either it was never a checkpoint of this record, or the whole
    /// record was put in the place of another one of the same name.
    NotSigned {
        /// Why not.
        reason: String,
    },
}

impl Kept {
    /// What is wrong with the record, if something is. A checkpoint that is not of this record accuses nobody.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Rewritten => Some(
                "was signed for other entries than there are now: the record was rewritten; both checkpoints together prove it",
            ),
            Self::Shorter => Some(
                "was signed for more entries than there are now: entries were taken out, or an older copy is shown",
            ),
            Self::Continued
            | Self::NotCompared
            | Self::OtherLog { .. }
            | Self::NotSigned { .. } => None,
        }
    }
}

/// A checkpoint on its way to being compared.
#[derive(Clone, Debug)]
pub(super) struct KeptCheckpoint {
    checkpoint: UncheckedCheckpoint,
    /// Root and log key of the record when it was as long as the checkpoint says.
    then: Option<(Hash, Option<String>)>,
}

impl KeptCheckpoint {
    pub(super) fn new(checkpoint: UncheckedCheckpoint) -> Self {
        Self {
            checkpoint,
            then: None,
        }
    }

    /// How many entries are still to come, at a length, before [`KeptCheckpoint::look`] has something to see.
    pub(super) fn entries_until(&self, size: u64) -> Option<usize> {
        let wanted = self.checkpoint.tree().size;
        usize::try_from(wanted.checked_sub(size)?).ok()
    }

    /// Notes root and key, if the record is now as long as the checkpoint says.
    pub(super) fn look(&mut self, tree: &Frontier, election: &Election) {
        if self.then.is_none() && tree.size() == self.checkpoint.tree().size {
            let key = election.called().map(|called| called.log.clone());
            self.then = Some((tree.root(), key));
        }
    }

    /// What it says of the record whose checkpoint is `now`; `whole` says that all its entries were read.
    pub(super) fn compare(
        self,
        now: &UncheckedCheckpoint,
        election: &Election,
        whole: bool,
    ) -> Kept {
        let claimed = self.checkpoint.tree();
        if self.checkpoint.origin() != now.origin() {
            let origin = self.checkpoint.origin().to_owned();
            return Kept::OtherLog { origin };
        }
        if let (None, false) = (&self.then, whole) {
            return Kept::NotCompared;
        }
        let (root, key) = match self.then {
            Some((root, key)) => (Some(root), key),
            None => (None, election.called().map(|called| called.log.clone())),
        };
        if let Err(reason) = signed(self.checkpoint, key.as_deref()) {
            return Kept::NotSigned { reason };
        }
        match root {
            None => Kept::Shorter,
            Some(root) if root == claimed.root => Kept::Continued,
            Some(_) => Kept::Rewritten,
        }
    }
}

/// Whether a checkpoint is signed with a key. Of an empty record there is no key yet.
fn signed(checkpoint: UncheckedCheckpoint, key: Option<&str>) -> Result<(), String> {
    let Some(key) = key else {
        return match checkpoint.tree().size {
            0 => Ok(()),
            _ => Err("the record names no key of the log".to_owned()),
        };
    };
    let key = VerifierKey::parse(key).map_err(|error| error.to_string())?;
    let verified = checkpoint.verify(&key);
    verified.map(drop).map_err(|error| error.to_string())
}
