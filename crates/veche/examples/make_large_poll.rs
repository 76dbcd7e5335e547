//! Makes a finished poll of any size to measure with: `make_large_poll OUT.bel BALLOTS [--revotes N]`.
//!
//! One question, one answer of five, Ed25519, two mandatory trustees, BALLOTS voters who all vote; the first N of them
//! vote twice. Every ballot goes through what a cast ballot goes through: encrypted, signed, read, verified. The
//! archive is written as it grows, so memory holds the roll, the tally and one portion of ballots.
//!
//! All secrets live in this process and die with it: a poll made so proves nothing about any vote.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, anyhow, ensure};
use clap::Parser;
use rayon::prelude::*;
use veche::random;
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::archive::writer::{Tail, append_event};
use veche_poll::ballot::{self, Ballot, UnsignedBallot, VerifiedBallot};
use veche_poll::board::{NewPoll, open_poll};
use veche_poll::chain::Reader;
use veche_poll::credential::{Roll, RollEntry, public_credential};
use veche_poll::decryption::{self, PartialDecryption};
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::Owned;
use veche_poll::question::{Homomorphic, Question, Selection};
use veche_poll::result::Outcome;
use veche_poll::tally::Tally;
use veche_poll::trustees::{TrusteeText, Trustees};

/// How many answers the question has.
const ANSWERS: usize = 5;
/// How many trustees there are, all mandatory.
const TRUSTEES: usize = 2;
/// So many ballots are made together, on all cores, before they are written.
const PORTION: usize = 1024;

/// Makes a finished poll of any size to measure with.
#[derive(Parser)]
struct Arguments {
    /// The archive to write; it must not exist.
    out: PathBuf,
    /// How many voters vote.
    ballots: usize,
    /// How many of them vote a second time.
    #[arg(long, default_value_t = 0)]
    revotes: usize,
}

/// An archive under way.
struct Archive {
    out: BufWriter<std::fs::File>,
    timestamp: Timestamp,
    tail: Tail,
}

impl Archive {
    fn append(&mut self, kind: EventKind, data: &[&[u8]]) -> anyhow::Result<()> {
        let (bytes, tail) = append_event(Some(&self.tail), self.timestamp, kind, data)?;
        self.out.write_all(&bytes)?;
        self.tail = tail;
        Ok(())
    }
}

/// What is fixed before voting, and who votes.
struct Poll {
    election: Election<Ed25519>,
    roll: Roll,
    trustees: Trustees<Ed25519>,
    trustee_secrets: Vec<SecretScalar<Ed25519>>,
    voters: Vec<SecretScalar<Ed25519>>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    ensure!(
        arguments.revotes <= arguments.ballots,
        "more revotes than voters"
    );
    let out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&arguments.out)
        .with_context(|| format!("{}: cannot create it", arguments.out.display()))?;
    let (poll, mut archive) = open(arguments.ballots, BufWriter::new(out))?;
    let voters: Vec<usize> = (0..arguments.ballots).chain(0..arguments.revotes).collect();
    let mut tally = Tally::new(&poll.election, &poll.roll);
    for portion in voters.chunks(PORTION) {
        let ballots = portion
            .par_iter()
            .map(|voter| vote(&poll, *voter))
            .collect::<anyhow::Result<Vec<_>>>()?;
        for (bytes, verified) in ballots {
            archive.append(EventKind::Ballot, &[&bytes])?;
            tally.add(&verified);
        }
    }
    let outcome = finish(&poll, &tally, &mut archive)?;
    archive.out.into_inner()?.sync_all()?;
    println!("{}", String::from_utf8_lossy(&outcome.to_bytes()));
    Ok(())
}

