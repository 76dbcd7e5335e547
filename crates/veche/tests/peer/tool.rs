//! What the independent tool's users type: registrar, trustees, voters, and whoever runs an election with it.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::plan::Plan;
use super::poll::hand_out_credentials;
use super::programs::{Program, text};

/// The only file with this extension in a folder.
pub(super) fn only(folder: &Path, extension: &str) -> PathBuf {
    let mut found = veche::folder::with_extension(folder, extension).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn folder(path: PathBuf) -> PathBuf {
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// The registrar makes credentials in a folder: `*.pubcreds`, whose lines bear the voters' names, and `*.privcreds`.
pub(super) fn generate_credentials(tool: &Program, folder: &Path, plan: &Plan, uuid: &str) {
    let common = ["setup", "generate-credentials", "--group", plan.group];
    let uuid = ["--uuid", uuid];
    if plan.weights.is_empty() {
        let number = plan.voters.to_string();
        tool.run(
            folder,
            &[&common[..], &uuid, &["--count", &number]].concat(),
        );
        return;
    }
    let lines: Vec<String> = (0..plan.voters)
        .map(|place| {
            let voter = plan.voter(place);
            format!("{voter}@example.org,{voter},{}\n", plan.weight(place))
        })
        .collect();
    std::fs::write(folder.join("voters.txt"), lines.concat()).unwrap();
    let file = ["--file", "voters.txt"];
    tool.run(folder, &[&common[..], &uuid, &file].concat());
}

/// A mandatory trustee makes a key in a folder of their own: `ID.privkey` and `ID.pubkey`.
pub(super) fn generate_trustee_key(tool: &Program, folder: &Path, plan: &Plan) {
    let args = ["setup", "generate-trustee-key", "--group", plan.group];
    tool.run(folder, &args);
}

/// A trustee who shares a key, in a folder of their own.
pub(super) struct SharedTrustee<'a> {
    tool: &'a Program,
    plan: &'a Plan,
    folder: PathBuf,
    /// What the tool names the trustee's files by.
    id: String,
}

impl<'a> SharedTrustee<'a> {
    /// Step 1: makes a certificate.
    pub(super) fn begin(tool: &'a Program, plan: &'a Plan, home: PathBuf, me: u32) -> Self {
        let folder = folder(home);
        let context = format!("{me}/{}/{}", plan.threshold, plan.shared_by);
        let args = ["--threshold-context", &context, "--step", "1"];
        let printed = threshold(tool, &folder, plan, &args, "");
        Self {
            tool,
            plan,
            folder,
            id: printed.trim().to_owned(),
        }
    }

    /// The certificate, for everybody.
    pub(super) fn certificate(&self) -> String {
        std::fs::read_to_string(self.file("cert")).unwrap()
    }

    /// Step 3: deals the secret out.
    pub(super) fn polynomial(&self, certificates: &Path) -> String {
        self.step("3", certificates, "")
    }

    /// Step 5: takes what the others dealt. The tool has the organiser write `ID.dkey` in step 6, from the message's own
    /// field; here the trustee does.
    pub(super) fn voutput(&self, certificates: &Path, vinput: &str) -> String {
        let voutput = self.step("5", certificates, vinput);
        let message: serde_json::Value = serde_json::from_str(&voutput).unwrap();
        let key = message["private_key"].as_str().unwrap();
        std::fs::write(self.file("dkey"), format!("{key}\n")).unwrap();
        voutput
    }

    fn step(&self, step: &str, certificates: &Path, input: &str) -> String {
        let (certificates, key) = (text(certificates), self.file("key"));
        let args = ["--certs", certificates, "--key", text(&key), "--step", step];
        threshold(self.tool, &self.folder, self.plan, &args, input)
    }

    /// A file of this trustee.
    pub(super) fn file(&self, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", self.id))
    }

    /// Opens the tally of the archive in a folder, as the trustee with this number.
    pub(super) fn decrypt(&self, archive: &Path, owner: usize) -> String {
        let (key, dkey, owner) = (self.file("key"), self.file("dkey"), owner.to_string());
        let keys = ["--key", text(&key), "--decryption-key", text(&dkey)];
        let command = ["election", "decrypt-threshold", "--trustee-id", &owner];
        self.tool.run(archive, &[&command[..], &keys].concat())
    }
}

/// `setup generate-trustee-key-threshold`.
pub(super) fn threshold(
    tool: &Program,
    folder: &Path,
    plan: &Plan,
    args: &[&str],
    input: &str,
) -> String {
    let common = [
        "setup",
        "generate-trustee-key-threshold",
        "--group",
        plan.group,
    ];
    tool.feed(folder, &[&common, args].concat(), input)
}

/// A mandatory trustee opens the tally of the archive in a folder, as the trustee with this number.
pub(super) fn decrypt(tool: &Program, archive: &Path, key: &Path, owner: usize) -> String {
    let owner = owner.to_string();
    let common = ["election", "decrypt", "--trustee-id", &owner];
    tool.run(archive, &[&common[..], &["--privkey", text(key)]].concat())
}

/// A voter makes a ballot for the archive in a folder, with the private credential in a file.
pub(super) fn generate_ballot(
    tool: &Program,
    archive: &Path,
    credential: &Path,
    plan: &Plan,
    number: usize,
) -> String {
    let scratch = tempfile::tempdir().unwrap();
    let choice = scratch.path().join("choice.json");
    std::fs::write(&choice, plan.choice(number) + "\n").unwrap();
    let files = ["--privcred", text(credential), "--choice", text(&choice)];
    let command = ["election", "generate-ballot"];
    tool.run(archive, &[&command[..], &files].concat())
}

/// Adds an event to the archive in a folder.
pub(super) fn add_event(tool: &Program, archive: &Path, kind: &str, lines: &str) {
    tool.feed(archive, &["archive", "add-event", "--type", kind], lines);
}

/// An election that the tool runs, in folders of its own.
pub(super) struct Election<'a> {
    pub(super) tool: &'a Program,
    pub(super) plan: &'a Plan,
    pub(super) uuid: String,
    folders: TempDir,
    /// What was cast: voter and number of the vote.
    pub(super) cast: Vec<(usize, usize)>,
}

