//! `condorcet-and-classic`: rankings, winners, seats and numbers by the methods of CondorcetPHP's tests;
//! `condorcet-real`: Debian.

use serde_json::Value;
use veche_count::ballots::Ballots;
use veche_count::methods::borda::{BordaRules, Points};
use veche_count::methods::cpo_stv::CpoStvRules;
use veche_count::methods::eliminations::{EliminationRules, EquallyWeak, Excludes};
use veche_count::methods::first_places::{FirstPlacesRules, Shared};
use veche_count::methods::lists::{Divisors, Formula, ListRules, SeatQuota};
use veche_count::methods::pairwise::{EqualPairs, PairwiseRules, RankBy, Strength};
use veche_count::methods::rankings::Unranked;
use veche_count::methods::recount_stv::{ExactQuota, RecountStvRules};
use veche_count::outcome::{Outcome, What};
use veche_count::rules::{Method, Rules};
use veche_count::ties::{Lot, Purpose, TieStep, Ties};
use veche_count::{CountError, count};

use crate::case::{Case, Verdict, names, verdict};
use crate::condorcet_stats;

/// What a case can expect of a method.
const EXPECTED: &[&str] = &[
    "ranking", "winners", "winner", "losers", "loser", "seats", "stats", "pairwise",
];

/// Every method that the case expects something of.
pub(crate) fn run(case: &Case) -> Verdict {
    let Some(expected) = case.expected.as_object() else {
        return Verdict::Fail("expected is empty".to_owned());
    };
    let mut compared = 0;
    let of_the_case = expected.keys().any(|key| EXPECTED.contains(&key.as_str()));
    let of_the_case = of_the_case.then_some((&case.method, &case.expected));
    let by_method = expected
        .iter()
        .filter(|(key, value)| value.is_object() && !EXPECTED.contains(&key.as_str()));
    // `ranking_schulze_margin`: a ranking by a method alone.
    let ranked: Vec<(String, Value)> = expected
        .iter()
        .filter_map(|(key, value)| {
            let method = key.strip_prefix("ranking_")?.to_owned();
            Some((method, serde_json::json!({ "ranking": value })))
        })
        .collect();
    let ranked = ranked.iter().map(|(method, expected)| (method, expected));
    for (method, expected) in of_the_case.into_iter().chain(by_method).chain(ranked) {
        let result = match method_named(method, case, expected) {
            None => Err("no rules for this method".to_owned()),
            Some(method) => compare(case, method, expected),
        };
        match result {
            Ok(()) => compared += 1,
            Err(difference) => return Verdict::Fail(format!("{method}: {difference}")),
        }
    }
    match compared {
        0 => Verdict::Fail("nothing that is expected could be compared".to_owned()),
        _ => Verdict::Pass,
    }
}

/// Ballots of real votes: Debian's, whose ranking the source has by Schulze's method with margins, and others.
pub(crate) fn real(case: &Case) -> Verdict {
    match case.expected["ranking_schulze_margin"].is_string() {
        true => verdict(debian_ranking(case)),
        false => run(case),
    }
}

fn debian_ranking(case: &Case) -> Result<(), String> {
    let outcome = outcome(
        case,
        Method::Pairwise(pairwise(RankBy::SchulzeMargins, case)),
    )?;
    // Names in the ballot file of old votes are in another encoding: what is not ASCII is not compared.
    let plain = |name: &String| name.chars().filter(char::is_ascii).collect::<String>();
    let groups = |ranking: Vec<Vec<String>>| -> Vec<Vec<String>> {
        let group = |group: Vec<String>| sorted(group.iter().map(plain).collect());
        ranking.into_iter().map(group).collect()
    };
    let winners = groups(vec![names(&case.expected["winners"])]);
    let ours = groups(vec![outcome.elected]);
    if ours != winners {
        return Err(format!("elected: here {ours:?}, published {winners:?}"));
    }
    let theirs = groups(ranking_of(&case.expected["ranking_schulze_margin"]));
    let ours = groups(outcome.ranking);
    if !theirs.is_empty() && ours != theirs {
        return Err(format!("ranking: here {ours:?}, published {theirs:?}"));
    }
    Ok(())
}

fn compare(case: &Case, method: Method, expected: &Value) -> Result<(), String> {
    let outcome = outcome(case, method.clone())?;
    if !expected["ranking"].is_null() {
        let theirs = ranking_of(&expected["ranking"]);
        compare_ranking(&method, &outcome, theirs)?;
    }
    for field in ["winners", "winner", "losers", "loser"] {
        let Some(theirs) = expected.get(field) else {
            continue;
        };
        let ours = match field.starts_with("winner") {
            true => outcome.elected.clone(),
            false => losers(&method, &outcome),
        };
        let (ours, theirs) = (sorted(ours), sorted(group_of(theirs)));
        if ours != theirs {
            return Err(format!("{field}: here {ours:?}, published {theirs:?}"));
        }
    }
    let numbers = condorcet_stats::compare(&method, &outcome, expected)?;
    let rest = ["ranking", "winners", "winner", "losers", "loser"];
    match numbers == 0 && !rest.iter().any(|field| expected.get(field).is_some()) {
        true => Err("nothing that is expected can be compared".to_owned()),
        false => Ok(()),
    }
}

