//! The description of the API for programs (OpenAPI), made from the code.

use axum::Json;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Description;

use super::{api, ballots, entries, problem};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Veche",
        description = "What a server of elections answers to programs. The public files of an election lie below /e/NAME/ \
                       as docs/record.md has them. Every refusal is a problem document (RFC 9457)."
    ),
    paths(
        api::elections,
        api::election,
        api::poll_election,
        api::ballot,
        api::tracker_code,
        api::credential,
        api::entry,
        api::proof,
        ballots::cast,
        entries::work,
        entries::record
    ),
    components(schemas(problem::Problem))
)]
struct Api;

/// The description.
pub fn description() -> Description {
    Api::openapi()
}

/// `GET /api/v1/openapi.json`
pub async fn get() -> Json<Description> {
    Json(description())
}
