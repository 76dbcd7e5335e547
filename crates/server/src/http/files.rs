//! The public files of an election, exactly as they lie in its folder, so that `/e/NAME/` can be mirrored as it is
//! (`docs/record.md` §1).

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use veche_store::place::PublicFile;

use futures_util::StreamExt;

use super::problem::Problem;
use crate::house::House;
use crate::kept::{self, Program};
use crate::pages::{self, PageError};
use crate::room::{Room, RoomError};
use crate::shown::StoreTexts;
use crate::words::Language;

/// So many bytes of an archive are read at a time.
const PIECE: usize = 1 << 18;

/// A public file: `record/…`, `bodies/…`, `polls/POLL.bel`, as docs/record.md has them; `polls/POLL.hints`, where the server
/// makes hints; or a program to keep, such as `verify.en.html`.
#[utoipa::path(get, path = "/e/{name}/{path}", params(("name" = String, Path), ("path" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
pub async fn get(
    State(house): State<Arc<House>>,
    Path((name, path)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let room = house.room(&name)?;
    if let Some((program, language)) = Program::of_file(&path) {
        return kept(room, program, language).await;
    }
    let of_poll = path.strip_prefix("polls/");
    if let Some(poll) = of_poll.and_then(|file| file.strip_suffix(".hints")) {
        return hints(room, poll.to_owned()).await;
    }
    let poll = of_poll.and_then(|file| file.strip_suffix(".bel"));
    match (poll, PublicFile::parse(&path)) {
        (Some(poll), _) => archive(room, poll.to_owned()).await,
        (None, Some(file)) => file_of(room, file).await,
        (None, None) => Err(Problem::not_found(format!(
            "There is no public file {path}: docs/record.md lists those there are."
        ))),
    }
}

/// A program to keep. Its own policy allows what is inside it, which that of a page does not.
async fn kept(room: Arc<Room>, program: Program, language: Language) -> Result<Response, Problem> {
    let making = tokio::task::spawn_blocking(move || {
        let texts = StoreTexts(Some(Arc::clone(&room.store)));
        let file = pages::kept::file(&room.shown(), &texts, &program, language)?;
        let policy = kept::inside::of(&program).map(|inside| inside.policy.clone());
        Ok((file, policy.unwrap_or_default()))
    });
    let (file, policy) = match making.await.map_err(|_| Problem::internal())? {
        Ok(made) => made,
        Err(PageError::NotFound(_)) => {
            return Err(Problem::not_found("There is no such poll here."));
        }
        Err(error) => {
            tracing::error!(%error, "a program to keep cannot be made");
            return Err(Problem::internal());
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            format!("{policy}; frame-ancestors 'none'"),
        ),
    ];
    Ok((headers, file).into_response())
}

async fn file_of(room: Arc<Room>, file: PublicFile) -> Result<Response, Problem> {
    let media = match file {
        PublicFile::Checkpoint => "text/plain; charset=utf-8",
        PublicFile::Body(_) => "application/json",
        PublicFile::Tile(_) | PublicFile::Bundle(_) => "application/octet-stream",
    };
    // What has its final name never changes; the checkpoint does, and a body can be destroyed.
    let cache = match file {
        PublicFile::Tile(tile) if !tile.is_partial() => "public, max-age=31536000, immutable",
        PublicFile::Bundle(bundle) if !bundle.tile().is_partial() => {
            "public, max-age=31536000, immutable"
        }
        _ => "no-store",
    };
    let path = file.path();
    let reading = tokio::task::spawn_blocking(move || room.store.read(&file));
    let bytes = reading
        .await
        .map_err(|_| Problem::internal())?
        .map_err(RoomError::from)?;
    match bytes {
        Some(bytes) => Ok((
            [
                (header::CONTENT_TYPE, media),
                (header::CACHE_CONTROL, cache),
            ],
            bytes,
        )
            .into_response()),
        None => Err(Problem::not_found(format!("There is no file {path}."))),
    }
}

/// An archive, in pieces, as long as it was when it was asked for.
async fn archive(room: Arc<Room>, poll: String) -> Result<Response, Problem> {
    let length = length_of_archive(&room, &poll).await?;
    let part = move |at, count| Ok(room.store.archive_part(&poll, at, count)?);
    Ok(in_pieces("application/x-tar", length, part))
}

/// How long a poll's archive is.
async fn length_of_archive(room: &Room, poll: &str) -> Result<u64, Problem> {
    let (store, name) = (Arc::clone(&room.store), poll.to_owned());
    let length = tokio::task::spawn_blocking(move || store.archive_length(&name));
    length
        .await
        .map_err(|_| Problem::internal())?
        .map_err(RoomError::from)?
        .ok_or_else(|| Problem::not_found(format!("There is no poll {poll} here.")))
}

/// A poll's hints, as many as there are.
async fn hints(room: Arc<Room>, poll: String) -> Result<Response, Problem> {
    // There is a file for a poll that has an archive, and for no other name.
    length_of_archive(&room, &poll).await?;
    let opening = tokio::task::spawn_blocking(move || {
        let file = File::open(room.hints(&poll)?).ok()?;
        let length = file.metadata().ok()?.len();
        Some((file, length))
    });
    let opened = opening.await.map_err(|_| Problem::internal())?;
    let (mut file, length) = opened
        .ok_or_else(|| Problem::not_found("This server has no hints for the poll, or not yet."))?;
    let part = move |_, count| {
        let mut bytes = vec![0; count];
        // Nothing was said yet that would have to be taken back: the answer just ends.
        let read = file.read(&mut bytes).unwrap_or(0);
        bytes.truncate(read);
        Ok(bytes)
    };
    Ok(in_pieces("application/octet-stream", length, part))
}

/// So many bytes, in pieces that `part` gives one after the other: at a place, at most so many.
fn in_pieces(
    media: &'static str,
    length: u64,
    mut part: impl FnMut(u64, usize) -> Result<Vec<u8>, RoomError> + Send + 'static,
) -> Response {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, RoomError>>(4);
    tokio::task::spawn_blocking(move || {
        let mut at = 0;
        while at < length {
            let count = usize::try_from(length - at).unwrap_or(PIECE).min(PIECE);
            let piece = part(at, count);
            at += piece.as_ref().map_or(0, |piece| piece.len() as u64);
            let end = piece.as_ref().map_or(true, Vec::is_empty);
            // Whoever asked may have gone.
            if sender.blocking_send(piece.map(Bytes::from)).is_err() || end {
                return;
            }
        }
    });
    let pieces = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    // Whoever compresses it asks once more after its end.
    let pieces = pieces.fuse();
    (
        [
            (header::CONTENT_TYPE, media.to_owned()),
            (header::CONTENT_LENGTH, length.to_string()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        Body::from_stream(pieces),
    )
        .into_response()
}
