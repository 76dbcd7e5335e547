//! Title, checkpoint, contents, and the three lines that head everything.

use std::fmt::{self, Write};

use veche_election::check::Subject;
use veche_election::shows::Finding;
use veche_election::verify::Exit;

use super::super::page::{count, escape};
use super::checks::anchor;
use super::document::Document;

pub(super) fn write(out: &mut String, document: &Document<'_>) -> fmt::Result {
    let Document {
        election,
        report,
        assessment,
        header,
        ..
    } = document;
    writeln!(
        out,
        "<header>\n<h1><bdi dir=\"auto\">{}</bdi></h1>",
        escape(&header.title)
    )?;
    writeln!(
        out,
        "<p>The record of this election, held against: {}.</p>\n<dl>",
        escape(&assessment.catalogue.title)
    )?;
    let fingerprint = election.called().map_or_else(
        || "none: the record does not begin with a call".to_owned(),
        |called| called.id.fingerprint(),
    );
    let catalogue = format!(
        "{}, version {}, SHA-256 {}",
        assessment.catalogue.name, assessment.catalogue.version, assessment.catalogue.hash
    );
    for (term, value, class) in [
        ("Fingerprint", fingerprint, " class=\"id\""),
        ("Log", header.origin.clone(), ""),
        ("Size", count(header.size, "entry", "entries"), ""),
        ("Root", header.root.clone(), " class=\"id\""),
        ("Clocks as of", report.table.as_of.to_string(), ""),
        ("Catalogue", catalogue, " class=\"id\""),
    ] {
        writeln!(out, "<dt>{term}</dt><dd{class}>{}</dd>", escape(&value))?;
    }
    writeln!(out, "</dl>")?;
    if election.is_watched() {
        writeln!(
            out,
            "<p>This election is watched, not run: its record is compiled from what others published, and is no official record. It is as good as its sources.</p>"
        )?;
    }
    if report.exit() == Exit::Unsound {
        writeln!(
            out,
            r##"<p class="warning">The record is UNSOUND: {}. Do not rely on it before they are explained. Entries with a fault are left out, so numbers after the first of them can be lower here than in the log. See <a href="#checks-soundness">the checks</a>.</p>"##,
            count(report.faults.list().len() as u64, "fault", "faults")
        )?;
    }
    contents(out)?;
    writeln!(out, "</header>")?;
    headlines(out, document)
}

fn contents(out: &mut String) -> fmt::Result {
    writeln!(out, "<nav aria-label=\"Contents\">\n<ul>")?;
    for (target, title) in [
        ("headlines", "Three lines"),
        ("candidates", "Candidates and signatures"),
        ("checks", "Numbered checks"),
        ("commitments", "Commitments"),
        ("timeline", "Timeline"),
        ("entries", "Appendix: the entries"),
        ("limits", "What this record cannot show"),
    ] {
        writeln!(out, r##"<li><a href="#{target}">{title}</a></li>"##)?;
    }
    writeln!(out, "</ul>\n</nav>")
}

/// Candidates, assembly and speech, count: always first.
fn headlines(out: &mut String, document: &Document<'_>) -> fmt::Result {
    writeln!(out, "<section id=\"headlines\">\n<h2>Three lines</h2>")?;
    let subjects = [
        Subject::Candidates,
        Subject::AssemblyAndSpeech,
        Subject::Count,
    ];
    for (headline, subject) in document.report.headlines.iter().zip(subjects) {
        let mark = match headline.breached {
            true => " <strong>Something here breaks a rule.</strong>",
            false => "",
        };
        writeln!(out, "<h3>{}</h3>\n<ul>", headline.title)?;
        for sentence in &headline.sentences {
            writeln!(
                out,
                "<li>{}{}</li>",
                escape(sentence),
                entries_of(document, sentence)
            )?;
        }
        writeln!(
            out,
            "</ul>\n<p>{mark} See <a href=\"#{}\">the checks</a> with their entries.</p>",
            anchor(subject)
        )?;
    }
    writeln!(out, "</section>")
}

/// The entries of the finding that a sentence repeats; what counts several leads to the checks.
fn entries_of(document: &Document<'_>, sentence: &str) -> String {
    let mut findings = document.report.table.findings().iter();
    let found: Option<&Finding> = findings.find(|finding| finding.to_string() == sentence);
    found.map_or_else(String::new, |finding| document.links(&finding.about))
}
