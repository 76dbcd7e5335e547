//! Flaws in the trustees (V6).

use veche_crypto::ceremony::{self, ThresholdParameters};
use veche_crypto::channel::{self, Seed};
use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_crypto::proof::{prove_knowledge, verify_knowledge};
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::{TrusteePublicKey, TrusteePublicKeyText};
use veche_poll::election::Election;
use veche_poll::event::EventKind;
use veche_poll::trustees::{TrusteeText, Trustees};

use super::archive::archive;
use super::forge::next;
use super::good::plain;
use super::poll::{Poll, Rng, Who, both, uuid};
use super::setup::{ABOVE_P, NEGATIVE_ZERO, ORDER_TWO, STRICTER_POINT};
use super::{Vectors, at};

type Element = <Ed25519 as Group>::Element;

pub(super) fn add(list: &mut Vectors) {
    structures(list);
    keys(list);
    parameters(list);
}

fn structures(list: &mut Vectors) {
    let place = at(0, EventKind::Setup);
    for (name, what, says, change) in [
        (
            "trustees-json",
            "The trustees' structure is no list",
            "not the expected JSON",
            None,
        ),
        (
            "trustees-none",
            "There are no trustees",
            "there are no trustees",
            Some(("", "")),
        ),
        (
            "trustees-kind",
            "A trustee is of a kind that does not exist",
            "neither Single nor Pedersen",
            Some(("Single", "Double")),
        ),
        (
            "trustees-more",
            "A trustee has more than a kind and a key",
            "more than a kind and a value",
            Some(("\"}]", "\"},1]")),
        ),
        (
            "trustees-missing",
            "The key of one of two trustees is missing",
            "not the election's public key",
            Some(("last", "")),
        ),
    ] {
        let mut poll = plain(name);
        let text = String::from_utf8(poll.parts.trustees.clone()).expect("it is JSON");
        let text = match change {
            None => "{}".into(),
            Some(("", "")) => "[]".into(),
            Some(("last", _)) => format!("{}]", text.rsplit_once(",[").expect("there are two").0),
            Some((from, to)) => text.replacen(from, to, 1),
        };
        poll.parts.trustees = text.into_bytes();
        let bytes = archive(&[poll.parts.entry()]);
        list.bad(name, what, (6, "spec §Trustees"), place, says, bytes);
    }
}

/// A setup with these mandatory trustees and this election key.
fn with_keys(
    mut poll: Poll<Ed25519>,
    keys: Vec<TrusteePublicKeyText>,
    product: &Element,
) -> Vec<u8> {
    let texts: Vec<TrusteeText> = keys
        .into_iter()
        .map(|key| TrusteeText::Single(Box::new(key)))
        .collect();
    poll.parts.trustees = Trustees::<Ed25519>::write(&texts);
    poll.parts.election = Election::<Ed25519>::write(&poll.template, &uuid(), product);
    archive(&[poll.parts.entry()])
}

fn fresh(rng: &mut Rng) -> (SecretScalar<Ed25519>, TrusteePublicKeyText, Element) {
    let secret = SecretScalar::random(rng);
    let key = TrusteePublicKey::new(&secret, rng);
    (secret, key.to_text(), key.public_key)
}

/// A key times a point of order two, with a proof that holds: one try in two does.
fn twisted(rng: &mut Rng) -> (TrusteePublicKeyText, Element) {
    let secret = SecretScalar::<Ed25519>::random(rng);
    let two = Ed25519::decode(ORDER_TWO).expect("it is a point");
    let key = Ed25519::mul(&Ed25519::g_pow(secret.expose()), &two);
    let public_key = Ed25519::to_text(&key);
    let prefix = format!("pok|Ed25519|{public_key}|");
    loop {
        let pok = prove_knowledge(&prefix, &secret, rng);
        if verify_knowledge(&prefix, &key, &pok) {
            let text = TrusteePublicKeyText {
                pok: pok.to_text(),
                public_key,
                signature: None,
                name: None,
            };
            return (text, key);
        }
    }
}

