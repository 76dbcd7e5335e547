//! The sample elections of the demonstration: a club, an invented republic, and Belarus in 2020 as others described it.

use std::path::Path;

use anyhow::Context;
use jiff::civil::Date;

use crate::election::{self, Folder};
use crate::story;

/// Clocks are read as of this day, so that the demonstration says the same whenever it is run.
const DAY: Date = jiff::civil::date(2026, 11, 1);

/// The stories, as they stand in `elections/`.
pub(crate) const STORIES: [(&str, &str, &str); 3] = [
    (
        "association",
        "a garden association votes, and everything is in order",
        include_str!("../../../../../elections/association/story.toml"),
    ),
    (
        "respublika",
        "an invented republic: refused without reasons, appealed without answer, held without a judge",
        include_str!("../../../../../elections/respublika/story.toml"),
    ),
    (
        "belarus-2020",
        "a real election, watched from outside: compiled from press reports, not an official record",
        include_str!("../../../../../elections/belarus-2020/story.toml"),
    ),
];

/// Makes the sample elections in a folder, and shows the first lines of verifying each.
///
/// # Errors
/// If the folder cannot be written.
pub(super) fn show(out: &Path) -> anyhow::Result<()> {
    for (name, what, text) in STORIES {
        let folder = out.join(name);
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let story_file = folder.join("story.toml");
        std::fs::write(&story_file, text).with_context(|| story_file.display().to_string())?;
        story::build(&story_file, &folder)?;
        let verified = election::verify(&Folder::new(&folder), DAY, true)?;
        println!("{}: {what}", folder.display());
        for headline in &verified.report.headlines {
            let mark = match headline.breached {
                true => "!!",
                false => "  ",
            };
            println!("  {mark} {}", headline.title);
            for sentence in &headline.sentences {
                println!("       {sentence}");
            }
        }
    }
    Ok(())
}
