//! The numbers that CondorcetPHP publishes beside a ranking, compared with those of our transcripts.

use num_rational::BigRational;
use num_traits::Signed;
use serde_json::Value;
use veche_count::methods::pairwise::RankBy;
use veche_count::number::Number;
use veche_count::outcome::{Outcome, Round, Total};
use veche_count::rules::Method;

use crate::case::decimal;

/// A number, a set of names, or such by name.
enum Stat {
    Number(BigRational),
    Names(Vec<String>),
    Map(Vec<(String, Stat)>),
}

/// What they publish about the way to a result, and we do not have in this form.
const NOT_COMPARED: &[&str] = &[
    "Candidates elected from first round",
    "Candidates remaining after first round",
    "Completion Method",
    "Condorcet Completion Method Stats",
    "Outcomes",
    "Ranking Scores",
    "Rounds",
    "arcs",
    "candidates_excluded",
    "scores_after_exclusion",
    "scores_after_surplus",
    "tally",
];

/// Compares `stats`, `pairwise` and `seats` of what is expected. Returns how many numbers and sets were compared.
pub(crate) fn compare(
    method: &Method,
    outcome: &Outcome,
    expected: &Value,
) -> Result<usize, String> {
    let fields = [
        ("stats", stats(method, outcome)),
        ("pairwise", pairwise(outcome)),
        ("seats", seats(outcome)),
    ];
    let mut compared = 0;
    for (field, ours) in fields {
        if let Some(theirs) = expected.get(field).filter(|theirs| !theirs.is_null()) {
            compared += same(field, &ours, theirs)?;
        }
    }
    Ok(compared)
}

/// Everything that is published is found here too; we may have more.
fn same(at: &str, ours: &Stat, theirs: &Value) -> Result<usize, String> {
    match (ours, theirs) {
        (Stat::Map(ours), Value::Object(theirs)) => {
            let mut compared = 0;
            let known = |name: &&String| !NOT_COMPARED.contains(&name.as_str());
            for name in theirs.keys().filter(known) {
                let found = ours.iter().find(|(known, _)| known == name);
                let (_, ours) = found.ok_or_else(|| format!("{at}: no \"{name}\" here"))?;
                compared += same(&format!("{at}, {name}"), ours, &theirs[name])?;
            }
            Ok(compared)
        }
        (Stat::Map(ours), Value::Array(theirs)) if ours.len() >= theirs.len() => {
            let pairs = ours.iter().zip(theirs);
            let each =
                pairs.map(|((name, ours), theirs)| same(&format!("{at}, {name}"), ours, theirs));
            each.sum()
        }
        (Stat::Map(ours), theirs) => match ours.as_slice() {
            [(_, only)] => same(at, only, theirs),
            _ => Err(format!("{at}: other numbers here, published {theirs}")),
        },
        (Stat::Names(ours), Value::Array(theirs)) => {
            let mut theirs: Vec<&str> = theirs.iter().filter_map(Value::as_str).collect();
            let mut ours: Vec<&str> = ours.iter().map(String::as_str).collect();
            theirs.sort_unstable();
            ours.sort_unstable();
            match ours == theirs {
                true => Ok(1),
                false => Err(format!("{at}: here {ours:?}, published {theirs:?}")),
            }
        }
        (Stat::Number(ours), theirs) => {
            let text = match theirs {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let published = decimal(&text).ok_or_else(|| format!("{at}: {text} is no number"))?;
            // They count in floating point, and round to nine decimals.
            let near = Number::decimal(1, 7);
            match (ours - published).abs() < *near.value() {
                true => Ok(1),
                false => Err(format!("{at}: here {ours}, published {text}")),
            }
        }
        (Stat::Names(_), theirs) => Err(format!("{at}: names here, published {theirs}")),
    }
}

fn number(value: u64) -> Stat {
    Stat::Number(Number::whole(value).value().clone())
}

fn totals(totals: &[Total]) -> Stat {
    let total = |total: &Total| {
        let votes = Stat::Number(total.votes.value().clone());
        (total.option.clone(), votes)
    };
    Stat::Map(totals.iter().map(total).collect())
}

/// Rounds by their numbers.
fn rounds<'a>(rounds: impl Iterator<Item = &'a Round>) -> Stat {
    let numbered = (1..).zip(rounds);
    let round = |(at, round): (usize, &Round)| (at.to_string(), totals(&round.totals));
    Stat::Map(numbered.map(round).collect())
}

/// The numbers of a method by their names.
fn stats(method: &Method, outcome: &Outcome) -> Stat {
    let all = &outcome.transcript.rounds;
    let with_totals = || all.iter().filter(|round| !round.totals.is_empty());
    let first = all.first();
    let first_totals = || first.map_or(Stat::Map(Vec::new()), |round| totals(&round.totals));
    let quota = || {
        let quota = first.and_then(|round| round.quota.as_ref());
        let quota = quota.map(|quota| Stat::Number(quota.value().clone()));
        quota.map(|quota| ("Votes Needed to Win".to_owned(), quota))
    };
    match method {
        Method::Pairwise(rules) => pairwise_stats(rules.rank_by, outcome),
        Method::Eliminations(_) => {
            let ballots = &outcome.transcript.ballots;
            let half = Stat::Number(
                Number::decimal(5 * (ballots.valid + ballots.blank), 1)
                    .value()
                    .clone(),
            );
            Stat::Map(vec![
                ("majority".to_owned(), half),
                ("rounds".to_owned(), rounds(with_totals())),
            ])
        }
        Method::FirstPlaces(_) => rounds(with_totals()),
        Method::RecountStv(_) => {
            let mut map: Vec<(String, Stat)> = quota().into_iter().collect();
            map.push(("rounds".to_owned(), rounds(with_totals())));
            Stat::Map(map)
        }
        Method::CpoStv(_) => {
            let mut map: Vec<(String, Stat)> = quota().into_iter().collect();
            map.push(("Initial Score Table".to_owned(), first_totals()));
            map.push(("Outcomes Comparison".to_owned(), sets_compared(all)));
            Stat::Map(map)
        }
        Method::Lists(_) => Stat::Map(vec![("Seats per Candidates".to_owned(), seats(outcome))]),
        _ => first_totals(),
    }
}

