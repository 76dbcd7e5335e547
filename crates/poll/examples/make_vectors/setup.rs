//! Flaws in the election and in the roll (V4, V5).

use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField, Rfc3526};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::TrusteePublicKey;
use veche_poll::credential::public_credential;
use veche_poll::event::EventKind;
use veche_poll::trustees::{TrusteeText, Trustees};

use super::archive::archive;
use super::good::{plain, small};
use super::poll::{Poll, rng};
use super::{Vectors, at};

/// The point of order two, y = −1.
pub(crate) const ORDER_TWO: &str =
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec";
/// The neutral element, y = 1.
pub(crate) const NEUTRAL: &str = "0000000000000000000000000000000000000000000000000000000000000001";
/// The neutral element written as y = p + 1.
pub(crate) const ABOVE_P: &str = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee";
/// The neutral element with the sign of x set, although x is zero.
pub(crate) const NEGATIVE_ZERO: &str =
    "8000000000000000000000000000000000000000000000000000000000000001";
/// No point of the curve has y = 2.
pub(crate) const NO_POINT: &str =
    "0000000000000000000000000000000000000000000000000000000000000002";

pub(crate) const STRICTER_POINT: &str =
    "stricter than the reference: it decodes this as the point that is meant (spec §Groups)";

pub(super) fn add(list: &mut Vectors) {
    elections(list);
    election_keys(list);
    rolls(list);
    roll_elements(list);
}

fn edit(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("it is JSON");
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1).into_bytes()
}

fn setup<G: Group>(poll: &Poll<G>) -> Vec<u8> {
    archive(&[poll.parts.entry()])
}

fn elections(list: &mut Vectors) {
    let elections = "spec §Elections";
    let questions = "spec §Homomorphic questions";
    for (name, what, source, says, from, to) in [
        (
            "election-json",
            "The election is cut off",
            elections,
            "not the expected JSON",
            "\"uuid\":\"VecheVectors25\"}",
            "\"uuid\":\"VecheVectors25\"",
        ),
        (
            "election-without-name",
            "The election has no name",
            elections,
            "missing field",
            "\"name\":\"Assembly\",",
            "",
        ),
        (
            "election-name-twice",
            "The election has its name twice",
            elections,
            "duplicate field",
            "\"name\":\"Assembly\",",
            "\"name\":\"Assembly\",\"name\":\"Other\",",
        ),
        (
            "election-version",
            "The election is of version 2",
            elections,
            "version: 2",
            "\"version\":1",
            "\"version\":2",
        ),
        (
            "election-group",
            "The election is of another group than its key",
            elections,
            "group: ",
            "\"group\":\"Ed25519\"",
            "\"group\":\"Ed448\"",
        ),
        (
            "election-uuid",
            "The election's identifier is too short",
            "spec §Basic types",
            "uuid: not 14",
            "VecheVectors25",
            "VecheVectors2",
        ),
        (
            "election-uuid-alphabet",
            "The election's identifier has a zero",
            "spec §Basic types",
            "uuid: not 14",
            "VecheVectors25",
            "VecheVect0rs25",
        ),
        (
            "question-bounds",
            "One must select more answers than one may",
            questions,
            "min must not be greater",
            "\"min\":1,\"max\":1",
            "\"min\":2,\"max\":1",
        ),
        (
            "question-without-answers",
            "A question has no answers",
            questions,
            "no answers to choose",
            "\"answers\":[\"yes\",\"no\"]",
            "\"answers\":[]",
        ),
        (
            "question-without-min",
            "A question does not say how many answers one must select",
            questions,
            "field min is missing",
            "\"min\":1,\"max\":1",
            "\"max\":1",
        ),
        (
            "question-min-negative",
            "The least number of answers is below zero",
            questions,
            "not the expected JSON",
            "\"min\":1,\"max\":1",
            "\"min\":-1,\"max\":1",
        ),
    ] {
        let mut poll = plain(name);
        poll.parts.election = edit(&poll.parts.election, from, to);
        list.bad(
            name,
            what,
            (4, source),
            at(0, EventKind::Setup),
            says,
            setup(&poll),
        );
    }
    let mut poll = plain("no-questions");
    let text = String::from_utf8(poll.parts.election.clone()).expect("it is JSON");
    let from = text.find("\"questions\":[").expect("there are questions") + 13;
    let to = text.rfind(']').expect("there are questions");
    poll.parts.election = [&text[..from], &text[to..]].concat().into_bytes();
    let rule = (
        4,
        "stricter than the reference: there is nothing to vote on",
    );
    let place = at(0, EventKind::Setup);
    list.bad(
        "no-questions",
        "The election has no questions",
        rule,
        place,
        "questions: there are none",
        setup(&poll),
    );
}

