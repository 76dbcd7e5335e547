//! One election: its three subjects, what is open, what its record is.

use askama::Template;
use serde::Serialize;
use veche_election::verify::Exit;

use super::reader::{Line, Reader};
use super::said::Said;
use super::{Frame, Page, PageError, Place, write};
use crate::shown::{PollPhase, PollShown};
use crate::words::headline::Headline;

#[derive(Serialize, Template)]
#[template(path = "election.html")]
struct View {
    frame: Frame,
    title: Said,
    watched: bool,
    nomination: Option<String>,
    campaign: Option<String>,
    voting: Option<String>,
    subjects: Vec<SubjectBlock>,
    polls: Vec<PollLine>,
    latest: Vec<Line>,
    fingerprint: Option<String>,
    origin: String,
    size: u64,
    size_words: String,
    all_entries: String,
    root_hash: String,
    verdict: &'static str,
    verdict_words: String,
    as_of: String,
}

/// One of the three subjects, with the page that tells more.
#[derive(Serialize)]
struct SubjectBlock {
    headline: Headline,
    href: String,
    more: String,
}

/// A poll on an election's page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PollLine {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) phase: PollPhase,
    pub(super) phase_words: String,
    pub(super) open: bool,
    pub(super) rehearsal: bool,
    pub(super) href: String,
    pub(super) count_href: String,
}

pub(super) fn page(reader: &Reader<'_>) -> Result<Page, PageError> {
    let w = reader.w;
    let shown = reader.shown;
    let called = reader.election().called();
    let calendar = called.map(|called| called.calendar);
    let tree = shown.checkpoint.tree();
    let verdict = match shown.report.exit() {
        Exit::Sound => "sound",
        Exit::Breached => "breached",
        Exit::Unsound => "unsound",
    };
    let name = || shown.name.clone();
    let pages = [
        Place::Candidates(name()),
        Place::Freedoms(name()),
        Place::Count(name()),
    ];
    let subjects = reader
        .telling
        .headlines(&shown.report)
        .into_iter()
        .zip(pages)
        .map(|(headline, place)| SubjectBlock {
            more: w.with("more-about", &[("what", headline.title.clone().into())]),
            href: reader.href(&place),
            headline,
        })
        .collect();
    let title = reader.title();
    let frame = match title.note {
        true => reader.frame.clone(),
        false => Frame {
            title: format!("{} · {}", title.text, w.say("site-name")),
            ..reader.frame.clone()
        },
    };
    let view = View {
        title,
        watched: reader.election().is_watched(),
        nomination: calendar.map(|calendar| w.period(&calendar.nomination)),
        campaign: calendar
            .and_then(|calendar| calendar.campaign)
            .map(|campaign| w.period(&campaign)),
        voting: calendar.map(|calendar| w.period(&calendar.voting)),
        subjects,
        polls: polls(reader),
        latest: latest(reader),
        fingerprint: called.map(|called| called.id.fingerprint()),
        origin: shown.checkpoint.origin().to_owned(),
        size: tree.size,
        size_words: w.number(tree.size),
        all_entries: w.count("election-all-entries", tree.size),
        root_hash: tree.root.to_base64(),
        verdict,
        verdict_words: w.term("verdict-record", verdict),
        as_of: w.with("as-of", &[("day", w.date(shown.report.table.as_of).into())]),
        frame,
    };
    write(&reader.frame, &view)
}

/// The polls of an election.
pub(super) fn polls(reader: &Reader<'_>) -> Vec<PollLine> {
    let name = || reader.shown.name.clone();
    let line = |poll: &PollShown| PollLine {
        name: poll.name.clone(),
        title: veche_store::texts::plain(&poll.title),
        phase: poll.phase,
        phase_words: reader.w.value("phase", &poll.phase),
        open: poll.phase == PollPhase::Open,
        rehearsal: poll.rehearsal,
        href: reader.href(&Place::Vote(name(), poll.name.clone())),
        count_href: reader.href(&Place::Count(name())),
    };
    reader.shown.polls.iter().map(line).collect()
}

/// The last entries, the newest first.
fn latest(reader: &Reader<'_>) -> Vec<Line> {
    const LATEST: u64 = 8;
    let size = reader.election().len();
    (size.saturating_sub(LATEST)..size)
        .rev()
        .filter_map(|number| reader.line(&reader.election().entry_at(number)?.id))
        .collect()
}
