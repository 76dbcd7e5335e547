//! Flaws in a ballot (V7 to V10). Most archives are open: the setup, and the ballot with the flaw.

use veche_crypto::group::Ed25519;
use veche_poll::event::EventKind;

use super::archive::archive;
use super::forge::{AnswerParts, BallotParts};
use super::good::{opened, plain};
use super::poll::{Poll, votes};
use super::{Vectors, at};

/// An open archive with one ballot, which has these bytes.
pub(crate) fn with(poll: &Poll<Ed25519>, bytes: Vec<u8>) -> Vec<u8> {
    archive(&opened(poll, &[bytes]))
}

/// The ballot of the second voter, changed before it is signed.
pub(crate) fn resigned(name: &str, change: impl FnOnce(&mut BallotParts)) -> Vec<u8> {
    let mut poll = plain(name);
    let mut ballot = poll.unsigned(1, &votes()[1]);
    change(&mut ballot);
    let bytes = poll.sign(1, ballot).bytes();
    with(&poll, bytes)
}

pub(crate) fn case(
    list: &mut Vectors,
    name: &str,
    what: &str,
    rule: (u8, &str),
    says: &str,
    bytes: Vec<u8>,
) {
    let name = format!("ballot-{name}");
    list.bad(&name, what, rule, at(1, EventKind::Ballot), says, bytes);
}

/// A flaw in the second of two ballots.
pub(crate) fn paired(
    list: &mut Vectors,
    name: &str,
    what: &str,
    rule: (u8, &str),
    says: &str,
    bytes: Vec<u8>,
) {
    let name = format!("ballot-{name}");
    list.bad(&name, what, rule, at(2, EventKind::Ballot), says, bytes);
}

pub(crate) fn answer(ballot: &mut BallotParts, number: usize) -> &mut AnswerParts {
    &mut ballot.answers[number]
}
