//! The encrypted tally: the last ballot of every credential, added up without being opened (spec §Tallied ballots,
//! §Encrypted tally).

use std::collections::HashMap;

use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::Group;
use veche_crypto::wire::CiphertextText;

use crate::ballot::VerifiedBallot;
use crate::election::Election;
use crate::hash::Hash;
use crate::payload::SizedEncryptedTally;
use crate::question::Question;
use crate::rows::rows;
use crate::weight::Weight;

/// For each question its ciphertexts, in one row: the encrypted sum of each place of an answer, or, where answers are
/// opened one by one, the answer of each ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedTally<G: Group>(pub Vec<Vec<Ciphertext<G>>>);

impl<G: Group> EncryptedTally<G> {
    /// The canonical bytes (`encrypted_tally`).
    pub fn to_bytes(&self, questions: &[Question]) -> Vec<u8> {
        let texts: Vec<Vec<CiphertextText>> = self
            .0
            .iter()
            .map(|question| question.iter().map(Ciphertext::to_text).collect())
            .collect();
        let rows: Vec<_> = questions
            .iter()
            .zip(&texts)
            .map(|(question, texts)| rows(question, texts))
            .collect();
        // Serialising texts cannot fail.
        serde_json::to_vec(&rows).unwrap_or_default()
    }

    /// The structure that declares this tally's size, to be recorded with it.
    pub fn sized(
        &self,
        questions: &[Question],
        num_tallied: u64,
        total_weight: Weight,
    ) -> SizedEncryptedTally {
        SizedEncryptedTally {
            num_tallied,
            total_weight,
            encrypted_tally: Hash::of(&self.to_bytes(questions)),
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
/// Memory: the packed ciphertexts of each credential's last ballot, so that a revote can be taken out again, and so that
/// answers that are opened one by one are there.
pub struct Tally<G: Group> {
    sums: Vec<Sums<G>>,
    counted: HashMap<Box<str>, Counted>,
    total_weight: Weight,
}

/// What is kept of a question.
enum Sums<G: Group> {
    /// The sum of each place.
    Places(Vec<Ciphertext<G>>),
    /// Nothing: the answers themselves are kept with the ballots, one ciphertext each.
    Answers,
}

impl<G: Group> Sums<G> {
    /// How many ciphertexts a ballot has for the question.
    fn ciphertexts(&self) -> usize {
        match self {
            Self::Places(places) => places.len(),
            Self::Answers => 1,
        }
    }
}

impl<G: Group> Tally<G> {
    /// An empty tally of this election.
    pub fn new(election: &Election<G>) -> Self {
        let sums = |question: &Question| match question.is_shuffled() {
            true => Sums::Answers,
            false => Sums::Places(vec![Ciphertext::neutral(); question.ciphertexts()]),
        };
        Self {
            sums: election.questions.iter().map(sums).collect(),
            counted: HashMap::new(),
            total_weight: Weight::ZERO,
        }
    }

    /// Adds a ballot, and takes an earlier one of the same credential out: the last one counts.
    pub fn add(&mut self, ballot: &VerifiedBallot<G>) {
        let weight = ballot.weight();
        let former = self.counted.remove(ballot.credential());
        let ciphertexts = self.ciphertexts();
        let mut former_ciphertexts = former
            .iter()
            .flat_map(|former| unpacked(&former.packed, ciphertexts));
        let mut packed = Vec::new();
        for (sums, choices) in self.sums.iter_mut().zip(ballot.choices()) {
            for (place, choice) in choices.iter().enumerate() {
                // What was packed here unpacks: each former ciphertext comes in order.
                let former = former_ciphertexts.next();
                if let Sums::Places(places) = sums
                    && let Some(sum) = places.get_mut(place)
                {
                    if let Some(former) = former {
                        *sum = sum.mul(&weighted(&former, weight).inv());
                    }
                    *sum = sum.mul(&weighted(choice, weight));
                }
                packed.extend(G::pack(&choice.alpha));
                packed.extend(G::pack(&choice.beta));
            }
        }
        drop(former_ciphertexts);
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

    /// How many ciphertexts a ballot has.
    fn ciphertexts(&self) -> usize {
        self.sums.iter().map(Sums::ciphertexts).sum()
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

    /// The sums so far, and the answers that are not added up, sorted as the reference sorts them: by the bytes of
    /// *alpha*, then of *beta* (spec §Encrypted tally says nothing of an order).
    pub fn encrypted(&self) -> EncryptedTally<G> {
        let mut first = 0;
        let mut questions = Vec::with_capacity(self.sums.len());
        for sums in &self.sums {
            questions.push(match sums {
                Sums::Places(places) => places.clone(),
                Sums::Answers => self.answers(first),
            });
            first += sums.ciphertexts();
        }
        EncryptedTally(questions)
    }

    /// The ciphertext at this place of each ballot that counts, sorted.
    fn answers(&self, place: usize) -> Vec<Ciphertext<G>> {
        let ciphertexts = self.ciphertexts();
        let of = |counted: &Counted| unpacked::<G>(&counted.packed, ciphertexts).nth(place);
        let mut answers: Vec<_> = self.counted.values().filter_map(of).collect();
        answers
            .sort_by_cached_key(|answer| (G::sort_key(&answer.alpha), G::sort_key(&answer.beta)));
        answers
    }
}

/// The ciphertexts that were packed one after the other.
fn unpacked<G: Group>(
    packed: &[u8],
    ciphertexts: usize,
) -> impl Iterator<Item = Ciphertext<G>> + '_ {
    let length = packed.len() / (2 * ciphertexts).max(1);
    packed
        .chunks_exact((2 * length).max(1))
        .filter_map(move |pair| {
            let (alpha, beta) = pair.split_at_checked(length)?;
            Some(Ciphertext {
                alpha: G::unpack(alpha)?,
                beta: G::unpack(beta)?,
            })
        })
}

fn weighted<G: Group>(ciphertext: &Ciphertext<G>, weight: Weight) -> Ciphertext<G> {
    match weight {
        Weight::ONE => ciphertext.clone(),
        weight => ciphertext.pow_u64_vartime(weight.get()),
    }
}
