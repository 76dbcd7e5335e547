//! `stv-meek-ties`, `stv-reference`: golden transcripts of Meek counts, compared decision by decision.

use veche_count::contest::Choice;
use veche_count::methods::arithmetic::Decimals;
use veche_count::methods::meek::{EqualRanks, Keeps, MeekRules};
use veche_count::number::Number;
use veche_count::outcome::{Decision, Outcome, Round, What};
use veche_count::rules::{Method, Rules};
use veche_count::ties::{TieStep, Ties};

use crate::case::{Case, Verdict, decimal, names, same_members, total, verdict};

pub(crate) fn run(case: &Case) -> Verdict {
    verdict(compare(case))
}

fn compare(case: &Case) -> Result<(), String> {
    let mut ballots = case.ballots()?;
    // Their order for ties names first who is excluded first; ours names first who is stronger.
    let mut order: Vec<Choice> = match ballots.contest.tie_order.take() {
        Some(order) => order,
        None => ballots.contest.choices().collect(),
    };
    order.reverse();
    ballots.contest.tie_order = Some(order);
    let rules = rules(case)?;
    let outcome = veche_count::count(&ballots, &rules, &[]).map_err(|error| error.to_string())?;
    if let Some(file) = case.expected["transcript"].as_str() {
        let log = case.file(file)?;
        transcript(&outcome, &String::from_utf8_lossy(&log))?;
    }
    let winners = names(&case.expected["winners"]);
    if winners.is_empty() {
        return Ok(());
    }
    same_members("elected", &outcome.elected, &winners)
}

fn rules(case: &Case) -> Result<Rules, String> {
    let text = format!("{} {}", case.method, case.rule).to_lowercase();
    let has = |word: &str| text.contains(word);
    if has("float") || has("approx") || has("rational") || has("exact") || has("guarded") {
        return Err("no rules for arithmetic other than fixed decimals".to_owned());
    }
    if !(has("meek") || has("warren")) {
        return Err(format!("no rules for \"{}\"", case.method));
    }
    let omega = case.rule["omega"]
        .as_str()
        .and_then(|omega| omega.strip_prefix("1e-")?.parse().ok());
    let decimals = case.rule["arithmetic"].as_str().and_then(|arithmetic| {
        arithmetic
            .split_whitespace()
            .find_map(|word| word.parse().ok())
    });
    Ok(Rules {
        title: case.method.clone(),
        law: "the case".to_owned(),
        marking: Default::default(),
        ties: Ties {
            steps: vec![TieStep::OptionOrder],
            seed: None,
        },
        count: Method::Meek(MeekRules {
            keeps: if has("warren") {
                Keeps::Amount
            } else {
                Keeps::Proportion
            },
            decimals: Decimals::Fixed(decimals.unwrap_or(9)),
            omega_decimals: omega.unwrap_or(6),
            equal_ranks: if has("equalize") {
                EqualRanks::AllOrders
            } else {
                EqualRanks::Split
            },
            no_negative_surplus: has("positive"),
            share_rounding: Default::default(),
            below_omega: false,
            bulk_exclusion: false,
        }),
    })
}

/// One decision of a golden transcript.
struct Action<'a> {
    what: What,
    option: &'a str,
    /// The lines that follow it.
    lines: Vec<&'a str>,
}

fn actions(log: &str) -> Vec<Action<'_>> {
    let mut actions: Vec<Action<'_>> = Vec::new();
    let mut listening = false;
    for line in log.lines() {
        if let Some(action) = line.strip_prefix("Action: ") {
            let what = match action {
                _ if action.starts_with("Elect") => Some(What::Elected),
                _ if action.starts_with("Defeat") => Some(What::Excluded),
                _ => None,
            };
            listening = what.is_some();
            if let (Some(what), Some((_, option))) = (what, action.split_once(": ")) {
                actions.push(Action {
                    what,
                    option,
                    lines: Vec::new(),
                });
            }
        } else if line.starts_with("Round") {
            listening = false;
        } else if let Some(action) = actions.last_mut().filter(|_| listening) {
            action.lines.push(line.trim());
        }
    }
    actions
}

fn transcript(outcome: &Outcome, log: &str) -> Result<(), String> {
    let ours: Vec<(&Round, usize, &Decision)> = outcome
        .transcript
        .rounds
        .iter()
        .flat_map(|round| {
            round
                .decisions
                .iter()
                .enumerate()
                .map(move |(at, decision)| (round, at, decision))
        })
        .collect();
    let theirs = actions(log);
    for (action, (round, at, decision)) in theirs.iter().zip(&ours) {
        let place = format!("{:?} {}", action.what, action.option);
        if (decision.what, decision.option.as_str()) != (action.what, action.option) {
            return Err(format!(
                "{place}: here {:?} {}",
                decision.what, decision.option
            ));
        }
        // Who is left at the end is settled one after another there, with a count after each.
        if decision.by == "seats" && *at > 0 {
            continue;
        }
        totals(round, &action.lines).map_err(|difference| format!("{place}: {difference}"))?;
    }
    if theirs.len() != ours.len() {
        return Err(format!(
            "decisions: here {}, published {}",
            ours.len(),
            theirs.len()
        ));
    }
    Ok(())
}

/// Compares lines like `Elected:  Grape (13.000000000)` and `Quota: 9.000000001`.
fn totals(round: &Round, lines: &[&str]) -> Result<(), String> {
    for line in lines {
        let Some((label, rest)) = line.split_once(':') else {
            continue;
        };
        let rest = rest.trim();
        if label == "Quota" {
            same("quota", round.quota.as_ref(), rest)?;
        } else if label == "Residual" {
            same("residual", round.idle.first().map(|idle| &idle.votes), rest)?;
        } else if let (Some((name, votes)), "Elected" | "Hopeful" | "Defeated") = (
            rest.strip_suffix(')')
                .and_then(|rest| rest.rsplit_once(" (")),
            label,
        ) {
            // Those excluded before stand in one line, by name, with nothing.
            if decimal(votes).is_some_and(|votes| votes != Default::default()) {
                same(name, total(round, name), votes)?;
            }
        }
    }
    Ok(())
}

fn same(what: &str, ours: Option<&Number>, theirs: &str) -> Result<(), String> {
    if ours.map(|ours| ours.value().clone()) == decimal(theirs) {
        return Ok(());
    }
    let ours = ours.map(Number::to_string).unwrap_or_default();
    Err(format!("{what}: here {ours}, published {theirs}"))
}
