//! Ranked ballots, identical ones merged.
//!
//! A ballot is a list of *marks*, first rank first. A mark is the number of an option ([`Choice`]), or one of the
//! three below. All ballots lie in one flat list, so that a million ballots of 20 options take 40 MB and are read
//! from front to back.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::hash::BuildHasher;

use crate::contest::{Choice, Contest, MOST_OPTIONS};

/// A rank that was left empty.
pub const SKIPPED: u16 = u16::MAX;
/// An overvote: more than one option at this rank, and the source does not tell which.
pub const OVERVOTE: u16 = u16::MAX - 1;
/// Stands between two options of the same rank.
pub const EQUAL: u16 = u16::MAX - 2;

/// A rank beyond this is a slip of the pen or an attack: each skipped rank takes its place in memory.
pub(crate) const LAST_RANK: u16 = 1_000;

/// Ranks that a voter gave to options, from 1 to [`LAST_RANK`], as marks.
pub(crate) fn marks_of_ranks(mut ranks: Vec<(u16, Choice)>) -> Vec<u16> {
    ranks.sort_unstable();
    let (mut marks, mut last) = (Vec::new(), 0);
    for (rank, option) in ranks {
        if rank == last {
            marks.push(EQUAL);
        }
        marks.extend((last + 1..rank).map(|_| SKIPPED));
        marks.push(option);
        last = rank;
    }
    marks
}

/// All ballots of a contest.
#[derive(Clone, Debug)]
pub struct Ballots {
    /// What is decided.
    pub contest: Contest,
    marks: Vec<u16>,
    /// Where each different ballot ends in `marks`.
    ends: Vec<u32>,
    /// How many voters cast it.
    counts: Vec<u64>,
    total: u64,
    unknown_overvotes: u64,
}

/// One ballot, and how many voters cast it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot<'a> {
    /// The marks, see [`crate::ballots`].
    pub marks: &'a [u16],
    /// How many voters cast this ballot; never 0.
    pub count: u64,
}

/// What stands at one rank of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank<'a> {
    /// Nothing.
    Skipped,
    /// One option.
    One(Choice),
    /// More than one option: their marks, with [`EQUAL`] between them.
    Several(&'a [u16]),
    /// More than one option, the source does not tell which.
    Unknown,
}

impl<'a> Ballot<'a> {
    /// The ranks in order.
    pub fn ranks(&self) -> Ranks<'a> {
        Ranks { marks: self.marks }
    }

    /// Whether nothing is marked.
    pub fn is_blank(&self) -> bool {
        self.marks.iter().all(|mark| *mark == SKIPPED)
    }
}

/// The ranks of a ballot in order.
#[derive(Clone, Debug)]
pub struct Ranks<'a> {
    marks: &'a [u16],
}

impl<'a> Iterator for Ranks<'a> {
    type Item = Rank<'a>;

    fn next(&mut self) -> Option<Rank<'a>> {
        let (rank, rest) = first_rank(self.marks)?;
        self.marks = rest;
        Some(rank)
    }
}

/// The first rank of `marks` and what follows; nothing if there are no marks.
pub fn first_rank(marks: &[u16]) -> Option<(Rank<'_>, &[u16])> {
    let (first, rest) = marks.split_first()?;
    if rest.first() != Some(&EQUAL) {
        let rank = match *first {
            SKIPPED => Rank::Skipped,
            OVERVOTE => Rank::Unknown,
            option => Rank::One(option),
        };
        return Some((rank, rest));
    }
    let mut end = 1;
    while marks.get(end) == Some(&EQUAL) {
        end += 2;
    }
    let end = end.min(marks.len());
    let (rank, rest) = marks.split_at(end);
    Some((Rank::Several(rank), rest))
}

/// The options of a rank that holds several.
pub fn options_of(several: &[u16]) -> impl Iterator<Item = Choice> + '_ {
    several.iter().copied().filter(|mark| *mark != EQUAL)
}

impl Ballots {
    /// How many different ballots there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many voters cast a ballot.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many voters cast a ballot with an overvote of which the source does not tell the options.
    pub fn unknown_overvotes(&self) -> u64 {
        self.unknown_overvotes
    }

    /// All different ballots, in the order in which each came first.
    pub fn iter(&self) -> impl Iterator<Item = Ballot<'_>> {
        let mut start = 0_usize;
        self.ends.iter().zip(&self.counts).map(move |(end, count)| {
            let end = *end as usize;
            let marks = self.marks.get(start..end).unwrap_or_default();
            start = end;
            Ballot {
                marks,
                count: *count,
            }
        })
    }

    /// The ballot with this number in the order of [`Ballots::iter`]; blank if there is none.
    pub fn at(&self, at: usize) -> Ballot<'_> {
        let start = match at.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let end = self.ends.get(at).copied().unwrap_or(start);
        Ballot {
            marks: self
                .marks
                .get(start as usize..end as usize)
                .unwrap_or_default(),
            count: self.counts.get(at).copied().unwrap_or_default(),
        }
    }
}

