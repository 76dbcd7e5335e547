//! Messages of a key ceremony: only what its trustees made is accepted.
//!
//! The first byte says what the rest is.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use veche_crypto::ceremony::{
    CheckedParameters, Polynomial, ThresholdParameters, Vinput, Voutput, accept,
    certificate_context, certificate_id, check_certificates, finish, open_decryption_key, route,
};
use veche_crypto::channel::SignedMessage;
use veche_crypto::group::Group;

use crate::poll::{Ceremony, G, POLL};

/// Reads a message. What is read means the same when it is written again.
fn parse<T: DeserializeOwned + Serialize>(data: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(data).ok()?;
    let written = serde_json::to_vec(&value).expect("JSON");
    let again: T = serde_json::from_slice(&written).expect("what we write we read");
    assert_eq!(serde_json::to_vec(&again).expect("JSON"), written);
    Some(value)
}

fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("JSON")
}

fn certificates(data: &[u8], ceremony: &Ceremony) {
    let Some(certificates) = parse::<Vec<SignedMessage>>(data) else {
        return;
    };
    for certificate in &certificates {
        assert_eq!(certificate_id(certificate).len(), 64);
        let _ = certificate_context(certificate);
    }
    if let Ok(keys) = check_certificates::<G>(&certificates, 2, 3) {
        assert_eq!(keys.len(), 3);
        assert_eq!(certificates, ceremony.certificates, "nobody signed this");
    }
}

fn polynomials(data: &[u8], ceremony: &Ceremony) {
    let Some(polynomials) = parse::<Vec<Polynomial>>(data) else {
        return;
    };
    if let Ok(vinputs) = route::<G>(&ceremony.certificates, &polynomials, 2, 3) {
        assert_eq!(vinputs.len(), 3);
        // The server cannot read the secrets; all else is as the trustees signed it.
        for (found, ours) in polynomials.iter().zip(&ceremony.polynomials) {
            assert_eq!(
                (&found.coefexps, &found.signature),
                (&ours.coefexps, &ours.signature)
            );
        }
    }
}

fn vinput(data: &[u8], ceremony: &Ceremony) {
    let Some(vinput) = parse::<Vinput>(data) else {
        return;
    };
    let rng = &mut ChaCha20Rng::from_seed([13; 32]);
    let (seed, certificates) = (&ceremony.seeds[0], &ceremony.certificates);
    if let Ok(voutput) = accept::<G, _>(seed, certificates, &vinput, rng) {
        let key = open_decryption_key::<G>(seed, &voutput.private_key).expect("our own key");
        let public = G::to_text(&G::g_pow(key.expose()));
        assert_eq!(public, ceremony.voutputs[0].public_key.public_key);
    }
}

fn voutputs(data: &[u8], ceremony: &Ceremony) {
    let Some(voutputs) = parse::<Vec<Voutput>>(data) else {
        return;
    };
    let finished = finish::<G>(
        &ceremony.certificates,
        &ceremony.polynomials,
        &voutputs,
        2,
        3,
    );
    if let Ok(parameters) = finished {
        let keys = |parameters: &ThresholdParameters| -> Vec<String> {
            let keys = parameters.verification_keys.iter();
            keys.map(|key| key.public_key.clone()).collect()
        };
        assert_eq!(keys(&parameters), keys(&ceremony.parameters));
    }
}

fn parameters(data: &[u8], ceremony: &Ceremony) {
    let Some(parameters) = parse::<ThresholdParameters>(data) else {
        return;
    };
    if let Ok(checked) = CheckedParameters::<G>::check(&parameters) {
        let ours = CheckedParameters::<G>::check(&ceremony.parameters).expect("in order");
        assert_eq!(checked.threshold(), ours.threshold());
        assert_eq!(checked.public_key(), ours.public_key());
        assert_eq!(text(&parameters.certs), text(&ceremony.parameters.certs));
    }
}

/// Reads and checks a message of the ceremony.
pub fn target(data: &[u8]) {
    let Some((kind, data)) = data.split_first() else {
        return;
    };
    let ceremony = &POLL.ceremony;
    match kind % 5 {
        0 => certificates(data, ceremony),
        1 => polynomials(data, ceremony),
        2 => vinput(data, ceremony),
        3 => voutputs(data, ceremony),
        _ => parameters(data, ceremony),
    }
}

/// Each kind of message.
pub fn seeds() -> Vec<Vec<u8>> {
    let ceremony = &POLL.ceremony;
    [
        text(&ceremony.certificates),
        text(&ceremony.polynomials),
        text(&ceremony.vinputs[0]),
        text(&ceremony.voutputs),
        text(&ceremony.parameters),
    ]
    .into_iter()
    .zip(0..)
    .map(|(text, kind)| [vec![kind], text.into_bytes()].concat())
    .collect()
}
