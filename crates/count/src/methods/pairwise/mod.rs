//! Methods that compare options pair by pair.
//!
//! | module | subject |
//! | --- | --- |
//! | `matrix` | how many voters prefer each option to each other |
//! | `sets` | Condorcet winner, Smith set, Schwartz set |
//! | `scores` | Copeland, minimax, approximations of Dodgson |
//! | `schulze` | strongest paths |
//! | `ranked_pairs` | the strongest victories first |
//! | `kemeny` | the ranking with which voters agree most |
//!
//! Who shares the first place is elected together: a tie there is a result, not a lot, unless the method itself
//! needs an order (ranked pairs by Tideman, Kemeny).

mod kemeny;
mod matrix;
mod ranked_pairs;
mod schulze;
mod scores;
mod sets;

use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::CountError;
use crate::methods::rankings::{Unranked, transcript};
use crate::number::Number;
use crate::outcome::{Decision, Outcome, Round, Status, Total, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot};

pub use kemeny::MOST_OPTIONS as MOST_OPTIONS_OF_KEMENY;
pub use matrix::MOST_COMPARED;
pub(crate) use matrix::Matrix;
pub use ranked_pairs::EqualPairs;
pub use schulze::Strength;
pub(crate) use schulze::schulze_first;

/// The decisions of these methods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairwiseRules {
    /// How a ranking comes from the pairs.
    pub rank_by: RankBy,
    /// What a ballot says about options that it does not rank.
    #[serde(default)]
    pub unranked: Unranked,
}

/// How a ranking comes from the pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RankBy {
    /// The option that beats every other; if there is none, nobody is elected (Condorcet 1785).
    CondorcetWinner,
    /// The smallest set of options of which each beats every option outside (Smith 1973).
    SmithSet,
    /// The union of the smallest sets that no option outside beats (Schwartz 1972).
    SchwartzSet,
    /// Victories minus defeats (Copeland 1951).
    Copeland,
    /// The least number of voters in the worst defeat (Simpson 1969, Kramer 1977; winning votes).
    MinimaxWinning,
    /// The least margin in the worst comparison; a Condorcet winner's is below zero.
    MinimaxMargins,
    /// The least number of voters against in any comparison, lost or not. Not a Condorcet method.
    MinimaxOpposition,
    /// Strongest paths, by the winner's votes (Schulze 2011).
    SchulzeWinning,
    /// Strongest paths, by the winner's votes; where they are equal, by the loser's, fewer are stronger (Debian
    /// Constitution, appendix A, on weakest defeats).
    SchulzeWinningThenLosing,
    /// Strongest paths, by margins.
    SchulzeMargins,
    /// Strongest paths, by the winner's votes over the loser's. Against a loser without votes a victory is stronger
    /// than any other.
    SchulzeRatio,
    /// The strongest victories first, by the winner's votes, then by the loser's, fewer first (Tideman 1987).
    RankedPairsWinning(EqualPairs),
    /// The strongest victories first, by margins, then by the loser's votes.
    RankedPairsMargins(EqualPairs),
    /// The ranking with the most agreement of voters with its pairs (Kemeny 1959, Young and Levenglick 1978).
    Kemeny,
    /// Half of each defeat's margin, rounded up, summed (McCabe-Dansted, Pritchard, Slinko 2008, "Dodgson Quick").
    DodgsonQuick,
    /// The margins of defeats, summed (Tideman 1987, p. 194).
    DodgsonTideman,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] where the method needs an order that the rules leave to a lot; too many options for an
