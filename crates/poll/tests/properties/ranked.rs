//! Polls with ranks and lists: what is selected comes out, an opened ballot holds what it says, and nothing that was changed
//! is accepted.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::OnceLock;

use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use veche_crypto::group::{Ed25519, Group};
use veche_crypto::secret::SecretScalar;
use veche_poll::ballot::{self, Ballot, Challenge, UnsignedBallot};
use veche_poll::credential::{Roll, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::hash::Hash;
use veche_poll::question::{Homomorphic, List, Lists, NonHomomorphic, Question, Selection};
use veche_poll::result::Outcome;
use veche_poll::shuffle::Shuffle;
use veche_poll::tally::{EncryptedTally, Part, Tally};
use veche_poll::weight::Weight;

use crate::polls;

const SEED: [u8; 32] = [3; 32];

/// A poll with a key that one person holds, which is enough here.
struct World {
    election: Election<Ed25519>,
    roll: Roll,
    key: SecretScalar<Ed25519>,
    voters: Vec<SecretScalar<Ed25519>>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let mut rng = polls::rng(7);
        let key = SecretScalar::random(&mut rng);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let list = |name: &str, candidates: &[&str]| List {
            name: name.into(),
            candidates: names(candidates),
        };
        let questions = vec![
            Question::NonHomomorphic(NonHomomorphic {
                question: "Which first?".into(),
                answers: names(&["A", "B", "C", "D"]),
                extra: Some(r#"{"type":"STV","value":{"blank":false,"seats":2}}"#.into()),
            }),
            Question::Lists(Lists {
                question: "Who?".into(),
                lists: vec![list("L", &["a", "b"]), list("M", &[]), list("N", &["c"])],
            }),
            Question::Homomorphic(Homomorphic {
                question: "Yes?".into(),
                answers: names(&["yes", "no"]),
                blank: true,
                min: 1,
                max: 1,
            }),
        ];
        let template = Template {
            name: "Ranks and lists".into(),
            description: String::new(),
            questions,
            administrator: None,
            credential_authority: None,
        };
        let voters: Vec<_> = (0..4).map(|_| SecretScalar::random(&mut rng)).collect();
        let entries: Vec<RollEntry> = voters
            .iter()
            .map(|secret| RollEntry {
                credential: public_credential::<Ed25519>(secret),
                weight: None,
            })
            .collect();
        let uuid = Uuid::parse("11111111111111").unwrap();
        let public = Ed25519::g_pow(key.expose());
        let bytes = Election::<Ed25519>::write(&template, &uuid, &public);
        let election = Election::parse(&bytes).unwrap();
        assert_eq!(election.questions, template.questions);
        let roll = Roll::write::<Ed25519>(&entries);
        World {
            election,
            roll: Roll::parse::<Ed25519>(&roll, &SEED).unwrap(),
            key,
            voters,
        }
    })
}

impl World {
    fn unsigned(
        &self,
        voter: usize,
        ranks: [u8; 4],
        rng: &mut ChaCha20Rng,
    ) -> UnsignedBallot<Ed25519> {
        let selections = [
            Selection::Numbers(ranks.to_vec()),
            match voter {
                0 => Selection::List {
                    list: 2,
                    candidates: vec![true],
                },
                _ => Selection::List {
                    list: 0,
                    candidates: vec![voter == 1, true],
                },
            },
            Selection::Blank,
        ];
        let secret = SecretScalar::new(*self.voters[voter].expose());
        UnsignedBallot::encrypt(&self.election, secret, &selections, rng).unwrap()
    }

