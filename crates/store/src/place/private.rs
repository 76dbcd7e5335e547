//! What only the server may know, as a file of rows beside a folder: logins, and ballots that wait for publication.
//!
//! The file only grows, row by row, and is written anew, durably and in an order that says nothing, as soon as no ballot
//! waits any more: so nothing is left of when a ballot came. It lies in a folder that only its owner can enter.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use veche_record::hash::Hash;

use super::{Login, StoreError, WaitingBallot};
use crate::files::publish::{replace_secret, write_new_on};
use crate::files::{Access, AppendFile, FileError, RealDisk};

/// The name of the file.
const ROWS: &str = "rows";
/// The first line has this length and begins with this word; the number behind it grows whenever the file is written anew.
const HEAD: usize = 40;
const WORD: &str = "veche-private 1 ";

/// A row.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Row {
    Login {
        poll: String,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mail: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verifier: Option<String>,
    },
    Bound {
        poll: String,
        login: String,
        credential: String,
    },
    Ballot {
        poll: String,
        login: String,
        credential: String,
        ballot: String,
        promise: String,
    },
    Published {
        poll: String,
        trackers: Vec<String>,
    },
}

/// The rows of one poll, put together.
#[derive(Default)]
struct PollRows {
    logins: BTreeMap<String, Login>,
    /// The login of each credential that was used.
    owners: HashMap<String, String>,
    waiting: Vec<WaitingBallot>,
}

/// The file, and what stands in it.
pub(super) struct Private {
    path: PathBuf,
    head: Vec<u8>,
    length: u64,
    polls: BTreeMap<String, PollRows>,
}

