//! A structure is read from an object only, in every message of a poll.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::{Ed25519, Group};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::ArchiveHeader;
use veche_poll::decryption::{DecryptionError, PartialDecryption};
use veche_poll::election::{Election, ElectionError, ElectionOutline, Template, Uuid};
use veche_poll::event::Event;
use veche_poll::hash::Hash;
use veche_poll::payload::{Owned, SetupData, SizedEncryptedTally};
use veche_poll::question::{Homomorphic, Question};
use veche_poll::result::Outcome;
use veche_poll::tally::EncryptedTally;
use veche_poll::trustees::{TrusteeText, Trustees, TrusteesError};

/// The JSON with each of its structures in turn as an array of its fields. No text in it may hold a brace or a colon.
fn with_an_array(json: &str) -> Vec<String> {
    let braces = json.match_indices('{');
    braces
        .map(|(open, _)| {
            let mut out = format!("{}[", &json[..open]);
            let mut depth = 1;
            let mut rest = &json[open + 1..];
            loop {
                // A name follows the brace, or a comma inside of nothing else.
                if depth == 1 && out.ends_with(['[', ',']) {
                    rest = rest.split_once(':').unwrap().1;
                }
                let (next, after) = rest.split_at(1);
                rest = after;
                match next {
                    "{" | "[" => depth += 1,
                    "}" | "]" => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    return format!("{out}]{rest}");
                }
                out.push_str(next);
            }
        })
        .collect()
}

fn refused(json: &[u8], read: impl Fn(&[u8]) -> bool, structures: usize) {
    assert!(read(json));
    let flawed = with_an_array(core::str::from_utf8(json).unwrap());
    assert_eq!(flawed.len(), structures);
    for json in flawed {
        assert!(!read(json.as_bytes()), "{json}");
    }
}

fn election() -> Vec<u8> {
    let template = Template {
        name: "name".to_owned(),
        description: "description".to_owned(),
        questions: vec![Question::Homomorphic(Homomorphic {
            question: "question".to_owned(),
            answers: vec!["a".to_owned(), "b".to_owned()],
            blank: false,
            min: 0,
            max: 1,
        })],
        administrator: Some("administrator".to_owned()),
        credential_authority: Some("registrar".to_owned()),
    };
    let uuid = Uuid::parse("11111111111111").unwrap();
    Election::<Ed25519>::write(&template, &uuid, &Ed25519::generator())
}

#[test]
fn an_election_and_its_questions_are_objects() {
    let json = election();
    let json_error = |json: &[u8]| match Election::<Ed25519>::parse(json) {
        Ok(_) => true,
        Err(ElectionError::Json(_)) => false,
        Err(error) => panic!("{error}"),
    };
    refused(&json, json_error, 2);
    // Serde would read it as a question, with neither kind nor value.
    let text = String::from_utf8(json).unwrap();
    let question = r#"{"answers":["a","b"],"min":0,"max":1,"question":"question"}"#;
    let array = r#"[null,null,["a","b"],null,0,1,"question"]"#;
    assert!(text.contains(question));
    assert!(!json_error(text.replace(question, array).as_bytes()));
    let outline = br#"{"version":1,"group":"Ed25519","uuid":"11111111111111"}"#;
    refused(outline, |json| ElectionOutline::parse(json).is_ok(), 1);
}

#[test]
fn trustees_keys_and_proofs_are_objects() {
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let key = TrusteePublicKey::<Ed25519>::new(&SecretScalar::random(&mut rng), &mut rng);
    let json = Trustees::<Ed25519>::write(&[TrusteeText::Single(Box::new(key.to_text()))]);
    let read = |json: &[u8]| match Trustees::<Ed25519>::parse(json) {
        Ok(_) => true,
        Err(TrusteesError::Json(_)) => false,
        Err(error) => panic!("{error}"),
    };
    refused(&json, read, 2);
}

#[test]
fn a_partial_decryption_and_its_proofs_are_objects() {
    let mut rng = ChaCha20Rng::from_seed([2; 32]);
    let election = Election::<Ed25519>::parse(&election()).unwrap();
    let tally = EncryptedTally(vec![vec![Ciphertext::neutral(); 2]]);
    let secret = SecretScalar::random(&mut rng);
    let json = PartialDecryption::new(&election, &secret, &tally, &mut rng).to_bytes(&election);
    let read = |json: &[u8]| match PartialDecryption::parse(json, &election, &tally) {
        Ok(_) => true,
        Err(DecryptionError::Json(_)) => false,
        Err(error) => panic!("{error}"),
    };
    refused(&json, read, 3);
}

#[test]
fn payloads_events_headers_and_results_are_objects() {
    let hash = Hash::of(b"");
    let setup = SetupData {
        election: hash,
        trustees: hash,
        credentials: hash,
        credentials_certificate: Some(hash),
    };
    refused(&setup.to_bytes(), |json| SetupData::parse(json).is_ok(), 1);
    let sized =
        format!(r#"{{"num_tallied":7,"total_weight":7,"encrypted_tally":"{hash}"}}"#).into_bytes();
    refused(&sized, |json| SizedEncryptedTally::parse(json).is_ok(), 1);
    let owned = format!(r#"{{"owner":1,"payload":"{hash}"}}"#).into_bytes();
    refused(&owned, |json| Owned::parse(json).is_ok(), 1);
    let event = format!(r#"{{"parent":"{hash}","height":1,"type":"Ballot","payload":"{hash}"}}"#)
        .into_bytes();
    refused(&event, |json| Event::parse(json).is_ok(), 1);
    let header = br#"{"version":1,"timestamp":"1795375095"}"#;
    refused(header, |json| ArchiveHeader::parse(json).is_ok(), 1);
    let result = br#"{"result":[[1,2]]}"#;
    refused(result, |json| Outcome::parse(json).is_ok(), 1);
}
