//! What each step of a poll costs: making a ballot, reading and verifying it, counting, decrypting, and reading the
//! archive. Run with `--features parallel` to see `verify_all` on all cores; without, it runs on one.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Scalar};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::writer::{append_event, header_bytes};
use veche_poll::archive::{Decoder, Timestamp};
use veche_poll::ballot::{Ballot, UnsignedBallot, VerifiedBallot, verify, verify_all};
use veche_poll::board::open_poll;
use veche_poll::credential::{Roll, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::event::EventKind;
use veche_poll::question::{Homomorphic, Question, Selection};
use veche_poll::result::Outcome;
use veche_poll::tally::Tally;
use veche_poll::trustees::TrusteeText;
use veche_poll::weight::Weight;

/// How many ballots are verified together.
const MANY: usize = 256;
/// The seed of the joint check of membership. Here nobody chooses elements against it.
const SEED: [u8; 32] = [7; 32];

/// A poll with one trustee and as many voters as ballots are needed.
struct Poll<G: Group> {
    election: Election<G>,
    roll: Roll,
    trustee: SecretScalar<G>,
    voters: Vec<SecretScalar<G>>,
    rng: ChaCha20Rng,
}

fn one_of_five() -> Homomorphic {
    Homomorphic {
        question: "Who?".to_owned(),
        answers: (1..=5).map(|n| format!("Answer {n}")).collect(),
        blank: false,
        min: 1,
        max: 1,
    }
}

fn up_to_two_of_four_or_blank() -> Homomorphic {
    Homomorphic {
        question: "Which?".to_owned(),
        answers: (1..=4).map(|n| format!("Answer {n}")).collect(),
        blank: true,
        min: 1,
        max: 2,
    }
}

/// Selects the first answer of each question.
fn selections(questions: &[Homomorphic]) -> Vec<Selection> {
    questions
        .iter()
        .map(|question| Selection::Answers((0..question.answers.len()).map(|n| n == 0).collect()))
        .collect()
}

impl<G: Group> Poll<G> {
    fn new(questions: &[Homomorphic], voters: usize) -> Self {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let trustee = SecretScalar::<G>::random(&mut rng);
        let key = TrusteePublicKey::new(&trustee, &mut rng).to_text();
        let voters: Vec<SecretScalar<G>> = (0..voters)
            .map(|_| SecretScalar::random(&mut rng))
            .collect();
        let roll: Vec<RollEntry> = voters
            .iter()
            .map(|secret| RollEntry {
                credential: public_credential(secret),
                weight: None,
            })
            .collect();
        let template = Template {
            name: "Bench".to_owned(),
            description: String::new(),
            questions: questions.iter().cloned().map(Question::from).collect(),
            administrator: None,
            credential_authority: None,
        };
        let poll = open_poll::<G>(
            &template,
            &Uuid::random(&mut rng),
            &[TrusteeText::Single(Box::new(key))],
            &roll,
            Timestamp::new(1_800_000_000).expect("a timestamp"),
            &SEED,
        )
        .expect("a poll");
        Self {
            election: Election::parse(&poll.election).expect("an election"),
            roll: Roll::parse::<G>(&poll.credentials, &SEED).expect("a roll"),
            trustee,
            voters,
            rng,
        }
    }

    /// The voter's ballot: encrypted and signed.
    fn ballot(&mut self, voter: usize, selections: &[Selection]) -> Vec<u8> {
        let secret = SecretScalar::new(*self.voters[voter].expose());
        UnsignedBallot::encrypt(&self.election, secret, selections, &mut self.rng)
            .expect("a ballot")
            .sign(&mut self.rng)
    }

    fn parse(&self, bytes: &[u8]) -> Ballot<G> {
        Ballot::parse(&self.election, bytes).expect("a ballot")
    }

    fn verified(&self, bytes: &[u8]) -> VerifiedBallot<G> {
        verify(&self.election, &self.roll, self.parse(bytes)).expect("a valid ballot")
    }
}

fn ballots<G: Group>(group: &mut BenchmarkGroup<'_, WallTime>) {
    for (name, questions) in [
        ("one of five", vec![one_of_five()]),
        (
            "two questions, one with blank",
            vec![one_of_five(), up_to_two_of_four_or_blank()],
        ),
    ] {
        let mut poll = Poll::<G>::new(&questions, 1);
        let selections = selections(&questions);
        group.bench_function(format!("encrypt and sign, {name}"), |b| {
            b.iter(|| poll.ballot(0, black_box(&selections)));
        });
        let bytes = poll.ballot(0, &selections);
        group.bench_function(format!("parse, {name}"), |b| {
            b.iter(|| poll.parse(black_box(&bytes)));
        });
        let ballot = poll.parse(&bytes);
        group.bench_function(format!("verify, {name}"), |b| {
            b.iter_batched(
                || ballot.clone(),
                |ballot| verify(&poll.election, &poll.roll, ballot),
                BatchSize::SmallInput,
            );
        });
    }
}

fn counting<G: Group>(group: &mut BenchmarkGroup<'_, WallTime>) {
    let questions = [one_of_five()];
    let mut poll = Poll::<G>::new(&questions, MANY);
    let selections = selections(&questions);
    let texts: Vec<Vec<u8>> = (0..MANY)
        .map(|voter| poll.ballot(voter, &selections))
        .collect();
    let parsed: Vec<Ballot<G>> = texts.iter().map(|bytes| poll.parse(bytes)).collect();
    group.throughput(Throughput::Elements(MANY as u64));
    group.sample_size(10);
    group.bench_function(format!("verify_all of {MANY}"), |b| {
        b.iter_batched(
            || parsed.clone(),
            |ballots| verify_all(&poll.election, &poll.roll, ballots, &SEED),
            BatchSize::PerIteration,
        );
    });
    let verified: Vec<VerifiedBallot<G>> = texts.iter().map(|bytes| poll.verified(bytes)).collect();
    group.bench_function(format!("add {MANY} to a tally"), |b| {
        b.iter(|| {
            let mut tally = Tally::new(&poll.election, &poll.roll);
            for ballot in &verified {
                tally.add(black_box(ballot));
            }
            tally
        });
    });
    group.throughput(Throughput::Elements(1));
    group.sample_size(100);

    let mut tally = Tally::new(&poll.election, &poll.roll);
    tally.add(&verified[0]);
    let tally = tally.encrypted();
    let key = G::g_pow(poll.trustee.expose());
    let Poll {
        election,
        trustee,
        mut rng,
        ..
    } = poll;
    group.bench_function("partial decryption, make", |b| {
        b.iter(|| PartialDecryption::new(&election, &trustee, black_box(&tally), &mut rng));
    });
    let bytes = PartialDecryption::new(&election, &trustee, &tally, &mut rng).to_bytes(&election);
    group.bench_function("partial decryption, parse and verify", |b| {
        b.iter(|| {
            PartialDecryption::parse(black_box(&bytes), &election, &tally)
                .and_then(|decryption| decryption.verify(&election, &key, &tally))
        });
    });
}

fn outcomes<G: Group>(group: &mut BenchmarkGroup<'_, WallTime>) {
    let asked = [one_of_five().into()];
    for exponent in [3, 6, 9] {
        let total = 10u64.pow(exponent);
        // Five answers, as many giant steps as there can be for the first.
        let opened = vec![
            [total - 10, 1, 2, 3, 4]
                .map(|number| G::g_pow(&G::Scalar::from_u64(number)))
                .to_vec(),
        ];
        group.sample_size(10);
        group.bench_function(format!("find an outcome, total 1e{exponent}"), |b| {
            b.iter(|| Outcome::find::<G>(&asked, black_box(&opened), Weight::new(total)));
        });
    }
    group.sample_size(100);
}

fn group<G: Group>(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(G::NAME);
    ballots::<G>(&mut group);
    counting::<G>(&mut group);
    outcomes::<G>(&mut group);
    group.finish();
}

fn groups(criterion: &mut Criterion) {
    group::<Ed25519>(criterion);
    group::<PrimeField<Belenios2048>>(criterion);
}

/// The archive as bytes: hashes, names, padding; nothing about meaning.
fn archives(criterion: &mut Criterion) {
    let timestamp = Timestamp::new(1_800_000_000).expect("a timestamp");
    let mut bytes = header_bytes(timestamp);
    let mut tail = None;
    for number in 0..2000u32 {
        // As long as a ballot; the decoder does not look inside.
        let payload = format!("{number:05200}");
        let (step, next) = append_event(
            tail.as_ref(),
            timestamp,
            EventKind::Ballot,
            &[payload.as_bytes()],
        )
        .expect("an event");
        bytes.extend(step);
        tail = Some(next);
    }
    let mut group = criterion.benchmark_group("archive");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("decode", |b| {
        b.iter(|| {
            let mut decoder = Decoder::new();
            let mut members = 0;
            for piece in bytes.chunks(1 << 20) {
                decoder.push(piece);
                while let Ok(Some(_)) = decoder.next_member() {
                    members += 1;
                }
            }
            decoder.finish().expect("an archive");
            members
        });
    });
    group.finish();
}

criterion_group!(benches, groups, archives);
criterion_main!(benches);
