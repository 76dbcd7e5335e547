//! A report, made on the reporter's device: a key that is used once, texts and pictures beside the entry with a salt
//! each, a day instead of a time, a district instead of a point.
//!
//! Texts and pictures can be sealed to a group's keys; code, day, place and numbers are public all the same.
//!
//! The page has encoded pictures anew, so that nothing but their points is left; files of other kinds are refused.

use base64ct::{Base64, Encoding};
use ed25519_dalek::SigningKey;
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use veche_election::canonical;
use veche_election::entry::form::MAX_LEAF;
use veche_election::entry::reports::ReportFiled;
use veche_election::entry::{Act, UnsignedEntry};
use veche_election::value::{Body, BodyRef, EntryId, Sha256Hex};
use veche_election::work;
use zeroize::Zeroizing;

use crate::answer::{Failure, argument};
use crate::chance::{Chance, Seed};

mod seal;

/// Room that a leaf has beside its entry, for the time of recording.
const AROUND: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    election: EntryId,
    /// The fields of `report_filed`, but text and attachments.
    report: Map<String, Value>,
    text: Option<String>,
    language: String,
    #[serde(default)]
    attachments: Vec<Attachment>,
    /// How many levels of the place are told, from the country on; absent means all.
    levels: Option<usize>,
    /// Who alone may read text and pictures: age recipients.
    #[serde(default)]
    seal_to: Vec<String>,
    seed: Seed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attachment {
    media: String,
    /// The bytes of the file, in Base64.
    data: String,
}

#[derive(Deserialize)]
struct Work {
    challenge: String,
    bits: u32,
    #[serde(default)]
    from: u64,
    tries: u32,
}

/// Makes a signed entry of a form, and the bodies that belong to it.
///
/// # Errors
/// `report`: a field is not what `docs/entries.md` says of `report_filed`. `attachment`: it is no picture. `recipient`: a key
/// to seal to is none. `sealed`: it cannot be sealed here. `too_long`.
pub fn report(request: &[u8]) -> Result<Value, Failure> {
    let form: Form = argument(request)?;
    let mut chance = form.seed.stretch();
    let mut secret = Zeroizing::new([0; 32]);
    chance.fill_bytes(&mut *secret);
    let key = SigningKey::from_bytes(&secret);
    let secret_digits = Zeroizing::new(base16ct::lower::encode_string(&*secret));
    let mut report = form.report;
    if report.contains_key("text") || report.contains_key("attachments") {
        let text = "text and attachments stand beside the report, not in it";
        return Err(Failure::new("report", text));
    }
    let mut bodies = Vec::new();
    if let Some(text) = form.text.filter(|text| !text.trim().is_empty()) {
        let body = Body::text(&text, &form.language, salt(&mut chance));
        let stored = stored(&body, &form.seal_to, &mut chance)?;
        report.insert("text".to_owned(), json!(stored.reference));
        bodies.push(stored);
    }
    let mut attached = Vec::new();
    for attachment in form.attachments {
        let body = picture(&attachment, &mut chance)?;
        let stored = stored(&body, &form.seal_to, &mut chance)?;
        attached.push(stored.reference);
        bodies.push(stored);
    }
    if !attached.is_empty() {
        report.insert("attachments".to_owned(), json!(attached));
    }
    let mut filed = strict(report)?;
    if let Some(levels) = form.levels {
        filed.place = filed.place.coarse(levels);
    }
    let place = filed.place.clone();
    let entry = UnsignedEntry::sign(Act::ReportFiled(filed), Some(form.election), &key);
    let text = canonical::write(&entry);
    if text.len() + AROUND > MAX_LEAF {
        return Err(Failure::new("too_long", "the report has too many fields"));
    }
    let unsigned = UnsignedEntry {
        act: entry.act,
        by: entry.by,
        election: entry.election,
    };
    Ok(json!({
        "entry": text,
        "id": unsigned.id(),
        "key": unsigned.by,
        // The file of a key as the command line reads it: who keeps it can take the report back.
        "secret": format!("veche-private-key {}", secret_digits.as_str()),
        "place": place,
        "bodies": bodies,
    }))
}

/// Looks for a proof of work: `{"challenge": Base64, "bits": …, "from": …, "tries": …}`. Gives the nonce, or nothing if it
/// is not among these tries; the page then goes on, and can show how far it is.
///
/// # Errors
/// `argument`.
pub fn proof_of_work(request: &[u8]) -> Result<Value, Failure> {
    let request: Work = argument(request)?;
    let challenge = Base64::decode_vec(&request.challenge);
    let challenge =
        challenge.map_err(|_| Failure::new("argument", "the challenge is no Base64"))?;
    let found = work::find(&challenge, request.bits, request.from, request.tries);
    Ok(json!({ "nonce": found }))
}

/// The fields as the entry has them. One that the entry has not would be lost without a word, so it is refused.
fn strict(fields: Map<String, Value>) -> Result<ReportFiled, Failure> {
    let fields = Value::Object(fields);
    let wrong = |reason: String| Failure::new("report", reason);
    let filed: ReportFiled =
        serde_json::from_value(fields.clone()).map_err(|error| wrong(error.to_string()))?;
    let made = serde_json::to_value(&filed).map_err(|error| wrong(error.to_string()))?;
    match made == fields {
        true => Ok(filed),
        false => Err(wrong("a field is empty, or is none of a report".to_owned())),
    }
}

fn salt(chance: &mut Chance) -> [u8; 16] {
    let mut salt = [0; 16];
    chance.fill_bytes(&mut salt);
    salt
}

fn picture(attachment: &Attachment, chance: &mut Chance) -> Result<Body, Failure> {
    let wrong = || Failure::new("attachment", "only JPEG and PNG pictures can be attached");
    let bytes = Base64::decode_vec(&attachment.data).map_err(|_| wrong())?;
    let begins = match attachment.media.as_str() {
        "image/jpeg" => bytes.starts_with(&[0xff, 0xd8, 0xff]),
        "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        _ => false,
    };
    match begins {
        true => {
            let data = Base64::encode_string(&bytes);
            Ok(Body::attachment(&data, &attachment.media, salt(chance)))
        }
        false => Err(wrong()),
    }
}

/// A body as it is sent and stored.
#[derive(Serialize)]
struct Stored {
    #[serde(flatten)]
    reference: BodyRef,
    /// The bytes of the file, in Base64.
    data: String,
}

fn stored(body: &Body, seal_to: &[String], chance: &mut Chance) -> Result<Stored, Failure> {
    let bytes = body.to_bytes();
    let mut reference = body.reference();
    if seal_to.is_empty() {
        let data = Base64::encode_string(&bytes);
        return Ok(Stored { reference, data });
    }
    let mut seed = [0; 32];
    chance.fill_bytes(&mut seed);
    let sealed = seal::seal(&bytes, seal_to, Seed::new(seed).stretch())?;
    reference.sealed = Some(Sha256Hex::of(&sealed));
    let data = Base64::encode_string(&sealed);
    Ok(Stored { reference, data })
}

#[cfg(test)]
mod tests;
