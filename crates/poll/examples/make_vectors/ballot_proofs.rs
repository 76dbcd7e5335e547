//! Ballots whose proofs do not hold, or hold and prove nothing (V10).

use veche_crypto::group::{Ed25519, Group, PrimeField, Rfc3526, Scalar};
use veche_poll::event::EventKind;

use super::archive::{Entry, archive};
use super::ballots::{answer, case, paired, resigned, with};
use super::forge::{BallotParts, Twist, next};
use super::good::{opened, plain, small, whole};
use super::poll::{RESULT, votes};
use super::setup::ORDER_TWO;
use super::{Vectors, at};

pub(super) fn add(list: &mut Vectors) {
    proofs(list);
    choices(list);
    outside(list);
    in_a_whole_poll(list);
}

fn change(text: &mut String) {
    *text = next::<Ed25519>(text);
}

/// Proofs changed by one, and signed so.
fn proofs(list: &mut Vectors) {
    let interval = (10, "spec §Proofs of interval membership");
    let blank = (10, "spec §Proofs of possibly-blank votes");
    type Rule = (u8, &'static str);
    type Change = fn(&mut BallotParts);
    let flaws: [(&str, &str, Rule, &str, Change); 9] = [
        (
            "individual-challenge",
            "A choice's proof has another challenge",
            interval,
            "question 1, choice 2: not proved",
            |b| change(&mut answer(b, 0).individual_proofs[1][0].challenge),
        ),
        (
            "individual-response",
            "A choice's proof has another response",
            interval,
            "question 2, choice 1: not proved",
            |b| change(&mut answer(b, 1).individual_proofs[0][1].response),
        ),
        (
            "individual-swapped",
            "The proofs of two choices have changed places",
            interval,
            "question 1, choice 1: not proved",
            |b| answer(b, 0).individual_proofs.swap(0, 1),
        ),
        (
            "individual-halves",
            "The two halves of a choice's proof have changed places",
            interval,
            "question 1, choice 1: not proved",
            |b| answer(b, 0).individual_proofs[0].swap(0, 1),
        ),
        (
            "overall-challenge",
            "An overall proof has another challenge",
            interval,
            "question 1: not proved that as many",
            |b| change(&mut answer(b, 0).overall_proof[0].challenge),
        ),
        (
            "overall-response",
            "An overall proof has another response",
            interval,
            "question 1: not proved that as many",
            |b| change(&mut answer(b, 0).overall_proof[0].response),
        ),
        (
            "overall-blank-response",
            "An overall proof with blank has another response",
            blank,
            "question 2: not proved that as many",
            |b| change(&mut answer(b, 1).overall_proof[0].response),
        ),
        (
            "blank-challenge",
            "A blank proof has another challenge",
            blank,
            "question 2: not proved that a blank",
            |b| {
                change(
                    &mut answer(b, 1)
                        .blank_proof
                        .as_mut()
                        .expect("blank is possible")[0]
                        .challenge,
                )
            },
        ),
        (
            "blank-response",
            "A blank proof has another response",
            blank,
            "question 2: not proved that a blank",
            |b| {
                change(
                    &mut answer(b, 1)
                        .blank_proof
                        .as_mut()
                        .expect("blank is possible")[1]
                        .response,
                )
            },
        ),
    ];
    for (name, what, rule, says, change) in flaws {
        case(list, name, what, rule, says, resigned(name, change));
    }
}

/// Choices that are not allowed, with proofs made as if they were; and answers of somebody else.
fn choices(list: &mut Vectors) {
    let interval = (10, "spec §Proofs of interval membership");
    let blank = (10, "spec §Proofs of possibly-blank votes");
    for (name, what, rule, says, values) in [
        (
            "two-selected",
            "Two answers are selected where one is allowed",
            interval,
            "question 1: not proved that as many",
            [vec![1, 1], vec![1, 0, 0, 0]],
        ),
        (
            "none-selected",
            "No answer is selected where one must be",
            interval,
            "question 1: not proved that as many",
            [vec![0, 0], vec![1, 0, 0, 0]],
        ),
        (
            "three-selected",
            "Three answers are selected where two are allowed",
            blank,
            "question 2: not proved that as many",
            [vec![1, 0], vec![0, 1, 1, 1]],
        ),
        (
            "none-and-not-blank",
            "No answer is selected, and blank is not",
            blank,
            "question 2: not proved that as many",
            [vec![1, 0], vec![0, 0, 0, 0]],
        ),
        (
            "blank-and-selected",
            "Blank and an answer are selected",
            blank,
            "question 2: not proved that a blank",
            [vec![1, 0], vec![1, 0, 0, 1]],
        ),
        (
            "two-votes",
            "An answer is chosen twice, which is as many as allowed",
            interval,
            "question 2, choice 2: not proved",
            [vec![1, 0], vec![0, 2, 0, 0]],
        ),
        (
            "two-blanks",
            "Blank is chosen twice",
            interval,
            "question 2, choice 1: not proved",
            [vec![1, 0], vec![2, 0, 0, 0]],
        ),
    ] {
        let mut poll = plain(name);
        let bytes = poll.ballot(1, &values);
        let bytes = with(&poll, bytes);
        case(list, name, what, rule, says, bytes);
    }
    // Minus one and plus two: the sum is allowed, and a vote is taken away from another answer.
    let mut poll = plain("negative-vote");
    let minus = poll.unsigned(1, &[vec![2, u64::MAX], vec![1, 0, 0, 0]]);
    let bytes = poll.sign(1, minus).bytes();
    let bytes = with(&poll, bytes);
    case(
        list,
        "negative-vote",
        "An answer is chosen twice and another one a negative number of times",
        interval,
        "question 1, choice 2: not proved",
        bytes,
    );

    let rule = (
        10,
        "spec §Proofs of interval membership: bound to the credential",
    );
    let mut poll = plain("copied");
    let first = poll.unsigned(0, &votes()[0]);
    let mut copy = poll.unsigned(1, &votes()[1]);
    copy.answers = first.answers.clone();
    let first = poll.sign(0, first).bytes();
    let copy = poll.sign(1, copy).bytes();
    let bytes = archive(&opened(&poll, &[first, copy]));
    paired(
        list,
        "copied-answers",
        "The answers of another voter's ballot, signed anew: the copy would show how that voter voted",
        rule,
        "question 1, choice 1: not proved",
        bytes,
    );

    let mut poll = plain("copied-ciphertexts");
    let first = poll.unsigned(0, &votes()[0]);
    let mut copy = poll.unsigned(1, &votes()[1]);
    copy.answers[0].choices = first.answers[0].choices.clone();
    let first = poll.sign(0, first).bytes();
    let copy = poll.sign(1, copy).bytes();
    let bytes = archive(&opened(&poll, &[first, copy]));
    paired(
        list,
        "copied-ciphertexts",
        "The ciphertexts of another voter's ballot, under proofs of one's own",
        rule,
        "question 1, choice 1: not proved",
        bytes,
    );
}

/// Ciphertexts outside the group under proofs that hold all the same.
fn outside(list: &mut Vectors) {
    let source = "spec §Groups: an element of the group. The proofs hold: one try in a few does";
    let two = Ed25519::decode(ORDER_TWO).expect("it is a point");
    let one = Ed25519::identity();
    for (name, what, alpha, beta) in [
        (
            "order-alpha",
            "A ciphertext's alpha is multiplied by a point of order two",
            two.clone(),
            one.clone(),
        ),
        (
            "order-beta",
            "A ciphertext's beta is multiplied by a point of order two",
            one.clone(),
            two.clone(),
        ),
        (
            "order-both",
            "Both elements of a ciphertext are multiplied by a point of order two",
            two.clone(),
            two.clone(),
        ),
    ] {
        let mut poll = plain(name);
        let twist = Twist {
            question: 0,
            choice: 1,
            alpha,
            beta,
        };
        let ballot = BallotParts::new(
            &poll.election,
            &poll.voters[1],
            &votes()[1],
            Some(&twist),
            &mut poll.rng,
        );
        let bytes = poll.sign(1, ballot).bytes();
        let bytes = with(&poll, bytes);
        case(
            list,
            name,
            what,
            (10, source),
            "question 1, choice 2: not an element of the group",
            bytes,
        );
    }
    // The joint check of many elements must not be fooled by two that cancel each other.
    let mut poll = plain("order-cancels");
    let mut cast = Vec::new();
    for voter in 0..2 {
        let twist = Twist {
            question: 0,
            choice: 0,
            alpha: two.clone(),
            beta: one.clone(),
        };
        let ballot = BallotParts::new(
            &poll.election,
            &poll.voters[voter],
            &votes()[voter],
            Some(&twist),
            &mut poll.rng,
        );
        cast.push(poll.sign(voter, ballot).bytes());
    }
    let what = "Two ballots have a ciphertext multiplied by a point of order two: in the tally they cancel each other";
    list.bad(
        "ballot-order-cancels",
        what,
        (10, source),
        at(1, EventKind::Ballot),
        "question 1, choice 1: not an element of the group",
        archive(&opened(&poll, &cast)),
    );

    type Field = PrimeField<Rfc3526>;
    let mut poll = small::<Field>("order-rfc-3526-2048");
    let minus_one = minus_one::<Field>();
    let twist = Twist {
        question: 0,
        choice: 1,
        alpha: minus_one,
        beta: Field::identity(),
    };
    let values = [vec![0, 1, 0]];
    let ballot = BallotParts::new(
        &poll.election,
        &poll.voters[1],
        &values,
        Some(&twist),
        &mut poll.rng,
    );
    let bytes = poll.sign(1, ballot).bytes();
    let bytes = archive(&opened(&poll, &[bytes]));
    case(
        list,
        "order-rfc-3526-2048",
        "A ciphertext's alpha is multiplied by minus one",
        (10, source),
        "question 1, choice 2: not an element of the group",
        bytes,
    );
}

/// In the group of RFC 3526, whose modulus is 2q + 1: x^q is one or minus one.
fn minus_one<G: Group>() -> G::Element {
    let exponent = -G::Scalar::ONE;
    (2..)
        .filter_map(|number: u32| G::decode(&number.to_string()).ok())
        .map(|x| G::mul(&G::pow_vartime(&x, &exponent), &x))
        .find(|power| *power != G::identity())
        .expect("half of all numbers give minus one")
}

/// A flaw in one ballot of a whole poll that is otherwise right, with and without the ballot in the tally.
fn in_a_whole_poll(list: &mut Vectors) {
    let mut poll = plain("whole");
    let mut cast: Vec<Vec<u8>> = Vec::new();
    for (voter, values) in votes().iter().enumerate() {
        let ballot = poll.ballot(voter, values);
        cast.push(ballot);
    }
    let mut ballot = poll.unsigned(0, &[vec![0, 1], vec![1, 0, 0, 0]]);
    change(&mut ballot.answers[0].overall_proof[0].response);
    let invalid = poll.sign(0, ballot).bytes();
    let mut entries = whole(&mut poll, &cast, &cast, &RESULT);
    entries.insert(4, Entry::ballot(invalid));
    let what =
        "A revote with an invalid proof in a whole poll; the tally counts the voter's valid ballot";
    let rule = (10, "spec §Proofs of interval membership");
    list.bad(
        "ballot-whole-poll",
        what,
        rule,
        at(4, EventKind::Ballot),
        "question 1: not proved that as many",
        archive(&entries),
    );
}
