//! Ballots that select candidates of a list, and what can be wrong with them.

use serde::Serialize;
use veche_crypto::elgamal::{Ciphertext, Opening};
use veche_crypto::group::{Ed25519, Group, Scalar};
use veche_crypto::proof::{NonzeroProof, NonzeroProofText, prove_nonzero};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire::{CiphertextText, ProofText};
use veche_poll::event::EventKind;

use super::archive::archive;
use super::forge::{BallotParts, pair, prove};
use super::poll::{Poll, Who};
use super::ranked::{Ranked, council, order_two, signed};
use super::{Vectors, at};

/// `answer_l`, put together.
#[derive(Serialize)]
struct ListsParts {
    choices: Vec<Vec<CiphertextText>>,
    individual_proofs: Vec<Vec<Vec<ProofText>>>,
    overall_proof: ProofText,
    list_proofs: Vec<Vec<ProofText>>,
    nonzero_proof: NonzeroProofText,
}

/// How the proof that a candidate is selected is made.
#[derive(Clone, Copy)]
enum Nonzero {
    Honest,
    /// With an element of order two as commitment, of a sum that is zero.
    OrderTwo,
    /// With the neutral element as commitment.
    Neutral,
}

/// A ballot for the council with these marks, whatever they are; proofs of false claims are made as if they were true.
fn list_ballot(poll: &mut Ranked, marks: [&[u64]; 2], nonzero: Nonzero) -> BallotParts<ListsParts> {
    let key = poll.election.public_key.clone();
    let rng = &mut poll.rng;
    let credential = Ed25519::to_text(&Ed25519::g_pow(poll.voters[0].expose()));
    let s0 = format!("{}|{credential}", poll.election.fingerprint());
    let openings = marks.map(|row| {
        let open = |mark: &u64| Opening::<Ed25519>::new(SecretScalar::random(rng), *mark);
        row.iter().map(open).collect::<Vec<_>>()
    });
    let choices = openings.each_ref().map(|row| {
        let encrypt = |opening| Ciphertext::encrypt(&key, opening);
        row.iter().map(encrypt).collect::<Vec<_>>()
    });
    let individual_proofs = openings.iter().zip(&choices).map(|(openings, choices)| {
        let both = openings.iter().zip(choices);
        let proofs = both.map(|(opening, choice)| {
            let prefix = format!("prove|{s0}|{}|", pair(choice));
            prove(
                &prefix,
                &key,
                &[(opening, choice, 0), (opening, choice, 1)],
                false,
                rng,
            )
        });
        proofs.collect()
    });
    let individual_proofs = individual_proofs.collect();
    let pairs: Vec<String> = choices.iter().flatten().map(pair).collect();
    let s = format!("{s0}|{}", pairs.join(","));
    let sum = Opening::sum(openings.iter().map(|row| &row[0]));
    let total = Ciphertext::product(choices.iter().map(|row| &row[0]));
    let prefix = format!("prove|{s}|{}|", pair(&total));
    let mut overall = prove(&prefix, &key, &[(&sum, &total, 1)], false, rng);
    let list_proofs = openings.iter().zip(&choices).map(|(openings, choices)| {
        let (sum, total) = (
            Opening::sum(&openings[1..]),
            Ciphertext::product(&choices[1..]),
        );
        let claims = [(&openings[0], &choices[0], 1), (&sum, &total, 0)];
        prove(&format!("lproof|{s}|"), &key, &claims, false, rng)
    });
    let list_proofs = list_proofs.collect();
    let candidates = Opening::sum(openings.iter().flat_map(|row| &row[1..]));
    let prefix = format!("nonzero|{s}|");
    let proof = match nonzero {
        Nonzero::Honest => prove_nonzero(&prefix, &key, &candidates, rng).expect("there is one"),
        Nonzero::OrderTwo => pretended(&prefix, &key, order_two(), rng),
        Nonzero::Neutral => pretended(&prefix, &key, Ed25519::identity(), rng),
    };
    let texts = |row: &Vec<Ciphertext<Ed25519>>| row.iter().map(Ciphertext::to_text).collect();
    BallotParts {
        election_uuid: poll.election.uuid.to_string(),
        election_hash: poll.election.fingerprint().to_owned(),
        credential,
        answers: vec![ListsParts {
            choices: choices.iter().map(texts).collect(),
            individual_proofs,
            overall_proof: overall.remove(0),
            list_proofs,
            nonzero_proof: proof.to_text(),
        }],
        signature: None,
    }
}

