//! The names of public files (`docs/record.md` §1).

use veche_record::bundle::BundleId;
use veche_record::hash::Hash;
use veche_record::tile::TileId;

use crate::bodies::BODIES;

/// A public file of an election, archives of polls apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicFile {
    /// `record/checkpoint`
    Checkpoint,
    /// `record/tile/LEVEL/NUMBER`
    Tile(TileId),
    /// `record/tile/entries/NUMBER`
    Bundle(BundleId),
    /// `bodies/XX/HASH`
    Body(Hash),
}

impl PublicFile {
    /// Reads what [`PublicFile::path`] writes, and nothing else.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let file = match path.strip_prefix("record/") {
            Some("checkpoint") => Self::Checkpoint,
            Some(name) if name.starts_with("tile/entries/") => {
                Self::Bundle(BundleId::parse(name).ok()?)
            }
            Some(name) => Self::Tile(TileId::parse(name).ok()?),
            None => {
                let (_, name) = path.strip_prefix("bodies/")?.split_once('/')?;
                Self::Body(Hash::from_hex(name).ok()?)
            }
        };
        (file.path() == path).then_some(file)
    }

    /// Its path in the folder of an election.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Checkpoint => "record/checkpoint".to_owned(),
            Self::Tile(tile) => format!("record/{}", tile.path()),
            Self::Bundle(bundle) => format!("record/{}", bundle.path()),
            Self::Body(name) => {
                let name = name.to_hex();
                let group: String = name.chars().take(2).collect();
                format!("{BODIES}/{group}/{name}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_public_file_is_found_by_its_path() {
        let body = Hash::of(b"x");
        for file in [
            PublicFile::Checkpoint,
            PublicFile::Tile(TileId::new(0, 1_234_067, 256).unwrap()),
            PublicFile::Tile(TileId::new(3, 0, 7).unwrap()),
            PublicFile::Bundle(BundleId::new(5, 256).unwrap()),
            PublicFile::Bundle(BundleId::new(1_000, 1).unwrap()),
            PublicFile::Body(body),
        ] {
            assert_eq!(
                PublicFile::parse(&file.path()),
                Some(file),
                "{}",
                file.path()
            );
        }
    }

    #[test]
    fn nothing_else_is_a_public_file() {
        let body = Hash::of(b"x").to_hex();
        for path in [
            "",
            "record/.lock",
            "record/.checkpoint.next",
            "record/checkpoint/",
            "record//checkpoint",
            "record/../record/checkpoint",
            "record/tile/0/000/../001",
            "record/tile/0/1",
            "record/tile/0/000.p/0",
            "record/tile/0/000.p/256",
            "record/tile/entries/00",
            "polls/board.bel",
            "../private/rows",
            "bodies/",
            &format!("bodies/00/{body}"),
            &format!("bodies/{}/{}", &body[..2], body.to_uppercase()),
        ] {
            assert_eq!(PublicFile::parse(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_back(path in "(record|bodies)/[a-z0-9x./]{0,80}") {
            if let Some(file) = PublicFile::parse(&path) {
                prop_assert_eq!(file.path(), path);
            }
        }
    }
}
