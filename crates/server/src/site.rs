//! Everything that is served, as static files: for a web server, a stick, an onion service.
//!
//! Only what needs a server is missing: casting, reporting, news. The pages say so by themselves, since their programs find
//! nobody to talk to.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use veche_store::place::{PublicFile, Store, StoreError};

use crate::http::assets::ASSETS;
use crate::pages::{PageError, Query, all, kept, render};
use crate::room::Room;
use crate::shown::{StoreTexts, Texts};
use crate::words::Language;

/// So many bytes of an archive are copied at a time.
const PIECE: usize = 1 << 20;

/// Why a site cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A file cannot be written.
    #[error("{}: cannot write it: {error}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A page cannot be made.
    #[error(transparent)]
    Page(#[from] PageError),
}

/// Writes everything into a folder. Gives the number of files.
///
/// # Errors
/// [`SiteError`].
pub fn write(rooms: &[Arc<Room>], out: &Path, today: Date) -> Result<usize, SiteError> {
    let mut site = Site { out, files: 0 };
    for asset in ASSETS {
        site.write(&format!("assets/{}", asset.name), asset.bytes)?;
    }
    let shown: Vec<_> = rooms.iter().map(|room| room.shown()).collect();
    let texts = |name: &str| -> Box<dyn Texts> {
        let room = rooms.iter().find(|room| room.name == name);
        Box::new(StoreTexts(room.map(|room| Arc::clone(&room.store))))
    };
    for language in Language::ALL {
        for place in all(&shown) {
            let page = render(&place, language, &Query::default(), &shown, &texts, today)?;
            let folder = format!("{}/{place}", language.tag());
            site.write(&format!("{folder}index.html"), page.html.as_bytes())?;
            let twin = page.json.to_string();
            site.write(&format!("{folder}index.json"), twin.as_bytes())?;
        }
    }
    site.write("index.html", FRONT.as_bytes())?;
    for room in rooms {
        site.election(room)?;
        for (name, program) in programs(room)? {
            site.write(&format!("e/{}/{name}", room.name), program.as_bytes())?;
        }
    }
    Ok(site.files)
}

/// The programs that people keep, in every language, by the names of their files.
///
/// # Errors
/// [`PageError`]: a fault of this program.
pub fn programs(room: &Room) -> Result<Vec<(String, String)>, PageError> {
    let texts = StoreTexts(Some(Arc::clone(&room.store)));
    kept::files(&room.shown(), &texts)
}

/// Without a server nobody can look which language a reader prefers.
const FRONT: &str = "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Veche</title>\
<link rel=\"stylesheet\" href=\"assets/style.css\"><main><ul><li><a href=\"be/\" lang=\"be\">Беларуская</a></li>\
<li><a href=\"en/\" lang=\"en\">English</a></li><li><a href=\"ru/\" lang=\"ru\">Русский</a></li></ul></main></html>\n";

struct Site<'a> {
    out: &'a Path,
    files: usize,
}

impl Site<'_> {
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), SiteError> {
        let path = self.out.join(name);
        let folder = path.parent().unwrap_or(self.out);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, bytes))
            .map_err(|error| SiteError::Write { path, error })?;
        self.files += 1;
        Ok(())
    }

    /// The public files of an election, as they lie in its folder.
    fn election(&mut self, room: &Room) -> Result<(), SiteError> {
        let store = room.store.as_ref();
        for file in files(store)? {
            if let Some(bytes) = store.read(&file)? {
                self.write(&format!("e/{}/{}", room.name, file.path()), &bytes)?;
            }
        }
        for poll in store.archives()? {
            let mut bytes = Vec::new();
            let length = store.archive_length(&poll)?.unwrap_or(0);
            while (bytes.len() as u64) < length {
                let piece = store.archive_part(&poll, bytes.len() as u64, PIECE)?;
                if piece.is_empty() {
                    break;
                }
                bytes.extend(piece);
            }
            self.write(&format!("e/{}/polls/{poll}.bel", room.name), &bytes)?;
        }
        Ok(())
    }
}

/// The checkpoint, and every tile, bundle and body that it and its entries tell of.
fn files(store: &dyn Store) -> Result<Vec<PublicFile>, SiteError> {
    use veche_record::bundle::BundleId;
    let size = store.checkpoint()?.tree().size;
    let mut files = vec![PublicFile::Checkpoint];
    for tile in veche_record::tile::tiles(size) {
        files.push(PublicFile::Tile(tile));
        if tile.level() == 0 {
            files.extend(BundleId::new(tile.index(), tile.width()).map(PublicFile::Bundle));
        }
    }
    store.entries(0, &mut |_, entries| {
        for entry in entries {
            let bodies = veche_store::keeper::bodies_of(entry);
            files.extend(bodies.iter().map(|body| {
                PublicFile::Body(veche_record::hash::Hash::new(*body.stored().bytes()))
            }));
        }
    })?;
    Ok(files)
}
