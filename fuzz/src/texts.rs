//! Short texts: what parses shows again as it was, and secrets are not shown.

use veche_crypto::channel::Seed;
use veche_poll::archive::{ArchiveHeader, Timestamp};
use veche_poll::credential::PrivateCredential;
use veche_poll::election::Uuid;
use veche_poll::hash::Hash;
use veche_poll::weight::Weight;

/// Parses a text as everything that is short.
pub fn target(data: &[u8]) {
    if let Ok(header) = ArchiveHeader::parse(data) {
        assert_eq!(header.bytes(), data);
        let written = ArchiveHeader::new(header.timestamp());
        assert_eq!(written.timestamp(), header.timestamp());
        assert!(Timestamp::new(header.timestamp().seconds()).is_ok());
    }
    if let Ok(weight) = serde_json::from_slice::<Weight>(data) {
        let again: Weight = serde_json::from_str(&weight.to_json()).expect("what we write we read");
        assert_eq!(again, weight);
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(uuid) = Uuid::parse(text) {
        assert_eq!(uuid.to_string(), text);
    }
    if let Ok(weight) = text.parse::<Weight>() {
        assert_eq!(weight.to_string(), text);
    }
    if let Ok(hash) = Hash::from_hex(text) {
        assert_eq!(hash.to_string(), text);
    }
    if let Ok(credential) = PrivateCredential::parse(text) {
        assert_eq!(credential.expose(), text);
        assert!(!format!("{credential:?}").contains(text));
    }
    if let Ok(seed) = Seed::parse(text) {
        assert_eq!(seed.expose(), text);
        assert!(!format!("{seed:?}").contains(text));
    }
}

/// One text of each kind.
pub fn seeds() -> Vec<Vec<u8>> {
    [
        "AAAAA-BBBBBB-CCCCC-DDDDDD",
        "AAAAABBBBBBCCCCCDDDDDD",
        "FuzzFuzzFuzzFu",
        "18446744073709551615",
        "\"1073741824\"",
        "0000000000000000000000000000000000000000000000000000000000000000",
        r#"{"version":1,"timestamp":"8589934591"}"#,
        r#"{"version":1,"timestamp":0}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