/// Why a ballot could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotError {
    /// A mark names an option that the contest does not have.
    #[error("option {0} does not exist: the contest has {1}")]
    NoSuchOption(usize, usize),
    /// The joining sign of equal ranks stands at an end, twice, or beside something that is no option.
    #[error("a sign of equal rank must stand between two options")]
    BadEqual,
    /// More marks than the numbers of this program can count.
    #[error("there are more marks or votes than can be counted here")]
    TooMany,
}

/// Takes ballots in and merges identical ones.
#[derive(Debug)]
pub struct Builder {
    options: usize,
    marks: Vec<u16>,
    ends: Vec<u32>,
    counts: Vec<u64>,
    total: u64,
    /// All marks that were ever taken in, merged or not.
    marks_taken: usize,
    unknown_overvotes: u64,
    seen: HashTable<u32>,
    waiting: Batch,
}

/// So many ballots are looked up in the table together: each look waits for memory, and they can wait at once. Merging
/// one by one took a third longer.
const TOGETHER: usize = 256;

/// Ballots that wait to be merged.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The marks of all, and then those of a ballot that is still being read.
    marks: Vec<u16>,
    /// How many of them belong to whole ballots.
    closed: usize,
    ballots: Vec<Waiting>,
    votes: u64,
}

/// A ballot that waits to be merged.
#[derive(Debug)]
struct Waiting {
    hash: u64,
    /// How many marks it has, after those of the one before it.
    marks: usize,
    count: u64,
}

impl Batch {
    /// With room for the ballots that a text of so many bytes may hold.
    pub(crate) fn for_bytes(bytes: usize) -> Self {
        Self {
            marks: Vec::with_capacity(bytes / 2),
            ballots: Vec::with_capacity(bytes / 32),
            ..Self::default()
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ballots.is_empty()
    }

    /// Where the marks of the next ballot go: options of the contest only, at the end.
    pub(crate) fn open(&mut self) -> &mut Vec<u16> {
        &mut self.marks
    }

    /// Makes a ballot of the marks that came last, cast by so many voters, at least one.
    pub(crate) fn close(&mut self, count: u64) {
        let marks = self.marks.get(self.closed..).unwrap_or_default();
        self.ballots.push(Waiting {
            hash: hash(marks),
            marks: marks.len(),
            count,
        });
        self.closed = self.marks.len();
        self.votes = self.votes.saturating_add(count);
    }

    /// Empties it, and keeps its memory.
    fn clear(&mut self) {
        self.marks.clear();
        self.closed = 0;
        self.ballots.clear();
        self.votes = 0;
    }

    /// Drops the marks of a ballot that came to no end.
    pub(crate) fn drop_open(&mut self) {
        self.marks.truncate(self.closed);
    }
}

impl Builder {
    /// For a contest of this many options.
    pub fn new(options: usize) -> Self {
        Self::with_capacity(options, 0)
    }

    /// The same, with room for so many different ballots, that need not come.
    pub fn with_capacity(options: usize, ballots: usize) -> Self {
        Self {
            options: options.min(MOST_OPTIONS),
            marks: Vec::new(),
            ends: Vec::with_capacity(ballots),
            counts: Vec::with_capacity(ballots),
            total: 0,
            marks_taken: 0,
            unknown_overvotes: 0,
            seen: HashTable::with_capacity(ballots),
            waiting: Batch::default(),
        }
    }

    /// How many options the contest has.
    pub(crate) fn options(&self) -> usize {
        self.options
    }

    /// Takes one ballot in, cast by `count` voters. Empty ranks at the end are dropped: they say nothing.
    ///
    /// # Errors
    ///
    /// A mark that is no option of the contest, and more ballots than can be counted.
    pub fn push(&mut self, marks: &[u16], count: u64) -> Result<(), BallotError> {
        let mut marks = marks;
        while let [rest @ .., SKIPPED] = marks {
            marks = rest;
        }
        self.check(marks)?;
        if count == 0 {
            return Ok(());
        }
        self.add_up(marks.len(), count)?;
        if largest(marks) >= OVERVOTE && marks.contains(&OVERVOTE) {
            self.unknown_overvotes += count;
        }
        self.waiting.marks.extend_from_slice(marks);
        self.waiting.close(count);
        if self.waiting.ballots.len() == TOGETHER {
            self.merge_waiting();
        }
        Ok(())
    }

    /// Takes all ballots of a batch in.
    ///
    /// # Errors
    ///
    /// More ballots than can be counted.
    pub(crate) fn take(&mut self, batch: Batch) -> Result<(), BallotError> {
        self.merge_waiting();
        self.add_up(batch.closed, batch.votes)?;
        self.merge(&batch);
        Ok(())
    }

    fn add_up(&mut self, marks: usize, votes: u64) -> Result<(), BallotError> {
        let total = self.total.checked_add(votes);
        let total = total.filter(|total| *total <= u64::MAX / 2);
        let marks = self.marks_taken.checked_add(marks);
        let marks = marks.filter(|marks| u32::try_from(*marks).is_ok());
        let (Some(total), Some(marks)) = (total, marks) else {
            return Err(BallotError::TooMany);
        };
        (self.total, self.marks_taken) = (total, marks);
        Ok(())
    }

