//! What is told to who asked for something that cannot be: a problem document (RFC 9457) with a name that stays.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use veche_store::keeper::KeeperError;
use veche_store::place::StoreError;

use crate::room::RoomError;
use crate::room::cast::CastError;

/// A problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Its name: `urn:veche:problem:` and a word that is never given to another problem.
    #[serde(rename = "type")]
    pub name: String,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong with this request, in a sentence for a person.
    pub detail: String,
}

impl Problem {
    /// A problem.
    pub fn new(
        status: StatusCode,
        word: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            name: format!("urn:veche:problem:{word}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
        }
    }

    /// There is nothing at this address.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Nothing is here",
            detail,
        )
    }

    /// The request cannot be understood.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "The request cannot be understood",
            detail,
        )
    }

    /// The server itself failed.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The server failed",
            "Nothing was recorded and nothing is lost. Try again; if it stays, tell who runs the server.",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

impl From<RoomError> for Problem {
    fn from(error: RoomError) -> Self {
        match &error {
            RoomError::Keeper(keeper) => match keeper.as_ref() {
                KeeperError::Rejected(_)
                | KeeperError::Form(_)
                | KeeperError::BodyMissing { .. }
                | KeeperError::BodyTooLong { .. }
                | KeeperError::BodyWrong { .. } => Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "entry-rejected",
                    "The entry may not be recorded",
                    error.to_string(),
                ),
                KeeperError::Store(StoreError::Full(_)) => full(),
                _ => unwritable(&error),
            },
            RoomError::Store(store) => match store.as_ref() {
                StoreError::Full(_) => full(),
                _ => unwritable(&error),
            },
            RoomError::NoPoll(_) => Self::not_found(error.to_string()),
            RoomError::ReadOnly => Self::new(
                StatusCode::FORBIDDEN,
                "read-only",
                "Nothing is recorded here",
                error.to_string(),
            ),
            RoomError::Busy | RoomError::Stopping => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "The server is busy",
                error.to_string(),
            ),
            RoomError::NoRandomness
            | RoomError::Password
            | RoomError::Promise(_)
            | RoomError::NotPublished { .. }
            | RoomError::Rejected(_) => unwritable(&error),
        }
    }
}

/// The disk is full.
fn full() -> Problem {
    Problem::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "disk-full",
        "The server has no space left",
        "Nothing was recorded. The disk of the server is full; reading goes on. Tell who runs it, keep your ballot or \
         report, and try again later.",
    )
}

/// Whatever keeps the server from writing. What exactly stands in its log, and is not told to everybody.
fn unwritable(error: &RoomError) -> Problem {
    tracing::error!(%error, "cannot write");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "cannot-write",
        "The server cannot write",
        "Nothing was recorded. Keep what you sent, and try again later; if it stays, tell who runs the server.",
    )
}

impl From<CastError> for Problem {
    fn from(error: CastError) -> Self {
        let detail = error.to_string();
        match error {
            CastError::NoPoll(_) => Self::not_found(detail),
            CastError::NotOpen(_) => Self::new(
                StatusCode::CONFLICT,
                "poll-not-open",
                "The poll does not take ballots now",
                detail,
            ),
            CastError::Login => Self::new(
                StatusCode::FORBIDDEN,
                "login",
                "Login or code are wrong",
                detail,
            ),
            CastError::TooManyTries { .. } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-tries",
                "Too many tries",
                detail,
            ),
            CastError::TooManyBallots { .. } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-ballots",
                "Too many ballots",
                detail,
            ),
            CastError::Password => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "password-unfit",
                "This password cannot be set",
                detail,
            ),
            CastError::NoMail => Self::new(
                StatusCode::CONFLICT,
                "no-mail",
                "No codes are sent by mail",
                detail,
            ),
            CastError::Ballot(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "ballot-invalid",
                "The ballot is not valid",
                detail,
            ),
            CastError::Bound => Self::new(
                StatusCode::FORBIDDEN,
                "login-bound",
                "Login and credential do not belong together",
                format!(
                    "{detail}. Whoever has your login or your credential may have used it: tell the organiser."
                ),
            ),
            CastError::Room(error) => error.into(),
        }
    }
}
