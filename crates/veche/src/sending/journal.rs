//! What was sent to whom: a file that only grows, so that a run that was cut off goes on where it was.
//!
//! Before a mail is handed to the server the journal says so, durably; afterwards it says how that ended. Whoever reads it
//! after a crash finds one mail at most of which only the beginning is known. It holds names and addresses, and of each
//! credential a hash: it is private (0600), and it is no list of secrets.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use veche_poll::election::Uuid;
use veche_store::files::{AppendFile, RealDisk, open_whole, write_secret};

/// The name of the file in the folder that `--state` names.
const NAME: &str = "sending.jsonl";

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Line {
    /// The first line: the poll that the journal is about.
    Poll {
        /// Its identifier.
        uuid: String,
    },
    /// A mail is about to be handed to the server.
    Sending {
        /// To whom.
        name: String,
        /// The address.
        mail: String,
        /// Its Message-ID.
        message: String,
        /// The mark of the credential that it brings.
        credential: String,
        /// When.
        at: Timestamp,
    },
    /// The server has taken it.
    Sent {
        /// To whom.
        name: String,
        /// Its Message-ID.
        message: String,
        /// When.
        at: Timestamp,
    },
    /// The server has certainly not taken it, and may later.
    Later {
        /// To whom.
        name: String,
        /// Its Message-ID.
        message: String,
        /// What the server said.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// It was refused for good, or came back.
    Bounced {
        /// To whom.
        name: String,
        /// Its Message-ID.
        message: String,
        /// What was said.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// A letter stands in a file for printing.
    Letter {
        /// To whom.
        name: String,
        /// The mark of the credential that it brings.
        credential: String,
        /// When.
        at: Timestamp,
    },
    /// A credential is about to be replaced.
    Replacing(Replacing),
    /// It was.
    Replaced {
        /// Whose.
        name: String,
        /// When.
        at: Timestamp,
    },
}

/// The replacement of a credential, as far as it may be known: its public halves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacing {
    /// Whose credential.
    pub name: String,
    /// The public credential that leaves the roll.
    pub old: String,
    /// The public credential that comes in its place.
    pub new: String,
    /// The day, for the public list.
    pub day: String,
    /// The reason, for the public list.
    pub reason: String,
}

/// How the last attempt to reach a member ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Not known: the program was cut off, or the connection.
    Open,
    /// The server has taken the mail.
    Sent,
    /// The server has not taken it, and may later.
    Later,
    /// It came back, for this reason.
    Bounced(String),
    /// A letter stands in a file for printing.
    Letter,
}

/// The last attempt to reach a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The address; empty of a letter.
    pub mail: String,
    /// The Message-ID; empty of a letter.
    pub message: String,
    /// The mark of the credential.
    pub credential: String,
    /// How it ended.
    pub end: End,
}

/// What all lines together say.
#[derive(Debug, Default)]
pub struct State {
    /// The last attempt to reach each member.
    pub attempts: BTreeMap<String, Attempt>,
    /// A replacement that was begun and not ended.
    pub replacing: Option<Replacing>,
    /// The member to whom each mail went.
    pub messages: BTreeMap<String, String>,
    uuid: Option<String>,
}

impl State {
    /// Reads the journal in a folder without changing it; an empty one if there is none.
    ///
    /// # Errors
    /// If it cannot be read, or a line of it cannot be understood.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(NAME);
        if !path.exists() {
            return Ok(Self::default());
        }
        let mut text = String::new();
        let (mut file, _) = open_whole(&path)?;
        file.read_to_string(&mut text)
            .with_context(|| format!("{}: cannot read it", path.display()))?;
        Self::parse(&path, &text)
    }

    fn parse(path: &Path, text: &str) -> anyhow::Result<Self> {
        let mut state = Self::default();
        for (line, number) in text.lines().zip(1..) {
            let line: Line = serde_json::from_str(line)
                .with_context(|| format!("{}, line {number}: damaged", path.display()))?;
            state.apply(&line);
        }
        Ok(state)
    }

    /// The identifier of the poll; `None` if there is no journal.
    pub fn uuid(&self) -> Option<&str> {
        self.uuid.as_deref()
    }

    /// Refuses the journal of another poll.
    ///
    /// # Errors
    /// Names both.
    pub fn check(&self, folder: &Path, uuid: &Uuid) -> anyhow::Result<()> {
        match &self.uuid {
            Some(found) if *found != uuid.to_string() => bail!(
                "{}: it is about the poll {found}, and this is the poll {uuid}: name another folder with --state",
                folder.join(NAME).display()
            ),
            _ => Ok(()),
        }
    }

    fn apply(&mut self, line: &Line) {
        match line {
            Line::Poll { uuid } => self.uuid = Some(uuid.clone()),
            Line::Sending {
                name,
                mail,
                message,
                credential,
                ..
            } => {
                self.messages.insert(message.clone(), name.clone());
                let attempt = Attempt {
                    mail: mail.clone(),
                    message: message.clone(),
                    credential: credential.clone(),
                    end: End::Open,
                };
                self.attempts.insert(name.clone(), attempt);
            }
            Line::Sent { name, message, .. } => self.end(name, message, End::Sent),
            Line::Later { name, message, .. } => self.end(name, message, End::Later),
            Line::Bounced {
                name,
                message,
                reason,
                ..
            } => self.end(name, message, End::Bounced(reason.clone())),
            Line::Letter {
                name, credential, ..
            } => {
                let attempt = Attempt {
                    mail: String::new(),
                    message: String::new(),
                    credential: credential.clone(),
                    end: End::Letter,
                };
                self.attempts.insert(name.clone(), attempt);
            }
            Line::Replacing(replacing) => self.replacing = Some(replacing.clone()),
            Line::Replaced { .. } => self.replacing = None,
        }
    }

    /// What is said of an earlier mail changes nothing about the last one.
    fn end(&mut self, name: &str, message: &str, end: End) {
        if let Some(attempt) = self.attempts.get_mut(name)
            && attempt.message == message
        {
            attempt.end = end;
        }
    }

    /// Members whose last mail came back, with the address and the reason.
    pub fn bounced(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.attempts
            .iter()
            .filter_map(|(name, attempt)| match &attempt.end {
                End::Bounced(reason) => Some((&**name, &*attempt.mail, &**reason)),
                _ => None,
            })
    }
}

