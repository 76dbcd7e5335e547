//! Verifying a whole record as it is fetched. Every check is made by `veche_election::verify`; this keeps the order.
//!
//! The page fetches and hands in, in this order:
//!
//! 1. [`Session::start`] with the day and 32 random bytes; if it has them, what the reader knows from elsewhere:
//!    [`Session::expect_log_key`], [`Session::expect_election`], [`Session::promise`], [`Session::tracker`];
//! 2. [`Session::checkpoint`], which names the files with entries; [`Session::keep`], a checkpoint that was kept;
//! 3. [`Session::bundle`] for each of these files in order, which names bodies; [`Session::body`] or
//!    [`Session::no_body`] for each of those, in any order;
//! 4. [`Session::end_entries`], which names the archives of polls; for each of them that is there
//!    [`Session::archive`], [`Session::piece`] as often as needed, [`Session::end_archive`];
//! 5. [`Session::finish`].
//!
//! | module | subject |
//! | --- | --- |
//! | `asked` | ballots that somebody asks for: by tracker, by promise |

mod asked;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use veche_election::value::{EntryId, Sha256Hex};
use veche_election::verify::{BodyUse, Ended, Kept, Verification, bodies, facts, json};
use veche_poll::verify::{AnyVerifier, Options};
use veche_record::bundle::{self, BundleId};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::note::VerifierKey;

use crate::answer::{Failure, argument, text};
use crate::chance::Seed;
use asked::Asked;

/// A verification in a browser.
#[derive(Default)]
pub struct Session {
    stage: Stage,
}

#[derive(Default)]
enum Stage {
    /// Nothing was said yet.
    #[default]
    Before,
    /// The checkpoint comes next, then entries and bodies.
    Entries(Box<Entries>),
    /// The archives of polls.
    Archives(Box<Archives>),
}

/// What is known from the beginning.
struct Beginning {
    as_of: Date,
    seed: [u8; 32],
    asked: Asked,
}

struct Entries {
    beginning: Beginning,
    checkpoint: Option<UncheckedCheckpoint>,
    verification: Verification,
    /// Files of the log that were read and are not what they must be.
    differences: Vec<String>,
    /// Bodies that were named and have not come, by hash.
    wanted: BTreeMap<Sha256Hex, Vec<BodyUse>>,
    bodies: u64,
    /// Entries of which a body came: some may turn out to be withdrawn.
    with_bodies: BTreeSet<u64>,
}

struct Archives {
    beginning: Beginning,
    ended: Ended,
    entries: u64,
    bodies: u64,
    ballots: u64,
    reading: Option<(String, AnyVerifier)>,
}

#[derive(Deserialize)]
struct Start {
    as_of: String,
    seed: Seed,
}

#[derive(Deserialize)]
struct NoBody {
    name: String,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct OneTracker {
    poll: String,
    tracker: String,
}

fn order(what: &str) -> Failure {
    Failure::new("order", format!("this comes at another time: {what}"))
}

impl Session {
    /// Begins. Whatever came before is forgotten. `{"as_of": "2026-11-23", "seed": …}`.
    ///
    /// # Errors
    /// `argument`.
    pub fn start(&mut self, request: &[u8]) -> Result<Value, Failure> {
        let Start { as_of, seed } = argument(request)?;
        let as_of = as_of.parse();
        let as_of = as_of.map_err(|_| Failure::new("argument", "the day is no day"))?;
        self.stage = Stage::Entries(Box::new(Entries {
            beginning: Beginning {
                as_of,
                seed: *seed.bytes(),
                asked: Asked::default(),
            },
            checkpoint: None,
            verification: Verification::new(),
            differences: Vec::new(),
            wanted: BTreeMap::new(),
            bodies: 0,
            with_bodies: BTreeSet::new(),
        }));
        Ok(Value::Null)
    }

    fn entries(&mut self) -> Result<&mut Entries, Failure> {
        match &mut self.stage {
            Stage::Entries(entries) => Ok(entries),
            Stage::Before => Err(order("start first")),
            Stage::Archives(_) => Err(order("the entries have ended")),
        }
    }

    fn archives(&mut self) -> Result<&mut Archives, Failure> {
        match &mut self.stage {
            Stage::Archives(archives) => Ok(archives),
            Stage::Before | Stage::Entries(_) => Err(order("end the entries first")),
        }
    }

