//! `list-pr`, `list-pr-nl`: seats for lists from votes that stand in the case.

use serde_json::Value;
use veche_count::ballots::Builder;
use veche_count::contest::Contest;
use veche_count::methods::lists::{Divisors, Formula, ListRules, SeatQuota};
use veche_count::rules::{Method, Rules};
use veche_count::ties::{TieStep, Ties};

use crate::case::{Case, Verdict, decimal, verdict};

pub(crate) fn run(case: &Case) -> Verdict {
    verdict(compare(case))
}

fn compare(case: &Case) -> Result<(), String> {
    let theirs = whole_numbers(&case.expected["seats"]);
    let outcome = outcome(case, &theirs)?;
    let ours: Vec<u64> = outcome.seats.iter().map(|list| list.seats).collect();
    if ours == theirs {
        Ok(())
    } else {
        Err(format!("seats: here {ours:?}, published {theirs:?}"))
    }
}

fn outcome(case: &Case, theirs: &[u64]) -> Result<veche_count::outcome::Outcome, String> {
    let seats = case.seats.ok_or("the case says no number of seats")?;
    let contest = Contest::new(seats, case.candidates.clone());
    let mut builder = Builder::new(contest.options.len());
    for (list, votes) in (0..).zip(&case.votes) {
        builder
            .push(&[list], *votes)
            .map_err(|error| error.to_string())?;
    }
    let ballots = builder.finish(contest);
    let formula = formula(case)?;
    let mut rules = Rules {
        title: case.method.clone(),
        law: "the case".to_owned(),
        marking: Default::default(),
        ties: Ties {
            steps: vec![TieStep::Lot],
            seed: None,
        },
        count: Method::Lists(ListRules {
            formula,
            least_share: least_share(&case.rule["threshold"]),
            least_votes: 0,
            exempt: Vec::new(),
            alliances: Vec::new(),
            candidates: candidates(case),
        }),
    };
    match veche_count::count(&ballots, &rules, &[]) {
        Ok(outcome) => Ok(outcome),
        // The package that published these settles ties in the order of the lists, and says so.
        Err(_) if case.tie_dependent || case.rule["ties"].is_string() => {
            rules.ties.steps = vec![TieStep::OptionOrder];
            veche_count::count(&ballots, &rules, &[]).map_err(|error| error.to_string())
        }
        Err(error) => Err(format!("{error} (published: {theirs:?})")),
    }
}

fn formula(case: &Case) -> Result<Formula, String> {
    let named = case.rule["method"]
        .as_str()
        .unwrap_or(&case.method)
        .to_lowercase();
    let has = |word: &str| named.contains(word);
    Ok(match named.as_str() {
        _ if has("dutch") || has("kieswet") => Formula::Dutch,
        _ if has("hondt") || has("jefferson") || has("greatestdivisors") || has("bader") => {
            Formula::Divisors(Divisors::Dhondt)
        }
        _ if has("modified") && has("lagu") => Formula::Divisors(Divisors::SainteLagueFirst14),
        _ if has("lagu") || has("webster") || has("majorfractions") => {
            Formula::Divisors(Divisors::SainteLague)
        }
        _ if has("hunt") || has("hill") || has("equalproportions") => {
            Formula::Divisors(Divisors::HuntingtonHill)
        }
        _ if has("adams") || has("smallestdivisor") => Formula::Divisors(Divisors::Adams),
        _ if has("dean") || has("harmonic") => Formula::Divisors(Divisors::Dean),
        _ if has("danish") => Formula::Divisors(Divisors::Danish),
        _ if has("droop") => Formula::Remainders(SeatQuota::Droop),
        _ if has("hagenbach") => Formula::Remainders(SeatQuota::HagenbachBischoff),
        _ if has("imperiali") && has("remainder") => Formula::Remainders(SeatQuota::Imperiali),
        _ if has("imperiali") => Formula::Divisors(Divisors::Imperiali),
        _ if has("remainder") || has("hamilton") || has("hare") || has("lrm") => {
            Formula::Remainders(SeatQuota::Hare)
        }
        _ if has("quota") => Formula::QuotaMethod,
        _ => return Err(format!("no formula is called \"{named}\"")),
    })
}

/// The least share in hundredths of a percent: a number is a share, a sentence names percents.
fn least_share(threshold: &Value) -> u64 {
    let share = match threshold {
        Value::Number(number) => decimal(&number.to_string()).map(|share| (share, 10_000)),
        Value::String(text) => match text.split_once('%') {
            Some((percent, _)) => percent
                .split_whitespace()
                .last()
                .and_then(decimal)
                .map(|share| (share, 100)),
            None => decimal(text).map(|share| (share, 10_000)),
        },
        _ => None,
    };
    share
        .and_then(|(share, scale)| {
            u64::try_from((share * num_bigint::BigInt::from(scale)).to_integer()).ok()
        })
        .unwrap_or_default()
}

/// How many candidates each list has, where a case says so.
fn candidates(case: &Case) -> Vec<u64> {
    let listed = [
        "candidates_per_list",
        "list_candidates",
        "n_candidates",
        "list_sizes",
    ];
    listed
        .iter()
        .map(|field| whole_numbers(&case.rule[field]))
        .find(|list| list.len() == case.votes.len())
        .unwrap_or_default()
}

fn whole_numbers(list: &Value) -> Vec<u64> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|number| number.as_u64().or_else(|| number.as_str()?.parse().ok()))
        .collect()
}
