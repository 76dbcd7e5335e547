//! The files that anybody may copy, by the names they have below an election's address or folder (`docs/record.md` §1).

use crate::bodies::BODIES;
use crate::record::CHECKPOINT;
use std::fmt;
use veche_record::bundle::BundleId;
use veche_record::hash::Hash;
use veche_record::tile::TileId;

/// The folder of the record, below that of the election.
pub const RECORD: &str = "record";
/// The folder of the polls' archives, below that of the election.
pub const POLLS: &str = "polls";

/// A public file, other than an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicFile {
    /// The signed head of the record.
    Checkpoint,
    /// Hashes of the record's tree.
    Tile(TileId),
    /// Entries.
    Bundle(BundleId),
    /// A body, by its hash.
    Body(Hash),
}

impl PublicFile {
    /// Reads what [`PublicFile::path`] writes, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (folder, rest) = text.split_once('/')?;
        let file = match (folder, rest) {
            (RECORD, CHECKPOINT) => Self::Checkpoint,
            (RECORD, rest) => match BundleId::parse(rest) {
                Ok(id) => Self::Bundle(id),
                Err(_) => Self::Tile(TileId::parse(rest).ok()?),
            },
            (BODIES, rest) => {
                let (_, name) = rest.split_once('/')?;
                Self::Body(Hash::from_hex(name).ok()?)
            }
            _ => return None,
        };
        // Whatever spelling was let through above, there is one.
        (file.path() == text).then_some(file)
    }

    /// Where the file lies, such as `record/tile/0/x001/067.p/5`.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Checkpoint => format!("{RECORD}/{CHECKPOINT}"),
            Self::Tile(id) => format!("{RECORD}/{}", id.path()),
            Self::Bundle(id) => format!("{RECORD}/{}", id.path()),
            Self::Body(name) => {
                let name = name.to_hex();
                format!("{BODIES}/{}/{name}", name.get(..2).unwrap_or_default())
            }
        }
    }
}

impl fmt::Display for PublicFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_file() -> impl Strategy<Value = PublicFile> {
        let tile = (0..=7u8, 0..1u64 << 40, 1..=256u16)
            .prop_filter_map("no such tile", |(level, index, width)| {
                TileId::new(level, index, width).map(PublicFile::Tile)
            });
        let bundle = (0..1u64 << 40, 1..=256u16)
            .prop_filter_map("no such bundle", |(index, width)| {
                BundleId::new(index, width).map(PublicFile::Bundle)
            });
        let body = any::<[u8; 32]>().prop_map(|bytes| PublicFile::Body(Hash::new(bytes)));
        prop_oneof![Just(PublicFile::Checkpoint), tile, bundle, body]
    }

    proptest! {
        #[test]
        fn every_file_is_found_by_its_path_and_by_no_other(file in any_file(), at in any::<usize>(), other in "[ -~]") {
            let path = file.path();
            prop_assert_eq!(PublicFile::parse(&path), Some(file));
            let mut changed = path.clone();
            let at = at % path.len();
            changed.replace_range(at..=at, &other);
            if let Some(found) = PublicFile::parse(&changed) {
                prop_assert_eq!(found.path(), changed);
            }
        }

        #[test]
        fn no_text_makes_the_reader_fail(text in "(record|bodies|polls)?/?[-a-z0-9./%\\\\]{0,40}|\\PC*") {
            if let Some(file) = PublicFile::parse(&text) {
                prop_assert_eq!(file.path(), text);
            }
        }
    }

    #[test]
    fn only_the_one_spelling_of_a_public_path_is_read() {
        let body = Hash::of(b"body").to_hex();
        let refused = [
            String::new(),
            "checkpoint".to_owned(),
            "/record/checkpoint".to_owned(),
            "record//checkpoint".to_owned(),
            "record/checkpoint/".to_owned(),
            "record/../record/checkpoint".to_owned(),
            "record/.lock".to_owned(),
            "record/tile/0/067.p/0".to_owned(),
            "record/tile/0/067.p/256".to_owned(),
            "record/tile/0/67".to_owned(),
            "record/tile/00/067".to_owned(),
            "record/tile/0/x000/067".to_owned(),
            format!("bodies/{body}"),
            format!("bodies/00/{body}"),
            format!("bodies/{}/{}", &body[..2], body.to_uppercase()),
        ];
        for text in refused {
            assert_eq!(PublicFile::parse(&text), None, "{text}");
        }
    }
}
