//! Events: what parses is written again byte for byte.

use veche_poll::event::Event;

use crate::poll::POLL;

/// Parses an event.
pub fn target(data: &[u8]) {
    if let Ok(event) = Event::parse(data) {
        assert_eq!(event.to_bytes(), data);
        assert_eq!(Event::parse(&event.to_bytes()), Ok(event));
    }
}

/// The events of the poll.
pub fn seeds() -> Vec<Vec<u8>> {
    POLL.steps
        .iter()
        .map(|step| step.event.to_bytes())
        .collect()
}
