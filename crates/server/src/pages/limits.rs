//! What nobody should read into a record.

use askama::Template;
use serde::Serialize;

use super::reader::Reader;
use super::{Frame, Page, PageError, write};

#[derive(Serialize, Template)]
#[template(path = "limits.html")]
struct View {
    frame: Frame,
    limits: Vec<String>,
}

pub(super) fn page(reader: &Reader<'_>) -> Result<Page, PageError> {
    let w = reader.w;
    let mut limits: Vec<String> = [
        "limit-silence",
        "limit-reports",
        "limit-signature",
        "limit-times",
        "limit-other-record",
        "limit-form",
        "limit-withdrawn",
    ]
    .into_iter()
    .map(|limit| w.say(limit))
    .collect();
    match reader.election().is_watched() {
        true => limits.push(w.say("limit-watched")),
        false => limits.extend(
            ["limit-poll", "limit-together", "limit-home", "limit-page"].map(|limit| w.say(limit)),
        ),
    }
    let view = View {
        frame: reader.frame.clone().titled(&w.say("nav-limits")),
        limits,
    };
    write(&reader.frame, &view)
}
