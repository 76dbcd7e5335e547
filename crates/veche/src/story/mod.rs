//! Sample elections: a story in TOML becomes a record.
//!
//! `elections/*/story.toml` says who does what, and when; this turns it into the files that `veche verify` reads. The
//! same story always gives the same bytes: keys, salts and ballots are made from the story's name. So a sample's keys
//! are public, and nothing here may ever be used for an election that counts.

mod poll;
pub(crate) mod trustees;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail, ensure};
use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Table;
use veche_election::entry::{Act, Recorded, UnsignedEntry};
use veche_election::judge::consent_message;
use veche_election::value::{Body, EntryId, Moment, PublicKey};
use veche_record::note;
use veche_store::keeper::{Keeper, StoredBody};

use crate::draft::{self, Surroundings};
use crate::election::{Folder, keys};
use veche_poll::credential::PrivateCredential;

pub use poll::Finished;
use poll::{PollSettings, RunningPoll, Stage};

/// Sealed bodies of samples are sealed to this recipient. Its key is public: `elections/README.md`.
pub const TEST_RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// A story, as it stands in its file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What it is about, for who reads the file.
    pub title: String,
    /// The language of its texts.
    pub language: String,
    /// The name of its log.
    pub origin: String,
    /// Sources by name.
    #[serde(default)]
    pub source: BTreeMap<String, Table>,
    /// Polls by name.
    #[serde(default)]
    pub poll: BTreeMap<String, PollSettings>,
    /// What happens, in order.
    pub entry: Vec<Table>,
}

/// Which story, for everything that is made from its name.
#[derive(Clone, Debug)]
pub struct Name(String);

impl Name {
    /// The story of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// 32 bytes for a purpose. The same in every run, and known to everybody.
    pub(crate) fn seed(&self, purpose: &str) -> [u8; 32] {
        Sha256::digest(format!("veche sample\n{}\n{purpose}", self.0)).into()
    }

    /// The public test key of a person of this story.
    #[must_use]
    pub fn key(&self, person: &str) -> SigningKey {
        SigningKey::from_bytes(&self.seed(&format!("key\n{person}")))
    }
}

/// A story that was told: what only those who told it know.
pub struct Told {
    name: Name,
    log: Arc<note::SigningKey>,
    polls: BTreeMap<String, RunningPoll>,
}

impl Told {
    /// The key of a person.
    #[must_use]
    pub fn key(&self, person: &str) -> SigningKey {
        self.name.key(person)
    }

    /// The key of the log.
    #[must_use]
    pub fn log_key(&self) -> Arc<note::SigningKey> {
        Arc::clone(&self.log)
    }

    /// The private credentials of a poll.
    ///
    /// # Errors
    /// If the story has no such poll.
    pub fn credentials(&self, poll: &str) -> anyhow::Result<&[PrivateCredential]> {
        let poll = self.polls.get(poll);
        Ok(poll.context("the story has no such poll")?.credentials())
    }

    /// Ends a poll whose archive is `archive`, and opens its sum.
    ///
    /// # Errors
    /// If the archive is not sound, or the poll was ended before.
    pub fn finish(&mut self, poll: &str, archive: &[u8]) -> anyhow::Result<Finished> {
        let poll = self.polls.get_mut(poll);
        poll.context("the story has no such poll")?
            .finish_bytes(archive)
    }
}

/// Makes the record, bodies and polls of a story in a new folder.
///
/// # Errors
/// Which entry of the story is wrong, and why.
pub fn build(story_file: &Path, out: &Path) -> anyhow::Result<Told> {
    let (story, name) = read(story_file)?;
    let folder = story_file.parent().unwrap_or(Path::new(".")).to_owned();
    let log = Arc::new(log_key(&story, &name)?);
    let mut teller = Teller {
        keeper: Keeper::create(Folder::new(out).create()?, Arc::clone(&log))?,
        folder,
        name,
        labels: BTreeMap::new(),
        polls: BTreeMap::new(),
        salts: 0,
        election: None,
        waiting: Vec::new(),
        out: out.to_owned(),
    };
    for (number, table) in story.entry.iter().enumerate() {
        let label = table.get("label").and_then(toml::Value::as_str);
        teller.tell(&story, table).with_context(|| {
            format!(
                "{}: entry {} ({})",
                story_file.display(),
                number + 1,
                label.unwrap_or("without label")
            )
        })?;
    }
    teller.flush()?;
    let names: BTreeMap<EntryId, String> = teller
        .keeper
        .election()
        .polls()
        .iter()
        .map(|poll| (poll.id, poll.opened.poll.to_string()))
        .collect();
    Ok(Told {
        name: teller.name,
        log,
        polls: teller
            .polls
            .into_iter()
            .filter_map(|(id, poll)| Some((names.get(&id)?.clone(), poll)))
            .collect(),
    })
}

