//! Ballots: what is accepted, promised, published, and what is refused.

use axum::http::StatusCode;
use serde_json::Value;
use veche_election::promise::UncheckedPromise;
use veche_poll::hash::Hash;
use veche_record::note::VerifierKey;

use super::support::{BALLOTS, Served, apart, served, served_from_database, window};

fn tracker_of(ballot: &str) -> String {
    Hash::of(ballot.as_bytes()).to_base64()
}

async fn state(served: &Served, ballot: &str) -> String {
    let tracker = tracker_of(ballot).replace('/', "_").replace('+', "-");
    let (status, body) = served.get(&format!("{BALLOTS}/{tracker}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_ballot_is_promised_then_published_anchored_and_proved() {
    let served = served();
    let ballot = served.ballot(1, 0, 1);
    let (status, body) = served.cast("1", "code-1", &ballot).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    assert_eq!(body["tracker"], tracker_of(&ballot));
    assert_eq!(state(&served, &ballot).await, "waiting");

    // The promise is the log's word, and names this ballot.
    let key = served.told.log_key().verifier();
    let promise = body["promise"].as_str().unwrap();
    let promise = UncheckedPromise::parse(promise.as_bytes()).unwrap();
    let promise = promise.verify(&key).unwrap();
    assert_eq!(promise.tracker.to_base64(), tracker_of(&ballot));

    let before = served.room.shown().election.len();
    served.room.publish().await.unwrap();
    assert_eq!(state(&served, &ballot).await, "published");
    assert_eq!(served.room.shown().election.len(), before + 1, "one anchor");
    let path = format!(
        "{BALLOTS}/{}",
        tracker_of(&ballot).replace('/', "_").replace('+', "-")
    );
    let entry = served.get(&path).await.1["entry"].as_u64().unwrap();
    let proof = format!("/api/v1/e/club/entries/{entry}/proof");
    let (status, proof) = served.bytes(&proof).await;
    assert_eq!(status, StatusCode::OK);
    let proof = veche_record::inclusion::TlogProof::parse(&proof).unwrap();
    let leaf = veche_store::place::entry_at(served.store.as_ref(), entry)
        .unwrap()
        .unwrap();
    proof
        .verify(&leaf, &VerifierKey::parse(&key.to_text()).unwrap())
        .unwrap();
    assert!(served.store.waiting("chair").unwrap().is_empty());
}

#[tokio::test]
async fn the_same_ballot_twice_gets_the_same_tracker_and_stands_once() {
    let served = served();
    let ballot = served.ballot(1, 0, 1);
    let first = served.cast("1", "code-1", &ballot).await;
    let second = served.cast("1", "code-1", &ballot).await;
    assert_eq!(first, second);
    served.room.publish().await.unwrap();
    let third = served.cast("1", "code-1", &ballot).await;
    assert_eq!(third.1["tracker"], first.1["tracker"]);
    served.room.publish().await.unwrap();
    assert_eq!(served.room.shown().polls[0].ballots, 1);
}

#[tokio::test]
async fn of_two_ballots_of_a_credential_the_later_counts() {
    let served = served();
    let (first, second) = (served.ballot(1, 0, 1), served.ballot(1, 1, 2));
    served.cast("1", "code-1", &first).await;
    served.cast("1", "code-1", &second).await;
    served.room.publish().await.unwrap();
    assert_eq!(state(&served, &first).await, "replaced");
    assert_eq!(state(&served, &second).await, "published");
    let shown = served.room.shown();
    assert_eq!((shown.polls[0].ballots, shown.polls[0].counted), (2, 1));
}

#[tokio::test]
async fn every_flaw_of_a_ballot_or_a_login_is_refused_and_leaves_nothing() {
    let served = served();
    let good = served.ballot(1, 0, 1);
    let flaws: &[(&str, &str, &str, String, StatusCode, &str)] = &[
        (
            "a wrong code",
            "1",
            "code-2",
            good.clone(),
            StatusCode::FORBIDDEN,
            "login",
        ),
        (
            "an unknown login",
            "99",
            "code-99",
            good.clone(),
            StatusCode::FORBIDDEN,
            "login",
        ),
        (
            "no code",
            "1",
            "",
            good.clone(),
            StatusCode::FORBIDDEN,
            "login",
        ),
        (
            "another signature",
            "1",
            "code-1",
            good.replace("\"challenge\":\"1", "\"challenge\":\"2")
                .replace("\"challenge\":\"3", "\"challenge\":\"4"),
            StatusCode::UNPROCESSABLE_ENTITY,
            "ballot-invalid",
        ),
        (
            "a space",
            "1",
            "code-1",
            format!("{good} "),
            StatusCode::UNPROCESSABLE_ENTITY,
            "ballot-invalid",
        ),
        (
            "half of it",
            "1",
            "code-1",
            good[..good.len() / 2].to_owned(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "ballot-invalid",
        ),
        (
            "nothing",
            "1",
            "code-1",
            String::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "ballot-invalid",
        ),
    ];
    for (what, login, code, ballot, expected, word) in flaws {
        let (status, body) = served.cast(login, code, ballot).await;
        assert_eq!(status, *expected, "{what}: {body}");
        assert_eq!(body["type"], format!("urn:veche:problem:{word}"), "{what}");
        assert!(!body["detail"].as_str().unwrap().is_empty(), "{what}");
    }
    assert!(served.store.waiting("chair").unwrap().is_empty());
    served.room.publish().await.unwrap();
    assert_eq!(served.room.shown().polls[0].ballots, 0);
}

#[tokio::test]
async fn a_login_casts_with_one_credential_and_a_credential_with_one_login() {
    let served = served();
    assert_eq!(
        served.cast("1", "code-1", &served.ballot(1, 0, 1)).await.0,
        StatusCode::CREATED
    );
    let mine_with_yours = served.cast("1", "code-1", &served.ballot(2, 0, 2)).await;
    let yours_with_mine = served.cast("2", "code-2", &served.ballot(1, 0, 3)).await;
    for (status, body) in [mine_with_yours, yours_with_mine] {
        assert_eq!(status, StatusCode::FORBIDDEN, "{body}");
        assert_eq!(body["type"], "urn:veche:problem:login-bound");
    }
    assert_eq!(
        served.cast("2", "code-2", &served.ballot(2, 0, 4)).await.0,
        StatusCode::CREATED
    );
    assert_eq!(served.store.waiting("chair").unwrap().len(), 2);
}

#[tokio::test]
async fn guessing_codes_closes_the_login_for_a_while() {
    let served = served();
    let ballot = served.ballot(3, 0, 1);
    for _ in 0..10 {
        assert_eq!(
            served.cast("3", "wrong", &ballot).await.0,
            StatusCode::FORBIDDEN
        );
    }
    let (status, body) = served.cast("3", "code-3", &ballot).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{body}");
    assert_eq!(
        served.cast("4", "code-4", &served.ballot(4, 0, 2)).await.0,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn after_a_restart_promised_ballots_are_still_there_and_are_published() {
    let served = served();
    let ballots: Vec<String> = (1..=5)
        .map(|voter| served.ballot(voter, 1, voter as u8))
        .collect();
    for (ballot, voter) in ballots.iter().zip(1..) {
        let cast = served
            .cast(&voter.to_string(), &format!("code-{voter}"), ballot)
            .await;
        assert_eq!(cast.0, StatusCode::CREATED);
    }
    // The process ends without warning: nothing is closed, nothing is published.
    let again = served.restarted();
    for ballot in &ballots {
        assert_eq!(state(&again, ballot).await, "waiting");
    }
    again.room.publish().await.unwrap();
    for ballot in &ballots {
        assert_eq!(state(&again, ballot).await, "published");
    }
    assert_eq!(again.room.shown().polls[0].ballots, 5);
}

#[tokio::test]
async fn every_voter_can_see_whether_a_ballot_bears_the_own_credential() {
    let served = served();
    let ballot = served.ballot(1, 0, 1);
    served.cast("1", "code-1", &ballot).await;
    served.room.publish().await.unwrap();
    let credential = |ballot: &str| -> String {
        let ballot: Value = serde_json::from_str(ballot).unwrap();
        ballot["credential"].as_str().unwrap().to_owned()
    };
    let of = |credential: String| format!("/api/v1/e/club/polls/chair/credentials/{credential}");
    let voted = served.get(&of(credential(&ballot))).await.1;
    assert_eq!(voted["tracker"], tracker_of(&ballot));
    let stayed = served.get(&of(credential(&served.ballot(2, 0, 2)))).await.1;
    assert_eq!(
        (&stayed["on_roll"], &stayed["tracker"]),
        (&Value::Bool(true), &Value::Null)
    );
    let nobody = served.get(&of("0".repeat(64))).await.1;
    assert_eq!(nobody["on_roll"], false);
}

#[tokio::test]
async fn a_promise_that_was_not_kept_is_evidence_and_one_that_was_kept_is_not() {
    use veche::commands::record::{Exit, PromiseRequest, promise};
    use veche_election::promise::{Minute, Promise};
    let served = served();
    let club = served.folder.path().join("club");
    let ask = |text: &str| {
        let file = served.folder.path().join("promise.txt");
        std::fs::write(&file, text).unwrap();
        let request = PromiseRequest {
            dir: club.clone(),
            promise: file,
            json: false,
        };
        promise(&request).unwrap()
    };
    let ballot = served.ballot(1, 0, 1);
    let (_, body) = served.cast("1", "code-1", &ballot).await;
    let given = body["promise"].as_str().unwrap().to_owned();
    assert_eq!(ask(&given), Exit::Holds, "not due yet");
    served.room.publish().await.unwrap();
    assert_eq!(ask(&given), Exit::Holds, "kept");

    // A server that dropped the ballot: its log's key signed a promise whose time is over.
    let log = served.told.log_key();
    let kept = UncheckedPromise::parse(given.as_bytes()).unwrap();
    let dropped = Promise {
        tracker: Hash::of(b"a ballot that was never published"),
        by: Minute::parse("2026-01-01T00:00Z").unwrap(),
        ..kept.claims().clone()
    };
    assert_eq!(ask(&dropped.sign(&log).unwrap()), Exit::Fails, "broken");
    let forged = veche_record::note::SigningKey::new(log.key_name().clone(), &[9; 32]);
    assert_eq!(
        ask(&kept.claims().sign(&forged).unwrap()),
        Exit::Fails,
        "forged"
    );
}

#[tokio::test]
async fn when_the_command_line_has_closed_the_poll_no_ballot_is_taken() {
    let served = served_from_database();
    served.cast("1", "code-1", &served.ballot(1, 0, 1)).await;
    served.room.publish().await.unwrap();
    let archive = served.folder.path().join("data/club/chair");
    apart(|| veche::commands::poll::close(&archive)).unwrap();
    served.room.publish().await.unwrap();
    let (status, body) = served.cast("2", "code-2", &served.ballot(2, 0, 2)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
    assert_eq!(body["type"], "urn:veche:problem:poll-not-open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_login_cannot_fill_the_record_with_ballots_and_the_others_go_on_voting() {
    let served = served();
    for seed in 1..=20 {
        let (status, said) = served.cast("1", "code-1", &served.ballot(1, 0, seed)).await;
        assert_eq!(status, StatusCode::CREATED, "{seed}: {said}");
    }
    let (status, said) = served.cast("1", "code-1", &served.ballot(1, 0, 21)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(said["type"], "urn:veche:problem:too-many-ballots");
    // What was cast is told again, and others vote.
    let (status, _) = served.cast("1", "code-1", &served.ballot(1, 0, 20)).await;
    assert_eq!(status, StatusCode::CREATED);
    let (status, _) = served.cast("2", "code-2", &served.ballot(2, 0, 1)).await;
    assert_eq!(status, StatusCode::CREATED);
}

#[test]
fn where_the_call_says_high_risk_ballots_are_published_every_ten_minutes_and_else_every_minute() {
    assert_eq!(window(""), 60);
    assert_eq!(window("high_risk = true"), 600);
}
