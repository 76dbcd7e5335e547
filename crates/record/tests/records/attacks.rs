//! One change, one refusal.

use crate::log::{MemoryLog, entry};
use veche_record::hash::Hash;
use veche_record::proof::ProofError::{self, Length, Mismatch, Outside, Shrinks, TooLarge};
use veche_record::proof::{verify_consistency, verify_inclusion};
use veche_record::tree::TreeHead;

/// Whether a refusal is of the kind that a line of a table names.
fn is(found: &Result<(), ProofError>, kind: &ProofError) -> bool {
    found
        .as_ref()
        .is_err_and(|found| std::mem::discriminant(found) == std::mem::discriminant(kind))
}

const LENGTH: ProofError = Length { found: 0 };
const OUTSIDE: ProofError = Outside { index: 0, size: 0 };
const SHRINKS: ProofError = Shrinks { old: 0, new: 0 };
const TOO_LARGE: ProofError = TooLarge { size: 0 };

#[test]
fn one_changed_bit_anywhere_in_a_proof_of_inclusion_is_refused() {
    let log = MemoryLog::new(300);
    for index in [0, 1, 150, 255, 256, 299] {
        let (tree, proof) = (log.tree(), log.inclusion(index, 300));
        let leaf = Hash::leaf(&entry(0, index));
        let flip = |hash: &Hash, bit: usize| {
            let mut bytes = *hash.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            Hash::new(bytes)
        };
        for bit in 0..256 {
            assert_eq!(
                verify_inclusion(&flip(&leaf, bit), index, &tree, &proof),
                Err(Mismatch)
            );
            let root = flip(&tree.root, bit);
            let other = TreeHead { root, ..tree };
            assert_eq!(
                verify_inclusion(&leaf, index, &other, &proof),
                Err(Mismatch)
            );
            for place in 0..proof.len() {
                let mut changed = proof.clone();
                changed[place] = flip(&changed[place], bit);
                assert_eq!(
                    verify_inclusion(&leaf, index, &tree, &changed),
                    Err(Mismatch)
                );
            }
        }
    }
}

#[test]
fn one_changed_bit_anywhere_in_a_proof_of_consistency_is_refused() {
    let log = MemoryLog::new(300);
    for old in [1, 2, 128, 150, 255, 256, 299] {
        let (before, tree, proof) = (log.tree_at(old), log.tree(), log.consistency(old, 300));
        let flip = |hash: &Hash, bit: usize| {
            let mut bytes = *hash.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            Hash::new(bytes)
        };
        for bit in 0..256 {
            let root = flip(&before.root, bit);
            let other = TreeHead { root, ..before };
            assert_eq!(verify_consistency(&other, &tree, &proof), Err(Mismatch));
            let root = flip(&tree.root, bit);
            let other = TreeHead { root, ..tree };
            assert_eq!(verify_consistency(&before, &other, &proof), Err(Mismatch));
            for place in 0..proof.len() {
                let mut changed = proof.clone();
                changed[place] = flip(&changed[place], bit);
                assert_eq!(verify_consistency(&before, &tree, &changed), Err(Mismatch));
            }
        }
    }
}

#[test]
fn every_other_attack_on_a_proof_of_inclusion_is_refused() {
    type Attack = fn(&mut Hash, &mut u64, &mut TreeHead, &mut Vec<Hash>);
    let table: [(&str, Attack, ProofError); 15] = [
        (
            "the neighbour's number",
            |_, index, _, _| *index += 1,
            Mismatch,
        ),
        (
            "the number of the entry before",
            |_, index, _, _| *index -= 1,
            Mismatch,
        ),
        (
            "the last entry's number",
            |_, index, _, _| *index = 299,
            LENGTH,
        ),
        (
            "a number at the end",
            |_, index, _, _| *index = 300,
            OUTSIDE,
        ),
        (
            "a number far beyond",
            |_, index, _, _| *index = u64::MAX,
            OUTSIDE,
        ),
        ("a smaller tree", |_, _, tree, _| tree.size = 151, LENGTH),
        (
            "a much larger tree",
            |_, _, tree, _| tree.size = 3000,
            LENGTH,
        ),
        (
            "an empty tree",
            |_, _, tree, _| *tree = TreeHead::empty(),
            OUTSIDE,
        ),
        (
            "a tree beyond all limits",
            |_, _, tree, _| tree.size = u64::MAX,
            TOO_LARGE,
        ),
        ("no hashes", |_, _, _, proof| proof.clear(), LENGTH),
        (
            "the first hash left out",
            |_, _, _, proof| {
                proof.remove(0);
            },
            LENGTH,
        ),
        (
            "the last hash left out",
            |_, _, _, proof| {
                proof.pop();
            },
            LENGTH,
        ),
        (
            "a hash too many",
            |_, _, tree, proof| proof.push(tree.root),
            LENGTH,
        ),
        (
            "two hashes exchanged",
            |_, _, _, proof| proof.swap(0, 1),
            Mismatch,
        ),
        (
            "a node passed off as an entry",
            |leaf, index, _, proof| {
                let sibling = proof.remove(0);
                *leaf = Hash::node(leaf, &sibling);
                *index /= 2;
            },
            LENGTH,
        ),
    ];
    let log = MemoryLog::new(300);
    for (attack, change, refusal) in table {
        let (mut index, mut tree) = (150, log.tree());
        let mut leaf = Hash::leaf(&entry(0, index));
        let mut proof = log.inclusion(index, 300);
        verify_inclusion(&leaf, index, &tree, &proof).unwrap();
        change(&mut leaf, &mut index, &mut tree, &mut proof);
        let found = verify_inclusion(&leaf, index, &tree, &proof);
        assert!(is(&found, &refusal), "{attack}: {found:?}");
    }
}

