//! What may be recorded next: the judge of every addition to an archive.
//!
//! Each function checks one kind of addition against the archive as it stands and gives the bytes to append. Nothing
//! else decides. Casting needs only the archive's outline, since proofs of earlier ballots do not matter for a later
//! one; whatever follows the end of voting is computed from a [`Verified`] poll.

use veche_crypto::group::Group;

use crate::archive::Timestamp;
use crate::archive::writer::{AppendError, Tail, append_event, header_bytes};
use crate::ballot::{self, Ballot, BallotError, VerifiedBallot};
use crate::credential::RollError;
use crate::credential::{Roll, RollEntry};
use crate::decryption::{self, DecryptionError, MissingDecryptions, PartialDecryption};
use crate::election::{Election, ElectionError, Template, Uuid};
use crate::event::EventKind;
use crate::hash::Hash;
use crate::outline::Outline;
use crate::payload::{Owned, SetupData};
use crate::phase::Phase;
use crate::result::{Outcome, OutcomeError};
use crate::setup::weights_fit;
use crate::shuffle::{Shuffle, ShuffleError};
use crate::tally::EncryptedTally;
use crate::trustees::{Owner, TrusteeText, Trustees, TrusteesError};
use crate::verify::Verified;

/// Bytes to append to an archive, and the event they end with.
pub type Addition = (Vec<u8>, Tail);

/// Why something may not be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Not at this point of the poll, or not in this form.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The election is not valid.
    #[error("the election: {0}")]
    Election(ElectionError),
    /// The roll is not valid.
    #[error("the roll: {0}")]
    Roll(RollError),
    /// The trustees are not valid.
    #[error("the trustees: {0}")]
    Trustees(TrusteesError),
    /// The ballot is not valid.
    #[error("the ballot is not valid: {}", list(.0))]
    Ballot(Vec<BallotError>),
    /// There is no tally to decrypt.
    #[error("there is no encrypted tally yet")]
    NoTally,
    /// All answers of the poll are added up.
    #[error("there is nothing to shuffle in this poll: all answers are added up")]
    NothingToShuffle,
    /// The trustee has shuffled before.
    #[error("trustee {0} has recorded a shuffle before")]
    ShuffledTwice(u64),
    /// The shuffle is not valid.
    #[error("the shuffle of trustee {owner}: {error}")]
    Shuffle {
        /// The trustee, from 1.
        owner: u64,
        /// What is wrong.
        error: ShuffleError,
    },
    /// Fewer trustees have shuffled than decrypt.
    #[error("{found} trustees have shuffled, and {needed} must: as many as decrypt")]
    FewShufflers {
        /// How many have shuffled.
        found: usize,
        /// How many must.
        needed: usize,
    },
    /// Answers that are opened one by one are still in the order of the ballots.
    #[error("the answers must be shuffled, and the shuffles ended, before anything is decrypted")]
    NotShuffled,
    /// There are only so many trustees.
    #[error("there is no trustee {owner}: they are numbered from 1 to {trustees}")]
    NoSuchTrustee {
        /// The number given.
        owner: u64,
        /// How many there are.
        trustees: usize,
    },
    /// The trustee has decrypted before.
    #[error("trustee {0} has recorded a partial decryption before")]
    DecryptedTwice(u64),
    /// The partial decryption is not valid.
    #[error("the partial decryption of trustee {owner}: {error}")]
    Decryption {
        /// The trustee, from 1.
        owner: u64,
        /// What is wrong.
        error: DecryptionError,
    },
    /// Decryptions are missing.
    #[error("the result cannot be computed yet: {}", list(.0))]
    Missing(Vec<MissingDecryptions>),
    /// The decryptions give no result.
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
}

fn list<E: std::fmt::Display>(errors: &[E]) -> String {
    let texts: Vec<String> = errors.iter().map(E::to_string).collect();
    texts.join("; ")
}

/// What an archive begins with.
pub struct NewPoll {
    /// The whole archive, with the Setup event.
    pub bytes: Vec<u8>,
    /// The election's bytes.
    pub election: Vec<u8>,
    /// The trustees' bytes.
    pub trustees: Vec<u8>,
    /// The roll's bytes.
    pub credentials: Vec<u8>,
}

