//! Flaws in partial decryptions and in who made them (V13, V14).

use veche_crypto::group::{Ed25519, Group};
use veche_crypto::proof::{prove_decryption, verify_decryption};
use veche_crypto::wire::ProofText;
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::Owned;
use veche_poll::tally::EncryptedTally;

use serde::{Deserialize, Serialize};

use super::archive::{Entry, archive};
use super::forge::next;
use super::good::{ballots, opened, plain, usual};
use super::poll::{Poll, RESULT, Who, both, decryption_entry};
use super::setup::{ABOVE_P, NEGATIVE_ZERO, NEUTRAL, ORDER_TWO, STRICTER_POINT};
use super::{Vectors, at};

pub(super) fn add(list: &mut Vectors) {
    owners(list);
    forms(list);
    proofs(list);
    shuffle(list);
    missing(list);
}

fn kind() -> EventKind {
    EventKind::PartialDecryption
}

fn owners(list: &mut Vectors) {
    for (name, what, source, says, owner) in [
        (
            "owner-zero",
            "A decryption more, of trustee 0",
            "spec §Partial decryptions: owners count from 1",
            "there is no trustee 0",
            0,
        ),
        (
            "owner-beyond",
            "A decryption more, of trustee 3 of 2",
            "spec §Partial decryptions",
            "there is no trustee 3",
            3,
        ),
        (
            "owner-great",
            "A decryption more, of trustee 2^64 - 1",
            "spec §Partial decryptions",
            "there is no trustee 18446744073709551615",
            u64::MAX,
        ),
        (
            "owner-twice",
            "A second decryption of trustee 1",
            "stricter than the reference: the second overwrites the first there",
            "trustee 1 has a partial decryption already",
            1,
        ),
    ] {
        let mut poll = plain(name);
        let cast = ballots(&mut poll);
        let tally = poll.tally(&cast).encrypted();
        let mut entries = opened(&poll, &cast);
        entries.extend(poll.ending(&cast, &[1, 2], &RESULT));
        entries.insert(7, decryption_entry(owner, poll.decryption(1, &tally)));
        list.bad(
            name,
            what,
            (13, source),
            at(7, kind()),
            says,
            archive(&entries),
        );
    }
    // Valid, and under the other's name: stops there, since the second would then be missing.
    let mut poll = plain("owner-other");
    let cast = ballots(&mut poll);
    let tally = poll.tally(&cast).encrypted();
    let mut entries = opened(&poll, &cast);
    entries.extend(poll.ending(&cast, &[], &RESULT));
    entries[6] = decryption_entry(1, poll.decryption(2, &tally));
    let what = "The decryption of trustee 2 under the name of trustee 1";
    let rule = (13, "spec §Partial decryptions");
    list.bad(
        "owner-other",
        what,
        rule,
        at(6, kind()),
        "not proved to be made with the trustee's key",
        archive(&entries),
    );
}

#[derive(Clone, Serialize, Deserialize)]
struct Parts {
    decryption_factors: Vec<Vec<String>>,
    decryption_proofs: Vec<Vec<ProofText>>,
}

/// An archive that ends with the first trustee's decryption, changed.
fn with(
    name: &str,
    change: impl FnOnce(&Poll<Ed25519>, &EncryptedTally<Ed25519>, Vec<u8>) -> Vec<u8>,
) -> Vec<u8> {
    let mut poll = plain(name);
    let cast = ballots(&mut poll);
    let tally = poll.tally(&cast).encrypted();
    let mut entries = opened(&poll, &cast);
    entries.extend(poll.ending(&cast, &[], &RESULT));
    let bytes = poll.decryption(1, &tally);
    entries[6] = decryption_entry(1, change(&poll, &tally, bytes));
    archive(&entries)
}

/// The same with the decryption taken into its parts.
fn with_parts(name: &str, change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    with(name, |_, _, bytes| {
        let mut parts: Parts = serde_json::from_slice(&bytes).expect("it is right");
        change(&mut parts);
        serde_json::to_vec(&parts).expect("texts can be written")
    })
}

