//! `stv-scottish`: council elections of Scotland, compared with the councils' sheets stage by stage.

use num_traits::Signed;
use serde_json::Value;
use veche_count::CountError;
use veche_count::ballots::Ballots;
use veche_count::outcome::{Outcome, Status, What};
use veche_count::rules::Rules;
use veche_count::ties::{Lot, LotNeeded, Purpose};

use crate::case::{Case, Verdict, decimal, names, round, total, verdict};

pub(crate) fn run(case: &Case) -> Verdict {
    verdict(compare(case))
}

fn compare(case: &Case) -> Result<(), String> {
    let rules = Rules::preset("scottish-stv-2007").map_err(|error| error.to_string())?;
    let ballots = case.ballots()?;
    let outcome = with_their_lots(case, &ballots, &rules)?;
    let expected = &case.expected;
    let winners = names(&expected["winners"]);
    if outcome.elected != winners {
        crate::case::same_members("elected", &outcome.elected, &winners)?;
    }
    if let Some(quota) = expected["quota"].as_str() {
        let ours = round(&outcome, 1)?.quota.clone();
        if ours.as_ref().map(|quota| quota.value().clone()) != decimal(quota) {
            return Err(format!("quota: here {ours:?}, published {quota}"));
        }
    }
    stages(&outcome, expected)?;
    for (field, what) in [
        ("elected_at_stage", What::Elected),
        ("excluded_at_stage", What::Excluded),
    ] {
        for (name, stage) in at_stages(&expected[field]) {
            let decided = outcome.transcript.rounds.iter().find(|round| {
                round
                    .decisions
                    .iter()
                    .any(|d| d.what == what && d.option == name)
            });
            if decided.map(|round| round.number) != Some(stage) {
                let ours = decided.map_or(0, |round| round.number);
                return Err(format!(
                    "{field}: {name} here at {ours}, published at {stage}"
                ));
            }
        }
    }
    Ok(())
}

/// Every total that the sheet prints.
fn stages(outcome: &Outcome, expected: &Value) -> Result<(), String> {
    let tolerance = match &expected["tolerance"] {
        Value::String(text) => decimal(text),
        Value::Number(number) => decimal(&number.to_string()),
        _ => None,
    };
    let tolerance = tolerance.unwrap_or_default();
    for stage in expected["stages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
    {
        let number = stage["stage"]
            .as_u64()
            .and_then(|number| usize::try_from(number).ok());
        let ours = round(outcome, number.unwrap_or_default())?;
        let Some(totals) = stage["totals"].as_object() else {
            continue;
        };
        for (name, theirs) in totals {
            let Some(exact) = theirs.as_str().and_then(decimal) else {
                continue;
            };
            let here = total(ours, name).ok_or_else(|| format!("\"{name}\" is no option"))?;
            let zero_means_excluded = exact == decimal("0").unwrap_or_default()
                && ours
                    .totals
                    .iter()
                    .any(|t| &t.option == name && t.status != Status::Continuing);
            if zero_means_excluded {
                continue;
            }
            if (here.value() - &exact).abs() > tolerance {
                return Err(format!(
                    "stage {}, {name}: here {here}, published {theirs}",
                    ours.number
                ));
            }
        }
    }
    Ok(())
}

/// Counts; a lot that was drawn in the hall is read off from who was excluded or elected at that stage.
fn with_their_lots(case: &Case, ballots: &Ballots, rules: &Rules) -> Result<Outcome, String> {
    let mut lots: Vec<Lot> = Vec::new();
    loop {
        match veche_count::count(ballots, rules, &lots) {
            Ok(outcome) => return Ok(outcome),
            Err(CountError::LotNeeded(needed)) => lots.push(drawn(case, &needed)?),
            Err(error) => return Err(error.to_string()),
        }
        if lots.len() > 50 {
            return Err("more than 50 lots".to_owned());
        }
    }
}

fn drawn(case: &Case, needed: &LotNeeded) -> Result<Lot, String> {
    let field = match needed.purpose {
        Purpose::Exclude => "excluded_at_stage",
        Purpose::Elect | Purpose::Surplus => "elected_at_stage",
    };
    let first = at_stages(&case.expected[field])
        .into_iter()
        .filter(|(name, _)| needed.between.contains(name))
        .min_by_key(|(_, stage)| *stage);
    let (name, _) =
        first.ok_or_else(|| format!("{needed}, and the sheet does not say on whom it fell"))?;
    Ok(Lot {
        purpose: needed.purpose,
        between: needed.between.clone(),
        stage: Some(needed.stage),
        drawn: name,
    })
}

fn at_stages(list: &Value) -> Vec<(String, usize)> {
    let pair = |pair: &Value| {
        let stage = usize::try_from(pair.get(1)?.as_u64()?).ok()?;
        Some((pair.get(0)?.as_str()?.to_owned(), stage))
    };
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(pair).collect()
}
