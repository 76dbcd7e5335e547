//! Verifying ballots: right, signature and proofs (spec §Signatures, §Proofs of interval membership, §Proofs of
//! possibly-blank votes, §Non-homomorphic answers, §Lists answers). The checks V8 to V10 but for duplicates, which only the whole archive can show.

use veche_crypto::elgamal::{Ciphertext, PublicKey};
use veche_crypto::group::Group;
use veche_crypto::parallel;
use veche_crypto::proof::{Proof, Unsettled, all_hold_with_hints, hints, settle};

use super::encrypt::signature_prefix;
use super::{Answer, AnswerProofs, Ballot, BallotError, HomomorphicProofs, ListsProofs, claims};
use crate::credential::Roll;
use crate::election::Election;
use crate::hash::Hash;
use crate::question::{Homomorphic, Lists, Question};
use crate::weight::Weight;

/// A ballot whose form, right, signature and proofs have all been checked.
#[derive(Clone, Debug)]
pub struct VerifiedBallot<G: Group> {
    hash: Hash,
    credential: String,
    voter: usize,
    weight: Weight,
    choices: Vec<Vec<Ciphertext<G>>>,
}

impl<G: Group> VerifiedBallot<G> {
    /// The SHA-256 of the ballot's bytes; in Base64 it is the voter's tracker.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The public credential.
    pub fn credential(&self) -> &str {
        &self.credential
    }

    /// The place of the credential on the roll, in an order of the roll's own.
    pub(crate) fn voter(&self) -> usize {
        self.voter
    }

    /// How often the ballot counts.
    pub fn weight(&self) -> Weight {
        self.weight
    }

    /// For each question, the ciphertexts.
    pub fn choices(&self) -> &[Vec<Ciphertext<G>>] {
        &self.choices
    }
}

/// Verifies one ballot.
///
/// # Errors
/// Everything that is wrong with it.
pub fn verify<G: Group>(
    election: &Election<G>,
    roll: &Roll,
    ballot: Ballot<G>,
) -> Result<VerifiedBallot<G>, Vec<BallotError>> {
    let faults = outside_group(&ballot);
    finish(election, roll, ballot, faults, false)
}

/// Verifies many ballots, on all cores if the crate is built so, with one joint check that all ciphertexts lie in the
/// group. If that check fails the ballots are checked one by one, to name the culprit.
///
/// `seed` must not be known to whoever made the ballots: see [`Group::all_members_vartime`].
pub fn verify_all<G: Group>(
    election: &Election<G>,
    roll: &Roll,
    ballots: Vec<Ballot<G>>,
    seed: &[u8; 32],
) -> Vec<Result<VerifiedBallot<G>, Vec<BallotError>>> {
    verify_all_with_hints(election, roll, ballots, &[], seed)
}

/// So many ballots with hints are verified by one equation.
const HINTED: usize = 1024;

