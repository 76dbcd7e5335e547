//! Attacks on form and signature: another spelling of an entry, values that cannot be, signatures that are forged.

use curve25519_dalek::{EdwardsPoint, Scalar};
use serde_json::{Value, json};
use sha2::{Digest, Sha512};
use veche_election::canonical;
use veche_election::check::CheckId;
use veche_election::entry::form::VerifyError;
use veche_election::entry::{FormError, Recorded, UnsignedEntry};
use veche_election::value::{Body, BodyError, PublicKey, Signature};
use veche_election::verify::Fold;

use super::{faults_of, variant};
use crate::world::{World, act, body, exactly, hex, key, public, report, verified, with};

/// One flaw.
pub(super) struct Flaw {
    change: &'static str,
    /// The variant of `FormError`, or `WrongSignature`.
    pub(super) error: &'static str,
    leaf: fn(&World) -> Vec<u8>,
}

/// The text of a sound report.
fn text(world: &World) -> String {
    let leaf = world.sign("reporter", report("2026-01-15")).to_bytes();
    String::from_utf8(leaf).expect("a text")
}

/// The sound report with one part of its text exchanged.
fn exchanged(world: &World, old: &str, new: &str) -> Vec<u8> {
    let sound = text(world);
    assert!(sound.contains(old), "{old}");
    sound.replacen(old, new, 1).into_bytes()
}

/// Any JSON in the place of the act, signed as it stands: what a program that is not ours could make.
fn signed_as_it_is(world: &World, act: Value) -> Vec<u8> {
    let mut entry = json!({"act": act, "by": public("reporter"), "election": world.call});
    let message = ["veche entry v1\n", &canonical::write(&entry)].concat();
    entry["signature"] = json!(hex(&signature(&key("reporter"), message.as_bytes(), 1)));
    canonical::write(&json!({"at": world.at, "entry": entry})).into_bytes()
}

/// A signature by RFC 8032 with a nonce of our choice, so that one message has many.
fn signature(key: &ed25519_dalek::SigningKey, message: &[u8], nonce: u64) -> [u8; 64] {
    let point = |scalar: &Scalar| EdwardsPoint::mul_base(scalar).compress().to_bytes();
    let secret = key.to_scalar();
    let nonce = Scalar::from(nonce);
    let commitment = point(&nonce);
    let challenge = Sha512::new()
        .chain_update(commitment)
        .chain_update(key.verifying_key().to_bytes())
        .chain_update(message)
        .finalize();
    let challenge = Scalar::from_bytes_mod_order_wide(&challenge.into());
    let response = nonce + challenge * secret;
    [commitment, response.to_bytes()]
        .concat()
        .try_into()
        .expect("64 bytes")
}

/// What somebody says, with a signature that is right and not the usual one.
pub(super) fn signed_otherwise(world: &World, who: &str, json: Value) -> Recorded {
    let mut recorded = world.sign(who, json.clone());
    let unsigned = UnsignedEntry {
        act: act(json),
        by: recorded.entry.by,
        election: recorded.entry.election,
    };
    let usual = recorded.entry.signature;
    recorded.entry.signature = Signature::new(signature(&key(who), &unsigned.message(), 2));
    assert_ne!(recorded.entry.signature, usual);
    recorded
}

/// The sound report with another signature.
fn resigned(world: &World, change: fn([u8; 64]) -> [u8; 64]) -> Vec<u8> {
    let mut recorded = world.sign("reporter", report("2026-01-15"));
    recorded.entry.signature = Signature::new(change(*recorded.entry.signature.bytes()));
    recorded.to_bytes()
}