    fn asked(&mut self) -> Result<&mut Asked, Failure> {
        match &mut self.stage {
            Stage::Before => Err(order("start first")),
            Stage::Entries(entries) => Ok(&mut entries.beginning.asked),
            Stage::Archives(archives) => Ok(&mut archives.beginning.asked),
        }
    }

    /// Takes the key of the log that the reader has from elsewhere, `name+id+key`. The checkpoint must be signed with it.
    ///
    /// # Errors
    /// `log_key`: it is no key.
    pub fn expect_log_key(&mut self, key: &[u8]) -> Result<Value, Failure> {
        let key = VerifierKey::parse(text(key)?.trim());
        let key = key.map_err(|error| Failure::new("log_key", error))?;
        self.entries()?.verification.expect_log_key(key);
        Ok(Value::Null)
    }

    /// Takes the fingerprint of the election that the reader has from elsewhere: the record must be that election's.
    ///
    /// # Errors
    /// `election`: it is no fingerprint.
    pub fn expect_election(&mut self, id: &[u8]) -> Result<Value, Failure> {
        let id = EntryId::try_from(text(id)?.trim().to_owned());
        let id = id.map_err(|error| Failure::new("election", error))?;
        self.entries()?.verification.expect_election(id);
        Ok(Value::Null)
    }

    /// Asks for a ballot by its tracker: `{"poll": name, "tracker": …}`. To be asked before the poll's archive is read.
    ///
    /// # Errors
    /// `tracker`: it is none.
    pub fn tracker(&mut self, request: &[u8]) -> Result<Value, Failure> {
        let OneTracker { poll, tracker } = argument(request)?;
        self.asked()?.tracker(poll, &tracker)?;
        Ok(Value::Null)
    }

    /// Asks whether a promise was kept: the whole signed text. To be asked before the poll's archive is read.
    ///
    /// # Errors
    /// `promise`: it is none.
    pub fn promise(&mut self, promise: &[u8]) -> Result<Value, Failure> {
        self.asked()?.promise(promise)?;
        Ok(Value::Null)
    }

    /// Takes the record's checkpoint. Says which files of entries there are, below `record/`, in order.
    ///
    /// # Errors
    /// `checkpoint`: it is none.
    pub fn checkpoint(&mut self, bytes: &[u8]) -> Result<Value, Failure> {
        let entries = self.entries()?;
        let checkpoint = read_checkpoint(bytes)?;
        if entries.checkpoint.is_some() {
            return Err(order("there was a checkpoint already"));
        }
        let size = checkpoint.tree().size;
        // Where a file that is not full is gone, readers fall back to the full one of the same number.
        let files = bundle::new_bundles(0, size).map(|id| {
            let full = BundleId::new(id.index(), 256);
            json!({ "path": id.path(), "full": full.map(|full| full.path()) })
        });
        let answer = json!({
            "origin": checkpoint.origin(),
            "entries": size,
            "files": files.collect::<Vec<_>>(),
        });
        entries.checkpoint = Some(checkpoint);
        Ok(answer)
    }

    /// Takes a checkpoint of this record that the reader kept, to be compared with what the record is now. To be given
    /// before the entries.
    ///
    /// # Errors
    /// `checkpoint`: it is none.
    pub fn keep(&mut self, bytes: &[u8]) -> Result<Value, Failure> {
        let entries = self.entries()?;
        if !entries.verification.election().is_empty() {
            return Err(order("entries were read already"));
        }
        entries.verification.keep(read_checkpoint(bytes)?);
        Ok(Value::Null)
    }