/// [`verify_all`], with what may be known of the ballots' commitments: a hint for each ballot, or none, from whatever source.
/// It says the same: see [`hints`](crate::hints).
pub fn verify_all_with_hints<G: Group>(
    election: &Election<G>,
    roll: &Roll,
    ballots: Vec<Ballot<G>>,
    hints: &[Option<Vec<u8>>],
    seed: &[u8; 32],
) -> Vec<Result<VerifiedBallot<G>, Vec<BallotError>>> {
    let portion = parallel::portion(ballots.len());
    let members: Vec<bool> = parallel::map(ballots.chunks(portion).collect(), |ballots| {
        let elements: Vec<G::Element> = ballots
            .iter()
            .flat_map(|ballot| &ballot.answers)
            .flat_map(Answer::elements)
            .cloned()
            .collect();
        G::all_members_vartime(&elements, seed)
    });
    let all_members = |at: usize| members.get(at / portion) == Some(&true);
    let pieces: Vec<(usize, &[Ballot<G>])> = ballots
        .chunks(portion.min(HINTED))
        .scan(0, |from, piece| {
            let at = *from;
            *from += piece.len();
            Some((at, piece))
        })
        .collect();
    let proved = parallel::map(pieces, |(from, piece)| {
        let hinted: Vec<_> = (from..)
            .zip(piece)
            .filter(|(at, _)| all_members(*at))
            .filter_map(|(at, ballot)| Some((at, ballot, hints.get(at)?.as_deref()?)))
            .collect();
        proved_by_hints(election, roll, &hinted, seed)
    });
    let mut holds = vec![false; ballots.len()];
    for at in proved.into_iter().flatten() {
        holds[at] = true;
    }
    // The proofs are most of the work. They are shared out ballot by ballot, so that no core waits for another.
    let ballots = ballots
        .into_iter()
        .zip(holds)
        .enumerate()
        .map(|(at, (ballot, holds))| (all_members(at), holds, ballot))
        .collect();
    parallel::map(
        ballots,
        |(all_members, holds, ballot): (bool, bool, Ballot<G>)| {
            let faults = match all_members {
                true => Vec::new(),
                false => outside_group(&ballot),
            };
            finish(election, roll, ballot, faults, holds)
        },
    )
}

/// Which of these ballots, each with its place and hints, have proofs that all hold: all that may be asked, or none. The
/// ballots' ciphertexts must lie in the group.
fn proved_by_hints<G: Group>(
    election: &Election<G>,
    roll: &Roll,
    ballots: &[(usize, &Ballot<G>, &[u8])],
    seed: &[u8; 32],
) -> Vec<usize> {
    let mut places = Vec::new();
    let mut unsettled = Vec::new();
    let mut joined = Vec::new();
    for (place, ballot, hints) in ballots {
        // A credential that is on the roll lies in the group; any other may not.
        if roll.weight(&ballot.credential).is_none() {
            continue;
        }
        let (proofs, faults) = Proofs::of(election, ballot);
        if faults.is_empty() && proofs.failed.is_empty() {
            places.push(*place);
            unsettled.extend(proofs.unsettled);
            joined.extend_from_slice(hints);
        }
    }
    match !places.is_empty() && all_hold_with_hints(&unsettled, &joined, seed) {
        true => places,
        false => Vec::new(),
    }
}

/// The hints of a valid ballot. `None` if the group has none.
pub(crate) fn hints_of<G: Group>(election: &Election<G>, ballot: &Ballot<G>) -> Option<Vec<u8>> {
    hints(&Proofs::of(election, ballot).0.unsettled)
}

impl<G: Group> Answer<G> {
    /// All elements that the proofs say something about, if they lie in the group, and only then.
    fn elements(&self) -> impl Iterator<Item = &G::Element> {
        let nonzero = match &self.proofs {
            AnswerProofs::Lists(lists) => Some(&lists.nonzero.commitment),
            AnswerProofs::Homomorphic(_) | AnswerProofs::NonHomomorphic(_) => None,
        };
        let choices = self.choices.iter();
        choices
            .flat_map(|choice| [&choice.alpha, &choice.beta])
            .chain(nonzero)
    }
}

/// What lies outside the group.
fn outside_group<G: Group>(ballot: &Ballot<G>) -> Vec<BallotError> {
    let mut faults = Vec::new();
    for (answer, question) in ballot.answers.iter().zip(1..) {
        for (ciphertext, choice) in answer.choices.iter().zip(1..) {
            let inside =
                G::is_member_vartime(&ciphertext.alpha) && G::is_member_vartime(&ciphertext.beta);
            if !inside {
                faults.push(BallotError::NotInGroup { question, choice });
            }
        }
        if let AnswerProofs::Lists(lists) = &answer.proofs
            && !G::is_member_vartime(&lists.nonzero.commitment)
        {
            faults.push(BallotError::NonzeroNotInGroup { question });
        }
    }
    faults
}