    /// The tally of everybody's second ballot: the first does not count any more. All that is kept of the ballots of half the
    /// voters is where they stand.
    fn tally(&self, ranks: [[u8; 4]; 4], rng: &mut ChaCha20Rng) -> EncryptedTally<Ed25519> {
        let mut tally = Tally::new(&self.election, &self.roll);
        let mut cast: Vec<Vec<u8>> = Vec::new();
        for ranks in [[[9; 4]; 4], ranks] {
            for (voter, ranks) in ranks.into_iter().enumerate() {
                let bytes = self.unsigned(voter, ranks, rng).sign(rng);
                let read = |bytes: &[u8]| Ballot::parse(&self.election, bytes).unwrap();
                let ballot = ballot::verify(&self.election, &self.roll, read(&bytes)).unwrap();
                let part = Part {
                    offset: cast.len() as u64,
                    length: NonZeroU32::MIN,
                };
                cast.push(bytes);
                if voter % 2 == 0 {
                    tally.add(&ballot);
                } else if let Some(former) = tally.add_part(&ballot, part) {
                    let bytes = &cast[former.part.offset as usize];
                    assert_eq!(Hash::of(bytes), former.hash);
                    tally.take_out(&read(bytes), &former);
                }
            }
        }
        tally.encrypted()
    }

    /// What a tally holds.
    fn open(&self, tally: &EncryptedTally<Ed25519>, rng: &mut ChaCha20Rng) -> Outcome {
        let election = &self.election;
        let bytes = PartialDecryption::new(election, &self.key, tally, rng).to_bytes(election);
        let decryption = PartialDecryption::parse(&bytes, election, tally).unwrap();
        let public = Ed25519::g_pow(self.key.expose());
        decryption.verify(election, &public, tally).unwrap();
        let open = |ciphertext: &veche_crypto::elgamal::Ciphertext<Ed25519>| {
            let hidden = Ed25519::pow(&ciphertext.alpha, self.key.expose());
            Ed25519::mul(&ciphertext.beta, &Ed25519::inv(&hidden))
        };
        let opened: Vec<Vec<_>> = tally
            .0
            .iter()
            .map(|question| question.iter().map(open).collect())
            .collect();
        let outcome =
            Outcome::find::<Ed25519>(&election.questions, &opened, Weight::new(4)).unwrap();
        assert_eq!(Outcome::parse(&outcome.to_bytes()), Ok(outcome.clone()));
        outcome
            .check::<Ed25519>(&election.questions, &opened)
            .unwrap();
        outcome
    }
}

fn shuffled() -> &'static (EncryptedTally<Ed25519>, Vec<u8>) {
    static SHUFFLED: OnceLock<(EncryptedTally<Ed25519>, Vec<u8>)> = OnceLock::new();
    SHUFFLED.get_or_init(|| {
        let world = world();
        let mut rng = polls::rng(8);
        let tally = world.tally([[1, 2, 3, 4], [4, 3, 2, 1], [0; 4], [255; 4]], &mut rng);
        let shuffle = Shuffle::new(&world.election, &tally, &mut rng).to_bytes();
        (tally, shuffle)
    })
}

