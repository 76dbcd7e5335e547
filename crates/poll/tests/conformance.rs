//! The elections of the independent tool, where they are at hand: sound ones are sound and give the same result, each
//! of those with a flaw is refused by the check that is about it, and keys made there work here.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use common::{Seen, SeenFault, past, verify};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::ceremony::open_decryption_key;
use veche_crypto::channel::Seed;
use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField};
use veche_crypto::secret::SecretScalar;
use veche_poll::chain::Reader;
use veche_poll::check::CheckId;
use veche_poll::credential::{PrivateCredential, Roll, RollEntry, public_credential};
use veche_poll::decryption::PartialDecryption;
use veche_poll::result::Outcome;
use veche_poll::verify::{Options, Verified, Verifier};

const SEED: [u8; 32] = [3; 32];

fn cases() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/belenios");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

/// The only file with this ending in a folder.
fn only(folder: &Path, ending: &str) -> Option<PathBuf> {
    let mut files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending));
    files.next()
}

fn archive(folder: &Path) -> Vec<u8> {
    fs::read(only(folder, "bel").unwrap()).unwrap()
}

fn seen(bytes: &[u8]) -> Seen {
    verify(bytes, 1 << 16, None, SEED)
}

#[test]
fn sound_elections_are_sound_and_give_the_result_that_was_published() {
    let Some(path) = cases() else { return };
    let mut compared = 0;
    for case in [
        "v20-one5-bel2048-basic-100",
        "v20-simple-bel2048-basic-10",
        "v33-complexW-ed25519-basic-10",
        "v20-nh-rfc2048-basic-10",
        "v33-lists-ed25519-basic-10",
        "v33-nh-ed25519-basic-10",
        "v33-nh5-ed25519-basic-1000",
        "v33-one5-ed25519-basic-1000",
        "v33-simple-ed25519-basic-10",
        "v33-simple-ed25519-threshold2of3-10",
    ] {
        let folder = path.join(case);
        let seen = seen(&archive(&folder));
        assert_eq!(seen.verdict, "sound", "{case}: {:#?}", seen.faults);
        if let Ok(published) = fs::read(folder.join("result.json")) {
            let published = Outcome::parse(published.trim_ascii_end()).unwrap();
            let numbers: Vec<Vec<u64>> = published
                .result
                .iter()
                .map(|question| question.all().collect())
                .collect();
            assert_eq!(seen.result, Some(numbers), "{case}");
            compared += 1;
        }
    }
    assert!(
        compared >= 7,
        "only {compared} results were there to compare with"
    );
}

/// Each flaw in a base with all checks that it breaks, and the kind of the event that the first of them must name.
///
/// These archives were not made to fit after the flaw. A changed ballot was not signed again. A ballot that is not
/// valid or not there is still in the tally, so that tally, numbers and decryptions are not those of the ballots.
fn flaws(base: &str) -> BTreeMap<&'static str, (&'static [u8], Option<&'static str>)> {
    const BALLOT: Option<&str> = Some("Ballot");
    const TALLY: Option<&str> = Some("EncryptedTally");
    const DECRYPTION: Option<&str> = Some("PartialDecryption");
    // The changed number is no element of the subgroup; the changed point is not even on the curve.
    let digit: &[u8] = match base {
        "v20-simple-bel2048-basic-10" => &[9, 10, 11, 12, 13, 14],
        _ => &[7, 11, 12, 13, 14],
    };
    BTreeMap::from([
        ("archive-one-mtime-differs", (&[1][..], None)),
        ("archive-orphan-data", (&[2, 11, 12, 13, 14], None)),
        ("archive-payload-hash-mismatch", (&[1], None)),
        ("archive-trailing-garbage", (&[1], None)),
        ("archive-truncated-midrecord", (&[1], None)),
        ("ballot-ciphertext-digit", (digit, BALLOT)),
        ("ballot-copied-answers", (&[9, 10, 11, 12, 13, 14], BALLOT)),
        (
            "ballot-dropped-broken-chain",
            (&[2, 11, 12, 13, 14], BALLOT),
        ),
        ("ballot-dropped-relinked", (&[11, 12, 13, 14], TALLY)),
        ("ballot-duplicate-exact", (&[8], BALLOT)),
        ("ballot-iproof-response", (&[9, 10, 11, 12, 13, 14], BALLOT)),
        ("ballot-noncanonical-space", (&[7, 11, 12, 13, 14], BALLOT)),
        (
            "ballot-oproof-challenge",
            (&[9, 10, 11, 12, 13, 14], BALLOT),
        ),
        ("ballot-signature-hash", (&[9, 11, 12, 13, 14], BALLOT)),
        ("ballot-signature-proof", (&[9, 11, 12, 13, 14], BALLOT)),
        (
            "ballot-unknown-credential",
            (&[8, 9, 10, 11, 12, 13, 14], BALLOT),
        ),
        ("ballot-wrong-election-hash", (&[7, 11, 12, 13, 14], BALLOT)),
        ("enctally-digit", (&[11], TALLY)),
        ("enctally-num-tallied", (&[12], TALLY)),
        ("enctally-total-weight", (&[12], TALLY)),
        ("event-wrong-height", (&[2], BALLOT)),
        ("pd-factor-digit", (&[13, 14], DECRYPTION)),
        ("pd-missing", (&[14], Some("Result"))),
        ("pd-proof-response", (&[13, 14], DECRYPTION)),
        ("pd-wrong-owner", (&[13, 14], DECRYPTION)),
        ("result-changed", (&[15], Some("Result"))),
        ("setup-duplicate-credential", (&[5], Some("Setup"))),
        ("setup-election-renamed", (&[7, 11, 12, 13, 14], BALLOT)),
        ("setup-trustee-pok", (&[6], Some("Setup"))),
    ])
}

