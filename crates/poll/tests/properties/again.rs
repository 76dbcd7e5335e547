//! An archive that can be read again is verified in less memory, and nothing else changes; one that is changed meanwhile is
//! never found sound.

use veche_crypto::group::Ed25519;
use veche_poll::check::CheckId;
use veche_poll::hash::Hash;
use veche_poll::verify::{Again, Options, Report, Status, Verdict, Verifier};

use crate::common::again;
use crate::polls::{Mode, Town, town};

/// A poll in which the first of three voters votes four times, and all votes are added up.
fn voted() -> Town<Ed25519> {
    let mut town = town::<Ed25519>(Mode::TwoMandatory, true, true, 3);
    for (voter, turn) in [(0, 0), (1, 1), (0, 2), (0, 3), (2, 4), (0, 5)] {
        town.votes(voter, turn);
    }
    town.close();
    town.tally();
    town
}

fn verify(bytes: &[u8], again: Option<Again>) -> Report {
    let mut verifier = Verifier::<Ed25519>::new(Options {
        again,
        ..Options::new([4; 32])
    });
    for piece in bytes.chunks(5000) {
        verifier.push(piece);
    }
    verifier.finish().0
}

#[test]
fn an_archive_that_can_be_read_again_is_judged_the_same() {
    let town = voted();
    let from_memory = verify(&town.bytes, None);
    let read_again = verify(&town.bytes, Some(again(&town.bytes)));
    assert_eq!(from_memory.verdict(), Verdict::Sound);
    assert_eq!(format!("{from_memory:?}"), format!("{read_again:?}"));
}

#[test]
fn an_archive_that_changes_while_it_is_verified_is_never_sound() {
    let town = voted();
    let mut changed = town.bytes.clone();
    let ballot = changed.windows(7).position(|bytes| bytes == b"\"alpha\"");
    changed[ballot.unwrap()] ^= 1;
    let other = Hash::of(b"x").to_string().into_bytes();
    let table: [(&str, Again); 4] = [
        ("gone", Again::new(|_| None)),
        ("empty", Again::new(|_| Some(Vec::new()))),
        ("other bytes", Again::new(move |_| Some(other.clone()))),
        ("one bit", again(&changed)),
    ];
    for (change, again) in table {
        let report = verify(&town.bytes, Some(again));
        assert_eq!(report.verdict(), Verdict::Unsound, "{change}");
        let status = report.status(CheckId::EncryptedTally);
        assert!(matches!(status, Status::Failed(_)), "{change}");
        let fault = report.faults[0].to_string();
        assert!(fault.contains("changed while it was verified"), "{fault}");
    }
}
