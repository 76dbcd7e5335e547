//! A voter's way through the booth, and what goes wrong on it.

use base64ct::{Base64, Encoding};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::board::{self, NewPoll};
use veche_poll::chain::Reader;
use veche_poll::credential::{Roll, RollEntry, public_credential};
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::hash::Hash;
use veche_poll::question::{Homomorphic, Question};
use veche_poll::trustees::TrusteeText;

use serde_json::{Value, json};

use super::*;

const CREDENTIAL: &str = "abcde-fghijk-mnopq-rstuvw";

fn opened<G: Group>() -> NewPoll {
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let key = TrusteePublicKey::<G>::new(&SecretScalar::random(&mut rng), &mut rng);
    let uuid = Uuid::parse("TownTownTown22").unwrap();
    let credential = PrivateCredential::parse(CREDENTIAL).unwrap();
    let roll = [RollEntry {
        credential: public_credential::<G>(&credential.derive(&uuid)),
        weight: None,
    }];
    let question = |blank, min, max| {
        Question::Homomorphic(Homomorphic {
            question: "Who?".to_owned(),
            answers: ["A", "B", "C"].map(str::to_owned).to_vec(),
            blank,
            min,
            max,
        })
    };
    let template = Template {
        name: "Town".to_owned(),
        description: String::new(),
        questions: vec![question(false, 1, 2), question(true, 2, 2)],
        administrator: None,
        credential_authority: None,
    };
    let trustees = [TrusteeText::Single(Box::new(key.to_text()))];
    let time = Timestamp::new(1_700_000_000).unwrap();
    board::open_poll::<G>(&template, &uuid, &trustees, &roll, time, &[9; 32]).unwrap()
}

fn booth(poll: &NewPoll) -> Booth {
    let mut booth = Booth::default();
    booth.poll(&poll.election).unwrap();
    booth
}

fn encrypt(selections: &Value) -> Vec<u8> {
    let request = json!({"credential": CREDENTIAL, "selections": selections, "seed": seed(3)});
    request.to_string().into_bytes()
}

fn seed(number: u8) -> String {
    Base64::encode_string(&[number; 32])
}

fn good() -> Value {
    json!([[true, false, true], null])
}

fn sign(handle: u32) -> Vec<u8> {
    json!({"handle": handle, "seed": seed(4)})
        .to_string()
        .into_bytes()
}

/// Votes and challenges in a group: what comes out is taken by the one who judges ballots.
fn votes_in<G: Group>() {
    let poll = opened::<G>();
    let mut booth = booth(&poll);
    let encrypted = booth.encrypt(&encrypt(&good())).unwrap();
    let signed = booth.sign(&sign(encrypted.handle)).unwrap();
    let ballot = signed.ballot.as_str();
    assert_eq!(signed.tracker, Hash::of(ballot.as_bytes()).to_base64());
    let election = Election::<G>::parse(&poll.election).unwrap();
    let roll = Roll::parse::<G>(&poll.credentials, &[9; 32]).unwrap();
    let mut reader = Reader::new();
    reader.push(&poll.bytes, |_| {});
    board::cast(&election, &roll, reader.outline(), ballot.as_bytes()).unwrap();

    let other = booth.encrypt(&encrypt(&good())).unwrap();
    let challenge = booth
        .challenge(other.handle.to_string().as_bytes())
        .unwrap();
    assert_eq!(challenge.code, other.code);
    let mut device = self::booth(&poll);
    let held = device
        .check(&serde_json::to_vec(&challenge).unwrap())
        .unwrap();
    assert_eq!(held[0].selected, [0, 2]);
    assert!(!held[0].blank);
    assert_eq!(held[1].selected, [0; 0]);
    assert!(held[1].blank);
}

#[test]
fn a_ballot_made_here_may_be_recorded_and_a_challenge_shows_the_choices_in_every_group() {
    votes_in::<Ed25519>();
    votes_in::<PrimeField<Belenios2048>>();
    votes_in::<PrimeField<Rfc3526>>();
}

