//! The tree cut into files of 256 hashes (tlog-tiles §Merkle Tree).
//!
//! A tile of level 0 holds the hashes of 256 leaves; one of level 1 the roots of 256 full tiles of level 0; and so on.
//! The last tile of a level may be partial. A full tile never changes, and a partial one is the beginning of every
//! wider one.

use core::fmt;

use thiserror::Error;

use crate::hash::Hash;
use crate::tree::MAX_SIZE;

/// The height of the subtree that a tile stands for.
pub const HEIGHT: u32 = 8;
/// The number of hashes in a full tile.
pub const WIDTH: u16 = 1 << HEIGHT;
/// The highest level at which a tree of [`MAX_SIZE`] entries has a tile.
pub const MAX_LEVEL: u8 = 7;

/// Which tile, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

/// Why some text is not the path of a tile or of an entry bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the path of a tile: it looks like tile/0/x001/234 or tile/0/x001/234.p/56")]
pub struct PathError;

impl TileId {
    /// The tile number `index`, from 0, of a level, with `width` hashes, or nothing if there can be no such tile.
    #[must_use]
    pub fn new(level: u8, index: u64, width: u16) -> Option<Self> {
        let possible = level <= MAX_LEVEL
            && index <= nodes_at(level, MAX_SIZE) >> HEIGHT
            && (1..=WIDTH).contains(&width);
        possible.then_some(Self {
            level,
            index,
            width,
        })
    }

