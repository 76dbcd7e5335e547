//! The door: which address leads where, and what holds for every answer.
//!
//! | module | subject |
//! | --- | --- |
//! | [`problem`] | what is told to who asked for something that cannot be |
//! | [`pages`] | pages for people, and their JSON twins |
//! | [`assets`] | style, programs for the browser |
//! | [`files`] | the public files of an election, as they lie in its folder |
//! | [`api`] | what there is, where a ballot is |
//! | [`ballots`] | casting |
//! | [`logins`] | asking for a code by mail, setting a password |
//! | [`entries`] | recording what was signed elsewhere |
//! | [`events`] | news as they happen |
//! | [`openapi`] | the description of the API for programs |
//! | [`guard`] | headers, limits, what is noted of a request, and what never is |

pub mod api;
pub mod assets;
pub mod ballots;
pub mod entries;
pub mod events;
pub mod files;
pub mod guard;
pub mod logins;
pub mod openapi;
pub mod pages;
pub mod problem;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::house::House;
use problem::Problem;

/// The longest ballot request, in bytes: a ballot has about 1,700 bytes a choice.
const BALLOT: usize = 2 << 20;
/// The longest request about a login, in bytes.
const LOGIN: usize = 16 << 10;
/// The longest entry with its bodies, in bytes. The call of an election may allow less.
const PARCEL: usize = 16 << 20;
/// How long a request may take to come, in seconds.
const SECONDS: u64 = 60;

/// Everything that a server answers.
pub fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/", get(pages::front))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .route("/assets/{*name}", get(assets::get))
        .route("/e/{name}/{*path}", get(files::get))
        .route("/api/v1/openapi.json", get(openapi::get))
        .route("/api/v1/work", get(entries::work))
        .route("/api/v1/elections", get(api::elections))
        .route("/api/v1/e/{name}", get(api::election))
        .route("/api/v1/e/{name}/events", get(events::news))
        .route(
            "/api/v1/e/{name}/entries",
            post(entries::record).layer(DefaultBodyLimit::max(PARCEL)),
        )
        .route("/api/v1/e/{name}/entries/{number}", get(api::entry))
        .route("/api/v1/e/{name}/entries/{number}/proof", get(api::proof))
        .route(
            "/api/v1/e/{name}/polls/{poll}/election",
            get(api::poll_election),
        )
        .route(
            "/api/v1/e/{name}/polls/{poll}/ballots",
            post(ballots::cast).layer(DefaultBodyLimit::max(BALLOT)),
        )
        .route(
            "/api/v1/e/{name}/polls/{poll}/codes",
            post(logins::ask_code).layer(DefaultBodyLimit::max(LOGIN)),
        )
        .route(
            "/api/v1/e/{name}/polls/{poll}/password",
            post(logins::set_password).layer(DefaultBodyLimit::max(LOGIN)),
        )
        .route(
            "/api/v1/e/{name}/polls/{poll}/ballots/{tracker}",
            get(api::ballot),
        )
        .route(
            "/api/v1/e/{name}/polls/{poll}/ballots/{tracker}/qr.svg",
            get(api::tracker_code),
        )
        .route(
            "/api/v1/e/{name}/polls/{poll}/credentials/{credential}",
            get(api::credential),
        )
        .route("/rehearsal/{name}/end", post(pages::end_rehearsal))
        .fallback(pages::page)
        .method_not_allowed_fallback(wrong_method)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(SECONDS),
        ))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(guard::guard))
        .with_state(house)
}

/// Whether it reads and writes.
#[utoipa::path(get, path = "/health",
    responses((status = 200, content_type = "text/plain"), (status = 503, body = Problem)))]
async fn health(State(house): State<Arc<House>>) -> Result<&'static str, Problem> {
    let trouble = house.rooms().find_map(|room| room.trouble());
    match trouble {
        None => Ok("well\n"),
        Some(_) => Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "cannot-write",
            "The server cannot write",
            "Reading goes on. What is wrong stands in the server's log.",
        )),
    }
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", responses((status = 200, content_type = "text/plain")))]
async fn metrics(State(house): State<Arc<House>>) -> String {
    house.figures.render()
}

async fn wrong_method(method: Method, uri: Uri) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "wrong-method",
        "Not in this way",
        format!("{method} is not possible for {}.", uri.path()),
    )
}
