//! News as they happen (Server-Sent Events): the record has grown.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::sync::broadcast::error::RecvError;

use super::problem::Problem;
use crate::house::House;

/// News (Server-Sent Events): an event `grown` with the number of entries, at once and whenever there are more. The first tells a
/// reader of what was recorded between the page and this.
#[utoipa::path(get, path = "/api/v1/e/{name}/events", params(("name" = String, Path)),
    responses((status = 200, content_type = "text/event-stream"), (status = 404, body = Problem)))]
pub async fn news(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let room = house.room(&name)?;
    // In this order, so that nothing is recorded between the two and told by neither.
    let news = room.news();
    let now = room.shown().election.len();
    let stopping = house.stopping();
    let later = stream::unfold((news, stopping), |(mut news, mut stopping)| async move {
        loop {
            let heard = tokio::select! {
                biased;
                heard = news.recv() => heard,
                _ = stopping.wait_for(|stopping| *stopping) => return None,
            };
            match heard {
                Ok(entries) => return Some((entries, (news, stopping))),
                // Only the newest number matters.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    let stream = stream::iter([now]).chain(later).map(|entries| {
        let event = Event::default().event("grown");
        Ok(event.data(entries.to_string()))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}
