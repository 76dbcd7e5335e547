//! Polls and outcomes: numbers as bars and in words, and what those who name them say differently.

use askama::Template;
use serde::Serialize;
use veche_election::check::Subject;
use veche_election::entry::outcomes::OutcomeDeclared;
use veche_election::value::{EntryId, Range};
use veche_store::texts::plain;

use super::candidates::{FindingLine, lines};
use super::election::{PollLine, polls};
use super::reader::{Line, Link, Reader};
use super::said::Said;
use super::{Frame, Page, PageError, write};
use crate::shown::{PollShown, QuestionShown};
use crate::words::headline::Headline;

#[derive(Serialize, Template)]
#[template(path = "count.html")]
struct View {
    frame: Frame,
    headline: Headline,
    open: Vec<PollLine>,
    polls: Vec<PollBlock>,
    outcomes: Vec<OutcomeBlock>,
    figures: Vec<Line>,
    findings: Vec<FindingLine>,
}

/// A poll, with its result if there is one.
#[derive(Serialize)]
struct PollBlock {
    name: String,
    title: String,
    phase: String,
    rehearsal: bool,
    facts: Vec<String>,
    fingerprint: String,
    archive: String,
    questions: Vec<Chart>,
}

/// Numbers of options.
#[derive(Serialize)]
struct Chart {
    title: String,
    bars: Vec<Bar>,
}

/// The number of one option.
#[derive(Serialize)]
struct Bar {
    label: String,
    number: Range,
    words: String,
    share: String,
    elected: bool,
    /// Hundredths of the bar's length that are certain, and that are possible.
    least: u64,
    most: u64,
}

/// What somebody says came out.
#[derive(Serialize)]
struct OutcomeBlock {
    title: String,
    contest: String,
    according_to: String,
    day: String,
    facts: Vec<String>,
    elected: String,
    chart: Option<Chart>,
    text: Option<Said>,
    link: Option<Link>,
}

pub(super) fn page(reader: &Reader<'_>) -> Result<Page, PageError> {
    let election = reader.election();
    let [_, _, headline] = reader.telling.headlines(&reader.shown.report);
    let findings = reader.shown.report.table.findings().iter();
    let figures = election.figures().iter();
    let view = View {
        frame: reader.frame.clone().titled(&reader.w.say("nav-count")),
        headline,
        open: polls(reader).into_iter().filter(|poll| poll.open).collect(),
        polls: reader
            .shown
            .polls
            .iter()
            .map(|poll| poll_block(reader, poll))
            .collect(),
        outcomes: election
            .outcomes()
            .iter()
            .map(|(id, declared)| outcome(reader, id, declared))
            .collect(),
        figures: figures.filter_map(|(id, _)| reader.line(id)).collect(),
        findings: lines(
            reader,
            findings.filter(|finding| finding.check.subject() == Subject::Count),
        ),
    };
    write(&reader.frame, &view)
}

fn poll_block(reader: &Reader<'_>, poll: &PollShown) -> PollBlock {
    let w = reader.w;
    let mut facts = vec![
        w.count("candidates-voters", poll.voters),
        w.count("count-ballots", poll.ballots),
        w.count("count-counted", poll.counted),
    ];
    if poll.voters > 0 {
        let share = w.share(poll.counted, poll.voters);
        facts.push(w.with("count-turnout", &[("share", share.into())]));
    }
    facts.push(w.with(
        "count-trustees",
        &[
            ("n", u64::from(poll.trustees).into()),
            ("threshold", u64::from(poll.threshold).into()),
        ],
    ));
    PollBlock {
        name: poll.name.clone(),
        title: plain(&poll.title),
        phase: w.value("phase", &poll.phase),
        rehearsal: poll.rehearsal,
        facts,
        fingerprint: poll.fingerprint.clone(),
        archive: format!(
            "{}../e/{}/polls/{}.bel",
            reader.frame.root, reader.shown.name, poll.name
        ),
        questions: poll
            .questions
            .iter()
            .filter_map(|q| question(reader, q))
            .collect(),
    }
}

fn question(reader: &Reader<'_>, question: &QuestionShown) -> Option<Chart> {
    let result = question.result.as_ref()?;
    let mut numbers: Vec<(String, Range, bool)> = question
        .answers
        .iter()
        .zip(result)
        .map(|(answer, votes)| (plain(answer), Range::exactly(*votes), false))
        .collect();
    if let Some(blank) = question.blank_votes {
        numbers.push((reader.w.say("count-blank"), Range::exactly(blank), false));
    }
    Some(chart(reader, plain(&question.text), numbers, None))
}

/// Bars in proportion to the whole; where that is not known, to the sum of the numbers.
fn chart(
    reader: &Reader<'_>,
    title: String,
    numbers: Vec<(String, Range, bool)>,
    whole: Option<u64>,
) -> Chart {
    let sum = numbers
        .iter()
        .fold(0_u64, |sum, (_, number, _)| sum.saturating_add(number.min));
    let whole = whole.unwrap_or(sum).max(1);
    let part = |number: u64| {
        let hundredths = u128::from(number) * 10_000 / u128::from(whole);
        u64::try_from(hundredths).unwrap_or(10_000).min(10_000)
    };
    let bars = numbers
        .into_iter()
        .map(|(label, number, elected)| Bar {
            label,
            number,
            words: reader.w.range(&number),
            share: reader.w.share(number.min, whole),
            elected,
            least: part(number.min),
            most: part(number.max.unwrap_or(number.min)),
        })
        .collect();
    Chart { title, bars }
}

fn outcome(reader: &Reader<'_>, id: &EntryId, declared: &OutcomeDeclared) -> OutcomeBlock {
    let w = reader.w;
    let according_to = w.value("according", &declared.according_to);
    let mut facts = Vec::new();
    for (field, number) in [("voters", declared.voters), ("ballots", declared.ballots)] {
        facts.extend(
            number.map(|number| format!("{}: {}", w.term("field", field), w.range(&number))),
        );
    }
    let names: Vec<String> = declared
        .elected
        .iter()
        .map(|o| reader.telling.option(o))
        .collect();
    let votes: Vec<(String, Range, bool)> = declared
        .votes
        .iter()
        .map(|votes| {
            let elected = declared.elected.contains(&votes.option);
            (reader.telling.option(&votes.option), votes.votes, elected)
        })
        .collect();
    let whole = declared
        .ballots
        .map(|ballots| ballots.max.unwrap_or(ballots.min));
    let title = w.with("count-outcome", &[("who", according_to.clone().into())]);
    OutcomeBlock {
        contest: reader.telling.name(&declared.contest),
        according_to,
        day: w.date(declared.on),
        facts,
        elected: match names.is_empty() {
            true => w.say("line-nobody"),
            false => names.join(", "),
        },
        chart: (!votes.is_empty()).then(|| chart(reader, title.clone(), votes, whole)),
        text: declared.text.as_ref().map(|text| reader.said(id, text)),
        link: reader.link(id),
        title,
    }
}
