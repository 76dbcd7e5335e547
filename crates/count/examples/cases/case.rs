//! A case of a collection: `case.json`, and the ballots beside it.

use std::fs;
use std::path::{Path, PathBuf};

use num_rational::BigRational;
use serde::Deserialize;
use serde_json::Value;
use veche_count::ballots::Ballots;
use veche_count::number::Number;
use veche_count::outcome::{Outcome, Round};
use veche_count::read::{blt, cvotes, hil, rbal};

/// What came of a case.
pub(crate) enum Verdict {
    /// The outcome is the published one.
    Pass,
    /// The first difference.
    Fail(String),
}

/// A case; fields that only some families have are in `rest`.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) family: String,
    #[serde(default)]
    pub(crate) method: String,
    #[serde(default)]
    pub(crate) rule: Value,
    #[serde(default)]
    pub(crate) seats: Option<u32>,
    #[serde(default)]
    pub(crate) candidates: Vec<String>,
    #[serde(default)]
    pub(crate) votes: Vec<u64>,
    #[serde(default)]
    pub(crate) ballots_file: Option<String>,
    #[serde(default)]
    pub(crate) tie_dependent: bool,
    pub(crate) expected: Value,
    #[serde(default)]
    pub(crate) sources: Value,
    #[serde(skip)]
    folder: PathBuf,
}

impl Case {
    /// All cases below `folder`, by name.
    pub(crate) fn all(folder: &Path) -> Result<Vec<Self>, String> {
        let below = folder.join("cases");
        let below = if below.is_dir() {
            below
        } else {
            folder.to_owned()
        };
        let mut folders: Vec<_> = fs::read_dir(below)
            .map_err(|error| error.to_string())?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.join("case.json").is_file())
            .collect();
        folders.sort();
        folders.iter().map(|path| Self::open(path)).collect()
    }

    fn open(folder: &Path) -> Result<Self, String> {
        let said = |error: &dyn std::fmt::Display| format!("{}: {error}", folder.display());
        let bytes = fs::read(folder.join("case.json")).map_err(|error| said(&error))?;
        let text = String::from_utf8_lossy(&bytes);
        let case: Self = serde_json::from_str(&text).map_err(|error| said(&error))?;
        Ok(Self {
            folder: folder.to_owned(),
            ..case
        })
    }

    /// A file beside `case.json`.
    pub(crate) fn file(&self, name: &str) -> Result<Vec<u8>, String> {
        fs::read(self.folder.join(name)).map_err(|error| format!("{name}: {error}"))
    }

    /// The ballots, read by the ending of the file; seats as the case says.
    pub(crate) fn ballots(&self) -> Result<Ballots, String> {
        let name = self
            .ballots_file
            .as_deref()
            .ok_or("the case names no ballot file")?;
        let file = self.file(name)?;
        let ending = name.rsplit('.').next().unwrap_or_default();
        let read = match ending {
            "blt" => blt::read(&file),
            "rbal" => rbal::read(&file),
            "hil" => hil::read(&file),
            "cvotes" => cvotes::read(
                &file,
                &cvotes::Reading {
                    options: self.candidates.clone(),
                    closed: !self.candidates.is_empty(),
                    weights: self.rule["vote_weight_operator_caret"] == true,
                },
            ),
            other => return Err(format!("no reader for .{other}")),
        };
        let mut ballots = read.map_err(|error| format!("{name}: {error}"))?;
        if let Some(seats) = self.seats {
            ballots.contest.seats = seats;
        }
        Ok(ballots)
    }
}

/// A decimal of a case, exactly.
pub(crate) fn decimal(text: &str) -> Option<BigRational> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}");
    let units: num_bigint::BigInt = digits.parse().ok()?;
    let places = u32::try_from(fraction.len()).ok()?;
    Some(Number::decimal(units, places).value().clone())
}

/// The names in a JSON list.
pub(crate) fn names(value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect()
}

/// Fails unless both lists have the same members.
pub(crate) fn same_members(what: &str, ours: &[String], theirs: &[String]) -> Result<(), String> {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    if sorted(ours) == sorted(theirs) {
        Ok(())
    } else {
        Err(format!(
            "{what}: here {}, published {}",
            ours.join(", "),
            theirs.join(", ")
        ))
    }
}

/// What an option has in a round; nothing if it is not listed.
pub(crate) fn total<'a>(round: &'a Round, option: &str) -> Option<&'a Number> {
    let found = round.totals.iter().find(|total| total.option == option)?;
    Some(&found.votes)
}

/// Pass, or the difference.
pub(crate) fn verdict(result: Result<(), String>) -> Verdict {
    match result {
        Ok(()) => Verdict::Pass,
        Err(difference) => Verdict::Fail(difference),
    }
}

/// The round with this number, from 1.
pub(crate) fn round(outcome: &Outcome, number: usize) -> Result<&Round, String> {
    let round = number
        .checked_sub(1)
        .and_then(|at| outcome.transcript.rounds.get(at));
    round.ok_or_else(|| {
        format!(
            "there is no stage {number} here, but {}",
            outcome.transcript.rounds.len()
        )
    })
}
