//! Flaws in the form of a ballot (V7).

use veche_crypto::wire::ProofText;

use super::Vectors;
use super::ballots::{answer, case, resigned, with};
use super::forge::BallotParts;
use super::good::plain;
use super::poll::votes;
use super::setup::{ABOVE_P, NEGATIVE_ZERO, NO_POINT, STRICTER_POINT};

/// The order of Ed25519.
const Q: &str = "7237005577332262213973186563042994240857116359379907606001950938285454250989";

pub(super) fn add(list: &mut Vectors) {
    texts(list);
    fields(list);
    shapes(list);
}

/// The same ballot in other bytes.
fn texts(list: &mut Vectors) {
    let rule = (
        7,
        "spec §Ballots; the reference refuses what is not canonical",
    );
    type Change = fn(String) -> String;
    let flaws: [(&str, &str, &str, Change); 9] = [
        (
            "space",
            "A space in the ballot",
            "not in canonical form",
            |t| t.replacen(':', ": ", 1),
        ),
        (
            "newline",
            "A newline after the ballot",
            "not in canonical form",
            |t| t + "\n",
        ),
        (
            "escape",
            "A letter of the ballot is written as an escape",
            "not in canonical form",
            |t| t.replacen("Veche", "\\u0056eche", 1),
        ),
        (
            "field-order",
            "The fields of a proof stand in another order",
            "not in canonical form",
            |t| {
                let (before, rest) = t
                    .split_once("\"proof\":{")
                    .expect("the signature has a proof");
                let (challenge, response) = rest.split_once(',').expect("a proof has two fields");
                let response = response.trim_end_matches('}');
                format!("{before}\"proof\":{{{response},{challenge}}}}}}}")
            },
        ),
        (
            "null",
            "The blank proof of a question without blank is there, as null",
            "not in canonical form",
            |t| t.replacen("]},{\"choices\"", "],\"blank_proof\":null},{\"choices\"", 1),
        ),
        (
            "array",
            "The signature is written as an array of its fields",
            "not in canonical form",
            |t| {
                let (before, signature) = t
                    .split_once("\"signature\":{\"hash\":")
                    .expect("it is signed");
                let (hash, proof) = signature.split_once(",\"proof\":").expect("it has a proof");
                format!(
                    "{before}\"signature\":[{hash},{}]}}",
                    &proof[..proof.len() - 2]
                )
            },
        ),
        (
            "unknown-field",
            "The ballot has a field that nobody knows",
            "not the JSON of a ballot",
            |t| t.replacen('{', "{\"x\":1,", 1),
        ),
        (
            "field-twice",
            "A field of the ballot stands there twice",
            "not the JSON of a ballot",
            |t| t.replacen('{', "{\"election_uuid\":\"VecheVectors25\",", 1),
        ),
        (
            "cut",
            "The last byte of the ballot is missing",
            "not the JSON of a ballot",
            |mut t| {
                t.pop();
                t
            },
        ),
    ];
    for (name, what, says, change) in flaws {
        let mut poll = plain(name);
        let bytes = poll.ballot(1, &votes()[1]);
        let text = change(String::from_utf8(bytes.clone()).expect("it is JSON"));
        assert_ne!(text.as_bytes(), bytes, "{name} changes nothing");
        let bytes = with(&poll, text.into_bytes());
        case(list, name, what, rule, says, bytes);
    }
}

/// The sum of two decimal numbers, not reduced.
fn sum(a: &str, b: &str) -> String {
    let digits = |text: &str| {
        text.bytes()
            .rev()
            .map(|digit| digit - b'0')
            .collect::<Vec<_>>()
    };
    let (a, b) = (digits(a), digits(b));
    let mut out = Vec::new();
    let mut carry = 0;
    for place in 0..=a.len().max(b.len()) {
        let digit = a.get(place).unwrap_or(&0) + b.get(place).unwrap_or(&0) + carry;
        out.push(b'0' + digit % 10);
        carry = digit / 10;
    }
    let text: String = out.into_iter().rev().map(char::from).collect();
    text.trim_start_matches('0').to_owned()
}

