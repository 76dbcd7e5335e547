//! Casting.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::problem::Problem;
use crate::house::House;
use crate::room::cast::Casting;

/// What a voter's program sends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CastRequest {
    /// The login's name.
    login: String,
    /// Its code or password.
    #[schema(value_type = String)]
    code: Zeroizing<String>,
    /// The signed ballot, exactly as it was made.
    ballot: String,
}

/// What a voter is told.
#[derive(Serialize, ToSchema)]
pub struct CastAnswer {
    /// The tracker: the SHA-256 of the ballot, in Base64.
    tracker: String,
    /// The signed promise that the ballot will be published: a note of the log's key. Absent if it is published already.
    #[serde(skip_serializing_if = "Option::is_none")]
    promise: Option<String>,
}

/// Casts a ballot. Durable when it is answered; published in the next window.
///
/// Whoever votes again sends another ballot with the same credential; the last one counts.
#[utoipa::path(post, path = "/api/v1/e/{name}/polls/{poll}/ballots",
    params(("name" = String, Path), ("poll" = String, Path)), request_body = CastRequest,
    responses((status = 201, body = CastAnswer), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem), (status = 507, body = Problem)))]
pub async fn cast(
    State(house): State<Arc<House>>,
    Path((name, poll)): Path<(String, String)>,
    request: Result<Json<CastRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<CastAnswer>), Problem> {
    let room = house.room(&name)?;
    let Json(request) = request.map_err(|error| Problem::malformed(error.body_text()))?;
    let casting = Casting {
        login: request.login,
        code: request.code,
        ballot: request.ballot.into_bytes(),
    };
    let accepted = room.cast(&poll, casting).await?;
    Ok((
        StatusCode::CREATED,
        Json(CastAnswer {
            tracker: accepted.tracker,
            promise: accepted.promise,
        }),
    ))
}
