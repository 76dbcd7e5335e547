//! Polls and their archives, and whether what was declared follows from them: checks S8 and S9.

use std::collections::BTreeSet;

use veche_count::grades::{Graded, Means};
use veche_count::outcome::Outcome;
use veche_count::rules::Rules;
use veche_count::ties::Lot;
use veche_count::{CountError, Sums};

use super::fault::Faults;
use crate::check::CheckId;
use crate::entry::calling::{Contest, CountRule};
use crate::entry::nominations::AccordingTo;
use crate::entry::outcomes::OutcomeDeclared;
use crate::judge::Election;
use crate::judge::state::Poll;
use crate::value::{OptionId, Range, Sha256Hex};

/// What was found in a poll's archive. Whoever reads the file verifies it with `veche_poll::verify` first.
#[derive(Clone, Debug, Default)]
pub struct PollFacts {
    /// The hash of each event, in order.
    pub events: Vec<Sha256Hex>,
    /// SHA-256 of the `election` data.
    pub fingerprint: Option<Sha256Hex>,
    /// The faults that the verification of the poll found.
    pub faults: Vec<String>,
    /// How many may vote.
    pub voters: u64,
    /// How many ballots count.
    pub counted: u64,
    /// What was opened of each question; only with a valid result.
    pub result: Option<Vec<Opened>>,
    /// Of each question, how many answers it has.
    pub answers: Vec<usize>,
}

/// What a poll opened of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Sums.
    Sums {
        /// The votes of each answer, blank excluded.
        votes: Vec<u64>,
        /// How many votes are blank.
        blank: u64,
    },
    /// All ballots, each with a number for each answer.
    Ballots(Vec<Vec<u64>>),
}

/// S8: the archive of a poll is sound, is that of this poll, and has no other events than those anchored.
///
/// `facts` is `None` if there is no archive.
pub fn archive(poll: &Poll, facts: Option<&PollFacts>, faults: &mut Faults) {
    faults.examine(CheckId::S8, 1);
    let place = format!("poll {}", poll.opened.poll);
    let Some(facts) = facts else {
        faults.find(
            CheckId::S8,
            place,
            "its archive is not there; ask for it where the record comes from",
        );
        return;
    };
    for fault in &facts.faults {
        faults.find(CheckId::S8, place.clone(), fault.clone());
    }
    if facts.fingerprint != Some(poll.opened.fingerprint) {
        faults.find(
            CheckId::S8,
            place.clone(),
            "the archive is that of another poll: its fingerprint is not the recorded one",
        );
    }
    let answers = facts
        .answers
        .get(usize::from(poll.opened.question).saturating_sub(1));
    if answers.is_some_and(|answers| *answers != poll.opened.options.len()) || answers.is_none() {
        faults.find(
            CheckId::S8,
            place.clone(),
            format!(
                "question {} has not as many answers as the record has options",
                poll.opened.question
            ),
        );
    }
    let same = facts
        .events
        .iter()
        .zip(&poll.anchored)
        .take_while(|(event, anchored)| event == anchored)
        .count();
    if same < facts.events.len().min(poll.anchored.len()) {
        faults.find(
            CheckId::S8,
            format!("{place}, event {same}"),
            "is not the event that the record anchors: the archive was changed after it was anchored",
        );
    } else if facts.events.len() < poll.anchored.len() {
        faults.find(
            CheckId::S8,
            format!("{place}, event {same}"),
            "is anchored on the record, and missing from the archive: events have vanished",
        );
    } else if facts.events.len() > poll.anchored.len() && facts.result.is_some() {
        faults.find(
            CheckId::S8,
            format!("{place}, event {same}"),
            "is not anchored on the record, and the poll has its result already",
        );
    }
}