/// The journal, open for writing and locked against other programs.
pub struct Journal {
    file: AppendFile,
    path: PathBuf,
    state: State,
    unwritten: String,
}

impl Journal {
    /// Opens the journal in a folder, or begins one. Waits until no other program writes to it.
    ///
    /// # Errors
    /// If it cannot be written, is damaged, or is about another poll.
    pub fn open(folder: &Path, uuid: &Uuid) -> anyhow::Result<Self> {
        private_folder(folder)?;
        let path = folder.join(NAME);
        if !path.exists() {
            let first = Line::Poll {
                uuid: uuid.to_string(),
            };
            write_secret(&path, &format!("{}\n", serde_json::to_string(&first)?))?;
        }
        let (mut file, _) = AppendFile::open(RealDisk, &path)?;
        let bytes = file.read_range(0, usize::try_from(file.length())?)?;
        let text = String::from_utf8(bytes).with_context(|| path.display().to_string())?;
        let state = State::parse(&path, &text)?;
        state.check(folder, uuid)?;
        Ok(Self {
            file,
            path,
            state,
            unwritten: String::new(),
        })
    }

    /// What the journal says, with what is noted and not yet written.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Notes a line, to be written with the next [`Journal::write`].
    ///
    /// # Errors
    /// If it cannot be put into words.
    pub fn note(&mut self, line: &Line) -> anyhow::Result<()> {
        self.unwritten.push_str(&serde_json::to_string(line)?);
        self.unwritten.push('\n');
        self.state.apply(line);
        Ok(())
    }

    /// Makes all lines durable that were noted.
    ///
    /// # Errors
    /// Whatever the operating system refused; nothing may be sent then.
    pub fn write(&mut self) -> anyhow::Result<()> {
        if !self.unwritten.is_empty() {
            self.file
                .append(self.unwritten.as_bytes())
                .with_context(|| {
                    format!(
                        "{}: cannot note what was sent, so no more is sent",
                        self.path.display()
                    )
                })?;
            self.unwritten.clear();
        }
        Ok(())
    }
}

/// Makes a folder that only its owner may enter, and refuses one that others may: while a line is written, a note of it
/// lies beside the journal for a moment.
#[cfg(unix)]
fn private_folder(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("{}: cannot make the folder", folder.display()))?;
    let rights = folder
        .metadata()
        .with_context(|| format!("{}: cannot read its rights", folder.display()))?
        .permissions();
    if rights.mode() & 0o077 != 0 {
        bail!(
            "{}: others on this computer may enter this folder; take that right away (chmod 700), or name a new one",
            folder.display()
        );
    }
    Ok(())
}

/// Elsewhere a new folder has the rights that the one above it passes on.
#[cfg(not(unix))]
fn private_folder(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: cannot make the folder", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uuid() -> Uuid {
        Uuid::parse("11111111111111").unwrap()
    }

    fn sending(name: &str, message: &str) -> Line {
        Line::Sending {
            name: name.to_owned(),
            mail: format!("{name}@example.org"),
            message: message.to_owned(),
            credential: "mark".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    fn bounced(name: &str, message: &str) -> Line {
        Line::Bounced {
            name: name.to_owned(),
            message: message.to_owned(),
            reason: "550".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_is_noted_is_found_again_and_what_was_not_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("state");
        let mut journal = Journal::open(&dir, &uuid()).unwrap();
        journal.note(&sending("a", "1")).unwrap();
        journal.write().unwrap();
        let sent = Line::Sent {
            name: "a".to_owned(),
            message: "1".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        };
        journal.note(&sent).unwrap();
        assert_eq!(journal.state().attempts["a"].end, End::Sent);
        assert_eq!(State::read(&dir).unwrap().attempts["a"].end, End::Open);
        journal.write().unwrap();
        assert_eq!(State::read(&dir).unwrap().attempts["a"].end, End::Sent);
    }

    #[test]
    fn word_of_an_earlier_mail_says_nothing_of_a_later_one() {
        let mut state = State::default();
        for line in [sending("a", "1"), sending("a", "2"), bounced("a", "1")] {
            state.apply(&line);
        }
        assert_eq!(state.bounced().count(), 0);
        state.apply(&bounced("a", "2"));
        assert_eq!(
            state.bounced().collect::<Vec<_>>(),
            [("a", "a@example.org", "550")]
        );
    }

    #[test]
    fn the_journal_of_another_poll_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("state");
        drop(Journal::open(&dir, &uuid()).unwrap());
        let other = Uuid::parse("22222222222222").unwrap();
        let error = Journal::open(&dir, &other).err().unwrap();
        assert!(error.to_string().contains("11111111111111"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_the_journal() {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("state");
        drop(Journal::open(&dir, &uuid()).unwrap());
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&dir), mode(&dir.join(NAME))), (0o700, 0o600));
        std::fs::set_permissions(&dir, Permissions::from_mode(0o755)).unwrap();
        let error = Journal::open(&dir, &uuid()).err().unwrap();
        assert!(error.to_string().contains("chmod 700"), "{error}");
    }
}
