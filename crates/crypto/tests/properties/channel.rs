//! Signed and encrypted messages.

use proptest::prelude::*;
use serde_json::Value;
use veche_crypto::channel::{
    BASE58, ChannelError, Seed, SignedMessage, random_base58, receive, send, sign, verify,
};
use veche_crypto::group::{DecodeError, Ed25519, Group, Scalar};

use crate::support::{Property, changed, in_every_group, outsider, rng};

/// A party with its public keys.
struct Party<G: Group> {
    seed: Seed,
    verification: G::Element,
    encryption: G::Element,
}

impl<G: Group> Party<G> {
    fn new(seed: u8) -> Self {
        let seed = Seed::random(&mut rng(seed));
        Self {
            verification: G::g_pow(seed.signing_key::<G>().expose()),
            encryption: G::g_pow(seed.decryption_key::<G>().expose()),
            seed,
        }
    }

    fn send(&self, to: &Self, message: &str) -> String {
        let key = self.seed.signing_key::<G>();
        send::<G, _>(&key, &to.encryption, message, &mut rng(1))
    }

    fn receive(&self, from: &Self, text: &str) -> Result<String, ChannelError> {
        let key = self.seed.decryption_key::<G>();
        receive::<G>(&key, &from.verification, text).map(|message| message.to_string())
    }
}

/// The message with one field replaced.
fn with(text: &str, field: &str, value: impl Into<Value>) -> String {
    let mut json: Value = serde_json::from_str(text).unwrap();
    json[field] = value.into();
    json.to_string()
}

fn get(text: &str, field: &str) -> String {
    let json: Value = serde_json::from_str(text).unwrap();
    json[field].as_str().unwrap().to_owned()
}

struct RoundTrip;

impl Property for RoundTrip {
    fn holds<G: Group>() {
        let (alice, bob) = (Party::<G>::new(140), Party::<G>::new(141));
        let long = "ж\0\"\\".repeat(5_000);
        for message in ["", "{\"secret\":\"7\"}", "\u{1f5f3} \u{7f}\n", &long] {
            let text = alice.send(&bob, message);
            assert_eq!(bob.receive(&alice, &text).as_deref(), Ok(message));
        }
        let text = alice.send(&alice, "to myself");
        assert_eq!(alice.receive(&alice, &text).as_deref(), Ok("to myself"));
    }
}

#[test]
fn a_message_is_received_as_it_was_sent() {
    in_every_group::<RoundTrip>();
}

struct Flaws;