fn finish<G: Group>(
    election: &Election<G>,
    roll: &Roll,
    ballot: Ballot<G>,
    mut faults: Vec<BallotError>,
    proofs_hold: bool,
) -> Result<VerifiedBallot<G>, Vec<BallotError>> {
    // A credential on the roll has been found to lie in the group when the roll was read.
    let voter = roll.voter(&ballot.credential);
    if voter.is_none() {
        faults.push(BallotError::UnknownCredential);
    }
    if ballot.stated_hash != ballot.unsigned_hash {
        faults.push(BallotError::SignatureHash);
    }
    if !proofs_hold {
        let (proofs, others) = Proofs::of(election, &ballot);
        faults.extend(others);
        faults.extend(proofs.settle());
    }
    match voter {
        Some((voter, weight)) if faults.is_empty() => Ok(VerifiedBallot {
            hash: ballot.hash,
            credential: ballot.credential,
            voter,
            weight,
            choices: ballot
                .answers
                .into_iter()
                .map(|answer| answer.choices)
                .collect(),
        }),
        _ => Err(faults),
    }
}

/// The proofs of a ballot, each with what is wrong if it does not hold.
struct Proofs<G: Group> {
    unsettled: Vec<Unsettled<G>>,
    meaning: Vec<BallotError>,
    /// What does not hold whatever the hashes say.
    failed: Vec<BallotError>,
}

impl<G: Group> Default for Proofs<G> {
    fn default() -> Self {
        Self {
            unsettled: Vec::new(),
            meaning: Vec::new(),
            failed: Vec::new(),
        }
    }
}

impl<G: Group> Proofs<G> {
    /// All proofs of a ballot, and what cannot be proved.
    fn of(election: &Election<G>, ballot: &Ballot<G>) -> (Self, Vec<BallotError>) {
        let mut faults = Vec::new();
        let mut proofs = Proofs::default();
        proofs.push(
            Some(Unsettled::knowledge(
                signature_prefix(&ballot.stated_hash),
                &ballot.credential_element,
                &ballot.signature,
            )),
            BallotError::SignatureInvalid,
        );
        let binding = claims::binding(election.fingerprint(), &ballot.credential);
        for ((question, answer), number) in election.questions.iter().zip(&ballot.answers).zip(1..)
        {
            let asked = Asked {
                key: &election.public_key,
                binding: &binding,
                number,
            };
            match (question, &answer.proofs) {
                (Question::Homomorphic(question), AnswerProofs::Homomorphic(shown)) => {
                    asked.homomorphic(question, &answer.choices, shown, &mut proofs);
                }
                (Question::NonHomomorphic(_), AnswerProofs::NonHomomorphic(shown)) => {
                    asked.non_homomorphic(&answer.choices, shown, &mut proofs);
                }
                (Question::Lists(question), AnswerProofs::Lists(shown)) => {
                    asked.lists(question, &answer.choices, shown, &mut proofs);
                }
                // Answers are read as their questions ask for, and a kind that is not known is not read at all.
                _ => faults.push(BallotError::NotVerified),
            }
        }
        (proofs, faults)
    }

    fn push(&mut self, proof: Option<Unsettled<G>>, meaning: BallotError) {
        match proof {
            Some(proof) => {
                self.unsettled.push(proof);
                self.meaning.push(meaning);
            }
            None => self.failed.push(meaning),
        }
    }

    /// What is wrong: every proof that does not hold.
    fn settle(self) -> Vec<BallotError> {
        let mut holds = settle(self.unsettled).into_iter();
        let mut faults = self.failed;
        // A proof without an answer does not hold.
        faults.extend(
            self.meaning
                .into_iter()
                .filter(|_| holds.next() != Some(true)),
        );
        faults
    }
}

/// What the proofs of an answer are about.
struct Asked<'a, G: Group> {
    key: &'a PublicKey<G>,
    /// *S*₀.
    binding: &'a str,
    /// Which question, from 1.
    number: usize,
}

