//! Polls of a small town, run through the library as a server, its voters and its trustees would.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::Value;
use veche_crypto::ceremony;
use veche_crypto::channel::Seed;
use veche_crypto::group::Group;
use veche_crypto::proof::prove_knowledge;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::archive::writer::append_event;
use veche_poll::ballot::UnsignedBallot;
use veche_poll::board::{self, Rejection};
use veche_poll::chain::Reader;
use veche_poll::credential::{Roll, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::outline::Outline;
use veche_poll::payload::Owned;
use veche_poll::question::{Homomorphic, Question, Selection};
use veche_poll::result::Outcome;
use veche_poll::trustees::TrusteeText;
use veche_poll::verify::{Options, Report, Verified, Verifier};
use veche_poll::weight::Weight;

pub(crate) const RNG_SEED: [u8; 32] = [11; 32];
const TIME: u64 = 1_795_375_095;

pub(crate) fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// Who decrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    TwoMandatory,
    TwoOfThree,
    /// One mandatory trustee, and two of three.
    Mixed,
}

impl Mode {
    pub(crate) const ALL: [Self; 3] = [Self::TwoMandatory, Self::TwoOfThree, Self::Mixed];

    /// Some who suffice.
    pub(crate) fn deciders(self) -> &'static [u64] {
        match self {
            Self::TwoMandatory => &[1, 2],
            Self::TwoOfThree => &[3, 1],
            Self::Mixed => &[1, 2, 4],
        }
    }
}

/// A poll with every key at hand, and its archive so far.
pub(crate) struct Town<G: Group> {
    pub(crate) election: Election<G>,
    pub(crate) roll: Roll,
    pub(crate) texts: Vec<TrusteeText>,
    pub(crate) keys: Vec<SecretScalar<G>>,
    pub(crate) voters: Vec<SecretScalar<G>>,
    weights: Vec<u64>,
    pub(crate) bytes: Vec<u8>,
    setup: usize,
    /// The last turn of each voter.
    turns: Vec<Option<usize>>,
    last: Vec<u8>,
    rng: ChaCha20Rng,
}

fn ceremony_of_three<G: Group>(rng: &mut ChaCha20Rng) -> (TrusteeText, Vec<SecretScalar<G>>) {
    let seeds: Vec<Seed> = (0..3).map(|_| Seed::random(rng)).collect();
    let certificates: Vec<_> = seeds
        .iter()
        .zip(1..)
        .map(|(seed, index)| ceremony::certificate::<G, _>(seed, index, 2, 3, rng).unwrap())
        .collect();
    let polynomials: Vec<_> = seeds
        .iter()
        .map(|seed| ceremony::share::<G, _>(seed, &certificates, rng).unwrap())
        .collect();
    let vinputs = ceremony::route::<G>(&certificates, &polynomials, 2, 3).unwrap();
    let voutputs: Vec<_> = seeds
        .iter()
        .zip(&vinputs)
        .map(|(seed, vinput)| ceremony::accept::<G, _>(seed, &certificates, vinput, rng).unwrap())
        .collect();
    let parameters = ceremony::finish::<G>(&certificates, &polynomials, &voutputs, 2, 3).unwrap();
    let keys = seeds
        .iter()
        .zip(&voutputs)
        .map(|(seed, voutput)| ceremony::open_decryption_key(seed, &voutput.private_key).unwrap())
        .collect();
    (TrusteeText::Pedersen(Box::new(parameters)), keys)
}

