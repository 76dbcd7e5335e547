//! Any request at all: a problem document, nothing recorded, nothing lost.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use tower::ServiceExt;

use super::support::{BALLOTS, served};

#[tokio::test]
async fn what_cannot_be_answered_is_a_problem_with_a_name_and_a_sentence() {
    let served = served();
    let requests: &[(&str, &str, &str, StatusCode, &str)] = &[
        (
            "GET",
            "/api/v1/e/nobody",
            "",
            StatusCode::NOT_FOUND,
            "not-found",
        ),
        (
            "GET",
            "/e/club/record/.lock",
            "",
            StatusCode::NOT_FOUND,
            "not-found",
        ),
        (
            "GET",
            "/e/club/../private/rows",
            "",
            StatusCode::NOT_FOUND,
            "not-found",
        ),
        (
            "GET",
            "/e/club/polls/none.bel",
            "",
            StatusCode::NOT_FOUND,
            "not-found",
        ),
        (
            "GET",
            "/api/v1/e/club/entries/999/proof",
            "",
            StatusCode::NOT_FOUND,
            "not-found",
        ),
        ("POST", BALLOTS, "", StatusCode::BAD_REQUEST, "malformed"),
        ("POST", BALLOTS, "{}", StatusCode::BAD_REQUEST, "malformed"),
        (
            "POST",
            BALLOTS,
            "{\"login\":1}",
            StatusCode::BAD_REQUEST,
            "malformed",
        ),
        (
            "POST",
            "/api/v1/e/club/polls/none/ballots",
            "{\"login\":\"1\",\"code\":\"2\",\"ballot\":\"\"}",
            StatusCode::NOT_FOUND,
            "not-found",
        ),
        (
            "POST",
            "/api/v1/e/club/entries",
            "{\"entry\":{}}",
            StatusCode::BAD_REQUEST,
            "malformed",
        ),
        (
            "DELETE",
            "/api/v1/e/club",
            "",
            StatusCode::METHOD_NOT_ALLOWED,
            "wrong-method",
        ),
        (
            "GET",
            &format!("{BALLOTS}/short"),
            "",
            StatusCode::BAD_REQUEST,
            "malformed",
        ),
    ];
    for (method, path, body, expected, word) in requests {
        let request = Request::builder()
            .method(*method)
            .uri(*path)
            .header("content-type", "application/json")
            .body(Body::from((*body).to_owned()))
            .unwrap();
        let (status, bytes) = served.ask(request).await;
        let problem: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        assert_eq!(status, *expected, "{method} {path} {body}: {problem}");
        assert_eq!(
            problem["type"],
            format!("urn:veche:problem:{word}"),
            "{method} {path}"
        );
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_answer_forbids_what_is_inline_or_from_elsewhere_and_sets_no_cookie() {
    let served = served();
    for path in [
        "/health",
        "/api/v1/elections",
        "/e/club/record/checkpoint",
        "/nowhere",
    ] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = served.router.clone().oneshot(request).await.unwrap();
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"),
            "{path}"
        );
        assert!(headers.contains_key("strict-transport-security"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(!headers.contains_key("set-cookie"), "{path}");
    }
}

#[tokio::test]
async fn any_page_may_read_the_record_and_send_and_no_page_is_told_who_was_here_before() {
    let served = served();
    for (method, path, shared) in [
        ("GET", "/e/club/record/checkpoint", true),
        ("GET", "/e/club/polls/chair.bel", true),
        ("GET", "/e/club/verify.en.html", true),
        ("GET", "/e/club/record/nothing", true),
        ("GET", "/api/v1/e/club", true),
        ("POST", BALLOTS, true),
        ("OPTIONS", BALLOTS, true),
        ("OPTIONS", "/api/v1/e/club/entries", true),
        ("GET", "/en/e/club/", false),
        ("POST", "/rehearsal/club/end", false),
        ("GET", "/metrics", false),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("origin", "null")
            .header("content-type", "application/json")
            .body(Body::empty())
            .unwrap();
        let response = served.router.clone().oneshot(request).await.unwrap();
        let headers = response.headers();
        let origin = headers.get("access-control-allow-origin");
        assert_eq!(origin.is_some(), shared, "{method} {path}");
        assert!(origin.is_none_or(|origin| origin == "*"), "{method} {path}");
        assert!(
            !headers.contains_key("access-control-allow-credentials"),
            "{method} {path}"
        );
        if method == "OPTIONS" {
            assert_eq!(response.status(), StatusCode::NO_CONTENT, "{path}");
            assert_eq!(headers["access-control-allow-headers"], "content-type");
            assert_eq!(headers["access-control-allow-methods"], "GET, POST");
        }
    }
}

#[test]
fn no_bytes_as_a_ballot_request_make_the_server_fail_or_record() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let served = runtime.block_on(async { served() });
    let mut runner = TestRunner::new(Config::with_cases(64));
    let bytes = proptest::collection::vec(proptest::num::u8::ANY, 0..400);
    runner
        .run(&bytes, |bytes| {
            let request = Request::post(BALLOTS)
                .header("content-type", "application/json")
                .body(Body::from(bytes))
                .unwrap();
            let (status, _) = runtime.block_on(served.ask(request));
            assert!(status.is_client_error(), "{status}");
            Ok(())
        })
        .unwrap();
    assert!(served.store.waiting("chair").unwrap().is_empty());
}

#[tokio::test]
async fn an_entry_is_given_byte_for_byte() {
    let served = served();
    let (status, bytes) = served.bytes("/api/v1/e/club/entries/2").await;
    assert_eq!(status, StatusCode::OK);
    let leaf = veche_store::place::entry_at(served.store.as_ref(), 2).unwrap();
    assert_eq!(Some(bytes), leaf);
    assert_eq!(
        served.get("/api/v1/e/club/entries/99").await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_public_files_are_those_of_the_folder_byte_for_byte() {
    let served = served();
    let club = served.folder.path().join("club");
    for path in [
        "record/checkpoint",
        "record/tile/entries/000.p/6",
        "polls/chair.bel",
    ] {
        let (status, bytes) = served.bytes(&format!("/e/club/{path}")).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(bytes, std::fs::read(club.join(path)).unwrap(), "{path}");
    }
}

#[tokio::test]
async fn news_begin_with_what_there_is_tell_what_comes_and_end_when_the_server_stops() {
    let served = served();
    let request = Request::get("/api/v1/e/club/events");
    let request = request.body(Body::empty()).unwrap();
    let response = served.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let (status, answer) = served.cast("1", "code-1", &served.ballot(1, 0, 1)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    served.room.publish().await.unwrap();
    served.house.upgrade().unwrap().end_news();
    let whole = to_bytes(response.into_body(), 1 << 16);
    let whole = tokio::time::timeout(Duration::from_secs(10), whole).await;
    let told = String::from_utf8(whole.expect("it ends").unwrap().to_vec()).unwrap();
    let told: Vec<_> = told
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .collect();
    assert_eq!(told, ["6", "7"]);
}