/// Sets of winners compared: they number them from the last in the order of options.
fn sets_compared(rounds: &[Round]) -> Stat {
    let compared: Vec<&Round> = rounds
        .iter()
        .filter(|round| round.name == "two sets compared")
        .collect();
    let sets = (1..)
        .find(|sets| sets * (sets - 1) / 2 >= compared.len())
        .unwrap_or(1);
    let pairs = (0..sets).flat_map(|a| (a + 1..sets).map(move |b| (sets - 1 - a, sets - 1 - b)));
    let score = |round: &Round, at: usize| {
        let votes = round
            .totals
            .get(at)
            .map(|total| total.votes.value().clone());
        Stat::Number(votes.unwrap_or_default())
    };
    let entry = |((first, second), round): ((usize, usize), &&Round)| {
        let scores = Stat::Map(vec![
            (second.to_string(), score(round, 1)),
            (first.to_string(), score(round, 0)),
        ]);
        let name = format!("Outcome N° {second} compared to Outcome N° {first}");
        (
            name,
            Stat::Map(vec![("outcomes_scores".to_owned(), scores)]),
        )
    };
    Stat::Map(pairs.zip(&compared).map(entry).collect())
}

fn pairwise_stats(by: RankBy, outcome: &Outcome) -> Stat {
    let all = &outcome.transcript.rounds;
    let last = all.last().map_or(&[][..], |round| &round.totals);
    let named = |name: &str| {
        let total = |total: &Total| {
            let votes = Stat::Number(total.votes.value().clone());
            (
                total.option.clone(),
                Stat::Map(vec![(name.to_owned(), votes)]),
            )
        };
        Stat::Map(last.iter().map(total).collect())
    };
    let set = |name: &str| {
        let elected = Stat::Names(outcome.elected.clone());
        Stat::Map(vec![(name.to_owned(), elected)])
    };
    match by {
        RankBy::Copeland => named("balance"),
        RankBy::MinimaxWinning => named("worst_pairwise_defeat_winning"),
        RankBy::MinimaxMargins => named("worst_pairwise_defeat_margin"),
        RankBy::MinimaxOpposition => named("worst_pairwise_opposition"),
        RankBy::DodgsonTideman => named("sum_defeat_margin"),
        RankBy::SmithSet => set("smith_set"),
        RankBy::SchwartzSet => set("schwartz_set"),
        RankBy::Kemeny => {
            // "best score 393", or "best score 5, of 3 rankings".
            let name = all.last().map_or("", |round| &round.name);
            let numbers: Vec<u64> = name
                .split(|letter: char| !letter.is_ascii_digit())
                .filter_map(|digits| digits.parse().ok())
                .collect();
            let of = |at: usize| number(numbers.get(at).copied().unwrap_or_default());
            Stat::Map(vec![
                ("Best Score".to_owned(), of(0)),
                ("Ranking In Conflicts".to_owned(), of(1)),
            ])
        }
        RankBy::SchulzeWinning
        | RankBy::SchulzeWinningThenLosing
        | RankBy::SchulzeMargins
        | RankBy::SchulzeRatio => {
            let paths = |round: &Round| {
                let from = round.name.strip_prefix("strongest paths from ")?;
                Some((from.to_owned(), totals(&round.totals)))
            };
            Stat::Map(all.iter().filter_map(paths).collect())
        }
        _ => totals(last),
    }
}

/// For each pair of options the votes for the first and for the second.
fn pairwise(outcome: &Outcome) -> Stat {
    let transcript = &outcome.transcript;
    let votes = |a: usize, b: usize| {
        let votes = transcript.pairwise.get(a).and_then(|row| row.get(b));
        votes.copied().unwrap_or_default()
    };
    let options = || transcript.options.iter().enumerate();
    let each = |of: &dyn Fn(usize) -> u64, without: usize| {
        let others = options().filter(|(other, _)| *other != without);
        Stat::Map(
            others
                .map(|(other, name)| (name.clone(), number(of(other))))
                .collect(),
        )
    };
    let row = |(a, name): (usize, &String)| {
        let mut row = vec![
            ("win".to_owned(), each(&|b| votes(a, b), a)),
            ("lose".to_owned(), each(&|b| votes(b, a), a)),
        ];
        if let Stat::Map(plain) = each(&|b| votes(a, b), a) {
            row.extend(plain);
        }
        (name.clone(), Stat::Map(row))
    };
    Stat::Map(options().map(row).collect())
}

fn seats(outcome: &Outcome) -> Stat {
    let list = |list: &veche_count::outcome::Seats| (list.list.clone(), number(list.seats));
    Stat::Map(outcome.seats.iter().map(list).collect())
}
