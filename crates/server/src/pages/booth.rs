//! The booth of a poll, and the pages that find and check ballots. A script fills them; every word stands here.

use askama::Template;
use serde::Serialize;
use veche_store::texts::plain;

use super::kept::{Offer, offer};
use super::reader::Reader;
use super::{Frame, Page, PageError, Place, write};
use crate::kept::Program;
use crate::kept::inside::Inside;
use crate::shown::{Login, PollPhase, PollShown};

#[derive(Serialize, Template)]
#[template(path = "vote.html")]
pub(super) struct Vote {
    frame: Frame,
    poll: Booth,
    questions: Vec<QuestionBlock>,
    count_href: String,
    find_href: String,
    challenge_href: String,
    offer: Option<Offer>,
}

/// What the booth must know of its poll.
#[derive(Serialize)]
struct Booth {
    name: String,
    title: String,
    phase: PollPhase,
    phase_words: String,
    open: bool,
    rehearsal: bool,
    facts: Vec<String>,
    fingerprint: String,
    login: Login,
    window_seconds: u32,
    window_words: String,
}

/// A question, with everything that is said about a choice before it is cast.
#[derive(Serialize)]
struct QuestionBlock {
    number: usize,
    text: String,
    answers: Vec<AnswerBlock>,
    single: bool,
    minimum: u32,
    maximum: u32,
    blank: bool,
    rule: String,
    too_few: String,
    too_many: String,
}

#[derive(Serialize)]
struct AnswerBlock {
    number: usize,
    text: String,
}

#[derive(Serialize, Template)]
#[template(path = "find.html")]
struct Find {
    frame: Frame,
    polls: Vec<PollChoice>,
}

#[derive(Serialize, Template)]
#[template(path = "challenge.html")]
struct Challenge {
    frame: Frame,
    polls: Vec<PollChoice>,
}

#[derive(Serialize)]
struct PollChoice {
    name: String,
    title: String,
    archive: String,
}

pub(super) fn vote(reader: &Reader<'_>, name: &str) -> Result<Page, PageError> {
    let poll = poll(reader, name)?;
    let offer = offer(reader, &Program::Booth(name.to_owned()))?;
    write(&reader.frame, &ballot(reader, poll, None, Some(offer)))
}

/// The poll of this name.
///
/// # Errors
/// If there is none.
pub(super) fn poll<'a>(reader: &Reader<'a>, name: &str) -> Result<&'a PollShown, PageError> {
    let poll = reader.shown.polls.iter().find(|poll| poll.name == name);
    let here = || Place::Vote(reader.shown.name.clone(), name.to_owned()).to_string();
    poll.ok_or_else(|| PageError::NotFound(here()))
}

/// The page of a booth, or the file to keep that is one.
pub(super) fn ballot(
    reader: &Reader<'_>,
    poll: &PollShown,
    kept: Option<&'static Inside>,
    offer: Option<Offer>,
) -> Vote {
    let w = reader.w;
    let election = || reader.shown.name.clone();
    let frame = reader.frame.clone().titled(&w.say("booth-title"));
    Vote {
        frame: Frame {
            demo: frame.demo || poll.rehearsal,
            kept,
            ..frame.with_scripts(&["booth"])
        },
        questions: poll
            .questions
            .iter()
            .zip(1..)
            .map(|(question, number)| {
                let single = question.maximum == 1;
                let bounds = [
                    ("minimum", u64::from(question.minimum).into()),
                    ("maximum", u64::from(question.maximum).into()),
                    ("n", u64::from(question.maximum).into()),
                ];
                QuestionBlock {
                    number,
                    text: plain(&question.text),
                    answers: question
                        .answers
                        .iter()
                        .zip(1..)
                        .map(|(text, number)| AnswerBlock {
                            number,
                            text: plain(text),
                        })
                        .collect(),
                    single,
                    minimum: question.minimum,
                    maximum: question.maximum,
                    blank: question.blank,
                    rule: match (single, question.minimum == question.maximum) {
                        (true, _) => w.say("booth-rule-one"),
                        (false, true) => w.count("booth-rule-exactly", question.maximum),
                        (false, false) => w.with("booth-rule", &bounds),
                    },
                    too_few: w.count("booth-too-few", question.minimum),
                    too_many: w.count("booth-too-many", question.maximum),
                }
            })
            .collect(),
        poll: booth(reader, poll),
        count_href: reader.href(&Place::Count(election())),
        find_href: reader.href(&Place::Find(election())),
        challenge_href: reader.href(&Place::Challenge(election())),
        offer,
    }
}

fn booth(reader: &Reader<'_>, poll: &PollShown) -> Booth {
    let w = reader.w;
    let mut facts = vec![w.with(
        "count-trustees",
        &[
            ("n", u64::from(poll.trustees).into()),
            ("threshold", u64::from(poll.threshold).into()),
        ],
    )];
    if let Some(day) = poll.closes {
        facts.push(w.with("booth-closes", &[("day", w.date(day).into())]));
    }
    if let (PollPhase::OpensSoon, Some(day)) = (poll.phase, poll.opens) {
        facts.push(w.with("booth-opens", &[("day", w.date(day).into())]));
    }
    if reader
        .election()
        .called()
        .is_some_and(|called| called.call.high_risk)
    {
        facts.push(w.say("booth-high-risk"));
    }
    Booth {
        name: poll.name.clone(),
        title: plain(&poll.title),
        phase: poll.phase,
        phase_words: w.value("phase", &poll.phase),
        open: poll.phase == PollPhase::Open,
        rehearsal: poll.rehearsal,
        facts,
        fingerprint: poll.fingerprint.clone(),
        login: poll.login,
        window_seconds: poll.window_seconds,
        window_words: w.count("booth-window", poll.window_seconds.div_ceil(60)),
    }
}

fn choices(reader: &Reader<'_>) -> Vec<PollChoice> {
    let choice = |poll: &PollShown| PollChoice {
        name: poll.name.clone(),
        title: plain(&poll.title),
        archive: format!(
            "{}../e/{}/polls/{}.bel",
            reader.frame.root, reader.shown.name, poll.name
        ),
    };
    reader.shown.polls.iter().map(choice).collect()
}

pub(super) fn find(reader: &Reader<'_>) -> Result<Page, PageError> {
    let view = Find {
        frame: reader
            .frame
            .clone()
            .titled(&reader.w.say("nav-find"))
            .with_scripts(&["find"]),
        polls: choices(reader),
    };
    write(&reader.frame, &view)
}

pub(super) fn challenge(reader: &Reader<'_>) -> Result<Page, PageError> {
    let view = Challenge {
        frame: reader
            .frame
            .clone()
            .titled(&reader.w.say("challenge-title"))
            .with_scripts(&["challenge"]),
        polls: choices(reader),
    };
    write(&reader.frame, &view)
}
