//! What readers see, made anew whenever something was recorded.

use std::collections::BTreeMap;
use std::time::Duration;

use veche_election::judge::Election;
use veche_election::value::Period;
use veche_election::verify::Report;
use veche_poll::phase::Phase;
use veche_poll::question::Homomorphic;
use veche_poll::result::{Found, QuestionResult};
use veche_poll::verify::{AnyVerifier, Options};
use veche_store::place::{LoginCount, Store, StoreError};

use super::archive::Archive;
use super::{RoomError, seed};
use crate::house::House;
use crate::shown::{Login, PollPhase, PollShown, QuestionShown, Shown};

/// So many bytes of an archive are read at a time.
const PIECE: usize = 1 << 20;

/// The election after something was recorded. Faults are those that were found when the server was started: what has come
/// since was judged before it was recorded.
pub(super) fn after(
    before: &Shown,
    election: &Election,
    store: &dyn Store,
    archives: &BTreeMap<String, Archive>,
    served: Served,
) -> Result<Shown, RoomError> {
    let context = Context {
        voting: election.called().map(|called| called.calendar.voting),
        served,
        rehearsal: before.demo,
    };
    let mut polls = Vec::new();
    for poll in election.polls() {
        let name = poll.opened.poll.as_str();
        let Some(archive) = archives.get(name) else {
            continue;
        };
        let known = before.polls.iter().find(|poll| poll.name == name);
        polls.extend(poll_shown(archive, known, store, &context)?);
    }
    Ok(Shown {
        name: before.name.clone(),
        report: Report::new(election, before.report.faults.clone(), House::today()),
        election: election.clone(),
        checkpoint: store.checkpoint()?,
        polls,
        demo: before.demo,
    })
}

/// A poll as readers see it; `None` if its setup is not sound.
fn poll_shown(
    archive: &Archive,
    before: Option<&PollShown>,
    store: &dyn Store,
    context: &Context,
) -> Result<Option<PollShown>, RoomError> {
    let Some(desk) = archive.desk() else {
        return Ok(None);
    };
    let phase = archive.outline().phase();
    let known = before.and_then(known_result);
    let result = match phase {
        // A result is shown when every check of the poll has passed, and then stays.
        Phase::Finished if known.is_none() => result(archive, store)?,
        _ => known,
    };
    let about = desk.about();
    let mut results = result.unwrap_or_default().into_iter();
    let questions = about.questions.into_iter().map(|question| {
        let numbers = results.next();
        question_shown(question, numbers)
    });
    Ok(Some(PollShown {
        name: archive.poll.clone(),
        title: about.name,
        phase: phase_shown(phase, context.voting),
        voters: about.voters as u64,
        ballots: archive.outline().ballots(),
        counted: archive.voted() as u64,
        questions: questions.collect(),
        opens: context.voting.map(|voting| voting.from),
        closes: context.voting.map(|voting| voting.end()),
        trustees: u32::try_from(about.trustees).unwrap_or(u32::MAX),
        threshold: u32::try_from(about.threshold).unwrap_or(u32::MAX),
        fingerprint: about.fingerprint,
        login: logins(&archive.poll, store, context.served.mails)?,
        window_seconds: u32::try_from(context.served.window.as_secs()).unwrap_or(u32::MAX),
        rehearsal: context.rehearsal,
    }))
}

/// What is the same for every poll of an election.
struct Context {
    voting: Option<Period>,
    served: Served,
    rehearsal: bool,
}

/// How the election is served.
#[derive(Clone, Copy)]
pub(super) struct Served {
    /// How long ballots wait for publication.
    pub(super) window: Duration,
    /// Codes can be sent by mail.
    pub(super) mails: bool,
}

/// Which kinds of logins a poll has. An election that is only shown has nothing private.
fn logins(poll: &str, store: &dyn Store, mails: bool) -> Result<Login, RoomError> {
    let count = match store.count_logins(poll) {
        Err(StoreError::ReadOnly { .. }) => LoginCount::default(),
        counted => counted?,
    };
    Ok(match (count.all, count.with_mail) {
        (0, _) => Login::None,
        (_, 1..) if mails => Login::Mail,
        _ => Login::Code,
    })
}

fn phase_shown(phase: Phase, voting: Option<Period>) -> PollPhase {
    let soon = voting.is_some_and(|voting| House::today() < voting.from);
    let over = voting.is_some_and(|voting| House::today() > voting.end());
    match phase {
        Phase::Empty => PollPhase::OpensSoon,
        Phase::Open if soon => PollPhase::OpensSoon,
        Phase::Open if over => PollPhase::Closed,
        Phase::Open => PollPhase::Open,
        Phase::Closed => PollPhase::Closed,
        Phase::Tallied | Phase::Shuffling | Phase::Shuffled | Phase::Decrypting => {
            PollPhase::Tallied
        }
        Phase::Finished => PollPhase::Finished,
    }
}

/// A question with its numbers, the last of which is that of blank where it is allowed.
fn question_shown(question: Homomorphic, numbers: Option<Vec<u64>>) -> QuestionShown {
    let mut numbers = numbers;
    let blank_votes = match question.blank {
        true => numbers.as_mut().and_then(Vec::pop),
        false => None,
    };
    QuestionShown {
        text: question.question,
        answers: question.answers,
        minimum: question.min,
        maximum: question.max,
        blank: question.blank,
        result: numbers,
        blank_votes,
    }
}

/// A result that was verified before.
fn known_result(before: &PollShown) -> Option<Vec<Vec<u64>>> {
    let of = |question: &QuestionShown| {
        let mut numbers = question.result.clone()?;
        numbers.extend(question.blank_votes);
        Some(numbers)
    };
    before.questions.iter().map(of).collect()
}

/// The numbers of each question's answers, blank last where it is allowed; `None` if the poll is not sound.
fn result(archive: &Archive, store: &dyn Store) -> Result<Option<Vec<Vec<u64>>>, RoomError> {
    let mut verifier = AnyVerifier::new(Options::new(seed()?));
    let mut at = 0;
    while at < archive.length() {
        let piece = store.archive_part(&archive.poll, at, PIECE)?;
        if piece.is_empty() {
            break;
        }
        verifier.push(&piece);
        at += piece.len() as u64;
    }
    let report = verifier.finish().report;
    let questions = report.result.filter(|_| report.faults.is_empty());
    Ok(questions.map(|questions| questions.into_iter().filter_map(sums).collect()))
}

/// The numbers of a question's answers, blank last. Nothing for other kinds of questions, which pages do not show yet.
fn sums(result: QuestionResult) -> Option<Vec<u64>> {
    let Found::Sums(answers) = result.found else {
        return None;
    };
    let (blank, named): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|(answer, _)| answer.is_none());
    let ordered = named.into_iter().chain(blank);
    Some(ordered.map(|(_, votes)| votes.get()).collect())
}
