//! The private rows of an election that is kept as a folder.
//!
//! ```text
//! rows     one line of JSON for each row; it only grows, and survives a crash at any moment
//! .lock    held by the one program that has the folder open
//! ```
//!
//! The rows are read when the folder is opened, and kept in memory. What belongs together is appended together. When
//! ballots are forgotten the file is written anew without them, and the old one is overwritten: otherwise the order of
//! its lines would tell who voted when. It is also written anew at opening if most of its lines have been replaced.

use super::rows::Rows;
use super::{Login, StoreError, WaitingBallot};
use crate::files::append::create_as;
use crate::files::disk::ensure_folder;
use crate::files::publish::replace_as;
use crate::files::{Access, AppendFile, Disk, FileError, open_whole};
use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use veche_record::hash::Hash;
use zeroize::Zeroizing;

/// The name of the file of rows.
pub(crate) const ROWS: &str = "rows";
/// The name of the file that whoever has the folder open holds a lock on.
const LOCK: &str = ".lock";
/// How often a file is read that a server writes anew meanwhile.
const ATTEMPTS: usize = 8;
/// The version of the form of a row.
const VERSION: u32 = 2;

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "snake_case", deny_unknown_fields)]
enum Row {
    /// The first line.
    Private { version: u32 },
    /// Who may cast.
    Login {
        poll: String,
        name: String,
        mail: Option<String>,
        verifier: Option<String>,
    },
    /// A login is bound to a credential.
    Bound {
        poll: String,
        login: String,
        credential: String,
    },
    /// A poll takes no more ballots. Since version 2.
    Sealed { poll: String },
    /// A ballot was accepted and not yet published.
    Ballot {
        poll: String,
        login: String,
        credential: String,
        tracker: String,
        ballot: String,
        promise: String,
    },
}

/// The folder, open.
pub(crate) struct Private<D: Disk> {
    disk: D,
    dir: PathBuf,
    /// Holds the lock.
    _lock: D::File,
    /// Nothing after a failure, until the file was read again.
    open: Option<Open<D>>,
    /// Whether it is certain that no ballot waits.
    pub(crate) all_published: bool,
}

struct Open<D: Disk> {
    file: AppendFile<D>,
    rows: Rows,
}

impl<D: Disk> fmt::Debug for Private<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Private")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

