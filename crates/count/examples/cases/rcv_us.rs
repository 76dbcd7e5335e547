//! `rcv-us`: reports of RCTab, compared round by round; and `irv-real`: run-offs of which the winner is known.

use std::collections::BTreeMap;

use serde_json::Value;
use veche_count::CountError;
use veche_count::ballots::{Ballots, Builder};
use veche_count::contest::Choice;
use veche_count::methods::gregory::Quota;
use veche_count::methods::ranked_choice::{RankedChoiceRules, ThresholdFrom, Winners};
use veche_count::number::Number;
use veche_count::outcome::{Destination, Inactive, Outcome, Round, What};
use veche_count::rules::{Method, Rules};
use veche_count::ties::{Lot, LotNeeded, Purpose, TieStep, Ties};
use veche_count::walk::{Marking, Overvotes, Repeats};

use crate::case::{Case, Verdict, decimal, names, same_members, verdict};
use crate::java::{Random, hash_set_order};

const WRITE_INS: &str = "Undeclared Write-ins";

/// A report of RCTab.
pub(crate) fn run(case: &Case) -> Verdict {
    verdict(report(case))
}

/// A run-off of which the winner is known, and sometimes the last two.
pub(crate) fn run_off(case: &Case) -> Verdict {
    verdict(known_winner(case))
}

fn known_winner(case: &Case) -> Result<(), String> {
    let ballots = case.ballots()?;
    let rules = Rules::preset("irv").map_err(|error| error.to_string())?;
    let winners = names(&case.expected["winners"]);
    let outcome = with_lots(&ballots, &rules, |needed| {
        // The sources say nothing of ties: only one whose settling cannot matter is passed over, by order.
        needed
            .between
            .iter()
            .rev()
            .find(|name| !winners.contains(name))
            .cloned()
    })?;
    same_members("elected", &outcome.elected, &winners)?;
    let Some(two) = case.expected["final_two"].as_object() else {
        return Ok(());
    };
    let last = outcome
        .transcript
        .rounds
        .iter()
        .rev()
        .find(|round| standing(round).len() == 2);
    let last = last.ok_or("there is no round with two options here")?;
    for (name, votes) in two {
        let theirs = decimal(&votes.to_string()).ok_or("final_two is no number")?;
        let ours = standing(last)
            .get(name.as_str())
            .map(|votes| votes.value().clone());
        if ours.as_ref() != Some(&theirs) {
            return Err(format!(
                "last two, {name}: here {ours:?}, published {votes}"
            ));
        }
    }
    Ok(())
}

/// All options that have votes in a round and are not out.
fn standing(round: &Round) -> BTreeMap<&str, &Number> {
    round
        .totals
        .iter()
        .map(|total| (total.option.as_str(), &total.votes))
        .collect()
}

fn report(case: &Case) -> Result<(), String> {
    let rctab = &case.rule["rctab_rules"];
    let mut ballots = case.ballots()?;
    let excluded = names(&case.rule["excluded_candidates"]);
    let reports = case.expected.as_object().ok_or("expected is empty")?;
    // The settings that name the option for write-ins are not in the case: the report lists it if there is one.
    let first = reports.values().next().ok_or("expected is empty")?;
    let has_write_ins = !first["rounds"][0]["tally"][WRITE_INS].is_null();
    if has_write_ins {
        add_write_ins(&mut ballots)?;
    }
    ballots.contest.withdrawn = excluded
        .iter()
        .filter_map(|name| ballots.contest.find(name))
        .collect();
    let mut random =
        Random::new(text(rctab, "randomSeed").parse::<i64>().unwrap_or_default() as u64);
    let mode = text(rctab, "tiebreakMode");
    ballots.contest.tie_order = order(&ballots, case, mode, &mut random);
    let rules = rules(rctab, has_write_ins)?;
    let outcome = with_lots(&ballots, &rules, |needed| {
        drawn(case, mode, needed, &mut random)
    })?;

    let passes = rounds_by_report(&outcome, reports);
    for ((name, theirs), ours) in reports.iter().zip(passes) {
        compare(theirs, &ours).map_err(|difference| format!("{name}, {difference}"))?;
    }
    let winners: Vec<String> = reports
        .values()
        .flat_map(|report| names(&report["winners"]))
        .collect();
    same_members("elected", &outcome.elected, &winners)
}

/// The rounds that belong to each report: the passes one after another, numbered from 1 in each.
fn rounds_by_report<'a>(
    outcome: &'a Outcome,
    reports: &serde_json::Map<String, Value>,
) -> Vec<Vec<&'a Round>> {
    let rounds = &outcome.transcript.rounds;
    if reports.len() == 1 {
        return vec![rounds.iter().collect()];
    }
    let pass = |number: usize| {
        rounds
            .iter()
            .filter(move |round| round.name == format!("pass {number}"))
    };
    (1..=reports.len())
        .map(|number| pass(number).collect())
        .collect()
}