impl<'a> Election<'a> {
    /// An election with a new identifier, of which nothing else exists yet.
    pub(super) fn prepare(tool: &'a Program, plan: &'a Plan) -> Self {
        let folders = tempfile::tempdir().unwrap();
        let uuid = tool.run(folders.path(), &["setup", "generate-token"]);
        std::fs::create_dir(folders.path().join("election")).unwrap();
        Self {
            tool,
            plan,
            uuid: uuid.trim().to_owned(),
            folders,
            cast: Vec::new(),
        }
    }

    /// The folder of all of the election's folders.
    pub(super) fn home(&self) -> &Path {
        self.folders.path()
    }

    /// The folder of the archive.
    pub(super) fn folder(&self) -> PathBuf {
        self.home().join("election")
    }

    /// The registrar makes the credentials, and gives each voter theirs.
    pub(super) fn make_credentials(&self) {
        let registrar = folder(self.home().join("registrar"));
        generate_credentials(self.tool, &registrar, self.plan, &self.uuid);
        let public = self.folder().join("public_creds.json");
        std::fs::copy(only(&registrar, "pubcreds"), public).unwrap();
        hand_out_credentials(&only(&registrar, "privcreds"), self.home());
    }

    /// A mandatory trustee makes a key in the folder `mandatory-N`. Gives the line for `public_keys.jsons`.
    pub(super) fn make_key(&self, trustee: u32) -> String {
        let folder = folder(self.home().join(format!("mandatory-{trustee}")));
        generate_trustee_key(self.tool, &folder, self.plan);
        std::fs::read_to_string(only(&folder, "pubkey")).unwrap()
    }

    /// Writes a file of the election's folder, from lines.
    pub(super) fn write(&self, name: &str, lines: &[String]) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, lines.concat()).unwrap();
        path
    }

    /// Makes the archive, from the credentials and the trustees' keys in the election's folder.
    pub(super) fn open(&self) {
        let folder = self.folder();
        self.write("template.json", &[self.plan.template()]);
        self.tool.run(&folder, &["setup", "make-trustees"]);
        let made = ["setup", "make-election", "--template", "template.json"];
        let named = ["--uuid", &self.uuid, "--group", self.plan.group];
        self.tool.run(&folder, &[&made[..], &named].concat());
        self.tool.run(&folder, &["archive", "init"]);
    }

    /// A voter's private credential.
    pub(super) fn credential(&self, voter: usize) -> PathBuf {
        self.home().join(format!("credential-{voter}"))
    }

    /// A voter votes with the tool.
    pub(super) fn vote(&mut self, voter: usize, number: usize) {
        let folder = self.folder();
        let credential = self.credential(voter);
        let ballot = generate_ballot(self.tool, &folder, &credential, self.plan, number);
        self.add("Ballot", &ballot);
        self.cast.push((voter, number));
    }

    /// Adds an event.
    pub(super) fn add(&self, kind: &str, lines: &str) {
        add_event(self.tool, &self.folder(), kind, lines);
    }

    /// Adds an event that the tool computes by this command.
    pub(super) fn add_computed(&self, kind: &str, command: &str) {
        let lines = self.tool.run(&self.folder(), &["election", command]);
        self.add(kind, &lines);
    }
}
