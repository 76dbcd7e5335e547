//! `stv-meek-ties`, `stv-reference`: golden transcripts of single transferable votes, compared decision by decision.
//!
//! | module | subject |
//! | --- | --- |
//! | `names` | what a case calls its rule, as rules of this crate |
//! | `golden` | transcripts of Droop (dumps and reports) and of stv-rs as steps |
//! | `compare` | an outcome beside those steps |

mod compare;
mod golden;
mod names;

use veche_count::CountError;
use veche_count::ballots::Ballots;
use veche_count::contest::Choice;
use veche_count::outcome::Outcome;
use veche_count::read::blt;
use veche_count::rules::{Method, Rules};
use veche_count::ties::Lot;

use crate::case::{Case, Verdict, same_members, verdict};

pub(crate) fn run(case: &Case) -> Verdict {
    verdict(count(case))
}

fn count(case: &Case) -> Result<(), String> {
    let (mut ballots, write_ins) = ballots(case)?;
    // Droop joins the words of a name by one space, however many the file has.
    for name in &mut ballots.contest.options {
        *name = one_space(name);
    }
    let rules = names::rules(case, write_ins)?;
    // Their order for ties names first who is excluded first, and also whose surplus is transferred first.
    let order: Vec<Choice> = match ballots.contest.tie_order.take() {
        Some(order) => order,
        None => ballots.contest.choices().collect(),
    };
    // Here the first is the stronger.
    ballots.contest.tie_order = Some(order.iter().rev().copied().collect());
    let outcome = with_their_lots(&ballots, &rules, &order)?;
    if let Some(file) = case.expected["transcript"].as_str() {
        let log = case.file(file)?;
        let log = String::from_utf8_lossy(&log);
        let steps = golden::steps(&log);
        compare::transcript(&outcome, &steps, matches!(rules.count, Method::Meek(_)))?;
    }
    compare::stages(&outcome, &case.expected)?;
    let winners = compare::winners(&case.expected);
    let winners: Vec<String> = winners.iter().map(|name| one_space(name)).collect();
    if winners.is_empty() {
        return Ok(());
    }
    same_members("elected", &outcome.elected, &winners)
}

fn one_space(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The ballots, and who stands for undeclared write-ins, which only Droop's files say.
fn ballots(case: &Case) -> Result<(Ballots, Option<String>), String> {
    let name = case.ballots_file.as_deref().unwrap_or_default();
    let file = case.file(name)?;
    let text = String::from_utf8_lossy(&file);
    let bracket = "[undeclared";
    let Some((before, after)) = text.split_once(bracket) else {
        return Ok((case.ballots()?, None));
    };
    let (numbers, after) = after.split_once(']').ok_or("[undeclared is not closed")?;
    let ballots = blt::read(format!("{before}{after}").as_bytes())
        .map_err(|error| format!("{name}: {error}"))?;
    let write_ins = numbers.split_whitespace().next();
    let write_ins = write_ins.and_then(|number| number.parse::<Choice>().ok()?.checked_sub(1));
    let write_ins = write_ins.ok_or("[undeclared names no option by number")?;
    let write_ins = one_space(ballots.contest.name(write_ins));
    Ok((ballots, Some(write_ins)))
}

/// Counts; a lot falls on the first in their order.
fn with_their_lots(ballots: &Ballots, rules: &Rules, order: &[Choice]) -> Result<Outcome, String> {
    let contest = &ballots.contest;
    let mut lots: Vec<Lot> = Vec::new();
    loop {
        let needed = match veche_count::count(ballots, rules, &lots) {
            Ok(outcome) => return Ok(outcome),
            Err(CountError::LotNeeded(needed)) => needed,
            Err(error) => return Err(error.to_string()),
        };
        let first = order.iter().map(|option| contest.name(*option));
        let mut first = first.filter(|name| needed.between.iter().any(|tied| tied == name));
        let drawn = first.next().ok_or_else(|| needed.to_string())?.to_owned();
        lots.push(Lot {
            purpose: needed.purpose,
            between: needed.between,
            stage: Some(needed.stage),
            drawn,
        });
        if lots.len() > 200 {
            return Err("more than 200 lots".to_owned());
        }
    }
}
