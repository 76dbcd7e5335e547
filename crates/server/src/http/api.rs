//! The JSON API: what there is, where a ballot is, whether a credential has one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Serialize;
use utoipa::ToSchema;
use veche_poll::hash::Hash;
use veche_record::inclusion::TlogProof;
use veche_record::proof::prove_inclusion;
use veche_store::place::{PublicFile, entry_at};

use super::problem::Problem;
use crate::house::House;
use crate::room::{Room, RoomError};

/// An election, in short.
#[derive(Serialize, ToSchema)]
pub struct ElectionInShort {
    /// Its name in addresses.
    pub name: String,
    /// The name of its call: the election's fingerprint.
    pub id: Option<String>,
    /// The longest body, in bytes.
    pub body_bytes: u32,
    /// How many entries its record has.
    pub entries: u64,
    /// The root of its tree, in Base64.
    pub root: String,
    /// The name of the log.
    pub origin: String,
    /// Whether it is a demonstration or a rehearsal.
    pub rehearsal: bool,
    /// Its polls.
    pub polls: Vec<String>,
}

/// Where a ballot is.
#[derive(Serialize, ToSchema)]
pub struct WhereABallotIs {
    /// The tracker.
    pub tracker: String,
    /// `waiting`: promised, not published yet. `published`: in the archive, and it is its credential's last. `replaced`: in
    /// the archive, and a later ballot of the same credential stands in its place. `unknown`: not here.
    pub state: &'static str,
    /// Which event of the archive it is, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
    /// The number of the entry that anchors this event on the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// Whether a credential has a ballot.
#[derive(Serialize, ToSchema)]
pub struct BallotOfACredential {
    /// The public credential.
    pub credential: String,
    /// Whether it stands on the roll.
    pub on_roll: bool,
    /// The tracker of its last published ballot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracker: Option<String>,
}

/// Every election that is served here.
#[utoipa::path(get, path = "/api/v1/elections", responses((status = 200, body = Vec<ElectionInShort>)))]
pub async fn elections(State(house): State<Arc<House>>) -> Json<Vec<ElectionInShort>> {
    Json(house.rooms().map(|room| in_short(room)).collect())
}

/// One election.
#[utoipa::path(get, path = "/api/v1/e/{name}", params(("name" = String, Path)),
    responses((status = 200, body = ElectionInShort), (status = 404, body = Problem)))]
pub async fn election(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
) -> Result<Json<ElectionInShort>, Problem> {
    let room = house.room(&name)?;
    Ok(Json(in_short(&room)))
}

fn in_short(room: &Room) -> ElectionInShort {
    let shown = room.shown();
    let tree = shown.checkpoint.tree();
    let called = shown.election.called();
    ElectionInShort {
        name: room.name.clone(),
        id: called.map(|called| called.id.to_string()),
        body_bytes: called.map_or(0, |called| called.call.limits.body_bytes),
        entries: tree.size,
        root: tree.root.to_base64(),
        origin: shown.checkpoint.origin().to_owned(),
        rehearsal: shown.demo,
        polls: shown
            .election
            .polls()
            .iter()
            .map(|poll| poll.opened.poll.to_string())
            .collect(),
    }
}

/// The `election` data of a poll, byte for byte, which a voter's program needs.
#[utoipa::path(get, path = "/api/v1/e/{name}/polls/{poll}/election",
    params(("name" = String, Path), ("poll" = String, Path)),
    responses((status = 200, content_type = "application/json"), (status = 404, body = Problem)))]
