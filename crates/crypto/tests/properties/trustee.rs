//! A trustee's public key.

use veche_crypto::group::{DecodeError, Group};
use veche_crypto::proof::prove_knowledge;
use veche_crypto::secret::SecretScalar;
use veche_crypto::trustee::{TrusteeKeyError, TrusteePublicKey, TrusteePublicKeyText};

use crate::support::{Property, in_every_group, outsider, rng, secret};

struct RoundTrip;

impl Property for RoundTrip {
    fn holds<G: Group>() {
        let mut rng = rng(130);
        let secret = SecretScalar::<G>::random(&mut rng);
        let mut key = TrusteePublicKey::<G>::new(&secret, &mut rng);
        key.name = Some("Алесь".to_owned());
        assert_eq!(key.public_key, G::g_pow(secret.expose()));
        let json = serde_json::to_string(&key.to_text()).unwrap();
        let text = serde_json::from_str(&json).unwrap();
        assert_eq!(TrusteePublicKey::from_text(&text), Ok(key));
    }
}

#[test]
fn a_key_is_read_as_it_was_written() {
    in_every_group::<RoundTrip>();
}

struct Flaws;

impl Property for Flaws {
    fn holds<G: Group>() {
        let mut rng = rng(131);
        let secret_key = SecretScalar::<G>::random(&mut rng);
        let text = TrusteePublicKey::<G>::new(&secret_key, &mut rng).to_text();
        let other = TrusteePublicKey::<G>::new(&SecretScalar::random(&mut rng), &mut rng).to_text();
        let neutral = TrusteePublicKey::<G>::new(&secret(0), &mut rng).to_text();
        let outside = G::to_text(&G::mul(&G::g_pow(secret_key.expose()), &outsider::<G>()));
        let pok_of = |prefix: String, rng: &mut _| {
            prove_knowledge::<G, _>(&prefix, &secret_key, rng).to_text()
        };
        let (name, public_key) = (G::NAME, text.public_key.clone());
        let other_group = pok_of(format!("pok|X{name}|{public_key}|"), &mut rng);
        let signature = pok_of(format!("sigmsg|{public_key}|"), &mut rng);
        let other_key = pok_of(format!("pok|{name}|{}|", other.public_key), &mut rng);
        let field = |field, error| TrusteeKeyError::Field { field, error };
        type Flaw<'a> = (
            &'a str,
            Box<dyn Fn(&mut TrusteePublicKeyText) + 'a>,
            TrusteeKeyError,
        );
        let flaws: Vec<Flaw<'_>> = vec![
            (
                "the neutral element",
                Box::new(|text| *text = neutral.clone()),
                TrusteeKeyError::Neutral,
            ),
            (
                "outside the group",
                Box::new(|text| text.public_key = outside.clone()),
                field("public_key", DecodeError::NotInGroup),
            ),
            (
                "the key of another",
                Box::new(|text| text.public_key = other.public_key.clone()),
                TrusteeKeyError::ProofInvalid,
            ),
            (
                "the proof of another",
                Box::new(|text| text.pok = other.pok.clone()),
                TrusteeKeyError::ProofInvalid,
            ),
            (
                "proof for another group",
                Box::new(|text| text.pok = other_group.clone()),
                TrusteeKeyError::ProofInvalid,
            ),
            (
                "proof that hashes another key",
                Box::new(|text| text.pok = other_key.clone()),
                TrusteeKeyError::ProofInvalid,
            ),
            (
                "a signature for a proof",
                Box::new(|text| text.pok = signature.clone()),
                TrusteeKeyError::ProofInvalid,
            ),
            (
                "proof's fields swapped",
                Box::new(|text| {
                    std::mem::swap(&mut text.pok.challenge, &mut text.pok.response);
                }),
                TrusteeKeyError::ProofInvalid,
            ),
            (
                "key with a space",
                Box::new(|text| text.public_key.push(' ')),
                field("public_key", DecodeError::NotCanonical),
            ),
            (
                "key of no characters",
                Box::new(|text| text.public_key.clear()),
                field("public_key", DecodeError::NotCanonical),
            ),
            (
                "challenge with a leading zero",
                Box::new(|text| text.pok.challenge.insert(0, '0')),
                field("challenge", DecodeError::NotCanonical),
            ),
            (
                "response with a sign",
                Box::new(|text| text.pok.response.insert(0, '+')),
                field("response", DecodeError::NotCanonical),
            ),
            (
                "response not below the order",
                Box::new(|text| text.pok.response = "9".repeat(700)),
                field("response", DecodeError::OutOfRange),
            ),
            (
                "signature that is none",
                Box::new(|text| {
                    text.signature = Some(text.pok.clone());
                    text.signature.as_mut().unwrap().challenge.clear();
                }),
                field("challenge", DecodeError::NotCanonical),
            ),
        ];
        for (flaw, make, expected) in flaws {
            let mut text = text.clone();
            make(&mut text);
            let found = TrusteePublicKey::<G>::from_text(&text);
            assert_eq!(found, Err(expected), "{flaw}");
        }
    }
}

#[test]
fn every_flaw_of_a_key_is_refused() {
    in_every_group::<Flaws>();
}
