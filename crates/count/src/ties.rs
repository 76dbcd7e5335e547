//! What settles a tie.
//!
//! A rule names the steps to be tried one after another ([`TieStep`]). If none settles it, and at the step `lot`,
//! the count stops with [`LotNeeded`]: somebody draws, in front of witnesses, and the count is run again with the
//! [`Lot`] drawn. A count is a function of its input, so up to that point it runs the same.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::contest::{Choice, Contest};

/// One way to settle a tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieStep {
    /// The last earlier stage at which they were not equal decides; who stay equal there are compared at the stage
    /// before (Scottish rules 49(2), 51(2), "the last such stage").
    LatestDifference,
    /// The first stage at which they were not equal decides.
    FirstDifference,
    /// The order of the contest's options, or the order for ties that the file brings: the first is the stronger.
    OptionOrder,
    /// The order of the hashes of seed and name: the smallest SHA-256 of `seed`, a line feed and the option's name
    /// is the strongest. The seed is committed to before the poll, so that nobody can choose it afterwards.
    Seed,
    /// A lot that somebody draws.
    Lot,
}

/// How ties are settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ties {
    /// What is tried, one after another. After the last comes a lot.
    pub steps: Vec<TieStep>,
    /// For [`TieStep::Seed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
}

impl Ties {
    /// Every tie needs a lot.
    pub fn lot() -> Self {
        Self {
            steps: vec![TieStep::Lot],
            seed: None,
        }
    }
}

/// What is to be chosen among those who are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Who is elected, or gets the seat, or comes first.
    Elect,
    /// Who is excluded.
    Exclude,
    /// Whose surplus is transferred first.
    Surplus,
}

/// A lot that was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// What it was drawn for.
    pub purpose: Purpose,
    /// The names of those who were equal, in any order.
    pub between: Vec<String>,
    /// At which stage of the count, if the same could be equal at several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<usize>,
    /// Whom it fell on: who is elected, or excluded, or transferred first.
    pub drawn: String,
}

/// The rules leave a tie to a lot, and none was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("a lot must be drawn between {} ({}, stage {stage})", between.join(", "), self.what())]
pub struct LotNeeded {
    /// What the lot is for.
    pub purpose: Purpose,
    /// The names of those who are equal, in the order of the options.
    pub between: Vec<String>,
    /// At which stage of the count, from 1.
    pub stage: usize,
}

impl LotNeeded {
    fn what(&self) -> &'static str {
        match self.purpose {
            Purpose::Elect => "for who is elected",
            Purpose::Exclude => "for who is excluded",
            Purpose::Surplus => "for whose surplus is transferred first",
        }
    }
}

/// How a tie was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Who was chosen for the purpose.
    pub chosen: Choice,
    /// Which step decided.
    pub by: TieStep,
    /// A sentence for the transcript.
    pub because: String,
}

impl Settled {
    /// The field of the rules that decided, for a transcript.
    pub fn field(&self) -> String {
        let step = match self.by {
            TieStep::LatestDifference => "latest-difference",
            TieStep::FirstDifference => "first-difference",
            TieStep::OptionOrder => "option-order",
            TieStep::Seed => "seed",
            TieStep::Lot => "lot",
        };
        format!("ties.{step}")
    }
}

/// Settles the ties of one count.
#[derive(Clone, Debug)]
pub struct Breaker<'a> {
    contest: &'a Contest,
    ties: &'a Ties,
    lots: &'a [Lot],
    /// Stages counted before these, in earlier passes.
    before: usize,
}

impl<'a> Breaker<'a> {
    /// For a contest, by its rules, with the lots drawn so far.
    pub fn new(contest: &'a Contest, ties: &'a Ties, lots: &'a [Lot]) -> Self {
        Self {
            contest,
            ties,
            lots,
            before: 0,
        }
    }

    /// The same, after so many stages in earlier passes.
    pub fn after(&self, stages: usize) -> Self {
        Self {
            before: stages,
            ..self.clone()
        }
    }