/// One number or element of the ballot written otherwise, and signed so.
fn fields(list: &mut Vectors) {
    let scalars = "spec §Basic types: a number below q, without leading zeros";
    let elements = "spec §Groups";
    type Change = fn(&mut BallotParts);
    let flaws: [(&str, &str, &str, &str, Change); 13] = [
        (
            "scalar-leading-zero",
            "A response has a leading zero",
            scalars,
            "answers[0].overall_proof[0].response: not in canonical form",
            |b| {
                b.answers[0].overall_proof[0].response.insert(0, '0');
            },
        ),
        (
            "scalar-sign",
            "A response has a plus sign",
            scalars,
            "answers[0].overall_proof[0].response: not in canonical form",
            |b| {
                b.answers[0].overall_proof[0].response.insert(0, '+');
            },
        ),
        (
            "scalar-hexadecimal",
            "A challenge is written in hexadecimal",
            scalars,
            "answers[0].individual_proofs[1][0].challenge: not in canonical form",
            |b| {
                b.answers[0].individual_proofs[1][0].challenge = "0x1f".into();
            },
        ),
        (
            "scalar-empty",
            "A response is empty",
            scalars,
            "answers[1].overall_proof[2].response: not in canonical form",
            |b| {
                b.answers[1].overall_proof[2].response.clear();
            },
        ),
        (
            "challenge-above-q",
            "A challenge is the right one plus q",
            scalars,
            "answers[0].individual_proofs[0][1].challenge: number out of range",
            |b| {
                let challenge = &mut b.answers[0].individual_proofs[0][1].challenge;
                *challenge = sum(challenge, Q);
            },
        ),
        (
            "response-above-q",
            "A response is the right one plus q",
            scalars,
            "number out of range",
            |b| {
                let proof = b.answers[1]
                    .blank_proof
                    .as_mut()
                    .expect("blank is possible");
                proof[0].response = sum(&proof[0].response, Q);
            },
        ),
        (
            "ciphertext-capitals",
            "A ciphertext is written in capitals",
            elements,
            "answers[0].choices[0].alpha: not in canonical form",
            |b| {
                b.answers[0].choices[0].alpha = b.answers[0].choices[0].alpha.to_uppercase();
            },
        ),
        (
            "ciphertext-short",
            "A digit of a ciphertext is missing",
            elements,
            "answers[0].choices[1].beta: not in canonical form",
            |b| {
                b.answers[0].choices[1].beta.pop();
            },
        ),
        (
            "ciphertext-no-point",
            "A ciphertext holds no point of the curve",
            elements,
            "answers[1].choices[0].beta: not a point",
            |b| {
                b.answers[1].choices[0].beta = NO_POINT.into();
            },
        ),
        (
            "ciphertext-above-p",
            "A ciphertext holds a point with y ≥ p",
            STRICTER_POINT,
            "answers[0].choices[0].alpha: ",
            |b| {
                b.answers[0].choices[0].alpha = ABOVE_P.into();
            },
        ),
        (
            "ciphertext-negative-zero",
            "A ciphertext holds a point whose x is minus zero",
            STRICTER_POINT,
            "answers[0].choices[0].beta: ",
            |b| {
                b.answers[0].choices[0].beta = NEGATIVE_ZERO.into();
            },
        ),
        (
            "credential-capitals",
            "The credential is written in capitals",
            elements,
            "credential: not in canonical form",
            |b| {
                b.credential = b.credential.to_uppercase();
            },
        ),
        (
            "credential-above-p",
            "The credential is a point with y ≥ p",
            STRICTER_POINT,
            "credential: ",
            |b| {
                b.credential = ABOVE_P.into();
            },
        ),
    ];
    for (name, what, source, says, change) in flaws {
        case(list, name, what, (7, source), says, resigned(name, change));
    }
}

fn again(proofs: &mut Vec<ProofText>) {
    proofs.push(proofs[0].clone());
}