    /// Takes the file of entries of this number, from 0; numbers must grow, and files that are left out count as missing.
    /// Names the bodies that its entries refer to.
    ///
    /// # Errors
    /// `order`, or `bundle`: it is no such file. That is also kept as a fault.
    pub fn bundle(&mut self, index: u32, bytes: &[u8]) -> Result<Value, Failure> {
        let entries = self.entries()?;
        let checkpoint = entries.checkpoint.as_ref();
        let size = checkpoint
            .ok_or_else(|| order("the checkpoint first"))?
            .tree()
            .size;
        let id = BundleId::in_tree(u64::from(index), size);
        let id = id.ok_or_else(|| Failure::new("bundle", "the record has no such file"))?;
        if id.first_entry() < entries.verification.election().len() {
            return Err(order("these entries were read already"));
        }
        let leaves = read_bundle(id, bytes).inspect_err(|failure| {
            let difference = format!("{}: {}", id.path(), failure.text);
            entries.differences.push(difference);
        })?;
        let uses = entries.verification.entries(id.first_entry(), &leaves);
        let mut names = Vec::with_capacity(uses.len());
        for used in uses {
            let name = used.body.stored();
            let waiting = entries.wanted.entry(name).or_default();
            if waiting.is_empty() {
                names.push(name);
            }
            waiting.push(used);
        }
        Ok(json!({ "entries": entries.verification.election().len(), "bodies": names }))
    }

    /// Takes a body: the 64 digits of its name, and then its bytes. Says what is wrong with it, if anything is.
    ///
    /// # Errors
    /// `body`: no body of this name was asked for.
    pub fn body(&mut self, named: &[u8]) -> Result<Value, Failure> {
        let (name, bytes) = named.split_at_checked(64).unwrap_or((named, &[]));
        let entries = self.entries()?;
        let uses = entries.asked_for(text(name)?)?;
        let mut fault = None;
        for used in uses {
            fault = bodies::fault(&used, Some(bytes));
            if fault.is_none() {
                entries.with_bodies.insert(used.entry);
            }
            entries.verification.body(used, fault.clone());
        }
        Ok(json!({ "fault": fault }))
    }

    /// Notes that a body is not there: `{"name": …}`, with a `reason` if it is another than that.
    ///
    /// # Errors
    /// `body`: no body of this name was asked for.
    pub fn no_body(&mut self, request: &[u8]) -> Result<Value, Failure> {
        let NoBody { name, reason } = argument(request)?;
        let entries = self.entries()?;
        for used in entries.asked_for(&name)? {
            let fault = reason.clone().or_else(|| bodies::fault(&used, None));
            entries.verification.body(used, fault);
        }
        Ok(Value::Null)
    }

    /// Ends the entries. Names the polls, whose archives come next.
    ///
    /// # Errors
    /// `order`.
    pub fn end_entries(&mut self) -> Result<Value, Failure> {
        if self.entries()?.checkpoint.is_none() {
            return Err(order("the checkpoint first"));
        }
        let Stage::Entries(entries) = std::mem::take(&mut self.stage) else {
            return Err(order("start first"));
        };
        let archives = entries.end()?;
        let polls = archives.ended.polls_wanted();
        self.stage = Stage::Archives(Box::new(archives));
        Ok(json!({ "polls": polls }))
    }

    /// Begins the archive of the poll of this name. A poll whose archive never begins has none.
    ///
    /// # Errors
    /// `order`.
    pub fn archive(&mut self, name: &[u8]) -> Result<Value, Failure> {
        let name = text(name)?.to_owned();
        let archives = self.archives()?;
        if archives.reading.is_some() {
            return Err(order("another archive has not ended"));
        }
        let options = Options {
            seed: archives.beginning.seed,
            since: None,
            trackers: archives
                .beginning
                .asked
                .of_poll(&name, archives.ended.election()),
            hints: None,
            again: None,
        };
        archives.reading = Some((name, AnyVerifier::new(options)));
        Ok(Value::Null)
    }