fn compare_ranking(
    method: &Method,
    outcome: &Outcome,
    theirs: Vec<Vec<String>>,
) -> Result<(), String> {
    let one = |name: &String| vec![name.clone()];
    let ours: Vec<Vec<String>> = match method {
        Method::RecountStv(_) => outcome.elected.iter().map(one).collect(),
        // Their ranking of lists is the order in which seats are given. Remainders have no such order.
        Method::Lists(lists) if matches!(lists.formula, Formula::Divisors(_)) => {
            let rounds = outcome.transcript.rounds.iter();
            let decisions = rounds.flat_map(|round| &round.decisions);
            decisions
                .filter(|decision| decision.what == What::Seat)
                .map(|decision| one(&decision.option))
                .collect()
        }
        Method::Lists(_) => {
            let mut ours = Vec::new();
            for list in &outcome.seats {
                ours.extend((0..list.seats).map(|_| one(&list.list)));
            }
            return match sorted(ours.concat()) == sorted(theirs.concat()) {
                true => Ok(()),
                false => Err(format!("seats: here {ours:?}, published {theirs:?}")),
            };
        }
        _ => outcome.ranking.iter().cloned().map(sorted).collect(),
    };
    let theirs: Vec<Vec<String>> = theirs.into_iter().map(sorted).collect();
    match ours == theirs {
        true => Ok(()),
        false => Err(format!("ranking: here {ours:?}, published {theirs:?}")),
    }
}

fn losers(method: &Method, outcome: &Outcome) -> Vec<String> {
    let condorcet =
        matches!(method, Method::Pairwise(rules) if rules.rank_by == RankBy::CondorcetWinner);
    if !condorcet {
        return outcome.ranking.last().cloned().unwrap_or_default();
    }
    let decisions = outcome
        .transcript
        .rounds
        .iter()
        .flat_map(|round| &round.decisions);
    decisions
        .filter(|decision| decision.because.starts_with("Condorcet loser"))
        .map(|decision| decision.option.clone())
        .collect()
}