/// Lists of the wrong length, signed so.
fn shapes(list: &mut Vectors) {
    let rule = (7, "spec §Encrypted answers, §Homomorphic answers");
    type Change = fn(&mut BallotParts);
    let flaws: [(&str, &str, &str, Change); 17] = [
        (
            "answer-missing",
            "An answer is missing",
            "answers: 1 for 2 questions",
            |b| drop(b.answers.pop()),
        ),
        (
            "answer-extra",
            "There is an answer too many",
            "answers: 3 for 2 questions",
            |b| b.answers.push(b.answers[0].clone()),
        ),
        (
            "answers-swapped",
            "The answers have changed places",
            "choices: 4 items instead of 2",
            |b| b.answers.swap(0, 1),
        ),
        (
            "choice-missing",
            "A choice is missing",
            "question 2, choices: 3 items",
            |b| drop(answer(b, 1).choices.pop()),
        ),
        (
            "choice-extra",
            "There is a choice too many, with its proof",
            "question 1, choices: 3 items",
            |b| {
                let answer = answer(b, 0);
                answer.choices.push(answer.choices[0].clone());
                answer
                    .individual_proofs
                    .push(answer.individual_proofs[0].clone());
            },
        ),
        (
            "individual-missing",
            "The proof of a choice is missing",
            "individual_proofs: 3 items",
            |b| drop(answer(b, 1).individual_proofs.pop()),
        ),
        (
            "individual-extra",
            "There is a proof of a choice too many",
            "individual_proofs: 3 items",
            |b| {
                let proofs = &mut answer(b, 0).individual_proofs;
                proofs.push(proofs[0].clone());
            },
        ),
        (
            "individual-short",
            "The proof of a choice allows one value only",
            "individual_proofs[…]: 1 items",
            |b| drop(answer(b, 0).individual_proofs[0].pop()),
        ),
        (
            "individual-long",
            "The proof of a choice allows a third value",
            "individual_proofs[…]: 3 items",
            |b| again(&mut answer(b, 0).individual_proofs[1]),
        ),
        (
            "individual-empty",
            "The proof of a choice allows no value",
            "individual_proofs[…]: 0 items",
            |b| answer(b, 0).individual_proofs[1].clear(),
        ),
        (
            "overall-missing",
            "An overall proof is empty",
            "question 1, overall_proof: 0 items",
            |b| answer(b, 0).overall_proof.clear(),
        ),
        (
            "overall-extra",
            "An overall proof allows a number too many",
            "question 1, overall_proof: 2 items",
            |b| again(&mut answer(b, 0).overall_proof),
        ),
        (
            "overall-without-blank",
            "An overall proof leaves blank out",
            "question 2, overall_proof: 2 items",
            |b| drop(answer(b, 1).overall_proof.pop()),
        ),
        (
            "blank-missing",
            "The blank proof is missing",
            "question 2, blank_proof: 0 items",
            |b| answer(b, 1).blank_proof = None,
        ),
        (
            "blank-extra",
            "There is a blank proof where blank is not possible",
            "question 1, blank_proof: 1 items",
            |b| answer(b, 0).blank_proof = b.answers[1].blank_proof.clone(),
        ),
        (
            "blank-short",
            "The blank proof has one half",
            "question 2, blank_proof: 1 items",
            |b| {
                answer(b, 1)
                    .blank_proof
                    .as_mut()
                    .expect("blank is possible")
                    .pop();
            },
        ),
        (
            "blank-long",
            "The blank proof has three parts",
            "question 2, blank_proof: 3 items",
            |b| {
                again(
                    answer(b, 1)
                        .blank_proof
                        .as_mut()
                        .expect("blank is possible"),
                );
            },
        ),
    ];
    for (name, what, says, change) in flaws {
        case(list, name, what, rule, says, resigned(name, change));
    }
    let mut poll = plain("unsigned");
    let bytes = poll.unsigned(1, &votes()[1]).bytes();
    let bytes = with(&poll, bytes);
    case(
        list,
        "unsigned",
        "The ballot is not signed",
        rule,
        "signature: missing",
        bytes,
    );
}