pub async fn poll_election(
    State(house): State<Arc<House>>,
    Path((name, poll)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let room = house.room(&name)?;
    let bytes = room.poll_election(&poll)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

/// Where the ballot with this tracker is.
#[utoipa::path(get, path = "/api/v1/e/{name}/polls/{poll}/ballots/{tracker}",
    params(("name" = String, Path), ("poll" = String, Path), ("tracker" = String, Path, description = "in Base64; + and / may be written as - and _")),
    responses((status = 200, body = WhereABallotIs), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub async fn ballot(
    State(house): State<Arc<House>>,
    Path((name, poll, tracker)): Path<(String, String, String)>,
) -> Result<Json<WhereABallotIs>, Problem> {
    let room = house.room(&name)?;
    let hash = read_tracker(&tracker)?;
    let published = room
        .shared
        .with_archive(&poll, |archive| Ok(archive.ballot(&hash).cloned()))?;
    let tracker = hash.to_base64();
    Ok(Json(match published {
        Some(published) => WhereABallotIs {
            tracker,
            state: match published.replaced {
                true => "replaced",
                false => "published",
            },
            event: Some(published.event),
            entry: anchor_of(&room, &poll, published.event),
        },
        None => WhereABallotIs {
            tracker,
            state: match room.shared.waiting(&poll, &hash) {
                Some(_) => "waiting",
                None => "unknown",
            },
            event: None,
            entry: None,
        },
    }))
}

/// A tracker as a square code, for taking it along with a telephone.
#[utoipa::path(get, path = "/api/v1/e/{name}/polls/{poll}/ballots/{tracker}/qr.svg",
    params(("name" = String, Path), ("poll" = String, Path), ("tracker" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml"), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub async fn tracker_code(
    State(house): State<Arc<House>>,
    Path((name, _, tracker)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    house.room(&name)?;
    let hash = read_tracker(&tracker)?;
    let code = QrCode::new(hash.to_base64()).map_err(|_| Problem::internal())?;
    let image = code.render::<svg::Color<'_>>().build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], image).into_response())
}

/// The ballot's tracker as a hash. In addresses `+` and `/` may be written as `-` and `_`.
fn read_tracker(text: &str) -> Result<Hash, Problem> {
    let standard = text.replace('-', "+").replace('_', "/");
    Hash::from_base64(standard.trim_end_matches('='))
        .ok_or_else(|| Problem::malformed("This is no tracker: it has 43 characters."))
}

/// The number of the entry that anchors an event of a poll.
fn anchor_of(room: &Room, poll: &str, event: u64) -> Option<u64> {
    let shown = room.shown();
    let mut polls = shown.election.polls().iter();
    polls
        .find(|known| known.opened.poll.as_str() == poll)?
        .anchor_of(event)
}

/// Whether a public credential has a ballot in a poll. Every voter, who voted or not, can ask this of the own one.
#[utoipa::path(get, path = "/api/v1/e/{name}/polls/{poll}/credentials/{credential}",
    params(("name" = String, Path), ("poll" = String, Path), ("credential" = String, Path)),
    responses((status = 200, body = BallotOfACredential), (status = 404, body = Problem)))]
pub async fn credential(
    State(house): State<Arc<House>>,
    Path((name, poll, credential)): Path<(String, String, String)>,
) -> Result<Json<BallotOfACredential>, Problem> {
    let room = house.room(&name)?;
    let found = room.shared.with_archive(&poll, |archive| {
        let on_roll = archive
            .desk()
            .is_some_and(|desk| desk.is_on_roll(&credential));
        Ok((on_roll, archive.last_of(&credential)))
    })?;
    Ok(Json(BallotOfACredential {
        on_roll: found.0,
        tracker: found.1.map(|tracker| tracker.to_base64()),
        credential,
    }))
}

/// An entry, byte for byte as it stands on record.
#[utoipa::path(get, path = "/api/v1/e/{name}/entries/{number}",
    params(("name" = String, Path), ("number" = u64, Path)),
    responses((status = 200, content_type = "application/json"), (status = 404, body = Problem)))]
pub async fn entry(
    State(house): State<Arc<House>>,
    Path((name, number)): Path<(String, u64)>,
) -> Result<Response, Problem> {
    let room = house.room(&name)?;
    let reading = tokio::task::spawn_blocking(move || entry_at(room.store.as_ref(), number));
    let found = reading.await.map_err(|_| Problem::internal())?;
    let leaf = found.map_err(RoomError::from)?.ok_or_else(|| {
        Problem::not_found(format!(
            "The record has no entry {number}; they are numbered from 0."
        ))
    })?;
    Ok(([(header::CONTENT_TYPE, "application/json")], leaf).into_response())
}

/// The proof that an entry is on record (C2SP tlog-proof), for keeping.
#[utoipa::path(get, path = "/api/v1/e/{name}/entries/{number}/proof",
    params(("name" = String, Path), ("number" = u64, Path)),
    responses((status = 200, content_type = "text/plain"), (status = 404, body = Problem)))]
pub async fn proof(
    State(house): State<Arc<House>>,
    Path((name, number)): Path<(String, u64)>,
) -> Result<Response, Problem> {
    let room = house.room(&name)?;
    let proving = tokio::task::spawn_blocking(move || prove(&room, number));
    let text = proving.await.map_err(|_| Problem::internal())??;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

fn prove(room: &Room, number: u64) -> Result<String, Problem> {
    let checkpoint = room.store.checkpoint().map_err(RoomError::from)?;
    let size = checkpoint.tree().size;
    if number >= size {
        return Err(Problem::not_found(format!(
            "The record has {size} entries, numbered from 0."
        )));
    }
    let proof = prove_inclusion(number, size, |tile| {
        let bytes = room
            .store
            .read(&PublicFile::Tile(tile))
            .map_err(RoomError::from)?;
        bytes.ok_or(RoomError::ReadOnly)
    });
    let hashes = proof.map_err(|_| Problem::internal())?;
    Ok(TlogProof {
        extra: None,
        index: number,
        hashes,
        checkpoint,
    }
    .to_text())
}
