//! A ballot as a ranking with ties, for methods that read all of it at once.

use serde::{Deserialize, Serialize};

use crate::ballots::{Ballot, Rank, options_of};
use crate::contest::Choice;

/// What a ballot says about options that it does not rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unranked {
    /// They are equal, below all that are ranked (Debian Constitution A.6; Schulze 2011, §2.1).
    #[default]
    TiedLast,
    /// Nothing.
    NotCompared,
}

/// Reads ballots as rankings of the options that stand; keeps its memory from one ballot to the next.
#[derive(Debug)]
pub(crate) struct Reader {
    standing: Vec<bool>,
    unranked: Unranked,
    seen: Vec<bool>,
    order: Vec<Choice>,
    /// Where each group of equal options ends in `order`.
    ends: Vec<usize>,
}

impl Reader {
    pub(crate) fn new(standing: Vec<bool>, unranked: Unranked) -> Self {
        Self {
            seen: vec![false; standing.len()],
            standing,
            unranked,
            order: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The options of a ballot in order, and where each group of equal ones ends. An option counts where it stands
    /// first; an overvote of which the options are not known says nothing.
    pub(crate) fn read(&mut self, ballot: Ballot<'_>) -> (&[Choice], &[usize]) {
        self.order.clear();
        self.ends.clear();
        self.seen.fill(false);
        for rank in ballot.ranks() {
            match rank {
                Rank::One(option) => self.take(option),
                Rank::Several(marks) => options_of(marks).for_each(|option| self.take(option)),
                Rank::Skipped | Rank::Unknown => {}
            }
            self.close();
        }
        if self.unranked == Unranked::TiedLast {
            for at in 0..self.standing.len() {
                if let Ok(option) = Choice::try_from(at) {
                    self.take(option);
                }
            }
            self.close();
        }
        (&self.order, &self.ends)
    }

    fn take(&mut self, option: Choice) {
        let at = usize::from(option);
        if let (Some(true), Some(seen @ false)) = (self.standing.get(at), self.seen.get_mut(at)) {
            *seen = true;
            self.order.push(option);
        }
    }

    fn close(&mut self) {
        let end = self.order.len();
        if self.ends.last().copied().unwrap_or_default() < end {
            self.ends.push(end);
        }
    }
}

/// The groups of equal options of a ballot that was read.
pub(crate) fn groups<'a>(
    order: &'a [Choice],
    ends: &'a [usize],
) -> impl Iterator<Item = &'a [Choice]> + 'a {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts
        .zip(ends)
        .map(|(start, end)| order.get(start..*end).unwrap_or_default())
}

/// Options in groups by a value each has, the greatest first.
pub(crate) fn by_value<K: Ord>(
    options: &[Choice],
    value: impl Fn(Choice) -> K,
) -> Vec<Vec<Choice>> {
    let mut sorted: Vec<(K, Choice)> = options
        .iter()
        .map(|option| (value(*option), *option))
        .collect();
    sorted.sort_by(|(a, first), (b, second)| b.cmp(a).then(first.cmp(second)));
    let mut groups: Vec<Vec<Choice>> = Vec::new();
    let mut last: Option<K> = None;
    for (value, option) in sorted {
        match groups.last_mut() {
            Some(group) if last.as_ref() == Some(&value) => group.push(option),
            _ => groups.push(vec![option]),
        }
        last = Some(value);
    }
    groups
}
