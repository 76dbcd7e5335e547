//! Every page, as HTML and as its twin in JSON.
//!
//! | module | subject |
//! | --- | --- |
//! | [`place`] | which page: addresses |
//! | [`query`] | what a reader asks of a page: filters, numbers of pages |
//! | [`frame`] | what every page has: languages, ways, the mark of a rehearsal |
//! | [`said`] | texts of people, shown as they are and never obeyed |
//! | [`reader`] | an election with everything that its pages need |
//! | `front`, `election` | all elections; one, with its three subjects |
//! | `candidates`, `decisions` | who stood; what was decided, with clocks |
//! | `freedoms`, `timeline`, `map` | assembly and speech: list, when, where |
//! | `count`, `assessment`, `limits` | numbers; commitments; what nobody should read into them |
//! | `entries`, `entry`, `fields`, `feed` | the record itself, entry by entry |
//! | `booth`, `tools` | voting, finding, checking; verifying, reporting, help |
//! | [`kept`] | the booth and the verifier as files to keep |
//!
//! A page is one struct: its template makes the HTML, and what it holds is the JSON. Nothing here reads a clock, a file
//! or the net, and no page needs a script to be read.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;

use crate::shown::{Shown, Texts};
use crate::words::Language;

mod assessment;
mod booth;
mod candidates;
mod count;
mod decisions;
mod election;
mod entries;
mod entry;
mod feed;
mod fields;
pub mod frame;
mod freedoms;
mod front;
pub mod kept;
mod limits;
mod map;
pub mod place;
pub mod query;
pub mod reader;
pub mod said;
#[cfg(test)]
mod tests;
mod timeline;
mod tools;

pub use frame::Frame;
pub use place::Place;
pub use query::Query;
pub use reader::Reader;

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The document.
    pub html: String,
    /// The same as data.
    pub json: serde_json::Value,
    /// Its title.
    pub title: String,
}

/// A page that cannot be made.
#[derive(Debug, Error)]
pub enum PageError {
    /// There is no such election, poll, entry, or page of a list.
    #[error("there is no page {0}; the front page lists what there is")]
    NotFound(String),
    /// A template or the data of a page is wrong: a fault of this program.
    #[error("page {page} cannot be written: {reason}")]
    Writing {
        /// Which.
        page: String,
        /// Why.
        reason: String,
    },
}

/// Makes a page, for a day.
///
/// `texts` gives what lies beside an election, by its name.
///
/// # Errors
/// If there is no such page, or this program is wrong.
pub fn render(
    place: &Place,
    language: Language,
    query: &Query,
    elections: &[Arc<Shown>],
    texts: &dyn Fn(&str) -> Box<dyn Texts>,
    today: Date,
) -> Result<Page, PageError> {
    let missing = || PageError::NotFound(place.to_string());
    let Some(name) = place.election() else {
        let frame = Frame::new(
            place,
            language,
            !elections.is_empty() && elections.iter().all(|shown| shown.demo),
        );
        return match place {
            Place::Front => front::page(frame, elections, texts, today),
            Place::Risk => tools::risk(frame),
            Place::Help => tools::help(frame),
            _ => front::not_found(frame),
        };
    };
    let shown = elections.iter().find(|shown| shown.name == name);
    let shown = shown.ok_or_else(missing)?;
    let texts = texts(name);
    let reader = Reader::new(place, language, shown, texts.as_ref(), today);
    match place {
        Place::Election(_) => election::page(&reader),
        Place::Candidates(_) => candidates::page(&reader),
        Place::Decisions(_) => decisions::page(&reader, query),
        Place::Freedoms(_) => freedoms::page(&reader, query),
        Place::Count(_) => count::page(&reader),
        Place::Assessment(_) => assessment::page(&reader),
        Place::Limits(_) => limits::page(&reader),
        Place::Entries(_, page) => entries::page(&reader, *page),
        Place::Entry(_, number) => entry::page(&reader, *number),
        Place::Vote(_, poll) => booth::vote(&reader, poll),
        Place::Find(_) => booth::find(&reader),
        Place::Challenge(_) => booth::challenge(&reader),
        Place::Verify(_) => tools::verify(&reader),
        Place::Report(_) => tools::report(&reader),
        Place::Front | Place::Risk | Place::Help | Place::NotFound => Err(missing()),
    }
}

/// The page that says that there is none at a path behind the language, however deep it is.
///
/// # Errors
/// If this program is wrong.
pub fn not_found(path: &str, language: Language) -> Result<Page, PageError> {
    let frame = Frame::new(&Place::NotFound, language, false);
    let root = match path.matches('/').count() {
        0 => frame.root.clone(),
        depth => "../".repeat(depth),
    };
    front::not_found(Frame { root, ..frame })
}

/// The Atom feed of an election, which lies beside its page as `feed.xml`.
///
/// # Errors
/// If there is no such election.
pub fn feed(
    name: &str,
    language: Language,
    elections: &[Arc<Shown>],
    texts: &dyn Fn(&str) -> Box<dyn Texts>,
    today: Date,
) -> Result<String, PageError> {
    let place = Place::Election(name.to_owned());
    let shown = elections.iter().find(|shown| shown.name == name);
    let shown = shown.ok_or_else(|| PageError::NotFound(format!("{place}feed.xml")))?;
    let texts = texts(name);
    let reader = Reader::new(&place, language, shown, texts.as_ref(), today);
    Ok(feed::atom(&reader))
}

/// Every page there is, for an export.
#[must_use]
pub fn all(elections: &[Arc<Shown>]) -> Vec<Place> {
    let mut places = vec![Place::Front, Place::Risk, Place::Help];
    for shown in elections {
        let name = || shown.name.clone();
        places.extend([
            Place::Election(name()),
            Place::Candidates(name()),
            Place::Decisions(name()),
            Place::Freedoms(name()),
            Place::Count(name()),
            Place::Assessment(name()),
            Place::Limits(name()),
            Place::Find(name()),
            Place::Challenge(name()),
            Place::Verify(name()),
            Place::Report(name()),
        ]);
        let polls = shown.polls.iter();
        places.extend(polls.map(|poll| Place::Vote(name(), poll.name.clone())));
        let entries = shown.election.len();
        places.extend((1..=entries::pages(entries)).map(|page| Place::Entries(name(), page)));
        // What the judge refused has a number and no page.
        let judged = (0..entries).filter(|number| shown.election.entry_at(*number).is_some());
        places.extend(judged.map(|number| Place::Entry(name(), number)));
    }
    places
}

/// A view as a page.
fn write<V: askama::Template + Serialize>(frame: &Frame, view: &V) -> Result<Page, PageError> {
    let wrong = |reason: String| PageError::Writing {
        page: frame.here.clone(),
        reason,
    };
    Ok(Page {
        html: view.render().map_err(|error| wrong(error.to_string()))?,
        json: serde_json::to_value(view).map_err(|error| wrong(error.to_string()))?,
        title: frame.title.clone(),
    })
}