const BASES: [&str; 2] = ["v20-simple-bel2048-basic-10", "v33-simple-ed25519-basic-10"];
const REORDERED: &str = "ballot-reordered-relinked(valid)";

#[test]
fn tampered_elections_are_unsound_by_the_check_that_is_about_the_flaw() {
    let Some(path) = cases() else { return };
    for base in BASES {
        let verdicts =
            fs::read_to_string(path.join(format!("tampered/{base}.verdicts.tsv"))).unwrap();
        let names: BTreeSet<&str> = verdicts
            .lines()
            .filter_map(|line| line.split('\t').next())
            .filter(|name| *name != REORDERED)
            .collect();
        let flaws = flaws(base);
        assert_eq!(names, flaws.keys().copied().collect(), "{base}");
        for (name, (checks, kind)) in flaws {
            let seen = seen(&archive(&path.join("tampered").join(base).join(name)));
            let place = format!("{base}/{name}: {:#?}", seen.faults);
            assert_eq!(seen.verdict, "unsound", "{place}");
            let expected: BTreeSet<String> =
                checks.iter().map(|check| format!("V{check}")).collect();
            assert_eq!(seen.failed, expected, "{place}");
            let first = format!("V{}", checks[0]);
            let named = |fault: &SeenFault| fault.check == first && fault.kind.as_deref() == kind;
            assert!(
                seen.faults.iter().any(named),
                "{first} names no {kind:?}: {place}"
            );
        }
    }
}

#[test]
fn the_order_of_ballots_is_free_while_nobody_has_an_older_copy() {
    let Some(path) = cases() else { return };
    for base in BASES {
        let seen = seen(&archive(&path.join("tampered").join(base).join(REORDERED)));
        assert_eq!(seen.verdict, "sound", "{base}: {:#?}", seen.faults);
    }
}

#[test]
fn compared_with_the_original_every_change_is_seen() {
    let Some(path) = cases() else { return };
    for base in BASES {
        let original = archive(&path.join(base));
        let names: Vec<&str> = flaws(base).into_keys().chain([REORDERED]).collect();
        for name in names {
            let changed = archive(&path.join("tampered").join(base).join(name));
            // V16 looks at bytes only, so nothing else needs to be verified for it.
            let mut reader = Reader::since(past("original", &original));
            reader.push(&changed, |_| {});
            let faults = reader.finish().faults;
            let vanished = faults
                .iter()
                .any(|fault| fault.check == CheckId::NothingVanished);
            // What is only added at the end takes nothing away from the older copy.
            assert_eq!(vanished, !changed.starts_with(&original), "{base}/{name}");
        }
    }
}

fn verified<G: Group>(bytes: &[u8]) -> Verified<G> {
    let mut verifier = Verifier::new(Options {
        seed: SEED,
        ..Options::new([0; 32])
    });
    verifier.push(bytes);
    verifier.finish().1.unwrap()
}