impl<D: Disk + Clone> Private<D> {
    /// Opens the folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Damaged`], or whatever the operating system refused.
    pub(crate) fn open(disk: D, dir: &Path) -> Result<Self, StoreError> {
        ensure_folder(&disk, dir, Access::Secret)?;
        let lock = dir.join(LOCK);
        match disk.create_new(&lock, Access::Secret) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(FileError::at(&lock, "create it")(error).into());
            }
            _ => {}
        }
        let locked = match disk.open_locked_at_once(&lock) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Err(StoreError::InUse {
                    path: dir.to_owned(),
                });
            }
            other => other.map_err(FileError::at(&lock, "open and lock it"))?,
        };
        let mut this = Self {
            disk,
            dir: dir.to_owned(),
            _lock: locked,
            open: None,
            all_published: false,
        };
        this.read_rows()?;
        Ok(this)
    }

    /// The rows, as they are on the disk.
    pub(crate) fn rows(&mut self) -> Result<&mut Rows, StoreError> {
        Ok(&mut self.read_rows()?.rows)
    }

    pub(crate) fn put_logins(&mut self, poll: &str, logins: &[Login]) -> Result<(), StoreError> {
        let lines = logins.iter().map(|login| login_row(poll, login)).collect();
        self.append(lines)?;
        let rows = self.rows()?;
        for login in logins {
            rows.put_login(poll, login.clone());
        }
        Ok(())
    }

    pub(crate) fn accept(
        &mut self,
        poll: &str,
        ballots: &[WaitingBallot],
    ) -> Result<(), StoreError> {
        let change = self.rows()?.check(poll, ballots)?;
        self.all_published &= change.ballots.is_empty();
        let bound = change.bind.iter();
        let bound = bound.map(|(login, credential)| bound_row(poll, login, credential));
        let waiting = change.ballots.iter();
        let waiting = waiting.map(|ballot| ballot_row(poll, ballot));
        self.append(bound.chain(waiting).collect())?;
        let rows = self.rows()?;
        for (login, credential) in &change.bind {
            rows.bind(poll, login, credential);
        }
        for ballot in change.ballots {
            rows.wait(poll, ballot);
        }
        Ok(())
    }

    pub(crate) fn seal(&mut self, poll: &str) -> Result<(), StoreError> {
        if self.rows()?.sealed().any(|sealed| sealed == poll) {
            return Ok(());
        }
        self.append(vec![sealed_row(poll)])?;
        self.rows()?.seal(poll);
        Ok(())
    }

    pub(crate) fn forget(&mut self, poll: &str, trackers: &[Hash]) -> Result<(), StoreError> {
        let trackers: BTreeSet<Hash> = trackers.iter().copied().collect();
        let rows = self.rows()?;
        if !rows.waits(poll, &trackers) {
            return Ok(());
        }
        rows.forget(poll, &trackers);
        let all_published = rows.is_published();
        self.write_anew()?;
        self.all_published = all_published;
        Ok(())
    }

    /// Appends lines, all or none.
    fn append(&mut self, lines: Vec<Row>) -> Result<(), StoreError> {
        let mut text = Zeroizing::new(String::new());
        for line in lines {
            push(&mut text, &line);
        }
        let open = self.read_rows()?;
        let appended = open.file.append(text.as_bytes());
        if appended.is_err() {
            self.open = None;
        }
        appended?;
        Ok(())
    }

    /// Writes the file anew with the rows that are in memory.
    fn write_anew(&mut self) -> Result<(), StoreError> {
        // Whatever happens, the file is read again.
        let Some(Open { file, rows }) = self.open.take() else {
            return Ok(());
        };
        file.forget_note()?;
        let text = write(&rows);
        let path = self.path();
        match replace_as(&self.disk, &path, text.as_bytes(), Access::Secret) {
            Ok(()) => {
                // What cannot be overwritten is gone from the folder all the same.
                let _ = file.wipe();
                Ok(())
            }
            Err(error) => match file.is_named() {
                Ok(true) => Err(error.into()),
                _ => Err(StoreError::Unfinished(error.to_string())),
            },
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.join(ROWS)
    }

    /// Reads the file if that was not done since the last failure.
    fn read_rows(&mut self) -> Result<&mut Open<D>, StoreError> {
        let open = match self.open.take() {
            Some(open) => open,
            None => {
                let open = self.read_file()?;
                self.all_published = open.rows.is_published();
                open
            }
        };
        Ok(self.open.insert(open))
    }

    fn read_file(&mut self) -> Result<Open<D>, StoreError> {
        let path = self.path();
        let there = self.disk.exists(&path);
        if !there.map_err(FileError::at(&path, "look for it"))? {
            let text = write(&Rows::default());
            create_as(&self.disk, &path, text.as_bytes(), Access::Secret)?;
        }
        let (open, lines) = self.open_file()?;
        if lines <= 2 * open.rows.count() + 1 {
            return Ok(open);
        }
        self.open = Some(open);
        self.write_anew()?;
        Ok(self.open_file()?.0)
    }

    /// Opens the file, with the number of its lines.
    fn open_file(&self) -> Result<(Open<D>, usize), StoreError> {
        let path = self.path();
        let (mut file, _) = AppendFile::open_as(self.disk.clone(), &path, Access::Secret)?;
        let length = usize::try_from(file.length()).unwrap_or(usize::MAX);
        let bytes = Zeroizing::new(file.read_range(0, length)?);
        let (rows, lines) = parse(&bytes, &path)?;
        Ok((Open { file, rows }, lines))
    }
}