impl Private {
    /// Opens the file in a folder; makes both if they are not there.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        make_private_folder(folder)?;
        let path = folder.join(ROWS);
        match write_new_on(&RealDisk, &path, head(0).as_bytes(), Access::Secret) {
            Ok(()) | Err(FileError::Exists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let mut this = Self {
            path,
            head: Vec::new(),
            length: 0,
            polls: BTreeMap::new(),
        };
        this.current()?;
        Ok(this)
    }

    /// Opens the file for writing, and reads what another program has added.
    fn current(&mut self) -> Result<AppendFile, StoreError> {
        let (mut file, _) = AppendFile::open(RealDisk, &self.path)?;
        let head = file.read_range(0, HEAD)?;
        if head != self.head || file.length() < self.length {
            self.head = head;
            self.length = HEAD as u64;
            self.polls.clear();
        }
        if file.length() > self.length {
            let new = usize::try_from(file.length() - self.length).unwrap_or(usize::MAX);
            let bytes = file.read_range(self.length, new)?;
            for line in bytes
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
            {
                let row = serde_json::from_slice(line).map_err(|error| {
                    StoreError::Damaged(format!(
                        "{}: a row is not one: {error}",
                        self.path.display()
                    ))
                })?;
                self.take(row)?;
            }
            self.length = file.length();
        }
        Ok(file)
    }

    fn take(&mut self, row: Row) -> Result<(), StoreError> {
        match row {
            Row::Login {
                poll,
                name,
                mail,
                verifier,
            } => {
                let rows = self.polls.entry(poll).or_default();
                let earlier = rows.logins.get(&name);
                let credential = earlier.and_then(|login| login.credential.clone());
                let login = Login {
                    name: name.clone(),
                    mail,
                    verifier,
                    credential,
                };
                rows.logins.insert(name, login);
            }
            Row::Bound {
                poll,
                login,
                credential,
            } => {
                let rows = self.polls.entry(poll).or_default();
                if let Some(known) = rows.logins.get_mut(&login) {
                    known.credential = Some(credential.clone());
                }
                rows.owners.insert(credential, login);
            }
            Row::Ballot {
                poll,
                login,
                credential,
                ballot,
                promise,
            } => {
                let ballot = ballot.into_bytes();
                let rows = self.polls.entry(poll).or_default();
                rows.waiting.push(WaitingBallot {
                    login,
                    credential,
                    tracker: Hash::of(&ballot),
                    ballot,
                    promise,
                });
            }
            Row::Published { poll, trackers } => {
                let rows = self.polls.entry(poll).or_default();
                let gone: HashSet<String> = trackers.into_iter().collect();
                rows.waiting
                    .retain(|ballot| !gone.contains(&ballot.tracker.to_hex()));
            }
        }
        Ok(())
    }

    /// Adds rows, durably, and takes them in.
    fn add(&mut self, mut file: AppendFile, rows: Vec<Row>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.length = file.append(&lines(&rows)?)?;
        rows.into_iter().try_for_each(|row| self.take(row))
    }

    pub(super) fn login(&mut self, poll: &str, name: &str) -> Option<Login> {
        // Another program may have added logins; if the file cannot be read, those known still hold.
        let _ = self.current();
        self.polls.get(poll)?.logins.get(name).cloned()
    }

    pub(super) fn put_logins(&mut self, poll: &str, logins: &[Login]) -> Result<(), StoreError> {
        let file = self.current()?;
        let rows = logins.iter().map(|login| Row::Login {
            poll: poll.to_owned(),
            name: login.name.clone(),
            mail: login.mail.clone(),
            verifier: login.verifier.clone(),
        });
        self.add(file, rows.collect())
    }

    pub(super) fn waiting(&self, poll: &str) -> Vec<WaitingBallot> {
        self.polls
            .get(poll)
            .map_or_else(Vec::new, |rows| rows.waiting.clone())
    }

    pub(super) fn accept(
        &mut self,
        poll: &str,
        ballots: &[WaitingBallot],
    ) -> Result<(), StoreError> {
        let file = self.current()?;
        let none = PollRows::default();
        let known = self.polls.get(poll).unwrap_or(&none);
        let mut bound: HashMap<&str, &str> = HashMap::new();
        let mut owners: HashMap<&str, &str> = HashMap::new();
        let mut waiting: HashSet<Hash> = known.waiting.iter().map(|b| b.tracker).collect();
        let mut rows = Vec::new();
        for ballot in ballots {
            let (login, credential) = (ballot.login.as_str(), ballot.credential.as_str());
            let credential_before = known
                .logins
                .get(login)
                .and_then(|login| login.credential.as_deref())
                .or_else(|| bound.get(login).copied());
            let owner_before = known.owners.get(credential).map(String::as_str);
            let owner_before = owner_before.or_else(|| owners.get(credential).copied());
            if credential_before.is_some_and(|before| before != credential)
                || owner_before.is_some_and(|before| before != login)
            {
                return Err(StoreError::BoundOtherwise {
                    login: login.to_owned(),
                });
            }
            if owner_before.is_none() {
                rows.push(Row::Bound {
                    poll: poll.to_owned(),
                    login: login.to_owned(),
                    credential: credential.to_owned(),
                });
                bound.insert(login, credential);
                owners.insert(credential, login);
            }
            if waiting.insert(ballot.tracker) {
                rows.push(Row::Ballot {
                    poll: poll.to_owned(),
                    login: login.to_owned(),
                    credential: credential.to_owned(),
                    ballot: String::from_utf8(ballot.ballot.clone())
                        .map_err(|_| StoreError::Damaged("a ballot is not text".to_owned()))?,
                    promise: ballot.promise.clone(),
                });
            }
        }
        self.add(file, rows)
    }

    pub(super) fn forget(&mut self, poll: &str, trackers: &[Hash]) -> Result<(), StoreError> {
        let file = self.current()?;
        let row = Row::Published {
            poll: poll.to_owned(),
            trackers: trackers.iter().map(Hash::to_hex).collect(),
        };
        self.add(file, vec![row])?;
        match self.polls.values().all(|rows| rows.waiting.is_empty()) {
            true => self.write_anew(),
            false => Ok(()),
        }
    }

    /// Writes the rows that still mean something, in the order of names. The caller holds no lock: whoever adds a row
    /// between the reading and the replacing would lose it, so the file is held open meanwhile.
    fn write_anew(&mut self) -> Result<(), StoreError> {
        let held = self.current()?;
        let mut rows = Vec::new();
        for (poll, of_it) in &self.polls {
            rows.extend(of_it.logins.values().map(|login| Row::Login {
                poll: poll.clone(),
                name: login.name.clone(),
                mail: login.mail.clone(),
                verifier: login.verifier.clone(),
            }));
            let mut bound: Vec<(&String, &String)> = of_it.owners.iter().collect();
            bound.sort_unstable();
            rows.extend(bound.into_iter().map(|(credential, login)| Row::Bound {
                poll: poll.clone(),
                login: login.clone(),
                credential: credential.clone(),
            }));
        }
        let number = std::str::from_utf8(&self.head)
            .ok()
            .and_then(|head| head.strip_prefix(WORD)?.trim().parse::<u64>().ok())
            .unwrap_or(0);
        let head = head(number.saturating_add(1));
        let bytes = [head.as_bytes(), &lines(&rows)?].concat();
        replace_secret(&self.path, &bytes)?;
        drop(held);
        self.head = head.into_bytes();
        self.length = bytes.len() as u64;
        Ok(())
    }
}

/// The first line.
fn head(number: u64) -> String {
    format!("{WORD}{number:>width$}\n", width = HEAD - WORD.len() - 1)
}

fn lines(rows: &[Row]) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut bytes, row)
            .map_err(|error| StoreError::Damaged(error.to_string()))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// A folder that only its owner can enter.
fn make_private_folder(folder: &Path) -> Result<(), FileError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(FileError::at(folder, "create the folder"))
}