/// Makes the keys and the roll, and writes the Setup event.
fn open(voters: usize, mut out: BufWriter<std::fs::File>) -> anyhow::Result<(Poll, Archive)> {
    let mut rng = random::generator()?;
    let mut secrets = |number: usize| -> Vec<SecretScalar<Ed25519>> {
        (0..number)
            .map(|_| SecretScalar::random(&mut rng))
            .collect()
    };
    let (trustee_secrets, voters) = (secrets(TRUSTEES), secrets(voters));
    let trustees: Vec<TrusteeText> = trustee_secrets
        .iter()
        .map(|secret| {
            TrusteeText::Single(Box::new(TrusteePublicKey::new(secret, &mut rng).to_text()))
        })
        .collect();
    let roll: Vec<RollEntry> = voters
        .par_iter()
        .map(|secret| RollEntry {
            credential: public_credential(secret),
            weight: None,
        })
        .collect();
    let template = Template {
        name: "A large poll".to_owned(),
        description: "Made to measure with.".to_owned(),
        questions: vec![Question::Homomorphic(Homomorphic {
            question: "Who?".to_owned(),
            answers: (1..=ANSWERS).map(|n| format!("Answer {n}")).collect(),
            blank: false,
            min: 1,
            max: 1,
        })],
        administrator: None,
        credential_authority: None,
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let timestamp = Timestamp::new(now.as_secs())?;
    let NewPoll {
        bytes,
        election,
        trustees,
        credentials,
    } = open_poll::<Ed25519>(
        &template,
        &Uuid::random(&mut rng),
        &trustees,
        &roll,
        timestamp,
        &random::seed()?,
    )?;
    out.write_all(&bytes)?;
    let mut reader = Reader::new();
    reader.push(&bytes, |_| {});
    let outline = reader.finish().outline;
    let tail = outline.tail().context("the archive has no Setup event")?;
    let poll = Poll {
        election: Election::parse(&election)?,
        roll: Roll::parse::<Ed25519>(&credentials, &random::seed()?)?,
        trustees: Trustees::parse(&trustees)?,
        trustee_secrets,
        voters,
    };
    Ok((
        poll,
        Archive {
            out,
            timestamp,
            tail: *tail,
        },
    ))
}

/// One ballot: made, and judged as the organiser's machine would.
fn vote(poll: &Poll, voter: usize) -> anyhow::Result<(Vec<u8>, VerifiedBallot<Ed25519>)> {
    let mut rng = random::generator()?;
    // The making of a ballot consumes the secret, and a voter may vote twice.
    let secret = SecretScalar::new(*poll.voters[voter].expose());
    // Not all answers get the same number.
    let chosen = (voter * voter + voter / 3) % ANSWERS;
    let marks = (0..ANSWERS).map(|answer| answer == chosen).collect();
    let selections = [Selection::Answers(marks)];
    let bytes =
        UnsignedBallot::encrypt(&poll.election, secret, &selections, &mut rng)?.sign(&mut rng);
    let read = Ballot::parse(&poll.election, &bytes)?;
    let verified = ballot::verify(&poll.election, &poll.roll, read)
        .map_err(|errors| anyhow!("a ballot is not valid: {errors:?}"))?;
    Ok((bytes, verified))
}

/// Ends voting, tallies, decrypts, and writes the result.
fn finish(poll: &Poll, tally: &Tally<Ed25519>, archive: &mut Archive) -> anyhow::Result<Outcome> {
    let mut rng = random::generator()?;
    archive.append(EventKind::EndBallots, &[])?;
    let encrypted = tally.encrypted();
    let questions = &poll.election.questions;
    let sized = encrypted.sized(questions, tally.num_tallied(), tally.total_weight());
    archive.append(
        EventKind::EncryptedTally,
        &[&encrypted.to_bytes(questions), &sized.to_bytes()],
    )?;
    let mut decryptions = Vec::with_capacity(TRUSTEES);
    for ((secret, key), owner) in poll
        .trustee_secrets
        .iter()
        .zip(poll.trustees.owners())
        .zip(1..)
    {
        let decryption = PartialDecryption::new(&poll.election, secret, &encrypted, &mut rng);
        let bytes = decryption.to_bytes(&poll.election);
        let owned = Owned {
            owner,
            payload: Hash::of(&bytes),
        };
        archive.append(EventKind::PartialDecryption, &[&bytes, &owned.to_bytes()])?;
        let verified = decryption.verify(&poll.election, &key.key.public_key, &encrypted)?;
        decryptions.push(Some(verified));
    }
    let opened = decryption::open(&poll.trustees, &decryptions, &encrypted)
        .map_err(|missing| anyhow!("decryptions are missing: {missing:?}"))?;
    let outcome = Outcome::find::<Ed25519>(questions, &opened, tally.total_weight())?;
    archive.append(EventKind::Result, &[&outcome.to_bytes()])?;
    Ok(outcome)
}
