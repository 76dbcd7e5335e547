//! What the payloads of events say about other data, and so which data must stand before an event
//! (spec §Public data, §Elections, §Encrypted tally, §Shuffles, §Partial decryptions).

use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use veche_crypto::wire;

use crate::event::EventKind;
use crate::hash::Hash;
use crate::weight::Weight;

/// The most data members that can belong to one event: those of a set-up with a certificate.
pub const MOST_DATA: usize = 5;

/// The payload of a `Setup` event (spec §Elections, `setup_data`): the hashes of what the set-up fixes.
///
/// It is kept in the archive as the bytes it was; unknown fields are tolerated on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct SetupData {
    /// The hash of `election`.
    pub election: Hash,
    /// The hash of `trustees`.
    pub trustees: Hash,
    /// The hash of `public_credentials`.
    pub credentials: Hash,
    /// The hash of the certificate of the credentials. Releases from 3.2 on may have it; the text does not say so.
    pub credentials_certificate: Option<Hash>,
}

/// The payload of an `EncryptedTally` event (spec §Encrypted tally, `sized_encrypted_tally`).
///
/// Its numbers are declared, not proven: check them against the ballots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizedEncryptedTally {
    /// How many ballots are said to be in the tally.
    pub num_tallied: u64,
    /// The sum that their weights are said to have.
    pub total_weight: Weight,
    /// The hash of the encrypted tally.
    pub encrypted_tally: Hash,
}

/// The payload of a `Shuffle` or `PartialDecryption` event (spec §Shuffles, `owned_shuffle`; §Partial decryptions,
/// `owned_partial_decryption`): whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owned {
    /// The trustee, counted from 1 in the order of the `trustees` structure. Not checked here.
    pub owner: u64,
    /// The hash of the shuffle or partial decryption.
    pub payload: Hash,
}

/// Why the payload of an event cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a {structure} structure: {problem}")]
pub struct PayloadError {
    /// The name of the structure in the specification.
    pub structure: &'static str,
    /// What the JSON parser said.
    pub problem: String,
}

impl SetupData {
    /// Reads the structure. Unknown fields are passed over; a known one may not stand there twice.
    ///
    /// # Errors
    ///
    /// [`PayloadError`] if the bytes are not such a JSON object.
    pub fn parse(bytes: &[u8]) -> Result<Self, PayloadError> {
        parse_object("setup_data", bytes)
    }

    /// The bytes that the reference writes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self {
            election,
            trustees,
            credentials,
            credentials_certificate,
        } = self;
        let certificate = credentials_certificate
            .map(|hash| format!(",\"credentials_certificate\":\"{hash}\""))
            .unwrap_or_default();
        format!(
            "{{\"election\":\"{election}\",\"trustees\":\"{trustees}\",\"credentials\":\"{credentials}\"{certificate}}}"
        )
        .into_bytes()
    }
}

impl SizedEncryptedTally {
    /// Reads the structure. The weight may have either of its two forms.
    ///
    /// # Errors
    ///
    /// [`PayloadError`] if the bytes are not such a JSON object, or have a field that is unknown or there twice.
    pub fn parse(bytes: &[u8]) -> Result<Self, PayloadError> {
        parse_object("sized_encrypted_tally", bytes)
    }

    /// The bytes that the reference writes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self {
            num_tallied,
            total_weight,
            encrypted_tally,
        } = self;
        let total_weight = total_weight.to_json();
        format!(
            "{{\"num_tallied\":{num_tallied},\"total_weight\":{total_weight},\"encrypted_tally\":\"{encrypted_tally}\"}}"
        )
        .into_bytes()
    }
}

impl Owned {
    /// Reads the structure.
    ///
    /// # Errors
    ///
    /// [`PayloadError`] if the bytes are not such a JSON object, or have a field that is unknown or there twice.
    pub fn parse(bytes: &[u8]) -> Result<Self, PayloadError> {
        parse_object("owned", bytes)
    }

    /// The bytes that the reference writes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        format!(
            "{{\"owner\":{},\"payload\":\"{}\"}}",
            self.owner, self.payload
        )
        .into_bytes()
    }
}

/// Which data must stand directly before an event of this kind with this payload: their hashes, in order, the
/// payload's own last (spec §Public data, the table of events).
///
/// The list is the same whether or not some of that data was written for an earlier event: the reference writes it
/// again for each event. At most [`MOST_DATA`] hashes come back. Kinds without payload have no data at all.
///
/// # Errors
///
/// [`PayloadError`] if the payload should name other data and cannot be read.
pub fn required_data(kind: EventKind, payload: &[u8]) -> Result<Vec<Hash>, PayloadError> {
    let itself = Hash::of(payload);
    Ok(match kind {
        EventKind::Setup => {
            let setup = SetupData::parse(payload)?;
            let mut hashes = vec![setup.election, setup.trustees, setup.credentials];
            hashes.extend(setup.credentials_certificate);
            hashes.push(itself);
            hashes
        }
        EventKind::EncryptedTally => {
            vec![SizedEncryptedTally::parse(payload)?.encrypted_tally, itself]
        }
        EventKind::Shuffle | EventKind::PartialDecryption => {
            vec![Owned::parse(payload)?.payload, itself]
        }
        EventKind::Ballot | EventKind::Result => vec![itself],
        EventKind::EndBallots | EventKind::EndShuffles => vec![],
    })
}

