//! Events: the links of the chain that an archive is (spec §Public data).

use std::fmt::{self, Write as _};

use serde::Deserialize;
use thiserror::Error;
use veche_crypto::wire;

use crate::hash::Hash;

/// What an event says has happened (spec §Public data, `event_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum EventKind {
    /// The election, its trustees and its credentials are fixed.
    Setup,
    /// A ballot was cast.
    Ballot,
    /// No ballot is accepted any more.
    EndBallots,
    /// The ballots were added up without being opened.
    EncryptedTally,
    /// A trustee shuffled the answers that cannot be added up.
    Shuffle,
    /// No shuffle is accepted any more.
    EndShuffles,
    /// A trustee did its part of the decryption.
    PartialDecryption,
    /// The result was published.
    Result,
}

impl EventKind {
    /// All kinds, in the order in which they appear in an archive.
    pub const ALL: [Self; 8] = [
        Self::Setup,
        Self::Ballot,
        Self::EndBallots,
        Self::EncryptedTally,
        Self::Shuffle,
        Self::EndShuffles,
        Self::PartialDecryption,
        Self::Result,
    ];

    /// The name of the kind as it stands in the archive.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Setup => "Setup",
            Self::Ballot => "Ballot",
            Self::EndBallots => "EndBallots",
            Self::EncryptedTally => "EncryptedTally",
            Self::Shuffle => "Shuffle",
            Self::EndShuffles => "EndShuffles",
            Self::PartialDecryption => "PartialDecryption",
            Self::Result => "Result",
        }
    }

    /// Whether an event of this kind has a payload. Each kind either always has one or never.
    #[must_use]
    pub fn has_payload(self) -> bool {
        !matches!(self, Self::EndBallots | Self::EndShuffles)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One link of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The hash of the event before this one; absent in the first.
    pub parent: Option<Hash>,
    /// How many events stand before this one.
    pub height: u64,
    /// What happened.
    pub kind: EventKind,
    /// The hash of the data that tells the details; absent for the kinds without payload.
    pub payload: Option<Hash>,
}

/// Why some bytes are not an [`Event`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EventError {
    /// The bytes are not a JSON object with the fields of an event.
    #[error("not an event: {0}")]
    Syntax(String),
    /// The bytes mean an event, but are not the bytes that the reference writes for it.
    #[error("not in canonical form: the event should read {0}")]
    NotCanonical(String),
}

/// An event as JSON has it, before its form is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    parent: Option<Hash>,
    height: u64,
    #[serde(rename = "type")]
    kind: EventKind,
    payload: Option<Hash>,
}

impl Event {
    /// Reads an event. The bytes must be exactly those that [`Event::to_bytes`] writes: fields in the order parent,
    /// height, type, payload, no spaces, nothing unknown and nothing twice. The independent tool writes events anew
    /// from their meaning when it checks an archive, and so refuses any other bytes too.
    ///
    /// # Errors
    ///
    /// [`EventError`] if the bytes are no event, or not in canonical form.
    pub fn parse(bytes: &[u8]) -> Result<Self, EventError> {
        let Raw {
            parent,
            height,
            kind,
            payload,
        } = wire::read(bytes).map_err(|error| EventError::Syntax(error.to_string()))?;
        let event = Self {
            parent,
            height,
            kind,
            payload,
        };
        if event.to_json().as_bytes() == bytes {
            Ok(event)
        } else {
            Err(EventError::NotCanonical(event.to_json()))
        }
    }