fn outcome(case: &Case, method: Method) -> Result<Outcome, String> {
    let ballots = case.ballots()?;
    let sets = matches!(method, Method::CpoStv(_)) && ballots.contest.seats > 1;
    let rules = Rules {
        title: case.method.clone(),
        law: "the case".to_owned(),
        marking: Default::default(),
        // They take the first in the order of options: of several best rankings by Kemeny, of equal seats.
        ties: Ties {
            steps: vec![if sets {
                TieStep::Lot
            } else {
                TieStep::OptionOrder
            }],
            seed: None,
        },
        count: method,
    };
    let mut lots = Vec::new();
    loop {
        match count(&ballots, &rules, &lots) {
            Ok(outcome) => return Ok(outcome),
            Err(CountError::LotNeeded(needed)) if lots.len() < 50 => {
                let drawn = lot(&ballots, &needed.between);
                lots.push(Lot {
                    purpose: Purpose::Elect,
                    between: needed.between,
                    stage: None,
                    drawn,
                });
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Of equal sets of winners they take the last in the order of options, of equal options the first by name.
fn lot(ballots: &Ballots, between: &[String]) -> String {
    let options = between
        .iter()
        .all(|name| ballots.contest.find(name).is_some());
    let drawn = match options {
        true => between.iter().min(),
        false => between.last(),
    };
    drawn.cloned().unwrap_or_default()
}

/// A ranking as places of a map, as a list, or as text: `A > B = C`.
fn ranking_of(ranking: &Value) -> Vec<Vec<String>> {
    match ranking {
        Value::Object(places) => {
            let mut places: Vec<(usize, Vec<String>)> = places
                .iter()
                .map(|(place, group)| (place.parse().unwrap_or_default(), group_of(group)))
                .collect();
            places.sort();
            places.into_iter().map(|(_, group)| group).collect()
        }
        Value::Array(places) => places.iter().map(group_of).collect(),
        Value::String(text) => {
            let group = |group: &str| {
                group
                    .split(" = ")
                    .map(|name| name.trim().to_owned())
                    .collect()
            };
            text.split(" > ").map(group).collect()
        }
        _ => Vec::new(),
    }
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

fn pairwise(rank_by: RankBy, case: &Case) -> PairwiseRules {
    PairwiseRules {
        rank_by,
        unranked: unranked(case),
    }
}

/// Letters and digits, with the points and signs of numbers.
fn plain(text: &str) -> String {
    let kept = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '.' || *letter == '-';
    text.to_lowercase().chars().filter(kept).collect()
}

/// The options of a method, as the case has them anywhere in its rule or beside what it expects.
struct Options(String);

impl Options {
    fn new(method: &str, case: &Case, expected: &Value) -> Self {
        let beside = ["options", "option", "method_options", "rule"].map(|key| &expected[key]);
        let all = format!("{method} {} {beside:?}", case.rule);
        Self(plain(&all))
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// The number after a name, or after a name and "value".
    fn number(&self, name: &str) -> Option<i32> {
        let (_, rest) = self.0.split_once(name)?;
        let rest = rest.strip_prefix("value").unwrap_or(rest);
        let end = rest
            .char_indices()
            .position(|(at, letter)| !letter.is_ascii_digit() && (at > 0 || letter != '-'));
        rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
    }

    fn quota(&self, otherwise: ExactQuota) -> ExactQuota {
        match () {
            () if self.has("hagenbach") => ExactQuota::HagenbachBischoff,
            () if self.has("imperiali") => ExactQuota::Imperiali,
            () if self.has("hare") => ExactQuota::Hare,
            () if self.has("droop") => ExactQuota::Droop,
            () => otherwise,
        }
    }
}

/// The method by CondorcetPHP's names, with the options of the case.
fn method_named(name: &str, case: &Case, expected: &Value) -> Option<Method> {
    let unranked = unranked(case);
    let options = Options::new(name, case, expected);
    let borda = |points| Method::Borda(BordaRules { points, unranked });
    let rounds = |rounds, go_on, go_on_change| {
        Method::FirstPlaces(FirstPlacesRules {
            rounds,
            go_on,
            go_on_change,
            unranked,
        })
    };
    let by = |rank_by| Method::Pairwise(pairwise(rank_by, case));
    let lists = |formula| {
        Method::Lists(ListRules {
            formula,
            least_share: 0,
            least_votes: 0,
            exempt: Vec::new(),
            alliances: Vec::new(),
            candidates: Vec::new(),
        })
    };
    let letters: String = plain(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let is = |word: &str| letters.contains(word);
    Some(match letters.as_str() {
        _ if is("borda") && !is("nauru") => match options.number("starting") {
            Some(0) => borda(Points::DownToZero),
            _ => borda(Points::DownToOne),
        },
        _ if is("dowdall") || is("nauru") => borda(Points::Dowdall),
        _ if is("smith") => by(RankBy::SmithSet),
        _ if is("schwartz") => by(RankBy::SchwartzSet),
        _ if is("copeland") => by(RankBy::Copeland),
        _ if is("minimax") && is("margin") => by(RankBy::MinimaxMargins),
        _ if is("minimax") && is("opposition") => by(RankBy::MinimaxOpposition),
        _ if is("minimax") || is("simpson") => by(RankBy::MinimaxWinning),
        _ if is("schulze") && is("margin") => by(RankBy::SchulzeMargins),
        _ if is("schulze") && is("ratio") => by(RankBy::SchulzeRatio),
        _ if is("schulze") => by(RankBy::SchulzeWinning),
        _ if is("rankedpairs") && is("winning") => {
            by(RankBy::RankedPairsWinning(EqualPairs::Together))
        }
        _ if is("rankedpairs") => by(RankBy::RankedPairsMargins(EqualPairs::Together)),
        _ if is("kemeny") => by(RankBy::Kemeny),
        _ if is("dodgsonquick") => by(RankBy::DodgsonQuick),
        _ if is("dodgson") => by(RankBy::DodgsonTideman),
        _ if is("condorcet") => by(RankBy::CondorcetWinner),
        _ if is("cpo") => Method::CpoStv(CpoStvRules {
            quota: options.quota(ExactQuota::HagenbachBischoff),
            completion: vec![Strength::Margins, Strength::Winning, Strength::Ratio],
            unranked,
        }),
        "stv" | "singletransferablevote" => Method::RecountStv(RecountStvRules {
            quota: options.quota(ExactQuota::Droop),
            unranked,
        }),
        _ if is("instantrunoff") || is("irv") || is("alternativevote") => {
            Method::Eliminations(EliminationRules {
                excludes: Excludes::FewestFirstPlaces,
                majority: true,
                equal: EquallyWeak::Pairwise,
                shared: Shared::PassedOver,
                unranked,
            })
        }
        _ if is("firstpastthepost") || is("fptp") || is("firstchoice") => rounds(1, 2, 0),
        _ if is("round") || is("runoff") || is("ballotage") => rounds(
            options
                .number("maxround")
                .and_then(|all| all.try_into().ok())
                .unwrap_or(2),
            options
                .number("targetnumberofcandidatesforthenextround")
                .and_then(|next| next.try_into().ok())
                .unwrap_or(2),
            options
                .number("numberoftargetedcandidatesaftereachround")
                .unwrap_or_default(),
        ),
        _ if is("saintelagu") && options.has("firstdivisor1.4") => {
            lists(Formula::Divisors(Divisors::SainteLagueFirst14))
        }
        _ if is("saintelagu") => lists(Formula::Divisors(Divisors::SainteLague)),
        _ if is("jefferson") => lists(Formula::Divisors(Divisors::Dhondt)),
        _ if is("largestremainder") || letters == "lr" => {
            lists(Formula::Remainders(match options.quota(ExactQuota::Hare) {
                ExactQuota::Hare => SeatQuota::Hare,
                ExactQuota::Droop => SeatQuota::Droop,
                ExactQuota::HagenbachBischoff => SeatQuota::HagenbachBischoff,
                ExactQuota::Imperiali => SeatQuota::Imperiali,
            }))
        }
        _ => return None,
    })
}
