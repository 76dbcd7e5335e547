//! No bytes make a parser panic, and a ballot has one form only.

use std::sync::OnceLock;

use crate::polls::{self, Mode, Town, town};
use proptest::prelude::*;
use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField};
use veche_poll::ballot::{Ballot, Challenge, UnsignedBallot};
use veche_poll::credential::{PrivateCredential, Roll, RollEntry};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, ElectionOutline, Uuid};
use veche_poll::result::Outcome;
use veche_poll::tally::EncryptedTally;
use veche_poll::trustees::Trustees;
use veche_poll::weight::Weight;

/// A valid message of each kind.
struct Messages {
    town: Town<Ed25519>,
    tally: EncryptedTally<Ed25519>,
    trustees: Vec<u8>,
    roll: Vec<u8>,
    election: Vec<u8>,
    ballot: Vec<u8>,
    decryption: Vec<u8>,
    challenge: Vec<u8>,
}

fn messages() -> &'static Messages {
    static MESSAGES: OnceLock<Messages> = OnceLock::new();
    MESSAGES.get_or_init(|| {
        let mut town = town::<Ed25519>(Mode::Mixed, true, true, 2);
        let ballot = town.ballot(0, 0);
        town.votes(0, 0);
        let tally = town.verify().1.unwrap().tally.encrypted();
        let election = town.election.clone();
        let mut rng = polls::rng(1);
        let decryption =
            PartialDecryption::new(&election, &town.keys[0], &tally, &mut rng).to_bytes(&election);
        let secret = veche_crypto::secret::SecretScalar::new(*town.voters[0].expose());
        let unsigned =
            UnsignedBallot::encrypt(&election, secret, &town.selections(0), &mut rng).unwrap();
        let template = veche_poll::election::Template {
            name: "Town".into(),
            description: String::new(),
            questions: election.questions.clone(),
            administrator: Some("A".into()),
            credential_authority: None,
        };
        let entries: Vec<RollEntry> = (0..2)
            .map(|voter| RollEntry {
                credential: town.public(voter),
                weight: Some(Weight::new(2)),
            })
            .collect();
        Messages {
            trustees: Trustees::<Ed25519>::write(&town.texts),
            roll: Roll::write::<Ed25519>(&entries),
            election: Election::<Ed25519>::write(
                &template,
                &election.uuid,
                election.public_key.element(),
            ),
            challenge: serde_json::to_vec(&unsigned.open()).unwrap(),
            ballot,
            decryption,
            tally,
            town,
        }
    })
}

/// Hands some bytes to every parser.
fn read_all(bytes: &[u8]) {
    let messages = messages();
    let election = &messages.town.election;
    let _ = ElectionOutline::parse(bytes);
    let _ = Election::<Ed25519>::parse(bytes);
    let _ = Election::<PrimeField<Belenios2048>>::parse(bytes);
    let _ = Roll::parse::<Ed25519>(bytes, &[1; 32]);
    let _ = Roll::parse::<PrimeField<Belenios2048>>(bytes, &[1; 32]);
    let _ = Trustees::<Ed25519>::parse(bytes);
    let _ = Ballot::parse(election, bytes);
    let _ = PartialDecryption::parse(bytes, election, &messages.tally);
    let _ = Outcome::parse(bytes);
    if let Ok(challenge) = serde_json::from_slice::<Challenge>(bytes) {
        let _ = challenge.check(election, &challenge.code());
    }
    let text = String::from_utf8_lossy(bytes);
    let _ = PrivateCredential::parse(&text);
    let _ = Uuid::parse(&text);
    let _ = text.parse::<Weight>();
}

/// A piece of a message cut out, put in again or replaced.
fn mutated(message: &[u8], at: usize, length: usize, with: &[u8]) -> Vec<u8> {
    let at = at % (message.len() + 1);
    let end = (at + length).min(message.len());
    [&message[..at], with, &message[end..]].concat()
}

