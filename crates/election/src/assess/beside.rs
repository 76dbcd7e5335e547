//! What stands beside an entry: replies, what says otherwise, and figures that differ.
//!
//! Nothing here decides who is right. What contradicts an entry is shown with it, and the entry stays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::entry::Act;
use crate::entry::nominations::AccordingTo;
use crate::entry::reports::{FigureReported, Rating};
use crate::judge::Election;
use crate::value::{EntryId, Slug};

/// Something on record says otherwise than an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The entry.
    pub entry: EntryId,
    /// What says otherwise.
    pub by: EntryId,
    /// In which way.
    pub how: Otherwise,
}

/// In which way something says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// A report that says so of itself.
    Reported,
    /// Somebody with a known key finds it unlikely.
    Unlikely,
    /// Somebody with a known key says that it was not so.
    NotSo,
}

impl Otherwise {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Reported => "a report says otherwise",
            Self::Unlikely => "a known key finds it unlikely",
            Self::NotSo => "a known key says that it was not so",
        }
    }
}

/// Replies and contradictions of a whole record, by the entry they are about.
pub(super) struct Beside {
    replies: HashMap<EntryId, Vec<EntryId>>,
    otherwise: HashMap<EntryId, Vec<Contradiction>>,
    /// Of a report, the entries it says to contradict.
    contradicts: HashMap<EntryId, Vec<EntryId>>,
}

impl Beside {
    pub(super) fn of(election: &Election) -> Self {
        let mut beside = Self {
            replies: HashMap::new(),
            otherwise: HashMap::new(),
            contradicts: HashMap::new(),
        };
        for (by, entry) in election.contradictions() {
            beside.says(*entry, *by, Otherwise::Reported);
            beside.contradicts.entry(*by).or_default().push(*entry);
        }
        for kept in election.kept() {
            match &kept.act {
                Act::ReplyMade(reply) => {
                    beside.replies.entry(reply.to).or_default().push(kept.id);
                }
                Act::ReportVerified(verified) => match verified.rating {
                    Rating::Confirmed | Rating::Likely | Rating::Possible => {}
                    Rating::Unlikely => {
                        beside.says(verified.entry, kept.id, Otherwise::Unlikely);
                    }
                    Rating::NotSo => beside.says(verified.entry, kept.id, Otherwise::NotSo),
                },
                _ => {}
            }
        }
        beside
    }

    fn says(&mut self, entry: EntryId, by: EntryId, how: Otherwise) {
        self.otherwise
            .entry(entry)
            .or_default()
            .push(Contradiction { entry, by, how });
    }

    /// Takes out of a list, in the order of the record, what says to contradict something that stands in it: who says
    /// that a thing did not happen like this is no further evidence that it happened. What contradicts only such a
    /// contradiction stays.
    pub(super) fn set_aside(&self, list: &mut Vec<EntryId>) -> Vec<EntryId> {
        if self.contradicts.is_empty() {
            return Vec::new();
        }
        let mut standing = BTreeSet::new();
        let mut aside = Vec::new();
        list.retain(|id| {
            let against = self.contradicts.get(id);
            let stays =
                !against.is_some_and(|entries| entries.iter().any(|e| standing.contains(e)));
            match stays {
                true => _ = standing.insert(*id),
                false => aside.push(*id),
            }
            stays
        });
        aside
    }

    /// Replies to any of these entries, each once, in the order of the record.
    pub(super) fn replies(&self, election: &Election, to: &BTreeSet<EntryId>) -> Vec<EntryId> {
        let mut replies: Vec<EntryId> = to
            .iter()
            .filter_map(|id| self.replies.get(id))
            .flatten()
            .copied()
            .collect();
        replies.sort_by_key(|id| election.number_of(id));
        replies
    }

    /// What says otherwise than any of these entries, in the order of the record.
    pub(super) fn contradictions(
        &self,
        election: &Election,
        entries: &BTreeSet<EntryId>,
    ) -> Vec<Contradiction> {
        let mut found: Vec<Contradiction> = entries
            .iter()
            .filter_map(|id| self.otherwise.get(id))
            .flatten()
            .copied()
            .collect();
        found.sort_by_key(|found| {
            (
                election.number_of(&found.by),
                election.number_of(&found.entry),
            )
        });
        found
    }
}

/// Figures of the same name, candidate, unit, whole, time and place, of which different voices say what cannot be
/// true of one thing. Whether they count the same thing, their texts say: none is right because another differs.
pub(super) fn differing(
    election: &Election,
    figures: &[&(EntryId, FigureReported)],
) -> Vec<Vec<EntryId>> {
    let mut groups: BTreeMap<String, Vec<&(EntryId, FigureReported)>> = BTreeMap::new();
    for reported in figures {
        let (_, figure) = reported;
        // The enumerated fields of a figure have no order of their own; their text is one.
        let same = format!(
            "{:?} {:?} {:?} {:?} {} {}",
            figure.figure, figure.candidate, figure.unit, figure.of, figure.when, figure.place
        );
        groups.entry(same).or_default().push(reported);
    }
    let mut differing: Vec<Vec<EntryId>> = groups
        .into_values()
        .filter(|group| {
            group.iter().enumerate().any(|(position, one)| {
                let mut later = group.iter().skip(position + 1);
                later.any(|other| {
                    apart(&one.1, &other.1) && voice(election, one) != voice(election, other)
                })
            })
        })
        .map(|group| group.iter().map(|(id, _)| *id).collect())
        .collect();
    differing.sort_by_key(|group| group.first().and_then(|id| election.number_of(id)));
    differing
}

fn apart(one: &FigureReported, other: &FigureReported) -> bool {
    one.number.certainly_above(&other.number) || other.number.certainly_above(&one.number)
}

/// Who says a figure: as what, and the publishers, or the author's key where no source is named.
fn voice<'a>(
    election: &'a Election,
    (id, figure): &'a (EntryId, FigureReported),
) -> (AccordingTo, BTreeSet<&'a Slug>, Option<&'a [u8]>) {
    let publishers: BTreeSet<&Slug> = figure.sources.iter().map(|s| &s.publisher).collect();
    let author = match publishers.is_empty() {
        true => election
            .entry(id)
            .map(|placed| placed.by.bytes().as_slice()),
        false => None,
    };
    (figure.according_to, publishers, author)
}
