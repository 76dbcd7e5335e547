//! A verdict depends on every ballot: one invalid ballot among a thousand makes `veche verify` exit 1, wherever it
//! stands, whatever is wrong with it, on one thread and on many.
//!
//! Five rounds by default; `VECHE_ROUNDS=50` runs fifty.

use std::path::Path;
use std::process::{Command, Stdio};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::archive::writer::{Tail, append_event, header_bytes};
use veche_poll::ballot::UnsignedBallot;
use veche_poll::credential::{PrivateCredential, Roll, RollEntry, public_credential};
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::SetupData;
use veche_poll::question::{Homomorphic, Question, Selection};
use veche_poll::trustees::{TrusteeText, Trustees};

const BALLOTS: usize = 1000;

/// Setup's data and a thousand valid ballots of one in five.
fn poll() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let key = TrusteePublicKey::<Ed25519>::new(&SecretScalar::random(&mut rng), &mut rng);
    let trustees = [TrusteeText::Single(Box::new(key.to_text()))];
    let template = Template {
        name: "A thousand".to_owned(),
        description: String::new(),
        questions: vec![Question::Homomorphic(Homomorphic {
            question: "Which?".to_owned(),
            answers: ["A", "B", "C", "D", "E"].map(str::to_owned).to_vec(),
            blank: false,
            min: 1,
            max: 1,
        })],
        administrator: None,
        credential_authority: None,
    };
    let uuid = Uuid::random(&mut rng);
    let election = Election::<Ed25519>::write(&template, &uuid, &key.public_key);
    let parsed = Election::<Ed25519>::parse(&election).unwrap();
    let credentials: Vec<PrivateCredential> = (0..BALLOTS)
        .map(|_| PrivateCredential::random(&mut rng))
        .collect();
    let roll: Vec<RollEntry> = credentials
        .iter()
        .map(|credential| RollEntry {
            credential: public_credential::<Ed25519>(&credential.derive(&uuid)),
            weight: None,
        })
        .collect();
    let ballots = credentials
        .par_iter()
        .enumerate()
        .map(|(i, credential)| {
            let mut rng = ChaCha20Rng::seed_from_u64(i as u64);
            let mut marks = vec![false; 5];
            marks[i % 5] = true;
            let secret = credential.derive(&uuid);
            UnsignedBallot::encrypt(&parsed, secret, &[Selection::Answers(marks)], &mut rng)
                .unwrap()
                .sign(&mut rng)
        })
        .collect();
    let trustees = Trustees::<Ed25519>::write(&trustees);
    let credentials = Roll::write::<Ed25519>(&roll);
    let setup = SetupData {
        election: Hash::of(&election),
        trustees: Hash::of(&trustees),
        credentials: Hash::of(&credentials),
        credentials_certificate: None,
    };
    (
        vec![election, trustees, credentials, setup.to_bytes()],
        ballots,
    )
}

/// Writes an archive of these ballots, with every link right.
fn write(path: &Path, setup: &[Vec<u8>], ballots: &[Vec<u8>]) {
    let timestamp = Timestamp::new(1_800_000_000).unwrap();
    let mut bytes = header_bytes(timestamp);
    let mut tail: Option<Tail> = None;
    let mut append = |kind, data: &[&[u8]]| {
        let (event, next) = append_event(tail.as_ref(), timestamp, kind, data).unwrap();
        bytes.extend(event);
        tail = Some(next);
    };
    let setup: Vec<&[u8]> = setup.iter().map(Vec::as_slice).collect();
    append(EventKind::Setup, &setup);
    for ballot in ballots {
        append(EventKind::Ballot, &[ballot]);
    }
    std::fs::write(path, bytes).unwrap();
}

fn verify(path: &Path, threads: &str) -> Option<i32> {
    Command::new(env!("CARGO_BIN_EXE_veche"))
        .args(["verify", "--quiet", "--threads", threads])
        .arg(path)
        .stdout(Stdio::null())
        .status()
        .unwrap()
        .code()
}

/// Changes the last digit of a number somewhere in a ballot, so that only a proof can tell.
fn spoil(ballot: &[u8], rng: &mut ChaCha20Rng) -> Vec<u8> {
    let text = String::from_utf8(ballot.to_vec()).unwrap();
    let ends: Vec<usize> = text
        .match_indices("\"}")
        .map(|(at, _)| at)
        .filter(|at| {
            text.as_bytes()[at - 1].is_ascii_digit() && text.as_bytes()[at - 2].is_ascii_digit()
        })
        .collect();
    let at = ends[rng.next_u32() as usize % ends.len()];
    let mut bytes = text.into_bytes();
    bytes[at - 1] = match bytes[at - 1] {
        b'0' => b'1',
        digit => digit - 1,
    };
    bytes
}

#[test]
fn one_invalid_ballot_among_a_thousand_is_found_every_time() {
    let rounds = std::env::var("VECHE_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thousand.bel");
    let (setup, ballots) = poll();
    write(&path, &setup, &ballots);
    for threads in ["1", "2", "8"] {
        assert_eq!(
            verify(&path, threads),
            Some(0),
            "the archive itself is sound"
        );
    }
    let mut rng = ChaCha20Rng::from_seed([2; 32]);
    let mut found = [0; 2];
    for round in 0..rounds {
        // The first, the last, then anywhere.
        let place = match round {
            0 => 0,
            1 => BALLOTS - 1,
            _ => rng.next_u32() as usize % BALLOTS,
        };
        let mut ballots = ballots.clone();
        ballots[place] = spoil(&ballots[place], &mut rng);
        write(&path, &setup, &ballots);
        for (threads, found) in ["1", "8"].iter().zip(&mut found) {
            let code = verify(&path, threads);
            assert_eq!(code, Some(1), "ballot {place}, {threads} threads");
            *found += 1;
        }
    }
    println!(
        "found {} of {rounds} on one thread, {} of {rounds} on eight",
        found[0], found[1]
    );
}