/// S9: what was declared as coming from a poll is what its result says, and who won follows by the rule of the contest.
///
/// In a run election it looks at what the authority declares. What others say about a poll is theirs, and F2 compares
/// it: nobody makes a record unsound by a false word about it.
pub fn outcome(
    election: &Election,
    declared: &OutcomeDeclared,
    facts: Option<&PollFacts>,
    faults: &mut Faults,
) {
    if !election.is_watched() && declared.according_to != AccordingTo::Authority {
        return;
    }
    let Some(poll) = declared.poll.and_then(|poll| election.poll(&poll)) else {
        return;
    };
    let Some(contest) = election.contest(&declared.contest) else {
        return;
    };
    faults.examine(CheckId::S9, 1);
    let place = format!("outcome of {}", declared.contest);
    let result = facts.and_then(|facts| {
        let question = usize::from(poll.opened.question).saturating_sub(1);
        facts.result.as_ref()?.get(question)
    });
    let (Some(facts), Some(opened)) = (facts, result) else {
        faults.find(
            CheckId::S9,
            place,
            "comes from a poll that has no valid result",
        );
        return;
    };
    // Ballots have no sums: who says some says them of something else.
    let sums: &[u64] = match opened {
        Opened::Sums { votes, .. } => votes,
        Opened::Ballots(_) => &[],
    };
    let votes: Vec<(&OptionId, u64)> = poll
        .opened
        .options
        .iter()
        .zip(sums.iter().copied())
        .collect();
    for said in &declared.votes {
        let found = votes.iter().find(|(option, _)| **option == said.option);
        if found.is_none_or(|(_, number)| said.votes != Range::exactly(*number)) {
            faults.find(
                CheckId::S9,
                place.clone(),
                format!(
                    "says {} votes for {}, and the poll says {}",
                    said.votes,
                    said.option,
                    found.map_or_else(|| "nothing".to_owned(), |(_, n)| n.to_string())
                ),
            );
        }
    }
    for (what, said, found) in [
        ("ballots", declared.ballots, facts.counted),
        ("voters", declared.voters, facts.voters),
    ] {
        if said.is_some_and(|said| said != Range::exactly(found)) {
            faults.find(
                CheckId::S9,
                place.clone(),
                format!("says another number of {what} than the poll, which has {found}"),
            );
        }
    }
    let follows = match opened {
        Opened::Sums { blank, .. } => {
            follows(contest, &votes, (facts.counted, *blank), &declared.elected)
        }
        Opened::Ballots(ballots) => {
            let options = &poll.opened.options;
            ballots_follow(contest, options, ballots, facts.counted, &declared.elected)
        }
    };
    if let Err(reason) = follows {
        faults.find(CheckId::S9, place, reason);
    }
}

/// Whether nobody is named although the quorum was missed. Nothing if it was not.
fn quorum(contest: &Contest, ballots: u64, elected: &[OptionId]) -> Option<Result<(), String>> {
    let missed = contest.quorum.is_some_and(|quorum| ballots < quorum);
    missed.then(|| match elected.is_empty() {
        true => Ok(()),
        false => Err("names winners, and the quorum was missed".to_owned()),
    })
}

/// Whether these options win, by the rules that the contest carries, with these ballots.
fn ballots_follow(
    contest: &Contest,
    options: &[OptionId],
    ballots: &[Vec<u64>],
    counted: u64,
    elected: &[OptionId],
) -> Result<(), String> {
    if let Some(decided) = quorum(contest, counted, elected) {
        return decided;
    }
    let Some(rules) = &contest.rules else {
        return Err(
            "the poll opened ranked or graded ballots, and the contest carries no rules to count them"
                .to_owned(),
        );
    };
    let names = options.iter().map(ToString::to_string).collect();
    let counted = veche_count::contest::Contest::new(u32::from(contest.seats), names);
    let graded = Graded::of_numbers(counted, ballots).map_err(|(_, error)| error.to_string())?;
    let rules = rules.rules();
    follows_rules(rules, elected, |lots| {
        veche_count::count_graded(&graded, Means::Rank, rules, lots)
    })
}