fn keys(list: &mut Vectors) {
    let place = at(0, EventKind::Setup);
    let rule = (6, "spec §Verification keys");
    for (name, what, source, says, key) in [
        (
            "trustee-key-above-p",
            "A trustee's key is a point with y ≥ p",
            STRICTER_POINT,
            "item 2: public_key: ",
            ABOVE_P,
        ),
        (
            "trustee-key-negative-zero",
            "A trustee's key is a point whose x is minus zero",
            STRICTER_POINT,
            "item 2: public_key: ",
            NEGATIVE_ZERO,
        ),
    ] {
        let mut poll = plain(name);
        let (_, first, product) = fresh(&mut poll.rng);
        let (_, mut second, _) = fresh(&mut poll.rng);
        second.public_key = key.into();
        list.bad(
            name,
            what,
            (6, source),
            place,
            says,
            with_keys(poll, vec![first, second], &product),
        );
    }
    let mut poll = plain("trustee-key-order");
    let (first, a) = twisted(&mut poll.rng);
    let (second, b) = twisted(&mut poll.rng);
    let product = Ed25519::mul(&a, &b);
    let what = "Two trustees' keys are honest ones times a point of order two, with proofs that hold; the election's key is in the group";
    let source = (6, "spec §Groups: an element of the group");
    list.bad(
        "trustee-key-order",
        what,
        source,
        place,
        "item 1: public_key: not an element",
        with_keys(poll, vec![first, second], &product),
    );

    let mut poll = plain("trustee-key-neutral");
    let (_, first, product) = fresh(&mut poll.rng);
    let zero = SecretScalar::<Ed25519>::new(<Ed25519 as Group>::Scalar::ZERO);
    let second = TrusteePublicKey::new(&zero, &mut poll.rng).to_text();
    let what = "A trustee's key is the neutral element, with a proof that holds";
    let source = (
        6,
        "stricter than the reference: everybody knows the private part",
    );
    list.bad(
        "trustee-key-neutral",
        what,
        source,
        place,
        "neutral element is no key",
        with_keys(poll, vec![first, second], &product),
    );

    let mut poll = plain("trustee-proof");
    let (_, first, a) = fresh(&mut poll.rng);
    let (_, mut second, b) = fresh(&mut poll.rng);
    second.pok.response = next::<Ed25519>(&second.pok.response);
    let product = Ed25519::mul(&a, &b);
    let what = "A trustee's proof of knowledge has another response";
    list.bad(
        "trustee-proof",
        what,
        rule,
        place,
        "item 2: pok: the proof",
        with_keys(poll, vec![first, second], &product),
    );

    let mut poll = plain("trustee-rogue");
    let (_, first, a) = fresh(&mut poll.rng);
    let (_, mut second, b) = fresh(&mut poll.rng);
    let rogue = Ed25519::mul(&b, &Ed25519::inv(&a));
    second.public_key = Ed25519::to_text(&rogue);
    let what = "A trustee takes the other's key off its own, to have the election's key alone";
    list.bad(
        "trustee-rogue",
        what,
        rule,
        place,
        "item 2: pok: the proof",
        with_keys(poll, vec![first, second], &b),
    );

    let mut poll = plain("trustee-twice");
    let (_, first, a) = fresh(&mut poll.rng);
    let product = Ed25519::mul(&a, &a);
    let what = "The same trustee stands there twice";
    let source = (
        6,
        "stricter than the reference: one of two trustees has no say",
    );
    list.bad(
        "trustee-twice",
        what,
        source,
        place,
        "have the same key",
        with_keys(poll, vec![first.clone(), first], &product),
    );

    let poll = plain("election-key-other");
    let mut other = plain("election-key-another");
    other.parts.trustees = poll.parts.trustees.clone();
    let bytes = archive(&[other.parts.entry()]);
    let what = "The election's key is not made of the trustees' keys";
    let rule = (6, "spec §Elections, §Trustees");
    list.bad(
        "election-key-other",
        what,
        rule,
        place,
        "are not the election's public key",
        bytes,
    );
}

