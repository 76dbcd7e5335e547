//! Whole polls end to end at library level, and the security properties, one test each, named for the property.

#[path = "properties/again.rs"]
mod again;
mod common;
#[path = "properties/decryptions.rs"]
mod decryptions;
#[path = "properties/hints.rs"]
mod hints;
#[path = "properties/parsers.rs"]
mod parsers;
mod polls;
#[path = "properties/ranked.rs"]
mod ranked;

use common::{past, verify};
use polls::{Mode, RNG_SEED, Town, rng, town};
use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526};
use veche_crypto::proof::Proof;
use veche_crypto::secret::SecretScalar;
use veche_poll::ballot::{Ballot, BallotError, Challenge, ChallengeError, UnsignedBallot};
use veche_poll::board::Rejection;
use veche_poll::credential::{PrivateCredential, public_credential};
use veche_poll::election::Uuid;
use veche_poll::question::Selection;
use veche_poll::verify::Verdict;

const SEED: [u8; 32] = RNG_SEED;

/// A whole poll: some vote twice, and the result equals a plain count of the last votes.
fn runs<G: Group>(mode: Mode, blank: bool, weighted: bool, voters: usize) {
    let mut town = town::<G>(mode, blank, weighted, voters);
    for voter in 0..voters {
        town.votes(voter, voter);
    }
    town.votes(0, voters + 1);
    town.close();
    town.tally();
    for owner in mode.deciders() {
        town.decrypt(*owner);
    }
    let outcome = town.result();
    let numbers: Vec<Vec<u64>> = outcome
        .result
        .iter()
        .map(|question| question.all().collect())
        .collect();
    let name = format!("{} {mode:?}, blank {blank}, weighted {weighted}", G::NAME);
    assert_eq!(numbers, town.count(), "{name}");
    let (report, _) = town.verify();
    assert_eq!(
        report.verdict(),
        Verdict::Sound,
        "{name}: {:#?}",
        report.faults
    );
    let seen = verify(&town.bytes, 1000, None, SEED);
    assert_eq!(seen.result, Some(town.count()), "{name}");
}

#[test]
fn the_result_of_any_poll_is_the_plain_count_of_the_votes() {
    for mode in Mode::ALL {
        for blank in [false, true] {
            for weighted in [false, true] {
                runs::<Ed25519>(mode, blank, weighted, 5);
            }
        }
    }
}

#[test]
fn the_result_is_the_plain_count_in_the_other_groups_too() {
    for (mode, blank, weighted) in [
        (Mode::TwoMandatory, true, false),
        (Mode::TwoOfThree, false, true),
        (Mode::Mixed, true, true),
    ] {
        runs::<PrimeField<Belenios2048>>(mode, blank, weighted, 2);
    }
    runs::<PrimeField<Rfc3526>>(Mode::Mixed, true, true, 1);
}

fn plain() -> Town<Ed25519> {
    town(Mode::TwoMandatory, true, false, 3)
}

fn refused(rejection: Rejection) -> Vec<BallotError> {
    match rejection {
        Rejection::Ballot(errors) => errors,
        other => panic!("{other}"),
    }
}

/// Puts another response into a ballot's last overall proof, and signs again.
fn spoiled(town: &mut Town<Ed25519>, voter: usize) -> Vec<u8> {
    let bytes = town.ballot(voter, 0);
    let text = String::from_utf8(bytes).unwrap();
    let at = text.rfind("\"overall_proof\"").unwrap();
    let at = at + text[at..].find("\"response\":\"").unwrap() + 12;
    let digit = if &text[at..=at] == "1" { "2" } else { "1" };
    let text = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
    town.resign(voter, &text)
}

#[test]
fn one_invalid_ballot_among_many_is_found_whatever_its_place() {
    const MANY: usize = 60;
    let mut town = town::<Ed25519>(Mode::TwoMandatory, false, false, MANY + 1);
    let good: Vec<Vec<u8>> = (0..MANY).map(|voter| town.ballot(voter, voter)).collect();
    let bad = spoiled(&mut town, MANY);
    for place in [0, 1, 17, 29, 30, 31, 58, MANY] {
        let mut ballots = good.clone();
        ballots.insert(place, bad.clone());
        let bytes = town.with_ballots(&ballots);
        let look = || verify(&bytes, 1 << 14, None, SEED);
        let seen = look();
        assert_eq!(seen.verdict, "unsound", "at {place}");
        assert_eq!(
            seen.failed.iter().collect::<Vec<_>>(),
            ["V10"],
            "at {place}"
        );
        assert_eq!(seen.faults.len(), 1, "at {place}");
        assert_eq!(seen.faults[0].height, Some(place as u64 + 1), "at {place}");
        #[cfg(feature = "parallel")]
        for threads in [1, 2, 7] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            assert_eq!(pool.install(look), seen, "at {place} on {threads} threads");
        }
    }
}

