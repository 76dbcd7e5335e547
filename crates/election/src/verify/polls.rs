//! Polls and their archives, and whether what was declared follows from them: checks S8 and S9.

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
    /// Of each question, the numbers of its answers, blank excluded; only with a valid result.
    pub result: Option<Vec<Vec<u64>>>,
    /// Of each question, how many answers it has.
    pub answers: Vec<usize>,
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
    let (Some(facts), Some(numbers)) = (facts, result) else {
        faults.find(
            CheckId::S9,
            place,
            "comes from a poll that has no valid result",
        );
        return;
    };
    let votes: Vec<(&OptionId, u64)> = poll
        .opened
        .options
        .iter()
        .zip(numbers.iter().copied())
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
    if let Err(reason) = follows(contest, &votes, facts.counted, &declared.elected) {
        faults.find(CheckId::S9, place, reason);
    }
}

/// Whether these options win, by the rule of the contest.
fn follows(
    contest: &Contest,
    votes: &[(&OptionId, u64)],
    ballots: u64,
    elected: &[OptionId],
) -> Result<(), String> {
    let quorum_missed = contest.quorum.is_some_and(|quorum| ballots < quorum);
    if quorum_missed {
        return match elected.is_empty() {
            true => Ok(()),
            false => Err("names winners, and the quorum was missed".to_owned()),
        };
    }
    let won = |option: &&(&OptionId, u64)| elected.contains(option.0);
    let winners: Vec<_> = votes.iter().filter(won).collect();
    if winners.len() != elected.len() {
        return Err("names a winner that is no option of the poll".to_owned());
    }
    if contest.rule == CountRule::Majority {
        let all: u64 = votes.iter().map(|(_, number)| number).sum();
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
