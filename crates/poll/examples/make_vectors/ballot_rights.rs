//! Ballots of another poll, of nobody, seen before, or not signed by their voter (V7, V8, V9).

use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_crypto::secret::SecretScalar;
use veche_poll::election::{Election, Uuid};
use veche_poll::event::EventKind;

use super::archive::archive;
use super::ballots::{case, paired, with};
use super::forge::{BallotParts, next};
use super::good::{opened, plain, whole};
use super::poll::{Poll, votes};
use super::{Vectors, at};

pub(super) fn add(list: &mut Vectors) {
    rights(list);
    signatures(list);
}

/// A ballot of another poll, of nobody, or seen before.
fn rights(list: &mut Vectors) {
    let rule = (7, "spec §Ballots");
    // The same key, questions and credentials under another identifier.
    let mut poll = plain("other-poll");
    let uuid = Uuid::parse("VecheVectors26").expect("it is Base58");
    let key = key_of(&poll);
    let bytes = Election::<Ed25519>::write(&poll.template, &uuid, &key);
    let other = Election::<Ed25519>::parse(&bytes).expect("it is valid");
    let ballot = BallotParts::new(&other, &poll.voters[1], &votes()[1], None, &mut poll.rng);
    let bytes = poll.sign(1, ballot).bytes();
    let bytes = with(&poll, bytes);
    case(
        list,
        "other-poll",
        "The ballot was made for another poll of the same voters",
        rule,
        "election_uuid: made for another poll",
        bytes,
    );

    // Made for the same poll with the answers in another order.
    let mut poll = plain("other-election");
    let mut template = poll.template.clone();
    let mut turned = super::poll::road();
    turned.answers.reverse();
    template.questions[0] = turned.into();
    let bytes = Election::<Ed25519>::write(&template, &poll.election.uuid, &key_of(&poll));
    let other = Election::<Ed25519>::parse(&bytes).expect("it is valid");
    let ballot = BallotParts::new(&other, &poll.voters[1], &votes()[1], None, &mut poll.rng);
    let bytes = poll.sign(1, ballot).bytes();
    let bytes = with(&poll, bytes);
    case(
        list,
        "other-election",
        "The ballot was made for this poll with yes and no exchanged",
        rule,
        "election_hash: made for another version",
        bytes,
    );

    let mut poll = plain("stranger");
    let stranger = SecretScalar::random(&mut poll.rng);
    let ballot = BallotParts::new(&poll.election, &stranger, &votes()[1], None, &mut poll.rng);
    let bytes = ballot.sign(&stranger, &mut poll.rng).bytes();
    let bytes = with(&poll, bytes);
    let rule = (8, "spec §Credentials, §Vote");
    case(
        list,
        "stranger",
        "A ballot of somebody who is not on the roll, with valid proofs",
        rule,
        "not on the roll",
        bytes,
    );

    let mut poll = plain("neutral-credential");
    let nobody = SecretScalar::new(<Ed25519 as Group>::Scalar::ZERO);
    let ballot = BallotParts::new(&poll.election, &nobody, &votes()[1], None, &mut poll.rng);
    let bytes = ballot.sign(&nobody, &mut poll.rng).bytes();
    let bytes = with(&poll, bytes);
    case(
        list,
        "neutral-credential",
        "A ballot of the neutral element, as which everybody can sign",
        rule,
        "not on the roll",
        bytes,
    );

    let mut poll = plain("duplicate");
    let first = poll.ballot(0, &votes()[0]);
    let bytes = archive(&opened(&poll, &[first.clone(), first]));
    paired(
        list,
        "duplicate",
        "The very same ballot stands there twice",
        (8, "spec §Vote; the reference refuses it too"),
        "the very same ballot",
        bytes,
    );

    let mut poll = plain("replayed");
    let first = poll.ballot(0, &votes()[0]);
    let second = poll.ballot(0, &votes()[1]);
    let entries = whole(
        &mut poll,
        &[first.clone(), second.clone(), first],
        &[second],
        &[&[0, 1], &[1, 0, 0, 0]],
    );
    let rule = (8, "spec §Vote; the reference refuses it too");
    list.bad("ballot-replayed", "A voter's first ballot is put in again after the second, to undo it; the tally counts the second", rule, at(3, EventKind::Ballot), "the very same ballot", archive(&entries));
}

fn key_of(poll: &Poll<Ed25519>) -> <Ed25519 as Group>::Element {
    poll.election.public_key.element().clone()
}

fn signatures(list: &mut Vectors) {
    let rule = (9, "spec §Signatures");
    type Change = fn(&mut BallotParts);
    let flaws: [(&str, &str, &str, Change); 3] = [
        (
            "signature-hash",
            "The signature says that it is of something else",
            "signature.hash",
            |b| {
                let hash = &mut b.signature.as_mut().expect("it is signed").hash;
                *hash = hash.chars().rev().collect();
            },
        ),
        (
            "signature-challenge",
            "The signature has another challenge",
            "signature.proof",
            |b| {
                let proof = &mut b.signature.as_mut().expect("it is signed").proof;
                proof.challenge = next::<Ed25519>(&proof.challenge);
            },
        ),
        (
            "signature-response",
            "The signature has another response",
            "signature.proof",
            |b| {
                let proof = &mut b.signature.as_mut().expect("it is signed").proof;
                proof.response = next::<Ed25519>(&proof.response);
            },
        ),
    ];
    for (name, what, says, change) in flaws {
        let mut poll = plain(name);
        let ballot = poll.unsigned(1, &votes()[1]);
        let mut ballot = poll.sign(1, ballot);
        change(&mut ballot);
        let bytes = with(&poll, ballot.bytes());
        case(list, name, what, rule, says, bytes);
    }
    let mut poll = plain("signature-other");
    let ballot = poll.unsigned(1, &votes()[1]);
    let bytes = poll.sign(2, ballot).bytes();
    let bytes = with(&poll, bytes);
    case(
        list,
        "signature-other",
        "The ballot is signed by another voter",
        rule,
        "signature.proof",
        bytes,
    );

    // A valid signature of another text: only that the text is another one is wrong.
    let mut poll = plain("signature-elsewhere");
    let ballot = poll.unsigned(1, &votes()[1]);
    let other = poll.unsigned(1, &votes()[0]);
    let mut ballot = poll.sign(1, ballot);
    ballot.signature = poll.sign(1, other).signature;
    let bytes = with(&poll, ballot.bytes());
    case(
        list,
        "signature-elsewhere",
        "The ballot bears the voter's valid signature of another ballot",
        rule,
        "signature.hash",
        bytes,
    );
}