impl<G: Group> Asked<'_, G> {
    /// That each choice is 0 or 1.
    fn individual(
        &self,
        choices: &[Ciphertext<G>],
        individual: &[Vec<Proof<G>>],
        proofs: &mut Proofs<G>,
    ) {
        for ((choice, proof), place) in choices.iter().zip(individual).zip(1..) {
            let prefix = claims::interval_prefix(self.binding, choice);
            proofs.push(
                Unsettled::one_of(prefix, self.key, &claims::individual_claims(choice), proof),
                BallotError::IndividualProof {
                    question: self.number,
                    choice: place,
                },
            );
        }
    }

    fn homomorphic(
        &self,
        question: &Homomorphic,
        choices: &[Ciphertext<G>],
        shown: &HomomorphicProofs<G>,
        proofs: &mut Proofs<G>,
    ) {
        let number = self.number;
        self.individual(choices, &shown.individual, proofs);
        let binding = claims::answer_binding(self.binding, choices);
        let leading = usize::from(question.blank);
        let sum = Ciphertext::product(choices.iter().skip(leading));
        let blank = choices.first().filter(|_| question.blank);
        let prefix = match blank {
            Some(_) => claims::overall_with_blank_prefix(&binding),
            None => claims::interval_prefix(&binding, &sum),
        };
        let overall = claims::overall_claims(question, blank, &sum);
        proofs.push(
            Unsettled::one_of(prefix, self.key, &overall, &shown.overall),
            BallotError::OverallProof { question: number },
        );
        // The shape was checked when the ballot was read: a blank proof is there where blank is possible, only there.
        if let Some(blank) = blank {
            let proof = shown.blank.as_deref().unwrap_or_default();
            let prefix = claims::blank_prefix(&binding);
            proofs.push(
                Unsettled::one_of(prefix, self.key, &claims::blank_claims(blank, &sum), proof),
                BallotError::BlankProof { question: number },
            );
        }
    }

    fn non_homomorphic(&self, choices: &[Ciphertext<G>], shown: &Proof<G>, proofs: &mut Proofs<G>) {
        let choice = choices.first();
        proofs.push(
            choice.map(|choice| Unsettled::raw(self.binding, self.key, choice, shown)),
            BallotError::RawProof {
                question: self.number,
            },
        );
    }

    fn lists(
        &self,
        question: &Lists,
        choices: &[Ciphertext<G>],
        shown: &ListsProofs<G>,
        proofs: &mut Proofs<G>,
    ) {
        self.individual(choices, &shown.individual, proofs);
        let binding = claims::answer_binding(self.binding, choices);
        // Of each list its own ciphertext, and the sum of its candidates.
        let mut rest = choices;
        let mut rows = Vec::with_capacity(question.lists.len());
        for length in question.rows() {
            let (row, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            rest = after;
            let row = row.split_first();
            rows.extend(row.map(|(list, candidates)| (list, Ciphertext::product(candidates))));
        }
        let sum = Ciphertext::product(rows.iter().map(|(list, _)| *list));
        let prefix = claims::interval_prefix(&binding, &sum);
        proofs.push(
            Unsettled::one_of(
                prefix,
                self.key,
                &claims::one_list_claims(&sum),
                std::slice::from_ref(&shown.overall),
            ),
            BallotError::OverallProof {
                question: self.number,
            },
        );
        for (((list, candidates), proof), place) in rows.iter().zip(&shown.lists).zip(1..) {
            proofs.push(
                Unsettled::one_of(
                    claims::list_prefix(&binding),
                    self.key,
                    &claims::list_claims(*list, candidates),
                    proof,
                ),
                BallotError::ListProof {
                    question: self.number,
                    list: place,
                },
            );
        }
        let candidates = Ciphertext::product(rows.iter().map(|(_, candidates)| candidates));
        proofs.push(
            Unsettled::nonzero(
                claims::nonzero_prefix(&binding),
                self.key,
                &candidates,
                &shown.nonzero,
            ),
            BallotError::NonzeroProof {
                question: self.number,
            },
        );
    }
}
