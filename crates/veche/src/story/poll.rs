//! The polls of a story: run as every poll is run, with keys and choices made from the story's name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde::Deserialize;
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_election::entry::outcomes::PollAnchored;
use veche_election::value::{EntryId, Sha256Hex};
use veche_poll::archive::Timestamp;
use veche_poll::ballot::UnsignedBallot;
use veche_poll::board::{self, Addition};
use veche_poll::chain::Reader;
use veche_poll::credential::{PrivateCredential, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::hash::Hash;
use veche_poll::question::{Homomorphic, Question, Selection};
use veche_poll::trustees::TrusteeText;
use veche_poll::verify::{Options, Verified, Verifier};
use veche_server::room::writer::EVENTS_IN_AN_ENTRY;
use veche_store::files::{RealDisk, create};

use super::trustees::{SharedKey, shared_key};
use crate::archive::Growing;

/// A poll, as a story describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollSettings {
    /// Its name.
    name: String,
    /// Its question.
    question: String,
    /// How many may vote.
    voters: usize,
    /// Who holds the key.
    trustees: TrusteeSettings,
    /// How many ballots select each option, by its label; `blank` for none.
    votes: BTreeMap<String, usize>,
    /// The fewest options a ballot selects.
    minimum: u32,
    /// The most options a ballot selects.
    maximum: u32,
    /// How many ballots there are, where a ballot may select several options.
    #[serde(default)]
    ballots: Option<usize>,
    /// How many voters first cast another ballot.
    #[serde(default)]
    revotes: usize,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrusteeSettings {
    mandatory: u32,
    shared_by: u32,
    threshold: u32,
}

/// How far a poll has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Setup,
    Ballots,
    Result,
}

/// A poll under way.
pub(super) struct RunningPoll {
    archive: PathBuf,
    election: Election<Ed25519>,
    uuid: Uuid,
    credentials: Vec<PrivateCredential>,
    choices: Vec<Selection>,
    revotes: usize,
    trustees: Vec<TrusteeSecret>,
    stage: Stage,
    anchored: usize,
    rng: ChaCha20Rng,
}

/// What a trustee needs to decrypt.
enum TrusteeSecret {
    Alone(Box<SecretScalar<Ed25519>>),
    Shared(Box<SharedKey>),
}

impl RunningPoll {
    /// Makes keys and credentials, and the archive with its first event.
    pub(super) fn open(
        settings: &PollSettings,
        options: &[String],
        path: &Path,
        seed: [u8; 32],
        time: u64,
    ) -> anyhow::Result<Self> {
        let mut rng = ChaCha20Rng::from_seed(seed);
        let uuid = Uuid::random(&mut rng);
        let mut trustees = Vec::new();
        let mut texts = Vec::new();
        for _ in 0..settings.trustees.mandatory {
            let secret = SecretScalar::random(&mut rng);
            let key = TrusteePublicKey::new(&secret, &mut rng).to_text();
            texts.push(TrusteeText::Single(Box::new(key)));
            trustees.push(TrusteeSecret::Alone(Box::new(secret)));
        }
        if settings.trustees.shared_by > 0 {
            let (threshold, number) = (settings.trustees.threshold, settings.trustees.shared_by);
            let (text, keys) = shared_key(threshold, number, &mut rng)?;
            texts.push(text);
            // As many as are needed will decrypt: the first ones.
            let keys = keys.into_iter().take(threshold as usize);
            trustees.extend(keys.map(|keys| TrusteeSecret::Shared(Box::new(keys))));
        }
        let mut credentials = Vec::new();
        let mut roll = Vec::new();
        for _ in 0..settings.voters {
            let credential = PrivateCredential::random(&mut rng);
            roll.push(RollEntry {
                credential: public_credential::<Ed25519>(&credential.derive(&uuid)),
                weight: None,
            });
            credentials.push(credential);
        }
        // The roll is published in the order of the credentials themselves, which says nothing about their voters.
        roll.sort_by(|one, other| one.credential.cmp(&other.credential));
        let template = Template {
            name: settings.name.clone(),
            description: "A sample: its keys are public.".to_owned(),
            questions: vec![Question::Homomorphic(Homomorphic {
                question: settings.question.clone(),
                answers: options.to_vec(),
                blank: settings.votes.contains_key("blank"),
                min: settings.minimum,
                max: settings.maximum,
            })],
            administrator: None,
            credential_authority: None,
        };
        let poll = board::open_poll::<Ed25519>(
            &template,
            &uuid,
            &texts,
            &roll,
            Timestamp::new(time)?,
            &seed,
        )?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        create(&RealDisk, path, &poll.bytes)?;
        let choices = choices(settings, options, &mut rng)?;
        ensure!(
            choices.len() <= credentials.len() && settings.revotes <= choices.len(),
            "[poll] more ballots than voters, or more revotes than ballots"
        );
        Ok(Self {
            archive: path.to_owned(),
            election: Election::parse(&poll.election)?,
            uuid,
            credentials,
            choices,
            revotes: settings.revotes,
            trustees,
            stage: Stage::Setup,
            anchored: 0,
            rng,
        })
    }