impl Property for Flaws {
    fn holds<G: Group>() {
        let [alice, bob, carol] = [142, 143, 144].map(Party::<G>::new);
        let text = alice.send(&bob, "for bob from alice");
        let data = get(&text, "data");
        let other_byte = |place: usize| {
            let mut bytes = data.clone().into_bytes();
            bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
            with(&text, "data", String::from_utf8(bytes).unwrap())
        };
        let times = |field: &str, factor: &G::Element| {
            let element = G::decode(&get(&text, field)).unwrap();
            with(&text, field, G::to_text(&G::mul(&element, factor)))
        };
        let field = |field, error| ChannelError::Field { field, error };
        let outside = || outsider::<G>();
        for (flaw, text, expected) in [
            (
                "first byte of data",
                other_byte(0),
                ChannelError::Decryption,
            ),
            (
                "last byte of data",
                other_byte(data.len() - 1),
                ChannelError::Decryption,
            ),
            (
                "data cut",
                with(&text, "data", &data[..data.len() - 2]),
                ChannelError::Decryption,
            ),
            (
                "data cut in a byte",
                with(&text, "data", &data[1..]),
                ChannelError::Decryption,
            ),
            ("no data", with(&text, "data", ""), ChannelError::Decryption),
            (
                "data not hexadecimal",
                with(&text, "data", format!("{data}zz")),
                ChannelError::Decryption,
            ),
            (
                "data of two bytes a character",
                with(&text, "data", format!("{data}é")),
                ChannelError::Decryption,
            ),
            (
                "alpha",
                times("alpha", &G::generator()),
                ChannelError::Decryption,
            ),
            (
                "beta",
                times("beta", &G::generator()),
                ChannelError::Decryption,
            ),
            (
                "alpha outside the group",
                times("alpha", &outside()),
                field("alpha", DecodeError::NotInGroup),
            ),
            (
                "beta outside the group",
                times("beta", &outside()),
                field("beta", DecodeError::NotInGroup),
            ),
            (
                "alpha of small order",
                with(&text, "alpha", G::to_text(&outside())),
                field("alpha", DecodeError::NotInGroup),
            ),
            (
                "alpha not canonical",
                with(&text, "alpha", format!(" {}", get(&text, "alpha"))),
                field("alpha", DecodeError::NotCanonical),
            ),
            (
                "alpha and beta swapped",
                with(
                    &with(&text, "alpha", get(&text, "beta")),
                    "beta",
                    get(&text, "alpha"),
                ),
                ChannelError::Decryption,
            ),
            (
                "algorithm",
                with(&text, "algorithm", "AES-CCM"),
                ChannelError::Algorithm,
            ),
            (
                "algorithm in small letters",
                with(&text, "algorithm", "aes-gcm"),
                ChannelError::Algorithm,
            ),
        ] {
            assert_eq!(bob.receive(&alice, &text), Err(expected), "{flaw}");
        }
        for (flaw, text) in [
            (
                "no algorithm",
                text.replace("\"algorithm\":\"AES-GCM\",", ""),
            ),
            ("unknown field", with(&text, "more", "x")),
            (
                "twice the same field",
                text.replacen('{', "{\"data\":\"00\",", 1),
            ),
            (
                "an array",
                format!(
                    r#"["AES-GCM","{}","{}","{data}"]"#,
                    get(&text, "alpha"),
                    get(&text, "beta")
                ),
            ),
            ("cut", text[..text.len() - 1].to_owned()),
            ("more after it", format!("{text}{text}")),
            ("nothing", String::new()),
        ] {
            let found = bob.receive(&alice, &text);
            assert!(
                matches!(found, Err(ChannelError::Json(_))),
                "{flaw}: {found:?}"
            );
        }
        for (flaw, to, from, expected) in [
            ("read by another", &carol, &alice, ChannelError::Decryption),
            (
                "read by its sender",
                &alice,
                &alice,
                ChannelError::Decryption,
            ),
            (
                "passed off as another's",
                &bob,
                &carol,
                ChannelError::Signature,
            ),
            (
                "passed off as the recipient's own",
                &bob,
                &bob,
                ChannelError::Signature,
            ),
        ] {
            assert_eq!(to.receive(from, &text), Err(expected), "{flaw}");
        }
    }
}

#[test]
fn every_flaw_of_a_message_is_refused() {
    in_every_group::<Flaws>();
}

struct Forwarded;

impl Property for Forwarded {
    fn holds<G: Group>() {
        // Bob encrypts to Carol, with Alice's signature in it, what Alice wrote to him. The same key and the same
        // alpha, so that the data stay as they are.
        let [alice, bob, carol] = [145, 146, 147].map(Party::<G>::new);
        let text = alice.send(&bob, "for bob from alice");
        let alpha = G::decode(&get(&text, "alpha")).unwrap();
        let beta = G::decode(&get(&text, "beta")).unwrap();
        let mask = |party: &Party<G>| G::pow(&alpha, party.seed.decryption_key::<G>().expose());
        let beta = G::mul(&G::mul(&beta, &G::inv(&mask(&bob))), &mask(&carol));
        let forwarded = with(&text, "beta", G::to_text(&beta));
        let found = carol.receive(&alice, &forwarded);
        assert_eq!(found, Err(ChannelError::Recipient));
    }
}

#[test]
fn a_message_encrypted_again_to_somebody_else_is_refused() {
    in_every_group::<Forwarded>();
}

struct Signatures;

impl Property for Signatures {
    fn holds<G: Group>() {
        let (alice, bob) = (Party::<G>::new(148), Party::<G>::new(149));
        let key = alice.seed.signing_key::<G>();
        let signature = sign(&key, "text", &mut rng(2));
        assert!(verify::<G>(&alice.verification, "text", &signature));
        assert!(!verify::<G>(&bob.verification, "text", &signature));
        for text in ["", "text|", "text ", "Text", "sigmsg|text"] {
            assert!(
                !verify::<G>(&alice.verification, text, &signature),
                "{text:?}"
            );
        }
        for (change, signature) in changed(&signature) {
            assert!(
                !verify::<G>(&alice.verification, "text", &signature),
                "{change}"
            );
        }

        let signed = SignedMessage::new(&key, "text".to_owned(), &mut rng(3));
        assert_eq!(signed.verify::<G>(&alice.verification), Ok(()));
        assert_eq!(
            signed.verify::<G>(&bob.verification),
            Err(ChannelError::Signature)
        );
        let mut flawed = signed.clone();
        flawed.signature.response.insert(0, '0');
        assert_eq!(
            flawed.verify::<G>(&alice.verification),
            Err(ChannelError::Field {
                field: "response",
                error: DecodeError::NotCanonical
            })
        );
    }
}