/// exact answer.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &PairwiseRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let matrix = Matrix::new(ballots, method.unranked)?;
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let mut round = Round::default();
    let mut transcript = transcript(ballots, rules);
    let rounds = &mut transcript.rounds;
    let ranking = rank(
        method.rank_by,
        &matrix,
        contest,
        &breaker,
        rounds,
        &mut round,
    )?;
    transcript.pairwise = matrix.rows(contest.options.len());
    let elected = match method.rank_by {
        RankBy::CondorcetWinner => sets::condorcet_winner(&matrix).into_iter().collect(),
        _ => ranking.first().cloned().unwrap_or_default(),
    };
    for (place, group) in ranking.iter().enumerate() {
        for option in group {
            round.decisions.push(Decision {
                what: if elected.contains(option) {
                    What::Elected
                } else {
                    What::Placed
                },
                option: contest.name(*option).to_owned(),
                because: format!("place {}", place + 1),
                by: "rank_by".to_owned(),
            });
        }
    }
    if method.rank_by == RankBy::CondorcetWinner
        && let Some(loser) = sets::condorcet_loser(&matrix)
    {
        round.decisions.push(Decision {
            what: What::Placed,
            option: contest.name(loser).to_owned(),
            because: "Condorcet loser: every other option beats it".to_owned(),
            by: "rank_by".to_owned(),
        });
    }
    round.number = transcript.rounds.len() + 1;
    transcript.rounds.push(round);
    let name = |option: &Choice| contest.name(*option).to_owned();
    Ok(Outcome {
        elected: elected.iter().map(name).collect(),
        ranking: ranking
            .iter()
            .map(|group| group.iter().map(name).collect())
            .collect(),
        transcript,
        ..Outcome::default()
    })
}

fn rank(
    by: RankBy,
    matrix: &Matrix,
    contest: &Contest,
    breaker: &Breaker<'_>,
    rounds: &mut Vec<Round>,
    round: &mut Round,
) -> Result<Vec<Vec<Choice>>, CountError> {
    let mut paths = |strength| {
        let ranking = schulze::rank(matrix, strength, contest, rounds);
        for (number, round) in (1..).zip(rounds.iter_mut()) {
            round.number = number;
        }
        ranking
    };
    let mut say = |option: Choice, score: i128| {
        round.totals.push(Total {
            option: contest.name(option).to_owned(),
            votes: Number::whole(score),
            status: Status::Continuing,
        });
    };
    Ok(match by {
        RankBy::CondorcetWinner => {
            let winner: Vec<Choice> = sets::condorcet_winner(matrix).into_iter().collect();
            sets::first_and_rest(matrix, &winner)
        }
        RankBy::SmithSet => sets::first_and_rest(matrix, &sets::smith(matrix)),
        RankBy::SchwartzSet => sets::first_and_rest(matrix, &sets::schwartz(matrix)),
        RankBy::Copeland => scores::copeland(matrix, &mut say),
        RankBy::MinimaxWinning => scores::minimax(matrix, scores::Worst::Winning, &mut say),
        RankBy::MinimaxMargins => scores::minimax(matrix, scores::Worst::Margins, &mut say),
        RankBy::MinimaxOpposition => scores::minimax(matrix, scores::Worst::Opposition, &mut say),
        RankBy::DodgsonQuick => scores::dodgson_quick(matrix, &mut say),
        RankBy::DodgsonTideman => scores::dodgson_tideman(matrix, &mut say),
        RankBy::SchulzeWinning => paths(Strength::Winning),
        RankBy::SchulzeWinningThenLosing => paths(Strength::WinningThenLosing),
        RankBy::SchulzeMargins => paths(Strength::Margins),
        RankBy::SchulzeRatio => paths(Strength::Ratio),
        RankBy::RankedPairsWinning(equal) => ranked_pairs::rank(
            matrix,
            ranked_pairs::By::Winning,
            equal,
            breaker,
            contest,
            round,
        )?,
        RankBy::RankedPairsMargins(equal) => ranked_pairs::rank(
            matrix,
            ranked_pairs::By::Margins,
            equal,
            breaker,
            contest,
            round,
        )?,
        RankBy::Kemeny => kemeny::rank(matrix, breaker, round)?,
    })
}
