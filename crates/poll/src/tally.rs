//! The encrypted tally: the last ballot of every credential, added up without being opened (spec §Tallied ballots,
//! §Encrypted tally).

use std::num::NonZeroU32;

use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::Group;
use veche_crypto::wire::CiphertextText;

use crate::ballot::{Ballot, VerifiedBallot};
use crate::credential::Roll;
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

/// Where the bytes of a ballot stand in its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where they begin, in bytes from the beginning of the archive.
    pub offset: u64,
    /// How many there are.
    pub length: NonZeroU32,
}

/// A ballot in whose place another one counts: it must be read again, and [taken out](Tally::take_out).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Former {
    /// The hash of its bytes.
    pub hash: Hash,
    /// Where they stand.
    pub part: Part,
    /// How often it was counted.
    pub weight: Weight,
}

/// What is kept of a voter's last ballot: 64 bytes each, since there is one for every voter.
struct Counted {
    hash: Hash,
    /// The packed forms of the ciphertexts' elements one after the other, in one piece: first those of the questions whose
    /// answers are opened one by one; then the others, unless they can be read again.
    packed: Box<[u8]>,
    /// Where they can be read again.
    part: Option<Part>,
}

/// Adds ballots up as they come. Takes verified ballots only.
///
/// Memory: 64 bytes for each voter on the roll; the packed ciphertexts of the answers that are opened one by one; and,
/// of ballots that cannot be read again, those of all others, so that a revote can be taken out.
pub struct Tally<G: Group> {
    sums: Vec<Sums<G>>,
    /// For each place on the roll, the ballot that counts.
    counted: Vec<Option<Counted>>,
    num_tallied: u64,
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
    /// The tally of no ballots.
    pub fn new(election: &Election<G>, roll: &Roll) -> Self {
        let sums = |question: &Question| match question.is_shuffled() {
            true => Sums::Answers,
            false => Sums::Places(vec![Ciphertext::neutral(); question.ciphertexts()]),
        };
        let mut counted = Vec::new();
        counted.resize_with(roll.len(), || None);
        Self {
            sums: election.questions.iter().map(sums).collect(),
            counted,
            num_tallied: 0,
            total_weight: Weight::ZERO,
        }
    }

    /// Adds a ballot, and takes an earlier one of the same credential out: the last one counts.
    ///
    /// The ballot must have been verified with the roll that the tally was made for, and an earlier one of its credential not
    /// have come by [`Tally::add_part`]: that one would stay in the sums.
    pub fn add(&mut self, ballot: &VerifiedBallot<G>) {
        self.replace(ballot, None);
    }

    /// As [`Tally::add`], for a ballot that can be read again: less is kept of it. If an earlier one of the same
    /// credential was added so, it is given back, and the sums are right only after it was [taken
    /// out](Tally::take_out).
    #[must_use]
    pub fn add_part(&mut self, ballot: &VerifiedBallot<G>, part: Part) -> Option<Former> {
        self.replace(ballot, Some(part))
    }

    fn replace(&mut self, ballot: &VerifiedBallot<G>, part: Option<Part>) -> Option<Former> {
        let weight = ballot.weight();
        let counted = Counted {
            hash: ballot.hash(),
            packed: self.packed(ballot.choices(), part.is_some()),
            part,
        };
        self.change(ballot.choices(), weight, Ciphertext::clone);
        let voter = ballot.voter();
        if voter >= self.counted.len() {
            self.counted.resize_with(voter + 1, || None);
        }
        let former = self.counted[voter].replace(counted);
        let Some(former) = former else {
            self.num_tallied += 1;
            // The roll's total is bounded, and so is the sum of a part of it.
            self.total_weight = self.total_weight.checked_add(weight).unwrap_or(weight);
            return None;
        };
        if let Some(part) = former.part {
            let hash = former.hash;
            return Some(Former { hash, part, weight });
        }
        let choices = self.unpacked(&former);
        self.change(&choices, weight, Ciphertext::inv);
        None
    }

    /// Takes out a ballot in whose place another one counts: see [`Tally::add_part`]. `ballot` must have been read from
    /// exactly the bytes that were verified before.
    pub fn take_out(&mut self, ballot: &Ballot<G>, former: &Former) {
        self.change(&ballot.choices(), former.weight, Ciphertext::inv);
    }

