//! Trees, tiles and proofs are those that two programs of other people compute, and each side accepts the other's.

use crate::log::{MemoryLog, entry};
use ct_merkle::RootHash;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use tlog_tiles::tile::Tile;
use tlog_tiles::tlog;
use veche_record::hash::Hash;
use veche_record::proof::{ProofError, TileError, prove_consistency, prove_inclusion, root_at};
use veche_record::proof::{verify_consistency, verify_inclusion};
use veche_record::tile::{TileId, new_tiles};
use veche_record::tree::{MAX_SIZE, TreeHead};

/// The hashes of a tree as `tlog_tiles` stores them.
#[derive(Default)]
struct Stored(Vec<tlog::Hash>);

impl tlog::HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        Ok(indexes
            .iter()
            .map(|index| self.0[*index as usize])
            .collect())
    }
}

impl Stored {
    fn new(size: u64) -> Self {
        let mut stored = Self::default();
        for number in 0..size {
            let new = tlog::stored_hashes(number, &entry(0, number), &stored).unwrap();
            stored.0.extend(new);
        }
        stored
    }
}

fn theirs(hash: &Hash) -> tlog::Hash {
    tlog::Hash(*hash.as_bytes())
}

fn all_theirs(hashes: &[Hash]) -> Vec<tlog::Hash> {
    hashes.iter().map(theirs).collect()
}

/// The same tree in `ct_merkle`.
fn memory_tree(size: u64) -> MemoryBackedTree<sha2::Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    for number in 0..size {
        tree.push(entry(0, number));
    }
    tree
}

fn root_of(tree: &TreeHead) -> RootHash<sha2::Sha256> {
    RootHash::new((*tree.root.as_bytes()).into(), tree.size)
}

#[test]
fn roots_at_all_sizes_up_to_600_are_those_of_both_oracles() {
    let log = MemoryLog::new(600);
    let stored = Stored::new(600);
    let mut memory = memory_tree(0);
    for size in 0..=600 {
        let tree = log.tree_at(size);
        assert_eq!(MemoryLog::new(size).tree(), tree);
        assert_eq!(tlog::tree_hash(size, &stored).unwrap(), theirs(&tree.root));
        assert_eq!(memory.root().as_bytes().as_slice(), tree.root.as_bytes());
        memory.push(entry(0, size));
    }
}

/// Every proof that an entry is in a tree of this size, for entries `step` apart.
fn inclusions(log: &MemoryLog, stored: &Stored, size: u64, step: usize) {
    let tree = log.tree_at(size);
    let memory = memory_tree(size);
    for index in (0..size).step_by(step) {
        let proof = log.inclusion(index, size);
        let leaf = Hash::leaf(&entry(0, index));
        verify_inclusion(&leaf, index, &tree, &proof).unwrap();
        let expected = tlog::prove_record(size, index, stored).unwrap();
        assert_eq!(all_theirs(&proof), expected, "{index} of {size}");
        tlog::check_record(&expected, size, theirs(&tree.root), index, theirs(&leaf)).unwrap();
        let expected = memory.prove_inclusion(index as usize);
        let bytes: Vec<u8> = proof.iter().flat_map(|hash| *hash.as_bytes()).collect();
        assert_eq!(expected.as_bytes(), bytes);
        let entry = entry(0, index);
        root_of(&tree)
            .verify_inclusion(&entry, index, &expected)
            .unwrap();
    }
}

#[test]
fn proofs_of_inclusion_are_those_of_both_oracles() {
    let log = MemoryLog::new(600);
    let stored = Stored::new(600);
    for size in (1..40).chain([255, 256, 257, 300, 511, 512, 513, 600]) {
        inclusions(&log, &stored, size, 1);
    }
}

/// Every proof that trees of sizes `step` apart are the beginning of one of size `new`.
fn consistencies(log: &MemoryLog, stored: &Stored, new: u64, step: usize) {
    let tree = log.tree_at(new);
    let memory = memory_tree(new);
    for old in (1..=new).step_by(step) {
        let before = log.tree_at(old);
        let proof = log.consistency(old, new);
        verify_consistency(&before, &tree, &proof).unwrap();
        let expected = tlog::prove_tree(new, old, stored).unwrap();
        assert_eq!(all_theirs(&proof), expected, "{old} of {new}");
        let (root, old_root) = (theirs(&tree.root), theirs(&before.root));
        tlog::check_tree(&expected, new, root, old, old_root).unwrap();
        let expected = memory.prove_consistency((new - old) as usize);
        let bytes: Vec<u8> = proof.iter().flat_map(|hash| *hash.as_bytes()).collect();
        assert_eq!(expected.as_bytes(), bytes);
        let (root, old_root) = (root_of(&tree), root_of(&before));
        root.verify_consistency(&old_root, &expected).unwrap();
    }
}