fn parse_object<T: DeserializeOwned>(
    structure: &'static str,
    bytes: &[u8],
) -> Result<T, PayloadError> {
    wire::read(bytes).map_err(|error| PayloadError {
        structure,
        problem: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash(seed: u8) -> Hash {
        Hash::of(&[seed])
    }

    #[test]
    fn set_up_data_is_written_as_the_reference_writes_it() {
        let plain = SetupData {
            election: hash(1),
            trustees: hash(2),
            credentials: hash(3),
            credentials_certificate: None,
        };
        let (e, t, c) = (hash(1), hash(2), hash(3));
        let text = format!(r#"{{"election":"{e}","trustees":"{t}","credentials":"{c}"}}"#);
        assert_eq!(plain.to_bytes(), text.as_bytes());
        let certified = SetupData {
            credentials_certificate: Some(hash(4)),
            ..plain
        };
        for setup in [plain, certified] {
            assert_eq!(SetupData::parse(&setup.to_bytes()), Ok(setup));
        }
        let later = text.replace('}', r#","seal":{"a":[1]}}"#);
        assert_eq!(
            SetupData::parse(later.as_bytes()),
            Ok(plain),
            "unknown fields are tolerated"
        );
    }

    #[test]
    fn set_up_data_that_says_a_thing_twice_is_refused() {
        let (e, t, c) = (hash(1), hash(2), hash(3));
        for text in [
            format!(
                r#"{{"election":"{e}","election":"{e}","trustees":"{t}","credentials":"{c}"}}"#
            ),
            format!(r#"{{"election":"{e}","trustees":"{t}"}}"#),
            format!(r#"["{e}","{t}","{c}",null]"#),
            format!(r#"{{"election":"{e}","trustees":"{t}","credentials":"{c}"}} x"#),
        ] {
            assert!(SetupData::parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_sized_tally_has_either_form_of_weight() {
        let h = hash(1);
        for (votes, written) in [
            (10, "10".to_owned()),
            (100_000_000_000, "\"100000000000\"".to_owned()),
        ] {
            let sized = SizedEncryptedTally {
                num_tallied: 7,
                total_weight: Weight::new(votes),
                encrypted_tally: hash(1),
            };
            let text =
                format!(r#"{{"num_tallied":7,"total_weight":{written},"encrypted_tally":"{h}"}}"#);
            assert_eq!(sized.to_bytes(), text.as_bytes());
            for form in [votes.to_string(), format!("\"{votes}\"")] {
                let text =
                    format!(r#"{{"num_tallied":7,"total_weight":{form},"encrypted_tally":"{h}"}}"#);
                assert_eq!(SizedEncryptedTally::parse(text.as_bytes()), Ok(sized));
            }
        }
    }

    #[test]
    fn sized_and_owned_refuse_what_they_do_not_know() {
        let h = hash(1);
        let sized =
            format!(r#"{{"num_tallied":7,"total_weight":7,"encrypted_tally":"{h}","x":0}}"#);
        assert!(SizedEncryptedTally::parse(sized.as_bytes()).is_err());
        for text in [
            format!(r#"{{"owner":1,"payload":"{h}","x":0}}"#),
            format!(r#"{{"owner":1,"owner":2,"payload":"{h}"}}"#),
            format!(r#"{{"owner":-1,"payload":"{h}"}}"#),
            format!(r#"[1,"{h}"]"#),
        ] {
            assert!(Owned::parse(text.as_bytes()).is_err(), "{text}");
        }
        let owned = Owned {
            owner: 3,
            payload: h,
        };
        assert_eq!(
            owned.to_bytes(),
            format!(r#"{{"owner":3,"payload":"{h}"}}"#).as_bytes()
        );
        assert_eq!(Owned::parse(&owned.to_bytes()), Ok(owned));
    }

    #[test]
    fn no_event_needs_more_data_than_the_most() {
        let setup = SetupData {
            election: hash(1),
            trustees: hash(2),
            credentials: hash(3),
            credentials_certificate: Some(hash(4)),
        };
        let hashes = required_data(EventKind::Setup, &setup.to_bytes()).unwrap();
        assert_eq!(
            hashes,
            [
                hash(1),
                hash(2),
                hash(3),
                hash(4),
                Hash::of(&setup.to_bytes())
            ]
        );
        assert_eq!(hashes.len(), MOST_DATA);
    }

    proptest! {
        #[test]
        fn no_payload_makes_the_parsers_panic(bytes: Vec<u8>, kind in 0..8_usize) {
            let _ = required_data(EventKind::ALL[kind], &bytes);
        }
    }
}
