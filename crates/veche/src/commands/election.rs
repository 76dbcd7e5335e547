//! Whoever writes on the record of an election: opening it, signing entries, recording them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use base64ct::{Base64, Encoding};
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use toml::Table;
use veche_election::entry::{Act, Entry, Recorded, UnsignedEntry};
use veche_election::judge::Election;
use veche_election::value::{BodyRef, EntryId, Moment};
use veche_store::files::write_new;
use veche_store::keeper::{Keeper, StoredBody};

use crate::draft::{self, Surroundings};
use crate::election::{Folder, keys};
use crate::{folder, random, seal};

/// A signed entry with its bodies, on its way to who keeps the record.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// The entry.
    pub entry: Entry,
    /// Its bodies.
    pub bodies: Vec<ParcelBody>,
}

/// A body in a [`Parcel`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelBody {
    /// How the entry refers to it.
    #[serde(flatten)]
    pub reference: BodyRef,
    /// The file's bytes in base64.
    pub data: String,
}

/// How a draft is signed.
#[derive(Debug)]
pub struct Signing {
    /// The draft, in TOML.
    pub draft: PathBuf,
    /// The author's key.
    pub key: PathBuf,
    /// The language of texts that name none.
    pub language: String,
    /// Who may read sealed bodies.
    pub seal_to: Vec<String>,
}

/// The keys of the log.
#[derive(Debug)]
pub struct LogKeys {
    /// The one in force.
    pub log: PathBuf,
    /// The one that an entry puts in its place.
    pub next: Option<PathBuf>,
}

impl LogKeys {
    /// Opens a record for writing.
    fn open(&self, dir: &Path) -> anyhow::Result<Keeper> {
        let next = self.next.as_deref().map(keys::read_log).transpose()?;
        let store = Folder::new(dir).store()?;
        Ok(Keeper::open(store, keys::read_log(&self.log)?)?.with_next(next))
    }
}

/// `election open`: signs the call, and makes the record with it as first entry.
///
/// # Errors
/// If the call cannot be held, or the folder has a record already.
pub fn open(dir: &Path, signing: &Signing, log_key: &Path) -> anyhow::Result<()> {
    let log = keys::read_log(log_key)?;
    let key = keys::read(&signing.key)?;
    let verifier = log.verifier().to_text();
    let election = Election::default();
    let (entry, bodies) = sign_draft(signing, &election, None, &key, Some(&verifier))?;
    // Judged before anything is written: a call that cannot be held leaves no folder behind.
    let recorded = now(entry);
    let signed = recorded.clone().verify()?;
    election.check(&signed)?;
    let mut keeper = Keeper::create(Folder::new(dir).create()?, log)?;
    let id = keeper.judge(&recorded)?;
    keeper.write(&[(recorded, bodies)])?;
    println!("{id}");
    eprintln!(
        "The election is called. Print its fingerprint where people can compare it:\n  {}",
        id.fingerprint()
    );
    Ok(())
}

/// `election sign`: makes a signed entry of a draft, for sending to who keeps the record.
///
/// # Errors
/// If the draft is wrong, or could not be recorded as the record stands.
pub fn sign(dir: &Path, signing: &Signing, out: Option<&Path>) -> anyhow::Result<()> {
    let election = read(dir)?;
    let key = keys::read(&signing.key)?;
    let id = election.called().map(|called| called.id);
    let (entry, bodies) = sign_draft(signing, &election, id, &key, None)?;
    let signed = now(entry.clone()).verify()?;
    election.check(&signed)?;
    let parcel = Parcel {
        entry,
        bodies: bodies
            .into_iter()
            .map(|body| ParcelBody {
                reference: body.reference,
                data: Base64::encode_string(&body.bytes),
            })
            .collect(),
    };
    let json = serde_json::to_string(&parcel)?;
    match out {
        None => println!("{json}"),
        Some(path) => write_new(path, json.as_bytes())?,
    }
    eprintln!(
        "Signed as entry {}. It is not on the record yet: send it to who keeps it.",
        signed.id
    );
    Ok(())
}

/// `election record`: judges signed entries, and records those that may be.
///
/// # Errors
/// Which entry may not be recorded, and why; those before it are recorded.
pub fn record(dir: &Path, parcels: &[PathBuf], log: &LogKeys) -> anyhow::Result<()> {
    let mut keeper = log.open(dir)?;
    let mut waiting = Vec::new();
    let mut refused = None;
    for path in parcels {
        let text = folder::read_text(path)?;
        let parcel: Parcel = serde_json::from_str(&text)
            .with_context(|| format!("{}: is not a signed entry", path.display()))?;
        let (entry, bodies) = unpack(parcel).with_context(|| path.display().to_string())?;
        let recorded = now(entry);
        match keeper.judge(&recorded) {
            Ok(id) => waiting.push((id, (recorded, bodies))),
            Err(error) => {
                refused = Some(anyhow!(error).context(path.display().to_string()));
                break;
            }
        }
    }
    let (ids, entries): (Vec<EntryId>, Vec<_>) = waiting.into_iter().unzip();
    if !entries.is_empty() {
        keeper.write(&entries)?;
    }
    for id in ids {
        println!("{id}");
    }
    refused.map_or(Ok(()), Err)
}

