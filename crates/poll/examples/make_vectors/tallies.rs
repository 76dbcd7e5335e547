//! Flaws in the encrypted tally, in the numbers declared with it, in the result, and what an older copy shows
//! (V11, V12, V15, V16).

use veche_crypto::elgamal::{Ciphertext, Opening};
use veche_crypto::group::Ed25519;
use veche_crypto::secret::SecretScalar;
use veche_poll::event::EventKind;
use veche_poll::hash::Hash;
use veche_poll::payload::SizedEncryptedTally;
use veche_poll::tally::EncryptedTally;
use veche_poll::weight::Weight;

use super::archive::{Entry, archive};
use super::good::{ballots, plain, usual, whole};
use super::poll::{Poll, RESULT, outcome, votes};
use super::{Vectors, at};

pub(super) fn add(list: &mut Vectors) {
    tallies(list);
    numbers(list);
    results(list);
    vanished(list);
}

/// A whole poll in which other bytes are recorded as the tally; everybody decrypts the right one.
fn with_tally(
    poll: &mut Poll<Ed25519>,
    cast: &[Vec<u8>],
    counted: &[Vec<u8>],
    tally: Vec<u8>,
    result: &[&[u64]],
) -> Vec<u8> {
    let mut entries = whole(poll, cast, counted, result);
    let right = poll.tally(counted);
    let sized = SizedEncryptedTally {
        num_tallied: right.num_tallied(),
        total_weight: right.total_weight(),
        encrypted_tally: Hash::of(&tally),
    };
    entries[cast.len() + 2] = Entry::new(EventKind::EncryptedTally, vec![tally, sized.to_bytes()]);
    archive(&entries)
}

fn tallies(list: &mut Vectors) {
    let place = at(5, EventKind::EncryptedTally);
    let says = "is not the one that the ballots give";
    let rule = (11, "spec §Encrypted tally: recompute it");
    type Change = fn(&Poll<Ed25519>, &[Vec<u8>]) -> Vec<u8>;
    let flaws: [(&str, &str, Change); 5] = [
        (
            "tally-ballot-left-out",
            "The tally leaves the last ballot out and says that it is in",
            |poll, cast| {
                poll.tally(&cast[..2])
                    .encrypted()
                    .to_bytes(&poll.election.questions)
            },
        ),
        (
            "tally-stuffed",
            "The tally has a vote added to it",
            |poll, cast| {
                let mut tally = poll.tally(cast).encrypted();
                let opening =
                    Opening::new(SecretScalar::random(&mut super::poll::rng("stuffed")), 1);
                let vote = Ciphertext::encrypt(&poll.election.public_key, &opening);
                tally.0[0][0] = tally.0[0][0].mul(&vote);
                tally.to_bytes(&poll.election.questions)
            },
        ),
        (
            "tally-swapped",
            "The sums of two answers have changed places",
            |poll, cast| {
                let EncryptedTally(mut sums) = poll.tally(cast).encrypted();
                sums[0].swap(0, 1);
                EncryptedTally::<Ed25519>(sums).to_bytes(&poll.election.questions)
            },
        ),
        ("tally-space", "A space in the tally", |poll, cast| {
            let text = poll
                .tally(cast)
                .encrypted()
                .to_bytes(&poll.election.questions);
            String::from_utf8(text)
                .expect("it is JSON")
                .replacen(',', ", ", 1)
                .into_bytes()
        }),
        ("tally-json", "The tally is no tally", |_, _| b"{}".to_vec()),
    ];
    for (name, what, change) in flaws {
        let mut poll = plain(name);
        let cast = ballots(&mut poll);
        let tally = change(&poll, &cast);
        let bytes = with_tally(&mut poll, &cast, &cast, tally, &RESULT);
        list.bad(name, what, rule, place, says, bytes);
    }
    let mut poll = plain("tally-first-ballot");
    let mut cast = ballots(&mut poll);
    cast.push(poll.ballot(0, &[vec![0, 1], vec![1, 0, 0, 0]]));
    let tally = poll
        .tally(&cast[..3])
        .encrypted()
        .to_bytes(&poll.election.questions);
    let result: [&[u64]; 2] = [&[1, 2], &[2, 1, 1, 0]];
    let bytes = with_tally(&mut poll, &cast, &cast, tally, &result);
    let what = "The tally counts the first ballot of a voter who voted twice";
    let rule = (11, "spec §Tallied ballots: the last ballot counts");
    list.bad(
        "tally-first-ballot",
        what,
        rule,
        at(6, EventKind::EncryptedTally),
        says,
        bytes,
    );
}

