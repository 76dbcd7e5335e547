//! Everybody's task: verifying.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::Date;
use veche_crypto::group::{Ed25519, Group, GroupTask, with_group};
use veche_poll::hints::Hints;
use veche_poll::phase::Phase;
use veche_poll::verify::{Note, Options, Report, Verdict, Verified};

use super::shows;
use crate::archive;
use crate::database;
use crate::election::Folder;
use crate::folder::{SETTINGS, find_archive};
use crate::random;
use crate::render;
use crate::settings::Settings;

/// What to verify, and how.
#[derive(Debug, Default)]
pub struct Request {
    /// An election's folder; or a `.bel` file, or a folder that holds one.
    pub path: PathBuf,
    /// Of an election: the day for which clocks are read, if it is not today.
    pub as_of: Option<Date>,
    /// An earlier copy.
    pub since: Option<PathBuf>,
    /// Hints, which need not be trusted: they save time.
    pub hints: Option<PathBuf>,
    /// Trackers to look for.
    pub trackers: Vec<String>,
    /// Print JSON.
    pub json: bool,
    /// Show no progress.
    pub quiet: bool,
}

/// What `veche verify` exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Every check that could be run has passed.
    Sound = 0,
    /// A check has failed, or a tracker asked for does not count.
    Unsound = 1,
    /// It cannot be read, or is not supported.
    Unreadable = 2,
    /// It is sound, and something on it breaks a rule; or a promise of `poll.toml` is not kept.
    Breached = 3,
}

/// `verify`: runs every check, prints what was found, and says how it ended.
///
/// # Errors
/// If a file cannot be read.
pub fn verify(request: &Request) -> anyhow::Result<Exit> {
    if Folder::is_election(&request.path) || database::election(&request.path)?.is_some() {
        return shows::verify(&request.path, request.as_of, request.json, request.quiet);
    }
    let path = find_archive(&request.path)?;
    let settings = match request.path.is_dir() && request.path.join(SETTINGS).is_file() {
        true => Some(Settings::read(&request.path)?),
        false => None,
    };
    let task = || Verify {
        path: &path,
        settings: settings.as_ref(),
        request,
    };
    // An election that cannot be read is a fault like any other: any group will do to report it.
    let group = archive::group_name(&path)?;
    match group.and_then(|name| with_group(&name, task())) {
        Some(exit) => exit,
        None => task().run::<Ed25519>(),
    }
}

struct Verify<'a> {
    path: &'a Path,
    settings: Option<&'a Settings>,
    request: &'a Request,
}

impl GroupTask for Verify<'_> {
    type Output = anyhow::Result<Exit>;

    fn run<G: Group>(self) -> anyhow::Result<Exit> {
        let Self {
            path,
            settings,
            request,
        } = self;
        let since =
            match &request.since {
                None => None,
                Some(old) => Some(archive::past(old).with_context(|| {
                    format!("{}: cannot serve as the earlier copy", old.display())
                })?),
            };
        let mut options = Options::new(random::seed()?);
        options.since = since;
        options.trackers.clone_from(&request.trackers);
        if let Some(hints) = &request.hints {
            let file = File::open(hints).with_context(|| hints.display().to_string())?;
            let mut file = BufReader::new(file);
            options.hints = Some(Hints::new(move |number| {
                // What is read grows with what is there, not with what the file says.
                let mut bytes = Vec::new();
                let mut part = file.by_ref().take(number as u64);
                part.read_to_end(&mut bytes).ok()?;
                Some(bytes)
            }));
        }
        let quiet = request.quiet || request.json;
        let (report, verified, note) = archive::verify_with::<G>(path, options, quiet)?;
        let breaches = match (settings, &verified) {
            (Some(settings), Some(poll)) => breaches(settings, &report, poll),
            _ => Vec::new(),
        };
        let exit = match report.verdict() {
            Verdict::Unsound => Exit::Unsound,
            Verdict::Unreadable => Exit::Unreadable,
            Verdict::Sound if !render::text::trackers_count(&report) => Exit::Unsound,
            Verdict::Sound if !breaches.is_empty() => Exit::Breached,
            Verdict::Sound => Exit::Sound,
        };
        match request.json {
            true => {
                let mut json = render::json::report(&report);
                json["archive"] = path.display().to_string().into();
                json["breaches"] = breaches.into();
                json["unfinished_append"] = note.into();
                json["exit"] = (exit as u8).into();
                println!("{json:#}");
            }
            false => print!(
                "{}",
                render::text::report(
                    &path.display().to_string(),
                    &report,
                    &breaches,
                    note.as_deref()
                )
            ),
        }
        Ok(exit)
    }
}

/// What the organiser promised in `poll.toml` and did not keep.
fn breaches<G: Group>(settings: &Settings, report: &Report, poll: &Verified<G>) -> Vec<String> {
    let mut breaches = Vec::new();
    let election = &poll.setup.election;
    let template = settings.template();
    let same_questions = election.questions == template.questions;
    if election.uuid.as_str() != settings.uuid || !same_questions || election.name != settings.name
    {
        breaches.push(
            "R1: name, questions or identifier of the poll are not those of poll.toml".to_owned(),
        );
    }
    let trustees = &settings.trustees;
    let promised = trustees.mandatory + trustees.shared_by + u32::from(trustees.server);
    if poll.setup.trustees.owners().len() != promised as usize {
        breaches.push("R2: there are not as many trustees as poll.toml promises".to_owned());
    }
    let opened = matches!(report.phase, Phase::Decrypting | Phase::Finished);
    if opened && report.counted < settings.minimum_ballots {
        breaches.push(format!(
            "R3: only {} ballots count, and fewer than {} were not to be opened",
            report.counted, settings.minimum_ballots
        ));
    }
    let singled_out = report
        .notes
        .iter()
        .any(|note| matches!(note, Note::WeightSinglesOut { .. }));
    let weighted = poll.setup.roll.weight_classes().len() > 1;
    if singled_out && weighted && !settings.small_weight_classes_are_not_secret {
        breaches.push(
            "R4: fewer than three voters share a weight, and poll.toml does not say that their votes are not secret"
                .to_owned(),
        );
    }
    breaches
}
