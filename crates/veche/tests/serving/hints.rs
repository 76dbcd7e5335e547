//! Hints that the server makes as ballots are published.

use std::time::Duration;

use axum::http::StatusCode;
use veche_crypto::group::Ed25519;
use veche_poll::hints::make;
use veche_poll::verify::{Options, Verdict};

use super::support::{Served, apart, served, served_with_hints};

const HINTS: &str = "/e/club/polls/chair.hints";

async fn cast(served: &Served, voter: usize, first: usize) {
    let ballot = apart(|| served.ballot(voter, first, 1));
    let (name, code) = (voter.to_string(), format!("code-{voter}"));
    let (status, said) = served.cast(&name, &code, &ballot).await;
    assert_eq!(status, StatusCode::CREATED, "{said}");
}

/// Waits until the hints are those of the archive as it is.
async fn hints_of_all_ballots(served: &Served) -> Vec<u8> {
    let (_, archive) = served.bytes("/e/club/polls/chair.bel").await;
    let (expected, report) = apart(|| make::<Ed25519>(&archive, Options::new([7; 32])));
    assert_eq!(report.verdict(), Verdict::Sound);
    for _ in 0..200 {
        let (status, hints) = served.bytes(HINTS).await;
        if status == StatusCode::OK && hints == expected {
            return hints;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the hints are not those of the archive after 20 s");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hints_follow_the_ballots_that_are_published() {
    let served = served_with_hints();
    for voter in [1, 2] {
        cast(&served, voter, 0).await;
    }
    served.room.publish().await.unwrap();
    let two = hints_of_all_ballots(&served).await;
    assert!(two.starts_with(b"veche hints 1\n"));
    cast(&served, 1, 1).await;
    served.room.publish().await.unwrap();
    let three = hints_of_all_ballots(&served).await;
    assert!(three.starts_with(&two) && three.len() > two.len());
}

#[tokio::test]
async fn there_are_no_hints_of_what_is_no_poll_and_none_where_none_are_made() {
    let with = served_with_hints();
    for path in [
        "nobody.hints",
        "..%2Fchair.hints",
        ".hints",
        "chair.hints.new",
    ] {
        let (status, _) = with.bytes(&format!("/e/club/polls/{path}")).await;
        assert_ne!(status, StatusCode::OK, "{path}");
    }
    assert_eq!(served().bytes(HINTS).await.0, StatusCode::NOT_FOUND);
}
