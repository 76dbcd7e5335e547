//! The rules of a count: data on the record, each field with the law that settles it.

use serde::{Deserialize, Serialize};

use crate::methods::borda::BordaRules;
use crate::methods::bucklin::BucklinRules;
use crate::methods::cpo_stv::CpoStvRules;
use crate::methods::eliminations::EliminationRules;
use crate::methods::first_places::FirstPlacesRules;
use crate::methods::gregory::GregoryRules;
use crate::methods::lists::ListRules;
use crate::methods::majority_judgment::MajorityJudgmentRules;
use crate::methods::meek::MeekRules;
use crate::methods::most_votes::MostVotesRules;
use crate::methods::pairwise::PairwiseRules;
use crate::methods::qpq::QpqRules;
use crate::methods::ranked_choice::RankedChoiceRules;
use crate::methods::recount_stv::RecountStvRules;
use crate::methods::score::ScoreRules;
use crate::ties::Ties;
use crate::walk::Marking;

/// The rules of a count, as a TOML or JSON file has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What people call these rules.
    pub title: String,
    /// The law or by-law they come from, with its sections.
    pub law: String,
    /// How unclear marks are read. Methods that do not walk along ranks take no notice.
    #[serde(default)]
    pub marking: Marking,
    /// How ties are settled.
    pub ties: Ties,
    /// The method, and its own decisions.
    pub count: Method,
}

/// A method with its decisions. `method` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Method {
    /// Points for places: [`crate::methods::borda`].
    Borda(BordaRules),
    /// Meek's and Warren's methods: [`crate::methods::meek`].
    Meek(MeekRules),
    /// Plurality, bloc, limited, approval: [`crate::methods::most_votes`].
    MostVotes(MostVotesRules),
    /// First places, then first and second, until there is a majority: [`crate::methods::bucklin`].
    Bucklin(BucklinRules),
    /// Sets of winners compared pair by pair: [`crate::methods::cpo_stv`].
    CpoStv(CpoStvRules),
    /// Exclusion from below, Baldwin, Nanson, Coombs: [`crate::methods::eliminations`].
    Eliminations(EliminationRules),
    /// First places alone, in one round or with a run-off: [`crate::methods::first_places`].
    FirstPlaces(FirstPlacesRules),
    /// Single transferable vote as textbooks tell it: [`crate::methods::recount_stv`].
    RecountStv(RecountStvRules),
    /// Comparisons pair by pair: [`crate::methods::pairwise`].
    Pairwise(PairwiseRules),
    /// Single transferable vote with Gregory transfers: [`crate::methods::gregory`].
    Gregory(GregoryRules),
    /// Seats for lists: [`crate::methods::lists`].
    Lists(ListRules),
    /// Quota preferential by quotient: [`crate::methods::qpq`].
    Qpq(QpqRules),
    /// Instant run-off and its relatives: [`crate::methods::ranked_choice`].
    RankedChoice(RankedChoiceRules),
    /// Points, score and cumulative voting: [`crate::methods::score`].
    Score(ScoreRules),
    /// The best middle grade: [`crate::methods::majority_judgment`].
    MajorityJudgment(MajorityJudgmentRules),
}

impl Method {
    /// Whether ballots must give each option a number, instead of ranking or marking options.
    pub fn needs_grades(&self) -> bool {
        matches!(self, Self::Score(_) | Self::MajorityJudgment(_))
    }
}

/// Why a file of rules was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The text is no TOML, or has a field that is unknown, missing or of the wrong kind.
    #[error("the rules cannot be read: {0}")]
    Unreadable(String),
    /// No preset has this name.
    #[error("there is no preset \"{name}\"; there are: {known}")]
    NoSuchPreset {
        /// What was asked for.
        name: String,
        /// All names.
        known: String,
    },
}

