//! A poll in a temporary folder, run by the binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// What a command printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs `veche` in a folder.
pub(crate) fn veche(folder: &Path, arguments: &[&str]) -> Ran {
    Command::new(env!("CARGO_BIN_EXE_veche"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
        .into()
}

/// A poll's folder, with the files of everybody who takes part beside it.
pub(crate) struct Poll {
    home: TempDir,
}

impl Poll {
    /// Settings for one mandatory trustee, changed by replacing texts.
    pub(crate) fn prepare(changes: &[(&str, &str)]) -> Self {
        let poll = Self {
            home: tempfile::tempdir().unwrap(),
        };
        poll.ok(&["poll", "new", "poll", "--name", "Test"]);
        let path = poll.path("poll/poll.toml");
        let mut text = std::fs::read_to_string(&path).unwrap();
        let one = [
            ("mandatory = 0", "mandatory = 1"),
            ("shared_by = 3", "shared_by = 0"),
            ("\nthreshold = 2", "\nthreshold = 0"),
            ("minimum_ballots = 5", "minimum_ballots = 2"),
        ];
        for (from, to) in one.iter().chain(changes) {
            assert!(text.contains(from), "{from:?} is not in the settings");
            text = text.replacen(from, to, 1);
        }
        std::fs::write(path, text).unwrap();
        poll
    }

    /// An open poll of four voters and one trustee.
    pub(crate) fn open(changes: &[(&str, &str)]) -> Self {
        let poll = Self::prepare(changes);
        poll.ok(&[
            "roll",
            "generate",
            "poll",
            "--count",
            "4",
            "--out",
            "registrar",
        ]);
        poll.ok(&["trustee", "keygen", "poll", "--keys", "keys"]);
        poll.ok(&["poll", "open", "poll"]);
        poll.credentials();
        poll
    }

    /// A poll whose votes are cast and added up.
    pub(crate) fn tallied(voters: usize) -> Self {
        let poll = Self::open(&[]);
        for voter in 1..=voters {
            poll.vote(voter, "Ana", "Yes");
        }
        poll.ok(&["poll", "close", "poll"]);
        poll.ok(&["poll", "tally", "poll"]);
        poll
    }

    /// A poll with its result.
    pub(crate) fn finished() -> Self {
        let poll = Self::tallied(3);
        let key = poll.key();
        poll.ok(&["trustee", "decrypt", "poll", "--key", &key]);
        poll.ok(&["poll", "result", "poll"]);
        poll
    }

    /// Gives each voter a file with their credential.
    fn credentials(&self) {
        let file = self.only("registrar", "json");
        let text = std::fs::read_to_string(file).unwrap();
        let credentials: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text).unwrap();
        for (name, credential) in credentials {
            std::fs::write(
                self.path(&format!("voter{name}")),
                credential.as_str().unwrap(),
            )
            .unwrap();
        }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home().join(name)
    }

    /// The only file with this extension in a folder.
    pub(crate) fn only(&self, folder: &str, extension: &str) -> PathBuf {
        let mut found: Vec<PathBuf> = std::fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .collect();
        assert_eq!(found.len(), 1, "{folder}: {found:?}");
        found.remove(0)
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.only("poll", "bel")
    }

    /// The trustee's private key.
    pub(crate) fn key(&self) -> String {
        self.only("keys", "privkey").display().to_string()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        veche(self.home(), arguments)
    }

    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        ran.out
    }

    /// Runs what must fail, with a message that has these words in it.
    pub(crate) fn refused(&self, arguments: &[&str], words: &[&str]) {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(1), "{arguments:?}: {ran:?}");
        for word in words {
            assert!(ran.err.contains(word), "{word:?} is not in {}", ran.err);
        }
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }

    /// Casts a vote; gives its tracker.
    pub(crate) fn vote(&self, voter: usize, mayor: &str, bridge: &str) -> String {
        let credential = format!("voter{voter}");
        let bridge = format!("2:{bridge}");
        let out = self.ok(&[
            "vote",
            "poll",
            "--credential",
            &credential,
            "--choose",
            mayor,
            "--choose",
            &bridge,
            "--json",
        ]);
        let out: serde_json::Value = serde_json::from_str(&out).unwrap();
        out["tracker"].as_str().unwrap().to_owned()
    }
}