    /// Takes the next piece of the archive.
    ///
    /// # Errors
    /// `order`.
    pub fn piece(&mut self, bytes: &[u8]) -> Result<Value, Failure> {
        match &mut self.archives()?.reading {
            None => Err(order("no archive has begun")),
            Some((_, verifier)) => {
                verifier.push(bytes);
                Ok(json!({ "ballots": verifier.ballots() }))
            }
        }
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// `order`.
    pub fn end_archive(&mut self) -> Result<Value, Failure> {
        let archives = self.archives()?;
        let reading = archives.reading.take();
        let (name, verifier) = reading.ok_or_else(|| order("no archive has begun"))?;
        let reading = verifier.finish();
        archives.ballots += reading.report.ballots;
        archives.beginning.asked.found(&name, &reading.report);
        let sound = reading.report.faults.is_empty();
        let ballots = reading.report.ballots;
        archives.ended.poll(name, facts::of(reading));
        Ok(json!({ "ballots": ballots, "sound": sound }))
    }

    /// How far it has come: numbers of entries, bodies and ballots.
    #[must_use]
    pub fn progress(&self) -> Value {
        let (entries, bodies, ballots) = match &self.stage {
            Stage::Before => (0, 0, 0),
            Stage::Entries(now) => (now.verification.election().len(), now.bodies, 0),
            Stage::Archives(now) => {
                let reading = now
                    .reading
                    .as_ref()
                    .map_or(0, |(_, reading)| reading.ballots());
                (now.entries, now.bodies, now.ballots + reading)
            }
        };
        json!({ "entries": entries, "bodies": bodies, "ballots": ballots })
    }

    /// Ends it. `report` is what `veche verify --json` prints; beside it stands what the reader asked for.
    ///
    /// # Errors
    /// `order`.
    pub fn finish(&mut self) -> Result<Value, Failure> {
        if self.archives()?.reading.is_some() {
            return Err(order("an archive has not ended"));
        }
        let Stage::Archives(archives) = std::mem::take(&mut self.stage) else {
            return Err(order("end the entries first"));
        };
        let Archives {
            beginning, ended, ..
        } = *archives;
        let kept = ended.kept().map(kept);
        let asked = beginning.asked.answer(ended.election());
        let log_key = ended.election().called().map(|called| called.log.clone());
        let verified = ended.finish(beginning.as_of);
        Ok(json!({
            "report": json::report(&verified),
            "checkpoint": verified.checkpoint.to_text(),
            "log_key": log_key,
            "kept": kept,
            "trackers": asked.trackers,
            "promises": asked.promises,
        }))
    }
}

impl Entries {
    fn asked_for(&mut self, name: &str) -> Result<Vec<BodyUse>, Failure> {
        let name = Sha256Hex::try_from(name.to_owned()).ok();
        let uses = name.and_then(|name| self.wanted.remove(&name));
        let uses = uses.ok_or_else(|| Failure::new("body", "this body was not asked for"))?;
        self.bodies += uses.len() as u64;
        Ok(uses)
    }

    fn end(mut self) -> Result<Archives, Failure> {
        for used in std::mem::take(&mut self.wanted).into_values().flatten() {
            let fault = "was not looked for".to_owned();
            self.verification.body(used, Some(fault));
        }
        let checkpoint = self
            .checkpoint
            .ok_or_else(|| order("the checkpoint first"))?;
        let mut ended = self.verification.end(checkpoint, &self.differences);
        for number in ended.withdrawn() {
            if self.with_bodies.contains(&number) {
                ended.left_over(number);
            }
        }
        Ok(Archives {
            beginning: self.beginning,
            entries: ended.election().len(),
            ended,
            bodies: self.bodies,
            ballots: 0,
            reading: None,
        })
    }
}

fn read_checkpoint(bytes: &[u8]) -> Result<UncheckedCheckpoint, Failure> {
    UncheckedCheckpoint::parse(bytes).map_err(|error| Failure::new("checkpoint", error))
}

/// The entries of a file, which may have more than were asked for: a fuller file begins with the same entries.
fn read_bundle(id: BundleId, bytes: &[u8]) -> Result<Vec<&[u8]>, Failure> {
    let wrong = |error: bundle::BundleError| Failure::new("bundle", error);
    let width = usize::from(id.width());
    let found: Result<Vec<_>, _> = bundle::entries(bytes).take(width).collect();
    let found = found.map_err(wrong)?;
    match found.len() == width {
        true => Ok(found),
        false => Err(wrong(bundle::BundleError::Width {
            expected: id.width(),
            found: found.len(),
        })),
    }
}

fn kept(kept: &Kept) -> Value {
    let says = match kept {
        Kept::Continued => "continued",
        Kept::Rewritten => "rewritten",
        Kept::Shorter => "shorter",
        Kept::NotCompared => "not_compared",
        Kept::OtherLog { .. } => "other_log",
        Kept::NotSigned { .. } => "not_signed",
    };
    let reason = match kept {
        Kept::OtherLog { origin } => Some(origin.as_str()),
        Kept::NotSigned { reason } => Some(reason.as_str()),
        _ => kept.fault(),
    };
    json!({ "says": says, "reason": reason })
}
