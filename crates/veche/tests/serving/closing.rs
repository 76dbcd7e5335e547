//! The command line ends a poll that a server serves: no ballot that was promised is left behind.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use axum::http::StatusCode;
use veche::commands::verify::{self, Exit};
use veche::commands::{anchor, poll};
use veche_poll::chain::Reader;
use veche_store::place::Store;

use super::support::{BALLOTS, apart, served, served_from_database};

/// The trackers in the archive of the poll.
fn published(store: &dyn Store) -> BTreeSet<String> {
    let bytes = apart(|| {
        let length = store.archive_length("chair").unwrap().unwrap();
        store.archive_part("chair", 0, length as usize).unwrap()
    });
    let mut reader = Reader::new();
    reader.push(&bytes, |_| {});
    let hashes = reader.outline().ballot_hashes().iter();
    hashes.map(|hash| hash.to_base64()).collect()
}

/// The path by which the command line names the poll.
fn named(folder: &Path) -> std::path::PathBuf {
    folder.join("data/club/chair")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poll_closed_while_voters_vote_has_every_ballot_that_was_promised() {
    let served = served_from_database();
    let ballots: Vec<String> = (1..=12).map(|voter| served.ballot(voter, 0, 1)).collect();
    let archive = named(served.folder.path());
    let closing = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        poll::close(&archive)
    });
    let mut promised = BTreeSet::new();
    let mut refused = 0;
    for (voter, ballot) in (1..).zip(&ballots) {
        let (status, said) = served
            .cast(&voter.to_string(), &format!("code-{voter}"), ballot)
            .await;
        match status {
            StatusCode::CREATED => {
                promised.insert(said["tracker"].as_str().unwrap().to_owned());
            }
            _ => {
                assert_eq!(said["type"], "urn:veche:problem:poll-not-open", "{said}");
                refused += 1;
            }
        }
        if voter == 6 {
            // Of the first half all are promised or refused before, of the second all after the end.
            while !closing.is_finished() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
    closing.join().unwrap().unwrap();
    assert!(refused >= 6, "voting went on after its end");
    assert_eq!(published(served.store.as_ref()), promised);
    let waiting = apart(|| served.store.waiting("chair").unwrap());
    assert!(waiting.is_empty());
    // The server tells each voter so, and anchors what the command line has appended.
    served.room.publish().await.unwrap();
    for tracker in &promised {
        let address = tracker.replace('+', "-").replace('/', "_");
        let (_, found) = served.get(&format!("{BALLOTS}/{address}")).await;
        assert_eq!(found["state"], "published", "{found}");
        assert!(found["entry"].is_u64(), "{found}");
    }
    let again = apart(|| poll::close(&named(served.folder.path()))).unwrap_err();
    assert!(
        format!("{again:#}").contains("the ballots have ended"),
        "{again:#}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_published_before_voting_ends() {
    let served = served_from_database();
    let (status, said) = served.cast("1", "code-1", &served.ballot(1, 0, 1)).await;
    assert_eq!(status, StatusCode::CREATED, "{said}");
    assert!(published(served.store.as_ref()).is_empty(), "it waits");
    apart(|| poll::close(&named(served.folder.path()))).unwrap();
    assert_eq!(
        published(served.store.as_ref()),
        BTreeSet::from([said["tracker"].as_str().unwrap().to_owned()])
    );
    // The rest of the poll, and the record, are written by the same names.
    apart(|| poll::tally(&named(served.folder.path()), true)).unwrap();
    served.room.publish().await.unwrap();
    let keys = served.folder.path().join("keys");
    std::fs::create_dir_all(&keys).unwrap();
    let (log, committee) = (keys.join("log.key"), keys.join("committee.key"));
    veche::election::keys::write_log(&log, &served.told.log_key()).unwrap();
    veche::election::keys::write(&committee, &served.told.key("committee")).unwrap();
    let request = anchor::Request {
        poll: "chair".to_owned(),
        archive: None,
        contest: None,
        question: 1,
        options: Vec::new(),
        key: committee,
    };
    let election = served.folder.path().join("data/club");
    apart(|| anchor::anchor(&election, &request, &log)).unwrap();
    let verified = apart(|| {
        verify::verify(&verify::Request {
            path: election,
            quiet: true,
            json: true,
            ..verify::Request::default()
        })
    });
    assert_eq!(verified.unwrap(), Exit::Sound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poll_in_a_served_folder_is_not_closed_without_the_ballots_that_wait() {
    let served = served();
    let (status, said) = served.cast("1", "code-1", &served.ballot(1, 0, 1)).await;
    assert_eq!(status, StatusCode::CREATED, "{said}");
    let archive = served.folder.path().join("club/polls/chair.bel");
    let refused = poll::close(&archive).unwrap_err();
    assert!(
        format!("{refused:#}").contains("stop that server first"),
        "{refused:#}"
    );
    let super::support::Served {
        room,
        store,
        router,
        folder,
        ..
    } = served;
    room.stop();
    drop((room, store, router));
    poll::close(&archive).unwrap();
    let store = super::support::place(folder.path());
    assert_eq!(published(store.as_ref()).len(), 1);
}
