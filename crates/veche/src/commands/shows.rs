//! Everybody: what an election's record shows.

use std::path::Path;

use anyhow::{Context, ensure};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use veche_election::assess::{Catalogue, assess as hold_against, timeline};
use veche_election::entry::Recorded;
use veche_election::judge::Election;
use veche_election::value::BodyRef;
use veche_store::files::replace;
use veche_store::place::{Store, entry_at};
use veche_store::texts::{self, BodyText};

use super::verify::Exit;
use crate::election::{self, Folder, Verified};
use crate::folder;
use crate::render::election::page::Header;
use crate::render::election::{assess_html, assess_text, json, minutes_html, text};

/// The day for which clocks are read if none is named: today, in UTC.
fn day(as_of: Option<Date>) -> Date {
    as_of.unwrap_or_else(|| TimeZone::UTC.to_datetime(Timestamp::now()).date())
}

/// `verify` of an election's folder.
///
/// # Errors
/// If a file cannot be read.
pub fn verify(dir: &Path, as_of: Option<Date>, as_json: bool, quiet: bool) -> anyhow::Result<Exit> {
    let verified = election::verify(&Folder::new(dir), day(as_of), quiet || as_json)?;
    let exit = match verified.report.exit() {
        veche_election::verify::Exit::Sound => Exit::Sound,
        veche_election::verify::Exit::Unsound => Exit::Unsound,
        veche_election::verify::Exit::Breached => Exit::Breached,
    };
    match as_json {
        true => println!("{:#}", json::report(&verified)),
        false => {
            let path = dir.display().to_string();
            let title = title(&*Folder::new(dir).store()?, &verified.election);
            print!("{}", text::report(&path, &title, &verified));
        }
    }
    Ok(exit)
}

/// How an assessment is shown.
#[derive(Debug, Default)]
pub struct Assess {
    /// The day for which clocks are read.
    pub as_of: Option<Date>,
    /// Another catalogue than the built-in one.
    pub catalogue: Option<std::path::PathBuf>,
    /// Print JSON.
    pub json: bool,
    /// Write one HTML file, to be read or printed.
    pub html: Option<std::path::PathBuf>,
    /// Show no progress.
    pub quiet: bool,
}

/// `assess`: holds an election against a catalogue of commitments.
///
/// # Errors
/// If a file cannot be read, or the catalogue is none.
pub fn assess(dir: &Path, request: &Assess) -> anyhow::Result<()> {
    let catalogue = match &request.catalogue {
        None => Catalogue::copenhagen()?,
        Some(path) => Catalogue::parse(&folder::read_text(path)?)
            .with_context(|| path.display().to_string())?,
    };
    let quiet = request.quiet || request.json;
    let verified = election::verify(&Folder::new(dir), day(request.as_of), quiet)?;
    let store = Folder::new(dir).store()?;
    let Verified {
        election, report, ..
    } = &verified;
    let assessment = hold_against(&catalogue, election, report);
    if let Some(path) = &request.html {
        let page = assess_html::assessment(
            election,
            report,
            &assessment,
            &Header::new(&title(&*store, election), &verified.checkpoint),
            &|number| leaf(&*store, number),
            &|reference| texts::read(&*store, reference),
        );
        replace(path, page.as_bytes())?;
        eprintln!("{}: the assessment", path.display());
        return Ok(());
    }
    let timeline = timeline(election);
    match request.json {
        true => println!("{:#}", json::assessment(election, &assessment, &timeline)),
        false => print!(
            "{}",
            assess_text::assessment(&title(&*store, election), election, &assessment, &timeline)
        ),
    }
    Ok(())
}

/// `report`: writes the minutes of an election as one HTML file.
///
/// # Errors
/// If a file cannot be read, or the record is not sound: nobody signs the minutes of that.
pub fn report(dir: &Path, as_of: Option<Date>, out: &Path, quiet: bool) -> anyhow::Result<()> {
    let verified = election::verify(&Folder::new(dir), day(as_of), quiet)?;
    let store = Folder::new(dir).store()?;
    let Verified {
        election, report, ..
    } = &verified;
    ensure!(
        report.exit() != veche_election::verify::Exit::Unsound,
        "{}: the record is not sound; `veche verify` says why, and minutes of it would mean nothing",
        dir.display()
    );
    let page = minutes_html::minutes(
        election,
        report,
        &verified.polls,
        &Header::new(&title(&*store, election), &verified.checkpoint),
        &|reference| texts::read(&*store, reference),
    );
    replace(out, page.as_bytes())?;
    eprintln!("{}: the minutes", out.display());
    Ok(())
}

/// The entry with this number. Reports are not kept in memory.
fn leaf(store: &dyn Store, number: u64) -> Option<Recorded> {
    let bytes = entry_at(store, number).ok()??;
    Recorded::read(&bytes).ok()
}

/// What the election is called.
fn title(store: &dyn Store, election: &Election) -> String {
    let read = |reference: &BodyRef| match texts::read(store, reference) {
        BodyText::Text { text, .. } => texts::line(&text),
        _ => "An election whose title is not there".to_owned(),
    };
    election.called().map_or_else(
        || "An election that was not called".to_owned(),
        |called| read(&called.call.title),
    )
}