/// Opens a poll with two questions.
pub(crate) fn town<G: Group>(mode: Mode, blank: bool, weighted: bool, voters: usize) -> Town<G> {
    let mut rng = rng(42);
    let mut texts = Vec::new();
    let mut keys = Vec::new();
    let mandatory = match mode {
        Mode::TwoMandatory => 2,
        Mode::TwoOfThree => 0,
        Mode::Mixed => 1,
    };
    for _ in 0..mandatory {
        let secret = SecretScalar::<G>::random(&mut rng);
        let key = TrusteePublicKey::new(&secret, &mut rng);
        texts.push(TrusteeText::Single(Box::new(key.to_text())));
        keys.push(secret);
    }
    if mode != Mode::TwoMandatory {
        let (text, shares) = ceremony_of_three(&mut rng);
        texts.push(text);
        keys.extend(shares);
    }
    let question = |text: &str, answers: &[&str], blank, min, max| {
        Question::Homomorphic(Homomorphic {
            question: text.into(),
            answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
            blank,
            min,
            max,
        })
    };
    let template = Template {
        name: "Town".into(),
        description: String::new(),
        questions: vec![
            question("Build?", &["yes", "no"], false, 1, 1),
            question("Who?", &["A", "B"], blank, 1, 2),
        ],
        administrator: None,
        credential_authority: None,
    };
    let voters: Vec<SecretScalar<G>> = (0..voters)
        .map(|_| SecretScalar::random(&mut rng))
        .collect();
    let weights: Vec<u64> = (0..voters.len() as u64)
        .map(|voter| if weighted { voter % 3 + 1 } else { 1 })
        .collect();
    let entries: Vec<RollEntry> = voters
        .iter()
        .zip(&weights)
        .map(|(secret, weight)| RollEntry {
            credential: public_credential(secret),
            weight: weighted.then_some(Weight::new(*weight)),
        })
        .collect();
    let uuid = Uuid::parse("TownTownTown22").unwrap();
    let time = Timestamp::new(TIME).unwrap();
    let poll = board::open_poll::<G>(&template, &uuid, &texts, &entries, time, &RNG_SEED).unwrap();
    Town {
        election: Election::parse(&poll.election).unwrap(),
        roll: Roll::parse::<G>(&poll.credentials, &RNG_SEED).unwrap(),
        texts,
        keys,
        turns: vec![None; voters.len()],
        voters,
        weights,
        setup: poll.bytes.len(),
        bytes: poll.bytes,
        last: vec![],
        rng,
    }
}

fn outline(bytes: &[u8]) -> Outline {
    let mut reader = Reader::new();
    reader.push(bytes, |_| {});
    let ending = reader.finish();
    assert_eq!(ending.faults, []);
    ending.outline
}

pub(crate) fn verified<G: Group>(bytes: &[u8]) -> (Report, Option<Verified<G>>) {
    let mut verifier = Verifier::new(Options {
        seed: RNG_SEED,
        ..Options::new([0; 32])
    });
    verifier.push(bytes);
    verifier.finish()
}

impl<G: Group> Town<G> {
    /// What somebody selects in a turn: every allowed selection comes, in turn.
    pub(crate) fn selections(&self, turn: usize) -> Vec<Selection> {
        let questions = self.election.homomorphic().unwrap();
        let road = Selection::Answers(vec![turn.is_multiple_of(3), !turn.is_multiple_of(3)]);
        let who = match turn % 4 {
            0 => Selection::Answers(vec![true, false]),
            1 if questions[1].blank => Selection::Blank,
            1 | 2 => Selection::Answers(vec![true, true]),
            _ => Selection::Answers(vec![false, true]),
        };
        vec![road, who]
    }

    /// The numbers that are encrypted for a turn, reckoned here and not by the library.
    pub(crate) fn plaintexts(&self, turn: usize) -> Vec<Vec<u64>> {
        let blank = self.election.homomorphic().unwrap()[1].blank;
        let road = if turn.is_multiple_of(3) {
            vec![1, 0]
        } else {
            vec![0, 1]
        };
        let mut who = match turn % 4 {
            0 => vec![0, 1, 0],
            1 if blank => vec![1, 0, 0],
            1 | 2 => vec![0, 1, 1],
            _ => vec![0, 0, 1],
        };
        if !blank {
            who.remove(0);
        }
        vec![road, who]
    }

    /// The plain count of everybody's last vote.
    pub(crate) fn count(&self) -> Vec<Vec<u64>> {
        let mut sums: Vec<Vec<u64>> = self
            .plaintexts(0)
            .iter()
            .map(|places| vec![0; places.len()])
            .collect();
        for (turn, weight) in self.turns.iter().zip(&self.weights) {
            let Some(turn) = turn else { continue };
            for (sums, places) in sums.iter_mut().zip(self.plaintexts(*turn)) {
                for (sum, place) in sums.iter_mut().zip(places) {
                    *sum += place * weight;
                }
            }
        }
        sums
    }

    pub(crate) fn public(&self, voter: usize) -> String {
        public_credential(&self.voters[voter])
    }

    pub(crate) fn ballot(&mut self, voter: usize, turn: usize) -> Vec<u8> {
        let secret = SecretScalar::new(*self.voters[voter].expose());
        let selections = self.selections(turn);
        UnsignedBallot::encrypt(&self.election, secret, &selections, &mut self.rng)
            .unwrap()
            .sign(&mut self.rng)
    }

