//! Changed archives: the verifier calls none of them sound that says something else than the true one.
//!
//! The input is a script of changes to the archive of [`crate::poll`]. Its first byte says where they are made, and
//! whether the verifier is given the true archive as an older copy.

use veche_poll::event::EventKind;
use veche_poll::phase::Phase;
use veche_poll::since::{Past, PastReader};
use veche_poll::verify::{Again, Options, Report, Verdict, Verifier};

use crate::bytes::Bytes;
use crate::poll::{BEGINNING, G, POLL, read};
use crate::script::{Draft, edit};

/// In the bytes; in the members; in the members with the chain put right afterwards.
const RAW: u8 = 0;
const MEMBERS: u8 = 1;
const RELINKED: u8 = 2;
/// The true archive is given as an older copy.
const SINCE: u8 = 4;

fn past() -> Past {
    let mut past = PastReader::new("the true archive");
    past.push(&POLL.archive);
    past.finish().expect("the true archive is sound")
}

/// Verifies an archive that comes once, and one that can be read again: both must be judged the same.
fn verify(archive: &[u8], since: bool) -> Report {
    let report = verify_with(archive, since, None);
    let bytes = archive.to_vec();
    let again = Again::new(move |part| {
        let from = usize::try_from(part.offset).ok()?;
        let length = usize::try_from(part.length.get()).ok()?;
        Some(bytes.get(from..)?.get(..length)?.to_vec())
    });
    let other = verify_with(archive, since, Some(again));
    assert_eq!(format!("{report:?}"), format!("{other:?}"));
    report
}

fn verify_with(archive: &[u8], since: bool, again: Option<Again>) -> Report {
    let mut verifier = Verifier::<G>::new(Options {
        since: since.then(past),
        again,
        trackers: vec![veche_poll::hash::Hash::of(&POLL.ballots[3]).to_base64()],
        ..Options::new([17; 32])
    });
    for piece in archive.chunks(7001) {
        verifier.push(piece);
    }
    let (report, verified) = verifier.finish();
    let sound = report.verdict() == Verdict::Sound;
    assert_eq!(sound, verified.is_some());
    assert_eq!(sound, report.faults.is_empty());
    for fault in &report.faults {
        assert!(!fault.to_string().is_empty());
    }
    report
}

/// Changes the archive and verifies it.
pub fn target(data: &[u8]) {
    let Some((&mode, script)) = data.split_first() else {
        return;
    };
    let mut script = Bytes(script);
    let place = mode & 3;
    let archive = match place {
        RAW => {
            let mut archive = POLL.archive.clone();
            while !script.is_empty() {
                edit(&mut archive, &mut script);
            }
            archive
        }
        _ => {
            let mut draft = Draft::new(&POLL.steps, BEGINNING);
            draft.change(&mut script);
            if place != MEMBERS {
                draft.relink();
            }
            draft.to_bytes()
        }
    };
    let since = mode & SINCE != 0;
    let report = verify(&archive, since);
    if report.verdict() != Verdict::Sound {
        assert!(archive != POLL.archive, "the true archive is sound");
        return;
    }
    let (steps, _) = read(&archive);
    let entries = |steps: &[veche_poll::chain::Step]| -> Vec<_> {
        let entry = |step: &veche_poll::chain::Step| (step.event, step.data.clone());
        steps.iter().map(entry).collect()
    };
    let (found, truth) = (entries(&steps), entries(&POLL.steps));
    if since {
        assert!(found == truth, "changed since the older copy");
    }
    // Where nobody relinks the chain, an archive can be cut after an event, and written with another timestamp:
    // neither is part of the chain.
    if place == RAW || place == MEMBERS {
        assert!(
            truth.starts_with(&found),
            "changed without breaking the chain"
        );
    }
    // Whoever relinks can drop ballots and change what binds nobody yet. That is for older copies to find. But no
    // ballot is forged, and no other result comes out. That shuffles have ended may stand between tally and decryptions:
    // the specification's table of events leaves it open (vector `end-of-shuffles`), and it changes nothing.
    for step in &steps {
        match step.event.kind {
            EventKind::Ballot => {
                let bytes = step.payload().expect("it is sound");
                assert!(
                    POLL.ballots.iter().any(|ours| ours == bytes),
                    "a forged ballot"
                );
            }
            EventKind::Shuffle => panic!("there is nothing to shuffle"),
            _ => {}
        }
    }
    if report.phase == Phase::Finished {
        assert_eq!(report.result, POLL.report.result);
        assert_eq!(report.fingerprint, POLL.report.fingerprint);
        assert_eq!(report.counted, POLL.report.counted);
        assert_eq!(report.counted_weight, POLL.report.counted_weight);
    }
}

/// No change at all; and one of each kind, in each place.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for place in [RAW, MEMBERS, RELINKED] {
        seeds.push(vec![place]);
        seeds.push(vec![place | SINCE]);
        for change in 0..9 {
            for step in [0, 1, 3, 6, 8, 10] {
                seeds.push(vec![place, 0, step, change, 0, 1, 0, 1, 7, 0, 1]);
            }
        }
    }
    // A shuffle of nothing and the end of shuffles, between the tally and the decryptions.
    let shuffle = [0, 7, 5, 0, 4, 2, 1, b'x', 1, b'y'];
    let end = [0, 8, 5, 0, 5, 0];
    seeds.push([&[RELINKED][..], &shuffle, &end].concat());
    // The end of shuffles alone.
    seeds.push([&[RELINKED][..], &[0, 7, 5, 0, 5, 0]].concat());
    seeds
}
