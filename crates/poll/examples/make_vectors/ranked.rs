//! Polls with ranks and lists: sound ones, and flaws in their ballots, their shuffles and their results.

use serde::Serialize;
use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_poll::ballot::UnsignedBallot;
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::{Owned, SizedEncryptedTally};
use veche_poll::question::{List, Lists, NonHomomorphic, Question, Selection};
use veche_poll::result::{Numbers, Outcome};
use veche_poll::shuffle::Shuffle;
use veche_poll::tally::EncryptedTally;
use veche_poll::weight::Weight;

use super::archive::{Entry, archive};
use super::forge::{BallotParts, copy};
use super::poll::{Poll, Who, decryption_entry, road};
use super::{Vectors, at, list_ballots, ranked_ballots, shuffles};

pub(super) fn add(list: &mut Vectors) {
    sound(list);
    setup(list);
    ranked_ballots::add(list);
    list_ballots::add(list);
    tallies(list);
    shuffles::add(list);
    results(list);
}

pub(super) type Ranked = Poll<Ed25519>;

/// Which project first?
fn projects() -> Question {
    Question::NonHomomorphic(NonHomomorphic {
        question: "Which project first?".into(),
        answers: ["school", "park", "bridge"].map(str::to_owned).into(),
        extra: None,
    })
}

/// Which list, and which of its candidates?
pub(super) fn council() -> Question {
    let list = |name: &str, candidates: &[&str]| List {
        name: name.into(),
        candidates: candidates.iter().map(|name| (*name).into()).collect(),
    };
    Question::Lists(Lists {
        question: "Who sits in the council?".into(),
        lists: vec![list("Left", &["Alena", "Boris"]), list("Right", &["Vera"])],
    })
}

/// A road and the projects, three voters, two mandatory trustees.
pub(super) fn poll(name: &str) -> Ranked {
    let questions = vec![road().into(), projects()];
    Poll::new(name, questions, &[None; 3], &[Who::Mandatory; 2])
}

const RANKS: [[u8; 3]; 3] = [[1, 2, 3], [2, 1, 0], [1, 2, 3]];

fn honest(poll: &mut Ranked, voter: usize, selections: &[Selection]) -> Vec<u8> {
    let secret = copy(&poll.voters[voter]);
    let ballot = UnsignedBallot::encrypt(&poll.election, secret, selections, &mut poll.rng);
    ballot.expect("the selections fit").sign(&mut poll.rng)
}

fn yes_and(ranks: [u8; 3]) -> [Selection; 2] {
    [
        Selection::Answers(vec![true, false]),
        Selection::Numbers(ranks.to_vec()),
    ]
}

pub(super) fn ballots(poll: &mut Ranked) -> Vec<Vec<u8>> {
    let votes = RANKS.into_iter().enumerate();
    votes
        .map(|(voter, ranks)| honest(poll, voter, &yes_and(ranks)))
        .collect()
}

/// A whole ranked poll while it is put together.
pub(super) struct Course {
    pub(super) poll: Ranked,
    pub(super) entries: Vec<Entry>,
    pub(super) tally: EncryptedTally<Ed25519>,
}

impl Course {
    /// Up to the tally.
    pub(super) fn new(mut poll: Ranked) -> Self {
        let cast = ballots(&mut poll);
        Self::of(poll, &cast)
    }

    fn of(poll: Ranked, cast: &[Vec<u8>]) -> Self {
        let mut entries = super::good::opened(&poll, cast);
        let tally = poll.tally(cast);
        entries.extend([Entry::end(), poll.tally_entry(&tally)]);
        Self {
            poll,
            entries,
            tally: tally.encrypted(),
        }
    }

    /// A shuffle of this trustee, with its bytes changed, and what it leaves.
    pub(super) fn shuffle(&mut self, owner: u64, change: impl Fn(&str) -> String) {
        let shuffle = Shuffle::new(&self.poll.election, &self.tally, &mut self.poll.rng);
        let text = String::from_utf8(shuffle.to_bytes()).expect("it is JSON");
        self.record(owner, change(&text).into_bytes());
    }

