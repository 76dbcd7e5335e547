//! Every page, as HTML and as its twin in JSON.
//!
//! | module | subject |
//! | --- | --- |
//! | [`place`] | which page: addresses |
//! | [`query`] | what a reader asks of a page: filters, numbers of pages |
//! | [`frame`] | what every page has: languages, ways, the mark of a rehearsal |
//! | [`said`] | texts of people, shown as they are and never obeyed |
//! | [`reader`] | an election with everything that its pages need |
//! | [`front`], [`election`] | all elections; one, with its three subjects |
//! | [`candidates`], [`decisions`] | who stood; what was decided, with clocks |
//!
//! A page is one struct: its template makes the HTML, and what it holds is the JSON. Nothing here reads a clock, a file
//! or the net, and no page needs a script to be read.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use thiserror::Error;

use crate::shown::{Shown, Texts};
use crate::words::Language;

pub mod candidates;
pub mod decisions;
pub mod election;
pub mod frame;
pub mod front;
pub mod place;
pub mod query;
pub mod reader;
pub mod said;
#[cfg(test)]
mod tests;

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
        let frame = Frame::new(place, language, elections.iter().any(|shown| shown.demo));
        return match place {
            Place::Front => front::page(frame, elections, texts, today),
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
        _ => Err(missing()),
    }
}

/// Every page there is, for an export.
#[must_use]
pub fn all(elections: &[Arc<Shown>]) -> Vec<Place> {
    let mut places = vec![Place::Front];
    for shown in elections {
        let name = || shown.name.clone();
        places.extend([
            Place::Election(name()),
            Place::Candidates(name()),
            Place::Decisions(name()),
        ]);
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