#[test]
fn proofs_of_consistency_are_those_of_both_oracles() {
    let log = MemoryLog::new(600);
    let stored = Stored::new(600);
    for new in (1..40).chain([255, 256, 257, 300, 511, 512, 513, 600]) {
        consistencies(&log, &stored, new, 1);
    }
}

#[test]
fn proofs_in_a_tree_of_three_levels_of_tiles_are_those_of_both_oracles() {
    let size = 65_536 + 300;
    let log = MemoryLog::new(size);
    let stored = Stored::new(size);
    assert_eq!(
        tlog::tree_hash(size, &stored).unwrap(),
        theirs(&log.tree().root)
    );
    for size in [size, 65_536, 65_535, 40_000] {
        inclusions(&log, &stored, size, 4_999);
        consistencies(&log, &stored, size, 4_999);
    }
}

#[test]
fn tiles_their_paths_and_their_bytes_are_those_of_the_oracle() {
    let size = 70_000;
    let log = MemoryLog::new(size);
    let stored = Stored::new(size);
    for (old, new) in [
        (0, size),
        (0, 256),
        (255, 256),
        (256, 257),
        (300, 65_536),
        (65_535, size),
        (size, size),
    ] {
        let ours: Vec<TileId> = new_tiles(old, new).collect();
        let expected = Tile::new_tiles(8, old, new);
        // The oracle's paths also tell the height.
        let paths: Vec<String> = ours
            .iter()
            .map(|id| id.path().replacen("tile/", "tile/8/", 1))
            .collect();
        let theirs: Vec<String> = expected.iter().map(Tile::path).collect();
        assert_eq!(paths, theirs, "{old} to {new}");
        for (id, tile) in ours.iter().zip(&expected).step_by(7) {
            assert_eq!(
                log.read(*id).unwrap(),
                tile.read_data(&stored).unwrap(),
                "{id}"
            );
        }
    }
}

#[test]
fn the_empty_tree_is_the_beginning_of_every_tree_and_every_tree_of_itself() {
    let log = MemoryLog::new(5);
    let (empty, tree) = (TreeHead::empty(), log.tree());
    assert_eq!(log.tree_at(0), empty);
    assert!(log.consistency(0, 5).is_empty());
    assert!(log.consistency(5, 5).is_empty());
    verify_consistency(&empty, &tree, &[]).unwrap();
    verify_consistency(&empty, &empty, &[]).unwrap();
    verify_consistency(&tree, &tree, &[]).unwrap();
    let false_empty = TreeHead { size: 0, ..tree };
    let mismatch = Err(ProofError::Mismatch);
    assert_eq!(verify_consistency(&false_empty, &tree, &[]), mismatch);
}

#[test]
fn what_is_outside_the_tree_is_not_proved() {
    let log = MemoryLog::new(5);
    let read = |id| log.read(id);
    let outside = |asked, size| Some(TileError::Outside { asked, size });
    assert_eq!(prove_inclusion(5, 5, read).err(), outside(5, 5));
    assert_eq!(prove_inclusion(0, 0, read).err(), outside(0, 0));
    assert_eq!(prove_consistency(6, 5, read).err(), outside(6, 5));
    assert_eq!(root_at(6, 5, read).err(), outside(6, 5));
    let size = MAX_SIZE + 1;
    assert_eq!(prove_inclusion(0, size, read).err(), outside(0, size));
    assert_eq!(prove_consistency(0, size, read).err(), outside(0, size));
}

