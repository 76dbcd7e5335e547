//! A whole verification, fed from outside: the command line has files, a browser what it fetched.
//!
//! First the entries go in, and the bodies that they refer to ([`Verification`]); then the log ends, and the archives
//! of its polls go in ([`Ended`]). Every check of the numbered table is made here, whoever feeds it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::hash::Hash;
use veche_record::note::VerifierKey;
use veche_record::tree::{Frontier, TreeHead};

use super::fault::Faults;
use super::fold::{BodyUse, Fold};
use super::kept::{Kept, KeptCheckpoint};
use super::polls::{self, PollFacts};
use super::report::Report;
use crate::check::CheckId;
use crate::judge::Election;
use crate::parallel;
use crate::promise::log_keys;
use crate::value::EntryId;

/// An election whose record was verified.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The election, as far as its record is sound.
    pub election: Election,
    /// What was found.
    pub report: Report,
    /// The record's checkpoint. Whoever keeps it can show later that nothing was rewritten.
    pub checkpoint: UncheckedCheckpoint,
    /// What the archives of its polls say.
    pub polls: BTreeMap<String, PollFacts>,
    /// Numbers of entries that were taken back, and of which a body is still there.
    pub left_over: Vec<u64>,
}

/// A verification while entries come.
#[derive(Clone, Debug)]
pub struct Verification {
    fold: Fold,
    /// The tree of the entries; `None` if somebody else compares it with the checkpoint.
    tree: Option<Frontier>,
    /// The entries that were passed over, from the first to before the second.
    gaps: Vec<(u64, u64)>,
    kept: Option<KeptCheckpoint>,
    expected: Expected,
    /// How many bodies were looked for, and what is wrong with some.
    bodies: u64,
    faulty: Vec<(BodyUse, String)>,
}

/// What somebody knows of a record from elsewhere.
#[derive(Clone, Debug, Default)]
struct Expected {
    log_key: Option<VerifierKey>,
    election: Option<EntryId>,
}

impl Verification {
    /// Of a record of which nothing was read yet. It hashes the entries, and compares them with the checkpoint.
    #[must_use]
    pub fn new() -> Self {
        Self {
            tree: Some(Frontier::new()),
            ..Self::of_files()
        }
    }

    /// The same where every file of the log is hashed and compared elsewhere (`veche_store::record`), so that nothing
    /// is hashed twice.
    #[must_use]
    pub fn of_files() -> Self {
        Self {
            fold: Fold::new(),
            tree: None,
            gaps: Vec::new(),
            kept: None,
            expected: Expected::default(),
            bodies: 0,
            faulty: Vec::new(),
        }
    }

    /// Also compares the record with a checkpoint of it that somebody kept. To be called before the entries come; the
    /// files of a log are compared with it elsewhere.
    pub fn keep(&mut self, checkpoint: UncheckedCheckpoint) {
        let mut kept = KeptCheckpoint::new(checkpoint);
        if let Some(tree) = &self.tree {
            kept.look(tree, self.fold.election());
        }
        self.kept = Some(kept);
    }

    /// Also holds the checkpoint to a key of the log that is known from elsewhere, whatever key the record names.
    pub fn expect_log_key(&mut self, key: VerifierKey) {
        self.expected.log_key = Some(key);
    }

    /// Also holds the record to the election's fingerprint that is known from elsewhere. Who knows the fingerprint knows
    /// who called the election, and so believes that a key of the log was replaced: then the key that was expected must
    /// have been in force on this record, and need not be any more.
    pub fn expect_election(&mut self, election: EntryId) {
        self.expected.election = Some(election);
    }

