//! One poll of the demonstration, from the first key to the result.

use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::Context;
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use veche_crypto::group::Ed25519;
use veche_poll::archive::Timestamp;
use veche_poll::ballot::UnsignedBallot;
use veche_poll::board;
use veche_poll::credential::{PrivateCredential, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::question::{Question, Selection};
use veche_poll::shuffle::Shuffle;
use veche_poll::weight::Weight;

use super::{REVOTES, tell};
use crate::archive::Growing;
use crate::commands::roll::check_weight_classes;
use crate::random;
use crate::story::trustees::{SharedKey, shared_key};
use veche_store::files::{RealDisk, create, write_new};

/// How many trustees there are, and how many of them suffice.
const TRUSTEES: u32 = 3;
const THRESHOLD: u32 = 2;

/// A poll to be held.
pub(super) struct Poll {
    pub(super) folder: PathBuf,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) questions: Vec<Question>,
    /// A voter's weight each; none where all are equal.
    pub(super) weights: Vec<Option<u64>>,
    /// How many do not vote.
    pub(super) abstain: usize,
}

/// A poll that was held.
pub(super) struct Held {
    pub(super) name: &'static str,
    pub(super) folder: PathBuf,
    /// The archive with the result.
    pub(super) archive: PathBuf,
    /// A copy that an observer took while the poll was open.
    pub(super) earlier: PathBuf,
    /// What the voters keep, in the order of casting.
    pub(super) trackers: Vec<String>,
    pub(super) uuid: Uuid,
}

impl Poll {
    pub(super) fn run(self, rng: &mut ChaCha20Rng) -> anyhow::Result<Held> {
        let after_setup = self.folder.join("after-setup");
        let ballots = self.folder.join("ballots");
        for folder in [&after_setup, &ballots] {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("{}: cannot make the folder", folder.display()))?;
        }
        let uuid = Uuid::random(rng);
        let file = format!("{uuid}.bel");
        let (trustees, keys) = shared_key(THRESHOLD, TRUSTEES, rng)?;
        tell(
            "trustees",
            "Three of them make a key together. Any two can open the result; one alone can open nothing.",
        );
        let (credentials, roll) = self.make_roll(&uuid, rng)?;
        let template = Template {
            name: self.name.to_owned(),
            description: self.description.to_owned(),
            questions: self.questions.clone(),
            administrator: Some("The electoral committee".to_owned()),
            credential_authority: Some("The town clerk".to_owned()),
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let timestamp = Timestamp::new(now.as_secs())?;
        let poll = board::open_poll::<Ed25519>(
            &template,
            &uuid,
            &[trustees],
            &roll,
            timestamp,
            &random::seed()?,
        )?;
        let archive = self.folder.join(&file);
        create(&RealDisk, &archive, &poll.bytes)?;
        write_new(&after_setup.join(&file), &poll.bytes)?;
        tell(
            "organiser",
            "opens the poll. From now on everything is recorded in one file that only grows.",
        );
        let election = Election::<Ed25519>::parse(&poll.election)?;

        let mut voters: Vec<usize> = (0..credentials.len() - self.abstain).collect();
        let voting = voters.len();
        voters.extend(0..REVOTES);
        let mut trackers = Vec::new();
        let earlier = self.folder.join("observers-copy").join(&file);
        for (number, voter) in voters.into_iter().enumerate() {
            let secret = credentials[voter].derive::<Ed25519>(&uuid);
            let selections = self.choose(rng);
            let ballot = UnsignedBallot::encrypt(&election, secret, &selections, rng)?.sign(rng);
            let mut growing = Growing::open(&archive)?;
            let (setup, outline) = growing.outline::<Ed25519>()?;
            let (verified, addition) =
                board::cast(&setup.election, &setup.roll, &outline, &ballot)?;
            growing.append(&addition)?;
            trackers.push(verified.hash().to_base64());
            write_new(&ballots.join(format!("{:03}.json", number + 1)), &ballot)?;
            if number + 1 == voting {
                std::fs::create_dir_all(self.folder.join("observers-copy"))?;
                write_new(&earlier, &std::fs::read(&archive)?)?;
            }
        }
        tell(
            "voters",
            &format!(
                "{voting} of {} vote, each ballot encrypted and signed on the voter's own computer.",
                credentials.len()
            ),
        );
        tell(
            "voters",
            &format!("{REVOTES} change their minds and vote again: the last ballot counts."),
        );
        tell(
            "observer",
            "took a copy of the archive in between, and keeps it.",
        );
        self.finish(&archive, &keys, rng)?;
        Ok(Held {
            name: self.name,
            folder: self.folder,
            archive,
            earlier,
            trackers,
            uuid,
        })
    }

