//! The files that pages load, run by node: they do what the same code does here.
//!
//! Where node is absent, or the files were not built, nothing is tested, and that is said.

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64ct::{Base64, Encoding};
use common::{DAY, begun, election, files, verified};
use serde_json::{Value, json};
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::ballot::Challenge;
use veche_poll::board::{self, NewPoll};
use veche_poll::chain::Reader;
use veche_poll::credential::{PrivateCredential, Roll, RollEntry, public_credential};
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::question::{Homomorphic, Question};
use veche_poll::trustees::TrusteeText;

const CREDENTIAL: &str = "abcde-fghijk-mnopq-rstuvw";
const SEED: [u8; 32] = [9; 32];

/// What a program of the folder `node` answers; nothing if it cannot be run here.
fn run(program: &str, told: &Value) -> Option<Value> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let wasm: PathBuf = crates.join("../server/assets/wasm/verify.wasm");
    if !wasm.is_file() {
        println!("skipped: {} is absent", wasm.display());
        return None;
    }
    let child = Command::new("node")
        .arg(crates.join("tests/node").join(program))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: node is absent");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    input.write_all(told.to_string().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program} failed");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// A poll with one question of ten answers, for one voter.
fn opened() -> NewPoll {
    let mut rng = veche_booth::chance::Seed::new(SEED).stretch();
    let key = TrusteePublicKey::<Ed25519>::new(&SecretScalar::random(&mut rng), &mut rng);
    let uuid = Uuid::parse("TownTownTown22").unwrap();
    let credential = PrivateCredential::parse(CREDENTIAL).unwrap();
    let roll = [RollEntry {
        credential: public_credential::<Ed25519>(&credential.derive(&uuid)),
        weight: None,
    }];
    let template = Template {
        name: "Town".to_owned(),
        description: String::new(),
        questions: vec![Question::Homomorphic(Homomorphic {
            question: "Who?".to_owned(),
            answers: (0..10).map(|number| format!("answer {number}")).collect(),
            blank: false,
            min: 1,
            max: 1,
        })],
        administrator: None,
        credential_authority: None,
    };
    let trustees = [TrusteeText::Single(Box::new(key.to_text()))];
    let time = Timestamp::new(1_700_000_000).unwrap();
    board::open_poll::<Ed25519>(&template, &uuid, &trustees, &roll, time, &SEED).unwrap()
}

#[test]
fn a_ballot_made_in_a_browser_may_be_recorded_and_a_challenge_is_checked_here() {
    let poll = opened();
    let mut marks = vec![false; 10];
    marks[3] = true;
    let told = json!({
        "election": String::from_utf8(poll.election.clone()).unwrap(),
        "credential": CREDENTIAL,
        "selections": [marks],
    });
    let Some(answer) = run("vote.mjs", &told) else {
        return;
    };
    let election = Election::<Ed25519>::parse(&poll.election).unwrap();
    assert_eq!(answer["poll"]["fingerprint"], election.fingerprint());
    let roll = Roll::parse::<Ed25519>(&poll.credentials, &SEED).unwrap();
    let mut reader = Reader::new();
    reader.push(&poll.bytes, |_| {});
    let ballot = answer["signed"]["ballot"].as_str().unwrap();
    let cast = board::cast(&election, &roll, reader.outline(), ballot.as_bytes());
    let (ballot, _) = cast.unwrap();
    assert_eq!(ballot.hash().to_base64(), answer["signed"]["tracker"]);
    assert_eq!(answer["again"], "handle");

    let opened = answer["opened"]["opened"].as_str().unwrap();
    let challenge: Challenge = serde_json::from_str(opened).unwrap();
    let code = answer["opened"]["code"].as_str().unwrap();
    let held = challenge.check(&election, code).unwrap();
    assert_eq!(held, [[0, 0, 0, 1, 0, 0, 0, 0, 0, 0]]);
    println!("encrypted in {} ms", answer["milliseconds"]);
}

#[test]
fn a_browser_says_of_the_samples_what_is_said_here() {
    for name in ["association", "respublika", "belarus-2020"] {
        let folder = election(name);
        let told = json!({"folder": folder, "day": DAY});
        let Some(answer) = run("verify.mjs", &told) else {
            return;
        };
        let expected = verified(begun(), &files(&folder));
        assert!(answer["result"] == expected, "{name}: they differ");
        println!("{name} verified in {} ms", answer["milliseconds"]);
    }
}

#[test]
fn a_report_sealed_in_a_browser_is_read_by_the_groups_key() {
    use std::io::Read;
    let group = age::x25519::Identity::generate();
    let told = json!({
        "election": "11".repeat(32),
        "report": {
            "code": "assm.disperse",
            "when": {"from": "2026-03-01"},
            "place": "by/minsk",
            "actor": "unknown",
            "connection": "witness",
        },
        "text": "They came from both sides.",
        "language": "en",
        "seal_to": [group.to_public().to_string()],
    });
    let Some(answer) = run("sealed.mjs", &told) else {
        return;
    };
    let sealed = Base64::decode_vec(answer["bodies"][0]["data"].as_str().unwrap()).unwrap();
    let decryptor = age::Decryptor::new(&sealed[..]).unwrap();
    let key: &dyn age::Identity = &group;
    let mut plain = String::new();
    let mut reader = decryptor.decrypt([key].into_iter()).unwrap();
    reader.read_to_string(&mut plain).unwrap();
    assert!(plain.contains("They came from both sides."));
}
