//! Which claims a ballot proves, the same for making and for verifying (spec §Homomorphic answers, §Proofs of
//! interval membership, §Proofs of possibly-blank votes, §Lists answers, §Proofs of list constraints).
//!
//! A *subject* is an opening for whoever makes the ballot, a ciphertext for everybody else.

use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::Group;
use veche_crypto::proof::Claim;

use crate::question::Homomorphic;

/// *S*₀: the election's fingerprint and the credential, to which every proof is bound.
pub(super) fn binding(fingerprint: &str, credential: &str) -> String {
    format!("{fingerprint}|{credential}")
}

/// *S*: *S*₀ and all of the answer's ciphertexts.
pub(super) fn answer_binding<G: Group>(binding: &str, choices: &[Ciphertext<G>]) -> String {
    let mut text = String::with_capacity(binding.len() + 130 * choices.len());
    text.push_str(binding);
    for (i, choice) in choices.iter().enumerate() {
        text.push(if i == 0 { '|' } else { ',' });
        push_ciphertext(choice, &mut text);
    }
    text
}

fn push_ciphertext<G: Group>(ciphertext: &Ciphertext<G>, out: &mut String) {
    G::encode(&ciphertext.alpha, out);
    out.push(',');
    G::encode(&ciphertext.beta, out);
}

/// The prefix of the hash in a proof of interval membership.
pub(super) fn interval_prefix<G: Group>(binding: &str, subject: &Ciphertext<G>) -> String {
    let mut prefix = format!("prove|{binding}|");
    push_ciphertext(subject, &mut prefix);
    prefix.push('|');
    prefix
}

/// The prefix of the hash in `blank_proof`.
pub(super) fn blank_prefix(binding: &str) -> String {
    format!("bproof0|{binding}|")
}

/// The prefix of the hash in `overall_proof` where blank is possible.
pub(super) fn overall_with_blank_prefix(binding: &str) -> String {
    format!("bproof1|{binding}|")
}

/// The choice is 0 or 1.
pub(super) fn individual_claims<T>(choice: &T) -> [Claim<'_, T>; 2] {
    [0, 1].map(|value| Claim {
        subject: choice,
        value,
    })
}

/// Blank is not chosen, or nothing is selected.
pub(super) fn blank_claims<'a, T>(blank: &'a T, sum: &'a T) -> [Claim<'a, T>; 2] {
    [blank, sum].map(|subject| Claim { subject, value: 0 })
}

/// Blank is chosen, where possible, or the number of selected answers is one of the allowed.
pub(super) fn overall_claims<'a, T>(
    question: &Homomorphic,
    blank: Option<&'a T>,
    sum: &'a T,
) -> Vec<Claim<'a, T>> {
    let blank = blank.map(|subject| Claim { subject, value: 1 });
    let numbers = (question.min..=question.max).map(|number| Claim {
        subject: sum,
        value: u64::from(number),
    });
    blank.into_iter().chain(numbers).collect()
}

/// The prefix of the hash in one of `list_proofs`.
pub(super) fn list_prefix(binding: &str) -> String {
    format!("lproof|{binding}|")
}

/// The prefix of the hash in `nonzero_proof`.
pub(super) fn nonzero_prefix(binding: &str) -> String {
    format!("nonzero|{binding}|")
}

/// Exactly one list is selected.
pub(super) fn one_list_claims<T>(sum: &T) -> [Claim<'_, T>; 1] {
    [Claim {
        subject: sum,
        value: 1,
    }]
}

/// The list is selected, or none of its candidates is.
pub(super) fn list_claims<'a, T>(list: &'a T, candidates: &'a T) -> [Claim<'a, T>; 2] {
    [(list, 1), (candidates, 0)].map(|(subject, value)| Claim { subject, value })
}