    fn make_roll(
        &self,
        uuid: &Uuid,
        rng: &mut ChaCha20Rng,
    ) -> anyhow::Result<(Vec<PrivateCredential>, Vec<RollEntry>)> {
        let mut credentials = Vec::new();
        let mut roll = Vec::new();
        for weight in &self.weights {
            let credential = PrivateCredential::random(rng);
            roll.push(RollEntry {
                credential: public_credential::<Ed25519>(&credential.derive(uuid)),
                weight: weight.map(Weight::new),
            });
            credentials.push(credential);
        }
        check_weight_classes(&roll, false)?;
        tell(
            "registrar",
            &format!(
                "makes {} credentials. The roll shows them without names; only the voters have the private parts.",
                roll.len()
            ),
        );
        Ok((credentials, roll))
    }

    /// A voter's choices: the first answer is the most popular, and some vote blank where they can.
    fn choose(&self, rng: &mut ChaCha20Rng) -> Vec<Selection> {
        self.questions
            .iter()
            .map(|question| {
                let answers = question.answers();
                let draw = rng.next_u32() as usize;
                match question {
                    Question::NonHomomorphic(_) => Selection::Numbers(ranks(answers, draw)),
                    Question::Homomorphic(asked) if asked.blank && draw.is_multiple_of(8) => {
                        Selection::Blank
                    }
                    _ => {
                        let mut marks = vec![false; answers];
                        marks[(draw / 8 % (answers + 1)).min(answers) % answers] = true;
                        Selection::Answers(marks)
                    }
                }
            })
            .collect()
    }

    fn finish(
        &self,
        archive: &std::path::Path,
        keys: &[SharedKey],
        rng: &mut ChaCha20Rng,
    ) -> anyhow::Result<()> {
        let mut growing = Growing::open(archive)?;
        let (_, outline) = growing.outline::<Ed25519>()?;
        growing.append(&board::close(&outline)?)?;
        tell(
            "organiser",
            "ends voting, verifies every ballot and adds them up without opening them.",
        );
        let poll = growing.verified::<Ed25519>(true)?;
        growing.append(&board::tally(&poll)?)?;
        if poll.setup.election.needs_shuffles() {
            shuffle(&mut growing, rng)?;
        }
        for (owner, keys) in keys.iter().enumerate().skip(1) {
            let poll = growing.verified::<Ed25519>(true)?;
            let tally = board::tally_to_decrypt(&poll)?;
            let secret = keys.open()?;
            let decryption = PartialDecryption::new(&poll.setup.election, &secret, tally, rng);
            let owner = owner as u64 + 1;
            growing.append(&board::decrypt(
                &poll,
                owner,
                &decryption.to_bytes(&poll.setup.election),
            )?)?;
            tell(
                &format!("trustee {owner}"),
                "verifies the whole archive, then does one part of opening the sum, with proof.",
            );
        }
        let poll = growing.verified::<Ed25519>(true)?;
        let (_, addition) = board::result(&poll)?;
        growing.append(&addition)?;
        tell(
            "organiser",
            match poll.setup.election.needs_shuffles() {
                true => "publishes the result: every ranking, and nobody can say whose it is.",
                false => "publishes the result. No single ballot was ever opened.",
            },
        );
        Ok(())
    }
}

/// Ranks of so many answers: the first is the most popular, and one voter in four leaves the last unranked.
fn ranks(answers: usize, draw: usize) -> Vec<u8> {
    let first = (draw % (answers + 1)).min(answers) % answers;
    let mut ranks: Vec<u8> = (0..answers)
        .map(|answer| 1 + ((answer + answers - first) % answers) as u8)
        .collect();
    if (draw / 8).is_multiple_of(4) {
        for rank in ranks.iter_mut().filter(|rank| **rank as usize == answers) {
            *rank = 0;
        }
    }
    ranks
}

/// As many trustees shuffle as decrypt, one after the other.
fn shuffle(growing: &mut Growing, rng: &mut ChaCha20Rng) -> anyhow::Result<()> {
    for owner in 1..=u64::from(THRESHOLD) {
        let poll = growing.verified::<Ed25519>(true)?;
        let tally = poll
            .encrypted_tally
            .as_ref()
            .context("the tally is missing")?;
        let shuffle = Shuffle::new(&poll.setup.election, tally, rng).to_bytes();
        growing.append(&board::shuffle(&poll, owner, &shuffle, &random::seed()?)?)?;
        tell(
            &format!("trustee {owner}"),
            "verifies the whole archive, then shuffles the encrypted rankings, with proof that none was changed.",
        );
    }
    let poll = growing.verified::<Ed25519>(true)?;
    growing.append(&board::end_shuffles(&poll)?)
}
