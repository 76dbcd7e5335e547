//! Copies of the sample elections, to play with.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use veche::story;

/// Clocks are read as of this day, so that what a test says does not depend on the day it runs.
pub(crate) const DAY: &str = "2026-11-01";

/// What a command printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `veche` in a folder.
pub(crate) fn veche(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_veche"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The folder of a sample election in the repository.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../elections")
        .join(name)
}

/// A copy of a sample election in a folder of its own, with the public test keys beside it.
pub(crate) struct Copy {
    home: TempDir,
}

impl Copy {
    pub(crate) fn of(name: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        copy(&sample(name), &home.path().join("e"));
        story::write_keys(&sample(name).join("story.toml"), &home.path().join("keys")).unwrap();
        Self { home }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        veche(self.home.path(), arguments)
    }

    /// Signs a draft with somebody's key and records it. Gives what the command printed.
    pub(crate) fn add(&self, who: &str, draft: &str) -> Ran {
        std::fs::write(self.path("draft.toml"), draft).unwrap();
        let key = format!("keys/{who}.key");
        self.run(&[
            "election",
            "add",
            "e",
            "draft.toml",
            "--key",
            &key,
            "--log-key",
            "keys/log.key",
        ])
    }

    /// What `veche verify` says, and how it ends.
    pub(crate) fn verify(&self) -> (Option<i32>, Value) {
        let ran = self.run(&["verify", "e", "--json", "--as-of", DAY]);
        let report: Value = serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
        assert_eq!(report["exit"], ran.code.unwrap());
        (ran.code, report)
    }

    /// The checks that found the record unsound.
    pub(crate) fn unsound(&self) -> Vec<String> {
        let (code, report) = self.verify();
        let checks = with_status(&report, 'S', "breached");
        assert_eq!(code == Some(1), !checks.is_empty(), "{report:#}");
        checks
    }
}

/// The checks of a group that have a status.
pub(crate) fn with_status(report: &Value, group: char, status: &str) -> Vec<String> {
    report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["status"] == status)
        .map(|check| check["check"].as_str().unwrap().to_owned())
        .filter(|check| check.starts_with(group))
        .collect()
}

/// What a check found, one line each.
pub(crate) fn found(report: &Value, check: &str) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap();
    let check = checks.iter().find(|found| found["check"] == check).unwrap();
    let findings = check["findings"].as_array().unwrap().iter();
    let findings = findings.map(|finding| finding["what"].as_str().unwrap().to_owned());
    let faults = check["faults"].as_array().unwrap().iter();
    findings
        .chain(faults.map(|fault| fault.as_str().unwrap().to_owned()))
        .collect()
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}

/// Every file of a folder, by its path below it.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let bytes = std::fs::read(&path).unwrap();
                    found.push((path.strip_prefix(folder).unwrap().to_owned(), bytes));
                }
            }
        }
    }
    found.sort();
    found
}
