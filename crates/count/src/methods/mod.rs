//! The methods of counting.
//!
//! | module | subject |
//! | --- | --- |
//! | [`most_votes`] | plurality, bloc, limited and approval voting |
//! | [`score`] | points: score and cumulative voting |
//! | [`majority_judgment`] | the best middle grade |
//! | `fill` | seats for those who have the most |
//! | [`arithmetic`] | fixed decimals, guarded decimals, fractions |
//! | `piles` | ballots in piles by the option they count for |
//! | `sure_losers` | who can no longer be elected, whatever is still transferred |
//! | [`gregory`] | single transferable vote, surpluses by weight: Scotland, Minneapolis, reference rules |
//! | [`ranked_choice`] | instant run-off and its relatives in the United States |
//! | [`meek`] | single transferable vote by Meek's method, and Warren's |
//! | [`qpq`] | quota preferential by quotient |
//! | [`lists`] | seats for lists: divisors, remainders, the Dutch rules |
//! | [`rankings`] | a ballot as a ranking with ties |
//! | [`pairwise`] | methods that compare options pair by pair: Schulze, ranked pairs, … |
//! | [`borda`] | points for places |
//! | [`first_places`] | first places alone, in one round or with a run-off between those ahead |
//! | [`bucklin`] | first places, then first and second, until there is a majority |
//! | [`eliminations`] | exclusion from below: Baldwin, Nanson, Coombs |
//! | [`recount_stv`] | single transferable vote as textbooks tell it |
//! | [`cpo_stv`] | sets of winners compared pair by pair |

pub mod arithmetic;
pub mod borda;
pub mod bucklin;
pub mod cpo_stv;
pub mod eliminations;
mod fill;
pub mod first_places;
pub mod gregory;
pub mod lists;
pub mod majority_judgment;
pub mod meek;
pub mod most_votes;
pub mod pairwise;
mod piles;
pub mod qpq;
pub mod ranked_choice;
pub mod rankings;
pub mod recount_stv;
pub mod score;
mod sure_losers;

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::grades::{Graded, Means};
use crate::number::Number;
use crate::outcome::{BallotsSeen, Outcome, Status, Total, Transcript};
use crate::rules::{Method, Rules};
use crate::ties::{Lot, LotNeeded};

/// Why there is no outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// A tie that the rules leave to a lot: draw it, and count again with it.
    #[error(transparent)]
    LotNeeded(#[from] LotNeeded),
    /// The rules cannot be applied to these ballots.
    #[error("the rules cannot be applied: {0}")]
    NotApplicable(String),
}

/// Counts `ballots` by `rules`, with the lots drawn so far.
///
/// # Errors
///
/// A tie that needs a lot, or rules that do not fit the ballots.
pub fn count(ballots: &Ballots, rules: &Rules, lots: &[Lot]) -> Result<Outcome, CountError> {
    match &rules.count {
        Method::Borda(method) => borda::count(ballots, rules, method),
        Method::Meek(method) => meek::count(ballots, rules, method, lots),
        Method::MostVotes(method) => most_votes::count(ballots, rules, method, lots),
        Method::Bucklin(method) => bucklin::count(ballots, rules, method),
        Method::CpoStv(method) => cpo_stv::count(ballots, rules, method, lots),
        Method::Eliminations(method) => eliminations::count(ballots, rules, method, lots),
        Method::FirstPlaces(method) => first_places::count(ballots, rules, method),
        Method::RecountStv(method) => recount_stv::count(ballots, rules, method, lots),
        Method::Pairwise(method) => pairwise::count(ballots, rules, method, lots),
        Method::Gregory(method) => gregory::count(ballots, rules, method, lots),
        Method::Qpq(method) => qpq::count(ballots, rules, method, lots),
        Method::Lists(method) => lists::count(ballots, rules, method, lots),
        Method::RankedChoice(method) => ranked_choice::count(ballots, rules, method, lots),
        Method::Score(_) | Method::MajorityJudgment(_) => Err(CountError::NotApplicable(
            "they need a number for each option, and these ballots are rankings".into(),
        )),
    }
}