#[test]
fn only_the_last_ballot_of_a_credential_counts() {
    let mut town = plain();
    for turn in 0..4 {
        town.votes(0, turn);
    }
    let (report, poll) = town.verify();
    assert_eq!((report.ballots, report.counted), (4, 1));
    let poll = poll.unwrap();
    let mut once = plain();
    let last = town.last_ballot();
    once.cast(&last).unwrap();
    let (_, other) = once.verify();
    assert_eq!(poll.tally.encrypted(), other.unwrap().tally.encrypted());
}

#[test]
fn a_ballot_cannot_be_cast_twice() {
    let mut town = plain();
    let first = town.ballot(0, 0);
    town.cast(&first).unwrap();
    assert_eq!(
        refused(town.cast(&first).unwrap_err()),
        [BallotError::Duplicate]
    );
    town.votes(0, 1);
    assert_eq!(
        refused(town.cast(&first).unwrap_err()),
        [BallotError::Duplicate]
    );
}

#[test]
fn a_ballot_of_one_poll_is_refused_in_another() {
    let mut one = plain();
    let mut other = town::<Ed25519>(Mode::TwoMandatory, false, false, 3);
    let ballot = one.ballot(0, 0);
    assert_eq!(
        refused(other.cast(&ballot).unwrap_err()),
        [BallotError::OtherElection]
    );
}

#[test]
fn answers_copied_under_another_credential_are_refused() {
    let mut town = plain();
    let ballot = String::from_utf8(town.ballot(0, 0)).unwrap();
    let (mine, theirs) = (town.public(1), town.public(0));
    let copied = town.resign(1, &ballot.replace(&theirs, &mine));
    let errors = refused(town.cast(&copied).unwrap_err());
    assert!(!errors.is_empty());
    // The signature is the copier's own; every proof says that the answers are not.
    for error in errors {
        assert!(
            matches!(
                error,
                BallotError::IndividualProof { .. }
                    | BallotError::OverallProof { .. }
                    | BallotError::BlankProof { .. }
            ),
            "{error}"
        );
    }
}

#[test]
fn nothing_is_cast_after_the_end_of_voting() {
    let mut town = plain();
    let late = town.ballot(0, 0);
    town.close();
    assert!(matches!(town.cast(&late), Err(Rejection::Append(_))));
}

#[test]
fn a_challenge_reveals_a_cheating_device() {
    let town = plain();
    let encrypt = |turn: usize, seed: u8| {
        let secret = SecretScalar::new(*town.voters[0].expose());
        UnsignedBallot::encrypt(
            &town.election,
            secret,
            &town.selections(turn),
            &mut rng(seed),
        )
        .unwrap()
    };
    let ballot = encrypt(0, 1);
    let code = ballot.code();
    let challenge = ballot.open();
    let honest = challenge.check(&town.election, &code).unwrap();
    assert_eq!(honest, town.plaintexts(0));

    let text = serde_json::to_string(&challenge).unwrap();
    let other = serde_json::to_string(&encrypt(1, 2).open()).unwrap();
    let openings = |text: &str| text.split_once("\"openings\":").unwrap().1.to_owned();
    let cheats: [(&str, String); 6] = [
        ("another ballot is opened", other.clone()),
        (
            "the openings are those of another ballot",
            text.replace(&openings(&text), &openings(&other)),
        ),
        (
            "another vote is shown",
            text.replacen("\"plaintext\":1", "\"plaintext\":0", 1),
        ),
        (
            "more votes are shown",
            text.replacen("\"plaintext\":1", "\"plaintext\":2", 1),
        ),
        ("an opening is left out", {
            let (before, after) = text.split_once("\"openings\":[[").unwrap();
            let (_, rest) = after.split_once("},").unwrap();
            format!("{before}\"openings\":[[{rest}")
        }),
        (
            "an answer's openings are left out",
            text.replace(&openings(&text), "[]}"),
        ),
    ];
    for (cheat, text) in cheats {
        let challenge: Challenge = serde_json::from_str(&text).unwrap();
        assert!(challenge.check(&town.election, &code).is_err(), "{cheat}");
    }
    let wrong = challenge.check(&town.election, "another code");
    assert!(matches!(wrong, Err(ChallengeError::Code { .. })));
}

#[test]
fn the_tally_does_not_depend_on_the_order_of_voters() {
    let mut town = plain();
    let ballots: Vec<Vec<u8>> = (0..3).map(|voter| town.ballot(voter, voter)).collect();
    let tally = |order: [usize; 3]| {
        let ordered: Vec<Vec<u8>> = order.iter().map(|place| ballots[*place].clone()).collect();
        let (_, poll) = polls::verified::<Ed25519>(&town.with_ballots(&ordered));
        let poll = poll.unwrap();
        let questions = &poll.setup.election.questions;
        poll.tally.encrypted().to_bytes(questions)
    };
    let first = tally([0, 1, 2]);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(tally(order), first, "{order:?}");
    }
}