    /// Signs a changed ballot anew.
    pub(crate) fn resign(&mut self, voter: usize, ballot: &str) -> Vec<u8> {
        let unsigned = format!("{}}}", ballot.split_once(",\"signature\":").unwrap().0);
        let hash = Hash::of(unsigned.as_bytes()).to_base64();
        let proof =
            prove_knowledge(&format!("sig|{hash}|"), &self.voters[voter], &mut self.rng).to_text();
        let proof: Value = serde_json::to_value(proof).unwrap();
        let text = unsigned.strip_suffix('}').unwrap();
        format!(
            "{text},\"signature\":{{\"hash\":\"{hash}\",\"proof\":{{\"challenge\":{},\"response\":{}}}}}}}",
            proof["challenge"], proof["response"]
        )
        .into_bytes()
    }

    /// Whether the board would take a ballot.
    pub(crate) fn check(&self, ballot: &[u8]) -> Result<Vec<u8>, Rejection> {
        let outline = outline(&self.bytes);
        board::cast(&self.election, &self.roll, &outline, ballot).map(|(_, (bytes, _))| bytes)
    }

    pub(crate) fn cast(&mut self, ballot: &[u8]) -> Result<(), Rejection> {
        let bytes = self.check(ballot)?;
        self.bytes.extend(bytes);
        Ok(())
    }

    pub(crate) fn votes(&mut self, voter: usize, turn: usize) {
        let ballot = self.ballot(voter, turn);
        self.cast(&ballot).unwrap();
        self.turns[voter] = Some(turn);
        self.last = ballot;
    }

    pub(crate) fn last_ballot(&self) -> Vec<u8> {
        self.last.clone()
    }

    /// The archive of this poll's setup with these ballots, which nobody checks.
    pub(crate) fn with_ballots(&self, ballots: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = self.bytes[..self.setup].to_vec();
        let mut tail = *outline(&bytes).tail().unwrap();
        for ballot in ballots {
            let time = Timestamp::new(TIME).unwrap();
            let (added, next) =
                append_event(Some(&tail), time, EventKind::Ballot, &[ballot]).unwrap();
            bytes.extend(added);
            tail = next;
        }
        bytes
    }

    /// The same poll with another archive.
    pub(crate) fn clone_at(&self, bytes: &[u8]) -> Self {
        let copies = |secrets: &[SecretScalar<G>]| {
            secrets
                .iter()
                .map(|s| SecretScalar::new(*s.expose()))
                .collect()
        };
        Self {
            election: self.election.clone(),
            roll: self.roll.clone(),
            texts: self.texts.clone(),
            keys: copies(&self.keys),
            voters: copies(&self.voters),
            weights: self.weights.clone(),
            bytes: bytes.to_vec(),
            setup: self.setup,
            turns: self.turns.clone(),
            last: self.last.clone(),
            rng: rng(77),
        }
    }

    pub(crate) fn verify(&self) -> (Report, Option<Verified<G>>) {
        verified(&self.bytes)
    }

    fn poll(&self) -> Verified<G> {
        let (report, poll) = self.verify();
        poll.unwrap_or_else(|| panic!("{:#?}", report.faults))
    }

    pub(crate) fn close(&mut self) {
        let (bytes, _) = board::close(&outline(&self.bytes)).unwrap();
        self.bytes.extend(bytes);
    }

    pub(crate) fn tally(&mut self) {
        let (bytes, _) = board::tally(&self.poll()).unwrap();
        self.bytes.extend(bytes);
    }

    pub(crate) fn decrypt(&mut self, owner: u64) {
        let poll = self.poll();
        let tally = poll.encrypted_tally.as_ref().unwrap();
        let key = &self.keys[owner as usize - 1];
        let decryption = PartialDecryption::new(&self.election, key, tally, &mut self.rng)
            .to_bytes(&self.election);
        let (bytes, _) = board::decrypt(&poll, owner, &decryption).unwrap();
        self.bytes.extend(bytes);
    }

    /// Records a decryption without looking at it.
    pub(crate) fn record_decryption(&mut self, owner: u64, decryption: &[u8]) {
        let owned = Owned {
            owner,
            payload: Hash::of(decryption),
        };
        let data: [&[u8]; 2] = [decryption, &owned.to_bytes()];
        let (bytes, _) = outline(&self.bytes)
            .append(EventKind::PartialDecryption, &data)
            .unwrap();
        self.bytes.extend(bytes);
    }

    pub(crate) fn result(&mut self) -> Outcome {
        let (outcome, (bytes, _)) = board::result(&self.poll()).unwrap();
        self.bytes.extend(bytes);
        outcome
    }
}
