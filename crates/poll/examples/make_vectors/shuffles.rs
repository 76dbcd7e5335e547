//! What can be wrong with shuffles.

use veche_crypto::group::{Ed25519, Group};
use veche_poll::event::EventKind;
use veche_poll::shuffle::Shuffle;

use super::archive::archive;
use super::poll::decryption_entry;
use super::ranked::{Course, order_two, poll};
use super::{Vectors, at};

/// The beginning of an element's 64 digits changed to another element.
fn other_element(text: &str, at: usize) -> String {
    let element = Ed25519::decode(&text[at..at + 64]).expect("an element stands there");
    let other = Ed25519::to_text(&Ed25519::mul(&element, &Ed25519::generator()));
    format!("{}{other}{}", &text[..at], &text[at + 64..])
}

/// Where the proofs begin in the JSON of a shuffle.
fn proofs_at(text: &str) -> usize {
    text.find("\"proofs\":[").expect("a shuffle has proofs") + "\"proofs\":[".len()
}

/// Where the element with this number stands after a place.
fn element_at(text: &str, from: usize, number: usize) -> usize {
    let mut found = 0;
    let mut at = from;
    loop {
        let rest = &text[at..];
        let quote = rest.find('"').expect("there is another text");
        let length = rest[quote + 1..].find('"').expect("it ends");
        let is_element = length == 64 && Ed25519::decode(&rest[quote + 1..quote + 65]).is_ok();
        if is_element && found == number {
            return at + quote + 1;
        }
        found += usize::from(is_element);
        at += quote + length + 2;
    }
}

/// The outputs of a shuffle with the first two exchanged.
fn swapped(text: &str) -> String {
    let begin = text.find("[[").expect("there are outputs") + 2;
    let end = text.find("]]").expect("they end");
    let mut outputs: Vec<&str> = text[begin..end].split("},{").collect();
    outputs.swap(0, 1);
    let outputs = outputs.join("},{").replace(['{', '}'], "");
    let parts: Vec<&str> = outputs.split(',').collect();
    let pairs: Vec<String> = parts
        .chunks(2)
        .map(|pair| format!("{{{}}}", pair.join(",")))
        .collect();
    format!("{}{}{}", &text[..begin], pairs.join(","), &text[end..])
}

pub(super) fn add(list: &mut Vectors) {
    let rule = (13, "spec §Shuffles, §Shuffle algorithms");
    // Five elements and three links come first; then three commitments to the permutation, and the chain.
    type Change = fn(&str) -> String;
    let flaws: [(&str, &str, &str, Change); 6] = [
        (
            "shuffle-swapped-output",
            "Two answers change places after the shuffle was proved",
            "shuffle of trustee 2: shuffled question 1: ",
            swapped,
        ),
        (
            "shuffle-permutation",
            "A commitment to the permutation is another",
            "shuffled question 1: ",
            |text| other_element(text, element_at(text, proofs_at(text), 8)),
        ),
        (
            "shuffle-chain",
            "A link of the chain is another",
            "shuffled question 1: ",
            |text| other_element(text, element_at(text, proofs_at(text), 12)),
        ),
        (
            "shuffle-answer-replaced",
            "A trustee replaces an answer",
            "shuffled question 1: ",
            |text| other_element(text, element_at(text, 0, 1)),
        ),
        (
            "shuffle-outside-group",
            "A commitment has an element of order two in it",
            "an element lies outside the group",
            |text| {
                let at = element_at(text, proofs_at(text), 0);
                let element = Ed25519::decode(&text[at..at + 64]).expect("an element");
                let outside = Ed25519::to_text(&Ed25519::mul(&element, &order_two()));
                format!("{}{outside}{}", &text[..at], &text[at + 64..])
            },
        ),
        (
            "shuffle-field",
            "A field that a shuffle does not have",
            "not the JSON of a shuffle",
            |text| text.replacen('{', "{\"x\":0,", 1),
        ),
    ];
    for (name, what, says, change) in flaws {
        let mut course = Course::new(poll(name));
        course.shuffle(1, str::to_owned);
        // What cannot be read leaves the answers as they were.
        course.shuffle(2, change);
        course.end_shuffles();
        let (bytes, _) = course.finish(|_| {});
        list.bad(name, what, rule, at(7, EventKind::Shuffle), says, bytes);
    }

    let mut course = Course::new(poll("shuffle-dropped"));
    course.shuffle(1, str::to_owned);
    let shuffle = Shuffle::new(&course.poll.election, &course.tally, &mut course.poll.rng);
    let text = String::from_utf8(shuffle.to_bytes()).expect("it is JSON");
    let cut = text.find("},{").expect("there are several");
    let end = text.find("]]").expect("they end");
    course.record(
        2,
        format!("{}}}{}", &text[..cut], &text[end..]).into_bytes(),
    );
    list.bad(
        "shuffle-dropped",
        "Answers are missing after the shuffle",
        rule,
        at(7, EventKind::Shuffle),
        "not about as many ciphertexts",
        archive(&course.entries),
    );

    let twice = (
        13,
        "one shuffle of each trustee; stricter than the reference",
    );
    for (name, what, owners, says) in [
        (
            "shuffle-twice",
            "A trustee shuffles twice",
            [1, 1],
            "trustee 1 has a shuffle already",
        ),
        (
            "shuffle-nobody",
            "The shuffle of a trustee who does not exist",
            [1, 3],
            "there is no trustee 3",
        ),
        (
            "shuffle-zero",
            "The shuffle of trustee 0: numbers begin with 1",
            [1, 0],
            "there is no trustee 0",
        ),
    ] {
        let mut course = Course::new(poll(name));
        for owner in owners {
            course.shuffle(owner, str::to_owned);
        }
        let bytes = archive(&course.entries);
        list.bad(name, what, twice, at(7, EventKind::Shuffle), says, bytes);
    }

    let mut course = Course::new(poll("shuffle-none"));
    course.end_shuffles();
    let decryption = course.poll.decryption(1, &course.tally);
    course.entries.push(decryption_entry(1, decryption));
    let bytes = archive(&course.entries);
    let vector = list.bad(
        "shuffle-none",
        "Answers are decrypted that nobody has shuffled",
        (
            13,
            "spec §Shuffles: non-homomorphic ciphertexts must be shuffled",
        ),
        at(7, EventKind::PartialDecryption),
        "nobody has shuffled them",
        bytes,
    );
    vector.note = Some("0 trustees shuffled the answers".into());
}
