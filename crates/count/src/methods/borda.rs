//! Points for places.
//!
//! J.-C. de Borda, *Mémoire sur les élections au scrutin* (1784); the Dowdall system of Nauru (Electoral Act 2016,
//! schedule 1).

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use crate::ballots::Ballots;
use crate::contest::Choice;
use crate::methods::CountError;
use crate::methods::rankings::{Reader, Unranked, by_value, groups, shown, transcript};
use crate::outcome::{Decision, Outcome, Round, Status, Total, What};
use crate::rules::Rules;

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BordaRules {
    /// What a place is worth. Equal options share the places they take, the average to each.
    pub points: Points,
    /// What a ballot says about options that it does not rank: equal in the last places, or no points.
    #[serde(default)]
    pub unranked: Unranked,
}

/// What a place is worth, `n` options standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Points {
    /// n, n − 1, …, 1.
    DownToOne,
    /// n − 1, n − 2, …, 0.
    DownToZero,
    /// 1, 1/2, 1/3, … (Dowdall).
    Dowdall,
}

impl Points {
    fn of(self, place: usize, options: usize) -> BigRational {
        let whole = |value: usize| BigRational::from_integer(BigInt::from(value));
        match self {
            Self::DownToOne => whole(options.saturating_sub(place)),
            Self::DownToZero => whole(options.saturating_sub(place + 1)),
            Self::Dowdall => BigRational::new(BigInt::from(1), BigInt::from(place + 1)),
        }
    }
}

/// Counts by these rules. All who share the first place are elected.
///
/// # Errors
///
/// None, but the type is that of all methods.
pub fn count(ballots: &Ballots, rules: &Rules, method: &BordaRules) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let standing = contest.standing();
    let points = points(ballots, &standing, method);
    let options: Vec<Choice> = contest
        .choices()
        .filter(|option| standing.get(usize::from(*option)) == Some(&true))
        .collect();
    let of = |option: Choice| points.get(usize::from(option)).cloned().unwrap_or_default();
    let ranking = by_value(&options, of);
    let elected = ranking.first().cloned().unwrap_or_default();
    let name = |option: &Choice| contest.name(*option).to_owned();
    let mut transcript = transcript(ballots, rules);
    transcript.rounds.push(Round {
        number: 1,
        totals: options
            .iter()
            .map(|option| Total {
                option: name(option),
                votes: shown(of(*option)),
                status: Status::Continuing,
            })
            .collect(),
        decisions: elected
            .iter()
            .map(|option| Decision {
                what: What::Elected,
                option: name(option),
                because: "most points".to_owned(),
                by: "points".to_owned(),
            })
            .collect(),
        ..Round::default()
    });
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

/// The points of every option.
pub(crate) fn points(
    ballots: &Ballots,
    standing: &[bool],
    method: &BordaRules,
) -> Vec<BigRational> {
    let options = standing.iter().filter(|stands| **stands).count();
    let worth: Vec<BigRational> = (0..options)
        .map(|place| method.points.of(place, options))
        .collect();
    // How many voters put each option into a group that begins at this place and has this size.
    let mut seen: HashMap<(Choice, usize, usize), u64, FixedState> = HashMap::default();
    let mut reader = Reader::new(standing.to_vec(), method.unranked);
    for ballot in ballots.iter() {
        let (order, ends) = reader.read(ballot);
        let mut place = 0;
        for group in groups(order, ends) {
            for option in group {
                *seen.entry((*option, place, group.len())).or_default() += ballot.count;
            }
            place += group.len();
        }
    }
    let mut points = vec![BigRational::default(); standing.len()];
    for ((option, place, size), votes) in seen {
        let shared: BigRational = worth.iter().skip(place).take(size).sum();
        if let Some(points) = points.get_mut(usize::from(option)) {
            *points += shared * BigInt::from(votes) / BigInt::from(size.max(1));
        }
    }
    points
}