fn numbers(list: &mut Vectors) {
    let place = at(5, EventKind::EncryptedTally);
    let stricter = "stricter than the reference: it does not recompute the number";
    type Change = fn(&mut SizedEncryptedTally);
    let flaws: [(&str, &str, &str, Change); 3] = [
        (
            "num-tallied",
            "One ballot too many is declared",
            "num_tallied: 4 is declared, 3",
            |s| s.num_tallied += 1,
        ),
        (
            "num-tallied-zero",
            "No ballots are declared",
            "num_tallied: 0 is declared, 3",
            |s| s.num_tallied = 0,
        ),
        (
            "total-weight",
            "Another total weight is declared",
            "total_weight: 30 is declared",
            |s| s.total_weight = Weight::new(30),
        ),
    ];
    for (name, what, says, change) in flaws {
        let mut entries = usual(&mut plain(name));
        let mut sized = SizedEncryptedTally::parse(&entries[5].data[1]).expect("it is right");
        change(&mut sized);
        let tally = entries[5].data[0].clone();
        entries[5] = Entry::new(EventKind::EncryptedTally, vec![tally, sized.to_bytes()]);
        list.bad(name, what, (12, stricter), place, says, archive(&entries));
    }
    for (name, what, from, to) in [
        (
            "sized-weight-text",
            "A small total weight is written as a text",
            "\"total_weight\":3",
            "\"total_weight\":\"3\"",
        ),
        ("sized-space", "A space in the declared numbers", ",", ", "),
    ] {
        let mut entries = usual(&mut plain(name));
        let text = String::from_utf8(entries[5].data[1].clone()).expect("it is JSON");
        let tally = entries[5].data[0].clone();
        let sized = text.replacen(from, to, 1).into_bytes();
        entries[5] = Entry::new(EventKind::EncryptedTally, vec![tally, sized]);
        let rule = (
            12,
            "stricter than the reference: one form for each structure",
        );
        list.bad(
            name,
            what,
            rule,
            place,
            "not in canonical form",
            archive(&entries),
        );
    }
}

fn results(list: &mut Vectors) {
    let rule = (15, "spec §Election result");
    let place = at(8, EventKind::Result);
    let form = (
        15,
        "stricter than the reference: one form for each structure",
    );
    for (name, what, rule, says, result) in [
        (
            "result-changed",
            "The result gives a vote to another answer",
            rule,
            "question 1, place 1: 1 is not what",
            outcome(&[&[1, 2], RESULT[1]]),
        ),
        (
            "result-great",
            "The result gives an answer the greatest number there is",
            rule,
            "question 1, place 2: 18446744073709551615 is not",
            outcome(&[&[2, u64::MAX], RESULT[1]]),
        ),
        (
            "result-question-missing",
            "The result leaves a question out",
            rule,
            "not one number for each place",
            outcome(&RESULT[..1]),
        ),
        (
            "result-place-missing",
            "The result leaves the blank votes out",
            rule,
            "question 2: not one number for each place",
            outcome(&[RESULT[0], &RESULT[1][1..]]),
        ),
        (
            "result-place-extra",
            "The result has a place too many",
            rule,
            "question 1: not one number for each place",
            outcome(&[&[2, 1, 0], RESULT[1]]),
        ),
        (
            "result-space",
            "A space in the result",
            form,
            "not in canonical form",
            br#"{"result":[[2,1],[1,2,1, 0]]}"#.to_vec(),
        ),
        (
            "result-text",
            "A small number of the result is written as a text",
            form,
            "not in canonical form",
            br#"{"result":[[2,1],[1,2,1,"0"]]}"#.to_vec(),
        ),
        (
            "result-negative",
            "A number of the result is negative",
            rule,
            "not the JSON of a result",
            br#"{"result":[[2,1],[1,2,1,-0]]}"#.to_vec(),
        ),
        (
            "result-field",
            "The result has a field that nobody knows",
            form,
            "not the JSON of a result",
            br#"{"result":[[2,1],[1,2,1,0]],"x":1}"#.to_vec(),
        ),
    ] {
        let mut entries = usual(&mut plain(name));
        entries[8] = Entry::new(EventKind::Result, vec![result]);
        list.bad(name, what, rule, place, says, archive(&entries));
    }
}

/// Archives without a fault of their own that do not go on from `ok-open`.
fn vanished(list: &mut Vectors) {
    let rule = (16, "spec §Audit, during the voting phase");
    let says = "ok-open.bel";
    let entries = usual(&mut plain("stages"));
    let take = |places: &[usize]| -> Vec<Entry> {
        places.iter().map(|place| entries[*place].clone()).collect()
    };
    let mut poll = plain("stages");
    let other = poll.ballot(1, &votes()[0]);
    let mut replaced = take(&[0, 1, 2, 3]);
    replaced[2] = Entry::ballot(other);
    for (name, what, height, found) in [
        (
            "vanished-last",
            "Compared with `ok-open.bel`, the last ballot is missing",
            3,
            take(&[0, 1, 2]),
        ),
        (
            "vanished-ballot",
            "Compared with `ok-open.bel`, the second ballot was taken out and the chain linked again",
            2,
            take(&[0, 1, 3]),
        ),
        (
            "vanished-order",
            "Compared with `ok-open.bel`, two ballots have changed places",
            1,
            take(&[0, 2, 1, 3]),
        ),
        (
            "vanished-replaced",
            "Compared with `ok-open.bel`, the second ballot is another one",
            2,
            replaced,
        ),
    ] {
        // What vanished is an entry of the older copy: the data of the ballot, which has no kind.
        let vector = list.bad(
            name,
            what,
            rule,
            Some((height, None)),
            says,
            archive(&found),
        );
        vector.since = Some("ok-open.bel".into());
    }
    let mut later = plain("stages-later");
    let first = later.ballot(0, &votes()[0]);
    let whole = archive(&[later.parts.entry(), Entry::ballot(first)]);
    let vector = list.bad(
        "vanished-setup",
        "Compared with `ok-open.bel`, this is another poll",
        rule,
        Some((0, None)),
        says,
        whole,
    );
    vector.since = Some("ok-open.bel".into());
}
