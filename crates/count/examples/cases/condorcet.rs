//! `condorcet-and-classic`: rankings and winners by the methods of CondorcetPHP's tests; `condorcet-real`: Debian.

use serde_json::Value;
use veche_count::methods::borda::{BordaRules, Points};
use veche_count::methods::pairwise::{EqualPairs, PairwiseRules, RankBy};
use veche_count::methods::rankings::Unranked;
use veche_count::outcome::Outcome;
use veche_count::rules::{Method, Rules};
use veche_count::ties::{TieStep, Ties};

use crate::case::{Case, Verdict, names, verdict};

/// Every method that the case expects something of.
pub(crate) fn run(case: &Case) -> Verdict {
    let Some(expected) = case.expected.as_object() else {
        return Verdict::Fail("expected is empty".to_owned());
    };
    for (method, expected) in expected.iter().filter(|(_, expected)| expected.is_object()) {
        let result = match method_named(method, case) {
            None => Err("no rules for this method".to_owned()),
            Some(rules) => compare(case, &rules, expected),
        };
        if let Err(difference) = result {
            return Verdict::Fail(format!("{method}: {difference}"));
        }
    }
    Verdict::Pass
}

/// Debian's votes: the ranking by Schulze's method with margins that the source has.
pub(crate) fn debian(case: &Case) -> Verdict {
    verdict(debian_ranking(case))
}

fn debian_ranking(case: &Case) -> Result<(), String> {
    let outcome = outcome(case, &pairwise(RankBy::SchulzeMargins, case))?;
    let winners = names(&case.expected["winners"]);
    if outcome.elected != winners {
        return Err(format!(
            "elected: here {:?}, published {winners:?}",
            outcome.elected
        ));
    }
    let Some(theirs) = case.expected["ranking_schulze_margin"].as_str() else {
        return Ok(());
    };
    let ours: Vec<String> = outcome
        .ranking
        .iter()
        .map(|group| group.join(" = "))
        .collect();
    // Names in the ballot file of old votes are in another encoding: what is not ASCII is not compared.
    let plain = |name: &str| name.chars().filter(char::is_ascii).collect::<String>();
    let theirs: Vec<&str> = theirs.split(" > ").collect();
    let same = ours.len() == theirs.len()
        && ours
            .iter()
            .zip(&theirs)
            .all(|(ours, theirs)| plain(ours) == plain(theirs));
    match same {
        true => Ok(()),
        false => Err(format!(
            "ranking: here {}, published {}",
            ours.join(" > "),
            theirs.join(" > ")
        )),
    }
}

fn compare(case: &Case, rules: &Rules, expected: &Value) -> Result<(), String> {
    let outcome = outcome(case, rules)?;
    if let Some(places) = expected["ranking"].as_object() {
        let mut theirs: Vec<(usize, Vec<String>)> = places
            .iter()
            .map(|(place, group)| (place.parse().unwrap_or_default(), group_of(group)))
            .collect();
        theirs.sort();
        let theirs: Vec<Vec<String>> = theirs.into_iter().map(|(_, group)| sorted(group)).collect();
        let ours: Vec<Vec<String>> = outcome.ranking.iter().cloned().map(sorted).collect();
        if ours != theirs {
            return Err(format!("ranking: here {ours:?}, published {theirs:?}"));
        }
    }
    let winners = match &expected["winners"] {
        Value::Null => &expected["winner"],
        winners => winners,
    };
    if !winners.is_null() {
        let (ours, theirs) = (sorted(outcome.elected.clone()), sorted(group_of(winners)));
        if ours != theirs {
            return Err(format!("elected: here {ours:?}, published {theirs:?}"));
        }
    }
    Ok(())
}

fn outcome(case: &Case, rules: &Rules) -> Result<Outcome, String> {
    let ballots = case.ballots()?;
    veche_count::count(&ballots, rules, &[]).map_err(|error| error.to_string())
}

fn group_of(group: &Value) -> Vec<String> {
    match group {
        Value::String(name) => vec![name.clone()],
        list => names(list),
    }
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort_unstable();
    list
}

fn unranked(case: &Case) -> Unranked {
    match case.rule["unranked_are_tied_last"] == false {
        true => Unranked::NotCompared,
        false => Unranked::TiedLast,
    }
}

fn pairwise(rank_by: RankBy, case: &Case) -> Rules {
    rules(Method::Pairwise(PairwiseRules {
        rank_by,
        unranked: unranked(case),
    }))
}

fn rules(count: Method) -> Rules {
    Rules {
        title: "as the case says".to_owned(),
        law: "the case".to_owned(),
        marking: Default::default(),
        // Their Kemeny takes the first of several best rankings; nothing else here asks.
        ties: Ties {
            steps: vec![TieStep::OptionOrder],
            seed: None,
        },
        count,
    }
}

/// The rules for a method by CondorcetPHP's names.
fn method_named(name: &str, case: &Case) -> Option<Rules> {
    let plain: String = name
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let borda = |points| {
        rules(Method::Borda(BordaRules {
            points,
            unranked: unranked(case),
        }))
    };
    let by = match plain.as_str() {
        "borda" | "bordacount" => {
            let from_zero = case
                .rule
                .to_string()
                .to_lowercase()
                .contains("starting\":0");
            return Some(borda(if from_zero {
                Points::DownToZero
            } else {
                Points::DownToOne
            }));
        }
        "dowdall" | "dowdallsystem" | "nauru" => return Some(borda(Points::Dowdall)),
        "condorcet" | "condorcetbasic" | "condorcetwinner" => RankBy::CondorcetWinner,
        "smith" | "smithset" => RankBy::SmithSet,
        "schwartz" | "schwartzset" => RankBy::SchwartzSet,
        "copeland" => RankBy::Copeland,
        "minimax" | "minimaxwinning" => RankBy::MinimaxWinning,
        "minimaxmargin" => RankBy::MinimaxMargins,
        "minimaxopposition" => RankBy::MinimaxOpposition,
        "schulze" | "schulzewinning" => RankBy::SchulzeWinning,
        "schulzemargin" => RankBy::SchulzeMargins,
        "schulzeratio" => RankBy::SchulzeRatio,
        "rankedpairs" | "rankedpairswinning" => RankBy::RankedPairsWinning(EqualPairs::Together),
        "rankedpairsmargin" => RankBy::RankedPairsMargins(EqualPairs::Together),
        "kemeny" | "kemenyyoung" => RankBy::Kemeny,
        "dodgsonquick" => RankBy::DodgsonQuick,
        "dodgsontideman" | "dodgsontidemanapproximation" => RankBy::DodgsonTideman,
        _ => return None,
    };
    Some(pairwise(by, case))
}
