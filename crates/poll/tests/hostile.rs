//! Inputs that were once accepted and must not be.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::ballot::{Challenge, ChallengeError, UnsignedBallot};
use veche_poll::board::{NewPoll, close, open_poll, tally};
use veche_poll::chain::Reader;
use veche_poll::check::{CheckId, Reason};
use veche_poll::credential::{PrivateCredential, RollEntry, public_credential};
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::outline::Outline;
use veche_poll::payload::Owned;
use veche_poll::question::{Homomorphic, Question, Selection};
use veche_poll::trustees::TrusteeText;
use veche_poll::verify::{Options, Report, Verified, Verifier};

type G = Ed25519;

fn poll(rng: &mut ChaCha20Rng) -> (NewPoll, PrivateCredential, Uuid) {
    let uuid = Uuid::random(rng);
    let credential = PrivateCredential::random(rng);
    let key = TrusteePublicKey::<G>::new(&SecretScalar::random(rng), rng);
    let roll = [RollEntry {
        credential: public_credential::<G>(&credential.derive(&uuid)),
        weight: None,
    }];
    let template = Template {
        name: "A poll".to_owned(),
        description: String::new(),
        questions: vec![Question::Homomorphic(Homomorphic {
            question: "Yes?".to_owned(),
            answers: vec!["Yes".to_owned(), "No".to_owned()],
            blank: false,
            min: 1,
            max: 1,
        })],
        administrator: None,
        credential_authority: None,
    };
    let trustees = [TrusteeText::Single(Box::new(key.to_text()))];
    let timestamp = Timestamp::new(1).unwrap();
    let poll = open_poll::<G>(&template, &uuid, &trustees, &roll, timestamp, &[0; 32]).unwrap();
    (poll, credential, uuid)
}

fn outline(archive: &[u8]) -> Outline {
    let mut reader = Reader::new();
    reader.push(archive, |_| {});
    reader.finish().outline
}

fn verify(archive: &[u8]) -> (Report, Option<Verified<G>>) {
    let mut verifier = Verifier::new(Options::new([9; 32]));
    verifier.push(archive);
    verifier.finish()
}

#[test]
fn an_opened_ballot_that_leaves_out_an_answer_is_refused() {
    let rng = &mut ChaCha20Rng::from_seed([1; 32]);
    let (poll, credential, uuid) = poll(rng);
    let election = Election::<G>::parse(&poll.election).unwrap();
    let vote = [Selection::Answers(vec![true, false])];
    let opened = UnsignedBallot::encrypt(&election, credential.derive(&uuid), &vote, rng)
        .unwrap()
        .open();
    assert_eq!(
        opened.check(&election, &opened.code()),
        Ok(vec![vec![1, 0]])
    );
    let json = serde_json::to_value(&opened).unwrap();

    let mut no_answer = json.clone();
    no_answer["ballot"]["answers"] = serde_json::json!([]);
    no_answer["openings"] = serde_json::json!([]);
    let mut no_choice = json;
    for path in ["/ballot/answers/0/choices", "/openings/0"] {
        let list = no_choice.pointer_mut(path).unwrap();
        list.as_array_mut().unwrap().pop().unwrap();
    }
    for changed in [no_answer, no_choice] {
        let changed: Challenge = serde_json::from_value(changed).unwrap();
        assert_eq!(
            changed.check(&election, &changed.code()),
            Err(ChallengeError::Shape)
        );
    }
}

#[test]
fn a_shuffle_where_there_is_nothing_to_shuffle_is_a_fault() {
    let (poll, _, _) = poll(&mut ChaCha20Rng::from_seed([2; 32]));
    let mut archive = poll.bytes;
    archive.extend(close(&outline(&archive)).unwrap().0);
    archive.extend(tally(&verify(&archive).1.unwrap()).unwrap().0);
    assert_eq!(verify(&archive).0.faults, []);
    let shuffle = b"not even JSON";
    let owned = Owned {
        owner: 1,
        payload: Hash::of(shuffle),
    }
    .to_bytes();
    let data: [&[u8]; 2] = [shuffle, &owned];
    let event = outline(&archive).append(EventKind::Shuffle, &data);
    archive.extend(event.unwrap().0);
    let end = outline(&archive).append(EventKind::EndShuffles, &[]);
    archive.extend(end.unwrap().0);
    let (report, verified) = verify(&archive);
    assert!(verified.is_none());
    let found: Vec<_> = report
        .faults
        .into_iter()
        .map(|fault| (fault.check, fault.reason))
        .collect();
    assert_eq!(found, [(CheckId::Decryptions, Reason::NothingToShuffle)]);
}