    /// Chooses one of those who are equal. `history` holds for each earlier stage the total of every option, the
    /// stage of the tie itself not among them; methods without stages pass none.
    ///
    /// # Errors
    ///
    /// [`LotNeeded`] if no step settles it and no lot was drawn between exactly these.
    pub fn choose<K: Ord>(
        &self,
        between: &[Choice],
        purpose: Purpose,
        history: &[Vec<K>],
    ) -> Result<Settled, LotNeeded> {
        let mut equal = between.to_vec();
        equal.sort_unstable();
        equal.dedup();
        // The stronger is elected and transferred first, the weaker is excluded.
        let strongest = purpose != Purpose::Exclude;
        for step in &self.ties.steps {
            let chosen = match step {
                TieStep::LatestDifference => narrow(&mut equal, history.iter().rev(), strongest),
                TieStep::FirstDifference => narrow(&mut equal, history.iter(), strongest),
                TieStep::OptionOrder => self.by_order(&equal, strongest),
                TieStep::Seed => self.by_seed(&equal, strongest),
                TieStep::Lot => break,
            };
            if let Some(chosen) = chosen {
                return Ok(Settled {
                    chosen,
                    by: *step,
                    because: sentence(*step).to_owned(),
                });
            }
        }
        self.by_lot(&equal, purpose, self.before + history.len() + 1)
    }

    /// Orders all who are equal, the first chosen first.
    ///
    /// # Errors
    ///
    /// As [`Breaker::choose`].
    pub fn order<K: Ord>(
        &self,
        between: &[Choice],
        purpose: Purpose,
        history: &[Vec<K>],
    ) -> Result<Vec<Choice>, LotNeeded> {
        let mut left = between.to_vec();
        let mut order = Vec::with_capacity(left.len());
        while left.len() > 1 {
            let settled = self.choose(&left, purpose, history)?;
            left.retain(|option| *option != settled.chosen);
            order.push(settled.chosen);
        }
        order.extend(left);
        Ok(order)
    }

    fn by_order(&self, equal: &[Choice], strongest: bool) -> Option<Choice> {
        let place = |option: &Choice| match &self.contest.tie_order {
            Some(order) => order
                .iter()
                .position(|listed| listed == option)
                .unwrap_or(usize::MAX),
            None => usize::from(*option),
        };
        extreme(equal, |option| std::cmp::Reverse(place(option)), strongest)
    }

    fn by_seed(&self, equal: &[Choice], strongest: bool) -> Option<Choice> {
        let seed = self.ties.seed.as_deref()?;
        let hash = |option: &Choice| {
            let text = format!("{seed}\n{}", self.contest.name(*option));
            std::cmp::Reverse(<[u8; 32]>::from(Sha256::digest(text)))
        };
        extreme(equal, hash, strongest)
    }

    fn by_lot(
        &self,
        equal: &[Choice],
        purpose: Purpose,
        stage: usize,
    ) -> Result<Settled, LotNeeded> {
        if let [only] = equal {
            return Ok(Settled {
                chosen: *only,
                by: TieStep::Lot,
                because: String::new(),
            });
        }
        let mut between: Vec<String> = equal
            .iter()
            .map(|option| self.contest.name(*option).to_owned())
            .collect();
        let mut sorted = between.clone();
        sorted.sort_unstable();
        let drawn = self.lots.iter().find(|lot| {
            let mut of = lot.between.clone();
            of.sort_unstable();
            lot.purpose == purpose && of == sorted && lot.stage.is_none_or(|at| at == stage)
        });
        let chosen = drawn
            .and_then(|lot| self.contest.find(&lot.drawn))
            .filter(|chosen| equal.contains(chosen));
        match chosen {
            Some(chosen) => Ok(Settled {
                chosen,
                by: TieStep::Lot,
                because: sentence(TieStep::Lot).to_owned(),
            }),
            None => Err(LotNeeded {
                purpose,
                between: std::mem::take(&mut between),
                stage,
            }),
        }
    }
}