#[test]
fn a_tile_of_the_wrong_length_gives_no_proof() {
    let log = MemoryLog::new(300);
    for change in [-1isize, 1, -32, 32] {
        let read = |id: TileId| {
            let mut bytes = log.read(id).unwrap();
            let length = bytes.len() as isize + change;
            bytes.resize(length as usize, 0);
            Ok::<_, std::convert::Infallible>(bytes)
        };
        assert!(matches!(
            prove_inclusion(3, 300, read),
            Err(TileError::Length { .. })
        ));
        assert!(matches!(
            prove_consistency(3, 300, read),
            Err(TileError::Length { .. })
        ));
    }
}

#[test]
fn proofs_in_the_largest_tree_are_computed_without_overflow() {
    // Every subtree of 2^n equal leaves has the same root.
    let mut roots = vec![Hash::leaf(b"same")];
    for height in 1..64 {
        let below = roots[height - 1];
        roots.push(Hash::node(&below, &below));
    }
    let read = |id: TileId| {
        let hash = roots[usize::from(id.level()) * 8];
        let hashes = vec![hash; usize::from(id.width())];
        Ok::<_, std::convert::Infallible>(veche_record::tile::encode(&hashes))
    };
    let tree = root_at(MAX_SIZE, MAX_SIZE, read).unwrap();
    for number in [0, 1, 1 << 40, MAX_SIZE / 2, MAX_SIZE - 1] {
        let proof = prove_inclusion(number, MAX_SIZE, read).unwrap();
        verify_inclusion(&roots[0], number, &tree, &proof).unwrap();
        let old = root_at(number, MAX_SIZE, read).unwrap();
        let proof = prove_consistency(number, MAX_SIZE, read).unwrap();
        verify_consistency(&old, &tree, &proof).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_proofs_are_accepted_by_both_sides(size in 1u64..3000, a: u64, b: u64) {
        let log = MemoryLog::new(size);
        let (index, old) = (a % size, 1 + b % size);
        let leaf = Hash::leaf(&entry(0, index));
        let proof = log.inclusion(index, size);
        let root = theirs(&log.tree().root);
        prop_assert_eq!(verify_inclusion(&leaf, index, &log.tree(), &proof), Ok(()));
        prop_assert!(tlog::check_record(&all_theirs(&proof), size, root, index, theirs(&leaf)).is_ok());
        let proof = log.consistency(old, size);
        let before = log.tree_at(old);
        prop_assert_eq!(verify_consistency(&before, &log.tree(), &proof), Ok(()));
        prop_assert!(tlog::check_tree(&all_theirs(&proof), size, root, old, theirs(&before.root)).is_ok());
    }

    #[test]
    fn what_the_oracle_refuses_is_refused_and_the_other_way_round(size in 0u64..20, claimed in 0u64..20, number in 0u64..20, cut in 0usize..7, flip in 0usize..7) {
        let log = MemoryLog::new(20);
        let tree = TreeHead { size: claimed, root: log.tree_at(size).root };
        let leaf = Hash::leaf(&entry(0, number));
        let mut proof = match number < size { true => log.inclusion(number, size), false => Vec::new() };
        proof.truncate(cut);
        if flip < proof.len() { proof[flip] = Hash::of(b"") }
        let root = theirs(&tree.root);
        let expected = tlog::check_record(&all_theirs(&proof), claimed, root, number, theirs(&leaf));
        prop_assert_eq!(verify_inclusion(&leaf, number, &tree, &proof).is_ok(), expected.is_ok());
        let old = log.tree_at(number);
        let mut proof = match number <= size { true => log.consistency(number, size), false => Vec::new() };
        proof.truncate(cut);
        if flip < proof.len() { proof[flip] = Hash::of(b"") }
        // The oracle has no opinion on an empty tree.
        if number > 0 {
            let expected = tlog::check_tree(&all_theirs(&proof), claimed, root, number, theirs(&old.root));
            prop_assert_eq!(verify_consistency(&old, &tree, &proof).is_ok(), expected.is_ok());
        }
    }

    #[test]
    fn no_proof_makes_the_verifiers_panic(sizes: (u64, u64), index: u64, hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
        let hashes: Vec<Hash> = hashes.into_iter().map(Hash::new).collect();
        let root = Hash::empty_tree();
        let (old, new) = (TreeHead { size: sizes.0, root }, TreeHead { size: sizes.1, root });
        let _ = verify_inclusion(&root, index, &old, &hashes).is_ok();
        let _ = verify_consistency(&old, &new, &hashes).is_ok();
    }
}
