//! The entries themselves, 256 a file (tlog-tiles §Log entries).
//!
//! A bundle is a sequence of entries, each preceded by its length in two bytes, the higher first.

use core::fmt;

use thiserror::Error;

use crate::tile::{self, PathError, TileId};

/// The most bytes that an entry can have.
pub const MAX_ENTRY: usize = u16::MAX as usize;

/// Which bundle, and how much of it. It holds the entries whose hashes are in the tile of level 0 with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId(TileId);

/// What is wrong with a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BundleError {
    /// An entry is too long to be written.
    #[error(
        "entry {place} has {length} bytes, and the most is {MAX_ENTRY}; put long texts beside the record"
    )]
    TooLong {
        /// The entry's place in the bundle, from 0.
        place: usize,
        /// Its length in bytes.
        length: usize,
    },
    /// The bytes end within an entry.
    #[error("entry {place} is cut off: bring back a good copy of the file")]
    Truncated {
        /// The entry's place in the bundle, from 0.
        place: usize,
    },
    /// There are more or fewer entries than there must be.
    #[error(
        "{found} entries are in the bundle, and {expected} must be: bring back a good copy of the file"
    )]
    Width {
        /// The entries that there must be.
        expected: u16,
        /// The entries that there are.
        found: usize,
    },
}

impl BundleId {
    /// The bundle number `index`, from 0, with `width` entries, or nothing if there can be no such bundle.
    #[must_use]
    pub fn new(index: u64, width: u16) -> Option<Self> {
        TileId::new(0, index, width).map(Self)
    }

    /// The bundle number `index`, as wide as a record of `size` entries has it.
    #[must_use]
    pub fn in_tree(index: u64, size: u64) -> Option<Self> {
        TileId::in_tree(0, index, size).map(Self)
    }

    /// The tile of level 0 with the hashes of these entries.
    #[must_use]
    pub fn tile(&self) -> TileId {
        self.0
    }

    /// The number of the bundle, from 0.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.0.index()
    }

    /// The number of entries, 1 to 256.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.0.width()
    }

    /// The record's number of the first entry in it.
    #[must_use]
    pub fn first_entry(&self) -> u64 {
        self.index().saturating_mul(u64::from(tile::WIDTH))
    }

    /// Where the bundle lies below the record's folder, such as `tile/entries/x001/234.p/56`.
    #[must_use]
    pub fn path(&self) -> String {
        tile::path("entries", self.index(), self.width())
    }

    /// Reads what [`BundleId::path`] writes, and nothing else.
    ///
    /// # Errors
    /// [`PathError`].
    pub fn parse(text: &str) -> Result<Self, PathError> {
        match tile::parse_path(text) {
            Some(("entries", index, width)) => Self::new(index, width).ok_or(PathError),
            _ => Err(PathError),
        }
    }

    /// The entries in the bytes of this bundle.
    ///
    /// # Errors
    /// [`BundleError`] unless the bytes are exactly as many entries as the width says.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Result<Vec<&'a [u8]>, BundleError> {
        let found = entries(bytes).collect::<Result<Vec<_>, _>>()?;
        match found.len() == usize::from(self.width()) {
            true => Ok(found),
            false => Err(BundleError::Width {
                expected: self.width(),
                found: found.len(),
            }),
        }
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

/// The bundles that a record of `new` entries has and one of `old` had not. All of them with `old` 0.
pub fn new_bundles(old: u64, new: u64) -> impl Iterator<Item = BundleId> {
    tile::new_tiles(old, new)
        .take_while(|tile| tile.level() == 0)
        .map(BundleId)
}

/// Appends one entry to the bytes of a bundle.
///
/// # Errors
/// [`BundleError::TooLong`], with place 0; the bytes are then as they were.
pub fn append(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), BundleError> {
    let length = u16::try_from(entry.len()).map_err(|_| BundleError::TooLong {
        place: 0,
        length: entry.len(),
    })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// The bytes of a bundle with these entries.
///
/// # Errors
/// [`BundleError::TooLong`].
pub fn encode<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let entry = entry.as_ref();
        append(&mut bytes, entry).map_err(|_| BundleError::TooLong {
            place,
            length: entry.len(),
        })?;
    }
    Ok(bytes)
}

