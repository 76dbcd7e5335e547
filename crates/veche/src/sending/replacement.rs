//! A new credential for one that was lost, before the poll opens, with a trace that everybody can see.
//!
//! Three files change: the public list of replacements, the roll, and the file of private credentials. The journal says
//! beforehand what is about to happen, so that a run that was cut off can be ended: whatever moment it was, the member
//! has a credential that is on the roll, or the journal knows how to bring that about.

use std::path::Path;

use anyhow::{Context, bail};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use veche_crypto::group::Group;
use veche_poll::credential::{PrivateCredential, Roll, RollEntry, public_credential};
use veche_poll::election::Uuid;
use veche_store::files;

use super::credentials::{self, Holder};
use super::journal::{Journal, Line, Replacing};
use crate::folder::{self, read_bytes};
use crate::random;

/// A line of the public list: no name, but every exchange explained to whoever compares two copies of the roll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// The public credential that left the roll.
    pub old: String,
    /// The public credential that came in its place.
    pub new: String,
    /// When.
    pub day: String,
    /// Why.
    pub reason: String,
}

/// Gives a member a new credential, or ends a replacement that was cut off. Says whether it was such an end.
///
/// # Errors
/// If there is no such member, the roll does not fit the credentials, or a file cannot be written. Running it again then
/// goes on where it stopped.
pub fn replace<G: Group>(
    poll: &Path,
    uuid: &Uuid,
    file: &Path,
    journal: &mut Journal,
    name: &str,
    reason: &str,
) -> anyhow::Result<bool> {
    let mut holders = credentials::read(file)?;
    let public =
        |credential: &PrivateCredential| public_credential::<G>(&credential.derive::<G>(uuid));
    if let Some(begun) = journal.state().replacing.clone() {
        let has_new = holders
            .iter()
            .any(|holder| holder.name == begun.name && public(&holder.credential) == begun.new);
        if has_new {
            finish::<G>(poll, &begun, journal)?;
            if begun.name == name {
                return Ok(true);
            }
        }
        // Otherwise nothing had changed yet, and the line that begins anew takes the place of the old one.
    }
    let Some(holder) = holders.iter_mut().find(|holder| holder.name == name) else {
        bail!("--name {name}: nobody of this name has a credential");
    };
    let old = public(&holder.credential);
    if !read_roll(poll)?.iter().any(|entry| entry.credential == old) {
        bail!(
            "{}: it does not have the credential of {name}: is it the roll of this poll?",
            poll.join(folder::ROLL).display()
        );
    }
    let credential = PrivateCredential::random(&mut random::generator()?);
    let replacing = Replacing {
        name: name.to_owned(),
        old,
        new: public(&credential),
        day: TimeZone::UTC
            .to_datetime(Timestamp::now())
            .date()
            .to_string(),
        reason: reason.to_owned(),
    };
    *holder = Holder {
        name: name.to_owned(),
        credential,
    };
    journal.note(&Line::Replacing(replacing.clone()))?;
    journal.write()?;
    credentials::replace(file, &holders)?;
    finish::<G>(poll, &replacing, journal)?;
    Ok(false)
}

/// What is left to do once the private file has the new credential. Each step may have been done already.
fn finish<G: Group>(
    poll: &Path,
    replacing: &Replacing,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let path = poll.join(folder::REPLACEMENTS);
    let mut list: Vec<Replacement> = match path.exists() {
        true => serde_json::from_slice(&read_bytes(&path)?)
            .with_context(|| format!("{}: not a list of replacements", path.display()))?,
        false => Vec::new(),
    };
    if !list.iter().any(|line| line.new == replacing.new) {
        list.push(Replacement {
            old: replacing.old.clone(),
            new: replacing.new.clone(),
            day: replacing.day.clone(),
            reason: replacing.reason.clone(),
        });
        let mut text = serde_json::to_string_pretty(&list)?;
        text.push('\n');
        files::replace(&path, text.as_bytes())?;
    }
    let mut roll = read_roll(poll)?;
    if let Some(entry) = roll
        .iter_mut()
        .find(|entry| entry.credential == replacing.old)
    {
        entry.credential.clone_from(&replacing.new);
        files::replace(&poll.join(folder::ROLL), &Roll::write::<G>(&roll))?;
    }
    journal.note(&Line::Replaced {
        name: replacing.name.clone(),
        at: Timestamp::now(),
    })?;
    journal.write()
}