#[test]
fn a_ballot_is_opened_or_signed_and_never_both() {
    let poll = opened::<Ed25519>();
    let mut booth = booth(&poll);
    for first_opened in [true, false] {
        let handle = booth.encrypt(&encrypt(&good())).unwrap().handle;
        let number = handle.to_string();
        match first_opened {
            true => booth.challenge(number.as_bytes()).map(drop).unwrap(),
            false => booth.sign(&sign(handle)).map(drop).unwrap(),
        }
        assert_eq!(
            booth.challenge(number.as_bytes()).unwrap_err().code,
            "handle"
        );
        assert_eq!(booth.sign(&sign(handle)).unwrap_err().code, "handle");
    }
    let handle = booth.encrypt(&encrypt(&good())).unwrap().handle;
    booth.forget();
    assert_eq!(booth.sign(&sign(handle)).unwrap_err().code, "handle");
}

#[test]
fn what_is_wrong_with_a_selection_is_said_before_and_refused_after() {
    let mut booth = booth(&opened::<Ed25519>());
    let table = [
        (
            json!([[true, false, false], [true, true, false]]),
            ["fits", "fits"],
        ),
        (good(), ["fits", "blank"]),
        (json!([[false, false, false], null]), ["too_few", "blank"]),
        (json!([[true, true, true], null]), ["too_many", "blank"]),
        (json!([null, null]), ["no_blank", "blank"]),
        (json!([[true], null]), ["length", "blank"]),
        (
            json!([[true, false, false], [true, false, false]]),
            ["fits", "too_few"],
        ),
    ];
    for (selections, says) in table {
        let explained = booth.explain(selections.to_string().as_bytes()).unwrap();
        let found: Vec<&str> = explained.iter().map(|one| one.says).collect();
        assert_eq!(found, says, "{selections}");
        let wrong = says
            .iter()
            .position(|says| !["fits", "blank"].contains(says));
        let refused = booth.encrypt(&encrypt(&selections)).err();
        assert_eq!(refused.is_some(), wrong.is_some(), "{selections}");
        if let (Some(failure), Some(place)) = (refused, wrong) {
            assert_eq!(failure.code, "selection");
            assert_eq!(failure.question, Some(place + 1));
            assert_eq!(failure.says, Some(says[place]));
        }
    }
}

#[test]
fn each_wrong_step_has_its_code_and_repeats_no_secret() {
    let poll = opened::<Ed25519>();
    let mut closed = Booth::default();
    assert_eq!(closed.explain(b"[]").unwrap_err().code, "order");
    assert_eq!(closed.poll(b"{}").unwrap_err().code, "election");
    let other_group = String::from_utf8(poll.election.clone()).unwrap();
    let other_group = other_group.replace("Ed25519", "Other");
    assert_eq!(
        closed.poll(other_group.as_bytes()).unwrap_err().code,
        "election"
    );

    let mut booth = booth(&poll);
    let typed = "abcde-fghijk-mnopq-rstuv0";
    let failure = booth.credential(typed.as_bytes()).unwrap_err();
    assert_eq!(failure.code, "credential");
    assert!(!failure.text.contains(typed));
    assert_eq!(
        booth.explain(b"[[true,false,false]]").unwrap_err().code,
        "argument"
    );
    assert_eq!(booth.encrypt(b"{}").unwrap_err().code, "argument");
    let fits = booth.credential(format!(" {CREDENTIAL}\n").as_bytes());
    assert!(fits.is_ok());
}

#[test]
fn another_device_sees_every_way_in_which_the_first_one_lies() {
    let poll = opened::<Ed25519>();
    let mut booth = booth(&poll);
    let handle = booth.encrypt(&encrypt(&good())).unwrap().handle.to_string();
    let challenge = booth.challenge(handle.as_bytes()).unwrap();
    let (code, opened) = (challenge.code.as_str(), challenge.opened.as_str());
    let other_poll = opened.replace("TownTownTown22", "TownTownTown23");
    let other_code = "A".repeat(43);
    let lie = opened.replacen(r#""plaintext":1"#, r#""plaintext":0"#, 1);
    let table = [
        (opened, other_code.as_str(), "code"),
        (&lie, code, "differs"),
        (&other_poll, code, "other_ballot"),
        ("{}", code, "opened"),
    ];
    for (opened, code, expected) in table {
        let request = json!({"opened": opened, "code": code}).to_string();
        let failure = booth.check(request.as_bytes()).unwrap_err();
        assert_eq!(failure.code, expected, "{}", failure.text);
    }
}
