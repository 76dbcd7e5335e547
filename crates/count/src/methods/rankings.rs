//! A ballot as a ranking with ties, for methods that read all of it at once.

use serde::{Deserialize, Serialize};

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::ballots::{Ballot, Ballots, Rank, options_of};
use crate::contest::{Choice, Contest};
use crate::number::Number;
use crate::outcome::{Decision, Outcome, Round, Status, Total, Transcript, What};
use crate::rules::Rules;

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
    /// first. A ballot with an overvote of which the options are not known has no order: see [`transcript`].
    pub(crate) fn read(&mut self, ballot: Ballot<'_>) -> (&[Choice], &[usize]) {
        self.order.clear();
        self.ends.clear();
        self.seen.fill(false);
        for rank in ballot.ranks() {
            match rank {
                Rank::One(option) => self.take(option),
                Rank::Several(marks) => options_of(marks).for_each(|option| self.take(option)),
                Rank::Skipped => {}
                Rank::Unknown => {
                    self.order.clear();
                    self.ends.clear();
                    return (&self.order, &self.ends);
                }
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

/// A transcript for methods that read whole rankings: a ballot that has an overvote of unknown options is invalid,
/// since nobody can tell what it prefers to what.
pub(crate) fn transcript(ballots: &Ballots, rules: &Rules) -> Transcript {
    let mut transcript = super::transcript(ballots, rules);
    let because = "several options at one rank, and the source does not tell which";
    let seen = &mut transcript.ballots;
    seen.refuse(because, ballots.unknown_overvotes());
    transcript
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

/// The options for which `chosen` holds, in order.
pub(crate) fn chosen(chosen: &[bool]) -> Vec<Choice> {
    let numbered = (0..).zip(chosen);
    let chosen = numbered.filter(|(_, chosen)| **chosen);
    chosen.map(|(option, _)| option).collect()
}

/// Votes or points that may be parts: whole where they are, else with as many decimals as show them, five at most.
pub(crate) fn shown(value: BigRational) -> Number {
    let scaled = |places: u32| &value * BigInt::from(10).pow(places);
    let places = (0..5).find(|places| scaled(*places).is_integer());
    Number::ratio(value, places.unwrap_or(5))
}

/// What each of some options has, for a round of a transcript.
pub(crate) fn totals(
    contest: &Contest,
    options: &[Choice],
    value: impl Fn(Choice) -> BigRational,
) -> Vec<Total> {
    let total = |option: &Choice| Total {
        option: contest.name(*option).to_owned(),
        votes: shown(value(*option)),
        status: Status::Continuing,
    };
    options.iter().map(total).collect()
}

/// The outcome of a method that ranks all options: who share the first place are elected. The places are written as
/// decisions of a last round.
pub(crate) fn outcome(
    contest: &Contest,
    ranking: &[Vec<Choice>],
    mut transcript: Transcript,
    by: &str,
) -> Outcome {
    let mut round = Round {
        name: "places".to_owned(),
        ..Round::default()
    };
    for (place, group) in (1..).zip(ranking) {
        for option in group {
            round.decisions.push(Decision {
                what: match place {
                    1 => What::Elected,
                    _ => What::Placed,
                },
                option: contest.name(*option).to_owned(),
                because: match group.len() {
                    1 => format!("place {place}"),
                    shared => format!("place {place}, shared by {shared}"),
                },
                by: by.to_owned(),
            });
        }
    }
    transcript.rounds.push(round);
    for (number, round) in (1..).zip(&mut transcript.rounds) {
        round.number = number;
    }
    let names = |group: &Vec<Choice>| -> Vec<String> {
        let names = group.iter().map(|option| contest.name(*option).to_owned());
        names.collect()
    };
    let ranking: Vec<Vec<String>> = ranking.iter().map(names).collect();
    Outcome {
        elected: ranking.first().cloned().unwrap_or_default(),
        ranking,
        transcript,
        ..Outcome::default()
    }
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

#[cfg(test)]
mod tests {
    use crate::read::rbal;
    use crate::rules::Rules;

    /// "never dropped": what a rule cannot place is in the transcript.
    #[test]
    fn a_ballot_with_unknown_options_at_a_rank_is_invalid_and_reported() {
        let file = b"candidates 2\n1 A\n2 B\nballots\n2: 1 2\n5: ! 2\n1:\nend\n";
        let ballots = rbal::read(file).unwrap();
        for preset in ["schulze", "borda", "bucklin", "baldwin", "coombs"] {
            let rules = Rules::preset(preset).unwrap();
            let outcome = crate::count(&ballots, &rules, &[]).unwrap();
            assert_eq!(outcome.elected, ["A"], "{preset}");
            let seen = outcome.transcript.ballots;
            assert_eq!((seen.cast, seen.valid, seen.blank), (8, 2, 1), "{preset}");
            assert_eq!(seen.invalid[0].ballots, 5, "{preset}");
        }
    }
}