/// Writes the public test keys of a story's people into files, and that of its log.
///
/// # Errors
/// If a file exists already or cannot be written.
pub fn write_keys(story_file: &Path, out: &Path) -> anyhow::Result<()> {
    let (story, name) = read(story_file)?;
    std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let mut people: Vec<&str> = story
        .entry
        .iter()
        .filter_map(|table| table.get("by")?.as_str())
        .collect();
    people.sort_unstable();
    people.dedup();
    for person in people {
        keys::write(&out.join(format!("{person}.key")), &name.key(person))?;
    }
    keys::write_log(&out.join("log.key"), &log_key(&story, &name)?)?;
    Ok(())
}

fn read(story_file: &Path) -> anyhow::Result<(Story, Name)> {
    let text =
        std::fs::read_to_string(story_file).with_context(|| story_file.display().to_string())?;
    let story = toml::from_str(&text).with_context(|| story_file.display().to_string())?;
    let file = std::path::absolute(story_file)?;
    let folder = file.parent().and_then(Path::file_name);
    let name = folder.and_then(|name| name.to_str());
    let name = name.context("the story's folder has no name")?;
    Ok((story, Name::new(name)))
}

fn log_key(story: &Story, name: &Name) -> anyhow::Result<note::SigningKey> {
    let origin =
        note::KeyName::new(&story.origin).with_context(|| format!("origin {}", story.origin))?;
    Ok(note::SigningKey::new(origin, &name.seed("log")))
}

/// Whoever turns a story into a record.
struct Teller {
    keeper: Keeper,
    folder: PathBuf,
    name: Name,
    labels: BTreeMap<String, EntryId>,
    polls: BTreeMap<EntryId, RunningPoll>,
    salts: u64,
    election: Option<EntryId>,
    /// Entries that are judged and not yet written.
    waiting: Vec<(Recorded, Vec<StoredBody>)>,
    out: PathBuf,
}

impl Teller {
    fn tell(&mut self, story: &Story, table: &Table) -> anyhow::Result<()> {
        let string = |name: &str| table.get(name).and_then(toml::Value::as_str);
        let at = string("at").context("`at` is missing: when it is recorded")?;
        let at = Moment::try_from(at.to_owned()).map_err(|error| anyhow!("at: {error}"))?;
        let by = string("by")
            .context("`by` is missing: who signs")?
            .to_owned();
        let mut fields = table.clone();
        fields.remove("at");
        fields.remove("by");
        // Some kinds have a label of their own, on the record: then the story's is the same.
        let labelled = ["candidacy_filed", "assembly_notified", "people_detained"];
        if string("kind").is_none_or(|kind| !labelled.contains(&kind)) {
            fields.remove("label");
        }
        let label = string("label").map(ToOwned::to_owned);
        let id = match string("kind") {
            Some("poll_opened") => self.open_poll(story, fields, at, &by)?,
            Some("poll_anchored") => return self.anchor(&fields, at, &by),
            Some("key_rotated") => self.rotate(story, fields, at, &by)?,
            _ => {
                let (act, bodies) = self.draft(story, &fields)?;
                self.add(act, bodies, at, &by)?
            }
        };
        if let Some(label) = label {
            ensure!(
                self.labels.insert(label.clone(), id).is_none(),
                "the label {label} is used twice"
            );
        }
        Ok(())
    }

    fn draft(&mut self, story: &Story, fields: &Table) -> anyhow::Result<(Act, Vec<StoredBody>)> {
        let name = self.name.clone();
        let salts = &mut self.salts;
        let sealed = self.folder.join("sealed");
        let log = self.keeper.verifier_key();
        draft::act(
            fields,
            &mut Surroundings {
                language: &story.language,
                labels: &self.labels,
                people: &|person| Some(PublicKey::new(name.key(person).verifying_key().to_bytes())),
                log: Some(&log),
                sources: &story.source,
                folder: self.folder.clone(),
                salt: &mut || {
                    *salts += 1;
                    let seed = name.seed(&format!("salt\n{salts}"));
                    let mut salt = [0; 16];
                    salt.copy_from_slice(&seed[..16]);
                    salt
                },
                seal: &mut |body| seal_once(&sealed, body),
            },
        )
    }

