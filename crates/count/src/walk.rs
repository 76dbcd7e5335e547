//! Where a ranked ballot counts.
//!
//! One reading of a ballot for all methods that move votes from rank to rank. A ballot is walked from where it
//! counted before to the next rank at which it counts; the rules say what ends it on the way.

use serde::{Deserialize, Serialize};

use crate::ballots::{EQUAL, OVERVOTE, SKIPPED};
use crate::contest::Choice;
use crate::outcome::Inactive;

/// How marks are read that do not say plainly what the voter wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marking {
    /// More than one option at a rank.
    pub overvotes: Overvotes,
    /// How many ranks in a row may be left empty before a ballot is exhausted; any number if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped_ranks: Option<u32>,
    /// An option that is marked again.
    pub repeated_options: Repeats,
    /// How many ranks are read; all if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_ranks: Option<u32>,
}

/// What happens at a rank with more than one option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overvotes {
    /// The rank is passed over.
    SkipRank,
    /// The ballot ends there.
    Exhaust,
    /// The ballot ends there if more than one of them continues; if one does, it gets the vote.
    ExhaustIfSeveralContinue,
}

/// What happens at an option that stood at an earlier rank of the ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeats {
    /// It is passed over.
    PassOver,
    /// The ballot ends there.
    Exhaust,
}

impl Default for Marking {
    /// Ranks with several options, empty ranks and repeated options are passed over.
    fn default() -> Self {
        Self {
            overvotes: Overvotes::SkipRank,
            skipped_ranks: None,
            repeated_options: Repeats::PassOver,
            most_ranks: None,
        }
    }
}

/// Where a walk along a ballot has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The next mark to be read.
    mark: u32,
    /// How many ranks were read.
    rank: u32,
    /// How many ranks in a row before `mark` were empty.
    empty: u32,
}

/// Where a ballot counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// For this option.
    For(Choice),
    /// For nobody any more.
    Nobody(Inactive),
}