/// A piece of a message cut out, put in again or replaced.
fn mutated(message: &[u8], at: usize, length: usize, with: &[u8]) -> Vec<u8> {
    let at = at % (message.len() + 1);
    let end = (at + length).min(message.len());
    [&message[..at], with, &message[end..]].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_was_ranked_comes_out_after_two_shuffles(ranks: [[u8; 4]; 4], seed: u8) {
        let world = world();
        let mut rng = polls::rng(seed);
        let mut tally = world.tally(ranks, &mut rng);
        for _ in 0..2 {
            let bytes = Shuffle::new(&world.election, &tally, &mut rng).to_bytes();
            let shuffle = Shuffle::parse(&bytes, &world.election).unwrap();
            prop_assert_eq!(shuffle.to_bytes(), bytes);
            shuffle.verify(&world.election, &tally, &SEED).unwrap();
            tally = shuffle.apply(&world.election, &tally);
        }
        let outcome = world.open(&tally, &mut rng);
        let found: Vec<u64> = outcome.result[0].all().collect();
        let mut found: Vec<&[u64]> = found.chunks(4).collect();
        let mut cast: Vec<Vec<u64>> = ranks.iter().map(|ranks| ranks.iter().map(|n| u64::from(*n)).collect()).collect();
        found.sort();
        cast.sort();
        prop_assert_eq!(found, cast);
        // One for the last list; three for the first, of whom one selects both candidates. All are blank.
        prop_assert_eq!(outcome.result[1].all().collect::<Vec<_>>(), [3, 1, 3, 0, 1, 1]);
        prop_assert_eq!(outcome.result[2].all().collect::<Vec<_>>(), [4, 0, 0]);
    }

    #[test]
    fn an_opened_ballot_holds_what_was_selected(ranks: [u8; 4], seed: u8) {
        let world = world();
        let mut rng = polls::rng(seed);
        let unsigned = world.unsigned(1, ranks, &mut rng);
        let code = unsigned.code();
        let text = serde_json::to_string(&unsigned.open()).unwrap();
        let challenge: Challenge = serde_json::from_str(&text).unwrap();
        let held = challenge.check(&world.election, &code).unwrap();
        let numbers: Vec<u64> = ranks.iter().map(|n| u64::from(*n)).collect();
        prop_assert_eq!(&held, &vec![numbers, vec![1, 1, 1, 0, 0, 0], vec![1, 0, 0]]);
        // A device that says another number is caught.
        let other = format!("\"plaintext\":[{},", u16::from(ranks[0]) ^ 1);
        let lie = text.replacen(&format!("\"plaintext\":[{},", ranks[0]), &other, 1);
        prop_assert_ne!(&lie, &text);
        let lie: Challenge = serde_json::from_str(&lie).unwrap();
        prop_assert!(lie.check(&world.election, &code).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_changed_ballot_is_refused(
        at: usize,
        length in 0..40_usize,
        with in "[0-9a-f\\[\\]{}\",:.-]{0,20}|.{0,5}",
    ) {
        static BALLOT: OnceLock<Vec<u8>> = OnceLock::new();
        let world = world();
        let ballot = BALLOT.get_or_init(|| {
            let mut rng = polls::rng(9);
            world.unsigned(2, [1, 0, 2, 0], &mut rng).sign(&mut rng)
        });
        let changed = mutated(ballot, at, length, with.as_bytes());
        let valid = Ballot::parse(&world.election, &changed)
            .is_ok_and(|read| ballot::verify(&world.election, &world.roll, read).is_ok());
        prop_assert_eq!(valid, changed == *ballot);
    }

    #[test]
    fn a_changed_shuffle_is_refused(
        at: usize,
        length in 0..40_usize,
        with in "[0-9a-f\\[\\]{}\",:.-]{0,20}|.{0,5}",
    ) {
        let world = world();
        let (tally, shuffle) = shuffled();
        let changed = mutated(shuffle, at, length, with.as_bytes());
        let read = Shuffle::parse(&changed, &world.election);
        let valid = read.as_ref().is_ok_and(|read| read.verify(&world.election, tally, &SEED).is_ok());
        // Spaces and the order of fields are free, as in the reference.
        let same = read.is_ok_and(|read| read.to_bytes() == *shuffle);
        prop_assert_eq!(valid, same);
    }
}

#[test]
fn two_shuffles_of_one_tally_are_different_and_hold_the_same() {
    let world = world();
    let (tally, _) = shuffled();
    let mut rng = polls::rng(10);
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let shuffle = Shuffle::new(&world.election, tally, &mut rng);
        let after = shuffle.apply(&world.election, tally);
        assert_eq!(after.0[1..], tally.0[1..], "sums are left alone");
        assert!(seen.insert(after.to_bytes(&world.election.questions)));
        let mut numbers: Vec<u64> = world.open(&after, &mut rng).result[0].all().collect();
        numbers.sort_unstable();
        assert_eq!(
            numbers,
            [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 255, 255, 255, 255]
        );
    }
}
