//! The options with the most votes: plurality, bloc, limited and approval voting.
//!
//! One mark and one seat is plurality (first past the post); as many marks as seats is bloc voting; fewer marks than
//! seats limited voting (Spain, Senate: LOREG art. 166); any number of marks approval voting (Brams and Fishburn 1978).

use serde::{Deserialize, Serialize};

use crate::ballots::{Ballot, Ballots, Rank, options_of};
use crate::contest::{Choice, Contest};
use crate::methods::fill::fill;
use crate::methods::rankings::{by_value, chosen};
use crate::methods::{CountError, transcript};
use crate::number::Number;
use crate::outcome::{Decision, Outcome, Round, Status, Total, Transcript, What};
use crate::rules::Rules;
use crate::ties::{Breaker, Lot};

/// The decisions of this method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MostVotesRules {
    /// Which marks of a ballot are votes.
    pub votes: Votes,
    /// How many options a voter may mark; a ballot with more is invalid.
    #[serde(default)]
    pub most_marks: MostMarks,
    /// The least share of valid ballots that elects, in hundredths of a percent: an option below it is not elected,
    /// and its seat stays empty. 5000 and `more_than` say "more than half".
    #[serde(default)]
    pub least_share: u64,
    /// The least share must be exceeded, not only reached.
    #[serde(default)]
    pub more_than: bool,
}

/// How many options a voter may mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MostMarks {
    /// Any number: approval voting.
    #[default]
    Any,
    /// As many as there are seats: bloc voting.
    Seats,
    /// This many: limited voting, where it is less than the seats.
    Marks(usize),
}

/// Which marks of a ballot are votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Votes {
    /// The option at the first rank alone.
    First,
    /// Every option that is marked, once.
    Each,
}

/// Counts by these rules.
///
/// # Errors
///
/// [`CountError::LotNeeded`] for a tie for the last seats that the rules leave to a lot.
pub fn count(
    ballots: &Ballots,
    rules: &Rules,
    method: &MostVotesRules,
    lots: &[Lot],
) -> Result<Outcome, CountError> {
    let contest = &ballots.contest;
    let standing = contest.standing();
    let mut transcript = transcript(ballots, rules);
    let mut votes = vec![0_u64; contest.options.len()];
    let (mut over, mut nobody) = (0, 0);
    for ballot in ballots.iter().filter(|ballot| !ballot.is_blank()) {
        let marked = match marked(ballot, method, contest.seats) {
            Ok(marked) => marked,
            Err(TooMany) => {
                over += ballot.count;
                continue;
            }
        };
        let mut counted = false;
        for option in marked.iter().map(|option| usize::from(*option)) {
            if let (Some(true), Some(votes)) = (standing.get(option), votes.get_mut(option)) {
                *votes += ballot.count;
                counted = true;
            }
        }
        if !counted {
            nobody += ballot.count;
        }
    }
    let seen = &mut transcript.ballots;
    seen.refuse("more marks than are allowed", over);
    seen.refuse("no option marked that stands", nobody);

    elect(contest, rules, method, lots, &votes, transcript)
}

/// Elects by the votes of each option; the transcript has its head.
pub(crate) fn elect(
    contest: &Contest,
    rules: &Rules,
    method: &MostVotesRules,
    lots: &[Lot],
    votes: &[u64],
    mut transcript: Transcript,
) -> Result<Outcome, CountError> {
    let standing = contest.standing();
    let of = |option: Choice| votes.get(usize::from(option)).copied().unwrap_or_default();
    let valid = transcript.ballots.valid;
    let enough = |option: &Choice| {
        let (ours, needed) = (
            u128::from(of(*option)) * 10_000,
            u128::from(valid) * u128::from(method.least_share),
        );
        ours > needed || (ours == needed && !method.more_than)
    };
    let able: Vec<Choice> = chosen(&standing).into_iter().filter(enough).collect();
    let breaker = Breaker::new(contest, &rules.ties, lots);
    let elected = fill(&by_value(&able, of), contest.seats, &breaker)?;

    let name = |option: &Choice| contest.name(*option).to_owned();
    let mut round = Round {
        number: 1,
        ..Round::default()
    };
    round.totals.extend(
        contest
            .choices()
            .zip(&standing)
            .map(|(option, stands)| Total {
                option: name(&option),
                votes: Number::whole(of(option)),
                status: if *stands {
                    Status::Continuing
                } else {
                    Status::Withdrawn
                },
            }),
    );
    round
        .decisions
        .extend(elected.iter().map(|(option, settled)| {
            let (because, by) = match settled {
                Some(settled) => (
                    format!("{} votes; {}", of(*option), settled.because),
                    settled.field(),
                ),
                None => (
                    format!("{} votes, among the most", of(*option)),
                    "votes".to_owned(),
                ),
            };
            Decision {
                what: What::Elected,
                option: name(option),
                because,
                by,
            }
        }));
    transcript.rounds.push(round);
    Ok(Outcome {
        elected: elected.iter().map(|(option, _)| name(option)).collect(),
        transcript,
        ..Outcome::default()
    })
}