fn election_keys(list: &mut Vectors) {
    let place = at(0, EventKind::Setup);
    for (name, what, source, says, key) in [
        (
            "election-key-above-p",
            "The election's key is a point with y ≥ p",
            STRICTER_POINT,
            "public_key: ",
            ABOVE_P,
        ),
        (
            "election-key-negative-zero",
            "The election's key is a point whose x is minus zero",
            STRICTER_POINT,
            "public_key: ",
            NEGATIVE_ZERO,
        ),
        (
            "election-key-no-point",
            "The election's key is no point of the curve",
            "spec §Groups",
            "public_key: not a point",
            NO_POINT,
        ),
        (
            "election-key-capitals",
            "The election's key is written in capitals",
            "spec §Groups",
            "public_key: not in canonical form",
            "",
        ),
    ] {
        let mut poll = plain(name);
        let right = Ed25519::to_text(poll.election.public_key.element());
        let wrong = if key.is_empty() {
            right.to_uppercase()
        } else {
            key.to_owned()
        };
        poll.parts.election = edit(&poll.parts.election, &right, &wrong);
        list.bad(name, what, (4, source), place, says, setup(&poll));
    }
    let mut poll = plain("election-key-order");
    let right = Ed25519::to_text(poll.election.public_key.element());
    let two = Ed25519::decode(ORDER_TWO).expect("it is a point");
    let wrong = Ed25519::to_text(&Ed25519::mul(poll.election.public_key.element(), &two));
    poll.parts.election = edit(&poll.parts.election, &right, &wrong);
    let what = "The election's key is the right one times a point of order two";
    let rule = (4, "spec §Groups: an element of the group");
    list.bad(
        "election-key-order",
        what,
        rule,
        place,
        "public_key: not an element",
        setup(&poll),
    );

    // Two trustees whose private keys add up to zero: both honest by their proofs.
    let mut poll = plain("election-key-neutral");
    let first = SecretScalar::<Ed25519>::random(&mut poll.rng);
    let second = SecretScalar::<Ed25519>::new(-*first.expose());
    let texts: Vec<TrusteeText> = [first, second]
        .iter()
        .map(|secret| TrusteePublicKey::new(secret, &mut poll.rng).to_text())
        .map(|text| TrusteeText::Single(Box::new(text)))
        .collect();
    poll.parts.trustees = Trustees::<Ed25519>::write(&texts);
    let right = Ed25519::to_text(poll.election.public_key.element());
    poll.parts.election = edit(&poll.parts.election, &right, NEUTRAL);
    let what = "The trustees' keys cancel each other: the election's key is the neutral element";
    let rule = (
        4,
        "stricter than the reference: with this key nothing is secret",
    );
    list.bad(
        "election-key-neutral",
        what,
        rule,
        place,
        "neutral element is no key",
        setup(&poll),
    );
}

fn rolls(list: &mut Vectors) {
    let source = "spec §Credentials";
    let place = at(0, EventKind::Setup);
    let credential = |name| public_credential(&SecretScalar::<Ed25519>::random(&mut rng(name)));
    let (a, b) = (credential("a"), credential("b"));
    for (name, what, says, roll) in [
        (
            "roll-json",
            "The roll is no list of texts",
            "not the expected JSON",
            format!("{{\"{a}\":1}}"),
        ),
        (
            "roll-line",
            "A line of the roll has three fields",
            "credential 2: not of the form",
            format!("[\"{a}\",\"{b},1,voter\"]"),
        ),
        (
            "roll-weight-empty",
            "A weight on the roll is empty",
            "credential 1: not of the form",
            format!("[\"{a},\"]"),
        ),
        (
            "roll-weight-zeros",
            "A weight on the roll has a leading zero",
            "credential 1: not of the form",
            format!("[\"{a},07\"]"),
        ),
        (
            "roll-weight-negative",
            "A weight on the roll is negative",
            "credential 2: not of the form",
            format!("[\"{a},3\",\"{b},-1\"]"),
        ),
        (
            "roll-total-weight",
            "The weights add up to more than 10^11",
            "the weights add up",
            format!("[\"{a},99999999999\",\"{b},2\"]"),
        ),
        (
            "roll-twice",
            "A credential stands on the roll twice",
            "stands on the roll twice",
            format!("[\"{a}\",\"{b}\",\"{a}\"]"),
        ),
        (
            "roll-twice-weights",
            "A credential stands on the roll twice, with different weights",
            "stands on the roll twice",
            format!("[\"{a},1\",\"{a},2\"]"),
        ),
    ] {
        let mut poll = plain(name);
        poll.parts.roll = roll.into_bytes();
        list.bad(name, what, (5, source), place, says, setup(&poll));
    }
}

