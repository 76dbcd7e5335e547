//! Files that no checkpoint in use needs: what an interrupted append has left, and partial files that were replaced.
//!
//! Only the folders in which the record ends now are looked through. What is left elsewhere, by an append that was
//! interrupted after it had begun another folder of a thousand files, is overwritten when the record has grown so far.

use super::reader::RecordReader;
use crate::files::Disk;
use std::path::{Path, PathBuf};
use veche_record::tile::{HEIGHT, MAX_LEVEL, TileId, WIDTH};

/// What lies in the folders in which the record ends.
#[derive(Debug, Default)]
pub(crate) struct Leftovers {
    /// What no checkpoint needs.
    pub(crate) useless: Vec<PathBuf>,
    /// What only the checkpoint before the current one needs.
    pub(crate) previous: Vec<PathBuf>,
}

/// Looks for what a record of `size` entries does not need. What cannot be looked at is left.
pub(crate) fn find<D: Disk>(reader: &RecordReader<D>, size: u64) -> Leftovers {
    let mut found = Leftovers::default();
    for level in 0..=MAX_LEVEL {
        let hashes = size >> (HEIGHT * u32::from(level));
        let kinds = [
            Some(level.to_string()),
            (level == 0).then(|| "entries".to_owned()),
        ];
        for kind in kinds.into_iter().flatten() {
            find_at(reader, &kind, hashes, &mut found);
        }
    }
    found
}

/// The same for one level, at which the record has so many hashes, or for the entries.
fn find_at<D: Disk>(reader: &RecordReader<D>, kind: &str, hashes: u64, found: &mut Leftovers) {
    let (index, width) = (hashes >> HEIGHT, (hashes % u64::from(WIDTH)) as u16);
    // Where the file lies, or would lie if it was not empty.
    let Some(edge) = TileId::new(0, index, WIDTH) else {
        return;
    };
    let full = reader
        .dir
        .join(edge.path().replacen("tile/0", &format!("tile/{kind}"), 1));
    let Some(folder) = full.parent() else {
        return;
    };
    let last = (index % 1000) as u16;
    for name in reader.disk.list(folder).unwrap_or_default() {
        let path = folder.join(&name);
        let partial = name.strip_suffix(".p");
        let Ok(number) = partial.unwrap_or(&name).parse::<u16>() else {
            continue;
        };
        match partial {
            None if number >= last => found.useless.push(path),
            Some(_) if number == last => sort_partial(reader, &path, width, found),
            Some(_) => found
                .useless
                .extend(inside(reader, &path).map(|(_, path)| path)),
            None => {}
        }
    }
}

/// Of the partial files of the last number: the current one stays, the widest below it is the previous one.
fn sort_partial<D: Disk>(
    reader: &RecordReader<D>,
    folder: &Path,
    width: u16,
    found: &mut Leftovers,
) {
    let mut narrower = Vec::new();
    for (other, path) in inside(reader, folder) {
        match other {
            other if other > width => found.useless.push(path),
            other if other < width => narrower.push((other, path)),
            _ => {}
        }
    }
    narrower.sort();
    found.previous.extend(narrower.pop().map(|(_, path)| path));
    found
        .useless
        .extend(narrower.into_iter().map(|(_, path)| path));
}

/// The partial files in their folder, by width.
fn inside<D: Disk>(
    reader: &RecordReader<D>,
    folder: &Path,
) -> impl Iterator<Item = (u16, PathBuf)> {
    let folder = folder.to_owned();
    let names = reader.disk.list(&folder).unwrap_or_default();
    names.into_iter().filter_map(move |name| {
        let width = name.parse().ok()?;
        Some((width, folder.join(name)))
    })
}