/// Whether these options win, by the rule of the contest; of the ballots some are blank.
fn follows(
    contest: &Contest,
    votes: &[(&OptionId, u64)],
    (ballots, blank): (u64, u64),
    elected: &[OptionId],
) -> Result<(), String> {
    if let Some(decided) = quorum(contest, ballots, elected) {
        return decided;
    }
    let won = |option: &&(&OptionId, u64)| elected.contains(option.0);
    let winners: Vec<_> = votes.iter().filter(won).collect();
    if winners.len() != elected.len() {
        return Err("names a winner that is no option of the poll".to_owned());
    }
    if let Some(rules) = &contest.rules {
        let names = votes.iter().map(|(option, _)| option.to_string()).collect();
        let sums = Sums {
            contest: veche_count::contest::Contest::new(u32::from(contest.seats), names),
            votes: votes.iter().map(|(_, number)| *number).collect(),
            cast: Some(ballots),
            blank,
        };
        let rules = rules.rules();
        return follows_rules(rules, elected, |lots| {
            veche_count::count_sums(&sums, rules, lots)
        });
    }
    if contest.rule == CountRule::Majority {
        let all = votes
            .iter()
            .fold(0, |all: u64, (_, number)| all.saturating_add(*number));
        let majority: Vec<_> = votes
            .iter()
            .filter(|(_, number)| number.saturating_mul(2) > all)
            .map(|(option, _)| (*option).clone())
            .collect();
        return match majority == elected {
            true => Ok(()),
            false => Err("names other winners than who has more than half of the votes".to_owned()),
        };
    }
    let seats = usize::from(contest.seats).min(votes.len());
    let least = winners.iter().map(|(_, number)| *number).min();
    let most_of_the_others = votes
        .iter()
        .filter(|option| !won(option))
        .map(|(_, number)| *number)
        .max();
    if let (Some(least), Some(most)) = (least, most_of_the_others)
        && most > least
    {
        return Err(format!(
            "names a winner with {least} votes, and another option has {most}"
        ));
    }
    // A tie for the last seat leaves it open until it is settled on record: fewer winners are right only then.
    let mut ordered: Vec<u64> = votes.iter().map(|(_, number)| *number).collect();
    ordered.sort_unstable_by(|a, b| b.cmp(a));
    let tie = ordered.len() > seats && seats > 0 && ordered.get(seats - 1) == ordered.get(seats);
    match winners.len() == seats || (tie && winners.len() < seats) {
        true => Ok(()),
        false => Err(format!("names {} winners for {seats} seats", winners.len())),
    }
}

/// So many ways to draw the lots of a count are tried; with more, an outcome cannot be held against the rules.
const MOST_DRAWS: usize = 1_000;

/// Whether these options win by the rules that the contest carries. Where the rules leave a tie to a lot, every way that
/// it could have fallen is right; fewer winners are right as long as it was not drawn.
fn follows_rules(
    rules: &Rules,
    elected: &[OptionId],
    count: impl Fn(&[Lot]) -> Result<Outcome, CountError>,
) -> Result<(), String> {
    let said: BTreeSet<String> = elected.iter().map(ToString::to_string).collect();
    let ways = ways_to_fall(count)?;
    let follows = match ways.as_slice() {
        [only] => *only == said,
        // While a lot is to be drawn, whoever is elected however it falls stands, and the rest is open.
        ways => ways.iter().any(|way| {
            said.is_subset(way)
                && way.iter().all(|name| {
                    said.contains(name) || ways.iter().any(|other| !other.contains(name))
                })
        }),
    };
    match follows {
        true => Ok(()),
        false => Err(format!(
            "names other winners than the rules \"{}\" give",
            rules.title
        )),
    }
}

/// Who wins, for every way in which the lots of a count can fall.
fn ways_to_fall(
    count: impl Fn(&[Lot]) -> Result<Outcome, CountError>,
) -> Result<Vec<BTreeSet<String>>, String> {
    let mut ways = Vec::new();
    let mut drawn: Vec<Vec<Lot>> = vec![Vec::new()];
    let mut tried = 0;
    while let Some(lots) = drawn.pop() {
        tried += 1;
        match count(&lots) {
            Ok(outcome) => ways.push(winners_of(outcome)),
            Err(CountError::LotNeeded(needed)) if tried < MOST_DRAWS => {
                drawn.extend(needed.between.iter().map(|name| {
                    let mut lots = lots.clone();
                    lots.push(Lot {
                        purpose: needed.purpose,
                        between: needed.between.clone(),
                        stage: Some(needed.stage),
                        drawn: name.clone(),
                    });
                    lots
                }));
            }
            Err(error) => return Err(format!("cannot be held against the rules: {error}")),
        }
    }
    Ok(ways)
}

/// Who is elected, or which lists get seats.
fn winners_of(outcome: Outcome) -> BTreeSet<String> {
    let seated = outcome.seats.into_iter().filter(|list| list.seats > 0);
    let seated = seated.map(|list| list.list);
    outcome.elected.into_iter().chain(seated).collect()
}
