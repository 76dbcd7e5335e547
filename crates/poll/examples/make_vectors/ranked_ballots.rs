//! Ballots with a ranking, and what can be wrong with them.

use serde::Serialize;
use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_crypto::proof::encrypt_raw;
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire::{CiphertextText, ProofText};
use veche_poll::event::EventKind;

use super::archive::archive;
use super::forge::{BallotParts, copy, next};
use super::poll::road;
use super::ranked::{Ranked, ballots, order_two, poll, signed};
use super::{Vectors, at};

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

pub(super) fn malformed(poll: &mut Ranked, voter: usize) -> Vec<u8> {
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

pub(super) fn add(list: &mut Vectors) {
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