fn forms(list: &mut Vectors) {
    let place = at(6, kind());
    let says = "not the JSON of a partial decryption";
    let rule = (13, "spec §Partial decryptions");
    let bytes = with("decryption-json", |_, _, mut bytes| {
        bytes.pop();
        bytes
    });
    list.bad(
        "decryption-json",
        "A decryption is cut off",
        rule,
        place,
        says,
        bytes,
    );
    let bytes = with("decryption-field", |_, _, bytes| {
        super::good::insert_last(&bytes, ",\"x\":1")
    });
    let source = (
        13,
        "stricter than the reference: no fields that nobody knows",
    );
    list.bad(
        "decryption-field",
        "A decryption has a field that nobody knows",
        source,
        place,
        says,
        bytes,
    );

    let shape = "not one factor and one proof";
    let group = "spec §Groups";
    type Change = fn(&mut Parts);
    let flaws: [(&str, &str, &str, &str, Change); 11] = [
        (
            "decryption-question-missing",
            "A decryption leaves a question out",
            rule.1,
            shape,
            |p| {
                p.decryption_factors.pop();
                p.decryption_proofs.pop();
            },
        ),
        (
            "decryption-question-extra",
            "A decryption has a question too many",
            rule.1,
            shape,
            |p| {
                p.decryption_factors.push(vec![]);
                p.decryption_proofs.push(vec![]);
            },
        ),
        (
            "decryption-factor-missing",
            "A factor is missing",
            rule.1,
            shape,
            |p| drop(p.decryption_factors[1].pop()),
        ),
        (
            "decryption-proof-missing",
            "A proof is missing",
            rule.1,
            shape,
            |p| drop(p.decryption_proofs[0].pop()),
        ),
        (
            "decryption-place-extra",
            "There is a factor too many, with its proof",
            rule.1,
            shape,
            |p| {
                let (factor, proof) = (
                    p.decryption_factors[0][0].clone(),
                    p.decryption_proofs[0][0].clone(),
                );
                p.decryption_factors[0].push(factor);
                p.decryption_proofs[0].push(proof);
            },
        ),
        (
            "factor-capitals",
            "A factor is written in capitals",
            group,
            "question 1, place 2, decryption_factors: not in canonical form",
            |p| {
                p.decryption_factors[0][1] = p.decryption_factors[0][1].to_uppercase();
            },
        ),
        (
            "factor-above-p",
            "A factor is a point with y ≥ p",
            STRICTER_POINT,
            "decryption_factors: ",
            |p| p.decryption_factors[0][0] = ABOVE_P.into(),
        ),
        (
            "factor-negative-zero",
            "A factor is a point whose x is minus zero",
            STRICTER_POINT,
            "decryption_factors: ",
            |p| p.decryption_factors[0][0] = NEGATIVE_ZERO.into(),
        ),
        (
            "factor-order-two",
            "A factor is the point of order two",
            group,
            "decryption_factors: not an element of the group",
            |p| p.decryption_factors[1][3] = ORDER_TWO.into(),
        ),
        (
            "factor-neutral",
            "A factor is the neutral element",
            rule.1,
            "question 1, place 1: not proved",
            |p| p.decryption_factors[0][0] = NEUTRAL.into(),
        ),
        (
            "factor-response-zero",
            "A response has a leading zero",
            "spec §Basic types",
            "response: not in canonical form",
            |p| p.decryption_proofs[0][0].response.insert(0, '0'),
        ),
    ];
    for (name, what, source, says, change) in flaws {
        list.bad(
            name,
            what,
            (13, source),
            place,
            says,
            with_parts(name, change),
        );
    }
}

fn proofs(list: &mut Vectors) {
    let place = at(6, kind());
    let rule = (13, "spec §Partial decryptions");
    type Change = fn(&mut Parts);
    let flaws: [(&str, &str, &str, Change); 4] = [
        (
            "decryption-challenge",
            "A proof has another challenge",
            "question 1, place 1: not proved",
            |p| {
                p.decryption_proofs[0][0].challenge =
                    next::<Ed25519>(&p.decryption_proofs[0][0].challenge);
            },
        ),
        (
            "decryption-response",
            "A proof has another response",
            "question 2, place 4: not proved",
            |p| {
                p.decryption_proofs[1][3].response =
                    next::<Ed25519>(&p.decryption_proofs[1][3].response);
            },
        ),
        (
            "factor-vote",
            "A factor takes one more vote away",
            "question 1, place 2: not proved",
            |p| {
                let factor = Ed25519::decode(&p.decryption_factors[0][1]).expect("it is a point");
                p.decryption_factors[0][1] =
                    Ed25519::to_text(&Ed25519::mul(&factor, &Ed25519::generator()));
            },
        ),
        (
            "factors-swapped",
            "Two factors have changed places with their proofs",
            "question 1, place 1: not proved",
            |p| {
                p.decryption_factors[0].swap(0, 1);
                p.decryption_proofs[0].swap(0, 1);
            },
        ),
    ];
    for (name, what, says, change) in flaws {
        list.bad(name, what, rule, place, says, with_parts(name, change));
    }
    let bytes = with("factor-order", |poll, tally, bytes| {
        let mut parts: Parts = serde_json::from_slice(&bytes).expect("it is right");
        let key = Ed25519::g_pow(poll.keys[0].expose());
        let prefix = format!(
            "decrypt|{}|{}|",
            poll.election.fingerprint(),
            Ed25519::to_text(&key)
        );
        let alpha = &tally.0[0][0].alpha;
        let two = Ed25519::decode(ORDER_TWO).expect("it is a point");
        let mut rng = super::poll::rng("factor-order");
        loop {
            let (factor, proof) = prove_decryption(&prefix, &poll.keys[0], alpha, &mut rng);
            let factor = Ed25519::mul(&factor, &two);
            if verify_decryption(&prefix, &key, alpha, &factor, &proof) {
                parts.decryption_factors[0][0] = Ed25519::to_text(&factor);
                parts.decryption_proofs[0][0] = proof.to_text();
                return serde_json::to_vec(&parts).expect("texts can be written");
            }
        }
    });
    let what = "A factor is the right one times a point of order two, with a proof that holds";
    let source = (13, "spec §Groups: an element of the group");
    list.bad(
        "factor-order",
        what,
        source,
        place,
        "decryption_factors: not an element of the group",
        bytes,
    );
}

