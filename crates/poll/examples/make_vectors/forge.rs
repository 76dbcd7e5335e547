//! Ballots put together from parts, right or wrong. The prefixes are written here a second time, from the
//! specification, so that a slip in the library is not repeated in the vectors.

use serde::Serialize;
use veche_crypto::elgamal::{Ciphertext, Opening, PublicKey};
use veche_crypto::group::{Group, Scalar};
use veche_crypto::proof::{Claim, Proof, prove_knowledge, prove_one_of, verify_one_of};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire::{CiphertextText, ProofText};
use veche_poll::election::Election;
use veche_poll::hash::Hash;
use veche_poll::question::{Homomorphic, Question};

use super::poll::Rng;

#[derive(Clone, Serialize)]
pub(crate) struct AnswerParts {
    pub(crate) choices: Vec<CiphertextText>,
    pub(crate) individual_proofs: Vec<Vec<ProofText>>,
    pub(crate) overall_proof: Vec<ProofText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) blank_proof: Option<Vec<ProofText>>,
}

#[derive(Clone, Serialize)]
pub(crate) struct SignatureParts {
    pub(crate) hash: String,
    pub(crate) proof: ProofText,
}

#[derive(Clone, Serialize)]
pub(crate) struct BallotParts<A = AnswerParts> {
    pub(crate) election_uuid: String,
    pub(crate) election_hash: String,
    pub(crate) credential: String,
    pub(crate) answers: Vec<A>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signature: Option<SignatureParts>,
}

/// A choice whose ciphertext is multiplied with elements outside the group.
pub(crate) struct Twist<G: Group> {
    pub(crate) question: usize,
    pub(crate) choice: usize,
    pub(crate) alpha: G::Element,
    pub(crate) beta: G::Element,
}

/// A copy of a secret: the vectors have none worth keeping.
pub(crate) fn copy<G: Group>(secret: &SecretScalar<G>) -> SecretScalar<G> {
    SecretScalar::new(*secret.expose())
}

impl BallotParts {
    /// Encrypts these numbers, whatever they are. Each proof is honest where its claim is true, and otherwise made as
    /// if it were. With a twist, proofs are made again until chance makes them hold.
    pub(crate) fn new<G: Group>(
        election: &Election<G>,
        secret: &SecretScalar<G>,
        values: &[Vec<u64>],
        twist: Option<&Twist<G>>,
        rng: &mut Rng,
    ) -> Self {
        let credential = G::to_text(&G::g_pow(secret.expose()));
        let s0 = format!("{}|{credential}", election.fingerprint());
        let answers = election
            .questions
            .iter()
            .zip(values)
            .enumerate()
            .map(|(number, (question, values))| {
                let Question::Homomorphic(question) = question else {
                    panic!("the vectors have homomorphic questions only");
                };
                let twist = twist.filter(|twist| twist.question == number);
                answer(&election.public_key, question, &s0, values, twist, rng)
            })
            .collect();
        Self {
            election_uuid: election.uuid.to_string(),
            election_hash: election.fingerprint().to_owned(),
            credential,
            answers,
            signature: None,
        }
    }
}

impl<A: Serialize> BallotParts<A> {
    /// The bytes, in the canonical form.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts can be written")
    }

    /// The ballot signed by whoever has this secret.
    pub(crate) fn sign<G: Group>(mut self, secret: &SecretScalar<G>, rng: &mut Rng) -> Self {
        self.signature = None;
        let hash = Hash::of(&self.bytes()).to_base64();
        let proof = prove_knowledge(&format!("sig|{hash}|"), secret, rng).to_text();
        self.signature = Some(SignatureParts { hash, proof });
        self
    }
}

/// The answer of whoever has this secret to a question that stands in an election.
pub(crate) fn answer_of<G: Group>(
    election: &Election<G>,
    secret: &SecretScalar<G>,
    question: &Homomorphic,
    values: &[u64],
    rng: &mut Rng,
) -> AnswerParts {
    let credential = G::to_text(&G::g_pow(secret.expose()));
    let s0 = format!("{}|{credential}", election.fingerprint());
    answer(&election.public_key, question, &s0, values, None, rng)
}

pub(crate) fn pair<G: Group>(ciphertext: &Ciphertext<G>) -> String {
    format!(
        "{},{}",
        G::to_text(&ciphertext.alpha),
        G::to_text(&ciphertext.beta)
    )
}

