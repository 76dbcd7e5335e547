//! An append-only list that can prove what it contains.
//!
//! A record is a log in the formats of [C2SP](https://c2sp.org): [tlog-tiles], [signed-note], [tlog-checkpoint],
//! [tlog-cosignature] and [tlog-proof]. It is made of plain files, so that any web server can hold it, and it is
//! summed up by one signed text of a few lines, its checkpoint. Whoever keeps a checkpoint can later tell whether
//! anything that it covers was changed or taken out.
//!
//! | module | subject |
//! | --- | --- |
//! | [`hash`] | SHA-256, and how a tree is hashed |
//! | [`tree`] | the Merkle tree of the entries, kept in a few hashes |
//! | [`tile`] | the tree cut into files of 256 hashes |
//! | [`edge`] | the growing end of a tree, which fills tiles |
//! | [`bundle`] | the entries, 256 a file |
//! | [`proof`] | that an entry is in a tree; that one tree begins with another |
//! | [`note`] | a text with signatures, and the keys that make and verify them |
//! | [`checkpoint`] | the signed head of a record |
//! | [`cosignature`] | what witnesses add to a checkpoint |
//! | [`inclusion`] | a file that proves one entry to somebody who has nothing else |
//! | [`conflict`] | a file that proves that the owner of a record showed two histories |
//!
//! This crate does not know what an entry means, and opens no file: bytes are passed in.
//!
//! [tlog-tiles]: https://c2sp.org/tlog-tiles
//! [signed-note]: https://c2sp.org/signed-note
//! [tlog-checkpoint]: https://c2sp.org/tlog-checkpoint
//! [tlog-cosignature]: https://c2sp.org/tlog-cosignature
//! [tlog-proof]: https://c2sp.org/tlog-proof

#![forbid(unsafe_code)]

pub mod bundle;
pub mod checkpoint;
pub mod conflict;
pub mod cosignature;
pub mod edge;
pub mod hash;
pub mod inclusion;
mod key;
mod nodes;
pub mod note;
pub mod proof;
mod text;
pub mod tile;
pub mod tree;