/// Counts graded ballots by `rules`, with the lots drawn so far. Rules that need rankings read the numbers as `means`
/// says.
///
/// # Errors
///
/// As [`count`].
pub fn count_graded(
    ballots: &Graded,
    means: Means,
    rules: &Rules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    match &rules.count {
        Method::Score(method) => score::count(ballots, rules, method, lots),
        Method::MajorityJudgment(method) => majority_judgment::count(ballots, rules, method, lots),
        _ => count(&ballots.rankings(means), rules, lots),
    }
}

/// What a secret poll opens of a question: how many votes each option got, and not who marked what together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The options and seats.
    pub contest: Contest,
    /// The votes of each option.
    pub votes: Vec<u64>,
    /// How many ballots there were, where it is known.
    pub cast: Option<u64>,
    /// How many of them were blank.
    pub blank: u64,
}

/// Counts sums by `rules`, with the lots drawn so far.
///
/// # Errors
///
/// As [`count`]; also rules that need to see what stands together on a ballot.
pub fn count_sums(sums: &Sums, rules: &Rules, lots: &[Lot]) -> Result<Outcome, CountError> {
    let given = sums
        .votes
        .iter()
        .map(|votes| u128::from(*votes))
        .sum::<u128>();
    if given > u128::from(u64::MAX / 2) || sums.cast.is_some_and(|cast| cast > u64::MAX / 2) {
        return Err(CountError::NotApplicable(
            "there are more votes than can be counted here".into(),
        ));
    }
    // Who marked something cannot be told from sums alone, where a voter may mark several options.
    let cast = sums.cast.unwrap_or_default();
    let head = head(&sums.contest, rules, cast, sums.blank);
    if let (Method::MostVotes(method), None) = (&rules.count, sums.cast)
        && method.least_share > 0
    {
        return Err(CountError::NotApplicable(
            "they ask for a share of the ballots, and these sums do not say how many ballots there were".into(),
        ));
    }
    match &rules.count {
        Method::MostVotes(method) => {
            most_votes::elect(&sums.contest, rules, method, lots, &sums.votes, head)
        }
        Method::Lists(method) => {
            lists::apportion(&sums.contest, rules, method, lots, &sums.votes, head)
        }
        _ => Err(CountError::NotApplicable(
            "this question is opened as sums, and these rules need whole ballots; most-votes and lists can be applied"
                .into(),
        )),
    }
}

/// A transcript with its head filled in: rules, contest, ballots. All but blank ballots are valid until a method
/// finds otherwise.
fn head(contest: &Contest, rules: &Rules, cast: u64, blank: u64) -> Transcript {
    Transcript {
        rules: rules.title.clone(),
        law: rules.law.clone(),
        contest: contest.title.clone(),
        seats: contest.seats,
        options: contest.options.clone(),
        ballots: BallotsSeen {
            cast,
            valid: cast.saturating_sub(blank),
            blank,
            invalid: Vec::new(),
        },
        ..Transcript::default()
    }
}

/// The head of a count of rankings.
pub(crate) fn transcript(ballots: &Ballots, rules: &Rules) -> Transcript {
    let blank = ballots.iter().filter(|ballot| ballot.is_blank());
    let blank = blank.map(|ballot| ballot.count).sum();
    head(&ballots.contest, rules, ballots.total(), blank)
}

/// The head of a count of graded ballots: who gave no number at all is blank.
pub(crate) fn transcript_of_graded(ballots: &Graded, rules: &Rules) -> Transcript {
    let blank = ballots.iter().filter(|ballot| ballot.is_empty());
    let blank = blank.map(|ballot| ballot.count).sum();
    head(&ballots.contest, rules, ballots.total(), blank)
}

/// How each option stands when a stage begins, and what it has.
pub(crate) fn standings(
    contest: &Contest,
    status: &[Status],
    votes: impl Fn(Choice) -> Number,
) -> Vec<Total> {
    let all = contest.choices().zip(status);
    all.map(|(option, status)| Total {
        option: contest.name(option).to_owned(),
        votes: votes(option),
        status: *status,
    })
    .collect()
}