/// The presets that come with this crate: name and file.
pub const PRESETS: &[(&str, &str)] = &[
    ("adams", include_str!("../presets/adams.toml")),
    ("approval", include_str!("../presets/approval.toml")),
    ("baldwin", include_str!("../presets/baldwin.toml")),
    ("bloc", include_str!("../presets/bloc.toml")),
    ("borda", include_str!("../presets/borda.toml")),
    ("bucklin", include_str!("../presets/bucklin.toml")),
    ("coombs", include_str!("../presets/coombs.toml")),
    ("copeland", include_str!("../presets/copeland.toml")),
    ("cumulative", include_str!("../presets/cumulative.toml")),
    (
        "danish-regions",
        include_str!("../presets/danish-regions.toml"),
    ),
    ("debian", include_str!("../presets/debian.toml")),
    ("dhondt", include_str!("../presets/dhondt.toml")),
    ("dowdall", include_str!("../presets/dowdall.toml")),
    (
        "droop-remainders",
        include_str!("../presets/droop-remainders.toml"),
    ),
    (
        "dutch-council",
        include_str!("../presets/dutch-council.toml"),
    ),
    (
        "hagenbach-bischoff-remainders",
        include_str!("../presets/hagenbach-bischoff-remainders.toml"),
    ),
    (
        "hare-remainders",
        include_str!("../presets/hare-remainders.toml"),
    ),
    (
        "huntington-hill",
        include_str!("../presets/huntington-hill.toml"),
    ),
    (
        "imperiali-remainders",
        include_str!("../presets/imperiali-remainders.toml"),
    ),
    ("irv", include_str!("../presets/irv.toml")),
    ("kemeny", include_str!("../presets/kemeny.toml")),
    (
        "limited-spain",
        include_str!("../presets/limited-spain.toml"),
    ),
    (
        "majority-judgment",
        include_str!("../presets/majority-judgment.toml"),
    ),
    (
        "majority-judgment-belenios",
        include_str!("../presets/majority-judgment-belenios.toml"),
    ),
    ("meek", include_str!("../presets/meek.toml")),
    ("meek-prf", include_str!("../presets/meek-prf.toml")),
    ("minimax", include_str!("../presets/minimax.toml")),
    (
        "minneapolis-stv",
        include_str!("../presets/minneapolis-stv.toml"),
    ),
    (
        "modified-sainte-lague-norway",
        include_str!("../presets/modified-sainte-lague-norway.toml"),
    ),
    (
        "modified-sainte-lague-sweden",
        include_str!("../presets/modified-sainte-lague-sweden.toml"),
    ),
    ("nanson", include_str!("../presets/nanson.toml")),
    ("plurality", include_str!("../presets/plurality.toml")),
    ("qpq", include_str!("../presets/qpq.toml")),
    ("ranked-pairs", include_str!("../presets/ranked-pairs.toml")),
    ("sainte-lague", include_str!("../presets/sainte-lague.toml")),
    ("schulze", include_str!("../presets/schulze.toml")),
    ("score", include_str!("../presets/score.toml")),
    (
        "scottish-stv-2007",
        include_str!("../presets/scottish-stv-2007.toml"),
    ),
    ("smith", include_str!("../presets/smith.toml")),
    ("two-rounds", include_str!("../presets/two-rounds.toml")),
    ("us-irv-maine", include_str!("../presets/us-irv-maine.toml")),
    ("warren", include_str!("../presets/warren.toml")),
    ("wigm-prf", include_str!("../presets/wigm-prf.toml")),
];

impl Rules {
    /// Reads rules in TOML.
    ///
    /// # Errors
    ///
    /// Says where and what.
    pub fn from_toml(text: &str) -> Result<Self, RulesError> {
        toml::from_str(text).map_err(|error| RulesError::Unreadable(error.to_string()))
    }

    /// Reads rules in JSON.
    ///
    /// # Errors
    ///
    /// Says where and what.
    pub fn from_json(text: &str) -> Result<Self, RulesError> {
        serde_json::from_str(text).map_err(|error| RulesError::Unreadable(error.to_string()))
    }

    /// A preset by its name.
    ///
    /// # Errors
    ///
    /// Names the presets there are.
    pub fn preset(name: &str) -> Result<Self, RulesError> {
        match PRESETS.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::from_toml(text),
            None => Err(RulesError::NoSuchPreset {
                name: name.to_owned(),
                known: PRESETS
                    .iter()
                    .map(|(known, _)| *known)
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_read_and_written_back_the_same() {
        for (name, text) in PRESETS {
            let rules = Rules::from_toml(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let json = serde_json::to_string(&rules).unwrap();
            assert_eq!(Rules::from_json(&json).unwrap(), rules, "{name}");
        }
    }

    #[test]
    fn every_file_of_the_folder_is_a_preset() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/presets");
        let files = std::fs::read_dir(folder).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        let listed = PRESETS.iter().map(|(name, _)| format!("{name}.toml"));
        let mut listed: Vec<String> = listed.collect();
        listed.sort();
        assert_eq!(listed, names);
    }

    #[test]
    fn a_field_that_nobody_knows_is_refused() {
        let (_, text) = PRESETS
            .iter()
            .find(|(name, _)| *name == "scottish-stv-2007")
            .unwrap();
        assert!(Rules::from_toml(&text.replace("quota", "quorum")).is_err());
    }
}
