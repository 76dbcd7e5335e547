//! Hints change how long a verification takes, and nothing that it says.

use std::io::{self, Cursor, Read};
use std::path::Path;

use veche_crypto::group::{Belenios2048, Ed25519, Group, PrimeField};
use veche_poll::hints::{Hints, make};
use veche_poll::verify::{AnyVerifier, Options, Report, Verdict, Verifier};

use crate::polls::{Mode, Town, town};

const SEED: [u8; 32] = [3; 32];

fn options(hints: Option<Hints>) -> Options {
    Options {
        hints,
        ..Options::new(SEED)
    }
}

/// Hints that are read from somewhere.
fn from(mut source: impl Read + Send + 'static) -> Hints {
    Hints::new(move |number| {
        // What is read grows with what is there, not with what a length says.
        let mut bytes = Vec::new();
        let mut part = source.by_ref().take(number as u64);
        part.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    })
}

/// All that a report says.
fn said(report: &Report) -> String {
    format!("{report:?}")
}

fn verify<G: Group>(archive: &[u8], hints: Option<Hints>) -> Report {
    let mut verifier = Verifier::<G>::new(options(hints));
    // In pieces, as from a file.
    for piece in archive.chunks(10_000) {
        verifier.push(piece);
    }
    verifier.finish().0
}

fn with_bytes<G: Group>(archive: &[u8], hints: &[u8]) -> Report {
    verify::<G>(archive, Some(from(Cursor::new(hints.to_vec()))))
}

/// A poll in which each of six voters has cast a ballot, and the first one twice.
fn voted<G: Group>(blank: bool) -> Town<G> {
    let mut town = town::<G>(Mode::TwoMandatory, blank, false, 6);
    for (voter, turn) in [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (0, 6)] {
        town.votes(voter, turn);
    }
    town
}

/// Where each record of a file begins, and its end.
fn records(file: &[u8]) -> Vec<(usize, usize)> {
    let header = file.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let mut at = header.map(|(at, _)| at + 1).nth(1).unwrap();
    let mut records = Vec::new();
    while at < file.len() {
        let length = u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        records.push((at, at + 4 + length));
        at += 4 + length;
    }
    records
}

/// Hostile files of hints: each with its name.
fn hostile(right: &[u8], other: &[u8]) -> Vec<(String, Vec<u8>)> {
    let records = records(right);
    let mut all = vec![
        ("nothing".to_owned(), Vec::new()),
        ("of another archive".to_owned(), other.to_vec()),
        ("no header".to_owned(), right[records[0].0..].to_vec()),
        ("zeros".to_owned(), vec![0; right.len()]),
        ("ones".to_owned(), vec![0xff; right.len()]),
    ];
    let mut changed = |name: String, change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = right.to_vec();
        change(&mut file);
        all.push((name, file));
    };
    changed("another version".into(), &|file| file[12] = b'2');
    changed("another election".into(), &|file| file[14] ^= 1);
    changed("all points zero".into(), &|file| {
        for (from, to) in &records {
            file[from + 4..*to].fill(0);
        }
    });
    changed("a record of 4 GB".into(), &|file| {
        file[records[0].0..][..4].fill(0xff);
    });
    changed("another archive's records".into(), &|file| {
        file.truncate(records[0].0);
        file.extend_from_slice(&other[self::records(other)[0].0..]);
    });
    for cut in [1, 3, 4, 5, 64, 65, right.len() / 2, right.len() - 10] {
        changed(format!("without the last {cut} bytes"), &|file| {
            file.truncate(right.len() - cut);
        });
    }
    for (i, &(from, to)) in records.iter().enumerate() {
        changed(format!("record {i} is missing"), &|file| {
            file.drain(from..to);
        });
        changed(format!("record {i} stands twice"), &|file| {
            let record = file[from..to].to_vec();
            file.splice(from..from, record);
        });
        changed(format!("record {i} is empty"), &|file| {
            file.splice(from..to, [0; 4]);
        });
        changed(format!("record {i} is short"), &|file| {
            let length = (to - from - 4 - 64) as u32;
            file.splice(from..from + 68, length.to_le_bytes());
        });
        changed(format!("a bit of record {i}"), &|file| file[to - 1] ^= 1);
        changed(format!("points of record {i} swapped"), &|file| {
            let (one, two) = file[from + 4..].split_at_mut(64);
            one.swap_with_slice(&mut two[..64]);
        });
    }
    all
}

fn same_report<G: Group>(archive: &[u8], files: &[(String, Vec<u8>)]) -> Report {
    let expected = verify::<G>(archive, None);
    for (name, file) in files {
        let found = with_bytes::<G>(archive, file);
        assert_eq!(said(&found), said(&expected), "{name}");
    }
    expected
}

