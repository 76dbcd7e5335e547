//! `poll result`: from partial decryptions to numbers, and by rules to an outcome.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::json;
use veche_crypto::group::{Group, GroupTask};
use veche_poll::board;
use veche_poll::phase::Phase;

use super::owned::read_owned;
use super::server_key;
use crate::archive::Growing;
use crate::commands::count::{self, OfQuestion};
use crate::commands::in_group_of;
use crate::folder::find_archive;
use crate::render;

/// `poll result`: takes in partial decryptions that came as files, computes the result and records it.
///
/// # Errors
/// Names everybody who has still to decrypt.
pub fn result(
    path: &Path,
    decryptions: &[PathBuf],
    count: Option<&Count>,
    as_json: bool,
    quiet: bool,
) -> anyhow::Result<()> {
    let archive = find_archive(path)?;
    in_group_of(
        &archive,
        ResultTask {
            path: &archive,
            decryptions,
            count,
            as_json,
            quiet,
        },
    )
}

/// The rules by which a result is counted.
pub struct Count {
    /// A preset's name, or a file; with `N:` before it for question N.
    pub rules: Vec<String>,
    /// How many are elected by each question.
    pub seats: u32,
    /// A file of lots that were drawn.
    pub lots: Option<PathBuf>,
}

struct ResultTask<'a> {
    path: &'a Path,
    decryptions: &'a [PathBuf],
    count: Option<&'a Count>,
    as_json: bool,
    quiet: bool,
}

impl GroupTask for ResultTask<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        // Rules and lots are read first: nothing is recorded if they are wrong.
        let rules = self.count.map_or(&[][..], |count| &count.rules);
        let rules = rules
            .iter()
            .map(|text| OfQuestion::parse(text))
            .collect::<Result<Vec<_>, _>>()?;
        let lots = count::lots(self.count.and_then(|count| count.lots.as_deref()))?;
        let mut growing = Growing::open(self.path)?;
        for file in self.decryptions {
            let (bytes, owner) = read_owned(file)?;
            let poll = growing.verified::<G>(self.quiet)?;
            let addition =
                board::decrypt(&poll, owner, &bytes).with_context(|| file.display().to_string())?;
            growing.append(&addition)?;
        }
        let mut poll = growing.verified::<G>(self.quiet)?;
        if let Some(addition) = server_key::decrypt(self.path, &poll)? {
            growing.append(&addition)?;
            poll = growing.verified::<G>(self.quiet)?;
        }
        let outcome = if !rules.is_empty() && poll.outline.phase() == Phase::Finished {
            board::outcome(&poll)?
        } else {
            let (outcome, addition) = board::result(&poll)?;
            growing.append(&addition)?;
            outcome
        };
        let result = poll.setup.election.name_result(&outcome);
        let outcomes = match self.count {
            Some(count) => {
                let cast = poll.tally.total_weight().get();
                count::of_poll(&result, cast, count.seats, &rules, &lots)?
            }
            None => Vec::new(),
        };
        if self.as_json {
            let mut object = json!({ "result": render::json::result(&result) });
            if !rules.is_empty() {
                object["outcomes"] = serde_json::to_value(&outcomes)?;
            }
            println!("{object:#}");
            return Ok(());
        }
        print!("{}", render::text::result(&result));
        for outcome in &outcomes {
            println!();
            count::print(outcome, count::Form::Tables)?;
        }
        Ok(())
    }
}
