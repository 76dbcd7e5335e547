//! Options are excluded from below, round by round: Baldwin, Nanson, Coombs, and run-off with a full ranking.
//!
//! E. J. Nanson, "Methods of election", Transactions of the Royal Society of Victoria 19 (1882) 197–240; J. M. Baldwin,
//! "The technique of the Nanson preferential majority system", same place 39 (1926); C. H. Coombs, *A Theory of Data*
//! (1964); for first places, W. R. Ware (1871). Every round counts the ballots as if the excluded had never stood. For
//! the run-offs of laws see [`crate::methods::ranked_choice`]: this one ranks all options, and knows no thresholds.

use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::{Choice, Contest};
use crate::methods::CountError;
use crate::methods::borda::{self, BordaRules, Points};
use crate::methods::first_places::{self, Shared, Tally};
use crate::methods::pairwise::Matrix;
use crate::methods::rankings::{self, Reader, Unranked, chosen, groups, transcript};
use crate::outcome::{Decision, Outcome, Round, Transcript, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot, Purpose, Settled};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EliminationRules {
    /// Who is excluded in a round.
    pub excludes: Excludes,
    /// Whether an option that more than half of all ballots have at the first place is placed before all others, and
    /// leaves the count. Coombs himself had it so.
    pub majority: bool,
    /// Who is excluded of those who are equally weak. Nanson's rule has no such ties.
    pub equal: EquallyWeak,
    /// What a rank that several options share is worth to them as a first or last place.
    pub shared: Shared,
    /// What a ballot says about options that it does not rank.
    pub unranked: Unranked,
}

/// Who is excluded in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Excludes {
    /// Who has the fewest first places (instant run-off).
    FewestFirstPlaces,
    /// Who has the most last places (Coombs).
    MostLastPlaces,
    /// Who has the fewest points by Borda's count (Baldwin).
    FewestPoints,
    /// All who have fewer points by Borda's count than the mean (Nanson, in the form of I. McLean and others).
    BelowMean,
    /// All who have no more points than the mean, unless all have the same (Nanson 1882).
    NotAboveMean,
}

/// Who is excluded of those who are equally weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EquallyWeak {
    /// All of them; they share a place.
    Together,
    /// Those who, compared pair by pair, beat none of the others, have no better balance of victories and defeats
    /// over all options than any of them, and no more victories; again among those, as often as there are options
    /// less one. Who are still equal are excluded together and share a place (CondorcetPHP).
    Pairwise,
    /// One, as the rules' `ties` say.
    ByTies,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie the rules leave to a lot; more options than can be compared.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &EliminationRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let matrix = match method.equal {
        EquallyWeak::Pairwise => Some(Matrix::new(ballots, method.unranked)?),
        EquallyWeak::Together | EquallyWeak::ByTies => None,
    };
    let mut count = Count {
        ballots,
        method,
        matrix,
        breaker: Breaker::new(contest, &rules.ties, lots),
        continues: contest.standing(),
        history: Vec::new(),
        transcript: transcript(ballots, rules),
    };
    let (mut top, mut bottom) = (Vec::new(), Vec::new());
    loop {
        let here: Vec<Choice> = chosen(&count.continues);
        if here.is_empty() {
            break;
        }
        let scores = count.scores();
        count.write(&here, &scores);
        if let Some(winner) = count.with_majority(&scores) {
            count.leave(
                What::Elected,
                &[winner],
                "more than half of all ballots",
                "majority",
            );
            top.push(vec![winner]);
            count.history.push(scores);
            continue;
        }
        let (weakest, settled) = count.weakest(&here, &scores)?;
        let (what, because) = match (&settled, weakest.len() == here.len()) {
            (Some(settled), _) => (What::Excluded, settled.because.as_str()),
            (None, true) => (What::Placed, "who is left"),
            (None, false) => (What::Excluded, method.excludes.because()),
        };
        let by = settled.as_ref().map(Settled::field);
        count.leave(what, &weakest, because, by.as_deref().unwrap_or("excludes"));
        bottom.push(weakest);
        count.history.push(scores);
    }
    top.extend(bottom.into_iter().rev());
    Ok(rankings::outcome(
        contest,
        &top,
        count.transcript,
        "excludes",
    ))
}

impl Excludes {
    fn because(self) -> &'static str {
        match self {
            Self::FewestFirstPlaces => "fewest first places",
            Self::MostLastPlaces => "most last places",
            Self::FewestPoints => "fewest points",
            Self::BelowMean => "fewer points than the mean",
            Self::NotAboveMean => "no more points than the mean",
        }
    }
}

struct Count<'a> {
    ballots: &'a Ballots,
    method: &'a EliminationRules,
    /// Where ties are settled pair by pair.
    matrix: Option<Matrix>,
    breaker: Breaker<'a>,
    continues: Vec<bool>,
    /// The scores of earlier rounds: the greater, the stronger.
    history: Vec<Vec<BigRational>>,
    transcript: Transcript,
}