/// A copy of the rows in a folder that a server may have open, or nothing if there are none.
///
/// # Errors
/// [`StoreError::Damaged`], or that they cannot be read.
pub(crate) fn copy_rows(dir: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let path = dir.join(ROWS);
    let mut outcome = Ok(None);
    for _ in 0..ATTEMPTS {
        let (mut reader, whole) = match open_whole(&path) {
            Err(error) if error.is_absent() => return Ok(None),
            other => other?,
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(whole.length as usize));
        reader
            .read_to_end(&mut bytes)
            .map_err(FileError::at(&path, "read it"))?;
        match parse(&bytes, &path) {
            Ok(_) => return Ok(Some(bytes)),
            // The server has written the file anew meanwhile, and overwritten this one.
            Err(error) => outcome = Err(error),
        }
    }
    outcome
}

/// The rows in the bytes of a file, and how many lines it has.
fn parse(bytes: &[u8], path: &Path) -> Result<(Rows, usize), StoreError> {
    let mut rows = Rows::default();
    let mut lines = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        if line.is_empty() {
            continue;
        }
        let first = lines == 0;
        lines += 1;
        take_in(&mut rows, line, first).map_err(|reason| StoreError::Damaged {
            what: path.display().to_string(),
            reason: format!("line {lines}: {reason}"),
        })?;
    }
    Ok((rows, lines))
}

/// The whole file for these rows. Logins stand in the order of their names, not of their first use.
fn write(rows: &Rows) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    push(&mut text, &Row::Private { version: VERSION });
    for (poll, logins, waiting) in rows.iter() {
        for login in logins {
            push(&mut text, &login_row(poll, login));
            if let Some(credential) = &login.credential {
                push(&mut text, &bound_row(poll, &login.name, credential));
            }
        }
        for ballot in waiting {
            push(&mut text, &ballot_row(poll, ballot));
        }
    }
    for poll in rows.sealed() {
        push(&mut text, &sealed_row(poll));
    }
    text
}

fn push(text: &mut String, row: &Row) {
    // Such a row has no map whose keys are no text, which is all that could fail.
    text.push_str(&serde_json::to_string(row).unwrap_or_default());
    text.push('\n');
}

fn login_row(poll: &str, login: &Login) -> Row {
    Row::Login {
        poll: poll.to_owned(),
        name: login.name.clone(),
        mail: login.mail.clone(),
        verifier: login.verifier.clone(),
    }
}

fn bound_row(poll: &str, login: &str, credential: &str) -> Row {
    Row::Bound {
        poll: poll.to_owned(),
        login: login.to_owned(),
        credential: credential.to_owned(),
    }
}

fn sealed_row(poll: &str) -> Row {
    Row::Sealed {
        poll: poll.to_owned(),
    }
}

fn ballot_row(poll: &str, ballot: &WaitingBallot) -> Row {
    Row::Ballot {
        poll: poll.to_owned(),
        login: ballot.login.clone(),
        credential: ballot.credential.clone(),
        tracker: ballot.tracker.to_hex(),
        ballot: Base64::encode_string(&ballot.ballot),
        promise: ballot.promise.clone(),
    }
}

/// Reads a line. What is wrong with it is said without showing it.
fn take_in(rows: &mut Rows, line: &[u8], first: bool) -> Result<(), &'static str> {
    let row = serde_json::from_slice(line).map_err(|_| "is no row of this version")?;
    if first != matches!(row, Row::Private { .. }) {
        return Err("stands where it cannot stand");
    }
    match row {
        Row::Private { version } if version > VERSION => {
            return Err("was written by a newer version of this program; use that one");
        }
        Row::Private { .. } => {}
        Row::Login {
            poll,
            name,
            mail,
            verifier,
        } => rows.put_login(
            &poll,
            Login {
                name,
                mail,
                verifier,
                credential: None,
            },
        ),
        Row::Bound {
            poll,
            login,
            credential,
        } => rows.bind(&poll, &login, &credential),
        Row::Sealed { poll } => rows.seal(&poll),
        Row::Ballot {
            poll,
            login,
            credential,
            tracker,
            ballot,
            promise,
        } => rows.wait(
            &poll,
            WaitingBallot {
                login,
                credential,
                tracker: Hash::from_hex(&tracker).map_err(|_| "has a tracker that is none")?,
                ballot: Base64::decode_vec(&ballot).map_err(|_| "has a ballot that is none")?,
                promise,
            },
        ),
    }
    Ok(())
}