/// Opens a poll: an archive with its Setup event. Everything that goes in is checked as a verifier would.
///
/// `seed` is for the joint check that all credentials lie in the group.
///
/// # Errors
/// [`Rejection`].
pub fn open_poll<G: Group>(
    template: &Template,
    uuid: &Uuid,
    trustees: &[TrusteeText],
    roll: &[RollEntry],
    timestamp: Timestamp,
    seed: &[u8; 32],
) -> Result<NewPoll, Rejection> {
    let checked = Trustees::<G>::from_texts(trustees).map_err(Rejection::Trustees)?;
    let election = Election::<G>::write(template, uuid, &checked.public_key());
    let parsed = Election::<G>::parse(&election).map_err(Rejection::Election)?;
    let trustees = Trustees::<G>::write(trustees);
    let credentials = Roll::write::<G>(roll);
    Roll::parse::<G>(&credentials, seed)
        .and_then(|roll| weights_fit(&parsed, &roll))
        .map_err(Rejection::Roll)?;
    let setup = SetupData {
        election: Hash::of(&election),
        trustees: Hash::of(&trustees),
        credentials: Hash::of(&credentials),
        credentials_certificate: None,
    }
    .to_bytes();
    let mut bytes = header_bytes(timestamp);
    let data: [&[u8]; 4] = [&election, &trustees, &credentials, &setup];
    let (event, _) = append_event(None, timestamp, EventKind::Setup, &data)?;
    bytes.extend(event);
    Ok(NewPoll {
        bytes,
        election,
        trustees,
        credentials,
    })
}

/// Records a ballot, if it may be recorded: well-formed, signed by a credential on the roll, with valid proofs, and
/// not recorded before.
///
/// # Errors
/// [`Rejection::Ballot`] with everything that is wrong, or [`Rejection::Append`] if the poll is not open.
pub fn cast<G: Group>(
    election: &Election<G>,
    roll: &Roll,
    outline: &Outline,
    bytes: &[u8],
) -> Result<(VerifiedBallot<G>, Addition), Rejection> {
    let ballot = examine(election, roll, bytes)?;
    let addition = cast_examined(outline, &ballot, bytes)?;
    Ok((ballot, addition))
}

/// The part of [`cast`] that takes long and does not depend on what was recorded before, so that many ballots can be
/// examined at once.
///
/// # Errors
/// [`Rejection::Ballot`] with everything that is wrong.
pub fn examine<G: Group>(
    election: &Election<G>,
    roll: &Roll,
    bytes: &[u8],
) -> Result<VerifiedBallot<G>, Rejection> {
    let ballot = Ballot::parse(election, bytes).map_err(|error| Rejection::Ballot(vec![error]))?;
    ballot::verify(election, roll, ballot).map_err(Rejection::Ballot)
}

/// The rest of [`cast`]: records a ballot that was examined, if it still may be recorded.
///
/// # Errors
/// [`Rejection::Append`] if the poll is not open; [`Rejection::Ballot`] if the ballot is recorded already, or these are
/// not the bytes that were examined.
pub fn cast_examined<G: Group>(
    outline: &Outline,
    ballot: &VerifiedBallot<G>,
    bytes: &[u8],
) -> Result<Addition, Rejection> {
    let addition = outline.append(EventKind::Ballot, &[bytes])?;
    if Hash::of(bytes) != ballot.hash() {
        return Err(Rejection::Ballot(vec![BallotError::NotCanonical]));
    }
    if outline.ballot_hashes().contains(&ballot.hash()) {
        return Err(Rejection::Ballot(vec![BallotError::Duplicate]));
    }
    Ok(addition)
}

/// Ends voting.
///
/// # Errors
/// [`Rejection::Append`] if the poll is not open.
pub fn close(outline: &Outline) -> Result<Addition, Rejection> {
    Ok(outline.append(EventKind::EndBallots, &[])?)
}

/// Records the encrypted tally.
///
/// # Errors
/// [`Rejection::Append`] if voting has not ended, or there is a tally already.
pub fn tally<G: Group>(poll: &Verified<G>) -> Result<Addition, Rejection> {
    let tally = poll.tally.encrypted();
    let questions = &poll.setup.election.questions;
    let sized = tally.sized(
        questions,
        poll.tally.num_tallied(),
        poll.tally.total_weight(),
    );
    let data: [&[u8]; 2] = [&tally.to_bytes(questions), &sized.to_bytes()];
    Ok(poll.outline.append(EventKind::EncryptedTally, &data)?)
}

/// The trustee with this number, and its place, from 0.
fn trustee<G: Group>(poll: &Verified<G>, owner: u64) -> Result<(usize, Owner<'_, G>), Rejection> {
    let owners = poll.setup.trustees.owners();
    let trustees = owners.len();
    let at = usize::try_from(owner).ok().and_then(|n| n.checked_sub(1));
    at.and_then(|at| Some((at, owners.into_iter().nth(at)?)))
        .ok_or(Rejection::NoSuchTrustee { owner, trustees })
}

