//! Verifying an election: everything, from the first byte, with bars on the terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use veche_election::verify::Verified;
use veche_store::verify::{Progress, check};

use super::Folder;
use crate::random;

/// Verifies everything in an election's folder, or in its place in a database, for a day.
///
/// # Errors
/// If there is no record, or its polls cannot be read. What is wrong with the record is in the report.
pub fn verify(folder: &Folder, as_of: Date, quiet: bool) -> anyhow::Result<Verified> {
    let store = folder.store()?;
    let mut bars = Bars::new(quiet);
    let checked = check(store.as_ref(), as_of, random::seed()?, &mut |progress| {
        bars.show(progress);
    });
    bars.shown.finish_and_clear();
    Ok(checked?.verified)
}

/// Bars on the terminal's error output, one at a time; nothing if that is no terminal.
struct Bars {
    quiet: bool,
    /// What the bar is of: the entries, or a poll.
    of: Option<String>,
    shown: ProgressBar,
}

impl Bars {
    fn new(quiet: bool) -> Self {
        Self {
            quiet,
            of: None,
            shown: ProgressBar::hidden(),
        }
    }

    fn show(&mut self, progress: Progress<'_>) {
        // What is small is done before a bar could be read.
        let (of, title, at, whole, small) = match progress {
            Progress::Entries(at, whole) => ("", "Judging entries", at, whole, 20_000),
            Progress::Archive(poll, at, whole) => (poll, "Verifying", at, whole, 4 << 20),
        };
        if self.of.as_deref() != Some(of) {
            self.shown.finish_and_clear();
            self.of = Some(of.to_owned());
            let target = match self.quiet || whole < small {
                true => ProgressDrawTarget::hidden(),
                false => ProgressDrawTarget::stderr(),
            };
            self.shown = ProgressBar::with_draw_target(Some(whole), target);
            let template = format!("{title} {{bar:30}} {{percent}}% · {{eta}} left");
            if let Ok(style) = ProgressStyle::with_template(&template) {
                self.shown.set_style(style);
            }
        }
        self.shown.set_position(at);
    }
}
