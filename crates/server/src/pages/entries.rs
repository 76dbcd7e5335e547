//! The list of entries, in the order in which they were recorded.

use askama::Template;
use serde::Serialize;

use super::decisions::Pages;
use super::query::LINES;
use super::reader::{Line, Reader};
use super::{Frame, Page, PageError, Place, write};

#[derive(Serialize, Template)]
#[template(path = "entries.html")]
struct View {
    frame: Frame,
    lines: Vec<Line>,
    pages: Pages,
}

/// How many pages the list has.
pub(super) fn pages(entries: u64) -> u64 {
    entries.div_ceil(LINES as u64).max(1)
}

pub(super) fn page(reader: &Reader<'_>, number: u64) -> Result<Page, PageError> {
    let election = reader.election();
    let of = pages(election.len());
    let name = || reader.shown.name.clone();
    if number == 0 || number > of {
        return Err(PageError::NotFound(
            Place::Entries(name(), number).to_string(),
        ));
    }
    let first = (number - 1) * LINES as u64;
    let to = |number: u64| reader.href(&Place::Entries(name(), number));
    let view = View {
        frame: reader.frame.clone().titled(&reader.w.say("nav-entries")),
        lines: (first..(first + LINES as u64).min(election.len()))
            .filter_map(|number| reader.line(&election.entry_at(number)?.id))
            .collect(),
        pages: Pages {
            number: usize::try_from(number).unwrap_or(usize::MAX),
            of: usize::try_from(of).unwrap_or(usize::MAX),
            words: reader.w.with(
                "page-of",
                &[
                    ("number", number.to_string().into()),
                    ("of", of.to_string().into()),
                ],
            ),
            previous: (number > 1).then(|| to(number - 1)),
            next: (number < of).then(|| to(number + 1)),
        },
    };
    write(&reader.frame, &view)
}
