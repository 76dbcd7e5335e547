//! Small polls with every key at hand, and their honest course.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::ceremony;
use veche_crypto::channel::Seed;
use veche_crypto::group::Group;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::ballot::{self, Ballot};
use veche_poll::credential::{Roll, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::{Owned, SetupData};
use veche_poll::question::{Homomorphic, Question};
use veche_poll::result::{Numbers, Outcome};
use veche_poll::tally::{EncryptedTally, Tally};
use veche_poll::trustees::{TrusteeText, Trustees};
use veche_poll::weight::Weight;

use super::archive::Entry;
use super::forge::BallotParts;

pub(crate) type Rng = ChaCha20Rng;

/// The generator of everything random in the vector of this name.
pub(crate) fn rng(name: &str) -> Rng {
    Rng::from_seed(*Hash::of(name.as_bytes()).as_bytes())
}

/// Who decrypts.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    /// One mandatory trustee.
    Mandatory,
    /// Three trustees of whom two suffice.
    TwoOfThree,
}

/// What is fixed by the setup, as bytes.
#[derive(Clone)]
pub(crate) struct SetupParts {
    pub(crate) election: Vec<u8>,
    pub(crate) trustees: Vec<u8>,
    pub(crate) roll: Vec<u8>,
}

impl SetupParts {
    pub(crate) fn entry(&self) -> Entry {
        let data = SetupData {
            election: Hash::of(&self.election),
            trustees: Hash::of(&self.trustees),
            credentials: Hash::of(&self.roll),
            credentials_certificate: None,
        };
        let Self {
            election,
            trustees,
            roll,
        } = self.clone();
        Entry::new(
            EventKind::Setup,
            vec![election, trustees, roll, data.to_bytes()],
        )
    }
}

/// A poll with every key at hand.
pub(crate) struct Poll<G: Group> {
    pub(crate) parts: SetupParts,
    pub(crate) template: Template,
    pub(crate) texts: Vec<TrusteeText>,
    pub(crate) election: Election<G>,
    pub(crate) roll: Roll,
    /// One for each owner, in order.
    pub(crate) keys: Vec<SecretScalar<G>>,
    pub(crate) voters: Vec<SecretScalar<G>>,
    pub(crate) rng: Rng,
}

/// A question without blank.
pub(crate) fn road() -> Homomorphic {
    Homomorphic {
        question: "Shall the road be built?".into(),
        answers: vec!["yes".into(), "no".into()],
        blank: false,
        min: 1,
        max: 1,
    }
}

/// A question with blank.
pub(crate) fn council() -> Homomorphic {
    Homomorphic {
        question: "Who shall sit in the council?".into(),
        answers: vec!["Alena".into(), "Boris".into(), "Vera".into()],
        blank: true,
        min: 1,
        max: 2,
    }
}

/// The questions of most vectors.
pub(crate) fn both() -> Vec<Homomorphic> {
    vec![road(), council()]
}

pub(crate) fn template<Q: Into<Question>>(questions: Vec<Q>) -> Template {
    Template {
        name: "Assembly".into(),
        description: "A test vector of Veche".into(),
        questions: questions.into_iter().map(Q::into).collect(),
        administrator: None,
        credential_authority: None,
    }
}

pub(crate) fn uuid() -> Uuid {
    Uuid::parse("VecheVectors25").expect("it is Base58")
}

/// A key ceremony for three trustees of whom two suffice: what is published, and their decryption keys.
pub(crate) fn two_of_three<G: Group>(rng: &mut Rng) -> (TrusteeText, Vec<SecretScalar<G>>) {
    let seeds: Vec<Seed> = (0..3).map(|_| Seed::random(rng)).collect();
    let certificates: Vec<_> = seeds
        .iter()
        .zip(1..)
        .map(|(seed, index)| ceremony::certificate::<G, _>(seed, index, 2, 3, rng))
        .collect::<Result<_, _>>()
        .expect("the context is possible");
    let polynomials: Vec<_> = seeds
        .iter()
        .map(|seed| ceremony::share::<G, _>(seed, &certificates, rng))
        .collect::<Result<_, _>>()
        .expect("the certificates are valid");
    let vinputs = ceremony::route::<G>(&certificates, &polynomials, 2, 3).expect("all were honest");
    let voutputs: Vec<_> = seeds
        .iter()
        .zip(&vinputs)
        .map(|(seed, vinput)| ceremony::accept::<G, _>(seed, &certificates, vinput, rng))
        .collect::<Result<_, _>>()
        .expect("all were honest");
    let parameters = ceremony::finish::<G>(&certificates, &polynomials, &voutputs, 2, 3)
        .expect("all were honest");
    let keys = seeds
        .iter()
        .zip(&voutputs)
        .map(|(seed, voutput)| ceremony::open_decryption_key(seed, &voutput.private_key))
        .collect::<Result<_, _>>()
        .expect("it was encrypted to this seed");
    (TrusteeText::Pedersen(Box::new(parameters)), keys)
}