#[test]
fn the_valid_messages_are_read() {
    let messages = messages();
    assert!(Election::<Ed25519>::parse(&messages.election).is_ok());
    assert!(Roll::parse::<Ed25519>(&messages.roll, &[1; 32]).is_ok());
    assert!(Trustees::<Ed25519>::parse(&messages.trustees).is_ok());
    assert!(Ballot::parse(&messages.town.election, &messages.ballot).is_ok());
    assert!(
        PartialDecryption::parse(
            &messages.decryption,
            &messages.town.election,
            &messages.tally
        )
        .is_ok()
    );
    assert!(serde_json::from_slice::<Challenge>(&messages.challenge).is_ok());
}

#[test]
fn deep_and_wide_nonsense_is_refused() {
    let nonsense = [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("[{}[]]", "[],".repeat(100_000)),
        format!("{{\"answers\":[{}{{}}]}}", "{},".repeat(100_000)),
        "9".repeat(100_000),
        format!("\"{}\"", "\\u0000".repeat(20_000)),
    ];
    for text in nonsense {
        read_all(text.as_bytes());
    }
}

#[test]
fn an_election_that_allows_four_billion_selections_harms_nobody() {
    let messages = messages();
    let text = String::from_utf8(messages.election.clone()).unwrap();
    for bounds in [
        "\"min\":0,\"max\":4294967295",
        "\"min\":4294967295,\"max\":4294967295",
    ] {
        let text = text.replacen("\"min\":1,\"max\":1", bounds, 1);
        let election = Election::<Ed25519>::parse(text.as_bytes()).unwrap();
        assert!(election.homomorphic().unwrap()[0].allowed_numbers() > 0);
        let ballot = String::from_utf8(messages.ballot.clone()).unwrap();
        let ballot = ballot.replace(messages.town.election.fingerprint(), election.fingerprint());
        assert!(
            Ballot::parse(&election, ballot.as_bytes()).is_err() || bounds.starts_with("\"min\":4")
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_a_parser_panic(bytes: Vec<u8>) {
        read_all(&bytes);
    }

    #[test]
    fn no_changed_message_makes_a_parser_panic(
        which in 0..6_usize,
        at: usize,
        length in 0..40_usize,
        with in "[0-9a-f\\[\\]{}\",:.-]{0,20}|.{0,5}",
    ) {
        let messages = messages();
        let all = [
            &messages.election,
            &messages.roll,
            &messages.trustees,
            &messages.ballot,
            &messages.decryption,
            &messages.challenge,
        ];
        read_all(&mutated(all[which], at, length, with.as_bytes()));
    }

    #[test]
    fn a_changed_ballot_is_refused(
        at: usize,
        length in 0..40_usize,
        with in "[0-9a-f\\[\\]{}\",:.-]{0,20}|.{0,5}",
    ) {
        let messages = messages();
        let bytes = mutated(&messages.ballot, at, length, with.as_bytes());
        if bytes != messages.ballot {
            prop_assert!(messages.town.check(&bytes).is_err());
        }
    }

    #[test]
    fn what_parses_as_a_result_is_written_with_the_same_bytes(bytes in "\\{\"result\":\\[(\\[[0-9,\"]{0,12}\\],?){0,3}\\]\\}") {
        if let Ok(outcome) = Outcome::parse(bytes.as_bytes()) {
            prop_assert_eq!(outcome.to_bytes(), bytes.as_bytes());
        }
    }

    #[test]
    fn identifiers_and_weights_have_one_spelling(text in "[1-9A-Za-z]{10,18}|[0-9+ ]{0,22}") {
        if let Ok(uuid) = Uuid::parse(&text) {
            prop_assert_eq!(uuid.as_str(), &text);
        }
        if let Ok(weight) = text.parse::<Weight>() {
            prop_assert_eq!(weight.to_string(), text);
        }
    }
}

#[test]
fn a_decoded_element_is_written_with_the_same_text() {
    for text in [
        "0",
        "1",
        "2",
        "00",
        "-1",
        "",
        &"0".repeat(64),
        &"f".repeat(64),
        &format!("{:064x}", 1),
    ] {
        if let Ok(element) = Ed25519::decode(text) {
            assert_eq!(Ed25519::to_text(&element), text);
        }
        if let Ok(element) = PrimeField::<Belenios2048>::decode(text) {
            assert_eq!(PrimeField::<Belenios2048>::to_text(&element), text);
        }
    }
}
