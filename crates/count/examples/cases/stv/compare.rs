//! An outcome beside the steps of a golden transcript.

use num_bigint::BigInt;
use num_rational::BigRational;
use serde_json::Value;
use veche_count::number::Number;
use veche_count::outcome::{Decision, Inactive, Outcome, Round, What};

use super::golden::Step;
use crate::case::{decimal, names, total};

/// The winners, under any of the names that collections give them.
pub(super) fn winners(expected: &Value) -> Vec<String> {
    let fields = ["winners", "elected"];
    let lists = fields.iter().map(|field| names(&expected[*field]));
    lists
        .into_iter()
        .find(|list| !list.is_empty())
        .unwrap_or_default()
}

/// Every decision, and what all had when it was taken.
pub(super) fn transcript(
    outcome: &Outcome,
    steps: &[Step<'_>],
    every_exclusion: bool,
) -> Result<(), String> {
    if steps.is_empty() {
        return Err("the golden transcript has no decision".to_owned());
    }
    let surpluses = steps
        .iter()
        .any(|step| step.what == What::SurplusTransferred);
    let counts = |what: What| match what {
        What::Elected | What::Excluded => true,
        What::SurplusTransferred => surpluses,
        _ => false,
    };
    let mut rest = steps;
    let rounds = &outcome.transcript.rounds;
    // Ballots that never counted for anybody are no ballots there.
    let never = rounds.first().map(exhausted).unwrap_or_default();
    for (at, round) in rounds.iter().enumerate() {
        let ours: Vec<&Decision> = round
            .decisions
            .iter()
            .filter(|decision| counts(decision.what))
            .collect();
        if at + 1 == rounds.len() {
            return last(round, &ours, rest, every_exclusion, &never);
        }
        if rest.len() < ours.len() {
            return Err(format!(
                "stage {}: no such decision was published",
                round.number
            ));
        }
        let (theirs, after) = rest.split_at(ours.len());
        rest = after;
        same_decisions(round, &ours, theirs)?;
        for (at, step) in theirs.iter().enumerate() {
            let before = theirs.get(..at).unwrap_or_default();
            let moved = match step.what {
                What::Elected => false,
                // Meek's rule counts again after each exclusion of several.
                What::Excluded => every_exclusion,
                _ => before.iter().any(|before| before.what == step.what),
            };
            if at == 0 || !moved {
                totals(round, step, &never)?;
            }
        }
    }
    Err("nothing was counted".to_owned())
}

/// Once all is decided, programs go on in their own ways: Droop passes on a surplus more, settles the last seats one
/// after another, and names those who are left as defeated. What is compared there is who is elected and excluded, and
/// the totals of the first decision if it is not one of these.
fn last(
    round: &Round,
    ours: &[&Decision],
    theirs: &[Step<'_>],
    every_exclusion: bool,
    never: &BigRational,
) -> Result<(), String> {
    let excludes_here = |option: &str| {
        let mut excluded = ours.iter().filter(|d| d.what == What::Excluded);
        excluded.any(|d| d.option == option)
    };
    let theirs: Vec<&Step<'_>> = theirs
        .iter()
        .filter(|step| match step.what {
            What::Elected => true,
            What::Excluded => every_exclusion || excludes_here(step.option),
            _ => false,
        })
        .collect();
    let mut here: Vec<(String, String)> = ours
        .iter()
        .filter(|d| matches!(d.what, What::Elected | What::Excluded))
        .map(|d| (format!("{:?}", d.what), d.option.clone()))
        .collect();
    let mut there: Vec<(String, String)> = theirs
        .iter()
        .map(|step| (format!("{:?}", step.what), step.option.to_owned()))
        .collect();
    here.sort_unstable();
    there.sort_unstable();
    if here != there {
        return Err(format!("last stage: here {here:?}, published {there:?}"));
    }
    match theirs.first() {
        // The reference rule for Meek does not count again after the last exclusion, and reports what was before.
        Some(first) if every_exclusion => totals(
            round,
            &Step {
                idle: None,
                ..(*first).clone()
            },
            never,
        ),
        Some(first) => totals(round, first, never),
        None => Ok(()),
    }
}

fn same_decisions(round: &Round, ours: &[&Decision], theirs: &[Step<'_>]) -> Result<(), String> {
    let mut here: Vec<String> = ours
        .iter()
        .map(|d| format!("{:?} {}", d.what, d.option))
        .collect();
    let mut there: Vec<String> = theirs
        .iter()
        .map(|step| format!("{:?} {}", step.what, step.option))
        .collect();
    // Who is elected at one stage stands in different orders.
    here.sort_unstable();
    there.sort_unstable();
    if here == there {
        return Ok(());
    }
    Err(format!(
        "stage {}: here {}, published {}",
        round.number,
        here.join(", "),
        there.join(", ")
    ))
}

fn exhausted(round: &Round) -> BigRational {
    let idle = round.idle.iter();
    let mut exhausted = idle.filter(|idle| idle.because == Inactive::Exhausted);
    exhausted
        .next()
        .map(|idle| idle.votes.value().clone())
        .unwrap_or_default()
}

fn totals(round: &Round, step: &Step<'_>, never: &BigRational) -> Result<(), String> {
    let place = format!("stage {}, {:?} {}", round.number, step.what, step.option);
    let said = |what: &str, ours: Option<&Number>, theirs: &str| {
        same(ours, theirs).map_err(|difference| format!("{place}: {what}: {difference}"))
    };
    if let Some(quota) = step.quota {
        said("quota", round.quota.as_ref(), quota)?;
    }
    if let Some(idle) = step.idle {
        let ours = Number::ratio(exhausted(round) - never, 12);
        said("exhausted", Some(&ours), idle)?;
    }
    for (name, votes) in &step.totals {
        said(name, total(round, name), votes)?;
    }
    Ok(())
}

/// Whether our number, rounded to their decimals, is theirs.
fn same(ours: Option<&Number>, theirs: &str) -> Result<(), String> {
    let places = theirs.split_once('.').map_or(0, |(_, digits)| digits.len());
    let equal = match (ours, theirs.parse::<BigRational>(), decimal(theirs)) {
        (Some(ours), Ok(fraction), _) if theirs.contains('/') => *ours.value() == fraction,
        (Some(ours), _, Some(decimal)) => {
            let scale = BigInt::from(10).pow(u32::try_from(places).unwrap_or_default());
            let half = BigRational::new(1.into(), 2.into());
            (ours.value() * &scale + half).floor() == decimal * scale
        }
        _ => false,
    };
    if equal {
        return Ok(());
    }
    let ours = ours.map(Number::to_string).unwrap_or_default();
    Err(format!("here {ours}, published {theirs}"))
}

/// Totals stage by stage, where a case has them instead of a transcript: each must be found here, in their order.
pub(super) fn stages(outcome: &Outcome, expected: &Value) -> Result<(), String> {
    let lists = ["stages", "rounds"];
    let Some(stages) = lists.iter().find_map(|list| expected[*list].as_array()) else {
        return Ok(());
    };
    let mut rounds = outcome.transcript.rounds.iter();
    for (at, stage) in stages.iter().enumerate() {
        let fields = ["totals", "votes", "tallies"];
        let Some(totals) = fields.iter().find_map(|field| stage[*field].as_object()) else {
            continue;
        };
        let mut difference = "no stage is left here".to_owned();
        let found = rounds.any(|round| {
            let compared = totals.iter().try_for_each(|(name, votes)| {
                let votes = match votes {
                    Value::String(votes) => votes.clone(),
                    other => other.to_string(),
                };
                same(total(round, name), &votes)
                    .map_err(|difference| format!("{name}: {difference}"))
            });
            match compared {
                Ok(()) => true,
                Err(error) => {
                    difference = error;
                    false
                }
            }
        });
        if !found {
            return Err(format!("stage {} of the case: {difference}", at + 1));
        }
    }
    Ok(())
}
