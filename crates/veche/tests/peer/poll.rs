//! A poll that Veche runs, command by command.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::plan::Plan;
use super::programs::{text, veche};

/// A poll in folders of its own.
pub(super) struct Poll<'a> {
    pub(super) plan: &'a Plan,
    pub(super) uuid: String,
    folders: TempDir,
    /// What was cast: voter and number of the vote.
    pub(super) cast: Vec<(usize, usize)>,
}

impl<'a> Poll<'a> {
    /// Makes the poll's folder and writes its settings, with the identifier given or a new one.
    pub(super) fn prepare(plan: &'a Plan, uuid: Option<&str>) -> Self {
        let folders = tempfile::tempdir().unwrap();
        veche().run(folders.path(), &["poll", "new", "poll"]);
        let settings = folders.path().join("poll/poll.toml");
        let written: toml::Table =
            toml::from_str(&std::fs::read_to_string(&settings).unwrap()).unwrap();
        let uuid = uuid.unwrap_or_else(|| written["uuid"].as_str().unwrap());
        std::fs::write(&settings, plan.settings(uuid)).unwrap();
        Self {
            plan,
            uuid: uuid.to_owned(),
            folders,
            cast: Vec::new(),
        }
    }

    /// The folder of all of the poll's folders.
    pub(super) fn home(&self) -> &Path {
        self.folders.path()
    }

    /// The poll's own folder.
    pub(super) fn folder(&self) -> PathBuf {
        self.home().join("poll")
    }

    /// Runs `veche` in [`Poll::home`].
    pub(super) fn veche(&self, args: &[&str]) -> String {
        veche().run(self.home(), args)
    }

    /// The registrar makes the roll.
    pub(super) fn make_roll(&self) {
        let plan = self.plan;
        let common = ["roll", "generate", "poll", "--out", "registrar"];
        let number = plan.voters.to_string();
        if plan.weights.is_empty() {
            self.veche(&[&common[..], &["--count", &number]].concat());
            return;
        }
        let mut lines = "name,weight\n".to_owned();
        for place in 0..plan.voters {
            lines += &format!("{},{}\n", plan.voter(place), plan.weight(place));
        }
        std::fs::write(self.home().join("voters.csv"), lines).unwrap();
        self.veche(&[&common[..], &["--file", "voters.csv"]].concat());
    }

    /// A mandatory trustee makes a key.
    pub(super) fn make_key(&self, trustee: u32) {
        let keys = format!("mandatory-{trustee}");
        let name = format!("Trustee \"{trustee}\" of Łódź");
        self.veche(&[
            "trustee", "keygen", "poll", "--keys", &keys, "--name", &name,
        ]);
    }

    /// A trustee who shares a key does the next step of the ceremony.
    pub(super) fn step(&self, trustee: u32) -> String {
        let keys = format!("shared-{trustee}");
        let me = trustee.to_string();
        self.veche(&["trustee", "ceremony", "poll", "--me", &me, "--keys", &keys])
    }

    /// The roll and all keys are made with Veche, and the poll is opened.
    pub(super) fn open(&self) {
        self.make_roll();
        (1..=self.plan.mandatory).for_each(|trustee| self.make_key(trustee));
        for _step in 1..=3 {
            (1..=self.plan.shared_by).for_each(|trustee| {
                self.step(trustee);
            });
        }
        self.veche(&["poll", "open", "poll"]);
    }

    /// The private key in a trustee's folder of keys.
    pub(super) fn key(&self, keys: &str) -> PathBuf {
        let folder = self.home().join(keys);
        let mut found = veche::folder::with_extension(&folder, "privkey").unwrap();
        found.extend(veche::folder::with_extension(&folder, "key").unwrap());
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    /// A trustee opens the tally with the key in this folder.
    pub(super) fn decrypt(&self, keys: &str) {
        let key = self.key(keys);
        self.veche(&["trustee", "decrypt", "poll", "--key", text(&key)]);
    }

    /// Writes each voter's private credential into a file of their own, from the registrar's file.
    pub(super) fn hand_out_credentials(&self, private: &Path) {
        hand_out_credentials(private, self.home());
    }

    /// A voter votes with Veche.
    pub(super) fn vote(&mut self, voter: usize, number: usize) {
        let credential = format!("credential-{voter}");
        let choices = self.plan.arguments(number);
        let mut args = vec!["vote", "poll", "--credential", &credential];
        args.extend(choices.iter().map(String::as_str));
        // Who selects no answer to any question has no `--choose` to give: they are asked, and press Enter.
        let typed = "\n".repeat(self.plan.questions.len());
        veche().feed(self.home(), &args, &typed);
        self.cast.push((voter, number));
    }
}

/// Writes the private credentials of a registrar's file, `{"name":"credential",…}`, each into a file `credential-N`, by
/// the order of the names' numbers.
pub(super) fn hand_out_credentials(private: &Path, into: &Path) {
    let text = std::fs::read_to_string(private).unwrap();
    let credentials: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    for (name, credential) in credentials {
        let number: usize = name.trim_start_matches("voter-").parse().unwrap();
        let file = into.join(format!("credential-{}", number - 1));
        std::fs::write(file, format!("{credential}\n")).unwrap();
    }
}