/// A poll that has been tallied, in which three voters took part.
pub(crate) fn tallied(mode: Mode) -> Town<Ed25519> {
    let mut town = town::<Ed25519>(mode, true, false, 3);
    for voter in 0..3 {
        town.votes(voter, voter);
    }
    town.close();
    town.tally();
    town
}

#[test]
fn nothing_the_verifier_says_depends_on_how_the_bytes_come() {
    let mut town = tallied(Mode::Mixed);
    for owner in [1, 2, 4] {
        town.decrypt(owner);
    }
    town.result();
    let whole = verify(&town.bytes, town.bytes.len(), None, SEED);
    assert_eq!(whole.verdict, "sound");
    for piece in [1, 7, 511, 512, 513, 10_000] {
        assert_eq!(verify(&town.bytes, piece, None, SEED), whole, "{piece}");
    }
}

#[test]
fn a_poll_only_grows_and_whoever_kept_an_older_copy_can_see_that_it_did() {
    let mut town = plain();
    let mut older = vec![town.bytes.clone()];
    town.votes(0, 0);
    older.push(town.bytes.clone());
    town.votes(1, 1);
    town.close();
    older.push(town.bytes.clone());
    for copy in &older {
        let seen = verify(&town.bytes, 4096, Some(past("kept.bel", copy)), SEED);
        assert_eq!(seen.verdict, "sound", "{:#?}", seen.faults);
    }
    let newer = past("kept.bel", &town.bytes);
    let seen = verify(&older[1], 4096, Some(newer), SEED);
    assert_eq!(seen.failed.iter().collect::<Vec<_>>(), ["V16"]);
}

#[test]
fn the_seed_does_not_change_the_verdict() {
    let mut town = tallied(Mode::Mixed);
    for owner in [1, 2, 4] {
        town.decrypt(owner);
    }
    town.result();
    let first = verify(&town.bytes, 4096, None, [0; 32]);
    for seed in 1..6 {
        assert_eq!(verify(&town.bytes, 4096, None, [seed; 32]), first);
    }
}

#[test]
fn cut_anywhere_an_archive_is_never_sound_with_a_result() {
    let mut town = tallied(Mode::TwoMandatory);
    for owner in [1, 2] {
        town.decrypt(owner);
    }
    town.result();
    for cut in (1..town.bytes.len()).step_by(1777) {
        let seen = verify(&town.bytes[..town.bytes.len() - cut], 1 << 14, None, SEED);
        assert_eq!(seen.result, None, "{cut}");
    }
}

#[test]
fn debug_output_of_secrets_and_selections_shows_nothing() {
    let town = plain();
    let credential = PrivateCredential::random(&mut rng(3));
    let secret = credential.derive::<Ed25519>(&Uuid::random(&mut rng(4)));
    let mut digits = String::new();
    veche_crypto::group::Scalar::encode_vartime(secret.expose(), &mut digits);
    let selections = town.selections(0);
    let ballot = UnsignedBallot::encrypt(&town.election, secret, &selections, &mut rng(5)).unwrap();
    let shown = format!(
        "{credential:?} {selections:?} {ballot:?} {:?}",
        town.voters[0]
    );
    for secret in [credential.expose(), &digits, "true", "false"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    for part in credential.expose().split('-') {
        assert!(!shown.contains(part), "{shown}");
    }
    assert!(!format!("{:?}", Selection::Blank).contains("Blank"));
}

#[test]
fn a_credential_survives_its_letter_and_differs_in_each_poll() {
    let credential = PrivateCredential::random(&mut rng(1));
    let read = PrivateCredential::parse(credential.expose()).unwrap();
    let (here, there) = (Uuid::random(&mut rng(2)), Uuid::random(&mut rng(3)));
    let public = |credential: &PrivateCredential, uuid| {
        public_credential::<Ed25519>(&credential.derive(uuid))
    };
    assert_eq!(public(&credential, &here), public(&read, &here));
    assert_ne!(public(&credential, &here), public(&credential, &there));
    for wrong in [
        credential.expose().replace('-', ""),
        credential.expose().to_owned() + "1",
        format!(" {}", &credential.expose()[1..]),
        credential.expose().replacen('-', "0", 1),
        String::new(),
    ] {
        assert!(PrivateCredential::parse(&wrong).is_err());
    }
}

#[test]
fn a_ballot_changed_anywhere_is_refused() {
    let mut town = plain();
    let bytes = town.ballot(0, 0);
    for at in (0..bytes.len()).step_by(97) {
        let mut changed = bytes.clone();
        changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
        assert!(town.check(&changed).is_err(), "byte {at}");
    }
    assert!(town.check(&bytes).is_ok());
    assert!(Ballot::parse(&town.election, &bytes).is_ok());
}

#[test]
fn a_proof_survives_its_text() {
    let secret = SecretScalar::<Ed25519>::random(&mut rng(1));
    let proof = veche_crypto::proof::prove_knowledge("x", &secret, &mut rng(2));
    assert_eq!(Proof::from_text(&proof.to_text()), Ok(proof));
}