    /// SHA-256 of the poll's `election` data, in hexadecimal.
    pub(super) fn fingerprint(&self) -> String {
        base16ct::lower::encode_string(self.election.hash().as_bytes())
    }

    /// Runs the poll to a stage, and gives the entries that anchor its new events.
    pub(super) fn advance(
        &mut self,
        stage: Stage,
        poll: EntryId,
    ) -> anyhow::Result<Vec<PollAnchored>> {
        if self.stage < Stage::Ballots && stage >= Stage::Ballots {
            self.vote()?;
        }
        if self.stage < Stage::Result && stage >= Stage::Result {
            self.finish()?;
        }
        self.stage = self.stage.max(stage);
        let events = events(&self.archive)?;
        let new = events.get(self.anchored..).unwrap_or(&[]);
        let mut after = self.anchored as u64;
        let mut acts = Vec::new();
        for portion in new.chunks(EVENTS_IN_AN_ENTRY) {
            acts.push(PollAnchored {
                poll,
                after,
                events: portion.to_vec(),
            });
            after += portion.len() as u64;
        }
        self.anchored = events.len();
        Ok(acts)
    }

    fn vote(&mut self) -> anyhow::Result<()> {
        let mut growing = Growing::open(&self.archive)?;
        let (setup, _) = growing.outline::<Ed25519>()?;
        let mut reader = Reader::new();
        reader.push(&std::fs::read(&self.archive)?, |_| {});
        let voters = (0..self.revotes)
            .map(|voter| (voter, self.choices.len() - 1 - voter))
            .chain((0..self.choices.len()).map(|voter| (voter, voter)));
        for (voter, choice) in voters {
            let credential = self.credentials.get(voter).context("a voter too many")?;
            let secret = credential.derive::<Ed25519>(&self.uuid);
            let choice = self.choices.get(choice).context("a choice too many")?;
            let selections = std::slice::from_ref(choice);
            let ballot =
                UnsignedBallot::encrypt(&self.election, secret, selections, &mut self.rng)?
                    .sign(&mut self.rng);
            let (_, addition) =
                board::cast(&setup.election, &setup.roll, reader.outline(), &ballot)?;
            growing.append(&addition)?;
            reader.push(&addition.0, |_| {});
        }
        Ok(())
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        let finished = self.finish_bytes(&std::fs::read(&self.archive)?)?;
        let mut growing = Growing::open(&self.archive)?;
        for addition in finished.additions {
            growing.append(&addition)?;
        }
        Ok(())
    }

    /// The private credentials.
    pub(super) fn credentials(&self) -> &[PrivateCredential] {
        &self.credentials
    }

