//! The Merkle tree of a record's entries, kept in as few hashes as its root needs (RFC 6962 §2.1).

use crate::hash::Hash;

/// The most entries that a record can have: 2⁶³−1, so that sizes fit the integers of every other implementation.
pub const MAX_SIZE: u64 = i64::MAX as u64;

/// How many entries a tree has, and the hash of them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// The Merkle tree hash of the entries (RFC 6962 §2.1).
    pub root: Hash,
}

impl TreeHead {
    /// The head of a tree without entries.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            size: 0,
            root: Hash::empty_tree(),
        }
    }
}

/// A tree that remembers only the roots of its perfect subtrees, at most one of each height.
///
/// That is enough to append leaves and to know the root at every size; it cannot prove anything about a leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// From the largest, on the left, to the smallest.
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// A tree without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends the hash of a leaf, see [`Hash::leaf`].
    pub fn push(&mut self, leaf: Hash) {
        self.subtrees.push(leaf);
        self.size = self.size.saturating_add(1);
        // Each trailing zero of the new size is a pair of equal subtrees that become one.
        for _ in 0..self.size.trailing_zeros() {
            if let (Some(right), Some(left)) = (self.subtrees.pop(), self.subtrees.pop()) {
                self.subtrees.push(Hash::node(&left, &right));
            }
        }
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        join(&self.subtrees)
    }

    /// Size and root.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.size,
            root: self.root(),
        }
    }
}

/// The root over neighbouring perfect subtrees, each smaller than the one to its left.
pub(crate) fn join(subtrees: &[Hash]) -> Hash {
    let mut rest = subtrees.iter().rev();
    match rest.next() {
        None => Hash::empty_tree(),
        Some(last) => rest.fold(*last, |right, left| Hash::node(left, &right)),
    }
}

/// The root of a perfect subtree; of any other number of hashes, that of the tree with these leaves.
pub(crate) fn fold(hashes: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    for hash in hashes {
        frontier.push(*hash);
    }
    frontier.root()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962 §2.1, word for word.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::empty_tree(),
            [leaf] => *leaf,
            leaves => {
                let split = 1 << (leaves.len() - 1).ilog2();
                let (left, right) = leaves.split_at(split);
                Hash::node(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition_at_every_size() {
        let leaves: Vec<Hash> = (0..600u32).map(|n| Hash::leaf(&n.to_be_bytes())).collect();
        let mut frontier = Frontier::new();
        for (size, leaf) in leaves.iter().enumerate() {
            let expected = TreeHead {
                size: size as u64,
                root: by_definition(&leaves[..size]),
            };
            assert_eq!(frontier.head(), expected);
            frontier.push(*leaf);
        }
    }

    #[test]
    fn the_tree_of_certificate_transparency_s_test_vectors_has_its_roots() {
        let entries = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::new();
        for (entry, root) in entries.into_iter().zip(roots) {
            let entry = base16ct::lower::decode_vec(entry).unwrap();
            frontier.push(Hash::leaf(&entry));
            assert_eq!(frontier.root().to_hex(), root);
        }
    }
}