impl Marking {
    /// Walks along `marks` from `place` to the next option that continues.
    pub fn walk(&self, marks: &[u16], place: &mut Place, continues: &[bool]) -> Counts {
        let stands = |option: Choice| continues.get(usize::from(option)) == Some(&true);
        if marks.is_empty() {
            return Counts::Nobody(Inactive::Blank);
        }
        loop {
            let at = place.mark as usize;
            let Some(first) = marks.get(at).copied() else {
                return Counts::Nobody(Inactive::Exhausted);
            };
            if self.most_ranks.is_some_and(|most| place.rank >= most) {
                return Counts::Nobody(Inactive::Exhausted);
            }
            place.rank += 1;
            if first == SKIPPED {
                place.mark += 1;
                place.empty += 1;
                continue;
            }
            if self.skipped_ranks.is_some_and(|most| place.empty > most) {
                return Counts::Nobody(Inactive::SkippedRanks);
            }
            place.empty = 0;
            let end = end_of_rank(marks, at);
            place.mark = u32::try_from(end).unwrap_or(u32::MAX);
            if self.repeated_options == Repeats::Exhaust && repeats(marks, at, end) {
                return Counts::Nobody(Inactive::RepeatedOption);
            }
            if end == at + 1 && first != OVERVOTE {
                if stands(first) {
                    return Counts::For(first);
                }
                continue;
            }
            match self.overvotes {
                Overvotes::SkipRank => {}
                Overvotes::Exhaust => return Counts::Nobody(Inactive::Overvote),
                // Which options an unknown overvote holds is not known: it cannot be shown that only one continues.
                Overvotes::ExhaustIfSeveralContinue if first == OVERVOTE => {
                    return Counts::Nobody(Inactive::Overvote);
                }
                Overvotes::ExhaustIfSeveralContinue => {
                    let rank = marks.get(at..end).unwrap_or_default();
                    let mut standing = rank
                        .iter()
                        .copied()
                        .filter(|mark| *mark != EQUAL && stands(*mark));
                    match (standing.next(), standing.next()) {
                        (Some(only), None) => return Counts::For(only),
                        (Some(_), Some(_)) => return Counts::Nobody(Inactive::Overvote),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// Where the rank that begins at `at` ends.
fn end_of_rank(marks: &[u16], at: usize) -> usize {
    let mut end = at + 1;
    while marks.get(end) == Some(&EQUAL) {
        end += 2;
    }
    end
}

/// Whether an option of the rank `at..end` stands at an earlier rank, or twice at this one.
fn repeats(marks: &[u16], at: usize, end: usize) -> bool {
    (at..end).step_by(2).any(|this| {
        let mark = marks.get(this).copied().unwrap_or(OVERVOTE);
        mark < EQUAL && marks.iter().take(this).any(|earlier| *earlier == mark)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(marking: &Marking, marks: &[u16], continues: &[bool]) -> Counts {
        marking.walk(marks, &mut Place::default(), continues)
    }

    #[test]
    fn a_ballot_goes_on_from_where_it_counted() {
        let marking = Marking::default();
        let mut place = Place::default();
        let marks = [0, 1, SKIPPED, 2];
        assert_eq!(marking.walk(&marks, &mut place, &[true; 3]), Counts::For(0));
        assert_eq!(
            marking.walk(&marks, &mut place, &[false, false, true]),
            Counts::For(2)
        );
        assert_eq!(
            marking.walk(&marks, &mut place, &[false; 3]),
            Counts::Nobody(Inactive::Exhausted)
        );
    }

    #[test]
    fn each_way_to_read_an_unclear_ballot() {
        let plain = Marking::default();
        let over = |overvotes| Marking {
            overvotes,
            ..Marking::default()
        };
        let exhaust = over(Overvotes::Exhaust);
        let several = over(Overvotes::ExhaustIfSeveralContinue);
        let skips = Marking {
            skipped_ranks: Some(1),
            ..Marking::default()
        };
        let repeats = Marking {
            repeated_options: Repeats::Exhaust,
            ..Marking::default()
        };
        let ranks = Marking {
            most_ranks: Some(2),
            ..Marking::default()
        };
        let all = [true; 3];
        let without_0 = [false, true, true];
        let over_01: &[u16] = &[0, EQUAL, 1, 2];
        type Row<'a> = (&'a str, &'a Marking, &'a [u16], &'a [bool], Counts);
        let table: &[Row<'_>] = &[
            ("blank", &plain, &[], &all, Counts::Nobody(Inactive::Blank)),
            ("overvote skipped", &plain, over_01, &all, Counts::For(2)),
            (
                "overvote ends",
                &exhaust,
                over_01,
                &all,
                Counts::Nobody(Inactive::Overvote),
            ),
            (
                "overvote ends though one continues",
                &exhaust,
                over_01,
                &without_0,
                Counts::Nobody(Inactive::Overvote),
            ),
            (
                "two continue",
                &several,
                over_01,
                &all,
                Counts::Nobody(Inactive::Overvote),
            ),
            (
                "one continues",
                &several,
                over_01,
                &without_0,
                Counts::For(1),
            ),
            (
                "none continues",
                &several,
                over_01,
                &[false, false, true],
                Counts::For(2),
            ),
            (
                "unknown overvote skipped",
                &plain,
                &[OVERVOTE, 1],
                &all,
                Counts::For(1),
            ),
            (
                "unknown overvote ends",
                &several,
                &[OVERVOTE, 1],
                &all,
                Counts::Nobody(Inactive::Overvote),
            ),
            (
                "one empty rank",
                &skips,
                &[SKIPPED, 1],
                &all,
                Counts::For(1),
            ),
            (
                "two empty ranks",
                &skips,
                &[SKIPPED, SKIPPED, 1],
                &all,
                Counts::Nobody(Inactive::SkippedRanks),
            ),
            (
                "repeat ends",
                &repeats,
                &[0, 0, 1],
                &without_0,
                Counts::Nobody(Inactive::RepeatedOption),
            ),
            (
                "repeat passed over",
                &plain,
                &[0, 0, 1],
                &without_0,
                Counts::For(1),
            ),
            (
                "repeat in a rank of several",
                &repeats,
                &[0, 1, EQUAL, 0],
                &[false, false, true],
                Counts::Nobody(Inactive::RepeatedOption),
            ),
            (
                "ranks beyond the last",
                &ranks,
                &[0, SKIPPED, 1],
                &without_0,
                Counts::Nobody(Inactive::Exhausted),
            ),
        ];
        for (name, marking, marks, continues, expected) in table {
            assert_eq!(walk(marking, marks, continues), *expected, "{name}");
        }
    }
}