    /// Everything that follows the last ballot of an archive.
    pub(super) fn finish_bytes(&mut self, archive: &[u8]) -> anyhow::Result<Finished> {
        let mut bytes = archive.to_vec();
        let mut additions = Vec::new();
        let mut add = |bytes: &mut Vec<u8>, addition: Addition| {
            bytes.extend(&addition.0);
            additions.push(addition);
        };
        let mut reader = Reader::new();
        reader.push(&bytes, |_| {});
        add(&mut bytes, board::close(reader.outline())?);
        let tally = board::tally(&verified(&bytes)?)?;
        add(&mut bytes, tally);
        for (trustee, owner) in self.trustees.iter().zip(1..) {
            let poll = verified(&bytes)?;
            let tally = poll.encrypted_tally.as_ref().context("there is no tally")?;
            let election = &poll.setup.election;
            let decryption = match trustee {
                TrusteeSecret::Alone(secret) => {
                    PartialDecryption::new(election, secret, tally, &mut self.rng)
                }
                TrusteeSecret::Shared(keys) => {
                    let secret = keys.open()?;
                    PartialDecryption::new(election, &secret, tally, &mut self.rng)
                }
            };
            add(
                &mut bytes,
                board::decrypt(&poll, owner, &decryption.to_bytes(election))?,
            );
        }
        let poll = verified(&bytes)?;
        let (_, addition) = board::result(&poll)?;
        add(&mut bytes, addition);
        Ok(Finished { additions })
    }
}

/// What ends a poll.
pub struct Finished {
    /// What to append to its archive, event by event.
    pub additions: Vec<Addition>,
}

/// An archive that is sound.
fn verified(bytes: &[u8]) -> anyhow::Result<Verified<Ed25519>> {
    let mut verifier = Verifier::<Ed25519>::new(Options::new(crate::random::seed()?));
    verifier.push(bytes);
    let (report, verified) = verifier.finish();
    verified.ok_or_else(|| crate::archive::not_sound("the archive", &report))
}

/// The ballots that give each option its votes, in an order that says nothing.
///
/// Where a ballot selects several options, the votes are dealt out one by one, so that no ballot selects an option
/// twice.
fn choices(
    settings: &PollSettings,
    options: &[String],
    rng: &mut ChaCha20Rng,
) -> anyhow::Result<Vec<Selection>> {
    let blank = settings.votes.get("blank").copied().unwrap_or(0);
    for name in settings.votes.keys() {
        ensure!(
            name == "blank" || options.contains(name),
            "[poll] votes: there is no option {name}"
        );
    }
    let of = |option: &String| settings.votes.get(option).copied().unwrap_or(0);
    let votes: usize = options.iter().map(of).sum();
    let filled = settings.ballots.unwrap_or(votes + blank) - blank;
    let mut ballots = vec![vec![false; options.len()]; filled];
    let mut next = 0;
    for (position, option) in options.iter().enumerate() {
        ensure!(
            of(option) <= filled,
            "[poll] {option} has more votes than there are ballots"
        );
        for _ in 0..of(option) {
            if let Some(mark) = ballots
                .get_mut(next % filled)
                .and_then(|marks| marks.get_mut(position))
            {
                *mark = true;
            }
            next += 1;
        }
    }
    let mut choices: Vec<Selection> = ballots.into_iter().map(Selection::Answers).collect();
    choices.extend((0..blank).map(|_| Selection::Blank));
    for last in (1..choices.len()).rev() {
        let other = rng.next_u32() as usize % (last + 1);
        choices.swap(last, other);
    }
    Ok(choices)
}

/// The hashes of an archive's events.
fn events(path: &Path) -> anyhow::Result<Vec<Sha256Hex>> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let mut hashes: Vec<Hash> = Vec::new();
    let mut reader = Reader::new();
    reader.push(&bytes, |step| hashes.push(step.event_hash));
    Ok(hashes
        .into_iter()
        .map(|hash| Sha256Hex::new(*hash.as_bytes()))
        .collect())
}
