//! Proofs that an entry is in a tree, and that one tree begins with another (RFC 9162 §2.1.3 and §2.1.4).
//!
//! Proofs are computed from tiles, of which only a few are read, whatever the size of the record. They are verified
//! with nothing but hashes.

use thiserror::Error;

use crate::hash::Hash;
use crate::nodes::Nodes;
pub use crate::nodes::TileError;
use crate::tile::TileId;
use crate::tree::{MAX_SIZE, TreeHead};

/// The most hashes that a proof of either kind can have.
pub const MAX_HASHES: usize = 64;

/// Why a proof does not prove what is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The entry would lie beyond the end of the tree.
    #[error("entry {index} cannot be in a record of {size} entries")]
    Outside {
        /// The entry's number.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// What is to be the earlier tree is the larger one.
    #[error("a record of {old} entries cannot be the beginning of one of {new}")]
    Shrinks {
        /// The size of the earlier tree.
        old: u64,
        /// The size of the later tree.
        new: u64,
    },
    /// A tree is larger than any record can be.
    #[error("a record cannot have {size} entries: the most is {MAX_SIZE}")]
    TooLarge {
        /// The size of the tree.
        size: u64,
    },
    /// There are more or fewer hashes than there must be.
    #[error("the proof has {found} hashes, and cannot have that many for these sizes")]
    Length {
        /// The hashes that there are.
        found: usize,
    },
    /// The hashes lead to another root than that of the tree; for consistency, the earlier or the later one.
    #[error(
        "the hashes of the proof do not lead to the root of the record: the entry, its number, the proof or the checkpoint was changed"
    )]
    Mismatch,
}

/// The proof that entry `index` is in the tree of `size` entries (RFC 9162 §2.1.3.1), for [`verify_inclusion`]. `read`
/// hands out the bytes of tiles.
///
/// # Errors
/// [`TileError::Outside`] if there is no such entry; those of `read`; or a tile of the wrong length.
pub fn prove_inclusion<E>(
    index: u64,
    size: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, TileError<E>> {
    if index >= size || size > MAX_SIZE {
        return Err(TileError::Outside { asked: index, size });
    }
    let mut nodes = Nodes::new(size, read);
    let mut hashes = Vec::new();
    let (mut start, mut end) = (0, size);
    while let Some(middle) = split(start, end) {
        if index < middle {
            hashes.push(nodes.range(middle, end)?);
            end = middle;
        } else {
            hashes.push(nodes.range(start, middle)?);
            start = middle;
        }
    }
    hashes.reverse();
    Ok(hashes)
}

/// Checks that an entry, whose leaf hash is given, is number `index` of a tree (RFC 9162 §2.1.3.2).
///
/// # Errors
/// [`ProofError`].
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    tree: &TreeHead,
    proof: &[Hash],
) -> Result<(), ProofError> {
    let size = tree.size;
    if index >= size {
        return Err(ProofError::Outside { index, size });
    }
    if size > MAX_SIZE {
        return Err(ProofError::TooLarge { size });
    }
    let found = proof.len();
    let (mut place, mut last) = (index, size.saturating_sub(1));
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length { found });
        }
        if place & 1 == 1 || place == last {
            hash = Hash::node(sibling, &hash);
            // At the right edge of the tree, levels without a sibling are passed over.
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    match (last, hash == tree.root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Mismatch),
        _ => Err(ProofError::Length { found }),
    }
}

/// The proof that the tree of `new` entries begins with that of `old` entries (RFC 9162 §2.1.4.1), for
/// [`verify_consistency`]. It is empty if `old` is 0 or `new`. `read` hands out the bytes of the tiles of the larger.
///
/// # Errors
/// [`TileError::Outside`] if `old` is larger than `new`; those of `read`; or a tile of the wrong length.
pub fn prove_consistency<E>(
    old: u64,
    new: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, TileError<E>> {
    if old > new || new > MAX_SIZE {
        let (asked, size) = (old, new);
        return Err(TileError::Outside { asked, size });
    }
    let mut hashes = Vec::new();
    if old == 0 {
        return Ok(hashes);
    }
    let mut nodes = Nodes::new(new, read);
    let (mut start, mut end) = (0, new);
    while old != end {
        let Some(middle) = split(start, end) else {
            break;
        };
        if old <= middle {
            hashes.push(nodes.range(middle, end)?);
            end = middle;
        } else {
            hashes.push(nodes.range(start, middle)?);
            start = middle;
        }
    }
    if start != 0 {
        hashes.push(nodes.range(start, end)?);
    }
    hashes.reverse();
    Ok(hashes)
}

/// Checks that the tree `new` begins with the tree `old` (RFC 9162 §2.1.4.2).
///
/// # Errors
/// [`ProofError`].
pub fn verify_consistency(
    old: &TreeHead,
    new: &TreeHead,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old.size > new.size {
        let (old, new) = (old.size, new.size);
        return Err(ProofError::Shrinks { old, new });
    }
    if new.size > MAX_SIZE {
        return Err(ProofError::TooLarge { size: new.size });
    }
    let length = ProofError::Length { found: proof.len() };
    let holds = |holds| match holds {
        true => Ok(()),
        false => Err(ProofError::Mismatch),
    };
    if old.size == 0 || old.size == new.size {
        if !proof.is_empty() {
            return Err(length);
        }
        return match old.size == new.size {
            true => holds(old.root == new.root),
            false => holds(old.root == Hash::empty_tree()),
        };
    }
    // A whole subtree needs no hash of its own: it is the earlier root.
    let (first, rest) = match old.size.is_power_of_two() {
        true => (&old.root, proof),
        false => proof.split_first().ok_or(length)?,
    };
    let mut place = old.size.saturating_sub(1);
    let mut last = new.size.saturating_sub(1);
    let whole = place.trailing_ones();
    place >>= whole;
    last >>= whole;
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(length);
        }
        if place & 1 == 1 || place == last {
            old_hash = Hash::node(sibling, &old_hash);
            new_hash = Hash::node(sibling, &new_hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = Hash::node(&new_hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    match last {
        0 => holds(old_hash == old.root && new_hash == new.root),
        _ => Err(length),
    }
}

/// The root of the first `old` entries of the tree of `new` entries whose tiles `read` hands out.
///
/// # Errors
/// [`TileError::Outside`] if `old` is larger than `new`; those of `read`; or a tile of the wrong length.
pub fn root_at<E>(
    old: u64,
    new: u64,
    read: impl FnMut(TileId) -> Result<Vec<u8>, E>,
) -> Result<TreeHead, TileError<E>> {
    if old > new || new > MAX_SIZE {
        let (asked, size) = (old, new);
        return Err(TileError::Outside { asked, size });
    }
    let root = Nodes::new(new, read).range(0, old)?;
    Ok(TreeHead { size: old, root })
}

/// Where RFC 9162 §2.1.1 splits the leaves from `start` to before `end`; nothing if there is at most one.
fn split(start: u64, end: u64) -> Option<u64> {
    let bits = end
        .saturating_sub(start)
        .saturating_sub(1)
        .checked_ilog2()?;
    Some(start.saturating_add(1 << bits))
}
