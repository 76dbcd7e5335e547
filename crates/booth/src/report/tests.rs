//! What a page makes of a form is an entry that the one judge takes.

use veche_election::entry::Recorded;
use veche_election::value::Moment;

use super::*;

fn form() -> Value {
    json!({
        "election": "11".repeat(32),
        "report": {
            "code": "assm.disperse",
            "when": {"from": "2026-03-01"},
            "place": "by/minsk/frunzenski",
            "actor": "unmarked_forces",
            "connection": "witness",
        },
        "text": "They came from both sides.",
        "language": "en",
        "attachments": [{
            "media": "image/png",
            "data": Base64::encode_string(b"\x89PNG\r\n\x1a\nrest"),
        }],
        "seed": Base64::encode_string(&[7; 32]),
    })
}

fn made(form: &Value) -> Result<Value, Failure> {
    report(form.to_string().as_bytes())
}

/// The form with one field changed; a field of the report by its name after a dot.
fn with(path: &str, value: Value) -> Value {
    let mut form = form();
    let field = form.pointer_mut(path);
    match field {
        Some(field) => *field = value,
        None if path.starts_with("/report/") => {
            form["report"][path.trim_start_matches("/report/")] = value;
        }
        None => form[path.trim_start_matches('/')] = value,
    }
    form
}

#[test]
fn a_report_is_an_entry_with_its_bodies_beside_it() {
    let made = made(&form()).unwrap();
    let text = format!(
        r#"{{"at":"2026-03-01T10:20Z","entry":{}}}"#,
        made["entry"].as_str().unwrap()
    );
    let recorded = Recorded::read(text.as_bytes()).unwrap();
    assert_eq!(
        recorded.at,
        Moment::try_from("2026-03-01T10:20Z".to_owned()).unwrap()
    );
    let signed = recorded.verify().unwrap();
    assert_eq!(json!(signed.id), made["id"]);
    assert_eq!(json!(signed.by), made["key"]);
    let bodies = made["bodies"].as_array().unwrap();
    assert_eq!(bodies.len(), 2);
    for (body, reference) in bodies.iter().zip([1, 0]) {
        let bytes = Base64::decode_vec(body["data"].as_str().unwrap()).unwrap();
        let read = Body::read(&bytes).unwrap();
        assert_eq!(json!(read.reference().plain), body["plain"]);
        // The walk over an entry meets attachments before the text.
        assert_eq!(read.reference(), signed.bodies[reference]);
    }
}

#[test]
fn another_seed_makes_another_key_and_other_salts() {
    let one = made(&form()).unwrap();
    assert_eq!(one, made(&form()).unwrap());
    let seed = json!(Base64::encode_string(&[8; 32]));
    let other = made(&with("/seed", seed)).unwrap();
    assert_ne!(one["key"], other["key"]);
    assert_ne!(one["bodies"][0]["plain"], other["bodies"][0]["plain"]);
}

#[test]
fn each_flaw_of_a_form_is_refused_by_its_code() {
    let picture =
        |media: &str, bytes: &[u8]| json!([{"media": media, "data": Base64::encode_string(bytes)}]);
    let table = [
        (
            "/report/place",
            json!("by/minsk/frunzenski/12/kitchen"),
            "report",
        ),
        ("/report/place", json!("53.9,27.5"), "report"),
        (
            "/report/when",
            json!({"from": "2026-03-01T10:21:00"}),
            "report",
        ),
        ("/report/code", json!("other"), "report"),
        ("/report/phone", json!("123"), "report"),
        ("/report/affected", json!([]), "report"),
        ("/report/text", json!({"plain": "11".repeat(32)}), "report"),
        (
            "/attachments",
            picture("image/gif", b"GIF89a"),
            "attachment",
        ),
        (
            "/attachments",
            picture("image/png", b"GIF89a"),
            "attachment",
        ),
        (
            "/attachments",
            json!([{"media": "image/png", "data": "?"}]),
            "attachment",
        ),
        ("/election", json!("11"), "argument"),
        ("/seed", json!("AAAA"), "argument"),
    ];
    for (path, value, code) in table {
        let failure = made(&with(path, value.clone())).unwrap_err();
        assert_eq!(failure.code, code, "{path} {value}: {}", failure.text);
    }
}

#[test]
fn a_proof_of_work_is_found_in_portions() {
    let ask = |from: u64| {
        let challenge = Base64::encode_string(b"abc");
        let request = json!({"challenge": challenge, "bits": 16, "from": from, "tries": 20_000});
        proof_of_work(request.to_string().as_bytes()).unwrap()["nonce"].clone()
    };
    assert_eq!(ask(0), Value::Null);
    assert_eq!(ask(20_000), json!(21_701));
}

#[test]
fn a_place_is_told_no_more_exactly_than_the_reporter_wants() {
    for (levels, place) in [(1, "by"), (2, "by/minsk"), (3, "by/minsk/frunzenski")] {
        let made = made(&with("/levels", json!(levels))).unwrap();
        assert_eq!(made["place"], place);
        assert!(
            !made["entry"]
                .as_str()
                .unwrap()
                .contains(&format!("{place}/"))
        );
    }
}

#[cfg(feature = "sealed")]
#[test]
fn what_is_sealed_to_a_group_is_read_by_its_key_and_stands_nowhere_in_clear() {
    use std::io::Read;
    let group = age::x25519::Identity::generate();
    let made = made(&with("/seal_to", json!([group.to_public().to_string()]))).unwrap();
    let text = made["entry"].as_str().unwrap();
    let leaf = format!(r#"{{"at":"2026-03-01T10:20Z","entry":{text}}}"#);
    let signed = Recorded::read(leaf.as_bytes()).unwrap().verify().unwrap();
    let bodies = made["bodies"].as_array().unwrap();
    for (body, reference) in bodies.iter().zip([1, 0]) {
        let bytes = Base64::decode_vec(body["data"].as_str().unwrap()).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        let reference = signed.bodies[reference];
        assert_eq!(reference.sealed, Some(Sha256Hex::of(&bytes)));
        let decryptor = age::Decryptor::new(&bytes[..]).unwrap();
        let mut plain = Vec::new();
        let key: &dyn age::Identity = &group;
        decryptor
            .decrypt([key].into_iter())
            .unwrap()
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(
            Body::read(&plain).unwrap().reference().plain,
            reference.plain
        );
    }
    assert!(!made.to_string().contains("both sides"));
    let wrong = with("/seal_to", json!(["age1nobody"]));
    let failure = report(wrong.to_string().as_bytes()).unwrap_err();
    assert_eq!(failure.code, "recipient", "{}", failure.text);
}