    /// The tile number `index` of a level, as wide as a tree of `size` entries has it.
    #[must_use]
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        let before = index.checked_mul(u64::from(WIDTH))?;
        let width = nodes_at(level, size).checked_sub(before)?;
        Self::new(level, index, width.min(u64::from(WIDTH)) as u16)
    }

    /// The level: 0 holds hashes of leaves.
    #[must_use]
    pub fn level(&self) -> u8 {
        self.level
    }

    /// The number within the level, from 0.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The number of hashes, 1 to 256.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether more hashes may follow, in a wider tile of this number.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.width < WIDTH
    }

    /// The same tile with all of its 256 hashes.
    #[must_use]
    pub fn full(self) -> Self {
        Self {
            width: WIDTH,
            ..self
        }
    }

    /// The same tile with another number of hashes, or nothing if it is not 1 to 256.
    #[must_use]
    pub fn with_width(self, width: u16) -> Option<Self> {
        Self::new(self.level, self.index, width)
    }

    /// Where the tile lies below the record's folder, such as `tile/0/x001/234.p/56` (tlog-tiles §Merkle Tree).
    #[must_use]
    pub fn path(&self) -> String {
        path(&self.level.to_string(), self.index, self.width)
    }

    /// Reads what [`TileId::path`] writes, and nothing else.
    ///
    /// # Errors
    /// [`PathError`].
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let (level, index, width) = parse_path(text).ok_or(PathError)?;
        let level = crate::text::decimal(level).ok_or(PathError)?;
        let level = u8::try_from(level).map_err(|_| PathError)?;
        Self::new(level, index, width).ok_or(PathError)
    }

    /// The hashes in the bytes of this tile, or nothing if the bytes are not as many as its width says.
    #[must_use]
    pub fn decode(&self, bytes: &[u8]) -> Option<Vec<Hash>> {
        let (hashes, rest) = bytes.as_chunks::<{ Hash::LENGTH }>();
        let fits = rest.is_empty() && hashes.len() == usize::from(self.width);
        fits.then(|| hashes.iter().copied().map(Hash::new).collect())
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

/// The bytes of a tile.
#[must_use]
pub fn encode(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// All tiles that a tree of `size` entries has, level by level.
pub fn tiles(size: u64) -> impl Iterator<Item = TileId> {
    new_tiles(0, size)
}

/// The tiles that a tree of `new` entries has and one of `old` had not, level by level.
pub fn new_tiles(old: u64, new: u64) -> impl Iterator<Item = TileId> {
    (0..=MAX_LEVEL).flat_map(move |level| {
        let (old, new) = (nodes_at(level, old), nodes_at(level, new));
        let indexes = match old < new {
            true => old >> HEIGHT..new.div_ceil(u64::from(WIDTH)),
            false => 0..0,
        };
        indexes.filter_map(move |index| {
            let width = new.saturating_sub(index << HEIGHT);
            TileId::new(level, index, width.min(u64::from(WIDTH)) as u16)
        })
    })
}

/// How many hashes a tree of `size` entries has at a level: its perfect subtrees of 256^level leaves.
pub(crate) fn nodes_at(level: u8, size: u64) -> u64 {
    size.checked_shr(HEIGHT * u32::from(level)).unwrap_or(0)
}

/// `tile/KIND/N[.p/W]`; the kind is a level or `entries`.
pub(crate) fn path(kind: &str, index: u64, width: u16) -> String {
    let mut groups = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    let number = groups.join("/");
    match width == WIDTH {
        true => format!("tile/{kind}/{number}"),
        false => format!("tile/{kind}/{number}.p/{width}"),
    }
}

/// Kind, number and width of what [`path`] writes.
pub(crate) fn parse_path(text: &str) -> Option<(&str, u64, u16)> {
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let (number, width) = match rest.split_once(".p/") {
        None => (rest, WIDTH),
        Some((number, width)) => {
            let width = u16::try_from(crate::text::decimal(width)?).ok()?;
            (number, width)
        }
    };
    let mut index = 0u64;
    for group in number.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let value: u64 = digits.parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    // Leading groups of zeros, misplaced signs of a group to come, and a full tile called partial end here.
    (path(kind, index, width) == text).then_some((kind, index, width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_example_of_the_specification_has_its_tiles() {
        let all: Vec<TileId> = tiles(70_000).collect();
        let of = |level: u8| all.iter().filter(move |tile| tile.level() == level);
        assert_eq!(of(0).count(), 274);
        assert_eq!(of(0).next_back().unwrap().width(), 112);
        let widths: Vec<u16> = of(1).map(TileId::width).collect();
        assert_eq!(widths, [256, 17]);
        let widths: Vec<u16> = of(2).map(TileId::width).collect();
        assert_eq!(widths, [1]);
        let paths: Vec<String> = tiles(256).map(|tile| tile.path()).collect();
        assert_eq!(paths, ["tile/0/000", "tile/1/000.p/1"]);
        assert_eq!(tiles(0).count(), 0);
    }

    #[test]
    fn new_tiles_are_those_of_the_new_tree_that_the_old_had_not() {
        let sizes = [
            0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000,
        ];
        for old in sizes {
            for new in sizes.into_iter().filter(|new| *new >= old) {
                let before: BTreeSet<TileId> = tiles(old).collect();
                let expected: Vec<TileId> =
                    tiles(new).filter(|tile| !before.contains(tile)).collect();
                assert_eq!(new_tiles(old, new).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let tile = TileId::new(0, 1_234_067, 256).unwrap();
        assert_eq!(tile.path(), "tile/0/x001/x234/067");
        assert_eq!(
            tile.with_width(5).unwrap().path(),
            "tile/0/x001/x234/067.p/5"
        );
        for refused in [
            "",
            "tile/0/1",
            "tile/0/0001",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001",
            "tile/00/001",
            "tile/8/000",
            "tile/-1/000",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/01",
            "tile/0/001.p/",
            "tile/0/001.p/5/",
            "tile/0/001/",
            "/tile/0/001",
            "tile/entries/001",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(TileId::parse(refused), Err(PathError), "{refused}");
        }
    }

    #[test]
    fn a_tile_is_as_wide_as_its_tree_has_it() {
        let width = |level, index, size| TileId::in_tree(level, index, size).map(|t| t.width());
        assert_eq!(width(0, 0, 0), None);
        assert_eq!(width(0, 0, 1), Some(1));
        assert_eq!(width(0, 1, 300), Some(44));
        assert_eq!(width(0, 0, 300), Some(256));
        assert_eq!(width(0, 2, 300), None);
        assert_eq!(width(1, 0, 300), Some(1));
        assert_eq!(width(7, 0, MAX_SIZE), Some(127));
        assert_eq!(width(8, 0, MAX_SIZE), None);
        assert_eq!(width(255, u64::MAX, u64::MAX), None);
    }

    proptest! {
        #[test]
        fn a_path_reads_back_as_its_tile(level in 0u8..=7, index: u64, width in 1u16..=256) {
            let index = index % (nodes_at(level, MAX_SIZE) / 256).max(1);
            let tile = TileId::new(level, index, width).unwrap();
            prop_assert_eq!(TileId::parse(&tile.path()), Ok(tile));
        }

        #[test]
        fn what_is_read_as_a_path_is_written_back_the_same(text in "tile/[0-9a-z]{1,2}/(x[0-9]{3}/){0,3}[0-9]{2,4}(\\.p/[0-9]{0,3})?") {
            if let Ok(tile) = TileId::parse(&text) {
                prop_assert_eq!(tile.path(), text);
            }
        }

        #[test]
        fn no_text_makes_the_parser_of_paths_panic(text: String) {
            let _ = TileId::parse(&text);
        }

        #[test]
        fn a_tile_reads_back_from_its_bytes(hashes in prop::collection::vec(any::<[u8; 32]>(), 1..=256)) {
            let hashes: Vec<Hash> = hashes.into_iter().map(Hash::new).collect();
            let tile = TileId::new(0, 0, hashes.len() as u16).unwrap();
            let bytes = encode(&hashes);
            prop_assert_eq!(tile.decode(&bytes), Some(hashes));
            prop_assert_eq!(tile.decode(&bytes[1..]), None);
            prop_assert_eq!(tile.decode(&[&bytes[..], &[0; 32]].concat()), None);
        }
    }
}
