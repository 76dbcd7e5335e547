//! Ballots verified together, and added up: one bad ballot among many is named and nothing else is; a revote replaces.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::group::{Ed25519, Group};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::ballot::{Ballot, BallotError, UnsignedBallot, VerifiedBallot, verify, verify_all};
use veche_poll::board::open_poll;
use veche_poll::credential::{Roll, RollEntry, public_credential};
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::question::{Homomorphic, Selection};
use veche_poll::tally::Tally;
use veche_poll::trustees::TrusteeText;
use veche_poll::weight::Weight;

const SEED: [u8; 32] = [7; 32];
/// So many that the joint check of membership is used on two cores: ten elements a ballot, 256 elements and more.
const BALLOTS: usize = 60;
/// The point of order two, (0, −1).
const ORDER_TWO: &str = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec";

struct Poll {
    election: Election<Ed25519>,
    roll: Roll,
    voters: Vec<SecretScalar<Ed25519>>,
    rng: ChaCha20Rng,
}

impl Poll {
    fn new(weights: &[Option<u64>]) -> Self {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let trustee = SecretScalar::<Ed25519>::random(&mut rng);
        let key = TrusteePublicKey::new(&trustee, &mut rng).to_text();
        let voters: Vec<SecretScalar<Ed25519>> = weights
            .iter()
            .map(|_| SecretScalar::random(&mut rng))
            .collect();
        let roll: Vec<RollEntry> = voters
            .iter()
            .zip(weights)
            .map(|(secret, weight)| RollEntry {
                credential: public_credential(secret),
                weight: weight.map(Weight::new),
            })
            .collect();
        let question = Homomorphic {
            question: "Who?".to_owned(),
            answers: (1..=5).map(|n| format!("Answer {n}")).collect(),
            blank: false,
            min: 1,
            max: 1,
        };
        let template = Template {
            name: "Counting".to_owned(),
            description: String::new(),
            questions: vec![question.into()],
            administrator: None,
            credential_authority: None,
        };
        let poll = open_poll::<Ed25519>(
            &template,
            &Uuid::random(&mut rng),
            &[TrusteeText::Single(Box::new(key))],
            &roll,
            Timestamp::new(1_800_000_000).unwrap(),
            &SEED,
        )
        .unwrap();
        Self {
            election: Election::parse(&poll.election).unwrap(),
            roll: Roll::parse::<Ed25519>(&poll.credentials, &SEED).unwrap(),
            voters,
            rng,
        }
    }

    fn ballot(&mut self, voter: usize, choice: usize) -> Vec<u8> {
        let secret = SecretScalar::new(*self.voters[voter].expose());
        let selections = [Selection::Answers((0..5).map(|n| n == choice).collect())];
        UnsignedBallot::encrypt(&self.election, secret, &selections, &mut self.rng)
            .unwrap()
            .sign(&mut self.rng)
    }

    fn parse(&self, bytes: &[u8]) -> Ballot<Ed25519> {
        Ballot::parse(&self.election, bytes).unwrap()
    }

    fn verified(&mut self, voter: usize, choice: usize) -> VerifiedBallot<Ed25519> {
        let bytes = self.ballot(voter, choice);
        verify(&self.election, &self.roll, self.parse(&bytes)).unwrap()
    }
}

/// Multiplies the first α of a ballot by an element of order two.
fn leave_the_group(ballot: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(ballot).unwrap();
    let start = text.find(r#""alpha":""#).unwrap() + 9;
    let alpha = &text[start..start + 64];
    let outside = Ed25519::mul(
        &Ed25519::decode(alpha).unwrap(),
        &Ed25519::decode(ORDER_TWO).unwrap(),
    );
    text.replacen(alpha, &Ed25519::to_text(&outside), 1)
        .into_bytes()
}

#[test]
fn one_ballot_outside_the_group_is_named_wherever_it_stands_and_the_others_pass_in_order() {
    let mut poll = Poll::new(&[None; BALLOTS]);
    let honest: Vec<Vec<u8>> = (0..BALLOTS)
        .map(|voter| poll.ballot(voter, voter % 5))
        .collect();
    for bad in [0, BALLOTS / 2 - 1, BALLOTS / 2, BALLOTS - 1] {
        let mut cast = honest.clone();
        cast[bad] = leave_the_group(cast[bad].clone());
        let ballots: Vec<_> = cast.iter().map(|bytes| poll.parse(bytes)).collect();
        let hashes: Vec<_> = ballots.iter().map(Ballot::hash).collect();
        let verified = verify_all(&poll.election, &poll.roll, ballots, &SEED);
        assert_eq!(verified.len(), BALLOTS);
        for (at, (result, hash)) in verified.iter().zip(hashes).enumerate() {
            match result {
                Ok(ballot) => assert_eq!((at != bad, ballot.hash()), (true, hash), "{at}"),
                Err(faults) => {
                    assert_eq!(at, bad, "{faults:?}");
                    let outside = BallotError::NotInGroup {
                        question: 1,
                        choice: 1,
                    };
                    assert!(faults.contains(&outside), "{faults:?}");
                }
            }
        }
    }
}

#[test]
fn a_tally_with_revotes_is_that_of_the_last_ballots_alone() {
    let mut poll = Poll::new(&[None, Some(1), Some(3)]);
    let first: Vec<_> = (0..3).map(|voter| poll.verified(voter, 0)).collect();
    let last: Vec<_> = (0..3).map(|voter| poll.verified(voter, 1)).collect();
    let mut revoted = Tally::new(&poll.election, &poll.roll);
    for ballot in first.iter().chain(&last) {
        revoted.add(ballot);
    }
    let mut direct = Tally::new(&poll.election, &poll.roll);
    for ballot in &last {
        direct.add(ballot);
    }
    assert_eq!(revoted.encrypted(), direct.encrypted());
    assert_eq!(revoted.num_tallied(), 3);
    assert_eq!(revoted.total_weight(), Weight::new(5));
    for (former, latter) in first.iter().zip(&last) {
        assert!(!revoted.counts(&former.hash().to_base64()));
        assert!(revoted.counts(&latter.hash().to_base64()));
    }
}