    /// Multiplies the sums with ciphertexts, one row for each question, as often as their weight says.
    fn change<C: AsRef<[Ciphertext<G>]>>(
        &mut self,
        choices: &[C],
        weight: Weight,
        with: impl Fn(&Ciphertext<G>) -> Ciphertext<G>,
    ) {
        for (sums, choices) in self.sums.iter_mut().zip(choices) {
            if let Sums::Places(places) = sums {
                for (sum, choice) in places.iter_mut().zip(choices.as_ref()) {
                    *sum = sum.mul(&with(&weighted(choice, weight)));
                }
            }
        }
    }

    /// The rows of the questions whose answers are opened one by one, then those of the others.
    fn packing_order(&self) -> impl Iterator<Item = usize> {
        let of = |opened: bool| {
            let questions = self.sums.iter().enumerate();
            questions
                .filter(move |(_, sums)| matches!(sums, Sums::Answers) == opened)
                .map(|(question, _)| question)
        };
        of(true).chain(of(false))
    }

    fn packed(&self, choices: &[Vec<Ciphertext<G>>], can_be_read_again: bool) -> Box<[u8]> {
        let mut packed = Vec::new();
        for question in self.packing_order() {
            if can_be_read_again && matches!(self.sums[question], Sums::Places(_)) {
                break;
            }
            for choice in choices.get(question).into_iter().flatten() {
                packed.extend(G::pack(&choice.alpha));
                packed.extend(G::pack(&choice.beta));
            }
        }
        packed.into()
    }

    /// The ciphertexts of a ballot all of which are kept, one row for each question.
    fn unpacked(&self, counted: &Counted) -> Vec<Vec<Ciphertext<G>>> {
        // What was packed here unpacks: each ciphertext comes in order.
        let mut ciphertexts = unpacked(&counted.packed, self.ciphertexts());
        let mut rows = vec![Vec::new(); self.sums.len()];
        for question in self.packing_order() {
            let length = self.sums[question].ciphertexts();
            rows[question] = ciphertexts.by_ref().take(length).collect();
        }
        rows
    }

    /// How many ciphertexts a ballot has.
    fn ciphertexts(&self) -> usize {
        self.sums.iter().map(Sums::ciphertexts).sum()
    }

    /// How many credentials have voted.
    pub fn num_tallied(&self) -> u64 {
        self.num_tallied
    }

    /// The sum of the weights of those who have voted.
    pub fn total_weight(&self) -> Weight {
        self.total_weight
    }

    /// Whether the ballot with this tracker counts. Looks at every ballot that does.
    pub fn counts(&self, tracker: &str) -> bool {
        let hash = Hash::from_base64(tracker);
        let mut counted = self.counted.iter().flatten();
        hash.is_some_and(|hash| counted.any(|counted| counted.hash == hash))
    }

    /// The sums so far, and the answers that are not added up, sorted as the reference sorts them: by the bytes of
    /// *alpha*, then of *beta* (spec §Encrypted tally says nothing of an order).
    pub fn encrypted(&self) -> EncryptedTally<G> {
        let mut opened = 0;
        let mut questions = Vec::with_capacity(self.sums.len());
        for sums in &self.sums {
            questions.push(match sums {
                Sums::Places(places) => places.clone(),
                Sums::Answers => {
                    opened += 1;
                    self.answers(opened - 1)
                }
            });
        }
        EncryptedTally(questions)
    }

    /// The answers to a question, sorted; `opened` such questions stand before it.
    fn answers(&self, opened: usize) -> Vec<Ciphertext<G>> {
        let answers = self.sums.iter();
        let answers = answers.filter(|sums| matches!(sums, Sums::Answers)).count();
        let of = |counted: &Counted| {
            let ciphertexts = match counted.part {
                Some(_) => answers,
                None => self.ciphertexts(),
            };
            unpacked::<G>(&counted.packed, ciphertexts).nth(opened)
        };
        let mut answers: Vec<_> = self.counted.iter().flatten().filter_map(of).collect();
        answers
            .sort_by_cached_key(|answer| (G::sort_key(&answer.alpha), G::sort_key(&answer.beta)));
        answers
    }
}

/// So many ciphertexts that were packed one after the other.
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