#[test]
fn credentials_made_by_the_independent_tool_are_on_its_roll() {
    let Some(path) = cases() else { return };
    for case in [
        "v33-simple-ed25519-basic-10",
        "v33-simple-ed25519-threshold2of3-10",
        "v33-complexW-ed25519-basic-10",
    ] {
        let folder = path.join(case);
        let poll = verified::<Ed25519>(&archive(&folder));
        let text = fs::read(folder.join("private_creds.json")).unwrap();
        let private: BTreeMap<String, String> = serde_json::from_slice(&text).unwrap();
        let found: BTreeSet<String> = private
            .values()
            .map(|text| PrivateCredential::parse(text).unwrap())
            .map(|credential| {
                public_credential::<Ed25519>(&credential.derive(&poll.setup.election.uuid))
            })
            .filter(|public| poll.setup.roll.weight(public).is_some())
            .collect();
        assert_eq!(found.len(), private.len(), "{case}");
        assert_eq!(found.len(), poll.setup.roll.len(), "{case}");
    }
}

fn decrypts<G: Group>(poll: &Verified<G>, secret: &SecretScalar<G>) -> bool {
    let election = &poll.setup.election;
    let tally = poll.encrypted_tally.as_ref().unwrap();
    let key = G::g_pow(secret.expose());
    let owners = poll.setup.trustees.owners();
    if !owners.iter().any(|owner| owner.key.public_key == key) {
        return false;
    }
    let mut rng = ChaCha20Rng::from_seed([5; 32]);
    let bytes = PartialDecryption::new(election, secret, tally, &mut rng).to_bytes(election);
    let read = PartialDecryption::parse(&bytes, election, tally).unwrap();
    read.verify(election, &key, tally).is_ok()
}

fn private_keys<G: Group>(folder: &Path) -> Vec<SecretScalar<G>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "privkey"))
        .map(|path| fs::read_to_string(path).unwrap())
        .map(|text| SecretScalar::decode(text.trim().trim_matches('"')).unwrap())
        .collect()
}

fn every_key_decrypts<G: Group>(folder: &Path, expected: usize) {
    let poll = verified::<G>(&archive(folder));
    let keys = private_keys::<G>(folder);
    assert_eq!(keys.len(), expected, "{}", folder.display());
    for key in keys {
        assert!(decrypts(&poll, &key), "{}", folder.display());
    }
}

#[test]
fn private_keys_made_by_the_independent_tool_decrypt_its_tallies() {
    let Some(path) = cases() else { return };
    every_key_decrypts::<Ed25519>(&path.join("v33-simple-ed25519-basic-10"), 3);
    every_key_decrypts::<PrimeField<Belenios2048>>(&path.join("v20-simple-bel2048-basic-10"), 3);
}

#[test]
fn threshold_keys_made_by_the_independent_tool_decrypt_its_tally() {
    let Some(path) = cases() else { return };
    let folder = path.join("v33-simple-ed25519-threshold2of3-10");
    let poll = verified::<Ed25519>(&archive(&folder));
    let mut opened = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|found| found != "dkey") {
            continue;
        }
        let seed = fs::read_to_string(path.with_extension("key")).unwrap();
        let seed = Seed::parse(seed.trim()).unwrap();
        let key = open_decryption_key(&seed, fs::read_to_string(&path).unwrap().trim()).unwrap();
        assert!(decrypts(&poll, &key), "{}", path.display());
        opened += 1;
    }
    assert_eq!(opened, 3);
}

#[test]
fn rolls_are_written_in_the_order_of_the_independent_tool() {
    let Some(path) = cases() else { return };
    let poll = archive(&path.join("v33-simple-ed25519-basic-10"));
    let mut reader = Reader::new();
    let mut roll = None;
    reader.push(&poll, |step| {
        if step.height == 0 {
            roll = Some(step.data[2].1.clone());
        }
    });
    let roll = roll.unwrap();
    let lines: Vec<String> = serde_json::from_slice(&roll).unwrap();
    let mut entries: Vec<_> = lines
        .iter()
        .map(|line| RollEntry {
            credential: line.clone(),
            weight: None,
        })
        .collect();
    entries.reverse();
    assert_eq!(Roll::write::<Ed25519>(&entries), roll);
}
