//! What can be wrong with a ballot.

use veche_crypto::group::DecodeError;

use crate::check::CheckId;

/// What is wrong with a ballot. Questions and choices are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotError {
    /// Not the expected JSON.
    #[error("not the JSON of a ballot: {0}")]
    Json(String),
    /// Read and written again, the ballot has other bytes.
    #[error("not in canonical form: the same ballot must always have the same bytes")]
    NotCanonical,
    /// A field is not a number or a group element.
    #[error("{path}: {error}")]
    Field {
        /// Where in the JSON.
        path: String,
        /// What is wrong.
        error: DecodeError,
    },
    /// Made for another poll.
    #[error("election_uuid: made for another poll")]
    OtherPoll,
    /// Made for other bytes of this poll's election.
    #[error("election_hash: made for another version of this poll's questions and key")]
    OtherElection,
    /// Not one answer for each question.
    #[error("answers: {found} for {expected} questions")]
    Answers {
        /// How many answers.
        found: usize,
        /// How many questions.
        expected: usize,
    },
    /// A list has another length than the question asks for.
    #[error("question {question}, {list}: {found} items instead of {expected}")]
    Length {
        /// Which question.
        question: usize,
        /// Which list.
        list: &'static str,
        /// How many items.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// No signature.
    #[error("signature: missing")]
    Unsigned,
    /// The credential is not on the roll.
    #[error("credential: not on the roll")]
    UnknownCredential,
    /// The very same ballot has been recorded before.
    #[error("the very same ballot stands earlier in the archive")]
    Duplicate,
    /// The signature is of something else.
    #[error("signature.hash: not the hash of this ballot")]
    SignatureHash,
    /// The signature was not made with the credential.
    #[error("signature.proof: not made by the owner of the credential")]
    SignatureInvalid,
    /// A ciphertext lies outside the group, where the proofs prove nothing.
    #[error("question {question}, choice {choice}: {}", DecodeError::NotInGroup)]
    NotInGroup {
        /// Which question.
        question: usize,
        /// Which choice.
        choice: usize,
    },
    /// A choice is not proved to be 0 or 1.
    #[error("question {question}, choice {choice}: not proved to be 0 or 1")]
    IndividualProof {
        /// Which question.
        question: usize,
        /// Which choice.
        choice: usize,
    },
    /// The number of selected answers is not proved to be allowed.
    #[error("question {question}: not proved that as many answers are selected as allowed")]
    OverallProof {
        /// Which question.
        question: usize,
    },
    /// Blank and a selection together are not ruled out.
    #[error("question {question}: not proved that a blank vote selects nothing")]
    BlankProof {
        /// Which question.
        question: usize,
    },
    /// The voter is not proved to have known what is encrypted.
    #[error("question {question}: not proved to be encrypted by whoever cast the ballot")]
    RawProof {
        /// Which question.
        question: usize,
    },
    /// A list that is not selected may have candidates.
    #[error(
        "question {question}, list {list}: not proved that candidates of a list that is not selected are not"
    )]
    ListProof {
        /// Which question.
        question: usize,
        /// Which list.
        list: usize,
    },
    /// There may be no candidate selected.
    #[error("question {question}: not proved that a candidate is selected")]
    NonzeroProof {
        /// Which question.
        question: usize,
    },
    /// The commitment of the proof that a candidate is selected lies outside the group, where it proves nothing.
    #[error(
        "question {question}, nonzero_proof.commitment: {}",
        DecodeError::NotInGroup
    )]
    NonzeroNotInGroup {
        /// Which question.
        question: usize,
    },
    /// The proofs were not looked at: a mistake in the program, not in the ballot.
    #[error("not verified. This is a mistake in the program, not in the ballot")]
    NotVerified,
    /// A kind of question that this version does not verify.
    #[error("question {question}: questions of kind {kind} are not supported yet")]
    Unsupported {
        /// Which question.
        question: usize,
        /// Its kind.
        kind: String,
    },
}

impl BallotError {
    /// The numbered check that this breaks.
    pub fn check(&self) -> CheckId {
        match self {
            BallotError::Json(_)
            | BallotError::NotCanonical
            | BallotError::Field { .. }
            | BallotError::OtherPoll
            | BallotError::OtherElection
            | BallotError::Answers { .. }
            | BallotError::Length { .. }
            | BallotError::Unsigned
            | BallotError::Unsupported { .. } => CheckId::BallotForm,
            BallotError::UnknownCredential | BallotError::Duplicate => CheckId::BallotRight,
            BallotError::SignatureHash | BallotError::SignatureInvalid => CheckId::BallotSignature,
            BallotError::NotVerified
            | BallotError::NotInGroup { .. }
            | BallotError::IndividualProof { .. }
            | BallotError::OverallProof { .. }
            | BallotError::BlankProof { .. }
            | BallotError::RawProof { .. }
            | BallotError::ListProof { .. }
            | BallotError::NonzeroProof { .. }
            | BallotError::NonzeroNotInGroup { .. } => CheckId::BallotProofs,
        }
    }
}