/// The entries in some bytes, one after the other; after an error there are no more.
pub fn entries(bytes: &[u8]) -> Entries<'_> {
    Entries {
        rest: bytes,
        place: 0,
    }
}

/// See [`entries()`].
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    rest: &'a [u8],
    place: usize,
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<&'a [u8], BundleError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let split = self.rest.split_first_chunk::<2>().and_then(|(head, rest)| {
            let length = usize::from(u16::from_be_bytes(*head));
            rest.split_at_checked(length)
        });
        let Some((entry, rest)) = split else {
            self.rest = &[];
            return Some(Err(BundleError::Truncated { place: self.place }));
        };
        self.rest = rest;
        self.place = self.place.saturating_add(1);
        Some(Ok(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn entries_of_every_length_read_back() {
        let long = vec![7; MAX_ENTRY];
        let entries: Vec<&[u8]> = vec![b"", b"a", &long, b"", b"last"];
        let bytes = encode(&entries).unwrap();
        let bundle = BundleId::new(3, 5).unwrap();
        assert_eq!(bundle.decode(&bytes), Ok(entries));
        assert_eq!(bundle.first_entry(), 768);
        let too_long = vec![7; MAX_ENTRY + 1];
        let error = BundleError::TooLong {
            place: 1,
            length: MAX_ENTRY + 1,
        };
        assert_eq!(encode(&[&b"a"[..], &too_long]), Err(error));
    }

    #[test]
    fn a_bundle_that_is_cut_off_or_has_more_or_fewer_entries_is_refused() {
        let bytes = encode(&["one", "two"]).unwrap();
        let two = BundleId::new(0, 2).unwrap();
        for length in [1, 2, 4] {
            let error = BundleError::Truncated { place: 0 };
            assert_eq!(two.decode(&bytes[..length]), Err(error), "{length}");
        }
        for length in 6..bytes.len() {
            let error = BundleError::Truncated { place: 1 };
            assert_eq!(two.decode(&bytes[..length]), Err(error), "{length}");
        }
        let (expected, found) = (2, 1);
        let fewer = BundleError::Width { expected, found };
        assert_eq!(two.decode(&bytes[..5]), Err(fewer));
        let (expected, found) = (2, 3);
        let more = BundleError::Width { expected, found };
        assert_eq!(two.decode(&[&bytes[..], &[0, 0]].concat()), Err(more));
    }

    #[test]
    fn bundles_have_the_paths_of_the_specification() {
        let bundle = BundleId::new(1234, 56).unwrap();
        assert_eq!(bundle.path(), "tile/entries/x001/234.p/56");
        assert_eq!(BundleId::parse(&bundle.path()), Ok(bundle));
        assert_eq!(BundleId::parse("tile/0/000"), Err(PathError));
        let paths: Vec<String> = new_bundles(0, 300).map(|id| id.path()).collect();
        assert_eq!(paths, ["tile/entries/000", "tile/entries/001.p/44"]);
        let paths: Vec<String> = new_bundles(300, 301).map(|id| id.path()).collect();
        assert_eq!(paths, ["tile/entries/001.p/45"]);
        assert_eq!(new_bundles(256, 256).count(), 0);
    }

    proptest! {
        #[test]
        fn what_is_read_as_entries_is_written_back_the_same(bytes in prop::collection::vec(0u8..3, 0..60)) {
            if let Ok(found) = entries(&bytes).collect::<Result<Vec<_>, _>>() {
                prop_assert_eq!(encode(&found), Ok(bytes));
            }
        }

        #[test]
        fn no_bytes_make_the_decoder_panic(bytes: Vec<u8>, width in 1u16..=256) {
            let _ = BundleId::new(0, width).map(|id| id.decode(&bytes).is_ok());
        }
    }
}