fn read_roll(poll: &Path) -> anyhow::Result<Vec<RollEntry>> {
    crate::commands::poll::read_roll(&poll.join(folder::ROLL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use veche_crypto::group::Ed25519;

    /// A poll with three credentials, and the journal of their sending.
    struct Place {
        folder: tempfile::TempDir,
        uuid: Uuid,
    }

    impl Place {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let uuid = Uuid::parse("11111111111111").unwrap();
            let mut rng = random::generator().unwrap();
            let holders: Vec<Holder> = ["Ada", "Ben", "Cem"]
                .into_iter()
                .map(|name| Holder {
                    name: name.to_owned(),
                    credential: PrivateCredential::random(&mut rng),
                })
                .collect();
            let place = Self { folder, uuid };
            let text = credentials::text_of(&holders).unwrap();
            files::write_secret(&place.file(), &text).unwrap();
            let roll: Vec<RollEntry> = place
                .publics()
                .into_iter()
                .map(|credential| RollEntry {
                    credential,
                    weight: None,
                })
                .collect();
            let roll = Roll::write::<Ed25519>(&roll);
            files::write_new(&place.folder.path().join(folder::ROLL), &roll).unwrap();
            place
        }

        fn file(&self) -> std::path::PathBuf {
            self.folder.path().join("x.private_creds.json")
        }

        fn journal(&self) -> Journal {
            Journal::open(&self.folder.path().join("state"), &self.uuid).unwrap()
        }

        fn publics(&self) -> BTreeSet<String> {
            let public = |holder: &Holder| {
                public_credential::<Ed25519>(&holder.credential.derive::<Ed25519>(&self.uuid))
            };
            let holders = credentials::read(&self.file()).unwrap();
            holders.iter().map(public).collect()
        }

        fn roll(&self) -> BTreeSet<String> {
            let roll = read_roll(self.folder.path()).unwrap();
            roll.into_iter().map(|entry| entry.credential).collect()
        }

        fn list(&self) -> Vec<Replacement> {
            let path = self.folder.path().join(folder::REPLACEMENTS);
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        }

        fn replace(&self, name: &str) -> anyhow::Result<bool> {
            let mut journal = self.journal();
            let poll = self.folder.path();
            replace::<Ed25519>(poll, &self.uuid, &self.file(), &mut journal, name, "lost")
        }
    }

    #[test]
    fn the_list_explains_every_difference_between_two_rolls() {
        let place = Place::new();
        let before = place.roll();
        place.replace("Ben").unwrap();
        place.replace("Ada").unwrap();
        place.replace("Ben").unwrap();
        let mut explained = before.clone();
        for line in place.list() {
            assert!(explained.remove(&line.old) && explained.insert(line.new));
        }
        assert_eq!(explained, place.roll());
        assert_eq!(place.publics(), place.roll());
        assert_eq!(before.intersection(&place.roll()).count(), 1);
        let text = std::fs::read_to_string(place.folder.path().join(folder::REPLACEMENTS)).unwrap();
        assert!(!text.contains("Ben"));
    }

    #[test]
    fn nobody_who_is_not_on_the_roll_gets_a_new_credential() {
        let place = Place::new();
        assert!(place.replace("Dora").is_err());
        let roll = place.folder.path().join(folder::ROLL);
        std::fs::write(&roll, "[]").unwrap();
        assert!(place.replace("Ada").is_err());
        assert!(!place.folder.path().join(folder::REPLACEMENTS).exists());
    }

    #[test]
    fn a_replacement_cut_off_at_any_step_is_ended_by_running_it_again() {
        // What was already in place when the program died: nothing but the journal's line, the private file, the list,
        // the roll.
        for step in 0..4 {
            let place = Place::new();
            let saved = |path: &Path| (path.to_owned(), std::fs::read(path).ok());
            let poll = place.folder.path();
            let before = [
                saved(&place.file()),
                saved(&poll.join(folder::REPLACEMENTS)),
                saved(&poll.join(folder::ROLL)),
            ];
            let old = place.roll();
            place.replace("Ben").unwrap();
            let begun = Replacing {
                name: "Ben".to_owned(),
                old: place.list()[0].old.clone(),
                new: place.list()[0].new.clone(),
                day: place.list()[0].day.clone(),
                reason: "lost".to_owned(),
            };
            let mut journal = place.journal();
            journal.note(&Line::Replacing(begun)).unwrap();
            journal.write().unwrap();
            drop(journal);
            for (path, contents) in before.iter().skip(step) {
                match contents {
                    Some(contents) => std::fs::write(path, contents).unwrap(),
                    None => std::fs::remove_file(path).unwrap(),
                }
            }
            assert_eq!(place.replace("Ben").unwrap(), step > 0, "{step}");
            assert_eq!(place.publics(), place.roll(), "{step}");
            assert_eq!(place.list().len(), 1, "{step}");
            assert_eq!(old.difference(&place.roll()).count(), 1, "{step}");
            assert!(place.journal().state().replacing.is_none());
        }
    }
}