fn answer<G: Group>(
    key: &PublicKey<G>,
    question: &Homomorphic,
    s0: &str,
    values: &[u64],
    twist: Option<&Twist<G>>,
    rng: &mut Rng,
) -> AnswerParts {
    let openings: Vec<Opening<G>> = values
        .iter()
        .map(|value| Opening::new(SecretScalar::random(rng), *value))
        .collect();
    let mut choices: Vec<Ciphertext<G>> = openings
        .iter()
        .map(|opening| Ciphertext::encrypt(key, opening))
        .collect();
    if let Some(twist) = twist {
        let choice = &mut choices[twist.choice];
        choice.alpha = G::mul(&choice.alpha, &twist.alpha);
        choice.beta = G::mul(&choice.beta, &twist.beta);
    }
    let twisted = twist.is_some();
    let individual_proofs = openings
        .iter()
        .zip(&choices)
        .map(|(opening, choice)| {
            let prefix = format!("prove|{s0}|{}|", pair(choice));
            prove(
                &prefix,
                key,
                &[(opening, choice, 0), (opening, choice, 1)],
                twisted,
                rng,
            )
        })
        .collect();
    let pairs: Vec<String> = choices.iter().map(pair).collect();
    let s = format!("{s0}|{}", pairs.join(","));
    let leading = usize::from(question.blank);
    let sum = Opening::sum(&openings[leading..]);
    let total = Ciphertext::product(&choices[leading..]);
    let mut claims: Vec<_> = (question.min..=question.max)
        .map(|number| (&sum, &total, u64::from(number)))
        .collect();
    let (overall_proof, blank_proof) = if question.blank {
        claims.insert(0, (&openings[0], &choices[0], 1));
        let blank = [(&openings[0], &choices[0], 0), (&sum, &total, 0)];
        (
            prove(&format!("bproof1|{s}|"), key, &claims, twisted, rng),
            Some(prove(&format!("bproof0|{s}|"), key, &blank, twisted, rng)),
        )
    } else {
        let prefix = format!("prove|{s}|{}|", pair(&total));
        (prove(&prefix, key, &claims, twisted, rng), None)
    };
    AnswerParts {
        choices: choices.iter().map(Ciphertext::to_text).collect(),
        individual_proofs,
        overall_proof,
        blank_proof,
    }
}

/// Proves that one of the claims (opening, ciphertext, value) is true, or pretends that the first is.
pub(crate) fn prove<G: Group>(
    prefix: &str,
    key: &PublicKey<G>,
    claims: &[(&Opening<G>, &Ciphertext<G>, u64)],
    twisted: bool,
    rng: &mut Rng,
) -> Vec<ProofText> {
    let pretended: Vec<Opening<G>> = claims
        .iter()
        .map(|(opening, _, value)| Opening::new(copy(opening.randomness()), *value))
        .collect();
    let honest: Vec<_> = claims
        .iter()
        .map(|&(subject, _, value)| Claim { subject, value })
        .collect();
    let public: Vec<_> = claims
        .iter()
        .map(|&(_, subject, value)| Claim { subject, value })
        .collect();
    // A proof about an element of order two holds with a probability of one half for each claim.
    for _ in 0..10_000 {
        let proofs = prove_one_of(prefix, key, &honest, rng).unwrap_or_else(|_| {
            let claims: Vec<_> = pretended
                .iter()
                .zip(claims)
                .map(|(subject, &(_, _, value))| Claim { subject, value })
                .collect();
            prove_one_of(prefix, key, &claims, rng).expect("the first claim is pretended to hold")
        });
        if !twisted || verify_one_of(prefix, key, &public, &proofs) {
            return proofs.iter().map(Proof::to_text).collect();
        }
    }
    panic!("no proof about an element outside the group was found");
}

/// The decimal digits of a scalar.
pub(crate) fn digits<S: Scalar>(scalar: &S) -> String {
    let mut out = String::new();
    scalar.encode_vartime(&mut out);
    out
}

/// A decimal number with one added to it: the smallest change that is another number.
pub(crate) fn next<G: Group>(text: &str) -> String {
    let scalar = G::Scalar::decode(text).expect("it is a scalar");
    digits(&(scalar + G::Scalar::ONE))
}
