//! All elections, each with its three subjects.

use std::sync::Arc;

use askama::Template;
use jiff::civil::Date;
use serde::Serialize;

use super::election::{PollLine, polls};
use super::reader::Reader;
use super::said::Said;
use super::{Frame, Page, PageError, Place, write};
use crate::shown::{Shown, Texts};
use crate::words::headline::Headline;

#[derive(Serialize, Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
    elections: Vec<Card>,
}

/// An election on the front page.
#[derive(Serialize)]
struct Card {
    name: String,
    href: String,
    title: Said,
    voting: Option<String>,
    demo: bool,
    watched: bool,
    sound: bool,
    headlines: [Headline; 3],
    polls: Vec<PollLine>,
}

#[derive(Serialize, Template)]
#[template(path = "not_found.html")]
struct NotFound {
    frame: Frame,
}

pub(super) fn page(
    frame: Frame,
    elections: &[Arc<Shown>],
    texts: &dyn Fn(&str) -> Box<dyn Texts>,
    today: Date,
) -> Result<Page, PageError> {
    let cards = elections
        .iter()
        .map(|shown| {
            let texts = texts(&shown.name);
            let reader = Reader::new(&Place::Front, frame.language, shown, texts.as_ref(), today);
            let called = shown.election.called();
            Card {
                name: shown.name.clone(),
                href: reader.href(&Place::Election(shown.name.clone())),
                title: reader.title(),
                voting: called.map(|called| reader.w.period(&called.calendar.voting)),
                demo: shown.demo,
                watched: shown.election.is_watched(),
                sound: shown.report.faults.is_empty(),
                headlines: reader.telling.headlines(&shown.report),
                polls: polls(&reader),
            }
        })
        .collect();
    write(
        &frame.clone(),
        &Front {
            frame,
            elections: cards,
        },
    )
}

pub(super) fn not_found(frame: Frame) -> Result<Page, PageError> {
    let title = frame.w.say("not-found-title");
    let frame = frame.titled(&title);
    write(&frame.clone(), &NotFound { frame })
}