    /// Merges the ballots that wait.
    fn merge_waiting(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.merge(&waiting);
        waiting.clear();
        self.waiting = waiting;
    }

    fn merge(&mut self, batch: &Batch) {
        let mut rest = batch.marks.as_slice();
        for waiting in &batch.ballots {
            let (marks, after) = rest.split_at_checked(waiting.marks).unwrap_or((rest, &[]));
            rest = after;
            let (all, ends) = (&mut self.marks, &mut self.ends);
            let same = |at: &u32| slice(all, ends, *at as usize) == marks;
            let hash_of = |at: &u32| hash(slice(all, ends, *at as usize));
            match self.seen.entry(waiting.hash, same, hash_of) {
                Entry::Occupied(known) => {
                    if let Some(counted) = self.counts.get_mut(*known.get() as usize) {
                        *counted += waiting.count;
                    }
                }
                Entry::Vacant(free) => {
                    // Neither is cut off: a different ballot has marks, but for one, and these were counted.
                    free.insert(self.counts.len() as u32);
                    all.extend_from_slice(marks);
                    ends.push(all.len() as u32);
                    self.counts.push(waiting.count);
                }
            }
        }
    }

    fn check(&self, marks: &[u16]) -> Result<(), BallotError> {
        // Options alone, which nearly all ballots are, in one sweep.
        if usize::from(largest(marks)) < self.options {
            return Ok(());
        }
        let mut was_option = false;
        let mut joins = false;
        for mark in marks {
            match *mark {
                EQUAL if was_option => {
                    was_option = false;
                    joins = true;
                }
                EQUAL => return Err(BallotError::BadEqual),
                SKIPPED | OVERVOTE if joins => return Err(BallotError::BadEqual),
                SKIPPED | OVERVOTE => was_option = false,
                option if usize::from(option) < self.options => {
                    was_option = true;
                    joins = false;
                }
                option => {
                    return Err(BallotError::NoSuchOption(
                        usize::from(option) + 1,
                        self.options,
                    ));
                }
            }
        }
        if joins {
            return Err(BallotError::BadEqual);
        }
        Ok(())
    }

    /// All ballots of this contest.
    pub fn finish(mut self, contest: Contest) -> Ballots {
        self.merge_waiting();
        Ballots {
            contest,
            marks: self.marks,
            ends: self.ends,
            counts: self.counts,
            total: self.total,
            unknown_overvotes: self.unknown_overvotes,
        }
    }
}

fn hash(marks: &[u16]) -> u64 {
    FixedState::default().hash_one(marks)
}

fn largest(marks: &[u16]) -> u16 {
    marks.iter().copied().max().unwrap_or_default()
}

fn slice<'a>(marks: &'a [u16], ends: &[u32], at: usize) -> &'a [u16] {
    let start = match at.checked_sub(1) {
        Some(before) => ends.get(before).copied().unwrap_or_default(),
        None => 0,
    };
    let end = ends.get(at).copied().unwrap_or(start);
    marks.get(start as usize..end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(n: usize) -> Contest {
        Contest::new(1, (0..n).map(|at| format!("option {at}")).collect())
    }

    #[test]
    fn identical_ballots_are_merged_and_all_are_counted() {
        let mut builder = Builder::new(3);
        builder.push(&[0, 1], 2).unwrap();
        builder.push(&[1], 1).unwrap();
        builder.push(&[0, 1, SKIPPED], 3).unwrap();
        builder.push(&[], 1).unwrap();
        let ballots = builder.finish(names(3));
        let all: Vec<_> = ballots
            .iter()
            .map(|b| (b.marks.to_vec(), b.count))
            .collect();
        assert_eq!(all, [(vec![0, 1], 5), (vec![1], 1), (vec![], 1)]);
        assert_eq!(ballots.total(), 7);
        assert_eq!(ballots.at(1).marks, [1]);
    }

    #[test]
    fn ranks_are_read_as_they_were_marked() {
        let ballot = Ballot {
            marks: &[2, SKIPPED, 0, EQUAL, 1, OVERVOTE],
            count: 1,
        };
        let ranks: Vec<_> = ballot.ranks().collect();
        assert_eq!(
            ranks,
            [
                Rank::One(2),
                Rank::Skipped,
                Rank::Several(&[0, EQUAL, 1]),
                Rank::Unknown
            ]
        );
    }

    #[test]
    fn a_mark_that_is_no_option_is_refused() {
        let mut builder = Builder::new(2);
        assert_eq!(builder.push(&[2], 1), Err(BallotError::NoSuchOption(3, 2)));
        for bad in [
            &[EQUAL, 0][..],
            &[0, EQUAL],
            &[0, EQUAL, SKIPPED, 1],
            &[0, EQUAL, EQUAL, 1],
        ] {
            assert_eq!(builder.push(bad, 1), Err(BallotError::BadEqual), "{bad:?}");
        }
    }
}
