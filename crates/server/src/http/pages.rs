//! Pages for people, and their JSON twins.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{self, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::problem::Problem;
use crate::house::House;
use crate::pages::{self, Page, PageError, Place, Query, render};
use crate::shown::{StoreTexts, Texts};
use crate::words::Language;

/// `GET /`: the front page in the reader's language.
pub async fn front(headers: HeaderMap) -> Redirect {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let language = Language::preferred(wanted);
    Redirect::temporary(&format!("/{}/", language.tag()))
}

/// Every page: `/LANGUAGE/…/`, and its twin `/LANGUAGE/…/index.json`.
pub async fn page(
    State(house): State<Arc<House>>,
    uri: Uri,
    query: Result<extract::Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, Problem> {
    // What cannot be understood is as if it were absent.
    let pairs = query.map_or_else(|_| Vec::new(), |extract::Query(pairs)| pairs);
    let rendering = tokio::task::spawn_blocking(move || answer(&house, uri.path(), &pairs));
    rendering.await.map_err(|_| Problem::internal())?
}

fn answer(house: &House, path: &str, query: &[(String, String)]) -> Result<Response, Problem> {
    let nothing = || Problem::not_found(format!("Nothing is at {path}."));
    let (tag, rest) = path
        .trim_start_matches('/')
        .split_once('/')
        .ok_or_else(nothing)?;
    let language = Language::of_tag(tag).ok_or_else(nothing)?;
    let (rest, twin) = match rest.strip_suffix("index.json") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    if let Some(of) = rest.strip_suffix("feed.xml") {
        return feed(house, of, language, path);
    }
    let place = Place::parse(rest);
    let page = make(house, &place, language, query);
    let (status, page) = match page {
        Err(PageError::NotFound(_)) => (StatusCode::NOT_FOUND, pages::not_found(rest, language)),
        _ if place == Place::NotFound => (StatusCode::NOT_FOUND, pages::not_found(rest, language)),
        other => (StatusCode::OK, other),
    };
    let page = page.map_err(|error| {
        tracing::error!(%error, path, "a page cannot be made");
        Problem::internal()
    })?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok(match twin {
        true => (status, Json(page.json)).into_response(),
        false => (status, headers, page.html).into_response(),
    })
}

/// The news of an election, for a program that reads such.
fn feed(house: &House, of: &str, language: Language, path: &str) -> Result<Response, Problem> {
    let nothing = || Problem::not_found(format!("Nothing is at {path}."));
    let Place::Election(name) = Place::parse(of) else {
        return Err(nothing());
    };
    let feed = pages::feed(
        &name,
        language,
        &house.shown(),
        &texts_of(house),
        House::today(),
    );
    match feed {
        Ok(feed) => Ok((
            [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")],
            feed,
        )
            .into_response()),
        Err(PageError::NotFound(_)) => Err(nothing()),
        Err(error) => {
            tracing::error!(%error, path, "a feed cannot be made");
            Err(Problem::internal())
        }
    }
}

fn texts_of(house: &House) -> impl Fn(&str) -> Box<dyn Texts> + '_ {
    |name| {
        let room = house.room(name).ok();
        Box::new(StoreTexts(room.map(|room| Arc::clone(&room.store))))
    }
}

fn make(
    house: &House,
    place: &Place,
    language: Language,
    query: &[(String, String)],
) -> Result<Page, PageError> {
    let pairs = query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let query = Query::new(pairs);
    render(
        place,
        language,
        &query,
        &house.shown(),
        &texts_of(house),
        House::today(),
    )
}

/// In which language who ends a rehearsal reads.
#[derive(serde::Deserialize)]
pub struct Ended {
    language: Option<String>,
}

/// `POST /rehearsal/NAME/end`: ends a rehearsal, so that its result can be seen. Only a demonstration knows the trustees'
/// keys, and only there is this possible.
pub async fn end_rehearsal(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    query: Result<extract::Query<Ended>, QueryRejection>,
) -> Result<Redirect, Problem> {
    let room = house.room(&name)?;
    let wanted = query.ok().and_then(|extract::Query(ended)| ended.language);
    let language = wanted
        .and_then(|tag| Language::of_tag(&tag))
        .unwrap_or(Language::English);
    let ending = house.ending.clone().ok_or_else(|| {
        Problem::not_found("This is no demonstration: polls are ended by who runs them.")
    })?;
    room.publish().await?;
    let title = name.clone();
    let outcome = tokio::task::spawn_blocking(move || ending(&title));
    outcome
        .await
        .map_err(|_| Problem::internal())?
        .map_err(|reason| {
            Problem::new(
                StatusCode::CONFLICT,
                "rehearsal",
                "The rehearsal cannot be ended",
                reason,
            )
        })?;
    room.publish().await?;
    Ok(Redirect::to(&format!(
        "/{}/e/{name}/count/",
        language.tag()
    )))
}
