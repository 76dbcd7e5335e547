//! The Atom feed of an election: its last entries.

use std::fmt::Write;

use veche_election::value::Moment;

use super::Place;
use super::reader::Reader;

/// So many entries stand in a feed.
const ENTRIES: u64 = 50;

/// The feed. Its names are hashes and its links are relative, so that it is the same wherever it is served.
pub(super) fn atom(reader: &Reader<'_>) -> String {
    let election = reader.election();
    let size = election.len();
    let updated = election.last().map_or_else(String::new, second);
    let id = election.called().map(|called| called.id.to_string());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>urn:sha256:{}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n<author><name>{}</name></author>\n<link rel=\"alternate\" type=\"text/html\" href=\"./\"/>\n",
        reader.w.language().tag(),
        id.unwrap_or_default(),
        escape(&reader.title().text),
        escape(&reader.w.say("site-name")),
    );
    for number in (size.saturating_sub(ENTRIES)..size).rev() {
        let Some(placed) = election.entry_at(number) else {
            continue;
        };
        let at = match election.kept_entry(&placed.id) {
            Some(kept) => Some(kept.at),
            None => reader.texts().leaf(number).map(|leaf| leaf.at),
        };
        let Some(at) = at else { continue };
        let place = Place::Entry(reader.shown.name.clone(), number).to_string();
        let here = Place::Election(reader.shown.name.clone()).to_string();
        let href = place.strip_prefix(&here).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<entry><id>urn:sha256:{}</id><title>{}</title><updated>{}</updated><author><name>{}</name></author><link href=\"{href}\"/></entry>",
            placed.id,
            escape(&reader.telling.line_of(&placed.id)),
            second(at),
            escape(&reader.telling.signer(&placed.by)),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// A moment of the record, with the seconds that Atom asks for.
fn second(moment: Moment) -> String {
    moment.to_string().replace('Z', ":00Z")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