#[test]
fn every_other_attack_on_a_proof_of_consistency_is_refused() {
    type Attack = fn(&mut TreeHead, &mut TreeHead, &mut Vec<Hash>);
    let table: [(&str, Attack, ProofError); 15] = [
        (
            "the sizes exchanged",
            |old, new, _| std::mem::swap(&mut old.size, &mut new.size),
            SHRINKS,
        ),
        (
            "the trees exchanged",
            |old, new, _| std::mem::swap(old, new),
            SHRINKS,
        ),
        ("one entry fewer before", |old, _, _| old.size -= 1, LENGTH),
        ("one entry more before", |old, _, _| old.size += 1, LENGTH),
        (
            "two entries fewer before",
            |old, _, _| old.size -= 2,
            Mismatch,
        ),
        ("nothing before", |old, _, _| old.size = 0, LENGTH),
        (
            "as many before as after",
            |old, _, _| old.size = 300,
            LENGTH,
        ),
        ("a smaller tree after", |_, new, _| new.size = 200, LENGTH),
        (
            "a much larger tree after",
            |_, new, _| new.size = 3000,
            LENGTH,
        ),
        (
            "a tree beyond all limits",
            |_, new, _| new.size = u64::MAX,
            TOO_LARGE,
        ),
        ("no hashes", |_, _, proof| proof.clear(), LENGTH),
        (
            "the first hash left out",
            |_, _, proof| {
                proof.remove(0);
            },
            LENGTH,
        ),
        (
            "the last hash left out",
            |_, _, proof| {
                proof.pop();
            },
            LENGTH,
        ),
        (
            "a hash too many",
            |_, new, proof| proof.push(new.root),
            LENGTH,
        ),
        (
            "two hashes exchanged",
            |_, _, proof| proof.swap(1, 2),
            Mismatch,
        ),
    ];
    let log = MemoryLog::new(300);
    for (attack, change, refusal) in table {
        let (mut old, mut new) = (log.tree_at(151), log.tree());
        let mut proof = log.consistency(151, 300);
        verify_consistency(&old, &new, &proof).unwrap();
        change(&mut old, &mut new, &mut proof);
        let found = verify_consistency(&old, &new, &proof);
        assert!(is(&found, &refusal), "{attack}: {found:?}");
    }
}

#[test]
fn no_entry_is_proved_at_two_places_and_no_two_entries_at_one() {
    let log = MemoryLog::new(40);
    let tree = log.tree();
    for index in 0..40 {
        let proof = log.inclusion(index, 40);
        for other in 0..40 {
            let leaf = Hash::leaf(&entry(0, other));
            let here = verify_inclusion(&leaf, index, &tree, &proof);
            assert_eq!(here.is_ok(), other == index);
            let leaf = Hash::leaf(&entry(0, index));
            let there = verify_inclusion(&leaf, other, &tree, &proof);
            assert_eq!(there.is_ok(), other == index);
        }
    }
}

#[test]
fn a_tree_with_another_history_is_never_proved_to_be_a_beginning() {
    let (honest, forged) = (MemoryLog::new(40), MemoryLog::parting(40, 7));
    for old in 1..=40 {
        let proof = forged.consistency(old, 40);
        let found = verify_consistency(&honest.tree_at(old), &forged.tree(), &proof);
        // Up to the seventh entry the histories are one.
        assert_eq!(found.is_ok(), old <= 7, "{old}: {found:?}");
    }
}