impl Count<'_> {
    fn contest(&self) -> &Contest {
        &self.ballots.contest
    }

    /// What every option has in this round, the greater the stronger: last places count below zero.
    fn scores(&self) -> Vec<BigRational> {
        let unranked = self.method.unranked;
        match self.method.excludes {
            Excludes::FewestFirstPlaces => self.first_places(),
            Excludes::MostLastPlaces => {
                let mut tally = Tally::new(self.continues.len());
                let mut reader = Reader::new(self.contest().standing(), unranked);
                for ballot in self.ballots.iter() {
                    let (order, ends) = reader.read(ballot);
                    let groups: Vec<&[Choice]> = groups(order, ends).collect();
                    let mut from_below = groups.iter().rev();
                    from_below.find(|group| {
                        self.method.shared.counts(group)
                            && tally.give(group, &self.continues, ballot.count)
                    });
                }
                tally.votes().into_iter().map(|votes| -votes).collect()
            }
            Excludes::FewestPoints | Excludes::BelowMean | Excludes::NotAboveMean => {
                let points = Points::DownToZero;
                let borda = BordaRules { points, unranked };
                borda::points(self.ballots, &self.continues, &borda)
            }
        }
    }

    fn first_places(&self) -> Vec<BigRational> {
        let (unranked, shared) = (self.method.unranked, self.method.shared);
        first_places::first_places(self.ballots, unranked, &self.continues, shared)
    }

    /// Who has more than half of all ballots at the first place.
    fn with_majority(&self, scores: &[BigRational]) -> Option<Choice> {
        if !self.method.majority {
            return None;
        }
        let counted;
        let votes = match self.method.excludes {
            Excludes::FewestFirstPlaces => scores,
            _ => {
                counted = self.first_places();
                &counted
            }
        };
        let all = &self.transcript.ballots;
        // A blank ballot is one of all, too, where it ranks the options equal.
        let all = match self.method.unranked {
            Unranked::TiedLast => all.valid + all.blank,
            Unranked::NotCompared => all.valid,
        };
        let half = BigRational::new(BigInt::from(all), BigInt::from(2));
        let mut numbered = votes.iter().zip(0..);
        let found = numbered.find(|(votes, _)| **votes > half);
        found.map(|(_, option)| option)
    }

    /// Who is excluded, and what settled it if a rule for ties did.
    fn weakest(
        &self,
        here: &[Choice],
        scores: &[BigRational],
    ) -> Result<(Vec<Choice>, Option<Settled>), CountError> {
        let of = |option: &Choice| {
            scores
                .get(usize::from(*option))
                .cloned()
                .unwrap_or_default()
        };
        let number = BigRational::from_integer(BigInt::from(here.len()));
        let mean = here.iter().map(of).sum::<BigRational>() / number;
        let least = here.iter().map(of).min().unwrap_or_default();
        let excluded = |option: &Choice| match self.method.excludes {
            Excludes::BelowMean if least < mean => of(option) < mean,
            Excludes::NotAboveMean if least < mean => of(option) <= mean,
            _ => of(option) == least,
        };
        let weakest: Vec<Choice> = here.iter().copied().filter(excluded).collect();
        let by_mean = matches!(
            self.method.excludes,
            Excludes::BelowMean | Excludes::NotAboveMean
        );
        if weakest.len() < 2 || by_mean {
            return Ok((weakest, None));
        }
        Ok(match (self.method.equal, &self.matrix) {
            (EquallyWeak::Pairwise, Some(matrix)) => (pairwise_weakest(matrix, weakest), None),
            (EquallyWeak::ByTies, _) => {
                let history = &self.history;
                let settled = self.breaker.choose(&weakest, Purpose::Exclude, history)?;
                (vec![settled.chosen], Some(settled))
            }
            _ => (weakest, None),
        })
    }

    fn write(&mut self, here: &[Choice], scores: &[BigRational]) {
        let last_places = self.method.excludes == Excludes::MostLastPlaces;
        let votes = |option: Choice| {
            let score = scores.get(usize::from(option)).cloned();
            let score = score.unwrap_or_default();
            if last_places { -score } else { score }
        };
        let round = Round {
            totals: rankings::totals(self.contest(), here, votes),
            ..Round::default()
        };
        self.transcript.rounds.push(round);
    }

    /// Takes options out of the count.
    fn leave(&mut self, what: What, who: &[Choice], because: &str, by: &str) {
        for option in who {
            let decision = Decision {
                what,
                option: self.contest().name(*option).to_owned(),
                because: because.to_owned(),
                by: by.to_owned(),
            };
            if let Some(round) = self.transcript.rounds.last_mut() {
                round.decisions.push(decision);
            }
            if let Some(continues) = self.continues.get_mut(usize::from(*option)) {
                *continues = false;
            }
        }
    }
}

/// Narrows those who are equally weak, see [`EquallyWeak::Pairwise`].
fn pairwise_weakest(matrix: &Matrix, mut weakest: Vec<Choice>) -> Vec<Choice> {
    let record = |option: Choice| {
        let (mut won, mut lost) = (0_i64, 0_i64);
        for other in matrix.others(option) {
            won += i64::from(matrix.beats(option, other));
            lost += i64::from(matrix.beats(other, option));
        }
        (won - lost, won)
    };
    for _ in 1..weakest.len() {
        let stronger = |a: Choice, b: Choice| {
            let ((balance, won), (other_balance, other_won)) = (record(a), record(b));
            matrix.beats(a, b) || balance > other_balance || won > other_won
        };
        let none_weaker = |option: &&Choice| {
            let mut others = weakest.iter().filter(|other| other != option);
            !others.any(|other| stronger(**option, *other))
        };
        let narrowed: Vec<Choice> = weakest.iter().filter(none_weaker).copied().collect();
        if narrowed.is_empty() {
            break;
        }
        weakest = narrowed;
    }
    weakest
}
