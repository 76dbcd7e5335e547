//! The archives of the independent tool, where they are at hand: sound ones pass V1–V3 and are written again byte for
//! byte; those with a flaw in bytes or chain are refused by the check that names it.

use std::fs;
use std::path::{Path, PathBuf};

use veche_poll::archive::writer::{append_event, header_bytes};
use veche_poll::chain::{Ending, Reader, Step};
use veche_poll::check::CheckId;
use veche_poll::phase::Phase;
use veche_poll::since::PastReader;

fn cases() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/belenios");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

/// Every archive directly in the folders of `path`, with the name of its folder.
fn archives(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = vec![];
    for folder in fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
    {
        for file in fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if file.extension().is_some_and(|extension| extension == "bel") {
                let name = folder.file_name().unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read(&file).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn read(bytes: &[u8], chunk: usize) -> (Vec<Step>, Ending) {
    let mut reader = Reader::new();
    let mut steps = vec![];
    for piece in bytes.chunks(chunk) {
        reader.push(piece, |step| steps.push(step));
    }
    (steps, reader.finish())
}

#[test]
fn sound_archives_pass_in_any_chunks_and_are_written_again_byte_for_byte() {
    let Some(path) = cases() else { return };
    let found = archives(&path);
    assert!(found.len() >= 10, "only {} archives", found.len());
    for (name, bytes) in found {
        let whole = read(&bytes, bytes.len());
        let (steps, ending) = &whole;
        assert_eq!(ending.faults, [], "{name}");
        assert_eq!(ending.outline.phase(), Phase::Finished, "{name}");
        assert_eq!(ending.outline.length(), bytes.len() as u64, "{name}");
        let ballots: u64 = name.rsplit('-').next().unwrap().parse().unwrap();
        assert_eq!(ending.outline.ballots(), ballots, "{name}");

        let timestamp = ending.outline.timestamp().unwrap();
        let mut again = header_bytes(timestamp);
        let mut tail = None;
        for step in steps {
            let data: Vec<&[u8]> = step
                .data
                .iter()
                .map(|(_, bytes)| bytes.as_slice())
                .collect();
            let (written, next) =
                append_event(tail.as_ref(), timestamp, step.event.kind, &data).unwrap();
            again.extend(written);
            tail = Some(next);
        }
        assert!(again == bytes, "{name} is written otherwise");
        assert_eq!(tail.as_ref(), ending.outline.tail(), "{name}");

        let chunks: &[usize] = if bytes.len() < 1 << 20 {
            &[1, 511, 512, 513, 4096]
        } else {
            &[511, 4096]
        };
        for chunk in chunks {
            assert!(read(&bytes, *chunk) == whole, "{name} in chunks of {chunk}");
        }
    }
}

#[test]
fn tampered_archives_are_refused_by_the_check_that_names_the_flaw() {
    let Some(path) = cases() else { return };
    let expected = [
        ("archive-one-mtime-differs", CheckId::ArchiveBytes),
        ("archive-orphan-data", CheckId::Chain),
        ("archive-payload-hash-mismatch", CheckId::ArchiveBytes),
        ("archive-trailing-garbage", CheckId::ArchiveBytes),
        ("archive-truncated-midrecord", CheckId::ArchiveBytes),
        ("ballot-dropped-broken-chain", CheckId::Chain),
        ("event-wrong-height", CheckId::Chain),
    ];
    for case in ["v20-simple-bel2048-basic-10", "v33-simple-ed25519-basic-10"] {
        let found = archives(&path.join("tampered").join(case));
        assert_eq!(found.len(), 30, "{case}");
        for (name, bytes) in found {
            let faults = read(&bytes, 4096).1.faults;
            let check = expected
                .iter()
                .find(|(flaw, _)| *flaw == name)
                .map(|(_, check)| *check);
            // The other flaws are in what the archive says, not in how it is put together.
            assert_eq!(
                faults.is_empty(),
                check.is_none(),
                "{case}/{name}: {faults:?}"
            );
            for fault in faults {
                assert_eq!(Some(fault.check), check, "{case}/{name}: {fault}");
            }
        }
    }
}

#[test]
fn a_ballot_dropped_and_linked_again_is_seen_from_an_older_copy() {
    let Some(path) = cases() else { return };
    let case = "v33-simple-ed25519-basic-10";
    let sound = archives(&path)
        .into_iter()
        .find(|(name, _)| name == case)
        .unwrap()
        .1;
    for (name, bytes) in archives(&path.join("tampered").join(case)) {
        if !name.contains("relinked") {
            continue;
        }
        let mut old = PastReader::new(case);
        old.push(&sound);
        let mut reader = Reader::since(old.finish().unwrap());
        reader.push(&bytes, |_| {});
        let checks: Vec<CheckId> = reader
            .finish()
            .faults
            .iter()
            .map(|fault| fault.check)
            .collect();
        assert_eq!(checks, [CheckId::NothingVanished], "{name}");
    }
}
