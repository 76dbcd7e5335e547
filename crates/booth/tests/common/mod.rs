//! A session fed from an election's folder, as a page feeds it from a server.

use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use veche_booth::verify::Session;

/// The day of every verification here.
pub(crate) const DAY: &str = "2026-12-01";

/// A sample election.
pub(crate) fn election(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../elections")
        .join(name)
}

/// What a page fetches: a file below the election's folder, or nothing.
pub(crate) type Fetch<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// The files as they are.
pub(crate) fn files(folder: &Path) -> impl Fn(&str) -> Option<Vec<u8>> {
    move |path| std::fs::read(folder.join(path)).ok()
}

/// A session that has begun.
pub(crate) fn begun() -> Session {
    let mut session = Session::default();
    let start = json!({"as_of": DAY, "seed": Base64::encode_string(&[5; 32])});
    session.start(start.to_string().as_bytes()).unwrap();
    session
}

/// Feeds everything, and ends it.
pub(crate) fn verified(mut session: Session, fetch: Fetch<'_>) -> Value {
    entries(&mut session, fetch);
    archives(&mut session, fetch);
    session.finish().unwrap()
}

/// The checkpoint, unless it was given already, entries and bodies.
pub(crate) fn entries(session: &mut Session, fetch: Fetch<'_>) {
    let checkpoint = session.checkpoint(&fetch("record/checkpoint").unwrap());
    let checkpoint = checkpoint.unwrap();
    for (index, file) in (0..).zip(checkpoint["files"].as_array().unwrap()) {
        let Some(bytes) = fetch(&format!("record/{}", file["path"].as_str().unwrap())) else {
            continue;
        };
        let Ok(bundle) = session.bundle(index, &bytes) else {
            continue;
        };
        for name in bundle["bodies"].as_array().unwrap() {
            let name = name.as_str().unwrap();
            match fetch(&format!("bodies/{}/{name}", &name[..2])) {
                Some(bytes) => drop(session.body(&[name.as_bytes(), &bytes].concat()).unwrap()),
                None => {
                    let missing = json!({ "name": name }).to_string();
                    session.no_body(missing.as_bytes()).unwrap();
                }
            }
        }
    }
}

/// The archives of all polls.
pub(crate) fn archives(session: &mut Session, fetch: Fetch<'_>) {
    let ended = session.end_entries().unwrap();
    for poll in ended["polls"].as_array().unwrap() {
        let poll = poll.as_str().unwrap();
        if let Some(archive) = fetch(&format!("polls/{poll}.bel")) {
            session.archive(poll.as_bytes()).unwrap();
            for piece in archive.chunks(5_000) {
                session.piece(piece).unwrap();
            }
            session.end_archive().unwrap();
        }
    }
}