#[test]
fn a_signature_is_accepted_for_its_text_and_signer_only() {
    in_every_group::<Signatures>();
}

struct Keys;

impl Property for Keys {
    fn holds<G: Group>() {
        // SHA-256 of "sk|" and "dk|" before 22 times "1", by another program.
        let seed = Seed::parse(&"1".repeat(22)).unwrap();
        for (key, hash) in [
            (seed.signing_key::<G>(), SK),
            (seed.decryption_key::<G>(), DK),
        ] {
            let sixteen = G::Scalar::from_u64(16);
            let expected = hash.chars().fold(G::Scalar::ZERO, |number, digit| {
                number * sixteen + G::Scalar::from_u64(digit.to_digit(16).unwrap().into())
            });
            assert_eq!(*key.expose(), expected);
        }
    }
}

const SK: &str = "d26e77115ea160bcf7e95b08742b9cef5982f0d830ea9528457ebddcd4f50c50";
const DK: &str = "efad74cfe01fa224ec155d05e0619c2746031a9cbe6b4f92923705e8a1c1cd6b";

#[test]
fn keys_are_derived_from_the_seed_as_specified() {
    in_every_group::<Keys>();
}

#[test]
fn every_other_form_of_a_seed_is_refused() {
    let good = "123456789ABCDEFGHJKLMN";
    assert_eq!(Seed::parse(good).unwrap().expose(), good);
    let mut flawed = vec![
        String::new(),
        good[1..].to_owned(),
        format!("{good}1"),
        format!("{good} "),
        format!("{good}\n"),
        format!(" {}", &good[1..]),
    ];
    for character in ["0", "O", "I", "l", "-", "+", " ", "\0", "\u{7f}"] {
        flawed.push(format!("{}{character}", &good[1..]));
        flawed.push(format!("{character}{}", &good[1..]));
    }
    // 22 bytes, and 22 characters.
    flawed.push(format!("{}é", &good[2..]));
    flawed.push("é".repeat(22));
    for text in flawed {
        assert_eq!(
            Seed::parse(&text).unwrap_err(),
            ChannelError::Seed,
            "{text:?}"
        );
    }
}

#[test]
fn a_random_seed_is_read_back_and_is_another_each_time() {
    let mut rng = rng(4);
    let (first, second) = (Seed::random(&mut rng), Seed::random(&mut rng));
    assert_eq!(first.expose().len(), Seed::LENGTH);
    assert!(Seed::parse(first.expose()).is_ok());
    assert_ne!(first.expose(), second.expose());
}

#[test]
fn random_base58_has_every_character_about_equally_often() {
    let mut text = String::from("kept");
    random_base58(58_000, &mut rng(5), &mut text);
    let text = text.strip_prefix("kept").unwrap();
    assert_eq!(text.len(), 58_000);
    assert!(text.bytes().all(|byte| BASE58.contains(&byte)));
    for character in BASE58 {
        let times = text.bytes().filter(|byte| byte == character).count();
        // 1,000 are expected, with a standard deviation of 31. A byte modulo 58 would give the first 24 characters
        // 1,133 and the others 906.
        assert!((905..=1_095).contains(&times), "{character}: {times}");
    }
    for forbidden in *b"0OIl" {
        assert!(!BASE58.contains(&forbidden));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_received_as_it_was_sent(message: String) {
        let (alice, bob) = (Party::<Ed25519>::new(150), Party::<Ed25519>::new(151));
        let text = alice.send(&bob, &message);
        prop_assert_eq!(bob.receive(&alice, &text), Ok(message));
    }

    #[test]
    fn no_text_that_was_not_sent_is_received(text: String) {
        let bob = Party::<Ed25519>::new(151);
        prop_assert!(bob.receive(&bob, &text).is_err());
    }
}