/// The proof that holds whatever is encrypted, if the commitment to an even power is the neutral element: it knows
/// nothing of the ciphertext, and is made again until its challenge is even.
fn pretended(
    prefix: &str,
    key: &veche_crypto::elgamal::PublicKey<Ed25519>,
    commitment: <Ed25519 as Group>::Element,
    rng: &mut super::poll::Rng,
) -> NonzeroProof<Ed25519> {
    loop {
        let w = SecretScalar::<Ed25519>::random(rng);
        let a1 = Ed25519::g_pow(w.expose());
        let a2 = Ed25519::pow(key.element(), w.expose());
        let challenge = Ed25519::challenge(prefix, &[commitment.clone(), a1, a2]);
        if Ed25519::pow_vartime(&commitment, &challenge) == Ed25519::identity() {
            return NonzeroProof {
                commitment,
                challenge,
                response: (<Ed25519 as Group>::Scalar::ZERO, *w.expose()),
            };
        }
    }
}

/// The marks in both lists.
type Marks = [&'static [u64]; 2];
/// A flaw of a ballot's contents: its name, what it is, the rule, what is said of it, the marks, the last proof.
type Flaw = (
    &'static str,
    &'static str,
    (u8, &'static str),
    &'static str,
    Marks,
    Nonzero,
);

pub(super) fn add(list: &mut Vectors) {
    let place = at(1, EventKind::Ballot);
    let proofs = (10, "spec §Lists answers, §Proofs of list constraints");
    let member = (
        10,
        "spec §Proof of encryption of non-zero; the commitment must lie in the group",
    );
    let flaws: [Flaw; 6] = [
        (
            "lists-no-candidate-order-two",
            "A list without a candidate, by a commitment of order two",
            member,
            "nonzero_proof.commitment: not an element of the group",
            [&[1, 0, 0], &[0, 0]],
            Nonzero::OrderTwo,
        ),
        (
            "lists-no-candidate-neutral",
            "A list without a candidate, by the neutral element as commitment",
            proofs,
            "not proved that a candidate is selected",
            [&[1, 0, 0], &[0, 0]],
            Nonzero::Neutral,
        ),
        (
            "lists-two-lists",
            "Two lists are selected",
            proofs,
            "as many answers are selected as allowed",
            [&[1, 1, 0], &[1, 1]],
            Nonzero::Honest,
        ),
        (
            "lists-no-list",
            "No list is selected, and none of the candidates is: the proof of a candidate is pretended, too",
            proofs,
            "as many answers are selected as allowed",
            [&[0, 0, 0], &[0, 0]],
            Nonzero::Neutral,
        ),
        (
            "lists-candidate-of-another",
            "A candidate of a list that is not selected",
            proofs,
            "list 2: not proved that candidates of a list that is not selected are not",
            [&[1, 1, 0], &[0, 1]],
            Nonzero::Honest,
        ),
        (
            "lists-two-votes",
            "A candidate gets two votes",
            proofs,
            "choice 2: not proved to be 0 or 1",
            [&[1, 2, 0], &[0, 0]],
            Nonzero::Honest,
        ),
    ];
    for (name, what, rule, says, marks, nonzero) in flaws {
        let mut poll: Ranked = Poll::new(name, vec![council()], &[None], &[Who::Mandatory]);
        let ballot = list_ballot(&mut poll, marks, nonzero);
        let last = signed(&mut poll, 0, ballot);
        let bytes = archive(&super::good::opened(&poll, &[last]));
        list.bad(name, what, rule, place, says, bytes);
    }
    type Change = fn(&mut ListsParts);
    let shapes: [(&str, &str, &str, Change); 3] = [
        (
            "lists-proof-single",
            "The proof of a list has one part instead of two",
            "list_proofs[…]: 1 items instead of 2",
            |answer| {
                answer.list_proofs[0].pop();
            },
        ),
        (
            "lists-proof-missing",
            "The proof of a list is missing",
            "list_proofs: 1 items instead of 2",
            |answer| {
                answer.list_proofs.pop();
            },
        ),
        (
            "lists-choice-moved",
            "A choice stands in the other list",
            "choices[…]: 2 items instead of 3",
            |answer| {
                let moved = answer.choices[0].pop().expect("it has three");
                answer.choices[1].push(moved);
                let moved = answer.individual_proofs[0].pop().expect("it has three");
                answer.individual_proofs[1].push(moved);
            },
        ),
    ];
    for (name, what, says, change) in shapes {
        let mut poll: Ranked = Poll::new(name, vec![council()], &[None], &[Who::Mandatory]);
        let mut ballot = list_ballot(&mut poll, [&[1, 1, 0], &[0, 0]], Nonzero::Honest);
        change(&mut ballot.answers[0]);
        let last = signed(&mut poll, 0, ballot);
        let bytes = archive(&super::good::opened(&poll, &[last]));
        let rule = (
            7,
            "spec §Lists answers: every list has the length that the question asks for",
        );
        list.bad(name, what, rule, place, says, bytes);
    }
}
