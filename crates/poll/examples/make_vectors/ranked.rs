//! Polls with ranks and lists: sound ones, and flaws in their ballots, their shuffles and their results.

use serde::Serialize;
use veche_crypto::elgamal::{Ciphertext, Opening};
use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_crypto::proof::{NonzeroProof, NonzeroProofText, encrypt_raw, prove_nonzero};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire::{CiphertextText, ProofText};
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
use super::forge::{BallotParts, copy, next, pair, prove};
use super::poll::{Poll, Who, decryption_entry, road};
use super::{Vectors, at};

pub(super) fn add(list: &mut Vectors) {
    sound(list);
    setup(list);
    ranked_ballots(list);
    list_ballots(list);
    tallies(list);
    shuffles(list);
    results(list);
}

type Ranked = Poll<Ed25519>;

/// Which project first?
fn projects() -> Question {
    Question::NonHomomorphic(NonHomomorphic {
        question: "Which project first?".into(),
        answers: ["school", "park", "bridge"].map(str::to_owned).into(),
        extra: None,
    })
}

/// Which list, and which of its candidates?
fn council() -> Question {
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
fn poll(name: &str) -> Ranked {
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

fn ballots(poll: &mut Ranked) -> Vec<Vec<u8>> {
    let votes = RANKS.into_iter().enumerate();
    votes
        .map(|(voter, ranks)| honest(poll, voter, &yes_and(ranks)))
        .collect()
}

/// A whole ranked poll while it is put together.
struct Course {
    poll: Ranked,
    entries: Vec<Entry>,
    tally: EncryptedTally<Ed25519>,
}

impl Course {
    /// Up to the tally.
    fn new(mut poll: Ranked) -> Self {
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
    fn shuffle(&mut self, owner: u64, change: impl Fn(&str) -> String) {
        let shuffle = Shuffle::new(&self.poll.election, &self.tally, &mut self.poll.rng);
        let text = String::from_utf8(shuffle.to_bytes()).expect("it is JSON");
        self.record(owner, change(&text).into_bytes());
    }

    fn record(&mut self, owner: u64, bytes: Vec<u8>) {
        if let Ok(shuffle) = Shuffle::parse(&bytes, &self.poll.election) {
            self.tally = shuffle.apply(&self.poll.election, &self.tally);
        }
        let payload = Hash::of(&bytes);
        let owned = Owned { owner, payload }.to_bytes();
        self.entries
            .push(Entry::new(EventKind::Shuffle, vec![bytes, owned]));
    }

    fn end_shuffles(&mut self) {
        self.entries
            .push(Entry::new(EventKind::EndShuffles, vec![]));
    }

    /// Both trustees decrypt, and what comes out is recorded, changed.
    fn finish(mut self, change: impl Fn(&mut Outcome)) -> (Vec<u8>, Vec<Vec<u64>>) {
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
    cast[2] = malformed(&mut strange, 2);
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

/// A ballot with one ranked answer put together from parts.
#[derive(Serialize)]
struct RawParts {
    choices: CiphertextText,
    proof: ProofText,
}

#[derive(Serialize)]
#[serde(untagged)]
enum EitherParts {
    Raw(RawParts),
    Road(super::forge::AnswerParts),
}

/// A ballot whose ranking is the encryption of this element, proved in this context.
fn with_element(
    poll: &mut Ranked,
    voter: usize,
    element: &<Ed25519 as Group>::Element,
    context: Option<&str>,
) -> BallotParts<EitherParts> {
    let credential = Ed25519::to_text(&Ed25519::g_pow(poll.voters[voter].expose()));
    let own = format!("{}|{credential}", poll.election.fingerprint());
    let r = SecretScalar::random(&mut poll.rng);
    let (choice, proof) = encrypt_raw(
        context.unwrap_or(&own),
        &poll.election.public_key,
        element,
        &r,
        &mut poll.rng,
    );
    let road = road_answer(poll, voter);
    BallotParts {
        election_uuid: poll.election.uuid.to_string(),
        election_hash: poll.election.fingerprint().to_owned(),
        credential,
        answers: vec![
            EitherParts::Road(road),
            EitherParts::Raw(RawParts {
                choices: choice.to_text(),
                proof: proof.to_text(),
            }),
        ],
        signature: None,
    }
}

/// The answer yes to the road.
fn road_answer(poll: &mut Ranked, voter: usize) -> super::forge::AnswerParts {
    let secret = copy(&poll.voters[voter]);
    super::forge::answer_of(&poll.election, &secret, &road(), &[1, 0], &mut poll.rng)
}

fn signed<A: Serialize>(poll: &mut Ranked, voter: usize, ballot: BallotParts<A>) -> Vec<u8> {
    let secret = copy(&poll.voters[voter]);
    ballot.sign(&secret, &mut poll.rng).bytes()
}

fn malformed(poll: &mut Ranked, voter: usize) -> Vec<u8> {
    let element = Ed25519::g_pow(&<Ed25519 as Group>::Scalar::from_u64(7));
    let ballot = with_element(poll, voter, &element, None);
    signed(poll, voter, ballot)
}

/// An open poll with two sound ballots and this one.
fn opened(poll: &mut Ranked, last: Vec<u8>) -> Vec<u8> {
    let mut cast = ballots(poll);
    cast[2] = last;
    archive(&super::good::opened(poll, &cast))
}

fn ranked_ballots(list: &mut Vectors) {
    let rule = (10, "spec §Non-homomorphic answers");
    let place = at(3, EventKind::Ballot);
    let says = "not proved to be encrypted by whoever cast the ballot";

    let mut poll = poll("ranked-proof");
    let element = Ed25519::embed(&[1, 2, 3]).expect("they are three");
    let mut ballot = with_element(&mut poll, 2, &element, None);
    if let EitherParts::Raw(raw) = &mut ballot.answers[1] {
        raw.proof.response = next::<Ed25519>(&raw.proof.response);
    }
    let last = signed(&mut poll, 2, ballot);
    let bytes = opened(&mut poll, last);
    let what = "The proof of a ranking has another response";
    list.bad("ranked-proof", what, rule, place, says, bytes);

    let mut poll = self::poll("ranked-copied");
    let other = Ed25519::to_text(&Ed25519::g_pow(poll.voters[0].expose()));
    let context = format!("{}|{other}", poll.election.fingerprint());
    let ballot = with_element(&mut poll, 2, &element, Some(&context));
    let last = signed(&mut poll, 2, ballot);
    let bytes = opened(&mut poll, last);
    let what = "A voter casts the ranking that was proved for another voter";
    list.bad("ranked-copied", what, rule, place, says, bytes);

    let mut poll = self::poll("ranked-outside-group");
    let outside = Ed25519::mul(&element, &order_two());
    let ballot = with_element(&mut poll, 2, &outside, None);
    let last = signed(&mut poll, 2, ballot);
    let bytes = opened(&mut poll, last);
    let what = "A ranking is encrypted with an element of order two in it";
    let says = "question 2, choice 1: not an element of the group";
    list.bad("ranked-outside-group", what, rule, place, says, bytes);

    let mut poll = self::poll("ranked-kind");
    let mut ballot = with_element(&mut poll, 2, &element, None);
    ballot.answers.swap(0, 1);
    let last = signed(&mut poll, 2, ballot);
    let bytes = opened(&mut poll, last);
    let what = "The answers to a selection and a ranking have changed places";
    let rule = (
        7,
        "spec §Ballots: one answer for each question, in their order",
    );
    list.bad(
        "ranked-kind",
        what,
        rule,
        place,
        "not the JSON of a ballot",
        bytes,
    );
}

/// The point of order two.
fn order_two() -> <Ed25519 as Group>::Element {
    let text = format!("7f{}ec", "ff".repeat(30));
    Ed25519::decode(&text).expect("it is a point of the curve")
}

/// `answer_l`, put together.
#[derive(Serialize)]
struct ListsParts {
    choices: Vec<Vec<CiphertextText>>,
    individual_proofs: Vec<Vec<Vec<ProofText>>>,
    overall_proof: ProofText,
    list_proofs: Vec<Vec<ProofText>>,
    nonzero_proof: NonzeroProofText,
}

/// How the proof that a candidate is selected is made.
#[derive(Clone, Copy)]
enum Nonzero {
    Honest,
    /// With an element of order two as commitment, of a sum that is zero.
    OrderTwo,
    /// With the neutral element as commitment.
    Neutral,
}

/// A ballot for the council with these marks, whatever they are; proofs of false claims are made as if they were true.
fn list_ballot(poll: &mut Ranked, marks: [&[u64]; 2], nonzero: Nonzero) -> BallotParts<ListsParts> {
    let key = poll.election.public_key.clone();
    let rng = &mut poll.rng;
    let credential = Ed25519::to_text(&Ed25519::g_pow(poll.voters[0].expose()));
    let s0 = format!("{}|{credential}", poll.election.fingerprint());
    let openings = marks.map(|row| {
        let open = |mark: &u64| Opening::<Ed25519>::new(SecretScalar::random(rng), *mark);
        row.iter().map(open).collect::<Vec<_>>()
    });
    let choices = openings.each_ref().map(|row| {
        let encrypt = |opening| Ciphertext::encrypt(&key, opening);
        row.iter().map(encrypt).collect::<Vec<_>>()
    });
    let individual_proofs = openings.iter().zip(&choices).map(|(openings, choices)| {
        let both = openings.iter().zip(choices);
        let proofs = both.map(|(opening, choice)| {
            let prefix = format!("prove|{s0}|{}|", pair(choice));
            prove(
                &prefix,
                &key,
                &[(opening, choice, 0), (opening, choice, 1)],
                false,
                rng,
            )
        });
        proofs.collect()
    });
    let individual_proofs = individual_proofs.collect();
    let pairs: Vec<String> = choices.iter().flatten().map(pair).collect();
    let s = format!("{s0}|{}", pairs.join(","));
    let sum = Opening::sum(openings.iter().map(|row| &row[0]));
    let total = Ciphertext::product(choices.iter().map(|row| &row[0]));
    let prefix = format!("prove|{s}|{}|", pair(&total));
    let mut overall = prove(&prefix, &key, &[(&sum, &total, 1)], false, rng);
    let list_proofs = openings.iter().zip(&choices).map(|(openings, choices)| {
        let (sum, total) = (
            Opening::sum(&openings[1..]),
            Ciphertext::product(&choices[1..]),
        );
        let claims = [(&openings[0], &choices[0], 1), (&sum, &total, 0)];
        prove(&format!("lproof|{s}|"), &key, &claims, false, rng)
    });
    let list_proofs = list_proofs.collect();
    let candidates = Opening::sum(openings.iter().flat_map(|row| &row[1..]));
    let prefix = format!("nonzero|{s}|");
    let proof = match nonzero {
        Nonzero::Honest => prove_nonzero(&prefix, &key, &candidates, rng).expect("there is one"),
        Nonzero::OrderTwo => pretended(&prefix, &key, order_two(), rng),
        Nonzero::Neutral => pretended(&prefix, &key, Ed25519::identity(), rng),
    };
    let texts = |row: &Vec<Ciphertext<Ed25519>>| row.iter().map(Ciphertext::to_text).collect();
    BallotParts {
        election_uuid: poll.election.uuid.to_string(),
        election_hash: poll.election.fingerprint().to_owned(),
        credential,
        answers: vec![ListsParts {
            choices: choices.iter().map(texts).collect(),
            individual_proofs,
            overall_proof: overall.remove(0),
            list_proofs,
            nonzero_proof: proof.to_text(),
        }],
        signature: None,
    }
}

/// The proof that holds whatever is encrypted, if the commitment to an even power is the neutral element: it knows
/// nothing of the ciphertext, and is made again until its challenge is even.
fn pretended(
    prefix: &str,
    key: &veche_crypto::elgamal::PublicKey<Ed25519>,
    commitment: <Ed25519 as Group>::Element,
    rng: &mut super::poll::Rng,
) -> NonzeroProof<Ed25519> {
    loop {
        let w = SecretScalar::<Ed25519>::random(rng);
        let a1 = Ed25519::g_pow(w.expose());
        let a2 = Ed25519::pow(key.element(), w.expose());
        let challenge = Ed25519::challenge(prefix, &[commitment.clone(), a1, a2]);
        if Ed25519::pow_vartime(&commitment, &challenge) == Ed25519::identity() {
            return NonzeroProof {
                commitment,
                challenge,
                response: (<Ed25519 as Group>::Scalar::ZERO, *w.expose()),
            };
        }
    }
}

/// The marks in both lists.
type Marks = [&'static [u64]; 2];
/// A flaw of a ballot's contents: its name, what it is, the rule, what is said of it, the marks, the last proof.
type Flaw = (
    &'static str,
    &'static str,
    (u8, &'static str),
    &'static str,
    Marks,
    Nonzero,
);

fn list_ballots(list: &mut Vectors) {
    let place = at(1, EventKind::Ballot);
    let proofs = (10, "spec §Lists answers, §Proofs of list constraints");
    let member = (
        10,
        "spec §Proof of encryption of non-zero; the commitment must lie in the group",
    );
    let flaws: [Flaw; 6] = [
        (
            "lists-no-candidate-order-two",
            "A list without a candidate, by a commitment of order two",
            member,
            "nonzero_proof.commitment: not an element of the group",
            [&[1, 0, 0], &[0, 0]],
            Nonzero::OrderTwo,
        ),
        (
            "lists-no-candidate-neutral",
            "A list without a candidate, by the neutral element as commitment",
            proofs,
            "not proved that a candidate is selected",
            [&[1, 0, 0], &[0, 0]],
            Nonzero::Neutral,
        ),
        (
            "lists-two-lists",
            "Two lists are selected",
            proofs,
            "as many answers are selected as allowed",
            [&[1, 1, 0], &[1, 1]],
            Nonzero::Honest,
        ),
        (
            "lists-no-list",
            "No list is selected, and none of the candidates is: the proof of a candidate is pretended, too",
            proofs,
            "as many answers are selected as allowed",
            [&[0, 0, 0], &[0, 0]],
            Nonzero::Neutral,
        ),
        (
            "lists-candidate-of-another",
            "A candidate of a list that is not selected",
            proofs,
            "list 2: not proved that candidates of a list that is not selected are not",
            [&[1, 1, 0], &[0, 1]],
            Nonzero::Honest,
        ),
        (
            "lists-two-votes",
            "A candidate gets two votes",
            proofs,
            "choice 2: not proved to be 0 or 1",
            [&[1, 2, 0], &[0, 0]],
            Nonzero::Honest,
        ),
    ];
    for (name, what, rule, says, marks, nonzero) in flaws {
        let mut poll: Ranked = Poll::new(name, vec![council()], &[None], &[Who::Mandatory]);
        let ballot = list_ballot(&mut poll, marks, nonzero);
        let last = signed(&mut poll, 0, ballot);
        let bytes = archive(&super::good::opened(&poll, &[last]));
        list.bad(name, what, rule, place, says, bytes);
    }
    type Change = fn(&mut ListsParts);
    let shapes: [(&str, &str, &str, Change); 3] = [
        (
            "lists-proof-single",
            "The proof of a list has one part instead of two",
            "list_proofs[…]: 1 items instead of 2",
            |answer| {
                answer.list_proofs[0].pop();
            },
        ),
        (
            "lists-proof-missing",
            "The proof of a list is missing",
            "list_proofs: 1 items instead of 2",
            |answer| {
                answer.list_proofs.pop();
            },
        ),
        (
            "lists-choice-moved",
            "A choice stands in the other list",
            "choices[…]: 2 items instead of 3",
            |answer| {
                let moved = answer.choices[0].pop().expect("it has three");
                answer.choices[1].push(moved);
                let moved = answer.individual_proofs[0].pop().expect("it has three");
                answer.individual_proofs[1].push(moved);
            },
        ),
    ];
    for (name, what, says, change) in shapes {
        let mut poll: Ranked = Poll::new(name, vec![council()], &[None], &[Who::Mandatory]);
        let mut ballot = list_ballot(&mut poll, [&[1, 1, 0], &[0, 0]], Nonzero::Honest);
        change(&mut ballot.answers[0]);
        let last = signed(&mut poll, 0, ballot);
        let bytes = archive(&super::good::opened(&poll, &[last]));
        let rule = (
            7,
            "spec §Lists answers: every list has the length that the question asks for",
        );
        list.bad(name, what, rule, place, says, bytes);
    }
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

/// The beginning of an element's 64 digits changed to another element.
fn other_element(text: &str, at: usize) -> String {
    let element = Ed25519::decode(&text[at..at + 64]).expect("an element stands there");
    let other = Ed25519::to_text(&Ed25519::mul(&element, &Ed25519::generator()));
    format!("{}{other}{}", &text[..at], &text[at + 64..])
}

/// Where the proofs begin in the JSON of a shuffle.
fn proofs_at(text: &str) -> usize {
    text.find("\"proofs\":[").expect("a shuffle has proofs") + "\"proofs\":[".len()
}

/// Where the element with this number stands after a place.
fn element_at(text: &str, from: usize, number: usize) -> usize {
    let mut found = 0;
    let mut at = from;
    loop {
        let rest = &text[at..];
        let quote = rest.find('"').expect("there is another text");
        let length = rest[quote + 1..].find('"').expect("it ends");
        let is_element = length == 64 && Ed25519::decode(&rest[quote + 1..quote + 65]).is_ok();
        if is_element && found == number {
            return at + quote + 1;
        }
        found += usize::from(is_element);
        at += quote + length + 2;
    }
}

/// The outputs of a shuffle with the first two exchanged.
fn swapped(text: &str) -> String {
    let begin = text.find("[[").expect("there are outputs") + 2;
    let end = text.find("]]").expect("they end");
    let mut outputs: Vec<&str> = text[begin..end].split("},{").collect();
    outputs.swap(0, 1);
    let outputs = outputs.join("},{").replace(['{', '}'], "");
    let parts: Vec<&str> = outputs.split(',').collect();
    let pairs: Vec<String> = parts
        .chunks(2)
        .map(|pair| format!("{{{}}}", pair.join(",")))
        .collect();
    format!("{}{}{}", &text[..begin], pairs.join(","), &text[end..])
}

fn shuffles(list: &mut Vectors) {
    let rule = (13, "spec §Shuffles, §Shuffle algorithms");
    // Five elements and three links come first; then three commitments to the permutation, and the chain.
    type Change = fn(&str) -> String;
    let flaws: [(&str, &str, &str, Change); 6] = [
        (
            "shuffle-swapped-output",
            "Two answers change places after the shuffle was proved",
            "shuffle of trustee 2: shuffled question 1: ",
            swapped,
        ),
        (
            "shuffle-permutation",
            "A commitment to the permutation is another",
            "shuffled question 1: ",
            |text| other_element(text, element_at(text, proofs_at(text), 8)),
        ),
        (
            "shuffle-chain",
            "A link of the chain is another",
            "shuffled question 1: ",
            |text| other_element(text, element_at(text, proofs_at(text), 12)),
        ),
        (
            "shuffle-answer-replaced",
            "A trustee replaces an answer",
            "shuffled question 1: ",
            |text| other_element(text, element_at(text, 0, 1)),
        ),
        (
            "shuffle-outside-group",
            "A commitment has an element of order two in it",
            "an element lies outside the group",
            |text| {
                let at = element_at(text, proofs_at(text), 0);
                let element = Ed25519::decode(&text[at..at + 64]).expect("an element");
                let outside = Ed25519::to_text(&Ed25519::mul(&element, &order_two()));
                format!("{}{outside}{}", &text[..at], &text[at + 64..])
            },
        ),
        (
            "shuffle-field",
            "A field that a shuffle does not have",
            "not the JSON of a shuffle",
            |text| text.replacen('{', "{\"x\":0,", 1),
        ),
    ];
    for (name, what, says, change) in flaws {
        let mut course = Course::new(poll(name));
        course.shuffle(1, str::to_owned);
        // What cannot be read leaves the answers as they were.
        course.shuffle(2, change);
        course.end_shuffles();
        let (bytes, _) = course.finish(|_| {});
        list.bad(name, what, rule, at(7, EventKind::Shuffle), says, bytes);
    }

    let mut course = Course::new(poll("shuffle-dropped"));
    course.shuffle(1, str::to_owned);
    let shuffle = Shuffle::new(&course.poll.election, &course.tally, &mut course.poll.rng);
    let text = String::from_utf8(shuffle.to_bytes()).expect("it is JSON");
    let cut = text.find("},{").expect("there are several");
    let end = text.find("]]").expect("they end");
    course.record(
        2,
        format!("{}}}{}", &text[..cut], &text[end..]).into_bytes(),
    );
    list.bad(
        "shuffle-dropped",
        "Answers are missing after the shuffle",
        rule,
        at(7, EventKind::Shuffle),
        "not about as many ciphertexts",
        archive(&course.entries),
    );

    let twice = (
        13,
        "one shuffle of each trustee; stricter than the reference",
    );
    for (name, what, owners, says) in [
        (
            "shuffle-twice",
            "A trustee shuffles twice",
            [1, 1],
            "trustee 1 has a shuffle already",
        ),
        (
            "shuffle-nobody",
            "The shuffle of a trustee who does not exist",
            [1, 3],
            "there is no trustee 3",
        ),
        (
            "shuffle-zero",
            "The shuffle of trustee 0: numbers begin with 1",
            [1, 0],
            "there is no trustee 0",
        ),
    ] {
        let mut course = Course::new(poll(name));
        for owner in owners {
            course.shuffle(owner, str::to_owned);
        }
        let bytes = archive(&course.entries);
        list.bad(name, what, twice, at(7, EventKind::Shuffle), says, bytes);
    }

    let mut course = Course::new(poll("shuffle-none"));
    course.end_shuffles();
    let decryption = course.poll.decryption(1, &course.tally);
    course.entries.push(decryption_entry(1, decryption));
    let bytes = archive(&course.entries);
    let vector = list.bad(
        "shuffle-none",
        "Answers are decrypted that nobody has shuffled",
        (
            13,
            "spec §Shuffles: non-homomorphic ciphertexts must be shuffled",
        ),
        at(7, EventKind::PartialDecryption),
        "nobody has shuffled them",
        bytes,
    );
    vector.note = Some("0 trustees shuffled the answers".into());
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