fn compare(theirs: &Value, ours: &[&Round]) -> Result<(), String> {
    let rounds = theirs["rounds"]
        .as_array()
        .ok_or("the report has no rounds")?;
    for (expected, round) in rounds.iter().zip(ours) {
        compare_round(expected, round)
            .map_err(|difference| format!("round {}: {difference}", expected["round"]))?;
    }
    if rounds.len() != ours.len() {
        return Err(format!(
            "rounds: here {}, published {}",
            ours.len(),
            rounds.len()
        ));
    }
    Ok(())
}

fn compare_round(expected: &Value, round: &Round) -> Result<(), String> {
    same(
        "threshold",
        round.quota.as_ref(),
        expected["threshold"].as_str(),
    )?;
    let tally = expected["tally"]
        .as_object()
        .ok_or("the round has no tally")?;
    let ours = standing(round);
    for (name, votes) in tally {
        same(name, ours.get(name.as_str()).copied(), votes.as_str())?;
    }
    if let Some(more) = ours.keys().find(|name| !tally.contains_key(**name)) {
        return Err(format!("{more} is not in the report"));
    }
    let idle = |reason| {
        let of = round.idle.iter().find(|idle| idle.because == reason);
        of.map(|idle| idle.votes.clone())
            .unwrap_or(Number::whole(0))
    };
    for (field, reason) in [
        ("exhaustedChoices", Inactive::Exhausted),
        ("overvotes", Inactive::Overvote),
        ("repeatedRankings", Inactive::RepeatedOption),
        ("skippedRankings", Inactive::SkippedRanks),
        ("finalRoundSurplus", Inactive::FinalSurplus),
    ] {
        if let Some(votes) = expected["inactiveBallots"][field].as_str() {
            same(field, Some(&idle(reason)), Some(votes))?;
        }
    }
    let results = expected["tallyResults"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (field, what) in [("elected", What::Elected), ("eliminated", What::Excluded)] {
        let theirs: Vec<String> = results
            .iter()
            .filter_map(|r| Some(r[field].as_str()?.to_owned()))
            .collect();
        let ours: Vec<String> = round
            .decisions
            .iter()
            .filter(|d| d.what == what)
            .map(|d| d.option.clone())
            .collect();
        same_members(field, &ours, &theirs)?;
        for result in results.iter().filter(|result| result[field].is_string()) {
            transfers(
                round,
                result[field].as_str().unwrap_or_default(),
                &result["transfers"],
            )?;
        }
    }
    Ok(())
}

fn transfers(round: &Round, from: &str, theirs: &Value) -> Result<(), String> {
    let mut ours: BTreeMap<&str, Number> = BTreeMap::new();
    for transfer in round
        .transfers
        .iter()
        .filter(|transfer| transfer.from == from)
    {
        let to = match &transfer.to {
            Destination::Option(name) => name.as_str(),
            Destination::Idle(Inactive::Rounding) => "residual surplus",
            Destination::Idle(_) => "exhausted",
        };
        let sum = ours.entry(to).or_insert(Number::whole(0));
        *sum = Number::ratio(sum.value() + transfer.votes.value(), 4);
    }
    let Some(theirs) = theirs.as_object() else {
        return Ok(());
    };
    for (to, votes) in theirs {
        same(
            &format!("{from} to {to}"),
            ours.get(to.as_str()),
            votes.as_str(),
        )?;
    }
    Ok(())
}

fn same(what: &str, ours: Option<&Number>, theirs: Option<&str>) -> Result<(), String> {
    let exact = theirs.and_then(decimal);
    if ours.map(Number::value) == exact.as_ref() {
        return Ok(());
    }
    let ours = ours.map(Number::to_string).unwrap_or_default();
    Err(format!(
        "{what}: here {ours}, published {}",
        theirs.unwrap_or_default()
    ))
}

/// The option for write-ins that nobody can win with, where the ballots do not name it.
fn add_write_ins(ballots: &mut Ballots) -> Result<(), String> {
    if ballots.contest.find(WRITE_INS).is_some() {
        return Ok(());
    }
    let mut contest = ballots.contest.clone();
    contest.options.push(WRITE_INS.to_owned());
    let mut builder = Builder::new(contest.options.len());
    for ballot in ballots.iter() {
        builder
            .push(ballot.marks, ballot.count)
            .map_err(|error| error.to_string())?;
    }
    *ballots = builder.finish(contest);
    Ok(())
}

fn text<'a>(rules: &'a Value, key: &str) -> &'a str {
    rules[key].as_str().unwrap_or_default()
}

