//! One small poll, from the trustees' ceremony to the result, the same at every run.

use std::sync::LazyLock;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::ceremony::{
    Polynomial, ThresholdParameters, Vinput, Voutput, accept, certificate, finish,
    open_decryption_key, route, share,
};
use veche_crypto::channel::{Seed, SignedMessage};
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::archive::Timestamp;
use veche_poll::ballot::UnsignedBallot;
use veche_poll::board::{self, open_poll};
use veche_poll::chain::{Reader, Step};
use veche_poll::credential::{PrivateCredential, Roll, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::election::{Election, Template, Uuid};
use veche_poll::outline::Outline;
use veche_poll::question::{Homomorphic, Question, Selection};
use veche_poll::tally::EncryptedTally;
use veche_poll::trustees::{TrusteeText, Trustees};
use veche_poll::verify::{Options, Report, Verified, Verifier};
use veche_poll::weight::Weight;

/// The group of the poll.
pub type G = Ed25519;

/// A ceremony of two of three trustees.
pub struct Ceremony {
    /// The trustees' private keys.
    pub seeds: Vec<Seed>,
    /// Step 1.
    pub certificates: Vec<SignedMessage>,
    /// Step 3.
    pub polynomials: Vec<Polynomial>,
    /// Step 4.
    pub vinputs: Vec<Vinput>,
    /// Step 5.
    pub voutputs: Vec<Voutput>,
    /// Step 6.
    pub parameters: ThresholdParameters,
}

/// The poll.
pub struct Poll {
    /// The trustees' ceremony.
    pub ceremony: Ceremony,
    /// The election, as it stands in the archive.
    pub election_bytes: Vec<u8>,
    /// The trustees, as they stand in the archive.
    pub trustees_bytes: Vec<u8>,
    /// The roll, as it stands in the archive.
    pub roll_bytes: Vec<u8>,
    /// The election.
    pub election: Election<G>,
    /// One mandatory trustee, then the three of the ceremony.
    pub trustees: Trustees<G>,
    /// Three voters, one of weight 3.
    pub roll: Roll,
    /// Four ballots: the first voter votes twice.
    pub ballots: Vec<Vec<u8>>,
    /// A ballot opened instead of cast, as JSON.
    pub challenge: Vec<u8>,
    /// The code of that ballot.
    pub code: String,
    /// The encrypted tally.
    pub tally: EncryptedTally<G>,
    /// Whose partial decryption, and its bytes: of the mandatory trustee and two of the others.
    pub decryptions: Vec<(u64, Vec<u8>)>,
    /// The result, as it stands in the archive.
    pub outcome: Vec<u8>,
    /// The archive, with everything.
    pub archive: Vec<u8>,
    /// The steps of the archive.
    pub steps: Vec<Step>,
    /// What the verifier says of the archive.
    pub report: Report,
}

/// The poll, made when it is first asked for.
pub static POLL: LazyLock<Poll> = LazyLock::new(Poll::make);

/// When the poll begins, in seconds since 1970.
pub const BEGINNING: u64 = 1_795_375_095;

/// Reads an archive whole.
pub fn read(archive: &[u8]) -> (Vec<Step>, Outline) {
    let mut reader = Reader::new();
    let mut steps = Vec::new();
    reader.push(archive, |step| steps.push(step));
    let ending = reader.finish();
    assert_eq!(ending.faults, []);
    (steps, ending.outline)
}

fn verified(archive: &[u8]) -> (Report, Verified<G>) {
    let mut verifier = Verifier::<G>::new(Options::new([9; 32]));
    verifier.push(archive);
    let (report, verified) = verifier.finish();
    assert_eq!(report.faults, []);
    (report, verified.expect("the archive is sound"))
}

impl Ceremony {
    fn hold(rng: &mut ChaCha20Rng) -> Self {
        let seeds: Vec<Seed> = (0..3).map(|_| Seed::random(rng)).collect();
        let certificates: Vec<SignedMessage> = seeds
            .iter()
            .zip(1..)
            .map(|(seed, index)| certificate::<G, _>(seed, index, 2, 3, rng).expect("in order"))
            .collect();
        let polynomials: Vec<Polynomial> = seeds
            .iter()
            .map(|seed| share::<G, _>(seed, &certificates, rng).expect("in order"))
            .collect();
        let vinputs = route::<G>(&certificates, &polynomials, 2, 3).expect("in order");
        let voutputs: Vec<Voutput> = seeds
            .iter()
            .zip(&vinputs)
            .map(|(seed, vinput)| accept::<G, _>(seed, &certificates, vinput, rng))
            .collect::<Result<_, _>>()
            .expect("in order");
        let parameters =
            finish::<G>(&certificates, &polynomials, &voutputs, 2, 3).expect("in order");
        Self {
            seeds,
            certificates,
            polynomials,
            vinputs,
            voutputs,
            parameters,
        }
    }
}

fn questions() -> Vec<Homomorphic> {
    let question = |question: &str, answers: &[&str], blank, min, max| Homomorphic {
        question: question.to_owned(),
        answers: answers.iter().map(|&answer| answer.to_owned()).collect(),
        blank,
        min,
        max,
    };
    vec![
        question("Who?", &["Anna", "Борис"], false, 0, 1),
        question("Yes?", &["Yes"], true, 1, 1),
    ]
}

impl Poll {
    fn make() -> Self {
        let rng = &mut ChaCha20Rng::from_seed([7; 32]);
        let ceremony = Ceremony::hold(rng);
        let mandatory = SecretScalar::<G>::random(rng);
        let texts = [
            TrusteeText::Single(Box::new(
                TrusteePublicKey::<G>::new(&mandatory, rng).to_text(),
            )),
            TrusteeText::Pedersen(Box::new(ceremony.parameters.clone())),
        ];
        let uuid = Uuid::parse("FuzzFuzzFuzzFuzz").expect("an identifier");
        let credentials: Vec<PrivateCredential> =
            (0..3).map(|_| PrivateCredential::random(rng)).collect();
        let entries: Vec<RollEntry> = credentials
            .iter()
            .zip([1, 1, 3])
            .map(|(credential, weight)| RollEntry {
                credential: public_credential::<G>(&credential.derive(&uuid)),
                weight: Some(Weight::new(weight)),
            })
            .collect();
        let template = Template {
            name: "A poll".to_owned(),
            description: "To be fuzzed.".to_owned(),
            questions: questions().into_iter().map(Question::from).collect(),
            administrator: Some("Organiser".to_owned()),
            credential_authority: Some("Registrar".to_owned()),
        };
        let timestamp = Timestamp::new(BEGINNING).expect("a timestamp");
        let new = open_poll::<G>(&template, &uuid, &texts, &entries, timestamp, &[0; 32])
            .expect("in order");
        let election = Election::<G>::parse(&new.election).expect("in order");
        let trustees = Trustees::<G>::parse(&new.trustees).expect("in order");
        let roll = Roll::parse::<G>(&new.credentials, &[0; 32]).expect("in order");

        let mut archive = new.bytes;
        let mut ballots = Vec::new();
        let no = Selection::Answers(vec![false, false]);
        let anna = Selection::Answers(vec![true, false]);
        let boris = Selection::Answers(vec![false, true]);
        let yes = Selection::Answers(vec![true]);
        let votes = [
            (0, [no, yes.clone()]),
            (1, [anna, yes.clone()]),
            (2, [boris.clone(), Selection::Blank]),
            (0, [boris, yes]),
        ];
        let encrypt = |voter: usize, vote: &[Selection; 2], rng: &mut ChaCha20Rng| {
            UnsignedBallot::encrypt(&election, credentials[voter].derive(&uuid), vote, rng)
                .expect("in order")
        };
        for (voter, vote) in &votes {
            let ballot = encrypt(*voter, vote, rng).sign(rng);
            let outline = read(&archive).1;
            let (_, (bytes, _)) =
                board::cast(&election, &roll, &outline, &ballot).expect("in order");
            archive.extend(bytes);
            ballots.push(ballot);
        }
        let opened = encrypt(1, &votes[1].1, rng);
        let code = opened.code();
        let challenge = serde_json::to_vec(&opened.open()).expect("in order");

        archive.extend(board::close(&read(&archive).1).expect("in order").0);
        archive.extend(board::tally(&verified(&archive).1).expect("in order").0);
        let tally = verified(&archive).1.encrypted_tally.expect("just recorded");
        let mut decryptions = Vec::new();
        for owner in [1, 4, 2] {
            let shared = |at: usize| {
                open_decryption_key::<G>(&ceremony.seeds[at], &ceremony.voutputs[at].private_key)
                    .expect("in order")
            };
            let decryption = match owner {
                1 => PartialDecryption::new(&election, &mandatory, &tally, rng),
                owner => PartialDecryption::new(&election, &shared(owner - 2), &tally, rng),
            };
            let (owner, bytes) = (owner as u64, decryption.to_bytes(&election));
            let addition = board::decrypt(&verified(&archive).1, owner, &bytes);
            archive.extend(addition.expect("in order").0);
            decryptions.push((owner, bytes));
        }
        let (outcome, (bytes, _)) = board::result(&verified(&archive).1).expect("in order");
        archive.extend(bytes);
        let (report, _) = verified(&archive);
        Self {
            election_bytes: new.election,
            trustees_bytes: new.trustees,
            roll_bytes: new.credentials,
            outcome: outcome.to_bytes(),
            steps: read(&archive).0,
            ceremony,
            election,
            trustees,
            roll,
            ballots,
            challenge,
            code,
            tally,
            decryptions,
            archive,
            report,
        }
    }
}
