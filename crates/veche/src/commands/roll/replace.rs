//! A new credential for a member who lost the old one, as long as the poll is not open.

use std::path::Path;

use anyhow::bail;
use veche_crypto::group::{Group, GroupTask};

use crate::commands::in_group;
use crate::folder::{REPLACEMENTS, with_extension};
use crate::sending::journal::Journal;
use crate::sending::replacement;
use crate::settings::Settings;

/// `roll replace`: makes a new credential for a member, and takes the old one off the roll.
///
/// # Errors
/// If the poll is open, nobody of that name has a credential, or a file cannot be written.
pub fn replace(
    poll: &Path,
    credentials: &Path,
    name: &str,
    state: &Path,
    reason: &str,
) -> anyhow::Result<()> {
    let settings = Settings::read(poll)?;
    if !with_extension(poll, "bel")?.is_empty() {
        bail!(
            "{}: the poll is open, and its roll is fixed for good. The member can only be sent the same credential again: \
             veche roll send … --resend NAME",
            poll.display()
        );
    }
    let group = settings.group.clone();
    in_group(
        &group,
        Replace {
            poll,
            settings,
            credentials,
            name,
            state,
            reason,
        },
    )
}

struct Replace<'a> {
    poll: &'a Path,
    settings: Settings,
    credentials: &'a Path,
    name: &'a str,
    state: &'a Path,
    reason: &'a str,
}

impl GroupTask for Replace<'_> {
    type Output = anyhow::Result<()>;

    fn run<G: Group>(self) -> anyhow::Result<()> {
        let uuid = self.settings.uuid()?;
        let mut journal = Journal::open(self.state, &uuid)?;
        let ended = replacement::replace::<G>(
            self.poll,
            &uuid,
            self.credentials,
            &mut journal,
            self.name,
            self.reason,
        )?;
        match ended {
            true => println!("Ended the replacement that was cut off."),
            false => println!("Made a new credential for {}.", self.name),
        }
        println!(
            "  {} says which public credential took the place of which, without a name.",
            self.poll.join(REPLACEMENTS).display()
        );
        println!("Next: veche roll send … brings it to {}.", self.name);
        Ok(())
    }
}