    /// Takes the next entries, of which the first has this number: those between could not be read, and are passed
    /// over. Gives the bodies that sound entries refer to, for whoever can look for them.
    pub fn entries<T: AsRef<[u8]> + Sync>(&mut self, first: u64, leaves: &[T]) -> Vec<BodyUse> {
        let expected = self.fold.election().len();
        if first > expected {
            self.gaps.push((expected, first));
            self.fold.skip_to(first);
        }
        let Some(tree) = &mut self.tree else {
            return self.fold.push(leaves);
        };
        let hashes = parallel::map(leaves, |leaf| Hash::leaf(leaf.as_ref()));
        let mut uses = Vec::new();
        let mut rest = leaves;
        let mut hashes = hashes.into_iter();
        // A kept checkpoint was signed with the key that was in force when the record was as long as it says.
        if let Some(kept) = &mut self.kept
            && self.gaps.is_empty()
            && let Some(before) = kept.entries_until(tree.size())
            && let Some((head, tail)) = rest.split_at_checked(before)
        {
            hashes
                .by_ref()
                .take(before)
                .for_each(|hash| tree.push(hash));
            uses = self.fold.push(head);
            kept.look(tree, self.fold.election());
            rest = tail;
        }
        hashes.for_each(|hash| tree.push(hash));
        uses.extend(self.fold.push(rest));
        uses
    }

    /// Notes what came of looking for a body: see [`super::bodies::fault`].
    pub fn body(&mut self, used: BodyUse, fault: Option<String>) {
        self.bodies += 1;
        self.faulty.extend(fault.map(|fault| (used, fault)));
    }

    /// The election so far.
    #[must_use]
    pub fn election(&self) -> &Election {
        self.fold.election()
    }

    /// Ends it for whoever asks of the entries only whether they may stand there (S3 to S6).
    #[must_use]
    pub fn entries_only(self) -> (Election, Faults) {
        self.fold.finish()
    }

    /// Ends the entries: compares the log with its checkpoint (S1), the checkpoint with its key (S2), and the bodies
    /// with what was withdrawn (S7). `differences` are those found in the files of the log elsewhere.
    #[must_use]
    pub fn end(self, checkpoint: UncheckedCheckpoint, differences: &[String]) -> Ended {
        let claimed = checkpoint.tree();
        let (election, mut faults) = self.fold.finish();
        faults.examine(CheckId::S1, claimed.size.max(1));
        let own = self
            .tree
            .map(|tree| differences_of(tree.head(), &self.gaps, claimed));
        for difference in differences.iter().chain(&own.unwrap_or_default()) {
            faults.find(CheckId::S1, "the log", difference.as_str());
        }
        signature(&election, &checkpoint, &self.expected, &mut faults);
        let whole = self.gaps.is_empty();
        let kept = self
            .kept
            .map(|kept| kept.compare(&checkpoint, &election, whole));
        if let Some(reason) = kept.as_ref().and_then(Kept::fault) {
            faults.find(CheckId::S1, "the checkpoint that was kept", reason);
        }
        faults.examine(CheckId::S7, self.bodies);
        for (used, reason) in self.faulty {
            let entry = election.entry_at(used.entry);
            if !entry.is_some_and(|entry| election.is_withdrawn(&entry.id)) {
                let place = format!("entry {}, body {}", used.entry, used.body.stored().short());
                faults.find(CheckId::S7, place, reason);
            }
        }
        Ended {
            election,
            faults,
            checkpoint,
            kept,
            polls: BTreeMap::new(),
            left_over: Vec::new(),
        }
    }
}

impl Default for Verification {
    fn default() -> Self {
        Self::new()
    }
}

/// A verification when all entries have come.
#[derive(Clone, Debug)]
pub struct Ended {
    election: Election,
    faults: Faults,
    checkpoint: UncheckedCheckpoint,
    kept: Option<Kept>,
    polls: BTreeMap<String, PollFacts>,
    left_over: Vec<u64>,
}

