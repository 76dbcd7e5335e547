//! `veche assess` as one HTML file, in which every statement leads to the entries it stands on.
//!
//! | module | subject |
//! | --- | --- |
//! | `document` | what every part needs: links, names, texts |
//! | `top` | title, checkpoint, the three lines |
//! | `candidates` | who stood, on which figures |
//! | `checks` | the numbered checks with their findings |
//! | `commitments` | each commitment with its evidence |
//! | `entries` | the timeline, and every entry with its texts |

use std::fmt::{self, Write};

use veche_election::assess::Assessment;
use veche_election::entry::Recorded;
use veche_election::judge::Election;
use veche_election::value::BodyRef;
use veche_election::verify::Report;
use veche_store::texts::BodyText;

use super::page::{self, Header};
use document::Document;

mod candidates;
mod checks;
mod commitments;
mod document;
mod entries;
#[cfg(test)]
mod tests;
mod top;

/// The whole document.
///
/// `leaf` gives the entry with a number of the log: reports are not kept in memory. `body` gives the body of an entry;
/// for an entry that was taken back it is not asked.
#[must_use]
pub fn assessment(
    election: &Election,
    report: &Report,
    assessment: &Assessment,
    header: &Header,
    leaf: &dyn Fn(u64) -> Option<Recorded>,
    body: &dyn Fn(&BodyRef) -> BodyText,
) -> String {
    let document = Document::new(election, report, assessment, header, leaf, body);
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, &document);
    out
}

fn write(out: &mut String, document: &Document<'_>) -> fmt::Result {
    page::begin(out, &format!("Assessment: {}", document.header.title))?;
    top::write(out, document)?;
    candidates::write(out, document)?;
    checks::write(out, document)?;
    commitments::write(out, document)?;
    entries::timeline(out, document)?;
    entries::appendix(out, document)?;
    limits(out, document)?;
    page::end(out)
}

/// What nobody should read into it.
fn limits(out: &mut String, document: &Document<'_>) -> fmt::Result {
    writeln!(
        out,
        "<section id=\"limits\">\n<h2>What this record cannot show</h2>\n<ul>"
    )?;
    let how = match document.election.is_watched() {
        true => {
            "The authority signs nothing here. What it did is told by others, and is as good as their sources. Ballots on paper were not counted again."
        }
        false => {
            "A poll proves that the ballots on it were counted rightly. It does not prove that voters were free while they voted, that their devices were honest, or that whoever issues the credentials and whoever runs the server did not act together."
        }
    };
    for limit in [
        "What nobody recorded is not here. Silence is no good news.",
        "How many reports there are depends on who was there and who dared to speak. It says nothing about how often something happened.",
        "A signature shows which key spoke. It does not show that what it says is true, nor how many people stand behind keys that are used once.",
        "Times of recording are the word of whoever keeps the record.",
        "Whether others were shown another record. Compare size and root above with a checkpoint that somebody else has kept.",
        "A decision that is complete in form need not be just. No program here judges reasons.",
        "What was withdrawn or sealed cannot be read here. That it was withdrawn, by whom and for which class of reason, stands with its entry.",
        how,
    ] {
        writeln!(out, "<li>{limit}</li>")?;
    }
    writeln!(out, "</ul>\n</section>")
}