/// `election add`: signs a draft and records it, for who holds both keys.
///
/// # Errors
/// If the draft is wrong or may not be recorded.
pub fn add(dir: &Path, signing: &Signing, log: &LogKeys) -> anyhow::Result<()> {
    let mut keeper = log.open(dir)?;
    let key = keys::read(&signing.key)?;
    let id = keeper.election().called().map(|called| called.id);
    let (entry, bodies) = sign_draft(signing, keeper.election(), id, &key, None)?;
    let recorded = now(entry);
    let id = keeper.judge(&recorded)?;
    keeper.write(&[(recorded, bodies)])?;
    println!("{id}");
    Ok(())
}

/// An entry as it is recorded now.
pub(crate) fn now(entry: Entry) -> Recorded {
    Recorded {
        at: Moment::of(Timestamp::now()),
        entry,
    }
}

fn unpack(parcel: Parcel) -> anyhow::Result<(Entry, Vec<StoredBody>)> {
    let bodies = parcel
        .bodies
        .into_iter()
        .map(|body| {
            Ok(StoredBody {
                reference: body.reference,
                bytes: Base64::decode_vec(&body.data)
                    .map_err(|error| anyhow!("a body is not base64: {error}"))?,
            })
        })
        .collect::<anyhow::Result<_>>()?;
    Ok((parcel.entry, bodies))
}

/// The election as its record says, for checking before sending.
fn read(dir: &Path) -> anyhow::Result<Election> {
    let today = Moment::of(Timestamp::now()).day();
    let verified = crate::election::verify(&Folder::new(dir), today, true)?;
    match verified.report.faults.list().first() {
        Some(fault) => bail!("{}: the record is not sound: {fault}", dir.display()),
        None => Ok(verified.election),
    }
}

fn sign_draft(
    signing: &Signing,
    election: &Election,
    id: Option<EntryId>,
    key: &SigningKey,
    log: Option<&str>,
) -> anyhow::Result<(Entry, Vec<StoredBody>)> {
    let path = &signing.draft;
    let text = folder::read_text(path)?;
    let mut fields: Table = toml::from_str(&text).with_context(|| path.display().to_string())?;
    let sources: BTreeMap<String, Table> = match fields.remove("source") {
        None => BTreeMap::new(),
        Some(value) => value
            .try_into()
            .with_context(|| format!("{}: [source.…] must be tables", path.display()))?,
    };
    let mut rng = random::generator()?;
    let (act, bodies) = draft::act(
        &fields,
        &mut Surroundings {
            language: &signing.language,
            labels: &labels(election),
            people: &|_| None,
            log,
            sources: &sources,
            folder: path.parent().unwrap_or(Path::new(".")).to_owned(),
            salt: &mut || {
                let mut salt = [0; 16];
                rng.fill_bytes(&mut salt);
                salt
            },
            seal: &mut |body| seal::seal(&body.to_bytes(), &signing.seal_to),
        },
    )
    .with_context(|| path.display().to_string())?;
    Ok((UnsignedEntry::sign(act, id, key), bodies))
}

/// How a draft can name entries: by the first twelve digits, and candidates, assemblies, detentions, polls and rules by
/// their short names, where only one has it.
pub(super) fn labels(election: &Election) -> BTreeMap<String, EntryId> {
    let mut found: BTreeMap<String, Vec<EntryId>> = BTreeMap::new();
    for kept in election.kept() {
        let label = match &kept.act {
            Act::CandidacyFiled(act) => Some(&act.label),
            Act::AssemblyNotified(act) => Some(&act.label),
            Act::PeopleDetained(act) => Some(&act.label),
            Act::PollOpened(act) => Some(&act.poll),
            Act::RulePublished(act) => Some(&act.rule),
            _ => None,
        };
        found.entry(kept.id.short()).or_default().push(kept.id);
        if let Some(label) = label {
            found.entry(label.to_string()).or_default().push(kept.id);
        }
    }
    for report in election.reports() {
        if let Some(placed) = election.entry_at(report.index) {
            found.entry(placed.id.short()).or_default().push(placed.id);
        }
    }
    found
        .into_iter()
        .filter_map(|(label, ids)| match ids.as_slice() {
            [id] => Some((label, *id)),
            _ => None,
        })
        .collect()
}