#[test]
fn a_sound_poll_stays_sound_whatever_the_hints() {
    let town = voted::<Ed25519>(false);
    let (right, report) = make::<Ed25519>(&town.bytes, options(None));
    assert_eq!(report.verdict(), Verdict::Sound);
    assert_eq!(records(&right).len(), 7);
    // Signature; for each of four choices four; one number of the first question, two of the second.
    assert!(
        records(&right)
            .iter()
            .all(|(from, to)| to - from == 4 + 64 * (1 + 16 + 2 + 4))
    );
    let (other, _) = make::<Ed25519>(&voted::<Ed25519>(true).bytes, options(None));
    let mut files = hostile(&right, &other);
    files.push(("right".to_owned(), right));
    let report = same_report::<Ed25519>(&town.bytes, &files);
    assert_eq!(report.verdict(), Verdict::Sound);
}

#[test]
fn a_bad_ballot_among_good_ones_is_found_whatever_the_hints() {
    let mut town = voted::<Ed25519>(true);
    let (right, _) = make::<Ed25519>(&town.bytes, options(None));
    let ballot = String::from_utf8(town.last_ballot()).unwrap();
    // A response of an individual proof is another: the challenges still add up, and hints of the true ballot fit the hash.
    let (before, after) = ballot.split_once("\"response\":\"").unwrap();
    let other = match after.as_bytes()[1] {
        b'1' => "2",
        _ => "1",
    };
    let bad = format!(
        "{before}\"response\":\"{}{other}{}",
        &after[..1],
        &after[2..]
    );
    let bad = town.resign(0, &bad);
    let good: Vec<Vec<u8>> = (1..6).map(|voter| town.ballot(voter, voter + 7)).collect();
    let ballots = [&good[..], &[bad]].concat();
    let archive = town.with_ballots(&ballots);
    let (of_archive, report) = make::<Ed25519>(&archive, options(None));
    assert_eq!(report.verdict(), Verdict::Unsound);
    // The bad ballot has no hints; its record is empty.
    let lengths = records(&of_archive);
    assert_eq!(lengths.len(), 6);
    assert_eq!(lengths[5].1 - lengths[5].0, 4);
    // It gets those of the ballot that it was made from, which fit all hashes but the signature's.
    let mut fitting = of_archive[..lengths[5].0].to_vec();
    let last = records(&right)[6];
    fitting.extend_from_slice(&right[last.0..last.1]);
    let mut files = vec![
        ("right".to_owned(), of_archive),
        ("fitting".to_owned(), fitting),
    ];
    files.extend(hostile(&right, &right).into_iter().step_by(5));
    let report = same_report::<Ed25519>(&archive, &files);
    assert_eq!(report.verdict(), Verdict::Unsound);
    assert!(!report.faults.is_empty());
}

#[test]
fn a_group_without_hints_computes_everything() {
    let town = voted::<PrimeField<Belenios2048>>(true);
    let (file, report) = make::<PrimeField<Belenios2048>>(&town.bytes, options(None));
    assert_eq!(report.verdict(), Verdict::Sound);
    assert!(records(&file).iter().all(|(from, to)| to - from == 4));
    let files = [("empty".to_owned(), file)];
    same_report::<PrimeField<Belenios2048>>(&town.bytes, &files);
}

/// A source that fails.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("broken"))
    }
}

#[test]
fn a_source_that_fails_gives_no_hints() {
    let town = voted::<Ed25519>(true);
    let (file, _) = make::<Ed25519>(&town.bytes, options(None));
    for length in [0, 5, 20, 60, 1000, file.len()] {
        let source = Cursor::new(file[..length].to_vec()).chain(Broken);
        let report = verify::<Ed25519>(&town.bytes, Some(from(source)));
        assert_eq!(report.verdict(), Verdict::Sound);
    }
}

#[test]
fn every_vector_is_judged_the_same_with_its_hints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let read = |archive: &[u8], hints| {
        let mut verifier = AnyVerifier::new(options(hints));
        verifier.push(archive);
        said(&verifier.finish().report)
    };
    let mut vectors = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "bel") {
            continue;
        }
        let archive = std::fs::read(&path).unwrap();
        let (file, _) = make::<Ed25519>(&archive, options(None));
        let hints = from(Cursor::new(file));
        assert_eq!(
            read(&archive, Some(hints)),
            read(&archive, None),
            "{path:?}"
        );
        vectors += 1;
    }
    assert!(vectors > 100);
}