    /// Signs, judges and keeps an entry.
    fn add(
        &mut self,
        act: Act,
        bodies: Vec<StoredBody>,
        at: Moment,
        by: &str,
    ) -> anyhow::Result<EntryId> {
        let is_call = matches!(act, Act::ElectionCalled(_));
        let entry = UnsignedEntry::sign(act, self.election, &self.name.key(by));
        let recorded = Recorded { at, entry };
        let id = self.keeper.judge(&recorded)?;
        if is_call {
            self.election = Some(id);
        }
        self.waiting.push((recorded, bodies));
        Ok(id)
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.keeper.write(&waiting)?;
        Ok(())
    }

    fn rotate(
        &mut self,
        story: &Story,
        mut fields: Table,
        at: Moment,
        by: &str,
    ) -> anyhow::Result<EntryId> {
        let election = self.election.context("there is no call yet")?;
        let new = fields.get("new").and_then(toml::Value::as_str);
        let new = new.and_then(|new| new.strip_prefix("@key:"));
        let new = self.name.key(new.context("`new` must be \"@key:person\"")?);
        let old = PublicKey::new(self.name.key(by).verifying_key().to_bytes());
        let consent = new.sign(&consent_message(&election, &old)).to_bytes();
        let consent = base16ct::lower::encode_string(&consent);
        fields.insert("consent".to_owned(), toml::Value::String(consent));
        let (act, bodies) = self.draft(story, &fields)?;
        self.add(act, bodies, at, by)
    }

    fn open_poll(
        &mut self,
        story: &Story,
        mut fields: Table,
        at: Moment,
        by: &str,
    ) -> anyhow::Result<EntryId> {
        let name = fields.get("poll").and_then(toml::Value::as_str);
        let name = name.context("`poll` is missing")?.to_owned();
        let settings = story.poll.get(&name);
        let settings = settings.with_context(|| format!("there is no [poll.{name}]"))?;
        let options = fields.get("options").and_then(toml::Value::as_array);
        let options: Vec<String> = options
            .context("`options` is missing")?
            .iter()
            .filter_map(|option| Some(option.as_str()?.trim_start_matches('@').to_owned()))
            .collect();
        let path = Folder::new(&self.out).poll(&name);
        let seed = self.name.seed(&format!("poll\n{name}"));
        let poll = RunningPoll::open(settings, &options, &path, seed, timestamp(at)?)?;
        let fingerprint = poll.fingerprint();
        fields.insert("fingerprint".to_owned(), toml::Value::String(fingerprint));
        let (act, bodies) = self.draft(story, &fields)?;
        let id = self.add(act, bodies, at, by)?;
        self.polls.insert(id, poll);
        Ok(id)
    }

    fn anchor(&mut self, fields: &Table, at: Moment, by: &str) -> anyhow::Result<()> {
        let string = |name: &str| fields.get(name).and_then(toml::Value::as_str);
        let label = string("poll").and_then(|label| label.strip_prefix('@'));
        let label = label.context("`poll` must be the label of a poll_opened, with @")?;
        let id = self.labels.get(label).copied();
        let id = id.with_context(|| format!("no entry has the label {label}"))?;
        let stage = match string("upto") {
            Some("setup") => Stage::Setup,
            Some("ballots") => Stage::Ballots,
            Some("result") => Stage::Result,
            _ => bail!("`upto` must be \"setup\", \"ballots\" or \"result\""),
        };
        let poll = self.polls.get_mut(&id);
        let acts = poll
            .with_context(|| format!("@{label} is no poll"))?
            .advance(stage, id)?;
        for act in acts {
            self.add(Act::PollAnchored(act), Vec::new(), at, by)?;
        }
        Ok(())
    }
}

fn timestamp(at: Moment) -> anyhow::Result<u64> {
    let time: Timestamp = at.to_string().parse()?;
    Ok(u64::try_from(time.as_second())?)
}

/// Sealing is random. So that a story always gives the same record, what was sealed once is kept beside the story, under
/// the hash of the plain body.
fn seal_once(folder: &Path, body: &Body) -> anyhow::Result<Vec<u8>> {
    let path = folder.join(format!("{}.age", body.reference().plain));
    if path.is_file() {
        return std::fs::read(&path).with_context(|| path.display().to_string());
    }
    let sealed = crate::seal::seal(&body.to_bytes(), &[TEST_RECIPIENT.to_owned()])?;
    std::fs::create_dir_all(folder)?;
    std::fs::write(&path, &sealed).with_context(|| path.display().to_string())?;
    Ok(sealed)
}