fn rules(rctab: &Value, has_write_ins: bool) -> Result<Rules, String> {
    let flag = |key: &str| rctab[key] == true || rctab[key] == "true";
    let whole = |key: &str| text(rctab, key).parse::<u32>().ok();
    let threshold = match (flag("hareQuota"), flag("nonIntegerWinningThreshold")) {
        (false, false) => Quota::DroopWhole,
        (false, true) => Quota::DroopDecimal,
        (true, false) => Quota::HareWhole,
        (true, true) => Quota::HareDecimal,
    };
    let winners = match text(rctab, "winnerElectionMode") {
        "singleWinnerMajority" | "multiWinnerAllowMultipleWinnersPerRound" => {
            Winners::AllAtThreshold
        }
        "multiWinnerAllowOnlyOneWinnerPerRound" => Winners::OneInARound,
        "bottomsUp" => Winners::BottomsUp,
        "bottomsUpUsingPercentageThreshold" => {
            let percent = decimal(text(rctab, "multiSeatBottomsUpPercentageThreshold"));
            let hundredths =
                percent.map(|percent| (percent * num_bigint::BigInt::from(100)).to_integer());
            let hundredths = hundredths.and_then(|hundredths| u64::try_from(hundredths).ok());
            Winners::BottomsUpToShare(hundredths.ok_or("the percentage is no number")?)
        }
        "multiPassIrv" => Winners::Passes,
        other => return Err(format!("winnerElectionMode {other} is unknown")),
    };
    let overvotes = match text(rctab, "overvoteRule") {
        "alwaysSkipToNextRank" => Overvotes::SkipRank,
        "exhaustImmediately" => Overvotes::Exhaust,
        "exhaustIfMultipleContinuing" => Overvotes::ExhaustIfSeveralContinue,
        other => return Err(format!("overvoteRule {other} is unknown")),
    };
    let steps = match text(rctab, "tiebreakMode") {
        "useCandidateOrder" | "generatePermutation" => vec![TieStep::OptionOrder],
        "previousRoundCountsThenRandom" | "previousRoundCountsThenAsk" => {
            vec![TieStep::LatestDifference, TieStep::Lot]
        }
        _ => vec![TieStep::Lot],
    };
    Ok(Rules {
        title: "as RCTab was set".to_owned(),
        law: "the case".to_owned(),
        marking: Marking {
            overvotes,
            skipped_ranks: whole("maxSkippedRanksAllowed"),
            repeated_options: match flag("exhaustOnDuplicateCandidate") {
                true => Repeats::Exhaust,
                false => Repeats::PassOver,
            },
            most_ranks: whole("maxRankingsAllowed"),
        },
        ties: Ties { steps, seed: None },
        count: Method::RankedChoice(RankedChoiceRules {
            winners,
            threshold,
            threshold_from: match flag("doesFirstRoundDetermineThreshold") {
                true => ThresholdFrom::FirstRound,
                false => ThresholdFrom::EachRound,
            },
            decimals: whole("decimalPlacesForVoteArithmetic").unwrap_or(4),
            minimum_votes: whole("minimumVoteThreshold").unwrap_or_default().into(),
            below_threshold: flag("cutoffElimination"),
            batch: flag("batchElimination"),
            continue_to_two: flag("continueUntilTwoCandidatesRemain"),
            stop_after_round: whole("stopTabulationEarlyAfterRound")
                .and_then(|round| usize::try_from(round).ok()),
            write_ins: has_write_ins.then(|| WRITE_INS.to_owned()),
        }),
    })
}

/// The order in which ties are settled, where the settings have one.
fn order(ballots: &Ballots, case: &Case, mode: &str, random: &mut Random) -> Option<Vec<Choice>> {
    let mut order = names(&case.rule["candidate_order"]);
    if mode == "generatePermutation" {
        order.sort_unstable();
        random.shuffle(&mut order);
    }
    Some(
        order
            .iter()
            .filter_map(|name| ballots.contest.find(name))
            .collect(),
    )
}

/// On whom the lot fell: by Java's random numbers, or, where a person was asked, whom the report names.
fn drawn(case: &Case, mode: &str, needed: &LotNeeded, random: &mut Random) -> Option<String> {
    let mut between = needed.between.clone();
    between.sort_unstable();
    match mode {
        "random" => between.get(random.below(between.len())).cloned(),
        "previousRoundCountsThenRandom" => {
            if needed.stage > 1 {
                hash_set_order(&mut between);
            }
            between.get(random.below(between.len())).cloned()
        }
        _ => {
            let field = match needed.purpose {
                Purpose::Exclude => "eliminated",
                Purpose::Elect | Purpose::Surplus => "elected",
            };
            let rounds = case
                .expected
                .as_object()?
                .values()
                .flat_map(|report| report["rounds"].as_array());
            let round = rounds.flatten().nth(needed.stage.checked_sub(1)?)?;
            let named = round["tallyResults"]
                .as_array()?
                .iter()
                .find_map(|result| result[field].as_str())?;
            between.into_iter().find(|name| name == named)
        }
    }
}

fn with_lots(
    ballots: &Ballots,
    rules: &Rules,
    mut draw: impl FnMut(&LotNeeded) -> Option<String>,
) -> Result<Outcome, String> {
    let mut lots: Vec<Lot> = Vec::new();
    loop {
        let needed = match veche_count::count(ballots, rules, &lots) {
            Ok(outcome) => return Ok(outcome),
            Err(CountError::LotNeeded(needed)) => needed,
            Err(error) => return Err(error.to_string()),
        };
        let drawn =
            draw(&needed).ok_or_else(|| format!("{needed}, and nothing says on whom it fell"))?;
        if lots.len() > 200 {
            return Err("more than 200 lots".to_owned());
        }
        lots.push(Lot {
            purpose: needed.purpose,
            between: needed.between,
            stage: Some(needed.stage),
            drawn,
        });
    }
}
