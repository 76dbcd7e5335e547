//! Points given to options: score (range) voting and cumulative voting.
//!
//! W. D. Smith, "Range voting" (2000), and the rules of the Center for Election Science for scores; cumulative voting:
//! Illinois Constitution of 1870, article IV §§7–8 (until 1980), and company law, e.g. Pennsylvania 15 Pa.C.S. §1758(c):
//! a voter has as many votes as there are seats and gives them to one option or spreads them.

use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use crate::contest::Choice;
use crate::grades::{Graded, NO_GRADE};
use crate::methods::fill::fill;
use crate::methods::rankings::{by_value, chosen, shown, totals};
use crate::methods::{CountError, transcript_of_graded};
use crate::outcome::{Decision, Outcome, Round, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreRules {
    /// The fewest points an option can be given.
    pub lowest: u16,
    /// The most points an option can be given; any number up to the budget if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<u16>,
    /// How many points a voter can give away together.
    #[serde(default)]
    pub budget: Budget,
    /// What it means that an option has no number.
    pub missing: Missing,
    /// What is compared.
    pub compare: Compare,
}

/// How many points a voter can give away together. A ballot with more is invalid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Budget {
    /// Any number.
    #[default]
    Unlimited,
    /// As many as there are seats.
    Seats,
    /// This many.
    Points(u64),
}

/// What it means that an option has no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// It was given the fewest points.
    Lowest,
    /// The voter says nothing about it: only for comparing means.
    NoOpinion,
    /// The ballot is invalid.
    Invalid,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compare {
    /// The sum of an option's points.
    Sum,
    /// The mean over those who gave it points, as an exact fraction. An option that nobody gave points has 0.
    Mean,
}

/// What one option was given.
#[derive(Clone, Copy, Debug, Default)]
struct Points {
    sum: u128,
    voters: u64,
}

/// Counts by these rules: the options with the most points are elected.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie for the last seats that the rules leave to a lot; a range that ends before it
/// begins.
pub fn count(
    ballots: &Graded,
    rules: &Rules,
    method: &ScoreRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    if method
        .highest
        .is_some_and(|highest| highest < method.lowest)
    {
        return Err(CountError::NotApplicable(
            "the most points must not be below the fewest".into(),
        ));
    }
    let contest = &ballots.contest;
    let mut transcript = transcript_of_graded(ballots, rules);
    let mut points = vec![Points::default(); contest.options.len()];
    for ballot in ballots.iter().filter(|ballot| !ballot.is_empty()) {
        if let Err(because) = check(ballot.grades, method, contest.seats) {
            transcript.ballots.refuse(because, ballot.count);
            continue;
        }
        for (points, grade) in points.iter_mut().zip(ballot.grades) {
            let given = match (*grade, method.missing) {
                (NO_GRADE, Missing::Lowest) => method.lowest,
                (NO_GRADE, _) => continue,
                (grade, _) => grade,
            };
            points.sum += u128::from(given) * u128::from(ballot.count);
            points.voters += ballot.count;
        }
    }
    let value = |option: Choice| {
        let points = points.get(usize::from(option)).copied().unwrap_or_default();
        let over = match method.compare {
            Compare::Sum => 1,
            Compare::Mean => points.voters.max(1),
        };
        BigRational::new(BigInt::from(points.sum), BigInt::from(over))
    };
    let standing = chosen(&contest.standing());
    let groups = by_value(&standing, value);
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let elected = fill(&groups, contest.seats, &breaker)?;
    let what = match method.compare {
        Compare::Sum => "points",
        Compare::Mean => "points on average",
    };
    let name = |option: &Choice| contest.name(*option).to_owned();
    let decisions = elected.iter().map(|(option, settled)| {
        let has = format!("{} {what}", shown(value(*option)));
        let (because, by) = match settled {
            Some(settled) => (format!("{has}; {}", settled.because), settled.field()),
            None => (format!("{has}, among the most"), "compare".to_owned()),
        };
        Decision {
            what: What::Elected,
            option: name(option),
            because,
            by,
        }
    });
    transcript.rounds.push(Round {
        number: 1,
        totals: totals(contest, &standing, value),
        decisions: decisions.collect(),
        ..Round::default()
    });
    let names = |group: &Vec<Choice>| group.iter().map(name).collect();
    Ok(Outcome {
        elected: elected.iter().map(|(option, _)| name(option)).collect(),
        ranking: groups.iter().map(names).collect(),
        transcript,
        ..Outcome::default()
    })
}