fn parameters(list: &mut Vectors) {
    type Change = fn(&mut ThresholdParameters, &mut Rng);
    let flaws: [(&str, &str, &str, Change); 15] = [
        (
            "threshold-zero",
            "A threshold of none",
            "threshold: 0 of 3",
            |p, _| p.threshold = 0,
        ),
        (
            "threshold-too-great",
            "A threshold of four of three",
            "threshold: 4 of 3",
            |p, _| p.threshold = 4,
        ),
        (
            "threshold-other",
            "A threshold that the certificates do not say",
            "certificate of trustee 1: made for",
            |p, _| p.threshold = 1,
        ),
        (
            "threshold-certificate-missing",
            "A certificate is missing",
            "certificate of trustee 1: made for",
            |p, _| {
                p.certs.pop();
            },
        ),
        (
            "threshold-certificates-swapped",
            "Two certificates have changed places",
            "certificate of trustee 1: made for",
            |p, _| {
                p.certs.swap(0, 1);
            },
        ),
        (
            "threshold-certificate-signature",
            "A certificate's signature has another response",
            "certificate of trustee 2: signature",
            |p, _| {
                p.certs[1].signature.response = next::<Ed25519>(&p.certs[1].signature.response);
            },
        ),
        (
            "threshold-certificate-copied",
            "A trustee's certificate has the keys of another one",
            "has a key of an earlier one",
            |p, rng| {
                let seed = Seed::random(rng);
                for (place, index) in [(0, 1), (2, 3)] {
                    p.certs[place] = ceremony::certificate::<Ed25519, _>(&seed, index, 2, 3, rng)
                        .expect("the context is possible");
                }
            },
        ),
        (
            "threshold-certificate-json",
            "A certificate is no certificate, and is signed",
            "certificate of trustee 1: not the expected JSON",
            |p, _| {
                p.certs[0].message = "{}".into();
            },
        ),
        (
            "threshold-commitments-missing",
            "The commitments of a trustee are missing",
            "commitments: 2 instead of 3",
            |p, _| {
                p.coefexps.pop();
            },
        ),
        (
            "threshold-commitments-changed",
            "The commitments of two trustees have changed places",
            "commitments of trustee 1: signature",
            |p, _| {
                p.coefexps.swap(0, 1);
            },
        ),
        (
            "threshold-signature",
            "A trustee's signature of certificates and commitments has another response",
            "signature of trustee 3: signature",
            |p, _| {
                p.signatures[2].response = next::<Ed25519>(&p.signatures[2].response);
            },
        ),
        (
            "threshold-signature-missing",
            "A trustee's signature of certificates and commitments is missing",
            "signatures of the certificates: 2",
            |p, _| {
                p.signatures.pop();
            },
        ),
        (
            "threshold-key-missing",
            "A trustee's key is missing",
            "verification keys: 2 instead of 3",
            |p, _| {
                p.verification_keys.pop();
            },
        ),
        (
            "threshold-key-unsigned",
            "A trustee's key is not signed",
            "its signature is missing",
            |p, _| {
                p.verification_keys[1].signature = None;
            },
        ),
        (
            "threshold-key-signature",
            "A trustee's key is signed by another",
            "public key of trustee 1: signature",
            |p, _| {
                p.verification_keys[0].signature = p.verification_keys[1].signature.clone();
            },
        ),
    ];
    let place = at(0, EventKind::Setup);
    let rule = (6, "spec §Threshold parameters");
    for (name, what, says, change) in flaws {
        let bytes = with_parameters(name, change);
        list.bad(name, what, rule, place, says, bytes);
    }
    let bytes = with_parameters("threshold-key-proof", |p, _| {
        p.verification_keys[0].pok.challenge =
            next::<Ed25519>(&p.verification_keys[0].pok.challenge);
    });
    let what = "A trustee's proof of knowledge has another challenge";
    list.bad(
        "threshold-key-proof",
        what,
        rule,
        place,
        "public key of trustee 1: pok",
        bytes,
    );
    let bytes = with_parameters("threshold-key-other", |p, rng| {
        let secret = SecretScalar::<Ed25519>::random(rng);
        let mut key = TrusteePublicKey::new(&secret, rng);
        let signer = Seed::random(rng).signing_key::<Ed25519>();
        key.signature = Some(channel::sign(
            &signer,
            &Ed25519::to_text(&key.public_key),
            rng,
        ));
        p.verification_keys[1] = key.to_text();
    });
    let what = "A trustee's key is a fresh one, not that of the ceremony";
    list.bad(
        "threshold-key-other",
        what,
        rule,
        place,
        "not the one that follows from",
        bytes,
    );
}

fn with_parameters(name: &str, change: impl FnOnce(&mut ThresholdParameters, &mut Rng)) -> Vec<u8> {
    let mut poll: Poll<Ed25519> = Poll::new(name, both(), &[None; 3], &[Who::TwoOfThree]);
    if let TrusteeText::Pedersen(parameters) = &mut poll.texts[0] {
        change(parameters, &mut poll.rng);
    }
    poll.parts.trustees = Trustees::<Ed25519>::write(&poll.texts);
    archive(&[poll.parts.entry()])
}
