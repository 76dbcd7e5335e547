//! A poll's folder and the registrar's beside it, run by the binary.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a command printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

/// A poll with its roll, and the registrar's files.
pub(crate) struct Place {
    home: TempDir,
    credentials: PathBuf,
}

impl Place {
    /// A poll for these members: lines of the CSV file after its head `name,mail,language,address`.
    pub(crate) fn new(members: &str) -> Self {
        let mut place = Self {
            home: tempfile::tempdir().unwrap(),
            credentials: PathBuf::new(),
        };
        place.ok(&["poll", "new", "poll", "--name", "The «chair»"]);
        let settings = place.path("poll/poll.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        let text = text
            .replace("mandatory = 0", "mandatory = 1")
            .replace("shared_by = 3", "shared_by = 0")
            .replace("\nthreshold = 2", "\nthreshold = 0");
        std::fs::write(settings, text).unwrap();
        place.write_members(members);
        let generate = "roll generate poll --file members.csv --out registrar";
        place.ok(&generate.split(' ').collect::<Vec<_>>());
        place.credentials = std::fs::read_dir(place.path("registrar"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|end| end == "json"))
            .unwrap();
        place
    }

    pub(crate) fn write_members(&self, members: &str) {
        let text = format!("name,mail,language,address\n{members}");
        std::fs::write(self.path("members.csv"), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn credentials_file(&self) -> &Path {
        &self.credentials
    }

    /// Each member's credential.
    pub(crate) fn credentials(&self) -> BTreeMap<String, String> {
        serde_json::from_slice(&std::fs::read(&self.credentials).unwrap()).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_veche"));
        command
            .args(arguments)
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command; whatever it prints, no credential is in it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let ran = Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        if self.credentials.exists() {
            for secret in self.credentials().values() {
                assert!(!ran.out.contains(secret) && !ran.err.contains(secret));
            }
        }
        ran
    }

    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        ran.out
    }

    pub(crate) fn refused(&self, arguments: &[&str], word: &str) {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(1), "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(word), "{word:?} is not in {}", ran.err);
    }

    /// The arguments of `roll send`, with these after them.
    pub(crate) fn sending<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let common = [
            "roll",
            "send",
            "poll",
            "--credentials",
            self.credentials.to_str().unwrap(),
            "--members",
            "members.csv",
            "--state",
            "registrar/sending",
            "--link",
            "https://vote.example/chair",
        ];
        common.iter().chain(more).copied().collect()
    }

    /// Sends mails through a server, with these arguments more.
    pub(crate) fn mail(&self, url: &str, more: &[&str]) -> Ran {
        let by = ["--smtp", url, "--from", "Reg <reg@club.example>", "--json"];
        let all: Vec<&str> = by.iter().chain(more).copied().collect();
        self.run(&self.sending(&all))
    }

    /// Checks that the journal holds no credential.
    pub(crate) fn check_journal(&self) {
        let text = std::fs::read_to_string(self.path("registrar/sending/sending.jsonl")).unwrap();
        for secret in self.credentials().values() {
            assert!(!text.contains(secret), "the journal holds a credential");
        }
    }
}