/// Records a trustee's shuffle, if it is valid and the trustee's first.
///
/// `seed` must not be known to whoever made the shuffle: see [`Shuffle::verify`].
///
/// # Errors
/// [`Rejection`].
pub fn shuffle<G: Group>(
    poll: &Verified<G>,
    owner: u64,
    bytes: &[u8],
    seed: &[u8; 32],
) -> Result<Addition, Rejection> {
    let tally = poll.encrypted_tally.as_ref().ok_or(Rejection::NoTally)?;
    let election = &poll.setup.election;
    if !election.needs_shuffles() {
        return Err(Rejection::NothingToShuffle);
    }
    let (at, _) = trustee(poll, owner)?;
    if poll.shuffled.get(at) == Some(&true) {
        return Err(Rejection::ShuffledTwice(owner));
    }
    Shuffle::parse(bytes, election)
        .and_then(|shuffle| shuffle.verify(election, tally, seed))
        .map_err(|error| Rejection::Shuffle { owner, error })?;
    let owned = owned(owner, bytes);
    Ok(poll.outline.append(EventKind::Shuffle, &[bytes, &owned])?)
}

/// Ends the shuffles, if as many trustees have shuffled as decrypt: otherwise fewer trustees could find out together
/// who cast which answer than can open an answer. The reference asks for none.
///
/// # Errors
/// [`Rejection`].
pub fn end_shuffles<G: Group>(poll: &Verified<G>) -> Result<Addition, Rejection> {
    if !poll.setup.election.needs_shuffles() {
        return Err(Rejection::NothingToShuffle);
    }
    let found = poll.shufflers();
    let needed = poll.setup.trustees.enough();
    if found < needed {
        return Err(Rejection::FewShufflers { found, needed });
    }
    Ok(poll.outline.append(EventKind::EndShuffles, &[])?)
}

/// The structure that says whose shuffle or partial decryption this is.
fn owned(owner: u64, bytes: &[u8]) -> Vec<u8> {
    let payload = Hash::of(bytes);
    Owned { owner, payload }.to_bytes()
}

/// The tally as it is to be decrypted: the recorded one, its answers as the last shuffle has left them.
///
/// # Errors
/// There is none yet, or its answers are still to be shuffled.
pub fn tally_to_decrypt<G: Group>(poll: &Verified<G>) -> Result<&EncryptedTally<G>, Rejection> {
    let tally = poll.encrypted_tally.as_ref().ok_or(Rejection::NoTally)?;
    let shuffling = matches!(poll.outline.phase(), Phase::Tallied | Phase::Shuffling);
    if poll.setup.election.needs_shuffles() && (shuffling || poll.shufflers() == 0) {
        return Err(Rejection::NotShuffled);
    }
    Ok(tally)
}

/// Records a trustee's partial decryption, if it is valid and the trustee's first.
///
/// # Errors
/// [`Rejection`].
pub fn decrypt<G: Group>(
    poll: &Verified<G>,
    owner: u64,
    bytes: &[u8],
) -> Result<Addition, Rejection> {
    let tally = tally_to_decrypt(poll)?;
    let election = &poll.setup.election;
    let (at, key) = trustee(poll, owner)?;
    if poll.decrypted.get(at) == Some(&true) {
        return Err(Rejection::DecryptedTwice(owner));
    }
    PartialDecryption::parse(bytes, election, tally)
        .and_then(|decryption| decryption.verify(election, &key.key.public_key, tally))
        .map_err(|error| Rejection::Decryption { owner, error })?;
    let owned = owned(owner, bytes);
    Ok(poll
        .outline
        .append(EventKind::PartialDecryption, &[bytes, &owned])?)
}

/// Computes the result from the recorded partial decryptions and records it.
///
/// # Errors
/// [`Rejection::Missing`] names everybody who is still to decrypt.
pub fn result<G: Group>(poll: &Verified<G>) -> Result<(Outcome, Addition), Rejection> {
    let outcome = outcome(poll)?;
    let addition = poll
        .outline
        .append(EventKind::Result, &[&outcome.to_bytes()])?;
    Ok((outcome, addition))
}

/// What the trustees' partial decryptions open, recorded or not.
///
/// # Errors
/// No tally, not enough partial decryptions, or a number that no result can have.
pub fn outcome<G: Group>(poll: &Verified<G>) -> Result<Outcome, Rejection> {
    let tally = tally_to_decrypt(poll)?;
    let opened = decryption::open(&poll.setup.trustees, &poll.decryptions, tally)
        .map_err(Rejection::Missing)?;
    let questions = &poll.setup.election.questions;
    Ok(Outcome::find::<G>(
        questions,
        &opened,
        poll.tally.total_weight(),
    )?)
}
