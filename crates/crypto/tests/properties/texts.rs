//! Hostile texts: nothing panics, and only canonical forms are read.

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use veche_crypto::ceremony::{
    CheckedParameters, Context, Polynomial, ThresholdParameters, Vinput, Voutput,
    certificate_context, check_certificates, open_decryption_key,
};
use veche_crypto::channel::{Seed, SignedMessage};
use veche_crypto::elgamal::Ciphertext;
use veche_crypto::group::{Group, Scalar};
use veche_crypto::proof::Proof;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::{TrusteePublicKey, TrusteePublicKeyText};
use veche_crypto::wire::{self, CiphertextText, ProofText};

use crate::ceremony::Ceremony;
use crate::support::{Property, decimal, in_every_group, rng, runner};

/// Texts that are elements or scalars of some group, nearly so, or not at all.
fn nearly() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9]{0,90}",
        "[1-9][0-9]{600,620}",
        "[0-9a-f]{63,65}",
        "[0-7][0-9a-f]{63}",
        "[0-9a-fA-F]{64}",
        "[-+ 0-9]{1,5}",
        "[0-9]{1,40}[ .eé٣\0]",
    ]
}

struct Canonical;

impl Property for Canonical {
    fn holds<G: Group>() {
        runner(1_000)
            .run(&nearly(), |text| {
                if let Ok(element) = G::decode(&text) {
                    prop_assert_eq!(&G::to_text(&element), &text);
                    let packed = G::pack(&element);
                    prop_assert_eq!(G::unpack(&packed), Some(element));
                }
                if let Ok(scalar) = G::Scalar::decode(&text) {
                    prop_assert_eq!(&decimal(&scalar), &text);
                    prop_assert!(SecretScalar::<G>::decode(&text).is_ok());
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn what_is_read_is_written_as_the_same_text() {
    in_every_group::<Canonical>();
}

struct Distinct;

impl Property for Distinct {
    fn holds<G: Group>() {
        // Every text that differs in one character is refused or is another element.
        let element = G::g_pow(&G::Scalar::random(&mut rng(180)));
        let text = G::to_text(&element);
        for place in 0..text.len().min(80) {
            for character in ["0", "7", "f", "F", "+", ""] {
                let mut other = text.clone();
                other.replace_range(place..=place, character);
                if other != text {
                    assert_ne!(G::decode(&other), Ok(element.clone()), "{other}");
                }
            }
        }
    }
}

#[test]
fn no_two_texts_are_read_as_the_same_element() {
    in_every_group::<Distinct>();
}

struct Packed;

impl Property for Packed {
    fn holds<G: Group>() {
        let packed = G::pack(&G::generator());
        assert_eq!(G::unpack(&packed[1..]), None);
        assert_eq!(G::unpack(&[&packed[..], &[0]].concat()), None);
        assert_eq!(G::unpack(&[]), None);
        runner(200)
            .run(&proptest::collection::vec(any::<u8>(), 0..260), |bytes| {
                if let Some(element) = G::unpack(&bytes) {
                    prop_assert_eq!(G::pack(&element), bytes);
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn only_what_was_packed_is_unpacked() {
    in_every_group::<Packed>();
}

/// Reads a text as everything that comes from others, and works with what was read.
fn read_as_everything<G: Group>(text: &str) {
    fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
        wire::read(text.as_bytes()).ok()
    }
    if let Some(proof) = read::<ProofText>(text) {
        let _ = Proof::<G>::from_text(&proof);
    }
    if let Some(ciphertext) = read::<CiphertextText>(text) {
        let _ = Ciphertext::<G>::from_text(&ciphertext);
    }
    if let Some(key) = read::<TrusteePublicKeyText>(text) {
        let _ = TrusteePublicKey::<G>::from_text(&key);
    }
    if let Some(parameters) = read::<ThresholdParameters>(text) {
        let _ = CheckedParameters::<G>::check(&parameters);
    }
    if let Some(signed) = read::<SignedMessage>(text) {
        let _ = signed.verify::<G>(&G::generator());
        let _ = certificate_context(&signed);
        let _ = check_certificates::<G>(&[signed.clone(), signed], 1, 2);
    }
    let _ = read::<Context>(text);
    let _ = read::<Polynomial>(text);
    let _ = read::<Vinput>(text);
    let _ = read::<Voutput>(text);
    let seed = Seed::random(&mut rng(181));
    assert!(open_decryption_key::<G>(&seed, text).is_err());
}

/// Messages of every form, as JSON.
fn messages<G: Group>(ceremony: &Ceremony) -> Vec<String> {
    let json = |value: serde_json::Result<String>| value.unwrap();
    let parameters = ceremony.finish::<G>();
    vec![
        json(serde_json::to_string(&parameters)),
        json(serde_json::to_string(&parameters.certs[0])),
        json(serde_json::to_string(&parameters.signatures[0])),
        json(serde_json::to_string(&parameters.verification_keys[0])),
        json(serde_json::to_string(&ceremony.polynomials[0])),
        json(serde_json::to_string(&ceremony.vinputs[0])),
        json(serde_json::to_string(&ceremony.voutputs[0])),
        ceremony.voutputs[0].private_key.clone(),
    ]
}

struct NoPanic;

impl Property for NoPanic {
    fn holds<G: Group>() {
        let messages = messages::<G>(&Ceremony::run::<G>(1, 2));
        let text = prop_oneof![
            any::<String>(),
            (
                0..messages.len(),
                any::<prop::sample::Index>(),
                any::<String>()
            )
                .prop_map(|(message, place, insert)| {
                    // A message with a text put over a place of it.
                    let message = &messages[message];
                    let at = place.index(message.len());
                    let end = (at + insert.len()).min(message.len());
                    message
                        .get(..at)
                        .zip(message.get(end..))
                        .map_or_else(String::new, |(head, tail)| format!("{head}{insert}{tail}"))
                }),
        ];
        runner(200)
            .run(&text, |text| {
                read_as_everything::<G>(&text);
                Ok(())
            })
            .unwrap();
        for text in [
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "1e999".to_owned(),
            "{\"threshold\":-1}".to_owned(),
        ] {
            read_as_everything::<G>(&text);
        }
    }
}

#[test]
fn no_text_makes_anything_panic() {
    in_every_group::<NoPanic>();
}

/// Every value in it, with a path to it.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Array(values) => {
            for (i, value) in values.iter().enumerate() {
                leaves(value, &format!("{path}/{i}"), out);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &format!("{path}/{name}"), out);
            }
        }
        _ => out.push(path.to_owned()),
    }
}

struct EveryLeaf;

impl Property for EveryLeaf {
    fn holds<G: Group>() {
        let parameters = Ceremony::run::<G>(1, 2).finish::<G>();
        let json = serde_json::to_value(&parameters).unwrap();
        let mut paths = Vec::new();
        leaves(&json, "", &mut paths);
        assert_eq!(paths.len(), 27);
        for path in &paths {
            for other in [
                Value::Null,
                Value::from("0"),
                Value::from(G::to_text(&G::identity())),
                Value::from(u64::MAX),
            ] {
                let mut changed = json.clone();
                *changed.pointer_mut(path).unwrap() = other;
                let accepted = serde_json::from_value(changed)
                    .is_ok_and(|parameters| CheckedParameters::<G>::check(&parameters).is_ok());
                assert!(!accepted, "{path}");
            }
        }
    }
}

#[test]
fn threshold_parameters_changed_in_any_one_value_are_refused() {
    in_every_group::<EveryLeaf>();
}

/// Whether a text with a field more, and one with a field twice, are read.
fn with_more<T: DeserializeOwned>(json: &str) -> (bool, bool) {
    assert!(wire::read::<T>(json.as_bytes()).is_ok(), "{json}");
    let unknown = json.replacen('{', "{\"unknown\":1,", 1);
    let (_, fields) = json.split_once('{').unwrap();
    let fields: Value = serde_json::from_str(&format!("{{{fields}")).unwrap();
    let (name, value) = fields.as_object().unwrap().iter().next().unwrap();
    let twice = json.replacen('{', &format!("{{\"{name}\":{value},"), 1);
    (
        wire::read::<T>(unknown.as_bytes()).is_ok(),
        wire::read::<T>(twice.as_bytes()).is_ok(),
    )
}

struct Fields;

impl Property for Fields {
    fn holds<G: Group>() {
        let ceremony = Ceremony::run::<G>(1, 2);
        let messages = messages::<G>(&ceremony);
        let context = certificate_context(&ceremony.certificates[0]).unwrap();
        let context = serde_json::to_string(&context).unwrap();
        let ciphertext = serde_json::to_string(&Ciphertext::<G>::neutral().to_text()).unwrap();
        let refused = (false, false);
        assert_eq!(with_more::<ProofText>(&messages[2]), refused);
        assert_eq!(with_more::<CiphertextText>(&ciphertext), refused);
        assert_eq!(with_more::<SignedMessage>(&messages[1]), refused);
        assert_eq!(with_more::<Context>(&context), refused);
        assert_eq!(with_more::<Polynomial>(&messages[4]), refused);
        assert_eq!(with_more::<Vinput>(&messages[5]), refused);
        assert_eq!(with_more::<Voutput>(&messages[6]), refused);
        // What is published at setup may have fields of later releases, but none twice.
        let known = (true, false);
        assert_eq!(with_more::<ThresholdParameters>(&messages[0]), known);
        assert_eq!(with_more::<TrusteePublicKeyText>(&messages[3]), known);
    }
}

#[test]
fn fields_that_are_unknown_or_repeated_are_refused() {
    in_every_group::<Fields>();
}

/// The JSON with each of its structures in turn as an array of its fields. No text in it may hold a brace or a colon.
fn with_an_array(json: &str) -> Vec<String> {
    let braces = json.match_indices('{');
    braces
        .map(|(open, _)| {
            let mut out = format!("{}[", &json[..open]);
            let mut depth = 1;
            let mut rest = &json[open + 1..];
            loop {
                // A name follows the brace, or a comma inside of nothing else.
                if depth == 1 && out.ends_with(['[', ',']) {
                    rest = rest.split_once(':').unwrap().1;
                }
                let (next, after) = rest.split_at(1);
                rest = after;
                match next {
                    "{" | "[" => depth += 1,
                    "}" | "]" => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    return format!("{out}]{rest}");
                }
                out.push_str(next);
            }
        })
        .collect()
}

/// How many structures a message has; none of them may be an array.
fn structures<T: DeserializeOwned>(json: &str) -> usize {
    assert!(wire::read::<T>(json.as_bytes()).is_ok(), "{json}");
    let flawed = with_an_array(json);
    for json in &flawed {
        // Serde itself would let it pass.
        assert!(serde_json::from_str::<T>(json).is_ok(), "{json}");
        assert!(wire::read::<T>(json.as_bytes()).is_err(), "{json}");
    }
    flawed.len()
}

#[test]
fn an_array_in_place_of_a_structure_is_refused_in_every_message() {
    let proof = r#"{"challenge":"1","response":"2"}"#;
    let signed = format!(r#"{{"message":"text","signature":{proof}}}"#);
    let key = format!(r#"{{"pok":{proof},"public_key":"x","signature":{proof},"name":"n"}}"#);
    let context = r#"{"group":"g","size":3,"threshold":2,"index":1}"#;
    let ciphertext = r#"{"alpha":"1","beta":"2"}"#;
    let polynomial =
        format!(r#"{{"polynomial":"p","secrets":["s"],"coefexps":{signed},"signature":{proof}}}"#);
    let vinput = format!(
        r#"{{"polynomial":"p","secrets":["s"],"coefexps":[{signed}],"signatures":[{proof}]}}"#
    );
    let voutput = format!(r#"{{"private_key":"p","public_key":{key}}}"#);
    let parameters = format!(
        r#"{{"threshold":2,"certs":[{signed}],"coefexps":[{signed}],"signatures":[{proof}],"verification_keys":[{key}]}}"#
    );
    assert_eq!(structures::<ProofText>(proof), 1);
    assert_eq!(structures::<CiphertextText>(ciphertext), 1);
    assert_eq!(structures::<SignedMessage>(&signed), 2);
    assert_eq!(structures::<TrusteePublicKeyText>(&key), 3);
    assert_eq!(structures::<Context>(context), 1);
    assert_eq!(structures::<Polynomial>(&polynomial), 4);
    assert_eq!(structures::<Vinput>(&vinput), 4);
    assert_eq!(structures::<Voutput>(&voutput), 4);
    assert_eq!(structures::<ThresholdParameters>(&parameters), 9);
}