/// The order of the group, added to the second half of a signature: the same number, another spelling (RFC 8032 §8.4).
fn plus_order(mut signature: [u8; 64]) -> [u8; 64] {
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (digit, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + add + carry;
        *digit = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    signature
}

pub(super) fn table() -> Vec<Flaw> {
    let row = |change, error, leaf| Flaw {
        change,
        error,
        leaf,
    };
    vec![
        row("nothing", "Json", |_| Vec::new()),
        row("no JSON", "Json", |_| b"an entry".to_vec()),
        row("bytes that are no text", "Json", |w| {
            let mut leaf = text(w).into_bytes();
            leaf[20] = 0xff;
            leaf
        }),
        row("an end cut off", "Json", |w| {
            let leaf = text(w);
            leaf.as_bytes()[..leaf.len() - 1].to_vec()
        }),
        row("something after the end", "Json", |w| {
            (text(w) + "{}").into_bytes()
        }),
        row("a leaf longer than a bundle can say", "TooLong", |w| {
            let documents: Vec<_> = (0..900).map(|n| body(&n.to_string())).collect();
            w.sign(
                "reporter",
                with(report("2026-01-15"), "attachments", json!(documents)),
            )
            .to_bytes()
        }),
        row("arrays in arrays in arrays", "Json", |_| {
            ["[".repeat(30_000), "]".repeat(30_000)]
                .concat()
                .into_bytes()
        }),
        row("a line feed at the end", "NotCanonical", |w| {
            (text(w) + "\n").into_bytes()
        }),
        row("a space after a colon", "NotCanonical", |w| {
            exchanged(w, "\"at\":", "\"at\": ")
        }),
        row("fields in another order", "NotCanonical", |w| {
            exchanged(
                w,
                "\"actor\":\"unknown\",\"code\":\"poll.stuff\"",
                "\"code\":\"poll.stuff\",\"actor\":\"unknown\"",
            )
        }),
        row("an ASCII letter written as \\u", "NotCanonical", |w| {
            exchanged(w, "unknown", "\\u0075nknown")
        }),
        row("a slash with a backslash before it", "NotCanonical", |w| {
            exchanged(w, "ru/north", "ru\\/north")
        }),
        row("a name of a field written as \\u", "NotCanonical", |w| {
            exchanged(w, "\"actor\"", "\"\\u0061ctor\"")
        }),
        row("a field that no entry has", "NotCanonical", |w| {
            exchanged(w, "{\"at\":", "{\"a\":1,\"at\":")
        }),
        row("a field that the kind has not", "NotCanonical", |w| {
            signed_as_it_is(
                w,
                with(report("2026-01-15"), "name", json!("Ivan Ivanavich")),
            )
        }),
        row("a program in another folder", "Json", |w| {
            signed_as_it_is(
                w,
                json!({"kind": "program_published", "name": "../verify.en.html", "sha256": "0".repeat(64)}),
            )
        }),
        row("a program of an empty version", "Json", |w| {
            signed_as_it_is(
                w,
                json!({"kind": "program_published", "name": "verify.en.html", "sha256": "0".repeat(64), "version": ""}),
            )
        }),
        row("a field that a value has not", "NotCanonical", |w| {
            signed_as_it_is(
                w,
                with(
                    report("2026-01-15"),
                    "when",
                    json!({"from": "2026-01-15", "hour": 7}),
                ),
            )
        }),
        row("an empty list that could be absent", "NotCanonical", |w| {
            signed_as_it_is(w, with(report("2026-01-15"), "sources", json!([])))
        }),
        row("null for what could be absent", "NotCanonical", |w| {
            signed_as_it_is(w, with(report("2026-01-15"), "text", Value::Null))
        }),
        row(
            "a field that stands twice, and means two things",
            "Json",
            |w| {
                exchanged(
                    w,
                    "\"actor\":\"unknown\"",
                    "\"actor\":\"police\",\"actor\":\"unknown\"",
                )
            },
        ),
        row("a kind that stands twice", "Json", |w| {
            exchanged(
                w,
                "\"kind\":\"report_filed\"",
                "\"kind\":\"context_noted\",\"kind\":\"report_filed\"",
            )
        }),
        row("an entry that stands twice", "Json", |w| {
            let sound = text(w);
            let entry = sound.split_once("\"entry\":").expect("an entry").1;
            format!("{{\"entry\":{},{}", &entry[..entry.len() - 1], &sound[1..]).into_bytes()
        }),
        row("a kind that there is not", "Json", |w| {
            exchanged(w, "report_filed", "report_lost")
        }),
        row("a code that there is not", "Json", |w| {
            exchanged(w, "poll.stuff", "poll.magic")
        }),
        row("a time that is no multiple of ten minutes", "Json", |w| {
            exchanged(w, "T12:00Z", "T12:01Z")
        }),
        row("a time with seconds", "Json", |w| {
            exchanged(w, "T12:00Z", "T12:00:00Z")
        }),
        row("a time of another zone", "Json", |w| {
            exchanged(w, "T12:00Z", "T12:00+02:00")
        }),
        row("a day that there is not", "Json", |w| {
            exchanged(w, "2026-01-15", "2026-02-30")
        }),
        row("a day in another spelling", "NotCanonical", |w| {
            exchanged(w, "2026-01-15", "20260115")
        }),
        row("a place with a large letter", "Json", |w| {
            exchanged(w, "ru/north", "ru/North")
        }),
        row("a place five levels deep", "Json", |w| {
            exchanged(w, "ru/north", "ru/north/a/b/c")
        }),
        row("a key in large digits", "Json", |w| {
            exchanged(w, &public("reporter"), &public("reporter").to_uppercase())
        }),
        row("a key that is too short", "Json", |w| {
            exchanged(w, &public("reporter"), &public("reporter")[2..])
        }),
        row("a number with an exponent", "Json", |w| number(w, "10e0")),
        row("a number with a fraction", "Json", |w| number(w, "10.0")),
        row("a negative number", "Json", |w| number(w, "-10")),
        row("a number with a zero before it", "Json", |w| {
            number(w, "010")
        }),
        row("a number as a text", "Json", |w| number(w, "\"10\"")),
        row("a number beyond all", "Json", |w| {
            number(w, "18446744073709551616")
        }),
        row("a number that JSON does not keep exactly", "Bounds", |w| {
            affected(w, json!({"min": 1_u64 << 53}))
        }),
        row(
            "an upper bound that JSON does not keep exactly",
            "Bounds",
            |w| affected(w, json!({"min": 1, "max": 1_u64 << 53})),
        ),
        row("a most below the least", "Bounds", |w| {
            affected(w, json!({"min": 2, "max": 1}))
        }),
        row("a period that ends before it begins", "Bounds", |w| {
            let when = json!({"from": "2026-01-15", "to": "2026-01-14"});
            w.sign("reporter", with(report("2026-01-15"), "when", when))
                .to_bytes()
        }),
        row("a day as a period", "Bounds", |w| {
            let when = json!({"from": "2026-01-15", "to": "2026-01-15"});
            w.sign("reporter", with(report("2026-01-15"), "when", when))
                .to_bytes()
        }),
        row("a number of voters above all bounds", "Bounds", |w| {
            let mut call = crate::world::call();
            call["contests"][0]["voters"] = json!(1_u64 << 53);
            w.sign("organiser", call).to_bytes()
        }),
        row("a signature on another text", "WrongSignature", |w| {
            exchanged(w, "poll.stuff", "poll.multi")
        }),
        row("a signature of another key", "WrongSignature", |w| {
            exchanged(w, &public("reporter"), &public("organiser"))
        }),
        row("a signature with one bit changed", "WrongSignature", |w| {
            resigned(w, |mut signature| {
                signature[40] ^= 1;
                signature
            })
        }),
        row("a signature of zeros", "WrongSignature", |w| {
            resigned(w, |_| [0; 64])
        }),
        row("a signature in another spelling", "WrongSignature", |w| {
            resigned(w, plus_order)
        }),
        row(
            "a signature without the first line",
            "WrongSignature",
            |w| {
                use ed25519_dalek::Signer;
                let mut recorded = w.sign("reporter", report("2026-01-15"));
                let unsigned = UnsignedEntry {
                    act: recorded.entry.act.clone(),
                    by: recorded.entry.by,
                    election: recorded.entry.election,
                };
                let signature = key("reporter").sign(canonical::write(&unsigned).as_bytes());
                recorded.entry.signature = Signature::new(signature.to_bytes());
                recorded.to_bytes()
            },
        ),
        row(
            "a signature on an entry of another election",
            "WrongSignature",
            |w| {
                let other = World::watched().call;
                let mut recorded = w.now(UnsignedEntry::sign(
                    act(report("2026-01-15")),
                    other,
                    &key("reporter"),
                ));
                recorded.entry.election = w.call;
                recorded.to_bytes()
            },
        ),
        row(
            "a key of small order, which signs everything",
            "WrongSignature",
            |w| {
                let mut recorded = w.sign("reporter", report("2026-01-15"));
                let mut identity = [0; 32];
                identity[0] = 1;
                recorded.entry.by = PublicKey::new(identity);
                let mut signature = [0; 64];
                signature[0] = 1;
                recorded.entry.signature = Signature::new(signature);
                recorded.to_bytes()
            },
        ),
        row(
            "a key that is no point of the curve",
            "WrongSignature",
            |w| {
                let mut recorded = w.sign("reporter", report("2026-01-15"));
                let mut no_point = [0; 32];
                no_point[0] = 2;
                recorded.entry.by = PublicKey::new(no_point);
                recorded.to_bytes()
            },
        ),
    ]
}

/// The sound report with people affected, in a number written so.
fn number(world: &World, digits: &str) -> Vec<u8> {
    let leaf = String::from_utf8(affected(world, exactly(10))).expect("a text");
    assert!(leaf.contains("\"min\":10"));
    leaf.replace("\"min\":10", &format!("\"min\":{digits}"))
        .into_bytes()
}

fn affected(world: &World, number: Value) -> Vec<u8> {
    let affected = json!([{"who": "voter", "number": number}]);
    world
        .sign("reporter", with(report("2026-01-15"), "affected", affected))
        .to_bytes()
}

#[test]
fn every_flaw_of_form_and_signature_is_refused_by_name_and_changes_nothing() {
    let mut world = World::run();
    world.says("reporter", crate::world::complaint());
    for flaw in table() {
        let change = flaw.change;
        let leaf = (flaw.leaf)(&world);
        let error = Recorded::read(&leaf)
            .map_err(VerifyError::Form)
            .and_then(Recorded::verify)
            .map(drop)
            .expect_err(change);
        let (name, check) = match &error {
            VerifyError::Form(error) => (variant(error), CheckId::S3),
            VerifyError::Signature(error) => (variant(error), CheckId::S4),
        };
        assert_eq!(name, flaw.error, "{change}: {error}");

        let faults = faults_of(&world, &leaf, change);
        let [fault] = faults.as_slice() else {
            panic!("{change}: {faults:?}");
        };
        assert_eq!(fault.check, check, "{change}");
        assert_eq!(
            fault.place,
            format!("entry {}", world.leaves.len()),
            "{change}"
        );
        assert_eq!(fault.reason, error.to_string(), "{change}");
    }
}

#[test]
fn another_signature_of_the_author_is_right_and_gives_the_entry_no_other_name() {
    let world = World::run();
    let usual = verified(world.sign("reporter", report("2026-01-15")));
    let other = verified(signed_otherwise(&world, "reporter", report("2026-01-15")));
    assert_eq!(usual.id, other.id);
}

#[test]
fn an_empty_record_is_unsound() {
    let (_, faults) = Fold::new().finish();
    assert_eq!(faults.found(CheckId::S6), 1);
}

#[test]
fn every_other_spelling_of_a_body_is_refused() {
    let sound = Body::text("Two vans \u{fc}.", "en", [7; 16]).to_bytes();
    let sound = String::from_utf8(sound).expect("a text");
    for (change, old, new, error) in [
        ("a space", "\"text\":", "\"text\": ", BodyError::Form),
        ("an escape", "vans", "\\u0076ans", BodyError::Form),
        ("another escape", "\u{fc}", "\\u00fc", BodyError::Form),
        ("another field", "{", "{\"a\":1,", BodyError::Form),
        (
            "a doubled field",
            "{",
            "{\"language\":\"be\",",
            BodyError::Form,
        ),
        ("a short salt", "0707", "07", BodyError::Salt),
        ("a salt in large digits", "0707", "0A07", BodyError::Salt),
        ("a salt of letters", "0707", "salt", BodyError::Salt),
        ("no salt", ",\"salt\":", ",\"pepper\":", BodyError::Form),
        ("no text", ",\"text\":", ",\"data\":", BodyError::Form),
        ("something after the end", "\"}", "\"}\n", BodyError::Form),
    ] {
        assert!(sound.contains(old), "{change}");
        let changed = sound.replacen(old, new, 1);
        assert_eq!(Body::read(changed.as_bytes()), Err(error), "{change}");
    }
    assert!(Body::read(sound.as_bytes()).is_ok());
}

#[test]
fn the_errors_say_what_to_do() {
    let long = Recorded::read(&vec![b' '; 70_000]);
    let error = long.expect_err("too long");
    assert_eq!(error, FormError::TooLong(70_000));
    assert!(error.to_string().contains("at most 65535"), "{error}");
}