    pub(super) fn record(&mut self, owner: u64, bytes: Vec<u8>) {
        if let Ok(shuffle) = Shuffle::parse(&bytes, &self.poll.election) {
            self.tally = shuffle.apply(&self.poll.election, &self.tally);
        }
        let payload = Hash::of(&bytes);
        let owned = Owned { owner, payload }.to_bytes();
        self.entries
            .push(Entry::new(EventKind::Shuffle, vec![bytes, owned]));
    }

    pub(super) fn end_shuffles(&mut self) {
        self.entries
            .push(Entry::new(EventKind::EndShuffles, vec![]));
    }

    /// Both trustees decrypt, and what comes out is recorded, changed.
    pub(super) fn finish(mut self, change: impl Fn(&mut Outcome)) -> (Vec<u8>, Vec<Vec<u64>>) {
        let mut decryptions = Vec::new();
        for owner in 1..=self.poll.keys.len() {
            let bytes = self.poll.decryption(owner, &self.tally);
            decryptions.push(bytes.clone());
            self.entries.push(decryption_entry(owner as u64, bytes));
        }
        let mut outcome = self.outcome();
        change(&mut outcome);
        let numbers = outcome.result.iter().map(|numbers| numbers.all().collect());
        let numbers = numbers.collect();
        self.entries
            .push(Entry::new(EventKind::Result, vec![outcome.to_bytes()]));
        (archive(&self.entries), numbers)
    }

    /// What the tally holds, by both keys together.
    fn outcome(&self) -> Outcome {
        let secret = self
            .poll
            .keys
            .iter()
            .fold(<Ed25519 as Group>::Scalar::ZERO, |sum, key| {
                sum + *key.expose()
            });
        let open = |ciphertext: &Ciphertext<Ed25519>| {
            let hidden = Ed25519::pow(&ciphertext.alpha, &secret);
            Ed25519::mul(&ciphertext.beta, &Ed25519::inv(&hidden))
        };
        let opened: Vec<Vec<_>> = self
            .tally
            .0
            .iter()
            .map(|question| question.iter().map(open).collect())
            .collect();
        let questions = &self.poll.election.questions;
        Outcome::find::<Ed25519>(questions, &opened, Weight::new(3)).expect("few votes")
    }
}

/// Two honest shuffles, and their end.
fn shuffled(poll: Ranked) -> Course {
    let mut course = Course::new(poll);
    course.shuffle(1, str::to_owned);
    course.shuffle(2, str::to_owned);
    course.end_shuffles();
    course
}

fn sound(list: &mut Vectors) {
    let source = "spec §Non-homomorphic questions, §Shuffles";
    let (bytes, numbers) = shuffled(poll("ranked")).finish(|_| {});
    let what = "A ranking: two trustees shuffle and decrypt";
    list.ok("ranked", what, source, bytes).result = Some(numbers);

    let mut course = Course::new(poll("ranked-one-shuffle"));
    course.shuffle(2, str::to_owned);
    course.end_shuffles();
    let (bytes, numbers) = course.finish(|_| {});
    let what = "A ranking that one trustee shuffles and two decrypt: the reference allows it";
    let vector = list.ok("ranked-one-shuffle", what, source, bytes);
    vector.note = Some("1 trustees shuffled the answers, fewer than the 2 that decrypt".into());
    vector.result = Some(numbers);

    let mut strange = poll("ranked-malformed");
    let mut cast = ballots(&mut strange);
    cast[2] = ranked_ballots::malformed(&mut strange, 2);
    let mut course = Course::of(strange, &cast);
    course.shuffle(1, str::to_owned);
    course.shuffle(2, str::to_owned);
    course.end_shuffles();
    let (bytes, numbers) = course.finish(|_| {});
    let what = "A voter encrypts an element that holds no numbers in the protocol's form";
    let vector = list.ok("ranked-malformed", what, "spec §Groups, to_ints", bytes);
    vector.note = Some("question 2: 1 of the opened answers hold no numbers".into());
    vector.result = Some(numbers);

    let mut poll: Ranked = Poll::new(
        "lists",
        vec![council()],
        &[Some(1), Some(4)],
        &[Who::TwoOfThree],
    );
    let select = |list, candidates: &[bool]| Selection::List {
        list,
        candidates: candidates.to_vec(),
    };
    let cast = [
        honest(&mut poll, 0, &[select(0, &[true, true])]),
        honest(&mut poll, 1, &[select(1, &[true])]),
    ];
    let tally = poll.tally(&cast);
    let mut entries = super::good::opened(&poll, &cast);
    entries.extend([Entry::end(), poll.tally_entry(&tally)]);
    for owner in [1, 3] {
        let decryption = poll.decryption(owner, &tally.encrypted());
        entries.push(decryption_entry(owner as u64, decryption));
    }
    let rows: [&[u64]; 2] = [&[1, 1, 1], &[4, 4]];
    let rows = rows.map(|row| row.iter().copied().map(Weight::new).collect());
    let result = vec![Numbers::Rows(rows.to_vec())];
    let outcome = Outcome { result }.to_bytes();
    entries.push(Entry::new(EventKind::Result, vec![outcome]));
    let what = "Two lists of candidates, votes with weights";
    let vector = list.ok("lists", what, "spec §Lists questions", archive(&entries));
    vector.result = Some(vec![vec![1, 1, 1, 4, 4]]);
}

