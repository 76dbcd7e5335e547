//! Recording entries that were signed elsewhere: reports, replies, appeals.
//!
//! Whoever has a key that the record knows may write within its limits. Anybody else may too, and pays with a little work
//! of the own computer, so that a flood costs more than it is worth, and no address has to be kept for that.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use veche_election::entry::{Entry, Recorded};
use veche_election::value::BodyRef;
use veche_election::work::zero_bits;
use veche_store::keeper::StoredBody;

use super::problem::Problem;
use crate::house::House;
use crate::room::writer::now_on;

/// So many zero bits must a stranger's work have: about a second on a telephone.
pub const BITS: u32 = 18;
/// For so many seconds a challenge is given out; it is good for as long again.
const SECONDS: i64 = 3_600;

/// What a stranger's computer is to work on.
#[derive(Serialize, ToSchema)]
pub struct Work {
    /// 32 bytes in hexadecimal. Hash them together with the entry: SHA-256(these bytes ‖ the entry's name ‖ nonce),
    /// the name as its 32 bytes, the nonce as 8 bytes with the highest first.
    challenge: String,
    /// So many leading bits of that hash must be zero.
    bits: u32,
}

/// An entry that was signed elsewhere, with its bodies: what `veche election sign` writes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// The signed entry: `docs/entries.md`.
    #[schema(value_type = Object)]
    entry: Entry,
    /// Its bodies.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    bodies: Vec<ParcelBody>,
    /// The work of a stranger's computer.
    #[serde(default)]
    nonce: Option<u64>,
}

/// A body in a parcel.
#[derive(Deserialize)]
struct ParcelBody {
    /// How the entry refers to it.
    #[serde(flatten)]
    reference: BodyRef,
    /// Its bytes in Base64.
    data: String,
}

/// What became of an entry.
#[derive(Serialize, ToSchema)]
pub struct RecordedAnswer {
    /// The entry's name.
    entry: String,
    /// Its number on the record.
    number: Option<u64>,
}

/// What a stranger's computer is to work on before it sends an entry.
#[utoipa::path(get, path = "/api/v1/work", responses((status = 200, body = Work)))]
pub async fn work(State(house): State<Arc<House>>) -> Json<Work> {
    let hour = Timestamp::now().as_second() / SECONDS;
    Json(Work {
        challenge: base16ct::lower::encode_string(&challenge(&house.secret, hour)),
        bits: BITS,
    })
}

fn challenge(secret: &[u8; 32], hour: i64) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"veche work")
        .chain_update(secret)
        .chain_update(hour.to_be_bytes())
        .finalize()
        .into()
}

/// Whether the work was done for this entry, this hour or the hour before.
fn is_done(secret: &[u8; 32], hour: i64, entry: &[u8; 32], nonce: u64) -> bool {
    [hour, hour - 1].into_iter().any(|hour| {
        let asked = [challenge(secret, hour), *entry].concat();
        zero_bits(&asked, nonce) >= BITS
    })
}

/// Records an entry. Durable when it is answered.
#[utoipa::path(post, path = "/api/v1/e/{name}/entries", params(("name" = String, Path)), request_body = Parcel,
    responses((status = 201, body = RecordedAnswer), (status = 200, description = "It was recorded before.", body = RecordedAnswer),
        (status = 400, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem), (status = 507, body = Problem)))]
pub async fn record(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    parcel: Result<Json<Parcel>, JsonRejection>,
) -> Result<(StatusCode, Json<RecordedAnswer>), Problem> {
    let room = house.room(&name)?;
    let Json(parcel) = parcel.map_err(|error| Problem::malformed(error.body_text()))?;
    let shown = room.shown();
    let recorded = Recorded {
        at: now_on(&shown.election),
        entry: parcel.entry,
    };
    let signed = recorded.clone().verify().map_err(|error| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "entry-rejected",
            "The entry may not be recorded",
            error.to_string(),
        )
    })?;
    // Sent again because the answer was lost.
    if let Some(number) = shown.election.number_of(&signed.id) {
        let answer = RecordedAnswer {
            entry: signed.id.to_string(),
            number: Some(number),
        };
        return Ok((StatusCode::OK, Json(answer)));
    }
    if shown.election.keys().owner(&signed.by).is_none() {
        let hour = Timestamp::now().as_second() / SECONDS;
        let done = parcel
            .nonce
            .is_some_and(|nonce| is_done(&house.secret, hour, signed.id.bytes(), nonce));
        if !done {
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "work",
                "Work is missing",
                "Whoever sends with a new key lets the own computer work for a second: GET /api/v1/work says on what.",
            ));
        }
    }
    let bodies = parcel
        .bodies
        .into_iter()
        .map(|body| {
            let bytes = Base64::decode_vec(&body.data)
                .map_err(|_| Problem::malformed("A body is not in Base64."))?;
            Ok(StoredBody {
                reference: body.reference,
                bytes,
            })
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    let id = room.record(recorded, bodies).await?;
    Ok((
        StatusCode::CREATED,
        Json(RecordedAnswer {
            entry: id.to_string(),
            number: room.shown().election.number_of(&id),
        }),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_counts_for_its_entry_and_its_hour_only() {
        let (secret, entry, hour) = ([1; 32], [2; 32], 500_000);
        let done = |nonce: &u64| is_done(&secret, hour, &entry, *nonce);
        let nonce = (0..).find(done).unwrap();
        assert!(is_done(&secret, hour + 1, &entry, nonce));
        assert!(!is_done(&secret, hour + 2, &entry, nonce));
        assert!(!is_done(&secret, hour, &[3; 32], nonce));
        assert!(!is_done(&[4; 32], hour, &entry, nonce));
        assert!(!is_done(&secret, hour, &entry, nonce + 1));
    }
}
