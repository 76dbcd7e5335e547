//! Notes, keys and checkpoints are those of other people's programs: ours read by theirs, theirs by ours.

use crate::log::{MemoryLog, ORIGIN, key};
use proptest::prelude::*;
use signed_note::{Note as TheirNote, StandardSigner, StandardVerifier, Verifier, VerifierList};
use veche_record::checkpoint::UncheckedCheckpoint;
use veche_record::note::{KeyName, Note, SigningKey, VerifierKey};

fn their_verifier(key: &VerifierKey) -> VerifierList {
    let verifier = StandardVerifier::new(&key.to_text()).unwrap();
    VerifierList::new(vec![Box::new(verifier)])
}

proptest! {
    #[test]
    fn what_we_sign_they_verify_and_what_they_sign_we_verify(name in "[^+\\s\\pC]{1,20}", secret: [u8; 32], text in "[ -~é—\n]{0,60}\n") {
        let key = SigningKey::new(KeyName::new(&name).unwrap(), &secret);
        let verifier = key.verifier();
        let ours = Note::sign(&text, &key).unwrap();
        let read = TheirNote::from_bytes(ours.to_text().as_bytes()).unwrap();
        prop_assert_eq!(read.verify(&their_verifier(&verifier)).unwrap().0.len(), 1);

        let signer = StandardSigner::new(&key.to_text()).unwrap();
        let mut note = TheirNote::new(text.as_bytes(), &[]).unwrap();
        note.add_sigs(&[&signer]).unwrap();
        let read = Note::parse(&note.to_bytes()).unwrap();
        prop_assert_eq!(read.verify(&verifier), Ok(()));
        // Ed25519 gives the same signature on both sides.
        prop_assert_eq!(read, ours);
    }

    #[test]
    fn keys_have_the_numbers_that_the_oracle_gives_them(name in "[a-z./]{1,20}", secret: [u8; 32]) {
        let key = SigningKey::new(KeyName::new(&name).unwrap(), &secret).verifier();
        let theirs = StandardVerifier::new(&key.to_text()).unwrap();
        prop_assert_eq!(key.id().0, theirs.key_id().to_be_bytes());
    }

    #[test]
    fn of_changed_notes_we_accept_none_that_the_oracle_refuses(place: prop::sample::Index, byte: u8, text in "[a-z\n]{0,20}\n") {
        let key = key(ORIGIN, 1);
        let mut bytes = Note::sign(&text, &key).unwrap().to_text().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let theirs = TheirNote::from_bytes(&bytes);
        let theirs = theirs.is_ok_and(|note| note.verify(&their_verifier(&key.verifier())).is_ok());
        let ours = Note::parse(&bytes);
        let ours = ours.is_ok_and(|note| note.verify(&key.verifier()).is_ok());
        prop_assert_eq!(ours, theirs);
    }
}

#[test]
fn checkpoints_are_read_alike_on_both_sides() {
    let log = MemoryLog::new(300);
    let key = key(ORIGIN, 1);
    let checkpoint = log.checkpoint(&key);
    let text = checkpoint.note().text();
    let theirs = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).unwrap();
    assert_eq!(theirs.origin(), checkpoint.origin());
    assert_eq!(theirs.size(), 300);
    assert_eq!(theirs.hash().0, *checkpoint.tree().root.as_bytes());
    assert_eq!(theirs.to_bytes(), text.as_bytes());
    let extended = tlog_tiles::Checkpoint::new(ORIGIN, 300, *theirs.hash(), "one\ntwo\n").unwrap();
    let extended = String::from_utf8(extended.to_bytes()).unwrap();
    let signed = Note::sign(&extended, &key).unwrap().to_text();
    let read = UncheckedCheckpoint::parse(signed.as_bytes()).unwrap();
    assert_eq!(read.extensions(), ["one", "two"]);
}

proptest! {
    #[test]
    fn of_checkpoint_texts_we_accept_none_that_the_oracle_refuses(text in "(o\n)?(0|1|01|-1|9223372036854775807|9223372036854775808)\n([a-zA-Z0-9+/]{42}[AEI]=|[a-z]{0,3})\n(a\n|\n){0,2}") {
        let note = Note::sign(&text, &key("o", 1)).unwrap().to_text();
        let ours = UncheckedCheckpoint::parse(note.as_bytes()).is_ok();
        let theirs = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).is_ok();
        prop_assert!(theirs || !ours, "{:?}", text);
    }
}