fn sentence(step: TieStep) -> &'static str {
    match step {
        TieStep::LatestDifference => {
            "equal; the latest earlier stage at which they differed decided"
        }
        TieStep::FirstDifference => "equal; the first stage at which they differed decided",
        TieStep::OptionOrder => "equal; the order for ties decided",
        TieStep::Seed => "equal; the seed committed to beforehand decided",
        TieStep::Lot => "equal; a lot was drawn",
    }
}

/// Keeps, stage by stage, those with the extreme total, until one is left.
fn narrow<'h, K: Ord + 'h>(
    equal: &mut Vec<Choice>,
    stages: impl Iterator<Item = &'h Vec<K>>,
    strongest: bool,
) -> Option<Choice> {
    for stage in stages {
        let total = |option: &Choice| stage.get(usize::from(*option));
        let best = if strongest {
            equal.iter().map(total).max()
        } else {
            equal.iter().map(total).min()
        };
        if let Some(best) = best {
            equal.retain(|option| total(option) == best);
        }
        if let [only] = equal.as_slice() {
            return Some(*only);
        }
    }
    None
}

fn extreme<K: Ord>(
    equal: &[Choice],
    strength: impl Fn(&Choice) -> K,
    strongest: bool,
) -> Option<Choice> {
    if strongest {
        equal.iter().copied().max_by_key(strength)
    } else {
        equal.iter().copied().min_by_key(strength)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contest() -> Contest {
        Contest::new(1, ["Ann", "Bob", "Cem"].map(str::to_owned).to_vec())
    }

    #[test]
    fn the_latest_stage_at_which_they_differed_decides() {
        let contest = contest();
        let ties = Ties {
            steps: vec![TieStep::LatestDifference, TieStep::Lot],
            seed: None,
        };
        let breaker = Breaker::new(&contest, &ties, &[]);
        // Stage 2 leaves Ann and Bob equal and weakest; stage 1 tells them apart.
        let history = vec![vec![3, 2, 1], vec![4, 4, 5]];
        let excluded = breaker
            .choose(&[0, 1, 2], Purpose::Exclude, &history)
            .unwrap();
        assert_eq!(
            (excluded.chosen, excluded.by),
            (1, TieStep::LatestDifference)
        );
        let elected = breaker
            .choose(&[0, 1, 2], Purpose::Elect, &history)
            .unwrap();
        assert_eq!(elected.chosen, 2);
    }

    #[test]
    fn without_a_lot_the_count_stops_and_with_it_goes_on() {
        let contest = contest();
        let ties = Ties::lot();
        let none: &[Vec<u64>] = &[];
        let needed = Breaker::new(&contest, &ties, &[])
            .choose(&[2, 0], Purpose::Exclude, none)
            .unwrap_err();
        assert_eq!(needed.between, ["Ann", "Cem"]);
        let lot = |purpose| {
            [Lot {
                purpose,
                between: vec!["Cem".into(), "Ann".into()],
                stage: None,
                drawn: "Cem".into(),
            }]
        };
        let drawn = lot(Purpose::Exclude);
        let settled = Breaker::new(&contest, &ties, &drawn).choose(&[2, 0], Purpose::Exclude, none);
        assert_eq!(settled.unwrap().chosen, 2);
        let other = lot(Purpose::Elect);
        assert!(
            Breaker::new(&contest, &ties, &other)
                .choose(&[2, 0], Purpose::Exclude, none)
                .is_err()
        );
    }

    #[test]
    fn the_seed_orders_the_same_whatever_the_order_of_options() {
        let mut contest = contest();
        let ties = Ties {
            steps: vec![TieStep::Seed],
            seed: Some("drawn in public on 9 August".into()),
        };
        let none: &[Vec<u64>] = &[];
        let name = |contest: &Contest| {
            let chosen = Breaker::new(contest, &ties, &[]).choose(&[0, 1, 2], Purpose::Elect, none);
            contest.name(chosen.unwrap().chosen).to_owned()
        };
        let first = name(&contest);
        contest.options.reverse();
        assert_eq!(name(&contest), first);
    }
}
