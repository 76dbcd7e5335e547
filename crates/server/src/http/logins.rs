//! Asking for a code by mail, and setting a password.

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
use crate::words::Language;

/// Who wants a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// The login's name.
    login: String,
    /// The language of the mail: `en`, `be` or `ru`; English if it is not given.
    #[serde(default)]
    language: Option<String>,
}

/// What everybody is told who asks for a code.
#[derive(Serialize, ToSchema)]
pub struct CodeAnswer {
    /// What happens now.
    detail: &'static str,
}

/// A password that is to be set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordRequest {
    /// The login's name.
    login: String,
    /// Its code, mailed or made beforehand, or the password of before.
    #[schema(value_type = String)]
    code: Zeroizing<String>,
    /// The password from now on: 12 characters or more, at most 1,000 bytes.
    #[schema(value_type = String, min_length = 12)]
    password: Zeroizing<String>,
}

/// Asks for a code by mail, with which a ballot can be cast and a password set. It is good for a quarter of an hour, and
/// takes the place of the one before.
///
/// The answer is the same whether there is such a login or not, whether it has an address or not, and whether it was sent
/// as many mails as it gets in an hour.
#[utoipa::path(post, path = "/api/v1/e/{name}/polls/{poll}/codes",
    params(("name" = String, Path), ("poll" = String, Path)), request_body = CodeRequest,
    responses((status = 202, body = CodeAnswer), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn ask_code(
    State(house): State<Arc<House>>,
    Path((name, poll)): Path<(String, String)>,
    request: Result<Json<CodeRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<CodeAnswer>), Problem> {
    let room = house.room(&name)?;
    let Json(request) = request.map_err(|error| Problem::malformed(error.body_text()))?;
    let language = request.language.as_deref().and_then(Language::of_tag);
    room.ask_code(&poll, request.login, language.unwrap_or(Language::English))?;
    let detail = "If this login has a mail address, a code is on its way. A login gets five mails an hour at most.";
    Ok((StatusCode::ACCEPTED, Json(CodeAnswer { detail })))
}

/// Sets a password for a login. Durable when it is answered; from then on a code made beforehand opens it no longer. A
/// code by mail still does, and sets another password if this one is lost.
#[utoipa::path(post, path = "/api/v1/e/{name}/polls/{poll}/password",
    params(("name" = String, Path), ("poll" = String, Path)), request_body = PasswordRequest,
    responses((status = 204), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem), (status = 507, body = Problem)))]
pub async fn set_password(
    State(house): State<Arc<House>>,
    Path((name, poll)): Path<(String, String)>,
    request: Result<Json<PasswordRequest>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let room = house.room(&name)?;
    let Json(request) = request.map_err(|error| Problem::malformed(error.body_text()))?;
    room.set_password(&poll, &request.login, request.code, request.password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