struct TooMany;

/// The options that a ballot votes for.
fn marked(ballot: Ballot<'_>, method: &MostVotesRules, seats: u32) -> Result<Vec<Choice>, TooMany> {
    let mut marked: Vec<Choice> = Vec::new();
    for rank in ballot.ranks() {
        match rank {
            Rank::Skipped => continue,
            Rank::One(option) => marked.push(option),
            Rank::Several(marks) => marked.extend(options_of(marks)),
            Rank::Unknown => return Err(TooMany),
        }
        if method.votes == Votes::First {
            break;
        }
    }
    marked.sort_unstable();
    marked.dedup();
    let most = match method.votes {
        Votes::First => Some(1),
        Votes::Each => match method.most_marks {
            MostMarks::Any => None,
            MostMarks::Seats => usize::try_from(seats).ok(),
            MostMarks::Marks(most) => Some(most),
        },
    };
    if most.is_some_and(|most| marked.len() > most) {
        return Err(TooMany);
    }
    Ok(marked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::rbal;
    use crate::ties::{LotNeeded, Purpose};

    fn rules(preset: &str) -> Rules {
        Rules::preset(preset).unwrap()
    }

    const FILE: &[u8] =
        b"candidates 3\n1 Ann\n2 Bob\n3 Cem\nballots\n4: 1 2\n3: 2\n3: 3=2\n1: 1 2 3\n1:\nend\n";

    #[test]
    fn plurality_takes_the_first_mark_and_refuses_two() {
        let outcome = crate::count(&rbal::read(FILE).unwrap(), &rules("plurality"), &[]).unwrap();
        assert_eq!(outcome.elected, ["Ann"]);
        let ballots = outcome.transcript.ballots;
        assert_eq!((ballots.cast, ballots.valid, ballots.blank), (12, 8, 1));
        assert_eq!(ballots.invalid[0].ballots, 3);
    }

    #[test]
    fn approval_counts_every_mark() {
        let outcome = crate::count(&rbal::read(FILE).unwrap(), &rules("approval"), &[]).unwrap();
        assert_eq!(outcome.elected, ["Bob"]);
        let totals = &outcome.transcript.rounds[0].totals;
        let votes: Vec<String> = totals.iter().map(|total| total.votes.to_string()).collect();
        assert_eq!(votes, ["5", "11", "4"]);
    }

    #[test]
    fn bloc_and_limited_voting_refuse_more_marks_than_the_rules_allow() {
        let mut ballots = rbal::read(FILE).unwrap();
        ballots.contest.seats = 2;
        let valid = |preset: &str| {
            let outcome = crate::count(&ballots, &rules(preset), &[]).unwrap();
            (outcome.elected, outcome.transcript.ballots.valid)
        };
        let bloc = valid("bloc");
        assert_eq!(bloc, (vec!["Bob".to_owned(), "Ann".to_owned()], 10));
        assert_eq!(valid("limited-spain").1, 11);
    }

    #[test]
    fn a_tie_for_the_last_seat_needs_a_lot_and_the_lot_decides() {
        let file = b"candidates 3\n1 Ann\n2 Bob\n3 Cem\nballots\n2: 1\n2: 2\n1: 3\nend\n";
        let ballots = rbal::read(file).unwrap();
        let rules = rules("plurality");
        let needed = match crate::count(&ballots, &rules, &[]) {
            Err(CountError::LotNeeded(needed)) => needed,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            needed,
            LotNeeded {
                purpose: Purpose::Elect,
                between: vec!["Ann".into(), "Bob".into()],
                stage: 1
            }
        );
        let lot = Lot {
            purpose: needed.purpose,
            between: needed.between,
            stage: Some(1),
            drawn: "Bob".into(),
        };
        assert_eq!(
            crate::count(&ballots, &rules, &[lot]).unwrap().elected,
            ["Bob"]
        );
    }

    /// The result of a poll of another program does not say how many ballots there were.
    #[test]
    fn a_share_of_ballots_whose_number_is_unknown_is_refused() {
        let mut sums = crate::Sums {
            contest: Contest::new(1, vec!["Ann".into(), "Bob".into()]),
            votes: vec![4, 3],
            cast: None,
            blank: 0,
        };
        let mut half = rules("plurality");
        let count = |sums: &crate::Sums, rules: &Rules| crate::count_sums(sums, rules, &[]);
        assert_eq!(count(&sums, &half).unwrap().elected, ["Ann"]);
        if let crate::rules::Method::MostVotes(method) = &mut half.count {
            method.least_share = 5_000;
        }
        let refused = count(&sums, &half).unwrap_err();
        assert!(
            refused.to_string().contains("how many ballots"),
            "{refused}"
        );
        sums.cast = Some(9);
        assert_eq!(count(&sums, &half).unwrap().elected, [""; 0]);
        sums.votes[0] = u64::MAX;
        for preset in ["plurality", "dhondt"] {
            let refused = count(&sums, &rules(preset)).unwrap_err();
            assert!(refused.to_string().contains("more votes"), "{refused}");
        }
    }
}
