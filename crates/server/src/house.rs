//! Everything that one server serves.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;
use veche_election::value::Moment;

use crate::http::problem::Problem;
use crate::room::{Room, RoomError, seed};
use crate::shown::Shown;

/// Elections by name, and what all of them share.
pub struct House {
    rooms: BTreeMap<String, Arc<Room>>,
    /// Known to this process only: what strangers' proofs of work are for.
    pub(crate) secret: [u8; 32],
    /// The figures that `/metrics` shows.
    pub(crate) figures: PrometheusHandle,
    /// Ends a rehearsal: what `veche serve --demo` hands in.
    pub(crate) ending: Option<Ending>,
    stopping: watch::Sender<bool>,
}

/// Ends the rehearsal of this election, so that its result can be seen. Only a demonstration has one.
pub type Ending = Arc<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

impl House {
    /// A house with these rooms.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn new(
        rooms: Vec<Arc<Room>>,
        figures: PrometheusHandle,
        ending: Option<Ending>,
    ) -> Result<Arc<Self>, RoomError> {
        Ok(Arc::new(Self {
            rooms: rooms
                .into_iter()
                .map(|room| (room.name.clone(), room))
                .collect(),
            secret: seed()?,
            figures,
            ending,
            stopping: watch::Sender::new(false),
        }))
    }

    /// The election of this name.
    ///
    /// # Errors
    /// A problem document that says that there is none.
    pub fn room(&self, name: &str) -> Result<Arc<Room>, Problem> {
        self.rooms
            .get(name)
            .cloned()
            .ok_or_else(|| Problem::not_found(format!("There is no election {name} here.")))
    }

    /// All elections, by name.
    pub fn rooms(&self) -> impl Iterator<Item = &Arc<Room>> {
        self.rooms.values()
    }

    /// What readers see of each.
    pub fn shown(&self) -> Vec<Arc<Shown>> {
        self.rooms.values().map(|room| room.shown()).collect()
    }

    /// The day, in UTC.
    pub fn today() -> Date {
        Moment::of(Timestamp::now()).day()
    }

    /// Ends what would never end by itself: streams of news.
    pub fn end_news(&self) {
        self.stopping.send_replace(true);
    }

    /// Turns true when the server is about to stop.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Publishes everything that waits, and ends all writing.
    pub fn stop(&self) {
        for room in self.rooms.values() {
            room.stop();
        }
    }
}