fn setup(list: &mut Vectors) {
    let poll: Ranked = Poll::new(
        "ranked-weight",
        vec![projects()],
        &[None, Some(2)],
        &[Who::Mandatory],
    );
    list.bad(
        "roll-weight-ranked",
        "A voter has two votes in a poll with a ranking",
        (
            5,
            "spec §Encrypted tally: it is an error if the weight is not 1",
        ),
        at(0, EventKind::Setup),
        "a voter has the weight 2",
        archive(&[poll.parts.entry()]),
    );
}

pub(super) fn signed<A: Serialize>(
    poll: &mut Ranked,
    voter: usize,
    ballot: BallotParts<A>,
) -> Vec<u8> {
    let secret = copy(&poll.voters[voter]);
    ballot.sign(&secret, &mut poll.rng).bytes()
}

/// The point of order two.
pub(super) fn order_two() -> <Ed25519 as Group>::Element {
    let text = format!("7f{}ec", "ff".repeat(30));
    Ed25519::decode(&text).expect("it is a point of the curve")
}

fn tallies(list: &mut Vectors) {
    let mut course = Course::new(poll("tally-ranked-order"));
    let questions = &course.poll.election.questions;
    let mut turned = course.tally.clone();
    turned.0[1].reverse();
    let bytes = turned.to_bytes(questions);
    let sized = SizedEncryptedTally {
        num_tallied: 3,
        total_weight: Weight::new(3),
        encrypted_tally: Hash::of(&bytes),
    };
    let place = course.entries.len() - 1;
    course.entries[place] = Entry::new(EventKind::EncryptedTally, vec![bytes, sized.to_bytes()]);
    list.bad(
        "tally-ranked-order",
        "The answers in the tally are in another order than sorted",
        (11, "spec §Encrypted tally, and how the reference sorts it"),
        at(place as u64, EventKind::EncryptedTally),
        "is not the one that the ballots give",
        archive(&course.entries),
    );
}

fn results(list: &mut Vectors) {
    let rule = (15, "spec §Election result");
    type Change = fn(&mut Outcome);
    let flaws: [(&str, &str, &str, Change); 3] = [
        (
            "result-ranked-changed",
            "A ranking in the result is another",
            "question 2, ballot ",
            |outcome| {
                if let Numbers::Rows(rows) = &mut outcome.result[1] {
                    rows[0].swap(0, 1);
                }
            },
        ),
        (
            "result-ranked-dropped",
            "A ranking is missing in the result",
            "question 2: not one number for each place",
            |outcome| {
                if let Numbers::Rows(rows) = &mut outcome.result[1] {
                    rows.pop();
                }
            },
        ),
        (
            "result-ranked-sums",
            "The result has sums where rankings were opened",
            "question 2: not one number for each place",
            |outcome| outcome.result[1] = Numbers::Sums(vec![Weight::new(1); 3]),
        ),
    ];
    for (name, what, says, change) in flaws {
        let (bytes, _) = shuffled(poll(name)).finish(change);
        list.bad(name, what, rule, at(11, EventKind::Result), says, bytes);
    }
}