/// Why a ballot is invalid, if it is.
fn check(grades: &[u16], method: &ScoreRules, seats: u32) -> Result<(), &'static str> {
    let given = || grades.iter().filter(|grade| **grade != NO_GRADE);
    if method.missing == Missing::Invalid && given().count() < grades.len() {
        return Err("an option has no points");
    }
    let highest = method.highest.unwrap_or(u16::MAX);
    if given().any(|grade| *grade < method.lowest || *grade > highest) {
        return Err("points outside the range");
    }
    let budget = match method.budget {
        Budget::Unlimited => return Ok(()),
        Budget::Seats => u64::from(seats),
        Budget::Points(points) => points,
    };
    match given().map(|grade| u64::from(*grade)).sum::<u64>() > budget {
        true => Err("more points than a voter has"),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grades::Means;
    use crate::outcome::Invalid;
    use crate::read::grades;

    /// The capital of Tennessee, distances as points (Warren D. Smith's example, with his scores of 0 to 10):
    /// Nashville 26·10 + 42·2 + 15·5 + 17·5 … wins by sum.
    #[test]
    fn tennessee_scores_give_nashville() {
        let file = b"count,Memphis,Nashville,Chattanooga,Knoxville\n42,10,4,2,0\n26,0,10,4,2\n15,0,6,10,6\n17,0,5,7,10\n";
        let rules = Rules::preset("score").unwrap();
        let ballots = grades::read(file).unwrap();
        let outcome = crate::count_graded(&ballots, Means::Points, &rules, &[]).unwrap();
        assert_eq!(outcome.elected, ["Nashville"]);
        let totals = &outcome.transcript.rounds[0].totals;
        let totals: Vec<String> = totals.iter().map(|total| total.votes.to_string()).collect();
        assert_eq!(totals, ["420", "603", "457", "312"]);
    }

    #[test]
    fn who_cumulates_votes_on_one_option_elects_it_and_who_spends_too_many_is_invalid() {
        // Three seats: a minority of 40 that plumps beats the third of a majority of 60 that spreads.
        let file = b"count,A,B,C,M\n60,1,1,1,\n40,,,,3\n1,2,2,,\n2,,,,\n";
        let mut ballots = grades::read(file).unwrap();
        ballots.contest.seats = 3;
        let mut rules = Rules::preset("cumulative").unwrap();
        let needed = crate::count_graded(&ballots, Means::Points, &rules, &[]).unwrap_err();
        assert!(
            matches!(needed, CountError::LotNeeded(needed) if needed.between == ["A", "B", "C"])
        );
        rules.ties.steps = vec![crate::ties::TieStep::OptionOrder];
        let outcome = crate::count_graded(&ballots, Means::Points, &rules, &[]).unwrap();
        assert_eq!(outcome.elected, ["M", "A", "B"]);
        let seen = outcome.transcript.ballots;
        assert_eq!((seen.cast, seen.valid, seen.blank), (103, 100, 2));
        let because = "more points than a voter has".to_owned();
        assert_eq!(
            seen.invalid,
            [Invalid {
                because,
                ballots: 1
            }]
        );
    }

    #[test]
    fn a_mean_counts_only_those_who_gave_points() {
        let ballots = grades::read(b"count,A,B\n3,4,\n1,0,5\n").unwrap();
        let mut rules = Rules::preset("score").unwrap();
        rules.count = crate::rules::Method::Score(ScoreRules {
            lowest: 0,
            highest: Some(5),
            budget: Budget::Unlimited,
            missing: Missing::NoOpinion,
            compare: Compare::Mean,
        });
        let outcome = crate::count_graded(&ballots, Means::Points, &rules, &[]).unwrap();
        assert_eq!(outcome.elected, ["B"]);
        let text = outcome.transcript.rounds[0].totals[0].votes.to_string();
        assert_eq!(text, "3");
    }
}
