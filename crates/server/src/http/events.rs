//! News as they happen (Server-Sent Events): the record has grown.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use tokio::sync::broadcast::error::RecvError;

use super::problem::Problem;
use crate::house::House;

/// `GET /api/v1/e/NAME/events`: an event `grown` with the number of entries, whenever there are more.
pub async fn news(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let news = house.room(&name)?.news();
    let stream = unfold(news, |mut news| async move {
        loop {
            match news.recv().await {
                Ok(entries) => {
                    let event = Event::default().event("grown").data(entries.to_string());
                    return Some((Ok(event), news));
                }
                // Only the newest number matters.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}