impl<G: Group> Poll<G> {
    /// A poll with these questions, a voter for each weight, and these trustees.
    pub(crate) fn new<Q: Into<Question>>(
        name: &str,
        questions: Vec<Q>,
        weights: &[Option<u64>],
        trustees: &[Who],
    ) -> Self {
        let mut rng = rng(name);
        let mut texts = Vec::new();
        let mut keys = Vec::new();
        for who in trustees {
            match who {
                Who::Mandatory => {
                    let secret = SecretScalar::<G>::random(&mut rng);
                    let key = TrusteePublicKey::new(&secret, &mut rng);
                    texts.push(TrusteeText::Single(Box::new(key.to_text())));
                    keys.push(secret);
                }
                Who::TwoOfThree => {
                    let (text, secrets) = two_of_three(&mut rng);
                    texts.push(text);
                    keys.extend(secrets);
                }
            }
        }
        let voters: Vec<SecretScalar<G>> = weights
            .iter()
            .map(|_| SecretScalar::random(&mut rng))
            .collect();
        let entries: Vec<RollEntry> = voters
            .iter()
            .zip(weights)
            .map(|(secret, weight)| RollEntry {
                credential: public_credential(secret),
                weight: weight.map(Weight::new),
            })
            .collect();
        let template = template(questions);
        let key = Trustees::<G>::from_texts(&texts)
            .expect("the trustees were honest")
            .public_key();
        let parts = SetupParts {
            election: Election::<G>::write(&template, &uuid(), &key),
            trustees: Trustees::<G>::write(&texts),
            roll: Roll::write::<G>(&entries),
        };
        Self {
            election: Election::parse(&parts.election).expect("the election is valid"),
            roll: Roll::parse::<G>(&parts.roll, &[1; 32]).expect("the roll is valid"),
            parts,
            template,
            texts,
            keys,
            voters,
            rng,
        }
    }

    /// The same poll with other bytes of its election, read again.
    pub(crate) fn with_election(mut self, bytes: Vec<u8>) -> Self {
        self.election = Election::parse(&bytes).expect("the election is valid");
        self.parts.election = bytes;
        self
    }

    /// A ballot of voter number `voter`, from 0, unsigned.
    pub(crate) fn unsigned(&mut self, voter: usize, values: &[Vec<u64>]) -> BallotParts {
        BallotParts::new(
            &self.election,
            &self.voters[voter],
            values,
            None,
            &mut self.rng,
        )
    }

    /// The ballot signed by its voter.
    pub(crate) fn sign(&mut self, voter: usize, ballot: BallotParts) -> BallotParts {
        ballot.sign(&self.voters[voter], &mut self.rng)
    }

    /// The bytes of a voter's ballot.
    pub(crate) fn ballot(&mut self, voter: usize, values: &[Vec<u64>]) -> Vec<u8> {
        let ballot = self.unsigned(voter, values);
        self.sign(voter, ballot).bytes()
    }

    /// What those of the ballots that are valid add up to.
    pub(crate) fn tally(&self, ballots: &[Vec<u8>]) -> Tally<G> {
        let mut tally = Tally::new(&self.election, &self.roll);
        for bytes in ballots {
            let ballot = Ballot::parse(&self.election, bytes).expect("the ballot is well-formed");
            let ballot = ballot::verify(&self.election, &self.roll, ballot);
            tally.add(&ballot.expect("the ballot is valid"));
        }
        tally
    }

    /// The tally's entry.
    pub(crate) fn tally_entry(&self, tally: &Tally<G>) -> Entry {
        let encrypted = tally.encrypted();
        let sized = encrypted.sized(
            &self.election.questions,
            tally.num_tallied(),
            tally.total_weight(),
        );
        Entry::new(
            EventKind::EncryptedTally,
            vec![
                encrypted.to_bytes(&self.election.questions),
                sized.to_bytes(),
            ],
        )
    }

    /// The partial decryption of trustee number `owner`, from 1.
    pub(crate) fn decryption(&mut self, owner: usize, tally: &EncryptedTally<G>) -> Vec<u8> {
        let key = &self.keys[owner - 1];
        PartialDecryption::new(&self.election, key, tally, &mut self.rng).to_bytes(&self.election)
    }

    /// The entries from the end of voting to the result, with decryptions of these owners.
    pub(crate) fn ending(
        &mut self,
        counted: &[Vec<u8>],
        owners: &[usize],
        result: &[&[u64]],
    ) -> Vec<Entry> {
        let tally = self.tally(counted);
        let mut entries = vec![Entry::end(), self.tally_entry(&tally)];
        for owner in owners {
            let decryption = self.decryption(*owner, &tally.encrypted());
            entries.push(decryption_entry(*owner as u64, decryption));
        }
        entries.push(Entry::new(EventKind::Result, vec![outcome(result)]));
        entries
    }
}

/// A partial decryption's entry.
pub(crate) fn decryption_entry(owner: u64, bytes: Vec<u8>) -> Entry {
    let owned = Owned {
        owner,
        payload: Hash::of(&bytes),
    };
    Entry::new(EventKind::PartialDecryption, vec![bytes, owned.to_bytes()])
}

/// A result's bytes.
pub(crate) fn outcome(numbers: &[&[u64]]) -> Vec<u8> {
    Outcome {
        result: numbers
            .iter()
            .map(|question| Numbers::Sums(question.iter().copied().map(Weight::new).collect()))
            .collect(),
    }
    .to_bytes()
}

/// What each of the three voters of most vectors selects: yes and Alena; no and blank; yes, Alena and Boris.
pub(crate) fn votes() -> [Vec<Vec<u64>>; 3] {
    [
        vec![vec![1, 0], vec![0, 1, 0, 0]],
        vec![vec![0, 1], vec![1, 0, 0, 0]],
        vec![vec![1, 0], vec![0, 1, 1, 0]],
    ]
}

/// The result of [`votes`].
pub(crate) const RESULT: [&[u64]; 2] = [&[2, 1], &[1, 2, 1, 0]];