fn roll_elements(list: &mut Vectors) {
    let place = at(0, EventKind::Setup);
    let credential = public_credential(&SecretScalar::<Ed25519>::random(&mut rng("a")));
    let honest = Ed25519::decode(&credential).expect("it is a point");
    let two = Ed25519::decode(ORDER_TWO).expect("it is a point");
    let twisted = Ed25519::to_text(&Ed25519::mul(&honest, &two));
    let group = "spec §Credentials, §Groups: an element of the group";
    let neutral = "stricter than the reference: everybody can sign with this credential";
    for (name, what, source, says, element) in [
        (
            "credential-above-p",
            "A credential is a point with y ≥ p",
            STRICTER_POINT,
            "credential 1: ",
            ABOVE_P,
        ),
        (
            "credential-negative-zero",
            "A credential is a point whose x is minus zero",
            STRICTER_POINT,
            "credential 1: ",
            NEGATIVE_ZERO,
        ),
        (
            "credential-no-point",
            "A credential is no point of the curve",
            group,
            "not a point",
            NO_POINT,
        ),
        (
            "credential-capitals",
            "A credential is written in capitals",
            group,
            "not in canonical form",
            &credential.to_uppercase(),
        ),
        (
            "credential-order-two",
            "A credential is a point of order two",
            group,
            "not an element of the group",
            ORDER_TWO,
        ),
        (
            "credential-order",
            "A credential is an honest one times a point of order two",
            group,
            "not an element of the group",
            &twisted,
        ),
        (
            "credential-neutral",
            "A credential is the neutral element",
            neutral,
            "neutral element",
            NEUTRAL,
        ),
    ] {
        let mut poll = plain(name);
        let mut lines: Vec<String> =
            serde_json::from_slice(&poll.parts.roll).expect("it is a list");
        lines[0] = element.to_owned();
        poll.parts.roll = serde_json::to_vec(&lines).expect("texts can be written");
        list.bad(name, what, (5, source), place, says, setup(&poll));
    }
    field::<PrimeField<Belenios2048>>(list, "belenios-2048");
    field::<PrimeField<Rfc3526>>(list, "rfc-3526-2048");
}

/// In a field: the least number outside the subgroup, zero, and a number with a leading zero.
fn field<G: Group>(list: &mut Vectors, group: &str) {
    let outside = (2..)
        .map(|number: u32| number.to_string())
        .find(|text| G::decode_member(text).is_err())
        .expect("most numbers lie outside");
    let place = at(0, EventKind::Setup);
    for (name, what, says, element) in [
        (
            "credential-outside",
            "A credential lies outside the subgroup",
            "not an element of the group",
            outside.as_str(),
        ),
        (
            "credential-zero",
            "A credential is zero",
            "credential 1: ",
            "0",
        ),
        (
            "credential-one",
            "A credential is the neutral element",
            "neutral element",
            "1",
        ),
        (
            "credential-leading-zero",
            "A credential has a leading zero",
            "not in canonical form",
            "04",
        ),
    ] {
        let name = format!("{name}-{group}");
        let mut poll = small::<G>(&name);
        poll.parts.roll = format!("[\"{element}\"]").into_bytes();
        list.bad(
            &name,
            what,
            (5, "spec §Credentials, §Groups"),
            place,
            says,
            setup(&poll),
        );
    }
}