    /// The bytes of the event as the reference writes them. Their hash is the name of the event.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_json().into_bytes()
    }

    fn to_json(self) -> String {
        let mut json = String::from("{");
        // Writing into a `String` cannot fail.
        if let Some(parent) = self.parent {
            let _ = write!(json, "\"parent\":\"{parent}\",");
        }
        let _ = write!(
            json,
            "\"height\":{},\"type\":\"{}\"",
            self.height, self.kind
        );
        if let Some(payload) = self.payload {
            let _ = write!(json, ",\"payload\":\"{payload}\"");
        }
        json.push('}');
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P: &str = "71987d4b9a50b55352e017b8cbb422c56e226a7546e288934f555e63671461d4";
    const D: &str = "832fe833c23803bb730e1a9db6f09abbd36f19b5b6d32e6dd5e50bbd4d7a5c6f";

    #[test]
    fn an_event_reads_and_writes_as_the_reference_does() {
        let text = format!(r#"{{"parent":"{P}","height":1,"type":"Ballot","payload":"{D}"}}"#);
        let event = Event::parse(text.as_bytes()).unwrap();
        assert_eq!(event.parent.unwrap().to_string(), P);
        assert_eq!((event.height, event.kind), (1, EventKind::Ballot));
        assert_eq!(event.payload.unwrap().to_string(), D);
        assert_eq!(event.to_bytes(), text.as_bytes());
        let bare = br#"{"height":0,"type":"EndBallots"}"#;
        assert_eq!(Event::parse(bare).unwrap().to_bytes(), bare);
    }

    #[test]
    fn every_other_spelling_of_an_event_is_refused() {
        let refused = [
            (
                "a space",
                format!(r#"{{"parent":"{P}", "height":1,"type":"Ballot","payload":"{D}"}}"#),
            ),
            (
                "a newline after it",
                format!("{{\"parent\":\"{P}\",\"height\":1,\"type\":\"Ballot\"}}\n"),
            ),
            (
                "fields in another order",
                format!(r#"{{"height":1,"parent":"{P}","type":"Ballot","payload":"{D}"}}"#),
            ),
            (
                "a field twice",
                format!(r#"{{"parent":"{P}","height":1,"height":1,"type":"Ballot"}}"#),
            ),
            (
                "an unknown field",
                format!(r#"{{"parent":"{P}","height":1,"type":"Ballot","x":1}}"#),
            ),
            (
                "an unknown type",
                format!(r#"{{"parent":"{P}","height":1,"type":"Recount"}}"#),
            ),
            (
                "the type in capitals",
                format!(r#"{{"parent":"{P}","height":1,"type":"BALLOT"}}"#),
            ),
            (
                "null for an absent parent",
                r#"{"parent":null,"height":0,"type":"EndBallots"}"#.into(),
            ),
            (
                "an array for the object",
                format!(r#"["{P}",1,"Ballot","{D}"]"#),
            ),
            ("an escape", r#"{"height":0,"type":"\u0053etup"}"#.into()),
            ("a fraction", r#"{"height":0.0,"type":"Setup"}"#.into()),
            (
                "a negative height",
                r#"{"height":-1,"type":"Setup"}"#.into(),
            ),
            ("a leading zero", r#"{"height":01,"type":"Setup"}"#.into()),
            (
                "a height in words",
                r#"{"height":"1","type":"Setup"}"#.into(),
            ),
            (
                "a hash in capitals",
                format!(
                    r#"{{"height":0,"type":"Setup","payload":"{}"}}"#,
                    D.to_uppercase()
                ),
            ),
            ("no height", r#"{"type":"Setup"}"#.into()),
            ("no type", r#"{"height":0}"#.into()),
            ("nothing", String::new()),
        ];
        for (flaw, text) in refused {
            assert!(
                Event::parse(text.as_bytes()).is_err(),
                "{flaw} was accepted: {text}"
            );
        }
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let hash = || proptest::option::of(any::<[u8; 8]>().prop_map(|bytes| Hash::of(&bytes)));
        (hash(), any::<u64>(), 0..8_usize, hash()).prop_map(|(parent, height, kind, payload)| {
            Event {
                parent,
                height,
                kind: EventKind::ALL[kind],
                payload,
            }
        })
    }

    proptest! {
        #[test]
        fn any_event_survives_writing_and_reading(event in any_event()) {
            prop_assert_eq!(Event::parse(&event.to_bytes()), Ok(event));
        }

        #[test]
        fn an_event_with_a_byte_changed_is_refused_or_is_canonical(event in any_event(), at: usize, byte: u8) {
            let mut bytes = event.to_bytes();
            let at = at % bytes.len();
            bytes[at] = byte;
            if let Ok(event) = Event::parse(&bytes) {
                prop_assert_eq!(event.to_bytes(), bytes);
            }
        }

        #[test]
        fn no_bytes_make_the_parser_panic(bytes: Vec<u8>) {
            let _ = Event::parse(&bytes);
        }
    }
}
