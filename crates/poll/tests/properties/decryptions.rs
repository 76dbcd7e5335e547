//! Who decrypts, and what comes of too little, of too much and of something else.

use veche_crypto::group::{Ed25519, Group};
use veche_poll::board::{self, Rejection};
use veche_poll::check::Reason;
use veche_poll::decryption::{DecryptionError, PartialDecryption};
use veche_poll::trustees::Trustees;
use veche_poll::verify::Verdict;

use crate::polls::{Mode, rng, town};
use crate::tallied;

#[test]
fn too_few_decryptions_give_no_result() {
    for (mode, enough) in [
        (Mode::TwoMandatory, &[1, 2][..]),
        (Mode::TwoOfThree, &[3, 1]),
        (Mode::Mixed, &[2, 4, 1]),
    ] {
        let mut town = tallied(mode);
        for owner in enough {
            let (_, poll) = town.verify();
            assert!(
                matches!(board::result(&poll.unwrap()), Err(Rejection::Missing(_))),
                "{mode:?}"
            );
            town.decrypt(*owner);
        }
        assert!(board::result(&town.verify().1.unwrap()).is_ok(), "{mode:?}");
    }
}

#[test]
fn any_two_of_three_give_the_same_result() {
    let base = tallied(Mode::TwoOfThree);
    for pair in [[1, 2], [2, 1], [1, 3], [2, 3], [3, 2]] {
        let mut town = base.clone_at(&base.bytes);
        for owner in pair {
            town.decrypt(owner);
        }
        let outcome = town.result();
        let expected: Vec<Vec<u64>> = base.count();
        let found: Vec<Vec<u64>> = outcome
            .result
            .iter()
            .map(|question| question.all().collect())
            .collect();
        assert_eq!(found, expected, "{pair:?}");
    }
}

#[test]
fn an_invalid_decryption_is_not_recorded() {
    let town = tallied(Mode::TwoOfThree);
    let poll = town.verify().1.unwrap();
    let tally = poll.encrypted_tally.as_ref().unwrap();
    let of_second = PartialDecryption::new(&town.election, &town.keys[1], tally, &mut rng(9))
        .to_bytes(&town.election);
    let refused = board::decrypt(&poll, 1, &of_second);
    assert!(matches!(
        refused,
        Err(Rejection::Decryption {
            owner: 1,
            error: DecryptionError::Proof { .. }
        })
    ));
    for owner in [0, 4, u64::MAX] {
        let refused = board::decrypt(&poll, owner, &of_second);
        assert!(
            matches!(refused, Err(Rejection::NoSuchTrustee { .. })),
            "{owner}"
        );
    }
    assert!(board::decrypt(&poll, 2, &of_second).is_ok());
}

#[test]
fn a_trustee_does_not_decrypt_twice() {
    let mut town = tallied(Mode::TwoMandatory);
    town.decrypt(1);
    let poll = town.verify().1.unwrap();
    let tally = poll.encrypted_tally.as_ref().unwrap();
    let again = PartialDecryption::new(&town.election, &town.keys[0], tally, &mut rng(9))
        .to_bytes(&town.election);
    assert_eq!(
        board::decrypt(&poll, 1, &again).unwrap_err(),
        Rejection::DecryptedTwice(1)
    );
}

#[test]
fn an_invalid_decryption_of_a_threshold_set_is_set_aside() {
    let mut town = tallied(Mode::TwoOfThree);
    let poll = town.verify().1.unwrap();
    let tally = poll.encrypted_tally.as_ref().unwrap();
    let of_second = PartialDecryption::new(&town.election, &town.keys[1], tally, &mut rng(9))
        .to_bytes(&town.election);
    // A server that does not check records it under the first trustee's name.
    town.record_decryption(1, &of_second);
    let (report, _) = town.verify();
    assert_eq!(report.verdict(), Verdict::Sound);
    assert_eq!(report.notes.len(), 2, "{:?}", report.notes);
    town.decrypt(2);
    assert!(matches!(
        board::result(&town.verify().1.unwrap()),
        Err(Rejection::Missing(_))
    ));
    town.decrypt(3);
    town.result();
    assert_eq!(town.verify().0.verdict(), Verdict::Sound);
}

#[test]
fn an_invalid_decryption_of_a_mandatory_trustee_is_a_fault() {
    let mut town = tallied(Mode::TwoMandatory);
    let poll = town.verify().1.unwrap();
    let tally = poll.encrypted_tally.as_ref().unwrap();
    let of_second = PartialDecryption::new(&town.election, &town.keys[1], tally, &mut rng(9))
        .to_bytes(&town.election);
    town.record_decryption(1, &of_second);
    let (report, verified) = town.verify();
    assert!(verified.is_none());
    assert!(matches!(
        report.faults[0].reason,
        Reason::Decryption { owner: 1, .. }
    ));
}

#[test]
fn owners_are_numbered_through_all_items_from_one() {
    let town = town::<Ed25519>(Mode::Mixed, false, false, 1);
    let trustees = Trustees::<Ed25519>::from_texts(&town.texts).unwrap();
    let places: Vec<(usize, usize)> = trustees
        .owners()
        .iter()
        .map(|owner| (owner.item, owner.index))
        .collect();
    assert_eq!(places, [(0, 1), (1, 1), (1, 2), (1, 3)]);
    for (owner, key) in trustees.owners().iter().zip(&town.keys) {
        assert_eq!(owner.key.public_key, Ed25519::g_pow(key.expose()));
    }
}
