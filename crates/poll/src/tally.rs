//! The encrypted tally: the last ballot of every credential, added up without being opened (spec §Tallied ballots,
//! §Encrypted tally).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::Group;
use veche_crypto::wire::CiphertextText;

use crate::ballot::VerifiedBallot;
use crate::election::Election;
use crate::hash::Hash;
use crate::payload::SizedEncryptedTally;
use crate::question::Question;
use crate::weight::Weight;

/// For each question, for each place of an answer, the encrypted sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedTally<G: Group>(pub Vec<Vec<Ciphertext<G>>>);

/// `encrypted_tally`, in its JSON form.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct TallyText(Vec<Vec<CiphertextText>>);

impl<G: Group> EncryptedTally<G> {
    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = TallyText(
            self.0
                .iter()
                .map(|question| question.iter().map(Ciphertext::to_text).collect())
                .collect(),
        );
        // Serialising texts cannot fail.
        serde_json::to_vec(&text).unwrap_or_default()
    }

    /// The structure that declares this tally's size, to be recorded with it.
    pub fn sized(&self, num_tallied: u64, total_weight: Weight) -> SizedEncryptedTally {
        SizedEncryptedTally {
            num_tallied,
            total_weight,
            encrypted_tally: Hash::of(&self.to_bytes()),
        }
    }
}

/// Of a credential's last ballot, what is needed to take it out again when another follows.
struct Counted {
    hash: Hash,
    /// The packed forms of the ciphertexts' elements one after the other, in one piece: there is one for every voter.
    packed: Box<[u8]>,
}

/// Adds ballots up as they come. Takes verified ballots only.
///
/// Memory: the packed ciphertexts of each credential's last ballot, so that a revote can be taken out again.
pub struct Tally<G: Group> {
    sums: Vec<Vec<Ciphertext<G>>>,
    counted: HashMap<Box<str>, Counted>,
    total_weight: Weight,
}

impl<G: Group> Tally<G> {
    /// An empty tally of this election.
    pub fn new(election: &Election<G>) -> Self {
        let places = |question: &Question| match question {
            Question::Homomorphic(question) => question.ciphertexts(),
            Question::Unsupported { .. } => 0,
        };
        Self {
            sums: election
                .questions
                .iter()
                .map(|question| vec![Ciphertext::neutral(); places(question)])
                .collect(),
            counted: HashMap::new(),
            total_weight: Weight::ZERO,
        }
    }

    /// Adds a ballot, and takes an earlier one of the same credential out: the last one counts.
    pub fn add(&mut self, ballot: &VerifiedBallot<G>) {
        let weight = ballot.weight();
        let elements = 2 * self.sums.iter().map(Vec::len).sum::<usize>();
        let mut packed = Vec::new();
        let places = self.sums.iter_mut().flatten();
        let choices = ballot.choices().iter().flatten();
        let former = self.counted.remove(ballot.credential());
        let mut former_elements = former
            .iter()
            .flat_map(|former| {
                let length = former.packed.len() / elements.max(1);
                former.packed.chunks_exact(length.max(1))
            })
            .filter_map(G::unpack);
        for (sum, choice) in places.zip(choices) {
            // What was packed here unpacks: the two elements of each former ciphertext come in order.
            if let (Some(alpha), Some(beta)) = (former_elements.next(), former_elements.next()) {
                *sum = sum.mul(&weighted(&Ciphertext { alpha, beta }, weight).inv());
            }
            *sum = sum.mul(&weighted(choice, weight));
            packed.extend(G::pack(&choice.alpha));
            packed.extend(G::pack(&choice.beta));
        }
        drop(former_elements);
        if former.is_none() {
            // The roll's total is bounded, and so is the sum of a part of it.
            self.total_weight = self.total_weight.checked_add(weight).unwrap_or(weight);
        }
        let counted = Counted {
            hash: ballot.hash(),
            packed: packed.into(),
        };
        self.counted.insert(ballot.credential().into(), counted);
    }

    /// How many credentials have voted.
    pub fn num_tallied(&self) -> u64 {
        self.counted.len() as u64
    }

    /// The sum of the weights of those who have voted.
    pub fn total_weight(&self) -> Weight {
        self.total_weight
    }

    /// Whether the ballot with this tracker counts. Looks at every ballot that does.
    pub fn counts(&self, tracker: &str) -> bool {
        self.counted
            .values()
            .any(|counted| counted.hash.to_base64() == tracker)
    }

    /// The sums so far.
    pub fn encrypted(&self) -> EncryptedTally<G> {
        EncryptedTally(self.sums.clone())
    }
}

fn weighted<G: Group>(ciphertext: &Ciphertext<G>, weight: Weight) -> Ciphertext<G> {
    match weight {
        Weight::ONE => ciphertext.clone(),
        weight => ciphertext.pow_u64_vartime(weight.get()),
    }
}