/// A shuffle in a poll that has nothing to shuffle.
fn shuffle(list: &mut Vectors) {
    let mut entries = usual(&mut plain("shuffle"));
    let shuffle = br#"{"ciphertexts":[],"proofs":[]}"#.to_vec();
    let owned = Owned {
        owner: 1,
        payload: Hash::of(&shuffle),
    };
    let data = vec![shuffle, owned.to_bytes()];
    entries.insert(6, Entry::new(EventKind::Shuffle, data));
    entries.insert(7, Entry::new(EventKind::EndShuffles, vec![]));
    let what = "A shuffle in a poll whose answers are all added up";
    let rule = (
        13,
        "stricter than the reference: there is nothing to shuffle (spec §Shuffles)",
    );
    list.bad(
        "shuffle-of-nothing",
        what,
        rule,
        at(6, EventKind::Shuffle),
        "nothing to shuffle",
        archive(&entries),
    );
}

fn missing(list: &mut Vectors) {
    let rule = (14, "spec §Election result");
    let mandatory = [Who::Mandatory, Who::Mandatory];
    let threshold = [Who::TwoOfThree];
    let mixed = [Who::Mandatory, Who::TwoOfThree];
    for (name, what, says, trustees, owners) in [
        (
            "missing-mandatory",
            "A result without the decryption of mandatory trustee 2",
            "mandatory trustee 2 has not decrypted",
            &mandatory[..],
            vec![1],
        ),
        (
            "missing-all",
            "A result without any decryption",
            "mandatory trustee 1 has not decrypted",
            &mandatory[..],
            vec![],
        ),
        (
            "missing-threshold",
            "A result with one decryption where two are needed",
            "of trustees 1 to 3, 1 have decrypted and 2 are needed",
            &threshold[..],
            vec![3],
        ),
        (
            "missing-mixed-mandatory",
            "A result by the whole threshold set without the mandatory trustee",
            "mandatory trustee 1 has not decrypted",
            &mixed[..],
            vec![2, 3, 4],
        ),
        (
            "missing-mixed-threshold",
            "A result with one decryption of the threshold set where two are needed",
            "of trustees 2 to 4, 1 have decrypted",
            &mixed[..],
            vec![1, 4],
        ),
    ] {
        let mut poll: Poll<Ed25519> = Poll::new(name, both(), &[None; 3], trustees);
        let cast = ballots(&mut poll);
        let mut entries = opened(&poll, &cast);
        entries.extend(poll.ending(&cast, &owners, &RESULT));
        let height = entries.len() as u64 - 1;
        list.bad(
            name,
            what,
            rule,
            at(height, EventKind::Result),
            says,
            archive(&entries),
        );
    }
    let name = "missing-after-set-aside";
    let mut poll: Poll<Ed25519> = Poll::new(name, both(), &[None; 3], &threshold);
    let cast = ballots(&mut poll);
    let tally = poll.tally(&cast).encrypted();
    let mut entries = opened(&poll, &cast);
    entries.extend(poll.ending(&cast, &[1], &RESULT));
    entries.insert(7, decryption_entry(2, poll.decryption(3, &tally)));
    let what = "A result with two decryptions of a threshold set, one of which is invalid";
    let vector = list.bad(
        name,
        what,
        rule,
        at(8, EventKind::Result),
        "1 have decrypted and 2 are needed",
        archive(&entries),
    );
    vector.note = Some("trustee 2 of the threshold set".into());
}
