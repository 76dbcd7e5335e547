//! What is decided: options, seats, who has withdrawn.

use serde::{Deserialize, Serialize};

/// An option by its place in [`Contest::options`], from 0.
pub type Choice = u16;

/// More options than this cannot be told apart in a ballot ([`crate::ballots`]).
pub const MOST_OPTIONS: usize = 60_000;

/// What is decided in a count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    /// What the contest is called; may be empty.
    pub title: String,
    /// How many are elected; 1 where nothing is said.
    pub seats: u32,
    /// The options in the order of the ballot paper.
    pub options: Vec<String>,
    /// Options that have withdrawn: a vote for one passes on as if it were not there.
    #[serde(default)]
    pub withdrawn: Vec<Choice>,
    /// The order in which ties are settled where the rules say `option-order` and the file brings one.
    #[serde(default)]
    pub tie_order: Option<Vec<Choice>>,
}

impl Contest {
    /// A contest without a title, withdrawals or an order for ties.
    pub fn new(seats: u32, options: Vec<String>) -> Self {
        Self {
            seats,
            options,
            ..Self::default()
        }
    }

    /// The name of an option; empty if there is none with this number.
    pub fn name(&self, option: Choice) -> &str {
        self.options
            .get(usize::from(option))
            .map_or("", String::as_str)
    }

    /// The option of this name.
    pub fn find(&self, name: &str) -> Option<Choice> {
        let at = self.options.iter().position(|option| option == name)?;
        Choice::try_from(at).ok()
    }

    /// For each option whether it stands, that is, has not withdrawn.
    pub fn standing(&self) -> Vec<bool> {
        let mut standing = vec![true; self.options.len()];
        for option in &self.withdrawn {
            if let Some(stands) = standing.get_mut(usize::from(*option)) {
                *stands = false;
            }
        }
        standing
    }

    /// The numbers of all options in order.
    pub fn choices(&self) -> impl Iterator<Item = Choice> + use<> {
        (0..self.options.len()).map_while(|at| Choice::try_from(at).ok())
    }
}