impl Ended {
    /// The election.
    #[must_use]
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// What came of the comparison with the checkpoint that was kept, if there was one.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        self.kept.as_ref()
    }

    /// The names of the polls whose archives are to be read.
    #[must_use]
    pub fn polls_wanted(&self) -> Vec<String> {
        let polls = self.election.polls().iter();
        polls.map(|poll| poll.opened.poll.to_string()).collect()
    }

    /// What the archive of a poll says: see [`super::facts::of`]. A poll of which nothing is said has no archive.
    pub fn poll(&mut self, name: String, facts: PollFacts) {
        self.polls.insert(name, facts);
    }

    /// The numbers of the entries that were taken back.
    #[must_use]
    pub fn withdrawn(&self) -> Vec<u64> {
        let withdrawals = self.election.withdrawals().iter();
        withdrawals
            .filter_map(|back| self.election.number_of(&back.entry))
            .collect()
    }

    /// Notes that a body of an entry that was taken back is still there.
    pub fn left_over(&mut self, entry: u64) {
        self.left_over.push(entry);
    }

    /// Compares polls and outcomes with the archives (S8, S9), and says what the record shows on a day.
    #[must_use]
    pub fn finish(mut self, as_of: Date) -> Verified {
        for poll in self.election.polls() {
            let facts = self.polls.get(poll.opened.poll.as_str());
            polls::archive(poll, facts, &mut self.faults);
        }
        for (_, declared) in self.election.outcomes() {
            let poll = declared.poll.and_then(|poll| self.election.poll(&poll));
            let facts = poll.and_then(|poll| self.polls.get(poll.opened.poll.as_str()));
            polls::outcome(&self.election, declared, facts, &mut self.faults);
        }
        Verified {
            report: Report::new(&self.election, self.faults, as_of),
            election: self.election,
            checkpoint: self.checkpoint,
            polls: self.polls,
            left_over: self.left_over,
        }
    }
}

/// How the entries differ from what the checkpoint says. Where some were passed over, the root says nothing.
fn differences_of(found: TreeHead, gaps: &[(u64, u64)], claimed: TreeHead) -> Vec<String> {
    let mut differences: Vec<String> = gaps
        .iter()
        .map(|(from, to)| format!("entries {from} to {} could not be read", to - 1))
        .collect();
    let passed_over: u64 = gaps.iter().map(|(from, to)| to - from).sum();
    let size = found.size + passed_over;
    if size != claimed.size {
        differences.push(format!(
            "checkpoint: it says that there are {} entries, and there are {size}",
            claimed.size
        ));
    } else if gaps.is_empty() && found.root != claimed.root {
        differences.push(format!(
            "checkpoint: its root is {}, and that of the entries {}",
            claimed.root.to_base64(),
            found.root.to_base64()
        ));
    }
    differences
}

/// S2: the checkpoint is signed by the key that the record names last, and it is of the log and of the election that are
/// expected, if any are.
fn signature(
    election: &Election,
    checkpoint: &UncheckedCheckpoint,
    expected: &Expected,
    faults: &mut Faults,
) {
    faults.examine(CheckId::S2, 1);
    let named = election
        .called()
        .map(|called| VerifierKey::parse(&called.log));
    let signed = |key| {
        let verified = checkpoint.clone().verify(key);
        verified.map(drop).map_err(|error| error.to_string())
    };
    let by_named = match &named {
        None => Ok(()),
        Some(Err(error)) => Err(error.to_string()),
        Some(Ok(key)) => signed(key),
    };
    let called = election.called().map(|called| called.id);
    let is_asked = expected.election.is_some() && expected.election == called;
    let replaced = |key: &VerifierKey| is_asked && log_keys(election).contains(key);
    let by_expected = expected.log_key.as_ref().map_or(Ok(()), |key| {
        let by = match replaced(key) {
            true => Ok(()),
            false => signed(key),
        };
        by.map_err(|reason| format!("is not of the log that was asked for: {reason}"))
    });
    let of_expected = match expected.election.is_none() || is_asked {
        true => Ok(()),
        false => Err("is of another election than the one that was asked for".to_owned()),
    };
    for reason in [by_named, by_expected, of_expected]
        .into_iter()
        .filter_map(Result::err)
    {
        faults.find(CheckId::S2, "record/checkpoint", reason);
    }
}
